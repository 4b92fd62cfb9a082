/**
 * Schemas that a directory declares (RFC 7643 §3.3, §7) are first-class: what holds for built-in
 * attributes holds for theirs.
 */
import { beforeAll, describe, expect, test } from 'vitest';
import { ENTERPRISE_USER_URN, USER_URN } from '../../src/scim/urns.ts';
import {
	createDirectory,
	group,
	ORIGIN,
	patch,
	user,
	type TestDirectory,
} from '../support/client.ts';
import { BADGE, createBadge, declare, find, sendSchema } from '../support/schemas.ts';

const DOORS = {
	name: 'doors',
	type: 'complex',
	multiValued: true,
	subAttributes: [
		{ name: 'value', caseExact: true },
		{ name: 'type' },
		{ name: 'primary', type: 'boolean' },
	],
};

const PIN = { name: 'pin', mutability: 'writeOnly', returned: 'never' };

/** One attribute of every kind. */
const ATTRIBUTES = [
	{ name: 'costCenter' },
	{ name: 'code', caseExact: true },
	{ name: 'level', type: 'integer' },
	{ name: 'rate', type: 'decimal' },
	{ name: 'active', type: 'boolean' },
	{ name: 'validUntil', type: 'dateTime' },
	{ name: 'key', type: 'binary' },
	{ name: 'photo', type: 'reference', referenceTypes: ['external'] },
	{ name: 'tags', multiValued: true },
	{ name: 'sizes', type: 'integer', multiValued: true },
	{
		name: 'desk',
		type: 'complex',
		subAttributes: [{ name: 'floor', type: 'integer' }, { name: 'room' }],
	},
	DOORS,
	{ name: 'serial', mutability: 'immutable' },
	PIN,
	{ name: 'lock', type: 'complex', subAttributes: [PIN, { name: 'name' }] },
	{ name: 'notes', returned: 'request' },
	{ name: 'grade', returned: 'always' },
];

async function declaring(
	attributes: readonly Record<string, unknown>[] = ATTRIBUTES,
	more: Record<string, unknown> = {},
): Promise<TestDirectory> {
	const directory = await createDirectory();
	await declare(directory, attributes, more);
	return directory;
}

const badgeOf = (body: Record<string, unknown>) => body[BADGE] as Record<string, unknown>;

describe('RFC 7643 §7 and RFC 7644 §4: discovery', () => {
	test('/Schemas and /Schemas/{urn} show the schema as the API does', async () => {
		const directory = await declaring([{ name: 'level', type: 'integer' }], {
			description: 'Badges',
		});
		const attributes = [
			{
				name: 'level',
				type: 'integer',
				multiValued: false,
				description: '',
				required: false,
				caseExact: false,
				mutability: 'readWrite',
				returned: 'default',
				uniqueness: 'none',
			},
		];
		const expected = {
			schemas: ['urn:ietf:params:scim:schemas:core:2.0:Schema'],
			id: BADGE,
			name: 'Badge',
			description: 'Badges',
			attributes,
			meta: { resourceType: 'Schema', location: `${ORIGIN}${directory.path}/Schemas/${BADGE}` },
		};
		const one = await directory.scim('GET', `/Schemas/${encodeURIComponent(BADGE.toUpperCase())}`);
		expect(one.body).toEqual(expected);
		const all = await directory.scim('GET', '/Schemas');
		expect(all.body['Resources']).toContainEqual(expected);
		expect(all.body['totalResults']).toBe((all.body['Resources'] as unknown[]).length);
	});

	test('/ResourceTypes names it among the extensions (RFC 7643 §6)', async () => {
		const directory = await declaring([{ name: 'level' }], { required: true });
		await declare(directory, [{ name: 'level' }], { id: 'urn:acme:Crew', resource_type: 'Group' });
		const types = (await directory.scim('GET', '/ResourceTypes')).body['Resources'];
		expect(types).toMatchObject([
			{
				name: 'User',
				schemaExtensions: [
					{ schema: ENTERPRISE_USER_URN, required: false },
					{ schema: BADGE, required: true },
				],
			},
			{ name: 'Group', schemaExtensions: [{ schema: 'urn:acme:Crew', required: false }] },
		]);
	});

	test('another directory knows nothing of it', async () => {
		const [one, other] = [await declaring(), await createDirectory()];
		expect((await one.scim('GET', `/Schemas/${BADGE}`)).status).toBe(200);
		expect((await other.scim('GET', `/Schemas/${BADGE}`)).status).toBe(404);
		await declare(other, [{ name: 'level', type: 'boolean' }]);
		await createBadge(one, 'anna', { level: 7 });
		await createBadge(other, 'anna', { level: true });
		expect(await find(one, `${BADGE}:level eq 7`)).toEqual(['anna']);
		expect(await find(other, `${BADGE}:level eq true`)).toEqual(['anna']);
		expect(await find(other, `${BADGE}:level eq 7`)).toBe('400 invalidFilter');
	});
});

describe('RFC 7644 §3.3 and §3.5.1: POST and PUT', () => {
	test('keep values of every type, under the names of the schema', async () => {
		const directory = await declaring();
		const path = await createBadge(
			directory,
			'anna',
			{
				COSTCENTER: 'Sea',
				level: '3',
				rate: 1.5,
				active: 'True',
				validUntil: '2030-01-01T00:00:00Z',
				key: 'aGk=',
				photo: 'https://acme.example/anna.png',
				tags: ['a', 'b', 'a'],
				sizes: [1, 2],
				desk: { FLOOR: 2, room: '2.1', unknown: 1 },
				doors: [{ value: 'D1', type: 'main', primary: true }],
				unknown: 'ignored',
				costcentre: null,
			},
			BADGE.toUpperCase(),
		);
		const { body } = await directory.scim('GET', path);
		expect(body['schemas']).toEqual([USER_URN, BADGE]);
		expect(badgeOf(body)).toEqual({
			costCenter: 'Sea',
			level: 3,
			rate: 1.5,
			active: true,
			validUntil: '2030-01-01T00:00:00Z',
			key: 'aGk=',
			photo: 'https://acme.example/anna.png',
			tags: ['a', 'b'],
			sizes: [1, 2],
			desk: { floor: 2, room: '2.1' },
			doors: [{ value: 'D1', type: 'main', primary: true }],
		});
		await directory.scim('PUT', path, user('anna', { [`${BADGE}:level`]: 4 }));
		expect(badgeOf((await directory.scim('GET', path)).body)).toEqual({ level: 4 });
		await directory.scim('PUT', path, user('anna'));
		expect((await directory.scim('GET', path)).body).not.toHaveProperty([BADGE]);
	});

	test.each([
		['level', { level: 'high' }],
		['level', { level: 1.5 }],
		['rate', { rate: true }],
		['active', { active: 'perhaps' }],
		['validUntil', { validUntil: 'tomorrow' }],
		['key', { key: '%' }],
		['costCenter', { costCenter: { a: 1 } }],
		['desk', { desk: 'ground floor' }],
		['desk.floor', { desk: { floor: 'ground' } }],
		[
			'doors',
			{
				doors: [
					{ value: '1', primary: true },
					{ value: '2', primary: true },
				],
			},
		],
		['pin', { pin: 1 }],
	])('refuse a wrong value and name %s', async (name, badge) => {
		const directory = await declaring();
		const reply = await directory.scim('POST', '/Users', user('anna', { [BADGE]: badge }));
		expect(reply.body).toMatchObject({ status: '400', scimType: 'invalidValue' });
		expect(reply.body['detail']).toContain(`"${BADGE}:${name}"`);
	});

	test('demand what is required, inside the extension only where it is there', async () => {
		const directory = await declaring([{ name: 'level', required: true }, { name: 'colour' }]);
		const wrong = await directory.scim('POST', '/Users', user('a', { [BADGE]: { colour: 'red' } }));
		expect(wrong.body).toMatchObject({
			status: '400',
			scimType: 'invalidValue',
			detail: `"${BADGE}:level" is required.`,
		});
		expect((await directory.scim('POST', '/Users', user('a'))).status).toBe(201);
		expect((await createBadge(directory, 'b', { level: 'x' })).length).toBeGreaterThan(0);
	});

	test('demand a required extension of new resources; older ones can still be changed', async () => {
		const directory = await createDirectory();
		const older = await createBadge(directory, 'older', { colour: 'red' }, 'urn:acme:Other');
		await declare(directory, [{ name: 'level' }], { required: true });
		const wrong = await directory.scim('POST', '/Users', user('a'));
		expect(wrong.body).toMatchObject({
			status: '400',
			scimType: 'invalidValue',
			detail: `"${BADGE}" is required.`,
		});
		await createBadge(directory, 'b', { level: 'x' });
		const deactivate = patch({ op: 'replace', path: 'active', value: false });
		expect((await directory.scim('PATCH', older, deactivate)).status).toBe(200);
		expect((await directory.scim('PUT', older, user('older'))).status).toBe(400);
	});

	test('hold to what is immutable', async () => {
		const directory = await declaring();
		const path = await createBadge(directory, 'anna', { serial: 'S1' });
		const put = (badge: object) =>
			directory.scim('PUT', path, user('anna', { [BADGE]: { ...badge } }));
		expect((await put({ serial: 'S1', level: 1 })).status).toBe(200);
		const refused = await put({ serial: 'S2' });
		expect(refused.body).toMatchObject({ status: '400', scimType: 'mutability' });
		expect(refused.body['detail']).toContain(`"${BADGE}:serial"`);
		const patched = await directory.scim(
			'PATCH',
			path,
			patch({ op: 'replace', path: `${BADGE}:serial`, value: 'S2' }),
		);
		expect(patched.body).toMatchObject({ status: '400', scimType: 'mutability' });
	});

	test('never keep what is writeOnly', async () => {
		const directory = await declaring();
		const lock = { pin: 'pin-5309', name: 'front' };
		const path = await createBadge(directory, 'anna', { pin: 'pin-5309', level: 1, lock });
		await directory.scim(
			'PATCH',
			path,
			patch(
				{ op: 'add', path: `${BADGE}:pin`, value: 'pin-5309' },
				{ op: 'replace', path: `${BADGE}:lock.pin`, value: 'pin-5309' },
				{ op: 'add', path: `${BADGE}:lock`, value: { ...lock, name: 'back' } },
			),
		);
		const { body } = await directory.scim('GET', path);
		expect(badgeOf(body)).toEqual({ level: 1, lock: { name: 'back' } });
		const events = await directory.events();
		expect(JSON.stringify([body, events])).not.toContain('pin-5309');
		expect(await find(directory, `${BADGE}:pin pr`)).toBe('400 invalidFilter');
	});

	test('events tell of them by name', async () => {
		const directory = await declaring();
		const path = await createBadge(directory, 'anna', { level: 1 });
		await directory.scim('PATCH', path, patch({ op: 'replace', path: `${BADGE}:level`, value: 2 }));
		const [, event] = await directory.events();
		expect(event).toMatchObject({
			type: 'user.updated',
			data: {
				raw: { [BADGE]: { level: 2 } },
				changes: [{ path: `${BADGE}:level`, from: 1, to: 2 }],
			},
		});
	});
});

describe('RFC 7644 §3.9 and RFC 7643 §7: what is returned', () => {
	const SHOWN = { costCenter: 'Sea', level: 1, notes: 'late', grade: 'A' };
	test.each<[string, object | undefined]>([
		['', { costCenter: 'Sea', level: 1, grade: 'A' }],
		[`?attributes=${BADGE}:level`, { level: 1, grade: 'A' }],
		[`?attributes=${BADGE.toUpperCase()}:COSTCENTER`, { costCenter: 'Sea', grade: 'A' }],
		[`?attributes=${BADGE}:notes`, { notes: 'late', grade: 'A' }],
		[`?attributes=${BADGE}`, { costCenter: 'Sea', level: 1, grade: 'A' }],
		['?attributes=userName', { grade: 'A' }],
		[`?excludedAttributes=${BADGE}:level`, { costCenter: 'Sea', grade: 'A' }],
	])('GET %s', async (query, expected) => {
		const directory = await declaring();
		const path = await createBadge(directory, 'anna', SHOWN);
		expect(badgeOf((await directory.scim('GET', `${path}${query}`)).body)).toEqual(expected);
	});

	test('what is returned on request is in the answer to a write that specified it', async () => {
		const directory = await declaring();
		const body = user('anna', { [BADGE]: { notes: 'late', level: 1 } });
		const posted = (await directory.scim('POST', '/Users', body)).body;
		expect(badgeOf(posted)).toEqual({ notes: 'late', level: 1 });
		const path = `/Users/${String(posted['id'])}`;
		const patched = async (name: string) => {
			const operation = { op: 'replace', path: `${BADGE}:${name}`, value: '2' };
			return badgeOf((await directory.scim('PATCH', path, patch(operation))).body);
		};
		expect(await patched('notes')).toEqual({ notes: '2', level: 1 });
		expect(await patched('level')).toEqual({ level: 2 });
		expect(badgeOf((await directory.scim('PUT', path, body)).body)).toHaveProperty('notes');
	});

	test('a part of a complex value', async () => {
		const directory = await declaring();
		const path = await createBadge(directory, 'anna', { desk: { floor: 1, room: 'x' } });
		const { body } = await directory.scim('GET', `${path}?attributes=${BADGE}:desk.room`);
		expect(badgeOf(body)).toEqual({ desk: { room: 'x' } });
	});
});

describe('RFC 7644 §3.5.2: PATCH', () => {
	const BEFORE = {
		costCenter: 'Sea',
		level: 1,
		tags: ['a', 'b'],
		desk: { floor: 1, room: 'x' },
		doors: [
			{ value: 'D1', type: 'main', primary: true },
			{ value: 'D2', type: 'back' },
		],
	};
	test.each<[string, Record<string, unknown>, object]>([
		['replace', { op: 'replace', path: `${BADGE}:level`, value: 2 }, { level: 2 }],
		[
			'names in any letter case',
			{ op: 'Replace', path: `${BADGE.toUpperCase()}:LEVEL`, value: '2' },
			{ level: 2 },
		],
		[
			'add to several',
			{ op: 'add', path: `${BADGE}:tags`, value: ['c', 'a'] },
			{ tags: ['a', 'b', 'c'] },
		],
		['add one', { op: 'add', path: `${BADGE}:rate`, value: 1.5 }, { rate: 1.5 }],
		['remove', { op: 'remove', path: `${BADGE}:level` }, { level: undefined }],
		[
			'a part',
			{ op: 'replace', path: `${BADGE}:desk.room`, value: 'y' },
			{ desk: { floor: 1, room: 'y' } },
		],
		['remove a part', { op: 'remove', path: `${BADGE}:desk.floor` }, { desk: { room: 'x' } }],
		[
			'a whole complex value',
			{ op: 'replace', path: `${BADGE}:desk`, value: { ROOM: 'z' } },
			{ desk: { floor: 1, room: 'z' } },
		],
		[
			'one of several values',
			{ op: 'replace', path: `${BADGE}:doors[type eq "BACK"].value`, value: 'D3' },
			{ doors: [BEFORE.doors[0], { value: 'D3', type: 'back' }] },
		],
		[
			'remove one of several',
			{ op: 'remove', path: `${BADGE}:doors[value eq "D1"]` },
			{ doors: [BEFORE.doors[1]] },
		],
		[
			'a new primary clears the old',
			{ op: 'add', path: `${BADGE}:doors`, value: [{ value: 'D3', primary: true }] },
			{
				doors: [
					{ value: 'D1', type: 'main', primary: false },
					{ value: 'D2', type: 'back' },
					{ value: 'D3', primary: true },
				],
			},
		],
		[
			'without path, nested',
			{ op: 'replace', value: { [BADGE]: { level: 2, desk: { room: 'y' } } } },
			{ level: 2, desk: { floor: 1, room: 'y' } },
		],
		[
			'without path, qualified',
			{ op: 'add', value: { [`${BADGE}:level`]: 2, [`${BADGE}:desk.room`]: 'y' } },
			{ level: 2, desk: { floor: 1, room: 'y' } },
		],
		[
			'the extension as path',
			{ op: 'replace', path: BADGE, value: { level: 2, costCenter: null } },
			{ level: 2, costCenter: undefined },
		],
	])('%s', async (_name, operation, change) => {
		const directory = await declaring();
		const path = await createBadge(directory, 'anna', BEFORE);
		const reply = await directory.scim('PATCH', path, patch(operation));
		expect(reply.status).toBe(200);
		const after = JSON.parse(JSON.stringify({ ...BEFORE, ...change })) as object;
		expect(badgeOf(reply.body)).toEqual(after);
		expect(badgeOf((await directory.scim('GET', path)).body)).toEqual(after);
	});

	test('removes the whole extension', async () => {
		const directory = await declaring();
		const path = await createBadge(directory, 'anna', BEFORE);
		const reply = await directory.scim('PATCH', path, patch({ op: 'remove', path: BADGE }));
		expect(reply.body['schemas']).toEqual([USER_URN]);
		expect(reply.body).not.toHaveProperty([BADGE]);
	});

	test.each([
		['invalidValue', { op: 'replace', path: `${BADGE}:level`, value: 'high' }],
		['invalidValue', { op: 'add', value: { [BADGE]: { desk: { floor: 'x' } } } }],
		['invalidPath', { op: 'replace', path: `${BADGE}:nothing`, value: 1 }],
		['invalidPath', { op: 'replace', path: `${BADGE}:desk.nothing`, value: 1 }],
		['noTarget', { op: 'replace', path: `${BADGE}:doors[value eq "D9"].type`, value: 'x' }],
		['invalidFilter', { op: 'remove', path: `${BADGE}:doors[nothing eq "D9"]` }],
	])('%s: %j', async (scimType, operation) => {
		const directory = await declaring();
		const path = await createBadge(directory, 'anna', BEFORE);
		const reply = await directory.scim('PATCH', path, patch(operation));
		expect(reply.body).toMatchObject({ status: '400', scimType });
		expect(badgeOf((await directory.scim('GET', path)).body)).toEqual(BEFORE);
	});
});

describe('RFC 7644 §3.4.2.2: filters', () => {
	let directory: TestDirectory;

	beforeAll(async () => {
		directory = await declaring();
		await createBadge(directory, 'anna', {
			costCenter: 'Sea',
			code: 'Ab',
			level: 9,
			rate: 1.5,
			active: true,
			validUntil: '2030-01-01T00:00:00+02:00',
			key: 'aGk=',
			tags: ['Red', 'blue'],
			sizes: [1, 20],
			desk: { floor: 2, room: 'R1' },
			doors: [{ value: 'D1', type: 'main' }],
		});
		await createBadge(directory, 'bert', {
			costCenter: 'AIR',
			code: 'ab',
			level: 10,
			rate: -2,
			active: false,
			validUntil: '2029-12-31T22:00:01Z',
			sizes: [3],
			desk: { floor: 10 },
			doors: [
				{ value: 'D1', type: 'back' },
				{ value: 'D2', type: 'main', primary: true },
			],
		});
		await directory.scim('POST', '/Users', user('cleo'));
	});

	test.each<[string, readonly string[] | string]>([
		[`costCenter eq "sea"`, ['anna']],
		[`COSTCENTER sw "A"`, ['bert']],
		[`costCenter co "e"`, ['anna']],
		[`costCenter ne "sea"`, ['bert', 'cleo']],
		[`costCenter pr`, ['anna', 'bert']],
		[`code eq "ab"`, ['bert']],
		[`level gt 9`, ['bert']],
		[`level lt 10`, ['anna']],
		[`level eq "9"`, ['anna']],
		[`rate lt 0`, ['bert']],
		[`rate ge 1.5`, ['anna']],
		[`active eq true`, ['anna']],
		[`active eq false`, ['bert']],
		[`validUntil eq "2029-12-31T22:00:00Z"`, ['anna']],
		[`validUntil gt "2029-12-31T22:00:00.500Z"`, ['bert']],
		[`key eq "aGk="`, ['anna']],
		[`tags eq "red"`, ['anna']],
		[`tags co "LU"`, ['anna']],
		[`sizes gt 2`, ['anna', 'bert']],
		[`sizes eq 3`, ['bert']],
		[`desk.floor gt 2`, ['bert']],
		[`desk.room pr`, ['anna']],
		[`desk[floor eq 2 and room eq "r1"]`, ['anna']],
		[`doors.value eq "D1"`, ['anna', 'bert']],
		[`doors.value eq "d1"`, []],
		[`doors co "D2"`, ['bert']],
		[`doors[type eq "MAIN" and value eq "D1"]`, ['anna']],
		[`doors[primary eq true]`, ['bert']],
		[`doors[type eq "back"].value eq "D1"`, ['bert']],
		[`nothing eq 1`, '400 invalidFilter'],
		[`level co "9"`, '400 invalidFilter'],
		[`level eq "high"`, '400 invalidFilter'],
		[`desk eq "x"`, '400 invalidFilter'],
	])('%s', async (filter, names) => {
		expect(await find(directory, `${BADGE}:${filter}`)).toEqual(names);
	});

	test.each<[string, readonly string[]]>([
		[`schemas eq "${BADGE}"`, ['anna', 'bert']],
		[`not (${BADGE}:level pr)`, ['cleo']],
		[
			`userName eq "anna" or ${BADGE}:level eq 10 and ${BADGE.toUpperCase()}:active eq false`,
			['anna', 'bert'],
		],
	])('%s', async (filter, names) => {
		expect(await find(directory, filter)).toEqual(names);
	});

	test('of groups as of users', async () => {
		await declare(directory, [{ name: 'level', type: 'integer' }], {
			id: 'urn:acme:Crew',
			resource_type: 'Group',
		});
		const crew = { ...group('Crew'), 'urn:acme:Crew': { level: 3 } };
		expect((await directory.scim('POST', '/Groups', crew)).status).toBe(201);
		const query = `filter=${encodeURIComponent('urn:acme:Crew:level ge 3')}`;
		expect((await directory.scim('GET', `/Groups?${query}`)).body['totalResults']).toBe(1);
		expect((await directory.scim('GET', `/Users?${query}`)).status).toBe(400);
	});
});

test('sorting follows the declared type (RFC 7644 §3.4.2.3)', async () => {
	const directory = await declaring();
	for (const level of [10, 9, 100]) await createBadge(directory, `user${level}`, { level });
	const { body } = await directory.scim('GET', `/Users?sortBy=${BADGE}:level`);
	const names = (body['Resources'] as { userName: string }[]).map(({ userName }) => userName);
	expect(names).toEqual(['user9', 'user10', 'user100']);
});

test.each([255, 100])('ten schemas with URNs of %i characters, in long filters', async (length) => {
	const directory = await createDirectory();
	const urns = Array.from({ length: 10 }, (_, at) => `urn:acme:${at}`.padEnd(length, 'x'));
	for (const id of urns) await declare(directory, [{ name: 'level' }], { id });
	await createBadge(directory, 'anna', { level: 'A' }, urns[9]);
	// As long as filters may be (10,000 characters, 40 comparisons).
	const ofEach = urns.flatMap((urn) => [`${urn}:level eq "a"`, `schemas eq "${urn}"`]);
	const filter = Array.from({ length: length === 100 ? 2 : 1 }, () => ofEach).flat();
	expect(await find(directory, filter.join(' or '))).toEqual(['anna']);
	expect(await find(directory, filter.slice(0, 18).join(' or '))).toEqual([]);
	const eleventh = await sendSchema(directory, [{ name: 'a' }], { id: 'urn:acme:eleven' });
	expect(eleventh.status).toBe(409);
});
