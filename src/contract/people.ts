/** Finding people in the /v1 API: the same person may be a user of several directories. */
import * as z from 'zod';
import { directory as wholeDirectory } from './directories.ts';
import { userProfile } from './event-data.ts';
import { ACME_OKTA, ADA, LATER } from './event-examples.ts';
import { listOf } from './operation.ts';
import { limit, name, numericCursor, text, timestamp, type Page } from './shared.ts';

/** Query of GET /v1/people. */
export const peopleQuery = z.strictObject({
	query: text
		.trim()
		.min(1)
		.max(300)
		.describe(
			'An `id` or an `external_id`; or the beginning of a user name, an e-mail address, a display name, a first name or a last name, or of first and last name together, ignoring case.',
		),
	tenant: name.optional().describe('Only in directories of this tenant.'),
	product: name.optional().describe('Only in directories of this product.'),
	limit,
	cursor: numericCursor.optional(),
});

const { id, name: directoryName, tenant, product, type } = wholeDirectory.shape;

/** A directory, as people are told apart by it. */
export const namedDirectory = z
	.object({ id, name: directoryName, tenant, product, type })
	.meta({ id: 'DirectoryName', description: 'A directory, named.' });

const profile = userProfile.shape;

const ADA_PERSON = {
	directory: {
		id: ACME_OKTA.id,
		name: ACME_OKTA.name,
		tenant: ACME_OKTA.tenant,
		product: ACME_OKTA.product,
		type: 'okta-scim-v2' as const,
	},
	user: {
		id: ADA.id,
		user_name: ADA.user_name,
		email: ADA.email,
		first_name: ADA.first_name,
		last_name: ADA.last_name,
		display_name: ADA.display_name,
		external_id: ADA.external_id,
		active: ADA.active,
	},
	state: 'deleted' as const,
	deleted_at: LATER,
};

/** Somebody who was found. */
export const person = z
	.object({
		directory: namedDirectory.describe('The directory of the user.'),
		user: z
			.object({
				id: profile.id,
				user_name: profile.user_name,
				email: profile.email,
				first_name: profile.first_name,
				last_name: profile.last_name,
				display_name: profile.display_name,
				external_id: profile.external_id,
				active: profile.active,
			})
			.meta({ id: 'PersonSummary', description: 'A user, named.' })
			.describe('The user; for a deleted user, the last state.'),
		state: z
			.enum(['active', 'inactive', 'deleted'])
			.describe('`deleted`: the user no longer exists in the directory.'),
		deleted_at: timestamp.nullable().describe('When the user was deleted; null for all others.'),
	})
	.meta({
		id: 'Person',
		description: 'A current or deleted user of one directory.',
		examples: [ADA_PERSON],
	});
export type Person = z.infer<typeof person>;

const leftOut = z
	.object({
		directory_id: id,
		what: z
			.enum(['users', 'deletions'])
			.describe(
				'`users`: more users match than are listed. `deletions`: older deletions were not searched.',
			),
	})
	.meta({ id: 'LeftOut', description: 'What a search for people did not cover in a directory.' });

/** Answer to GET /v1/people. */
export const peoplePage = listOf(person)
	.extend({
		left_out: z
			.array(leftOut)
			.optional()
			.describe(
				'Directories that may have more results; absent if this is all. Use a longer query to find them.',
			),
	})
	.meta({
		id: 'PeoplePage',
		description: 'The users found, directory by directory.',
		examples: [{ data: [ADA_PERSON], next_cursor: null }],
	});

/** The same, as it is made. */
export interface PeoplePage extends Page<Person> {
	readonly left_out?: z.infer<typeof leftOut>[] | undefined;
}
