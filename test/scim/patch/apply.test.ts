/** What PATCH operations do to a user (RFC 7644 §3.5.2.1 to §3.5.2.3). */
import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../src/scim/json.ts';
import { USER } from '../../../src/scim/schema/resource-types.ts';
import { body, ENTERPRISE, patch, patchUser } from './patch.ts';

const work = { value: 'babs@work.example', type: 'work', primary: true };
const home = { value: 'babs@home.example', type: 'home' };

const BABS: JsonObject = {
	externalId: 'ext-1',
	userName: 'babs',
	name: { familyName: 'Jensen', givenName: 'Barbara' },
	title: 'Guide',
	active: true,
	emails: [work, home],
	addresses: [{ streetAddress: '1 Main St', locality: 'Hollywood', type: 'work' }],
	[ENTERPRISE]: { department: 'Tours', manager: { value: '7', displayName: 'John' } },
};

/** Babs with other values; undefined ones are left out. */
function babsWith(changes: object): JsonObject {
	const all = Object.entries({ ...BABS, ...changes });
	return Object.fromEntries(all.filter(([, value]) => value !== undefined));
}

describe('RFC 7644 §3.5.2.1 add', () => {
	const ext = BABS[ENTERPRISE] as JsonObject;
	test.each<[string, object, object]>([
		[
			'the example without path: a value is appended, a name in any case set',
			{ value: { emails: [{ value: 'babs@jensen.org', type: 'home' }], nickname: 'Babs' } },
			{ emails: [work, home, { value: 'babs@jensen.org', type: 'home' }], nickName: 'Babs' },
		],
		['a single value is replaced', { path: 'title', value: 'Boss' }, { title: 'Boss' }],
		['an absent attribute is made', { path: 'nickName', value: 'B' }, { nickName: 'B' }],
		[
			'a complex value is merged',
			{ path: 'name', value: { givenName: 'B' } },
			{ name: { familyName: 'Jensen', givenName: 'B' } },
		],
		[
			'a complex value without path is merged',
			{ value: { name: { givenName: 'B' } } },
			{ name: { familyName: 'Jensen', givenName: 'B' } },
		],
		[
			'one object is appended to many',
			{ path: 'emails', value: { value: 'x' } },
			{ emails: [work, home, { value: 'x' }] },
		],
		['an equal value is not added again', { path: 'emails', value: [home] }, {}],
		[
			'nor if its parts come in another order',
			{ path: 'emails', value: [{ type: 'home', value: home.value }] },
			{},
		],
		[
			'the same address is completed',
			{ path: 'emails', value: [{ ...home, display: 'Home' }] },
			{ emails: [work, { value: home.value, display: 'Home', type: 'home' }] },
		],
		[
			'and stays as it is spelled',
			{ path: 'emails', value: [{ type: 'HOME', value: home.value.toUpperCase() }] },
			{},
		],
		[
			'a new primary takes it from the old',
			{ path: 'emails', value: [{ value: 'x', primary: true }] },
			{ emails: [{ ...work, primary: false }, home, { value: 'x', primary: true }] },
		],
		[
			'an existing value becomes primary',
			{ path: 'emails', value: [{ ...home, primary: true }] },
			{
				emails: [
					{ ...work, primary: false },
					{ ...home, primary: true },
				],
			},
		],
		['an object without names adds nothing', { path: 'emails', value: [{}] }, {}],
		['nothing added to many changes nothing', { path: 'emails', value: [] }, {}],
		['an empty value clears a single one', { path: 'title', value: '' }, { title: undefined }],
		[
			'an extension attribute',
			{ path: `${ENTERPRISE}:division`, value: 'D' },
			{ [ENTERPRISE]: { ...ext, division: 'D' } },
		],
		[
			'into selected values',
			{ path: 'emails[type eq "home"]', value: { display: 'Home' } },
			{ emails: [work, { ...home, display: 'Home' }] },
		],
		[
			'a sub-attribute of selected values',
			{ path: 'emails[type eq "home"].value', value: 'x' },
			{ emails: [work, { ...home, value: 'x' }] },
		],
	])('%s', (_name, operation, changes) => {
		expect(patchUser(BABS, [{ op: 'add', ...operation }])).toEqual(babsWith(changes));
	});
});

describe('RFC 7644 §3.5.2.2 remove', () => {
	test.each<[string, object, object]>([
		['a single value', { path: 'title' }, { title: undefined }],
		['a sub-attribute', { path: 'name.givenName' }, { name: { familyName: 'Jensen' } }],
		['all values', { path: 'emails' }, { emails: undefined }],
		[
			'the example: values that a filter selects',
			{ path: 'emails[type eq "work" and value ew "example"]' },
			{ emails: [home] },
		],
		['the last value leaves none', { path: 'addresses[type eq "work"]' }, { addresses: undefined }],
		[
			'a sub-attribute of selected values',
			{ path: 'addresses[type eq "work"].locality' },
			{ addresses: [{ streetAddress: '1 Main St', type: 'work' }] },
		],
		[
			'what only qualified a value goes with it',
			{ path: 'emails[type eq "work"].value' },
			{ emails: [home] },
		],
		[
			'a sub-attribute of all values',
			{ path: 'emails.type' },
			{ emails: [{ value: work.value, primary: true }, { value: home.value }] },
		],
		[
			'an extension attribute',
			{ path: `${ENTERPRISE}:department` },
			{ [ENTERPRISE]: { manager: { value: '7', displayName: 'John' } } },
		],
		['a whole extension', { path: ENTERPRISE }, { [ENTERPRISE]: undefined }],
		['what is absent', { path: 'nickName' }, {}],
		['values that do not exist', { path: 'emails[type eq "other"]' }, {}],
		['sub-attributes of values that do not exist', { path: 'emails[type eq "other"].value' }, {}],
		[
			'listed values, by value',
			{ path: 'emails', value: [{ value: home.value }] },
			{ emails: [work] },
		],
		[
			'a listed value, as an object, in any letter case',
			{ path: 'emails', value: { value: 'BABS@home.example' } },
			{ emails: [work] },
		],
		[
			'a listed value of another type stays',
			{ path: 'emails', value: [{ value: home.value, type: 'work' }] },
			{},
		],
		['listed values without value, if equal', { path: 'addresses', value: [{ type: 'work' }] }, {}],
		['an empty list removes nothing', { path: 'emails', value: [] }, {}],
		['a null value is no list', { path: 'emails', value: null }, { emails: undefined }],
	])('%s', (_name, operation, changes) => {
		expect(patchUser(BABS, [{ op: 'remove', ...operation }])).toEqual(babsWith(changes));
	});
});

describe('RFC 7644 §3.5.2.3 replace', () => {
	const address = {
		streetAddress: '911 Universal City Plaza',
		locality: 'Hollywood',
		region: 'CA',
		type: 'work',
		primary: true,
	};
	const ext = BABS[ENTERPRISE] as JsonObject;
	test.each<[string, object, object]>([
		[
			'the example without path: all values are replaced, other attributes stay',
			{
				value: {
					emails: [
						{ value: 'bjensen@example.com', type: 'work', primary: true },
						{ value: 'babs@jensen.org', type: 'home' },
					],
					nickname: 'Babs',
				},
			},
			{
				emails: [
					{ value: 'bjensen@example.com', type: 'work', primary: true },
					{ value: 'babs@jensen.org', type: 'home' },
				],
				nickName: 'Babs',
			},
		],
		[
			'the example: an entire work address',
			{ path: 'addresses[type eq "work"]', value: address },
			{ addresses: [address] },
		],
		[
			'the example: one part of it',
			{ path: 'addresses[type eq "work"].streetAddress', value: '1010 Broadway Ave' },
			{ addresses: [{ streetAddress: '1010 Broadway Ave', locality: 'Hollywood', type: 'work' }] },
		],
		[
			'a complex value keeps what is not named',
			{ path: 'name', value: { givenName: 'B' } },
			{ name: { familyName: 'Jensen', givenName: 'B' } },
		],
		[
			'an empty part is cleared',
			{ path: 'name', value: { givenName: '' } },
			{ name: { familyName: 'Jensen' } },
		],
		['an empty object changes nothing', { path: 'name', value: {} }, {}],
		[
			'one object replaces all values',
			{ path: 'emails', value: { value: 'x' } },
			{ emails: [{ value: 'x' }] },
		],
		[
			'a bare value replaces all values',
			{ path: 'emails', value: 'x' },
			{ emails: [{ value: 'x' }] },
		],
		['exact duplicates are kept once', { path: 'emails', value: [home, home] }, { emails: [home] }],
		['an absent attribute is added', { path: 'nickName', value: 'B' }, { nickName: 'B' }],
		['null clears', { path: 'emails', value: null }, { emails: undefined }],
		['an empty string clears', { path: 'title', value: '' }, { title: undefined }],
		['an empty array clears', { path: 'emails', value: [] }, { emails: undefined }],
		[
			'an empty sub-attribute clears',
			{ path: 'name.givenName', value: null },
			{ name: { familyName: 'Jensen' } },
		],
		[
			'an empty value clears selected values',
			{ path: 'emails[type eq "home"]', value: null },
			{ emails: [work] },
		],
		[
			'primary moves',
			{ path: 'emails[type eq "home"].primary', value: 'True' },
			{
				emails: [
					{ ...work, primary: false },
					{ ...home, primary: true },
				],
			},
		],
		[
			'a selected value as a list of one',
			{ path: 'emails[type eq "home"]', value: [{ type: 'home', value: 'y' }] },
			{ emails: [work, { value: 'y', type: 'home' }] },
		],
		[
			'a bare value of a selected value',
			{ path: 'emails[type eq "home"]', value: 'x' },
			{ emails: [work, { ...home, value: 'x' }] },
		],
		[
			'a sub-attribute of an absent attribute',
			{ path: 'phoneNumbers.value', value: 'x' },
			{ phoneNumbers: [{ value: 'x' }] },
		],
		['a boolean as text', { path: 'active', value: 'False' }, { active: false }],
		[
			'a manager as a bare id',
			{ path: `${ENTERPRISE}:manager`, value: '8' },
			{ [ENTERPRISE]: { ...ext, manager: { value: '8', displayName: 'John' } } },
		],
		[
			'an extension keeps what is not named',
			{ path: ENTERPRISE, value: { department: 'Locks' } },
			{ [ENTERPRISE]: { ...ext, department: 'Locks' } },
		],
		['an extension is cleared', { path: ENTERPRISE, value: null }, { [ENTERPRISE]: undefined }],
	])('%s', (_name, operation, changes) => {
		expect(patchUser(BABS, [{ op: 'replace', ...operation }])).toEqual(babsWith(changes));
	});
});

describe('keys of a value without path', () => {
	const ext = BABS[ENTERPRISE] as JsonObject;
	test.each<[string, object, object]>([
		['dotted', { 'name.givenName': 'B' }, { name: { familyName: 'Jensen', givenName: 'B' } }],
		[
			'in any letter case',
			{ 'NAME.GIVENNAME': 'B', TITLE: 'x' },
			{ title: 'x', name: { familyName: 'Jensen', givenName: 'B' } },
		],
		[
			'with the core URN',
			{ 'urn:ietf:params:scim:schemas:core:2.0:User:title': 'x' },
			{ title: 'x' },
		],
		[
			'the core URN as an object',
			{ 'urn:ietf:params:scim:schemas:core:2.0:User': { title: 'x', id: 'y' } },
			{ title: 'x' },
		],
		[
			'flattened extension',
			{ [`${ENTERPRISE}:department`]: 'x' },
			{ [ENTERPRISE]: { ...ext, department: 'x' } },
		],
		[
			'whole extension, merged',
			{ [ENTERPRISE]: { department: 'x', 'manager.value': '9', foo: 1 } },
			{ [ENTERPRISE]: { department: 'x', manager: { value: '9', displayName: 'John' } } },
		],
		[
			'filtered',
			{ 'emails[type eq "home"].value': 'x' },
			{ emails: [work, { ...home, value: 'x' }] },
		],
		[
			'read-only and unknown ones are ignored',
			{
				id: 'x',
				meta: {},
				schemas: [],
				groups: [{ value: 'g' }],
				foo: 1,
				'name.foo': 2,
				'a b': 3,
				title: 'x',
			},
			{ title: 'x' },
		],
		[
			'undeclared extensions are merged as they are',
			{ 'urn:x:2.0:User': { a: { b: [1] } } },
			{ 'urn:x:2.0:User': { a: { b: [1] } } },
		],
		[
			'undeclared and flattened',
			{ 'urn:x:2.0:User:shift': 'day' },
			{ 'urn:x:2.0:User': { shift: 'day' } },
		],
	])('%s', (_name, value, changes) => {
		expect(patchUser(BABS, [{ op: 'replace', value }])).toEqual(babsWith(changes));
		expect(patchUser(BABS, [{ op: 'add', value }])).toEqual(babsWith(changes));
	});
});

describe('undeclared extensions', () => {
	const URN = 'urn:tunnel:schemas:2.0:User';
	test.each<[string, JsonObject, object, object]>([
		[
			'a path sets one attribute',
			{},
			{ op: 'replace', path: `${URN}:shift`, value: 'day' },
			{ [URN]: { shift: 'day' } },
		],
		[
			'beside others',
			{ [URN]: { a: 1 } },
			{ op: 'add', path: `${URN}:shift`, value: { x: 1 } },
			{ [URN]: { a: 1, shift: { x: 1 } } },
		],
		[
			'a whole one is merged',
			{ [URN]: { a: 1 } },
			{ op: 'replace', path: URN, value: { b: 2 } },
			{ [URN]: { a: 1, b: 2 } },
		],
		[
			'one attribute is removed',
			{ [URN]: { a: 1, b: 2 } },
			{ op: 'remove', path: `${URN}:a` },
			{ [URN]: { b: 2 } },
		],
		[
			'or cleared',
			{ [URN]: { a: 1, b: 2 } },
			{ op: 'replace', path: `${URN}:a`, value: null },
			{ [URN]: { b: 2 } },
		],
		[
			'the last one takes the extension along',
			{ [URN]: { a: 1 } },
			{ op: 'remove', path: `${URN}:a` },
			{},
		],
		['a whole one is removed', { [URN]: { a: 1 } }, { op: 'remove', path: URN }, {}],
		['what is absent is removed in vain', {}, { op: 'remove', path: `${URN}:a` }, {}],
		[
			'names are found in any letter case (RFC 7643 §2.1)',
			{ [URN]: { Shift: 'day' } },
			{ op: 'add', path: `${URN.toUpperCase()}:SHIFT`, value: 'night' },
			{ [URN]: { Shift: 'night' } },
		],
		[
			'inherited names inside a value are left out',
			{},
			{ op: 'replace', path: URN, value: JSON.parse('{"a": {"__proto__": {"b": 1}, "c": 1}}') },
			{ [URN]: { a: { c: 1 } } },
		],
	])('%s', (_name, before, operation, after) => {
		const patched = patchUser({ userName: 'a', ...before }, [operation]);
		expect(patched).toEqual({ userName: 'a', ...after });
	});
});

describe('RFC 7643 §2.4: the same type and value stay one value', () => {
	test.each<[string, object, object]>([
		[
			'where a new type makes two the same',
			{ op: 'replace', path: 'emails.value', value: 'x' },
			{
				emails: [
					{ ...work, value: 'x' },
					{ ...home, value: 'x' },
				],
			},
		],
		[
			'where a new value makes two the same',
			{
				op: 'replace',
				value: {
					'emails[type eq "home"].value': work.value,
					'emails[type eq "home"].type': 'work',
				},
			},
			{ emails: [work] },
		],
		[
			'in what is given',
			{ op: 'replace', path: 'emails', value: [home, { ...home, display: 'Home' }] },
			{ emails: [{ value: home.value, display: 'Home', type: 'home' }] },
		],
	])('%s', (_name, operation, changes) => {
		expect(patchUser(BABS, [operation])).toEqual(babsWith(changes));
	});
});

describe('filters that match nothing', () => {
	test.each<[object]>([
		[{ op: 'replace', path: 'emails[type eq "other"].value', value: 'x' }],
		[{ op: 'replace', path: 'emails[type eq "other"]', value: { value: 'x' } }],
		[{ op: 'add', path: 'emails[type eq "other"].value', value: 'x' }],
		[{ op: 'replace', path: 'ims[type eq "xmpp"].value', value: 'x' }],
	])('are noTarget to the letter (RFC 7644 §3.5.2.3): %j', (operation) => {
		expect(patchUser(BABS, [operation])).toBe('noTarget');
	});

	test.each<[string, object, object]>([
		[
			'a value of that type is made',
			{ path: 'emails[type eq "Other"].value', value: 'x' },
			{ emails: [work, home, { value: 'x', type: 'Other' }] },
		],
		[
			'also where there is none',
			{ path: 'phoneNumbers[type eq "fax"].value', value: '1' },
			{ phoneNumbers: [{ value: '1', type: 'fax' }] },
		],
		[
			'from all of the filter',
			{ path: 'roles[primary eq "True" and type eq "x"].value', value: 'r' },
			{ roles: [{ value: 'r', type: 'x', primary: true }] },
		],
		[
			'a primary one takes it from the old',
			{ path: 'emails[type eq "other"].primary', value: true },
			{ emails: [{ ...work, primary: false }, home, { type: 'other', primary: true }] },
		],
		[
			'from an object',
			{ path: 'emails[type eq "other"]', value: { value: 'x' } },
			{ emails: [work, home, { value: 'x', type: 'other' }] },
		],
		['an empty value makes none', { path: 'emails[type eq "other"].value', value: '' }, {}],
	])('Entra: %s', (_name, operation, changes) => {
		expect(patchUser(BABS, [{ op: 'replace', ...operation }], 'azure-scim-v2')).toEqual(
			babsWith(changes),
		);
		expect(patchUser(BABS, [{ op: 'add', ...operation }], 'azure-scim-v2')).toEqual(
			babsWith(changes),
		);
	});

	test.each([
		['addresses[type eq "x"]', 'Main Street'],
		['emails[type eq "x"].value', 5],
	])('Entra: what is made for %s is checked', (path, value) => {
		expect(patchUser(BABS, [{ op: 'replace', path, value }], 'azure-scim-v2')).toBe('invalidValue');
	});

	test.each([
		'emails[type ne "work" and type ne "home"].value',
		'emails[type eq "x" or type eq "y"].value',
		'emails[type eq "x" and type eq "y"].value',
		'emails[type eq "x"].type',
	])('Entra: %s does not say what to make', (path) => {
		expect(patchUser(BABS, [{ op: 'replace', path, value: 'z' }], 'azure-scim-v2')).toBe(
			'noTarget',
		);
	});
});

describe('RFC 7644 §3.12 failures', () => {
	test.each<[string, object]>([
		['mutability', { op: 'remove', path: 'userName' }],
		['invalidValue', { op: 'replace', path: 'userName', value: '' }],
		['invalidValue', { op: 'replace', path: 'active', value: 'maybe' }],
		['invalidValue', { op: 'replace', path: 'title', value: 5 }],
		['invalidValue', { op: 'replace', path: 'title', value: ['x'] }],
		['invalidValue', { op: 'replace', path: 'name', value: 'Babs Jensen' }],
		['invalidValue', { op: 'replace', path: 'name.givenName', value: {} }],
		['invalidValue', { op: 'add', path: 'emails', value: [5] }],
		['invalidValue', { op: 'remove', path: 'emails', value: 0 }],
		['invalidValue', { op: 'replace', path: 'addresses[type eq "work"]', value: 'x' }],
		[
			'invalidValue',
			{
				op: 'add',
				path: 'emails',
				value: [
					{ value: 'a', primary: true },
					{ value: 'b', primary: true },
				],
			},
		],
		['invalidValue', { op: 'replace', path: 'emails.primary', value: true }],
		['invalidValue', { op: 'replace', path: 'password', value: 5 }],
		['invalidValue', { op: 'replace', path: 'name', value: { foo: 1 } }],
		['invalidValue', { op: 'add', value: { title: 'x', name: { foo: 1 } } }],
		['invalidValue', { op: 'add', path: 'emails', value: { foo: 1 } }],
		['invalidValue', { op: 'add', path: 'emails', value: [{ value: 'x' }, { foo: 1 }] }],
		['invalidValue', { op: 'replace', path: 'emails', value: [{ foo: 1 }] }],
		['invalidValue', { op: 'remove', path: 'emails', value: [{ foo: 1 }] }],
		['invalidValue', { op: 'replace', path: 'emails[type eq "work"]', value: { foo: 1 } }],
		['invalidValue', { op: 'add', path: 'emails[type eq "work"]', value: { foo: 1 } }],
		['invalidValue', { op: 'replace', path: `${ENTERPRISE}:manager`, value: { foo: 1 } }],
		[
			'invalidValue',
			{ op: 'add', path: 'emails', value: JSON.parse('[{"__proto__": {"value": "x"}}]') },
		],
		[
			'tooMany',
			{
				op: 'add',
				path: 'emails',
				value: Array.from({ length: 199 }, (_, at) => ({ value: `${at}@x` })),
			},
		],
		['invalidValue', { op: 'replace', path: 'urn:x:2.0:User', value: 'x\0' }],
	])('%s: %j', (scimType, operation) => {
		expect(patchUser(BABS, [operation])).toBe(scimType);
	});

	test('an extension that is there cannot become something else', () => {
		const before = { userName: 'a', 'urn:x:2.0:User': { a: 1 } };
		const operation = { op: 'replace', path: 'urn:x:2.0:User', value: 5 };
		expect(patchUser(before, [operation])).toBe('invalidValue');
	});

	test('details name the operation and the attribute', () => {
		const patched = patch(
			USER,
			BABS,
			body({ op: 'remove', path: 'title' }, { op: 'add', path: 'active', value: 'x' }),
		);
		expect(!patched.ok && patched.error.detail).toBe(
			'Operations[1]: "active" must be true or false.',
		);
	});
});

test('RFC 7644 §3.5.2: operations are applied in order, each to the outcome of the one before', () => {
	const operations = [
		{ op: 'remove', path: 'externalId' },
		{ op: 'add', path: 'externalId', value: 'first' },
		{ op: 'replace', path: 'externalId', value: 'last' },
		{ op: 'add', path: 'emails', value: { value: 'x', type: 'other' } },
		{ op: 'replace', path: 'emails[type eq "other"].value', value: 'y' },
	];
	expect(patchUser(BABS, operations)).toEqual({
		...BABS,
		externalId: 'last',
		emails: [work, home, { value: 'y', type: 'other' }],
	});
});

test('RFC 7644 §3.5.2: a failing operation leaves nothing of those before it', () => {
	const document = JSON.parse(JSON.stringify(BABS));
	expect(
		patchUser(document, [
			{ op: 'add', path: 'title', value: 'x' },
			{ op: 'add', path: 'active', value: 'x' },
		]),
	).toBe('invalidValue');
	expect(document).toEqual(BABS);
});

test('a value goes with its last part', () => {
	const before = { userName: 'a', emails: [{ display: 'x' }, { display: 'y', primary: true }] };
	expect(patchUser(before, [{ op: 'remove', path: 'emails.display' }])).toEqual({ userName: 'a' });
});

test('a password is checked and leaves no trace', () => {
	expect(patchUser(BABS, [{ op: 'replace', path: 'password', value: 'secret' }])).toEqual(
		babsWith({}),
	);
	expect(patchUser(BABS, [{ op: 'replace', value: { password: 'secret' } }])).toEqual(babsWith({}));
	expect(patchUser(BABS, [{ op: 'remove', path: 'password' }])).toEqual(babsWith({}));
});

test('a PATCH without operations changes nothing, as Entra expects', () => {
	expect(patchUser(BABS, [])).toEqual(BABS);
});

test('two new primaries in turn: the last one stays, however often it is repeated', () => {
	const operations = ['x', 'y'].map((value) => ({
		op: 'add',
		path: 'emails',
		value: [{ value, primary: true }],
	}));
	const once = patchUser(BABS, operations);
	expect(once).toMatchObject({
		emails: [
			{ primary: false },
			home,
			{ value: 'x', primary: false },
			{ value: 'y', primary: true },
		],
	});
	expect(patchUser(once as JsonObject, operations)).toEqual(once);
});
