/** GET /v1/directories/{id}/statistics: what a directory counts, and what was requested last. */
import type { DirectoryStatistics, ScimRequest } from '../../contract/statistics.ts';
import { toTimestamp } from '../../contract/shared.ts';
import { findStatistics, type RequestRow } from '../../store/statistics.ts';
import { param, type AppContext } from '../context.ts';
import { unknownDirectory } from './directories.ts';

/** GET /v1/directories/{id}/statistics */
export async function read(c: AppContext): Promise<Response> {
	const found = await findStatistics(c.get('db'), param(c, 'id'));
	if (found === undefined) return unknownDirectory(c);
	const { counts, lastRequest, lastError } = found;
	return c.json({
		users: counts.users,
		active_users: counts.activeUsers,
		groups: counts.groups,
		last_sequence: counts.lastSequence,
		last_event_at: toTimestamp(counts.lastEventAt),
		last_request: lastRequest === undefined ? null : toScimRequest(lastRequest),
		last_error: lastError === undefined ? null : toScimRequest(lastError),
	} satisfies DirectoryStatistics);
}

function toScimRequest(row: RequestRow): ScimRequest {
	return {
		at: toTimestamp(row.occurredAt),
		method: row.method,
		path: row.path,
		status: row.status,
		token_id: row.actor,
		request_id: row.requestId,
	};
}
