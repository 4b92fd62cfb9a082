/**
 * Brings documents that are older than the declaration of an extension into the form that the writer
 * would have given them by it: searchable, and under the names of the schema. It goes by pages, any of
 * which may be done again, and touches neither values nor versions: nothing has changed for a client.
 */
import { sql } from 'drizzle-orm';
import { comparable } from '../scim/comparable.ts';
import type { JsonObject } from '../scim/json.ts';
import type { ResourceType } from '../scim/schema/attribute.ts';
import { withSchemaNames } from '../scim/schema/names.ts';
import { Batch, jsonChunks, type Database } from './database.ts';
import { TABLE } from './rows.ts';

/** Row keys that a page goes over: D1 looks into each document, in a few milliseconds for all. */
const KEYS = 5_000;
/** Documents of a page, and their characters: they are in memory with what becomes of them. */
const ROWS_MAX = 500;
const CHARACTERS_MAX = 4 * 1024 * 1024;

/** Which documents are to be brought into form, by which resource type. */
export interface Reindexing {
	readonly directoryKey: number;
	/** As it will be with the declaration. */
	readonly type: ResourceType;
	/** The extension's, which documents may hold in any letter case. */
	readonly urn: string;
}

interface Row {
	readonly key: number;
	readonly version: number;
	readonly document: string;
}

/** Does the page that follows the row key `after`; tells how far it went and what it looked at. */
export async function reindexPage(
	db: Database,
	{ directoryKey, type, urn }: Reindexing,
	after: number,
): Promise<{ readonly upTo: number; readonly rows: number }> {
	let rows: readonly Row[] = [];
	await new Batch(db)
		.read<Row>(
			sql`SELECT key, version, document FROM (
				SELECT *, sum(length(document)) OVER (ORDER BY key) - length(document) AS ahead FROM (
					SELECT r.key, r.version, r.document FROM ${TABLE[type.name]} AS r
					WHERE r.directory_key = ${directoryKey} AND r.key > ${after} AND r.key <= ${after + KEYS}
						AND EXISTS (SELECT 1 FROM json_each(r.document) AS e WHERE lower(e.key) = lower(${urn}))
					ORDER BY r.key LIMIT ${ROWS_MAX}
				)
			) WHERE ahead < ${CHARACTERS_MAX} ORDER BY key`,
			(found) => (rows = found),
		)
		.run();
	const batch = new Batch(db);
	for (const chunk of jsonChunks(rows.map((row) => inForm(type, row)))) {
		// A version that has moved means that a second writer was there: it wins, and all is done again.
		// MATERIALIZED keeps the planner from going over the directory once for each row of the chunk.
		batch.write(
			sql`WITH c AS MATERIALIZED (
				SELECT value ->> 0 AS key, value ->> 1 AS version, value ->> 2 AS document,
					value ->> 3 AS comparable FROM json_each(${chunk}))
				UPDATE ${TABLE[type.name]} AS r SET document = c.document, comparable = c.comparable FROM c
				WHERE r.directory_key = ${directoryKey} AND r.key = c.key AND r.version = c.version
					AND (r.document <> c.document OR r.comparable <> c.comparable)`,
		);
	}
	await batch.run();
	const last = rows.at(-1)?.key ?? after;
	const characters = rows.reduce((sum, { document }) => sum + document.length, 0);
	const isFull = rows.length === ROWS_MAX || characters >= CHARACTERS_MAX;
	return { upTo: isFull ? last : after + KEYS, rows: rows.length };
}

/** A row as it is to be. */
function inForm(type: ResourceType, { key, version, document }: Row) {
	// The writer is the only author of this column: it holds a document as JSON.
	const attributes = withSchemaNames(type, JSON.parse(document) as JsonObject);
	const form = comparable(type, attributes);
	return [key, version, JSON.stringify(attributes), JSON.stringify(form)];
}
