/**
 * How far somebody has come who watches requests and events as they happen. Neither has one order for all:
 * each log counts its own events, and a request is told by an isolate of its own, which may be late. So a
 * position is a time before which everything was told, and what was told since.
 */
import { idTime } from './event-search.ts';

/** Everything below has been told, and nothing else. */
export interface LivePosition {
	/** Events that occurred before this, in epoch milliseconds. */
	readonly at: number;
	/** Logs with later ones that were told: key, sequence of the last, and when that occurred. */
	readonly logs: readonly (readonly [key: number, sequence: number, at: number])[];
	/** Requests whose ids sort before this. */
	readonly before: string;
	/** Ids of later ones that were told. */
	readonly requests: readonly string[];
}

/** What was read after a position. */
export interface Told {
	readonly events: readonly Pick<LiveMark, 'key' | 'sequence' | 'occurredAt'>[];
	readonly requests: readonly { readonly id: string }[];
	/** Not all that there is was read. */
	readonly isCut: boolean;
}

/** The last event of a log that was told. */
export interface LiveMark {
	readonly key: number;
	readonly sequence: number;
	readonly occurredAt: number;
}

/** How much later than it says an event, or a request, may come to be seen: its commit, a second try, clocks. */
export const EVENTS_LATE_MS = 60_000;
export const REQUESTS_LATE_MS = 10_000;

/** What is kept of either while somebody watches; beyond that, what is late may be missed. */
const KEPT_MAX = 2_000;

/** What is carried to the next connection, which goes into a header. */
const CARRIED_MAX = 60;

/** The position after what was read. */
export function advance(position: LivePosition, told: Told, now: number): LivePosition {
	const logs = new Map(position.logs.map((log) => [log[0], log]));
	for (const { key, sequence, occurredAt } of told.events) {
		logs.set(key, [key, sequence, occurredAt]);
	}
	const requests = [...position.requests, ...told.requests.map(({ id }) => id)];
	// What was not read may be as old as what was.
	const isAll = !told.isCut;
	return shortened(
		{
			at: isAll ? Math.max(position.at, now - EVENTS_LATE_MS) : position.at,
			logs: [...logs.values()],
			before: isAll ? later(position.before, requestId(now - REQUESTS_LATE_MS)) : position.before,
			requests,
		},
		KEPT_MAX,
	);
}

/** The same position with less to carry: what has just come in late may be missed after it. */
export function carried(position: LivePosition): LivePosition {
	return shortened(position, CARRIED_MAX);
}

/** What the ids of requests begin with that are noted then. */
export function requestId(at: number): string {
	return `aud_${idTime(at)}`;
}

/** Drops what lies before the times of a position, and the oldest of what is too much. */
function shortened(position: LivePosition, max: number): LivePosition {
	const byTime = position.logs
		.filter(([, , at]) => at >= position.at)
		.toSorted((left, right) => right[2] - left[2]);
	const [, , dropped] = byTime[max] ?? [];
	const ids = position.requests.filter((id) => id >= position.before).toSorted();
	const requests = ids.slice(-max);
	return {
		at: dropped === undefined ? position.at : Math.max(position.at, dropped + 1),
		logs: byTime.slice(0, max),
		before: requests.length < ids.length ? (requests[0] ?? position.before) : position.before,
		requests,
	};
}

function later(left: string, right: string): string {
	return left > right ? left : right;
}
