/** The Directory API: users and groups as events show them, found, paged and followed. */
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { member } from '../../src/contract/directory-api.ts';
import { group as groupShape, user as userShape } from '../../src/contract/event-data.ts';
import {
	api,
	createDirectory,
	group,
	patch,
	testEnv,
	user,
	type TestDirectory,
} from '../support/client.ts';
import { fillExtension, fillUsers } from '../support/fill.ts';
import { BADGE, createBadge, declare } from '../support/schemas.ts';

type Resource = Readonly<Record<string, unknown>> & { readonly id: string };

interface Page {
	readonly data: readonly Resource[];
	readonly next_cursor: string | null;
	readonly errors?: readonly { readonly field: string }[];
	readonly detail?: string;
}

type Query = Readonly<Record<string, string>>;

const get = <Body = Page>(directory: { id: string }, path: string, query: Query = {}) =>
	api<Body>('GET', `/directories/${directory.id}${path}?${new URLSearchParams(query).toString()}`);

/** Reads a list to its end. */
async function readAll(
	directory: { id: string },
	path: string,
	query: Query = {},
	between: () => Promise<unknown> = () => Promise.resolve(),
): Promise<readonly Resource[]> {
	const found: Resource[] = [];
	for (let cursor: Query = {}; ;) {
		const { status, body } = await get(directory, path, { ...query, ...cursor });
		expect(status).toBe(200);
		found.push(...body.data);
		if (body.next_cursor === null) return found;
		cursor = { cursor: body.next_cursor };
		await between();
	}
}

async function create(directory: TestDirectory, path: string, body: object): Promise<string> {
	const created = await directory.scim('POST', path, body);
	expect(created.status).toBe(201);
	return String(created.body['id']);
}

const ids = (found: readonly Resource[]) => found.map(({ id }) => id);
/** The number of a user that was filled in. */
const at = (id: string) => Number(id.slice('id-'.length));
const names = (users: readonly Resource[]) => users.map((each) => each['user_name']);

describe('users and groups', () => {
	let directory: TestDirectory;
	let ada: string;
	let crew: string;
	let fleet: string;

	beforeAll(async () => {
		directory = await createDirectory();
		ada = await create(
			directory,
			'/Users',
			user('Ada@Acme.example', {
				externalId: '00u1',
				name: { givenName: 'Ada', familyName: 'Byron' },
				emails: [
					{ value: 'Ada.Byron@acme.example', type: 'work', primary: true },
					{ value: 'ada@home.example', type: 'home' },
				],
				title: 'Countess',
				password: 'hunter2hunter2',
			}),
		);
		crew = await create(directory, '/Groups', { ...group('Crew', [ada]), externalId: 'g-1' });
		fleet = await create(directory, '/Groups', group('Fleet', [crew, ada]));
	});

	test('are what their last event says, by id and in lists', async () => {
		const events = await directory.events();
		const created = (id: string) => events.find(({ data }) => (data as Resource).id === id)?.data;
		const one = await get<Resource>(directory, `/users/${ada}`);
		expect(one.status).toBe(200);
		expect(one.body).toEqual(created(ada));
		expect(one.body).toMatchObject({
			email: 'Ada.Byron@acme.example',
			first_name: 'Ada',
			active: true,
			custom_attributes: {},
			raw: { title: 'Countess', meta: { resourceType: 'User', version: 'W/"1"' } },
		});
		expect(JSON.stringify(one.body)).not.toContain('hunter2');
		expect((await get(directory, '/users')).body).toEqual({ data: [one.body], next_cursor: null });
		const found = await get<Resource>(directory, `/groups/${fleet}`);
		expect(found.body).toEqual(created(fleet));
		const groups = await readAll(directory, '/groups', { limit: '1' });
		expect(groups.map(({ id }) => id)).toEqual([crew, fleet]);
		expect(groups[1]).toEqual(found.body);
		expect(userShape.safeParse(one.body).error).toBeUndefined();
		expect(groupShape.safeParse(found.body).error).toBeUndefined();
	});

	test("a user's groups are whole, a group's members are profiles of users and groups", async () => {
		const groups = await readAll(directory, `/users/${ada}/groups`, { limit: '1' });
		expect(groups).toEqual(await readAll(directory, '/groups'));
		const members = await readAll(directory, `/groups/${fleet}/members`, { limit: '1' });
		const { raw: _, ...profile } = (await get<Resource>(directory, `/users/${ada}`)).body;
		const { raw: _raw, ...nested } = (await get<Resource>(directory, `/groups/${crew}`)).body;
		expect(members).toEqual([
			{ type: 'user', ...profile },
			{ type: 'group', ...nested },
		]);
		for (const each of members) expect(member.safeParse(each).error).toBeUndefined();
		expect((await get(directory, `/groups/${crew}/members`)).body.data).toHaveLength(1);
	});

	test.each([
		['users?email=ada.byron@ACME.example', 1],
		['users?email=ada@home.example', 1],
		['users?email=ada@acme.example', 0],
		['users?user_name=ADA@acme.example', 1],
		['users?external_id=00u1', 1],
		['users?external_id=00U1', 0],
		['users?email=ada@home.example&user_name=ada@acme.example&external_id=00u1&active=true', 1],
		['users?email=ada@home.example&active=false', 0],
		["users?email=' OR 1=1 --", 0],
		['groups?name=CREW', 1],
		['groups?name=crew&external_id=g-1', 1],
		['groups?external_id=g-2', 0],
	])('%s finds %i', async (path, count) => {
		const reply = await api<Page>('GET', `/directories/${directory.id}/${encodeURI(path)}`);
		expect([reply.status, reply.body.data?.length, reply.body.next_cursor]).toEqual([
			200,
			count,
			null,
		]);
	});

	test('group names direct members only, and no nested ones', async () => {
		const bob = await create(directory, '/Users', user('bob'));
		await directory.scim(
			'PATCH',
			`/Groups/${crew}`,
			patch({ op: 'add', path: 'members', value: [{ value: bob }] }),
		);
		expect(names(await readAll(directory, '/users', { group: fleet }))).toEqual([
			'Ada@Acme.example',
		]);
		const both = { group: crew, limit: '1' };
		expect(names(await readAll(directory, '/users', both))).toEqual(['Ada@Acme.example', 'bob']);
		expect(names(await readAll(directory, '/users', { ...both, user_name: 'BOB' }))).toEqual([
			'bob',
		]);
	});
});

describe('an address', () => {
	test('is that which the profile shows, too, where it is a userName', async () => {
		const directory = await createDirectory();
		await create(directory, '/Users', user('only@acme.example'));
		await create(
			directory,
			'/Users',
			user('has@acme.example', { emails: [{ value: 'x@acme.example' }] }),
		);
		await create(directory, '/Users', user('plain'));
		for (const [email, found] of [
			['ONLY@acme.example', ['only@acme.example']],
			['has@acme.example', []],
			['x@acme.example', ['has@acme.example']],
			['plain', []],
		] as const) {
			expect(names(await readAll(directory, '/users', { email }))).toEqual(found);
		}
	});
});

describe('what a directory declares', () => {
	test('hides in raw what is never returned, even from before', async () => {
		const directory = await createDirectory();
		await createBadge(directory, 'anna', { level: 7, pin: '1234' });
		const raw = async () => (await get(directory, '/users')).body.data[0]?.['raw'];
		expect(await raw()).toMatchObject({ [BADGE]: { level: 7, pin: '1234' } });
		const pin = { name: 'pin', mutability: 'writeOnly', returned: 'never' };
		await declare(directory, [{ name: 'level', type: 'integer' }, pin]);
		expect((await raw()) as object).toHaveProperty([BADGE], { level: 7 });
	});

	test('feeds the profile: by its attribute mapping', async () => {
		const directory = await createDirectory();
		const id = await create(directory, '/Users', user('anna', { title: 'Pilot' }));
		const crew = await create(directory, '/Groups', group('Crew', [id]));
		const mapping = { fields: { display_name: ['title'] }, custom_attributes: { job: ['title'] } };
		await testEnv.DB.prepare('UPDATE directories SET attribute_mapping = ?1 WHERE id = ?2')
			.bind(JSON.stringify(mapping), directory.id)
			.run();
		const mapped = { display_name: 'Pilot', custom_attributes: { job: 'Pilot' } };
		expect((await get(directory, `/users/${id}`)).body).toMatchObject(mapped);
		expect((await get(directory, '/users')).body.data).toMatchObject([mapped]);
		expect((await get(directory, `/groups/${crew}/members`)).body.data).toMatchObject([mapped]);
	});
});

describe('refused are', () => {
	test.each<[path: string, status: number, field?: string]>([
		['/users?emial=x', 400, 'emial'],
		['/users?email=', 400, 'email'],
		['/users?active=yes', 400, 'active'],
		['/users?updated_after=yesterday', 400, 'updated_after'],
		['/users?updated_after=2026-01-01', 400, 'updated_after'],
		['/users?limit=1001', 400, 'limit'],
		['/users?cursor=MQ', 400, 'cursor'],
		['/users?user_name=%00', 400, 'user_name'],
		['/groups?email=x', 400, 'email'],
		['/groups?updated_after=1', 400, 'updated_after'],
		['/users?group=none', 404, 'group'],
		['/users/none', 404],
		['/users/none/groups', 404],
		['/users/none/groups?name=x', 400, 'name'],
		['/groups/none', 404],
		['/groups/none/members', 404],
		['/groups/none/members?active=true', 400, 'active'],
		['/roles', 404],
	])('%s with %i', async (path, status, field) => {
		const directory = await createDirectory();
		const reply = await api<Page>('GET', `/directories/${directory.id}${path}`);
		expect([reply.status, reply.body.errors?.[0]?.field]).toEqual([status, field]);
		expect(reply.headers.get('Content-Type')).toBe('application/problem+json');
	});

	test('ids of another directory, and of the other kind, as unknown', async () => {
		const [mine, other] = [await createDirectory(), await createDirectory()];
		const their = await create(other, '/Users', user('theirs'));
		const crew = await create(other, '/Groups', group('Crew', [their]));
		for (const path of [
			`/users/${their}`,
			`/users/${their}/groups`,
			`/groups/${crew}`,
			`/groups/${crew}/members`,
			`/users?group=${crew}`,
		]) {
			expect([path, (await api('GET', `/directories/${mine.id}${path}`)).status]).toEqual([
				path,
				404,
			]);
			expect([path, (await api('GET', `/directories/${other.id}${path}`)).status]).toEqual([
				path,
				200,
			]);
		}
		expect((await get(other, `/users/${crew}`)).status).toBe(404);
		expect((await get(other, `/groups/${their}/members`)).status).toBe(404);
		expect((await get(other, '/users', { group: their })).status).toBe(404);
	});

	test.each(['/users', '/users/x', '/users/x/groups', '/groups', '/groups/x', '/groups/x/members'])(
		'%s of no directory, of the operations log, and of one that is being deleted',
		async (path) => {
			const directory = await createDirectory();
			await testEnv.DB.prepare('UPDATE directories SET deleted_at = 1 WHERE id = ?')
				.bind(directory.id)
				.run();
			for (const id of ['dir_none', 'operations', directory.id]) {
				const { status, body } = await get({ id }, path);
				expect([status, body.detail]).toEqual([404, `There is no directory "${id}".`]);
			}
		},
	);

	test('but nothing of an inactive directory', async () => {
		const directory = await createDirectory();
		const id = await create(directory, '/Users', user('ada'));
		await api('PATCH', `/directories/${directory.id}`, { state: 'inactive' });
		expect((await get(directory, `/users/${id}`)).status).toBe(200);
		expect((await get(directory, '/users')).body.data).toHaveLength(1);
	});
});

/** So many users; user n was changed at n / 3 ms, every 7th is inactive, every 5th is in the group. */
async function crowd(count: number): Promise<{ directory: TestDirectory; groupId: string }> {
	const directory = await createDirectory();
	await fillUsers(directory, count);
	const groupId = await create(directory, '/Groups', group('Fifth'));
	const key = '(SELECT key FROM directories WHERE id = ?1)';
	await testEnv.DB.batch(
		[
			`UPDATE users SET modified_at = key / 3, active = key % 7 <> 0 WHERE directory_key = ${key}`,
			`INSERT INTO memberships SELECT u.directory_key, g.key, u.key, 0 FROM users AS u CROSS JOIN groups AS g
				WHERE u.directory_key = ${key} AND g.directory_key = u.directory_key AND u.key % 5 = 0`,
		].map((text) => testEnv.DB.prepare(text).bind(directory.id)),
	);
	return { directory, groupId };
}

describe('filters combine', () => {
	test('any of them find who fits all of them, in order, on pages of any size', async () => {
		const { directory, groupId } = await crowd(211);
		const all = (await readAll(directory, '/users')).map(({ id }) => at(id));
		expect(all).toEqual(Array.from({ length: 211 }, (_, index) => index + 1));
		const someone = fc.integer({ min: 1, max: 220 });
		const query = fc.record(
			{
				email: someone.map((n) => `USER${n}@example.com`),
				user_name: someone.map((n) => `User${n}@example.com`),
				external_id: someone.map((n) => `ext-${n}`),
				active: fc.boolean().map(String),
				group: fc.constant(groupId),
				updated_after: fc.nat(75).map((ms) => new Date(ms).toISOString()),
			},
			{ requiredKeys: [] },
		);
		const meaning: Readonly<Record<string, (n: number, value: string) => boolean>> = {
			email: (n, value) => value === `USER${n}@example.com`,
			user_name: (n, value) => value === `User${n}@example.com`,
			external_id: (n, value) => value === `ext-${n}`,
			active: (n, value) => value === String(n % 7 !== 0),
			group: (n) => n % 5 === 0,
			updated_after: (n, value) => Math.floor(n / 3) > Date.parse(value),
		};
		await fc.assert(
			fc.asyncProperty(query, fc.integer({ min: 3, max: 90 }), async (given, limit) => {
				const found = await readAll(directory, '/users', { ...given, limit: String(limit) });
				// Creation and last change have the same order here.
				expect(found.map(({ id }) => at(id))).toEqual(
					all.filter((n) =>
						Object.entries(given).every(([name, value]) => meaning[name]?.(n, value)),
					),
				);
			}),
			{ numRuns: 60 },
		);
	});

	test('what few of thousands fit is found behind pages that are empty', async () => {
		const { directory, groupId } = await crowd(12_000);
		await testEnv.DB.prepare(
			`UPDATE users SET active = key NOT IN (5, 4999, 5000, 5001, 10000, 11995)
			WHERE directory_key = (SELECT key FROM directories WHERE id = ?)`,
		)
			.bind(directory.id)
			.run();
		const query = { active: 'false', updated_after: '1970-01-01T00:00:00Z', limit: '2' };
		const everybody = ['id-5', 'id-4999', 'id-5000', 'id-5001', 'id-10000', 'id-11995'];
		expect(ids(await readAll(directory, '/users', query))).toEqual(everybody);
		const first = await get(directory, '/users', { active: 'true', external_id: 'ext-5' });
		expect(first.body).toEqual({ data: [], next_cursor: null });
		const fifth = { ...query, group: groupId };
		expect(ids(await readAll(directory, '/users', fifth))).toEqual(
			everybody.filter((id) => at(id) % 5 === 0),
		);
	});
});

describe('while the directory is written to', () => {
	interface Walk {
		readonly name: string;
		readonly path: (groupId: string) => string;
		readonly query: Query;
	}
	const WALKS: readonly Walk[] = [
		{ name: 'users', path: () => '/users', query: {} },
		{ name: 'active users', path: () => '/users', query: { active: 'true' } },
		{
			name: 'users by their last change',
			path: () => '/users',
			query: { updated_after: '1970-01-01T00:00:00Z' },
		},
		{ name: 'members of a group', path: (groupId) => `/groups/${groupId}/members`, query: {} },
	];

	test.each(WALKS)('a walk through $name skips nobody who is there all the time', async (walk) => {
		const write = fc.record({
			kind: fc.constantFrom('create' as const, 'change' as const, 'delete' as const),
			who: fc.nat(11),
		});
		await fc.assert(
			fc.asyncProperty(
				fc.array(write, { maxLength: 8 }),
				fc.integer({ min: 1, max: 4 }),
				async (writes, limit) => {
					const directory = await createDirectory();
					const made = await Promise.all(
						Array.from({ length: 12 }, (_, nth) => create(directory, '/Users', user(`user${nth}`))),
					);
					const groupId = await create(directory, '/Groups', group('All', made));
					const gone = new Set<string>();
					const pending = writes.entries();
					const found = await readAll(
						directory,
						walk.path(groupId),
						{ ...walk.query, limit: String(limit) },
						async () => {
							const next = pending.next();
							if (next.done === true) return;
							const [nth, { kind, who }] = next.value;
							const id = made[who] ?? '';
							if (kind === 'create') await create(directory, '/Users', user(`new${nth}`));
							else if (kind === 'delete') {
								gone.add(id);
								await directory.scim('DELETE', `/Users/${id}`);
							} else {
								const change = patch({ op: 'replace', path: 'title', value: `t${nth}` });
								await directory.scim('PATCH', `/Users/${id}`, change);
							}
						},
					);
					const seen = ids(found);
					expect(seen).toEqual(expect.arrayContaining(made.filter((id) => !gone.has(id))));
					// Only who changes may come again, and only in the order of changes.
					const once = walk.query['updated_after'] === undefined ? [...new Set(seen)] : seen;
					expect(seen).toEqual(once);
				},
			),
			{ numRuns: 6 },
		);
	});

	test('who asks for what has changed since the last one hears of every change', async () => {
		const directory = await createDirectory();
		const made: string[] = [];
		for (const name of ['a', 'b', 'c']) made.push(await create(directory, '/Users', user(name)));
		const first = await readAll(directory, '/users', { updated_after: '2020-01-01T00:00:00Z' });
		const since = String(first.at(-1)?.['updated_at']);
		expect(await readAll(directory, '/users', { updated_after: since })).toEqual([]);
		const change = patch({ op: 'replace', path: 'active', value: false });
		await directory.scim('PATCH', `/Users/${made[0]}`, change);
		const then = await readAll(directory, '/users', { updated_after: since });
		expect(then).toMatchObject([{ id: made[0], active: false }]);
	});
});

describe('a page of documents as long as they may be', () => {
	test('is cut where an answer can hold no more, and leads on', async () => {
		const directory = await createDirectory();
		await fillUsers(directory, 200);
		await fillExtension(directory, 'true', 'urn:acme:long', `hex(zeroblob(65000))`);
		const { body } = await get(directory, '/users', { limit: '1000' });
		expect(body.data.length).toBeGreaterThan(100);
		expect(body.data.length).toBeLessThan(200);
		const rest = await get(directory, '/users', {
			limit: '1000',
			cursor: String(body.next_cursor),
		});
		expect(body.data.length + rest.body.data.length).toBe(200);
		expect(rest.body.next_cursor).toBeNull();
	});
});
