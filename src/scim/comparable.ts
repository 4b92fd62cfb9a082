/**
 * The search form of documents and of filter literals. Both go through {@link comparableValue}, so a
 * stored value and a value to compare with it cannot be normalised differently. The form is for
 * searching only: it is never shown to a client.
 */
import type { ComparableValue } from './filter/ast.ts';
import { fold } from './fold.ts';
import { isArray, isObject, type Json, type JsonObject } from './json.ts';
import type { Attribute, AttributeType, ResourceType } from './schema/attribute.ts';
import { documentAttributes, findAttribute, findExtension } from './schema/lookup.ts';

// xsd:dateTime (XML Schema Part 2, §3.2.7). Of its years the four-digit ones, which every part of the
// system can keep; there is no year 0, no leap second, and no zone beyond 14 hours.
const DATE_TIME =
	/^((?!0000)\d{4}-\d{2}-(\d{2}))T(?:(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?|24:00:00(?:\.0+)?)(Z|[+-](?:(?:0\d|1[0-3]):[0-5]\d|14:00))?$/;

/**
 * Reads an xsd:dateTime (RFC 7643 §2.3.5) as epoch milliseconds; undefined if it is none.
 *
 * A time without a zone is UTC: the answer must not depend on where the code runs.
 */
export function epochMilliseconds(text: string): number | undefined {
	const match = DATE_TIME.exec(text);
	if (match === null) {
		return undefined;
	}
	const [, date = '', day, zone] = match;
	const milliseconds = Date.parse(zone === undefined ? `${text}Z` : text);
	// Date.parse takes 30 February for 1 March.
	const exists = new Date(Date.parse(`${date}T00:00:00Z`)).getUTCDate() === Number(day);
	return Number.isNaN(milliseconds) || !exists ? undefined : milliseconds;
}

/**
 * Brings one value into comparable form: strings folded unless caseExact, dateTime as epoch
 * milliseconds (null if it is no dateTime: nothing is equal to it, earlier or later).
 */
export function comparableValue(attribute: Attribute, value: ComparableValue): ComparableValue {
	if (typeof value !== 'string') {
		return value;
	}
	if (attribute.type === 'dateTime') {
		return epochMilliseconds(value) ?? null;
	}
	return attribute.caseExact ? value : fold(value);
}

/**
 * Brings a document into its search form: the same structure under the names of the schema, values
 * comparable. What cannot be searched is left out: attributes that no schema declares, and values
 * that are unassigned or not of the declared type, as those may be that were stored before their
 * extension was declared. An extension stays even if it is empty, for it is one of the `schemas`.
 */
export function comparable(type: ResourceType, attributes: JsonObject): JsonObject {
	return Object.fromEntries(
		Object.entries(attributes).flatMap(([name, value]): [string, Json][] => {
			const extension = findExtension(type, name);
			return extension !== undefined && isObject(value)
				? [[extension.id, comparableObject(extension.attributes, value)]]
				: comparableEntry(documentAttributes(type), name, value);
		}),
	);
}

/** Brings the whole value of an attribute into its search form; undefined if there is none. */
export function comparableJson(attribute: Attribute, value: Json): Json | undefined {
	if (!attribute.multiValued) {
		return comparableElement(attribute, value);
	}
	const elements = isArray(value)
		? value.flatMap((element) => comparableElement(attribute, element) ?? [])
		: [];
	return elements.length === 0 ? undefined : elements;
}

/**
 * One value of an attribute as the filter between brackets sees it: a simple value is a record that
 * has nothing but a `value`. Undefined if there is nothing to see.
 */
export function comparableRecord(attribute: Attribute, value: Json): JsonObject | undefined {
	const element = comparableElement(attribute, value);
	return element === undefined || isObject(element) ? element : { value: element };
}

function comparableElement(attribute: Attribute, value: Json): Json | undefined {
	if (attribute.type === 'complex') {
		return isObject(value) ? comparableParts(attribute, value) : undefined;
	}
	return isOfType(attribute.type, value)
		? (comparableValue(attribute, value) ?? undefined)
		: undefined;
}

function comparableParts(
	{ multiValued, subAttributes = [] }: Attribute,
	value: JsonObject,
): JsonObject | undefined {
	const parts = comparableObject(subAttributes, value);
	if (Object.keys(parts).length === 0) {
		return undefined;
	}
	// RFC 7643 §2.4: "If not specified, the value of "primary" SHALL be assumed to be "false"."
	const primary = multiValued ? findAttribute(subAttributes, 'primary') : undefined;
	return primary?.type === 'boolean' ? { [primary.name]: false, ...parts } : parts;
}

function comparableObject(attributes: readonly Attribute[], object: JsonObject): JsonObject {
	return Object.fromEntries(
		Object.entries(object).flatMap(([name, value]) => comparableEntry(attributes, name, value)),
	);
}

function comparableEntry(
	attributes: readonly Attribute[],
	name: string,
	value: Json,
): [string, Json][] {
	const attribute = findAttribute(attributes, name);
	const form = attribute === undefined ? undefined : comparableJson(attribute, value);
	return attribute === undefined || form === undefined ? [] : [[attribute.name, form]];
}

/** True for a value that is assigned and of the JSON type of an attribute (RFC 7643 §2.3, table 1). */
function isOfType(type: AttributeType, value: Json): value is string | number | boolean {
	switch (type) {
		case 'boolean':
			return typeof value === 'boolean';
		case 'integer':
		case 'decimal':
			return typeof value === 'number';
		default:
			return typeof value === 'string' && value !== '';
	}
}
