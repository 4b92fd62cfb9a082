import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isObject, type Json, type JsonObject } from '../../src/scim/json.ts';
import { MAX_EXTENSION_DEPTH } from '../../src/scim/limits.ts';
import { renderResource } from '../../src/scim/render.ts';
import { readMembers, readResource, requiredMissing } from '../../src/scim/resource.ts';
import type { ResourceType } from '../../src/scim/schema/attribute.ts';
import { attribute, complex } from '../../src/scim/schema/define.ts';
import { GROUP, USER } from '../../src/scim/schema/resource-types.ts';
import { ENTERPRISE_USER_URN, GROUP_URN, USER_URN } from '../../src/scim/urns.ts';

const OTHER_URN = 'urn:tunnel:schemas:2.0:User';

function user(body: JsonObject): JsonObject {
	const read = readResource(USER, { userName: 'ann', ...body });
	if (!read.ok) {
		throw new Error(read.error.detail);
	}
	const { userName, ...rest } = read.value.attributes;
	expect(userName).toBe('ann');
	return rest;
}

function problem(type: ResourceType, body: unknown, previous?: JsonObject) {
	const read = readResource(type, body, previous);
	return read.ok ? 'accepted' : `${read.error.scimType}: ${read.error.detail}`;
}

describe('what is stored of a body (RFC 7644 §3.3)', () => {
	test.each<[string, JsonObject, JsonObject]>([
		[
			'names as the schema writes them',
			{ DISPLAYNAME: 'A', Name: { GIVENNAME: 'B' } },
			{
				name: { givenName: 'B' },
				displayName: 'A',
			},
		],
		[
			'attributes in the order of the schema',
			{ title: 't', externalId: 'x' },
			{
				externalId: 'x',
				title: 't',
			},
		],
		['no unknown attributes', { shoeSize: 42, name: { shoe: 1 }, manager: 'x' }, {}],
		[
			'nothing that is readOnly',
			{
				id: 'forged',
				meta: { version: 1 },
				groups: [{ value: 'g' }],
				schemas: [USER_URN],
			},
			{},
		],
		['no password', { password: 'secret' }, {}],
		[
			'nothing unassigned (RFC 7643 §2.5)',
			{
				title: '',
				locale: null,
				emails: [],
				roles: [null, ''],
				name: { middleName: '', givenName: null },
				phoneNumbers: [{ value: '' }],
				[ENTERPRISE_USER_URN]: { department: '', manager: { value: '' } },
			},
			{},
		],
		[
			'what is false or zero',
			{ active: false, [OTHER_URN]: { n: 0 } },
			{
				active: false,
				[OTHER_URN]: { n: 0 },
			},
		],
		[
			'a declared extension',
			{ [ENTERPRISE_USER_URN.toLowerCase()]: { Department: 'R' } },
			{
				[ENTERPRISE_USER_URN]: { department: 'R' },
			},
		],
		['core attributes under the core URN', { [USER_URN]: { title: 't' } }, { title: 't' }],
		[
			'keys with a URN in front',
			{
				[`${ENTERPRISE_USER_URN}:department`]: 'R',
				[`${ENTERPRISE_USER_URN}:manager.value`]: 'm',
				[ENTERPRISE_USER_URN]: { costCenter: 'C' },
				[`${USER_URN}:title`]: 't',
			},
			{
				title: 't',
				[ENTERPRISE_USER_URN]: { costCenter: 'C', department: 'R', manager: { value: 'm' } },
			},
		],
		[
			'dotted keys',
			{ 'name.givenName': 'A', 'name.familyName': 'B' },
			{
				name: { givenName: 'A', familyName: 'B' },
			},
		],
		[
			'an undeclared extension as it is',
			{ [OTHER_URN]: { a: [null, { b: '' }] } },
			{
				[OTHER_URN]: { a: [null, { b: '' }] },
			},
		],
		[
			'a flat key of an undeclared extension',
			{ [`${OTHER_URN}:shift`]: 'x', [`${OTHER_URN}:tags`]: ['a'], [`${OTHER_URN}:none`]: null },
			{ [OTHER_URN]: { shift: 'x', tags: ['a'] } },
		],
		[
			'flat keys beside the object, in any order',
			{ [`${OTHER_URN}:a`]: 1, [OTHER_URN]: { b: 2 }, [`${OTHER_URN}:c`]: false },
			{ [OTHER_URN]: { a: 1, b: 2, c: false } },
		],
		['no flat key that leaves no URN', { 'urn:tunnel:shift': 'x' }, {}],
		[
			'two undeclared extensions, one URN of which begins with the other',
			{ [OTHER_URN]: { a: 1 }, [`${OTHER_URN}:Shift`]: { b: 2 } },
			{ [OTHER_URN]: { a: 1 }, [`${OTHER_URN}:Shift`]: { b: 2 } },
		],
		[
			'two spellings of an undeclared URN as one, the first (RFC 7643 §2.1)',
			{ [OTHER_URN]: { a: 1 }, [OTHER_URN.toUpperCase()]: { b: 2 } },
			{ [OTHER_URN]: { a: 1, b: 2 } },
		],
		['no undeclared URN without attributes', { [OTHER_URN]: {} }, {}],
		['no URN of another core schema', { [GROUP_URN]: { displayName: 'x' } }, {}],
		[
			'a bare value of a complex attribute',
			{ roles: ['admin', { value: 'x' }] },
			{
				roles: [{ value: 'admin' }, { value: 'x' }],
			},
		],
		[
			'a single value where several may be',
			{ emails: { value: 'a@x' } },
			{
				emails: [{ value: 'a@x' }],
			},
		],
		[
			'a bare single value where several may be',
			{ emails: 'a@x' },
			{
				emails: [{ value: 'a@x' }],
			},
		],
		[
			'no exact duplicates (RFC 7643 §2.4)',
			{
				emails: [{ value: 'a', type: 'work' }, { TYPE: 'work', Value: 'a' }, { value: 'a' }],
			},
			{ emails: [{ value: 'a', type: 'work' }, { value: 'a' }] },
		],
		[
			'types that are not canonical (RFC 7643 §7)',
			{ emails: [{ value: 'a', type: 'boat' }] },
			{
				emails: [{ value: 'a', type: 'boat' }],
			},
		],
	])('%s', (_, body, expected) => {
		expect(user(body)).toEqual(expected);
		expect(Object.keys(user(body))).toEqual(Object.keys(expected));
	});

	test.each([
		['True', true],
		['false', false],
		['TRUE', true],
		[true, true],
	])('active: %o is %s', (active, expected) => {
		expect(user({ active })).toEqual({ active: expected });
	});
});

describe('what is rejected as invalidValue (RFC 7644 §3.12)', () => {
	test.each<[JsonObject, string]>([
		[{ userName: 1 }, 'userName'],
		[{ userName: ['a'] }, 'userName'],
		[{ displayName: { a: 1 } }, 'displayName'],
		[{ displayName: 'a\0b' }, 'displayName'],
		[{ displayName: '\ud800' }, 'displayName'],
		[{ password: 1 }, 'password'],
		[{ active: 'yes' }, 'active'],
		[{ active: 1 }, 'active'],
		[{ name: 'Ann Lee' }, 'name'],
		[{ name: ['x'] }, 'name'],
		[{ name: { givenName: 1 } }, 'name.givenName'],
		[{ emails: [[]] }, 'accepted'],
		[{ emails: [['x']] }, 'emails'],
		[{ emails: [{ value: {} }] }, 'emails.value'],
		[{ emails: [{ value: 'a', primary: 'no' }] }, 'emails.primary'],
		[
			{
				emails: [
					{ value: 'a', primary: true },
					{ value: 'b', primary: 'True' },
				],
			},
			'emails',
		],
		[{ x509Certificates: [{ value: 'ä' }] }, 'x509Certificates.value'],
		[{ profileUrl: 1 }, 'profileUrl'],
		[{ [ENTERPRISE_USER_URN]: 'x' }, ENTERPRISE_USER_URN],
		[{ [ENTERPRISE_USER_URN]: { manager: 1 } }, `${ENTERPRISE_USER_URN}:manager.value`],
		[{ [OTHER_URN]: { a: 'b\0' } }, OTHER_URN],
	])('%o', (body, path) => {
		const expected = path === 'accepted' ? path : `invalidValue: "${path}" must`;
		expect(problem(USER, { userName: 'ann', ...body })).toContain(expected);
	});

	test('required attributes that are unassigned (RFC 7643 §2.2)', () => {
		expect(problem(USER, {})).toBe('invalidValue: "userName" is required.');
		expect(problem(USER, { userName: '' })).toBe('invalidValue: "userName" is required.');
		expect(problem(GROUP, { displayName: null })).toBe('invalidValue: "displayName" is required.');
	});
});

describe('what is rejected as invalidSyntax (RFC 7644 §3.12)', () => {
	test.each<[unknown]>([[null], [[]], ['x'], [1], [undefined]])('the body %o', (body) => {
		expect(problem(USER, body)).toMatch(/^invalidSyntax: The body/);
	});

	test.each<[Json]>([[[]], [[GROUP_URN]], [USER_URN], [[USER_URN, 1]], [{}]])(
		'the schemas %o (RFC 7643 §3)',
		(schemas) => {
			expect(problem(USER, { userName: 'ann', schemas })).toContain(USER_URN);
		},
	);

	test.each<[Json]>([
		[[USER_URN]],
		[[ENTERPRISE_USER_URN, USER_URN.toLowerCase()]],
		[[USER_URN, ENTERPRISE_USER_URN, USER_URN, USER_URN.toUpperCase()]],
		[[USER_URN, 'http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group']],
		[null],
	])('but not the schemas %o', (schemas) => {
		expect(problem(USER, { userName: 'ann', schemas })).toBe('accepted');
	});
});

describe('typed values of custom schemas (RFC 7643 §2.3)', () => {
	const type: ResourceType = {
		...USER,
		schema: {
			...USER.schema,
			attributes: [
				attribute('n', 'integer', { type: 'integer' }),
				attribute('d', 'decimal', { type: 'decimal' }),
				attribute('t', 'dateTime', { type: 'dateTime' }),
				attribute('b', 'binary', { type: 'binary' }),
				attribute('tags', 'strings', { multiValued: true }),
				complex('c', 'complex', [
					attribute('must', 'required', { required: true }),
					attribute('once', 'immutable', { mutability: 'immutable' }),
				]),
				attribute('once', 'immutable', { mutability: 'immutable' }),
			],
		},
	};

	test.each<[JsonObject, JsonObject]>([
		[
			{ n: 1, d: 1.5 },
			{ n: 1, d: 1.5 },
		],
		[
			{ n: '-7', d: '1.5e3' },
			{ n: -7, d: 1500 },
		],
		[{ t: '2011-05-13T04:42:34Z' }, { t: '2011-05-13T04:42:34Z' }],
		[{ b: 'aGk=' }, { b: 'aGk=' }],
		[{ b: 'a_-9' }, { b: 'a_-9' }],
		[{ tags: 'x' }, { tags: ['x'] }],
		[{ tags: ['x', 'y', 'x', ''] }, { tags: ['x', 'y'] }],
	])('%o is read as %o', (body, expected) => {
		const read = readResource(type, body);
		expect(read.ok && read.value.attributes).toEqual(expected);
	});

	test.each<[JsonObject]>([
		[{ n: 1.5 }],
		[{ n: '1.5' }],
		[{ n: true }],
		[{ n: 2 ** 53 }],
		[{ d: 'NaN' }],
		[{ d: '0x10' }],
		[{ t: '2011-05-13' }],
		[{ t: 0 }],
		[{ b: 'a b' }],
		[{ tags: [1] }],
		[{ c: { once: 'x' } }],
	])('%o is invalidValue', (body) => {
		expect(problem(type, body)).toMatch(/^invalidValue/);
	});

	test('immutable values stay as they are (RFC 7644 §3.5.1)', () => {
		const previous = { once: 'a', c: { must: 'm', once: 'b' } };
		expect(problem(type, { once: 'x' }, previous)).toMatch(/^mutability: "once"/);
		expect(problem(type, { c: { must: 'm', once: 'x' } }, previous)).toMatch(
			/^mutability: "c.once"/,
		);
		expect(problem(type, { once: 'x' }, {})).toBe('accepted');
		const without = readResource(type, { c: { must: 'm' } }, previous);
		expect(without.ok && without.value.attributes).toEqual(previous);
		const read = readResource(type, { once: 'a', c: { must: 'n' } }, previous);
		expect(read.ok && read.value.attributes).toEqual({ once: 'a', c: { must: 'n', once: 'b' } });
	});

	test('required attributes of an optional extension matter only where it is present', () => {
		const urn = 'urn:example:2.0:Badge';
		const extension = {
			...USER.schema,
			id: urn,
			attributes: [attribute('number', 'required', { required: true }), attribute('x', 'x')],
		};
		const optional = { ...type, extensions: [{ schema: extension, required: false }] };
		expect(problem(optional, {})).toBe('accepted');
		expect(problem(optional, { [urn]: { x: 'x' } })).toBe(
			`invalidValue: "${urn}:number" is required.`,
		);
		const required = { ...type, extensions: [{ schema: extension, required: true }] };
		expect(problem(required, {})).toBe(`invalidValue: "${urn}" is required.`);
		expect(requiredMissing(required, { [urn]: { number: '1' } })).toBeUndefined();
	});
});

describe('members (RFC 7643 §4.2)', () => {
	test.each<[Json, readonly string[]]>([
		[null, []],
		['', []],
		[[], []],
		[
			[{ value: 'a' }, { value: 'b' }, { value: 'a', display: 'A' }],
			['a', 'b'],
		],
		[[{ VALUE: 'a', $ref: null, display: null }], ['a']],
		[
			['a', 'b'],
			['a', 'b'],
		],
		[{ value: 'a' }, ['a']],
		['a', ['a']],
	])('%o are %o', (json, ids) => {
		const read = readMembers(json);
		expect(read.ok && read.value).toEqual(ids.map((value) => ({ value })));
	});

	test.each<[Json]>([
		[[{}]],
		[[{ value: '' }]],
		[[{ value: 1 }]],
		[[null]],
		[[['a']]],
		[1],
		[[{ value: 'a\0' }]],
	])('%o are invalidValue', (json) => {
		expect(readMembers(json)).toMatchObject({ ok: false, error: { scimType: 'invalidValue' } });
	});

	test('are returned beside the document', () => {
		expect(readResource(GROUP, { displayName: 'G', Members: [{ value: 'a' }] })).toEqual({
			ok: true,
			value: { attributes: { displayName: 'G' }, members: [{ value: 'a' }] },
		});
	});
});

describe('hostile input', () => {
	test('names that mean something to JavaScript objects touch no prototype', () => {
		const body: unknown = JSON.parse(`{
			"userName": "ann",
			"__proto__": { "title": "x", "polluted": true },
			"constructor": { "prototype": { "polluted": true } },
			"name": { "__proto__": { "givenName": "x" } },
			"name.__proto__": "x",
			"${USER_URN}": { "__proto__": { "title": "x" } },
			"${OTHER_URN}": { "__proto__": { "polluted": true }, "constructor": 1, "a": [{ "__proto__": 1 }] }
		}`);
		const read = readResource(USER, body);
		expect(read.ok && JSON.stringify(read.value.attributes)).toBe(
			JSON.stringify({ userName: 'ann', [OTHER_URN]: { constructor: 1, a: [{}] } }),
		);
		expect('polluted' in {}).toBe(false);
	});

	test('an undeclared extension nests within bounds', () => {
		const nested = (levels: number): Json => (levels === 0 ? 1 : { a: nested(levels - 1) });
		const body = (levels: number) => ({ userName: 'ann', [OTHER_URN]: nested(levels) });
		expect(problem(USER, body(MAX_EXTENSION_DEPTH))).toBe('accepted');
		expect(problem(USER, body(MAX_EXTENSION_DEPTH + 1))).toMatch(/^invalidValue/);
	});

	const names = fc.constantFrom(
		'userName',
		'NAME',
		'emails',
		'value',
		'primary',
		'givenName',
		'name.givenName',
		'active',
		'manager',
		'members',
		'displayName',
		'__proto__',
		'constructor',
		'toString',
		USER_URN,
		ENTERPRISE_USER_URN,
		`${ENTERPRISE_USER_URN}:manager.value`,
		OTHER_URN,
	);
	const { json } = fc.letrec<{ json: Json }>((tie) => ({
		json: fc.oneof(
			{ maxDepth: 4 },
			fc.constantFrom<Json>('', 'a', 'True', null, true, 0, 1.5, [], {}),
			fc.array(tie('json'), { maxLength: 3 }),
			fc
				.array(fc.tuple(names, tie('json')), { maxLength: 6 })
				.map((entries) => Object.fromEntries(entries)),
		),
	}));

	test('any body is read or answered with an error, and the next one is unharmed', () => {
		const inherited = Object.getOwnPropertyNames(Object.prototype).toSorted();
		fc.assert(
			fc.property(json, (body) => {
				for (const type of [USER, GROUP]) {
					const read = readResource(type, body);
					expect(read.ok || read.error.status).toBe(read.ok || 400);
				}
			}),
			{ numRuns: 500 },
		);
		expect(Object.getOwnPropertyNames(Object.prototype).toSorted()).toEqual(inherited);
	});

	test('what is rendered reads back as it was stored', () => {
		fc.assert(
			fc.property(json, (body) => {
				const first = readResource(USER, { userName: 'ann', ...(isObject(body) ? body : {}) });
				fc.pre(first.ok);
				const { attributes } = first.value;
				const rendered = renderResource(USER, {
					id: 'u1',
					attributes,
					version: 1,
					created: '2024-01-01T00:00:00Z',
					lastModified: '2024-01-01T00:00:00Z',
					location: 'https://x.example/Users/u1',
				});
				const again = readResource(USER, rendered, attributes);
				expect(again.ok && JSON.stringify(again.value.attributes)).toBe(JSON.stringify(attributes));
			}),
			{ numRuns: 500 },
		);
	});
});
