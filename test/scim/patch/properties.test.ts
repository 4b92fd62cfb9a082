/** Laws of PATCH, on arbitrary documents and operations. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
	isArray,
	isObject,
	type Json,
	type JsonObject,
	objectOr,
	own,
} from '../../../src/scim/json.ts';
import { readResource } from '../../../src/scim/resource.ts';
import { GROUP, USER } from '../../../src/scim/schema/resource-types.ts';
import { ANYONE, EXT } from '../everything.ts';
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

const labels = fc.array(fc.constantFrom('x', 'X', 'y', 'z'), { maxLength: 3 });
const numbers = fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 3 });
const badge = fc.record(
	{
		value: word,
		number: fc.integer({ min: 0, max: 2 }),
		maker: word,
		labels,
		pin: word,
		seen: word,
	},
	{ requiredKeys: [] },
);
const device = fc.record(
	{
		value: word,
		type: fc.constantFrom('tv', 'TV'),
		primary: fc.boolean(),
		serial: fc.constantFrom('s', 't'),
		ports: numbers,
	},
	{ requiredKeys: [] },
);
const devices = fc.array(device, { maxLength: 3 });
const everything = fc.record(
	{
		text: word,
		tags: labels,
		counts: numbers,
		badge,
		devices,
		once: word,
		onceMany: labels,
		secret: word,
	},
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
			[EXT]: everything,
			'urn:x:2.0:User': fc.dictionary(word, fc.jsonValue({ maxDepth: 1 })),
		},
		{ requiredKeys: [] },
	)
	.map((attributes) => readResource(ANYONE, { userName: 'u', ...(attributes as JsonObject) }))
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
	fc.record({
		path: fc.constantFrom('urn:x:2.0:User', 'urn:x:2.0:User:b', 'URN:X:2.0:user:a.b'),
		value: fc.jsonValue({ maxDepth: 2 }),
	}),
	fc.record({ path: fc.constant(EXT), value: everything }),
	fc.record({
		path: fc.constantFrom(`${EXT}:text`, `${EXT}:once`, `${EXT}:badge.maker`, `${EXT}:secret`),
		value: word,
	}),
	fc.record({
		path: fc.constantFrom(`${EXT}:tags`, `${EXT}:onceMany`, `${EXT}:badge.labels`),
		value: fc.oneof(labels, fc.constantFrom('x', 'Y')),
	}),
	fc.record({
		path: fc.constantFrom(
			`${EXT}:counts`,
			`${EXT}:devices.ports`,
			`${EXT}:devices[primary eq false].ports`,
		),
		value: numbers,
	}),
	fc.record({ path: fc.constant(`${EXT}:tags[value eq "x"]`), value: word }),
	fc.record({ path: fc.constant(`${EXT}:badge`), value: badge }),
	fc.record({ path: fc.constant(`${EXT}:devices`), value: fc.oneof(device, devices) }),
	fc.record({ path: fc.constant(`${EXT}:devices[type eq "tv"]`), value: device }),
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

/** The document, or the kind of failure: details name the operation by its position. */
function outcome(patched: ReturnType<typeof patch>) {
	return patched.ok ? patched.value.attributes : patched.error.scimType;
}

const DIRECTORY_TYPES = ['generic-scim-v2', 'azure-scim-v2'];

test('applying an operation twice is applying it once', () => {
	fc.assert(
		fc.property(users, operations, fc.constantFrom(...DIRECTORY_TYPES), (user, operation, idp) => {
			// A value that is gone, or no longer meets the filter of its own path, is not found again.
			const { op, path, value } = operation;
			const mayMiss = path.endsWith(']') || (path.includes('[') && String(value) === '');
			fc.pre(op === 'remove' || !mayMiss);
			const once = patch(ANYONE, user, body(operation), idp);
			fc.pre(once.ok);
			expect(patch(ANYONE, once.value.attributes, body(operation), idp)).toEqual(once);
		}),
		{ numRuns: 500 },
	);
});

test('what an add adds, it adds to what is there: replacing by the outcome changes nothing', () => {
	fc.assert(
		fc.property(users, fc.oneof(records, record), (user, value) => {
			const added = patch(ANYONE, user, body({ op: 'add', path: 'emails', value }));
			fc.pre(added.ok);
			const emails = own(added.value.attributes, 'emails') ?? [];
			const replaced = patch(ANYONE, user, body({ op: 'replace', path: 'emails', value: emails }));
			expect(replaced).toEqual(added);
		}),
	);
});

test('RFC 7644 §3.5.2: a list of operations is its parts, one after the other', () => {
	const lists = fc.array(operations, { maxLength: 3 });
	fc.assert(
		fc.property(users, lists, lists, (user, some, others) => {
			const first = patch(ANYONE, user, body(...some));
			fc.pre(first.ok);
			const second = patch(ANYONE, first.value.attributes, body(...others));
			const together = patch(ANYONE, user, body(...some, ...others));
			expect(outcome(together)).toEqual(outcome(second));
		}),
		{ numRuns: 200 },
	);
});

test('a value without path is its attributes, each with its path', () => {
	const values = fc.dictionary(
		fc.constantFrom('title', 'name', 'emails', 'active', `${EXT}:tags`, `${EXT}:text`),
		fc.oneof(word, records, fc.boolean(), fc.record({ givenName: word })),
		{ minKeys: 1 },
	);
	fc.assert(
		fc.property(users, fc.constantFrom('add', 'replace'), values, (user, op, value) => {
			const whole = patch(ANYONE, user, body({ op, value }));
			const list = Object.entries(value).map(([path, each]) => ({ op, path, value: each }));
			const single = patch(ANYONE, user, body(...list));
			expect(outcome(whole)).toEqual(outcome(single));
		}),
		{ numRuns: 200 },
	);
});

test('a document stays valid, and the given one as it was', () => {
	fc.assert(
		fc.property(users, fc.array(operations, { maxLength: 5 }), (user, list) => {
			const before = JSON.stringify(user);
			const patched = patch(ANYONE, user, body(...list), 'azure-scim-v2');
			expect(JSON.stringify(user)).toBe(before);
			fc.pre(patched.ok);
			const { attributes } = patched.value;
			const extension = objectOr(own(attributes, EXT));
			expect(primaries(attributes, 'emails')).toBeLessThanOrEqual(1);
			expect(primaries(attributes, 'addresses')).toBeLessThanOrEqual(1);
			expect(primaries(extension, 'devices')).toBeLessThanOrEqual(1);
			// What is immutable is as it was, and what is write-only is not there.
			const { once, onceMany } = objectOr(own(user, EXT));
			expect(extension).toMatchObject({
				...(once === undefined ? {} : { once }),
				...(onceMany === undefined ? {} : { onceMany }),
			});
			expect(JSON.stringify(extension)).not.toMatch(/"(secret|pin|seen)"/);
			// What PATCH leaves is what a PUT of it would store.
			const read = readResource(ANYONE, attributes, attributes);
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
			'urn:x:y:z.__proto__',
			'urn:x:y:constructor',
			'urn:x:y:constructor.prototype',
			'name.__proto__',
			'toString',
			'hasOwnProperty',
			'emails[__proto__ eq "x"]',
			'emails[type eq "x"].constructor',
			`${EXT}:__proto__`,
			`${EXT}:tags[value eq "x"]`,
			EXT,
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
		fc.property(users, requests, fc.constantFrom(USER, GROUP, ANYONE), (user, request, type) => {
			const patched = patch(type, user, request);
			expect(
				patched.ok || (patched.error.status === 400 && patched.error.scimType !== undefined),
			).toBe(true);
			expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(inherited);
			expect(({} as JsonObject)['x']).toBeUndefined();
		}),
		{ numRuns: 500 },
	);
});
