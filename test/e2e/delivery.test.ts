/**
 * From a SCIM request to the application: through the real Durable Object, D1 and Queue, and then with
 * faults at every step in between. Signatures are checked with the standardwebhooks package.
 */
import { evictDurableObject } from 'cloudflare:test';
import fc from 'fast-check';
import { Webhook } from 'standardwebhooks';
import { describe, expect, test, vi } from 'vitest';
import { sha256Hex } from '../../src/platform/crypto.ts';
import { newResourceId } from '../../src/platform/ids.ts';
import { openDatabase } from '../../src/store/database.ts';
import type { Event } from '../../src/webhook/payload.ts';
import { sweep } from '../../src/worker/sweep.ts';
import type { WakeUp } from '../../src/worker/wake-up.ts';
import { createDirectory, createEndpoint, group, patch, testEnv, user } from '../support/client.ts';
import { answer, deliver, Scene } from '../support/delivery.ts';
import { deafQueue, faultyD1, notingQueue, withWriter, type Fault } from '../support/faults.ts';
import { type Received, Receiver } from '../support/receiver.ts';

/** The events of verified webhooks, each once, in the order in which they first came. */
function verified(secret: string, received: readonly Received[]): Event[] {
	const webhook = new Webhook(secret);
	const events = new Map<string, Event>();
	for (const { headers, body } of received) {
		// The library refuses old and future timestamps; a test may have sent it at a time of its own.
		vi.setSystemTime(Number(headers['webhook-timestamp']) * 1000);
		const payload = webhook.verify(body, headers) as Event | { type: 'batch'; data: Event[] };
		const batch = 'sequence' in payload ? [payload] : payload.data;
		for (const event of batch) events.set(event.id, events.get(event.id) ?? event);
	}
	vi.useRealTimers();
	return [...events.values()];
}

describe('through the real Queue', () => {
	test('every change arrives, in order, signed; a tenant-wide endpoint hears of new directories', async () => {
		const { url, received } = new Receiver();
		const tenant = `tenant-${crypto.randomUUID()}`;
		const { secret } = await createEndpoint({ url, tenant });
		const directory = await createDirectory('okta-scim-v2', { tenant });
		const created = await directory.scim('POST', '/Users', user('anna@example.com'));
		const path = `/Users/${String(created.body['id'])}`;
		await directory.scim('POST', '/Groups', group('Crew', [String(created.body['id'])]));
		await directory.scim('PATCH', path, patch({ op: 'replace', value: { active: false } }));
		await directory.scim('PATCH', path, patch({ op: 'replace', value: { active: true } }));
		await directory.scim('DELETE', path);
		await vi.waitFor(() => expect(received).toHaveLength(8), { timeout: 30_000 });
		const events = verified(secret, received);
		expect(events.map(({ sequence }) => sequence)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
		expect(events.map(({ type }) => type)).toEqual([
			'directory.created',
			'user.created',
			'group.created',
			'group.user_added',
			'user.updated',
			'user.updated',
			'group.user_removed',
			'user.deleted',
		]);
		expect(events.slice(1)).toEqual(await directory.events());
		expect(received[0]?.headers['user-agent']).toBe('Rollcall-Webhooks/1.0');
	});

	test('an endpoint that fails for a while: nothing overtakes, then everything comes in order', async () => {
		const receiver = new Receiver((count) => (count === 1 ? 500 : 200));
		const { url, received } = receiver;
		const directory = await createDirectory();
		const { secret } = await createEndpoint({ url, directory_id: directory.id });
		for (const name of ['one', 'two', 'three']) await directory.scim('POST', '/Users', user(name));
		await vi.waitFor(() => expect(received).toHaveLength(4), { timeout: 30_000, interval: 100 });
		expect(receiver.sequences).toEqual([2, 2, 3, 4]);
		expect(received[0]?.headers['webhook-id']).toBe(received[1]?.headers['webhook-id']);
		expect(verified(secret, received)).toEqual(await directory.events());
		const cursor = testEnv.DB.prepare(
			`SELECT c.state, c.attempts, c.sequence FROM delivery_cursors AS c
			JOIN directories AS d ON d.key = c.directory_key WHERE d.id = ?`,
		).bind(directory.id);
		await expect.poll(() => cursor.first()).toEqual({ state: 'idle', attempts: 0, sequence: 4 });
	}, 30_000);

	test('an endpoint that does not answer slows nobody else', async () => {
		const { promise: slowAnswer, resolve: answerSlowly } = Promise.withResolvers<number>();
		const [slow, healthy] = [new Receiver(() => slowAnswer), new Receiver()];
		const directory = await createDirectory();
		for (const { url } of [slow, healthy]) {
			await createEndpoint({ url, directory_id: directory.id });
		}
		await directory.scim('POST', '/Users', user('one'));
		await vi.waitFor(() => expect(slow.received).toHaveLength(1), { timeout: 30_000 });
		await vi.waitFor(() => expect(healthy.received).toHaveLength(1), { timeout: 30_000 });
		// The queue hands out wake-ups while the slow POST is under way.
		await directory.scim('POST', '/Users', user('two'));
		await vi.waitFor(() => expect(healthy.received).toHaveLength(2), { timeout: 30_000 });
		expect(slow.received).toHaveLength(1);
		answerSlowly(200);
		await vi.waitFor(() => expect(slow.received).toHaveLength(2), { timeout: 30_000 });
	});

	test('max_batch sends consecutive events in one POST', async () => {
		const { url, received } = new Receiver();
		const directory = await createDirectory();
		const { secret } = await createEndpoint({ url, directory_id: directory.id, max_batch: 100 });
		await Promise.all(
			Array.from({ length: 60 }, (_, at) => directory.scim('POST', '/Users', user(`user${at}`))),
		);
		await vi.waitFor(() => expect(verified(secret, received)).toHaveLength(60), {
			timeout: 30_000,
		});
		expect(verified(secret, received)).toEqual(await directory.events());
		expect(received.length).toBeLessThan(30);
	});
});

describe('with faults at every step', () => {
	const commitFault = fc.constantFrom<Fault>('none', 'fails before', 'fails after');
	const step = fc.record({
		/** What the load and the commit of a write meet, before they go well. */
		commit: fc.array(commitFault, { maxLength: 3 }),
		evict: fc.boolean(),
	});
	/** What a consumer meets: the endpoint's answer, and whether it dies before it has settled. */
	const tries = fc.array(
		fc.record({
			status: fc.constantFrom(200, 500, 503),
			claim: fc.constantFrom<Fault>('none', 'fails after'),
			settle: fc.constantFrom<Fault>('none', 'fails before', 'fails after'),
		}),
		{ maxLength: 12 },
	);

	test('every event arrives, first in order, again only under the same webhook-id', async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.array(step, { minLength: 1, maxLength: 6 }),
				tries,
				fc.constantFrom(1, 3),
				async (steps, faults, maxBatch) => {
					const directory = await createDirectory();
					const endpoint = await createEndpoint({
						url: 'https://faults.example.com/hook',
						directory_id: directory.id,
						max_batch: maxBatch,
					});
					const tokenHash = await sha256Hex(directory.token);
					for (const [at, { commit, evict }] of steps.entries()) {
						const DB = faultyD1((batch) => commit[batch] ?? 'none');
						// The queue takes nothing at all: wake-ups are found by the sweep.
						const result = await withWriter(
							directory.id,
							{ DB, WEBHOOK_QUEUE: deafQueue },
							(writer) =>
								writer.write({
									tokenHash,
									size: 0,
									command: {
										kind: 'create',
										type: 'User',
										id: newResourceId(),
										body: user(`user${at}`),
									},
								}),
						);
						expect(result.ok && result.value.status).toBe(201);
						if (evict) {
							await evictDurableObject(testEnv.DIRECTORY_WRITER.getByName(directory.id));
						}
					}
					const log = await directory.events();
					expect(log.map(({ sequence }) => sequence)).toEqual(steps.map((_, at) => at + 2));

					const received = await deliverAll(endpoint.id, faults);
					expect(verified(endpoint.secret, received)).toEqual(log);
					// The same events always come under the same id.
					const idOf = new Map(received.map(({ headers, body }) => [body, headers['webhook-id']]));
					for (const { headers, body } of received) {
						expect(headers['webhook-id']).toBe(idOf.get(body));
					}
				},
			),
			{ numRuns: 25 },
		);
	}, 60_000);
});

/** Sweeps and delivers until the endpoint's cursor sleeps, while the consumers meet their faults. */
async function deliverAll(
	endpointId: string,
	faults: readonly { status: number; claim: Fault; settle: Fault }[],
): Promise<readonly Received[]> {
	const scene = new Scene();
	scene.clock = Date.now();
	for (let round = 0; ; round += 1) {
		// Long enough for every lease, back-off and pause to have run out.
		scene.clock += 600_000;
		const { status, claim, settle } = faults[round] ?? {
			status: 200,
			claim: 'none',
			settle: 'none',
		};
		const sent: WakeUp[] = [];
		const queue = notingQueue(sent);
		await sweep({ db: openDatabase(testEnv.DB), queue, now: () => scene.clock });
		const wakeUp = sent.find((each) => each.endpointId === endpointId);
		if (wakeUp === undefined) return scene.received;
		const deps = scene.deps({
			db: openDatabase(faultyD1((batch) => (batch === 0 ? claim : settle))),
			sendWakeUp: () => Promise.reject(new Error('Queue send failed')),
			retryScheduleSeconds: Array.from({ length: 20 }, () => 60),
		});
		scene.respond = () => answer(status);
		// A consumer that dies leaves its lease behind; the next sweep after it finds the cursor.
		await deliver(wakeUp, deps).catch(() => {});
	}
}
