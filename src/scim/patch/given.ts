/**
 * What the value of an operation says of a complex attribute, by the names in it: a value that names
 * nothing known would do nothing, or worse, clear the attribute.
 */
import { badRequest, quotedNames, type ScimError } from '../errors.ts';
import { isArray, isObject, type Json, type JsonObject, ownInAnyCase } from '../json.ts';
import type { Attribute } from '../schema/attribute.ts';
import { findAttribute } from '../schema/lookup.ts';

/** Fails if an object among the values of a complex attribute names none of its sub-attributes. */
export function checkNames(
	{ subAttributes }: Attribute,
	value: Json,
	path: string,
): ScimError | undefined {
	if (subAttributes === undefined) {
		return undefined;
	}
	const stray = objectsIn(value).find((object) => {
		const names = Object.keys(object);
		return names.length > 0 && names.every((name) => !findAttribute(subAttributes, name));
	});
	if (stray === undefined) {
		return undefined;
	}
	const expected = subAttributes.map(({ name }) => name).join(', ');
	const detail = `"${path}" has no sub-attribute ${quotedNames(Object.keys(stray))}, only ${expected}.`;
	return badRequest('invalidValue', detail);
}

/** True if a value says nothing but what is read-only, which is ignored (RFC 7643 §7). */
export function isReadOnlyValue({ subAttributes }: Attribute, value: Json): boolean {
	const objects = objectsIn(value);
	return (
		subAttributes !== undefined &&
		objects.length > 0 &&
		objects.length === (isArray(value) ? value.length : 1) &&
		objects.every((object) => {
			const known = Object.keys(object).flatMap((name) => findAttribute(subAttributes, name) ?? []);
			return known.length > 0 && known.every(({ mutability }) => mutability === 'readOnly');
		})
	);
}

/**
 * The value of an attribute that has a single one, from a list of nothing else; and simple values from
 * objects that hold them as their `value`.
 */
export function unwrapped({ multiValued, type }: Attribute, value: Json): Json {
	// leniency: wrapped_value
	const plain = (json: Json) => {
		const inner = type !== 'complex' && isObject(json) ? ownInAnyCase(json, 'value') : undefined;
		return inner === undefined ? json : inner;
	};
	if (multiValued) {
		return isArray(value) ? value.map(plain) : plain(value);
	}
	return plain(isArray(value) && value.length === 1 ? (value[0] ?? null) : value);
}

function objectsIn(value: Json): readonly JsonObject[] {
	return (isArray(value) ? value : [value]).filter(isObject);
}
