/** What an import finds in a directory before it begins. */
import { sql } from 'drizzle-orm';
import type { ResourceTypeName } from '../directory/model.ts';
import { Batch, jsonChunks, keyOf, type Database } from './database.ts';
import { TABLE } from './rows.ts';

/** Finds which of these ids are taken in a directory, and by what. */
export async function findTaken(
	db: Database,
	directoryId: string,
	ids: readonly string[],
): Promise<ReadonlyMap<string, ResourceTypeName>> {
	const taken = new Map<string, ResourceTypeName>();
	const batch = new Batch(db);
	const key = keyOf(directoryId);
	for (const type of ['User', 'Group'] as const) {
		for (const chunk of jsonChunks(ids)) {
			batch.read<{ id: string }>(
				sql`SELECT r.id FROM json_each(${chunk}) AS i CROSS JOIN ${TABLE[type]} AS r
					WHERE r.directory_key = ${key} AND r.id = i.value`,
				(rows) => rows.forEach(({ id }) => taken.set(id, type)),
			);
		}
	}
	await batch.run();
	return taken;
}
