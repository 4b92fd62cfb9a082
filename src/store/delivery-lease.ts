/**
 * What a consumer does to the cursor that it holds. Every statement but the first is bound to its
 * lease id: a consumer that lost its lease changes nothing and reads nothing. The POSTs themselves,
 * and when to try again, are decided elsewhere.
 */
import { exists, sql } from 'drizzle-orm';
import type { Database } from './database.ts';
import {
	type Attempt,
	advanceStatement,
	contextStatement,
	isHeld,
	type Lease,
	pendingStatement,
	planStatement,
	setAsideStatement,
	sleepStatement,
	takeStatement,
} from './delivery-statements.ts';
import { deliveryAttempts, deliveryCursors, type events } from './tables.ts';
import { disableStatements } from './webhook-endpoints.ts';

/** An event as it is read to be sent. */
export type PendingEvent = Pick<
	typeof events.$inferSelect,
	'sequence' | 'id' | 'type' | 'occurredAt' | 'data'
>;

/** All that the next POST needs; read anew for each, because endpoints change. */
export interface Delivery {
	readonly directoryKey: number;
	readonly tenant: string;
	readonly product: string;
	readonly url: string;
	readonly maxBatch: number;
	readonly sealedSecret: string;
	/** Failed tries at these events. */
	readonly attempts: number;
	readonly events: readonly [PendingEvent, ...PendingEvent[]];
}

export type { Attempt };

/**
 * Takes the lease of a cursor that is awake, due and not held, and reads its next POST. Undefined
 * when it is held, when it is too early, or when no event is left, which puts it to sleep.
 */
export async function claim(
	db: Database,
	lease: Lease,
	now: number,
): Promise<Delivery | undefined> {
	const [, , , context, pending] = await db.batch([
		takeStatement(db, lease, now),
		...nextStatements(db, lease),
	]);
	return toDelivery(context, pending);
}

/** Moves past events that were accepted and reads the next POST, if there is one and the lease held. */
export async function settleDelivered(
	db: Database,
	lease: Lease,
	attempt: Attempt,
	now: number,
): Promise<Delivery | undefined> {
	const [, , , , context, pending] = await db.batch([
		db.insert(deliveryAttempts).values(attempt),
		advanceStatement(db, lease, attempt, now),
		...nextStatements(db, lease),
	]);
	return toDelivery(context, pending);
}

/** Sets events aside as dead letters, and goes on as {@link settleDelivered} does. */
export async function settleDead(
	db: Database,
	lease: Lease,
	attempt: Attempt,
	now: number,
): Promise<Delivery | undefined> {
	const [, , , , , context, pending] = await db.batch([
		db.insert(deliveryAttempts).values(attempt),
		setAsideStatement(db, lease, attempt, now),
		advanceStatement(db, lease, attempt, now),
		...nextStatements(db, lease),
	]);
	return toDelivery(context, pending);
}

/** Gives the cursor back until its next try; false when the lease was lost. */
export async function settleFailed(
	db: Database,
	lease: Lease,
	attempt: Attempt,
	dueAt: number,
): Promise<boolean> {
	const [, held] = await db.batch([
		db.insert(deliveryAttempts).values(attempt),
		db
			.update(deliveryCursors)
			.set({
				attempts: sql`attempts + 1`,
				lastError: attempt.error ?? null,
				dueAt,
				leaseId: null,
				leaseUntil: 0,
			})
			.where(isHeld(lease))
			.returning({ endpointId: deliveryCursors.endpointId }),
	]);
	return held.length > 0;
}

/** Disables the endpoint; the events stay ahead of its cursors. */
export async function settleDisabled(
	db: Database,
	lease: Lease,
	attempt: Attempt,
	reason: string,
	now: number,
): Promise<void> {
	const onlyIf = exists(
		db
			.select({ one: sql`1` })
			.from(deliveryCursors)
			.where(isHeld(lease)),
	);
	await db.batch([
		db.insert(deliveryAttempts).values(attempt),
		...disableStatements(db, { id: lease.endpointId, reason, now, onlyIf }),
	]);
}

/** Gives a cursor with work left back, due at once; false when the lease was lost. */
export async function release(db: Database, lease: Lease, now: number): Promise<boolean> {
	const held = await db
		.update(deliveryCursors)
		.set({ dueAt: now, leaseId: null, leaseUntil: 0 })
		.where(isHeld(lease))
		.returning({ endpointId: deliveryCursors.endpointId });
	return held.length > 0;
}

/** Plans the next POST and reads it, or puts the cursor to sleep. */
function nextStatements(db: Database, lease: Lease) {
	return [
		planStatement(db, lease),
		sleepStatement(db, lease),
		contextStatement(db, lease),
		pendingStatement(db, lease),
	] as const;
}

function toDelivery(
	[context]: readonly Omit<Delivery, 'events'>[],
	[first, ...rest]: readonly PendingEvent[],
): Delivery | undefined {
	return context && first && { ...context, events: [first, ...rest] };
}
