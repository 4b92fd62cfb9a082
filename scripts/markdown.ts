/** Markdown as the formatter lays it out, so that what scripts write needs no formatting. */

/** A page of paragraphs, headings, lists and tables; empty ones are left out. */
export function page(blocks: readonly string[]): string {
	return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
}

/** A table whose columns are as wide as their content. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
	const widths = head.map((_, at) =>
		Math.max(3, ...[head, ...rows].map((row) => row[at]?.length ?? 0)),
	);
	const line = (cells: readonly string[], fill = ' ') =>
		`| ${cells.map((cell, at) => cell.padEnd(widths[at] ?? 0, fill)).join(' | ')} |`;
	return [
		line(head),
		line(
			head.map(() => ''),
			'-',
		),
		...rows.map((row) => line(row)),
	].join('\n');
}

/** A source as a link: an address, or `owner/repository path`, with what may follow it. */
export function source(cited: string): string {
	const [first = '', ...rest] = cited.split(' ');
	const after = rest.length === 0 ? '' : ` ${rest.join(' ')}`;
	const thread = /^https:\/\/github\.com\/([^/]+\/[^/]+)\/(?:issues|pull)\/(\d+)/.exec(first);
	if (thread !== null) return `[${thread[1]}#${thread[2]}](${first})${after}`;
	if (/^https?:/.test(first)) return `[${new URL(first).hostname}](${first})${after}`;
	return /^[\w.-]+\/[\w.-]+$/.test(first)
		? `[${first}](https://github.com/${first})${after}`
		: cited;
}
