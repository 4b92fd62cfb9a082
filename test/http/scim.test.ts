/** The SCIM endpoint as a client sees it: representations and pages; and the /v1 API. */
import { describe, expect, test } from 'vitest';
import type { Env } from '../../src/env.ts';
import {
	api,
	createDirectory,
	group,
	ORIGIN,
	patch,
	send,
	testEnv,
	user,
} from '../support/client.ts';
import { faultyD1 } from '../support/faults.ts';
import { callWorker } from '../support/worker.ts';

const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

interface Meta {
	readonly location: string;
	readonly version: string;
	readonly created: string;
	readonly lastModified: string;
	readonly resourceType: string;
}

function metaOf(body: Record<string, unknown>): Meta {
	return body['meta'] as Meta;
}

/** The text of a 503 that the Worker answers with these bindings. */
async function unavailable(path: string, bindings: Partial<Env>): Promise<string> {
	const headers = { Authorization: `Bearer ${testEnv.ROLLCALL_ADMIN_KEY ?? ''}` };
	const response = await callWorker(`${ORIGIN}${path}`, { headers }, bindings);
	expect(response.status).toBe(503);
	return response.text();
}

describe('RFC 7644 §3.3: creating', () => {
	test('answers 201 with Location, ETag and the representation; the password is never seen again', async () => {
		const directory = await createDirectory();
		const reply = await directory.scim('POST', '/Users', {
			...user('anna@example.com'),
			schemas: [USER, ENTERPRISE],
			password: 'secret-pass-phrase',
			name: { givenName: 'Anna', familyName: 'Berg' },
			emails: [{ value: 'anna@example.com', type: 'work', primary: true }],
			[ENTERPRISE]: { department: 'Sea' },
		});
		expect(reply.status).toBe(201);
		expect(reply.headers.get('Content-Type')).toBe('application/scim+json');
		const location = `${ORIGIN}${directory.path}/Users/${String(reply.body['id'])}`;
		expect(reply.headers.get('Location')).toBe(location);
		expect(reply.headers.get('ETag')).toBe('W/"1"');
		expect(reply.headers.get('X-Request-Id')).toMatch(/^req_/);
		expect(reply.body).toMatchObject({
			schemas: [USER, ENTERPRISE],
			userName: 'anna@example.com',
			active: true,
			[ENTERPRISE]: { department: 'Sea' },
			meta: { resourceType: 'User', location, version: 'W/"1"' },
		});
		expect(metaOf(reply.body).created).toBe(metaOf(reply.body).lastModified);
		const stored = await testEnv.DB.prepare(
			`SELECT u.document, u.comparable, e.data FROM directories AS d
			JOIN users AS u ON u.directory_key = d.key
			JOIN events AS e ON e.directory_key = d.key AND e.type = 'user.created' WHERE d.id = ?`,
		)
			.bind(directory.id)
			.first();
		expect(JSON.stringify([stored, reply.body])).not.toContain('secret-pass-phrase');
	});

	test('the event carries the profile and the resource', async () => {
		const directory = await createDirectory('okta-scim-v2');
		const created = await directory.scim('POST', '/Users', {
			...user('anna@example.com', { externalId: 'ext', displayName: 'Anna B.' }),
			name: { givenName: 'Anna', familyName: 'Berg' },
			emails: [{ value: 'second@example.com' }, { value: 'first@example.com', primary: true }],
		});
		const [event] = await directory.events();
		expect(event).toMatchObject({
			type: 'user.created',
			sequence: 2,
			directory_id: directory.id,
			tenant: directory.tenant,
			product: 'product',
			data: {
				id: created.body['id'],
				external_id: 'ext',
				user_name: 'anna@example.com',
				email: 'first@example.com',
				first_name: 'Anna',
				last_name: 'Berg',
				display_name: 'Anna B.',
				active: true,
				raw: { schemas: [USER], userName: 'anna@example.com', meta: { resourceType: 'User' } },
			},
		});
		expect(event?.id).toMatch(/^evt_/);
	});
});

describe('RFC 7644 §3.5: changing', () => {
	test('PUT clears what it leaves out, but never lets a deactivated user in again', async () => {
		const directory = await createDirectory();
		const created = await directory.scim('POST', '/Users', user('anna', { title: 'Captain' }));
		const path = `/Users/${String(created.body['id'])}`;
		await directory.scim('PATCH', path, patch({ op: 'replace', path: 'active', value: false }));
		const reply = await directory.scim('PUT', path, user('anna'));
		expect(reply.status).toBe(200);
		expect(reply.body).not.toHaveProperty('title');
		expect(reply.body['active']).toBe(false);
		expect(metaOf(reply.body).version).toBe('W/"3"');
		expect(metaOf(reply.body).created).toBe(metaOf(created.body).created);
		const changes = (await directory.events()).map(
			({ data }) => (data as { changes?: unknown }).changes,
		);
		expect(changes).toEqual([
			undefined,
			[{ path: 'active', from: true, to: false }],
			[{ path: 'title', from: 'Captain', to: null }],
		]);
	});

	test('RFC 7644 §3.5.2: PATCH of a user answers the resource, of a group 204 unless asked', async () => {
		const directory = await createDirectory();
		const created = await directory.scim('POST', '/Users', user('anna'));
		const id = String(created.body['id']);
		const crew = await directory.scim('POST', '/Groups', group('Crew'));
		const path = `/Groups/${String(crew.body['id'])}`;
		const body = patch({ op: 'add', path: 'members', value: [{ value: id }] });
		expect((await directory.scim('PATCH', path, body)).status).toBe(204);
		const asked = await directory.scim('PATCH', `${path}?attributes=members`, body);
		expect(asked.status).toBe(200);
		expect(asked.body['members']).toEqual([
			{ value: id, $ref: `${ORIGIN}${directory.path}/Users/${id}`, type: 'User', display: 'anna' },
		]);
		expect(asked.body).not.toHaveProperty('displayName');
		const seen = await directory.scim('GET', `/Users/${id}`);
		expect(seen.body['groups']).toMatchObject([
			{ value: crew.body['id'], display: 'Crew', type: 'direct' },
		]);
		const patched = await directory.scim(
			'PATCH',
			`/Users/${id}`,
			patch({ op: 'replace', path: 'title', value: 'Captain' }),
		);
		expect(patched.status).toBe(200);
		expect(patched.body).toMatchObject({ title: 'Captain', groups: [{ display: 'Crew' }] });
	});

	test('RFC 7644 §3.6: deleting tells of the memberships that end, then of the resource', async () => {
		const directory = await createDirectory();
		const ids: string[] = [];
		for (const name of ['anna', 'bert']) {
			ids.push(String((await directory.scim('POST', '/Users', user(name))).body['id']));
		}
		const crew = await directory.scim('POST', '/Groups', group('Crew', ids));
		const crewPath = `/Groups/${String(crew.body['id'])}`;
		await directory.scim('POST', '/Groups', group('All', [String(crew.body['id'])]));
		const before = (await directory.events()).length;
		expect((await directory.scim('DELETE', `/Users/${ids[0] ?? ''}`)).status).toBe(204);
		expect((await directory.scim('GET', crewPath)).body).toMatchObject({
			members: [{ value: ids[1] }],
			meta: { version: expect.stringMatching(/^W\/"2-/) },
		});
		expect((await directory.scim('DELETE', crewPath)).status).toBe(204);
		const events = (await directory.events()).slice(before);
		expect(events.map(({ type }) => type)).toEqual([
			'group.user_removed',
			'user.deleted',
			'group.updated',
			'group.user_removed',
			'group.deleted',
		]);
		expect(events[0]?.data).toMatchObject({ user_name: 'anna', group: { name: 'Crew' } });
		expect(events[2]?.data).toMatchObject({
			name: 'All',
			changes: [{ path: 'members', from: { value: crew.body['id'], type: 'Group' }, to: null }],
		});
	});

	test('a member’s display follows its name', async () => {
		const directory = await createDirectory();
		const created = await directory.scim('POST', '/Users', user('anna', { displayName: 'Anna' }));
		const id = String(created.body['id']);
		const crew = await directory.scim('POST', '/Groups', group('Crew', [id]));
		await directory.scim(
			'PATCH',
			`/Users/${id}`,
			patch({ op: 'replace', path: 'displayName', value: 'Ann' }),
		);
		const reply = await directory.scim('GET', `/Groups/${String(crew.body['id'])}`);
		expect(reply.body['members']).toMatchObject([{ value: id, display: 'Ann' }]);
	});

	test.each(['User', 'Group'])(
		'a full push of a group sends only what differs (%s members)',
		async (type) => {
			const directory = await createDirectory();
			const ids: string[] = [];
			for (const name of ['one', 'two', 'three']) {
				const body = type === 'User' ? user(name) : group(name);
				ids.push(String((await directory.scim('POST', `/${type}s`, body)).body['id']));
			}
			const [one = '', two = '', three = ''] = ids;
			const crew = await directory.scim('POST', '/Groups', group('Crew', [one, two]));
			const path = `/Groups/${String(crew.body['id'])}`;
			const put = await directory.scim('PUT', path, group('Crew', [two, three]));
			expect(put.body['members']).toHaveLength(2);
			expect(await directory.scim('GET', path).then(({ body }) => body['members'])).toMatchObject([
				{ value: two, type },
				{ value: three, type },
			]);
			const replaced = patch({ op: 'replace', path: 'members', value: [{ value: one }] });
			expect((await directory.scim('PATCH', path, replaced)).status).toBe(204);
			const events = (await directory.events()).slice(3).map(({ type: of }) => of);
			expect(events).toEqual(
				type === 'User'
					? [
							'group.created',
							'group.user_added',
							'group.user_added',
							'group.user_removed',
							'group.user_added',
							'group.user_removed',
							'group.user_removed',
							'group.user_added',
						]
					: ['group.created', ...Array.from({ length: 7 }, () => 'group.updated')],
			);
		},
	);

	test('members chosen by something else than their id are removed as the filter says', async () => {
		const directory = await createDirectory();
		const id = String((await directory.scim('POST', '/Users', user('anna'))).body['id']);
		const inner = String((await directory.scim('POST', '/Groups', group('Inner'))).body['id']);
		const crew = await directory.scim('POST', '/Groups', group('Crew', [id, inner]));
		const path = `/Groups/${String(crew.body['id'])}`;
		const body = patch({ op: 'remove', path: 'members[type eq "Group"]' });
		expect((await directory.scim('PATCH', path, body)).status).toBe(204);
		expect((await directory.scim('GET', path)).body['members']).toMatchObject([{ value: id }]);
	});
});

describe('RFC 7644 §3.4.2: listing', () => {
	test('pages by index, with integers', async () => {
		const directory = await createDirectory();
		for (let at = 1; at <= 5; at += 1) await directory.scim('POST', '/Users', user(`user${at}`));
		const names = async (query: string) => {
			const { body } = await directory.scim<{
				totalResults: number;
				startIndex: number;
				itemsPerPage: number;
				Resources: { userName: string }[];
			}>('GET', `/Users${query}`);
			const { totalResults, startIndex, itemsPerPage, Resources } = body;
			return [totalResults, startIndex, itemsPerPage, Resources.map((each) => each.userName)];
		};
		expect(await names('?startIndex=2&count=2')).toEqual([5, 2, 2, ['user2', 'user3']]);
		expect(await names('?startIndex=0&count=1')).toEqual([5, 1, 1, ['user1']]);
		expect(await names('?startIndex=9')).toEqual([5, 9, 0, []]);
		expect(await names('?count=0')).toEqual([5, 1, 0, []]);
		expect(await names('?count=-3')).toEqual([5, 1, 0, []]);
		expect(await names('?filter=userName+sw+%22USER%22&startIndex=4')).toEqual([
			5,
			4,
			2,
			['user4', 'user5'],
		]);
	});

	test('RFC 7644 §3.9: attributes and excludedAttributes', async () => {
		const directory = await createDirectory();
		await directory.scim('POST', '/Users', user('anna', { title: 'Captain', nickName: 'A' }));
		const first = async (query: string) => {
			const { body } = await directory.scim<{ Resources: Record<string, unknown>[] }>(
				'GET',
				`/Users?${query}`,
			);
			return Object.keys(body.Resources[0] ?? {}).toSorted((a, b) => a.localeCompare(b));
		};
		expect(await first('attributes=TITLE')).toEqual(['id', 'schemas', 'title']);
		expect(await first('attributes=userName,meta.version')).toEqual([
			'id',
			'meta',
			'schemas',
			'userName',
		]);
		expect(await first('excludedAttributes=title,meta,active')).toEqual([
			'id',
			'nickName',
			'schemas',
			'userName',
		]);
	});
});

describe('the /v1 API', () => {
	test('creates, reads, lists and renames directories; the secret is shown once', async () => {
		const tenant = `tenant-${crypto.randomUUID()}`;
		const created: string[] = [];
		for (const type of ['okta-scim-v2', 'azure-scim-v2', 'okta-scim-v2']) {
			const reply = await api<{ id: string; scim: Record<string, string> }>(
				'POST',
				'/directories',
				{
					name: type,
					tenant,
					product: 'crm',
					type,
				},
			);
			expect(reply.status).toBe(201);
			expect(reply.body.scim).toMatchObject({
				path: `/scim/v2/${reply.body.id}`,
				endpoint: `${ORIGIN}/scim/v2/${reply.body.id}`,
			});
			expect(reply.body.scim['secret']).toMatch(/^rcscim_[\w-]{43}$/);
			created.push(reply.body.id);
		}
		const list = async (query: string) =>
			(
				await api<{ data: { id: string; scim: object }[]; next_cursor: string | null }>(
					'GET',
					`/directories?tenant=${tenant}${query}`,
				)
			).body;
		const first = await list('&limit=2');
		const second = await list(`&limit=2&cursor=${first.next_cursor ?? ''}`);
		expect([...first.data, ...second.data].map(({ id }) => id)).toEqual(created);
		expect(second.next_cursor).toBeNull();
		expect(JSON.stringify(first)).not.toContain('rcscim_');
		expect((await list('&type=azure-scim-v2')).data.map(({ id }) => id)).toEqual([created[1]]);
		await api('PATCH', `/directories/${created[0] ?? ''}`, { name: 'Renamed', state: 'inactive' });
		expect((await api('GET', `/directories/${created[0] ?? ''}`)).body).toMatchObject({
			name: 'Renamed',
			state: 'inactive',
			last_sequence: 2,
		});
		expect((await list('&state=inactive')).data.map(({ id }) => id)).toEqual([created[0]]);
		const log = await api<{ data: { type: string }[] }>(
			'GET',
			`/directories/${created[0] ?? ''}/events`,
		);
		expect(log.body.data.map(({ type }) => type)).toEqual([
			'directory.created',
			'directory.deactivated',
		]);
	});

	test('the log can be followed by sequence and filtered by type', async () => {
		const directory = await createDirectory();
		const id = String((await directory.scim('POST', '/Users', user('anna'))).body['id']);
		await directory.scim('POST', '/Groups', group('Crew', [id]));
		const page = async (query: string) =>
			(
				await api<{ data: { sequence: number; type: string }[]; next_cursor: string | null }>(
					'GET',
					`/directories/${directory.id}/events?${query}`,
				)
			).body;
		expect((await page('after=1&limit=2')).data.map(({ sequence }) => sequence)).toEqual([2, 3]);
		expect((await page('after=1&limit=2')).next_cursor).toBe('3');
		expect((await page('cursor=3')).data.map(({ sequence }) => sequence)).toEqual([4]);
		expect((await page('after=4')).next_cursor).toBeNull();
		expect((await page('types=group.*')).data.map(({ type }) => type)).toEqual([
			'group.created',
			'group.user_added',
		]);
		expect((await page('types=user.created,group.created')).data).toHaveLength(2);
	});

	test('webhook endpoints are listed without their secrets, which are sealed in the database', async () => {
		const { body: endpoint } = await api<{ id: string; secret: string }>(
			'POST',
			'/webhook-endpoints',
			{
				url: 'https://receiver.example.com/hook',
				tenant: 'acme',
				types: ['user.*'],
				max_batch: 10,
			},
		);
		expect(endpoint.secret).toMatch(/^whsec_/);
		const read = await api('GET', `/webhook-endpoints/${endpoint.id}`);
		expect(read.body).toMatchObject({
			tenant: 'acme',
			types: ['user.*'],
			max_batch: 10,
			state: 'enabled',
		});
		expect(JSON.stringify(read.body)).not.toContain('whsec_');
		const row = await testEnv.DB.prepare('SELECT * FROM webhook_endpoints WHERE id = ?')
			.bind(endpoint.id)
			.first();
		expect(JSON.stringify(row)).not.toContain(endpoint.secret.slice(6));
		const audit = testEnv.DB.prepare('SELECT action FROM audit_log WHERE target = ?').bind(
			endpoint.id,
		);
		await expect.poll(() => audit.first('action')).toBe('webhook_endpoint.create');
	});

	test('tokens are listed with their state, never with their secret', async () => {
		const directory = await createDirectory();
		const made = await api<{ id: string; secret: string }>(
			'POST',
			`/directories/${directory.id}/tokens`,
			{
				description: 'rotation',
			},
		);
		await api('DELETE', `/directories/${directory.id}/tokens/${made.body.id}`);
		await directory.scim('GET', '/Users');
		const tokens = await api<{ data: Record<string, unknown>[] }>(
			'GET',
			`/directories/${directory.id}/tokens`,
		);
		expect(tokens.body.data.map(({ state }) => state)).toEqual(['live', 'revoked']);
		expect(JSON.stringify(tokens.body)).not.toMatch(/rcscim_|hash/);
		const used = testEnv.DB.prepare(
			`SELECT count(*) AS n FROM tokens WHERE last_used_at IS NOT NULL AND directory_key =
				(SELECT key FROM directories WHERE id = ?)`,
		).bind(directory.id);
		await expect.poll(() => used.first('n')).toBe(1);
	});

	test('a service that is not set up says what to do, with 503', async () => {
		expect(await unavailable('/v1/directories', { ROLLCALL_ADMIN_KEY: 'short' })).toContain(
			'wrangler secret put ROLLCALL_ADMIN_KEY',
		);
		expect(await unavailable('/scim/v2/dir_x/Users', { ROLLCALL_MASTER_KEY: 'short' })).toContain(
			'ROLLCALL_MASTER_KEY must be 32 bytes',
		);
		for (const fault of ['has no tables', 'lacks a column'] as const) {
			const unmigrated = await unavailable('/scim/v2/dir_x/Users', { DB: faultyD1(() => fault) });
			expect(unmigrated).toContain('npm run deploy');
		}
		const lost = await unavailable('/scim/v2/dir_x/Users', { DB: faultyD1(() => 'fails before') });
		expect(lost).toContain('did not respond');
		expect(lost).not.toContain('SELECT');
		expect(await unavailable('/healthz', { ROLLCALL_ADMIN_KEY: '' })).toContain(
			'ROLLCALL_ADMIN_KEY',
		);
		expect((await send('/healthz')).body).toEqual({ status: 'ok' });
	});

	test('an identity provider that meets a full queue is told when to come again', async () => {
		const directory = await createDirectory();
		const full = {
			getByName: () => ({
				write: () => Promise.resolve({ ok: false, error: { status: 429, detail: 'Too many.' } }),
			}),
		} as unknown as Env['DIRECTORY_WRITER'];
		const reply = await callWorker(
			`${ORIGIN}${directory.path}/Users`,
			{
				method: 'POST',
				headers: {
					Authorization: `Bearer ${directory.token}`,
					'Content-Type': 'application/scim+json',
				},
				body: '{}',
			},
			{ DIRECTORY_WRITER: full },
		);
		expect(reply.status).toBe(429);
		expect(reply.headers.get('Retry-After')).toMatch(/^\d+$/);
	});
});
