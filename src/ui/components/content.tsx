/** What pages are made of, beside forms. */
import type { Child } from 'hono/jsx';
import { useView } from '../view.ts';

/** What a row shows, a cell for each column; the first names the row. */
export type Cells = readonly Child[];

/** A table, with a caption for those who do not see it. On a narrow screen each row is a card. */
export function Table(props: {
	readonly caption: string;
	/** '' for a column of things to do. */
	readonly heads: readonly string[];
	readonly rows?: readonly Cells[];
	/** Rows that come with a page of their own, such as `Row`. */
	readonly children?: Child;
}) {
	return (
		<div class="table" role="group" aria-label={props.caption} tabindex={0}>
			<table>
				<caption class="hidden">{props.caption}</caption>
				<thead>
					<tr>
						{props.heads.map((head) => (
							<th scope="col">{head === '' ? <span class="hidden">Actions</span> : head}</th>
						))}
					</tr>
				</thead>
				<tbody>
					{props.rows?.map((cells) => (
						<Row heads={props.heads} cells={cells} />
					))}
					{props.children}
				</tbody>
			</table>
		</div>
	);
}

/** A row of a table. */
export function Row({
	heads,
	cells,
}: {
	readonly heads: readonly string[];
	readonly cells: Cells;
}) {
	return (
		<tr>
			{cells.map((cell, at) => {
				const head = heads[at];
				return at === 0 ? (
					<th scope="row" data-head={head}>
						<div>{cell}</div>
					</th>
				) : (
					<td data-head={head}>
						<div>{cell}</div>
					</td>
				);
			})}
		</tr>
	);
}

/** Names and values. */
export function Facts(props: { readonly of: readonly (readonly [name: string, value: Child])[] }) {
	return (
		<dl class="facts">
			{props.of.map(([name, value]) => (
				<div>
					<dt>{name}</dt>
					<dd>{value}</dd>
				</div>
			))}
		</dl>
	);
}

/** How good or bad something is. */
export type Tone = 'success' | 'warning' | 'danger' | 'secondary';

/** A state in a word or two. */
export function Badge(props: { readonly tone: Tone; readonly children: Child }) {
	return (
		<span class="badge" data-variant={props.tone}>
			{props.children}
		</span>
	);
}

/** An HTTP status; 0 for none. */
export function HttpStatus({ status }: { readonly status: number }) {
	if (status === 0) return <span class="none">–</span>;
	return (
		<Badge tone={status >= 500 ? 'danger' : status >= 400 ? 'warning' : 'success'}>{status}</Badge>
	);
}

/** There is nothing to show, and what to do next. */
export function Empty(props: { readonly title: string; readonly children?: Child }) {
	return (
		<div class="card empty">
			<p>
				<strong>{props.title}</strong>
			</p>
			{props.children}
		</div>
	);
}

/** Longer values are scrolled in their field. */
const LINES_MAX = 20;

/** Something to be pasted elsewhere: in a field that can be selected, with a button that copies it. */
export function Copy(props: {
	readonly id: string;
	readonly label: string;
	/** Tells it from others of the same label, to those who do not see where it stands. */
	readonly where?: string;
	readonly value: string;
	readonly hint?: string;
}) {
	const { id, label, hint, value } = props;
	const where = props.where === undefined ? '' : ` (${props.where})`;
	const field = {
		id,
		readonly: true,
		spellcheck: false,
		autocomplete: 'off',
		...(hint === undefined ? {} : { 'aria-describedby': `${id}-hint` }),
	};
	const lines = value.split('\n').length;
	return (
		<div data-field>
			<label for={id}>
				{label}
				{where === '' ? null : <span class="hidden">{where}</span>}
			</label>
			<div class="copy">
				{lines === 1 ? (
					<input {...field} value={value} />
				) : (
					<textarea {...field} rows={Math.min(lines, LINES_MAX)}>
						{value}
					</textarea>
				)}
				<button type="button" class="outline" data-copy={id} hidden>
					Copy<span class="hidden">{` ${label}${where}`}</span>
				</button>
			</div>
			<div aria-live="polite" class="copied" />
			{hint === undefined ? null : (
				<div id={`${id}-hint`} data-hint>
					{hint}
				</div>
			)}
		</div>
	);
}

/** A secret that is shown this once. */
export function Secret(props: {
	readonly label: string;
	readonly value: string;
	readonly children?: Child;
}) {
	return (
		<section class="card secret" aria-label={props.label}>
			<Copy
				id="secret"
				label={props.label}
				value={props.value}
				hint="Shown only once. Copy it now."
			/>
			{props.children}
		</section>
	);
}

/** What turns the direction of all text after it, so that a name may look like another one. */
const TURNS = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

const codeOf = (character: string) => character.charCodeAt(0).toString(16).padStart(4, '0');

/** A text with what would turn it shown in its place. */
export function visible(text: string): string {
	return text.replaceAll(TURNS, (each) => `⟨U+${codeOf(each).toUpperCase()}⟩`);
}

/** JSON that means the same, with nothing in it that turns the text. */
function escaped(json: string): string {
	return json.replaceAll(TURNS, (each) => `\\u${codeOf(each)}`);
}

/** JSON as it is. */
export function Json(props: { readonly value: unknown; readonly label: string }) {
	return (
		<pre class="json" tabindex={0} role="group" aria-label={props.label}>
			<code>{escaped(JSON.stringify(props.value, null, 2))}</code>
		</pre>
	);
}

/** The way to the next page of a list, and back to its beginning. */
export function Pager(props: {
	readonly next: string | null;
	/** Where the list is, if the page may be the answer to a form that was sent elsewhere. */
	readonly path?: string;
	/** Of one of several lists on a page: the id of its heading, and what its cursor is called in the URL. */
	readonly name?: string;
}) {
	const { url } = useView();
	const { next, path = url.pathname, name } = props;
	const parameter = name ?? 'cursor';
	const to = (cursor: string | null) => {
		const query = new URLSearchParams(url.search);
		// What was done is told once.
		query.delete('done');
		if (cursor === null) query.delete(parameter);
		else query.set(parameter, cursor);
		const place = name === undefined ? '' : `#${name}`;
		return `${path}${query.size > 0 ? `?${query.toString()}` : ''}${place}`;
	};
	const isFirst = !url.searchParams.has(parameter);
	if (isFirst && next === null) return null;
	return (
		<nav class="pager" aria-label={name === undefined ? 'Pages' : `Pages of ${name}`}>
			{isFirst ? null : <a href={to(null)}>First page</a>}
			{next === null ? null : (
				<a href={to(next)} rel="next">
					Next page
				</a>
			)}
		</nav>
	);
}
