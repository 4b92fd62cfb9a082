/**
 * Which message a body is, by its `schemas` (RFC 7644 §3.1, RFC 7643 §3): checked the same way for
 * resources and for the messages of the protocol.
 */
import type { Dialect } from './dialect.ts';
import { badRequest, type ScimError } from './errors.ts';
import { isArray, isObject, type Json, ownInAnyCase } from './json.ts';

/**
 * The failure of a body whose `schemas` do not name the URN, in any letter case; further URNs do no
 * harm. Whether they may be missing is for {@link checkNamed} to say, once the dialect is known.
 */
export function checkSchemas(schemas: Json | undefined, urn: string): ScimError | undefined {
	if (isUnnamed(schemas)) {
		return undefined;
	}
	const isNamed =
		isArray(schemas) &&
		schemas.every((schema) => typeof schema === 'string') &&
		// leniency: schema_urn_case, further_schemas
		schemas.some((schema) => schema.toLowerCase() === urn.toLowerCase());
	return isNamed ? undefined : unnamed(urn);
}

/** The failure of a body without `schemas`, unless the dialect forgives it. */
export function checkNamed(body: unknown, urn: string, dialect: Dialect): ScimError | undefined {
	// leniency: schemas_optional
	const isMissing = isObject(body) && isUnnamed(ownInAnyCase(body, 'schemas'));
	return isMissing && !dialect.has('schemas_optional') ? unnamed(urn) : undefined;
}

/** The failure of a PATCH without operations (RFC 7644 §3.5.2), unless the dialect forgives it. */
export function checkOperations(body: unknown, dialect: Dialect): ScimError | undefined {
	const operations = isObject(body) ? ownInAnyCase(body, 'operations') : undefined;
	const isEmpty = (isArray(operations) ? operations : []).length === 0;
	// leniency: empty_patch
	return isEmpty && !dialect.has('empty_patch')
		? badRequest('invalidSyntax', '"Operations" must be an array of one operation or more.')
		: undefined;
}

/** True if a body leaves its `schemas` out. */
export function isUnnamed(schemas: Json | undefined): schemas is null | undefined {
	return schemas === undefined || schemas === null;
}

/** 400: the body does not say that it is what the URN stands for. */
export function unnamed(urn: string): ScimError {
	return badRequest('invalidSyntax', `"schemas" must be an array of URNs that includes "${urn}".`);
}
