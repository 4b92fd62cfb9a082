import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { comparable, comparableValue, epochMilliseconds } from '../../src/scim/comparable.ts';
import { isObject, type Json, type JsonObject, objectOr, own } from '../../src/scim/json.ts';
import { evaluate } from '../../src/scim/filter/evaluate.ts';
import { parseFilter } from '../../src/scim/filter/parse.ts';
import { resolveName } from '../../src/scim/schema/lookup.ts';
import { GROUP, USER } from '../../src/scim/schema/resource-types.ts';
import { ENTERPRISE_USER_URN } from '../../src/scim/urns.ts';
import { ANYONE, EXT } from './everything.ts';

describe('dateTime (RFC 7643 §2.3.5)', () => {
	test.each([
		['1970-01-01T00:00:00Z', 0],
		['1970-01-01T00:00:00', 0],
		['1970-01-01T00:00:01.5Z', 1500],
		['1970-01-01T00:00:00.123456Z', 123],
		['1970-01-01T01:00:00+01:00', 0],
		['1969-12-31T19:00:00-05:00', 0],
		['2024-02-29T00:00:00Z', Date.UTC(2024, 1, 29)],
		['1969-12-31T24:00:00Z', 0],
		['1970-01-01T14:00:00+14:00', 0],
		['1969-12-31T10:00:00-14:00', 0],
	])('%s is %s', (text, expected) => {
		expect(epochMilliseconds(text)).toBe(expected);
	});

	test.each([
		'',
		'2024',
		'2024-01-01',
		'2024-01-01 00:00:00Z',
		'2024-01-01T00:00Z',
		'2023-02-29T00:00:00Z',
		'2024-13-01T00:00:00Z',
		'2024-01-01T24:00:01Z',
		'2024-01-01T00:00:60Z',
		'2024-01-01T00:00:00z0',
		'2024-01-01T00:00:00+25:00',
		'Mon, 01 Jan 2024 00:00:00 GMT',
	])('%s is none', (text) => {
		expect(epochMilliseconds(text)).toBeUndefined();
	});
});

test.each([
	['userName', 'BJensen', 'bjensen'],
	['externalId', 'BJensen', 'BJensen'],
	['id', 'ABC', 'ABC'],
	['profileUrl', 'HTTPS://x/', 'HTTPS://x/'],
	['meta.lastModified', '1970-01-01T00:00:01Z', 1000],
	['meta.lastModified', 'yesterday', null],
	['active', true, true],
	['userName', null, null],
] as const)('%s: %s compares as %s', (name, value, expected) => {
	const path = resolveName(USER, name);
	const attribute = path?.sub ?? path?.attribute;
	expect(attribute && comparableValue(attribute, value)).toBe(expected);
});

test('folds what is not caseExact and keeps names and shape (RFC 7643 §2.2)', () => {
	expect(
		comparable(USER, {
			externalId: 'X',
			userName: 'Ann',
			name: { familyName: 'LEE' },
			emails: [{ value: 'A@B.c', type: 'Work', primary: true }],
			[ENTERPRISE_USER_URN]: { department: 'R&D', manager: { $ref: '../Users/A', value: 'A' } },
		}),
	).toEqual({
		externalId: 'X',
		userName: 'ann',
		name: { familyName: 'lee' },
		emails: [{ value: 'a@b.c', type: 'work', primary: true }],
		[ENTERPRISE_USER_URN]: { department: 'r&d', manager: { $ref: '../Users/A', value: 'a' } },
	});
});

test('leaves out what no schema declares', () => {
	const document: unknown = JSON.parse(
		'{"displayName":"A","urn:x:1":{"a":"B"},"__proto__":{"userName":"x"},"constructor":1}',
	);
	const form = isObject(document) ? comparable(GROUP, document) : {};
	expect(Object.entries(form)).toEqual([['displayName', 'a']]);
});

test('RFC 7643 §2.4: a value that does not say whether it is primary is not', () => {
	const emails = [{ value: 'a' }, { value: 'b', primary: true }, {}];
	expect(comparable(USER, { emails, [EXT]: {} })).toEqual({
		emails: [
			{ value: 'a', primary: false },
			{ value: 'b', primary: true },
		],
	});
});

describe('values that were stored before their extension was declared', () => {
	test.each<[string, Json, JsonObject]>([
		[
			'of another type',
			{ text: 1, flag: 'true', count: '1', ratio: true, since: 5, blob: 1, link: {} },
			{},
		],
		[
			'of their type',
			{ text: 'A', flag: true, count: 1.5, ratio: 1, link: 'B' },
			{ text: 'a', flag: true, count: 1.5, ratio: 1, link: 'B' },
		],
		['no dates', { since: 'yesterday', days: ['x', '1970-01-01T00:00:01Z'] }, { days: [1000] }],
		['a list for one', { text: ['a'], badge: [{ number: 1 }] }, {}],
		['one for a list', { tags: 'a', devices: { value: 'd' } }, {}],
		[
			'simple for complex and the reverse',
			{ badge: 'b', devices: ['d'], tags: [{ value: 'x' }] },
			{},
		],
		[
			'some of a list',
			{ tags: ['A', 1, null, '', ['b'], {}], counts: ['1', 2] },
			{ tags: ['a'], counts: [2] },
		],
		['some parts', { badge: { number: 'x', value: 'B', other: 1 } }, { badge: { value: 'b' } }],
		['no parts', { badge: { number: 'x', labels: [] }, devices: [{ other: 1 }, {}] }, {}],
		['unassigned', { text: '', count: null, tags: [], codes: ['', null], badge: {} }, {}],
		[
			'under other spellings',
			{ TEXT: 'A', Badge: { NUMBER: 1 } },
			{ text: 'a', badge: { number: 1 } },
		],
		['not declared', { other: 'x' }, {}],
	])('%s', (_name, extension, form) => {
		// The extension stays even if it is empty: it is one of the `schemas`.
		expect(comparable(ANYONE, { [EXT.toUpperCase()]: extension })).toEqual({ [EXT]: form });
	});

	test('whatever they are, filters see what fits: text is compared with text, numbers with numbers', () => {
		const document: JsonObject = { [EXT]: { count: 'z', text: 5, tags: [5, 'b'], since: 'z' } };
		for (const [filter, expected] of [
			['count gt 1', false],
			['count pr', false],
			['text lt "z"', false],
			['text ne "z"', true],
			['tags pr', true],
			['tags ge "a"', true],
			['tags le "a"', false],
			['since pr', false],
			['since gt "1970-01-01T00:00:00Z"', false],
		] as const) {
			const parsed = parseFilter(`${EXT}:${filter}`, ANYONE);
			expect(parsed.ok && evaluate(parsed.value, comparable(ANYONE, document)), filter).toBe(
				expected,
			);
		}
	});
});

function shape(json: Json): unknown {
	if (isObject(json)) {
		return Object.entries(json).map(([name, value]) => [name, shape(value)]);
	}
	return Array.isArray(json) ? json.map(shape) : null;
}

test('has the shape of the document', () => {
	const text = fc.string({ minLength: 1 });
	const document = fc.record(
		{
			userName: text,
			active: fc.boolean(),
			name: fc.record({ givenName: text, familyName: text }),
			emails: fc.array(fc.record({ primary: fc.boolean(), value: text }), { minLength: 1 }),
			[ENTERPRISE_USER_URN]: fc.record({ department: text }),
		},
		{ requiredKeys: [] },
	);
	fc.assert(
		fc.property(document, (value) => {
			const json = value as JsonObject;
			expect(shape(comparable(USER, json))).toEqual(shape(json));
		}),
	);
});

test('any document has a search form, which holds nothing that is unassigned, and is its own', () => {
	const isAssigned = (json: Json): boolean =>
		typeof json === 'object' && json !== null
			? Object.keys(json).length > 0 && Object.values(json).every(isAssigned)
			: json !== null && json !== '';
	const names = fc.constantFrom(
		'text',
		'TAGS',
		'badge',
		'devices',
		'count',
		'value',
		'labels',
		'ports',
		'__proto__',
	);
	const { value } = fc.letrec<{ value: Json }>((tie) => ({
		value: fc.oneof(
			{ maxDepth: 4 },
			fc.constantFrom<Json>('', 'A', null, true, 0, 1.5, [], {}),
			fc.array(tie('value'), { maxLength: 3 }),
			fc
				.array(fc.tuple(names, tie('value')), { maxLength: 4 })
				.map((all) => Object.fromEntries(all)),
		),
	}));
	fc.assert(
		fc.property(value, (json) => {
			const form = comparable(ANYONE, { [EXT]: json });
			const extension = own(form, EXT);
			expect(Object.values(objectOr(extension)).every(isAssigned)).toBe(true);
			expect(comparable(ANYONE, form)).toEqual(form);
		}),
		{ numRuns: 500 },
	);
});
