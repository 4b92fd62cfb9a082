/**
 * Deletes what is older than it is to be kept: events and all that refers to them, attempts, replays
 * that are done. Each function does a bounded part in one transaction, and tells how much that was.
 * How long things are kept, and how much a run does, is decided elsewhere.
 */
import { type SQL, sql } from 'drizzle-orm';
import { Batch, type Database } from './database.ts';
import { NEVER } from './delivery-cursors.ts';
import { idTime, sequenceAt } from './event-search.ts';

/** Times in epoch milliseconds: what happened before them goes. */
export interface EventDeadlines {
	/** Of an event that nobody waits for. */
	readonly expired: number;
	/** Of every event. */
	readonly overdue: number;
}

/** A log whose oldest event may be deleted. */
export interface ExpiredLog {
	readonly key: number;
	readonly id: string;
}

/** What became of one part of a log. */
export interface Expiry {
	readonly deleted: number;
	/** Somebody still waited for some of the events, and waited too long. */
	readonly isOvertaken: boolean;
}

/**
 * Finds logs whose oldest event may be deleted, the most overdue first. Looks at one event of each
 * log, and at the cursors only of those whose event has expired.
 */
export async function findExpiredLogs(
	db: Database,
	{ expired, overdue }: EventDeadlines,
	limit: number,
): Promise<readonly ExpiredLog[]> {
	return db.all<ExpiredLog>(
		sql`SELECT directories.key, directories.id
			FROM directories CROSS JOIN events AS oldest
			WHERE oldest.directory_key = directories.key
				AND oldest.sequence = directories.first_sequence
				AND oldest.occurred_at < ${expired}
				AND (oldest.occurred_at < ${overdue} OR NOT ${isOldestAwaited})
			ORDER BY oldest.occurred_at LIMIT ${limit}`,
	);
}

/**
 * Deletes the oldest events of a log, `limit` at most, and moves its beginning in the same
 * transaction. The newest event goes too when it is old: where the log goes on is in `directories`.
 */
export async function expireEvents(
	db: Database,
	{ key }: ExpiredLog,
	{ expired, overdue }: EventDeadlines,
	limit: number,
): Promise<Expiry> {
	let before = { first: 0, isAwaited: 0 };
	let first = 0;
	const keepFrom = sql`max(${sequenceAt(sql`${key}`, overdue)}, CASE WHEN paused_at IS NULL
		THEN min(${sequenceAt(sql`${key}`, expired)},
			coalesce((SELECT min(sequence) + 1 FROM ${waiting}), last_sequence + 1))
		ELSE 0 END)`;
	const beginning = sql`(SELECT first_sequence FROM directories WHERE key = ${key})`;
	await new Batch(db)
		.read<typeof before>(
			sql`SELECT first_sequence AS first, ${isOldestAwaited} AS isAwaited FROM directories
				WHERE key = ${key}`,
			([row = before]) => (before = row),
		)
		.read<{ first: number }>(
			sql`UPDATE directories
				SET first_sequence = max(first_sequence, min(first_sequence + ${limit}, ${keepFrom}))
				WHERE key = ${key} RETURNING first_sequence AS first`,
			([row]) => (first = row?.first ?? before.first),
		)
		.write(sql`DELETE FROM events WHERE directory_key = ${key} AND sequence < ${beginning}`)
		.write(
			sql`DELETE FROM discarded_events
				WHERE directory_key = ${key} AND until_sequence < ${beginning}`,
		)
		.run();
	const deleted = first - before.first;
	return { deleted, isOvertaken: deleted > 0 && before.isAwaited === 1 };
}

/**
 * Where those cursors of a log stand that have events before them, as what follows FROM: the awake ones,
 * and those that follow the log for an endpoint that is disabled. An idle one of an enabled endpoint has
 * nothing before it, unless the brake holds it. All endpoints are looked at for the disabled ones,
 * because they are few, and only where an event has expired.
 */
export const waiting = sql`(
	SELECT sequence FROM delivery_cursors
	WHERE directory_key = directories.key AND state = 'awake'
	UNION ALL
	SELECT c.sequence FROM webhook_endpoints AS e CROSS JOIN delivery_cursors AS c
	WHERE e.state = 'disabled' AND c.endpoint_id = e.id AND c.directory_key = directories.key
		AND c.lane = '')`;

/**
 * The condition that a log's oldest event is still to be delivered: to an endpoint that is behind or
 * disabled, or to whatever the brake holds back.
 */
const isOldestAwaited = sql`(directories.paused_at IS NOT NULL
	OR EXISTS (SELECT 1 FROM ${waiting} WHERE sequence < directories.first_sequence))`;

/**
 * Deletes attempts that were made before a time, `limit` at most. Goes from endpoint to endpoint in
 * the primary key, in which an id begins with its time: those of deleted endpoints are found too.
 */
export async function expireAttempts(db: Database, at: number, limit: number): Promise<number> {
	return changesOf(
		db,
		sql`DELETE FROM delivery_attempts WHERE (endpoint_id, id) IN (
			WITH RECURSIVE ${endpointsOf(sql`delivery_attempts`)}
			SELECT a.endpoint_id, a.id FROM endpoints CROSS JOIN delivery_attempts AS a
			WHERE a.endpoint_id = endpoints.id AND a.id < ${`att_${idTime(at)}`} LIMIT ${limit})`,
	);
}

/**
 * Deletes replays that were done before a time, `limit` at most. Looks through all cursors, which are
 * few and small beside everything else: an index would cost a write with every replay that ends.
 */
export async function expireReplays(db: Database, at: number, limit: number): Promise<number> {
	// The last thing that happened to it, or when it was made if it waited for a poller.
	const doneAt = sql`CASE due_at WHEN ${NEVER} THEN created_at ELSE due_at END`;
	return changesOf(
		db,
		sql`DELETE FROM delivery_cursors WHERE (endpoint_id, directory_key, lane) IN (
			SELECT endpoint_id, directory_key, lane FROM delivery_cursors
			WHERE state = 'done' AND ${doneAt} < ${at} LIMIT ${limit})`,
	);
}

/** Deletes dead letters whose event is not kept any more, `limit` at most. */
export async function expireDeadLetters(db: Database, limit: number): Promise<number> {
	return expireReferences(db, sql`dead_letters`, limit);
}

/** Deletes acknowledgements of events that are not kept any more, `limit` at most. */
export async function expireAcknowledgements(db: Database, limit: number): Promise<number> {
	return expireReferences(db, sql`set_acknowledgements`, limit);
}

/**
 * Deletes rows of a table with a key of endpoint, log and sequence that lie before the beginning of
 * their log, or whose log is gone. Goes from pair to pair of endpoint and log.
 */
async function expireReferences(db: Database, table: SQL, limit: number): Promise<number> {
	const firstLog = (where: SQL) =>
		sql`(SELECT min(directory_key) FROM ${table} AS t WHERE ${where})`;
	const ofSame = sql`t.endpoint_id = pairs.endpoint_id`;
	return changesOf(
		db,
		sql`DELETE FROM ${table} WHERE (endpoint_id, directory_key, sequence) IN (
			WITH RECURSIVE ${endpointsOf(table)}, pairs (endpoint_id, directory_key) AS (
				SELECT id, ${firstLog(sql`t.endpoint_id = endpoints.id`)} FROM endpoints WHERE id IS NOT NULL
				UNION ALL
				SELECT endpoint_id, ${firstLog(sql`${ofSame} AND t.directory_key > pairs.directory_key`)}
				FROM pairs WHERE directory_key IS NOT NULL
			)
			SELECT r.endpoint_id, r.directory_key, r.sequence
			FROM pairs LEFT JOIN directories ON directories.key = pairs.directory_key
				CROSS JOIN ${table} AS r
			WHERE r.endpoint_id = pairs.endpoint_id AND r.directory_key = pairs.directory_key
				AND r.sequence < coalesce(directories.first_sequence, ${Number.MAX_SAFE_INTEGER})
			LIMIT ${limit})`,
	);
}

/** The table expression `endpoints (id)`: those that a table's primary key begins with, each once. */
function endpointsOf(table: SQL): SQL {
	return sql`endpoints (id) AS (
		SELECT min(endpoint_id) FROM ${table}
		UNION ALL
		SELECT (SELECT min(endpoint_id) FROM ${table} WHERE endpoint_id > endpoints.id)
		FROM endpoints WHERE id IS NOT NULL
	)`;
}

/** Runs a statement and counts the rows that it changed. */
export async function changesOf(db: Database, statement: SQL): Promise<number> {
	return (await db.run(statement)).meta.changes;
}
