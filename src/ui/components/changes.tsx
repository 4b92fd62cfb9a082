/** What differs between two states of a user or a group, in short: the page of an event has all of it. */

/** One attribute that differs, as events tell it. */
export interface Change {
	readonly path: string;
	readonly from?: unknown;
	readonly to?: unknown;
}

const CHANGES_MAX = 5;

/** The first of the changes. */
export function Changes({ of }: { readonly of: readonly Change[] }) {
	if (of.length === 0) return null;
	return (
		<ul class="changes">
			{of.slice(0, CHANGES_MAX).map(({ path, from, to }) => (
				<li>
					<code>{path}</code>: {told(from)} → {told(to)}
				</li>
			))}
			{of.length > CHANGES_MAX ? <li>and {of.length - CHANGES_MAX} more</li> : null}
		</ul>
	);
}

const TOLD_MAX = 80;

function told(value: unknown): string {
	if (value === null || value === undefined) return 'none';
	const text = typeof value === 'string' ? `“${value}”` : JSON.stringify(value);
	return text.length > TOLD_MAX ? `${text.slice(0, TOLD_MAX)}…` : text;
}
