/**
 * Recordings of the traffic of directories, of which at most one of a directory runs; what it makes
 * pseudonyms with is gone soon after its end. The exchanges in them are read and written elsewhere.
 */
import { sql, type SQL } from 'drizzle-orm';
import { Batch, IS_LIVE, keyOf, type Database } from './database.ts';
import { changesOf } from './retention.ts';
import type { recordings } from './traffic-tables.ts';

/** A recording, but for what only the recorder may see. */
export type RecordingRow = Omit<
	typeof recordings.$inferSelect,
	'directoryKey' | 'pseudonymKey' | 'characters'
> & {
	/** 1 for one that has been stopped, whose time is over, or that has no room left. */
	readonly isEnded: 0 | 1;
};

/** A recording to be started. Times are epoch milliseconds. */
export interface NewRecording {
	readonly id: string;
	readonly createdBy: string;
	readonly createdAt: number;
	readonly endsAt: number;
	readonly exchangesMax: number;
	/** Sealed. */
	readonly pseudonymKey: string;
}

/** What became of the wish to start one. */
export type Started = 'started' | 'busy' | 'full';

/** Recordings of a directory that are kept at a time: each may have several megabytes. */
export const RECORDINGS_MAX = 20;

/** Characters of the exchanges of a recording: what can be made one transcript of at once. */
export const CHARACTERS_MAX = 5_000_000;

/**
 * How long after its end a recording takes what came before: requests are still being answered then, and
 * other isolates collect them for a moment before they write.
 */
const LATE_MS = 15_000;

const IS_FULL = sql.raw(`(exchange_count >= exchanges_max OR characters >= ${CHARACTERS_MAX})`);

const columns = (now: number): SQL =>
	sql`id, created_by AS createdBy, created_at AS createdAt, ends_at AS endsAt,
		exchanges_max AS exchangesMax, exchange_count AS exchangeCount, missed_count AS missedCount,
		(pseudonym_key IS NULL OR ends_at <= ${now} OR ${IS_FULL}) AS isEnded`;

/**
 * Starts a recording, unless another one runs or there are too many. One that has ended, or is full, takes
 * nothing more from then on.
 */
export async function startRecording(
	db: Database,
	directoryKey: number,
	recording: NewRecording,
): Promise<Started> {
	const { id, createdBy, createdAt, endsAt, exchangesMax, pseudonymKey } = recording;
	let started: Started = 'full';
	await new Batch(db)
		.write(
			sql`UPDATE recordings SET pseudonym_key = NULL, ends_at = min(ends_at, ${createdAt})
				WHERE directory_key = ${directoryKey} AND pseudonym_key IS NOT NULL
					AND (ends_at <= ${createdAt} OR ${IS_FULL})`,
		)
		.write(
			sql`INSERT INTO recordings (directory_key, id, created_by, created_at, ends_at, exchanges_max,
					exchange_count, missed_count, characters, pseudonym_key)
				SELECT key, ${id}, ${createdBy}, ${createdAt}, ${endsAt}, ${exchangesMax}, 0, 0, 0,
					${pseudonymKey}
				FROM directories WHERE key = ${directoryKey} AND ${IS_LIVE}
					AND (SELECT count(*) FROM recordings WHERE directory_key = key) < ${RECORDINGS_MAX}
				ON CONFLICT DO NOTHING`,
		)
		.read<{ id: string }>(
			sql`SELECT id FROM recordings
				WHERE directory_key = ${directoryKey} AND pseudonym_key IS NOT NULL`,
			([running]) => {
				if (running !== undefined) started = running.id === id ? 'started' : 'busy';
			},
		)
		.run();
	return started;
}

/**
 * Lists recordings of a directory, the latest first; from before an id if there is one. Undefined if there is no
 * such directory.
 */
export async function listRecordings(
	db: Database,
	directoryId: string,
	{ after, limit, now }: { readonly after: string | undefined; limit: number; now: number },
): Promise<readonly RecordingRow[] | undefined> {
	const directoryKey = keyOf(directoryId);
	const before = after === undefined ? sql`` : sql`AND id < ${after}`;
	const rows: RecordingRow[] = [];
	let isThere = false;
	await withEnded(new Batch(db), directoryKey, now)
		.read<object>(
			sql`SELECT 1 FROM directories WHERE id = ${directoryId} AND ${IS_LIVE}`,
			(found) => (isThere = found.length > 0),
		)
		.read<RecordingRow>(
			sql`SELECT ${columns(now)} FROM recordings WHERE directory_key = ${directoryKey} ${before}
				ORDER BY id DESC LIMIT ${limit}`,
			(found) => rows.push(...found),
		)
		.run();
	return isThere ? rows : undefined;
}

/** Reads a recording; undefined if the directory has no such one. */
export function findRecording(
	db: Database,
	directoryKey: number,
	id: string,
	now: number,
): Promise<RecordingRow | undefined> {
	return readAfter(withEnded(new Batch(db), directoryKey, now), directoryKey, id, now);
}

/**
 * Ends a recording; one that has ended stays as it is. What came before may still be written. Undefined if
 * there is no such one.
 */
export function stopRecording(
	db: Database,
	directoryKey: number,
	id: string,
	now: number,
): Promise<RecordingRow | undefined> {
	const batch = withEnded(new Batch(db), directoryKey, now).write(
		sql`UPDATE recordings SET ends_at = ${now}
				WHERE ${only(directoryKey, id)} AND pseudonym_key IS NOT NULL AND ends_at > ${now}`,
	);
	return readAfter(batch, directoryKey, id, now);
}

/** Deletes a recording and all that is in it; false if there is no such one. */
export async function deleteRecording(
	db: Database,
	directoryKey: number,
	id: string,
): Promise<boolean> {
	let isDeleted = false;
	await new Batch(db)
		.write(
			sql`DELETE FROM recorded_exchanges
				WHERE directory_key = ${directoryKey} AND recording_id = ${id}`,
		)
		.read(sql`DELETE FROM recordings WHERE ${only(directoryKey, id)} RETURNING id`, (rows) => {
			isDeleted = rows.length > 0;
		})
		.run();
	return isDeleted;
}

/**
 * Forgets what pseudonyms were made with, of recordings whose time has been over for a moment, so that nobody
 * can make them again; tells how many.
 */
export async function endRecordings(db: Database, now: number): Promise<number> {
	return changesOf(
		db,
		sql`UPDATE recordings SET pseudonym_key = NULL
			WHERE pseudonym_key IS NOT NULL AND ends_at <= ${now - LATE_MS}`,
	);
}

/**
 * Deletes exchanges of recordings that ended before a time, `limit` at most, and tells how many; with the
 * last ones the recordings too.
 */
export async function expireRecordings(db: Database, at: number, limit: number): Promise<number> {
	const exchanges = await changesOf(
		db,
		sql`DELETE FROM recorded_exchanges WHERE (directory_key, recording_id, id) IN (
			SELECT e.directory_key, e.recording_id, e.id
			FROM recordings AS r CROSS JOIN recorded_exchanges AS e
			WHERE r.ends_at < ${at} AND e.directory_key = r.directory_key AND e.recording_id = r.id
			LIMIT ${limit})`,
	);
	if (exchanges >= limit) return exchanges;
	await db.run(
		sql`DELETE FROM recordings WHERE ends_at < ${at} AND NOT EXISTS (
			SELECT 1 FROM recorded_exchanges AS e
			WHERE e.directory_key = recordings.directory_key AND e.recording_id = recordings.id)`,
	);
	return exchanges;
}

function only(directoryKey: number, id: string): SQL {
	return sql`directory_key = ${directoryKey} AND id = ${id}`;
}

async function readAfter(
	batch: Batch,
	directoryKey: number,
	id: string,
	now: number,
): Promise<RecordingRow | undefined> {
	const rows: RecordingRow[] = [];
	await batch
		.read<RecordingRow>(
			sql`SELECT ${columns(now)} FROM recordings WHERE ${only(directoryKey, id)}`,
			(found) => rows.push(...found),
		)
		.run();
	return rows[0];
}

/** The first who comes some time after the end of a recording deletes its key. */
function withEnded(batch: Batch, directoryKey: number | SQL, now: number): Batch {
	return batch.write(
		sql`UPDATE recordings SET pseudonym_key = NULL
			WHERE directory_key = ${directoryKey} AND pseudonym_key IS NOT NULL
				AND ends_at <= ${now - LATE_MS}`,
	);
}
