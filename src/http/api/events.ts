/** The event log: gapless and in order, held open on request; and single events of it. */
import type * as z from 'zod';
import { absentType, logsOf } from '../../contract/endpoint-rules.ts';
import { eventQuery, type EventLogPage } from '../../contract/events.ts';
import { now, sleep } from '../../platform/clock.ts';
import { err, ok, type Result } from '../../result.ts';
import { findLog, type DirectoryRow } from '../../store/directories.ts';
import { findEvent, type EventName } from '../../store/event-search.ts';
import {
	readEvents,
	readLastSequence,
	type Beginning,
	type EventRow,
	type Log,
} from '../../store/events.ts';
import { OPERATIONS } from '../../store/operations.ts';
import { toEvent } from '../../webhook/payload.ts';
import { param, type AppContext } from '../context.ts';
import { unknownDirectory } from './directories.ts';
import { fieldProblem, problem } from './problem.ts';
import { readQuery } from './validate.ts';

/** How often a log is looked at for an answer that is held: what happens is told within a second. */
const LOOK_MS = 1_000;

/**
 * GET /v1/directories/{id}/events; the id may be `operations`. Held for `wait` seconds when the log
 * has nothing to offer at its end. An answer with a `next_cursor` is never held, even one without
 * events: then `types` are rare, and the next part of the log is looked through with the next request.
 */
export async function list(c: AppContext): Promise<Response> {
	const query = readQuery(c, eventQuery);
	if (!query.ok) return query.error;
	const { limit, types = [], wait, cursor } = query.value;
	const absent = absentType(logsOf({ directory_id: param(c, 'id') }), types);
	if (absent !== undefined) return fieldProblem([{ field: 'types', detail: absent }]);
	const until = now() + wait * 1000;
	let from = beginningOf(query.value);
	for (;;) {
		const page = await readEvents(c.get('db'), param(c, 'id'), { from, limit, types });
		if (page === undefined) return unknownDirectory(c);
		const { log, events, position, hasMore } = page;
		const after = 'after' in from ? from.after : undefined;
		if (after !== undefined && after > log.lastSequence) {
			const field = cursor === undefined ? 'after' : 'cursor';
			const detail = `the log ends with sequence ${log.lastSequence}`;
			return fieldProblem([{ field, detail }]);
		}
		if (after !== undefined && after + 1 < log.firstSequence) return expired(log);
		if (events.length > 0 || hasMore || !(await hasMoved(c, log, until))) {
			return c.json({
				data: events.map((row) => toEvent(log, row)),
				next_cursor: hasMore ? String(position) : null,
				position,
			} satisfies EventLogPage);
		}
		from = { order: 'oldest', after: position };
	}
}

/** Where a query begins. */
function beginningOf(query: z.output<typeof eventQuery>): Beginning {
	const { order, after, before, cursor, since } = query;
	if (order === 'newest') return { order, before: cursor ?? before };
	return since === undefined ? { order, after: cursor ?? after } : { order, since };
}

/** GET /v1/directories/{id}/events/{eventId}; the directory's id may be `operations`. */
export async function read(c: AppContext): Promise<Response> {
	const found = await eventOf(c);
	if (!found.ok) return found.error;
	const { log, event } = found.value;
	return c.json(toEvent(log, event));
}

/** What the path calls an event. */
export function nameIn(c: AppContext): EventName {
	return { directoryId: param(c, 'id'), eventId: param(c, 'eventId') };
}

/** The event that the path names, and its log; or 404. */
export async function eventOf(
	c: AppContext,
): Promise<Result<{ readonly log: DirectoryRow; readonly event: EventRow }, Response>> {
	const name = nameIn(c);
	const { directoryId, eventId } = name;
	const db = c.get('db');
	const [log, event] = await Promise.all([findLog(db, directoryId), findEvent(db, name)]);
	if (log === undefined) return err(unknownDirectory(c));
	if (event !== undefined) return ok({ log, event });
	const detail = `There is no event "${eventId}" in this log; it may have expired.`;
	return err(problem(404, detail));
}

/** Waits until a log has moved or is gone; false when the time is over or the client has hung up. */
async function hasMoved(c: AppContext, log: Log, until: number): Promise<boolean> {
	while (now() < until && !c.req.raw.signal.aborted) {
		await sleep(Math.min(LOOK_MS, until - now()));
		if ((await readLastSequence(c.get('db'), log.key)) !== log.lastSequence) return true;
	}
	return false;
}

/**
 * 410 for a position whose next event is not kept any more. What this answer was made from is older
 * than what the reader reads next, so the log's end in it is the place from which to follow.
 */
function expired({ id, firstSequence, lastSequence }: Log): Response {
	const isOperations = id === OPERATIONS.id;
	const resyncAfter = isOperations ? firstSequence - 1 : lastSequence;
	const remedy = isOperations
		? 'Those events are lost. Continue with after=resync_after.'
		: `To catch up, read /v1/directories/${id}/users, …/groups and the members of each group, ` +
			'…/groups/{groupId}/members, then follow the log with after=resync_after. That is the ' +
			'last_sequence from before reading them, so that no change made meanwhile is missed.';
	return problem(
		410,
		`Events before sequence ${firstSequence} are no longer available. ${remedy}`,
		{
			members: {
				oldest_sequence: firstSequence,
				last_sequence: lastSequence,
				resync_after: resyncAfter,
			},
		},
	);
}
