/**
 * PATCH of a single-valued attribute, and of the parts of one complex value (RFC 7644 §3.5.2.1 to
 * §3.5.2.3). What is said of some sub-attributes leaves the others as they are.
 */
import { err, ok, type Result } from '../../result.ts';
import { badRequest, type ScimError } from '../errors.ts';
import { isArray, isObject, type Json, type JsonObject, own, objectOr } from '../json.ts';
import type { Attribute } from '../schema/attribute.ts';
import { findAttribute } from '../schema/lookup.ts';
import { isSame, isUnassigned, readSingle, readValue } from '../value.ts';
import { withMember } from './document.ts';
import type { PatchOperation } from './parse.ts';

/** What an operation does to one attribute. */
export interface Change {
	readonly op: PatchOperation['op'];
	readonly value: Json;
	readonly attribute: Attribute;
	/** The sub-attribute that the path names. */
	readonly sub?: Attribute;
	/** The attribute as error details name it. */
	readonly text: string;
}

/** True if what the change aims at becomes unassigned. */
export function clears({ op, value }: Change): boolean {
	return op === 'remove' || isUnassigned(value);
}

/** Changes the value of a single-valued attribute; undefined is unassigned. */
export function changeSingle(
	change: Change,
	before: Json | undefined,
): Result<Json | undefined, ScimError> {
	if (change.sub === undefined && clears(change)) {
		return ok(undefined);
	}
	return change.attribute.type === 'complex'
		? changeParts(change, objectOr(before))
		: readSingle(change.attribute, change.value, change.text);
}

/** Changes the given sub-attributes of one complex value; undefined if none is left. */
export function changeParts(
	change: Change,
	before: JsonObject,
): Result<JsonObject | undefined, ScimError> {
	const { attribute, text } = change;
	const given = givenParts(change);
	if (!given.ok) {
		return given;
	}
	let parts = before;
	for (const [name, json] of Object.entries(given.value)) {
		const sub = findAttribute(attribute.subAttributes ?? [], name);
		if (sub === undefined || sub.mutability === 'readOnly') {
			continue;
		}
		const read = readValue(sub, json, `${text}.${sub.name}`);
		if (!read.ok) {
			return read;
		}
		const fixed = sub.mutability === 'immutable' ? own(before, sub.name) : undefined;
		if (fixed !== undefined && !isSame(fixed, read.value)) {
			const detail = `"${text}.${sub.name}" cannot be changed once it is set.`;
			return err(badRequest('mutability', detail));
		}
		parts = withMember(parts, sub.name, read.value);
	}
	const after = inOrder(attribute, parts);
	return ok(Object.keys(after).length === 0 ? undefined : after);
}

/** The sub-attributes that a change gives values to. */
export function givenParts(change: Change): Result<JsonObject, ScimError> {
	const { op, value, attribute, sub, text } = change;
	if (sub !== undefined) {
		return ok({ [sub.name]: op === 'remove' ? null : value });
	}
	if (isObject(value)) {
		return ok(value);
	}
	// Entra sends a manager as the bare id.
	const bare = findAttribute(attribute.subAttributes ?? [], 'value');
	return bare === undefined || isArray(value)
		? err(badRequest('invalidValue', `"${text}" must be an object.`))
		: ok({ [bare.name]: value });
}

/** Orders parts as the schema does, so that equal values have equal text. */
export function inOrder({ subAttributes = [] }: Attribute, parts: JsonObject): JsonObject {
	return Object.fromEntries(
		subAttributes.flatMap(({ name }): [string, Json][] => {
			const value = own(parts, name);
			return value === undefined ? [] : [[name, value]];
		}),
	);
}
