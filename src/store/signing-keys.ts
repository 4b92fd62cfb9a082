/**
 * The keys that sign Security Event Tokens. All are published; which one signs is a matter of how
 * long it has been. Private keys arrive sealed.
 */
import { asc, sql } from 'drizzle-orm';
import type { Database } from './database.ts';
import { signingKeys } from './delivery-tables.ts';

/** A row of the table of signing keys. */
export type SigningKey = typeof signingKeys.$inferSelect;

/** Reads all keys, oldest first: ids are ordered by time. */
export function listSigningKeys(db: Database): Promise<SigningKey[]> {
	return db.select().from(signingKeys).orderBy(asc(signingKeys.id));
}

/** Adds a key. */
export async function insertSigningKey(db: Database, key: SigningKey): Promise<void> {
	await db.insert(signingKeys).values(key);
}

/** Adds a key unless there is one: of several that are made at once, one becomes the first. */
export async function insertFirstSigningKey(db: Database, key: SigningKey): Promise<void> {
	await db.run(
		sql`INSERT INTO signing_keys (id, public_key, private_key, created_at)
			SELECT ${key.id}, ${key.publicKey}, ${key.privateKey}, ${key.createdAt}
			WHERE NOT EXISTS (SELECT 1 FROM signing_keys)`,
	);
}
