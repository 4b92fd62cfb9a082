/** What the commands print: tables that are as wide as their content, or JSON. */
import type { List, Page } from '../sdk/index.ts';

/** What a table shows of a row, by the heading of the column. */
export type Columns<Row> = Readonly<Record<string, (row: Row) => Cell>>;
type Cell = string | number | boolean | readonly string[] | null | undefined;

const GAP = '  ';
const NOTHING = '-';

/** More than fits on a screen is asked for with --limit. */
const LIMIT_DEFAULT = 100;
const PAGE_MAX = 1000;

/** Prints results to the standard output, and remarks beside them to the standard error. */
export class Output {
	/** Whether JSON is wanted. */
	readonly isJson: boolean;

	constructor(isJson: boolean) {
		this.isJson = isJson;
	}

	/** The first items of a list. `read` is asked for a list with pages of so many. */
	async list<Row, RowPage extends Page<Row>>(
		read: (pageSize: number) => List<Row, RowPage>,
		columns: Columns<Row>,
		limit = LIMIT_DEFAULT,
	): Promise<void> {
		const rows: Row[] = [];
		let hasMore = false;
		for await (const row of read(Math.min(limit + 1, PAGE_MAX))) {
			hasMore = rows.length === limit;
			if (hasMore) break;
			rows.push(row);
		}
		this.rows(rows, columns);
		if (hasMore) this.remark(`There are more results. Increase --limit (now ${limit}).`);
	}

	/** All of a list. */
	rows<Row>(rows: readonly Row[], columns: Columns<Row>): void {
		if (this.isJson) this.#json(rows);
		else if (rows.length === 0) this.remark('No results.');
		else this.#text(table(columns, rows));
	}

	/** One thing: its fields below each other. */
	record<Row>(row: Row, fields: Columns<Row>): void {
		if (this.isJson) {
			this.#json(row);
			return;
		}
		const names = Object.keys(fields);
		const width = Math.max(...names.map(widthOf)) + GAP.length;
		const lines = Object.entries(fields).map(
			([name, show]) => pad(name, width) + toText(show(row)),
		);
		this.#text(`${lines.join('\n')}\n`);
	}

	/** A line for people; in JSON, what it is about. */
	line(text: string, value: unknown): void {
		if (this.isJson) this.#text(`${JSON.stringify(value)}\n`);
		else this.#text(`${printable(text)}\n`);
	}

	/** A text of several lines for people; in JSON, what it is made of. */
	text(text: string, value: unknown): void {
		if (this.isJson) this.#json(value);
		else this.#text(`${text.split('\n').map(printable).join('\n')}\n`);
	}

	/** Tells what there is to know beside the result. */
	remark(text: string): void {
		process.stderr.write(`${text}\n`);
	}

	#json(value: unknown): void {
		this.#text(`${JSON.stringify(value, undefined, 2)}\n`);
	}

	#text(text: string): void {
		process.stdout.write(text);
	}
}

/** Rows below headings, each column as wide as its widest cell. */
function table<Row>(columns: Columns<Row>, rows: readonly Row[]): string {
	const shows = Object.values(columns);
	const lines = [
		Object.keys(columns).map((name) => name.toUpperCase()),
		...rows.map((row) => shows.map((show) => toText(show(row)))),
	];
	const widths = shows.map((_, at) =>
		lines.reduce((widest, line) => Math.max(widest, widthOf(line[at] ?? '')), 0),
	);
	return lines
		.map(
			(line) =>
				`${line
					.map((cell, at) => pad(cell, widths[at] ?? 0))
					.join(GAP)
					.trimEnd()}\n`,
		)
		.join('');
}

function toText(cell: Cell): string {
	if (cell === null || cell === undefined || cell === '') return NOTHING;
	if (typeof cell === 'object') return cell.length === 0 ? NOTHING : printable(cell.join(', '));
	return printable(String(cell));
}

/** Text from elsewhere could move the cursor, or say what is not so. */
export function printable(text: string): string {
	return text.replaceAll(
		/[\p{Cc}\p{Bidi_Control}]/gu,
		(character) => `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`,
	);
}

const segmenter = new Intl.Segmenter();

/** How many places it takes: those of East Asia, and pictures, take two. */
const WIDE =
	/\p{Emoji_Presentation}|[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\uff00-\uff60]/u;

function widthOf(text: string): number {
	let width = 0;
	for (const { segment } of segmenter.segment(text)) width += WIDE.test(segment) ? 2 : 1;
	return width;
}

function pad(text: string, width: number): string {
	return text + ' '.repeat(Math.max(0, width - widthOf(text)));
}
