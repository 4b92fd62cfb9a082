/**
 * Which values are the same. Spelling makes no difference where the attribute's schema says so, nor
 * does order; of the values of an attribute, those with the same `type` and `value` are one (RFC 7643
 * §2.4).
 */
import { comparableJson, comparableValue } from './comparable.ts';
import { isArray, isObject, type Json, type JsonObject, own } from './json.ts';
import type { Attribute } from './schema/attribute.ts';
import { findAttribute } from './schema/lookup.ts';

/** True if two whole values of an attribute say the same, so that one may stand for the other. */
export function isSame(attribute: Attribute, a: Json | undefined, b: Json | undefined): boolean {
	return wholeText(attribute, a) === wholeText(attribute, b);
}

/**
 * Adds values to those of a multi-valued attribute. One that is there already is no second value: it
 * keeps its `type` and `value` as they are spelled, and is completed by what the new one says besides.
 */
export function combine(
	attribute: Attribute,
	values: readonly Json[],
	given: readonly Json[],
): readonly Json[] {
	const all = new Map<string, Json>();
	for (const value of [...values, ...given]) {
		const identity = identityOf(attribute, value);
		const twin = all.get(identity);
		all.set(identity, twin === undefined ? value : completed(attribute, twin, value));
	}
	return [...all.values()];
}

/** The values without the listed ones: by `value`, and by `type` as well where the list says one. */
export function without(
	attribute: Attribute,
	values: readonly Json[],
	listed: readonly Json[],
): readonly Json[] {
	const names = new Set(
		listed.map((each) =>
			isObject(each) && own(each, 'type') === undefined && own(each, 'value') !== undefined
				? valueOf(attribute, each)
				: identityOf(attribute, each),
		),
	);
	return values.filter(
		(each) => !names.has(identityOf(attribute, each)) && !names.has(valueOf(attribute, each)),
	);
}

// Values are never mutated, and each of the operations of a PATCH goes over the same ones.
const identities = new WeakMap<Attribute, WeakMap<JsonObject, string>>();

/**
 * What makes a value of a multi-valued attribute itself, as text. One without `value` is told by all
 * of its parts but `primary`, which says nothing about it.
 */
export function identityOf(attribute: Attribute, value: Json): string {
	if (!isObject(value)) {
		return valueOf(attribute, value);
	}
	const known = identities.get(attribute) ?? new WeakMap<JsonObject, string>();
	identities.set(attribute, known);
	const identity = known.get(value) ?? identityOfComplex(attribute, value);
	known.set(value, identity);
	return identity;
}

function identityOfComplex(attribute: Attribute, value: JsonObject): string {
	if (own(value, 'value') === undefined) {
		const { primary: _primary, ...others } = value;
		return JSON.stringify(others);
	}
	return JSON.stringify([part(attribute, value, 'type'), part(attribute, value, 'value')]);
}

/** Orders the parts of a complex value as the schema does, so that equal values have equal text. */
export function inOrder({ subAttributes = [] }: Attribute, parts: JsonObject): JsonObject {
	const declared = subAttributes.flatMap(({ name }): [string, Json][] => {
		const value = own(parts, name);
		return value === undefined ? [] : [[name, value]];
	});
	// Parts that were stored before their extension was declared come after those that it declares.
	return { ...Object.fromEntries(declared), ...parts };
}

function completed(attribute: Attribute, value: Json, addition: Json): Json {
	if (!isObject(value) || !isObject(addition)) {
		return value;
	}
	const { type: _type, value: _value, ...besides } = addition;
	return inOrder(attribute, { ...value, ...besides });
}

/** The `value` of a value of an attribute, as text: equal for equal ones, whatever their `type`. */
export function valueOf(attribute: Attribute, value: Json): string {
	return JSON.stringify(
		isObject(value) ? [part(attribute, value, 'value')] : form(attribute, value),
	);
}

/** A sub-attribute in comparable form; null if there is none. */
function part(attribute: Attribute, record: JsonObject, name: string): Json {
	const sub = findAttribute(attribute.subAttributes ?? [], name);
	return sub === undefined ? null : form(sub, own(record, name) ?? null);
}

function form(attribute: Attribute, value: Json): Json {
	return typeof value === 'object' ? value : comparableValue(attribute, value);
}

function wholeText(attribute: Attribute, value: Json | undefined): string | undefined {
	const whole = value === undefined ? undefined : comparableJson(attribute, value);
	return whole === undefined ? undefined : sortedText(whole);
}

/** JSON with sorted names and elements: neither order says anything (RFC 7643 §2.3.8, §2.4). */
function sortedText(json: Json): string {
	if (isArray(json)) {
		return `[${json.map(sortedText).toSorted().join()}]`;
	}
	return isObject(json)
		? `{${Object.entries(json)
				.map(([name, value]) => `${JSON.stringify(name)}:${sortedText(value)}`)
				.toSorted()
				.join()}}`
		: JSON.stringify(json);
}
