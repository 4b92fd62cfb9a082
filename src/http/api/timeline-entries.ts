/**
 * One page of a timeline out of its two streams, each in its own order: a place in it is a place in both. A
 * request about a group comes along with the oldest event of the page that it caused.
 */
import { toTimestamp } from '../../contract/shared.ts';
import type { TimelineEntry } from '../../contract/timeline.ts';
import type { ScimRequestRow } from '../../store/timeline-requests.ts';
import type { EventEntry } from './timeline-deliveries.ts';

/** A place: what was told last of each stream. */
interface Place {
	readonly sequence: number;
	readonly requestId: string | undefined;
	/** A request that came along with the last event. */
	readonly causeId: string | undefined;
}

/** As a cursor holds it. */
export function positionOf({ sequence, requestId = '-', causeId = '-' }: Place): string {
	return `${sequence}.${requestId}.${causeId}`;
}

/** What was read of both streams: requests to one beyond the size of the page, or more. */
interface Streams {
	readonly events: readonly EventEntry[];
	readonly requests: readonly ScimRequestRow[];
	readonly limit: number;
	readonly userId: string;
	readonly after: Place | undefined;
}

/** Makes a page. */
export function entriesOf(streams: Streams): {
	readonly data: readonly TimelineEntry[];
	readonly next: Place | undefined;
} {
	const told = merge(streams);
	const events = told.filter(isEvent);
	const causes = causesBeside(events, streams);
	const data = told.flatMap((each): TimelineEntry[] => {
		if (!isEvent(each)) return [toRequestEntry(each)];
		const { cause, shown } = each;
		const isHere = cause !== undefined && causes.get(cause.id) === each;
		return isHere ? [shown, toRequestEntry(cause)] : [shown];
	});
	return { data, next: nextOf(streams, events, told.length - events.length) };
}

/** The latest of both, each stream in its own order. */
function merge({ events, requests, limit }: Streams): readonly (EventEntry | ScimRequestRow)[] {
	const told: (EventEntry | ScimRequestRow)[] = [];
	let [nextEvent, nextRequest] = [0, 0];
	while (told.length < limit) {
		const [event, request] = [events[nextEvent], requests[nextRequest]];
		// What a request causes lies within it, and is later.
		const isLater = (event?.row.occurredAt ?? -1) >= (request?.occurredAt ?? 0);
		if (event !== undefined && isLater) nextEvent += 1;
		else if (request !== undefined) nextRequest += 1;
		const next = isLater ? event : request;
		if (next === undefined) break;
		told.push(next);
	}
	return told;
}

/** The requests about others that caused events of the page, and with which event each comes. */
function causesBeside(
	events: readonly EventEntry[],
	{ userId, after }: Streams,
): ReadonlyMap<string, EventEntry> {
	return new Map(
		events.flatMap((event): [string, EventEntry][] => {
			const { cause } = event;
			const isTold = cause?.target === userId || cause?.id === after?.causeId;
			return cause === undefined || isTold ? [] : [[cause.id, event]];
		}),
	);
}

/** Where the next page begins; undefined at the end. */
function nextOf(
	{ events, requests, after }: Streams,
	toldEvents: readonly EventEntry[],
	toldRequests: number,
): Place | undefined {
	const hasMoreEvents = toldEvents.length < events.length || events.at(-1)?.row.hasOlder === true;
	if (!hasMoreEvents && toldRequests >= requests.length) return undefined;
	const last = toldEvents.at(-1);
	return {
		sequence: last?.row.sequence ?? after?.sequence ?? Number.MAX_SAFE_INTEGER,
		requestId: requests[toldRequests - 1]?.id ?? after?.requestId,
		causeId: last === undefined ? after?.causeId : last.cause?.id,
	};
}

function isEvent(entry: EventEntry | ScimRequestRow): entry is EventEntry {
	return 'row' in entry;
}

function toRequestEntry(row: ScimRequestRow): TimelineEntry {
	return {
		kind: 'request',
		id: row.id,
		at: toTimestamp(row.occurredAt),
		action: row.action,
		target: row.target,
		method: row.method,
		path: row.path,
		status: row.status,
		duration_ms: row.durationMs,
		token_id: row.actor,
		request_id: row.requestId,
	};
}
