import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { comparable, comparableValue, epochMilliseconds } from '../../src/scim/comparable.ts';
import { isObject, type Json, type JsonObject } from '../../src/scim/json.ts';
import { resolveName } from '../../src/scim/schema/lookup.ts';
import { GROUP, USER } from '../../src/scim/schema/resource-types.ts';
import { ENTERPRISE_USER_URN } from '../../src/scim/urns.ts';

describe('dateTime (RFC 7643 §2.3.5)', () => {
	test.each([
		['1970-01-01T00:00:00Z', 0],
		['1970-01-01T00:00:00', 0],
		['1970-01-01T00:00:01.5Z', 1500],
		['1970-01-01T00:00:00.123456Z', 123],
		['1970-01-01T01:00:00+01:00', 0],
		['1969-12-31T19:00:00-05:00', 0],
		['2024-02-29T00:00:00Z', Date.UTC(2024, 1, 29)],
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

function shape(json: Json): unknown {
	if (isObject(json)) {
		return Object.entries(json).map(([name, value]) => [name, shape(value)]);
	}
	return Array.isArray(json) ? json.map(shape) : null;
}

test('has the shape of the document', () => {
	const document = fc.record(
		{
			userName: fc.string(),
			active: fc.boolean(),
			name: fc.record({ givenName: fc.string(), familyName: fc.string() }),
			emails: fc.array(fc.record({ value: fc.string(), primary: fc.boolean() })),
			[ENTERPRISE_USER_URN]: fc.record({ department: fc.string() }),
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
