/** GET /v1/webhook-endpoints/{id}/cursors: how far an endpoint has come in each log. */
import { deliveryCursorQuery, type DeliveryCursor } from '../../contract/cursors.ts';
import { pageOf, toTimestamp } from '../../contract/shared.ts';
import { listCursors, type CursorLag } from '../../store/cursor-lag.ts';
import { NEVER } from '../../store/delivery-cursors.ts';
import { param, type AppContext } from '../context.ts';
import { unknownEndpoint } from './endpoint-view.ts';
import { pageAnswer, readListQuery } from './list.ts';

/** GET /v1/webhook-endpoints/{id}/cursors */
export async function list(c: AppContext): Promise<Response> {
	const query = await readListQuery(c, deliveryCursorQuery);
	if (!query.ok) return query.error;
	const { behind: isBehind, cursor: after, limit } = query.value;
	const rows = await listCursors(c.get('db'), param(c, 'id'), {
		isBehind,
		after,
		limit: limit + 1,
	});
	if (rows === undefined) return unknownEndpoint(c);
	const page = pageOf(rows, limit, ({ directoryKey }) => directoryKey);
	return pageAnswer<DeliveryCursor>(c, { ...page, data: page.data.map(toDeliveryCursor) });
}

function toDeliveryCursor(row: CursorLag): DeliveryCursor {
	const heldBy =
		row.isDisabled === 1 ? 'disabled_endpoint' : row.isBraked === 1 ? 'brake' : undefined;
	const isBehind = row.isBehind === 1;
	const isPlanned = isBehind && heldBy === undefined && row.dueAt !== NEVER;
	const settled = isBehind ? row.sequence : row.lastSequence;
	return {
		directory_id: row.directoryId,
		directory_name: row.directoryName,
		state: heldBy === undefined ? (isBehind ? 'running' : 'idle') : 'held',
		held_by: heldBy ?? null,
		settled_sequence: settled,
		last_sequence: row.lastSequence,
		events_behind: row.lastSequence - settled,
		waiting_since: toTimestamp(row.waitingSince),
		attempts: row.attempts,
		last_error: row.lastError,
		due_at: isPlanned ? toTimestamp(row.dueAt) : null,
	};
}
