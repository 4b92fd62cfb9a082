/** Queries at the root of a directory, over users and groups together (RFC 7644 §3.4.2.1). */
import { beforeAll, describe, expect, test } from 'vitest';
import { createDirectory, group, type TestDirectory, user } from '../support/client.ts';
import {
	create,
	ENTERPRISE,
	scimError,
	found,
	GROUP,
	list,
	MESSAGES,
	namesOf,
	USER,
} from './shared.ts';

let directory: TestDirectory;

beforeAll(async () => {
	directory = await createDirectory();
	const anna = await create(
		directory,
		'/Users',
		user('anna', { displayName: 'Smith, Anna', [ENTERPRISE]: { department: 'Sea' } }),
	);
	await create(directory, '/Users', user('bert'));
	await create(directory, '/Groups', group('Smith Family', [anna.id]));
	await create(directory, '/Groups', group('Crew'));
});

const root = async (filter: string) => (await found(directory, '', filter)).toSorted();
const every = ['Crew', 'Smith Family', 'Smith, Anna', 'anna', 'bert'];

describe('RFC 7644 §3.4.2.1 a query of the root', () => {
	test('includes all resources, and says of what type each is', async () => {
		const page = await list(directory, '', { filter: 'id pr' });
		expect(page.schemas).toEqual([`${MESSAGES}:ListResponse`]);
		expect(page.totalResults).toBe(4);
		const types = page.Resources.map(({ schemas }) => String((schemas as string[])[0]));
		expect(types.toSorted()).toEqual([GROUP, GROUP, USER, USER]);
		for (const name of namesOf(page)) expect(every).toContain(name);
		const bare = await list(directory, '');
		expect(bare.totalResults).toBe(4);
	});

	test.each([
		['displayName sw "smith"', ['Smith Family', 'anna']],
		[
			'(meta.resourceType eq "User") or (meta.resourceType eq "Group")',
			['Crew', 'Smith Family', 'anna', 'bert'],
		],
		['meta.resourceType eq "Group"', ['Crew', 'Smith Family']],
		[`schemas eq "${USER}"`, ['anna', 'bert']],
		['meta.created gt "2011-05-13T04:42:34Z"', ['Crew', 'Smith Family', 'anna', 'bert']],
	])('%s', async (filter, expected) => {
		expect(await root(filter)).toEqual(expected);
	});

	test.each([
		['userName pr', ['anna', 'bert']],
		['userName eq "anna"', ['anna']],
		['not (userName pr)', ['Crew', 'Smith Family']],
		['members pr', ['Smith Family']],
		['members pr or userName eq "bert"', ['Smith Family', 'bert']],
		['userName eq "anna" and members pr', []],
		[`${ENTERPRISE}:department eq "sea"`, ['anna']],
		[`${USER}:userName eq "bert"`, ['bert']],
	])('an attribute that one type lacks has no value there: %s', async (filter, expected) => {
		expect(await root(filter)).toEqual(expected);
	});

	test.each(['shoeSize eq 42', 'members[userName eq "x"]', 'userName regex "x"', 'active gt true'])(
		'what no type has is invalidFilter: %s',
		async (filter) => {
			const reply = await directory.scim('GET', `?filter=${encodeURIComponent(filter)}`);
			expect(reply).toMatchObject(scimError(400, 'invalidFilter'));
		},
	);

	test('pages by index over both types, each resource once', async () => {
		const names: string[] = [];
		for (let startIndex = 1; startIndex <= 4; startIndex += 1) {
			const page = await list(directory, '', {
				filter: 'id pr',
				startIndex: `${startIndex}`,
				count: '1',
			});
			expect(page).toMatchObject({ totalResults: 4, startIndex, itemsPerPage: 1 });
			names.push(...namesOf(page));
		}
		expect(new Set(names).size).toBe(4);
	});

	test('shows what "attributes" names, of each type what it has', async () => {
		const page = await list(directory, '', {
			filter: 'displayName sw "smith"',
			attributes: 'userName,members',
		});
		const keys = page.Resources.map((each) => Object.keys(each).toSorted().join());
		expect(keys.toSorted()).toEqual(['id,members,schemas', 'id,schemas,userName']);
	});
});
