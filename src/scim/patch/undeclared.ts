/**
 * PATCH of extensions that no schema declares: what is sent under their URNs is kept as it is, beside
 * what was there before. What is stored tells what an attribute is: an array has several values, an
 * object has sub-attributes.
 */
import { err, ok, type Result } from '../../result.ts';
import { badRequest, quoted, type ScimError } from '../errors.ts';
import { isArray, isObject, type Json, type JsonObject, own, objectOr } from '../json.ts';
import { asAttribute, readUndeclared } from '../undeclared.ts';
import { isUnassigned } from '../value.ts';
import { withMember } from './document.ts';
import { listed } from './list.ts';
import type { PatchOperation } from './parse.ts';

type Change = Pick<PatchOperation, 'op' | 'value'>;

/** Applies an operation whose path is an undeclared URN, of an extension or of an attribute in one. */
export function changeUndeclared(
	document: JsonObject,
	urn: string,
	change: Change,
): Result<JsonObject, ScimError> {
	const { extension, name } = split(document, urn, change.value);
	const before = objectOr(own(document, extension));
	const changed =
		name === undefined
			? changeWhole(before, extension, change)
			: changeNamed(before, name, change, urn);
	const kept = changed.ok ? readUndeclared(changed.value, extension) : changed;
	if (!kept.ok) {
		return kept;
	}
	const isEmpty = Object.keys(objectOr(kept.value)).length === 0;
	return ok(withMember(document, extension, isEmpty ? undefined : kept.value));
}

function changeWhole(
	before: JsonObject,
	extension: string,
	{ op, value }: Change,
): Result<JsonObject, ScimError> {
	if (op === 'remove' || isUnassigned(value)) {
		return ok({});
	}
	return isObject(value)
		? ok(changeMembers(before, op, value))
		: err(badRequest('invalidValue', `"${extension}" must be an object of attributes.`));
}

/**
 * Changes an attribute or a sub-attribute (RFC 7644 §3.10: `attribute.sub`). A name with a dot that
 * the extension has already is meant as it is.
 */
function changeNamed(
	before: JsonObject,
	name: string,
	{ op, value }: Change,
	urn: string,
): Result<JsonObject, ScimError> {
	const [head = '', part, ...rest] = name.split('.');
	if (part === undefined || own(before, spelledIn(before, name)) !== undefined) {
		return ok(changeMembers(before, op, { [name]: value }));
	}
	const whole = own(before, spelledIn(before, head)) ?? {};
	if (!isObject(whole) || head === '' || part === '' || rest.length > 0) {
		return err(badRequest('invalidPath', `${quoted(urn)} is not the path of an attribute.`));
	}
	const parts = changeMembers(whole, op, { [part]: value });
	const isEmpty = Object.keys(parts).length === 0;
	return ok(changeMembers(before, 'replace', { [head]: isEmpty ? null : parts }));
}

/**
 * Changes members by their names, of which letter case makes no difference (RFC 7643 §2.1): what is
 * cleared goes in each spelling that was sent.
 */
function changeMembers(
	before: JsonObject,
	op: Change['op'],
	given: JsonObject,
	isInner = false,
): JsonObject {
	const after = new Map(Object.entries(before));
	const names = Map.groupBy(Object.keys(before), (name) => name.toLowerCase());
	for (const [name, value] of Object.entries(given)) {
		const spellings = names.get(name.toLowerCase()) ?? [];
		const spelled = after.has(name) ? name : (spellings[0] ?? name);
		// Inside a value, null is kept as it is, as where the value is new.
		const changed = changeValue(after.get(spelled), op, value) ?? (isInner ? value : undefined);
		if (changed === undefined) {
			[name, ...spellings].forEach((each) => after.delete(each));
		} else {
			after.set(spelled, changed);
		}
	}
	return Object.fromEntries(after);
}

/** Changes one value (RFC 7644 §3.5.2.1 to §3.5.2.3); undefined is unassigned. */
function changeValue(before: Json | undefined, op: Change['op'], value: Json): Json | undefined {
	if (op === 'remove') {
		// Some clients list the values to remove.
		const left = isArray(before) && !isUnassigned(value) ? without(before, listed(value)) : [];
		return left.length === 0 ? undefined : left;
	}
	if (op === 'add' && isArray(before)) {
		return isUnassigned(value) ? before : [...before, ...without(listed(value), before)];
	}
	if (op === 'add' && isObject(before) && isObject(value)) {
		return changeMembers(before, op, value, true);
	}
	return isUnassigned(value) ? undefined : value;
}

/** The values that are not among others. */
function without(values: readonly Json[], others: readonly Json[]): readonly Json[] {
	const texts = new Set(others.map(textOf));
	return values.filter((value) => !texts.has(textOf(value)));
}

/** JSON in which the names of objects are in order, which says nothing. */
function textOf(json: Json): string {
	return JSON.stringify(json, (_name, value: Json) =>
		isObject(value)
			? Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
			: value,
	);
}

/**
 * Says what a URN names. `urn:a:b:c` alone does not tell an extension from attribute `c` of
 * `urn:a:b`: what the document has decides, then whether the value could be an extension.
 */
function split(document: JsonObject, urn: string, value: Json) {
	const whole = spelledIn(document, urn);
	const path = asAttribute(urn);
	if (path === undefined || Object.hasOwn(document, whole)) {
		return { extension: whole };
	}
	const extension = spelledIn(document, path.extension);
	return Object.hasOwn(document, extension) || !isObject(value)
		? { extension, name: path.name }
		: { extension: whole };
}

/** A name as the object has it. */
function spelledIn(object: JsonObject, name: string): string {
	const isName = (key: string) => key.toLowerCase() === name.toLowerCase();
	return Object.hasOwn(object, name) ? name : (Object.keys(object).find(isName) ?? name);
}
