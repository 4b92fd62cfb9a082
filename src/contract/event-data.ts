/**
 * The `data` of events: what receivers may rely on of users, groups, directories and operations. More
 * may be added, so nothing here is closed; what is in here is always there.
 */
import * as z from 'zod';
import { ADA, CREW } from './event-examples.ts';
import { timestamp } from './shared.ts';

const text = (description: string) => z.string().describe(description);
const textOrNull = (description: string) => z.string().nullable().describe(description);
const time = (description: string) => timestamp.describe(description);
const sequence = (description: string) => z.int().min(0).describe(description);

/** A user without its SCIM resource. */
export const userProfile = z
	.object({
		id: text('Id of the user, created by Rollcall and never reused.'),
		external_id: textOrNull('The id that the identity provider assigned (`externalId`).'),
		user_name: text('The name that the user signs in with, unique in the directory.'),
		email: textOrNull(
			'The primary address, otherwise the first one, otherwise `user_name` if that is an address.',
		),
		first_name: textOrNull('The given name.'),
		last_name: textOrNull('The family name.'),
		display_name: textOrNull('The display name: `displayName`, otherwise `name.formatted`.'),
		active: z
			.boolean()
			.describe('Whether the user may use the application: take access away when it is false.'),
		custom_attributes: z
			.record(z.string(), z.unknown())
			.describe(
				'What the attribute mapping of the directory adds, by name: a JSON value, or null if the user has none. Empty without a mapping.',
			),
		created_at: time('When the user was created in Rollcall.'),
		updated_at: time("When the user's own attributes last changed."),
	})
	.meta({
		id: 'UserProfile',
		description:
			'A user, in the same form for every identity provider. The attribute mapping of its directory can fill `email`, the names and `custom_attributes` from other attributes.',
	});

const raw = z
	.looseObject({
		schemas: z.array(z.string()).describe('URNs of the schemas whose attributes it has.'),
		id: text('The same as the `id` beside `raw`.'),
		meta: z
			.object({
				resourceType: z.enum(['User', 'Group']).describe('What it is.'),
				created: time('When it was created.'),
				lastModified: time('When it last changed.'),
				version: text('Its version, as in the ETag header.'),
			})
			.describe('What Rollcall knows about it.'),
	})
	.meta({
		id: 'ScimResource',
		description:
			'The resource as SCIM shows it (RFC 7643), with every attribute and extension that the identity provider sent. Without members and groups, which have their own events, without `meta.location`, and without passwords and other attributes that are never returned.',
	});

/** `user.created` and `user.deleted`. */
export const user = z.intersection(userProfile, z.object({ raw })).meta({
	id: 'User',
	description: 'A user with its SCIM resource.',
	examples: [ADA],
});

/** A group without its SCIM resource. */
export const groupProfile = z
	.object({
		id: text('Id of the group, created by Rollcall and never reused.'),
		external_id: textOrNull('The id that the identity provider assigned (`externalId`).'),
		name: text('Its `displayName`, unique in the directory.'),
		created_at: time('When the group was created in Rollcall.'),
		updated_at: time("When the group's own attributes or its members last changed."),
	})
	.meta({
		id: 'GroupProfile',
		description: 'A group, in the same form for every identity provider.',
	});

/** `group.created` and `group.deleted`. */
export const group = groupProfile
	.extend({ raw })
	.meta({ id: 'Group', description: 'A group with its SCIM resource.', examples: [CREW] });

/** What differs between two states of a resource, or two profiles of a user. */
export const changes = z.array(
	z
		.object({
			path: text(
				'Path of a SCIM attribute: `title`, `name.familyName`, `urn:…:User:department`. A list, such as `emails`, is given as a whole. If a new attribute mapping caused the change, the field of the profile: `email`, `custom_attributes.cost_center`.',
			),
			from: z.unknown().describe('The value before, as JSON; null if there was none.'),
			to: z.unknown().describe('The value now, as JSON; null if it was removed.'),
		})
		.meta({ id: 'AttributeChange', description: 'One attribute that differs.' }),
);

/** `user.updated`. */
export const updatedUser = z.intersection(
	user,
	z.object({
		changes: changes.describe(
			'What changed, ordered by path. Empty if only attributes changed that are never returned. After a new attribute mapping, the changed fields of the profile; the SCIM resource is unchanged.',
		),
	}),
);

/** `group.updated`. */
export const updatedGroup = z.intersection(
	group,
	z.object({
		changes: changes.describe(
			'What changed, ordered by path. Members who are users have their own events. A nested group that is added or removed is the only change of its event: the path is `members`, and the member (`value`, `type`, `display`) is `to` when it is added and `from` when it is removed.',
		),
	}),
);

/** A group, named. */
export const groupSummary = z
	.object({ id: text('Id of the group.'), name: text('Its `displayName`.') })
	.meta({ id: 'GroupSummary', description: 'A group, named.' });

/** `group.user_added` and `group.user_removed`. */
export const membership = z.intersection(
	userProfile,
	z.object({
		group: groupSummary.describe('The group that the user joined or left.'),
	}),
);

/** `directory.created`, `directory.activated` and so on. */
export const directory = z
	.object({
		id: text('Id of the directory, `dir_…`.'),
		name: text('Its display name.'),
		tenant: text('The customer organisation that it belongs to.'),
		product: text('The product that it belongs to.'),
		type: text('Its identity provider: `okta-scim-v2`, `azure-scim-v2`, …'),
		state: z
			.enum(['active', 'inactive'])
			.describe('An inactive directory refuses all requests of its identity provider.'),
	})
	.meta({ id: 'DirectorySummary', description: 'A directory.' });

/** `webhook_endpoint.disabled`. */
export const disabledEndpoint = z.object({
	id: text(
		'Id of the endpoint, `ep_…`. Its URL is not included: for many receivers it is a secret.',
	),
	description: textOrNull('Its display name.'),
	directory_id: textOrNull('The directory that it is limited to.'),
	tenant: textOrNull('The tenant that it is limited to.'),
	product: textOrNull('The product that it is limited to.'),
	reason: text('Why it was disabled.'),
	failing_since: timestamp
		.nullable()
		.describe('The first failed attempt; all attempts since then failed as well.'),
});

const braked = directory.pick({ id: true, name: true, tenant: true, product: true });

/** `deprovisioning_brake.engaged`. */
export const engagedBrake = braked.extend({
	limits: z
		.object({
			users: z
				.int()
				.nullable()
				.describe('The number of users who may lose access; null for any number.'),
			percent: z
				.int()
				.nullable()
				.describe('The share of active users who may lose access, in percent; null for any share.'),
			window_seconds: z.int().describe('The length of the window, in seconds.'),
		})
		.describe('What was exceeded.'),
	users: z.int().describe('Users who were deactivated or deleted within the window.'),
	deleted: z.int().describe('Those of them who were deleted.'),
	user_count: z.int().describe('Users who remain in the directory, active or not.'),
	after_sequence: sequence('The last event before the held ones: read the log from there.'),
});

/** `deprovisioning_brake.released`. */
export const releasedBrake = braked.extend({
	decision: z
		.enum(['resumed', 'discarded'])
		.describe('Whether the held events are delivered now, or only by a replay.'),
	events: z.int().describe('How many events were held.'),
	after_sequence: sequence('The last event before the held ones.'),
	until_sequence: sequence('The last event that was held.'),
	engaged_at: time('Since when deliveries were held.'),
});

/** `webhook_endpoint.test`. */
export const tested = z.object({ id: text('Id of the endpoint, `ep_…`.') });
