/** Directories: the rows that the management API makes and shows. */
import { and, asc, eq, gt, sql, type SQL } from 'drizzle-orm';
import type { Directory, NewEvent } from '../directory/model.ts';
import { Batch, IS_LIVE, keyOf, SHARD, type Database } from './database.ts';
import { type DueCursor, wakeStatement, wokenCursors, type WokenRow } from './delivery-cursors.ts';
import { OPERATIONS } from './operations.ts';
import { isOwnedBy, type Binding } from './ownership.ts';
import { directories } from './tables.ts';
import type { NewToken } from './tokens.ts';

/** A directory to be made, with its first token. */
export interface NewDirectory {
	readonly id: string;
	readonly name: string;
	readonly tenant: string;
	readonly product: string;
	readonly type: string;
	readonly token: NewToken;
}

/** A row of the table of directories. */
export type DirectoryRow = typeof directories.$inferSelect;

/**
 * Makes a directory, its first token and its first event in one transaction; returns the cursors that
 * the event has woken. Making the same directory again changes nothing. Undefined if the id or the
 * token is another directory's, be it one that is being deleted, which is possible only where they
 * were not made by us: then nothing has changed either.
 */
export async function insertDirectory(
	db: Database,
	directory: NewDirectory,
	event: NewEvent,
	now: number,
): Promise<readonly DueCursor[] | undefined> {
	const { token, ...fields } = directory;
	const key = keyOf(directory.id);
	let woken: readonly DueCursor[] = [];
	let isOurs = false;
	const isFresh = sql`d.id = ${fields.id} AND d.last_sequence = 1 AND ${IS_LIVE}`;
	const holdsToken = sql`EXISTS (SELECT 1 FROM tokens AS t
		WHERE t.hash = ${token.hash} AND t.directory_key = d.key)`;
	const batch = new Batch(db)
		.write(
			sql`INSERT INTO directories (id, name, tenant, product, type, state, shard, last_sequence,
				last_key, user_count, group_count, created_at, updated_at)
				SELECT ${fields.id}, ${fields.name}, ${fields.tenant}, ${fields.product}, ${fields.type},
					'active', ${SHARD}, 1, 0, 0, 0, ${now}, ${now}
				WHERE NOT EXISTS (SELECT 1 FROM tokens WHERE hash = ${token.hash})
				ON CONFLICT (id) DO NOTHING`,
		)
		.write(
			sql`INSERT INTO tokens (hash, id, directory_key, description, created_at, expires_at)
				SELECT ${token.hash}, ${token.id}, d.key, ${token.description}, ${now}, ${token.expiresAt}
				FROM directories AS d
				WHERE ${isFresh} AND NOT EXISTS (SELECT 1 FROM tokens WHERE directory_key = d.key)
				ON CONFLICT (hash) DO NOTHING`,
		)
		.write(
			sql`INSERT INTO events (directory_key, sequence, id, type, resource_type, resource_id, data,
				occurred_at) SELECT d.key, 1, ${event.id}, ${event.type}, ${event.resourceType},
					${event.resourceId}, ${JSON.stringify(event.data)}, ${now}
				FROM directories AS d WHERE ${isFresh} AND ${holdsToken}
				ON CONFLICT (directory_key, sequence) DO NOTHING`,
		)
		.read<object>(
			sql`SELECT 1 FROM directories AS d WHERE d.id = ${fields.id} AND ${IS_LIVE}
				AND d.tenant = ${fields.tenant} AND d.product = ${fields.product} AND ${holdsToken}`,
			(rows) => (isOurs = rows.length > 0),
		)
		.read<WokenRow>(
			wakeStatement({
				directoryKey: key,
				directory,
				types: [event.type],
				before: 0,
				now,
				// An endpoint that was made since the first time begins at now, not at the beginning.
				onlyIf: sql`EXISTS (SELECT 1 FROM events
					WHERE directory_key = ${key} AND sequence = 1 AND id = ${event.id})`,
			}),
			(rows) => (woken = wokenCursors(directory.id, rows)),
		);
	await batch.run();
	return isOurs ? woken : undefined;
}

/** Reads one directory. */
export async function findDirectory(db: Database, id: string): Promise<DirectoryRow | undefined> {
	const row = await findLog(db, id);
	return row?.key === OPERATIONS.key ? undefined : row;
}

/** Reads whatever has a log: a directory, or the operations log. */
export async function findLog(db: Database, id: string): Promise<DirectoryRow | undefined> {
	return db
		.select()
		.from(directories)
		.where(and(eq(directories.id, id), IS_LIVE))
		.get();
}

/** Which directories to list; each given field must be equal, but for the beginning of the name. */
export interface DirectoryFilter {
	readonly search?: string | undefined;
	readonly tenant?: string | undefined;
	readonly product?: string | undefined;
	readonly type?: string | undefined;
	readonly state?: Directory['state'] | undefined;
	/** Who asks: a key that is bound sees its own alone. */
	readonly caller: Binding;
	/** Row key of the last directory of the page before; 0 to begin. */
	readonly after: number;
	readonly limit: number;
}

/** Lists directories in the order in which they were made. */
export async function listDirectories(
	db: Database,
	filter: DirectoryFilter,
): Promise<readonly DirectoryRow[]> {
	return db
		.select()
		.from(directories)
		.where(isListed(filter))
		.orderBy(asc(directories.key))
		.limit(filter.limit);
}

/** Whether a directory is one of those to list. */
export function isListed({ caller, after, ...given }: DirectoryFilter): SQL | undefined {
	const equal = (['tenant', 'product', 'type', 'state'] as const).flatMap((name) =>
		given[name] === undefined ? [] : [eq(directories[name], given[name])],
	);
	const { search } = given;
	// LIKE is limited to 50 bytes. Case is folded from A to Z, as SQLite does.
	const found =
		search === undefined
			? []
			: [sql`substr(${directories.name}, 1, length(${search})) = ${search} COLLATE NOCASE`];
	return and(
		IS_LIVE,
		gt(directories.key, after),
		isOwnedBy(caller, directories),
		...equal,
		...found,
	);
}
