/**
 * Types a comparison (RFC 7644 §3.4.2.2): which operators an attribute type has, and which values it
 * can be compared with. It reads single words; the parser puts them together.
 */
import { comparableValue } from '../comparable.ts';
import type { Attribute, AttributeType } from '../schema/attribute.ts';
import { readSingle } from '../value.ts';
import type { ComparableValue, CompareOperator } from './ast.ts';
import type { Token } from './tokens.ts';

const TEXT: readonly CompareOperator[] = ['eq', 'ne', 'co', 'sw', 'ew', 'gt', 'ge', 'lt', 'le'];
const ORDERED: readonly CompareOperator[] = ['eq', 'ne', 'gt', 'ge', 'lt', 'le'];
const EQUALITY: readonly CompareOperator[] = ['eq', 'ne'];

const OPERATORS: Readonly<Record<AttributeType, readonly CompareOperator[]>> = {
	string: TEXT,
	reference: TEXT,
	integer: ORDERED,
	decimal: ORDERED,
	dateTime: ORDERED,
	boolean: EQUALITY,
	binary: EQUALITY,
	complex: [],
};

// JSON's numbers (RFC 7159 §6).
const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
const KEYWORDS: ReadonlyMap<string, boolean | null> = new Map([
	['true', true],
	['false', false],
	['null', null],
]);

/** Reads an operator with an operand, in any letter case. */
export function operatorOf(word: string): CompareOperator | undefined {
	return TEXT.find((operator) => operator === word.toLowerCase());
}

/** Says whether values of a type can be compared so (RFC 7644 §3.4.2.2, table 3). */
export function isApplicable(operator: CompareOperator, type: AttributeType): boolean {
	return OPERATORS[type].includes(operator);
}

/** Reads a literal; undefined if the word is none. */
export function literalOf({ kind, text }: Token): ComparableValue | undefined {
	if (kind === 'string') {
		return text;
	}
	// leniency: filter_keyword_case
	return NUMBER.test(text) ? Number(text) : KEYWORDS.get(text.toLowerCase());
}

/** Brings a literal into comparable form; undefined if the attribute can have no such value. */
export function fitted(
	attribute: Attribute,
	literal: string | number | boolean,
): ComparableValue | undefined {
	// Any text can be compared with text: it need not be what the attribute may hold.
	if (isApplicable('co', attribute.type)) {
		return typeof literal === 'string' ? comparableValue(attribute, literal) : undefined;
	}
	const read = readSingle(attribute, literal, attribute.name);
	return read.ok && read.value !== undefined && typeof read.value !== 'object'
		? comparableValue(attribute, read.value)
		: undefined;
}
