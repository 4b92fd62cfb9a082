/**
 * Reads attribute values from the wire by their declared type (RFC 7643 §2.3, §2.4). It accepts the
 * forms that identity providers really send and always yields the one form that is stored. Which
 * attributes a resource must have, and what PATCH does with values, is not decided here.
 */
import { err, ok, type Result } from '../result.ts';
import { epochMilliseconds } from './comparable.ts';
import { badRequest, type ScimError } from './errors.ts';
import { isArray, isObject, type Json, type JsonObject, own } from './json.ts';
import { MAX_VALUES } from './limits.ts';
import type { Attribute } from './schema/attribute.ts';
import { findAttribute, innerPrefix } from './schema/lookup.ts';

const INTEGER = /^-?\d{1,16}$/;
const DECIMAL = /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d{1,3})?$/;
// Base64 of either alphabet, padded or not (RFC 7643 §2.3.6).
const BASE64 = /^[\w+/-]+={0,2}$/;

/**
 * Reads the whole value of an attribute; undefined means unassigned (RFC 7643 §2.5).
 *
 * `path` names the attribute in error details. `previous` is the stored value: what is immutable in
 * it must not change (RFC 7644 §3.5.1).
 */
export function readValue(
	attribute: Attribute,
	json: Json,
	path: string,
	previous?: Json,
): Result<Json | undefined, ScimError> {
	if (!attribute.multiValued) {
		return readSingle(attribute, json, path, previous);
	}
	const elements: readonly Json[] = isArray(json) ? json : [json];
	// Keyed by content: exact duplicates say nothing new (RFC 7643 §2.4).
	const values = new Map<string, Json>();
	for (const element of elements) {
		const value = readSingle(attribute, element, path);
		if (!value.ok) {
			return value;
		}
		if (value.value !== undefined) {
			values.set(JSON.stringify(value.value), value.value);
		}
	}
	const distinct = [...values.values()];
	const problem = checkCount(distinct, path) ?? checkPrimary(distinct, path);
	if (problem !== undefined) {
		return err(problem);
	}
	return ok(distinct.length === 0 ? undefined : distinct);
}

/** Fails if an attribute has more values than can be gone over again and again. */
export function checkCount(values: readonly Json[], path: string): ScimError | undefined {
	return values.length <= MAX_VALUES
		? undefined
		: badRequest('tooMany', `"${path}" may have ${MAX_VALUES} values at most.`);
}

/** Reads one value of an attribute: the value, or one element of a multi-valued attribute. */
export function readSingle(
	attribute: Attribute,
	json: Json,
	path: string,
	previous?: Json,
): Result<Json | undefined, ScimError> {
	if (attribute.type === 'complex') {
		return readComplex(attribute, isUnassigned(json) ? {} : json, path, previous);
	}
	if (isUnassigned(json)) {
		return ok(undefined);
	}
	const value = SIMPLE[attribute.type].read(json);
	return value === undefined
		? err(badRequest('invalidValue', `"${path}" must be ${SIMPLE[attribute.type].expected}.`))
		: ok(value);
}

/**
 * Reads the given attributes in the order in which they are declared. ReadOnly attributes are
 * ignored (RFC 7643 §7); writeOnly ones are checked but not kept.
 */
export function readDeclared(
	attributes: readonly Attribute[],
	given: ReadonlyMap<string, Json>,
	prefix: string,
	previous?: JsonObject,
): Result<JsonObject, ScimError> {
	const entries: [string, Json][] = [];
	for (const attribute of attributes) {
		if (attribute.mutability === 'readOnly') {
			continue;
		}
		const path = `${prefix}${attribute.name}`;
		const before = previous === undefined ? undefined : own(previous, attribute.name);
		const read = readValue(attribute, given.get(attribute.name) ?? null, path, before);
		if (!read.ok) {
			return read;
		}
		const fixed = attribute.mutability === 'immutable' ? before : undefined;
		if (fixed !== undefined && read.value !== undefined && !isSame(fixed, read.value)) {
			return err(badRequest('mutability', `"${path}" cannot be changed once it is set.`));
		}
		const value = fixed ?? read.value;
		if (value !== undefined && attribute.mutability !== 'writeOnly') {
			entries.push([attribute.name, value]);
		}
	}
	return ok(Object.fromEntries(entries));
}

/** Fails if more than one value of a multi-valued attribute is primary (RFC 7643 §2.4). */
export function checkPrimary(values: readonly Json[], path: string): ScimError | undefined {
	const primaries = values.filter((value) => isObject(value) && own(value, 'primary') === true);
	return primaries.length > 1
		? badRequest('invalidValue', `"${path}" must have at most one value with "primary": true.`)
		: undefined;
}

/** True for text that every part of the system can keep and search. */
export function isStorableText(text: string): boolean {
	// SQLite's JSON functions end a string at NUL, and lone surrogates have no UTF-8 form.
	return text.isWellFormed() && !text.includes('\0');
}

function readComplex(
	attribute: Attribute,
	json: Json,
	path: string,
	previous: Json | undefined,
): Result<JsonObject | undefined, ScimError> {
	const subAttributes = attribute.subAttributes ?? [];
	const bare = findAttribute(subAttributes, 'value');
	const given = new Map<string, Json>();
	if (isObject(json)) {
		for (const [name, value] of Object.entries(json)) {
			const sub = findAttribute(subAttributes, name);
			if (sub !== undefined) {
				given.set(sub.name, value);
			}
		}
	} else if (bare !== undefined && !isArray(json)) {
		given.set(bare.name, json);
	} else {
		return err(badRequest('invalidValue', `"${path}" must be an object.`));
	}
	const before = previous !== undefined && isObject(previous) ? previous : undefined;
	const read = readDeclared(subAttributes, given, innerPrefix(attribute.name, path), before);
	return read.ok && Object.keys(read.value).length === 0 ? ok(undefined) : read;
}

interface SimpleType {
	readonly expected: string;
	/** The value as it is stored, or undefined if it is not of the type. */
	readonly read: (json: Json) => Json | undefined;
}

const text: SimpleType = {
	expected: 'a string without NUL characters and unpaired surrogates',
	read: (json) => (typeof json === 'string' && isStorableText(json) ? json : undefined),
};

const SIMPLE: Readonly<Record<Exclude<Attribute['type'], 'complex'>, SimpleType>> = {
	string: text,
	reference: text,
	boolean: {
		expected: 'true or false',
		// Entra writes booleans as "True" and "False".
		read: (json) => (typeof json === 'string' ? BOOLEANS.get(json.toLowerCase()) : asBoolean(json)),
	},
	integer: {
		expected: 'an integer',
		read: (json) => asNumber(json, INTEGER, Number.isSafeInteger),
	},
	decimal: {
		expected: 'a number',
		read: (json) => asNumber(json, DECIMAL, Number.isFinite),
	},
	dateTime: {
		expected: 'a date and time such as 2011-05-13T04:42:34Z',
		read: (json) =>
			typeof json === 'string' && epochMilliseconds(json) !== undefined ? json : undefined,
	},
	binary: {
		expected: 'base64',
		read: (json) => (typeof json === 'string' && BASE64.test(json) ? json : undefined),
	},
};

const BOOLEANS: ReadonlyMap<string, boolean> = new Map([
	['true', true],
	['false', false],
]);

function asBoolean(json: Json): boolean | undefined {
	return typeof json === 'boolean' ? json : undefined;
}

function asNumber(
	json: Json,
	form: RegExp,
	isAllowed: (value: number) => boolean,
): number | undefined {
	const value = typeof json === 'string' && form.test(json) ? Number(json) : json;
	return typeof value === 'number' && isAllowed(value) ? value : undefined;
}

/** Compares values that were both read by the schema, whose equal values have equal text. */
export function isSame(a: Json | undefined, b: Json | undefined): boolean {
	return JSON.stringify(a) === JSON.stringify(b);
}

/** True for the values that mean "no value" (RFC 7643 §2.5), and for "", which clients send for it. */
export function isUnassigned(json: Json): boolean {
	return json === null || json === '' || (isArray(json) && json.length === 0);
}
