/**
 * Says whether a document or a value satisfies a filter (RFC 7644 §3.4.2.2). Both must be in
 * comparable form. It defines what filters mean: compiled filters must agree with it, so text is
 * ordered as SQLite orders it, by code points.
 */
import { isArray, isObject, type Json, type JsonObject, own } from '../json.ts';
import type { AttributePath } from '../schema/attribute.ts';
import type { CompareOperator, ComparableValue, Filter } from './ast.ts';

type CompareFilter = Extract<Filter, { kind: 'compare' }>;

/** Says whether a document in comparable form satisfies a filter. */
export function evaluate(filter: Filter, document: JsonObject): boolean {
	switch (filter.kind) {
		case 'and':
			return filter.terms.every((term) => evaluate(term, document));
		case 'or':
			return filter.terms.some((term) => evaluate(term, document));
		case 'not':
			return !evaluate(filter.term, document);
		case 'present':
			return valuesAt(filter.path, document).length > 0;
		case 'compare':
			return compare(filter, document);
		case 'valuePath':
			return valuesAt(filter.path, document).some((value) => matchesValue(filter.filter, value));
		case 'constant':
			return filter.value;
	}
}

/** Says whether one value of a complex attribute satisfies the filter between its brackets. */
export function matchesValue(filter: Filter, value: Json): boolean {
	return isObject(value) && evaluate(filter, value);
}

/** Any value of a multi-valued attribute may satisfy the comparison; absent values satisfy `ne`. */
function compare({ path, operator, value: wanted }: CompareFilter, document: JsonObject): boolean {
	const values = valuesAt(path, document);
	const isMultiValued = path.attribute.multiValued || path.sub?.multiValued === true;
	if (operator === 'ne' && !isMultiValued && values.length === 0) {
		return true;
	}
	return values.some((value) => typeof value !== 'object' && holds(operator, value, wanted));
}

function holds(operator: CompareOperator, value: ComparableValue, wanted: ComparableValue) {
	switch (operator) {
		case 'eq':
			return value === wanted;
		case 'ne':
			return value !== wanted;
		case 'co':
			return bothText(value, wanted, (text, part) => text.includes(part));
		case 'sw':
			return bothText(value, wanted, (text, part) => text.startsWith(part));
		case 'ew':
			return bothText(value, wanted, (text, part) => text.endsWith(part));
		case 'gt':
			return order(value, wanted) > 0;
		case 'ge':
			return order(value, wanted) >= 0;
		case 'lt':
			return order(value, wanted) < 0;
		case 'le':
			return order(value, wanted) <= 0;
	}
}

function bothText(
	value: ComparableValue,
	wanted: ComparableValue,
	test: (text: string, part: string) => boolean,
): boolean {
	return typeof value === 'string' && typeof wanted === 'string' && test(value, wanted);
}

/** Negative, zero or positive; NaN, which no comparison accepts, if the values have no order. */
function order(value: ComparableValue, wanted: ComparableValue): number {
	if (typeof value === 'number' && typeof wanted === 'number') {
		return value - wanted;
	}
	return typeof value === 'string' && typeof wanted === 'string'
		? orderByCodePoint(value, wanted)
		: Number.NaN;
}

/** Orders text as its UTF-8 bytes are ordered; `<` would put U+1F600 before U+FF01. */
export function orderByCodePoint(a: string, b: string): number {
	const length = Math.min(a.length, b.length);
	for (let at = 0; at < length; at += 1) {
		const difference = rank(a.charCodeAt(at)) - rank(b.charCodeAt(at));
		if (difference !== 0) {
			return difference;
		}
	}
	return a.length - b.length;
}

/** Moves the surrogates, halves of the highest code points, behind all other code units. */
function rank(unit: number): number {
	if (unit < 0xd800) {
		return unit;
	}
	return unit < 0xe000 ? unit + 0x2000 : unit - 0x800;
}

/** The non-empty values that a path leads to, those of a multi-valued attribute one by one. */
function valuesAt({ extension, attribute, sub }: AttributePath, document: JsonObject): Json[] {
	let values: Json[] = [document];
	for (const name of [extension, attribute.name, sub?.name]) {
		if (name !== undefined) {
			values = values.flatMap((value) => elements(isObject(value) ? own(value, name) : undefined));
		}
	}
	return values;
}

function elements(value: Json | undefined): readonly Json[] {
	if (value !== undefined && isArray(value)) {
		return value.filter((element) => !isEmpty(element));
	}
	return value === undefined || isEmpty(value) ? [] : [value];
}

/** Unassigned in any form (RFC 7643 §2.5); a complex value is empty if all of its parts are. */
function isEmpty(value: Json): boolean {
	if (typeof value !== 'object') {
		return value === '';
	}
	return value === null || Object.values(value).every(isEmpty);
}
