/**
 * DELETE /v1/directories/{id}: what was accepted before it is delivered, nobody finds the directory after
 * it, and nothing of it stays, whatever fails in between.
 */
import {
	createScheduledController,
	runDurableObjectAlarm,
	runInDurableObject,
} from 'cloudflare:test';
import fc from 'fast-check';
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import type * as z from 'zod';
import type { Operation } from '../../src/contract/operation.ts';
import { OPERATIONS } from '../../src/contract/operations/index.ts';
import type { Env } from '../../src/env.ts';
import worker from '../../src/index.ts';
import { newId, newResourceId } from '../../src/platform/ids.ts';
import { openDatabase, type Database } from '../../src/store/database.ts';
import { listDirectories } from '../../src/store/directories.ts';
import type { Event } from '../../src/webhook/payload.ts';
import { removeDirectory, tend } from '../../src/worker/removal.ts';
import type { WakeUp } from '../../src/worker/wake-up.ts';
import * as client from '../../src/worker/writer-client.ts';
import type { WriteResult } from '../../src/worker/writer.ts';
import {
	api,
	createDirectory,
	createEndpoint,
	group,
	logOf,
	patch,
	send,
	testEnv,
	user,
	type TestDirectory,
} from '../support/client.ts';
import { answer, db, deliver, query, Scene, traffic } from '../support/delivery.ts';
import { faultyD1, notingQueue, withWriter, type Fault } from '../support/faults.ts';
import { fillGroups, fillMembers, fillUsers } from '../support/fill.ts';
import { Receiver } from '../support/receiver.ts';
import { BADGE, declare } from '../support/schemas.ts';

const DAY = 86_400_000;
const RETENTION_DAYS = 10;

const keyOf = async ({ id }: TestDirectory) =>
	(await query<{ key: number }>('SELECT key FROM directories WHERE id = ?', id))[0]?.key ?? 0;

const stubOf = ({ id }: TestDirectory) => testEnv.DIRECTORY_WRITER.getByName(id);

const armed = (directory: TestDirectory) =>
	runInDurableObject(stubOf(directory), (_writer, { storage }) => storage.getAlarm());

/** Keeps the alarm of a directory from doing what a test does itself. */
const disarm = (directory: TestDirectory) =>
	runInDurableObject(stubOf(directory), (_writer, { storage }) => storage.deleteAlarm());

const remove = ({ id }: TestDirectory) => api('DELETE', `/directories/${id}`);

/** How many rows of a directory each table has that can have any; what was audited is to stay. */
async function rowsOf(key: number, { id }: TestDirectory): Promise<Record<string, number>> {
	const tables = await query<{ name: string; sql: string }>(
		`SELECT name, sql FROM sqlite_schema WHERE type = 'table' AND name <> 'audit_log'`,
	);
	const rows: Record<string, number> = {};
	for (const { name, sql } of tables) {
		const ways = [
			...(/\bdirectory_key\b/.test(sql) ? ['directory_key = ?1'] : []),
			...(/\bdirectory_id\b/.test(sql) ? ['directory_id = ?2'] : []),
			...(name === 'directories' ? ['key = ?1 OR id = ?2'] : []),
		];
		if (ways.length === 0) continue;
		const text = `SELECT count(*) AS count FROM "${name}" WHERE ?1 <> ?2 AND (${ways.join(' OR ')})`;
		rows[name] = (await query<{ count: number }>(text, key, id))[0]?.count ?? 0;
	}
	return rows;
}

async function expectGone(key: number, directory: TestDirectory): Promise<void> {
	const rows = await rowsOf(key, directory);
	expect(rows).toEqual(Object.fromEntries(Object.keys(rows).map((table) => [table, 0])));
}

/** Lets the alarm go off until nothing is left of the directory. */
async function finish(key: number, directory: TestDirectory): Promise<void> {
	await vi.waitFor(
		async () => {
			await runDurableObjectAlarm(stubOf(directory));
			await expectGone(key, directory);
		},
		{ timeout: 30_000, interval: 100 },
	);
}

/** What a deletion needs that a test drives by hand. */
function hands(clock: { at: number }, database: Database = db) {
	const sent: WakeUp[] = [];
	return {
		db: database,
		queue: notingQueue(sent),
		now: () => clock.at,
		eventRetentionDays: RETENTION_DAYS,
	};
}

/** An endpoint that has heard nothing yet of a directory with some users; nobody is told to serve it. */
async function awaited(options: Record<string, unknown> = {}, users = 3) {
	const directory = await createDirectory();
	for (let at = 1; at <= users; at += 1) await directory.scim('POST', '/Users', user(`user${at}`));
	const body = {
		url: 'https://receiver.example.com/hook',
		directory_id: directory.id,
		from_sequence: 1,
		...options,
	};
	const bindings = { WEBHOOK_QUEUE: notingQueue([]) };
	const created = await api<{ id: string; secret: string }>(
		'POST',
		'/webhook-endpoints',
		body,
		bindings,
	);
	expect(created.status).toBe(201);
	await disarm(directory);
	const { id: endpointId, secret } = created.body;
	const wakeUp: WakeUp = { directoryId: directory.id, endpointId };
	return { directory, key: await keyOf(directory), endpointId, secret, wakeUp };
}

/** Deletes by hand what has come so far, at the time. */
async function begin({ id }: TestDirectory, at: number): Promise<readonly WakeUp[]> {
	const removed = await removeDirectory(db, id, () => at);
	if (!removed.ok) throw new Error(removed.error.detail);
	return removed.value;
}

const typesOf = (scene: Scene): readonly string[] =>
	scene.received.flatMap(({ body }) => {
		const webhook = JSON.parse(body) as Event | { readonly data: readonly Event[] };
		return ('sequence' in webhook ? [webhook] : webhook.data).map(({ type }) => type);
	});

afterEach(() => {
	vi.restoreAllMocks();
});

interface Polled {
	readonly sets: Record<string, string>;
}

const poll = async (secret: string, endpointId: string, body: object = {}) => {
	const init = {
		method: 'POST',
		headers: { Authorization: `Bearer ${secret}`, 'Content-Type': 'application/json' },
		body: JSON.stringify({ returnImmediately: true, ...body }),
	};
	return Object.keys(
		(await send<Polled & Record<string, unknown>>(`/sets/${endpointId}`, init)).body.sets,
	);
};

/** A directory that has something in every table, and who listens to it. */
async function fullDirectory() {
	const directory = await createDirectory();
	const key = await keyOf(directory);
	const [own, ofTenant] = [new Receiver(), new Receiver()];
	const scope = { directory_id: directory.id };
	const ownEndpoint = await createEndpoint({ url: own.url, ...scope });
	const tenantEndpoint = await createEndpoint({
		url: ofTenant.url,
		tenant: directory.tenant,
		max_batch: 100,
	});
	const poller = await createEndpoint({ format: 'set', delivery: 'poll', ...scope });
	await declare(directory, [{ name: 'level' }]);
	const ids: string[] = [];
	for (const name of ['anna', 'bert', 'cleo', 'dora']) {
		const emails = [{ value: `${name}@example.com` }];
		const more = { emails, name: { familyName: 'Lovelace' }, [BADGE]: { level: 'x' } };
		ids.push(String((await directory.scim('POST', '/Users', user(name, more))).body['id']));
	}
	await directory.scim('POST', '/Groups', group('Crew', ids));
	const path = `/directories/${directory.id}`;
	await api('POST', `${path}/tokens`, { description: 'second' });
	await api('PUT', `${path}/deprovisioning-brake`, { users: 1 });
	const leave = patch({ op: 'replace', path: 'active', value: false });
	for (const id of ids.slice(0, 2)) await directory.scim('PATCH', `/Users/${id}`, leave);
	const discarded = await api('POST', `${path}/deprovisioning-brake/discard`);
	expect(discarded.status).toBe(200);
	await directory.scim('PATCH', `/Users/${ids[2] ?? ''}`, leave);
	// The second of what is on offer is acknowledged before the first, so it must be remembered.
	const offered = await poll(poller.secret, poller.id);
	await poll(poller.secret, poller.id, { ack: [offered[1]] });
	const log = await logOf(directory.id);
	const last = log.at(-1)?.sequence ?? 0;
	for (const { events } of [own, ofTenant]) expect(events.length).toBeLessThanOrEqual(last);
	await vi.waitFor(() => expect(own.sequences.at(-1)).toBe(last), { timeout: 30_000 });
	await testEnv.DB.batch([
		testEnv.DB.prepare(
			`INSERT INTO google_connections (directory_key, state, settings, failures, updated_at)
			VALUES (?, 'disconnected', '{}', 0, 0)`,
		).bind(key),
		testEnv.DB.prepare(
			`INSERT INTO google_resources (directory_key, kind, google_id, resource_id, fingerprint)
			VALUES (?, 'user', '1', ?, '')`,
		).bind(key, ids[0]),
		testEnv.DB.prepare(`INSERT INTO google_pages VALUES (?, 0, '["1"]')`).bind(key),
		testEnv.DB.prepare(
			`INSERT INTO recordings (directory_key, id, created_by, created_at, ends_at, exchanges_max,
				exchange_count, missed_count, characters) VALUES (?, 'rec_1', 'key', 0, 0, 1, 1, 0, 2)`,
		).bind(key),
		testEnv.DB.prepare(
			`INSERT INTO recorded_exchanges (directory_key, recording_id, id, exchange)
			VALUES (?, 'rec_1', '1', '{}')`,
		).bind(key),
		testEnv.DB.prepare(
			`INSERT INTO dead_letters (endpoint_id, directory_key, sequence, event_id, attempts, died_at)
			VALUES (?, ?, 2, ?, 1, 0)`,
		).bind(tenantEndpoint.id, key, log[1]?.id ?? ''),
		testEnv.DB.prepare(
			`INSERT INTO setup_links (hash, id, tenant, product, directory_id, created_by, created_at,
				expires_at) VALUES (?1, ?1, ?2, 'product', ?3, 'key', 0, 0)`,
		).bind(newId('sl'), directory.tenant, directory.id),
	]);
	return { directory, key, log, own, ofTenant, ownEndpoint, tenantEndpoint, poller };
}

describe('a directory with something in every table', () => {
	test('is told of to the end, and then nothing of it stays', async () => {
		const { directory, key, log, own, ofTenant, ...endpoints } = await fullDirectory();
		const { ownEndpoint, tenantEndpoint, poller } = endpoints;
		const neighbour = await createDirectory('generic-scim-v2', { tenant: directory.tenant });
		await neighbour.scim('POST', '/Users', user('anna'));
		// Not what is noted meanwhile: that it was delivered to the tenant's endpoint, what its requests showed.
		const contentOf = async () => {
			const all = await rowsOf(await keyOf(neighbour), neighbour);
			const { delivery_attempts: _attempts, traffic_signals: _signals, ...content } = all;
			return content;
		};
		const neighboursRows = await contentOf();
		const rows = await rowsOf(key, directory);
		// A table that is added later must be here, and must be emptied as well.
		expect(Object.entries(rows).filter(([, count]) => count === 0)).toEqual([]);

		expect(await remove(directory)).toMatchObject({ status: 204, body: undefined });
		const last = log.length + 1;
		for (const receiver of [own, ofTenant]) {
			await vi.waitFor(() => expect(receiver.sequences).toContain(last), { timeout: 30_000 });
			const events = receiver.events.filter((event) => event.directory_id === directory.id);
			expect(events.at(-1)).toMatchObject({
				type: 'directory.deleted',
				tenant: directory.tenant,
				data: { id: directory.id, tenant: directory.tenant, state: 'inactive' },
			});
			const sequences = events.map(({ sequence }) => sequence);
			expect(sequences).toEqual(sequences.toSorted((one, two) => one - two));
			// All but its creation, which was before them, and what the operator has discarded.
			const sent = new Set(sequences);
			const missed = log.filter(({ sequence }) => !sent.has(sequence)).map(({ type }) => type);
			expect(missed).toEqual(['directory.created', 'user.updated']);
		}
		// The poller takes the rest; there is no Security Event Token for a directory.
		for (;;) {
			const ack = await poll(poller.secret, poller.id);
			if (ack.length === 0) break;
			await poll(poller.secret, poller.id, { ack, maxEvents: 0 });
		}
		await finish(key, directory);

		expect((await api('GET', `/webhook-endpoints/${ownEndpoint.id}`)).status).toBe(404);
		expect((await api('GET', `/webhook-endpoints/${poller.id}`)).status).toBe(404);
		expect((await api('GET', `/webhook-endpoints/${tenantEndpoint.id}`)).status).toBe(200);
		const kept = await runInDurableObject(stubOf(directory), async (_writer, { storage }) => [
			await storage.getAlarm(),
			(await storage.list()).size,
		]);
		expect(kept).toEqual([null, 0]);
		await vi.waitFor(
			async () => {
				const audited = await query(
					`SELECT 1 FROM audit_log WHERE directory_id = ? AND action = 'directory.delete'`,
					directory.id,
				);
				expect(audited).toHaveLength(1);
			},
			{ timeout: 30_000 },
		);
		expect(await contentOf()).toEqual(neighboursRows);
	});

	test('another one of the same tenant begins with nothing of it', async () => {
		const { directory, ofTenant } = await fullDirectory();
		expect((await remove(directory)).status).toBe(204);
		const next = await createDirectory('generic-scim-v2', { tenant: directory.tenant });
		expect((await next.scim('GET', '/Users')).body).toMatchObject({ totalResults: 0 });
		expect((await next.scim('POST', '/Users', user('anna'))).status).toBe(201);
		expect((await next.scim('GET', '/Groups')).body).toMatchObject({ totalResults: 0 });
		await vi.waitFor(
			() => {
				const events = ofTenant.events.filter((event) => event.directory_id === next.id);
				expect(events.map(({ sequence, type }) => [sequence, type])).toEqual([
					[1, 'directory.created'],
					[2, 'user.created'],
				]);
			},
			{ timeout: 30_000 },
		);
		const { body } = await api<{ data: { id: string }[] }>(
			'GET',
			`/directories?tenant=${directory.tenant}`,
		);
		expect(body.data.map(({ id }) => id)).toEqual([next.id]);
	});

	test('another one of the same id is read by its own schemas', async () => {
		const id = `moved-${crypto.randomUUID()}`;
		const find = async (attribute: string) => {
			const token = `secret-${crypto.randomUUID()}`;
			const made = { id, scim_secret: token, name: 'D', tenant: id, product: 'p' };
			const type = 'generic-scim-v2';
			expect((await api('POST', '/directories', { ...made, type })).status).toBe(201);
			const attributes = [{ name: attribute, type: 'integer' }];
			const schema = { id: BADGE, name: 'Badge', resource_type: 'User', attributes };
			expect((await api('POST', `/directories/${id}/schemas`, schema)).status).toBe(201);
			const filter = encodeURIComponent(`${BADGE}:${attribute} pr`);
			const headers = { Authorization: `Bearer ${token}` };
			return (await send(`/scim/v2/${id}/Users?filter=${filter}`, { headers })).status;
		};
		expect(await find('level')).toBe(200);
		expect((await api('DELETE', `/directories/${id}`)).status).toBe(204);
		const left = () => query('SELECT 1 FROM directories WHERE id = ?', id);
		await vi.waitFor(async () => expect(await left()).toEqual([]), { timeout: 30_000 });
		expect(await find('colour')).toBe(200);
	});
});

/** The body of a call that names a directory: an example of its schema. */
function exampleOf(schema: z.ZodType | undefined): unknown {
	const examples = schema?.meta()?.['examples'] as readonly unknown[] | undefined;
	return examples?.[0];
}

const listed = async (path: string) => (await api<{ data: unknown[] }>('GET', path)).body.data;

describe('from the answer on', () => {
	const calls = Object.entries<Operation>(OPERATIONS).filter(([, { path }]) =>
		path.startsWith('/directories/{id}'),
	);

	let directory: TestDirectory;

	beforeAll(async () => {
		({ directory } = await awaited());
		await begin(directory, Date.now());
	});

	test.each(calls)('%s does not find it', async (_name, { method, path, body }) => {
		const example = exampleOf(body);
		const { id = newId('evt') } = (example ?? {}) as { readonly id?: string };
		const concrete = path.replace('{id}', directory.id).replaceAll(/\{\w+\}/g, id);
		const reply = await api<{ detail: string }>(method, concrete, example);
		expect(reply.status, JSON.stringify(reply.body)).toBe(404);
		expect(reply.body.detail).toMatch(/^(There is no directory "|No such directory)/);
	});

	test('it is in no list, no endpoint can be made for it, and it is as unknown to SCIM as any', async () => {
		const { directory: deleted, endpointId } = await awaited();
		await query(
			`INSERT INTO dead_letters (endpoint_id, directory_key, sequence, event_id, attempts, died_at)
			SELECT ?1, key, 2, 'evt', 1, 0 FROM directories WHERE id = ?2`,
			endpointId,
			deleted.id,
		);
		await begin(deleted, Date.now());
		expect(await listed(`/directories?tenant=${deleted.tenant}`)).toEqual([]);
		expect(await listed(`/webhook-endpoints/${endpointId}/dead-letters`)).toEqual([]);
		expect((await api('GET', `/tenants/${deleted.tenant}`)).status).toBe(404);
		const scope = { directory_id: deleted.id };
		const refused = await Promise.all([
			api('POST', '/webhook-endpoints', { url: 'https://other.example.com/', ...scope }),
			api('POST', `/webhook-endpoints/${endpointId}/replay`, { from_sequence: 1, ...scope }),
			api('POST', `/webhook-endpoints/${endpointId}/dead-letters/redeliver`, scope),
			api('GET', `/webhook-endpoints/${endpointId}/dead-letters?directory_id=${deleted.id}`),
			api('GET', `/webhook-endpoints/${endpointId}/attempts?directory_id=${deleted.id}`),
		]);
		expect(refused.map(({ status }) => status)).toEqual([404, 404, 404, 404, 404]);
		const nothing = await api('POST', `/webhook-endpoints/${endpointId}/dead-letters/redeliver`);
		expect(nothing.status).toBe(409);

		const unknown = newId('dir');
		for (const [method, path, body] of [
			['GET', '/Users'],
			['GET', '/Users/x'],
			['POST', '/Users', user('late')],
			['GET', '/ServiceProviderConfig'],
		] as const) {
			const of = (base: string) =>
				send(`${base}${path}`, {
					method,
					headers: {
						Authorization: `Bearer ${deleted.token}`,
						'Content-Type': 'application/scim+json',
					},
					...(body === undefined ? {} : { body: JSON.stringify(body) }),
				});
			const reply = await of(deleted.path);
			const other = await of(`/scim/v2/${unknown}`);
			expect([reply.status, reply.body]).toEqual([401, other.body]);
			expect(reply.headers.get('WWW-Authenticate')).toBe(other.headers.get('WWW-Authenticate'));
		}
	});

	test('a second DELETE is 404, as that of an unknown one and of the operations log', async () => {
		const mine = await createDirectory();
		expect((await remove(mine)).status).toBe(204);
		for (const id of [mine.id, newId('dir'), 'operations']) {
			expect((await api('DELETE', `/directories/${id}`)).status).toBe(404);
		}
		expect((await api('GET', '/directories/operations/events')).status).toBe(200);
	});

	test('a log that is followed with `wait` ends', async () => {
		const mine = await createDirectory();
		const path = `/directories/${mine.id}/events?after=1&wait=20`;
		const waiting = api('GET', path);
		await remove(mine);
		expect((await waiting).status).toBe(404);
	});
});

describe('what was accepted before it', () => {
	test('is in the log, in order, and nothing comes after directory.deleted', async () => {
		const receiver = new Receiver();
		const directory = await createDirectory();
		await createEndpoint({ url: receiver.url, directory_id: directory.id, max_batch: 50 });
		const add = (at: number) => directory.scim('POST', '/Users', user(`user${at}`));
		const first = await add(0);
		const burst = Array.from({ length: 60 }, (_, at) => add(at + 1));
		const removed = remove(directory);
		burst.push(...Array.from({ length: 60 }, (_, at) => add(at + 100)));
		expect((await removed).status).toBe(204);
		const late = await Promise.all(Array.from({ length: 10 }, (_, at) => add(at + 1000)));
		expect(new Set(late.map(({ status }) => status))).toEqual(new Set([401]));
		const replies = [first, ...(await Promise.all(burst))];
		expect(replies.filter(({ status }) => status !== 201 && status !== 401)).toEqual([]);
		const created = replies.flatMap(({ status, body }) =>
			status === 201 ? [String(body['id'])] : [],
		);
		await vi.waitFor(() => expect(receiver.events.at(-1)?.type).toBe('directory.deleted'), {
			timeout: 30_000,
		});
		const told = receiver.events.slice(0, -1);
		expect(new Set(told.map(({ data }) => (data as { id: string }).id))).toEqual(new Set(created));
		expect(told.every(({ type }) => type === 'user.created')).toBe(true);
		expect(receiver.sequences).toEqual(receiver.events.map((_, at) => at + 2));
		expect(receiver.sequences).toHaveLength(created.length + 1);
	});

	test('is delivered with retries, while users and groups are gone already', async () => {
		const { directory, key, endpointId, wakeUp } = await awaited({ max_batch: 2 });
		const clock = { at: Date.now() + 60_000 };
		expect(await begin(directory, clock.at)).toEqual([{ ...wakeUp, lane: '' }]);
		const scene = new Scene();
		scene.respond = () => answer(500);
		for (let tries = 1; tries <= 2; tries += 1) {
			scene.clock = clock.at;
			await deliver(wakeUp, scene.deps());
			expect(await tend(hands(clock), directory.id)).toBeGreaterThan(clock.at);
			expect(await rowsOf(key, directory)).toMatchObject({
				users: 0,
				tokens: 0,
				events: 5,
				delivery_attempts: tries,
				webhook_endpoints: 1,
			});
			clock.at += 400_000;
		}
		scene.respond = () => answer(200);
		scene.received.length = 0;
		scene.clock = clock.at;
		await deliver(wakeUp, scene.deps());
		expect(scene.sequences).toEqual([1, 2, 3, 4, 5]);
		expect(typesOf(scene).at(-1)).toBe('directory.deleted');
		expect(await tend(hands(clock), directory.id)).toBe('gone');
		await expectGone(key, directory);
		expect((await api('GET', `/webhook-endpoints/${endpointId}`)).status).toBe(404);
	});

	test.each([
		['is polled for', { format: 'set', delivery: 'poll', url: undefined }],
		['waits for a disabled endpoint', {}],
	])('%s until events are past their retention, and not longer', async (name, options) => {
		const { directory, key, endpointId } = await awaited(options);
		if (name.startsWith('waits')) {
			await api('PATCH', `/webhook-endpoints/${endpointId}`, { state: 'disabled' });
		}
		const clock = { at: Date.now() };
		await begin(directory, clock.at);
		const end = clock.at + RETENTION_DAYS * DAY;
		expect(await tend(hands(clock), directory.id)).toBe(clock.at + 3_600_000);
		clock.at = end - 1_000;
		expect(await tend(hands(clock), directory.id)).toBe(end);
		expect(await rowsOf(key, directory)).toMatchObject({ events: 5, webhook_endpoints: 1 });
		clock.at = end;
		expect(await tend(hands(clock), directory.id)).toBe('gone');
		await expectGone(key, directory);
	});

	test('and was discarded before it, is not delivered because of it', async () => {
		const { directory, wakeUp } = await awaited();
		await query(
			`INSERT INTO discarded_events (directory_key, after_sequence, until_sequence, discarded_at)
			SELECT key, 2, 3, 0 FROM directories WHERE id = ?`,
			directory.id,
		);
		const clock = { at: Date.now() };
		await begin(directory, clock.at);
		await tend(hands(clock), directory.id);
		const scene = new Scene();
		scene.clock = clock.at;
		await deliver(wakeUp, scene.deps());
		expect(scene.sequences).toEqual([1, 2, 4, 5]);
	});
});

test('what the brake holds is discarded, and directory.deleted is not held', async () => {
	const receiver = new Receiver();
	const directory = await createDirectory();
	const key = await keyOf(directory);
	const ids: string[] = [];
	for (const name of ['anna', 'bert', 'cleo']) {
		ids.push(String((await directory.scim('POST', '/Users', user(name))).body['id']));
	}
	await createEndpoint({ url: receiver.url, directory_id: directory.id });
	await api('PUT', `/directories/${directory.id}/deprovisioning-brake`, { users: 1 });
	const [first, ...others] = ids.map((id) => `/Users/${id}`);
	await directory.scim('DELETE', first ?? '');
	await vi.waitFor(() => expect(receiver.sequences).toEqual([5]), { timeout: 30_000 });
	for (const path of others) await directory.scim('DELETE', path);
	expect((await api('GET', `/directories/${directory.id}`)).body).toMatchObject({
		deliveries: 'held',
	});
	expect((await remove(directory)).status).toBe(204);
	await vi.waitFor(() => expect(receiver.sequences).toEqual([5, 8]), { timeout: 30_000 });
	expect(receiver.events.at(-1)?.type).toBe('directory.deleted');
	const released = (await logOf('operations')).filter(
		({ type, data }) =>
			type === 'deprovisioning_brake.released' && (data as { id: string }).id === directory.id,
	);
	expect(released.map(({ data }) => data)).toEqual([
		expect.objectContaining({ decision: 'discarded', events: 2, after_sequence: 5 }),
	]);
	await finish(key, directory);
});

test('replays to it and in it end', async () => {
	const { directory, key, endpointId } = await awaited();
	const ofTenant = await createEndpoint({
		url: 'https://tenant.example.com/hook',
		tenant: directory.tenant,
	});
	const other = await createDirectory('generic-scim-v2', { tenant: directory.tenant });
	const bindings = { WEBHOOK_QUEUE: notingQueue([]) };
	const start = async (id: string) => {
		const body = { from_time: new Date(Date.now() - DAY).toISOString() };
		const started = await api<{ id: string; directories: number }>(
			'POST',
			`/webhook-endpoints/${id}/replay`,
			body,
			bindings,
		);
		expect(started.status).toBe(202);
		return `/webhook-endpoints/${id}/replays/${started.body.id}`;
	};
	const [own, shared] = [await start(endpointId), await start(ofTenant.id)];
	expect((await api('GET', shared)).body).toMatchObject({ directories: 2 });
	await begin(directory, Date.now());
	expect((await api('GET', own)).status).toBe(404);
	expect((await api('GET', shared)).body).toMatchObject({
		directories: 1,
		progress: { data: [{ directory_id: other.id }] },
	});
	const lanes = await query(
		'SELECT 1 FROM delivery_cursors WHERE directory_key = ? AND lane <> ?',
		key,
		'',
	);
	expect(lanes).toEqual([]);
	expect((await api('GET', await start(ofTenant.id))).body).toMatchObject({ directories: 1 });
});

/** Rows that each batch of a binding has changed. */
function counting(changes: number[]): D1Database {
	return new Proxy(testEnv.DB, {
		get(target, property) {
			const value: unknown = Reflect.get(target, property);
			if (property !== 'batch') {
				return typeof value === 'function' ? (value.bind(target) as unknown) : value;
			}
			return async (statements: D1PreparedStatement[]) => {
				const results = await target.batch(statements);
				changes.push(results.reduce((sum, { meta }) => sum + meta.changes, 0));
				return results;
			};
		},
	});
}

/** A directory of thousands: with an endpoint that has heard all of it. */
async function crowd(users: number) {
	const { directory, key, endpointId, wakeUp } = await awaited({}, 0);
	const crew = await directory.scim('POST', '/Groups', group('Crew'));
	await query('UPDATE directories SET last_key = last_key + 100000 WHERE id = ?', directory.id);
	await query('UPDATE groups SET key = key + 100000 WHERE directory_key = ?', key);
	await fillUsers(directory, users);
	await fillMembers(directory, String(crew.body['id']), users);
	await query('UPDATE directories SET last_key = 200000 WHERE id = ?', directory.id);
	await fillGroups(directory, 1_200);
	await disarm(directory);
	return { directory, key, endpointId, wakeUp };
}

describe('thousands of users', () => {
	test('go in pages: few round trips, none of which deletes many rows', async () => {
		const { directory, key, wakeUp } = await crowd(3_500);
		const clock = { at: Date.now() };
		await begin(directory, clock.at);
		const scene = new Scene();
		scene.clock = clock.at;
		await deliver(wakeUp, scene.deps());
		const lines = vi.spyOn(console, 'log');
		const changes: number[] = [];
		expect(await tend(hands(clock, openDatabase(counting(changes))), directory.id)).toBe('gone');
		await expectGone(key, directory);
		// What is awake, four pages of a thousand from each table, the log, and the end.
		expect(changes).toHaveLength(7);
		expect(Math.max(...changes)).toBeLessThanOrEqual(5_000);
		const logged = lines.mock.calls
			.map(([line]) => JSON.parse(String(line)) as Record<string, unknown>)
			.filter(({ event }) => String(event).startsWith('removal.'))
			// They are written some time after the requests that they are of.
			.map(({ traffic_signals: _signals, ...rest }) => rest);
		const { id: directoryId } = directory;
		const page = { event: 'removal.page', directoryId };
		expect(logged).toEqual([
			{ ...page, memberships: 1000, user_emails: 1000, users: 1000, groups: 1000, tokens: 1 },
			{ ...page, memberships: 1000, user_emails: 1000, users: 1000, groups: 201 },
			{ ...page, memberships: 1000, user_emails: 1000, users: 1000 },
			{ ...page, memberships: 500, user_emails: 500, users: 500 },
			{ ...page, events: 3, delivery_attempts: 3, delivery_cursors: 1 },
			{ event: 'removal.done', directoryId },
		]);
	});

	test('and no table is looked through for them', async () => {
		const { directory } = await crowd(10);
		const clock = { at: Date.now() };
		await begin(directory, clock.at);
		traffic.statements.length = 0;
		clock.at += RETENTION_DAYS * DAY;
		expect(await tend(hands(clock), directory.id)).toBe('gone');
		const scans: string[] = [];
		for (const text of new Set(traffic.statements)) {
			const values = Array.from(text.matchAll(/\?/g), () => 1);
			const plan = await query<{ detail: string }>(`EXPLAIN QUERY PLAN ${text}`, ...values);
			scans.push(...plan.map(({ detail }) => detail).filter((line) => line.startsWith('SCAN')));
		}
		// Endpoints are few, and any may be disabled.
		expect(new Set(scans)).toEqual(new Set(['SCAN e', 'SCAN CONSTANT ROW']));
	});
});

describe('whatever fails', () => {
	const fault = fc.constantFrom<Fault>('fails before', 'fails after', 'is overloaded');
	const wentWell = fc.constant<Fault>('none');

	test('the deletion ends once, and wholly', { timeout: 180_000 }, async () => {
		const faults = fc.array(fc.oneof(fault, wentWell), { minLength: 4, maxLength: 12 });
		await fc.assert(
			fc.asyncProperty(faults, async (plan) => {
				const { directory, key, wakeUp } = await crowd(1_100);
				const clock = { at: Date.now() };
				const faulty = openDatabase(faultyD1((batch) => plan[batch] ?? 'none'));
				for (;;) {
					const removed = await removeDirectory(faulty, directory.id, () => clock.at);
					// Who is told that it is not certain asks again, and then it may be done already.
					if (removed.ok || removed.error.status === 404) break;
					expect(removed.error.status).toBe(503);
				}
				const ends = await query(
					`SELECT sequence FROM events WHERE directory_key = ? AND type = 'directory.deleted'`,
					key,
				);
				expect(ends).toEqual([{ sequence: 3 }]);
				const scene = new Scene();
				for (let next: number | undefined | 'gone'; next !== 'gone';) {
					try {
						next = await tend(hands(clock, faulty), directory.id);
					} catch {
						// As the alarm does: it comes again.
					}
					scene.clock = clock.at += 120_000;
					await deliver(wakeUp, scene.deps());
				}
				expect(scene.sequences).toEqual([1, 2, 3]);
				await expectGone(key, directory);
			}),
			{ numRuns: 15 },
		);
	});

	test('an answer that the writer lost counts, and so does one that its caller lost', async () => {
		const directory = await createDirectory();
		const DB = faultyD1((batch) => (batch === 0 ? 'fails after' : 'none'));
		const removed = await withWriter(directory.id, { DB }, (writer) => writer.remove());
		expect(removed).toEqual({ ok: true, value: null });

		const answers = [
			() => Promise.reject(Object.assign(new Error('moved'), { retryable: true })),
			() => Promise.resolve({ ok: false, error: { status: 404, detail: '' } }),
		];
		const DIRECTORY_WRITER = {
			getByName: () => ({ remove: answers.shift() }),
		} as unknown as Env['DIRECTORY_WRITER'];
		const context = { waitUntil: () => {} };
		const env = { ...testEnv, DIRECTORY_WRITER };
		expect(await client.removeDirectory(env, context, 'dir_x')).toEqual({ ok: true, value: null });
		answers.push(() => Promise.resolve({ ok: false, error: { status: 404, detail: '' } }));
		expect(await client.removeDirectory(env, context, 'dir_x')).toMatchObject({
			error: { status: 404 },
		});
	});

	test.each(['has begun', 'is over'])(
		'a second writer that was about to commit when the deletion %s commits nothing',
		async (stage) => {
			const { directory, key, endpointId } = await awaited();
			const gate = { isReached: false, isOpen: false };
			const DB = faultyD1(async (batch): Promise<Fault> => {
				if (batch !== 1) return 'none';
				gate.isReached = true;
				// In its own context: workerd lets no promise lead from one object into another.
				while (!gate.isOpen) await new Promise((resolve) => void setTimeout(resolve, 1));
				return 'none';
			});
			const id = newResourceId();
			const command = { kind: 'create', type: 'User', id, body: user('late') } as const;
			const [token] = await query<{ hash: string }>(
				'SELECT hash FROM tokens WHERE directory_key = ?',
				key,
			);
			const written: Promise<WriteResult> = withWriter(directory.id, { DB }, (writer) =>
				writer.write({ command, tokenHash: token?.hash ?? '', size: 0 }),
			);
			await vi.waitFor(() => expect(gate.isReached).toBe(true), { timeout: 30_000 });
			await disarm(directory);
			const clock = { at: Date.now() };
			await begin(directory, clock.at);
			if (stage === 'is over') {
				await api('DELETE', `/webhook-endpoints/${endpointId}`);
				await tend(hands(clock), directory.id);
			}
			const rows = await rowsOf(key, directory);
			expect(rows['directories']).toBe(stage === 'is over' ? 0 : 1);
			gate.isOpen = true;
			expect(await written).toMatchObject({ ok: false, error: { status: 401 } });
			expect(await rowsOf(key, directory)).toEqual(rows);
		},
	);

	test('the hourly cron has the writers of those go on that have forgotten it', async () => {
		const { directory, key, endpointId } = await awaited();
		await begin(directory, Date.now());
		await api('DELETE', `/webhook-endpoints/${endpointId}`);
		await disarm(directory);
		const controller = createScheduledController({ cron: '17 * * * *', scheduledTime: new Date() });
		await worker.scheduled(controller, testEnv);
		await vi.waitFor(() => expectGone(key, directory), { timeout: 30_000 });
		await vi.waitFor(async () => expect(await armed(directory)).toBeNull(), { timeout: 30_000 });
	});
});

describe('GET /v1/directories filters', () => {
	const FIELDS = {
		tenant: [`one-${crypto.randomUUID()}`, `two-${crypto.randomUUID()}`],
		product: [`crm-${crypto.randomUUID()}`, `erp-${crypto.randomUUID()}`],
		type: ['okta-scim-v2', 'google'],
		state: ['active', 'inactive'],
	} as const;
	type Field = keyof typeof FIELDS;
	const names = Object.keys(FIELDS) as Field[];
	const subsets = Array.from({ length: 16 }, (_, bits) =>
		names.filter((_name, at) => (bits >> at) % 2 === 1),
	);

	test('all together, page by page, without those that are being deleted', async () => {
		const made: (Record<Field, string> & { readonly id: string })[] = [];
		const ours = new Set<string>();
		for (let bits = 0; bits < 20; bits += 1) {
			const pick = (field: Field) => FIELDS[field][(bits >> names.indexOf(field)) % 2] ?? '';
			const [tenant, product] = [pick('tenant'), pick('product')];
			const directory = await createDirectory(pick('type'), { tenant, product });
			const state = pick('state');
			if (state === 'inactive') await api('PATCH', `/directories/${directory.id}`, { state });
			ours.add(directory.id);
			if (bits >= 16) await remove(directory);
			else made.push({ id: directory.id, tenant, product, type: pick('type'), state });
		}
		for (const fields of subsets) {
			const wanted = Object.fromEntries(fields.map((field) => [field, FIELDS[field][1]]));
			const found: string[] = [];
			for (let cursor: string | null = ''; cursor !== null;) {
				const parameters = new URLSearchParams({ ...wanted, limit: '5' });
				if (cursor !== '') parameters.set('cursor', cursor);
				const page: { body: { data: { id: string }[]; next_cursor: string | null } } = await api(
					'GET',
					`/directories?${parameters.toString()}`,
				);
				found.push(...page.body.data.map(({ id }) => id));
				cursor = page.body.next_cursor;
			}
			const expected = made.filter((each) =>
				fields.every((field) => each[field] === wanted[field]),
			);
			expect(
				found.filter((id) => ours.has(id)),
				fields.join(),
			).toEqual(expected.map(({ id }) => id));
		}
	});

	test.each(subsets.map((fields) => [fields.join(' and ') || 'none', fields] as const))(
		'by %s through an index',
		async (_name, fields) => {
			const filter = Object.fromEntries(fields.map((field) => [field, FIELDS[field][0]]));
			traffic.statements.length = 0;
			const caller = { tenant: null, product: null };
			await listDirectories(db, { ...filter, caller, after: 0, limit: 3 });
			const [text = ''] = traffic.statements;
			const values = Array.from(text.matchAll(/\?/g), () => 1);
			const plan = await query<{ detail: string }>(`EXPLAIN QUERY PLAN ${text}`, ...values);
			const index =
				fields.length === 0 ? 'INTEGER PRIMARY KEY' : `INDEX directories_(${fields.join('|')})`;
			expect(plan[0]?.detail).toMatch(new RegExp(`^SEARCH directories USING ${index}`));
		},
	);
});
