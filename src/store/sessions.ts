/** Who is signed in to the dashboard, and who has tried to be with keys that are not good. */
import { sql } from 'drizzle-orm';
import { Batch, type Database } from './database.ts';
import type { sessions, signInFailures } from './page-tables.ts';
import { changesOf } from './retention.ts';

/** A session to be opened. */
export type NewSession = typeof sessions.$inferInsert;

/**
 * Opens a session in the place of the one before, if any; notes that its key was used, and forgets that the client
 * has failed before.
 */
export async function openSession(
	db: Database,
	session: NewSession,
	{ client, before = '' }: { readonly client: string; readonly before?: string | undefined },
): Promise<void> {
	await new Batch(db)
		.write(sql`DELETE FROM sessions WHERE id = ${before}`)
		.write(
			sql`INSERT INTO sessions (id, key_hash, created_at, expires_at)
				VALUES (${session.id}, ${session.keyHash}, ${session.createdAt}, ${session.expiresAt})`,
		)
		.write(
			sql`UPDATE api_keys SET last_used_at = ${session.createdAt} WHERE hash = ${session.keyHash}`,
		)
		.write(sql`DELETE FROM sign_in_failures WHERE client = ${client}`)
		.run();
}

/**
 * Whether a session is open: it has neither ended nor been closed, and the API key that it was opened with
 * is good still, or is the one of the configuration (`adminHash`, hex SHA-256).
 */
export async function isSessionOpen(
	db: Database,
	id: string,
	adminHash: string,
	now: number,
): Promise<boolean> {
	const rows = await db.all<object>(
		sql`SELECT 1 FROM sessions AS s WHERE s.id = ${id} AND s.expires_at > ${now}
			AND (s.key_hash = ${adminHash} OR EXISTS (SELECT 1 FROM api_keys AS k WHERE k.hash = s.key_hash
				AND k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > ${now})))`,
	);
	return rows.length > 0;
}

/** Closes a session, for good. */
export async function closeSession(db: Database, id: string): Promise<void> {
	await db.run(sql`DELETE FROM sessions WHERE id = ${id}`);
}

/**
 * Counts a try to sign in as failed, until it proves good; all are forgotten so many milliseconds after the
 * first. Before the key is looked at: of many tries at the same time each is told how many there are.
 */
export async function countTry(
	db: Database,
	client: string,
	now: number,
	forgetAfterMs: number,
): Promise<Pick<typeof signInFailures.$inferSelect, 'failures' | 'expiresAt'>> {
	const [row] = await db.all<{ failures: number; expiresAt: number }>(
		sql`INSERT INTO sign_in_failures (client, failures, expires_at)
			VALUES (${client}, 1, ${now + forgetAfterMs})
			ON CONFLICT (client) DO UPDATE SET
				failures = CASE WHEN expires_at > ${now} THEN failures + 1 ELSE 1 END,
				expires_at = CASE WHEN expires_at > ${now} THEN expires_at ELSE excluded.expires_at END
			RETURNING failures, expires_at AS expiresAt`,
	);
	if (row === undefined) throw new Error('A try that was counted has a row.');
	return row;
}

/** Deletes sessions that have ended, `limit` at most. They are few: an index would cost a write with each. */
export function expireSessions(db: Database, now: number, limit: number): Promise<number> {
	return changesOf(
		db,
		sql`DELETE FROM sessions WHERE id IN (
			SELECT id FROM sessions WHERE expires_at <= ${now} LIMIT ${limit})`,
	);
}

/** Deletes failures that are forgotten, `limit` at most. */
export function expireFailures(db: Database, now: number, limit: number): Promise<number> {
	return changesOf(
		db,
		sql`DELETE FROM sign_in_failures WHERE client IN (
			SELECT client FROM sign_in_failures WHERE expires_at <= ${now} LIMIT ${limit})`,
	);
}
