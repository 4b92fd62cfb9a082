/**
 * The schema extensions that directories declare, and the attribute mapping, whose paths are read by
 * them. They change rarely and decide how every document is read, searched and shown, so their readers
 * keep them, and learn from `schemas_version`, which travels with every other read, when to read them
 * again.
 */
import { sql } from 'drizzle-orm';
import { parseMapping, USUAL_MAPPING, type Mapping } from '../directory/mapping.ts';
import type { Directory } from '../directory/model.ts';
import type { SchemaDecision, StoredSchema } from '../directory/schemas.ts';
import type { Schema } from '../scim/schema/attribute.ts';
import { RESOURCE_TYPE, withDeclared, type ResourceTypes } from '../scim/schema/resource-types.ts';
import { Batch, IS_LIVE, type Database } from './database.ts';

/** The declared schemas of a directory, and its attribute mapping, at one moment. */
export interface KnownSchemas {
	/** `Directory.schemasVersion` of that moment. */
	readonly version: number;
	/** The resource types with what is declared. */
	readonly types: ResourceTypes;
	readonly mapping: Mapping;
}

/**
 * The version after a change. Each directory counts in a range of its own, by its row key: whoever
 * remembers one that is gone never takes another one that comes to have its id for it.
 */
export const NEXT_VERSION = sql.raw('max(schemas_version, key * 1048576) + 1');

/** What is known of a directory that has never declared a schema, nor mapped an attribute. */
export const NO_SCHEMAS: KnownSchemas = {
	version: 0,
	types: RESOURCE_TYPE,
	mapping: USUAL_MAPPING,
};

/** A directory with the schemas that it declares, in the order of their URNs. */
export interface DirectorySchemas {
	readonly directory: Pick<Directory, 'key' | 'lastSequence' | 'lastKey' | 'schemasVersion'>;
	readonly schemas: readonly StoredSchema[];
	/** The attribute mapping as it is kept. */
	readonly mapping: string | null;
}

type DirectoryRow = DirectorySchemas['directory'] & Pick<DirectorySchemas, 'mapping'>;
/** A declared schema as it is selected. */
export type SchemaRow = Omit<StoredSchema, 'required' | 'schema'> & {
	readonly required: number;
	readonly document: string;
};

/** Reads a directory's schemas as they are kept; undefined if there is no such directory. */
export async function findSchemas(
	db: Database,
	directoryId: string,
): Promise<DirectorySchemas | undefined> {
	const batch = new Batch(db);
	const found = withSchemas(batch, directoryId);
	await batch.run();
	return found();
}

/** Adds the read of a directory's schemas to a batch; the returned function tells what was found. */
export function withSchemas(batch: Batch, directoryId: string): () => DirectorySchemas | undefined {
	let rows: readonly (DirectoryRow & (SchemaRow | { readonly resourceType: null }))[] = [];
	batch.read<(typeof rows)[number]>(
		sql`SELECT d.key, d.last_sequence AS lastSequence, d.last_key AS lastKey,
			d.schemas_version AS schemasVersion, d.attribute_mapping AS mapping,
			s.resource_type AS resourceType, s.required, s.document, s.created_at AS createdAt,
			s.updated_at AS updatedAt
			FROM directories AS d LEFT JOIN directory_schemas AS s ON s.directory_key = d.key
			WHERE d.id = ${directoryId} AND ${IS_LIVE} ORDER BY s.urn`,
		(found) => (rows = found),
	);
	return () => {
		const [first] = rows;
		if (first === undefined) return undefined;
		const { key, lastSequence, lastKey, schemasVersion, mapping } = first;
		const schemas = rows.flatMap((row) => (row.resourceType === null ? [] : [toSchema(row)]));
		return { directory: { key, lastSequence, lastKey, schemasVersion }, schemas, mapping };
	};
}

/** Reads what holds in a directory; as in {@link NO_SCHEMAS} for one that does not exist. */
export async function loadSchemas(db: Database, directoryId: string): Promise<KnownSchemas> {
	const found = await findSchemas(db, directoryId);
	return found === undefined ? NO_SCHEMAS : knownOf(found);
}

/** What documents are read and shown by. */
export function knownOf({ directory, schemas, mapping }: DirectorySchemas): KnownSchemas {
	const types = withDeclared(schemas);
	return { version: directory.schemasVersion, types, mapping: parseMapping(mapping, types.User) };
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
			sql`UPDATE directories SET schemas_version = ${NEXT_VERSION},
				updated_at = max(updated_at, ${now})
				WHERE key = (SELECT key ${unchanged}) RETURNING key`,
			(rows) => (isWritten = rows.length > 0),
		)
		.run();
	return isWritten;
}

/** Makes a declared schema of its row. */
export function toSchema({
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
