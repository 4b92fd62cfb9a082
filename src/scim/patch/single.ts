/**
 * PATCH of a single-valued attribute, and of the parts of one complex value (RFC 7644 §3.5.2.1 to
 * §3.5.2.3). What is said of some sub-attributes leaves the others as they are.
 */
import { err, ok, type Result } from '../../result.ts';
import type { ScimError } from '../errors.ts';
import { inOrder, isSame } from '../identity.ts';
import { type Json, type JsonObject, own, objectOr } from '../json.ts';
import type { Attribute } from '../schema/attribute.ts';
import { findAttribute } from '../schema/lookup.ts';
import {
	givenParts,
	irremovable,
	isUnassigned,
	readSingle,
	readValue,
	unchangeable,
} from '../value.ts';
import { withMember } from './document.ts';
import { changeList } from './list.ts';
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
	const { op, attribute, text } = change;
	const { subAttributes = [] } = attribute;
	const given = partsOf(change);
	if (!given.ok) {
		return given;
	}
	let parts = before;
	for (const [name, json] of given.value) {
		const sub = findAttribute(subAttributes, name);
		if (sub === undefined || sub.mutability === 'readOnly') {
			continue;
		}
		const old = own(before, name);
		const changed = changePart(change, sub, json, old);
		if (!changed.ok) {
			return changed;
		}
		if (op === 'remove' && sub.required && old !== undefined && changed.value === undefined) {
			return err(irremovable(`${text}.${name}`));
		}
		if (sub.mutability === 'immutable' && old !== undefined) {
			if (!isSame(sub, old, changed.value)) {
				return err(unchangeable(`${text}.${name}`));
			}
		} else {
			const kept = sub.mutability === 'writeOnly' ? undefined : changed.value;
			parts = withMember(parts, name, kept);
		}
	}
	const after = inOrder(attribute, parts);
	return ok(Object.keys(after).length === 0 ? undefined : after);
}

/** The sub-attributes that a change gives values to, by their names in the schema. */
export function partsOf({
	op,
	value,
	attribute,
	sub,
	text,
}: Change): Result<ReadonlyMap<string, Json>, ScimError> {
	if (sub === undefined) {
		return givenParts(attribute, value, text);
	}
	const isList = sub.multiValued;
	return ok(new Map([[sub.name, op === 'remove' && !isList ? null : value]]));
}

/** A sub-attribute with several values gains, loses or exchanges them as an attribute does. */
function changePart(
	{ op, text }: Change,
	sub: Attribute,
	json: Json,
	before: Json | undefined,
): Result<Json | undefined, ScimError> {
	const path = `${text}.${sub.name}`;
	return sub.multiValued
		? changeList({ op, value: json, attribute: sub, text: path }, before)
		: readValue(sub, json, path);
}
