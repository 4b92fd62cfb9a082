/** Laws of the filter parser, on arbitrary input. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { comparable } from '../../../src/scim/comparable.ts';
import { evaluate } from '../../../src/scim/filter/evaluate.ts';
import type { CompareOperator, Filter } from '../../../src/scim/filter/ast.ts';
import { parseFilter } from '../../../src/scim/filter/parse.ts';
import { isObject } from '../../../src/scim/json.ts';
import type { AttributePath } from '../../../src/scim/schema/attribute.ts';
import { resolveName } from '../../../src/scim/schema/lookup.ts';
import { USER } from '../../../src/scim/schema/resource-types.ts';
import { print } from './print.ts';

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

function path(name: string): AttributePath {
	const resolved = resolveName(USER, name);
	if (resolved === undefined) {
		throw new Error(`unknown ${name}`);
	}
	return resolved;
}

function compare(
	names: readonly string[],
	operators: readonly CompareOperator[],
	value: fc.Arbitrary<string | number | boolean>,
	resolve: (name: string) => AttributePath = path,
): fc.Arbitrary<Filter> {
	return fc.record({
		kind: fc.constant('compare' as const),
		path: fc.constantFrom(...names).map(resolve),
		operator: fc.constantFrom(...operators),
		value,
	});
}

const TEXT: readonly CompareOperator[] = ['eq', 'ne', 'co', 'sw', 'ew', 'gt', 'ge', 'lt', 'le'];
const odd = fc.string({
	unit: fc.constantFrom(
		'a',
		'É',
		'ß',
		'\u{1F600}',
		'\uFF01',
		'\uD800',
		'\0',
		'\n',
		'"',
		'\\',
		']',
		' ',
	),
});
const text = fc
	.oneof(fc.string(), odd)
	.filter((value) => value.isWellFormed() && !value.includes('\0'));
// Values of caseExact attributes are comparable as they are.
const simple = fc.oneof(
	compare(['id', 'externalId', 'schemas', 'groups.value'], TEXT, text),
	compare(['active'], ['eq', 'ne'], fc.boolean()),
	compare(
		['meta.created', 'meta.lastModified'],
		['eq', 'gt', 'le'],
		fc.integer({ min: 0, max: 4e12 }),
	),
	fc
		.constantFrom('name', 'emails', 'emails.type', `${ENTERPRISE}:manager.value`)
		.map((name): Filter => ({ kind: 'present', path: path(name) })),
);
const inner = compare(['groups.value'], TEXT, text, (name) => {
	const { attribute, sub } = path(name);
	return { attribute: sub ?? attribute };
});

function logic(leaf: fc.Arbitrary<Filter>): fc.Arbitrary<Filter> {
	return fc.letrec<{ any: Filter; and: Filter; or: Filter; not: Filter }>((tie) => ({
		any: fc.oneof(
			{ depthSize: 'small', withCrossShrink: true },
			leaf,
			tie('and'),
			tie('or'),
			tie('not'),
		),
		and: fc
			.array(
				tie('any').filter(({ kind }) => kind !== 'and'),
				{ minLength: 2, maxLength: 3 },
			)
			.map((terms): Filter => ({ kind: 'and', terms })),
		or: fc
			.array(
				tie('any').filter(({ kind }) => kind !== 'or'),
				{ minLength: 2, maxLength: 3 },
			)
			.map((terms): Filter => ({ kind: 'or', terms })),
		not: tie('any').map((term): Filter => ({ kind: 'not', term })),
	})).any;
}

const filters = logic(
	fc.oneof(
		simple,
		logic(inner).map((filter): Filter => ({ kind: 'valuePath', path: path('groups'), filter })),
	),
);

test('a printed filter parses to itself', () => {
	fc.assert(
		fc.property(filters, (filter) => {
			const parsed = parseFilter(print(filter), USER);
			// Beyond the bounds it fails by design.
			fc.pre(parsed.ok || !/at most/.test(parsed.error.detail));
			expect(parsed).toEqual({ ok: true, value: filter });
		}),
	);
});

test('any text parses or is an invalidFilter', () => {
	const word = fc.constantFrom(
		'userName',
		'emails',
		'.value',
		'eq',
		'pr',
		'and',
		'or',
		'not',
		'(',
		')',
		'[',
		']',
		'"x"',
		'5',
		'null',
		' ',
		'"',
		'\\',
	);
	const like = fc.array(word, { maxLength: 30 }).map((words) => words.join(' '));
	fc.assert(
		fc.property(fc.oneof(fc.string(), odd, like), (input) => {
			const parsed = parseFilter(input, USER);
			expect(parsed.ok || parsed.error.scimType === 'invalidFilter').toBe(true);
		}),
		{ numRuns: 1_000 },
	);
});

test('evaluation takes any document', () => {
	fc.assert(
		fc.property(filters, fc.jsonValue(), (filter, json) => {
			const document = isObject(json) ? json : { emails: json as never, groups: json as never };
			expect(typeof evaluate(filter, comparable(USER, document))).toBe('boolean');
			const negated = evaluate({ kind: 'not', term: filter }, comparable(USER, document));
			expect(evaluate(filter, comparable(USER, document))).toBe(!negated);
		}),
	);
});
