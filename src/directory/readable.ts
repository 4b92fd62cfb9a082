/**
 * What of a document may leave the directory: all but what is never returned (RFC 7643 §7), even where
 * a document holds it from before its schema was declared.
 */
import { isArray, isObject, type Json, type JsonObject } from '../scim/json.ts';
import type { Attribute, ResourceType } from '../scim/schema/attribute.ts';
import { documentAttributes, findAttribute } from '../scim/schema/lookup.ts';

/** The document without what is never returned; what is returned on request only belongs to it. */
export function readable(type: ResourceType, attributes: JsonObject): JsonObject {
	return readableParts(documentAttributes(type), attributes);
}

function readableParts(attributes: readonly Attribute[], object: JsonObject): JsonObject {
	return Object.fromEntries(
		Object.entries(object).flatMap(([name, value]): [string, Json][] => {
			const attribute = findAttribute(attributes, name);
			if (attribute?.returned === 'never') return [];
			const parts = attribute?.subAttributes;
			return [[name, parts === undefined ? value : readableValue(parts, value)]];
		}),
	);
}

function readableValue(parts: readonly Attribute[], value: Json): Json {
	if (isArray(value)) return value.map((element) => readableValue(parts, element));
	return isObject(value) ? readableParts(parts, value) : value;
}
