/**
 * The audit log: every change through the management API and every SCIM request is in it, without
 * personal data; it is written off the path of requests and bounded, and each key reads its own alone.
 */
import { describe, expect, test, vi } from 'vitest';
import type { AuditEntry } from '../../src/contract/audit.ts';
import type { Token } from '../../src/contract/directories.ts';
import type { Page } from '../../src/contract/shared.ts';
import { NoteBuffer } from '../../src/http/note-buffer.ts';
import { newId } from '../../src/platform/ids.ts';
import {
	listAuditEntries,
	type AuditEntry as NewEntry,
	type AuditFilter,
} from '../../src/store/audit.ts';
import { insertTraffic } from '../../src/store/traffic.ts';
import { openDatabase } from '../../src/store/database.ts';
import { anEntry } from '../support/audit.ts';
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
import { makeKey } from '../support/keys.ts';

const db = openDatabase(testEnv.DB);

async function read(query: Record<string, string | number>): Promise<readonly AuditEntry[]> {
	const parameters = new URLSearchParams(
		Object.entries(query).map(([name, value]) => [name, String(value)]),
	);
	const reply = await api<Page<AuditEntry>>('GET', `/audit-log?${parameters.toString()}`);
	expect(reply.status).toBe(200);
	return reply.body.data;
}

/** The entry of a request that has been answered, once it is written. */
async function entryOf(directory: TestDirectory, requestId: string | null): Promise<AuditEntry> {
	const entries = () => read({ directory_id: directory.id, limit: 1000 });
	const found = async () => (await entries()).filter((each) => each.request_id === requestId);
	await expect.poll(async () => (await found()).length).toBe(1);
	const [entry] = await found();
	if (entry === undefined) throw new Error('There is no such entry.');
	return entry;
}

/** The id of the token that a directory was made with. */
async function tokenOf(directory: TestDirectory): Promise<string | undefined> {
	const tokens = await api<{ data: Token[] }>('GET', `/directories/${directory.id}/tokens`);
	return tokens.body.data[0]?.id;
}

const SEARCH = { schemas: ['urn:ietf:params:scim:api:messages:2.0:SearchRequest'] };
const NONE = '0190b1c2-0000-7000-8000-000000000000';

describe('a SCIM request', () => {
	test.each<[string, string, string, unknown, number]>([
		['scim.users.list', 'GET', '/Users?filter=userName%20eq%20%22anna%22', undefined, 200],
		['scim.users.list', 'HEAD', '/Users', undefined, 200],
		['scim.users.create', 'POST', '/Users', user('anna'), 201],
		['scim.users.create', 'POST', '/Users', { schemas: ['anna'] }, 400],
		['scim.users.search', 'POST', '/Users/.search', SEARCH, 200],
		['scim.users.read', 'GET', `/Users/${NONE}`, undefined, 404],
		['scim.users.replace', 'PUT', `/Users/${NONE}`, user('anna'), 404],
		['scim.users.patch', 'PATCH', `/Users/${NONE}`, patch({ op: 'remove', path: 'title' }), 404],
		['scim.users.delete', 'DELETE', `/Users/${NONE}`, undefined, 404],
		['scim.users.read', 'GET', '/Users/anna@example.com', undefined, 404],
		['scim.groups.list', 'GET', '/Groups', undefined, 200],
		['scim.groups.create', 'POST', '/Groups', group('anna'), 201],
		['scim.groups.patch', 'PATCH', `/Groups/${NONE}`, patch({ op: 'remove', path: 'x' }), 404],
		['scim.list', 'GET', '/', undefined, 200],
		['scim.search', 'POST', '/.search', SEARCH, 200],
		['scim.bulk', 'POST', '/Bulk', bulk(), 200],
		['scim.schemas.list', 'GET', '/Schemas', undefined, 200],
		['scim.resource_types.read', 'GET', '/ResourceTypes/User', undefined, 200],
		['scim.service_provider_config.read', 'GET', '/ServiceProviderConfig', undefined, 200],
		['scim.me', 'GET', '/Me', undefined, 501],
		['scim.other', 'DELETE', '/Users', undefined, 405],
		['scim.other', 'GET', '/users/anna', undefined, 404],
	])('%s: %s %s', async (action, method, path, body, status) => {
		const directory = await createDirectory();
		const begun = Date.now();
		const reply = await directory.scim(method, path, body, { 'CF-Connecting-IP': '203.0.113.7' });
		expect(reply.status).toBe(status);
		// A change is written at once, and what waits with it.
		await api('PATCH', `/directories/${directory.id}`, { name: 'Renamed' });
		const entry = await entryOf(directory, reply.headers.get('X-Request-Id'));
		expect(entry).toMatchObject({
			kind: 'scim',
			actor: await tokenOf(directory),
			action,
			directory_id: directory.id,
			tenant: directory.tenant,
			product: 'product',
			method,
			status,
			ip: '203.0.113.7',
		});
		expect(entry.path).toMatch(`/scim/v2/${directory.id}`);
		expect(Date.parse(entry.at)).toBeGreaterThanOrEqual(begun);
		expect(entry.duration_ms).toBeLessThanOrEqual(Date.now() - begun);
		expect(JSON.stringify(entry)).not.toMatch(/anna|rcscim/);
		const created = reply.status === 201 ? reply.body['id'] : null;
		expect(entry.target).toBe(created ?? (path.endsWith(NONE) ? NONE : null));
	});

	test.each<[string, (directory: TestDirectory, other: TestDirectory) => string | undefined]>([
		['none', () => undefined],
		['a wrong one', () => 'wrong'],
		["another directory's", (_directory, other) => other.token],
	])('has no actor if its token was refused: %s', async (_name, tokenFor) => {
		const [directory, other] = [await createDirectory(), await createDirectory()];
		const token = tokenFor(directory, other);
		const headers = token === undefined ? {} : { Authorization: `Bearer ${token}` };
		const reply = await send(`${directory.path}/Users`, { headers });
		const entry = await entryOf(directory, reply.headers.get('X-Request-Id'));
		expect(entry).toMatchObject({ status: 401, actor: null, ip: null });
	});

	test('has none once its token is revoked; what it did before stays its own', async () => {
		const directory = await createDirectory();
		const tokenId = await tokenOf(directory);
		const before = await directory.scim('GET', '/Users');
		await api('DELETE', `/directories/${directory.id}/tokens/${tokenId}`);
		const after = await directory.scim('GET', '/Users');
		const id = 'X-Request-Id';
		expect(await entryOf(directory, after.headers.get(id))).toMatchObject({ actor: null });
		expect(await entryOf(directory, before.headers.get(id))).toMatchObject({ actor: tokenId });
	});

	test('has a name that is what its token is for', async () => {
		const directory = await createDirectory();
		const path = `/directories/${directory.id}/tokens`;
		const { body } = await api<Token & { secret: string }>('POST', path, { description: 'Okta' });
		const headers = { Authorization: `Bearer ${body.secret}` };
		const reply = await send(`${directory.path}/Users`, { headers });
		const entry = await entryOf(directory, reply.headers.get('X-Request-Id'));
		expect(entry).toMatchObject({ actor: body.id, actor_name: 'Okta' });
	});

	test('to a directory that there is not leaves nothing, so that strangers cannot fill the log', async () => {
		const directoryId = newId('dir');
		const entries = [anEntry({ directoryId, status: 401 }), anEntry({ directoryId: 'operations' })];
		await insertTraffic(db, { entries, signals: [] });
		await send(`/scim/v2/${directoryId}/Users`);
		const directory = await createDirectory();
		// What comes later is written later.
		const reply = await directory.scim('GET', '/Users');
		await entryOf(directory, reply.headers.get('X-Request-Id'));
		expect(await read({ directory_id: directoryId })).toEqual([]);
	});
});

const changesAbout = async (filter: Record<string, string>) =>
	(await read({ ...filter, kind: 'management' })).map(({ action }) => action);

describe('a change through the management API', () => {
	test('is told with who made it, where, and what came of it', async () => {
		const directory = await createDirectory();
		const key = await makeKey({ scopes: ['write'], tenant: directory.tenant });
		const path = `/directories/${directory.id}/tokens`;
		const reply = await key.call<Token>('POST', path, {});
		const entry = await entryOf(directory, reply.headers.get('X-Request-Id'));
		expect(entry).toMatchObject({
			kind: 'management',
			actor: key.id,
			action: 'token.create',
			target: reply.body.id,
			directory_id: directory.id,
			tenant: directory.tenant,
			method: 'POST',
			path: `/v1${path}`,
			status: 201,
		});
	});

	test('has the name of its key for whoever sees that key', async () => {
		const directory = await createDirectory();
		const { tenant } = directory;
		const bound = await makeKey({ name: 'Bound', scopes: ['admin'], tenant });
		const free = await makeKey({ name: 'Free', scopes: ['write'] });
		for (const key of [bound, free])
			await key.call('POST', `/directories/${directory.id}/tokens`, {});
		await api('POST', `/directories/${directory.id}/tokens`, {});
		const path = `/audit-log?action=token.create&directory_id=${directory.id}`;
		const namesFor = async (call: typeof bound.call) => {
			const { body } = await call<Page<AuditEntry>>('GET', path);
			return body.data.map(({ actor_name: name }) => name);
		};
		await expect.poll(() => namesFor(api)).toEqual(['Deployment admin key', 'Free', 'Bound']);
		expect(await namesFor(bound.call)).toEqual(['Deployment admin key', null, 'Bound']);
	});

	test('by a bound key is its tenant’s, though no directory is named', async () => {
		const tenant = `tenant-${crypto.randomUUID()}`;
		const key = await makeKey({ scopes: ['admin'], tenant });
		await key.call('POST', '/webhook-endpoints', { url: 'https://example.com/', tenant });
		const changes = () => read({ tenant, kind: 'management' });
		await expect.poll(changes).toMatchObject([
			{ action: 'webhook_endpoint.create', actor: key.id, directory_id: null },
			{ action: 'api_key.create', actor: 'admin-key', target: key.id },
		]);
	});

	test('to an endpoint or a link is about its directory, or else its tenant', async () => {
		const { id, tenant } = await createDirectory();
		const url = 'https://example.com/';
		const mine = await api<{ id: string }>('POST', '/webhook-endpoints', { url, directory_id: id });
		await api('POST', `/webhook-endpoints/${mine.body.id}/rotate-secret`);
		await api('DELETE', `/webhook-endpoints/${mine.body.id}`);
		const link = await api<{ id: string }>('POST', '/setup-links', { directory_id: id });
		await api('DELETE', `/setup-links/${link.body.id}`);
		const done = [
			'setup_link.revoke',
			'setup_link.create',
			'webhook_endpoint.delete',
			'webhook_endpoint.rotate_secret',
			'webhook_endpoint.create',
			'directory.create',
		];
		await expect.poll(() => changesAbout({ directory_id: id })).toEqual(done);
		await api('POST', '/webhook-endpoints', { url, tenant });
		await expect.poll(() => changesAbout({ tenant })).toEqual(['webhook_endpoint.create', ...done]);
	});

	test('that was refused, and a read, leave nothing', async () => {
		const directory = await createDirectory();
		await api('POST', `/directories/${directory.id}/tokens`, { unknown: 1 });
		await api('GET', `/directories/${directory.id}/tokens`);
		await api('PATCH', `/directories/${directory.id}`, { name: 'Renamed' });
		const actions = async () =>
			(await read({ directory_id: directory.id })).map(({ action }) => action);
		await expect.poll(actions).toEqual(['directory.update', 'directory.create']);
	});
});

describe('GET /v1/audit-log', () => {
	const DAY = 86_400_000;

	/** Ten entries of a directory, a second apart from one another, and two changes. */
	async function stage() {
		const directory = await createDirectory();
		const other = await createDirectory();
		const at = Date.now() - DAY;
		const entries = Array.from({ length: 10 }, (_, n) =>
			anEntry({
				id: `aud_${(at + n * 1000).toString(16).padStart(12, '0')}${newId('aud').slice(16)}`,
				occurredAt: at + n * 1000,
				directoryId: directory.id,
				action: n % 2 === 0 ? 'scim.users.list' : 'scim.groups.create',
				actor: n < 5 ? 'tok_a' : 'tok_b',
				status: [200, 201, 404, 409, 500][n % 5] ?? 0,
				target: `n${n}`,
			}),
		);
		await insertTraffic(db, {
			entries: [...entries, anEntry({ directoryId: other.id })],
			signals: [],
		});
		const path = { directory_id: directory.id, until: new Date(at + DAY / 2).toISOString() };
		return { directory, other, at, path };
	}

	test('newest first, by page, every entry once', async () => {
		const { path } = await stage();
		const targets: (string | null)[] = [];
		for (let cursor: string | undefined = ''; cursor !== undefined;) {
			const query: Record<string, string> = { ...path, limit: '3', ...(cursor && { cursor }) };
			const page: { body: Page<AuditEntry> } = await api<Page<AuditEntry>>(
				'GET',
				`/audit-log?${new URLSearchParams(query).toString()}`,
			);
			targets.push(...page.body.data.map(({ target }) => target));
			cursor = page.body.next_cursor ?? undefined;
		}
		expect(targets).toEqual([9, 8, 7, 6, 5, 4, 3, 2, 1, 0].map((n) => `n${n}`));
	});

	test.each<[string, Record<string, string>, readonly number[]]>([
		['kind', { kind: 'scim' }, [9, 8, 7, 6, 5, 4, 3, 2, 1, 0]],
		['the other kind', { kind: 'management' }, []],
		['actor', { actor: 'tok_a' }, [4, 3, 2, 1, 0]],
		['one action', { action: 'scim.groups.create' }, [9, 7, 5, 3, 1]],
		['actions that begin alike', { action: 'scim.users.*' }, [8, 6, 4, 2, 0]],
		['all actions of SCIM', { action: 'scim.*', actor: 'tok_b' }, [9, 8, 7, 6, 5]],
		['an action that is only the beginning of one', { action: 'scim.users' }, []],
		['a status', { status: '404' }, [7, 2]],
		['a class of statuses', { status: '4xx' }, [8, 7, 3, 2]],
		['errors of SCIM', { kind: 'scim', status: '5xx' }, [9, 4]],
		['successes', { status: '2xx' }, [6, 5, 1, 0]],
		['an unknown tenant', { tenant: 'nobody' }, []],
		['an unknown product', { product: 'nothing' }, []],
	])('by %s', async (_name, filter, expected) => {
		const { path } = await stage();
		const found = await read({ ...path, ...filter });
		expect(found.map(({ target }) => target)).toEqual(expected.map((n) => `n${n}`));
	});

	test('by time, to the millisecond', async () => {
		const { directory, at } = await stage();
		const timestamp = (n: number) => new Date(at + n * 1000).toISOString();
		const found = await read({
			directory_id: directory.id,
			since: timestamp(3),
			until: timestamp(6),
		});
		expect(found.map(({ target }) => target)).toEqual(['n5', 'n4', 'n3']);
	});

	test('what is rare is looked for among a bounded number of entries at a time', async () => {
		const directory = await createDirectory();
		const rare = anEntry({ directoryId: directory.id, action: 'scim.bulk' });
		await insertTraffic(db, { entries: [rare], signals: [] });
		for (let part = 0; part < 6; part += 1) {
			const entries = Array.from({ length: 1000 }, () => anEntry({ directoryId: directory.id }));
			await insertTraffic(db, { entries, signals: [] });
		}
		const query = `/audit-log?directory_id=${directory.id}&action=scim.bulk`;
		const first = await api<Page<AuditEntry>>('GET', query);
		expect(first.body.data).toEqual([]);
		const second = await api<Page<AuditEntry>>('GET', `${query}&cursor=${first.body.next_cursor}`);
		expect(second.body.data.map(({ id }) => id)).toEqual([rare.id]);
		expect(second.body.next_cursor).toBeNull();
	});

	test.each([
		['kind=nothing', 'kind'],
		['status=600', 'status'],
		['status=none', 'status'],
		['action=*', 'action'],
		['action=scim.[a-z]', 'action'],
		['since=yesterday', 'since'],
		['since=2026-02-01T00:00:00Z&until=2026-01-01T00:00:00Z', 'since'],
		['limit=0', 'limit'],
		['limit=1001', 'limit'],
		['cursor=abc', 'cursor'],
		['actor=a&actor=b', 'actor'],
		['endpoint_id=x', 'endpoint_id'],
	])('400: ?%s', async (query, field) => {
		const reply = await api<{ errors: { field: string }[] }>('GET', `/audit-log?${query}`);
		expect(reply.status).toBe(400);
		expect(reply.body.errors.map((error) => error.field)).toEqual([field]);
	});

	test('needs the scope admin, and shows a bound key its own tenant and product alone', async () => {
		const tenant = `tenant-${crypto.randomUUID()}`;
		const [ours, sibling, other] = [
			await createDirectory('generic-scim-v2', { tenant, product: 'crm' }),
			await createDirectory('generic-scim-v2', { tenant, product: 'erp' }),
			await createDirectory(),
		];
		for (const { id: directoryId } of [ours, sibling, other]) {
			await insertTraffic(db, {
				entries: [anEntry({ directoryId, action: 'scim.bulk' })],
				signals: [],
			});
		}
		const seen = async (binding: Record<string, string>, query = '') => {
			const key = await makeKey({ scopes: ['admin'], ...binding });
			const path = `/audit-log?action=scim.bulk&limit=1000${query}`;
			const { body } = await key.call<Page<AuditEntry>>('GET', path);
			const ids = new Set(body.data.map((entry) => entry.directory_id));
			return [ours, sibling, other].map(({ id }) => ids.has(id));
		};
		expect(await seen({})).toEqual([true, true, true]);
		expect(await seen({ tenant })).toEqual([true, true, false]);
		expect(await seen({ tenant }, `&tenant=${tenant}`)).toEqual([true, true, false]);
		expect(await seen({ tenant, product: 'crm' })).toEqual([true, false, false]);
		expect(await seen({ product: 'erp' })).toEqual([false, true, false]);
		expect(await seen({ tenant }, `&directory_id=${other.id}`)).toEqual([false, false, false]);
		expect(await seen({ tenant }, `&tenant=${other.tenant}`)).toEqual([false, false, false]);
		expect(await seen({ product: 'crm' }, '&product=erp')).toEqual([false, false, false]);
		const writer = await makeKey({ scopes: ['write'] });
		expect((await writer.call('GET', '/audit-log')).status).toBe(403);
	});
});

/** The plan of the statements that a filter runs, as SQLite tells it. */
async function planOf(filter: Partial<AuditFilter>): Promise<string> {
	const plans: string[] = [];
	const explaining = new Proxy(testEnv.DB, {
		get: (target, property) => {
			if (property !== 'prepare') return Reflect.get(target, property) as unknown;
			return (text: string) => target.prepare(`EXPLAIN QUERY PLAN ${text}`);
		},
	});
	const binding = openDatabase(explaining);
	const all = binding.all.bind(binding);
	vi.spyOn(binding, 'all').mockImplementation(((query: Parameters<typeof all>[0]) =>
		all<{ detail: string }>(query).then((rows) => {
			plans.push(...rows.map(({ detail }) => detail));
			return [];
		})) as unknown as typeof all);
	const caller = { tenant: null, product: null };
	await listAuditEntries(binding, { ...caller, caller, limit: 10, ...filter });
	return plans.join('\n');
}

describe('its queries use an index', () => {
	const since = Date.now();
	test.each<[string, Partial<AuditFilter>, RegExp]>([
		['all', {}, /SCAN audit_log$/m],
		['a time', { since }, /SEARCH audit_log USING PRIMARY KEY \(id>\?\)/],
		['a directory', { directoryId: 'd' }, /INDEX audit_log_directory \(directory_id=\?\)/],
		[
			'a directory, a later page',
			{ directoryId: 'd', before: 'aud_' },
			/INDEX audit_log_directory \(directory_id=\? AND id<\?\)/,
		],
		[
			'errors of a directory',
			{ directoryId: 'd', kind: 'scim', status: { from: 400, to: 499 } },
			/INDEX audit_log_errors \(directory_id=\?\)/,
		],
		['a tenant', { tenant: 't' }, /INDEX audit_log_tenant \(tenant=\?\)/],
		['changes', { kind: 'management' }, /INDEX audit_log_management$/m],
		[
			'changes of a tenant',
			{ kind: 'management', tenant: 't', directoryId: 'd' },
			/INDEX audit_log_management$/m,
		],
	])('for %s', async (_name, filter, expected) => {
		const plan = await planOf(filter);
		expect(plan).toMatch(expected);
		// Beyond the window there is nothing to sort.
		expect(plan.match(/TEMP B-TREE/g)?.length ?? 0).toBeLessThanOrEqual(1);
	});
});

/** A buffer of which each write and each delay ends when the test says so. */
function bufferWith(outcomes: readonly ('done' | 'failed')[] = []) {
	const written: string[][] = [];
	const kept: Promise<unknown>[] = [];
	const delays: { delayMs: number; end: () => void }[] = [];
	let at = 0;
	const buffer = new NoteBuffer({
		insert: async (_db, notes) => {
			written.push(notes.map(({ entry }) => entry.id));
			if (outcomes[written.length - 1] === 'failed') return Promise.reject(new Error('D1'));
		},
		now: () => at,
		sleep: (delayMs) => new Promise((end) => delays.push({ delayMs, end })),
	});
	const add = (id: string, kind: NewEntry['kind'] = 'scim', more: Partial<NewEntry> = {}) =>
		buffer.add([{ entry: anEntry({ id, kind, ...more }) }], db, {
			waitUntil: (promise) => kept.push(promise),
		});
	return {
		add,
		written,
		kept,
		delays,
		pass: (ms: number) => (at += ms),
		settled: async () => {
			for (const { end } of delays) end();
			await Promise.all(kept);
		},
	};
}

describe('the buffer', () => {
	test('collects SCIM requests for a moment; one of them writes for all', async () => {
		const { add, written, kept, delays, settled } = bufferWith();
		for (const id of ['a', 'b', 'c']) add(id);
		expect(kept).toHaveLength(1);
		expect(delays.map(({ delayMs }) => delayMs)).toEqual([500]);
		expect(written).toEqual([]);
		await settled();
		expect(written).toEqual([['a', 'b', 'c']]);
		add('d');
		await settled();
		expect(written).toEqual([['a', 'b', 'c'], ['d']]);
	});

	test('writes a change at once, and what waits with it', async () => {
		const { add, written, settled } = bufferWith();
		add('a');
		add('b', 'management');
		expect(written).toEqual([['a', 'b']]);
		await settled();
		expect(written).toEqual([['a', 'b']]);
	});

	test('a hundred entries wait no longer', async () => {
		const { add, written, settled } = bufferWith();
		for (let n = 0; n < 99; n += 1) add(`${n}`);
		expect(written).toEqual([]);
		add('99');
		expect(written.map((ids) => ids.length)).toEqual([100]);
		await settled();
	});

	test('a request that was cut off before it wrote is replaced by another one', async () => {
		const { add, written, kept, delays, pass } = bufferWith();
		add('a');
		pass(5_000);
		add('b');
		expect(kept).toHaveLength(2);
		delays[1]?.end();
		await kept[1];
		expect(written).toEqual([['a', 'b']]);
	});

	test('tries again once, and never fails', async () => {
		const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
		const { add, written, kept, delays, settled } = bufferWith([
			'failed',
			'done',
			'failed',
			'failed',
		]);
		add('a', 'management');
		await expect.poll(() => delays.length).toBe(1);
		await settled();
		expect(written).toEqual([['a'], ['a']]);
		add('b', 'management');
		await expect.poll(() => delays.length).toBe(2);
		await settled();
		expect(written).toEqual([['a'], ['a'], ['b'], ['b']]);
		await expect(Promise.all(kept)).resolves.toBeDefined();
		const events = warn.mock.calls.map(
			([line]) => (JSON.parse(String(line)) as { event: string }).event,
		);
		expect(events).toEqual(['audit.failed', 'audit.failed', 'audit.lost']);
		warn.mockRestore();
	});

	test('holds a bounded number of SCIM requests, and says how many it dropped; a change is kept', async () => {
		const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
		const { add, written, settled } = bufferWith(Array<'failed'>(20).fill('failed'));
		for (let n = 0; n < 2_100; n += 1) add(`${n}`);
		await expect.poll(() => warn.mock.calls.length).toBe(20);
		add('change', 'management');
		expect(written.at(-1)).toEqual(['change']);
		expect(warn.mock.calls.at(-1)).toEqual([expect.stringContaining('"entries":100')]);
		await settled();
		expect(new Set(written.flat()).size).toBe(2_001);
		warn.mockRestore();
	});

	test('takes no more than sixty a minute of what strangers ask of one directory', async () => {
		const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
		const { add, written, settled, pass } = bufferWith();
		const knock = (id: string, directoryId: string) =>
			add(id, 'scim', { status: 401, directoryId });
		pass(60_000);
		for (let n = 0; n < 200; n += 1) knock(`a${n}`, 'dir_a');
		knock('b', 'dir_b');
		add('good', 'scim', { directoryId: 'dir_a' });
		pass(60_000);
		knock('later', 'dir_a');
		await settled();
		expect(written.flat()).toEqual([
			...Array.from({ length: 60 }, (_, n) => `a${n}`),
			'b',
			'good',
			'later',
		]);
		expect(warn.mock.calls).toEqual([[expect.stringContaining('"entries":140')]]);
		warn.mockRestore();
	});

	test('an answer does not depend on it: a log that cannot be written breaks nothing', async () => {
		const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
		const directory = await createDirectory();
		const mute = new Proxy(testEnv.DB, {
			get: (target, property) => {
				const value = Reflect.get(target, property) as unknown;
				if (property !== 'prepare') {
					return typeof value === 'function' ? (value.bind(target) as unknown) : value;
				}
				return (text: string) => {
					if (text.startsWith('INSERT INTO audit_log')) throw new Error('D1_ERROR: no such table');
					return target.prepare(text);
				};
			},
		});
		const path = `/directories/${directory.id}/tokens`;
		expect((await api('POST', path, {}, { DB: mute })).status).toBe(201);
		await expect.poll(() => JSON.stringify(warn.mock.calls)).toContain('audit.lost');
		warn.mockRestore();
	});
});
