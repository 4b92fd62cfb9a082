/**
 * The tables of connections to Google Workspace as drizzle sees them. What holds for `tables` holds here
 * too.
 */
import { sql } from 'drizzle-orm';
import { index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';

/** The connection of a directory of type `google`, and how far its synchronisation is. */
export const googleConnections = sqliteTable(
	'google_connections',
	{
		directoryKey: integer('directory_key').primaryKey(),
		/** `revoked`: Google refuses the refresh token, so somebody has to consent again. */
		state: text('state', { enum: ['disconnected', 'connected', 'revoked'] }).notNull(),
		/** The address of the administrator who consented. */
		account: text('account'),
		/** Sealed with the master key. */
		refreshToken: text('refresh_token'),
		/** What is synchronised, and how often, as JSON. */
		settings: text('settings').notNull(),
		/** The run that is under way and how far it has come, as JSON; NULL while there is none. */
		run: text('run'),
		/** In a row. */
		failures: integer('failures').notNull(),
		lastError: text('last_error'),
		/** What the last run that came to its end did, as JSON. */
		lastRun: text('last_run'),
		/** When to go on, or to begin the next run; NULL for never. */
		nextRunAt: integer('next_run_at'),
		/** When somebody has connected or disconnected it last: what was asked for before is not good any more. */
		connectedAt: integer('connected_at'),
		updatedAt: integer('updated_at').notNull(),
	},
	(t) => [
		index('google_connections_next_run_at')
			.on(t.nextRunAt)
			.where(sql`next_run_at IS NOT NULL`),
	],
);

/** Which user or group of a directory is which of Google's. */
export const googleResources = sqliteTable(
	'google_resources',
	{
		directoryKey: integer('directory_key').notNull(),
		kind: text('kind', { enum: ['user', 'group'] }).notNull(),
		googleId: text('google_id').notNull(),
		/** The SCIM id. */
		resourceId: text('resource_id').notNull(),
		/** Of what was last written here; empty for a user who has left Google and is kept, deactivated. */
		fingerprint: text('fingerprint').notNull(),
	},
	(t) => [primaryKey({ columns: [t.directoryKey, t.kind, t.googleId] })],
);

/**
 * What the list that a run is going over has had so far, page by page: who is in none of them is gone. One
 * row for hundreds of ids, because each run goes over everybody.
 */
export const googlePages = sqliteTable(
	'google_pages',
	{
		directoryKey: integer('directory_key').notNull(),
		/** From 0; those that the run has not come to are of an earlier list. */
		page: integer('page').notNull(),
		/** A JSON array. */
		googleIds: text('google_ids').notNull(),
	},
	(t) => [primaryKey({ columns: [t.directoryKey, t.page] })],
);
