/** The call about the audit log. */
import { auditEntry, auditQuery } from '../audit.ts';
import { listOf, type Operations } from '../operation.ts';

export const auditOperations = {
	listAuditEntries: {
		method: 'GET',
		path: '/audit-log',
		scope: 'admin',
		tag: 'Audit log',
		summary: 'List the audit log, newest first',
		description:
			'Every change through this API, and every SCIM request to an existing directory, at most one second later. (Of requests without a valid token, only the first 60 per minute.) A page can be short or empty without being the last, because each page searches a limited number of entries. Follow `next_cursor` until it is null.',
		query: auditQuery,
		status: 200,
		answer: listOf(auditEntry),
		problems: [],
	},
} as const satisfies Operations;
