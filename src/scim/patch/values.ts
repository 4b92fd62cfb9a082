/**
 * PATCH of a multi-valued attribute (RFC 7644 §3.5.2.1 to §3.5.2.3): which of its values an operation
 * selects, and what becomes of them. What concerns all of them alike is in list.ts.
 */
import { err, ok, type Result } from '../../result.ts';
import { badRequest, type ScimError } from '../errors.ts';
import { isArray, isObject, type Json, type JsonObject, objectOr } from '../json.ts';
import { readSingle } from '../value.ts';
import { changeList, listed, settleChange } from './list.ts';
import { type Change, changeParts, clears, partsOf } from './single.ts';

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
	if (selection === undefined && change.sub === undefined) {
		return changeList(change, before);
	}
	const values = listed(before);
	const changed = changeSelected(withOneValue(change), values, selection);
	return changed.ok ? settleChange(change, values, changed.value) : changed;
}

/** The attribute has many values, so that some clients write the one for each selected value as a list. */
function withOneValue(change: Change): Change {
	// leniency: list_for_selected
	const { value, sub } = change;
	const [only] = sub === undefined && isArray(value) && value.length === 1 ? value : [];
	return only === undefined ? change : { ...change, value: only };
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
		const changed = changeValue(change, value);
		if (!changed.ok) {
			return changed;
		}
		if (changed.value !== undefined) {
			after.push(changed.value);
		}
	}
	// leniency: nothing_to_remove
	if (selected > 0 || change.op === 'remove') {
		return ok(after);
	}
	const created = createValue(change, selection);
	return created.ok ? ok([...after, ...created.value]) : created;
}

function changeValue(change: Change, before: Json): Result<Json | undefined, ScimError> {
	const { op, value, attribute, sub, text } = change;
	if (sub === undefined) {
		if (clears(change)) {
			return ok(undefined);
		}
		return attribute.type !== 'complex' || (op === 'replace' && isObject(value))
			? readSingle(attribute, value, text, before)
			: changeParts(change, objectOr(before));
	}
	const changed = changeParts(change, objectOr(before));
	// What qualifies a value is none: with the rest of it, `type` and `primary` go as well.
	const isEmptied =
		changed.ok && hasOnlyQualifiers(changed.value ?? {}) && !hasOnlyQualifiers(objectOr(before));
	return isEmptied && clears(change) ? ok(undefined) : changed;
}

/** Makes the value that the path would have selected (RFC 7644 §3.5.2.3 has it fail: noTarget). */
function createValue(change: Change, selection: Selection | undefined): Changed {
	const { attribute, text } = change;
	const missed = badRequest('noTarget', `No value of "${text}" matches the filter of the path.`);
	const template = selection === undefined ? {} : selection.template;
	if (template === undefined) {
		return err(missed);
	}
	if (clears(change)) {
		return ok([]);
	}
	const json = wholeOf(change, template);
	const read = json.ok ? readSingle(attribute, json.value, text) : json;
	if (!read.ok) {
		return read;
	}
	const { value } = read;
	return value !== undefined && (selection === undefined || selection.matches(value))
		? ok([value])
		: err(missed);
}

/** The new value as a client would have written it whole. */
function wholeOf(change: Change, template: JsonObject): Result<Json, ScimError> {
	if (change.attribute.type !== 'complex') {
		return ok(change.value);
	}
	const given = partsOf(change);
	return given.ok ? ok({ ...template, ...Object.fromEntries(given.value) }) : given;
}

function hasOnlyQualifiers(record: JsonObject): boolean {
	return Object.keys(record).every((name) => name === 'type' || name === 'primary');
}
