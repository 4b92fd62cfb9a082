/** Notes a management change in the audit log, off the request path. */
import { now } from '../../platform/clock.ts';
import { newId } from '../../platform/ids.ts';
import { insertAuditEntry } from '../../store/audit.ts';
import type { AppContext } from '../context.ts';

/** The only API key there is so far. */
const ACTOR = 'admin-key';

/** Appends an entry: `action` on `target`, which is the id of what was changed. */
export function audit(c: AppContext, action: string, target: string): void {
	const entry = {
		id: newId('aud'),
		occurredAt: now(),
		actor: ACTOR,
		action,
		directoryId: [c.req.param('id'), target].find((id) => id?.startsWith('dir_')) ?? null,
		target,
		requestId: c.get('requestId'),
	};
	c.executionCtx.waitUntil(insertAuditEntry(c.get('db'), entry));
}
