/** PATCH of extensions that no schema declares (RFC 7644 §3.5.2). */
import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../src/scim/json.ts';
import { patchUser } from './patch.ts';

const URN = 'urn:und:x:2.0:User';
const START: JsonObject = {
	cx: [{ value: 'w', n: 1 }],
	arr: ['a'],
	obj: { k: 1, l: 2 },
	'dot.ted': 1,
	text: 't',
};

function patched(operation: object) {
	const user = patchUser({ userName: 'a', [URN]: START }, [operation]);
	return typeof user === 'object' ? user[URN] : user;
}

describe('RFC 7644 §3.10: attribute.sub', () => {
	test.each<[string, object, JsonObject]>([
		['remove', { op: 'remove', path: 'obj.l' }, { obj: { k: 1 } }],
		['remove in any letter case', { op: 'remove', path: 'OBJ.L' }, { obj: { k: 1 } }],
		['replace', { op: 'replace', path: 'obj.k', value: 5 }, { obj: { k: 5, l: 2 } }],
		['clear', { op: 'replace', path: 'obj.k', value: null }, { obj: { l: 2 } }],
		['add', { op: 'add', path: 'obj.m', value: 3 }, { obj: { k: 1, l: 2, m: 3 } }],
		['add to nothing', { op: 'add', path: 'new.m', value: 3 }, { new: { m: 3 } }],
		['remove what is not there', { op: 'remove', path: 'obj.z' }, {}],
		['remove from what is not there', { op: 'remove', path: 'none.z' }, {}],
		['a literal name', { op: 'replace', path: 'dot.ted', value: 2 }, { 'dot.ted': 2 }],
	])('%s', (_name, operation: { path?: string }, changes) => {
		expect(patched({ ...operation, path: `${URN}:${operation.path}` })).toEqual({
			...START,
			...changes,
		});
	});

	test.each(['cx.value', 'arr.a', 'text.x', 'obj.', '.k', 'obj.k.x', 'obj.__proto__'])(
		'%s is invalidPath',
		(path) => {
			expect(patched({ op: 'remove', path: `${URN}:${path}` })).toBe('invalidPath');
			expect(patched({ op: 'add', path: `${URN}:${path}`, value: 1 })).toBe('invalidPath');
		},
	);
});

describe('RFC 7644 §3.5.2.1 add, §3.5.2.3 replace', () => {
	test.each<[string, string, string, unknown, JsonObject]>([
		['appends', 'add', 'arr', ['b'], { arr: ['a', 'b'] }],
		['appends one', 'add', 'arr', 'b', { arr: ['a', 'b'] }],
		['appends nothing twice', 'add', 'arr', ['a'], {}],
		['in whatever order parts are', 'add', 'cx', [{ n: 1, value: 'w' }], {}],
		['appends nothing', 'add', 'arr', [], {}],
		['merges', 'add', 'obj', { m: 3 }, { obj: { k: 1, l: 2, m: 3 } }],
		['sets a single value', 'add', 'text', 'u', { text: 'u' }],
		['replaces values', 'replace', 'arr', ['b'], { arr: ['b'] }],
		['replaces an object', 'replace', 'obj', { m: 3 }, { obj: { m: 3 } }],
		['replaces nothing else', 'replace', 'text', 'u', { text: 'u' }],
	])('%s', (_name, op, attribute, value, changes) => {
		const after = { ...START, ...changes };
		expect(patched({ op, path: `${URN}:${attribute}`, value })).toEqual(after);
		expect(patched({ op, value: { [`${URN}:${attribute}`]: value } })).toEqual(after);
		expect(patched({ op, path: URN, value: { [attribute]: value } })).toEqual(after);
		expect(patched({ op, value: { [URN.toUpperCase()]: { [attribute]: value } } })).toEqual(after);
	});

	test('a URN of which nothing is left without its last part is an extension', () => {
		expect(patched({ op: 'add', path: 'urn:und:x', value: 1 })).toBe('invalidValue');
		expect(patched({ op: 'remove', path: 'urn:und:x' })).toEqual(START);
	});
});

test('RFC 7644 §3.5.2.2 remove: listed values go, others stay', () => {
	const user = { userName: 'a', [URN]: { arr: ['a', 'b'] } };
	const remove = { op: 'remove', path: `${URN}:arr` };
	expect(patchUser(user, [{ ...remove, value: ['a'] }])).toEqual({
		userName: 'a',
		[URN]: { arr: ['b'] },
	});
	expect(patchUser(user, [remove])).toEqual({ userName: 'a' });
});
