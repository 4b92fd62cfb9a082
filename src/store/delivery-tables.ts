/**
 * The tables of delivery as drizzle sees them: endpoints, how far each has come, and what came of it.
 * What holds for `tables` holds here too.
 */
import { sql } from 'drizzle-orm';
import { index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { directories } from './tables.ts';

/** Webhook destinations. `scope` is the canonical form of (directory_id, tenant, product). */
export const webhookEndpoints = sqliteTable(
	'webhook_endpoints',
	{
		id: text('id').primaryKey(),
		scope: text('scope').notNull(),
		directoryId: text('directory_id'),
		tenant: text('tenant'),
		product: text('product'),
		/** Where webhooks go, or where a poller comes. */
		url: text('url').notNull(),
		description: text('description'),
		types: text('types', { mode: 'json' }).$type<readonly string[]>(),
		maxBatch: integer('max_batch').notNull(),
		format: text('format', { enum: ['webhook', 'set'] }).notNull(),
		delivery: text('delivery', { enum: ['push', 'poll'] }).notNull(),
		/** Scheme and host of this service as its maker saw it: never a target, and the issuer of SETs. */
		origin: text('origin').notNull(),
		/** The `aud` of SETs; NULL means the URL. */
		audience: text('audience'),
		/** Sealed JSON of the custom headers. */
		headers: text('headers'),
		/** Sealed; its prefix says how it signs. */
		secret: text('secret').notNull(),
		/** Of a secret that signs asymmetrically. */
		publicKey: text('public_key'),
		/** Sealed; signs too until then. */
		previousSecret: text('previous_secret'),
		previousSecretUntil: integer('previous_secret_until'),
		state: text('state', { enum: ['enabled', 'disabled'] }).notNull(),
		disabledReason: text('disabled_reason'),
		/** When the first of the tries failed that have all failed since. */
		failingSince: integer('failing_since'),
		/** Nothing is sent before, because the receiver said that it is overloaded. */
		throttledUntil: integer('throttled_until').notNull(),
		createdAt: integer('created_at').notNull(),
		updatedAt: integer('updated_at').notNull(),
	},
	(t) => [index('webhook_endpoints_scope').on(t.scope)],
);

/**
 * How far one endpoint has come in one directory's log. Its lane '' follows the log for ever; every
 * other lane is a replay, which has an end.
 */
export const deliveryCursors = sqliteTable(
	'delivery_cursors',
	{
		endpointId: text('endpoint_id')
			.notNull()
			.references(() => webhookEndpoints.id, { onDelete: 'cascade' }),
		directoryKey: integer('directory_key').notNull(),
		lane: text('lane').notNull(),
		/** The last event that was accepted, set aside or not subscribed to. */
		sequence: integer('sequence').notNull(),
		/** The last event of a replay. */
		until: integer('until'),
		/** The types that a replay is limited to; NULL for all that the endpoint subscribes to. */
		types: text('types', { mode: 'json' }).$type<readonly string[]>(),
		/** The last event of the POST under way or to be retried. */
		batchUntil: integer('batch_until'),
		state: text('state', { enum: ['idle', 'awake', 'done'] }).notNull(),
		/** Failed tries at the next event. */
		attempts: integer('attempts').notNull(),
		dueAt: integer('due_at').notNull(),
		leaseId: text('lease_id'),
		leaseUntil: integer('lease_until').notNull(),
		lastError: text('last_error'),
		createdAt: integer('created_at').notNull(),
	},
	(t) => [
		primaryKey({ columns: [t.endpointId, t.directoryKey, t.lane] }),
		index('delivery_cursors_awake')
			.on(t.directoryKey, t.dueAt)
			.where(sql`state = 'awake'`),
		index('delivery_cursors_polled')
			.on(t.endpointId)
			.where(sql`due_at = 8640000000000000 AND (state = 'awake' OR batch_until IS NOT NULL)`),
		index('delivery_cursors_failing')
			.on(t.endpointId)
			.where(sql`attempts > 0 AND state = 'awake' AND lane = ''`),
	],
);

/** One POST to one endpoint. Ids are time-ordered, so the primary key also orders by time. */
export const deliveryAttempts = sqliteTable(
	'delivery_attempts',
	{
		endpointId: text('endpoint_id').notNull(),
		id: text('id').notNull(),
		directoryKey: integer('directory_key').notNull(),
		/** '' for the log itself, else the replay's id, or `test`. */
		lane: text('lane').notNull(),
		webhookId: text('webhook_id').notNull(),
		firstSequence: integer('first_sequence').notNull(),
		lastSequence: integer('last_sequence').notNull(),
		attemptedAt: integer('attempted_at').notNull(),
		durationMs: integer('duration_ms').notNull(),
		/** The HTTP status, or NULL when no answer came. */
		status: integer('status'),
		outcome: text('outcome', { enum: ['delivered', 'retry', 'dead', 'disabled'] }).notNull(),
		error: text('error'),
		answer: text('answer'),
	},
	(t) => [
		primaryKey({ columns: [t.endpointId, t.id] }),
		index('delivery_attempts_event').on(t.directoryKey, t.lastSequence),
	],
);

/** Events that an endpoint did not accept before its schedule was exhausted. */
export const deadLetters = sqliteTable(
	'dead_letters',
	{
		endpointId: text('endpoint_id').notNull(),
		directoryKey: integer('directory_key').notNull(),
		sequence: integer('sequence').notNull(),
		eventId: text('event_id').notNull(),
		attempts: integer('attempts').notNull(),
		lastError: text('last_error'),
		diedAt: integer('died_at').notNull(),
	},
	(t) => [primaryKey({ columns: [t.endpointId, t.directoryKey, t.sequence] })],
);

/** Events that the brake held and an operator discarded: only a replay sends them. */
export const discardedEvents = sqliteTable(
	'discarded_events',
	{
		directoryKey: integer('directory_key')
			.notNull()
			.references(() => directories.key, { onDelete: 'cascade' }),
		afterSequence: integer('after_sequence').notNull(),
		untilSequence: integer('until_sequence').notNull(),
		discardedAt: integer('discarded_at').notNull(),
	},
	(t) => [primaryKey({ columns: [t.directoryKey, t.afterSequence] })],
);

/** SETs that a poller acknowledged before an earlier one. */
export const setAcknowledgements = sqliteTable(
	'set_acknowledgements',
	{
		endpointId: text('endpoint_id')
			.notNull()
			.references(() => webhookEndpoints.id, { onDelete: 'cascade' }),
		directoryKey: integer('directory_key').notNull(),
		sequence: integer('sequence').notNull(),
		/** A replay offers again what was acknowledged before it. */
		lane: text('lane').notNull(),
	},
	(t) => [primaryKey({ columns: [t.endpointId, t.directoryKey, t.sequence, t.lane] })],
);

/** The ES256 keys that sign SETs. */
export const signingKeys = sqliteTable('signing_keys', {
	/** The `kid`. */
	id: text('id').primaryKey(),
	/** A JWK as JSON. */
	publicKey: text('public_key').notNull(),
	/** A JWK as sealed JSON. */
	privateKey: text('private_key').notNull(),
	createdAt: integer('created_at').notNull(),
});
