/**
 * PATCH of a multi-valued attribute (RFC 7644 §3.5.2.1 to §3.5.2.3): which of its values an operation
 * selects, and what becomes of them. At most one value stays primary.
 */
import { err, ok, type Result } from '../../result.ts';
import { comparableValue } from '../comparable.ts';
import { badRequest, type ScimError } from '../errors.ts';
import { isArray, isObject, type Json, type JsonObject, own } from '../json.ts';
import type { Attribute } from '../schema/attribute.ts';
import { findAttribute } from '../schema/lookup.ts';
import { checkCount, checkPrimary, readSingle, readValue } from '../value.ts';
import { withMember } from './document.ts';
import { type Change, changeParts, clears, givenParts, inOrder } from './single.ts';

/** The filter of a path, as far as values are concerned. */
export interface Selection {
	readonly matches: (value: Json) => boolean;
	/** What a new value must hold to be selected; absent if none may be made. */
	readonly template?: JsonObject;
}

type Changed = Result<readonly Json[], ScimError>;

/** Changes the values of a multi-valued attribute; undefined is unassigned. */
export function changeValues(
	change: Change,
	before: Json | undefined,
	selection: Selection | undefined,
): Result<Json | undefined, ScimError> {
	const values = before !== undefined && isArray(before) ? before : [];
	const changed =
		selection === undefined && change.sub === undefined
			? changeWhole(change, values)
			: changeSelected(change, values, selection);
	if (!changed.ok) {
		return changed;
	}
	const after = distinct(withNewPrimary(values, changed.value));
	const problem = checkCount(after, change.text) ?? checkPrimary(after, change.text);
	if (problem !== undefined) {
		return err(problem);
	}
	return ok(after.length === 0 ? undefined : after);
}

function changeWhole(change: Change, values: readonly Json[]): Changed {
	const { op, value, attribute, text } = change;
	if (op === 'remove' && value === null) {
		return ok([]);
	}
	const read = readValue(attribute, value, text);
	if (!read.ok) {
		return read;
	}
	const given = read.value !== undefined && isArray(read.value) ? read.value : [];
	switch (op) {
		case 'add':
			return ok(withAdded(attribute, values, given));
		case 'replace':
			return ok(given);
		case 'remove':
			return ok(withoutListed(attribute, values, given));
	}
}

/** Changes selected values, or their sub-attribute; without a filter all values are selected. */
function changeSelected(
	change: Change,
	values: readonly Json[],
	selection: Selection | undefined,
): Changed {
	const after: Json[] = [];
	let selected = 0;
	for (const value of values) {
		if (selection !== undefined && !selection.matches(value)) {
			after.push(value);
			continue;
		}
		selected += 1;
		const changed = changeRecord(change, isObject(value) ? value : {});
		if (!changed.ok) {
			return changed;
		}
		if (changed.value !== undefined) {
			after.push(changed.value);
		}
	}
	if (selected > 0 || change.op === 'remove') {
		return ok(after);
	}
	const created = createRecord(change, selection);
	return created.ok ? ok([...after, ...created.value]) : created;
}

function changeRecord(change: Change, record: JsonObject): Result<Json | undefined, ScimError> {
	const { op, value, attribute, sub, text } = change;
	if (sub === undefined) {
		if (clears(change)) {
			return ok(undefined);
		}
		return op === 'replace' && isObject(value)
			? readSingle(attribute, value, text)
			: changeParts(change, record);
	}
	const changed = changeParts(change, record);
	// What qualifies a value is none: without the rest of it, `type` and `primary` go as well.
	const isHollow = changed.ok && clears(change) && hasOnlyQualifiers(changed.value ?? {});
	return isHollow ? ok(undefined) : changed;
}

/** Makes the value that the path would have selected (RFC 7644 §3.5.2.3 has it fail: noTarget). */
function createRecord(change: Change, selection: Selection | undefined): Changed {
	const { attribute, text } = change;
	const missed = badRequest('noTarget', `No value of "${text}" matches the filter of the path.`);
	const template = selection === undefined ? {} : selection.template;
	if (template === undefined) {
		return err(missed);
	}
	if (clears(change)) {
		return ok([]);
	}
	const given = givenParts(change);
	if (!given.ok) {
		return given;
	}
	const read = readSingle(attribute, { ...template, ...given.value }, text);
	if (!read.ok) {
		return read;
	}
	const { value } = read;
	return value !== undefined && (selection === undefined || selection.matches(value))
		? ok([value])
		: err(missed);
}

/** Appends values; one that is there already, by `value` and `type`, is completed instead. */
function withAdded(
	attribute: Attribute,
	values: readonly Json[],
	given: readonly Json[],
): readonly Json[] {
	const all = [...values];
	const texts = new Set(values.map((value) => JSON.stringify(value)));
	const positions = new Map(values.map((value, at) => [identityOf(attribute, value), at]));
	for (const value of given) {
		if (texts.has(JSON.stringify(value))) {
			continue;
		}
		const identity = identityOf(attribute, value);
		const at = positions.get(identity) ?? all.length;
		const twin = all[at];
		const whole =
			isObject(twin) && isObject(value) ? inOrder(attribute, { ...twin, ...value }) : value;
		positions.set(identity, at);
		texts.delete(JSON.stringify(twin));
		texts.add(JSON.stringify(whole));
		all[at] = whole;
	}
	return all;
}

/** Values of the same `type` and `value` are the same value (RFC 7643 §2.4). */
function identityOf(attribute: Attribute, value: Json): string {
	if (!isObject(value) || own(value, 'value') === undefined) {
		return JSON.stringify(isObject(value) ? withMember(value, 'primary', undefined) : value);
	}
	return JSON.stringify([part(attribute, value, 'type'), part(attribute, value, 'value')]);
}

/** Removes the values that a client lists: by `value`, and by `type` as well where it says one. */
function withoutListed(
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

function valueOf(attribute: Attribute, value: Json): string {
	return JSON.stringify(isObject(value) ? [part(attribute, value, 'value')] : value);
}

/** A sub-attribute in comparable form. */
function part(attribute: Attribute, record: JsonObject, name: string): Json {
	const sub = findAttribute(attribute.subAttributes ?? [], name);
	const value = own(record, name) ?? null;
	return sub === undefined || typeof value === 'object' ? null : comparableValue(sub, value);
}

/** A value that becomes primary takes that from the one that was (RFC 7644 §3.5.2). */
function withNewPrimary(before: readonly Json[], after: readonly Json[]): readonly Json[] {
	const old = new Set(before);
	const isNew = (value: Json) => isPrimary(value) && !old.has(value);
	return after.some(isNew)
		? after.map((value) =>
				isPrimary(value) && old.has(value) ? { ...value, primary: false } : value,
			)
		: after;
}

function isPrimary(value: Json): value is JsonObject {
	return isObject(value) && own(value, 'primary') === true;
}

function hasOnlyQualifiers(record: JsonObject): boolean {
	return Object.keys(record).every((name) => name === 'type' || name === 'primary');
}

function distinct(values: readonly Json[]): readonly Json[] {
	return [...new Map(values.map((value) => [JSON.stringify(value), value])).values()];
}
