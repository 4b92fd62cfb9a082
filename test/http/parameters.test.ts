/** Query parameters as they stand in a URL: what cannot be read whole is refused, not half obeyed. */
import { beforeAll, describe, expect, test } from 'vitest';
import { createDirectory, user, type TestDirectory } from '../support/client.ts';

let directory: TestDirectory;
let id: string;

beforeAll(async () => {
	directory = await createDirectory();
	const created = await directory.scim('POST', '/Users', user('Müller+1', { title: 'Dr.' }));
	id = String(created.body['id']);
});

describe('RFC 7644 §3.4.2: parameters that are read', () => {
	test.each([
		['percent-encoded', 'filter=userName%20eq%20%22m%C3%BCller%2B1%22'],
		['blanks as plus signs', 'filter=userName+eq+%22m%C3%BCller%2B1%22'],
		['unknown ones are ignored, malformed ones too', 'x=%zz&%ff=1&y&filter=title+pr&&'],
		['an equals sign in a value', 'filter=userName eq "m%C3%BCller%2B1" and title ne "a=b"'],
	])('%s', async (_name, query) => {
		const { status, body } = await directory.scim('GET', `/Users?${query}`);
		expect([status, body['totalResults']]).toEqual([200, 1]);
	});

	test.each([
		['attributes=userName&attributes=title', { userName: 'Müller+1', title: 'Dr.' }],
		['excludedAttributes=userName,meta&excludedAttributes=active', { title: 'Dr.' }],
	])('a list of names that is given twice is one list: %s', async (query, expected) => {
		const { body } = await directory.scim('GET', `/Users/${id}?${query}`);
		const { id: _id, schemas: _schemas, ...shown } = body;
		expect(shown).toEqual(expected);
	});
});

describe('RFC 7644 §3.12: parameters that are refused', () => {
	test.each([
		['filter=userName%20eq%20%22M%FCller%22', 'invalidFilter', '"filter"'],
		['filter=userName%20eq%20%22%ff%22', 'invalidFilter', '"filter"'],
		['attributes=userName,%zz', 'invalidValue', '"attributes"'],
		['cursor=%E0%A4%A', 'invalidValue', '"cursor"'],
		['filter=title+pr&filter=userName+pr', 'invalidValue', '"filter"'],
		['count=1&count=2', 'invalidValue', '"count"'],
	])('%s', async (query, scimType, named) => {
		const paths = query.startsWith('attributes') ? ['/Users', `/Users/${id}`] : ['/Users', ''];
		for (const path of paths) {
			const { status, body } = await directory.scim('GET', `${path}?${query}`);
			expect([status, body['scimType']]).toEqual([400, scimType]);
			expect(body['detail']).toContain(named);
		}
	});

	test('a write is not made if it could not be shown as asked for', async () => {
		const refused = await directory.scim('POST', '/Users?attributes=%zz', user('nobody'));
		expect(refused.status).toBe(400);
		expect((await directory.scim('GET', '/Users')).body['totalResults']).toBe(1);
	});
});
