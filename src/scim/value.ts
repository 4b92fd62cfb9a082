/**
 * Reads attribute values from the wire by their declared type (RFC 7643 §2.3, §2.4). It accepts the
 * forms that identity providers really send and always yields the one form that is stored. Which
 * attributes a resource must have, and what PATCH does with values, is not decided here.
 */
import { err, ok, type Result } from '../result.ts';
import { badRequest, type ScimError } from './errors.ts';
import { combine, identityOf, isSame, valueOf } from './identity.ts';
import { isArray, isObject, type Json, type JsonObject, own } from './json.ts';
import { MAX_VALUES } from './limits.ts';
import type { Attribute } from './schema/attribute.ts';
import { findAttribute, innerPrefix, isUrn } from './schema/lookup.ts';
import { SIMPLE } from './simple.ts';

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
	const twins = twinsIn(attribute, previous);
	const values: Json[] = [];
	// leniency: value_without_list
	for (const element of isArray(json) ? json : [json]) {
		const read = readElement(attribute, element, path, twins);
		if (!read.ok) {
			return read;
		}
		if (read.value !== undefined) {
			values.push(read.value);
		}
	}
	return settle(attribute, values, path);
}

/** What a list of values comes to: none twice, not too many, at most one primary (RFC 7643 §2.4). */
export function settle(
	attribute: Attribute,
	values: readonly Json[],
	path: string,
): Result<Json | undefined, ScimError> {
	const distinct = combine(attribute, [], values);
	if (distinct.length > MAX_VALUES) {
		return err(badRequest('tooMany', `"${path}" may have ${MAX_VALUES} values at most.`));
	}
	const [first, ...others] = distinct.filter(isPrimary);
	// leniency: same_primary_twice
	if (first !== undefined && others.some((other) => !isEqual(attribute, first, other))) {
		const detail = `"${path}" must have at most one value with "primary": true.`;
		return err(badRequest('invalidValue', detail));
	}
	const settled = others.length === 0 ? distinct : distinct.map(secondaryAfter(first));
	return ok(settled.length === 0 ? undefined : settled);
}

/** Makes each value but the first one secondary. */
function secondaryAfter(first: Json | undefined): (value: Json) => Json {
	return (value) => (isPrimary(value) && value !== first ? { ...value, primary: false } : value);
}

/** True if two values are the same but for what they are called, such as `work` and `home`. */
function isEqual(attribute: Attribute, a: JsonObject, b: JsonObject): boolean {
	return own(a, 'value') !== undefined && valueOf(attribute, a) === valueOf(attribute, b);
}

/** True for a value that is the preferred one of its attribute (RFC 7643 §2.4). */
export function isPrimary(value: Json): value is JsonObject {
	return isObject(value) && own(value, 'primary') === true;
}

/** Reads one value of an attribute: the value, or one element of a multi-valued attribute. */
export function readSingle(
	attribute: Attribute,
	json: Json,
	path: string,
	previous?: Json,
): Result<Json | undefined, ScimError> {
	if (attribute.type === 'complex') {
		return readComplex(attribute, json, path, previous);
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
 * ignored (RFC 7643 §7); writeOnly ones are checked but not kept; immutable ones stay as they are in
 * `previous`, and whatever is said of them must be just that.
 */
export function readDeclared(
	attributes: readonly Attribute[],
	given: ReadonlyMap<string, Json>,
	prefix: string,
	previous?: JsonObject,
): Result<JsonObject, ScimError> {
	const entries: [string, Json][] = [];
	for (const attribute of attributes) {
		const { name, mutability } = attribute;
		if (mutability === 'readOnly') {
			continue;
		}
		const path = `${prefix}${name}`;
		const json = given.get(name);
		const before = previous === undefined ? undefined : own(previous, name);
		const read = readValue(attribute, json ?? null, path, before);
		if (!read.ok) {
			return read;
		}
		const fixed = mutability === 'immutable' ? before : undefined;
		if (fixed !== undefined && json !== undefined && !isSame(attribute, fixed, read.value)) {
			return err(unchangeable(path));
		}
		const value = fixed ?? read.value;
		// Only here are writeOnly values seen. Where nothing is given, the whole is absent.
		const isMissing = mutability === 'writeOnly' && attribute.required && value === undefined;
		if (isMissing && given.size > 0) {
			return err(missing(path));
		}
		if (value !== undefined && mutability !== 'writeOnly') {
			entries.push([name, value]);
		}
	}
	return ok(Object.fromEntries(entries));
}

/** The failure of changing what is immutable (RFC 7643 §7). */
export function unchangeable(path: string): ScimError {
	return badRequest('mutability', `"${path}" is immutable: it cannot be changed once it is set.`);
}

/** The failure of leaving out what a resource must have (RFC 7643 §2.2). */
export function missing(path: string): ScimError {
	return badRequest('invalidValue', `"${path}" is required.`);
}

/** The failure of removing what a resource must have (RFC 7644 §3.5.2.2). */
export function irremovable(path: string): ScimError {
	return badRequest('mutability', `"${path}" is required: it cannot be removed.`);
}

/** True for the values that mean "no value" (RFC 7643 §2.5), and for "", which clients send for it. */
export function isUnassigned(json: Json): boolean {
	// leniency: empty_text
	return json === null || json === '' || (isArray(json) && json.length === 0);
}

/** The values of a list by identity. */
type Twins = Map<string, Json>;

/** The stored values, where something of them may not change. */
function twinsIn(attribute: Attribute, previous: Json | undefined): Twins | undefined {
	const isFixed = attribute.subAttributes?.some(({ mutability }) => mutability === 'immutable');
	const stored = previous !== undefined && isArray(previous) ? previous : [];
	return isFixed === true
		? new Map(stored.map((value) => [identityOf(attribute, value), value]))
		: undefined;
}

/** Reads one value of a list beside the stored value, or the one before it in the list, that it is. */
function readElement(
	attribute: Attribute,
	json: Json,
	path: string,
	twins: Twins | undefined,
): Result<Json | undefined, ScimError> {
	const read = readSingle(attribute, json, path);
	if (twins === undefined || !read.ok || read.value === undefined) {
		return read;
	}
	const identity = identityOf(attribute, read.value);
	const twin = twins.get(identity);
	const again = twin === undefined ? read : readSingle(attribute, json, path, twin);
	if (again.ok && again.value !== undefined) {
		twins.set(identity, again.value);
	}
	return again;
}

function readComplex(
	attribute: Attribute,
	json: Json,
	path: string,
	previous: Json | undefined,
): Result<JsonObject | undefined, ScimError> {
	// Attributes of an extension are the resource's own: the immutable ones stay without it. Another
	// complex value goes as a whole, as a member of a group does (RFC 7643 §4.2).
	if (isUnassigned(json) && !isUrn(attribute.name)) {
		return ok(undefined);
	}
	const given = givenParts(attribute, isUnassigned(json) ? {} : json, path);
	if (!given.ok) {
		return given;
	}
	const before = previous !== undefined && isObject(previous) ? previous : undefined;
	const { name, subAttributes = [] } = attribute;
	const read = readDeclared(subAttributes, given.value, innerPrefix(name, path), before);
	return read.ok && Object.keys(read.value).length === 0 ? ok(undefined) : read;
}

/**
 * What a JSON value says of the sub-attributes of a complex value, by their names in the schema. A
 * value that is no object stands for the sub-attribute `value`.
 */
export function givenParts(
	{ subAttributes = [] }: Attribute,
	json: Json,
	path: string,
): Result<ReadonlyMap<string, Json>, ScimError> {
	// leniency: bare_value
	const bare = findAttribute(subAttributes, 'value');
	if (isObject(json)) {
		return ok(
			new Map(
				Object.entries(json).flatMap(([name, value]): [string, Json][] => {
					const sub = findAttribute(subAttributes, name);
					return sub === undefined ? [] : [[sub.name, value]];
				}),
			),
		);
	}
	return bare === undefined || isArray(json)
		? err(badRequest('invalidValue', `"${path}" must be an object.`))
		: ok(new Map([[bare.name, json]]));
}
