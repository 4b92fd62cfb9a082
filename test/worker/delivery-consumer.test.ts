/** The promises of delivery: in order, at least once, whatever fails between any two steps. */
import { createExecutionContext, createMessageBatch, getQueueResult } from 'cloudflare:test';
import { Webhook } from 'standardwebhooks';
import { describe, expect, test, vi } from 'vitest';
import { post, type Posted } from '../../src/platform/post.ts';
import { openDatabase } from '../../src/store/database.ts';
import { handleQueue } from '../../src/worker/delivery-consumer.ts';
import { Slots } from '../../src/worker/slots.ts';
import { sweep, sweepDirectory, type SweepDeps } from '../../src/worker/sweep.ts';
import type { WakeUp } from '../../src/worker/wake-up.ts';
import {
	answer,
	commit,
	db,
	deliver,
	makeDirectory,
	makeEndpoint,
	query,
	readCursor,
	Scene,
	SECRET,
	type TestDirectory,
	traffic,
} from '../support/delivery.ts';
import { deafQueue, faultyD1, notingQueue } from '../support/faults.ts';

interface Stage {
	readonly scene: Scene;
	readonly directory: TestDirectory;
	readonly endpointId: string;
	readonly wakeUp: WakeUp;
	/** Commits events of these types; returns the endpoints to wake. */
	readonly change: (...types: string[]) => Promise<string[]>;
}

/** A directory with one endpoint. */
async function stage(options: Parameters<typeof makeEndpoint>[1] = {}): Promise<Stage> {
	const scene = new Scene();
	const directory = await makeDirectory();
	const endpointId = await makeEndpoint({ directoryId: directory.id }, options);
	return {
		scene,
		directory,
		endpointId,
		wakeUp: { directoryId: directory.id, endpointId },
		change: (...types) => commit(directory, types, { now: scene.clock }),
	};
}

const THREE = ['user.created', 'user.updated', 'group.created'];

/** Runs the messages that were sent, each when it is due, until none is left. */
async function runQueue({ scene }: Stage, deps = scene.deps()): Promise<void> {
	for (let sent = scene.sent.shift(); sent !== undefined; sent = scene.sent.shift()) {
		scene.clock += sent.delaySeconds * 1000;
		await deliver(sent.wakeUp, deps);
	}
}

/** D1 whose nth batch (1-based) is lost before or after it was done; all others go well. */
function losing(nth: number, moment: 'before' | 'after') {
	return openDatabase(
		faultyD1((batch) => (batch === nth - 1 ? `fails ${moment}` : 'none'), db.$client),
	);
}

/** A sweep whose queue is a recorder. */
function sweeper(scene: Scene): { deps: SweepDeps; swept: WakeUp[] } {
	const swept: WakeUp[] = [];
	return { deps: { db, queue: notingQueue(swept), now: () => scene.clock }, swept };
}

async function queueIsDown(): Promise<never> {
	throw new Error('Queue is down');
}

describe('a healthy endpoint', () => {
	test('receives events in order, signed, and its cursor falls asleep', async () => {
		const { scene, directory, endpointId, wakeUp, change } = await stage();
		// The reference library verifies against the real clock.
		scene.clock = Date.now();
		expect(await change(...THREE)).toEqual([endpointId]);
		await deliver(wakeUp, scene.deps());

		expect(scene.sequences).toEqual([1, 2, 3]);
		const [first] = scene.received;
		expect(first?.url).toBe('https://receiver.example.com/hook');
		expect(new Webhook(SECRET).verify(first?.body ?? '', { ...first?.headers })).toMatchObject({
			id: first?.id,
			type: 'user.created',
			sequence: 1,
			directory_id: directory.id,
			tenant: directory.tenant,
			product: directory.product,
		});
		expect(await readCursor(directory, endpointId)).toMatchObject({
			state: 'idle',
			sequence: 3,
			lease_id: null,
			batch_until: null,
		});
		expect(scene.sent).toEqual([]);
	});

	test('costs one round trip to D1 a POST, and one to claim', async () => {
		const { scene, wakeUp, change } = await stage();
		await change(...Array<string>(5).fill('user.updated'));
		traffic.trips = 0;
		await deliver(wakeUp, scene.deps());
		expect(scene.received).toHaveLength(5);
		expect(traffic.trips).toBe(6);
	});

	test('a wake-up with nothing to do costs one round trip and posts nothing', async () => {
		const { scene, wakeUp, change } = await stage();
		await change('user.created');
		await deliver(wakeUp, scene.deps());
		traffic.trips = 0;
		await deliver(wakeUp, scene.deps());
		expect(traffic.trips).toBe(1);
		expect(scene.received).toHaveLength(1);
	});

	test('with max_batch 100 gets a hundred events in a POST', async () => {
		const { scene, directory, wakeUp, change } = await stage({ maxBatch: 100 });
		await change(...Array<string>(150).fill('user.updated'));
		traffic.trips = 0;
		await deliver(wakeUp, scene.deps());
		expect(scene.received.map((received) => received.sequences.length)).toEqual([100, 50]);
		expect(scene.sequences).toEqual(Array.from({ length: 150 }, (_, index) => index + 1));
		expect(scene.received[0]?.id).toBe(`evt_${directory.key}x1_100`);
		expect(traffic.trips).toBe(3);
	});

	test('gets only the types it asked for', async () => {
		const { scene, directory, endpointId, wakeUp, change } = await stage({
			types: ['user.*', 'group.deleted'],
			maxBatch: 2,
		});
		await change('user.created', 'group.created', 'user.updated', 'group.deleted');
		await change('group.user_added');
		await deliver(wakeUp, scene.deps());
		expect(scene.received.map((received) => received.sequences)).toEqual([[1, 3], [4]]);
		expect(await readCursor(directory, endpointId)).toMatchObject({ state: 'idle', sequence: 5 });
	});

	test('that is busy for longer than the budget goes to the back of the queue', async () => {
		const here = await stage();
		const { scene } = here;
		await here.change(...THREE);
		scene.respond = () => {
			scene.clock += 15_000;
			return answer(200);
		};
		await deliver(here.wakeUp, scene.deps());
		expect(scene.sequences).toEqual([1, 2]);
		expect(scene.sent).toEqual([{ wakeUp: here.wakeUp, delaySeconds: 0 }]);
		await runQueue(here);
		expect(scene.sequences).toEqual([1, 2, 3]);
	});

	test('with a long backlog stays within the subrequests of an invocation', async () => {
		const here = await stage();
		await here.change(...Array<string>(401).fill('user.updated'));
		await deliver(here.wakeUp, here.scene.deps());
		expect(here.scene.received).toHaveLength(400);
		await runQueue(here);
		expect(here.scene.received).toHaveLength(401);
	});

	test.each([
		[1, 3, [[1], [2, 3]]],
		[3, 1, [[1, 2, 3]]],
	])('whose max_batch goes from %i to %i during a POST misses nothing', async (from, to, posts) => {
		const here = await stage({ maxBatch: from });
		const { scene } = here;
		await here.change(...THREE);
		scene.respond = async () => {
			await query('UPDATE webhook_endpoints SET max_batch = ? WHERE id = ?', to, here.endpointId);
			return answer(200);
		};
		await deliver(here.wakeUp, scene.deps());
		expect(scene.received.map((received) => received.sequences)).toEqual(posts);
	});

	test('that moves is found at its new URL by the next POST', async () => {
		const here = await stage();
		const { scene } = here;
		await here.change('user.created', 'user.updated');
		const moved = 'https://moved.example.com/';
		scene.respond = async () => {
			await query('UPDATE webhook_endpoints SET url = ? WHERE id = ?', moved, here.endpointId);
			return answer(200);
		};
		await deliver(here.wakeUp, scene.deps());
		expect(scene.received[1]?.url).toBe(moved);
	});

	test('a commit during a POST is delivered by the same consumer', async () => {
		const here = await stage();
		await here.change('user.created');
		const woken: string[] = [];
		here.scene.respond = async () => {
			if (here.scene.received.length === 1) woken.push(...(await here.change('user.updated')));
			return answer(200);
		};
		await deliver(here.wakeUp, here.scene.deps());
		expect(woken).toEqual([]);
		expect(here.scene.sequences).toEqual([1, 2]);
		expect(await here.change('user.deleted')).toEqual([here.endpointId]);
	});

	test('a second wake-up during a POST posts nothing twice', async () => {
		const here = await stage();
		await here.change(...THREE);
		here.scene.respond = async () => {
			await deliver(here.wakeUp, here.scene.deps());
			return answer(200);
		};
		await deliver(here.wakeUp, here.scene.deps());
		expect(here.scene.sequences).toEqual([1, 2, 3]);
	});
});

describe('a failing endpoint', () => {
	test('is not overtaken by later events, and gets all in order once it is well', async () => {
		const here = await stage();
		const { scene } = here;
		await here.change(...THREE);
		let failures = 2;
		scene.respond = (received) => {
			expect(failures === 0 || received.sequences[0] === 1).toBe(true);
			if (failures === 0) return answer(204);
			failures -= 1;
			return failures === 1 ? answer(500) : { kind: 'failed', reason: 'timeout', durationMs: 9 };
		};
		await deliver(here.wakeUp, scene.deps());
		expect(scene.sent).toEqual([{ wakeUp: here.wakeUp, delaySeconds: 5 }]);
		expect(await readCursor(here.directory, here.endpointId)).toMatchObject({
			state: 'awake',
			attempts: 1,
			due_at: scene.clock + 5_000,
			lease_id: null,
			last_error: 'HTTP 500',
		});
		expect(await here.change('user.deleted')).toEqual([]);
		await runQueue(here);

		expect(scene.sequences).toEqual([1, 1, 1, 2, 3, 4]);
		expect(new Set(scene.received.slice(0, 3).map((received) => received.id)).size).toBe(1);
		const timestamps = scene.received.map((received) => received.headers['webhook-timestamp']);
		expect(new Set(timestamps.slice(0, 3)).size).toBe(3);
		const attempts = await query(
			`SELECT first_sequence, status, outcome, error, answer FROM delivery_attempts
			WHERE endpoint_id = ? ORDER BY id LIMIT 3`,
			here.endpointId,
		);
		expect(attempts).toEqual([
			{ first_sequence: 1, status: 500, outcome: 'retry', error: 'HTTP 500', answer: 'status 500' },
			{ first_sequence: 1, status: null, outcome: 'retry', error: 'timeout', answer: null },
			{ first_sequence: 1, status: 204, outcome: 'delivered', error: null, answer: 'status 204' },
		]);
	});

	test('is not tried before it is due', async () => {
		const here = await stage();
		const { scene } = here;
		await here.change('user.created');
		scene.respond = () => answer(503, '120');
		await deliver(here.wakeUp, scene.deps());
		expect(scene.sent).toEqual([{ wakeUp: here.wakeUp, delaySeconds: 120 }]);
		scene.clock += 60_000;
		await deliver(here.wakeUp, scene.deps());
		expect(scene.received).toHaveLength(1);
	});

	test('gets the same batch under the same id again, without the events that came since', async () => {
		const here = await stage({ maxBatch: 10 });
		const { scene } = here;
		await here.change(...THREE);
		scene.respond = () => answer(scene.received.length === 1 ? 502 : 200);
		await deliver(here.wakeUp, scene.deps());
		await here.change('user.deleted');
		await runQueue(here);
		expect(scene.received.map((received) => received.sequences)).toEqual([
			[1, 2, 3],
			[1, 2, 3],
			[4],
		]);
		expect(scene.received[1]?.id).toBe(scene.received[0]?.id);
		expect(scene.received[1]?.body).toBe(scene.received[0]?.body);
	});

	test('that wants smaller batches meanwhile gets smaller ones, under another id', async () => {
		const here = await stage({ maxBatch: 3 });
		const { scene } = here;
		await here.change(...THREE);
		scene.respond = () => answer(scene.received.length === 1 ? 413 : 200);
		await deliver(here.wakeUp, scene.deps());
		await query('UPDATE webhook_endpoints SET max_batch = 1 WHERE id = ?', here.endpointId);
		await runQueue(here);
		expect(scene.received.map((received) => received.sequences)).toEqual([
			[1, 2, 3],
			[1],
			[2],
			[3],
		]);
		expect(new Set(scene.received.map((received) => received.id)).size).toBe(4);
	});

	test('after the last try loses the event to the dead letters, and the next flows', async () => {
		const here = await stage({ maxBatch: 2 });
		const { scene } = here;
		await here.change(...THREE);
		scene.respond = (received) => answer(received.sequences.includes(1) ? 500 : 200);
		await deliver(here.wakeUp, scene.deps());
		await runQueue(here);

		expect(scene.received.map((received) => received.sequences)).toEqual([
			[1, 2],
			[1, 2],
			[1, 2],
			[3],
		]);
		const { key } = here.directory;
		expect(
			await query(
				`SELECT sequence, event_id, attempts, last_error, died_at FROM dead_letters
				WHERE endpoint_id = ? AND directory_key = ?`,
				here.endpointId,
				key,
			),
		).toEqual([
			{
				sequence: 1,
				event_id: `evt_${key}x1`,
				attempts: 3,
				last_error: 'HTTP 500',
				died_at: scene.clock,
			},
			{
				sequence: 2,
				event_id: `evt_${key}x2`,
				attempts: 3,
				last_error: 'HTTP 500',
				died_at: scene.clock,
			},
		]);
		expect(await readCursor(here.directory, here.endpointId)).toMatchObject({
			state: 'idle',
			sequence: 3,
			attempts: 0,
			last_error: null,
		});
	});

	test('the event after a dead one gets the whole schedule', async () => {
		const here = await stage();
		await here.change('user.created', 'user.updated');
		here.scene.respond = () => answer(500);
		await deliver(here.wakeUp, here.scene.deps());
		await runQueue(here);
		expect(here.scene.sequences).toEqual([1, 1, 1, 2, 2, 2]);
	});

	test('an event that dies twice is one dead letter', async () => {
		const here = await stage();
		await here.change('user.created');
		here.scene.respond = () => answer(500);
		const deps = here.scene.deps({ retryScheduleSeconds: [0] });
		await deliver(here.wakeUp, deps);
		await query(
			`UPDATE delivery_cursors SET state = 'awake', sequence = 0 WHERE endpoint_id = ?`,
			here.endpointId,
		);
		await deliver(here.wakeUp, deps);
		expect(here.scene.sequences).toEqual([1, 1]);
		expect(
			await query('SELECT sequence FROM dead_letters WHERE endpoint_id = ?', here.endpointId),
		).toEqual([{ sequence: 1 }]);
	});

	test('410 Gone disables it, keeps its place, and nothing is sent any more', async () => {
		const here = await stage();
		await here.change(...THREE);
		here.scene.respond = () => answer(410);
		await deliver(here.wakeUp, here.scene.deps());
		expect(await here.change('user.deleted')).toEqual([]);
		await deliver(here.wakeUp, here.scene.deps());

		expect(here.scene.sequences).toEqual([1]);
		expect(
			await query(
				'SELECT state, disabled_reason FROM webhook_endpoints WHERE id = ?',
				here.endpointId,
			),
		).toEqual([{ state: 'disabled', disabled_reason: 'The endpoint answered 410 Gone.' }]);
		expect(await readCursor(here.directory, here.endpointId)).toMatchObject({
			state: 'idle',
			sequence: 0,
			lease_id: null,
		});
	});

	test('does not hold up another endpoint, nor itself in another directory', async () => {
		const tenant = `shared ${crypto.randomUUID()}`;
		const [one, two] = [await makeDirectory({ tenant }), await makeDirectory({ tenant })];
		const failing = await makeEndpoint({ tenant }, { url: 'https://failing.example.com/' });
		const healthy = await makeEndpoint({ tenant });
		const scene = new Scene();
		scene.respond = ({ url, body }) =>
			answer(url.includes('failing') && body.includes(one.id) ? 500 : 200);
		for (const directory of [one, two]) {
			for (const endpointId of await commit(directory, ['user.created'], { now: scene.clock })) {
				await deliver({ directoryId: directory.id, endpointId }, scene.deps());
			}
		}
		expect(await readCursor(one, failing)).toMatchObject({ state: 'awake', sequence: 0 });
		expect(await readCursor(two, failing)).toMatchObject({ state: 'idle', sequence: 1 });
		expect(await readCursor(one, healthy)).toMatchObject({ state: 'idle', sequence: 1 });
	});

	test('is never called at a URL that the rules refuse', async () => {
		const here = await stage({ url: 'http://127.0.0.1:9/' });
		await here.change('user.created');
		await deliver(here.wakeUp, here.scene.deps());
		expect(here.scene.received).toEqual([]);
		expect(await readCursor(here.directory, here.endpointId)).toMatchObject({
			attempts: 1,
			last_error: 'The URL must use https.',
		});
	});
});

describe('faults', () => {
	test('a consumer that dies after the POST: the same webhook-id comes again, then the rest', async () => {
		const here = await stage({ maxBatch: 2 });
		const { scene } = here;
		await here.change('user.created', 'user.updated');
		const deps = scene.deps({ db: losing(2, 'before') });
		await expect(async () => await deliver(here.wakeUp, deps)).rejects.toThrow('Network');
		await here.change('user.deleted');

		scene.clock += 59_000;
		await deliver(here.wakeUp, scene.deps());
		expect(scene.received).toHaveLength(1);
		scene.clock += 1_000;
		await deliver(here.wakeUp, scene.deps());
		expect(scene.received.map((received) => received.sequences)).toEqual([[1, 2], [1, 2], [3]]);
		expect(scene.received[1]?.id).toBe(scene.received[0]?.id);
	});

	const cases = [1, 2, 3, 4, 5].flatMap((nth) =>
		(['before', 'after'] as const).flatMap((moment) =>
			[1, 2].map((max) => [nth, moment, max] as const),
		),
	);
	test.each(cases)('batch %i to D1 lost %s it was done, max_batch %i', async (nth, moment, max) => {
		const here = await stage({ maxBatch: max });
		const { scene } = here;
		await here.change(...THREE);
		scene.respond = () => answer(scene.received.length === 2 ? 500 : 200);
		const deps = scene.deps({ db: losing(nth, moment) });
		for (let round = 0; round < 6; round += 1) {
			await deliver(here.wakeUp, deps).catch(() => undefined);
			if (round === 1) await here.change('user.deleted');
			scene.clock += 60_000;
		}

		expect(await readCursor(here.directory, here.endpointId)).toMatchObject({
			state: 'idle',
			sequence: 4,
		});
		// A receiver that knows webhook-ids sees every event once, in order.
		const byId = new Map(scene.received.map((received) => [received.id, received.sequences]));
		expect([...byId.values()].flat()).toEqual([1, 2, 3, 4]);
		const starts = scene.received.map((received) => received.sequences[0] ?? 0);
		expect(starts).toEqual(starts.toSorted((a, b) => a - b));
	});

	test('a consumer whose lease ran out during a POST stops and moves nothing', async () => {
		const here = await stage();
		const { scene } = here;
		await here.change(...THREE);
		scene.respond = async () => {
			if (scene.received.length > 1) return answer(200);
			scene.clock += 60_000;
			await deliver(here.wakeUp, scene.deps());
			return answer(500);
		};
		await deliver(here.wakeUp, scene.deps());
		expect(scene.sequences).toEqual([1, 1, 2, 3]);
		expect(scene.sent).toEqual([]);
		expect(await readCursor(here.directory, here.endpointId)).toMatchObject({
			state: 'idle',
			sequence: 3,
			attempts: 0,
		});
	});

	test('a consumer that settles keeps its lease, however long it goes on', async () => {
		const here = await stage();
		const { scene } = here;
		await here.change(...THREE);
		scene.respond = async () => {
			scene.clock += 45_000;
			await deliver(here.wakeUp, scene.deps());
			return answer(200);
		};
		await deliver(here.wakeUp, scene.deps({ budgetMs: 600_000 }));
		expect(scene.sequences).toEqual([1, 2, 3]);
	});

	test('a wake-up that was never sent is sent by the sweeps', async () => {
		const here = await stage();
		const { scene, wakeUp, directory } = here;
		await here.change('user.created');
		const { deps, swept } = sweeper(scene);
		const ours = () => swept.splice(0).filter((sent) => sent.directoryId === directory.id);

		expect(await sweepDirectory(deps, directory.id)).toBe(scene.clock + 10_000);
		expect(ours()).toEqual([]);
		scene.clock += 10_000;
		// It may wait in a long queue now, which must not grow by a message more every ten seconds.
		expect(await sweepDirectory(deps, directory.id)).toBe(scene.clock + 60_000);
		expect(ours()).toEqual([{ ...wakeUp, lane: '' }]);
		await sweep(deps);
		expect(ours()).toEqual([{ ...wakeUp, lane: '' }]);

		await deliver(wakeUp, scene.deps());
		expect(await sweepDirectory(deps, directory.id)).toBeUndefined();
		await sweep(deps);
		expect(ours()).toEqual([]);
	});

	test('a retry whose message could not be sent is found when it is due', async () => {
		const here = await stage();
		const { scene, wakeUp, directory } = here;
		await here.change('user.created');
		scene.respond = () => answer(scene.received.length === 1 ? 500 : 200);
		await deliver(wakeUp, scene.deps({ sendWakeUp: queueIsDown }));

		const { deps, swept } = sweeper(scene);
		const dueAt = scene.clock + 5_000;
		expect(await sweepDirectory(deps, directory.id)).toBe(dueAt + 10_000);
		scene.clock = dueAt + 10_000;
		await sweepDirectory(deps, directory.id);
		expect(swept).toEqual([{ ...wakeUp, lane: '' }]);
		await deliver(wakeUp, scene.deps());
		expect(scene.sequences).toEqual([1, 1]);
	});

	test('a sweep that cannot send keeps its schedule', async () => {
		const here = await stage();
		await here.change('user.created');
		const deps = { db, queue: deafQueue, now: () => here.scene.clock + 20_000 };
		expect(await sweepDirectory(deps, here.directory.id)).toBe(here.scene.clock + 30_000);
	});
});

/** Hands wake-ups to the consumer as the platform does; `ended` is when all that it began is over. */
function handle(bodies: readonly WakeUp[], deps: ReturnType<Scene['deps']>) {
	const messages = bodies.map((body, index) => ({
		id: String(index),
		timestamp: new Date(0),
		attempts: 1,
		body,
	}));
	const batch = createMessageBatch<WakeUp>('rollcall-webhooks', messages);
	const context = createExecutionContext();
	const handled = handleQueue(batch, context, deps);
	const ended = async () => {
		await handled;
		const result: unknown = await getQueueResult(batch, context);
		return result as { explicitAcks: string[]; retryMessages: { msgId: string }[] };
	};
	return { handled, ended };
}

/** An answer that comes when the test says. */
function later() {
	return Promise.withResolvers<Posted>();
}

describe('the queue', () => {
	test('a wake-up is acknowledged whatever the endpoint answered', async () => {
		const here = await stage();
		await here.change('user.created');
		here.scene.respond = () => answer(500);
		const gone = { directoryId: 'dir_gone', endpointId: 'ep_gone' };
		const result = await handle([here.wakeUp, gone], here.scene.deps()).ended();
		expect(result.explicitAcks.toSorted()).toEqual(['0', '1']);
		expect(result.retryMessages).toEqual([]);
	});

	test('a wake-up that could not be claimed is tried again, the others of its batch are not', async () => {
		const [broken, healthy] = [await stage(), await stage()];
		await broken.change('user.created');
		await healthy.change('user.created');
		const deps = healthy.scene.deps({ db: losing(1, 'before') });
		const result = await handle([broken.wakeUp, healthy.wakeUp], deps).ended();
		expect(result.retryMessages).toMatchObject([{ msgId: '0' }]);
		expect(result.explicitAcks).toEqual(['1']);
		expect(healthy.scene.sequences).toEqual([1]);
	});

	test('a wake-up from before there were lanes, and one that names none, mean the log', async () => {
		const here = await stage();
		await here.change('user.created');
		await handle([here.wakeUp], here.scene.deps()).ended();
		await here.change('user.updated');
		await handle([{ ...here.wakeUp, lane: '' }], here.scene.deps()).ended();
		expect(here.scene.sequences).toEqual([1, 2]);
	});

	test('waits for claims, not for endpoints: a slow one keeps nobody waiting', async () => {
		const [slow, healthy] = [await stage(), await stage()];
		const { scene } = slow;
		await slow.change('user.created');
		const answered = later();
		scene.respond = ({ body }) =>
			body.includes(slow.directory.id) ? answered.promise : answer(200);
		const deps = scene.deps();
		const first = handle([slow.wakeUp], deps);
		await first.handled;
		for (const types of [['user.created'], ['user.updated']]) {
			await healthy.change(...types);
			await handle([healthy.wakeUp], deps).ended();
		}
		expect(await readCursor(healthy.directory, healthy.endpointId)).toMatchObject({ sequence: 2 });
		expect(await readCursor(slow.directory, slow.endpointId)).toMatchObject({ sequence: 0 });
		answered.resolve(answer(200));
		expect((await first.ended()).explicitAcks).toEqual(['0']);
		expect(await readCursor(slow.directory, slow.endpointId)).toMatchObject({ sequence: 1 });
	});

	test('a slow directory of an endpoint does not hold up its other directories', async () => {
		const tenant = `shared ${crypto.randomUUID()}`;
		const [one, two] = [await makeDirectory({ tenant }), await makeDirectory({ tenant })];
		const endpointId = await makeEndpoint({ tenant });
		const scene = new Scene();
		const answered = later();
		scene.respond = ({ body }) => (body.includes(one.id) ? answered.promise : answer(200));
		const deps = scene.deps();
		for (const directory of [one, two]) await commit(directory, ['user.created']);
		const [first, second] = [one, two].map(({ id }) =>
			handle([{ directoryId: id, endpointId }], deps),
		);
		await second?.ended();
		expect(await readCursor(two, endpointId)).toMatchObject({ state: 'idle', sequence: 1 });
		expect(await readCursor(one, endpointId)).toMatchObject({ state: 'awake', sequence: 0 });
		answered.resolve(answer(200));
		await first?.ended();
	});

	test('what fails behind the handler keeps its lease until the sweep takes it up', async () => {
		const here = await stage();
		const { scene, wakeUp } = here;
		await here.change('user.created');
		const result = await handle([wakeUp], scene.deps({ db: losing(2, 'before') })).ended();
		expect(result.explicitAcks).toEqual(['0']);
		const { deps, swept } = sweeper(scene);
		scene.clock += 70_000;
		await sweepDirectory(deps, here.directory.id);
		expect(swept).toEqual([{ ...wakeUp, lane: '' }]);
		await handle(swept, scene.deps()).ended();
		expect(scene.sequences).toEqual([1, 1]);
		expect(new Set(scene.received.map(({ id }) => id)).size).toBe(1);
	});

	test('takes no more deliveries than an isolate has slots for: what comes then waits', async () => {
		const stages = [await stage(), await stage(), await stage()];
		const scene = new Scene();
		for (const each of stages) await each.change('user.created');
		const answers = [later(), later(), later()];
		scene.respond = () => answers[scene.received.length - 1]!.promise;
		const deps = scene.deps({ slots: new Slots({ total: 2, perEndpoint: 2 }, () => scene.clock) });
		const all = handle(
			stages.map(({ wakeUp }) => wakeUp),
			deps,
		);
		await vi.waitFor(() => expect(scene.received).toHaveLength(2), { timeout: 30_000 });
		const cursors = await Promise.all(
			stages.map(({ directory, endpointId }) => readCursor(directory, endpointId)),
		);
		expect(cursors.map((cursor) => cursor?.lease_id !== null)).toEqual([true, true, false]);
		answers[0]?.resolve(answer(200));
		await all.handled;
		for (const each of answers) each.resolve(answer(200));
		await all.ended();
		expect(scene.received).toHaveLength(3);
	});

	test('an endpoint with its share of slots comes again later, and others have theirs', async () => {
		const tenant = `shared ${crypto.randomUUID()}`;
		const directories = [await makeDirectory({ tenant }), await makeDirectory({ tenant })];
		const [wide, other] = [await makeEndpoint({ tenant }), await makeEndpoint({ tenant })];
		const scene = new Scene();
		for (const each of directories) await commit(each, ['user.created'], { now: scene.clock });
		const answered = later();
		scene.respond = () => (scene.received.length === 1 ? answered.promise : answer(200));
		const slots = new Slots({ total: 3, perEndpoint: 1 }, () => scene.clock);
		const deps = scene.deps({ slots, random: () => 0 });
		const [one, two] = directories.map(({ id }) => ({ directoryId: id, endpointId: wide }));
		const first = handle([one!], deps);
		await first.handled;

		scene.clock += 4_000;
		await handle([two!, { ...two!, endpointId: other }], deps).ended();
		expect(scene.received).toHaveLength(2);
		expect(scene.sent).toEqual([{ wakeUp: two, delaySeconds: 4 }]);
		expect(await readCursor(directories[1]!, wide)).toMatchObject({
			state: 'awake',
			attempts: 0,
			due_at: scene.clock + 4_000,
			lease_id: null,
		});
		answered.resolve(answer(200));
		await first.ended();
		scene.clock += 4_000;
		await handle([two!], deps).ended();
		expect(scene.received).toHaveLength(3);
	});

	test('those that an endpoint has no slot for come again one after another, as slots get free', async () => {
		const tenant = `queued ${crypto.randomUUID()}`;
		const endpointId = await makeEndpoint({ tenant });
		const scene = new Scene();
		const wakeUps: WakeUp[] = [];
		for (let count = 0; count < 6; count += 1) {
			const directory = await makeDirectory({ tenant });
			await commit(directory, ['user.created'], { now: scene.clock });
			wakeUps.push({ directoryId: directory.id, endpointId });
		}
		const answered = later();
		scene.respond = () => answered.promise;
		const slots = new Slots({ total: 10, perEndpoint: 2 }, () => scene.clock);
		const deps = scene.deps({ slots, random: () => 0 });
		const first = handle(wakeUps.slice(0, 2), deps);
		await first.handled;
		scene.clock += 4_000;
		for (const wakeUp of wakeUps.slice(2)) await handle([wakeUp], deps).ended();
		expect(scene.sent).toEqual(
			wakeUps.slice(2).map((wakeUp, at) => ({ wakeUp, delaySeconds: 4 + 2 * at })),
		);
		answered.resolve(answer(200));
		await first.ended();
	});

	test('nobody is sent away for more than a minute longer because of others', () => {
		const slots = new Slots({ total: 10, perEndpoint: 2 }, () => 0);
		for (let count = 0; count < 100; count += 1) {
			expect(slots.stayAway('ep_1', 2_000)).toBe(Math.min(2_000 + count * 1_000, 62_000));
		}
		expect(slots.stayAway('ep_2', 2_000)).toBe(2_000);
	});

	test('a delivery that was cut off holds its slot for a minute at most', async () => {
		const scene = new Scene();
		const slots = new Slots({ total: 1, perEndpoint: 1 }, () => scene.clock);
		await slots.take('ep_cut_off');
		const next = slots.take('ep_cut_off');
		scene.clock += 60_000;
		expect((await next).crowdedForMs).toBe(0);
	});
});

/** Makes the next fetch answer so. */
function answerWith(response: () => Response | Promise<Response>) {
	return vi.spyOn(globalThis, 'fetch').mockImplementationOnce(async () => await response());
}

describe('post', () => {
	test('sends a body, follows no redirect, and reads no more than a kilobyte', async () => {
		const body = new Response('é'.repeat(5_000), { status: 302, headers: { 'retry-after': '7' } });
		const fetched = answerWith(() => body);
		const sent = { 'webhook-id': 'w', 'content-type': 'application/json', 'user-agent': 'mine' };
		const posted = await post('https://receiver.example.com/', sent, '{}');
		expect(posted).toMatchObject({ kind: 'answered', status: 302, retryAfter: '7' });
		expect(posted.kind === 'answered' && posted.excerpt).toBe('é'.repeat(512));
		const init = fetched.mock.calls[0]?.[1];
		expect(init).toMatchObject({
			method: 'POST',
			redirect: 'manual',
			body: '{}',
			headers: {
				'webhook-id': 'w',
				'content-type': 'application/json',
				'user-agent': 'Rollcall-Webhooks/1.0',
			},
		});
	});

	test('does not wait for a body that dawdles once the status has come', async () => {
		vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
		const body = new ReadableStream({
			start: (controller) => controller.enqueue(new TextEncoder().encode('{')),
		});
		vi.spyOn(globalThis, 'fetch').mockResolvedValue(new Response(body, { status: 200 }));
		const posting = post('https://receiver.example.com/hook', {}, '{}');
		await vi.advanceTimersByTimeAsync(1_000);
		expect(await posting).toMatchObject({ kind: 'answered', status: 200, excerpt: '{' });
		vi.useRealTimers();
	});

	test('keeps the status when the body breaks off', async () => {
		const broken = new ReadableStream<Uint8Array>({
			start(controller) {
				controller.enqueue(new TextEncoder().encode('partly'));
			},
			pull(controller) {
				controller.error(new Error('reset'));
			},
		});
		answerWith(() => new Response(broken));
		const posted = await post('https://receiver.example.com/', {}, '{}');
		expect(posted).toMatchObject({ kind: 'answered', status: 200 });
	});

	test('gives up on an answer after 15 seconds', async () => {
		const timeout = vi.spyOn(AbortSignal, 'timeout').mockReturnValueOnce(AbortSignal.abort());
		vi.spyOn(globalThis, 'fetch').mockImplementationOnce(async (_url, init) => {
			throw init?.signal?.reason;
		});
		const posted = await post('https://receiver.example.com/', {}, '{}');
		expect(timeout).toHaveBeenCalledWith(15_000);
		expect(posted).toMatchObject({ kind: 'failed', reason: 'timeout' });
	});

	test('returns a failed connection as a value', async () => {
		answerWith(() => Promise.reject(new TypeError('Network connection lost.')));
		const posted = await post('https://receiver.example.com/', {}, '{}');
		expect(posted).toMatchObject({ kind: 'failed', reason: 'network' });
	});
});
