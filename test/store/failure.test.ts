/** What D1's errors mean: which to try again, which to leave alone. */
import { expect, test } from 'vitest';
import { failureOf } from '../../src/store/database.ts';
import { testEnv } from '../support/client.ts';

test.each([
	['D1_ERROR: Network connection lost.', 'transient'],
	['D1 DB storage operation exceeded timeout which caused object to be reset.', 'transient'],
	['D1 DB reset because its code was updated.', 'transient'],
	['D1_ERROR: transient issue on remote node', 'transient'],
	['internal error; reference = abc', 'transient'],
	['D1_ERROR: database is locked: SQLITE_BUSY', 'transient'],
	['D1 DB is overloaded. Requests queued for too long.', 'overloaded'],
	['D1 DB is overloaded. Too many requests queued.', 'overloaded'],
	['D1_ERROR: string or blob too big: SQLITE_TOOBIG', 'refused'],
	['D1_ERROR: UNIQUE constraint failed: users.user_name: SQLITE_CONSTRAINT', 'refused'],
	['D1_ERROR: no such table: users: SQLITE_ERROR', 'refused'],
	['Cannot read properties of undefined', 'refused'],
])('%s: %s', (message, failure) => {
	expect(failureOf(new Error(message))).toBe(failure);
	expect(failureOf(new Error('Failed query', { cause: new Error(message) }))).toBe(failure);
});

test('what the real D1 refuses is known as refused', async () => {
	const failures: unknown[] = [];
	for (const statement of [
		testEnv.DB.prepare('SELECT nonsense FROM users'),
		testEnv.DB.prepare('SELECT * FROM nothing'),
		testEnv.DB.prepare('INSERT INTO events (directory_key) VALUES (1)'),
		testEnv.DB.prepare('SELECT length(?)').bind('x'.repeat(5_000_000)),
	]) {
		await testEnv.DB.batch([statement]).catch((thrown: unknown) =>
			failures.push(failureOf(thrown)),
		);
	}
	expect(failures).toEqual(['refused', 'refused', 'refused', 'refused']);
});
