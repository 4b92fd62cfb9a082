/** Directories with logs of a known shape: event n occurred at second n, every third is of a group. */
import { createDirectory, testEnv, type TestDirectory } from './client.ts';
import { dataOf } from './event-data.ts';

const EPOCH = Date.parse('2026-01-01T00:00:00Z');

/** When event n of such a log occurred. */
export function timeAt(sequence: number): string {
	return new Date(EPOCH + sequence * 1000).toISOString();
}

/** A directory with events 1 (its creation) to `last`, as the writer would have left them. */
export async function directoryWith(
	last: number,
	scope: { tenant?: string; product?: string } = {},
): Promise<TestDirectory> {
	const directory = await createDirectory('generic-scim-v2', scope);
	await testEnv.DB.batch([
		testEnv.DB.prepare(
			`UPDATE events SET occurred_at = ?1 + 1000, id = printf('evt_%012x%010x%010x', ?1 + 1000,
				directory_key, 1)
			WHERE directory_key = (SELECT key FROM directories WHERE id = ?2)`,
		).bind(EPOCH, directory.id),
		testEnv.DB.prepare(
			`WITH RECURSIVE n(at) AS (SELECT 2 UNION ALL SELECT at + 1 FROM n WHERE at < ?3)
			INSERT INTO events (directory_key, sequence, id, type, occurred_at, resource_type, resource_id,
				data)
			SELECT key, at, printf('evt_%012x%010x%010x', ?1 + at * 1000, key, at),
				CASE at % 3 WHEN 0 THEN 'group.created' ELSE 'user.created' END, ?1 + at * 1000,
				CASE at % 3 WHEN 0 THEN 'Group' ELSE 'User' END, 'resource-' || at,
				CASE at % 3 WHEN 0 THEN ?4 ELSE ?5 END
			FROM directories CROSS JOIN n WHERE id = ?2 AND at <= ?3`,
		).bind(EPOCH, directory.id, last, dataOf('group.created'), dataOf('user.created')),
		testEnv.DB.prepare(
			'UPDATE directories SET last_sequence = ?3, updated_at = ?1 + ?3 * 1000 WHERE id = ?2',
		).bind(EPOCH, directory.id, last),
	]);
	return directory;
}

/** Appends events of one type and time to a log in one statement. */
export async function appendEvents(
	{ id }: { readonly id: string },
	count: number,
	{ type = 'user.updated', at = 0 } = {},
): Promise<void> {
	await testEnv.DB.batch([
		testEnv.DB.prepare(
			`WITH RECURSIVE n(at) AS (SELECT 1 UNION ALL SELECT at + 1 FROM n WHERE at < ?2)
			INSERT INTO events (directory_key, sequence, id, type, occurred_at, resource_type, resource_id,
				data)
			SELECT key, last_sequence + at, printf('evt_%dy%d', key, last_sequence + at), ?3, ?4, 'User', 'u',
				?5
			FROM directories CROSS JOIN n WHERE id = ?1`,
		).bind(id, count, type, at, dataOf(type)),
		testEnv.DB.prepare(
			'UPDATE directories SET last_sequence = last_sequence + ?2 WHERE id = ?1',
		).bind(id, count),
	]);
}

/** Deletes the events of a log before a sequence, as retention does. */
export async function keepFrom(
	directory: { readonly id: string },
	sequence: number,
): Promise<void> {
	await testEnv.DB.batch([
		testEnv.DB.prepare(
			`DELETE FROM events WHERE sequence < ?1
				AND directory_key = (SELECT key FROM directories WHERE id = ?2)`,
		).bind(sequence, directory.id),
		testEnv.DB.prepare('UPDATE directories SET first_sequence = ?1 WHERE id = ?2').bind(
			sequence,
			directory.id,
		),
	]);
}
