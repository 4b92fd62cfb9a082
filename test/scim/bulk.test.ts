/** Bulk messages (RFC 7644 §3.7) as text: what a request says, and how a response is written. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
	bulkResponse,
	readBulkRequest,
	type BulkOperation,
	type BulkTarget,
	type OperationOutcome,
} from '../../src/scim/bulk.ts';
import type { Json, JsonObject } from '../../src/scim/json.ts';
import { err, ok } from '../../src/result.ts';

const BULK_REQUEST = 'urn:ietf:params:scim:api:messages:2.0:BulkRequest';
const BULK_RESPONSE = 'urn:ietf:params:scim:api:messages:2.0:BulkResponse';
const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
const GROUP = 'urn:ietf:params:scim:schemas:core:2.0:Group';
const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const ERROR = 'urn:ietf:params:scim:api:messages:2.0:Error';

/** Reads a body; ids are id-1, id-2, … in the order of the POSTs. */
function read(body: JsonObject) {
	let made = 0;
	return readBulkRequest(body, () => `id-${(made += 1)}`);
}

/** Reads operations; fails the test if the request as a whole is refused. */
function readOperations(...operations: Json[]): readonly BulkOperation[] {
	const request = read({ schemas: [BULK_REQUEST], Operations: operations });
	if (!request.ok) throw new Error(request.error.detail);
	return request.value.operations;
}

const locationOf = ({ type, id }: BulkTarget) => `/${type}s/${encodeURIComponent(id)}`;

const post = (bulkId: string, data: JsonObject = {}, path = '/Users') => ({
	method: 'POST',
	path,
	bulkId,
	data,
});

describe('RFC 7644 §3.7 the request as a whole', () => {
	test.each<[string, JsonObject]>([
		['as the RFC writes it', { schemas: [BULK_REQUEST], failOnErrors: 1, Operations: [] }],
		['names in any letter case', { SCHEMAS: [BULK_REQUEST], FAILONERRORS: 1, operations: [] }],
		['URN in any letter case', { schemas: [BULK_REQUEST.toUpperCase()], Operations: [] }],
		['further schemas', { schemas: ['urn:x:y', BULK_REQUEST], Operations: [] }],
		['no schemas, as PATCH may leave them out', { Operations: [] }],
		['failOnErrors null is none', { failOnErrors: null, Operations: [] }],
	])('is read: %s', (_name, body) => {
		expect(read(body)).toMatchObject({ ok: true, value: { operations: [] } });
	});

	const tooMany = Array.from({ length: 1_001 }, () => ({}));
	test.each<[string, JsonObject, number, string | undefined, string]>([
		['another schema', { schemas: ['urn:x:y'], Operations: [] }, 400, 'invalidSyntax', 'schemas'],
		['schemas text', { schemas: BULK_REQUEST, Operations: [] }, 400, 'invalidSyntax', 'schemas'],
		['no Operations', {}, 400, 'invalidSyntax', 'Operations'],
		['Operations an object', { Operations: {} }, 400, 'invalidSyntax', 'Operations'],
		['failOnErrors 0', { failOnErrors: 0, Operations: [] }, 400, 'invalidValue', 'failOnErrors'],
		['failOnErrors -1', { failOnErrors: -1, Operations: [] }, 400, 'invalidValue', 'failOnErrors'],
		['failOnErrors 1.5', { failOnErrors: 1.5, Operations: [] }, 400, 'invalidValue', 'failOn'],
		['failOnErrors text', { failOnErrors: '1', Operations: [] }, 400, 'invalidValue', 'failOn'],
		['§3.7.4 too many operations', { Operations: tooMany }, 413, undefined, 'maxOperations (1000)'],
	])('is refused: %s', (_name, body, status, scimType, detail) => {
		const request = read(body);
		expect(request).toMatchObject({ ok: false, error: { status } });
		if (request.ok) return;
		expect(request.error.scimType).toBe(scimType);
		expect(request.error.detail).toContain(detail);
	});

	test('§3.7.4 1,000 operations are not too many', () => {
		expect(readOperations(...tooMany.slice(1))).toHaveLength(1_000);
	});
});

describe('RFC 7644 §3.7 one operation', () => {
	const user = { type: 'User', id: 'u1' };
	const PATCH = { Operations: [{ op: 'remove', path: 'title' }] };
	test.each<[string, JsonObject, JsonObject]>([
		['POST', post('a', { x: 1 }), { method: 'POST', type: 'User', id: 'id-1', body: { x: 1 } }],
		['POST of a group', post('a', {}, '/Groups'), { method: 'POST', type: 'Group', id: 'id-1' }],
		[
			'PUT with a version',
			{ method: 'PUT', path: '/Users/u1', data: { x: 1 }, version: 'W/"3"' },
			{ method: 'PUT', ...user, body: { x: 1 }, ifMatch: 'W/"3"' },
		],
		['PATCH', { method: 'PATCH', path: '/Users/u1', data: PATCH }, { ...user, body: PATCH }],
		[
			'§3.7.3 PATCH with its operations alone',
			{ method: 'PATCH', path: '/Users/u1', data: PATCH.Operations },
			{ ...user, body: PATCH },
		],
		['DELETE', { method: 'DELETE', path: '/Users/u1' }, { method: 'DELETE', ...user, body: null }],
		[
			'DELETE with data, which means nothing',
			{ method: 'DELETE', path: '/Users/u1', data: 'x', version: null },
			{ ...user, body: null },
		],
		['method in lower case', { method: 'delete', path: '/Users/u1' }, { method: 'DELETE' }],
		['names in any letter case', { METHOD: 'DELETE', Path: '/Users/u1' }, user],
		['no leading slash', { method: 'DELETE', path: 'Users/u1' }, user],
		['a trailing slash', { method: 'DELETE', path: '/Users/u1/' }, user],
		['percent-encoding', { method: 'DELETE', path: '/Users/%75%31' }, user],
		['an encoded slash', { method: 'DELETE', path: '/Users/a%2Fb' }, { id: 'a/b' }],
		['broken percent-encoding', { method: 'DELETE', path: '/Users/50%' }, { id: '50%' }],
	])('is read: %s', (_name, operation, request) => {
		expect(readOperations(operation)).toMatchObject([{ request: { ok: true, value: request } }]);
	});

	test('a POST has no precondition', () => {
		const [operation] = readOperations({ ...post('a'), version: 'W/"1"' });
		expect(operation?.request).toEqual(ok({ method: 'POST', type: 'User', id: 'id-1', body: {} }));
	});

	const remove = { method: 'DELETE', path: '/Users/u1' };
	test.each<[string, Json, number, string | undefined, string]>([
		['null', null, 400, 'invalidSyntax', 'object'],
		['an array', [], 400, 'invalidSyntax', 'object'],
		['no method', { path: '/Users/u1' }, 400, 'invalidSyntax', '"method"'],
		['GET', { method: 'GET', path: '/Users/u1' }, 400, 'invalidSyntax', '"method"'],
		['a method that is no text', { ...remove, method: 1 }, 400, 'invalidSyntax', '"method"'],
		['no path', { method: 'DELETE' }, 400, 'invalidSyntax', '"path"'],
		['a path that is no text', { ...remove, path: 1 }, 400, 'invalidSyntax', '"path"'],
		['an empty path', { ...remove, path: '' }, 404, undefined, '"path"'],
		['an endpoint that is not there', { ...remove, path: '/Nowhere/1' }, 404, undefined, 'Nowhere'],
		['an endpoint in another case', { ...remove, path: '/users/u1' }, 404, undefined, '/users/u1'],
		['an endpoint that is no resource type', post('a', {}, '/Schemas'), 404, undefined, '/Schemas'],
		['a URL', { ...remove, path: 'https://x.example/Users/1' }, 404, undefined, '"path"'],
		['something below a resource', { ...remove, path: '/Users/1/x' }, 404, undefined, '/Users/1/x'],
		['two slashes', { ...remove, path: '//Users/1' }, 404, undefined, '//Users/1'],
		[
			'an id of 256 characters',
			{ ...remove, path: `/Users/${'x'.repeat(256)}` },
			404,
			undefined,
			'x…',
		],
		['POST to a resource', post('a', {}, '/Users/u1'), 400, 'invalidPath', '"/Users"'],
		['DELETE of an endpoint', { ...remove, path: '/Users' }, 400, 'invalidPath', '/Users/{id}'],
		[
			'POST without bulkId',
			{ method: 'POST', path: '/Users', data: {} },
			400,
			'invalidSyntax',
			'bulkId',
		],
		['POST with an empty bulkId', post('', {}), 400, 'invalidSyntax', '"bulkId"'],
		[
			'POST with a bulkId that is no text',
			{ ...post('a'), bulkId: 1 },
			400,
			'invalidSyntax',
			'"bulkId"',
		],
		['POST with a long bulkId', post('x'.repeat(256)), 400, 'invalidSyntax', '255 characters'],
		['POST without data', { ...post('a'), data: null }, 400, 'invalidSyntax', '"data"'],
		['POST with a list', { ...post('a'), data: [] }, 400, 'invalidSyntax', '"data"'],
		[
			'PUT with text',
			{ method: 'PUT', path: '/Users/u1', data: '{}' },
			400,
			'invalidSyntax',
			'"data"',
		],
		['PATCH without data', { method: 'PATCH', path: '/Users/u1' }, 400, 'invalidSyntax', '"data"'],
		['a version that is no text', { ...remove, version: 1 }, 400, 'invalidSyntax', '"version"'],
	])('is refused: %s', (_name, operation, status, scimType, detail) => {
		const [refused] = readOperations(operation);
		expect(refused?.request).toMatchObject({ ok: false, error: { status } });
		if (refused === undefined || refused.request.ok) return;
		expect(refused.request.error.scimType).toBe(scimType);
		expect(refused.request.error.detail).toContain(detail);
	});

	test('a bulkId belongs to the first POST that has it', () => {
		const [first, second] = readOperations(post('a'), post('a'));
		expect(first?.request.ok).toBe(true);
		expect(second).toMatchObject({
			bulkId: 'a',
			request: { error: { status: 400, scimType: 'invalidValue' } },
		});
		const third = readOperations(post('a'), {
			...post('x'),
			method: 'PUT',
			path: '/Users/bulkId:a',
		});
		expect(third[1]).toMatchObject({ references: [0], target: { id: 'id-1' } });
	});

	test('what is no POST creates nothing: its bulkId is only repeated', () => {
		const operations = readOperations(post('a'), {
			method: 'DELETE',
			path: '/Users/u1',
			bulkId: 'a',
		});
		expect(operations.map(({ bulkId }) => bulkId)).toEqual(['a', 'a']);
		expect(operations.every(({ request }) => request.ok)).toBe(true);
	});
});

describe('RFC 7644 §3.7.2 "bulkId" temporary identifiers', () => {
	const posts = [post('a'), post('b', {}, '/Groups')];
	/** Reads an operation behind two POSTs, whose ids are id-1 and id-2. */
	const behind = (operation: JsonObject) => readOperations(...posts, operation)[2];
	const put = (data: JsonObject) => behind({ method: 'PUT', path: '/Groups/g', data });

	test.each<[string, JsonObject, JsonObject, readonly number[]]>([
		[
			'the value of a member',
			{ members: [{ type: 'User', value: 'bulkId:a' }, { value: 'x' }] },
			{ members: [{ type: 'User', value: 'id-1' }, { value: 'x' }] },
			[0],
		],
		[
			'names in any letter case',
			{ MEMBERS: [{ Value: 'bulkId:a' }] },
			{ MEMBERS: [{ Value: 'id-1' }] },
			[0],
		],
		[
			'members under the URN of the schema',
			{ [GROUP]: { members: ['bulkId:a'] } },
			{ [GROUP]: { members: ['id-1'] } },
			[0],
		],
		[
			'a name with the URN of the schema',
			{ [`${GROUP}:members`]: ['bulkId:a'] },
			{ [`${GROUP}:members`]: ['id-1'] },
			[0],
		],
		['a dotted name', { 'members.value': 'bulkId:a' }, { 'members.value': 'id-1' }, [0]],
		['a bare member', { members: ['bulkId:a', 'bulkId:b'] }, { members: ['id-1', 'id-2'] }, [0, 1]],
		['an extension', { 'urn:x:y': { z: ['bulkId:b'] } }, { 'urn:x:y': { z: ['id-2'] } }, [1]],
		[
			'the end of a $ref',
			{
				members: [{ $ref: 'https://x.example/v2/Users/bulkId:a' }, { $REF: '../Groups/bulkId:b' }],
			},
			{ members: [{ $ref: 'https://x.example/v2/Users/id-1' }, { $REF: '../Groups/id-2' }] },
			[0, 1],
		],
		['all of a $ref', { members: [{ $ref: 'bulkId:a' }] }, { members: [{ $ref: 'id-1' }] }, [0]],
		[
			'the end of a $ref in an extension',
			{ 'urn:x:y': { z: { $ref: '/Users/bulkId:a' } } },
			{ 'urn:x:y': { z: { $ref: '/Users/id-1' } } },
			[0],
		],
		[
			'unknown text in an extension is no reference',
			{ 'urn:x:y': { z: 'bulkId:c', $ref: '/Users/bulkId:c' } },
			{ 'urn:x:y': { z: 'bulkId:c', $ref: '/Users/bulkId:c' } },
			[],
		],
		[
			'not inside other text',
			{ x: 'see bulkId:a', y: 'bulkid:a' },
			{ x: 'see bulkId:a', y: 'bulkid:a' },
			[],
		],
		['not as a name', { 'bulkId:a': 'x' }, { 'bulkId:a': 'x' }, []],
		[
			'not inside a $ref',
			{ members: [{ $ref: '/bulkId:a/x' }] },
			{ members: [{ $ref: '/bulkId:a/x' }] },
			[],
		],
	])('%s', (_name, data, expected, references) => {
		expect(put(data)).toMatchObject({ references, request: { value: { body: expected } } });
	});

	const putUser = (data: JsonObject) => behind({ method: 'PUT', path: '/Users/u', data });
	const patchUser = (...data: JsonObject[]) => behind({ method: 'PATCH', path: '/Users/u', data });

	test.each<[string, JsonObject, JsonObject]>([
		[
			'a manager',
			{ [ENTERPRISE]: { manager: { value: 'bulkId:a' } } },
			{ [ENTERPRISE]: { manager: { value: 'id-1' } } },
		],
		[
			'a bare manager',
			{ [ENTERPRISE]: { manager: 'bulkId:a' } },
			{ [ENTERPRISE]: { manager: 'id-1' } },
		],
		[
			'a manager by its full name',
			{ [`${ENTERPRISE}:manager`]: 'bulkId:a' },
			{ [`${ENTERPRISE}:manager`]: 'id-1' },
		],
		[
			"the manager's $ref",
			{ [ENTERPRISE]: { manager: { $ref: '../Users/bulkId:a' } } },
			{ [ENTERPRISE]: { manager: { $ref: '../Users/id-1' } } },
		],
		['groups', { groups: [{ value: 'bulkId:a' }] }, { groups: [{ value: 'id-1' }] }],
		['an attribute of type reference', { profileUrl: 'bulkId:a' }, { profileUrl: 'id-1' }],
		[
			'values of type reference',
			{ photos: [{ value: 'bulkId:a' }, 'bulkId:a'] },
			{ photos: [{ value: 'id-1' }, 'id-1'] },
		],
	])('of a user: %s', (_name, data, body) => {
		const expected = { references: [0], request: { ok: true, value: { body } } };
		expect(putUser(data)).toMatchObject(expected);
		expect(patchUser({ op: 'add', value: data })).toMatchObject({
			...expected,
			request: { value: { body: { Operations: [{ op: 'add', value: body }] } } },
		});
	});

	describe('text that begins with "bulkId:" is kept where no reference can stand', () => {
		test.each<[string, (text: string) => JsonObject]>([
			['title', (text) => ({ title: text })],
			['nickName', (text) => ({ nickName: text })],
			['userName', (text) => ({ userName: text })],
			['password', (text) => ({ password: text })],
			['PASSWORD', (text) => ({ PASSWORD: text })],
			['password under the URN of the schema', (text) => ({ [USER]: { password: text } })],
			['password with the URN of the schema', (text) => ({ [`${USER}:password`]: text })],
			['externalId', (text) => ({ externalId: text })],
			['name.familyName', (text) => ({ name: { familyName: text }, 'name.givenName': text })],
			['emails', (text) => ({ emails: [{ value: text, display: text, type: text }] })],
			['bare emails', (text) => ({ emails: [text] })],
			['roles', (text) => ({ roles: [{ value: text }] })],
			[
				"the manager's displayName",
				(text) => ({ [ENTERPRISE]: { manager: { displayName: text } } }),
			],
			['department', (text) => ({ [ENTERPRISE]: { department: text } })],
		])('%s', (_name, dataOf) => {
			for (const text of ['bulkId:a', 'bulkId:c']) {
				const body = dataOf(text);
				const create = readOperations(...posts, post('d', body))[2];
				const replace = putUser(body);
				const operation = { op: 'replace', value: body };
				const patch = patchUser(operation);
				for (const each of [create, replace]) {
					expect(each).toMatchObject({ references: [], request: { ok: true } });
					expect(each?.request).toHaveProperty('value.body', body);
				}
				expect(patch?.references).toEqual([]);
				expect(patch?.request).toHaveProperty('value.body.Operations', [operation]);
			}
		});

		test.each<[string, Json]>([
			['nickName', 'bulkId:c'],
			['nickName', 'bulkId:a'],
			['password', 'bulkId:a'],
			['emails[type eq "bulkId:a"].value', 'bulkId:c'],
			['emails', [{ value: 'bulkId:c' }]],
			[`${ENTERPRISE}:department`, 'bulkId:a'],
			[ENTERPRISE, { department: 'bulkId:a', 'manager.displayName': 'bulkId:c' }],
			['members[display eq "bulkId:c"]', null],
			['urn:x:y:notes', 'bulkId:c'],
			['urn:x:y', { notes: 'bulkId:c' }],
			['urn:x:y:z[value eq "bulkId:c"]', null],
		])('PATCH of %s', (path, value) => {
			const type = path.startsWith('members') ? 'Groups' : 'Users';
			const data = [{ op: 'replace', path, value }];
			const patch = behind({ method: 'PATCH', path: `/${type}/x`, data });
			expect(patch?.references).toEqual([]);
			expect(patch?.request).toHaveProperty('value.body.Operations', data);
		});
	});

	test.each<[string, Json, Json]>([
		[`${ENTERPRISE}:manager`, 'bulkId:a', 'id-1'],
		[`${ENTERPRISE}:manager`, { value: 'bulkId:a' }, { value: 'id-1' }],
		[`${ENTERPRISE}:manager.value`, 'bulkId:a', 'id-1'],
		[` ${ENTERPRISE}:manager.$ref `, '/Users/bulkId:a', '/Users/id-1'],
		[ENTERPRISE, { manager: 'bulkId:a' }, { manager: 'id-1' }],
		[ENTERPRISE, { 'manager.value': 'bulkId:a' }, { 'manager.value': 'id-1' }],
		['groups', ['bulkId:a', { value: 'bulkId:a' }], ['id-1', { value: 'id-1' }]],
		['profileUrl', 'bulkId:a', 'id-1'],
		['urn:x:y', { buddy: 'bulkId:a' }, { buddy: 'id-1' }],
		['urn:x:y:buddy', [{ value: 'bulkId:a' }], [{ value: 'id-1' }]],
		['urn:x:y:buddy.$ref', '/Users/bulkId:a', '/Users/id-1'],
	])('in the value of a PATCH of %s: %j', (path, value, expected) => {
		expect(patchUser({ OP: 'add', Path: path, Value: value })).toMatchObject({
			references: [0],
			request: { ok: true, value: { body: { Operations: [{ OP: 'add', Value: expected }] } } },
		});
	});

	test.each<[Json, Json]>([
		[
			['bulkId:a', { value: 'bulkId:b' }],
			['id-1', { value: 'id-2' }],
		],
		[
			[{ $ref: '/Users/bulkId:a' }, { value: 'bulkId:b', display: 'bulkId:a' }],
			[{ $ref: '/Users/id-1' }, { value: 'id-2', display: 'bulkId:a' }],
		],
	])('in the members of a PATCH: %j', (value, expected) => {
		const data = [{ op: 'add', path: 'members', value }];
		expect(behind({ method: 'PATCH', path: '/Groups/g', data })).toMatchObject({
			references: [0, 1],
			request: { ok: true, value: { body: { Operations: [{ value: expected }] } } },
		});
	});

	test.each<[string, string, string]>([
		['a filter', 'members[value eq "bulkId:a"]', 'members[value eq "id-1"]'],
		[
			'a filter with two',
			'members[value eq "bulkId:a" or value eq "bulkId:b"]',
			'members[value eq "id-1" or value eq "id-2"]',
		],
		['escapes', 'members[value eq "bulkId:\\u0061"]', 'members[value eq "id-1"]'],
		['an escaped colon', 'members[value eq "bulkId\\u003aa"]', 'members[value eq "id-1"]'],
		[
			'not what is compared with text',
			'members[display eq "bulkId:a"]',
			'members[display eq "bulkId:a"]',
		],
		[
			'one of two',
			'members[display eq "bulkId:a" and value eq "bulkId:a"]',
			'members[display eq "bulkId:a" and value eq "id-1"]',
		],
		[
			'an extension that no schema declares',
			'urn:x:y:z[value eq "bulkId:a"]',
			'urn:x:y:z[value eq "id-1"]',
		],
		['not without quotes', 'members[value eq bulkId:a]', 'members[value eq bulkId:a]'],
		['not an unclosed string', 'members[value eq "bulkId:a', 'members[value eq "bulkId:a'],
		[
			'not part of a string',
			'members[display eq "x bulkId:a"]',
			'members[display eq "x bulkId:a"]',
		],
	])('in the path of a PATCH: %s', (_name, path, expected) => {
		const data = [{ op: 'remove', path }];
		expect(behind({ method: 'PATCH', path: '/Groups/g', data })).toMatchObject({
			request: { value: { body: { Operations: [{ path: expected }] } } },
		});
	});

	test('in the names of a PATCH without path', () => {
		const value = { 'members[value eq "bulkId:a"].display': 'x' };
		const data = { Operations: [{ op: 'replace', value }] };
		expect(behind({ method: 'PATCH', path: '/Groups/g', data })).toMatchObject({
			references: [0],
			request: {
				value: { body: { Operations: [{ value: { 'members[value eq "id-1"].display': 'x' } }] } },
			},
		});
	});

	test.each(['/Groups/bulkId:b', 'Groups/bulkId:b/', '/Groups/bulkId%3Ab'])(
		'in the path %s',
		(path) => {
			expect(behind({ method: 'DELETE', path })).toMatchObject({
				references: [1],
				target: { type: 'Group', id: 'id-2' },
				request: { value: { id: 'id-2' } },
			});
		},
	);

	test('forwards, in circles and to itself', () => {
		const operations = readOperations(
			post('a', { members: ['bulkId:b'] }, '/Groups'),
			post('b', { members: ['bulkId:a', 'bulkId:b'] }, '/Groups'),
		);
		expect(operations).toMatchObject([
			{ references: [1], request: { value: { body: { members: ['id-2'] } } } },
			{ references: [0, 1], request: { value: { body: { members: ['id-1', 'id-2'] } } } },
		]);
	});

	test.each<[string, JsonObject]>([
		['in data', { method: 'PUT', path: '/Groups/g', data: { members: ['bulkId:c'] } }],
		[
			'in a filter',
			{
				method: 'PATCH',
				path: '/Groups/g',
				data: [{ op: 'remove', path: 'members[value eq "bulkId:c"]' }],
			},
		],
		['in the path', { method: 'DELETE', path: '/Users/bulkId:c' }],
		[
			'as a manager',
			{ method: 'PUT', path: '/Users/u', data: { [ENTERPRISE]: { manager: 'bulkId:c' } } },
		],
		[
			'at the end of a $ref',
			{ method: 'PUT', path: '/Groups/g', data: { members: [{ $ref: '/Users/bulkId:c' }] } },
		],
		[
			'in a value of a PATCH',
			{
				method: 'PATCH',
				path: '/Users/u',
				data: [{ op: 'add', path: `${ENTERPRISE}:manager`, value: 'bulkId:c' }],
			},
		],
		[
			'in a PATCH without path',
			{
				method: 'PATCH',
				path: '/Users/u',
				data: [{ op: 'add', value: { [`${ENTERPRISE}:manager.value`]: 'bulkId:c' } }],
			},
		],
		['of a POST itself', post('c2', { members: ['bulkId:c'] }, '/Groups')],
	])('one that no POST has is refused: %s', (_name, operation) => {
		const detail = expect.stringContaining('"c"') as string;
		expect(behind(operation)?.request).toEqual(
			err({ status: 400, scimType: 'invalidValue', detail }),
		);
	});

	test('a POST that cannot be read can still be referenced: what depends on it fails with it', () => {
		const operations = readOperations({ ...post('a'), data: null }, post('b', { x: 'bulkId:a' }));
		expect(operations[1]).toMatchObject({ references: [0], request: { ok: true } });
	});

	test('names such as __proto__ stay plain names', () => {
		const data = JSON.parse(
			'{"__proto__":{"x":"bulkId:a"},"constructor":"bulkId:b"}',
		) as JsonObject;
		const body = put(data)?.request;
		expect(JSON.stringify(body)).toContain('{"__proto__":{"x":"id-1"},"constructor":"id-2"}');
		expect(Object.getPrototypeOf({})).not.toHaveProperty('x');
	});
});

describe('RFC 7644 §3.7.3 the response', () => {
	const missing = { status: 400, scimType: 'invalidValue', detail: 'No.' } as const;
	const operations = readOperations(
		post('a'),
		{ method: 'put', path: '/Users/u 1', data: {} },
		{ method: 'PATCH', path: '/Groups/g1', bulkId: 'x', data: [] },
		{ method: 'DELETE', path: '/Users/u2' },
		{ method: 'DELETE', path: '/Users/bulkId:a' },
		{ method: 'FETCH', path: '/Users/u3' },
		{ method: 'DELETE', path: '/Nowhere' },
		null,
	);
	const render = (...outcomes: Parameters<typeof bulkResponse>[1]) =>
		bulkResponse(operations, outcomes, locationOf);

	test('repeats method and bulkId, and tells status, version and location', () => {
		expect(
			render(
				{ result: ok(201), version: 'W/"1"' },
				{ result: ok(200), version: 'W/"2"' },
				{ result: ok(204), version: 'W/"3"' },
				{ result: ok(204) },
			),
		).toEqual({
			schemas: [BULK_RESPONSE],
			Operations: [
				{ method: 'POST', bulkId: 'a', version: 'W/"1"', location: '/Users/id-1', status: '201' },
				{ method: 'PUT', version: 'W/"2"', location: '/Users/u%201', status: '200' },
				{ method: 'PATCH', bulkId: 'x', version: 'W/"3"', location: '/Groups/g1', status: '204' },
				{ method: 'DELETE', location: '/Users/u2', status: '204' },
			],
		});
	});

	test('an error is the body of the single answer; only what was never created has no location', () => {
		const failed = { result: err(missing) };
		const error = { schemas: [ERROR], status: '400', scimType: 'invalidValue', detail: 'No.' };
		const response = render(failed, failed, failed, failed, failed, failed, failed, failed);
		expect(response['Operations']).toEqual([
			{ method: 'POST', bulkId: 'a', status: '400', response: error },
			{ method: 'PUT', location: '/Users/u%201', status: '400', response: error },
			{ method: 'PATCH', bulkId: 'x', location: '/Groups/g1', status: '400', response: error },
			{ method: 'DELETE', location: '/Users/u2', status: '400', response: error },
			{ method: 'DELETE', status: '400', response: error },
			{ method: 'FETCH', location: '/Users/u3', status: '400', response: error },
			{ method: 'DELETE', status: '400', response: error },
			{ status: '400', response: error },
		]);
	});

	test('leaves out what was not processed', () => {
		expect(render(undefined, { result: err(missing) })['Operations']).toMatchObject([
			{ method: 'PUT', status: '400' },
		]);
	});
});

test('any JSON is read or refused with a SCIM error, and every operation gets one result', () => {
	const text = fc.constantFrom(
		'bulkId:a',
		'/Users',
		'/Users/bulkId:a',
		'POST',
		'PATCH',
		'a',
		'members[value eq "bulkId:a"]',
	);
	const value = fc.letrec((tie) => ({
		any: fc.oneof(
			{ maxDepth: 3 },
			text,
			fc.jsonValue() as fc.Arbitrary<Json>,
			fc.array(tie('any')),
			fc.dictionary(fc.constantFrom('path', '$ref', 'value', '__proto__', 'x'), tie('any')),
		),
	})).any as fc.Arbitrary<Json>;
	const operation = fc.oneof(
		fc.record(
			{ method: text, bulkId: text, path: text, data: value, version: value },
			{ requiredKeys: [] },
		),
		value,
	) as fc.Arbitrary<Json>;
	const body = fc.record(
		{
			schemas: fc.oneof(fc.constant([BULK_REQUEST]), value),
			Operations: fc.oneof(fc.array(operation), value),
			failOnErrors: value,
		},
		{ requiredKeys: ['Operations'] },
	) as fc.Arbitrary<JsonObject>;
	fc.assert(
		fc.property(body, (each) => {
			const request = read(each);
			if (!request.ok) return [400, 413].includes(request.error.status);
			const { operations } = request.value;
			const outcomes = operations.map((): OperationOutcome => ({ result: ok(200) }));
			const { Operations } = bulkResponse(operations, outcomes, () => '/');
			return (Operations as unknown[]).length === (each['Operations'] as unknown[]).length;
		}),
	);
});
