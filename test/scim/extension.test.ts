/** POST and PUT of attributes of every type and characteristic (RFC 7643 §2.2, §7; RFC 7644 §3.5.1). */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Json, type JsonObject, objectOr } from '../../src/scim/json.ts';
import { renderResource } from '../../src/scim/render.ts';
import { readResource, requiredMissing } from '../../src/scim/resource.ts';
import type { ResourceType } from '../../src/scim/schema/attribute.ts';
import { attribute } from '../../src/scim/schema/define.ts';
import { USER_URN } from '../../src/scim/urns.ts';
import { ANYONE, EVERYONE, EXT } from './everything.ts';

/** What is stored of an extension, or what is wrong with it. */
function stored(extension: Json, previous?: JsonObject, type: ResourceType = ANYONE) {
	const body = { userName: 'ann', [EXT]: extension };
	const before = previous && { userName: 'ann', [EXT]: previous };
	const read = readResource(type, body, before);
	return read.ok
		? read.value.attributes[EXT]
		: `${read.error.scimType}: ${read.error.detail.replaceAll(`${EXT}:`, '')}`;
}

describe('RFC 7644 §3.3: what is stored of an extension', () => {
	test.each<[string, JsonObject, JsonObject | undefined]>([
		[
			'values of every type, in the order of the schema',
			{
				link: '../a',
				blob: 'aGk=',
				since: '2011-05-13T04:42:34Z',
				ratio: '1.5',
				count: '7',
				flag: 'True',
				text: 'a',
			},
			{
				text: 'a',
				flag: true,
				count: 7,
				ratio: 1.5,
				since: '2011-05-13T04:42:34Z',
				blob: 'aGk=',
				link: '../a',
			},
		],
		[
			'simple values in a list, bare or not',
			{ tags: 'a', counts: [1, '2', 1] },
			{ tags: ['a'], counts: [1, 2] },
		],
		[
			'names in any letter case',
			{ TEXT: 'a', Badge: { NUMBER: 1 } },
			{ text: 'a', badge: { number: 1 } },
		],
		[
			'a bare value of a complex attribute',
			{ badge: 'b', devices: ['d'] },
			{ badge: { value: 'b' }, devices: [{ value: 'd' }] },
		],
		[
			'lists inside complex values',
			{ badge: { labels: ['a', 'b', 'a'] } },
			{ badge: { labels: ['a', 'b'] } },
		],
		[
			'nothing that is unknown',
			{ other: 1, badge: { other: 1 }, devices: [{ other: 1 }] },
			undefined,
		],
		[
			'nothing that is read-only (RFC 7643 §7)',
			{ seen: 5, badge: { seen: 5 }, devices: [{ seen: 5 }] },
			undefined,
		],
		[
			'nothing that is write-only (RFC 7643 §7)',
			{ secret: 's', vault: { door: 1, key: 'k' }, badge: { pin: '1', number: 2 } },
			{ badge: { number: 2 } },
		],
		[
			'nothing unassigned (RFC 7643 §2.5)',
			{
				text: '',
				flag: null,
				tags: [null, ''],
				badge: { value: '', labels: [] },
				devices: [{}, { value: null }],
			},
			undefined,
		],
		[
			'one value of those with the same type and value, completed (RFC 7643 §2.4)',
			{
				devices: [
					{ value: 'd', type: 'tv', ports: [1] },
					{ value: 'D', type: 'TV', serial: 's' },
					{ value: 'd', type: 'radio' },
				],
			},
			{
				devices: [
					{ value: 'd', type: 'tv', serial: 's', ports: [1] },
					{ value: 'd', type: 'radio' },
				],
			},
		],
	])('%s', (_name, extension, expected) => {
		expect(stored(extension)).toEqual(expected);
		expect(JSON.stringify(stored(extension))).toBe(JSON.stringify(expected));
	});

	test.each<[Json]>([[null], [''], [[]], [{}]])('%o is no extension', (nothing) => {
		expect(stored(nothing)).toBeUndefined();
	});

	test('whether `schemas` names the extension makes no difference', () => {
		const body = { userName: 'ann', [EXT]: { text: 'a' } };
		for (const schemas of [[USER_URN], [USER_URN, EXT], [EXT, USER_URN, EXT.toUpperCase()]]) {
			expect(readResource(ANYONE, { schemas, ...body })).toEqual(readResource(ANYONE, body));
		}
	});
});

describe('RFC 7644 §3.12: what is refused', () => {
	test.each<[Json, string]>([
		['x', `invalidValue: "${EXT}" must be an object.`],
		[[{ text: 'a' }], `invalidValue: "${EXT}" must be an object.`],
		[{ flag: 'maybe' }, 'invalidValue: "flag" must be true or false.'],
		[{ counts: [1, 'x'] }, 'invalidValue: "counts" must be an integer of at most 16 digits.'],
		[{ badge: [1] }, 'invalidValue: "badge" must be an object.'],
		[
			{ badge: { number: 'x' } },
			'invalidValue: "badge.number" must be an integer of at most 16 digits.',
		],
		[
			{ badge: { pin: 5 } },
			'invalidValue: "badge.pin" must be a string, of valid Unicode and without NUL characters.',
		],
		[
			{ vault: { door: 'x' } },
			'invalidValue: "vault.door" must be an integer of at most 16 digits.',
		],
		[{ rooms: [{ desk: 'd' }] }, 'invalidValue: "rooms.floor" is required.'],
		[{ rooms: ['x'] }, 'invalidValue: "rooms" must be an object.'],
		[
			{
				devices: [
					{ value: 'a', primary: true },
					{ value: 'b', primary: true },
				],
			},
			'invalidValue: "devices" must have at most one value with "primary": true.',
		],
		[
			{ counts: Array.from({ length: 201 }, (_, count) => count) },
			'tooMany: "counts" may have 200 values at most.',
		],
	])('%j: %s', (extension, problem) => {
		expect(stored(extension)).toBe(problem);
	});
});

describe('RFC 7643 §2.2 required', () => {
	const full = { must: 'm', mustSecretly: 's', mustHave: ['h'] };
	test.each<[string, Json, string | undefined]>([
		['all is there', full, undefined],
		['the extension', null, `invalidValue: "${EXT}" is required.`],
		['an attribute', { ...full, must: null }, 'invalidValue: "must" is required.'],
		[
			'a multi-valued attribute',
			{ ...full, mustHave: [] },
			'invalidValue: "mustHave" is required.',
		],
		[
			'a write-only attribute',
			{ ...full, mustSecretly: '' },
			'invalidValue: "mustSecretly" is required.',
		],
	])('%s', (_name, extension, problem) => {
		const before = { must: 'm', mustHave: [{ value: 'h' }] };
		const expected = problem ?? before;
		expect(stored(extension, undefined, EVERYONE)).toEqual(expected);
		expect(stored(extension, before, EVERYONE)).toEqual(expected);
	});

	test('what a document lacked before is not missed in it', () => {
		const before = { userName: 'ann', [EXT]: { may: 'x' } };
		expect(requiredMissing(EVERYONE, before)).toBe(`${EXT}:must`);
		expect(requiredMissing(EVERYONE, { ...before, title: 't' }, before)).toBeUndefined();
		expect(requiredMissing(EVERYONE, { [EXT]: {} }, before)).toBe('userName');
	});
});

describe('RFC 7644 §3.5.1 PUT', () => {
	const before = {
		text: 'a',
		once: 'Anna',
		onceMany: ['x', 'Y'],
		badge: { number: 1, maker: 'ACME' },
		devices: [
			{ value: 'd', type: 'tv', serial: 'S1' },
			{ value: 'e', type: 'tv', serial: 'S2' },
		],
	};
	const { once, onceMany } = before;
	test.each<[string, Json, JsonObject | string]>([
		['readWrite values that are left out are cleared, immutable ones stay', {}, { once, onceMany }],
		['the same without the extension', null, { once, onceMany }],
		[
			'what is given takes the place of what was',
			{ text: 'b', count: 1 },
			{ text: 'b', count: 1, once, onceMany },
		],
		['a representation is taken as it was given', before, before],
		[
			'an immutable value matches in any spelling, and stays as it was',
			{ once: 'ANNA', onceMany: ['y', 'x'] },
			{ once, onceMany },
		],
		[
			'another immutable value is refused',
			{ once: 'Bert' },
			'mutability: "once" is immutable: it cannot be changed once it is set.',
		],
		[
			'and so is none',
			{ once: null },
			'mutability: "once" is immutable: it cannot be changed once it is set.',
		],
		[
			'and one more',
			{ onceMany: ['x', 'Y', 'z'] },
			'mutability: "onceMany" is immutable: it cannot be changed once it is set.',
		],
		[
			'inside a complex value the immutable part stays',
			{ badge: { number: 2 } },
			{ once, onceMany, badge: { number: 2, maker: 'ACME' } },
		],
		[
			'and must match',
			{ badge: { maker: 'Umbrella' } },
			'mutability: "badge.maker" is immutable: it cannot be changed once it is set.',
		],
		['a complex value may go as a whole', { badge: null }, { once, onceMany }],
		[
			'of the values of an attribute, those that stay keep their immutable parts',
			{
				devices: [
					{ value: 'D', type: 'tv', ports: [1] },
					{ value: 'f', serial: 'S3' },
				],
			},
			{
				once,
				onceMany,
				devices: [
					{ value: 'D', type: 'tv', serial: 'S1', ports: [1] },
					{ value: 'f', serial: 'S3' },
				],
			},
		],
		[
			'which must match',
			{ devices: [{ value: 'd', type: 'tv', serial: 'S2' }] },
			'mutability: "devices.serial" is immutable: it cannot be changed once it is set.',
		],
		[
			'while another value is a new one',
			{ devices: [{ value: 'd', type: 'radio', serial: 'S2' }] },
			{ once, onceMany, devices: [{ value: 'd', type: 'radio', serial: 'S2' }] },
		],
		[
			'write-only values are checked and forgotten',
			{ secret: 's', vault: { key: 'k' } },
			{ once, onceMany },
		],
		[
			'read-only values are ignored, whatever they are',
			{ seen: { a: [1] }, badge: { seen: 1 } },
			{ once, onceMany, badge: { maker: 'ACME' } },
		],
	])('%s', (_name, extension, expected) => {
		expect(stored(extension, before)).toEqual(expected);
	});

	test('an immutable value may be set where there is none', () => {
		expect(stored({ once: 'a', onceMany: 'x', badge: { maker: 'm' } }, {})).toEqual({
			once: 'a',
			onceMany: ['x'],
			badge: { maker: 'm' },
		});
	});
});

test('names that every JavaScript object has may be attributes (RFC 7643 §2.1)', () => {
	const type: ResourceType = {
		...ANYONE,
		schema: {
			...ANYONE.schema,
			attributes: ['constructor', 'toString', 'hasOwnProperty', 'valueOf'].map((name) =>
				attribute(name, ''),
			),
		},
	};
	const none = readResource(type, {});
	expect(none.ok && none.value.attributes).toEqual({});
	const read = readResource(type, { constructor: 'a', TOSTRING: 'b' });
	expect(read.ok && Object.entries(read.value.attributes)).toEqual([
		['constructor', 'a'],
		['toString', 'b'],
	]);
});

describe('laws', () => {
	const names = fc.constantFrom(
		...'text EXACT flag count ratio since blob link tags counts days badge devices rooms'.split(
			' ',
		),
		...'once onceMany onceWhole secret vault seen value type primary labels number'.split(' '),
		...'maker serial ports floor a __proto__ constructor hasOwnProperty other'.split(' '),
	);
	const { json, object } = fc.letrec<{ json: Json; object: JsonObject }>((tie) => ({
		json: fc.oneof(
			{ maxDepth: 3 },
			fc.constantFrom<Json>(
				'',
				'a',
				'A',
				'True',
				'2011-05-13T04:42:34Z',
				'aGk=',
				null,
				true,
				1,
				1.5,
			),
			fc.array(tie('json'), { maxLength: 3 }),
			tie('object'),
		),
		object: fc
			.array(fc.tuple(names, tie('json')), { maxLength: 6 })
			.map((all) => Object.fromEntries(all)),
	}));

	test('any extension is stored, or refused with a detail that names an attribute', () => {
		const inherited = Object.getOwnPropertyNames(Object.prototype).toSorted();
		fc.assert(
			fc.property(fc.oneof(json, object), fc.constantFrom(ANYONE, EVERYONE), (extension, type) => {
				const read = readResource(type, { userName: 'ann', [EXT]: extension });
				const error = read.ok ? undefined : read.error;
				expect(error?.status ?? 400).toBe(400);
				expect(error?.scimType ?? 'invalidValue').toMatch(/^(invalidValue|tooMany|mutability)$/);
				expect(error?.detail ?? `"${EXT}"`).toContain(`"${EXT}`);
			}),
			{ numRuns: 500 },
		);
		expect(Object.getOwnPropertyNames(Object.prototype).toSorted()).toEqual(inherited);
	});

	test('what is rendered reads back as it was stored, beside it or not', () => {
		fc.assert(
			fc.property(object, (extension) => {
				const first = readResource(ANYONE, { userName: 'ann', [EXT]: extension });
				fc.pre(first.ok);
				const { attributes } = first.value;
				const rendered = renderResource(ANYONE, {
					id: 'u1',
					attributes,
					version: 1,
					created: '2024-01-01T00:00:00Z',
					lastModified: '2024-01-01T00:00:00Z',
				});
				expect(readResource(ANYONE, rendered)).toEqual(first);
				expect(readResource(ANYONE, rendered, attributes)).toEqual(first);
			}),
			{ numRuns: 500 },
		);
	});

	test('a PUT keeps what is immutable, or is refused', () => {
		fc.assert(
			fc.property(object, object, (one, other) => {
				const before = readResource(ANYONE, { userName: 'ann', [EXT]: one });
				fc.pre(before.ok);
				const { attributes } = before.value;
				const after = readResource(ANYONE, { userName: 'ann', [EXT]: other }, attributes);
				const kept = objectOr(attributes[EXT]);
				const now = after.ok ? objectOr(after.value.attributes[EXT]) : kept;
				for (const name of ['once', 'onceMany', 'onceWhole']) {
					expect(now[name] ?? null).toEqual(kept[name] ?? now[name] ?? null);
				}
			}),
			{ numRuns: 500 },
		);
	});
});
