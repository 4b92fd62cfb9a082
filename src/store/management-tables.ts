/**
 * The tables of the management API as drizzle sees them: who may call it, what was done, and the links
 * that it hands out. What holds for `tables` holds here too.
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

/** API keys: only the SHA-256 of the secret is kept. The admin key of the configuration is not here. */
export const apiKeys = sqliteTable(
	'api_keys',
	{
		hash: text('hash').primaryKey(),
		id: text('id').notNull(),
		name: text('name').notNull(),
		scopes: text('scopes', { mode: 'json' }).$type<readonly Scope[]>().notNull(),
		/** The only tenant, and the only product, that the key is good for; NULL for all. */
		tenant: text('tenant'),
		product: text('product'),
		createdAt: integer('created_at').notNull(),
		expiresAt: integer('expires_at'),
		lastUsedAt: integer('last_used_at'),
		revokedAt: integer('revoked_at'),
	},
	(t) => [uniqueIndex('api_keys_id').on(t.id)],
);

/** What a key may do: each includes the one before it. */
export type Scope = 'read' | 'write' | 'admin';

/** Links with which a customer's IT admin sets up a connection: only the SHA-256 of the secret is kept. */
export const setupLinks = sqliteTable(
	'setup_links',
	{
		hash: text('hash').primaryKey(),
		id: text('id').notNull(),
		tenant: text('tenant').notNull(),
		product: text('product').notNull(),
		/** The directory that it is for; NULL until one has been made with it. */
		directoryId: text('directory_id'),
		/** What the directory is to be called. */
		name: text('name'),
		/** The key that made it. */
		createdBy: text('created_by').notNull(),
		createdAt: integer('created_at').notNull(),
		expiresAt: integer('expires_at').notNull(),
		usedAt: integer('used_at'),
		/** The request that has used it. */
		usedBy: text('used_by'),
		revokedAt: integer('revoked_at'),
	},
	(t) => [uniqueIndex('setup_links_id').on(t.id), index('setup_links_tenant').on(t.tenant, t.id)],
);

/** Requests that carried an Idempotency-Key, with their answers. */
export const idempotencyKeys = sqliteTable(
	'idempotency_keys',
	{
		/** The API key that the request came with. */
		caller: text('caller').notNull(),
		key: text('key').notNull(),
		/** SHA-256 of method, path and body. */
		requestHash: text('request_hash').notNull(),
		/** Who is answering it, since when. */
		claimId: text('claim_id').notNull(),
		claimedAt: integer('claimed_at').notNull(),
		/** The answer, sealed, for it may hold a secret; NULL while there is none. */
		answer: text('answer'),
	},
	(t) => [
		primaryKey({ columns: [t.caller, t.key] }),
		index('idempotency_keys_claimed_at').on(t.claimedAt),
	],
);

/** Changes made through the management API, and every SCIM request: who did what, when, and from where. */
export const auditLog = sqliteTable(
	'audit_log',
	{
		id: text('id').primaryKey(),
		occurredAt: integer('occurred_at').notNull(),
		kind: text('kind', { enum: ['management', 'scim'] }).notNull(),
		/** The id of the API key or of the SCIM token; NULL if the request had no good one. */
		actor: text('actor'),
		action: text('action').notNull(),
		directoryId: text('directory_id'),
		tenant: text('tenant'),
		product: text('product'),
		/** The id of what was changed. */
		target: text('target'),
		method: text('method').notNull(),
		/** Without anything that a client may have put into it. */
		path: text('path').notNull(),
		status: integer('status').notNull(),
		durationMs: integer('duration_ms').notNull(),
		requestId: text('request_id').notNull(),
		ip: text('ip'),
	},
	(t) => [
		index('audit_log_directory').on(t.directoryId, t.id),
		index('audit_log_tenant').on(t.tenant, t.id),
		index('audit_log_management')
			.on(t.id)
			.where(sql`kind = 'management'`),
		index('audit_log_errors')
			.on(t.directoryId, t.id)
			.where(sql`kind = 'scim' AND status >= 400`),
		index('audit_log_target')
			.on(t.directoryId, t.target, t.id)
			.where(sql`kind = 'scim'`),
	],
);
