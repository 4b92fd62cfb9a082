/** Directories and their tokens: the rows that the management API makes and shows. */
import { and, asc, eq, gt, sql, type SQL } from 'drizzle-orm';
import type { Directory, NewEvent } from '../directory/model.ts';
import { Batch, keyOf, SHARD, type Database } from './database.ts';
import { type DueCursor, wakeStatement, wokenCursors, type WokenRow } from './delivery-cursors.ts';
import { OPERATIONS } from './operations.ts';
import { directories, tokens } from './tables.ts';

/** A directory to be made, with its first token. */
export interface NewDirectory {
	readonly id: string;
	readonly name: string;
	readonly tenant: string;
	readonly product: string;
	readonly type: string;
	readonly token: NewToken;
}

/** A token to be kept: never its secret, only the SHA-256 of it. */
export interface NewToken {
	readonly id: string;
	/** Hex SHA-256 of the secret. */
	readonly hash: string;
	readonly description: string | null;
	/** Epoch milliseconds; null means never. */
	readonly expiresAt: number | null;
}

/** A row of the table of directories. */
export type DirectoryRow = typeof directories.$inferSelect;
/** A row of the table of tokens. */
export type TokenRow = typeof tokens.$inferSelect;

/**
 * Makes a directory, its first token and its first event in one transaction; returns the cursors that
 * the event has woken. Making the same directory again changes nothing.
 */
export async function insertDirectory(
	db: Database,
	directory: NewDirectory,
	event: NewEvent,
	now: number,
): Promise<readonly DueCursor[]> {
	const { token, ...fields } = directory;
	const key = keyOf(directory.id);
	let woken: readonly DueCursor[] = [];
	const batch = new Batch(db)
		.write(
			sql`INSERT INTO directories (id, name, tenant, product, type, state, shard, last_sequence,
				last_key, user_count, group_count, created_at, updated_at)
				VALUES (${fields.id}, ${fields.name}, ${fields.tenant}, ${fields.product}, ${fields.type},
					'active', ${SHARD}, 1, 0, 0, 0, ${now}, ${now}) ON CONFLICT (id) DO NOTHING`,
		)
		.write(
			sql`INSERT INTO tokens (hash, id, directory_key, description, created_at, expires_at)
				VALUES (${token.hash}, ${token.id}, ${key}, ${token.description}, ${now},
					${token.expiresAt}) ON CONFLICT (hash) DO NOTHING`,
		)
		.write(
			sql`INSERT INTO events (directory_key, sequence, id, type, resource_type, resource_id, data,
				occurred_at) VALUES (${key}, 1, ${event.id}, ${event.type}, ${event.resourceType},
					${event.resourceId}, ${JSON.stringify(event.data)}, ${now})
				ON CONFLICT (directory_key, sequence) DO NOTHING`,
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
	return woken;
}

/** Reads one directory. */
export async function findDirectory(db: Database, id: string): Promise<DirectoryRow | undefined> {
	const row = await findLog(db, id);
	return row?.key === OPERATIONS.key ? undefined : row;
}

/** Reads whatever has a log: a directory, or the operations log. */
export async function findLog(db: Database, id: string): Promise<DirectoryRow | undefined> {
	return db.select().from(directories).where(eq(directories.id, id)).get();
}

/** Which directories to list; each given field must be equal. */
export interface DirectoryFilter {
	readonly tenant?: string | undefined;
	readonly product?: string | undefined;
	readonly type?: string | undefined;
	readonly state?: Directory['state'] | undefined;
	/** Row key of the last directory of the page before; 0 to begin. */
	readonly after: number;
	readonly limit: number;
}

/** Lists directories in the order in which they were made. */
export async function listDirectories(
	db: Database,
	filter: DirectoryFilter,
): Promise<readonly DirectoryRow[]> {
	const wanted: SQL[] = [gt(directories.key, filter.after)];
	if (filter.tenant !== undefined) wanted.push(eq(directories.tenant, filter.tenant));
	if (filter.product !== undefined) wanted.push(eq(directories.product, filter.product));
	if (filter.type !== undefined) wanted.push(eq(directories.type, filter.type));
	if (filter.state !== undefined) wanted.push(eq(directories.state, filter.state));
	return db
		.select()
		.from(directories)
		.where(and(...wanted))
		.orderBy(asc(directories.key))
		.limit(filter.limit);
}

/** Adds a token to a directory. */
export async function insertToken(
	db: Database,
	directoryKey: number,
	token: NewToken,
	now: number,
): Promise<void> {
	await db.insert(tokens).values({ ...token, directoryKey, createdAt: now });
}

/** Lists the tokens of a directory, oldest first. */
export async function listTokens(db: Database, directoryKey: number): Promise<readonly TokenRow[]> {
	return db
		.select()
		.from(tokens)
		.where(eq(tokens.directoryKey, directoryKey))
		.orderBy(asc(tokens.id));
}

/** Revokes a token at once; false when the directory has no such token. */
export async function revokeToken(
	db: Database,
	directoryKey: number,
	tokenId: string,
	now: number,
): Promise<boolean> {
	const revoked = await db
		.update(tokens)
		.set({ revokedAt: sql`coalesce(${tokens.revokedAt}, ${now})` })
		.where(and(eq(tokens.directoryKey, directoryKey), eq(tokens.id, tokenId)))
		.returning({ id: tokens.id });
	return revoked.length > 0;
}

/** Notes that tokens were used; how exactly is the caller's choice. */
export async function touchToken(
	db: Database,
	directoryKey: number,
	tokenId: string,
	now: number,
): Promise<void> {
	await db
		.update(tokens)
		.set({ lastUsedAt: now })
		.where(and(eq(tokens.directoryKey, directoryKey), eq(tokens.id, tokenId)));
}
