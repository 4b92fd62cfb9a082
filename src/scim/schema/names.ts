/**
 * Gives a document the names that its schemas write. New documents have them from the start; one that
 * is older than the declaration of an extension has the names that the client wrote.
 */
import { isArray, isObject, type Json, type JsonObject } from '../json.ts';
import type { Attribute, ResourceType } from './attribute.ts';
import { documentAttributes, findAttribute } from './lookup.ts';

/**
 * Writes the names in a document as its schemas do; they are case-insensitive (RFC 7643 §2.1), so it
 * says the same as before. No value is touched. Parts of a value come in the order of the schema, so
 * that equal values have equal text, and before those that no schema has.
 */
export function withSchemaNames(type: ResourceType, document: JsonObject): JsonObject {
	return Object.fromEntries(rename(documentAttributes(type), document));
}

function rename(attributes: readonly Attribute[], object: JsonObject): ReadonlyMap<string, Json> {
	const renamed = new Map<string, Json>();
	for (const [given, value] of Object.entries(object)) {
		const attribute = findAttribute(attributes, given);
		// Of two names that differ in letter case only, one becomes the schema's and both are kept.
		const isTaken =
			attribute !== undefined &&
			(Object.hasOwn(object, attribute.name) || renamed.has(attribute.name));
		const name = attribute === undefined || isTaken ? given : attribute.name;
		renamed.set(name, renameInside(attribute?.subAttributes, value));
	}
	return renamed;
}

function renameInside(attributes: readonly Attribute[] | undefined, value: Json): Json {
	if (attributes === undefined) return value;
	if (isArray(value)) return value.map((element) => renameInside(attributes, element));
	if (!isObject(value)) return value;
	const renamed = rename(attributes, value);
	const declared = attributes.flatMap(({ name }): [string, Json][] => {
		const part = renamed.get(name);
		return part === undefined ? [] : [[name, part]];
	});
	return Object.fromEntries([...declared, ...renamed]);
}
