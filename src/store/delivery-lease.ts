/**
 * What a consumer does to the cursor that it holds. Every statement but the first is bound to its
 * lease id: a consumer that lost its lease changes nothing and reads nothing. The POSTs themselves,
 * and when to try again, are decided elsewhere.
 */
import { sql } from 'drizzle-orm';
import { type Attempt, recoverStatement } from './attempts.ts';
import { Batch, type Database } from './database.ts';
import type { DueCursor } from './delivery-cursors.ts';
import {
	advanceStatement,
	contextStatement,
	type Lease,
	passStatement,
	pendingStatement,
	planStatement,
	returnStatement,
	reviveStatement,
	setAsideStatement,
	sleepStatement,
	takeStatement,
	whileHeld,
	isHeld,
} from './delivery-statements.ts';
import { deliveryAttempts, type webhookEndpoints } from './delivery-tables.ts';
import type { events } from './tables.ts';
import { disableEndpoint } from './webhook-endpoints.ts';

export type { Lease };

/** An event as it is read to be sent. */
export type PendingEvent = Pick<
	typeof events.$inferSelect,
	'sequence' | 'id' | 'type' | 'occurredAt' | 'resourceType' | 'resourceId' | 'data' | 'method'
>;

type EndpointRow = typeof webhookEndpoints.$inferSelect;

/** All that the next POST needs; read anew for each, because endpoints change. */
export interface Delivery extends Pick<
	EndpointRow,
	| 'url'
	| 'maxBatch'
	| 'format'
	| 'origin'
	| 'audience'
	| 'headers'
	| 'secret'
	| 'previousSecret'
	| 'previousSecretUntil'
	| 'failingSince'
	| 'throttledUntil'
> {
	readonly directoryKey: number;
	readonly tenant: string;
	readonly product: string;
	/** Failed tries at these events. */
	readonly attempts: number;
	readonly events: readonly [PendingEvent, ...PendingEvent[]];
}

/**
 * Takes the lease of a cursor that is awake, due and not held, and reads its next POST. Undefined
 * when it is held, when it is too early, or when no event is left, which puts it to sleep.
 */
export async function claim(
	db: Database,
	lease: Lease,
	now: number,
): Promise<Delivery | undefined> {
	return readNext(db, new Batch(db).write(takeStatement(lease, now)), lease);
}

/**
 * Moves past events that were accepted and reads the next POST, if there is one and the lease held.
 * A replay takes them from the dead letters, if they were among them.
 */
export async function settleDelivered(
	db: Database,
	lease: Lease,
	attempt: Attempt,
	now: number,
): Promise<Delivery | undefined> {
	const batch = new Batch(db)
		.write(db.insert(deliveryAttempts).values(attempt))
		.write(recoverStatement(lease.endpointId, whileHeld(lease)));
	if (lease.lane !== '') batch.write(reviveStatement(lease));
	return readNext(db, batch.write(advanceStatement(lease, attempt, now)), lease);
}

/** When a failure was settled, and until when the endpoint is to be left alone altogether. */
export interface FailedAt {
	/** Epoch milliseconds, both. */
	readonly now: number;
	/** 0 if the receiver did not say that it is overloaded. */
	readonly throttledUntil: number;
}

/** Sets events aside as dead letters, and goes on as {@link settleDelivered} does. */
export async function settleDead(
	db: Database,
	lease: Lease,
	attempt: Attempt,
	at: FailedAt,
): Promise<Delivery | undefined> {
	const batch = new Batch(db)
		.write(db.insert(deliveryAttempts).values(attempt))
		.write(failingStatement(lease, at))
		.write(setAsideStatement(lease, attempt, at.now))
		.write(advanceStatement(lease, attempt, at.now));
	return readNext(db, batch, lease);
}

/** Gives the cursor back until its next try; false when the lease was lost. */
export async function settleFailed(
	db: Database,
	lease: Lease,
	attempt: Attempt,
	{ dueAt, ...at }: FailedAt & { readonly dueAt: number },
): Promise<boolean> {
	let isReturned = false;
	await new Batch(db)
		.write(db.insert(deliveryAttempts).values(attempt))
		.write(failingStatement(lease, at))
		.write(
			sql`UPDATE delivery_cursors SET attempts = attempts + 1, last_error = ${attempt.error ?? null}
				WHERE ${isHeld(lease)}`,
		)
		.read(returnStatement(lease, dueAt), (rows) => (isReturned = rows.length > 0))
		.run();
	return isReturned;
}

/**
 * Disables the endpoint; the events stay ahead of its cursors. Returns the cursors that were woken to
 * tell of it. With `failingSince`, only if nothing was delivered to it since then. Undefined if it is
 * not disabled, and nothing settled.
 */
export async function settleDisabled(
	db: Database,
	lease: Lease,
	attempt: Attempt,
	change: {
		readonly reason: string;
		readonly eventId: string;
		readonly now: number;
		readonly failingSince?: number;
	},
): Promise<readonly DueCursor[] | undefined> {
	const { failingSince, ...disabling } = change;
	const isStillFailing =
		failingSince === undefined
			? sql`true`
			: sql`EXISTS (SELECT 1 FROM webhook_endpoints AS failing
				WHERE failing.id = ${lease.endpointId} AND failing.failing_since = ${failingSince})`;
	const onlyIf = sql`${whileHeld(lease)} AND ${isStillFailing}`;
	const woken = await disableEndpoint(db, { id: lease.endpointId, ...disabling, onlyIf });
	if (woken !== undefined) await db.insert(deliveryAttempts).values(attempt);
	return woken;
}

/** Gives a cursor with work left back until it is due; false when the lease was lost. */
export async function release(db: Database, lease: Lease, dueAt: number): Promise<boolean> {
	let isReturned = false;
	await new Batch(db)
		.read(returnStatement(lease, dueAt), (rows) => (isReturned = rows.length > 0))
		.run();
	return isReturned;
}

/** Notes that an endpoint fails, and until when it is to be left alone. */
function failingStatement(lease: Lease, { now, throttledUntil }: FailedAt) {
	return sql`UPDATE webhook_endpoints SET failing_since = coalesce(failing_since, ${now}),
			throttled_until = max(throttled_until, ${throttledUntil})
		WHERE id = ${lease.endpointId} AND ${whileHeld(lease)}
			AND (failing_since IS NULL OR throttled_until < ${throttledUntil})`;
}

/**
 * Plans the next POST and reads it, or puts the cursor to sleep. Where the log has nothing for it for
 * long, it is passed step by step: what was passed stays so, even if this consumer dies.
 */
async function readNext(db: Database, first: Batch, lease: Lease): Promise<Delivery | undefined> {
	for (let batch = first; ; batch = new Batch(db)) {
		let hasPassed = false;
		let context: Omit<Delivery, 'events'> | undefined;
		let pending: readonly PendingEvent[] = [];
		await batch
			.write(planStatement(lease))
			.write(sleepStatement(lease))
			.read(passStatement(lease), (rows) => (hasPassed = rows.length > 0))
			.read<Omit<Delivery, 'events'>>(contextStatement(lease), ([row]) => (context = row))
			.read<PendingEvent>(pendingStatement(lease), (rows) => (pending = rows))
			.run();
		const [next, ...rest] = pending;
		if (!hasPassed) return context && next && { ...context, events: [next, ...rest] };
	}
}
