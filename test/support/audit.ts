/** Entries of the audit log for tests that keep them directly. */
import { newId } from '../../src/platform/ids.ts';
import type { AuditEntry } from '../../src/store/audit.ts';

/** An entry that need not have happened: a SCIM request, unless told otherwise. */
export function anEntry(more: Partial<AuditEntry> = {}): AuditEntry {
	return {
		id: newId('aud'),
		occurredAt: Date.now(),
		kind: 'scim',
		actor: null,
		tokenHash: null,
		action: 'scim.users.list',
		directoryId: null,
		tenant: null,
		product: null,
		target: null,
		method: 'GET',
		path: '/scim/v2/…/Users',
		status: 200,
		durationMs: 1,
		requestId: newId('req'),
		ip: null,
		...more,
	};
}
