/** /v1/webhook-endpoints/{id}/dead-letters: what an endpoint did not accept, and sending it again. */
import { deadLetterQuery, redelivery, type DeadLetter } from '../../contract/replays.ts';
import { pageOf, toTimestamp } from '../../contract/shared.ts';
import { newId } from '../../platform/ids.ts';
import {
	deadRanges,
	findDeadLetter,
	listDeadLetters,
	type DeadLetterRow,
} from '../../store/dead-letters.ts';
import { param, type AppContext } from '../context.ts';
import { endpointOf, endpointWithLog } from './endpoint-view.ts';
import { pageAnswer, readListQuery } from './list.ts';
import { problem } from './problem.ts';
import { begin } from './replays.ts';
import { readOptionalBody } from './validate.ts';

/** GET /v1/webhook-endpoints/{id}/dead-letters: each directory's in the order of its log. */
export async function list(c: AppContext): Promise<Response> {
	const query = await readListQuery(c, deadLetterQuery);
	if (!query.ok) return query.error;
	const { directory_id: directoryId, cursor: after, limit } = query.value;
	const [found, rows] = await Promise.all([
		endpointWithLog(c, directoryId),
		listDeadLetters(c.get('db'), param(c, 'id'), { directoryId, after, limit: limit + 1 }),
	]);
	if (!found.ok) return found.error;
	const page = pageOf(rows, limit, (row) => `${row.directoryKey}.${row.sequence}`);
	return pageAnswer<DeadLetter>(c, { ...page, data: page.data.map(toDeadLetter) });
}

/** POST /v1/webhook-endpoints/{id}/dead-letters/{eventId}/redeliver */
export async function redeliver(c: AppContext): Promise<Response> {
	const found = await endpointOf(c);
	if (!found.ok) return found.error;
	const { id: endpointId } = found.value;
	const eventId = param(c, 'eventId');
	const letter = await findDeadLetter(c.get('db'), endpointId, eventId);
	if (letter === undefined) {
		return problem(404, `This webhook endpoint has no dead letter "${eventId}".`);
	}
	const { directoryKey, sequence, type } = letter;
	if (type === null) return problem(410, 'The event is past its retention.');
	if (letter.replayId !== null) return underWay(letter.replayId);
	const ranges = deadRanges({ endpointId, directoryKey, sequence });
	// Empty only if another request has done the same, or a delivery has succeeded, this very moment.
	return begin(c, found.value, { id: newId('rdl'), types: null, ranges }, nothingLeft());
}

/** POST /v1/webhook-endpoints/{id}/dead-letters/redeliver: all of them, or those of one directory. */
export async function redeliverAll(c: AppContext): Promise<Response> {
	const body = await readOptionalBody(c, redelivery);
	if (!body.ok) return body.error;
	const found = await endpointWithLog(c, body.value.directory_id);
	if (!found.ok) return found.error;
	const { endpoint, log } = found.value;
	const ranges = deadRanges({ endpointId: endpoint.id, directoryKey: log?.key });
	return begin(c, endpoint, { id: newId('rdl'), types: null, ranges }, nothingLeft());
}

function underWay(replayId: string): Response {
	const detail = `This event is being redelivered by "${replayId}". Wait for that replay, or cancel it.`;
	return problem(409, detail, { members: { replay_id: replayId } });
}

function nothingLeft(): Response {
	const detail =
		'There is nothing to redeliver: every dead letter is already being redelivered, or its event is past its retention.';
	return problem(409, detail);
}

function toDeadLetter(row: DeadLetterRow): DeadLetter {
	const { subject, groupName } = row;
	return {
		event_id: row.eventId,
		type: row.type,
		subject: subject === null || groupName === null ? subject : `${subject} in ${groupName}`,
		directory_id: row.directoryId,
		sequence: row.sequence,
		attempts: row.attempts,
		last_error: row.lastError,
		died_at: toTimestamp(row.diedAt),
		event_kept: row.type !== null,
		replay_id: row.replayId,
	};
}
