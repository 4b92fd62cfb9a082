/** The application's users: one SQLite file, and every change of it in a transaction. */
import { DatabaseSync } from 'node:sqlite';
import type { SequenceStore, UserProfile } from 'rollcall';

/** A user as this application keeps it. */
export interface User {
	readonly id: string;
	readonly directory_id: string;
	readonly tenant: string;
	readonly email: string | null;
	readonly name: string;
	/** 1 for a user who may not sign in. */
	readonly locked: 0 | 1;
}

const db = new DatabaseSync(process.env['DATABASE'] ?? 'users.db');
db.exec(`
	PRAGMA journal_mode = WAL;
	PRAGMA busy_timeout = 5000;
	CREATE TABLE IF NOT EXISTS users (
		id TEXT PRIMARY KEY,
		directory_id TEXT NOT NULL,
		tenant TEXT NOT NULL,
		email TEXT,
		name TEXT NOT NULL,
		locked INTEGER NOT NULL
	) STRICT;
	CREATE TABLE IF NOT EXISTS rollcall_sequences (
		key TEXT PRIMARY KEY,
		sequence INTEGER NOT NULL
	) STRICT, WITHOUT ROWID;
`);

const upsert = db.prepare(`
	INSERT INTO users (id, directory_id, tenant, email, name, locked) VALUES (?, ?, ?, ?, ?, ?)
	ON CONFLICT (id) DO UPDATE SET email = excluded.email, name = excluded.name, locked = excluded.locked`);
const remove = db.prepare('DELETE FROM users WHERE id = ?');
const list = db.prepare('SELECT * FROM users ORDER BY name, id');
const remember = db.prepare(`
	INSERT INTO rollcall_sequences (key, sequence) VALUES (?, ?)
	ON CONFLICT (key) DO UPDATE SET sequence = excluded.sequence
	WHERE excluded.sequence > rollcall_sequences.sequence`);

/** A user was created, or has changed: an event shows it whole. Who is not active is locked out. */
export function saveUser(event: {
	readonly directory_id: string;
	readonly tenant: string;
	readonly data: UserProfile;
}): void {
	const { id, email, display_name: displayName, user_name: userName, active } = event.data;
	const name = displayName ?? userName;
	upsert.run(id, event.directory_id, event.tenant, email, name, active ? 0 : 1);
}

/** A user was deleted. */
export function removeUser(event: { readonly data: UserProfile }): void {
	remove.run(event.data.id);
}

/** Everybody, by name. */
export function listUsers(): User[] {
	return list.all() as unknown as User[];
}

/**
 * What was applied last, in the same transaction as what it did: an event that comes twice, or late,
 * changes nothing, and one whose transaction fails will come again. As node:sqlite does everything at
 * once, so must the callbacks.
 */
export const store: SequenceStore = {
	once(key, sequence, apply) {
		db.exec('BEGIN IMMEDIATE');
		try {
			const isNew = remember.run(key, sequence).changes > 0;
			if (isNew && apply(undefined) instanceof Promise) {
				throw new TypeError('A callback must not be async here: it would outlive its transaction.');
			}
			db.exec('COMMIT');
			return isNew;
		} catch (error) {
			db.exec('ROLLBACK');
			throw error;
		}
	},
};
