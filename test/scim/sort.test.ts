/** What "sortBy" may name, and the order of what it leads to (RFC 7644 §3.4.2.3). */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ResourceType } from '../../src/scim/schema/attribute.ts';
import { attribute, plural } from '../../src/scim/schema/define.ts';
import { pathText } from '../../src/scim/schema/lookup.ts';
import { GROUP, USER, withDeclared } from '../../src/scim/schema/resource-types.ts';
import { comparePositions, readSort, type Position } from '../../src/scim/sort.ts';

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const BADGE = 'urn:acme:badge:1.0:User';

const EXTENDED = withDeclared([
	{
		resourceType: 'User',
		required: false,
		schema: {
			id: BADGE,
			name: 'Badge',
			description: '',
			attributes: [
				attribute('level', '', { type: 'integer' }),
				attribute('pin', '', { returned: 'never', mutability: 'writeOnly' }),
				plural('doors', '', [
					attribute('floor', ''),
					attribute('code', '', { returned: 'never', mutability: 'writeOnly' }),
				]),
			],
		},
	},
]).User;

/** The path that is sorted by, or the detail of the failure. */
function sorted(text: string, type: ResourceType, others: readonly ResourceType[] = []): string {
	const path = readSort(text, type, others);
	if (path.ok) return path.value === undefined ? '' : pathText(path.value);
	expect(path.error).toMatchObject({ status: 400, scimType: 'invalidValue' });
	return path.error.detail;
}

describe('RFC 7644 §3.4.2.3 sortBy names', () => {
	test.each([
		['an attribute', 'userName', 'userName'],
		['in any letter case', 'NAME.FAMILYNAME', 'name.familyName'],
		['with the URN of its schema', 'urn:ietf:params:scim:schemas:core:2.0:User:title', 'title'],
		['of an extension', `${ENTERPRISE}:department`, `${ENTERPRISE}:department`],
		['of a declared extension', `${BADGE.toUpperCase()}:Level`, `${BADGE}:level`],
		['the value of a complex attribute', 'emails', 'emails.value'],
		['the value of one in an extension', `${ENTERPRISE}:manager`, `${ENTERPRISE}:manager.value`],
		['a sub-attribute', 'addresses.locality', 'addresses.locality'],
		['what the service provider keeps', 'meta.lastModified', 'meta.lastModified'],
	])('%s: %s', (_name, text, path) => {
		expect(sorted(text, EXTENDED)).toBe(path);
	});

	test.each([
		['nickname2', 'an attribute of User is expected'],
		['', 'an attribute of User is expected'],
		['__proto__', 'an attribute of User is expected'],
		['emails[type eq "work"].value', 'an attribute of User is expected'],
		['members.value', 'an attribute of User is expected'],
		[ENTERPRISE, 'an attribute of User is expected'],
		['name', 'one of its sub-attributes is expected, such as "name.formatted"'],
		['meta', 'one of its sub-attributes is expected, such as "meta.resourceType"'],
		['password', 'never returned'],
		[`${BADGE}:pin`, 'never returned'],
		[`${BADGE}:doors.code`, 'never returned'],
		['meta.location', 'made for each answer'],
		['meta.version', 'made for each answer'],
		['groups.$ref', 'made for each answer'],
		['x'.repeat(10_000), `"${'x'.repeat(100)}…"`],
	])('but not %s', (text, detail) => {
		expect(sorted(text, EXTENDED)).toMatch(/^"sortBy" cannot be ".*$/);
		expect(sorted(text, EXTENDED)).toContain(detail);
	});

	test('RFC 7644 §3.4.2.1: of several types, what one of them has', () => {
		expect(sorted('userName', USER, [GROUP])).toBe('userName');
		expect(sorted('userName', GROUP, [USER])).toBe('');
		expect(sorted('displayName', GROUP, [USER])).toBe('displayName');
		expect(sorted('password', GROUP, [USER])).toContain('never returned');
		expect(sorted('nothing', GROUP, [USER])).toContain('an attribute of Group or User is expected');
	});
});

describe('RFC 7644 §3.4.2.3 ascending order', () => {
	test.each<[string, Position['sort'], Position['sort']]>([
		['text by code point', 'Z', 'a'],
		['text that goes on is later', 'a', 'ab'],
		['beyond the first 65,536 characters too', '\uff01', '\u{1F600}'],
		['numbers by size, not as text', 9, 10],
		['what has no value is last', 'z', null],
		['even after the greatest number', Number.MAX_VALUE, null],
	])('%s', (_name, first, second) => {
		const one = { sort: first, key: 9 };
		const other = { sort: second, key: 1 };
		expect(comparePositions(one, other)).toBeLessThan(0);
		expect(comparePositions(other, one)).toBeGreaterThan(0);
	});

	test('of equal values, the resource that was created first', () => {
		for (const sort of ['a', 1, null]) {
			expect(comparePositions({ sort, key: 1 }, { sort, key: 2 })).toBeLessThan(0);
		}
	});

	test('is total', () => {
		const unit = fc.constantFrom('a', 'b', '\uff01', '\u{1F600}');
		const positions = fc.oneof(
			threePositions(fc.string({ unit, maxLength: 3 })),
			threePositions(fc.integer()),
		);
		fc.assert(
			fc.property(positions, ([a, b, c]) => {
				const same = a.sort === b.sort && a.key === b.key;
				expect(comparePositions(a, b) === 0).toBe(same);
				expect(Math.sign(comparePositions(a, b))).toBe(0 - Math.sign(comparePositions(b, a)));
				const ascends = comparePositions(a, b) <= 0 && comparePositions(b, c) <= 0;
				expect(!ascends || comparePositions(a, c) <= 0).toBe(true);
			}),
		);
	});
});

/** Three places in one order, which is of values of one type. */
function threePositions(value: fc.Arbitrary<string> | fc.Arbitrary<number>) {
	const position = fc.record({ sort: fc.option<string | number>(value), key: fc.nat(3) });
	return fc.tuple(position, position, position);
}
