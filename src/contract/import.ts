/** What moves to a directory from another system, in the /v1 API. */
import * as z from 'zod';
import { GIVEN_ID } from './shared.ts';

/** Resources of one request: as many as one commit takes well. */
const RESOURCES_MAX = 500;

/** Members of one request. */
const MEMBERS_MAX = 5_000;

const id = z
	.string()
	.max(64)
	.regex(
		GIVEN_ID,
		'must start with a letter or digit, and contain only letters, digits and . _ ~ -',
	)
	.describe('The id that the identity provider knows.');

/** Body of POST /v1/directories/{id}/import. */
export const importBatch = z
	.strictObject({
		users: z
			.array(z.looseObject({ id }))
			.max(RESOURCES_MAX)
			.default([])
			.describe('SCIM users (RFC 7643 §4.1) with the ids that the identity provider knows.'),
		groups: z
			.array(z.looseObject({ id }))
			.max(RESOURCES_MAX)
			.default([])
			.describe('SCIM groups (RFC 7643 §4.2), without members.'),
		memberships: z
			.array(
				z.strictObject({
					group_id: id,
					user_ids: z.array(id).min(1).max(MEMBERS_MAX).describe('Users in the group.'),
				}),
			)
			.max(RESOURCES_MAX)
			.default([])
			.describe('Members of groups that already exist, or are part of the same request.'),
	})
	.refine(
		({ users, groups, memberships }) => users.length + groups.length + memberships.length > 0,
		{ error: 'must have users, groups or memberships' },
	)
	.refine(({ users, groups }) => users.length + groups.length <= RESOURCES_MAX, {
		path: ['groups'],
		error: `must have, with the users, at most ${RESOURCES_MAX} items`,
	})
	.refine(
		({ memberships }) =>
			memberships.reduce((sum, { user_ids: members }) => sum + members.length, 0) <= MEMBERS_MAX,
		{ path: ['memberships'], error: `must have at most ${MEMBERS_MAX} members in all` },
	)
	.meta({
		id: 'ImportBatch',
		description: 'Users, groups and memberships that keep their ids.',
		examples: [
			{
				users: [
					{
						id: '7e5dcf6a-9bc0-4b2c-9d53-3f3f6f5c9f1e',
						userName: 'ada@acme.example',
						name: { givenName: 'Ada', familyName: 'Byron' },
						active: true,
					},
				],
				groups: [{ id: '0d4a9c84-8f0e-4e8b-a4f2-0f3f7d2f5b11', displayName: 'Crew' }],
				memberships: [
					{
						group_id: '0d4a9c84-8f0e-4e8b-a4f2-0f3f7d2f5b11',
						user_ids: ['7e5dcf6a-9bc0-4b2c-9d53-3f3f6f5c9f1e'],
					},
				],
			},
		],
	});

const counts = z
	.object({
		created: z.int().describe('Created by this request.'),
		existing: z.int().describe('Already existed and were left as they are.'),
	})
	.meta({
		id: 'ImportCounts',
		description: 'How many of them exist now.',
		examples: [{ created: 1, existing: 0 }],
	});

/** What became of an import. */
export const importResult = z
	.object({
		users: counts,
		groups: counts,
		memberships: z
			.object({ done: z.int().describe('Exist now, from this request or from before.') })
			.describe('The result for the memberships.'),
		failures: z
			.array(
				z.object({
					kind: z.enum(['user', 'group', 'membership']).describe('The kind of item.'),
					id: z.string().describe('Id of the user or the group.'),
					group_id: z.string().nullable().describe('For a membership; null otherwise.'),
					status: z.int().describe('The status that SCIM would have returned.'),
					detail: z.string().describe('Why, in words.'),
				}),
			)
			.readonly()
			.describe('What was refused, and why; everything else is done.'),
	})
	.meta({
		id: 'ImportResult',
		description: 'The result of an import. Sending the same again changes nothing.',
		examples: [
			{
				users: { created: 1, existing: 0 },
				groups: { created: 1, existing: 0 },
				memberships: { done: 1 },
				failures: [],
			},
		],
	});
export type ImportResult = z.infer<typeof importResult>;
