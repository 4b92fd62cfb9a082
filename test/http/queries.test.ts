/**
 * Lists as a client asks for them: of one type and of all, by GET and by POST to /.search, sorted, by
 * index and by cursor. That order and pages are right for any data is shown in test/store.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createDirectory, group, send, user, type TestDirectory } from '../support/client.ts';
import { costOf } from '../support/d1-meter.ts';
import { fillExtension, fillMembers, fillUsers } from '../support/fill.ts';
import { BADGE, createBadge, declare } from '../support/schemas.ts';

const SEARCH_REQUEST = 'urn:ietf:params:scim:api:messages:2.0:SearchRequest';

type Resource = Record<string, unknown> & { readonly id: string };

interface Page {
	readonly totalResults: number;
	readonly itemsPerPage: number;
	readonly startIndex?: number;
	readonly previousCursor?: string;
	readonly nextCursor?: string;
	readonly Resources: readonly Resource[];
}

/** GET with parameters; fails the test unless the answer is 200. */
async function get(
	directory: TestDirectory,
	endpoint: string,
	parameters: Readonly<Record<string, string>> = {},
): Promise<Page> {
	const query = new URLSearchParams(parameters).toString();
	const reply = await directory.scim<Page>('GET', `${endpoint}?${query}`);
	expect(reply.status, JSON.stringify(reply.body)).toBe(200);
	return reply.body;
}

/** POST to /.search; fails the test unless the answer is 200. */
async function search(directory: TestDirectory, endpoint: string, body: object): Promise<Page> {
	const request = { schemas: [SEARCH_REQUEST], ...body };
	const reply = await directory.scim<Page>('POST', `${endpoint}/.search`, request);
	expect(reply.status, JSON.stringify(reply.body)).toBe(200);
	return reply.body;
}

/** What is asked for, and how it is refused. */
async function refusal(directory: TestDirectory, path: string, body?: unknown): Promise<object> {
	const method = body === undefined ? 'GET' : 'POST';
	const { status, body: error } = await directory.scim(method, path, body);
	return { status, scimType: error['scimType'], detail: error['detail'] };
}

/** How a GET with parameters is refused. */
function refusedQuery(
	directory: TestDirectory,
	endpoint: string,
	parameters: Readonly<Record<string, string>>,
): Promise<object> {
	return refusal(directory, `${endpoint}?${new URLSearchParams(parameters).toString()}`);
}

const namesOf = ({ Resources }: Page) =>
	Resources.map((each) => String(each['userName'] ?? each['displayName']));

async function create(directory: TestDirectory, endpoint: string, body: object): Promise<string> {
	const reply = await directory.scim('POST', endpoint, body);
	expect(reply.status, JSON.stringify(reply.body)).toBe(201);
	return String(reply.body['id']);
}

/** A directory of anna, the group Crew with anna and the group All with Crew, and bert. */
async function inhabited(): Promise<TestDirectory> {
	const directory = await createDirectory();
	const anna = await create(directory, '/Users', user('anna', { title: 'Captain' }));
	const crew = await create(directory, '/Groups', group('Crew', [anna]));
	await create(directory, '/Groups', group('All', [crew]));
	await create(directory, '/Users', user('bert', { title: 'Cook', displayName: 'Bert' }));
	return directory;
}

describe('RFC 7644 §3.4.2.1: a query of the root', () => {
	test('has users and groups in the order of creation, each with what it is related to', async () => {
		const directory = await inhabited();
		for (const endpoint of ['', '/']) {
			const page = await get(directory, endpoint);
			expect(page).toMatchObject({ totalResults: 4, itemsPerPage: 4, startIndex: 1 });
			expect(page.Resources).toMatchObject([
				{ userName: 'anna', groups: [{ display: 'Crew' }], meta: { resourceType: 'User' } },
				{ displayName: 'Crew', members: [{ display: 'anna', type: 'User' }] },
				{ displayName: 'All', members: [{ display: 'Crew', type: 'Group' }] },
				{ userName: 'bert' },
			]);
			expect(page.Resources[1]).not.toHaveProperty('groups');
			expect(page.Resources[3]).not.toHaveProperty('groups');
		}
		const head = await directory.scim('HEAD', '/');
		expect([head.status, head.body]).toEqual([200, undefined]);
	});

	test('costs one round trip, with documents, members, groups and totals', async () => {
		const directory = await inhabited();
		const filter = 'displayName sw "c" or userName eq "anna"';
		expect(await costOf(() => get(directory, '', { filter }))).toMatchObject({ trips: 1 });
	});

	test('pages by index over both', async () => {
		const directory = await inhabited();
		const page = await get(directory, '', { startIndex: '2', count: '2' });
		expect(namesOf(page)).toEqual(['Crew', 'All']);
		expect(page).toMatchObject({ totalResults: 4, itemsPerPage: 2, startIndex: 2 });
		expect(await get(directory, '', { startIndex: '9' })).toMatchObject({
			totalResults: 4,
			itemsPerPage: 0,
			Resources: [],
		});
		expect(await get(directory, '', { count: '0' })).toMatchObject({
			totalResults: 4,
			itemsPerPage: 0,
		});
	});

	test('filters by attributes of either, and counts what both have', async () => {
		const directory = await inhabited();
		const found = async (filter: string) => {
			const page = await get(directory, '', { filter });
			expect(page.totalResults).toBe(page.Resources.length);
			return namesOf(page);
		};
		expect(await found('title pr or members pr')).toEqual(['anna', 'Crew', 'All', 'bert']);
		expect(await found('displayName sw "b" or displayName sw "c"')).toEqual(['Crew', 'bert']);
		expect(await found('meta.resourceType eq "Group"')).toEqual(['Crew', 'All']);
		expect(await found('title ne "Cook"')).toEqual(['anna', 'Crew', 'All']);
		expect(await found('title pr and members pr')).toEqual([]);
	});

	test('sorts users and groups together; who lacks the attribute is last', async () => {
		const directory = await inhabited();
		const sorted = async (sortBy: string, sortOrder = 'ascending') =>
			namesOf(await get(directory, '', { sortBy, sortOrder }));
		expect(await sorted('displayName')).toEqual(['All', 'bert', 'Crew', 'anna']);
		expect(await sorted('displayName', 'descending')).toEqual(['anna', 'Crew', 'bert', 'All']);
		expect(await sorted('userName')).toEqual(['anna', 'bert', 'Crew', 'All']);
		expect(await sorted('members', 'descending')).toEqual(['bert', 'anna', 'All', 'Crew']);
		expect(await sorted('meta.created', 'descending')).toEqual(['bert', 'All', 'Crew', 'anna']);
	});

	test('shows of each type what "attributes" names of it', async () => {
		const directory = await inhabited();
		const { Resources } = await get(directory, '', { attributes: 'userName,members.display' });
		const shown = Resources.map(({ id: _id, schemas: _schemas, ...rest }) => rest);
		expect(shown).toEqual([
			{ userName: 'anna' },
			{ members: [{ display: 'anna' }] },
			{ members: [{ display: 'Crew' }] },
			{ userName: 'bert' },
		]);
	});

	test('refuses what no type has, and other methods than GET', async () => {
		const directory = await createDirectory();
		const filter = encodeURIComponent('userName eq "a" and foo eq "b"');
		expect(await refusal(directory, `/?filter=${filter}`)).toEqual({
			status: 400,
			scimType: 'invalidFilter',
			detail: 'Unknown attribute "foo" (character 21 of the filter).',
		});
		expect(await refusal(directory, '/?sortBy=foo')).toMatchObject({ scimType: 'invalidValue' });
		const post = await directory.scim('POST', '/', user('anna'));
		expect([post.status, post.headers.get('Allow')]).toEqual([405, 'GET, HEAD']);
	});
});

describe('RFC 7644 §3.4.3: POST to /.search', () => {
	test('finds what GET finds', async () => {
		const directory = await inhabited();
		for (const [endpoint, query, body] of [
			['/Users', {}, {}],
			['/Users', { filter: 'title eq "cook"' }, { filter: 'title eq "cook"' }],
			['/Groups', { sortBy: 'displayName', count: '1' }, { sortBy: 'displayName', count: 1 }],
			['', { attributes: 'userName,members' }, { attributes: ['userName', 'members'] }],
			['/Users', { excludedAttributes: 'title' }, { excludedAttributes: ['title'] }],
			['', { startIndex: '2', count: '2' }, { startIndex: 2, count: 2 }],
		] as const) {
			expect(await search(directory, endpoint, body)).toEqual(
				await get(directory, endpoint, query),
			);
		}
	});

	test('does not look at the parameters of its URL', async () => {
		const directory = await inhabited();
		const reply = await directory.scim<Page>('POST', '/Users/.search?count=x', {
			schemas: [SEARCH_REQUEST],
		});
		expect(reply.body).toMatchObject({ totalResults: 2, itemsPerPage: 2 });
	});

	test.each(['', '/Users', '/Groups'])('%s/.search has no other method', async (endpoint) => {
		const directory = await createDirectory();
		for (const method of ['GET', 'PUT', 'PATCH', 'DELETE']) {
			const body = method === 'GET' || method === 'DELETE' ? undefined : {};
			const reply = await directory.scim(method, `${endpoint}/.search`, body);
			expect([reply.status, reply.headers.get('Allow')]).toEqual([405, 'POST']);
		}
	});

	test('the token is looked at before the body is', async () => {
		const directory = await createDirectory();
		for (const endpoint of ['', '/Users', '/Groups']) {
			const reply = await send(`${directory.path}${endpoint}/.search`, {
				method: 'POST',
				headers: { Authorization: 'Bearer wrong', 'Content-Type': 'application/scim+json' },
				body: '{"broken',
			});
			expect(reply.status).toBe(401);
		}
	});

	test('costs one round trip once the token is known', async () => {
		const directory = await inhabited();
		await get(directory, '/Users');
		const body = { filter: 'userName eq "anna"', sortBy: 'title' };
		expect(await costOf(() => search(directory, '/Users', body))).toMatchObject({ trips: 1 });
	});

	test.each([
		['{"broken', 'invalidSyntax', 'The body is not valid JSON.'],
		['[]', 'invalidSyntax', 'The body must be a JSON object.'],
		[
			{ schemas: ['urn:x:y'] },
			'invalidSyntax',
			`"schemas" must be an array of URNs that includes "${SEARCH_REQUEST}".`,
		],
		[{ count: '5' }, 'invalidValue', '"count" must be an integer.'],
		[{ attributes: [5] }, 'invalidValue', '"attributes" must be an array of attribute names.'],
	])('refuses %o', async (body, scimType, detail) => {
		const directory = await createDirectory();
		expect(await refusal(directory, '/Users/.search', body)).toEqual({
			status: 400,
			scimType,
			detail,
		});
	});
});

/** Creates users that are named after numbers. */
async function numbered(directory: TestDirectory, numbers: readonly number[]): Promise<void> {
	for (const at of numbers) await create(directory, '/Users', user(`user${at}`));
}

async function remove(directory: TestDirectory, name: string): Promise<void> {
	const { Resources } = await get(directory, '/Users', { filter: `userName eq "${name}"` });
	const reply = await directory.scim('DELETE', `/Users/${String(Resources[0]?.id)}`);
	expect(reply.status).toBe(204);
}

describe('RFC 9865 §2: cursors', () => {
	test.each([
		['in the order of creation', {}],
		['by userName', { sortBy: 'userName' }],
		['by userName, descending', { sortBy: 'userName', sortOrder: 'descending' }],
		['by an attribute without index', { sortBy: 'title' }],
		['of a filter', { filter: 'active eq true', sortBy: 'userName' }],
	])(
		'who stays is seen exactly once, whoever comes and goes meanwhile: %s',
		async (_name, query) => {
			const directory = await createDirectory();
			await numbered(directory, [5, 1, 8, 3, 9, 2, 7]);
			const seen: string[] = [];
			let cursor: string | undefined = '';
			for (let at = 0; cursor !== undefined; at += 1) {
				const page: Page = await get(directory, '/Users', { ...query, cursor, count: '2' });
				const names = namesOf(page);
				seen.push(...names);
				cursor = page.nextCursor;
				// The one at the edge goes; others come before it and after it.
				if (at === 0) await remove(directory, names.at(-1) ?? '');
				if (at < 2) await numbered(directory, [40 + at, 90 + at]);
			}
			const stayed = ['user1', 'user2', 'user3', 'user5', 'user7', 'user8', 'user9'];
			expect(seen.filter((name) => stayed.includes(name)).toSorted()).toEqual(stayed);
			expect(new Set(seen).size).toBe(seen.length);
		},
	);

	test('a page whose resources are all gone still leads on, and back', async () => {
		const directory = await createDirectory();
		await numbered(directory, [1, 2, 3, 4]);
		const ask = (cursor: string) => get(directory, '/Users', { cursor, count: '2' });
		const first = await ask('');
		const second = await ask(first.nextCursor ?? '');
		await remove(directory, 'user1');
		await remove(directory, 'user2');
		const before = await ask(second.previousCursor ?? '');
		expect(before).toMatchObject({ totalResults: 2, itemsPerPage: 0, Resources: [] });
		expect(before).not.toHaveProperty('previousCursor');
		expect(namesOf(await ask(before.nextCursor ?? ''))).toEqual(['user3', 'user4']);
		await remove(directory, 'user3');
		await remove(directory, 'user4');
		const after = await ask(first.nextCursor ?? '');
		expect(after).toMatchObject({ totalResults: 0, Resources: [] });
		expect(after).not.toHaveProperty('nextCursor');
	});

	test('of users and groups together, from GET to POST and back', async () => {
		const directory = await inhabited();
		const first = await get(directory, '', { cursor: '', count: '2', attributes: 'id,userName' });
		const { nextCursor: cursor = '' } = first;
		const second = await search(directory, '', { cursor, count: 2, attributes: ['id,userName'] });
		expect(first.Resources.concat(second.Resources)).toHaveLength(4);
		expect(second).not.toHaveProperty('nextCursor');
		expect(second).not.toHaveProperty('startIndex');
		const { previousCursor = '' } = second;
		expect(
			await get(directory, '', { cursor: previousCursor, attributes: 'id,userName' }),
		).toMatchObject({ totalResults: 4, itemsPerPage: 2, Resources: first.Resources });
	});

	test('count 0 asks for the total alone, and leads nowhere', async () => {
		const directory = await inhabited();
		const page = await get(directory, '/Users', { cursor: '', count: '0' });
		expect(page).toEqual({
			schemas: ['urn:ietf:params:scim:api:messages:2.0:ListResponse'],
			totalResults: 2,
			itemsPerPage: 0,
			Resources: [],
		});
	});

	test('§2.1: one that differs in any character is refused, always with the same words', async () => {
		const directory = await inhabited();
		const other = await inhabited();
		const query = { sortBy: 'userName', count: '1' };
		const { nextCursor = '' } = await get(directory, '/Users', { ...query, cursor: '' });
		const answers = [
			await refusedQuery(other, '/Users', { ...query, cursor: nextCursor }),
			await refusedQuery(directory, '', { ...query, cursor: nextCursor }),
			await refusedQuery(directory, '/Users', { ...query, cursor: nextCursor, filter: 'title pr' }),
			await refusedQuery(directory, '/Users', {
				...query,
				cursor: nextCursor,
				attributes: 'title',
			}),
			await refusedQuery(directory, '/Users', { ...query, cursor: 'v1.', sortOrder: 'descending' }),
			await refusedQuery(directory, '/Users', { ...query, cursor: `${nextCursor} ` }),
			await refusedQuery(directory, '/Users', { ...query, cursor: `${nextCursor}=` }),
			await refusedQuery(directory, '/Users', { ...query, cursor: `${nextCursor}AAAA` }),
		];
		const characters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
		for (let at = 0; at < nextCursor.length; at += 1) {
			const nearest = characters[characters.indexOf(nextCursor[at] ?? '') ^ 1] ?? 'A';
			const changed = `${nextCursor.slice(0, at)}${nearest}${nextCursor.slice(at + 1)}`;
			answers.push(await refusedQuery(directory, '/Users', { ...query, cursor: changed }));
			answers.push(
				await refusedQuery(directory, '/Users', {
					...query,
					cursor: nextCursor.slice(0, at) || 'x',
				}),
			);
		}
		expect(new Set(answers.map((each) => JSON.stringify(each))).size).toBe(1);
		expect(answers[0]).toMatchObject({ status: 400, scimType: 'invalidCursor' });
		expect(namesOf(await get(directory, '/Users', { ...query, cursor: nextCursor }))).toEqual([
			'bert',
		]);
	});

	test('the place of a page may be a text of any length', async () => {
		const directory = await createDirectory();
		for (const name of ['anna', 'bert']) {
			const displayName = `${'😀'.repeat(25_000)}${name}`;
			await create(directory, '/Users', user(name, { displayName }));
		}
		const query = { sortBy: 'displayName', count: 1, attributes: ['userName'] };
		const { nextCursor: cursor } = await search(directory, '/Users', { ...query, cursor: '' });
		expect(namesOf(await search(directory, '/Users', { ...query, cursor }))).toEqual(['bert']);
	});
});

test('RFC 7643 §3.3: a declared attribute can be asked for from the moment it is declared', async () => {
	const directory = await inhabited();
	const level = `${BADGE}:level`;
	expect(await refusal(directory, `/?sortBy=${level}`)).toMatchObject({ scimType: 'invalidValue' });
	await declare(directory, [{ name: 'level', type: 'integer' }]);
	for (const at of [10, 9]) await createBadge(directory, `user${at}`, { level: at });
	const query = { sortBy: level, attributes: [level, 'userName', 'displayName'], count: 3 };
	const page = await search(directory, '', { ...query, cursor: '' });
	expect(namesOf(page)).toEqual(['user9', 'user10', 'anna']);
	expect(page.Resources[0]).toMatchObject({ [BADGE]: { level: 9 } });
	expect(namesOf(await search(directory, '', { ...query, cursor: page.nextCursor }))).toEqual([
		'Crew',
		'All',
		'bert',
	]);
	expect(namesOf(await get(directory, '', { filter: `${level} gt 9` }))).toEqual(['user10']);
});

/** The names on the pages of a query, as a client goes from one to the next. */
async function pagesBy(
	paging: 'startIndex' | 'cursor',
	directory: TestDirectory,
	endpoint: string,
	query: Readonly<Record<string, string>>,
): Promise<readonly string[][]> {
	const pages: string[][] = [];
	let at: string | undefined = paging === 'cursor' ? '' : '1';
	while (at !== undefined) {
		const page: Page = await get(directory, endpoint, { ...query, [paging]: at });
		expect(page.itemsPerPage).toBe(page.Resources.length);
		pages.push(namesOf(page));
		const following = (page.startIndex ?? 1) + page.itemsPerPage;
		const next = following > page.totalResults ? undefined : String(following);
		at = paging === 'cursor' ? page.nextCursor : next;
	}
	return pages;
}

describe('RFC 7644 §3.4.2.4: a page is shortened to what an answer can hold', () => {
	test('of members', async () => {
		const directory = await createDirectory();
		await fillUsers(directory, 100_001);
		const sizes = { C: 60_000, B: 40_000, A: 1, D: 0, E: 100_000 };
		for (const [name, size] of Object.entries(sizes)) {
			const id = await create(directory, '/Groups', group(name));
			await fillMembers(directory, id, size);
		}
		const filter = 'meta.resourceType eq "Group"';
		const sortBy = 'displayName';
		const sortOrder = 'descending';
		for (const [endpoint, query, pages] of [
			['/Groups', {}, [['C', 'B'], ['A', 'D'], ['E']]],
			['/Groups', { sortBy }, [['A', 'B'], ['C', 'D'], ['E']]],
			['/Groups', { filter, sortBy, sortOrder }, [['E', 'D'], ['C', 'B'], ['A']]],
			['', { filter }, [['C', 'B'], ['A', 'D'], ['E']]],
			['', { filter, sortBy }, [['A', 'B'], ['C', 'D'], ['E']]],
		] as const) {
			for (const paging of ['startIndex', 'cursor'] as const) {
				expect(await pagesBy(paging, directory, endpoint, query)).toEqual(pages);
			}
		}
		const first = await get(directory, '/Groups', { cursor: '' });
		expect(first.Resources.map(({ members }) => (members as unknown[]).length)).toEqual([
			60_000, 40_000,
		]);
		const { nextCursor = '' } = await get(directory, '/Groups', { cursor: first.nextCursor ?? '' });
		const last = await get(directory, '/Groups', { cursor: nextCursor });
		const back = await get(directory, '/Groups', { cursor: last.previousCursor ?? '' });
		expect(namesOf(back)).toEqual(['B', 'A', 'D']);
		const start = await get(directory, '/Groups', { cursor: back.previousCursor ?? '' });
		expect(namesOf(start)).toEqual(['C']);
		expect(start).not.toHaveProperty('previousCursor');
	});

	test('of characters', async () => {
		const directory = await createDirectory();
		await fillUsers(directory, 200);
		const text = "replace(hex(zeroblob(65000)), '00', 'é!')";
		await fillExtension(directory, 'key <= 140', 'urn:acme:essay', `json_object('text', ${text})`);
		for (const [endpoint, query, lengths] of [
			['/Users', {}, [128, 72]],
			['/Users', { sortBy: 'id' }, [188, 12]],
			['', { sortBy: 'meta.created', sortOrder: 'descending' }, [188, 12]],
		] as const) {
			for (const paging of ['startIndex', 'cursor'] as const) {
				const pages = await pagesBy(paging, directory, endpoint, { ...query, count: '200' });
				expect(pages.map(({ length }) => length)).toEqual(lengths);
				expect(new Set(pages.flat()).size).toBe(200);
			}
		}
	});

	test('§3.4.2.1: not even one resource fits', async () => {
		const directory = await createDirectory();
		await fillUsers(directory, 100_001);
		const small = await create(directory, '/Groups', group('Small'));
		await fillMembers(directory, small, 5);
		const large = await create(directory, '/Groups', group('Large'));
		await fillMembers(directory, large, 100_001);
		expect(
			await pagesBy('startIndex', directory, '/Groups', { filter: 'displayName eq "small"' }),
		).toEqual([['Small']]);
		expect(await get(directory, '/Groups')).toMatchObject({ totalResults: 2, itemsPerPage: 1 });
		for (const path of [
			'/Groups?startIndex=2',
			'/?filter=displayName+eq+"large"',
			`/Groups/${large}`,
		]) {
			expect(await refusal(directory, path)).toMatchObject({
				status: 400,
				scimType: 'tooMany',
				detail: expect.stringMatching(/100000 values of "members".*"excludedAttributes=members/),
			});
		}
		const without = await get(directory, '/Groups', { excludedAttributes: 'members' });
		expect(namesOf(without)).toEqual(['Small', 'Large']);
	});
});

test('RFC 7644 §3.12: no query, however odd, is a failure of the service', async () => {
	const directory = await inhabited();
	const odd = fc.oneof(
		fc.constantFrom<unknown>('', '1', 'userName', 'members', 'descending', 'title pr', 'emails'),
		fc.constantFrom<unknown>(null, 0, -1, 1e300, 5, true, [], {}, ['userName'], ['\0', '\ud800']),
		fc.string({ unit: 'binary' }),
		fc.jsonValue({ maxDepth: 1 }),
	);
	const parameters = fc.record(
		{
			filter: odd,
			sortBy: odd,
			sortOrder: odd,
			startIndex: odd,
			count: odd,
			cursor: odd,
			attributes: odd,
			excludedAttributes: odd,
			schemas: odd,
		},
		{ requiredKeys: [] },
	);
	const endpoints = fc.constantFrom('', '/Users', '/Groups');
	await fc.assert(
		fc.asyncProperty(endpoints, parameters, async (endpoint, body) => {
			const query = Object.entries(body).map(([name, value]): [string, string] => [
				name,
				typeof value === 'string' ? value : JSON.stringify(value),
			]);
			for (const reply of [
				await directory.scim('POST', `${endpoint}/.search`, {
					schemas: [SEARCH_REQUEST],
					...body,
				}),
				await directory.scim('GET', `${endpoint}?${new URLSearchParams(query).toString()}`),
			]) {
				const { detail, Resources } = reply.body;
				expect([reply.status, typeof detail, Array.isArray(Resources)]).toEqual(
					reply.status === 200 ? [200, 'undefined', true] : [400, 'string', false],
				);
			}
		}),
		{ numRuns: 150 },
	);
});
