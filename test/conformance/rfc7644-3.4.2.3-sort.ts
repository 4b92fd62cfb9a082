/** Sorting (RFC 7644 §3.4.2.3). */
import { beforeAll, describe, expect, test } from 'vitest';
import { createDirectory, group, type TestDirectory, user } from '../support/client.ts';
import { create, ENTERPRISE, scimError, list, namesOf } from './shared.ts';

let directory: TestDirectory;

beforeAll(async () => {
	directory = await createDirectory();
	const users = [
		user('delta', {
			title: 'b',
			externalId: 'b',
			active: true,
			name: { givenName: 'Zoe' },
			emails: [{ value: 'z@example.com' }, { value: 'a@example.com', primary: true }],
			[ENTERPRISE]: { department: 'B' },
		}),
		user('Alpha', {
			title: 'C',
			externalId: 'C',
			active: false,
			name: { givenName: 'adam' },
			emails: [{ value: 'c@example.com' }, { value: 'b@example.com' }],
			[ENTERPRISE]: { department: 'a' },
		}),
		user('charlie', { title: 'A', externalId: 'a', emails: [{ value: 'B@example.com' }] }),
		user('Bravo'),
	];
	for (const each of users) await create(directory, '/Users', each);
	for (const name of ['two', 'One', 'three']) await create(directory, '/Groups', group(name));
});

const sorted = async (sortBy: string, sortOrder?: string) =>
	namesOf(
		await list(directory, '/Users', { sortBy, ...(sortOrder === undefined ? {} : { sortOrder }) }),
	);

describe('RFC 7644 §3.4.2.3 sortBy and sortOrder', () => {
	test('ServiceProviderConfig says that sorting is supported', async () => {
		const { body } = await directory.scim('GET', '/ServiceProviderConfig');
		expect(body['sort']).toEqual({ supported: true });
	});

	test.each([
		['userName', ['Alpha', 'Bravo', 'charlie', 'delta']],
		['USERNAME', ['Alpha', 'Bravo', 'charlie', 'delta']],
		['urn:ietf:params:scim:schemas:core:2.0:User:userName', ['Alpha', 'Bravo', 'charlie', 'delta']],
	])('by %s, ascending unless told otherwise', async (sortBy, expected) => {
		expect(await sorted(sortBy)).toEqual(expected);
		expect(await sorted(sortBy, 'ascending')).toEqual(expected);
		expect(await sorted(sortBy, 'descending')).toEqual(expected.toReversed());
	});

	test.each([
		['letter case does not count where it does not matter', 'title', ['charlie', 'delta', 'Alpha']],
		['it does where it matters', 'externalId', ['Alpha', 'charlie', 'delta']],
		['a sub-attribute', 'name.givenName', ['Alpha', 'delta']],
		['the primary value, or else the first', 'emails.value', ['delta', 'charlie', 'Alpha']],
		['an extension', `${ENTERPRISE}:department`, ['Alpha', 'delta']],
	])('%s: %s', async (_name, sortBy, expected) => {
		const has = (names: string[]) => names.filter((name) => expected.includes(name));
		expect(has(await sorted(sortBy))).toEqual(expected);
		expect(has(await sorted(sortBy, 'descending'))).toEqual(expected.toReversed());
	});

	test.each(['title', 'name.givenName', 'emails.value', `${ENTERPRISE}:department`])(
		'who has no %s comes last if ascending, first if descending',
		async (sortBy) => {
			expect((await sorted(sortBy)).at(-1)).toBe('Bravo');
			expect((await sorted(sortBy, 'descending'))[0]).toBe('Bravo');
		},
	);

	test('goes with filters and pages, and serves groups', async () => {
		const page = await list(directory, '/Users', {
			filter: 'title pr',
			sortBy: 'title',
			startIndex: '2',
			count: '1',
		});
		expect(namesOf(page)).toEqual(['delta']);
		expect(page.totalResults).toBe(3);
		const groups = await list(directory, '/Groups', { sortBy: 'displayName' });
		expect(namesOf(groups)).toEqual(['One', 'three', 'two']);
	});

	test('sortOrder alone sorts nothing', async () => {
		const plain = namesOf(await list(directory, '/Users'));
		expect(namesOf(await list(directory, '/Users', { sortOrder: 'ascending' }))).toEqual(plain);
	});

	test.each([
		['an attribute that no schema has', 'sortBy=shoeSize'],
		['a complex attribute without a value', 'sortBy=name'],
		['an unknown order', 'sortBy=userName&sortOrder=upwards'],
	])('%s is refused', async (_name, query) => {
		const reply = await directory.scim('GET', `/Users?${query}`);
		expect(reply).toMatchObject(scimError(400));
		expect(['invalidValue', 'invalidPath']).toContain(reply.body['scimType']);
	});
});
