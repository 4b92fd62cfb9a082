/** `search`: users and groups found by what people type, and the events of one of them. */
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { orderByCodePoint } from '../../src/scim/filter/evaluate.ts';
import { fold } from '../../src/scim/fold.ts';
import {
	api,
	createDirectory,
	group,
	patch,
	testEnv,
	user,
	type TestDirectory,
} from '../support/client.ts';
import { costOf } from '../support/d1-meter.ts';
import { fillUsers, filledDirectory, filledId, type FilledDirectory } from '../support/fill.ts';

type Resource = Readonly<Record<string, unknown>> & { readonly id: string };

interface Page {
	readonly data: readonly Resource[];
	readonly next_cursor: string | null;
	readonly errors?: readonly { readonly field: string }[];
	readonly detail?: string;
}

type Query = Readonly<Record<string, string>>;

const get = (directory: { id: string }, path: string, query: Query = {}) =>
	api<Page>('GET', `/directories/${directory.id}${path}?${new URLSearchParams(query).toString()}`);

/** Reads a list to its end; also how many pages it has. */
async function readAll(directory: { id: string }, path: string, query: Query = {}) {
	const found: Resource[] = [];
	for (let cursor: Query = {}, pages = 1; ; pages += 1) {
		const { status, body } = await get(directory, path, { ...query, ...cursor });
		expect(status).toBe(200);
		found.push(...body.data);
		if (body.next_cursor === null) return { found, pages };
		cursor = { cursor: body.next_cursor };
	}
}

async function namesFound(directory: TestDirectory, path: string, query: Query) {
	const { found } = await readAll(directory, path, query);
	return found.map((each) => each['user_name'] ?? each['name']);
}

async function create(directory: TestDirectory, path: string, body: object): Promise<string> {
	const created = await directory.scim('POST', path, body);
	expect(created.status).toBe(201);
	return String(created.body['id']);
}

describe('what people type', () => {
	let directory: TestDirectory;
	let jane: string;
	let crew: string;

	beforeAll(async () => {
		directory = await createDirectory();
		jane = await create(
			directory,
			'/Users',
			user('jsmith', {
				externalId: '00uJane',
				displayName: 'Jane Smith',
				name: { givenName: 'Jane', familyName: 'Smith' },
				emails: [{ value: 'Jane.Smith@acme.example' }, { value: 'jane@home.example' }],
			}),
		);
		await create(directory, '/Users', user('jane', { displayName: 'Jane Doe', active: false }));
		await create(directory, '/Users', user('joerg', { displayName: 'Jörg 100%_"O\'Neil"' }));
		await create(
			directory,
			'/Users',
			user('dd', {
				displayName: 'Doe, Dora',
				name: { givenName: 'Dora', familyName: 'Doe', formatted: 'Prof. Dora Doe' },
			}),
		);
		const name = { givenName: 'Rose', familyName: 'Roth', formatted: 'Dr. Rose Roth' };
		await create(directory, '/Users', { ...user('r', { name }), displayName: undefined });
		const filed = { givenName: 'Edgar', familyName: 'Poe', formatted: 'Poe, Edgar' };
		await create(directory, '/Users', {
			...user('raven', { name: filed }),
			displayName: undefined,
		});
		crew = await create(directory, '/Groups', { ...group('Crew', [jane]), externalId: 'g-1' });
		await create(directory, '/Groups', group('Crewed'));
	});

	test.each<[typed: string, found: readonly string[]]>([
		['jane', ['jane', 'jsmith']],
		['JANE s', ['jsmith']],
		['  jane smith ', ['jsmith']],
		['jane.smith@', ['jsmith']],
		['jane@home.example', ['jsmith']],
		['00uJane', ['jsmith']],
		['00ujane', []],
		['00u', []],
		['j', ['jane', 'joerg', 'jsmith']],
		['jÖRG', ['joerg']],
		['jörg 100%_"o\'', ['joerg']],
		['%', []],
		['_ane', []],
		["' OR 1=1 --", []],
		['smith', ['jsmith']],
		['SMI', ['jsmith']],
		['mith', []],
		['dora', ['dd']],
		['dora doe', ['dd']],
		['do', ['dd']],
		['doe, d', ['dd']],
		['Smith, Jane', ['jsmith']],
		['doe,  JANE', ['jane']],
		['smith, x', []],
		['poe, e', ['raven']],
		['poe, edgar', ['raven']],
		['dr. ros', ['r']],
		['rose', ['r']],
		['roth', ['r']],
	])('%j finds %j', async (typed, found) => {
		for (const limit of ['1', '100']) {
			expect(await namesFound(directory, '/users', { search: typed, limit })).toEqual(found);
		}
	});

	test('an id of ours finds whom it names', async () => {
		expect(await namesFound(directory, '/users', { search: jane })).toEqual(['jsmith']);
		expect(await namesFound(directory, '/groups', { search: crew })).toEqual(['Crew']);
		expect(await namesFound(directory, '/users', { search: crew })).toEqual([]);
	});

	test('goes with who is active, and with a group', async () => {
		const search = 'jane';
		expect(await namesFound(directory, '/users', { search, active: 'true' })).toEqual(['jsmith']);
		expect(await namesFound(directory, '/users', { search, active: 'false' })).toEqual(['jane']);
		expect(await namesFound(directory, '/users', { search, group: crew })).toEqual(['jsmith']);
		const all = { search: 'smith, jane', active: 'true', group: crew, limit: '1' };
		expect(await namesFound(directory, '/users', all)).toEqual(['jsmith']);
		expect((await get(directory, '/users', { search, group: 'none' })).status).toBe(404);
	});

	test.each([
		['crew', ['Crew', 'Crewed']],
		['CREWE', ['Crewed']],
		['g-1', ['Crew']],
		['rew', []],
	])('of groups %j finds %j', async (search, found) => {
		expect(await namesFound(directory, '/groups', { search, limit: '1' })).toEqual(found);
	});

	test.each([
		['/users', 'email'],
		['/users', 'user_name'],
		['/users', 'external_id'],
		['/users', 'updated_after'],
		['/groups', 'name'],
		['/groups', 'external_id'],
	])('of %s does not go with %s', async (path, field) => {
		const given = field === 'updated_after' ? '2026-01-01T00:00:00Z' : 'x';
		const { status, body } = await get(directory, path, { search: 'x', [field]: given });
		expect([status, body.errors?.map((each) => each.field)]).toEqual([400, [field]]);
	});

	test.each([
		['nothing', ''],
		['blank', '  '],
		['no text', '\0'],
		['longer than any name', 'x'.repeat(1001)],
	])('is refused where it is %s', async (_what, search) => {
		expect((await get(directory, '/users', { search })).status).toBe(400);
	});

	test('a cursor leads on in its own search alone', async () => {
		const { body } = await get(directory, '/users', { search: 'j', limit: '1' });
		const cursor = String(body.next_cursor);
		expect((await get(directory, '/users', { search: 'ja', cursor })).status).toBe(400);
		expect((await get(directory, '/users', { cursor })).status).toBe(400);
	});
});

describe('search is the same as looking at everybody', () => {
	/** Few letters, so that what is made up meets: with umlauts, a Turkish i, what SQL takes for special. */
	const LETTERS = [
		'a',
		'A',
		'ä',
		'Ä',
		'i',
		'ı',
		'İ',
		'I',
		'ß',
		'ſ',
		'ss',
		'ﬁ',
		'e\u0301',
		'é',
		'😀',
		'\u{10FFFF}',
		'%',
		'_',
		'"',
		"'",
		' ',
	];
	const word = fc.array(fc.constantFrom(...LETTERS), { minLength: 1, maxLength: 4 });
	const text = word.map((letters) => letters.join('')).filter((each) => each.trim() !== '');
	const person = fc.record({
		userName: text,
		displayName: fc.option(text, { nil: undefined }),
		externalId: fc.option(text, { nil: undefined }),
		emails: fc.array(text, { maxLength: 3 }),
		name: fc.record({ givenName: text, familyName: text, formatted: text }, { requiredKeys: [] }),
		active: fc.boolean(),
	});

	test('of users, once each, in the order that is promised, on pages of any size', async () => {
		const people = fc.uniqueArray(person, {
			minLength: 1,
			maxLength: 12,
			selector: ({ userName }) => fold(userName),
		});
		const asked = fc.array(
			fc.record({
				typed: text,
				active: fc.constantFrom(undefined, true, false),
				limit: fc.integer({ min: 1, max: 5 }),
			}),
			{ minLength: 6, maxLength: 6 },
		);
		await fc.assert(
			fc.asyncProperty(people, asked, async (all, questions) => {
				const directory = await createDirectory();
				for (const { emails, ...rest } of all) {
					const addresses = emails.map((value) => ({ value }));
					await create(directory, '/Users', user(rest.userName, { ...rest, emails: addresses }));
				}
				const { found: everybody } = await readAll(directory, '/users');
				for (const { typed, active, limit } of questions) {
					const prefix = fold(typed.trim());
					const begins = (value: unknown) =>
						typeof value === 'string' && fold(value).startsWith(prefix);
					const placesOf = (each: Resource): readonly [number, string] | undefined => {
						const raw = each['raw'] as Record<string, unknown>;
						const emails = (raw['emails'] ?? []) as { value: string }[];
						if (raw['externalId'] === typed.trim()) return [0, ''];
						if (begins(raw['userName'])) return [1, fold(String(raw['userName']))];
						if (begins(raw['displayName'])) return [2, fold(String(raw['displayName']))];
						const folded = (values: readonly unknown[]) =>
							values
								.flatMap((value) => (begins(value) ? [fold(String(value))] : []))
								.toSorted(orderByCodePoint);
						const name = (raw['name'] ?? {}) as Record<string, string | undefined>;
						const { givenName, familyName, formatted } = name;
						const full = [givenName, familyName].filter((part) => part !== undefined).join(' ');
						const shown = raw['displayName'] === undefined ? [formatted] : [];
						const longest = folded([full, familyName, ...shown]).at(-1);
						if (longest !== undefined) return [3, longest];
						const [first] = folded(emails.map(({ value }) => value));
						return first === undefined ? undefined : [4, first];
					};
					const expected = everybody
						.filter((each) => active === undefined || each['active'] === active)
						.flatMap((each) => {
							const place = placesOf(each);
							return place === undefined ? [] : [{ id: each.id, place }];
						})
						// Stable: who has the same place comes in the order of creation.
						.toSorted(
							({ place: [a, left] }, { place: [b, right] }) =>
								a - b || orderByCodePoint(left, right),
						);
					const { found } = await readAll(directory, '/users', {
						search: typed,
						limit: String(limit),
						...(active === undefined ? {} : { active: String(active) }),
					});
					expect(found.map(({ id }) => id)).toEqual(expected.map(({ id }) => id));
				}
			}),
			{ numRuns: 15 },
		);
	});

	test('of groups', async () => {
		const directory = await createDirectory();
		const made = fc.sample(
			fc.uniqueArray(text, { minLength: 30, maxLength: 30, selector: fold }),
			1,
		);
		const all = made.flat();
		for (const name of all) await create(directory, '/Groups', group(name));
		await fc.assert(
			fc.asyncProperty(text, fc.integer({ min: 1, max: 9 }), async (typed, limit) => {
				const expected = all
					.filter((name) => fold(name).startsWith(fold(typed.trim())))
					.toSorted((left, right) => orderByCodePoint(fold(left), fold(right)));
				const query = { search: typed, limit: String(limit) };
				expect(await namesFound(directory, '/groups', query)).toEqual(expected);
			}),
			{ numRuns: 40 },
		);
	});
});

describe('one round trip, and as many rows of 20,010 users as of 100', () => {
	let small: FilledDirectory;
	let large: FilledDirectory;

	beforeAll(async () => {
		small = await filledDirectory(100);
		large = await filledDirectory(20_010);
	});

	test.each([
		['one', '/users?search=user50@', 95],
		['nobody', '/users?search=nobody', 81],
		['an id', `/users?search=${filledId(50)}`, 89],
		['everybody, ten of them', '/users?search=user&limit=10', 179],
		['the active, ten of them', '/users?search=user&active=true&limit=10', 179],
		['groups, ten of them', '/groups?search=team&limit=10', 74],
	])('%s', async (_name, path, rowsRead) => {
		const costAt = ({ directory }: FilledDirectory) =>
			costOf(async () => {
				expect((await api('GET', `/directories/${directory.id}${path}`)).status).toBe(200);
			});
		const cost = { trips: 1, rowsRead, rowsWritten: 0 };
		expect([await costAt(small), await costAt(large)]).toEqual([cost, cost]);
	});

	test('what few of thousands fit is found behind pages that are empty', async () => {
		const directory = await createDirectory();
		await fillUsers(directory, 12_000);
		await testEnv.DB.prepare(
			`UPDATE users SET active = key NOT IN (5, 4999, 5000, 5001, 10000, 11995)
			WHERE directory_key = (SELECT key FROM directories WHERE id = ?)`,
		)
			.bind(directory.id)
			.run();
		const query = { search: 'user', active: 'false', limit: '2' };
		const { found, pages } = await readAll(directory, '/users', query);
		expect(found.map(({ id }) => id).toSorted()).toEqual([
			'id-10000',
			'id-11995',
			'id-4999',
			'id-5',
			'id-5000',
			'id-5001',
		]);
		expect(pages).toBeLessThan(16);
	});
});

describe('the events of one resource', () => {
	let directory: TestDirectory;
	let ada: string;
	let crew: string;

	beforeAll(async () => {
		directory = await createDirectory();
		ada = await create(directory, '/Users', user('ada'));
		await create(directory, '/Users', user('bob'));
		crew = await create(directory, '/Groups', group('Crew', [ada]));
		const change = patch({ op: 'replace', path: 'active', value: false });
		await directory.scim('PATCH', `/Users/${ada}`, change);
		const name = patch({ op: 'replace', path: 'displayName', value: 'Flight crew' });
		await directory.scim('PATCH', `/Groups/${crew}`, name);
	});

	test('are those of the log, the latest first, on pages of any size', async () => {
		const log = await directory.events();
		const about = (id: string) =>
			log.filter(({ data }) => (data as Resource).id === id).toReversed();
		expect(about(ada).map(({ type }) => type)).toEqual([
			'user.updated',
			'group.user_added',
			'user.created',
		]);
		for (const [path, id] of [
			[`/users/${ada}/events`, ada],
			[`/groups/${crew}/events`, crew],
		] as const) {
			for (const limit of ['1', '2', '3', '100']) {
				const { found, pages } = await readAll(directory, path, { limit });
				expect(found).toEqual(about(id));
				expect(pages).toBe(Math.ceil(about(id).length / Number(limit)));
			}
		}
	});

	test('are told of who is gone, and of nobody else', async () => {
		const gone = await create(directory, '/Users', user('gone'));
		await directory.scim('DELETE', `/Users/${gone}`);
		const { found } = await readAll(directory, `/users/${gone}/events`);
		expect(found.map(({ type }) => type)).toEqual(['user.deleted', 'user.created']);
		for (const path of [
			`/users/none/events`,
			`/users/${crew}/events`,
			`/users/${directory.id}/events`,
			`/groups/${ada}/events`,
			`/groups/${gone}/events`,
		]) {
			expect([path, (await get(directory, path)).status]).toEqual([path, 404]);
		}
		const other = await createDirectory();
		expect((await get(other, `/users/${ada}/events`)).status).toBe(404);
		expect((await get({ id: 'operations' }, `/users/${ada}/events`)).status).toBe(404);
	});

	test('past their retention are not told of, and the user is there all the same', async () => {
		const { id } = directory;
		const old = await createDirectory();
		const eve = await create(old, '/Users', user('eve'));
		await testEnv.DB.prepare(
			'DELETE FROM events WHERE directory_key = (SELECT key FROM directories WHERE id = ?)',
		)
			.bind(old.id)
			.run();
		expect((await get(old, `/users/${eve}/events`)).body).toEqual({ data: [], next_cursor: null });
		expect((await get({ id }, `/users/${eve}/events`)).status).toBe(404);
	});

	test('as long as they may be end a page early, and the next goes on', async () => {
		const long = await createDirectory();
		const id = await create(long, '/Users', user('long'));
		const { raw, ...profile } = (
			await api<{ raw: object }>('GET', `/directories/${long.id}/users/${id}`)
		).body;
		const note = 'x'.repeat(1_000_000);
		const data = JSON.stringify({ ...profile, raw: { ...raw, note }, changes: [] });
		await testEnv.DB.prepare(
			`WITH RECURSIVE n(at) AS (SELECT 3 UNION ALL SELECT at + 1 FROM n WHERE at < 12)
			INSERT INTO events (directory_key, sequence, id, type, occurred_at, resource_type, resource_id, data)
			SELECT d.key, at, 'evt_' || at, 'user.updated', at, 'User', ?2, ?3
			FROM directories AS d CROSS JOIN n WHERE d.id = ?1`,
		)
			.bind(long.id, id, data)
			.run();
		const all = await readAll(long, `/users/${id}/events`);
		expect(all.found.map(({ sequence }) => sequence)).toEqual([12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2]);
		expect(all.pages).toBe(3);
	});

	test('cost one round trip, and no more rows of a long log than of a short one', async () => {
		const cost = () => costOf(() => get(directory, `/users/${ada}/events`, { limit: '2' }));
		const before = await cost();
		await testEnv.DB.prepare(
			`WITH RECURSIVE n(at) AS (SELECT 1000 UNION ALL SELECT at + 1 FROM n WHERE at < 6000)
			INSERT INTO events (directory_key, sequence, id, type, occurred_at, resource_type, resource_id, data)
			SELECT d.key, at, 'evt_' || at, 'user.updated', at, 'User', at, json_object('id', 'u' || at % 7)
			FROM directories AS d CROSS JOIN n WHERE d.id = ?`,
		)
			.bind(directory.id)
			.run();
		expect(await cost()).toEqual(before);
		expect(before.trips).toBe(1);
	});
});
