/**
 * The schema extensions that directories declare. They change rarely and decide how every document is
 * read and searched, so their readers keep them, and learn from `schemas_version`, which travels with
 * every other read, when to read them again.
 */
import { sql } from 'drizzle-orm';
import type { ResourceTypeName } from '../directory/model.ts';
import {
	RESOURCE_TYPE,
	withDeclared,
	type DeclaredSchema,
	type ResourceTypes,
} from '../scim/schema/resource-types.ts';
import type { Schema } from '../scim/schema/attribute.ts';
import { Batch, type Database } from './database.ts';

/** The declared schemas of a directory at one moment. */
export interface KnownSchemas {
	/** `Directory.schemasVersion` of that moment. */
	readonly version: number;
	readonly declared: readonly DeclaredSchema[];
	/** The resource types with what is declared. */
	readonly types: ResourceTypes;
}

/** What is known of a directory that has never declared a schema. */
export const NO_SCHEMAS: KnownSchemas = { version: 0, declared: [], types: RESOURCE_TYPE };

interface SchemaRow {
	readonly version: number;
	readonly resourceType: ResourceTypeName | null;
	readonly required: number;
	readonly document: string;
}

/** Reads the declared schemas of a directory; none for a directory that does not exist. */
export async function loadSchemas(db: Database, directoryId: string): Promise<KnownSchemas> {
	let rows: readonly SchemaRow[] = [];
	await new Batch(db)
		.read<SchemaRow>(
			sql`SELECT d.schemas_version AS version, s.resource_type AS resourceType, s.required, s.document
				FROM directories AS d LEFT JOIN directory_schemas AS s ON s.directory_key = d.key
				WHERE d.id = ${directoryId} ORDER BY s.urn`,
			(found) => (rows = found),
		)
		.run();
	const declared = rows.flatMap(({ resourceType, required, document }): readonly DeclaredSchema[] =>
		resourceType === null
			? []
			: // The writer is the only author of this column: it holds a schema as JSON.
				[{ resourceType, required: required === 1, schema: JSON.parse(document) as Schema }],
	);
	return { version: rows[0]?.version ?? 0, declared, types: withDeclared(declared) };
}
