/**
 * Finds places in a log that has no index but its sequence: by time, and by an event's id, which
 * begins with its time. Both grow along the log, so a binary search finds them with some 20 look-ups
 * in a million events.
 */
import { sql, type SQL } from 'drizzle-orm';
import type { Database } from './database.ts';
import type { EventRow } from './events.ts';

/**
 * The SQL for the first sequence of an event that did not occur before `at` (epoch milliseconds), or
 * the one after the last event if there is none; NULL if there is no such directory. The times of a
 * log never go back. Both arguments may refer to the statement around it.
 */
export function sequenceAt(directoryKey: SQL, at: SQL | number): SQL {
	return firstNot(directoryKey, sql`probe.occurred_at < ${at}`);
}

/** The time with which ids begin that are made then: what sorts before it is older (RFC 9562 §5.7). */
export function idTime(at: number): string {
	return Math.max(0, at).toString(16).padStart(12, '0');
}

/** How far the time in an event's id and the time of its commit may lie apart. */
const SKEW_MS = 60_000;

/** An event by the id of its log and its own. */
export interface EventName {
	readonly directoryId: string;
	readonly eventId: string;
}

/** Finds an event. */
export async function findEvent(db: Database, name: EventName): Promise<EventRow | undefined> {
	const rows = await db.all<EventRow>(
		sql`SELECT id, type, sequence, occurredAt, data FROM (${eventNamed(name)})`,
	);
	return rows[0];
}

/** The SELECT of an event, with the key of its directory; of no row if there is none. */
export function eventNamed({ directoryId, eventId }: EventName): SQL {
	const time = /^evt_([0-9a-f]{12})[0-9a-f]{20}$/.exec(eventId)?.[1] ?? '0';
	const madeAt = Number.parseInt(time, 16);
	const key = sql`named.key`;
	// Ids are in order but where a writer was followed by one whose clock was behind.
	return sql`SELECT directory_key AS directoryKey, events.id, events.type, sequence,
			occurred_at AS occurredAt, data
		FROM directories AS named CROSS JOIN events
		WHERE named.id = ${directoryId} AND directory_key = ${key} AND sequence = coalesce(
			(SELECT sequence FROM events AS found WHERE directory_key = ${key} AND id = ${eventId}
				AND sequence = ${firstNot(key, sql`probe.id < ${eventId}`)}),
			(SELECT sequence FROM events AS near WHERE directory_key = ${key} AND id = ${eventId}
				AND sequence >= ${sequenceAt(key, madeAt - SKEW_MS)}
				AND sequence < ${sequenceAt(key, madeAt + SKEW_MS)}))`;
}

/** The first sequence for which a condition on `probe`, an event, no longer holds. */
function firstNot(directoryKey: SQL, condition: SQL): SQL {
	return sql`(WITH RECURSIVE search (low, high) AS (
		SELECT log.first_sequence, log.last_sequence + 1 FROM directories AS log
		WHERE log.key = ${directoryKey}
		UNION ALL
		SELECT CASE WHEN ${condition} THEN probe.sequence + 1 ELSE low END,
			CASE WHEN ${condition} THEN high ELSE probe.sequence END
		FROM search CROSS JOIN events AS probe
		WHERE low < high AND probe.directory_key = ${directoryKey}
			AND probe.sequence = (low + high) / 2
	) SELECT max(low) FROM search)`;
}
