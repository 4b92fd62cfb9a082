/** Users and groups of a directory in the /v1 API. What they look like is the same as in events. */
import * as z from 'zod';
import { groupProfile, userProfile } from './event-data.ts';
import { ADA_OF_THE_CREW, CREW } from './event-examples.ts';
import { cursorOf, instant, limit, numericCursor, text } from './shared.ts';

const wanted = text.min(1).max(1000);

/** A row key; behind it a time in a list that is ordered by that, or by what something was found. */
const cursor = cursorOf(/^(?:(?:\d{1,15}\.)?\d{1,15}$|found\.\d{1,15}\.\d)/)
	.transform((opened): { readonly sort: string | number | null; readonly key: number } => {
		const [, found, by] = /^found\.(\d+)\.(.*)$/s.exec(opened) ?? [];
		if (by !== undefined) return { sort: by, key: Number(found) };
		const [key = 0, sort = null] = opened.split('.').map(Number).toReversed();
		return { sort, key };
	})
	.optional();

/** What goes with `search` beside `limit` and `cursor`. */
const SEARCHABLE = new Set(['search', 'active', 'group', 'limit', 'cursor']);

/** What somebody has typed, as people do: with blanks around it. */
const search = z.string().trim().pipe(wanted).optional();

/** Complains of filters that `search` does not go with: it has an order and indexes of its own. */
function refuseWithSearch(ctx: z.core.ParsePayload<Readonly<Record<string, unknown>>>): void {
	if (ctx.value['search'] === undefined) return;
	for (const [name, given] of Object.entries(ctx.value)) {
		if (given === undefined || SEARCHABLE.has(name)) continue;
		const message = 'cannot be combined with search';
		ctx.issues.push({ code: 'custom', message, path: [name], input: given });
	}
}

const externalId = wanted
	.describe('The id that the identity provider assigned; case matters.')
	.optional();

const updatedAfter = instant
	.describe(
		'Only what has changed after this time, RFC 3339. The list is then ordered by `updated_at`: use that of the last item to ask for later changes.',
	)
	.optional();

/** Query of GET /v1/directories/{id}/users. */
export const userQuery = z
	.strictObject({
		search: search.describe(
			'A search text: the beginning of `user_name`, of `displayName` or of an address in `raw.emails`, ignoring case, or a whole `id` or `external_id`. `jane smith` finds the display name “Jane Smith”; words inside a name, and family names alone, are not searched. It can only be combined with `active` and `group`.',
		),
		email: wanted
			.describe(
				'One of the addresses in `raw.emails`, or `user_name` if there are none, ignoring case.',
			)
			.optional(),
		user_name: wanted.describe('Case is ignored.').optional(),
		external_id: externalId,
		active: z
			.enum(['true', 'false'])
			.transform((given) => given === 'true')
			.describe('Only active, or only inactive users.')
			.optional(),
		group: wanted.describe('Id of a group: only its direct members.').optional(),
		updated_after: updatedAfter,
		limit,
		cursor,
	})
	.check(refuseWithSearch);

/** Query of GET /v1/directories/{id}/groups. */
export const groupQuery = z
	.strictObject({
		search: search.describe(
			'A search text: the beginning of `name`, ignoring case, or a whole `id` or `external_id`. It cannot be combined with other filters.',
		),
		name: wanted.describe('Case is ignored.').optional(),
		external_id: externalId,
		updated_after: updatedAfter,
		limit,
		cursor,
	})
	.check(refuseWithSearch);

/** Query of GET …/users/{userId}/groups and of GET …/groups/{groupId}/members. */
export const membershipQuery = z.strictObject({ limit, cursor });

/** Query of GET …/users/{userId}/events and of GET …/groups/{groupId}/events. */
export const resourceEventQuery = z.strictObject({ limit, cursor: numericCursor.optional() });

const { group: _group, ...ada } = ADA_OF_THE_CREW;
const { raw: _raw, ...crew } = CREW;

/**
 * A direct member of a group. Without `raw`: who asks for members wants to know who they are, and a page
 * of a thousand stays small. `GET …/users?group=` has it.
 */
export const member = z
	.discriminatedUnion('type', [
		userProfile.extend({ type: z.literal('user').describe('It is a user.') }),
		groupProfile.extend({ type: z.literal('group').describe('It is a nested group.') }),
	])
	.meta({
		id: 'Member',
		description: 'A direct member of a group: a user, or a nested group.',
		examples: [
			{ type: 'user', ...ada },
			{ type: 'group', ...crew },
		],
	});
