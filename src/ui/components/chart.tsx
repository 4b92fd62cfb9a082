/** Numbers over time. */
import { Table } from './content.tsx';

/** One bar of a chart. */
export interface Bar {
	/** What it is, in full. */
	readonly label: string;
	/** What stands below it, if anything does. */
	readonly tick?: string | undefined;
	/** How many there were; `bad` of them are told apart. */
	readonly count: number;
	readonly bad?: number | undefined;
}

/** Units of the drawing, which is stretched to its place. */
const [BAR, GAP, HEIGHT] = [8, 2, 100];

/** Numbers over time as bars, and as a table for those who want to know exactly. */
export function BarChart(props: {
	readonly title: string;
	readonly bars: readonly Bar[];
	/** What the bars count beside the bad ones. */
	readonly name?: string;
	/** What the bad ones are. */
	readonly badName?: string;
}) {
	const { bars, title, name = 'Others', badName } = props;
	const top = roundedUp(Math.max(1, ...bars.map(({ count }) => count)));
	const marks = top > 1 ? [top, top / 2, 0] : [top, 0];
	const hasTicks = bars.some(({ tick }) => tick !== undefined);
	const ends = [bars.at(0)?.label, bars.at(-1)?.label];
	return (
		<figure class="chart">
			<figcaption>
				<strong>{title}</strong> <small>{totalOf(bars, badName)}</small>
			</figcaption>
			<div class="plot" aria-hidden="true">
				<ol class="scale">
					{marks.map((mark) => (
						<li>{SHORT.format(mark)}</li>
					))}
				</ol>
				<svg
					viewBox={`0 0 ${Math.max(1, bars.length) * (BAR + GAP)} ${HEIGHT}`}
					preserveAspectRatio="none"
				>
					{bars.map((bar, at) => (
						<Column bar={bar} x={at * (BAR + GAP)} top={top} badName={badName} />
					))}
				</svg>
				{hasTicks ? (
					<ol class="ticks">
						{bars.map(({ tick }) => (
							<li>{tick}</li>
						))}
					</ol>
				) : (
					<ol class="ends">
						{ends.map((end) => (
							<li>{end}</li>
						))}
					</ol>
				)}
			</div>
			{badName === undefined ? null : (
				<ul class="key" aria-hidden="true">
					<li>{name}</li>
					<li class="bad">{badName}</li>
				</ul>
			)}
			<details>
				<summary>
					Show as table<span class="hidden">: {title}</span>
				</summary>
				<Table
					caption={title}
					heads={['Time', 'Count', ...(badName === undefined ? [] : [badName])]}
					rows={bars.map(({ label, count, bad = 0 }) =>
						[label, FULL.format(count)].concat(badName === undefined ? [] : FULL.format(bad)),
					)}
				/>
			</details>
		</figure>
	);
}

/** A bar with the bad ones at its foot; the pointer finds it by its whole height. */
function Column(props: {
	readonly bar: Bar;
	readonly x: number;
	readonly top: number;
	readonly badName: string | undefined;
}) {
	const { bar, x, top, badName } = props;
	const { label, count, bad = 0 } = bar;
	// What there is can be seen, however little it is.
	const height = (of: number) => (of === 0 ? 0 : Math.max(1, Math.round((of / top) * HEIGHT)));
	const sizes = [
		['all', height(count)],
		['bad', height(bad)],
	] as const;
	return (
		<g>
			<title>{`${label}: ${totalOf([bar], badName)}`}</title>
			<rect class="whole" x={x} y={0} width={BAR + GAP} height={HEIGHT} />
			{sizes.map(([kind, size]) =>
				size === 0 ? null : (
					<rect class={kind} x={x + GAP / 2} y={HEIGHT - size} width={BAR} height={size} />
				),
			)}
		</g>
	);
}

const SHORT = new Intl.NumberFormat('en', { notation: 'compact' });
const FULL = new Intl.NumberFormat('en');

function totalOf(bars: readonly Bar[], badName: string | undefined): string {
	const sum = (of: (bar: Bar) => number) =>
		FULL.format(bars.reduce((total, bar) => total + of(bar), 0));
	const all = sum(({ count }) => count);
	return badName === undefined
		? all
		: `${all}, ${sum(({ bad = 0 }) => bad)} ${badName.toLowerCase()}`;
}

/** The next number that looks well at the end of a scale, and has a half. */
function roundedUp(most: number): number {
	const unit = 10 ** Math.floor(Math.log10(most));
	const steps = unit === 1 ? [1, 2, 4, 6, 8, 10] : [1, 1.2, 1.6, 2, 3, 4, 5, 6, 8, 10];
	return (steps.find((step) => step * unit >= most) ?? 10) * unit;
}
