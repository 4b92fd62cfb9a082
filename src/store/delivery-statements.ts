/**
 * The statements that claiming and settling a delivery cursor are composed of. All but the one that
 * takes the lease act only while it is held, and they build on one another inside one transaction.
 */
import { and, asc, eq, gt, lte, type SQL, sql } from 'drizzle-orm';
import { keyOf, type Database } from './database.ts';
import {
	deadLetters,
	type deliveryAttempts,
	deliveryCursors,
	directories,
	events,
	webhookEndpoints,
} from './tables.ts';
import { subscribesTo } from './webhook-endpoints.ts';

/** One consumer's hold on one cursor. */
export interface Lease {
	readonly id: string;
	readonly directoryId: string;
	readonly endpointId: string;
}

/** One POST, as it is kept. */
export type Attempt = typeof deliveryAttempts.$inferInsert;

/** Longer than a POST's time limit and the settling after it; each settling extends it. */
const LEASE_MS = 60_000;

/** A Queue message may arrive a little before its time. */
const EARLY_MS = 1_000;

/** Of event data in one POST; the last event may exceed it. Keeps D1's answer and the body small. */
const BATCH_CHARACTERS_MAX = 1_000_000;

function isCursorOf(lease: Lease) {
	return and(
		eq(deliveryCursors.endpointId, lease.endpointId),
		sql`${deliveryCursors.directoryKey} = ${keyOf(lease.directoryId)}`,
	);
}

/** The condition that this very lease is still held. */
export function isHeld(lease: Lease) {
	return and(isCursorOf(lease), eq(deliveryCursors.leaseId, lease.id));
}

/** Takes the lease of a cursor that is awake, due and not held. */
export function takeStatement(db: Database, lease: Lease, now: number) {
	return db
		.update(deliveryCursors)
		.set({ leaseId: lease.id, leaseUntil: now + LEASE_MS })
		.where(
			and(
				isCursorOf(lease),
				eq(deliveryCursors.state, 'awake'),
				lte(deliveryCursors.dueAt, now + EARLY_MS),
				lte(deliveryCursors.leaseUntil, now),
			),
		);
}

/** The events ahead of a cursor that its endpoint subscribes to, inside a statement on cursors. */
const AHEAD = sql`webhook_endpoints CROSS JOIN events
	WHERE webhook_endpoints.id = delivery_cursors.endpoint_id
	AND events.directory_key = delivery_cursors.directory_key
	AND events.sequence > delivery_cursors.sequence
	AND ${subscribesTo(sql`events.type`)}`;

/**
 * Fixes where the next POST ends before it is sent, so that a retry, even after this consumer died,
 * has the same events and the same webhook-id. NULL says that no event is left; a planned range in
 * which none is left (types were changed, or events expired) is planned anew.
 */
export function planStatement(db: Database, lease: Lease) {
	const lastOfNext = (within: SQL) => sql`(SELECT max(sequence) FROM (
		SELECT sequence, sum(size) OVER (ORDER BY sequence) - size AS size_before FROM (
			SELECT events.sequence AS sequence, length(events.data) AS size FROM ${AHEAD} ${within}
			ORDER BY events.sequence
			LIMIT (SELECT max_batch FROM webhook_endpoints WHERE id = ${lease.endpointId})))
		WHERE size_before < ${BATCH_CHARACTERS_MAX})`;
	const planned = lastOfNext(sql`AND events.sequence <= delivery_cursors.batch_until`);
	const fresh = lastOfNext(sql``);
	return db
		.update(deliveryCursors)
		.set({ batchUntil: sql`coalesce(${planned}, ${fresh})` })
		.where(isHeld(lease));
}

/**
 * Puts the cursor to sleep if the plan, made in this transaction, found nothing. A commit comes
 * either before this transaction, then the plan has its events, or after it, then the commit finds
 * the cursor idle and wakes it: no wake-up is lost in between.
 */
export function sleepStatement(db: Database, lease: Lease) {
	return db
		.update(deliveryCursors)
		.set({
			state: 'idle',
			attempts: 0,
			sequence: sql`(SELECT last_sequence FROM directories WHERE id = ${lease.directoryId})`,
			leaseId: null,
			leaseUntil: 0,
		})
		.where(and(isHeld(lease), sql`${deliveryCursors.batchUntil} IS NULL`));
}

/**
 * Reads what a POST needs besides its events. No two columns have the same name: in a batch, drizzle
 * would mix them up.
 */
export function contextStatement(db: Database, lease: Lease) {
	return db
		.select({
			directoryKey: deliveryCursors.directoryKey,
			attempts: deliveryCursors.attempts,
			tenant: directories.tenant,
			product: directories.product,
			url: webhookEndpoints.url,
			maxBatch: webhookEndpoints.maxBatch,
			sealedSecret: webhookEndpoints.secret,
		})
		.from(deliveryCursors)
		.innerJoin(directories, eq(directories.key, deliveryCursors.directoryKey))
		.innerJoin(webhookEndpoints, eq(webhookEndpoints.id, deliveryCursors.endpointId))
		.where(isHeld(lease));
}

/** Reads the events that were planned. */
export function pendingStatement(db: Database, lease: Lease) {
	return db
		.select({
			sequence: events.sequence,
			id: events.id,
			type: events.type,
			occurredAt: events.occurredAt,
			data: events.data,
		})
		.from(deliveryCursors)
		.innerJoin(webhookEndpoints, eq(webhookEndpoints.id, deliveryCursors.endpointId))
		.innerJoin(
			events,
			and(
				eq(events.directoryKey, deliveryCursors.directoryKey),
				gt(events.sequence, deliveryCursors.sequence),
				lte(events.sequence, deliveryCursors.batchUntil),
				subscribesTo(sql`events.type`),
			),
		)
		.where(isHeld(lease))
		.orderBy(asc(events.sequence));
}

/** Moves past the events of an attempt, and extends the lease. */
export function advanceStatement(db: Database, lease: Lease, attempt: Attempt, now: number) {
	return db
		.update(deliveryCursors)
		.set({
			sequence: attempt.lastSequence,
			attempts: 0,
			lastError: null,
			dueAt: now,
			leaseUntil: now + LEASE_MS,
		})
		.where(isHeld(lease));
}

/** Keeps the planned events as dead letters; one that was replayed may die twice. */
export function setAsideStatement(db: Database, lease: Lease, attempt: Attempt, now: number) {
	return db
		.insert(deadLetters)
		.select(
			sql`SELECT delivery_cursors.endpoint_id, delivery_cursors.directory_key, events.sequence,
			events.id, delivery_cursors.attempts + 1, ${attempt.error ?? null}, ${now}
			FROM delivery_cursors CROSS JOIN ${AHEAD}
			AND events.sequence <= delivery_cursors.batch_until AND ${isHeld(lease)}`,
		)
		.onConflictDoUpdate({
			target: [deadLetters.endpointId, deadLetters.directoryKey, deadLetters.sequence],
			set: {
				attempts: sql`excluded.attempts`,
				lastError: sql`excluded.last_error`,
				diedAt: sql`excluded.died_at`,
			},
		});
}
