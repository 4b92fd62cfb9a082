/** Cursor paging (RFC 9865). */
import { beforeAll, describe, expect, test, vi } from 'vitest';
import {
	api,
	createDirectory,
	group,
	type Reply,
	type TestDirectory,
	user,
} from '../support/client.ts';
import { type Body, create, scimError, type List, list, MESSAGES, namesOf } from './shared.ts';

const NAMES = ['user1', 'user2', 'user3', 'user4', 'user5'];

let directory: TestDirectory;
let pagination: Body;

beforeAll(async () => {
	directory = await createDirectory();
	for (const name of NAMES.toReversed()) await create(directory, '/Users', user(name));
	await create(directory, '/Groups', group('Crew'));
	const { body } = await directory.scim('GET', '/ServiceProviderConfig');
	pagination = body['pagination'] as Body;
});

/** The page at a cursor, two users each, by name. */
const page = (cursor: string, more: Record<string, string> = {}) =>
	list(directory, '/Users', { count: '2', sortBy: 'userName', ...more, cursor });

const ask = (query: Record<string, string>, endpoint = '/Users'): Promise<Reply> =>
	directory.scim('GET', `${endpoint}?${new URLSearchParams(query).toString()}`);

describe('RFC 9865 §2 cursors', () => {
	test('an empty cursor asks for the first page, which has no previous one', async () => {
		const first = await page('');
		expect(namesOf(first)).toEqual(['user1', 'user2']);
		expect(first).toMatchObject({
			schemas: [`${MESSAGES}:ListResponse`],
			totalResults: 5,
			itemsPerPage: 2,
		});
		expect(first.nextCursor).toMatch(/^[A-Za-z0-9._~-]+$/);
		expect(first).not.toHaveProperty('previousCursor');
		const bare = await directory.scim<List>('GET', '/Users?cursor&count=2&sortBy=userName');
		expect(namesOf(bare.body)).toEqual(['user1', 'user2']);
	});

	test('nextCursor leads through all pages, and only the last page has none', async () => {
		const names: string[][] = [];
		for (let cursor: string | undefined = ''; cursor !== undefined;) {
			const { nextCursor, ...at } = await page(cursor);
			expect(at.totalResults).toBe(5);
			names.push(namesOf(at));
			cursor = nextCursor;
		}
		expect(names).toEqual([['user1', 'user2'], ['user3', 'user4'], ['user5']]);
	});

	test('previousCursor leads back, and the first page has none', async () => {
		const second = await page((await page('')).nextCursor ?? '');
		const third = await page(second.nextCursor ?? '');
		const back = await page(third.previousCursor ?? '');
		expect(namesOf(back)).toEqual(['user3', 'user4']);
		const first = await page(back.previousCursor ?? '');
		expect(namesOf(first)).toEqual(['user1', 'user2']);
		expect(first).not.toHaveProperty('previousCursor');
		expect(first).toHaveProperty('nextCursor');
	});

	test.each([
		['0', 0],
		['-3', 0],
		['1', 1],
		['5', 5],
		['50', 5],
	])('count %s: no more than that, and the total nevertheless', async (count, expected) => {
		const at = await list(directory, '/Users', { cursor: '', count });
		expect(at.Resources).toHaveLength(expected);
		expect(at.totalResults).toBe(5);
	});

	test('a filter and a sort order hold on every page', async () => {
		const more = { filter: 'userName ne "user4"', sortOrder: 'descending' };
		const first = await page('', more);
		const second = await page(first.nextCursor ?? '', more);
		expect([...namesOf(first), ...namesOf(second)]).toEqual(['user5', 'user3', 'user2', 'user1']);
		expect(first.totalResults).toBe(4);
		expect(second).not.toHaveProperty('nextCursor');
	});
});

describe('RFC 9865 §2.1 errors', () => {
	const forged = ['x', '1', 'eyJhbGciOiJub25lIn0', '~'.repeat(500)];

	test.each(forged)('a forged cursor is invalidCursor (%#)', async (cursor) => {
		expect(await ask({ cursor, count: '2', sortBy: 'userName' })).toMatchObject(
			scimError(400, 'invalidCursor'),
		);
	});

	test('a cursor that was changed is invalidCursor', async () => {
		const { nextCursor = '' } = await page('');
		for (const at of [0, Math.floor(nextCursor.length / 2)]) {
			const other = nextCursor[at] === 'A' ? 'B' : 'A';
			const cursor = `${nextCursor.slice(0, at)}${other}${nextCursor.slice(at + 1)}`;
			expect(await ask({ cursor, count: '2', sortBy: 'userName' })).toMatchObject(
				scimError(400, 'invalidCursor'),
			);
		}
	});

	test('a cursor belongs to its query: with other parameters it is invalidCursor', async () => {
		const { nextCursor: cursor = '' } = await page('');
		const query = { cursor, count: '2', sortBy: 'userName' };
		for (const [other, endpoint] of [
			[{ ...query, filter: 'active eq true' }, '/Users'],
			[{ ...query, sortBy: 'displayName' }, '/Users'],
			[{ ...query, sortOrder: 'descending' }, '/Users'],
			[{ cursor, count: '2', sortBy: 'displayName' }, '/Groups'],
		] as const) {
			expect(await ask(other, endpoint)).toMatchObject(scimError(400, 'invalidCursor'));
		}
	});

	test('another count than that of the first request is invalidCount', async () => {
		const { nextCursor: cursor = '' } = await page('');
		expect(await ask({ cursor, count: '3', sortBy: 'userName' })).toMatchObject(
			scimError(400, 'invalidCount'),
		);
	});

	test('a cursor that has waited too long is expiredCursor', async () => {
		const { nextCursor: cursor = '' } = await page('');
		vi.useFakeTimers({ toFake: ['Date'] });
		try {
			vi.setSystemTime(Date.now() + (Number(pagination['cursorTimeout']) - 5) * 1000);
			expect((await page(cursor)).Resources).toHaveLength(2);
			vi.setSystemTime(Date.now() + 3_600_000);
			expect(await ask({ cursor, count: '2', sortBy: 'userName' })).toMatchObject(
				scimError(400, 'expiredCursor'),
			);
		} finally {
			vi.useRealTimers();
		}
	});

	test('cursor and startIndex exclude each other', async () => {
		expect(await ask({ cursor: '', startIndex: '1' })).toMatchObject(
			scimError(400, 'invalidValue'),
		);
	});
});

describe('RFC 9865 §2.4 both methods of paging', () => {
	test('who asks for neither pages by index, as before', async () => {
		const plain = await list(directory, '/Users', { count: '2' });
		expect(plain).toMatchObject({ startIndex: 1, itemsPerPage: 2, totalResults: 5 });
		expect(plain).not.toHaveProperty('nextCursor');
		expect(plain).not.toHaveProperty('previousCursor');
	});
});

describe('RFC 9865 §3 POST .search', () => {
	test.each(['', '/Users'])('"%s/.search" pages by cursor', async (endpoint) => {
		const search = async (body: Body) => {
			const reply = await directory.scim<List>('POST', `${endpoint}/.search`, {
				schemas: [`${MESSAGES}:SearchRequest`],
				filter: 'userName pr',
				count: 3,
				...body,
			});
			expect(reply.status, JSON.stringify(reply.body)).toBe(200);
			return reply.body;
		};
		const first = await search({ cursor: '' });
		const second = await search({ cursor: first.nextCursor });
		expect([...namesOf(first), ...namesOf(second)].toSorted()).toEqual(NAMES);
		expect(second).not.toHaveProperty('nextCursor');
	});
});

describe('RFC 9865 §4 ServiceProviderConfig', () => {
	test('says that there are cursors, which method is the default, and the limits', () => {
		expect(pagination).toMatchObject({
			cursor: true,
			index: true,
			defaultPaginationMethod: 'index',
		});
		for (const limit of ['defaultPageSize', 'maxPageSize', 'cursorTimeout']) {
			expect(Number.isInteger(pagination[limit]), limit).toBe(true);
			expect(pagination[limit]).toBeGreaterThan(0);
		}
	});
});

/** The path of the page at a cursor. */
const pathAt = (cursor: string) =>
	`/Users?${new URLSearchParams({ cursor, count: '2', sortBy: 'userName' }).toString()}`;

describe('RFC 9865 §5.2 a cursor grants nothing', () => {
	test('another directory’s cursor is as wrong as a forged one, and says as little', async () => {
		const other = await createDirectory('generic-scim-v2', { tenant: directory.tenant });
		for (const name of NAMES) await create(other, '/Users', user(name));
		const { nextCursor: cursor = '' } = await page('');
		const foreign = await other.scim('GET', pathAt(cursor));
		expect(foreign).toMatchObject(scimError(400, 'invalidCursor'));
		expect(foreign.body).toEqual((await other.scim('GET', pathAt('forged'))).body);
	});

	test('the token is checked on every page', async () => {
		const { nextCursor: cursor = '' } = await page('');
		const made = await api<{ id: string; secret: string }>(
			'POST',
			`/directories/${directory.id}/tokens`,
			{ description: 'for a while' },
		);
		const headers = { Authorization: `Bearer ${made.body.secret}` };
		const path = pathAt(cursor);
		expect((await directory.scim('GET', path, undefined, headers)).status).toBe(200);
		await api('DELETE', `/directories/${directory.id}/tokens/${made.body.id}`);
		expect(await directory.scim('GET', path, undefined, headers)).toMatchObject(scimError(401));
	});

	test('the total is that of the moment, also on a later page', async () => {
		const own = await createDirectory();
		for (const name of NAMES.slice(0, 3)) await create(own, '/Users', user(name));
		const query = { count: '1', cursor: '' };
		const first = await list(own, '/Users', query);
		await create(own, '/Users', user('user4'));
		const second = await list(own, '/Users', { ...query, cursor: first.nextCursor ?? '' });
		expect([first.totalResults, second.totalResults]).toEqual([3, 4]);
	});
});
