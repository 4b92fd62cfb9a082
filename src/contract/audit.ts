/** The audit log in the /v1 API. */
import * as z from 'zod';
import { ACME, LATER } from './event-examples.ts';
import {
	idCursor,
	instant,
	isPeriod,
	limit,
	name,
	NO_PERIOD,
	statusesOf,
	timestamp,
} from './shared.ts';

const kind = z
	.enum(['management', 'scim'])
	.describe(
		'`management`: a change through this API. `scim`: a request from an identity provider.',
	);

/** Query of GET /v1/audit-log. */
export const auditQuery = z
	.strictObject({
		kind: kind.optional(),
		directory_id: z
			.string()
			.min(1)
			.optional()
			.describe('Entries about this directory, even if it was deleted.'),
		tenant: name.optional().describe('Entries about directories of this tenant.'),
		product: name.optional().describe('Entries about directories of this product.'),
		actor: z.string().min(1).optional().describe('Entries of this API key or SCIM token.'),
		action: z
			.string()
			.regex(
				/^[a-z_]+(\.[a-z_]+)*(\.\*)?$/,
				'must be an action such as "token.create", or a group of them such as "scim.*"',
			)
			.meta({ examples: ['scim.users.*', 'token.create'] })
			.optional()
			.describe('An action, or all actions with the same beginning: `scim.users.*`.'),
		status: z
			.string()
			.regex(/^[1-5](\d\d|xx)$/, 'must be an HTTP status such as 409, or a class such as 4xx')
			.transform(statusesOf)
			.meta({ examples: ['4xx'] })
			.optional()
			.describe('An HTTP status (`409`), or a class of them (`4xx`).'),
		since: instant.optional().describe('Requests at this time or later.'),
		until: instant.optional().describe('Requests before this time.'),
		limit,
		cursor: idCursor.optional(),
	})
	.refine(isPeriod, NO_PERIOD);

/** One thing that was done, or asked for. */
export const auditEntry = z
	.object({
		id: z.string().describe('Id of the entry, `aud_…`; ids are in the order of time.'),
		at: timestamp.describe('When the request was received.'),
		kind,
		actor: z
			.string()
			.nullable()
			.describe('Id of the API key or SCIM token; null if there was no valid one.'),
		actor_name: z
			.string()
			.nullable()
			.describe(
				'Name of the API key, or description of the SCIM token; null if it has none, is no longer kept, or is not visible to you.',
			),
		action: z.string().describe('The action, such as `scim.users.create`.'),
		directory_id: z.string().nullable().describe('The directory that it was about.'),
		tenant: z.string().nullable().describe('Its tenant; without a directory, that of the API key.'),
		product: z
			.string()
			.nullable()
			.describe('Its product; without a directory, that of the API key.'),
		target: z
			.string()
			.nullable()
			.describe('Id of the target; null for a list, or if it is not an id of this service.'),
		method: z.string().describe('The HTTP method; empty if it is not recorded yet.'),
		path: z
			.string()
			.describe(
				'The path without values chosen by clients: no query, and `…` for what may be personal.',
			),
		status: z.int().describe('The HTTP status; 0 if it is not recorded yet.'),
		duration_ms: z.int().describe('How long the response took, in milliseconds.'),
		request_id: z.string().describe('The header `X-Request-Id` of the response.'),
		ip: z.string().nullable().describe('The address that the request came from.'),
	})
	.meta({
		id: 'AuditEntry',
		description: 'A change through this API, or a SCIM request.',
		examples: [
			{
				id: 'aud_0193a1d25f3c7a1e8b9c0d1e2f3a4b5c',
				at: LATER,
				kind: 'scim',
				actor: 'tok_0193a1d24c907b1d8e2f3a4b5c6d7e8f',
				actor_name: 'Okta',
				action: 'scim.users.create',
				directory_id: ACME.id,
				tenant: ACME.tenant,
				product: ACME.product,
				target: '0193a1d2-5b7c-7e10-9c2a-4f6d8e0b1a23',
				method: 'POST',
				path: `/scim/v2/${ACME.id}/Users`,
				status: 201,
				duration_ms: 18,
				request_id: 'req_0193a1d25f2b7c0d9e1f2a3b4c5d6e7f',
				ip: '203.0.113.7',
			},
		],
	});
export type AuditEntry = z.infer<typeof auditEntry>;
