/** The attempt log, by endpoint and by event, and single events of the log. */
import { attemptQuery, eventAttemptQuery, type Attempt } from '../../contract/attempts.ts';
import { toCursor, type Page } from '../../contract/shared.ts';
import {
	listAttempts,
	listAttemptsAt,
	type AttemptPage,
	type AttemptRow,
} from '../../store/attempts.ts';
import { findLog, type DirectoryRow } from '../../store/directories.ts';
import { findEvent } from '../../store/event-search.ts';
import type { EventRow } from '../../store/events.ts';
import { toEvent } from '../../webhook/payload.ts';
import type { AppContext } from '../context.ts';
import { unknown } from './directories.ts';
import { endpointOf } from './endpoint-view.ts';
import { fieldProblem, problem } from './problem.ts';
import { coveredLog } from './replays.ts';
import { readQuery } from './validate.ts';

/** GET /v1/webhook-endpoints/{id}/attempts */
export async function list(c: AppContext): Promise<Response> {
	const query = readQuery(c, attemptQuery);
	if (!query.ok) return query.error;
	const found = await endpointOf(c);
	if (!found.ok) return found.error;
	const endpoint = found.value;
	const { directory_id: given, event_id: eventId, cursor: before, ...filter } = query.value;
	const { id: endpointId } = endpoint;
	const directoryId = given ?? (eventId === undefined ? null : endpoint.directoryId);
	if (directoryId === null) {
		if (eventId === undefined) {
			return answer(c, await listAttempts(c.get('db'), endpointId, { ...filter, before }));
		}
		const detail = 'is needed for event_id: this endpoint covers several directories';
		return fieldProblem([{ field: 'directory_id', detail }]);
	}
	const log = await coveredLog(c, endpoint, directoryId);
	if (!log.ok) return log.error;
	const { key: directoryKey } = log.value;
	if (eventId === undefined) {
		const limited = { ...filter, before, directoryKey };
		return answer(c, await listAttempts(c.get('db'), endpointId, limited));
	}
	const event = await findEvent(c.get('db'), directoryKey, eventId);
	if (event === undefined) {
		const detail = `there is no event "${eventId}" in the log of this directory`;
		return fieldProblem([{ field: 'event_id', detail }], 404);
	}
	const carried = { ...event, directoryKey };
	return answer(c, await listAttemptsAt(c.get('db'), carried, { ...filter, before, endpointId }));
}

/** GET /v1/directories/{id}/events/{eventId}; the directory's id may be `operations`. */
export async function readEvent(c: AppContext): Promise<Response> {
	return withEvent(c, (log, event) => c.json(toEvent(log, event)));
}

/** GET /v1/directories/{id}/events/{eventId}/attempts: those on all endpoints. */
export async function listForEvent(c: AppContext): Promise<Response> {
	const query = readQuery(c, eventAttemptQuery);
	if (!query.ok) return query.error;
	const { cursor: before, ...filter } = query.value;
	return withEvent(c, async ({ key }, event) => {
		const carried = { ...event, directoryKey: key };
		return answer(c, await listAttemptsAt(c.get('db'), carried, { ...filter, before }));
	});
}

/** Finds the event that the path names; answers 404 if there is none. */
async function withEvent(
	c: AppContext,
	use: (log: DirectoryRow, event: EventRow) => Response | Promise<Response>,
): Promise<Response> {
	const log = await findLog(c.get('db'), c.req.param('id') ?? '');
	if (log === undefined) return unknown(c);
	const eventId = c.req.param('eventId') ?? '';
	const event = await findEvent(c.get('db'), log.key, eventId);
	if (event === undefined) {
		return problem(
			404,
			`There is no event "${eventId}" in this log; it may be past its retention.`,
		);
	}
	return use(log, event);
}

function answer(c: AppContext, { attempts, next }: AttemptPage): Response {
	return c.json({
		data: attempts.map(toAttempt),
		next_cursor: next === undefined ? null : toCursor(next),
	} satisfies Page<Attempt>);
}

function toAttempt(row: AttemptRow): Attempt {
	const isReplay = row.lane.startsWith('rpl_') || row.lane.startsWith('rdl_');
	return {
		id: row.id,
		endpoint_id: row.endpointId,
		directory_id: row.directoryId,
		kind: isReplay ? 'replay' : row.lane === '' ? 'delivery' : 'test',
		replay_id: isReplay ? row.lane : null,
		webhook_id: row.webhookId,
		first_sequence: row.firstSequence,
		last_sequence: row.lastSequence,
		attempted_at: new Date(row.attemptedAt).toISOString(),
		duration_ms: row.durationMs,
		status: row.status,
		outcome: row.outcome,
		error: row.error,
		answer: row.answer,
	};
}
