/**
 * The tables as drizzle sees them; migrations/ holds the SQL that makes them and docs/data-model.md
 * says what each column is for. Times are epoch milliseconds. Rows of one directory are clustered
 * by its small integer `key`, which never leaves store/.
 */
import { sql } from 'drizzle-orm';
import {
	index,
	integer,
	primaryKey,
	sqliteTable,
	text,
	uniqueIndex,
} from 'drizzle-orm/sqlite-core';

/** One identity provider's connection, with the counters that its writer moves in each commit. */
export const directories = sqliteTable(
	'directories',
	{
		key: integer('key').primaryKey({ autoIncrement: true }),
		id: text('id').notNull(),
		name: text('name').notNull(),
		tenant: text('tenant').notNull(),
		product: text('product').notNull(),
		type: text('type').notNull(),
		state: text('state', { enum: ['active', 'inactive'] }).notNull(),
		shard: text('shard').notNull(),
		lastSequence: integer('last_sequence').notNull(),
		lastKey: integer('last_key').notNull(),
		userCount: integer('user_count').notNull(),
		groupCount: integer('group_count').notNull(),
		/** The oldest event that is still kept. */
		firstSequence: integer('first_sequence').notNull().default(1),
		/** Counts the changes to directory_schemas and attribute_mapping; 0 as long as there were none. */
		schemasVersion: integer('schemas_version').notNull().default(0),
		/** Users who are not inactive. */
		activeUserCount: integer('active_user_count').notNull().default(0),
		/** Which SCIM attribute feeds which field of a profile, as JSON; NULL for the usual ones. */
		attributeMapping: text('attribute_mapping'),
		/** How far the events that a new mapping brings about have been written, as JSON; NULL if all are. */
		mappingJob: text('mapping_job'),
		/** Since when it is being deleted: nobody finds it any more, only its last events go out. */
		deletedAt: integer('deleted_at'),
		/** The deprovisioning brake as JSON; NULL while it is off. */
		brake: text('brake'),
		/** Since when deliveries are held; NULL while they flow. */
		pausedAt: integer('paused_at'),
		/** The last event before those that the brake holds. */
		pauseSequence: integer('pause_sequence'),
		createdAt: integer('created_at').notNull(),
		updatedAt: integer('updated_at').notNull(),
	},
	(t) => [
		uniqueIndex('directories_id').on(t.id),
		index('directories_tenant').on(t.tenant, t.product, t.key),
		index('directories_product').on(t.product, t.key),
		index('directories_type').on(t.type, t.key),
		index('directories_state').on(t.state, t.key),
		index('directories_held')
			.on(t.key)
			.where(sql`paused_at IS NOT NULL`),
		index('directories_deleted')
			.on(t.deletedAt)
			.where(sql`deleted_at IS NOT NULL`),
	],
);

/** Bearer tokens of a directory's SCIM endpoint: only the SHA-256 of the secret is kept. */
export const tokens = sqliteTable(
	'tokens',
	{
		hash: text('hash').primaryKey(),
		id: text('id').notNull(),
		directoryKey: integer('directory_key')
			.notNull()
			.references(() => directories.key, { onDelete: 'cascade' }),
		description: text('description'),
		createdAt: integer('created_at').notNull(),
		expiresAt: integer('expires_at'),
		lastUsedAt: integer('last_used_at'),
		revokedAt: integer('revoked_at'),
	},
	(t) => [uniqueIndex('tokens_directory').on(t.directoryKey, t.id)],
);

/** The schema extensions that a directory declares for its users or groups. */
export const directorySchemas = sqliteTable(
	'directory_schemas',
	{
		directoryKey: integer('directory_key')
			.notNull()
			.references(() => directories.key, { onDelete: 'cascade' }),
		urn: text('urn').notNull(),
		resourceType: text('resource_type', { enum: ['User', 'Group'] }).notNull(),
		required: integer('required', { mode: 'boolean' }).notNull(),
		/** The schema as JSON (RFC 7643 §7). */
		document: text('document').notNull(),
		createdAt: integer('created_at').notNull(),
		updatedAt: integer('updated_at').notNull(),
	},
	(t) => [primaryKey({ columns: [t.directoryKey, t.urn] })],
);

/** What users and groups have in common. */
const resourceColumns = {
	directoryKey: integer('directory_key').notNull(),
	key: integer('key').notNull(),
	id: text('id').notNull(),
	externalId: text('external_id'),
	document: text('document').notNull(),
	comparable: text('comparable').notNull(),
	version: integer('version').notNull(),
	createdAt: integer('created_at').notNull(),
	modifiedAt: integer('modified_at').notNull(),
};

/** SCIM Users, each as a document and the columns it is found by. */
export const users = sqliteTable(
	'users',
	{
		...resourceColumns,
		userName: text('user_name').notNull(),
		displayName: text('display_name'),
		active: integer('active', { mode: 'boolean' }).notNull(),
	},
	(t) => [
		primaryKey({ columns: [t.directoryKey, t.key] }),
		uniqueIndex('users_id').on(t.directoryKey, t.id),
		uniqueIndex('users_user_name').on(t.directoryKey, t.userName),
		index('users_display_name').on(t.directoryKey, t.displayName),
		index('users_external_id')
			.on(t.directoryKey, t.externalId)
			.where(sql`external_id IS NOT NULL`),
		index('users_modified_at').on(t.directoryKey, t.modifiedAt),
		index('users_inactive')
			.on(t.directoryKey, t.key)
			.where(sql`active = 0`),
	],
);

/** The folded e-mail addresses of users, so that `emails.value eq` is a look-up. */
export const userEmails = sqliteTable(
	'user_emails',
	{
		directoryKey: integer('directory_key').notNull(),
		value: text('value').notNull(),
		userKey: integer('user_key').notNull(),
	},
	(t) => [primaryKey({ columns: [t.directoryKey, t.value, t.userKey] })],
);

/** The folded names of users that neither their user name nor their display name begins with. */
export const userNames = sqliteTable(
	'user_names',
	{
		directoryKey: integer('directory_key').notNull(),
		value: text('value').notNull(),
		userKey: integer('user_key').notNull(),
	},
	(t) => [primaryKey({ columns: [t.directoryKey, t.value, t.userKey] })],
);

/** SCIM Groups, without their members. */
export const groups = sqliteTable(
	'groups',
	{
		...resourceColumns,
		displayName: text('display_name').notNull(),
	},
	(t) => [
		primaryKey({ columns: [t.directoryKey, t.key] }),
		uniqueIndex('groups_id').on(t.directoryKey, t.id),
		uniqueIndex('groups_display_name').on(t.directoryKey, t.displayName),
		index('groups_external_id')
			.on(t.directoryKey, t.externalId)
			.where(sql`external_id IS NOT NULL`),
		index('groups_modified_at').on(t.directoryKey, t.modifiedAt),
	],
);

/** Who is a direct member of which group; a member is a user or a group. */
export const memberships = sqliteTable(
	'memberships',
	{
		directoryKey: integer('directory_key').notNull(),
		groupKey: integer('group_key').notNull(),
		memberKey: integer('member_key').notNull(),
		memberIsGroup: integer('member_is_group', { mode: 'boolean' }).notNull(),
	},
	(t) => [
		primaryKey({ columns: [t.directoryKey, t.groupKey, t.memberKey] }),
		uniqueIndex('memberships_member').on(t.directoryKey, t.memberKey, t.groupKey),
	],
);

/** The event log and outbox. The primary key is the fence against a second writer. */
export const events = sqliteTable(
	'events',
	{
		directoryKey: integer('directory_key').notNull(),
		sequence: integer('sequence').notNull(),
		id: text('id').notNull(),
		type: text('type').notNull(),
		occurredAt: integer('occurred_at').notNull(),
		resourceType: text('resource_type').notNull(),
		resourceId: text('resource_id').notNull(),
		data: text('data').notNull(),
		/** How SCIM brought an update about; NULL for everything else. */
		method: text('method', { enum: ['PUT', 'PATCH'] }),
	},
	(t) => [
		primaryKey({ columns: [t.directoryKey, t.sequence] }),
		index('events_concerned').on(t.directoryKey, sql`(data ->> 'id')`, t.sequence),
		index('events_departed')
			.on(t.directoryKey, t.sequence)
			.where(sql`type = 'user.deleted'`),
	],
);

/** How many users lost access when, for directories whose brake is on. */
export const deprovisionings = sqliteTable(
	'deprovisionings',
	{
		directoryKey: integer('directory_key')
			.notNull()
			.references(() => directories.key, { onDelete: 'cascade' }),
		/** The beginning of the sixtieth of the window that they are counted in. */
		countedAt: integer('counted_at').notNull(),
		users: integer('users').notNull(),
		/** Those of them who were deleted. */
		deleted: integer('deleted').notNull(),
	},
	(t) => [primaryKey({ columns: [t.directoryKey, t.countedAt] })],
);
