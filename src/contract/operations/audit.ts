/** The call about the audit log. */
import { auditEntry, auditQuery } from '../audit.ts';
import { listOf, type Operations } from '../operation.ts';

export const auditOperations = {
	listAuditEntries: {
		method: 'GET',
		path: '/audit-log',
		scope: 'admin',
		tag: 'Audit log',
		summary: 'List what was done, newest first',
		description:
			'Every change through this API, and every SCIM request to a directory that there is, a second later at most. (Of requests without a good token, the first 60 in a minute.) A page may be short, or empty, and yet not be the last: what is rare is looked for among a bounded number of entries at a time. Follow `next_cursor` until it is null.',
		query: auditQuery,
		status: 200,
		answer: listOf(auditEntry),
		problems: [],
	},
} as const satisfies Operations;
