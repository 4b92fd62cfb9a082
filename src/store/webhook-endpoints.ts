/**
 * Webhook endpoints: where to send what. An endpoint covers one directory, or all of a tenant, of a
 * product, of a product of a tenant, or everything; its secret arrives sealed. A disabled endpoint
 * never has an awake cursor: whoever changes `state` does it here.
 */
import { eq, type SQL, sql } from 'drizzle-orm';
import { Batch, type Database } from './database.ts';
import {
	catchUpStatement,
	type DueCursor,
	dueStatement,
	holdStatement,
	NEVER,
	releaseStatement,
} from './delivery-cursors.ts';
import { webhookEndpoints } from './delivery-tables.ts';
import { type EndpointScope, scopeOf } from './endpoint-scope.ts';
import { appendOperation, timestampOf } from './operations.ts';

/** A row of the table of webhook endpoints. */
export type Endpoint = typeof webhookEndpoints.$inferSelect;

/** An endpoint to be inserted; `now` in epoch milliseconds. */
export interface NewEndpoint extends Pick<
	Endpoint,
	| 'id'
	| 'url'
	| 'description'
	| 'types'
	| 'maxBatch'
	| 'format'
	| 'delivery'
	| 'origin'
	| 'audience'
	| 'headers'
	| 'secret'
	| 'publicKey'
> {
	readonly scope: EndpointScope;
	/** The first event of its directory that it is to hear of; the next one when left out. */
	readonly fromSequence?: number | undefined;
	readonly now: number;
}

/** Adds an endpoint. */
export async function insertEndpoint(db: Database, endpoint: NewEndpoint): Promise<Endpoint> {
	const { scope, fromSequence, now, ...rest } = endpoint;
	const row: Endpoint = {
		...rest,
		scope: scopeOf(scope),
		directoryId: scope.directoryId ?? null,
		tenant: scope.tenant ?? null,
		product: scope.product ?? null,
		previousSecret: null,
		previousSecretUntil: null,
		state: 'enabled',
		disabledReason: null,
		failingSince: null,
		throttledUntil: 0,
		createdAt: now,
		updatedAt: now,
	};
	const batch = new Batch(db).write(db.insert(webhookEndpoints).values(row));
	if (fromSequence !== undefined) {
		// Asleep it stands before the event; the second statement wakes it, unless the brake holds.
		batch
			.write(
				sql`INSERT INTO delivery_cursors (endpoint_id, directory_key, lane, sequence, state,
						attempts, due_at, lease_until, created_at)
					SELECT ${row.id}, key, '', ${fromSequence - 1}, 'idle', 0,
						${row.delivery === 'poll' ? NEVER : now}, 0, ${now}
					FROM directories WHERE id = ${row.directoryId}`,
			)
			.write(releaseStatement(sql`endpoint_id = ${row.id}`, now));
	}
	await batch.run();
	return row;
}

/** Reads one endpoint. */
export async function findEndpoint(db: Database, id: string): Promise<Endpoint | undefined> {
	return db.select().from(webhookEndpoints).where(eq(webhookEndpoints.id, id)).get();
}

/** The sealed secrets that are good at a time: an endpoint's own, and the one before it until then. */
export function secretsAt(
	endpoint: Pick<Endpoint, 'secret' | 'previousSecret' | 'previousSecretUntil'>,
	now: number,
): readonly string[] {
	const { secret, previousSecret, previousSecretUntil } = endpoint;
	const isOverlapping = previousSecret !== null && (previousSecretUntil ?? 0) > now;
	return isOverlapping ? [secret, previousSecret] : [secret];
}

/** What can be changed of an endpoint without setting it going or stopping it. */
export type EndpointChange = Partial<
	Pick<
		Endpoint,
		'url' | 'description' | 'types' | 'maxBatch' | 'headers' | 'audience' | 'disabledReason'
	>
>;

/**
 * Changes an endpoint. A new URL is tried at once: nothing that the old one answered counts for it, not
 * even what it is about to answer, so consumers under way lose their leases. Returns the cursors that
 * are due for it.
 */
export async function updateEndpoint(
	db: Database,
	id: string,
	change: EndpointChange,
	now: number,
): Promise<readonly DueCursor[]> {
	const isMoved = change.url !== undefined;
	const batch = new Batch(db).write(
		db
			.update(webhookEndpoints)
			.set({
				...change,
				...(isMoved ? { failingSince: null, throttledUntil: 0 } : {}),
				updatedAt: now,
			})
			.where(eq(webhookEndpoints.id, id)),
	);
	if (!isMoved) {
		await batch.run();
		return [];
	}
	batch.write(
		sql`UPDATE delivery_cursors SET attempts = 0, due_at = ${now}, lease_id = NULL, lease_until = 0
			WHERE endpoint_id = ${id} AND state = 'awake' AND due_at < ${NEVER}
				AND (due_at > ${now} OR lease_id IS NOT NULL)`,
	);
	return runAndFindDue(batch, id, now);
}

/** Gives an endpoint another secret; the one before is good until then, or not any more (null). */
export async function replaceSecret(
	db: Database,
	id: string,
	change: Pick<Endpoint, 'secret' | 'publicKey' | 'previousSecretUntil'>,
	now: number,
): Promise<void> {
	const { secret, publicKey, previousSecretUntil } = change;
	await db
		.update(webhookEndpoints)
		.set({
			previousSecret: previousSecretUntil === null ? null : sql`${webhookEndpoints.secret}`,
			previousSecretUntil,
			secret,
			publicKey,
			updatedAt: now,
		})
		.where(eq(webhookEndpoints.id, id));
}

/**
 * Deletes an endpoint with its cursors and dead letters, so that a consumer under way loses its lease.
 * What was attempted stays until its retention ends.
 */
export async function deleteEndpoint(db: Database, id: string): Promise<void> {
	await new Batch(db)
		.write(sql`DELETE FROM dead_letters WHERE endpoint_id = ${id}`)
		.write(db.delete(webhookEndpoints).where(eq(webhookEndpoints.id, id)))
		.run();
}

/** Why an endpoint is disabled, and under what condition. */
export interface Disabling {
	readonly id: string;
	readonly reason: string;
	/** The id of the event that tells of it. */
	readonly eventId: string;
	/** Epoch milliseconds. */
	readonly now: number;
	readonly onlyIf?: SQL;
}

/**
 * Stops all deliveries to an enabled endpoint, those under way included; its cursors keep their place.
 * Says so in the operations log, and returns the cursors that it has woken to tell of it; undefined if
 * it was not to be disabled.
 */
export async function disableEndpoint(
	db: Database,
	change: Disabling,
): Promise<readonly DueCursor[] | undefined> {
	const { id, reason, eventId, now, onlyIf = sql`true` } = change;
	const batch = new Batch(db).write(catchUpStatement(id));
	let woken: readonly DueCursor[] | undefined;
	appendOperation(
		batch,
		{
			id: eventId,
			type: 'webhook_endpoint.disabled',
			resourceType: 'WebhookEndpoint',
			resourceId: id,
			// Not the URL: for many receivers it is a secret.
			data: sql`json_object('id', e.id, 'description', e.description, 'directory_id', e.directory_id,
				'tenant', e.tenant, 'product', e.product, 'reason', ${reason},
				'failing_since', ${timestampOf(sql`e.failing_since`)})`,
			from: sql`webhook_endpoints AS e WHERE e.id = ${id} AND e.state = 'enabled' AND ${onlyIf}`,
		},
		now,
		[
			sql`UPDATE webhook_endpoints SET state = 'disabled', disabled_reason = ${reason},
				updated_at = ${now} WHERE id = ${id} AND state = 'enabled' AND ${onlyIf}`,
			holdStatement(sql`endpoint_id = ${id} AND EXISTS (SELECT 1 FROM webhook_endpoints
				WHERE id = ${id} AND state = 'disabled')`),
		],
		(cursors) => (woken = cursors),
	);
	await batch.run();
	return woken;
}

/**
 * Starts deliveries again where they stopped; returns the cursors that are due for it. Whoever enables an
 * endpoint says that it can be sent to: what waits is tried at once, however long the receiver asked to
 * be left alone. One that was enabled all the time keeps its count of failures.
 */
export async function enableEndpoint(
	db: Database,
	id: string,
	now: number,
): Promise<readonly DueCursor[]> {
	const batch = new Batch(db)
		.write(
			sql`UPDATE webhook_endpoints SET state = 'enabled', disabled_reason = NULL, throttled_until = 0,
				failing_since = CASE state WHEN 'enabled' THEN failing_since END, updated_at = ${now}
				WHERE id = ${id} AND (state = 'disabled' OR throttled_until > ${now})`,
		)
		.write(
			sql`UPDATE delivery_cursors SET due_at = ${now} WHERE endpoint_id = ${id}
				AND state = 'awake' AND due_at > ${now} AND due_at < ${NEVER}`,
		)
		.write(releaseStatement(sql`endpoint_id = ${id}`, now));
	return runAndFindDue(batch, id, now);
}

/** Runs a batch, and finds which cursors of an endpoint are due and served by nobody after it. */
async function runAndFindDue(batch: Batch, id: string, now: number): Promise<readonly DueCursor[]> {
	let due: readonly DueCursor[] = [];
	const ofEndpoint = sql`c.endpoint_id = ${id}`;
	await batch.read<DueCursor>(dueStatement(ofEndpoint, now), (rows) => (due = rows)).run();
	return due;
}
