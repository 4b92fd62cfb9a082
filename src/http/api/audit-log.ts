/** GET /v1/audit-log: what was done through the management API, and what SCIM was asked for. */
import { auditQuery, type AuditEntry } from '../../contract/audit.ts';
import { toTimestamp } from '../../contract/shared.ts';
import { listAuditEntries, type NamedAuditRow } from '../../store/audit.ts';
import { mayTouch } from '../../store/ownership.ts';
import type { AppContext } from '../context.ts';
import { ADMIN, ADMIN_NAME } from './access.ts';
import { pageAnswer, readListQuery } from './list.ts';

/** GET /v1/audit-log */
export async function list(c: AppContext): Promise<Response> {
	const query = await readListQuery(c, auditQuery);
	if (!query.ok) return query.error;
	const { directory_id: directoryId, cursor: before, ...filter } = query.value;
	const caller = c.get('caller');
	const { tenant = caller.tenant, product = caller.product } = filter;
	if (!mayTouch(caller, { tenant, product })) {
		return pageAnswer<AuditEntry>(c, { data: [], next_cursor: null });
	}
	const wanted = { ...filter, tenant, product, caller, directoryId, before };
	const { entries, next } = await listAuditEntries(c.get('db'), wanted);
	return pageAnswer(c, { data: entries.map(toEntry), next_cursor: next ?? null });
}

function toEntry(row: NamedAuditRow): AuditEntry {
	return {
		id: row.id,
		at: toTimestamp(row.occurredAt),
		kind: row.kind,
		actor: row.actor,
		actor_name: row.actor === ADMIN.id ? ADMIN_NAME : row.actorName,
		action: row.action,
		directory_id: row.directoryId,
		tenant: row.tenant,
		product: row.product,
		target: row.target,
		method: row.method,
		path: row.path,
		status: row.status,
		duration_ms: row.durationMs,
		request_id: row.requestId,
		ip: row.ip,
	};
}
