/**
 * The deletion of a directory: the transaction from which on nobody finds it, and after that, in pages,
 * everything that it had. A page may be done again, and what is left tells how far a deletion has come.
 * Which page is due when is decided elsewhere.
 */
import { sql, type SQL } from 'drizzle-orm';
import type { NewEvent } from '../directory/model.ts';
import { addRelease } from './brake.ts';
import { isFenced, writeEvents } from './commit.ts';
import { Batch, type Database } from './database.ts';
import { type DueCursor, dueStatement, wakeStatement } from './delivery-cursors.ts';
import type { DirectoryRow } from './directories.ts';
import { scopeOf, scopesCovering } from './endpoint-scope.ts';
import { OPERATIONS } from './operations.ts';
import { waiting } from './retention.ts';

/** The events that tell of a deletion, and when it is; epoch milliseconds. */
export interface Deletion {
	/** The last event of the log. */
	readonly event: NewEvent;
	/** The id of the event that tells that the brake holds nothing any more, if it did. */
	readonly releaseId: string;
	readonly now: number;
}

/**
 * Deletes a directory, as it was read, for all but its deliveries: its log ends, its replays end, and
 * who waits for it is woken. What the brake holds is discarded: nobody has decided that those
 * deprovisionings are right, and the last event says more than all of them. Returns the cursors that
 * are due; undefined, and nothing has changed, if the directory is no longer as it was read.
 */
export async function beginRemoval(
	db: Database,
	directory: DirectoryRow,
	{ event, releaseId, now }: Deletion,
): Promise<readonly DueCursor[] | undefined> {
	const { key, id, lastSequence } = directory;
	const due: DueCursor[] = [];
	const batch = new Batch(db);
	const release = { decision: 'discarded', eventId: releaseId, now } as const;
	addRelease(batch, id, release, (woken) => due.push(...woken));
	writeEvents(batch, { directory, events: [event], now });
	batch
		.write(
			sql`UPDATE directories SET deleted_at = ${now}, state = 'inactive', brake = NULL,
				mapping_job = NULL, last_sequence = ${lastSequence + 1}, updated_at = max(updated_at, ${now})
				WHERE key = ${key}`,
		)
		.write(
			sql`DELETE FROM delivery_cursors WHERE directory_key = ${key} AND lane <> ''
				AND endpoint_id IN (SELECT id FROM webhook_endpoints AS e WHERE ${covers(directory)})`,
		)
		.write(
			wakeStatement({
				directoryKey: key,
				directory,
				types: [event.type],
				before: lastSequence,
				now,
			}),
		)
		.read<DueCursor>(dueStatement(sql`c.directory_key = ${key}`, now), (rows) => due.push(...rows));
	try {
		await batch.run();
	} catch (thrown) {
		if (isFenced(thrown)) return undefined;
		throw thrown;
	}
	return due;
}

/** A directory that is to be removed, or may be. */
export interface Removal extends Pick<DirectoryRow, 'key' | 'id' | 'tenant' | 'product'> {
	/** Epoch milliseconds; null for a directory that is not being deleted. */
	readonly deletedAt: number | null;
	/** An endpoint still has to get some of its events: one that is behind, or disabled. */
	readonly isAwaited: boolean;
}

/** Reads how far the deletion of a directory has come; undefined if there is nothing left of it. */
export async function findRemoval(db: Database, id: string): Promise<Removal | undefined> {
	const [row] = await db.all<Omit<Removal, 'isAwaited'> & { readonly isAwaited: number }>(
		sql`SELECT key, id, tenant, product, deleted_at AS deletedAt, deleted_at IS NOT NULL AND EXISTS
				(SELECT 1 FROM ${waiting} WHERE sequence < directories.last_sequence) AS isAwaited
			FROM directories WHERE id = ${id} AND key <> ${OPERATIONS.key}`,
	);
	return row && { ...row, isAwaited: row.isAwaited === 1 };
}

/** Reads the ids of some of the directories that are being deleted, each time of others. */
export async function someRemovals(db: Database, limit: number): Promise<readonly string[]> {
	const rows = await db.all<{ id: string }>(
		sql`SELECT id FROM directories WHERE deleted_at IS NOT NULL ORDER BY random() LIMIT ${limit}`,
	);
	return rows.map(({ id }) => id);
}

/** A table that has rows of directories. */
interface Part {
	readonly table: string;
	/** The columns of its primary key. */
	readonly key: readonly string[];
	/** The rows `t` of a directory, as what follows FROM; an index leads to them. */
	readonly rows: (removal: Removal) => SQL;
}

/** A table that has an index which begins with the key of the directory. */
function byDirectory(table: string, ...key: readonly string[]): Part {
	const from = sql.raw(`${table} AS t WHERE t.directory_key = `);
	return { table, key, rows: (removal) => sql`${from}${removal.key}` };
}

/** A table whose primary key begins with endpoint and directory: only who covers it has rows in it. */
function byEndpoint(table: string, ...key: readonly string[]): Part {
	const rows = (removal: Removal) => sql`webhook_endpoints AS e CROSS JOIN ${sql.raw(table)} AS t
		WHERE ${covers(removal)} AND t.endpoint_id = e.id AND t.directory_key = ${removal.key}`;
	return { table, key: ['endpoint_id', 'directory_key', ...key], rows };
}

/** What nobody needs any more, and what nobody needs once the last events have been delivered. */
const PARTS = {
	content: [
		byDirectory('memberships', 'directory_key', 'group_key', 'member_key'),
		byDirectory('user_emails', 'directory_key', 'value', 'user_key'),
		byDirectory('user_names', 'directory_key', 'value', 'user_key'),
		byDirectory('users', 'directory_key', 'key'),
		byDirectory('groups', 'directory_key', 'key'),
		byDirectory('directory_schemas', 'directory_key', 'urn'),
		byDirectory('tokens', 'hash'),
		byDirectory('deprovisionings', 'directory_key', 'counted_at'),
		byDirectory('traffic_signals', 'directory_key', 'day', 'signal'),
		byDirectory('recordings', 'directory_key', 'id'),
		byDirectory('recorded_exchanges', 'directory_key', 'recording_id', 'id'),
		byDirectory('google_connections', 'directory_key'),
		byDirectory('google_resources', 'directory_key', 'kind', 'google_id'),
		byDirectory('google_pages', 'directory_key', 'page'),
		{
			table: 'setup_links',
			key: ['hash'],
			rows: ({ id, tenant }) =>
				sql`setup_links AS t WHERE t.tenant = ${tenant} AND t.directory_id = ${id}`,
		},
	],
	log: [
		byDirectory('events', 'directory_key', 'sequence'),
		byDirectory('discarded_events', 'directory_key', 'after_sequence'),
		byDirectory('delivery_attempts', 'endpoint_id', 'id'),
		byEndpoint('dead_letters', 'sequence'),
		byEndpoint('set_acknowledgements', 'sequence', 'lane'),
		byEndpoint('delivery_cursors', 'lane'),
	],
} as const satisfies Readonly<Record<string, readonly Part[]>>;

/** Which tables a page is about. */
export type RemovalStage = keyof typeof PARTS;

/**
 * Deletes rows of a directory from the tables of a stage, `limit` from each at most, in one
 * transaction; tells how many from which.
 */
export async function removePage(
	db: Database,
	removal: Removal,
	stage: RemovalStage,
	limit: number,
): Promise<Readonly<Record<string, number>>> {
	const removed: Record<string, number> = {};
	const batch = new Batch(db);
	for (const { table, key, rows } of PARTS[stage]) {
		batch
			.write(
				sql`DELETE FROM ${sql.raw(table)} WHERE (${sql.raw(key.join(', '))}) IN
					(SELECT ${sql.raw(key.map((column) => `t.${column}`).join(', '))}
					FROM ${rows(removal)} LIMIT ${limit})`,
			)
			.read<{ rows: number }>(sql`SELECT changes() AS rows`, ([found]) => {
				if (found !== undefined && found.rows > 0) removed[table] = found.rows;
			});
	}
	await batch.run();
	return removed;
}

/** Deletes what is left when all pages are done: the endpoints that are of this directory alone, and its row. */
export async function endRemoval(db: Database, { key, id }: Removal): Promise<void> {
	await new Batch(db)
		.write(sql`DELETE FROM webhook_endpoints WHERE scope = ${scopeOf({ directoryId: id })}`)
		.write(sql`DELETE FROM directories WHERE key = ${key}`)
		.run();
}

/** The condition that endpoint `e` covers a directory. */
function covers(directory: Pick<Removal, 'id' | 'tenant' | 'product'>): SQL {
	const scopes = scopesCovering(directory).map((scope) => sql`${scope}`);
	return sql`e.scope IN (${sql.join(scopes, sql`, `)})`;
}
