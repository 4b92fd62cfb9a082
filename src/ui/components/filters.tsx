/** What narrows a list down: a form that is sent as a query, so that what is found can be linked to. */
import type { Child } from 'hono/jsx';
import { useView } from '../view.ts';
import { Field } from './form.tsx';
import { localTime } from './time.tsx';

/** The form around the fields; without any of its filters the page is as its path alone opens it. */
export function Filters(props: {
	readonly label: string;
	/** Where the list is, if the page may be the answer to a form that was sent elsewhere. */
	readonly path?: string;
	readonly children: Child;
}) {
	const { url } = useView();
	const { path = url.pathname } = props;
	return (
		<form method="get" action={path} class="filters" role="search" aria-label={props.label}>
			{props.children}
			<div class="submit">
				<button>Show</button>
				{url.search === '' ? null : <a href={path}>Show all</a>}
			</div>
		</form>
	);
}

/** A point in time, in the viewer's zone. */
export function TimeFilter(props: {
	readonly name: string;
	readonly label: string;
	readonly error?: string | undefined;
}) {
	const { url, timeZone } = useView();
	return (
		<Field
			name={props.name}
			type="datetime-local"
			label={props.label}
			hint={`In the time zone ${timeZone}.`}
			value={asTyped(url.searchParams.get(props.name) ?? '', timeZone)}
			error={props.error}
		/>
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
	}
	return new Date(at).toISOString();
}
