/** Lists, index paging and the parameters of a query (RFC 7644 §3.4.2). */
import { beforeAll, describe, expect, test } from 'vitest';
import { createDirectory, group, type TestDirectory, user } from '../support/client.ts';
import { type Body, create, scimError, list, MESSAGES, namesOf } from './shared.ts';

let directory: TestDirectory;

/** Five users, one of them a captain, and no group. */
beforeAll(async () => {
	directory = await createDirectory();
	for (const name of ['user1', 'user2', 'user3', 'user4', 'user5']) {
		const title = name === 'user3' ? { title: 'Captain' } : {};
		await create(directory, '/Users', user(name, title));
	}
});

describe('RFC 7644 §3.4.2 ListResponse', () => {
	test('is identified by its URI and has totalResults and Resources', async () => {
		const page = await list(directory, '/Users');
		expect(page.schemas).toEqual([`${MESSAGES}:ListResponse`]);
		expect(page.totalResults).toBe(5);
		expect(page.Resources).toHaveLength(5);
	});

	test('of nothing is 200 with totalResults 0', async () => {
		for (const [endpoint, query] of [
			['/Groups', {}],
			['/Users', { filter: 'userName eq "nobody"' }],
		] as const) {
			expect(await list(directory, endpoint, query)).toMatchObject({
				schemas: [`${MESSAGES}:ListResponse`],
				totalResults: 0,
			});
		}
	});

	test('of a page has startIndex and itemsPerPage, and the total of all pages', async () => {
		expect(await list(directory, '/Users', { startIndex: '2', count: '3' })).toMatchObject({
			totalResults: 5,
			startIndex: 2,
			itemsPerPage: 3,
		});
		const last = await list(directory, '/Users', { startIndex: '5', count: '3' });
		expect([last.totalResults, last.startIndex, last.itemsPerPage]).toEqual([5, 5, 1]);
	});

	test('parameters that nobody knows are ignored', async () => {
		const query = { version: '7', 'urn:x': 'y', fields: 'userName', _: '1' };
		expect(await list(directory, '/Users', query)).toEqual(await list(directory, '/Users'));
		const { Resources } = await list(directory, '/Users', { count: '1' });
		const path = `/Users/${String(Resources[0]?.['id'])}`;
		expect((await directory.scim('GET', `${path}?fields=userName`)).body).toEqual(Resources[0]);
	});

	test('resources of one endpoint are not listed by another', async () => {
		const other = await createDirectory();
		await create(other, '/Users', user('anna'));
		await create(other, '/Groups', group('Crew'));
		expect(namesOf(await list(other, '/Users'))).toEqual(['anna']);
		expect(namesOf(await list(other, '/Groups'))).toEqual(['Crew']);
	});
});

describe('RFC 7644 §3.4.2.4 index paging', () => {
	test.each([
		['0', ['user1', 'user2']],
		['-7', ['user1', 'user2']],
		['1', ['user1', 'user2']],
		['4', ['user4', 'user5']],
		['5', ['user5']],
		['6', []],
	])('startIndex=%s', async (startIndex, expected) => {
		const page = await list(directory, '/Users', { startIndex, count: '2' });
		expect(namesOf(page)).toEqual(expected);
		expect(page.startIndex).toBe(Math.max(Number(startIndex), 1));
	});

	test.each([
		['0', 0],
		['-1', 0],
		['1', 1],
		['4', 4],
		['100', 5],
	])(
		'count=%s: no more resources than that, and the total nevertheless',
		async (count, expected) => {
			const page = await list(directory, '/Users', { count });
			expect(page.Resources).toHaveLength(expected);
			expect(page).toMatchObject({ totalResults: 5, itemsPerPage: expected });
		},
	);

	test('page after page, every resource comes once', async () => {
		const names: string[] = [];
		for (let startIndex = 1; names.length < 5;) {
			const page = await list(directory, '/Users', { startIndex: `${startIndex}`, count: '2' });
			expect(page.Resources.length).toBeGreaterThan(0);
			names.push(...namesOf(page));
			startIndex += page.Resources.length;
		}
		expect(names).toEqual(['user1', 'user2', 'user3', 'user4', 'user5']);
	});

	test.each(['startIndex=one', 'count=1.5', 'count=%20', 'startIndex=1e2'])(
		'%s is no integer: invalidValue',
		async (query) => {
			expect(await directory.scim('GET', `/Users?${query}`)).toMatchObject(
				scimError(400, 'invalidValue'),
			);
		},
	);
});

/** The names of the attributes that a representation has. */
const keys = (resource: Body | undefined) =>
	Object.keys(resource ?? {}).toSorted((a, b) => a.localeCompare(b));

describe('RFC 7644 §3.4.2.5 and §3.9 attributes', () => {
	test.each([
		['attributes', 'title', ['id', 'schemas', 'title']],
		['attributes', 'TITLE,userName', ['id', 'schemas', 'title', 'userName']],
		['attributes', 'meta.created', ['id', 'meta', 'schemas']],
		['attributes', 'nothing', ['id', 'schemas']],
		['excludedAttributes', 'title', ['active', 'id', 'meta', 'schemas', 'userName']],
		['excludedAttributes', 'id,schemas,meta', ['active', 'id', 'schemas', 'title', 'userName']],
	])('%s=%s, in lists and single resources', async (parameter, names, expected) => {
		const query = { [parameter]: names, filter: 'title pr' };
		const [listed] = (await list(directory, '/Users', query)).Resources;
		expect(keys(listed)).toEqual(expected);
		const path = `/Users/${String(listed?.['id'])}`;
		const { body } = await directory.scim('GET', `${path}?${parameter}=${names}`);
		expect(keys(body)).toEqual(expected);
	});

	test('both parameters at once are refused: they exclude each other', async () => {
		const query = 'attributes=userName&excludedAttributes=title';
		expect(await directory.scim('GET', `/Users?${query}`)).toMatchObject(
			scimError(400, 'invalidValue'),
		);
	});

	test('answers to POST, PUT and PATCH show what was asked for, too', async () => {
		const own = await createDirectory();
		const created = await own.scim('POST', '/Users?attributes=title', user('anna', { title: 'A' }));
		expect(keys(created.body)).toEqual(['id', 'schemas', 'title']);
		const path = `/Users/${String(created.body['id'])}`;
		const put = await own.scim('PUT', `${path}?excludedAttributes=meta,active`, user('anna'));
		expect(keys(put.body)).toEqual(['id', 'schemas', 'userName']);
	});
});
