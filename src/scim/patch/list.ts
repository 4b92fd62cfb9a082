/**
 * PATCH of all values of a multi-valued attribute or sub-attribute, without a filter (RFC 7644
 * §3.5.2.1 to §3.5.2.3): some are added or removed, or others take their place.
 */
import { ok, type Result } from '../../result.ts';
import type { ScimError } from '../errors.ts';
import { combine, without } from '../identity.ts';
import { isArray, type Json } from '../json.ts';
import { isPrimary, readValue, settle } from '../value.ts';
import type { Change } from './single.ts';

/** The values of a multi-valued attribute one by one. */
export function listed(value: Json | undefined): readonly Json[] {
	if (value === undefined) {
		return [];
	}
	// Where an extension was declared after values were stored, one may stand alone.
	return isArray(value) ? value : [value];
}

/** Adds, replaces or removes values; undefined if none is left. */
export function changeList(
	change: Omit<Change, 'sub'>,
	before: Json | undefined,
): Result<Json | undefined, ScimError> {
	const { op, value, attribute, text } = change;
	const values = listed(before);
	// leniency: remove_by_value
	if (op === 'remove' && value === null) {
		return ok(undefined);
	}
	const read = readValue(attribute, value, text, op === 'remove' ? undefined : before);
	if (!read.ok) {
		return read;
	}
	const given = listed(read.value);
	switch (op) {
		case 'add':
			return settleChange(change, values, combine(attribute, values, given));
		case 'replace':
			return ok(read.value);
		case 'remove':
			return settleChange(change, values, without(attribute, values, given));
	}
}

/** What changed values come to. One that becomes primary takes that from the one that was. */
export function settleChange(
	{ attribute, text }: Pick<Change, 'attribute' | 'text'>,
	before: readonly Json[],
	after: readonly Json[],
): Result<Json | undefined, ScimError> {
	const old = new Set(before);
	const isNew = (value: Json) => isPrimary(value) && !old.has(value);
	const values = after.some(isNew)
		? after.map((value) =>
				isPrimary(value) && old.has(value) ? { ...value, primary: false } : value,
			)
		: after;
	return settle(attribute, values, text);
}
