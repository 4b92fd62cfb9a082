/** Querying with POST and .search (RFC 7644 §3.4.3). */
import { beforeAll, describe, expect, test } from 'vitest';
import { createDirectory, group, type TestDirectory, user } from '../support/client.ts';
import { type Body, create, scimError, type List, list, MESSAGES, namesOf } from './shared.ts';

const SEARCH = { schemas: [`${MESSAGES}:SearchRequest`] };

let directory: TestDirectory;

beforeAll(async () => {
	directory = await createDirectory();
	const anna = await create(directory, '/Users', user('anna', { displayName: 'Smith, Anna' }));
	await create(directory, '/Users', user('bert', { displayName: 'Berg, Bert', title: 'Cook' }));
	await create(directory, '/Users', user('carl', { displayName: 'Smith, Carl' }));
	await create(directory, '/Groups', group('Smith Family', [anna.id]));
});

async function search(endpoint: string, body: Body): Promise<List> {
	const reply = await directory.scim<List>('POST', `${endpoint}/.search`, { ...SEARCH, ...body });
	expect(reply.status, JSON.stringify(reply.body)).toBe(200);
	expect(reply.body.schemas).toEqual([`${MESSAGES}:ListResponse`]);
	return reply.body;
}

describe('RFC 7644 §3.4.3 POST .search', () => {
	test('below an endpoint queries it, and creates nothing', async () => {
		const before = (await directory.events()).length;
		expect(namesOf(await search('/Users', {}))).toEqual(['anna', 'bert', 'carl']);
		expect(namesOf(await search('/Groups', {}))).toEqual(['Smith Family']);
		expect(await directory.events()).toHaveLength(before);
	});

	test('at the root queries users and groups', async () => {
		const page = await search('', { filter: 'displayName sw "smith"' });
		expect(namesOf(page).toSorted()).toEqual(['Smith Family', 'anna', 'carl']);
		expect(page.totalResults).toBe(3);
	});

	test('the RFC’s own example: attributes, filter and page', async () => {
		const page = await search('', {
			attributes: ['displayName', 'userName'],
			filter: 'displayName sw "smith"',
			startIndex: 1,
			count: 10,
		});
		expect(page).toMatchObject({ totalResults: 3, startIndex: 1, itemsPerPage: 3 });
		const anna = page.Resources.find((each) => each['userName'] === 'anna');
		expect(Object.keys(anna ?? {}).toSorted()).toEqual([
			'displayName',
			'id',
			'schemas',
			'userName',
		]);
	});

	test.each<[string, Body]>([
		['filter', { filter: 'title pr' }],
		['attributes', { attributes: ['userName', 'name.givenName'] }],
		['excludedAttributes', { excludedAttributes: ['meta', 'id'] }],
		['sortBy and sortOrder', { sortBy: 'displayName', sortOrder: 'descending' }],
		['sortBy alone', { sortBy: 'displayName' }],
		['startIndex and count', { startIndex: 2, count: 1 }],
		['count 0', { count: 0 }],
	])('%s mean what they mean in a GET', async (_name, body) => {
		const query = Object.fromEntries(
			Object.entries(body).map(([name, value]) => [name, String(value)]),
		);
		expect(await search('/Users', body)).toEqual(await list(directory, '/Users', query));
	});

	test('"id" comes whatever is excluded', async () => {
		const { Resources } = await search('/Users', { excludedAttributes: ['id', 'schemas'] });
		for (const { id, schemas } of Resources) {
			expect([id, schemas]).toEqual([expect.any(String), expect.any(Array)]);
		}
	});

	test.each<[string, Body, string]>([
		['other schemas', { schemas: [`${MESSAGES}:PatchOp`] }, 'invalidSyntax'],
		['empty schemas', { schemas: [] }, 'invalidSyntax'],
		['a malformed filter', { ...SEARCH, filter: 'userName eq' }, 'invalidFilter'],
		['an empty filter', { ...SEARCH, filter: '' }, 'invalidFilter'],
		['an unknown attribute in a filter', { ...SEARCH, filter: 'shoeSize pr' }, 'invalidFilter'],
		['a count that is no integer', { ...SEARCH, count: 1.5 }, 'invalidValue'],
		[
			'attributes and excludedAttributes',
			{ ...SEARCH, attributes: ['title'], excludedAttributes: ['id'] },
			'invalidValue',
		],
	])('%s is refused', async (_name, body, scimType) => {
		for (const endpoint of ['', '/Users', '/Groups']) {
			expect(await directory.scim('POST', `${endpoint}/.search`, body)).toMatchObject(
				scimError(400, scimType),
			);
		}
	});

	test('is for resources: elsewhere there is none', async () => {
		const reply = await directory.scim('POST', '/Robots/.search', SEARCH);
		expect(reply).toMatchObject(scimError(404));
	});
});
