/** What pages are made of, beside forms. */
import type { Child } from 'hono/jsx';
import { useView } from '../view.ts';

/** A table that can be scrolled sideways where it does not fit, with a caption for those who do not see it. */
export function Table(props: {
	readonly caption: string;
	/** '' for a column of things to do. */
	readonly heads: readonly string[];
	readonly children: Child;
}) {
	return (
		<div class="table" role="region" aria-label={props.caption} tabindex={0}>
			<table>
				<caption class="hidden">{props.caption}</caption>
				<thead>
					<tr>
						{props.heads.map((head) => (
							<th scope="col">
								{head === '' ? <span class="hidden">What can be done</span> : head}
							</th>
						))}
					</tr>
				</thead>
				<tbody>{props.children}</tbody>
			</table>
		</div>
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

/** Something to be pasted elsewhere: in a field that can be selected, with a button that copies it. */
export function Copy(props: {
	readonly id: string;
	readonly label: string;
	readonly value: string;
	readonly hint?: string;
}) {
	const { id, hint } = props;
	return (
		<div data-field>
			<label for={id}>{props.label}</label>
			<div class="copy">
				<input
					id={id}
					value={props.value}
					readonly
					spellcheck={false}
					autocomplete="off"
					{...(hint === undefined ? {} : { 'aria-describedby': `${id}-hint` })}
				/>
				<button type="button" class="outline" data-copy={id} hidden>
					Copy<span class="hidden"> {props.label}</span>
				</button>
			</div>
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
				hint="Copy it now: it is kept as a hash only, and is not shown again."
			/>
			{props.children}
		</section>
	);
}

/** JSON as it is. */
export function Json(props: { readonly value: unknown; readonly label: string }) {
	return (
		<pre class="json" tabindex={0} role="region" aria-label={props.label}>
			<code>{JSON.stringify(props.value, null, 2)}</code>
		</pre>
	);
}

/** The way to the next page of a list, and back to its beginning. */
export function Pager({ next }: { readonly next: string | null }) {
	const { url } = useView();
	const to = (cursor: string | null) => {
		const query = new URLSearchParams(url.search);
		if (cursor === null) query.delete('cursor');
		else query.set('cursor', cursor);
		return `${url.pathname}${query.size > 0 ? `?${query.toString()}` : ''}`;
	};
	const isFirst = !url.searchParams.has('cursor');
	if (isFirst && next === null) return null;
	return (
		<nav class="pager" aria-label="Pages">
			{isFirst ? null : <a href={to(null)}>First page</a>}
			{next === null ? null : (
				<a href={to(next)} rel="next">
					Next page
				</a>
			)}
		</nav>
	);
}

/** Numbers over time as bars, and as a table for those who want to know exactly. */
export function BarChart(props: {
	readonly title: string;
	/** What a bar is, and how many there were; `bad` of them are told apart. */
	readonly bars: readonly {
		readonly label: string;
		readonly count: number;
		readonly bad?: number;
	}[];
	readonly badName?: string;
}) {
	const { bars, title, badName } = props;
	const most = Math.max(1, ...bars.map(({ count }) => count));
	const step = 100 / Math.max(1, bars.length);
	const height = (count: number) => (count === 0 ? 0 : Math.max(1, (count / most) * 40));
	return (
		<figure class="chart">
			<figcaption>
				{title} <small>(at most {most} in one)</small>
			</figcaption>
			<svg viewBox="0 0 100 42" preserveAspectRatio="none" aria-hidden="true">
				{bars.map(({ label, count, bad = 0 }, at) => (
					<g>
						<title>{`${label}: ${count}`}</title>
						<rect
							x={at * step + step * 0.1}
							width={step * 0.8}
							y={41 - height(count)}
							height={height(count)}
						/>
						<rect
							class="bad"
							x={at * step + step * 0.1}
							width={step * 0.8}
							y={41 - height(bad)}
							height={height(bad)}
						/>
					</g>
				))}
			</svg>
			<details>
				<summary>As a table</summary>
				<Table
					caption={title}
					heads={['Time', 'Count', ...(badName === undefined ? [] : [badName])]}
				>
					{bars.map(({ label, count, bad = 0 }) => (
						<tr>
							<th scope="row">{label}</th>
							<td>{count}</td>
							{badName === undefined ? null : <td>{bad}</td>}
						</tr>
					))}
				</Table>
			</details>
		</figure>
	);
}
