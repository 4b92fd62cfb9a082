/**
 * The search form of documents and of filter literals. Both go through {@link comparableValue}, so a
 * stored value and a value to compare with it cannot be normalised differently. The form is for
 * searching only: it is never shown to a client.
 */
import type { ComparableValue } from './filter/ast.ts';
import { fold } from './fold.ts';
import { isObject, type Json, type JsonObject } from './json.ts';
import type { Attribute, ResourceType } from './schema/attribute.ts';
import { documentAttributes, findAttribute } from './schema/lookup.ts';

const DATE_TIME =
	/^(\d{4}-\d{2}-(\d{2}))T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(Z|[+-]\d{2}:\d{2})?$/;

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
 * Brings a document into its search form: same shape and names, values comparable. Attributes that
 * no schema declares cannot be filtered by and are left out.
 */
export function comparable(type: ResourceType, attributes: JsonObject): JsonObject {
	return comparableObject(documentAttributes(type), attributes);
}

function comparableObject(attributes: readonly Attribute[], object: JsonObject): JsonObject {
	return Object.fromEntries(
		Object.entries(object).flatMap(([name, value]): [string, Json][] => {
			const attribute = findAttribute(attributes, name);
			return attribute === undefined ? [] : [[name, comparableJson(attribute, value)]];
		}),
	);
}

function comparableJson(attribute: Attribute, value: Json): Json {
	if (isObject(value)) {
		return comparableObject(attribute.subAttributes ?? [], value);
	}
	if (typeof value === 'object' && value !== null) {
		return value.map((element) => comparableJson(attribute, element));
	}
	return comparableValue(attribute, value);
}
