/** What a directory counts and tells of itself, and the rotation of its tokens. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Directory, Token } from '../../src/contract/directories.ts';
import type { DirectoryStatistics } from '../../src/contract/statistics.ts';
import {
	api,
	bulk,
	createDirectory,
	group,
	patch,
	send,
	testEnv,
	user,
	type TestDirectory,
} from '../support/client.ts';
import { costOf } from '../support/d1-meter.ts';
import { query } from '../support/delivery.ts';

const statisticsOf = async ({ id }: TestDirectory): Promise<DirectoryStatistics> =>
	(await api<DirectoryStatistics>('GET', `/directories/${id}/statistics`)).body;

const idOf = (reply: { headers: Headers }) => reply.headers.get('X-Request-Id');

describe('the number of active users', () => {
	/** One request about one of three users. */
	const request = fc.tuple(
		fc.constantFrom('POST', 'PUT', 'PATCH', 'DELETE'),
		fc.constantFrom('u1', 'u2', 'u3'),
		fc.constantFrom(true, false, undefined),
	);
	type Request = typeof request extends fc.Arbitrary<infer Value> ? Value : never;

	interface Operation {
		readonly method: string;
		readonly path: string;
		readonly bulkId?: string;
		readonly data?: object;
	}

	/** The request as an operation of a bulk, as far as its user is known. */
	function operationOf(
		ids: ReadonlyMap<string, string>,
		[method, name, active]: Request,
	): readonly Operation[] {
		const id = ids.get(name);
		const body = user(name, active === undefined ? {} : { active });
		if (method === 'POST') {
			return id === undefined ? [{ method, path: '/Users', bulkId: name, data: body }] : [];
		}
		if (id === undefined) return [];
		const operation =
			active === undefined
				? { op: 'remove', path: 'active' }
				: { op: 'replace', path: 'active', value: active };
		const data = method === 'PUT' ? body : method === 'PATCH' ? patch(operation) : undefined;
		return [{ method, path: `/Users/${id}`, ...(data === undefined ? {} : { data }) }];
	}

	test('is what counting them gives, after any sequence of requests, bulk or not', async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.array(fc.array(request, { minLength: 1, maxLength: 4 }), { maxLength: 6 }),
				async (commits) => {
					const directory = await createDirectory();
					for (const requests of commits) {
						const rows = await query<{ id: string; name: string }>(
							`SELECT id, user_name AS name FROM users WHERE directory_key =
								(SELECT key FROM directories WHERE id = ?)`,
							directory.id,
						);
						const ids = new Map(rows.map(({ name, id }) => [name, id]));
						const operations = requests.flatMap((each) => operationOf(ids, each));
						const [first] = operations;
						if (operations.length === 1 && first !== undefined) {
							await directory.scim(first.method, first.path, first.data);
						} else await directory.scim('POST', '/Bulk', bulk(...operations));
						const [row] = await query<{ kept: number; counted: number }>(
							`SELECT active_user_count AS kept, (SELECT count(*) FROM users
								WHERE directory_key = directories.key AND active = 1) AS counted
							FROM directories WHERE id = ?`,
							directory.id,
						);
						expect(row?.kept).toBe(row?.counted);
					}
				},
			),
			{ numRuns: 12 },
		);
	});

	test('is shown with the directory', async () => {
		const directory = await createDirectory();
		await directory.scim('POST', '/Users', user('anna'));
		await directory.scim('POST', '/Users', user('bert', { active: false }));
		const { body } = await api<Directory>('GET', `/directories/${directory.id}`);
		expect(body).toMatchObject({ user_count: 2, active_user_count: 1 });
	});
});

describe('GET /v1/directories/{id}/statistics', () => {
	test('of a new directory', async () => {
		const directory = await createDirectory();
		const [event] = (
			await api<{ data: { timestamp: string }[] }>('GET', `/directories/${directory.id}/events`)
		).body.data;
		expect(await statisticsOf(directory)).toEqual({
			users: 0,
			active_users: 0,
			groups: 0,
			last_sequence: 1,
			last_event_at: event?.timestamp,
			last_request: null,
			last_error: null,
		});
	});

	test('counts, and tells of the last request and of the last one that failed', async () => {
		const directory = await createDirectory();
		await directory.scim('POST', '/Users', user('anna'));
		await directory.scim('POST', '/Users', user('bert', { active: false }));
		await directory.scim('POST', '/Groups', group('Crew'));
		const failed = await directory.scim('POST', '/Users', user('anna'));
		const refused = await send(`${directory.path}/Users`);
		const last = await directory.scim('GET', '/Users');
		await expect
			.poll(async () => (await statisticsOf(directory)).last_request?.request_id)
			.toBe(idOf(last));
		const tokens = await api<{ data: Token[] }>('GET', `/directories/${directory.id}/tokens`);
		const path = `${directory.path}/Users`;
		const tokenId = tokens.body.data[0]?.id;
		expect(await statisticsOf(directory)).toMatchObject({
			users: 2,
			active_users: 1,
			groups: 1,
			last_sequence: 4,
			last_request: { method: 'GET', path, status: 200, token_id: tokenId },
			last_error: { method: 'GET', path, status: 401, token_id: null, request_id: idOf(refused) },
		});
		// Each error stays in the log.
		const errors = await api<{ data: { request_id: string }[] }>(
			'GET',
			`/audit-log?directory_id=${directory.id}&kind=scim&status=4xx`,
		);
		expect(errors.body.data.map((each) => each.request_id)).toEqual([idOf(refused), idOf(failed)]);
	});

	test('is one round trip, however much was requested', async () => {
		const directory = await createDirectory();
		await testEnv.DB.prepare(
			`WITH RECURSIVE n(at) AS (SELECT 1 UNION ALL SELECT at + 1 FROM n WHERE at < 5000)
			INSERT INTO audit_log (id, occurred_at, kind, action, directory_id, method, path, status,
				duration_ms, request_id)
			SELECT printf('aud_%032x', at), at, 'scim', 'scim.users.list', ?1, 'GET', '/', 200, 1, 'req'
			FROM n`,
		)
			.bind(directory.id)
			.run();
		const { trips, rowsRead } = await costOf(() => statisticsOf(directory));
		expect(trips).toBe(1);
		expect(rowsRead).toBeLessThanOrEqual(8);
	});

	test('of a directory that there is not: 404', async () => {
		for (const id of ['dir_none', 'operations']) {
			expect((await api('GET', `/directories/${id}/statistics`)).status).toBe(404);
		}
	});
});

const rotate = (directory: TestDirectory, body?: unknown) =>
	api<Token>('POST', `/directories/${directory.id}/rotate-token`, body);

const tokensOf = async ({ id }: TestDirectory) =>
	(await api<{ data: Token[] }>('GET', `/directories/${id}/tokens`)).body.data;

/** What a token opens: a read, and a write. */
const statusesOf = async (directory: TestDirectory, token: string) => {
	const headers = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/scim+json' };
	const body = JSON.stringify(user(crypto.randomUUID()));
	const read = await send(`${directory.path}/Users`, { headers });
	const write = await send(`${directory.path}/Users`, { method: 'POST', headers, body });
	return [read.status, write.status];
};

const minutesUntil = (timestamp: string | null | undefined) =>
	timestamp === null || timestamp === undefined
		? null
		: Math.round((Date.parse(timestamp) - Date.now()) / 60_000);

const timeIn = (minutes: number) => new Date(Date.now() + minutes * 60_000).toISOString();

describe('POST /v1/directories/{id}/rotate-token', () => {
	test('the new token is good at once, the old one for a day longer', async () => {
		const directory = await createDirectory();
		const reply = await rotate(directory);
		expect(reply).toMatchObject({
			status: 201,
			body: { state: 'live', description: null, expires_at: null, revoked_at: null },
		});
		expect(await statusesOf(directory, reply.body.secret ?? '')).toEqual([200, 201]);
		expect(await statusesOf(directory, directory.token)).toEqual([200, 201]);
		const [old, fresh] = await tokensOf(directory);
		expect(old).toMatchObject({ state: 'live', revoked_at: null });
		expect(minutesUntil(old?.expires_at)).toBe(24 * 60);
		expect(fresh).toMatchObject({ id: reply.body.id, expires_at: null });
	});

	test('no overlap revokes the old ones at once, for reads and for writes', async () => {
		const directory = await createDirectory();
		await statusesOf(directory, directory.token);
		const { body } = await rotate(directory, { overlap_seconds: 0, description: 'Leaked' });
		expect(body.description).toBe('Leaked');
		expect(await statusesOf(directory, directory.token)).toEqual([401, 401]);
		expect(await statusesOf(directory, body.secret ?? '')).toEqual([200, 201]);
		expect((await tokensOf(directory)).map(({ state }) => state)).toEqual(['revoked', 'live']);
	});

	test('no token ends later than it would, and what has ended stays as it is', async () => {
		const directory = await createDirectory();
		const path = `/directories/${directory.id}/tokens`;
		const ends = [timeIn(10), timeIn(600), timeIn(20)];
		for (const expires_at of ends) await api('POST', path, { expires_at });
		await testEnv.DB.prepare('UPDATE tokens SET expires_at = ? WHERE expires_at = ?')
			.bind(Date.parse(timeIn(-10)), Date.parse(ends[2] ?? ''))
			.run();
		const revoked = await api<Token>('POST', path, {});
		await api('DELETE', `${path}/${revoked.body.id}`);
		const before = await tokensOf(directory);
		await rotate(directory, { overlap_seconds: 3600, expires_at: timeIn(6000) });
		const after = await tokensOf(directory);
		expect(after.map((token) => minutesUntil(token.expires_at))).toEqual([
			60,
			10,
			60,
			-10,
			null,
			6000,
		]);
		expect(after.slice(3, 5)).toEqual(before.slice(3, 5));
		expect(after[1]).toEqual(before[1]);
	});

	test.each(['tokens', 'rotate-token'])('a token that has ended is not made: %s', async (call) => {
		const directory = await createDirectory();
		const body = { expires_at: timeIn(-10) };
		const refused = await api('POST', `/directories/${directory.id}/${call}`, body);
		expect(refused).toMatchObject({ status: 400, body: { errors: [{ field: 'expires_at' }] } });
		expect(await tokensOf(directory)).toMatchObject([{ state: 'live', expires_at: null }]);
	});

	test('of rotations at the same time without overlap, one token is left', async () => {
		const directory = await createDirectory();
		const replies = await Promise.all(
			Array.from({ length: 5 }, () => rotate(directory, { overlap_seconds: 0 })),
		);
		expect(replies.map(({ status }) => status)).toEqual([201, 201, 201, 201, 201]);
		const live = (await tokensOf(directory)).filter(({ state }) => state === 'live');
		expect(live).toHaveLength(1);
		const secret = replies.find(({ body }) => body.id === live[0]?.id)?.body.secret ?? '';
		expect(await statusesOf(directory, secret)).toEqual([200, 201]);
	});

	test.each([
		[{ overlap_seconds: -1 }, 'overlap_seconds'],
		[{ overlap_seconds: 604_801 }, 'overlap_seconds'],
		[{ overlap_seconds: 1.5 }, 'overlap_seconds'],
		[{ overlap_seconds: '0' }, 'overlap_seconds'],
		[{ expires_at: 'tomorrow' }, 'expires_at'],
		[{ overlap: 0 }, 'overlap'],
	])('400, and nothing ends: %j', async (body, field) => {
		const directory = await createDirectory();
		const path = `/directories/${directory.id}/rotate-token`;
		const reply = await api<{ errors: { field: string }[] }>('POST', path, body);
		expect(reply.status).toBe(400);
		expect(reply.body.errors.map((error) => error.field)).toEqual([field]);
		expect(await tokensOf(directory)).toMatchObject([{ expires_at: null, revoked_at: null }]);
	});

	test('of a directory that there is not: 404', async () => {
		expect((await api('POST', '/directories/dir_none/rotate-token')).status).toBe(404);
	});
});
