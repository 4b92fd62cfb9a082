/** /v1/webhook-endpoints/{id}/dead-letters: what an endpoint did not accept, and sending it again. */
import { deadLetterQuery, redelivery, type DeadLetter } from '../../contract/replays.ts';
import type { Page } from '../../contract/shared.ts';
import { newId } from '../../platform/ids.ts';
import { err, ok, type Result } from '../../result.ts';
import {
	deadRanges,
	findDeadLetter,
	listDeadLetters,
	type DeadLetterRow,
} from '../../store/dead-letters.ts';
import type { Endpoint } from '../../store/webhook-endpoints.ts';
import type { AppContext } from '../context.ts';
import { endpointOf } from './endpoint-view.ts';
import { problem } from './problem.ts';
import { begin, coveredLog } from './replays.ts';
import { readOptionalBody, readQuery } from './validate.ts';

/** GET /v1/webhook-endpoints/{id}/dead-letters: each directory's in the order of its log. */
export async function list(c: AppContext): Promise<Response> {
	const query = readQuery(c, deadLetterQuery);
	if (!query.ok) return query.error;
	const found = await endpointOf(c);
	if (!found.ok) return found.error;
	const endpoint = found.value;
	const { directory_id: directoryId, cursor: after, limit } = query.value;
	const key = await keyOf(c, endpoint, directoryId);
	if (!key.ok) return key.error;
	const rows = await listDeadLetters(c.get('db'), endpoint.id, {
		directoryKey: key.value,
		after,
		limit: limit + 1,
	});
	const page = rows.slice(0, limit);
	const last = page.at(-1);
	const hasMore = rows.length > limit && last !== undefined;
	return c.json({
		data: page.map(toDeadLetter),
		next_cursor: hasMore ? `${last.directoryKey}.${last.sequence}` : null,
	} satisfies Page<DeadLetter>);
}

/** POST /v1/webhook-endpoints/{id}/dead-letters/{eventId}/redeliver */
export async function redeliver(c: AppContext): Promise<Response> {
	const found = await endpointOf(c);
	if (!found.ok) return found.error;
	const { id: endpointId } = found.value;
	const eventId = c.req.param('eventId') ?? '';
	const letter = await findDeadLetter(c.get('db'), endpointId, eventId);
	if (letter === undefined) {
		return problem(404, `This webhook endpoint has no dead letter "${eventId}".`);
	}
	const { directoryKey, sequence, type } = letter;
	if (type === null) return problem(410, 'The event itself is past its retention.');
	if (letter.redelivery !== null) return underWay(letter.redelivery);
	const ranges = deadRanges({ endpointId, directoryKey, sequence });
	// Empty only if another request has done the same, or a delivery has succeeded, this very moment.
	return begin(c, { id: newId('rdl'), types: null, ranges }, nothingLeft);
}

/** POST /v1/webhook-endpoints/{id}/dead-letters/redeliver: all of them, or those of one directory. */
export async function redeliverAll(c: AppContext): Promise<Response> {
	const body = await readOptionalBody(c, redelivery);
	if (!body.ok) return body.error;
	const found = await endpointOf(c);
	if (!found.ok) return found.error;
	const endpoint = found.value;
	const key = await keyOf(c, endpoint, body.value.directory_id);
	if (!key.ok) return key.error;
	const ranges = deadRanges({ endpointId: endpoint.id, directoryKey: key.value });
	return begin(c, { id: newId('rdl'), types: null, ranges }, nothingLeft);
}

/** The row key of the directory that a request is limited to, if it is. */
async function keyOf(
	c: AppContext,
	endpoint: Endpoint,
	directoryId: string | undefined,
): Promise<Result<number | undefined, Response>> {
	if (directoryId === undefined) return ok(undefined);
	const log = await coveredLog(c, endpoint, directoryId);
	return log.ok ? ok(log.value.key) : err(log.error);
}

function underWay(replayId: string): Response {
	const detail = `It is being redelivered by "${replayId}"; wait for that, or cancel it.`;
	return problem(409, detail, { members: { replay_id: replayId } });
}

function nothingLeft(): Response {
	const detail =
		'There is nothing to redeliver: no dead letter whose event is kept and that is not being redelivered already.';
	return problem(409, detail);
}

function toDeadLetter(row: DeadLetterRow): DeadLetter {
	return {
		event_id: row.eventId,
		type: row.type,
		directory_id: row.directoryId,
		sequence: row.sequence,
		attempts: row.attempts,
		last_error: row.lastError,
		died_at: new Date(row.diedAt).toISOString(),
		event_kept: row.type !== null,
		redelivery: row.redelivery,
	};
}
