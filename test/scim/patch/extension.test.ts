/** PATCH of attributes of every type and characteristic (RFC 7644 §3.5.2, RFC 7643 §2.2, §7). */
import { describe, expect, test } from 'vitest';
import type { Json, JsonObject } from '../../../src/scim/json.ts';
import type { ResourceType } from '../../../src/scim/schema/attribute.ts';
import { ANYONE, EVERYONE, EXT, SOMEONE } from '../everything.ts';
import { body, patch } from './patch.ts';

/** What operations make of an extension, or what is wrong; their paths are relative to it. */
function patched(
	extension: JsonObject | undefined,
	operations: readonly { op: string; path?: string; value?: unknown }[],
	type: ResourceType = ANYONE,
	directoryType?: string,
): Json | undefined {
	const document = { userName: 'ann', ...(extension === undefined ? {} : { [EXT]: extension }) };
	const request = operations.map(({ path, ...operation }) => ({
		...operation,
		...(path === undefined ? {} : { path: path === '' ? EXT : `${EXT}:${path}` }),
	}));
	const after = patch(type, document, body(...request), directoryType);
	return after.ok
		? after.value.attributes[EXT]
		: `${after.error.scimType}: ${after.error.detail.replaceAll(`${EXT}:`, '')}`;
}

const BEFORE = {
	text: 'a',
	tags: ['x', 'y'],
	badge: { value: 'b', number: 1, maker: 'ACME', labels: ['l', 'm'] },
	devices: [
		{ value: 'd', type: 'tv', primary: true, serial: 'S1', ports: [1, 2] },
		{ value: 'e', type: 'tv', serial: 'S2' },
	],
	rooms: [{ floor: '1', desk: 'a' }],
	keys: [{ value: 'k' }],
	once: 'Anna',
	onceMany: ['p', 'q'],
	onceWhole: { a: 'x', b: 'y' },
};
const [first, second] = BEFORE.devices;

type Row = readonly [string, { op: string; path: string; value?: unknown }, object | string];

/** Expects the outcome of one operation: what changes, with undefined for what goes, or the failure. */
function expectRows(rows: readonly Row[]) {
	test.each(rows)('%s: %j', (_name, operation, expected) => {
		expect(patched(BEFORE, [operation])).toEqual(outcome(expected));
	});
}

function outcome(expected: object | string) {
	return typeof expected === 'string'
		? expected.replace(': ', ': Operations[0]: ')
		: Object.fromEntries(
				Object.entries({ ...BEFORE, ...expected }).filter(([, value]) => value !== undefined),
			);
}

function fixed(name: string): string {
	return `mutability: "${name}" is immutable: it cannot be changed once it is set.`;
}

function readOnly(name: string): string {
	return `mutability: "${name}" is read-only: the service provider sets it.`;
}

describe('RFC 7644 §3.5.2: single values of every type', () => {
	expectRows([
		['a string', { op: 'replace', path: 'TEXT', value: 'b' }, { text: 'b' }],
		['a boolean as text', { op: 'add', path: 'flag', value: 'False' }, { flag: false }],
		['an integer as text', { op: 'add', path: 'count', value: '5' }, { count: 5 }],
		['a decimal', { op: 'add', path: 'ratio', value: 0.5 }, { ratio: 0.5 }],
		[
			'a dateTime',
			{ op: 'add', path: 'since', value: '2011-05-13T04:42:34Z' },
			{ since: '2011-05-13T04:42:34Z' },
		],
		['binary', { op: 'add', path: 'blob', value: 'aGk' }, { blob: 'aGk' }],
		['a reference', { op: 'add', path: 'link', value: '../a' }, { link: '../a' }],
		[
			'a wrong one',
			{ op: 'add', path: 'blob', value: 'a b' },
			'invalidValue: "blob" must be base64 such as aGVsbG8=.',
		],
		['no value', { op: 'replace', path: 'text', value: null }, { text: undefined }],
	]);
});

describe('RFC 7644 §3.5.2: simple values in a list', () => {
	expectRows([
		['one is added', { op: 'add', path: 'tags', value: 'z' }, { tags: ['x', 'y', 'z'] }],
		[
			'several are added',
			{ op: 'add', path: 'tags', value: ['z', 'w'] },
			{ tags: ['x', 'y', 'z', 'w'] },
		],
		[
			'one that is there changes nothing (§3.5.2.1)',
			{ op: 'add', path: 'tags', value: ['X', 'y'] },
			{},
		],
		['to none', { op: 'add', path: 'codes', value: ['c', 'C'] }, { codes: ['c', 'C'] }],
		['nothing is added', { op: 'add', path: 'tags', value: [] }, {}],
		['all are replaced', { op: 'replace', path: 'tags', value: ['z', 'z'] }, { tags: ['z'] }],
		['by nothing', { op: 'replace', path: 'tags', value: [] }, { tags: undefined }],
		['all are removed', { op: 'remove', path: 'tags' }, { tags: undefined }],
		['listed ones are removed', { op: 'remove', path: 'tags', value: ['X', 'w'] }, { tags: ['y'] }],
		[
			'a wrong one',
			{ op: 'add', path: 'tags', value: [1] },
			'invalidValue: "tags" must be a string, of valid Unicode and without NUL characters.',
		],
		[
			'an object',
			{ op: 'add', path: 'tags', value: { value: 'x' } },
			'invalidValue: "tags" must be a string, of valid Unicode and without NUL characters.',
		],
	]);
});

describe('RFC 7644 §3.5.2.2: a simple value is selected by comparing its "value"', () => {
	expectRows([
		['removed', { op: 'remove', path: 'tags[value eq "X"]' }, { tags: ['y'] }],
		[
			'removed by any filter',
			{ op: 'remove', path: 'tags[not (value sw "x") or value co "q"]' },
			{ tags: ['x'] },
		],
		['the last ones leave none', { op: 'remove', path: 'tags[value pr]' }, { tags: undefined }],
		['removed where it is not', { op: 'remove', path: 'tags[value eq "z"]' }, {}],
		['replaced', { op: 'replace', path: 'tags[value eq "x"]', value: 'z' }, { tags: ['z', 'y'] }],
		[
			'replaced by one that is there',
			{ op: 'replace', path: 'tags[value eq "x"]', value: 'y' },
			{ tags: ['y'] },
		],
		[
			'replaced, its value being named',
			{ op: 'replace', path: 'tags[value eq "x"].value', value: 'z' },
			{ tags: ['z', 'y'] },
		],
		['cleared', { op: 'replace', path: 'tags[value eq "x"]', value: null }, { tags: ['y'] }],
		[
			'no match',
			{ op: 'replace', path: 'tags[value eq "z"]', value: 'w' },
			'noTarget: No value of "tags" matches the filter of the path.',
		],
		[
			'no list',
			{ op: 'remove', path: 'text[value eq "a"]' },
			'invalidPath: A User has no attribute "text[value eq "a"]": expected names of its schemas, those of an extension with its URN in front.',
		],
		[
			'another part',
			{ op: 'remove', path: 'tags[type eq "a"]' },
			'invalidFilter: Unknown attribute "type" (character 1 of the filter).',
		],
		[
			'and named',
			{ op: 'remove', path: 'tags[value eq "x"].type' },
			'invalidPath: A User has no attribute "tags[value eq "x"].type": expected names of its schemas, those of an extension with its URN in front.',
		],
	]);

	test('Entra: what the filter says is made', () => {
		const before = { tags: ['x'] };
		const entra = (operation: { op: string; path: string; value: unknown }) =>
			patched(before, [operation], ANYONE, 'azure-scim-v2');
		expect(entra({ op: 'replace', path: 'tags[value eq "z"]', value: 'Z' })).toEqual({
			tags: ['x', 'Z'],
		});
		expect(entra({ op: 'add', path: 'tags[value eq "z"]', value: 'w' })).toMatch(/^noTarget/);
		expect(entra({ op: 'add', path: 'tags[value eq "z"]', value: 5 })).toMatch(/^invalidValue/);
	});

	test('numbers and dates are compared as such', () => {
		const extension = {
			counts: [1, 10, 9],
			days: ['2011-05-13T04:42:34Z', '2012-05-13T04:42:34Z'],
		};
		const operations = [
			{ op: 'remove', path: 'counts[value gt 8]' },
			{ op: 'remove', path: 'days[value eq "2011-05-13T06:42:34+02:00"]' },
		];
		expect(patched(extension, operations)).toEqual({ counts: [1], days: ['2012-05-13T04:42:34Z'] });
	});
});

describe('RFC 7644 §3.5.2: lists inside complex values', () => {
	const { badge } = BEFORE;
	expectRows([
		[
			'added',
			{ op: 'add', path: 'badge.labels', value: 'n' },
			{ badge: { ...badge, labels: ['l', 'm', 'n'] } },
		],
		[
			'added with the value',
			{ op: 'add', path: 'badge', value: { labels: ['n', 'l'] } },
			{ badge: { ...badge, labels: ['l', 'm', 'n'] } },
		],
		[
			'replaced',
			{ op: 'replace', path: 'badge.labels', value: ['n'] },
			{ badge: { ...badge, labels: ['n'] } },
		],
		[
			'replaced with the value',
			{ op: 'replace', path: 'badge', value: { labels: ['n'] } },
			{ badge: { ...badge, labels: ['n'] } },
		],
		[
			'listed ones removed',
			{ op: 'remove', path: 'badge.labels', value: ['L'] },
			{ badge: { ...badge, labels: ['m'] } },
		],
		[
			'removed',
			{ op: 'remove', path: 'badge.labels' },
			{ badge: { value: 'b', number: 1, maker: 'ACME' } },
		],
		[
			'added to selected values',
			{ op: 'add', path: 'devices[value eq "d"].ports', value: [2, 3] },
			{ devices: [{ ...first, ports: [1, 2, 3] }, second] },
		],
		[
			'a wrong one',
			{ op: 'add', path: 'badge.labels', value: [1] },
			'invalidValue: "badge.labels" must be a string, of valid Unicode and without NUL characters.',
		],
		[
			'too many',
			{
				op: 'add',
				path: 'devices[value eq "d"].ports',
				value: Array.from({ length: 200 }, (_, port) => port),
			},
			{
				devices: [
					{ ...first, ports: [1, 2, 0, ...Array.from({ length: 197 }, (_, port) => port + 3)] },
					second,
				],
			},
		],
	]);
});

describe('RFC 7643 §7 immutable', () => {
	expectRows([
		['changed', { op: 'replace', path: 'once', value: 'Bert' }, fixed('once')],
		['cleared', { op: 'replace', path: 'once', value: null }, fixed('once')],
		['removed', { op: 'remove', path: 'once' }, fixed('once')],
		['said again', { op: 'replace', path: 'once', value: 'ANNA' }, {}],
		['one more', { op: 'add', path: 'onceMany', value: 'r' }, fixed('onceMany')],
		['one less', { op: 'remove', path: 'onceMany[value eq "p"]' }, fixed('onceMany')],
		['in another order', { op: 'replace', path: 'onceMany', value: ['Q', 'P'] }, {}],
		[
			'a whole said again, in another order',
			{ op: 'replace', path: 'onceWhole', value: { b: 'Y', a: 'X' } },
			{},
		],
		[
			'one part of a whole',
			{ op: 'replace', path: 'onceWhole.a', value: 'z' },
			fixed('onceWhole.a'),
		],
		['a part changed', { op: 'replace', path: 'badge.maker', value: 'X' }, fixed('badge.maker')],
		[
			'a part changed with the value',
			{ op: 'add', path: 'badge', value: { maker: 'X' } },
			fixed('badge.maker'),
		],
		['a part removed', { op: 'remove', path: 'badge.maker' }, fixed('badge.maker')],
		[
			'a part said again',
			{ op: 'add', path: 'badge', value: { maker: 'acme', number: 2 } },
			{ badge: { ...BEFORE.badge, number: 2 } },
		],
		['a whole value removed', { op: 'remove', path: 'badge' }, { badge: undefined }],
		[
			'a part of selected values',
			{ op: 'replace', path: 'devices[value eq "d"].serial', value: 'X' },
			fixed('devices.serial'),
		],
		[
			'selected values exchanged',
			{ op: 'replace', path: 'devices[value eq "d"]', value: { value: 'd', serial: 'X' } },
			fixed('devices.serial'),
		],
		[
			'selected values exchanged, the part left out',
			{ op: 'replace', path: 'devices[value eq "e"]', value: { value: 'f' } },
			{ devices: [first, { value: 'f', serial: 'S2' }] },
		],
		[
			'all values exchanged',
			{ op: 'replace', path: 'devices', value: [{ value: 'd', type: 'tv', serial: 'X' }] },
			fixed('devices.serial'),
		],
		[
			'all values exchanged, the part left out',
			{ op: 'replace', path: 'devices', value: [{ value: 'e', type: 'tv' }] },
			{ devices: [second] },
		],
		[
			'a value added that is there',
			{ op: 'add', path: 'devices', value: { value: 'E', type: 'TV', serial: 'X' } },
			fixed('devices.serial'),
		],
		['a value removed', { op: 'remove', path: 'devices[value eq "d"]' }, { devices: [second] }],
		['the whole extension removed', { op: 'remove', path: '' }, fixed('once')],
		['the whole extension cleared', { op: 'replace', path: '', value: null }, fixed('once')],
	]);

	test('is set where there is none, in each way', () => {
		for (const op of ['add', 'replace']) {
			expect(patched(undefined, [{ op, path: 'once', value: 'a' }])).toEqual({ once: 'a' });
			expect(patched({ badge: { number: 1 } }, [{ op, path: 'badge.maker', value: 'm' }])).toEqual({
				badge: { number: 1, maker: 'm' },
			});
		}
	});

	test('an extension without such values is removed', () => {
		expect(patched({ text: 'a' }, [{ op: 'remove', path: '' }])).toBeUndefined();
	});
});

describe('RFC 7643 §7 readOnly', () => {
	expectRows([
		['an attribute', { op: 'replace', path: 'seen', value: 'x' }, readOnly('seen')],
		['an attribute removed', { op: 'remove', path: 'seen' }, readOnly('seen')],
		['a part', { op: 'add', path: 'badge.seen', value: 'x' }, readOnly('badge.seen')],
		[
			'a part of selected values',
			{ op: 'remove', path: 'devices[value eq "d"].seen' },
			readOnly('devices[…].seen'),
		],
		[
			'beside other names it is ignored',
			{ op: 'replace', path: '', value: { seen: 1, text: 'b' } },
			{ text: 'b' },
		],
		['alone as well', { op: 'replace', path: '', value: { seen: 1 } }, {}],
		[
			'beside other parts it is ignored',
			{ op: 'replace', path: 'badge', value: { seen: 1, number: 2 } },
			{ badge: { ...BEFORE.badge, number: 2 } },
		],
		['so are unknown parts', { op: 'replace', path: 'badge', value: { seen: 1, other: 2 } }, {}],
		[
			'in selected values alone it changes nothing',
			{ op: 'replace', path: 'devices[value eq "d"]', value: { seen: 1 } },
			{},
		],
		[
			'in all values alone it clears nothing',
			{ op: 'replace', path: 'devices', value: [{ seen: 1 }, { SEEN: 2 }] },
			{},
		],
		[
			'a value that says nothing else is none',
			{ op: 'add', path: 'devices', value: [{ seen: 1 }, { value: 'f' }] },
			{ devices: [first, second, { value: 'f' }] },
		],
	]);
});

describe('RFC 7643 §7 writeOnly', () => {
	expectRows([
		['an attribute leaves no trace', { op: 'replace', path: 'secret', value: 's' }, {}],
		['nor when removed', { op: 'remove', path: 'secret' }, {}],
		['a part leaves no trace', { op: 'add', path: 'badge.pin', value: '1' }, {}],
		[
			'beside other parts',
			{ op: 'add', path: 'badge', value: { pin: '1', number: 2 } },
			{ badge: { ...BEFORE.badge, number: 2 } },
		],
		['a part of a write-only value', { op: 'add', path: 'vault.door', value: 1 }, {}],
		[
			'which is checked',
			{ op: 'add', path: 'vault.door', value: 'x' },
			'invalidValue: "vault.door" must be an integer of at most 16 digits.',
		],
		[
			'as is the whole',
			{ op: 'add', path: 'vault', value: { door: 'x' } },
			'invalidValue: "vault.door" must be an integer of at most 16 digits.',
		],
		[
			'and a part that is named with it',
			{ op: 'add', path: 'badge', value: { pin: 1 } },
			'invalidValue: "badge.pin" must be a string, of valid Unicode and without NUL characters.',
		],
	]);
});

describe('RFC 7644 §3.5.2.2: what is required cannot be removed', () => {
	expectRows([
		[
			'a part of selected values',
			{ op: 'remove', path: 'rooms[desk eq "a"].floor' },
			'mutability: "rooms.floor" is required: it cannot be removed.',
		],
		[
			'nor with the values that have nothing else',
			{ op: 'remove', path: 'keys.value' },
			'mutability: "keys.value" is required: it cannot be removed.',
		],
		[
			'the values themselves can',
			{ op: 'remove', path: 'rooms[desk eq "a"]' },
			{ rooms: undefined },
		],
	]);

	const full = { must: 'm', mustHave: [{ value: 'h' }, { value: 'i' }] };
	test.each<[string, object, string | undefined]>([
		[
			'an attribute',
			{ op: 'remove', path: 'must' },
			'mutability: Operations[0]: "must" is required: it cannot be removed.',
		],
		[
			'a list',
			{ op: 'remove', path: 'mustHave' },
			'mutability: Operations[0]: "mustHave" is required: it cannot be removed.',
		],
		[
			'the last values',
			{ op: 'remove', path: 'mustHave[value pr]' },
			'mutability: Operations[0]: "mustHave" is required: it cannot be removed.',
		],
		[
			'the extension',
			{ op: 'remove', path: '' },
			`mutability: Operations[0]: "${EXT}" is required: it cannot be removed.`,
		],
		[
			'nothing put in its place',
			{ op: 'replace', path: 'must', value: '' },
			'invalidValue: "must" is required.',
		],
		[
			'no values put in their place',
			{ op: 'replace', path: 'mustHave', value: [] },
			'invalidValue: "mustHave" is required.',
		],
		[
			'what is not kept',
			{ op: 'remove', path: 'mustSecretly' },
			'mutability: Operations[0]: "mustSecretly" is required: it cannot be removed.',
		],
		[
			'nothing put in the place of what is not kept',
			{ op: 'replace', path: 'mustSecretly', value: null },
			'invalidValue: Operations[0]: "mustSecretly" is required.',
		],
	])('%s', (_name, operation, problem) => {
		expect(patched(full, [operation as never], EVERYONE)).toBe(problem);
	});

	test('one of several values can', () => {
		expect(patched(full, [{ op: 'remove', path: 'mustHave[value eq "h"]' }], EVERYONE)).toEqual({
			must: 'm',
			mustHave: [{ value: 'i' }],
		});
	});

	test('an attribute without which its extension would be gone', () => {
		const alone = patched({ must: 'm' }, [{ op: 'remove', path: 'must' }], SOMEONE);
		expect(alone).toBe('mutability: Operations[0]: "must" is required: it cannot be removed.');
		expect(patched({ must: 'm' }, [{ op: 'remove', path: '' }], SOMEONE)).toBeUndefined();
	});

	test('a document that lacks what its schema now requires can still be changed', () => {
		const change = { op: 'add', path: 'may', value: 'x' };
		expect(patched({ must: 'm' }, [change], EVERYONE)).toEqual({ must: 'm', may: 'x' });
		expect(patched({ must: 'm' }, [{ op: 'remove', path: 'must' }], EVERYONE)).toMatch(
			/^mutability/,
		);
	});
});

describe('values that were stored before their extension was declared', () => {
	test.each<[string, JsonObject, { op: string; path: string; value?: unknown }, JsonObject]>([
		[
			'one alone counts as a list',
			{ tags: 'x' },
			{ op: 'add', path: 'tags', value: 'y' },
			{ tags: ['x', 'y'] },
		],
		[
			'parts that are not declared stay',
			{ badge: { old: 1, number: 2 } },
			{ op: 'add', path: 'badge', value: { number: 3 } },
			{ badge: { number: 3, old: 1 } },
		],
		[
			'attributes that are not declared stay',
			{ old: [1] },
			{ op: 'add', path: 'text', value: 'a' },
			{ old: [1], text: 'a' },
		],
		[
			'a value that is no object is replaced',
			{ badge: 'b' },
			{ op: 'add', path: 'badge.number', value: 1 },
			{ badge: { number: 1 } },
		],
		[
			'values that are not of the type are not selected',
			{ tags: [1, 'x', {}] },
			{ op: 'remove', path: 'tags[not (value eq "y")]' },
			{ tags: [1, {}] },
		],
		[
			'nor listed',
			{ tags: [{ value: 'x' }, 'x'] },
			{ op: 'remove', path: 'tags', value: ['x'] },
			{ tags: [{ value: 'x' }] },
		],
		[
			'nor asked for what they must have',
			{ rooms: ['r', { floor: '1' }] },
			{ op: 'remove', path: 'rooms[floor eq "1"]' },
			{ rooms: ['r'] },
		],
	])('%s', (_name, before, operation, after) => {
		expect(patched(before, [operation])).toEqual(after);
	});
});
