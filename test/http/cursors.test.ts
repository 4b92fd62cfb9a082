/**
 * How far an endpoint has come, and what an attempt has sent: both are told from the log and the cursors as
 * they are, and what cannot be told any more is said to be unknown.
 */
import { decodeJwt } from 'jose';
import { describe, expect, test, vi } from 'vitest';
import type { Attempt, AttemptInFull } from '../../src/contract/attempts.ts';
import type { DeliveryCursor } from '../../src/contract/cursors.ts';
import type { EndpointTestResult } from '../../src/contract/endpoint-tests.ts';
import type { Page } from '../../src/contract/shared.ts';
import {
	api,
	createDirectory,
	createEndpoint,
	patch,
	user,
	group,
	type TestDirectory,
} from '../support/client.ts';
import { costOf } from '../support/d1-meter.ts';
import { appendEvents, directoryWith, keepFrom, timeAt } from '../support/logs.ts';
import { Receiver, type Received } from '../support/receiver.ts';
import { Stage } from '../support/stage.ts';

async function cursorsOf(endpointId: string, query = ''): Promise<readonly DeliveryCursor[]> {
	const path = `/webhook-endpoints/${endpointId}/cursors${query}`;
	const { status, body } = await api<Page<DeliveryCursor>>('GET', path);
	expect(status).toBe(200);
	return body.data;
}

/** An endpoint of a directory that stopped before a sequence, because it is disabled. */
async function stoppedBefore(
	sequence: number,
	{ id }: Pick<TestDirectory, 'id'>,
	more: Record<string, unknown> = {},
): Promise<string> {
	const url = new Receiver(() => 503).url;
	const endpoint = await createEndpoint({
		url,
		directory_id: id,
		from_sequence: sequence,
		...more,
	});
	const off = { state: 'disabled' };
	expect((await api('PATCH', `/webhook-endpoints/${endpoint.id}`, off)).status).toBe(200);
	return endpoint.id;
}

describe('a cursor', () => {
	test('tells what waits, since when, what was met and when the next try is due', async () => {
		const directory = await createDirectory();
		const { url } = new Receiver(() => new Response('no', { status: 503 }));
		const { id } = await createEndpoint({ url, directory_id: directory.id });
		expect(await cursorsOf(id)).toEqual([]);
		for (const name of ['a', 'b']) await directory.scim('POST', '/Users', user(name));
		const [oldest] = await directory.events();
		await vi.waitFor(
			async () => {
				const [cursor] = await cursorsOf(id);
				expect(cursor).toMatchObject({
					directory_id: directory.id,
					directory_name: 'Test',
					state: 'running',
					held_by: null,
					settled_sequence: 1,
					last_sequence: 3,
					events_behind: 2,
					waiting_since: oldest?.timestamp,
					last_error: expect.stringContaining('503') as unknown,
				});
				expect(cursor?.attempts).toBeGreaterThan(0);
				expect(Date.parse(cursor?.due_at ?? '')).toBeGreaterThan(Date.parse('2026-01-01'));
			},
			{ timeout: 30_000 },
		);
	});

	test("has nothing behind it where what follows is none of its endpoint's", async () => {
		const directory = await createDirectory();
		const scope = { directory_id: directory.id, types: ['group.*'] };
		const { id } = await createEndpoint({ url: new Receiver().url, ...scope });
		await directory.scim('POST', '/Groups', group('crew'));
		await vi.waitFor(async () => expect(await cursorsOf(id)).toMatchObject([{ state: 'idle' }]), {
			timeout: 30_000,
		});
		for (const name of ['a', 'b']) await directory.scim('POST', '/Users', user(name));
		expect(await cursorsOf(id)).toMatchObject([
			{ state: 'idle', settled_sequence: 4, last_sequence: 4, events_behind: 0, due_at: null },
		]);
	});

	test('is held by a disabled endpoint', async () => {
		const directory = await directoryWith(9);
		const id = await stoppedBefore(4, directory);
		expect(await cursorsOf(id)).toMatchObject([
			{
				state: 'held',
				held_by: 'disabled_endpoint',
				settled_sequence: 3,
				events_behind: 6,
				waiting_since: timeAt(4),
				due_at: null,
			},
		]);
	});

	test('is held by the brake', async () => {
		const directory = await createDirectory();
		const { id } = await createEndpoint({ url: new Receiver().url, directory_id: directory.id });
		const limits = { users: 1 };
		await api('PUT', `/directories/${directory.id}/deprovisioning-brake`, limits);
		const leave = patch({ op: 'replace', path: 'active', value: false });
		for (const name of ['a', 'b']) {
			const { body } = await directory.scim<{ id: string }>('POST', '/Users', user(name));
			await directory.scim('PATCH', `/Users/${body.id}`, leave);
		}
		const [cursor] = await cursorsOf(id);
		expect(cursor).toMatchObject({ state: 'held', held_by: 'brake', last_sequence: 5 });
		expect(cursor?.events_behind).toBeGreaterThan(0);
	});

	test('waits since the first event that its endpoint subscribes to, if that is near', async () => {
		const directory = await directoryWith(8);
		const near = await stoppedBefore(4, directory, { types: ['group.*'] });
		expect(await cursorsOf(near)).toMatchObject([{ events_behind: 5, waiting_since: timeAt(6) }]);
		const far = await stoppedBefore(2, directory, { types: ['user.deleted'] });
		await appendEvents(directory, 1_500);
		await appendEvents(directory, 1, { type: 'user.deleted' });
		expect(await cursorsOf(far)).toMatchObject([{ events_behind: 1_508, waiting_since: null }]);
	});

	test('goes on from the oldest event that is kept', async () => {
		const directory = await directoryWith(9);
		const id = await stoppedBefore(2, directory);
		await keepFrom(directory, 6);
		expect(await cursorsOf(id)).toMatchObject([
			{ settled_sequence: 5, events_behind: 4, waiting_since: timeAt(6) },
		]);
	});
});

describe('the cursors of an endpoint', () => {
	test('are told page by page, and those that are behind on their own', async () => {
		const tenant = crypto.randomUUID();
		const { id } = await createEndpoint({ url: new Receiver().url, tenant });
		const directories: TestDirectory[] = [];
		for (let made = 0; made < 5; made += 1)
			directories.push(await createDirectory('google', { tenant }));
		await vi.waitFor(
			async () =>
				expect((await cursorsOf(id)).map(({ state }) => state)).toEqual(Array(5).fill('idle')),
			{ timeout: 30_000 },
		);
		await api('PATCH', `/webhook-endpoints/${id}`, { state: 'disabled' });
		const behind = [directories[1], directories[4]].map((each) => each?.id);
		for (const directoryId of behind) await appendEvents({ id: String(directoryId) }, 2);
		const names = async (query: string) =>
			(await cursorsOf(id, query)).map((cursor) => cursor.directory_id);
		expect(await names('?behind=true')).toEqual(behind);
		expect(await names('?behind=false')).toHaveLength(3);
		const seen: string[] = [];
		for (let cursor = ''; ;) {
			const path = `/webhook-endpoints/${id}/cursors?limit=2${cursor}`;
			const { body } = await api<Page<DeliveryCursor>>('GET', path);
			seen.push(...body.data.map((each) => each.directory_id));
			if (body.next_cursor === null) break;
			cursor = `&cursor=${body.next_cursor}`;
		}
		expect(seen).toEqual(directories.map((each) => each.id));
	});

	test('are one round trip, whatever the length of the logs', async () => {
		const costs = [];
		for (const length of [10, 5_000]) {
			const id = await stoppedBefore(3, await directoryWith(length));
			costs.push(await costOf(() => cursorsOf(id)));
		}
		expect(costs.map(({ trips }) => trips)).toEqual([1, 1]);
		expect(costs[1]?.rowsRead).toBe(costs[0]?.rowsRead);
	});

	test.each([
		['behind=maybe', 'behind'],
		['limit=0', 'limit'],
		['cursor=abc', 'cursor'],
		['state=held', 'state'],
	])('refuse %s', async (query, field) => {
		const { id } = await createEndpoint({ url: new Receiver().url });
		const reply = await api('GET', `/webhook-endpoints/${id}/cursors?${query}`);
		expect(reply).toMatchObject({ status: 400, body: { errors: [{ field }] } });
	});
});

async function attemptsOf(endpointId: string): Promise<readonly Attempt[]> {
	const path = `/webhook-endpoints/${endpointId}/attempts`;
	return (await api<Page<Attempt>>('GET', path)).body.data;
}

async function attemptOf(endpointId: string, attemptId: string): Promise<AttemptInFull> {
	const path = `/webhook-endpoints/${endpointId}/attempts/${attemptId}`;
	const { status, body } = await api<AttemptInFull>('GET', path);
	expect(status).toBe(200);
	return body;
}

/** The requests of all attempts, the oldest first. */
async function requestsOf(endpointId: string) {
	const attempts = (await attemptsOf(endpointId)).toReversed();
	return Promise.all(attempts.map(async ({ id }) => (await attemptOf(endpointId, id)).request));
}

/** Headers that are not said again: a connection's own, and those whose values are secrets. */
function comparable(headers: Readonly<Record<string, string>>) {
	const {
		'user-agent': _agent,
		'content-length': _length,
		'webhook-signature': _signature,
		authorization: _authorization,
		...rest
	} = headers;
	return rest;
}

function expectSame(requests: readonly AttemptInFull['request'][], received: readonly Received[]) {
	expect(received.length).toBeGreaterThan(0);
	expect(requests).toHaveLength(received.length);
	for (const [at, { headers, body }] of received.entries()) {
		const request = requests[at];
		expect(JSON.stringify(request?.body)).toBe(body);
		expect(comparable(request?.headers ?? {})).toEqual(comparable(headers));
	}
}

describe('what an attempt has sent', () => {
	test.each([
		['one event', {}],
		['a batch', { max_batch: 10 }],
		['a batch with some types alone', { max_batch: 10, types: ['group.*', 'user.deleted'] }],
	])('is told letter for letter: %s', async (_what, options) => {
		const stage = new Stage();
		const directory = await directoryWith(9);
		const { id, url } = await createEndpoint({
			url: new Receiver().url,
			directory_id: directory.id,
			headers: { Authorization: 'Bearer hush' },
			...options,
		});
		await stage.replay(id, { from_sequence: 2 });
		await stage.serve();
		const requests = await requestsOf(id);
		expectSame(requests, stage.received);
		for (const request of requests) {
			expect(request).toMatchObject({ url, missing: null });
			expect(request.headers).toMatchObject({
				authorization: '[redacted]',
				'webhook-signature': '[not kept]',
			});
		}
	});

	test('is told of the log itself, and of a redelivery', async () => {
		const directory = await createDirectory();
		const receiver = new Receiver();
		const { id } = await createEndpoint({ url: receiver.url, directory_id: directory.id });
		for (const name of ['a', 'b']) await directory.scim('POST', '/Users', user(name));
		await vi.waitFor(async () => expect(await attemptsOf(id)).toHaveLength(2), { timeout: 30_000 });
		expectSame(await requestsOf(id), receiver.received);

		const stage = new Stage();
		await stage.kill(id, 3, 3);
		await stage.call('POST', `${id}/dead-letters/redeliver`);
		await stage.serve();
		expectSame((await requestsOf(id)).slice(-1), stage.received);
	});

	test('is the claims of a Security Event Token', async () => {
		const directory = await createDirectory();
		const receiver = new Receiver();
		const kind = { format: 'set', delivery: 'push' };
		const { id } = await createEndpoint({ url: receiver.url, directory_id: directory.id, ...kind });
		await directory.scim('POST', '/Users', user('a'));
		await vi.waitFor(async () => expect(await attemptsOf(id)).toHaveLength(1), { timeout: 30_000 });
		const [request] = await requestsOf(id);
		const [received] = receiver.received;
		expect(request?.body).toEqual(decodeJwt(received?.body ?? ''));
		expect(comparable(request?.headers ?? {})).toEqual(comparable(received?.headers ?? {}));
	});

	test('is told of a test right away, and not later: it is in no log', async () => {
		const receiver = new Receiver();
		const { id } = await createEndpoint({ url: receiver.url, tenant: 'acme' });
		const path = `/webhook-endpoints/${id}/test`;
		const { body } = await api<EndpointTestResult>('POST', path, { type: 'user.created' });
		expectSame([body.request], receiver.received);
		const { kind, request } = await attemptOf(id, body.attempt_id);
		expect(kind).toBe('test');
		expect(request).toMatchObject({ body: null, missing: expect.stringContaining('test event') });
	});

	test('is unknown once its events are not kept, or are not the ones any more', async () => {
		const stage = new Stage();
		const directory = await directoryWith(9);
		const scope = { directory_id: directory.id, types: ['group.*'], max_batch: 10 };
		const { id } = await createEndpoint({ url: new Receiver().url, ...scope });
		await stage.replay(id, { from_sequence: 2 });
		await stage.serve();
		await api('PATCH', `/webhook-endpoints/${id}`, { types: null });
		const [changed] = await requestsOf(id);
		expect(changed).toMatchObject({
			body: null,
			missing: expect.stringContaining('have changed since'),
		});
		await keepFrom(directory, 10);
		const [expired] = await requestsOf(id);
		expect(expired).toMatchObject({
			body: null,
			missing: expect.stringContaining('no longer kept'),
		});
	});

	test("is not told of what is another endpoint's", async () => {
		const { id } = await createEndpoint({ url: new Receiver().url });
		const other = await createEndpoint({ url: new Receiver().url });
		const { body } = await api<EndpointTestResult>('POST', `/webhook-endpoints/${id}/test`);
		const path = `/webhook-endpoints/${other.id}/attempts/${body.attempt_id}`;
		expect((await api('GET', path)).status).toBe(404);
	});
});
