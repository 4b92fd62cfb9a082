/** The SCIM tokens of directories: several live ones at once, each kept as a hash alone. */
import { and, asc, eq, sql } from 'drizzle-orm';
import { Batch, IS_LIVE, type Database } from './database.ts';
import { directories, tokens } from './tables.ts';

/** A token to be kept: never its secret, only the SHA-256 of it. */
export interface NewToken {
	readonly id: string;
	/** Hex SHA-256 of the secret. */
	readonly hash: string;
	readonly description: string | null;
	/** Epoch milliseconds; null means never. */
	readonly expiresAt: number | null;
}

/** A row of the table of tokens. */
export type TokenRow = typeof tokens.$inferSelect;

/** Adds a token to a directory. */
export async function insertToken(
	db: Database,
	directoryKey: number,
	token: NewToken,
	now: number,
): Promise<void> {
	await db.insert(tokens).values({ ...token, directoryKey, createdAt: now });
}

/**
 * Adds a token, and ends all others that are live: at `until`, or sooner where they end by themselves;
 * at once if that is now. Of two rotations at the same time, the later one ends the other's token too.
 */
export async function rotateTokens(
	db: Database,
	directoryKey: number,
	token: NewToken,
	{ now, until }: { readonly now: number; readonly until: number },
): Promise<void> {
	const end =
		until > now
			? sql`expires_at = min(coalesce(expires_at, ${until}), ${until})`
			: sql`revoked_at = ${now}`;
	await new Batch(db)
		.write(
			sql`UPDATE tokens SET ${end} WHERE directory_key = ${directoryKey}
				AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > ${now})`,
		)
		.write(db.insert(tokens).values({ ...token, directoryKey, createdAt: now }))
		.run();
}

/** Lists the tokens of a directory, oldest first; undefined if there is no such directory. */
export async function listTokens(
	db: Database,
	directoryId: string,
): Promise<readonly TokenRow[] | undefined> {
	const rows = await db
		.select({ token: tokens })
		.from(directories)
		.leftJoin(tokens, eq(tokens.directoryKey, directories.key))
		.where(and(eq(directories.id, directoryId), IS_LIVE))
		.orderBy(asc(tokens.id));
	if (rows.length === 0) return undefined;
	return rows.flatMap(({ token }) => token ?? []);
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
