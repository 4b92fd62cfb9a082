/** The `changes` of update events: what differs, by SCIM attribute path. */
import { expect, test } from 'vitest';
import { changesBetween } from '../../src/directory/changes.ts';
import type { JsonObject } from '../../src/scim/json.ts';

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

test.each<[string, JsonObject, JsonObject, readonly (readonly [string, unknown, unknown])[]]>([
	['nothing', { a: 1, b: [{ x: 1, y: 2 }] }, { b: [{ y: 2, x: 1 }], a: 1 }, []],
	['a value', { title: 'a' }, { title: 'b' }, [['title', 'a', 'b']]],
	['a new value', {}, { title: 'b' }, [['title', null, 'b']]],
	[
		'a part of a complex value',
		{ name: { givenName: 'A', familyName: 'B' } },
		{ name: { givenName: 'C', familyName: 'B' } },
		[['name.givenName', 'A', 'C']],
	],
	['a complex value that goes', { name: { givenName: 'A' } }, {}, [['name.givenName', 'A', null]]],
	[
		'an extension',
		{ [ENTERPRISE]: { department: 'Sea' } },
		{ [ENTERPRISE]: { department: 'Land' } },
		[[`${ENTERPRISE}:department`, 'Sea', 'Land']],
	],
	[
		'an extension, whatever the letter case of its URN',
		{ 'URN:x:y': { a: 1 } },
		{ 'URN:x:y': { a: 2 } },
		[['URN:x:y:a', 1, 2]],
	],
	['an object without parts', { 'urn:x:y': { a: { b: {} } } }, {}, [['urn:x:y:a.b', {}, null]]],
	[
		'an object that gets none',
		{ 'urn:x:y': {} },
		{ 'urn:x:y': { a: {} } },
		[['urn:x:y:a', null, {}]],
	],
	[
		'a multi-valued attribute, whole',
		{ emails: [{ value: 'a' }] },
		{ emails: [{ value: 'a' }, { value: 'b' }] },
		[['emails', [{ value: 'a' }], [{ value: 'a' }, { value: 'b' }]]],
	],
	['the order of values', { emails: [1, 2] }, { emails: [2, 1] }, [['emails', [1, 2], [2, 1]]]],
	['false and absent', { active: true }, { active: false }, [['active', true, false]]],
])('%s', (_name, before, after, expected) => {
	const changes = changesBetween(before, after).map(({ path, from, to }) => [path, from, to]);
	expect(changes).toEqual(expected);
});
