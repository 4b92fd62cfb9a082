/** Laws of PATCH, on arbitrary documents and operations. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isArray, isObject, type Json, type JsonObject, own } from '../../../src/scim/json.ts';
import { readResource } from '../../../src/scim/resource.ts';
import { GROUP, USER } from '../../../src/scim/schema/resource-types.ts';
import { body, ENTERPRISE, patch } from './patch.ts';

const word = fc.constantFrom('a', 'b', 'A', '');
const record = fc.record(
	{
		value: word,
		type: fc.constantFrom('work', 'home', 'Work'),
		display: word,
		primary: fc.boolean(),
	},
	{ requiredKeys: [] },
);
const records = fc.array(record, { maxLength: 4 });
const address = fc.record(
	{ locality: word, type: word, primary: fc.boolean() },
	{ requiredKeys: [] },
);

/** A stored user, frozen so that changing it throws. */
const users = fc
	.record(
		{
			title: word,
			name: fc.record({ givenName: word, familyName: word }, { requiredKeys: [] }),
			emails: records,
			addresses: fc.array(address, { maxLength: 3 }),
			[ENTERPRISE]: fc.record({ department: word, manager: word }, { requiredKeys: [] }),
			'urn:x:2.0:User': fc.dictionary(word, fc.jsonValue({ maxDepth: 1 })),
		},
		{ requiredKeys: [] },
	)
	.map((attributes) => readResource(USER, { userName: 'u', ...(attributes as JsonObject) }))
	.filter((read) => read.ok)
	.map((read) => frozen(read.value.attributes));

const targets: fc.Arbitrary<{ path: string; value: unknown }> = fc.oneof(
	fc.record({ path: fc.constantFrom('title', 'NICKNAME', 'name.givenName'), value: word }),
	fc.record({ path: fc.constant('name'), value: fc.record({ givenName: word }) }),
	fc.record({ path: fc.constant('emails'), value: fc.oneof(record, records) }),
	fc.record({ path: fc.constant('addresses'), value: fc.oneof(address, fc.array(address)) }),
	fc.record({
		path: fc.constantFrom('emails[type eq "work"]', 'emails[value eq "a"]'),
		value: record,
	}),
	fc.record({
		path: fc.constantFrom(
			'emails[type eq "work"].value',
			'emails[primary eq true].display',
			'emails.display',
		),
		value: word,
	}),
	fc.record({ path: fc.constant('emails[type eq "home"].primary'), value: fc.boolean() }),
	fc.record({ path: fc.constantFrom(`${ENTERPRISE}:manager`, 'urn:x:2.0:User:a'), value: word }),
	fc.record({
		path: fc.constantFrom(ENTERPRISE, 'urn:x:2.0:User'),
		value: fc.record({ department: word }),
	}),
);
const operations = fc
	.tuple(fc.constantFrom('add', 'replace', 'remove'), targets)
	.map(([op, { path, value }]) => ({ op, path, value }));

function frozen(json: JsonObject): JsonObject {
	Object.values(json).forEach((value) =>
		isObject(value) || isArray(value) ? frozen(value as JsonObject) : value,
	);
	return Object.freeze(json);
}

function primaries(document: JsonObject, name: string): number {
	const values = own(document, name) ?? [];
	return isArray(values)
		? values.filter((value: Json) => isObject(value) && own(value, 'primary') === true).length
		: 0;
}

test('applying an add or replace twice is applying it once', () => {
	fc.assert(
		fc.property(users, operations, (user, operation) => {
			// A value that no longer meets the filter of its own path is not found again.
			fc.pre(operation.op !== 'remove' && !operation.path.endsWith(']'));
			const once = patch(USER, user, body(operation), 'azure-scim-v2');
			fc.pre(once.ok);
			const again = patch(USER, once.value.attributes, body(operation), 'azure-scim-v2');
			expect(again).toEqual(once);
		}),
		{ numRuns: 500 },
	);
});

test('a document stays valid, and the given one as it was', () => {
	fc.assert(
		fc.property(users, fc.array(operations, { maxLength: 5 }), (user, list) => {
			const before = JSON.stringify(user);
			const patched = patch(USER, user, body(...list), 'azure-scim-v2');
			expect(JSON.stringify(user)).toBe(before);
			fc.pre(patched.ok);
			const { attributes } = patched.value;
			expect(primaries(attributes, 'emails')).toBeLessThanOrEqual(1);
			expect(primaries(attributes, 'addresses')).toBeLessThanOrEqual(1);
			// What PATCH leaves is what a PUT of it would store.
			const read = readResource(USER, attributes);
			expect(read).toEqual({ ok: true, value: { attributes, members: [] } });
		}),
		{ numRuns: 500 },
	);
});

test('any body is applied or is a SCIM error, and no prototype changes', () => {
	const inherited = Object.getOwnPropertyNames(Object.prototype);
	const path = fc.oneof(
		fc.string(),
		fc.constantFrom(
			'__proto__',
			'__proto__.x',
			'constructor.prototype.x',
			'urn:x:y:__proto__',
			'members',
			'emails',
			'title',
		),
	);
	const value = fc.oneof(
		fc.jsonValue(),
		fc.constant<unknown>(
			JSON.parse('{"__proto__": {"x": 1}, "__proto__.x": 2, "urn:x:y:z": {"__proto__": {"x": 1}}}'),
		),
	);
	const operation = fc.record(
		{ op: fc.constantFrom('add', 'Replace', 'REMOVE'), path, value },
		{ requiredKeys: ['op'] },
	);
	const requests = fc.oneof(
		fc.jsonValue(),
		fc.array(fc.oneof(operation, fc.jsonValue())).map((list) => body(...list)),
	);
	fc.assert(
		fc.property(users, requests, fc.constantFrom(USER, GROUP), (user, request, type) => {
			const patched = patch(type, user, request);
			expect(
				patched.ok || (patched.error.status === 400 && patched.error.scimType !== undefined),
			).toBe(true);
			expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(inherited);
			expect(({} as JsonObject)['x']).toBeUndefined();
		}),
		{ numRuns: 1_000 },
	);
});
