/** What the setup portal reads and writes beside links: their directories, and the tokens made for these. */
import { sql } from 'drizzle-orm';
import type { ResourceTypeName, StoredResource } from '../directory/model.ts';
import { Batch, IS_LIVE, keyOf, type Database } from './database.ts';
import type { DirectoryRow } from './directories.ts';
import { OPERATIONS } from './operations.ts';
import type { ProfileRead } from './profiles.ts';
import { resourceColumns, TABLE, toResource, type ResourceRow } from './rows.ts';
import { knownOf, withSchemas } from './schemas.ts';
import { directories } from './tables.ts';
import type { NewToken } from './tokens.ts';

/** Reads the directory that a link is for, by the hash of its secret. */
export async function findDirectoryOfLink(
	db: Database,
	hash: string,
): Promise<DirectoryRow | undefined> {
	const id = sql`(SELECT directory_id FROM setup_links WHERE hash = ${hash})`;
	return db
		.select()
		.from(directories)
		.where(sql`${directories.id} = ${id} AND ${IS_LIVE}`)
		.get();
}

/** What has become of a token. */
export interface TokenUse {
	/** Null for never. */
	readonly lastUsedAt: number | null;
	/** Something was done since it was made: with another token perhaps, if there is one. */
	readonly isFollowed: boolean;
	/** No other token of its directory is live. */
	readonly isOnly: boolean;
}

/**
 * Reads what has become of a token of a directory; undefined for one that there is not, or not any more.
 * `done` are the signals of requests that were done. Of users, the newest one has the greatest key.
 */
export async function findUseOfToken(
	db: Database,
	directoryId: string,
	tokenId: string,
	done: readonly string[],
): Promise<TokenUse | undefined> {
	const [row] = await db.all<{ lastUsedAt: number | null; isFollowed: number; isOnly: number }>(
		sql`SELECT t.last_used_at AS lastUsedAt,
				coalesce((SELECT u.created_at FROM users AS u WHERE u.directory_key = t.directory_key
					ORDER BY u.key DESC LIMIT 1) >= t.created_at, 0)
				OR EXISTS (SELECT 1 FROM traffic_signals AS s WHERE s.directory_key = t.directory_key
					AND s.day >= t.created_at / 86400000 AND s.last_at >= t.created_at
					AND s.signal IN (SELECT value FROM json_each(${JSON.stringify(done)}))) AS isFollowed,
				NOT EXISTS (SELECT 1 FROM tokens AS o WHERE o.directory_key = t.directory_key
					AND o.id <> t.id AND o.revoked_at IS NULL) AS isOnly
			FROM tokens AS t WHERE t.directory_key = ${keyOf(directoryId)} AND t.id = ${tokenId}
				AND t.revoked_at IS NULL`,
	);
	return row && { ...row, isFollowed: row.isFollowed === 1, isOnly: row.isOnly === 1 };
}

/** Counts the tokens of a directory with a description, whatever has become of them. */
export async function countTokens(
	db: Database,
	directoryId: string,
	description: string,
): Promise<number> {
	const [row] = await db.all<{ count: number }>(
		sql`SELECT count(*) AS count FROM tokens
			WHERE directory_key = ${keyOf(directoryId)} AND description = ${description}`,
	);
	return row?.count ?? 0;
}

/** Reads the users or groups of a directory that were created last, the latest first. */
export async function listNewest(
	db: Database,
	directoryId: string,
	type: ResourceTypeName,
	limit: number,
): Promise<ProfileRead<readonly StoredResource[]>> {
	let rows: readonly ResourceRow[] = [];
	const batch = new Batch(db);
	const schemasOf = withSchemas(batch, directoryId);
	batch.read<ResourceRow>(
		sql`SELECT ${resourceColumns('r')} FROM ${TABLE[type]} AS r
			WHERE r.directory_key = ${keyOf(directoryId)} ORDER BY r.key DESC LIMIT ${limit}`,
		(found) => (rows = found),
	);
	await batch.run();
	const directory = schemasOf();
	if (directory === undefined || directory.directory.key === OPERATIONS.key) return {};
	return { schemas: knownOf(directory), found: rows.map((row) => toResource(type, row)) };
}

/** What came of a token that was to be added. */
export interface Replacing {
	readonly isAdded: boolean;
	/** The ids of the tokens that have ended with it. */
	readonly revoked: readonly string[];
}

/**
 * Adds a token, and ends those of the same description that nobody has used; unless there were `max` of these
 * already, whatever has become of them.
 */
export async function addInPlace(
	db: Database,
	directoryKey: number,
	token: NewToken,
	{ max, now }: { readonly max: number; readonly now: number },
): Promise<Replacing> {
	let isAdded = false;
	let revoked: readonly string[] = [];
	const { id, hash, description, expiresAt } = token;
	const isItsKind = sql`directory_key = ${directoryKey} AND description = ${description}`;
	await new Batch(db)
		.read<object>(
			sql`INSERT INTO tokens (hash, id, directory_key, description, created_at, expires_at)
				SELECT ${hash}, ${id}, ${directoryKey}, ${description}, ${now}, ${expiresAt}
				WHERE (SELECT count(*) FROM tokens WHERE ${isItsKind}) < ${max} RETURNING 1`,
			(rows) => (isAdded = rows.length > 0),
		)
		.read<{ id: string }>(
			sql`UPDATE tokens SET revoked_at = ${now} WHERE ${isItsKind} AND id <> ${id}
				AND last_used_at IS NULL AND revoked_at IS NULL
				AND EXISTS (SELECT 1 FROM tokens AS made WHERE made.hash = ${hash}) RETURNING id`,
			(rows) => (revoked = rows.map((row) => row.id)),
		)
		.run();
	return { isAdded, revoked };
}
