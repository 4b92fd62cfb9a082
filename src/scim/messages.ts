/**
 * Which message a body is, by its `schemas` (RFC 7644 §3.1, RFC 7643 §3): checked the same way for
 * resources and for the messages of the protocol.
 */
import { badRequest, type ScimError } from './errors.ts';
import { isArray, type Json } from './json.ts';

/**
 * The failure of a body whose `schemas` do not name the URN, in any letter case. Many clients leave
 * `schemas` out, and the endpoint already says what the body is; further URNs do no harm.
 */
export function checkSchemas(schemas: Json | undefined, urn: string): ScimError | undefined {
	if (schemas === undefined || schemas === null) {
		return undefined;
	}
	const isNamed =
		isArray(schemas) &&
		schemas.every((schema) => typeof schema === 'string') &&
		schemas.some((schema) => schema.toLowerCase() === urn.toLowerCase());
	return isNamed
		? undefined
		: badRequest('invalidSyntax', `"schemas" must be an array of URNs that includes "${urn}".`);
}
