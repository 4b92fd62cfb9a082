/**
 * The statements that claiming and settling a delivery cursor are composed of. All but the one that
 * takes the lease act only while it is held, and they build on one another inside one transaction.
 */
import { type SQL, sql } from 'drizzle-orm';
import type { Attempt } from './attempts.ts';
import { keyOf } from './database.ts';
import { covers, subscribesTo } from './endpoint-scope.ts';

/** One consumer's hold on one cursor. */
export interface Lease {
	readonly id: string;
	readonly directoryId: string;
	readonly endpointId: string;
	/** '' for the log itself, else the replay's id. */
	readonly lane: string;
}

/** Longer than a POST's time limit and the settling after it; each settling extends it. */
const LEASE_MS = 60_000;

/** A Queue message may arrive a little before its time. */
const EARLY_MS = 1_000;

/**
 * Of event data in one POST; the last event may exceed it. A hundred usual events are less; an isolate
 * holds it several times over for each of its deliveries.
 */
const BATCH_CHARACTERS_MAX = 250_000;

/** How far one plan looks into a log: a type that is rare must not make it read the whole of it. */
const WINDOW = 10_000;

function isCursorOf(lease: Lease): SQL {
	return sql`delivery_cursors.endpoint_id = ${lease.endpointId}
		AND delivery_cursors.directory_key = ${keyOf(lease.directoryId)}
		AND delivery_cursors.lane = ${lease.lane}`;
}

/** The condition that this very lease is still held. */
export function isHeld(lease: Lease): SQL {
	return sql`(${isCursorOf(lease)} AND delivery_cursors.lease_id = ${lease.id})`;
}

/** The same condition for a statement on another table. */
export function whileHeld(lease: Lease): SQL {
	return sql`EXISTS (SELECT 1 FROM delivery_cursors WHERE ${isHeld(lease)})`;
}

/** Takes the lease of a cursor that is awake, due and not held. */
export function takeStatement(lease: Lease, now: number): SQL {
	return sql`UPDATE delivery_cursors SET lease_id = ${lease.id}, lease_until = ${now + LEASE_MS}
		WHERE ${isCursorOf(lease)} AND state = 'awake' AND due_at <= ${now + EARLY_MS}
			AND lease_until <= ${now}`;
}

/**
 * The events ahead of a cursor up to a sequence, as what follows FROM in a statement on cursors. In a
 * log these are the events that the endpoint subscribes to, in a replay those of its range and types,
 * even if they were discarded, and in a redelivery its dead letters.
 */
export function ahead(lane: string, last?: SQL): SQL {
	const until = sql`delivery_cursors.until`;
	// A single bound: an index uses one of two, and if not the nearer one, each POST reads to the end.
	const end = last === undefined || lane === '' ? last : sql`min(${until}, ${last})`;
	if (isRedelivery(lane)) {
		return sql`dead_letters CROSS JOIN events
			WHERE dead_letters.endpoint_id = delivery_cursors.endpoint_id
			AND dead_letters.directory_key = delivery_cursors.directory_key
			AND dead_letters.sequence > delivery_cursors.sequence
			AND dead_letters.sequence <= ${end ?? until}
			AND events.directory_key = dead_letters.directory_key
			AND events.sequence = dead_letters.sequence`;
	}
	const isBefore = end === undefined ? sql`true` : sql`events.sequence <= ${end}`;
	const limits =
		lane === ''
			? sql`${isBefore} AND NOT EXISTS (SELECT 1 FROM discarded_events AS discarded
				WHERE discarded.directory_key = events.directory_key
				AND events.sequence > discarded.after_sequence
				AND events.sequence <= discarded.until_sequence)`
			: sql`events.sequence <= ${end ?? until}
				AND ${covers(sql`delivery_cursors.types`, sql`events.type`)}`;
	return sql`webhook_endpoints CROSS JOIN events
		WHERE webhook_endpoints.id = delivery_cursors.endpoint_id
		AND events.directory_key = delivery_cursors.directory_key
		AND events.sequence > delivery_cursors.sequence
		AND ${subscribesTo(sql`events.type`)} AND ${limits}`;
}

/** Where the POST ends that is under way or to be retried. */
export const PLANNED = sql`delivery_cursors.batch_until`;

/** The sequence of the events ahead in the table that leads to them, so that nothing is sorted. */
export function orderOf(lane: string): SQL {
	return isRedelivery(lane) ? sql`dead_letters.sequence` : sql`events.sequence`;
}

/** A redelivery finds its events by its dead letters, and looks at no others. */
function isRedelivery(lane: string): boolean {
	return lane.startsWith('rdl_');
}

/**
 * Fixes where the next POST ends before it is sent, so that a retry, even after this consumer died,
 * has the same events and the same webhook-id. NULL says that no event is left as far as it looks; a
 * planned range in which none is left (types were changed, or events expired) is planned anew.
 */
export function planStatement(lease: Lease): SQL {
	const lastOfNext = (within?: SQL) => sql`(SELECT max(sequence) FROM (
		SELECT sequence, sum(size) OVER (ORDER BY sequence) - size AS size_before FROM (
			SELECT ${orderOf(lease.lane)} AS sequence, length(events.data) AS size
			FROM ${ahead(lease.lane, within)}
			ORDER BY sequence
			LIMIT (SELECT max_batch FROM webhook_endpoints WHERE id = ${lease.endpointId})))
		WHERE size_before < ${BATCH_CHARACTERS_MAX})`;
	const planned = lastOfNext(PLANNED);
	const window = sql`delivery_cursors.sequence + ${WINDOW}`;
	const fresh = lastOfNext(isRedelivery(lease.lane) ? undefined : window);
	return sql`UPDATE delivery_cursors SET batch_until = coalesce(${planned}, ${fresh})
		WHERE ${isHeld(lease)}`;
}

/**
 * Puts the cursor to sleep if the plan, made in this transaction, looked to the end and found nothing.
 * A commit comes either before this transaction, then the plan has its events, or after it, then the
 * commit finds the cursor idle and wakes it: no wake-up is lost in between. A replay is done.
 */
export function sleepStatement(lease: Lease): SQL {
	const [state, end] =
		lease.lane === ''
			? [
					sql`'idle'`,
					sql`(SELECT last_sequence FROM directories WHERE key = delivery_cursors.directory_key)`,
				]
			: [sql`'done'`, sql`until`];
	const hasLooked = isRedelivery(lease.lane) ? sql`true` : sql`${end} <= sequence + ${WINDOW}`;
	return sql`UPDATE delivery_cursors SET state = ${state}, sequence = ${end}, attempts = 0,
			lease_id = NULL, lease_until = 0
		WHERE ${isHeld(lease)} AND batch_until IS NULL AND ${hasLooked}`;
}

/** Moves past where the plan looked, if it found nothing there and the cursor does not sleep. */
export function passStatement(lease: Lease): SQL {
	return sql`UPDATE delivery_cursors SET sequence = (SELECT
			max(delivery_cursors.sequence + ${WINDOW}, first_sequence - 1) FROM directories
			WHERE key = delivery_cursors.directory_key)
		WHERE ${isHeld(lease)} AND batch_until IS NULL RETURNING endpoint_id`;
}

/** Reads what a POST needs besides its events. */
export function contextStatement(lease: Lease): SQL {
	return sql`SELECT delivery_cursors.directory_key AS directoryKey, delivery_cursors.attempts,
			d.tenant, d.product, e.url, e.max_batch AS maxBatch, e.format, e.origin, e.audience,
			e.headers, e.secret, e.previous_secret AS previousSecret,
			e.previous_secret_until AS previousSecretUntil,
			e.failing_since AS failingSince, e.throttled_until AS throttledUntil
		FROM delivery_cursors CROSS JOIN directories AS d CROSS JOIN webhook_endpoints AS e
		WHERE ${isHeld(lease)} AND d.key = delivery_cursors.directory_key
			AND e.id = delivery_cursors.endpoint_id`;
}

/** What of an event is sent. */
export const EVENT_COLUMNS = sql`events.sequence, events.id, events.type,
	events.occurred_at AS occurredAt, events.resource_type AS resourceType,
	events.resource_id AS resourceId, events.data, events.method`;

/** Reads the events that were planned. */
export function pendingStatement(lease: Lease): SQL {
	return sql`SELECT ${EVENT_COLUMNS}
		FROM delivery_cursors CROSS JOIN ${ahead(lease.lane, PLANNED)}
			AND ${isHeld(lease)}
		ORDER BY ${orderOf(lease.lane)}`;
}

/** Moves past the events of an attempt, and extends the lease. */
export function advanceStatement(lease: Lease, attempt: Attempt, now: number): SQL {
	return sql`UPDATE delivery_cursors SET sequence = ${attempt.lastSequence}, attempts = 0,
			last_error = NULL, due_at = ${now}, lease_until = ${now + LEASE_MS}
		WHERE ${isHeld(lease)}`;
}

/** Gives the cursor back; until it is due nobody takes it. */
export function returnStatement(lease: Lease, dueAt: number): SQL {
	return sql`UPDATE delivery_cursors SET due_at = ${dueAt}, lease_id = NULL, lease_until = 0
		WHERE ${isHeld(lease)} RETURNING endpoint_id`;
}

/** Keeps the planned events as dead letters; one that was replayed may die twice. */
export function setAsideStatement(lease: Lease, attempt: Attempt, now: number): SQL {
	return sql`INSERT INTO dead_letters (endpoint_id, directory_key, sequence, event_id, attempts,
			last_error, died_at)
		SELECT delivery_cursors.endpoint_id, delivery_cursors.directory_key, events.sequence,
			events.id, delivery_cursors.attempts + 1, ${attempt.error ?? null}, ${now}
		FROM delivery_cursors CROSS JOIN ${ahead(lease.lane, PLANNED)}
			AND ${isHeld(lease)}
		ON CONFLICT (endpoint_id, directory_key, sequence) DO UPDATE SET
			attempts = excluded.attempts, last_error = excluded.last_error, died_at = excluded.died_at`;
}

/** Forgets the dead letters among the planned events, which a replay has delivered after all. */
export function reviveStatement(lease: Lease): SQL {
	return sql`DELETE FROM dead_letters WHERE endpoint_id = ${lease.endpointId}
		AND directory_key = ${keyOf(lease.directoryId)}
		AND sequence IN (SELECT events.sequence FROM delivery_cursors CROSS JOIN ${ahead(lease.lane, PLANNED)}
			AND ${isHeld(lease)})`;
}
