/**
 * What calls of the Directory API cost in D1, counted by D1 itself: one round trip each, and no more
 * rows of a large directory than of a small one. The admin key costs no round trip.
 */
import { beforeAll, describe, expect, test } from 'vitest';
import { api, testEnv, type TestDirectory } from '../support/client.ts';
import { costOf, type D1Cost } from '../support/d1-meter.ts';
import { filledDirectory, filledId, type FilledDirectory } from '../support/fill.ts';

/** Of a directory's users ten are inactive, one of them in the group, and ten were changed last. */
async function filled(size: number): Promise<FilledDirectory> {
	const { directory, groupId } = await filledDirectory(size);
	const users = `WHERE directory_key = (SELECT key FROM directories WHERE id = ?1)`;
	await testEnv.DB.batch([
		testEnv.DB.prepare(`UPDATE users SET active = 0 ${users} AND (key = 50 OR key > ?2)`).bind(
			directory.id,
			size - 9,
		),
		// Many at once, as a bulk request leaves them.
		testEnv.DB.prepare(`UPDATE users SET modified_at = 5 ${users} AND key <= ?2`).bind(
			directory.id,
			size - 10,
		),
		testEnv.DB.prepare(
			`UPDATE users SET modified_at = 1000000 + key % 2 ${users} AND key > ?2`,
		).bind(directory.id, size - 10),
	]);
	return { directory, groupId };
}

const LATELY = 'updated_after=1970-01-01T00:16:39.999Z';
const EVER = 'updated_after=1970-01-01T00:00:00Z';

type Path = (at: FilledDirectory) => string;

/** Name, path below the directory, rows read. */
const READS: readonly [string, Path, number][] = [
	['a user', () => `/users/${filledId(50)}`, 3],
	['a user that is not there', () => '/users/none', 2],
	["a user's groups", () => `/users/${filledId(50)}/groups`, 9],
	['the first ten users', () => '/users?limit=10', 13],
	['the first hundred users', () => '/users', 103],
	['email', () => '/users?email=USER50@example.com', 10],
	['email that nobody has', () => '/users?email=nobody@example.com', 5],
	['user_name', () => '/users?user_name=USER50@example.com', 3],
	['external_id', () => '/users?external_id=ext-50', 4],
	['active=true, ten', () => '/users?active=true&limit=10', 47],
	['active=false', () => '/users?active=false', 13],
	['group, ten', ({ groupId }) => `/users?group=${groupId}&limit=10`, 28],
	['group that is not there', () => '/users?group=none', 4],
	[
		'group and active=true, ten',
		({ groupId }) => `/users?group=${groupId}&active=true&limit=10`,
		62,
	],
	['group and email', ({ groupId }) => `/users?group=${groupId}&email=user50@example.com`, 15],
	[
		'group and user_name',
		({ groupId }) => `/users?group=${groupId}&user_name=user51@example.com`,
		8,
	],
	[
		'email and active and external_id',
		() => '/users?email=user50@example.com&active=false&external_id=ext-50',
		10,
	],
	['updated_after, the last ten', () => `/users?${LATELY}`, 13],
	['updated_after, ten of all', () => `/users?${EVER}&limit=10`, 13],
	['updated_after and active=false', () => `/users?${LATELY}&active=false`, 53],
	['updated_after and group', ({ groupId }) => `/users?${LATELY}&group=${groupId}`, 31],
	['updated_after and email', () => `/users?${EVER}&email=user50@example.com`, 10],
	['a group', ({ groupId }) => `/groups/${groupId}`, 3],
	['the first ten groups', () => '/groups?limit=10', 13],
	['group by name', () => '/groups?name=CREW', 3],
	['group by external_id', () => '/groups?external_id=none', 2],
	['groups updated_after', () => '/groups?updated_after=2020-01-01T00:00:00Z', 4],
	['ten members of a group', ({ groupId }) => `/groups/${groupId}/members?limit=10`, 51],
];

let small: FilledDirectory;
let middle: FilledDirectory;
let large: FilledDirectory;

beforeAll(async () => {
	small = await filled(100);
	middle = await filled(10_010);
	large = await filled(100_010);
	// Whoever reads a directory to its end also reads the first row of the next one.
	await filled(20);
});

async function costAt(at: FilledDirectory, path: string): Promise<D1Cost> {
	return costOf(async () => {
		const { status } = await api('GET', `/directories/${at.directory.id}${path}`);
		expect([200, 404]).toContain(status);
	});
}

describe('one round trip, and as many rows of 100,010 users as of 100', () => {
	test.each(READS)('%s', async (_name, path, rowsRead) => {
		const cost = { trips: 1, rowsRead, rowsWritten: 0 };
		expect([await costAt(small, path(small)), await costAt(large, path(large))]).toEqual([
			cost,
			cost,
		]);
	});
});

/** Name, path, rows read: the first page of a list in which hardly anybody is, of thousands looked at. */
const SEARCHES: readonly [string, Path, number][] = [
	['group and active=false', ({ groupId }) => `/users?group=${groupId}&active=false`, 20_013],
	['updated_after and active=false', () => `/users?${EVER}&active=false`, 10_007],
	[
		'updated_after and group and active=false',
		({ groupId }) => `/users?${EVER}&group=${groupId}&active=false`,
		15_011,
	],
];

describe('what no index serves is looked for among 5,000 a page', () => {
	test.each(SEARCHES)('%s', async (_name, path, rowsRead) => {
		const cost = { trips: 1, rowsRead, rowsWritten: 0 };
		expect([await costAt(middle, path(middle)), await costAt(large, path(large))]).toEqual([
			cost,
			cost,
		]);
	});
});

/** The rows read of each page of a list. */
async function pageCosts(directory: TestDirectory, path: string): Promise<readonly number[]> {
	const costs: number[] = [];
	for (let cursor: string | null = ''; cursor !== null;) {
		const page: { next_cursor: string | null }[] = [];
		const part: string = cursor === '' ? '' : `&cursor=${cursor}`;
		const { rowsRead } = await costOf(async () => {
			const url = `/directories/${directory.id}${path}&limit=500${part}`;
			page.push((await api<{ next_cursor: string | null }>('GET', url)).body);
		});
		costs.push(rowsRead);
		cursor = page[0]?.next_cursor ?? null;
	}
	return costs;
}

describe('a page costs the same however deep it lies', () => {
	test.each<[string, Path]>([
		['users', () => '/users?'],
		['users who are active', () => '/users?active=true'],
		['users by their last change, thousands at once', () => `/users?${EVER}`],
		['users of a group', ({ groupId }) => `/users?group=${groupId}`],
		['members of a group', ({ groupId }) => `/groups/${groupId}/members?`],
	])('%s', async (_name, path) => {
		const [first = 0, ...others] = await pageCosts(middle.directory, path(middle));
		expect(others.length).toBeGreaterThanOrEqual(19);
		// The last one is shorter.
		for (const rowsRead of others.slice(0, -1)) expect(Math.abs(rowsRead - first)).toBeLessThan(5);
	});
});
