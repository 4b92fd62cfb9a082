/**
 * The exchanges in recordings, which have been redacted before they come here, and which recordings still
 * take some. What recordings are there, and when they end, is decided elsewhere.
 */
import { sql } from 'drizzle-orm';
import { Batch, IS_LIVE, jsonChunks, type Database } from './database.ts';
import { CHARACTERS_MAX } from './recordings.ts';

/** A recording that runs, or did so a moment ago. */
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
 * Keeps exchanges of a recording as long as it has room, and counts the others, with those that were
 * `missed` before. Whether they came before its end is not looked at again. What is there already stays,
 * and may be counted as missed once more.
 */
export async function insertExchanges(
	db: Database,
	{ directoryKey, id }: Pick<RunningRecording, 'directoryKey' | 'id'>,
	exchanges: readonly RecordedExchange[],
	missed: number,
): Promise<void> {
	const batch = new Batch(db);
	const own = sql`directory_key = ${directoryKey} AND id = ${id}`;
	for (const chunk of jsonChunks(exchanges)) {
		const count = (JSON.parse(chunk) as unknown[]).length;
		batch
			.write(
				sql`INSERT INTO recorded_exchanges (directory_key, recording_id, id, exchange)
					SELECT r.directory_key, r.id, s.value ->> 'id', s.value ->> 'exchange'
					FROM recordings AS r CROSS JOIN json_each(${chunk}) AS s
					WHERE r.directory_key = ${directoryKey} AND r.id = ${id}
						AND r.characters < ${CHARACTERS_MAX}
						AND s.key < r.exchanges_max - r.exchange_count
					ON CONFLICT DO NOTHING`,
			)
			.write(
				sql`UPDATE recordings SET exchange_count = exchange_count + changes(),
						missed_count = missed_count + ${count} - changes(),
						characters = characters + iif(changes() > 0, ${chunk.length}, 0)
					WHERE ${own}`,
			);
	}
	if (missed > 0) {
		batch.write(
			sql`UPDATE recordings SET missed_count = missed_count + ${missed}
				WHERE ${own}`,
		);
	}
	await batch.run();
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
