/** Extension schemas that a directory declares: as good as those that come along (RFC 7643 §2, §6, §7). */
import { describe, expect, test } from 'vitest';
import { createDirectory, patch, type TestDirectory, user } from '../support/client.ts';
import {
	type Body,
	create,
	declareSchema,
	scimError,
	found,
	list,
	metaOf,
	USER,
} from './shared.ts';

const CREW = 'urn:example:params:scim:schemas:extension:crew:2.0:User';

function schema(attributes: readonly Body[], more: Body = {}): Body {
	return {
		id: CREW,
		name: 'Crew',
		description: 'What ships record of their crew.',
		resource_type: 'User',
		required: false,
		attributes,
		...more,
	};
}

/** A directory that declares these attributes in an extension of its users. */
async function withAttributes(
	attributes: readonly Body[],
	more: Body = {},
): Promise<TestDirectory> {
	const directory = await createDirectory();
	const declared = await declareSchema(directory, schema(attributes, more));
	expect(declared.status, JSON.stringify(declared.body)).toBe(201);
	return directory;
}

const sailor = (name: string, values: Body) => user(name, { [CREW]: values });

describe('RFC 7643 §7 a declared schema', () => {
	test('is discovered, and what it leaves out has the defaults of §2.2', async () => {
		const directory = await withAttributes([
			{ name: 'rank', type: 'string', multiValued: false, description: 'Rank on board.' },
		]);
		expect((await directory.scim('GET', `/Schemas/${CREW}`)).body).toMatchObject({
			id: CREW,
			name: 'Crew',
			description: 'What ships record of their crew.',
			attributes: [
				{
					name: 'rank',
					type: 'string',
					multiValued: false,
					description: 'Rank on board.',
					required: false,
					caseExact: false,
					mutability: 'readWrite',
					returned: 'default',
					uniqueness: 'none',
				},
			],
		});
		const ids = (await list(directory, '/Schemas')).Resources.map(({ id }) => id);
		expect(ids).toContain(CREW);
		expect((await directory.scim('GET', '/ResourceTypes/User')).body['schemaExtensions']).toEqual(
			expect.arrayContaining([{ schema: CREW, required: false }]),
		);
	});

	test('belongs to its directory alone', async () => {
		await withAttributes([{ name: 'rank', type: 'string' }]);
		const other = await createDirectory();
		expect(await other.scim('GET', `/Schemas/${CREW}`)).toMatchObject(scimError(404));
	});

	test.each<[string, Body]>([
		['a name against the grammar of §2.1', schema([{ name: '1st rank', type: 'string' }])],
		['a type that SCIM does not have (§2.3)', schema([{ name: 'rank', type: 'colour' }])],
		['an unknown mutability', schema([{ name: 'rank', type: 'string', mutability: 'often' }])],
		[
			'a complex attribute inside another (§2.3.8)',
			schema([
				{
					name: 'a',
					type: 'complex',
					subAttributes: [
						{ name: 'b', type: 'complex', subAttributes: [{ name: 'c', type: 'string' }] },
					],
				},
			]),
		],
		[
			'a simple attribute with sub-attributes (§1.2)',
			schema([{ name: 'a', type: 'string', subAttributes: [{ name: 'b', type: 'string' }] }]),
		],
		[
			'mutability readOnly: nobody could ever assign it',
			schema([{ name: 'rank', type: 'string', mutability: 'readOnly' }]),
		],
		['a complex attribute without any (§7)', schema([{ name: 'a', type: 'complex' }])],
		['the URN of a schema that is there', schema([{ name: 'a', type: 'string' }], { id: USER })],
		[
			'a uniqueness that nobody enforces',
			schema([{ name: 'rank', type: 'string', uniqueness: 'server' }]),
		],
		['no URN', schema([{ name: 'a', type: 'string' }], { id: 'crew' })],
	])('is refused for %s', async (_name, body) => {
		const directory = await createDirectory();
		const reply = await declareSchema(directory, body);
		expect([400, 409]).toContain(reply.status);
	});
});

describe('RFC 7643 §2.3 types of a declared schema', () => {
	const TYPES = [
		{ name: 'berth', type: 'integer' },
		{ name: 'height', type: 'decimal' },
		{ name: 'aboard', type: 'boolean' },
		{ name: 'since', type: 'dateTime' },
		{ name: 'photo', type: 'binary' },
		{ name: 'ship', type: 'reference', referenceTypes: ['external'] },
		{ name: 'ports', type: 'string', multiValued: true },
	];
	const VALUES: Body = {
		berth: 7,
		height: 1.75,
		aboard: true,
		since: '2011-05-13T04:42:34Z',
		photo: 'aGk=',
		ship: 'https://example.com/ships/1',
		ports: ['Bergen', 'Oslo'],
	};

	test('their values come back as they were sent', async () => {
		const directory = await withAttributes(TYPES);
		const { path, body } = await create(directory, '/Users', sailor('anna', VALUES));
		expect(body['schemas']).toEqual([USER, CREW]);
		expect((await directory.scim('GET', path)).body[CREW]).toEqual(VALUES);
	});

	test.each<[string, Body]>([
		['§2.3.4 an integer with a fraction', { berth: 1.5 }],
		['§2.3.4 an integer with an exponent', { berth: '1e1' }],
		['§2.3.3 a decimal that is no number', { height: 'tall' }],
		['§2.3.2 a boolean that is a number', { aboard: 1 }],
		['§2.3.5 a dateTime without time', { since: '2011-05-13' }],
		['§2.3.5 a dateTime without date', { since: '04:42:34Z' }],
		['§2.3.5 a day that does not exist', { since: '2011-02-30T00:00:00Z' }],
		['§2.3.6 binary that is no base64', { photo: 'not base64!' }],
		['§2.3.7 a reference that is no URI', { ship: 'ship number <1>' }],
		['§2.3.1 a string that is a number', { ports: [1] }],
	])('%s is refused', async (_name, values) => {
		const directory = await withAttributes(TYPES);
		expect(await directory.scim('POST', '/Users', sailor('anna', values))).toMatchObject(
			scimError(400, 'invalidValue'),
		);
		const { path } = await create(directory, '/Users', user('bert'));
		const change = patch({ op: 'add', value: { [CREW]: values } });
		expect(await directory.scim('PATCH', path, change)).toMatchObject(
			scimError(400, 'invalidValue'),
		);
	});

	test('filters compare them by their types', async () => {
		const directory = await withAttributes(TYPES);
		await create(directory, '/Users', sailor('anna', VALUES));
		await create(directory, '/Users', sailor('bert', { berth: 10, aboard: false, height: 2 }));
		for (const [filter, expected] of [
			[`${CREW}:berth lt 10`, ['anna']],
			[`${CREW}:height gt 1.5`, ['anna', 'bert']],
			[`${CREW}:aboard eq false`, ['bert']],
			[`${CREW}:since eq "2011-05-13T06:42:34+02:00"`, ['anna']],
			[`${CREW}:ports eq "oslo"`, ['anna']],
		] as const) {
			expect(await found(directory, '/Users', filter), filter).toEqual(expected);
		}
	});
});

describe('RFC 7643 §7 characteristics of a declared schema', () => {
	test('caseExact: letter case counts in filters, and is kept', async () => {
		const directory = await withAttributes([{ name: 'code', type: 'string', caseExact: true }]);
		await create(directory, '/Users', sailor('anna', { code: 'aB' }));
		expect(await found(directory, '/Users', `${CREW}:code eq "AB"`)).toEqual([]);
		expect(await found(directory, '/Users', `${CREW}:code eq "aB"`)).toEqual(['anna']);
	});

	test('RFC 7644 §3.5.1 immutable: set once, by POST, PUT or PATCH, it must stay', async () => {
		const directory = await withAttributes([
			{ name: 'code', type: 'string', mutability: 'immutable' },
		]);
		const { path } = await create(directory, '/Users', user('anna'));
		expect((await directory.scim('PUT', path, sailor('anna', { code: 'a' }))).body[CREW]).toEqual({
			code: 'a',
		});
		expect((await directory.scim('PUT', path, sailor('anna', { code: 'a' }))).status).toBe(200);
		expect(await directory.scim('PUT', path, sailor('anna', { code: 'b' }))).toMatchObject(
			scimError(400, 'mutability'),
		);
		const change = patch({ op: 'replace', path: `${CREW}:code`, value: 'b' });
		expect(await directory.scim('PATCH', path, change)).toMatchObject(scimError(400, 'mutability'));
		const bert = await create(directory, '/Users', user('bert'));
		const add = patch({ op: 'add', path: `${CREW}:code`, value: 'b' });
		expect((await directory.scim('PATCH', bert.path, add)).body[CREW]).toEqual({ code: 'b' });
	});

	test('writeOnly and never returned: accepted, and shown nowhere', async () => {
		const directory = await withAttributes([
			{ name: 'pin', type: 'string', mutability: 'writeOnly', returned: 'never' },
		]);
		const { path, body } = await create(directory, '/Users', sailor('anna', { pin: '9041-7' }));
		const asked = await directory.scim('GET', `${path}?attributes=${CREW}:pin`);
		const change = patch({ op: 'replace', path: `${CREW}:pin`, value: '9041-8' });
		const patched = await directory.scim('PATCH', path, change);
		for (const each of [body, asked.body, patched.body, await directory.events()]) {
			expect(JSON.stringify(each)).not.toContain('9041-');
		}
	});

	test('returned "request": in queries only if asked for; "always": in any case', async () => {
		const directory = await withAttributes([
			{ name: 'rare', type: 'string', returned: 'request' },
			{ name: 'fixed', type: 'string', returned: 'always' },
		]);
		const values = { rare: 'r', fixed: 'f' };
		const { path } = await create(directory, '/Users', sailor('anna', values));
		const seen = async (query: string) =>
			(await directory.scim('GET', `${path}?${query}`)).body[CREW];
		expect(await seen('')).toEqual({ fixed: 'f' });
		expect(await seen(`attributes=${CREW}:rare`)).toEqual(values);
		expect(await seen('attributes=userName')).toEqual({ fixed: 'f' });
		expect(await seen(`excludedAttributes=${CREW}:fixed`)).toEqual({ fixed: 'f' });
	});

	test('RFC 7644 §3.5.2.2 required: what is there may not go', async () => {
		const directory = await withAttributes([
			{ name: 'rank', type: 'string', required: true },
			{ name: 'ports', type: 'string', multiValued: true },
		]);
		const values = { rank: 'Mate', ports: ['Bergen'] };
		const { path, body } = await create(directory, '/Users', sailor('anna', values));
		const remove = patch({ op: 'remove', path: `${CREW}:rank` });
		expect(await directory.scim('PATCH', path, remove)).toMatchObject(scimError(400, 'mutability'));
		expect(await directory.scim('PUT', path, sailor('anna', { ports: ['Oslo'] }))).toMatchObject(
			scimError(400, 'invalidValue'),
		);
		expect(metaOf((await directory.scim('GET', path)).body)).toEqual(metaOf(body));
	});

	test('RFC 7643 §6 a required extension: no resource without it and what it requires', async () => {
		const directory = await withAttributes([{ name: 'rank', type: 'string', required: true }], {
			required: true,
		});
		expect(await directory.scim('POST', '/Users', user('anna'))).toMatchObject(
			scimError(400, 'invalidValue'),
		);
		expect(await directory.scim('POST', '/Users', sailor('anna', {}))).toMatchObject(
			scimError(400, 'invalidValue'),
		);
		const { path } = await create(directory, '/Users', sailor('anna', { rank: 'Mate' }));
		expect(await directory.scim('PUT', path, user('anna'))).toMatchObject(
			scimError(400, 'invalidValue'),
		);
		const remove = patch({ op: 'remove', path: CREW });
		expect(await directory.scim('PATCH', path, remove)).toMatchObject(scimError(400, 'mutability'));
		expect((await directory.scim('GET', '/ResourceTypes/User')).body['schemaExtensions']).toEqual(
			expect.arrayContaining([{ schema: CREW, required: true }]),
		);
	});
});
