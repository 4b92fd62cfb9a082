/** The attempt log, by endpoint and by event. */
import {
	attemptQuery,
	eventAttemptQuery,
	type Attempt,
	type AttemptInFull,
} from '../../contract/attempts.ts';
import { toTimestamp } from '../../contract/shared.ts';
import {
	findAttempt,
	listAttempts,
	listAttemptsAt,
	TEST_LANE,
	type AttemptPage,
	type AttemptRow,
} from '../../store/attempts.ts';
import { findEvent } from '../../store/event-search.ts';
import { param, type AppContext } from '../context.ts';
import { requestOf } from './attempt-request.ts';
import { coveredLog, endpointOf, endpointWithLog } from './endpoint-view.ts';
import { eventOf, nameIn } from './events.ts';
import { pageAnswer, readListQuery } from './list.ts';
import { fieldProblem, problem } from './problem.ts';

/** GET /v1/webhook-endpoints/{id}/attempts */
export async function list(c: AppContext): Promise<Response> {
	const query = await readListQuery(c, attemptQuery);
	if (!query.ok) return query.error;
	const { directory_id: given, event_id: eventId, cursor: before, ...rest } = query.value;
	const db = c.get('db');
	const endpointId = param(c, 'id');
	const filter = { ...rest, before };
	if (eventId === undefined) {
		const [found, page] = await Promise.all([
			endpointWithLog(c, given),
			listAttempts(db, endpointId, { ...filter, directoryId: given }),
		]);
		return found.ok ? answer(c, page) : found.error;
	}
	const found = await endpointOf(c);
	if (!found.ok) return found.error;
	const directoryId = given ?? found.value.directoryId;
	if (directoryId === null) {
		const detail = 'required with event_id, because this endpoint covers several directories';
		return fieldProblem([{ field: 'directory_id', detail }]);
	}
	const name = { directoryId, eventId };
	const [log, event, page] = await Promise.all([
		coveredLog(c, found.value, directoryId),
		findEvent(db, name),
		listAttemptsAt(db, name, { ...filter, endpointId }),
	]);
	if (!log.ok) return log.error;
	if (event !== undefined) return answer(c, page);
	const detail = `there is no event "${eventId}" in the log of this directory`;
	return fieldProblem([{ field: 'event_id', detail }], 404);
}

/** GET /v1/directories/{id}/events/{eventId}/attempts: those on all endpoints. */
export async function listForEvent(c: AppContext): Promise<Response> {
	const query = await readListQuery(c, eventAttemptQuery);
	if (!query.ok) return query.error;
	const { cursor: before, ...rest } = query.value;
	const filter = { ...rest, before, caller: c.get('caller') };
	const [found, page] = await Promise.all([
		eventOf(c),
		listAttemptsAt(c.get('db'), nameIn(c), filter),
	]);
	return found.ok ? answer(c, page) : found.error;
}

/** GET /v1/webhook-endpoints/{id}/attempts/{attemptId} */
export async function read(c: AppContext): Promise<Response> {
	const attemptId = param(c, 'attemptId');
	const [endpoint, found] = await Promise.all([
		endpointOf(c),
		findAttempt(c.get('db'), param(c, 'id'), attemptId),
	]);
	if (!endpoint.ok) return endpoint.error;
	if (found === undefined) {
		const detail = `This webhook endpoint has no attempt "${attemptId}"; it may have expired.`;
		return problem(404, detail);
	}
	const request = await requestOf(c, endpoint.value, found);
	return c.json({ ...toAttempt(found.attempt), request } satisfies AttemptInFull);
}

function answer(c: AppContext, { attempts, next }: AttemptPage): Promise<Response> {
	return pageAnswer(c, { data: attempts.map(toAttempt), next_cursor: next ?? null });
}

function toAttempt(row: AttemptRow): Attempt {
	const kind = row.lane === '' ? 'delivery' : row.lane === TEST_LANE ? 'test' : 'replay';
	return {
		id: row.id,
		endpoint_id: row.endpointId,
		directory_id: row.directoryId,
		kind,
		replay_id: kind === 'replay' ? row.lane : null,
		webhook_id: row.webhookId,
		first_sequence: row.firstSequence,
		last_sequence: row.lastSequence,
		attempted_at: toTimestamp(row.attemptedAt),
		duration_ms: row.durationMs,
		status: row.status,
		outcome: row.outcome,
		error: row.error,
		answer: row.answer,
	};
}
