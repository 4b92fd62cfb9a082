/** The simple types (RFC 7643 §2.3): what is read of each, and what is refused with which words. */
import { describe, expect, test } from 'vitest';
import type { Json } from '../../src/scim/json.ts';
import type { AttributeType } from '../../src/scim/schema/attribute.ts';
import { attribute } from '../../src/scim/schema/define.ts';
import { readSingle, readValue } from '../../src/scim/value.ts';

type SimpleType = Exclude<AttributeType, 'complex'>;

const EXPECTED: Readonly<Record<SimpleType, string>> = {
	string: '"x" must be a string, of valid Unicode and without NUL characters.',
	boolean: '"x" must be true or false.',
	decimal: '"x" must be a number.',
	integer: '"x" must be an integer of at most 16 digits.',
	dateTime: '"x" must be a date and time such as 2011-05-13T04:42:34Z.',
	binary: '"x" must be base64 such as aGVsbG8=.',
	reference: '"x" must be a URI, absolute or relative, such as https://example.com/photo.png.',
};

function read(type: SimpleType, json: Json): Json | undefined {
	const value = readSingle(attribute('x', '', { type }), json, 'x');
	return value.ok ? value.value : value.error.detail;
}

describe.each<[string, SimpleType, readonly Json[]]>([
	['RFC 7643 §2.3.1', 'string', ['a', ' ', 'null', '\u{1F600}', 'line\nbreak']],
	['RFC 7643 §2.3.2', 'boolean', [true, false]],
	['RFC 7643 §2.3.3', 'decimal', [0, -1.5, 3, 1e21, 0.1]],
	['RFC 7643 §2.3.4', 'integer', [0, -1, 9007199254740991]],
	[
		'RFC 7643 §2.3.5',
		'dateTime',
		[
			'2008-01-23T04:56:22Z',
			'2008-01-23T04:56:22',
			'2008-01-23T04:56:22.123456789+05:30',
			'2008-01-23T04:56:22-14:00',
			'2008-01-23T04:56:22+14:00',
			'2008-12-31T24:00:00Z',
			'2008-12-31T24:00:00.000Z',
			'2008-02-29T00:00:00Z',
			'0001-01-01T00:00:00Z',
			'9999-12-31T23:59:59Z',
		],
	],
	[
		'RFC 7643 §2.3.6',
		'binary',
		['aGVsbG8=', 'aGVsbG8', 'YQ==', 'YQ', 'YWJj', 'MII/+zCC', 'MII_-zCC', 'MII_-zCCYQ=='],
	],
	[
		'RFC 7643 §2.3.7',
		'reference',
		[
			'https://example.com/photo.png?a=b&c=d#e',
			'../Users/1',
			'Users/1',
			'urn:example:1',
			'mailto:a@example.com',
			'data:image/png;base64,aGk=',
			'https://exämple.com/straße',
			'https://example.com/a%20b',
		],
	],
])('%s %s', (_section, type, values) => {
	test.each(values)('%o is stored as it is', (value) => {
		expect(read(type, value)).toBe(value);
	});
});

describe('RFC 7643 §2.3: what is not of the type is refused', () => {
	const foreign: readonly Json[] = [{}, { value: 'a' }, ['a'], [[]]];
	const wrong: Readonly<Record<SimpleType, readonly Json[]>> = {
		string: [1, true, 'a\0b', '\ud800', 'x\udc00'],
		boolean: [0, 1, 'yes', 'no', '1', 'true '],
		decimal: ['1,5', '1.', '.5', '+1', '0x10', 'NaN', 'Infinity', '1e999', true, ' 1'],
		integer: [1.5, '1.5', '1e3', '1.0', 2 ** 53, '9007199254740993', '12345678901234567', true],
		dateTime: [
			0,
			'2008-01-23',
			'04:56:22Z',
			'2008-01-23T04:56Z',
			'2008-01-23 04:56:22Z',
			'2008-01-23t04:56:22Z',
			'2008-01-23T04:56:22z',
			'2008-01-23T04:56:22+0530',
			'2008-01-23T04:56:22+14:01',
			'2008-01-23T04:56:22-15:00',
			'2008-01-23T04:56:22+05:60',
			'2008-01-23T04:56:60Z',
			'2008-12-31T23:59:60Z',
			'2008-01-23T24:00:01Z',
			'2008-01-23T24:00:00.1Z',
			'2008-01-23T25:00:00Z',
			'2008-01-23T04:56:22.Z',
			'2008-13-01T00:00:00Z',
			'2008-00-01T00:00:00Z',
			'2009-02-29T00:00:00Z',
			'2008-04-31T00:00:00Z',
			'2008-01-00T00:00:00Z',
			'0000-01-01T00:00:00Z',
			// Valid, but nothing in the system could keep such years.
			'12008-01-23T04:56:22Z',
			'-2008-01-23T04:56:22Z',
			'208-01-23T04:56:22Z',
			'2008-01-23T04:56:22Z\n',
		],
		binary: [
			1,
			'a',
			'abcde',
			'YQ=',
			'YQ===',
			'YWJj=',
			'YWJj====',
			'=',
			'====',
			'YW Jj',
			'MII/-zCC',
			'ä',
		],
		reference: [
			1,
			true,
			'a b',
			'http://exa mple.com/',
			'<a>',
			'a"b',
			'a\\b',
			'a^b',
			'a`b',
			'{a}',
			'a|b',
			'a\nb',
			'a\0',
		],
	};
	const rows = Object.entries(wrong).flatMap(([type, values]) =>
		[...values, ...foreign].map((value) => [type as SimpleType, value] as const),
	);
	test.each(rows)('%s: %o', (type, value) => {
		expect(read(type, value)).toBe(EXPECTED[type]);
	});
});

describe('forms that identity providers send are read as what they mean', () => {
	test.each<[SimpleType, Json, Json]>([
		['boolean', 'True', true],
		['boolean', 'FALSE', false],
		['boolean', 'false', false],
		['decimal', '-1.5', -1.5],
		['decimal', '1.5e3', 1500],
		['decimal', '2', 2],
		['integer', '-7', -7],
		['integer', '007', 7],
	])('%s: %o is %o', (type, given, stored) => {
		expect(read(type, given)).toBe(stored);
	});
});

describe('RFC 7643 §2.5: null, an empty array and an empty string are no value', () => {
	test.each(Object.keys(EXPECTED) as SimpleType[])('of a %s', (type) => {
		for (const nothing of [null, [], '']) {
			expect(read(type, nothing)).toBeUndefined();
			const many = attribute('x', '', { type, multiValued: true });
			expect(readValue(many, nothing, 'x')).toEqual({ ok: true, value: undefined });
			expect(readValue(many, [nothing], 'x')).toEqual({ ok: true, value: undefined });
		}
	});
});

describe('RFC 7643 §2.4: the same value is kept once', () => {
	test.each<[string, Json, Json]>([
		['strings in any letter case', ['a', 'A', 'b'], ['a', 'b']],
		['a bare value', 'a', ['a']],
	])('%s', (_name, given, stored) => {
		const tags = attribute('x', '', { multiValued: true });
		expect(readValue(tags, given, 'x')).toEqual({ ok: true, value: stored });
	});

	test('but letter case counts where it is exact, and dates are instants', () => {
		const codes = attribute('x', '', { multiValued: true, caseExact: true });
		expect(readValue(codes, ['a', 'A', 'a'], 'x')).toEqual({ ok: true, value: ['a', 'A'] });
		const days = attribute('x', '', { multiValued: true, type: 'dateTime' });
		const instants = ['2011-05-13T04:42:34Z', '2011-05-13T06:42:34+02:00'];
		expect(readValue(days, instants, 'x')).toEqual({ ok: true, value: [instants[0]] });
	});
});
