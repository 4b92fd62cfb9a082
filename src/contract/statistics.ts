/** What a directory counts, in the /v1 API. */
import * as z from 'zod';
import { LATER } from './event-examples.ts';
import { timestamp } from './shared.ts';

const scimRequest = z
	.object({
		at: timestamp.describe('When it was received.'),
		method: z.string().describe('The HTTP method.'),
		path: z.string().describe('The path without values chosen by clients, as in the audit log.'),
		status: z.int().describe('The HTTP status of the response.'),
		token_id: z.string().nullable().describe('The SCIM token; null if there was no valid one.'),
		request_id: z.string().describe('The header `X-Request-Id` of the response.'),
	})
	.meta({
		id: 'ScimRequest',
		description: 'A request of the identity provider.',
		examples: [
			{
				at: LATER,
				method: 'PATCH',
				path: '/scim/v2/dir_0193a1d24c8f7a6b9e0d1c2b3a495867/Users/0193a1d2-5b7c-7e10-9c2a-4f6d8e0b1a23',
				status: 200,
				token_id: 'tok_0193a1d24c907b1d8e2f3a4b5c6d7e8f',
				request_id: 'req_0193a1d25f2b7c0d9e1f2a3b4c5d6e7f',
			},
		],
	});
export type ScimRequest = z.infer<typeof scimRequest>;

/** Answer to GET /v1/directories/{id}/statistics. */
export const directoryStatistics = z
	.object({
		users: z.int().describe('Users, active or not.'),
		active_users: z.int().describe('Users who are active.'),
		groups: z.int().describe('Groups.'),
		last_sequence: z.int().describe('The last event of its log.'),
		last_event_at: timestamp.nullable().describe('When it occurred; null if it is no longer kept.'),
		last_request: scimRequest
			.nullable()
			.describe('The last recorded SCIM request, at least a second ago.'),
		last_error: scimRequest
			.nullable()
			.describe('The last of them that was answered with a status of 400 or more.'),
	})
	.meta({
		id: 'DirectoryStatistics',
		description: 'The counts and the last requests of a directory.',
		examples: [
			{
				users: 412,
				active_users: 398,
				groups: 27,
				last_sequence: 1904,
				last_event_at: LATER,
				last_request: {
					at: LATER,
					method: 'GET',
					path: '/scim/v2/dir_0193a1d24c8f7a6b9e0d1c2b3a495867/Users',
					status: 200,
					token_id: 'tok_0193a1d24c907b1d8e2f3a4b5c6d7e8f',
					request_id: 'req_0193a1d25f2b7c0d9e1f2a3b4c5d6e7f',
				},
				last_error: null,
			},
		],
	});
export type DirectoryStatistics = z.infer<typeof directoryStatistics>;
