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

/** Finds an event by its id. */
export async function findEvent(
	db: Database,
	directoryKey: number,
	eventId: string,
): Promise<EventRow | undefined> {
	const time = /^evt_([0-9a-f]{12})[0-9a-f]{20}$/.exec(eventId)?.[1];
	if (time === undefined) return undefined;
	const madeAt = Number.parseInt(time, 16);
	const key = sql`${directoryKey}`;
	// Ids are in order but where a writer was followed by one whose clock was behind.
	const rows = await db.all<EventRow>(
		sql`SELECT id, type, sequence, occurred_at AS occurredAt, data FROM events
			WHERE directory_key = ${key} AND sequence = coalesce(
				(SELECT sequence FROM events AS found WHERE directory_key = ${key} AND id = ${eventId}
					AND sequence = ${firstNot(key, sql`probe.id < ${eventId}`)}),
				(SELECT sequence FROM events AS near WHERE directory_key = ${key} AND id = ${eventId}
					AND sequence >= ${sequenceAt(key, madeAt - SKEW_MS)}
					AND sequence < ${sequenceAt(key, madeAt + SKEW_MS)}))`,
	);
	return rows[0];
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
