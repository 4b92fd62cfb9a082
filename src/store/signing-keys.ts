/**
 * The keys that sign Security Event Tokens. All are published; which one signs is a matter of how
 * long it has been. Private keys arrive sealed.
 */
import { asc, sql, type SQL } from 'drizzle-orm';
import { Batch, type Database } from './database.ts';
import { signingKeys } from './delivery-tables.ts';

/** A row of the table of signing keys. */
export type SigningKeyRow = typeof signingKeys.$inferSelect;

/** Reads all keys, oldest first: ids are ordered by time. */
export function listSigningKeys(db: Database): Promise<SigningKeyRow[]> {
	return db.select().from(signingKeys).orderBy(asc(signingKeys.id));
}

/** Adds a key unless there is one: of several that are made at once, one becomes the first. */
export async function insertFirstSigningKey(db: Database, key: SigningKeyRow): Promise<void> {
	await insertUnless(db, key, sql`SELECT 1 FROM signing_keys`);
}

/**
 * Adds a key unless one was made after that time (epoch milliseconds), the first one aside; tells
 * whether it was added.
 */
export function insertSigningKey(
	db: Database,
	key: SigningKeyRow,
	after: number,
): Promise<boolean> {
	const next = sql`SELECT 1 FROM signing_keys
		WHERE created_at > ${after} AND id <> (SELECT min(id) FROM signing_keys)`;
	return insertUnless(db, key, next);
}

/** Deletes a key unless it is the last one; tells whether it was there, and whether it was deleted. */
export async function deleteSigningKey(
	db: Database,
	id: string,
): Promise<'unknown' | 'last' | 'deleted'> {
	let wasThere = false;
	let isDeleted = false;
	await new Batch(db)
		.read(sql`SELECT 1 FROM signing_keys WHERE id = ${id}`, (rows) => (wasThere = rows.length > 0))
		.read(
			sql`DELETE FROM signing_keys WHERE id = ${id}
				AND EXISTS (SELECT 1 FROM signing_keys WHERE id <> ${id}) RETURNING id`,
			(rows) => (isDeleted = rows.length > 0),
		)
		.run();
	if (!wasThere) return 'unknown';
	return isDeleted ? 'deleted' : 'last';
}

async function insertUnless(db: Database, key: SigningKeyRow, found: SQL): Promise<boolean> {
	let isAdded = false;
	await new Batch(db)
		.read(
			sql`INSERT INTO signing_keys (id, public_key, private_key, created_at)
				SELECT ${key.id}, ${key.publicKey}, ${key.privateKey}, ${key.createdAt}
				WHERE NOT EXISTS (${found}) RETURNING id`,
			(rows) => (isAdded = rows.length > 0),
		)
		.run();
	return isAdded;
}
