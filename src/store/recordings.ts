/**
 * Recordings of the traffic of directories, and the exchanges in them, which have been redacted before they
 * come here. At most one of a directory runs; what it makes pseudonyms with is gone once it has ended.
 */
import { sql, type SQL } from 'drizzle-orm';
import { Batch, IS_LIVE, jsonChunks, type Database } from './database.ts';
import { changesOf } from './retention.ts';
import type { recordings } from './traffic-tables.ts';

/** A recording, but for what only the recorder may see. */
export type RecordingRow = Omit<
	typeof recordings.$inferSelect,
	'directoryKey' | 'pseudonymKey' | 'characters'
> & {
	/** 1 for one that has been stopped, or whose time is over. */
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
const CHARACTERS_MAX = 5_000_000;

const COLUMNS = sql.raw(`id, created_by AS createdBy, created_at AS createdAt, ends_at AS endsAt,
	exchanges_max AS exchangesMax, exchange_count AS exchangeCount, missed_count AS missedCount,
	pseudonym_key IS NULL AS isEnded`);

/** Starts a recording, unless another one runs or there are too many. */
export async function startRecording(
	db: Database,
	directoryKey: number,
	recording: NewRecording,
): Promise<Started> {
	const { id, createdBy, createdAt, endsAt, exchangesMax, pseudonymKey } = recording;
	let started: Started = 'full';
	await withEnded(new Batch(db), directoryKey, createdAt)
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

/** Lists recordings of a directory, the latest first; from before an id if there is one. */
export async function listRecordings(
	db: Database,
	directoryKey: number,
	{ after, limit, now }: { readonly after: string | undefined; limit: number; now: number },
): Promise<readonly RecordingRow[]> {
	const before = after === undefined ? sql`` : sql`AND id < ${after}`;
	const rows: RecordingRow[] = [];
	await withEnded(new Batch(db), directoryKey, now)
		.read<RecordingRow>(
			sql`SELECT ${COLUMNS} FROM recordings WHERE directory_key = ${directoryKey} ${before}
				ORDER BY id DESC LIMIT ${limit}`,
			(found) => rows.push(...found),
		)
		.run();
	return rows;
}

/** Reads a recording; undefined if the directory has no such one. */
export async function findRecording(
	db: Database,
	directoryKey: number,
	id: string,
	now: number,
): Promise<RecordingRow | undefined> {
	const rows: RecordingRow[] = [];
	await withEnded(new Batch(db), directoryKey, now)
		.read<RecordingRow>(
			sql`SELECT ${COLUMNS} FROM recordings WHERE ${only(directoryKey, id)}`,
			(found) => rows.push(...found),
		)
		.run();
	return rows[0];
}

/** Ends a recording; one that has ended stays as it is. Undefined if there is no such one. */
export async function stopRecording(
	db: Database,
	directoryKey: number,
	id: string,
	now: number,
): Promise<RecordingRow | undefined> {
	const rows: RecordingRow[] = [];
	await withEnded(new Batch(db), directoryKey, now)
		.write(
			sql`UPDATE recordings SET pseudonym_key = NULL, ends_at = ${now}
				WHERE ${only(directoryKey, id)} AND pseudonym_key IS NOT NULL`,
		)
		.read<RecordingRow>(
			sql`SELECT ${COLUMNS} FROM recordings WHERE ${only(directoryKey, id)}`,
			(found) => rows.push(...found),
		)
		.run();
	return rows[0];
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

/** Reads the exchanges of a recording as JSON, in the order of their requests. */
export async function readExchanges(
	db: Database,
	directoryKey: number,
	id: string,
): Promise<readonly string[]> {
	const rows = await db.all<{ exchange: string }>(
		sql`SELECT exchange FROM recorded_exchanges
			WHERE directory_key = ${directoryKey} AND recording_id = ${id} ORDER BY id`,
	);
	return rows.map(({ exchange }) => exchange);
}

/** A recording that runs, or did so until nobody looked. */
export interface RunningRecording {
	readonly directoryId: string;
	readonly directoryKey: number;
	readonly id: string;
	readonly createdAt: number;
	readonly endsAt: number;
	/** What more it can take. */
	readonly room: number;
	/** Sealed. */
	readonly pseudonymKey: string;
}

/** Adds to a batch the question which of some directories are being recorded; one row of an index each. */
export function addRunning(
	batch: Batch,
	directoryIds: readonly (string | null)[],
	receive: (running: readonly RunningRecording[]) => void,
): void {
	if (directoryIds.length === 0) return;
	batch.read<RunningRecording>(
		sql`SELECT d.id AS directoryId, d.key AS directoryKey, r.id, r.created_at AS createdAt,
				r.ends_at AS endsAt, r.exchanges_max - r.exchange_count AS room,
				r.pseudonym_key AS pseudonymKey
			FROM json_each(${JSON.stringify(directoryIds)}) AS s
				CROSS JOIN directories AS d CROSS JOIN recordings AS r
			WHERE d.id = s.value AND ${IS_LIVE} AND r.directory_key = d.key
				AND r.pseudonym_key IS NOT NULL`,
		receive,
	);
}

/** An exchange that has been redacted. */
export interface RecordedExchange {
	/** Begins with its time. */
	readonly id: string;
	/** As JSON. */
	readonly exchange: string;
}

/**
 * Keeps exchanges of a recording as long as it runs and has room, and counts the others, with those that
 * were `missed` before. What is there already stays, and may be counted as missed once more.
 */
export async function insertExchanges(
	db: Database,
	{ directoryKey, id }: Pick<RunningRecording, 'directoryKey' | 'id'>,
	exchanges: readonly RecordedExchange[],
	missed: number,
): Promise<void> {
	const batch = new Batch(db);
	const running = sql`directory_key = ${directoryKey} AND id = ${id} AND pseudonym_key IS NOT NULL`;
	for (const chunk of jsonChunks(exchanges)) {
		const count = (JSON.parse(chunk) as unknown[]).length;
		batch
			.write(
				sql`INSERT INTO recorded_exchanges (directory_key, recording_id, id, exchange)
					SELECT r.directory_key, r.id, s.value ->> 'id', s.value ->> 'exchange'
					FROM recordings AS r CROSS JOIN json_each(${chunk}) AS s
					WHERE r.directory_key = ${directoryKey} AND r.id = ${id}
						AND r.pseudonym_key IS NOT NULL AND r.characters < ${CHARACTERS_MAX}
						AND s.key < r.exchanges_max - r.exchange_count
					ON CONFLICT DO NOTHING`,
			)
			.write(
				sql`UPDATE recordings SET exchange_count = exchange_count + changes(),
						missed_count = missed_count + ${count} - changes(),
						characters = characters + iif(changes() > 0, ${chunk.length}, 0)
					WHERE ${running}`,
			);
	}
	if (missed > 0) {
		batch.write(
			sql`UPDATE recordings SET missed_count = missed_count + ${missed} WHERE ${running}`,
		);
	}
	await batch.run();
}

/** Ends those whose time is over, so that nobody can make their pseudonyms again; tells how many. */
export async function endRecordings(db: Database, now: number): Promise<number> {
	return changesOf(
		db,
		sql`UPDATE recordings SET pseudonym_key = NULL
			WHERE pseudonym_key IS NOT NULL AND ends_at <= ${now}`,
	);
}

/** Deletes what ended before a time: `limit` exchanges at most, and recordings that have none left. */
export async function expireRecordings(db: Database, at: number, limit: number): Promise<number> {
	const exchanges = await changesOf(
		db,
		sql`DELETE FROM recorded_exchanges WHERE (directory_key, recording_id, id) IN (
			SELECT e.directory_key, e.recording_id, e.id
			FROM recordings AS r CROSS JOIN recorded_exchanges AS e
			WHERE r.ends_at < ${at} AND e.directory_key = r.directory_key AND e.recording_id = r.id
			LIMIT ${limit})`,
	);
	const emptied = await changesOf(
		db,
		sql`DELETE FROM recordings WHERE ends_at < ${at} AND NOT EXISTS (
			SELECT 1 FROM recorded_exchanges AS e
			WHERE e.directory_key = recordings.directory_key AND e.recording_id = recordings.id)`,
	);
	return exchanges + emptied;
}

function only(directoryKey: number, id: string): SQL {
	return sql`directory_key = ${directoryKey} AND id = ${id}`;
}

/** The first who comes after the end of a recording ends it. */
function withEnded(batch: Batch, directoryKey: number, now: number): Batch {
	return batch.write(
		sql`UPDATE recordings SET pseudonym_key = NULL
			WHERE directory_key = ${directoryKey} AND pseudonym_key IS NOT NULL
				AND ends_at <= ${now}`,
	);
}
