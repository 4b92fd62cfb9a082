/** PATCH bodies (RFC 7644 §3.5.2). */
import { describe, expect, test } from 'vitest';
import { parsePatch } from '../../../src/scim/patch/parse.ts';
import { targetText } from '../../../src/scim/path.ts';
import { USER } from '../../../src/scim/schema/resource-types.ts';
import { USER_URN } from '../../../src/scim/urns.ts';
import { body, ENTERPRISE, PATCH_OP } from './patch.ts';

const set = { op: 'replace', path: 'title', value: 'x' };

function parsed(request: unknown): string[] | string | undefined {
	const operations = parsePatch(request, USER);
	return operations.ok
		? operations.value.map(({ index, op, target }) => `${index} ${op} ${targetText(target)}`)
		: operations.error.scimType;
}

describe('accepted', () => {
	test.each<[string, unknown, string[]]>([
		['by the letter', body(set), ['0 replace title']],
		['without schemas', { Operations: [set] }, ['0 replace title']],
		[
			'names in any letter case',
			{ SCHEMAS: [PATCH_OP], operations: [{ OP: 'REPLACE', Path: 'TITLE', Value: 'x' }] },
			['0 replace title'],
		],
		['further members of an operation', body({ name: 'addMember', ...set }), ['0 replace title']],
		['blanks around a path', body({ ...set, path: ' title ' }), ['0 replace title']],
		['no operations', body(), []],
		[
			'an empty path is none',
			body({ op: 'add', path: '', value: { title: 'x' } }),
			['0 add title'],
		],
		[
			'several targets in one value',
			body(set, {
				op: 'add',
				value: {
					title: 'x',
					'name.givenName': 'y',
					[ENTERPRISE]: { department: 'z', division: null },
				},
			}),
			[
				'0 replace title',
				'1 add title',
				'1 add name.givenName',
				`1 add ${ENTERPRISE}:department`,
				`1 add ${ENTERPRISE}:division`,
			],
		],
		[
			'unknown and read-only names beside a known one (as in POST and PUT)',
			body({
				op: 'add',
				value: { foo: 1, 'a b': 2, id: 'x', 'name.foo': 3, [ENTERPRISE]: { foo: 4 }, title: 'x' },
			}),
			['0 add title'],
		],
		['read-only names alone', body({ op: 'replace', value: { id: 'x', foo: 1 } }), []],
		['no names', body({ op: 'replace', value: {} }), []],
		['no names in an extension', body({ op: 'add', value: { [ENTERPRISE]: {} } }), []],
		['no names for an extension', body({ op: 'add', path: ENTERPRISE, value: {} }), []],
		[
			'attributes under the core URN, and values paths with it',
			body({
				op: 'add',
				value: {
					[USER_URN.toUpperCase()]: { title: 'x' },
					[`${USER_URN}:emails[type pr].value`]: 'y',
				},
			}),
			['0 add title', '0 add emails[…].value'],
		],
		[
			'clearing an extension is removing it',
			body({ op: 'replace', value: { [ENTERPRISE]: null } }),
			[`0 remove ${ENTERPRISE}`],
		],
	])('%s', (_name, request, expected) => {
		expect(parsed(request)).toEqual(expected);
	});
});

describe('RFC 7644 §3.12 failures', () => {
	test.each<[string, unknown]>([
		['invalidSyntax', null],
		['invalidSyntax', []],
		['invalidSyntax', 'x'],
		['invalidSyntax', { schemas: [], Operations: [set] }],
		['invalidSyntax', { schemas: PATCH_OP, Operations: [set] }],
		[
			'invalidSyntax',
			{ schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'], Operations: [set] },
		],
		['invalidSyntax', { schemas: [PATCH_OP], Operations: set }],
		['invalidSyntax', body('x')],
		['invalidSyntax', body({ path: 'title', value: 'x' })],
		['invalidSyntax', body({ ...set, op: 'move' })],
		['invalidSyntax', body({ ...set, op: 5 })],
		['invalidPath', body({ ...set, path: 5 })],
		['invalidPath', body({ ...set, path: 'foo' })],
		['invalidPath', body({ ...set, path: '__proto__.x' })],
		['invalidPath', body({ ...set, path: 'constructor.prototype.x' })],
		['invalidFilter', body({ ...set, path: 'emails[type zz "x"]' })],
		['invalidFilter', body({ op: 'add', value: { 'emails[type zz "x"].value': 'x' } })],
		['invalidPath', body({ op: 'add', value: { foo: 1 } })],
		[
			'invalidPath',
			body({ op: 'replace', value: { foo: 1, 'name.foo': 2, 'urn:x:y:__proto__': 3 } }),
		],
		['invalidPath', body({ op: 'replace', value: { [USER_URN]: { foo: 1 } } })],
		['invalidPath', body({ op: 'replace', value: { [ENTERPRISE]: { foo: 1 } } })],
		['invalidPath', body({ op: 'replace', value: JSON.parse('{"__proto__": {"title": "x"}}') })],
		['invalidPath', body({ op: 'replace', path: USER_URN, value: { title: 'x' } })],
		['invalidPath', body({ op: 'remove', path: 'meta.foo' })],
		['invalidValue', body({ op: 'replace', path: ENTERPRISE, value: { foo: 1 } })],
		['invalidValue', body({ op: 'replace', path: ENTERPRISE, value: [{ department: 'x' }] })],
		['invalidValue', body({ op: 'replace', value: { [ENTERPRISE]: 'x' } })],
		['noTarget', body({ op: 'remove', path: ' ' })],
		['noTarget', body({ op: 'remove' })],
		['noTarget', body({ op: 'Remove', value: { title: 'x' } })],
		['invalidValue', body({ op: 'add', path: 'title' })],
		['invalidValue', body({ op: 'replace' })],
		['invalidValue', body({ op: 'replace', value: 'x' })],
		['invalidValue', body({ op: 'replace', value: [{ title: 'x' }] })],
		['invalidValue', body({ op: 'replace', path: ENTERPRISE, value: 'x' })],
		['mutability', body({ op: 'replace', path: 'id', value: 'x' })],
		['invalidValue', body({ op: 'replace', path: 'schemas', value: [] })],
		['invalidValue', body({ op: 'replace', path: 'schemas', value: [ENTERPRISE] })],
		['invalidValue', body({ op: 'add', path: 'schemas', value: [5] })],
		['invalidValue', body({ op: 'add', path: 'schemas', value: 'enterprise' })],
		['mutability', body({ op: 'replace', path: 'meta.version', value: 'x' })],
		['mutability', body({ op: 'add', path: 'META', value: {} })],
		['mutability', body({ op: 'remove', path: 'schemas' })],
		['mutability', body({ op: 'remove', path: 'id' })],
		['mutability', body({ op: 'add', path: 'groups', value: [{ value: 'g' }] })],
		['mutability', body({ op: 'remove', path: 'groups[value eq "g"]' })],
		['tooMany', body(...Array.from({ length: 1_001 }, () => set))],
	])('%s: %j', (scimType, request) => {
		expect(parsed(request)).toBe(scimType);
	});

	test('details name the operation', () => {
		const operations = parsePatch(body(set, set, { op: 'remove' }), USER);
		expect(!operations.ok && operations.error).toEqual({
			status: 400,
			scimType: 'noTarget',
			detail: 'Operations[2]: A "remove" needs a "path".',
		});
	});
});
