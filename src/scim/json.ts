/**
 * JSON as data. Names that come from the wire are only ever used on own properties, never to walk a
 * prototype: read with {@link own}, test with Object.hasOwn, and build with Object.fromEntries or on
 * an object whose keys come from the schema.
 */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
/** A JSON object; read its names with {@link own}. */
export interface JsonObject {
	readonly [name: string]: Json;
}

/** True for a JSON object: not null, not an array. */
export function isObject(value: unknown): value is JsonObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Reads an own property; inherited names such as `constructor` are undefined. */
export function own(object: JsonObject, name: string): Json | undefined {
	return Object.hasOwn(object, name) ? object[name] : undefined;
}

/** Reads an own property that holds text; anything else is undefined. */
export function ownText(object: JsonObject, name: string): string | undefined {
	const value = own(object, name);
	return typeof value === 'string' ? value : undefined;
}

/** True for a JSON array; unlike Array.isArray it keeps the type of the elements. */
export function isArray(value: Json | undefined): value is readonly Json[] {
	return Array.isArray(value);
}

/** The value if it is an object, else an empty one. */
export function objectOr(value: Json | undefined): JsonObject {
	return isObject(value) ? value : {};
}

/** Reads an own property whose name, given in lower case, is written in any (RFC 7643 §2.1). */
export function ownInAnyCase(object: JsonObject, name: string): Json | undefined {
	// leniency: message_name_case
	return Object.entries(object).find(([key]) => key.toLowerCase() === name)?.[1];
}
