/** What the setup portal reads and writes beside links: their directories, and the tokens made for these. */
import { sql } from 'drizzle-orm';
import { Batch, IS_LIVE, keyOf, type Database } from './database.ts';
import type { DirectoryRow } from './directories.ts';
import { directories, tokens } from './tables.ts';
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

/** Reads when a token of a directory was used last; undefined for one that there is not, or not any more. */
export async function findUseOfToken(
	db: Database,
	directoryId: string,
	tokenId: string,
): Promise<{ readonly lastUsedAt: number | null } | undefined> {
	return db
		.select({ lastUsedAt: tokens.lastUsedAt })
		.from(tokens)
		.where(
			sql`${tokens.directoryKey} = ${keyOf(directoryId)} AND ${tokens.id} = ${tokenId}
				AND ${tokens.revokedAt} IS NULL`,
		)
		.get();
}

/** Adds a token in the place of another one, which ends unless somebody has used it; tells whether it did. */
export async function replaceToken(
	db: Database,
	directoryKey: number,
	{ token, replaced }: { readonly token: NewToken; readonly replaced: string },
	now: number,
): Promise<boolean> {
	let isRevoked = false;
	await new Batch(db)
		.read<object>(
			sql`UPDATE tokens SET revoked_at = ${now} WHERE directory_key = ${directoryKey}
				AND id = ${replaced} AND last_used_at IS NULL AND revoked_at IS NULL RETURNING 1`,
			(rows) => (isRevoked = rows.length > 0),
		)
		.write(db.insert(tokens).values({ ...token, directoryKey, createdAt: now }))
		.run();
	return isRevoked;
}
