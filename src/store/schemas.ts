/**
 * The schema extensions that directories declare. They change rarely and decide how every document is
 * read and searched, so their readers keep them, and learn from `schemas_version`, which travels with
 * every other read, when to read them again.
 */
import { sql } from 'drizzle-orm';
import type { Directory } from '../directory/model.ts';
import type { SchemaDecision, StoredSchema } from '../directory/schemas.ts';
import type { Schema } from '../scim/schema/attribute.ts';
import { RESOURCE_TYPE, withDeclared, type ResourceTypes } from '../scim/schema/resource-types.ts';
import { Batch, type Database } from './database.ts';

/** The declared schemas of a directory at one moment. */
export interface KnownSchemas {
	/** `Directory.schemasVersion` of that moment. */
	readonly version: number;
	/** The resource types with what is declared. */
	readonly types: ResourceTypes;
}

/** What is known of a directory that has never declared a schema. */
export const NO_SCHEMAS: KnownSchemas = { version: 0, types: RESOURCE_TYPE };

/** A directory with the schemas that it declares, in the order of their URNs. */
export interface DirectorySchemas {
	readonly directory: Pick<Directory, 'key' | 'lastSequence' | 'lastKey' | 'schemasVersion'>;
	readonly schemas: readonly StoredSchema[];
}

type DirectoryRow = DirectorySchemas['directory'];
type SchemaRow = Omit<StoredSchema, 'required' | 'schema'> & {
	readonly required: number;
	readonly document: string;
};

/** Reads a directory's schemas as they are kept; undefined if there is no such directory. */
export async function findSchemas(
	db: Database,
	directoryId: string,
): Promise<DirectorySchemas | undefined> {
	let rows: readonly (DirectoryRow & (SchemaRow | { readonly resourceType: null }))[] = [];
	await new Batch(db)
		.read<(typeof rows)[number]>(
			sql`SELECT d.key, d.last_sequence AS lastSequence, d.last_key AS lastKey,
				d.schemas_version AS schemasVersion, s.resource_type AS resourceType, s.required,
				s.document, s.created_at AS createdAt, s.updated_at AS updatedAt
				FROM directories AS d LEFT JOIN directory_schemas AS s ON s.directory_key = d.key
				WHERE d.id = ${directoryId} ORDER BY s.urn`,
			(found) => (rows = found),
		)
		.run();
	const [first] = rows;
	if (first === undefined) return undefined;
	const { key, lastSequence, lastKey, schemasVersion } = first;
	const schemas = rows.flatMap((row) => (row.resourceType === null ? [] : [toSchema(row)]));
	return { directory: { key, lastSequence, lastKey, schemasVersion }, schemas };
}

/** Reads what holds in a directory; as in {@link NO_SCHEMAS} for one that does not exist. */
export async function loadSchemas(db: Database, directoryId: string): Promise<KnownSchemas> {
	const found = await findSchemas(db, directoryId);
	if (found === undefined) return NO_SCHEMAS;
	return { version: found.directory.schemasVersion, types: withDeclared(found.schemas) };
}

/**
 * Writes what was decided and moves the version, in one transaction. False, and nothing is written, if
 * the directory is no longer as it was found: then a second writer has been there.
 */
export async function saveSchemas(
	db: Database,
	{ key, lastSequence, schemasVersion }: DirectorySchemas['directory'],
	{ kind, schema }: SchemaDecision,
	now: number,
): Promise<boolean> {
	const { resourceType, required, schema: document, createdAt, updatedAt } = schema;
	const unchanged = sql`FROM directories WHERE key = ${key} AND last_sequence = ${lastSequence}
		AND schemas_version = ${schemasVersion}`;
	let isWritten = false;
	await new Batch(db)
		.write(
			kind === 'delete'
				? sql`DELETE FROM directory_schemas WHERE directory_key = (SELECT key ${unchanged})
					AND urn = ${document.id}`
				: sql`INSERT INTO directory_schemas
					(directory_key, urn, resource_type, required, document, created_at, updated_at)
					SELECT key, ${document.id}, ${resourceType}, ${required ? 1 : 0},
						${JSON.stringify(document)}, ${createdAt}, ${updatedAt} ${unchanged}
					ON CONFLICT (directory_key, urn) DO UPDATE SET resource_type = excluded.resource_type,
						required = excluded.required, document = excluded.document,
						updated_at = excluded.updated_at`,
		)
		.read(
			sql`UPDATE directories SET schemas_version = schemas_version + 1, updated_at = ${now}
				WHERE key = (SELECT key ${unchanged}) RETURNING key`,
			(rows) => (isWritten = rows.length > 0),
		)
		.run();
	return isWritten;
}

function toSchema({
	resourceType,
	required,
	document,
	createdAt,
	updatedAt,
}: SchemaRow): StoredSchema {
	// The writer is the only author of this column: it holds a schema as JSON.
	const schema = JSON.parse(document) as Schema;
	return { resourceType, required: required === 1, schema, createdAt, updatedAt };
}
