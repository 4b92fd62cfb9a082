/** What narrows a list down: a form that is sent as a query, so that what is found can be linked to. */
import { useContext, type Child } from 'hono/jsx';
import { useView } from '../view.ts';
import { Field, SentContext, type Refused } from './form.tsx';
import { Problems } from './problems.tsx';
import { localTime } from './time.tsx';

/** The form around the fields, and below it what is wrong with what was asked for. */
export function Filters(props: {
	readonly label: string;
	/** Where the list is, if the page may be the answer to a form that was sent elsewhere. */
	readonly path?: string;
	readonly refused?: Refused | undefined;
	readonly button?: string;
	/** Leads to the page as its path alone opens it. */
	readonly reset?: string;
	/** Closed on narrow screens until something is asked for: for more fields than one looks past. */
	readonly folds?: boolean;
	readonly children: Child;
}) {
	const { url } = useView();
	const { path = url.pathname, refused } = props;
	const sent = {
		problem: refused?.problem,
		all: (name: string) => url.searchParams.getAll(name),
		labels: new Map<string, string>(),
	};
	const form = (
		<form method="get" action={path} class="filters" role="search" aria-label={props.label}>
			<SentContext.Provider value={sent}>{props.children}</SentContext.Provider>
			<div class="submit">
				<button>{props.button ?? 'Apply filters'}</button>
				{url.search === '' ? null : <a href={path}>{props.reset ?? 'Clear filters'}</a>}
			</div>
		</form>
	);
	return (
		<>
			{props.folds === true ? (
				<details class="fold" open={url.search !== ''}>
					<summary>{props.label}</summary>
					{form}
				</details>
			) : (
				form
			)}
			<Problems refused={refused && { ...refused, labels: sent.labels }} />
		</>
	);
}

/** A point in time, in the viewer's zone. */
export function TimeFilter(props: {
	readonly name: string;
	readonly label: string;
	readonly error?: string | undefined;
}) {
	const { url, timeZone } = useView();
	const typed = asTyped(url.searchParams.get(props.name) ?? '', timeZone);
	const sent = { ...useContext(SentContext), all: () => [typed] };
	return (
		<SentContext.Provider value={sent}>
			<Field {...props} type="datetime-local" step={1} hint={`Time zone: ${timeZone}.`} />
		</SentContext.Provider>
	);
}

/** `2026-03-01T10:00:00` in a zone: what a field for it holds, whoever has written the query. */
function asTyped(given: string, timeZone: string): string {
	const isTime = HAS_ZONE.test(given) && !Number.isNaN(Date.parse(given));
	return isTime ? localTime(given, timeZone).replace(' ', 'T') : given;
}

const HAS_ZONE = /T.*(?:Z|[+-]\d\d:\d\d)$/i;

/**
 * A time that was typed, as RFC 3339 has it. What says its zone, or is no time, stays as it is, for the API to
 * take or refuse. Of an hour that comes twice, where clocks are put back, it is one of the two.
 */
export function instantOf(typed: string, timeZone: string): string {
	const wanted = HAS_ZONE.test(typed) ? Number.NaN : Date.parse(`${typed}Z`);
	if (Number.isNaN(wanted)) return typed;
	let at = wanted;
	// The second time for what lies beside a change of the clocks.
	for (let time = 0; time < 2; time += 1) {
		const shown = localTime(new Date(at).toISOString(), timeZone).replace(' ', 'T');
		at += wanted - Date.parse(`${shown}Z`);
		// A year that has not four digits, in the zone or in UTC.
		if (Number.isNaN(at)) return typed;
	}
	return new Date(at).toISOString();
}
