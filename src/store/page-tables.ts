/**
 * The tables of the pages as drizzle sees them: who is signed in to the dashboard, and how the setup portal
 * looks. What holds for `tables` holds here too.
 */
import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';

/** Who is signed in to the dashboard. */
export const sessions = sqliteTable('sessions', {
	/** It is in the cookie, which is sealed. */
	id: text('id').primaryKey(),
	/** SHA-256 of the API key that it was opened with: without that, the session is over. */
	keyHash: text('key_hash').notNull(),
	createdAt: integer('created_at').notNull(),
	expiresAt: integer('expires_at').notNull(),
});

/** Who has tried to sign in with keys that are not good. */
export const signInFailures = sqliteTable('sign_in_failures', {
	/** The address, or the network of it that one household has. */
	client: text('client').primaryKey(),
	failures: integer('failures').notNull(),
	/** When they are forgotten. */
	expiresAt: integer('expires_at').notNull(),
});

/** How the setup portal introduces itself to the customers of a product. */
export const branding = sqliteTable('branding', {
	/** '' for every product that has no row of its own. */
	product: text('product').primaryKey(),
	name: text('name'),
	logoUrl: text('logo_url'),
	/** `#rrggbb`. */
	accentColor: text('accent_color'),
	updatedAt: integer('updated_at').notNull(),
});
