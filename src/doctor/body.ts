/** Request bodies as the diagnosis looks at them: parsed once, and by names in any letter case. */
import { isObject, type JsonObject, parseJson } from '../transcript/json.ts';

/** A longer one is not worth its parsing: it shows no form that a shorter one would not. */
const CHARACTERS_MAX = 64 * 1024;

/** The body as a JSON object; undefined if it is none, or too long. */
export function parseBody(body: string | undefined): JsonObject | undefined {
	if (body === undefined || body === '' || body.length > CHARACTERS_MAX) return undefined;
	const value = parseJson(body);
	return isObject(value) ? value : undefined;
}

/** The value of an attribute, whose name is given in lower case (RFC 7643 §2.1). */
export function attribute(object: JsonObject, name: string): unknown {
	const key = Object.keys(object).find(
		(each) => each.length === name.length && each.toLowerCase() === name,
	);
	return key === undefined ? undefined : object[key];
}

/** A value as a list: one value is a list of one. */
export function listOf(value: unknown): readonly unknown[] {
	if (Array.isArray(value)) return value;
	return value === undefined || value === null ? [] : [value];
}

/** The operations of a PATCH (RFC 7644 §3.5.2); none if it is no such body. */
export function operationsOf(body: JsonObject): readonly JsonObject[] {
	return listOf(attribute(body, 'operations')).filter(isObject);
}

/** The attribute that a path begins with, in lower case, and without the URN of the core schema. */
function nameIn(path: string): string {
	const name = path
		.toLowerCase()
		.replace(/^urn:ietf:params:scim:schemas:core:2\.0:(?:user|group):?/, '');
	return /^[^[.]*/.exec(name)?.[0] ?? '';
}

/**
 * The values of a resource by attribute, in whichever way they are written that is taken: under the URN of
 * the core schema, and by keys that are paths (the leniencies `core_schema_key` and `path_as_key`).
 */
export function entriesOf(
	object: JsonObject,
): readonly { readonly name: string; readonly value: unknown }[] {
	return Object.entries(object).flatMap(([key, value]) => {
		const name = nameIn(key);
		if (name !== '' || !isObject(value)) return [{ name, value }];
		return Object.entries(value).map(([inner, each]) => ({ name: nameIn(inner), value: each }));
	});
}

/** The attributes that an operation of a PATCH names. */
export function namesIn(operation: JsonObject): readonly string[] {
	const path = attribute(operation, 'path');
	const value = attribute(operation, 'value');
	if (typeof path === 'string' && nameIn(path) !== '') return [nameIn(path)];
	return isObject(value) ? entriesOf(value).map(({ name }) => name) : [];
}
