/**
 * Decides a change of the schemas that a directory declares: beside those that it has already, and as
 * a whole or not at all. Pure; whether a schema makes sense by itself is known before.
 */
import { err, ok, type Result } from '../result.ts';
import type { ScimError } from '../scim/errors.ts';
import { MAX_SCHEMAS } from '../scim/limits.ts';
import { areAmbiguous } from '../scim/schema/declare.ts';
import type { DeclaredSchema } from '../scim/schema/resource-types.ts';

/** A declared schema as it is kept; times in epoch milliseconds. */
export interface StoredSchema extends DeclaredSchema {
	readonly createdAt: number;
	readonly updatedAt: number;
}

/** What is to become of a directory's schemas. */
export type SchemaChange =
	| {
			readonly kind: 'create' | 'replace';
			readonly declared: DeclaredSchema;
			/** Epoch milliseconds, by the caller's clock: a create that is sent twice is known by it. */
			readonly at: number;
	  }
	| { readonly kind: 'delete'; readonly urn: string };

/** What to do about it; `schema` is what the caller is told. */
export type SchemaDecision = {
	readonly kind: 'put' | 'delete' | 'keep';
	readonly schema: StoredSchema;
};

/** Decides a change beside the schemas that are declared; 404 or 409 if it cannot be made. */
export function decideSchemas(
	all: readonly StoredSchema[],
	change: SchemaChange,
): Result<SchemaDecision, ScimError> {
	const urn = change.kind === 'delete' ? change.urn : change.declared.schema.id;
	const before = findSchema(all, urn);
	if (change.kind === 'create') return create(all, before, change.declared, change.at);
	if (before === undefined) return err(undeclared(urn));
	if (change.kind === 'delete') return ok({ kind: 'delete', schema: before });
	// The URN stays as it was first written: documents that hold it need not be written anew.
	const schema = { ...change.declared.schema, id: before.schema.id };
	const declared = { ...change.declared, schema };
	if (isSame(before, declared)) return ok({ kind: 'keep', schema: before });
	const { createdAt } = before;
	return ok({ kind: 'put', schema: { ...declared, createdAt, updatedAt: change.at } });
}

/** Finds a declared schema by its URN, in any letter case. */
export function findSchema(all: readonly StoredSchema[], urn: string): StoredSchema | undefined {
	return all.find(({ schema }) => schema.id.toLowerCase() === urn.toLowerCase());
}

/** 404 for a schema that a directory does not declare. */
export function undeclared(urn: string): ScimError {
	return { status: 404, detail: `The directory declares no schema "${urn}".` };
}

function create(
	all: readonly StoredSchema[],
	before: StoredSchema | undefined,
	declared: DeclaredSchema,
	at: number,
): Result<SchemaDecision, ScimError> {
	const { id } = declared.schema;
	if (before !== undefined) {
		// Our own command, sent twice.
		return before.createdAt === at && isSame(before, declared)
			? ok({ kind: 'keep', schema: before })
			: err(conflict(`The schema "${before.schema.id}" is declared already. PUT replaces it.`));
	}
	const other = all.find(({ schema }) => areAmbiguous(schema.id, id));
	if (other !== undefined) {
		const detail = `"${id}" cannot be declared beside "${other.schema.id}": one URN goes on where the other ends, so that names of attributes would be ambiguous.`;
		return err(conflict(detail));
	}
	if (all.length >= MAX_SCHEMAS) {
		return err(conflict(`A directory may declare ${MAX_SCHEMAS} schemas.`));
	}
	return ok({ kind: 'put', schema: { ...declared, createdAt: at, updatedAt: at } });
}

function conflict(detail: string): ScimError {
	return { status: 409, detail };
}

function isSame(one: DeclaredSchema, other: DeclaredSchema): boolean {
	return (
		one.resourceType === other.resourceType &&
		one.required === other.required &&
		JSON.stringify(one.schema) === JSON.stringify(other.schema)
	);
}
