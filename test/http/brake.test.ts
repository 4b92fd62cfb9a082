/**
 * The mass-deprovisioning brake, from SCIM requests to webhooks: when it engages, what is held, and
 * what an operator can do about it. The writer, D1 and the Queue are the real ones.
 */
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import type { BrakeDecision, DeprovisioningBrake } from '../../src/contract/brake.ts';
import type { Directory } from '../../src/contract/directories.ts';
import type { Command } from '../../src/directory/model.ts';
import { newId, newResourceId } from '../../src/platform/ids.ts';
import { applyBrake, setBrake } from '../../src/store/brake.ts';
import { Batch, openDatabase } from '../../src/store/database.ts';
import type { Event } from '../../src/webhook/payload.ts';
import {
	api,
	bulk,
	createDirectory,
	createEndpoint,
	patch,
	testEnv,
	user,
	type TestDirectory,
} from '../support/client.ts';
import { answer, deliver, query, Scene } from '../support/delivery.ts';
import { deafQueue, faultyD1, withWriter, type Fault } from '../support/faults.ts';
import { filledId, fillUsers } from '../support/fill.ts';
import { keepFrom } from '../support/logs.ts';
import { Receiver } from '../support/receiver.ts';

interface Stage {
	readonly directory: TestDirectory;
	readonly receiver: Receiver;
	readonly endpointId: string;
	readonly brakePath: string;
	readonly read: () => Promise<DeprovisioningBrake>;
	readonly release: (decision: 'resume' | 'discard') => Promise<BrakeDecision>;
	/** The sequences that the endpoint was sent. */
	readonly sequences: () => readonly number[];
	/** Adds a user; returns the sequence of the event. */
	readonly addUser: () => Promise<number>;
}

/** A directory of filled users with one endpoint, and a brake if limits are given. */
async function stage(userCount: number, limits?: Record<string, unknown>): Promise<Stage> {
	const directory = await createDirectory();
	await fillUsers(directory, userCount);
	const receiver = new Receiver();
	const { id: endpointId } = await createEndpoint({
		url: receiver.url,
		directory_id: directory.id,
	});
	const brakePath = `/directories/${directory.id}/deprovisioning-brake`;
	if (limits !== undefined) await api('PUT', brakePath, limits);
	return {
		directory,
		receiver,
		endpointId,
		brakePath,
		read: async () => (await api<DeprovisioningBrake>('GET', brakePath)).body,
		release: async (decision) => {
			const reply = await api<BrakeDecision>('POST', `${brakePath}/${decision}`);
			expect(reply.status).toBe(200);
			return reply.body;
		},
		sequences: () => receiver.sequences,
		addUser: async () => {
			const reply = await directory.scim('POST', '/Users', user(newResourceId()));
			expect(reply.status).toBe(201);
			return (await directory.events()).at(-1)?.sequence ?? 0;
		},
	};
}

const deactivation = patch({ op: 'replace', path: 'active', value: false });

/** The users from `first` to `last` lose their access, one request each. */
async function deactivate({ directory }: Stage, first: number, last: number): Promise<void> {
	for (let at = first; at <= last; at += 1) {
		const reply = await directory.scim('PATCH', `/Users/${filledId(at)}`, deactivation);
		expect(reply.status).toBe(200);
	}
}

const range = (first: number, last: number) =>
	Array.from({ length: last - first + 1 }, (_, at) => first + at);

/** The events of a brake in the operations log. */
async function operations(directory: TestDirectory): Promise<readonly Event[]> {
	const page = await api<{ data: Event[] }>(
		'GET',
		'/directories/operations/events?limit=1000&types=deprovisioning_brake.*',
	);
	return page.body.data.filter(({ data }) => (data as { id: string }).id === directory.id);
}

/** Sends one request a user. */
const oneByOne =
	(send: (directory: TestDirectory, id: string) => Promise<{ status: number }>) =>
	async (directory: TestDirectory, ids: readonly string[]) => {
		for (const id of ids) expect((await send(directory, id)).status).toBeLessThan(300);
	};

describe('what engages the brake', () => {
	test.each<[string, (directory: TestDirectory, ids: readonly string[]) => Promise<void>, number]>([
		['PATCH', oneByOne((at, id) => at.scim('PATCH', `/Users/${id}`, deactivation)), 0],
		['PUT', oneByOne((at, id) => at.scim('PUT', `/Users/${id}`, user(id, { active: false }))), 0],
		['DELETE', oneByOne((at, id) => at.scim('DELETE', `/Users/${id}`)), 4],
		[
			'many at the same time',
			async (directory, ids) => {
				const replies = await Promise.all(
					ids.map((id) => directory.scim('PATCH', `/Users/${id}`, deactivation)),
				);
				expect(replies.map(({ status }) => status)).toEqual(ids.map(() => 200));
			},
			0,
		],
		[
			'one bulk request',
			async (directory, ids) => {
				const data = deactivation;
				const each = ids.map((id) => ({ method: 'PATCH', path: `/Users/${id}`, data }));
				const reply = await directory.scim('POST', '/Bulk', bulk(...each));
				expect(reply.status).toBe(200);
			},
			0,
		],
	])('more than 3 users, by %s', async (_name, deprovision, deleted) => {
		const scene = await stage(60, { users: 3 });
		const ids = range(1, 3).map(filledId);
		await deprovision(scene.directory, ids);
		expect(await scene.read()).toMatchObject({ state: 'armed', counted: 3, held_events: 0 });
		await deprovision(scene.directory, [filledId(4)]);
		expect(await scene.read()).toMatchObject({ state: 'engaged', counted: 4 });
		const told = await operations(scene.directory);
		expect(told.map(({ data }) => data)).toMatchObject([{ users: 4, deleted }]);
	});

	test('more than the limit in a single commit: all of its events are held', async () => {
		const scene = await stage(60, { users: 3 });
		const ids = range(1, 20).map(filledId);
		const body = bulk(...ids.map((id) => ({ method: 'DELETE', path: `/Users/${id}` })));
		expect((await scene.directory.scim('POST', '/Bulk', body)).status).toBe(200);
		expect(await scene.read()).toMatchObject({ after_sequence: 1, held_events: 20 });
		expect(scene.receiver.received).toEqual([]);
	});

	test.each<[string, number, 'PATCH' | 'DELETE', number]>([
		['10 % of 60 users', 60, 'PATCH', 7],
		['10 % of 60 users, who are no fewer for being deleted', 60, 'DELETE', 7],
		['no percentage of fewer than five leavers', 8, 'PATCH', 5],
	])('%s', async (_name, userCount, method, engagesAt) => {
		const scene = await stage(userCount, { percent: 10 });
		for (const at of range(1, engagesAt)) {
			expect((await scene.read()).state).toBe('armed');
			const body = method === 'PATCH' ? [deactivation] : [];
			await scene.directory.scim(method, `/Users/${filledId(at)}`, ...body);
		}
		expect((await scene.read()).state).toBe('engaged');
	});

	test('a percentage is of the users who had access: who is inactive does not count', async () => {
		const scene = await stage(60);
		await deactivate(scene, 11, 60);
		await api('PUT', scene.brakePath, { percent: 50 });
		await deactivate(scene, 1, 5);
		expect(await scene.read()).toMatchObject({ state: 'armed', counted: 5 });
		await deactivate(scene, 6, 6);
		expect(await scene.read()).toMatchObject({ state: 'engaged', counted: 6 });
	});

	test('nothing else: neither activations, nor groups, nor who had no access', async () => {
		const scene = await stage(60, { users: 1 });
		const { directory } = scene;
		await deactivate(scene, 1, 1);
		const path = `/Users/${filledId(1)}`;
		await directory.scim('PATCH', path, deactivation);
		await directory.scim('PATCH', path, patch({ op: 'replace', path: 'title', value: 'x' }));
		await directory.scim('DELETE', path);
		expect(await scene.read()).toMatchObject({ state: 'armed', counted: 1 });
	});

	test('a directory without a brake counts nothing and holds nothing', async () => {
		const scene = await stage(60);
		await deactivate(scene, 1, 20);
		await vi.waitFor(() => expect(scene.sequences()).toEqual(range(2, 21)), { timeout: 30_000 });
		expect(await scene.read()).toMatchObject({ state: 'off', limits: null, counted: 0 });
		const counted = await query(
			`SELECT 1 FROM deprovisionings WHERE directory_key = (SELECT key FROM directories WHERE id = ?)`,
			scene.directory.id,
		);
		expect(counted).toEqual([]);
	});
});

/** All cursors of the directory rest: no consumer can take one. */
async function expectAtRest({ directory }: Stage): Promise<void> {
	const awake = await query(
		`SELECT endpoint_id FROM delivery_cursors
		WHERE directory_key = (SELECT key FROM directories WHERE id = ?)
			AND (state = 'awake' OR lease_id IS NOT NULL)`,
		directory.id,
	);
	expect(awake).toEqual([]);
}

/** Four users lost their access, of whom three were delivered; two more events are held with the last. */
async function engaged(): Promise<Stage> {
	const scene = await stage(60, { users: 3 });
	await deactivate(scene, 1, 3);
	await vi.waitFor(() => expect(scene.sequences()).toEqual([2, 3, 4]), { timeout: 30_000 });
	await deactivate(scene, 4, 4);
	await scene.addUser();
	await scene.addUser();
	return scene;
}

describe('while it is engaged', () => {
	test('requests are answered and recorded as ever, and nothing is delivered', async () => {
		const operator = new Receiver();
		await createEndpoint({ url: operator.url, types: ['deprovisioning_brake.*'] });
		const scene = await engaged();
		const { directory } = scene;
		expect((await directory.events()).map(({ sequence }) => sequence)).toEqual(range(2, 7));
		const after = await directory.scim('GET', `/Users/${filledId(4)}`);
		expect(after.body).toMatchObject({ active: false });
		await expectAtRest(scene);
		// It is told at once, through the operations log, which nothing holds.
		const told = () =>
			operator.events.find(({ data }) => (data as { id: string }).id === directory.id);
		await vi.waitFor(() => expect(told()).toBeDefined(), { timeout: 30_000 });
		expect(scene.sequences()).toEqual([2, 3, 4]);
		const [event] = await operations(directory);
		expect(told()).toEqual(event);
		expect(event).toMatchObject({
			type: 'deprovisioning_brake.engaged',
			directory_id: 'operations',
			tenant: '',
			product: '',
			data: {
				id: directory.id,
				name: 'Test',
				tenant: directory.tenant,
				product: 'product',
				limits: { users: 3, percent: null, window_seconds: 3600 },
				users: 4,
				deleted: 0,
				user_count: 60,
				after_sequence: 4,
			},
		});
	});

	test('the directory and its brake say so', async () => {
		const scene = await engaged();
		const limits = { users: 3, percent: null, window_seconds: 3600 };
		expect(await scene.read()).toEqual({
			state: 'engaged',
			limits,
			suggestion: { users: 10, percent: 10, window_seconds: 3600 },
			counted: 4,
			engaged_at: expect.stringMatching(/^\d{4}-.*Z$/),
			after_sequence: 4,
			held_events: 3,
		} satisfies Record<keyof DeprovisioningBrake, unknown>);
		const { body } = await api<Directory>('GET', `/directories/${scene.directory.id}`);
		expect(body).toMatchObject({ deliveries: 'held', deprovisioning_brake: limits });
	});

	test('a consumer under way stops after the POST that it has begun', async () => {
		const scene = await stage(60, { users: 3 });
		const bindings = { WEBHOOK_QUEUE: deafQueue };
		for (const name of ['one', 'two']) {
			const id = newResourceId();
			const command: Command = { kind: 'create', type: 'User', id, body: user(name) };
			await withWriter(scene.directory.id, bindings, (writer) =>
				writer.write({ tokenHash: null, size: 0, command }),
			);
		}
		const consumer = new Scene();
		consumer.clock = Date.now();
		consumer.respond = async () => {
			await deactivate(scene, 1, 4);
			return answer(204);
		};
		const wakeUp = { directoryId: scene.directory.id, endpointId: scene.endpointId };
		await deliver(wakeUp, consumer.deps());
		expect(consumer.sequences).toEqual([2]);
		await expectAtRest(scene);
		// That POST may come again, under the same id; then all the rest, in order.
		await scene.release('resume');
		await vi.waitFor(() => expect(scene.sequences()).toEqual(range(2, 7)), { timeout: 30_000 });
		const [first] = scene.receiver.events;
		expect(consumer.received[0]?.id).toBe(first?.id);
	});

	test('it engages once, and switching it off releases nothing', async () => {
		const scene = await engaged();
		await deactivate(scene, 5, 20);
		expect(await scene.read()).toMatchObject({ state: 'engaged', counted: 20, after_sequence: 4 });
		expect(await operations(scene.directory)).toHaveLength(1);
		expect((await api('DELETE', scene.brakePath)).status).toBe(204);
		expect(await scene.read()).toMatchObject({ state: 'engaged', limits: null, held_events: 19 });
		await deactivate(scene, 21, 21);
		await expectAtRest(scene);
		expect(await scene.release('resume')).toMatchObject({ state: 'off', events: 20 });
		await vi.waitFor(() => expect(scene.sequences()).toEqual(range(2, 24)), { timeout: 30_000 });
	});

	test('an endpoint that is made meanwhile waits too, and then begins where it was made', async () => {
		const scene = await engaged();
		const receiver = new Receiver();
		await createEndpoint({ url: receiver.url, tenant: scene.directory.tenant });
		const next = await scene.addUser();
		await expectAtRest(scene);
		await scene.release('resume');
		await vi.waitFor(() => expect(receiver.received).toHaveLength(1), { timeout: 30_000 });
		expect(receiver.sequences).toEqual([next]);
	});
});

describe('resume', () => {
	test('delivers all that was held, in order, and counts anew', async () => {
		const scene = await engaged();
		expect(await scene.release('resume')).toMatchObject({
			state: 'armed',
			decision: 'resumed',
			events: 3,
			counted: 0,
			held_events: 0,
			engaged_at: null,
			after_sequence: null,
		});
		await vi.waitFor(() => expect(scene.sequences()).toEqual(range(2, 7)), { timeout: 30_000 });
		expect(scene.receiver.events).toEqual(await scene.directory.events());
		await deactivate(scene, 5, 7);
		await vi.waitFor(() => expect(scene.sequences()).toEqual(range(2, 10)), { timeout: 30_000 });
		await deactivate(scene, 8, 8);
		expect(await scene.read()).toMatchObject({ state: 'engaged', counted: 4, after_sequence: 10 });
	});

	test('says so in the operations log', async () => {
		const scene = await engaged();
		const { engaged_at: engagedAt } = await scene.read();
		await scene.release('resume');
		const [, released, ...more] = await operations(scene.directory);
		expect(more).toEqual([]);
		expect(released).toMatchObject({
			type: 'deprovisioning_brake.released',
			data: {
				id: scene.directory.id,
				name: 'Test',
				tenant: scene.directory.tenant,
				product: 'product',
				decision: 'resumed',
				events: 3,
				after_sequence: 4,
				until_sequence: 7,
				engaged_at: engagedAt,
			},
		});
	});
});

describe('discard', () => {
	test('skips exactly what was held; a replay can send it all the same', async () => {
		const scene = await engaged();
		expect(await scene.release('discard')).toMatchObject({
			state: 'armed',
			decision: 'discarded',
			events: 3,
			held_events: 0,
		});
		const next = await scene.addUser();
		await vi.waitFor(() => expect(scene.sequences()).toEqual([2, 3, 4, next]), { timeout: 30_000 });
		expect((await scene.directory.events()).map(({ sequence }) => sequence)).toEqual(range(2, 8));
		const [, released] = await operations(scene.directory);
		expect(released?.data).toMatchObject({ decision: 'discarded', events: 3 });

		const lane = newId('rpl');
		await query(
			`INSERT INTO delivery_cursors (endpoint_id, directory_key, lane, sequence, until, state,
				attempts, due_at, lease_until, created_at)
			SELECT ?, key, ?, 3, 7, 'awake', 0, 0, 0, 0 FROM directories WHERE id = ?`,
			scene.endpointId,
			lane,
			scene.directory.id,
		);
		await testEnv.WEBHOOK_QUEUE.send({
			directoryId: scene.directory.id,
			endpointId: scene.endpointId,
			lane,
		});
		await vi.waitFor(() => expect(scene.sequences()).toEqual([2, 3, 4, next, 4, 5, 6, 7]), {
			timeout: 30_000,
		});
	});

	test('what retention has deleted is neither counted as held nor as discarded', async () => {
		const scene = await engaged();
		const { held_events: held, after_sequence: after } = await scene.read();
		expect(held).toBe(3);
		await keepFrom(scene.directory, (after ?? 0) + 2);
		expect(await scene.read()).toMatchObject({ held_events: 2 });
		expect(await scene.release('discard')).toMatchObject({ events: 2, held_events: 0 });
		const [, released] = await operations(scene.directory);
		expect(released?.data).toMatchObject({ decision: 'discarded', events: 2 });
	});

	test('what an endpoint had not got before is still delivered, in order', async () => {
		const scene = await stage(60, { users: 3 });
		scene.receiver.respond = () => 500;
		await scene.addUser();
		await deactivate(scene, 1, 4);
		expect(await scene.release('discard')).toMatchObject({ events: 1 });
		scene.receiver.respond = () => 204;
		const next = await scene.addUser();
		await vi.waitFor(() => expect([...new Set(scene.sequences())]).toEqual([2, 3, 4, 5, next]), {
			timeout: 30_000,
		});
	});

	test('whatever is committed at the same time is either discarded or delivered', async () => {
		for (const _round of range(1, 3)) {
			const scene = await engaged();
			const writes = range(1, 12).map(() =>
				scene.directory.scim('POST', '/Users', user(newResourceId())),
			);
			const [discarded] = await Promise.all([scene.release('discard'), ...writes]);
			await scene.addUser();
			const log = (await scene.directory.events()).map(({ sequence }) => sequence);
			const live = log.filter((sequence) => sequence <= 4 || sequence > 4 + discarded.events);
			expect(live).toContain(log.at(-1));
			await vi.waitFor(() => expect(scene.sequences()).toEqual(live), { timeout: 30_000 });
		}
	});
});

/** Deactivates through a writer of its own whose nth batch meets a fault, and whose queue is deaf. */
async function deactivateWith(
	scene: Stage,
	at: number,
	faultOf: (batch: number) => Fault | Promise<Fault>,
): Promise<void> {
	const command: Command = {
		kind: 'patch',
		type: 'User',
		id: filledId(at),
		body: deactivation,
		wantsResource: false,
		wantsMembers: false,
	};
	const bindings = { DB: faultyD1(faultOf), WEBHOOK_QUEUE: deafQueue };
	const result = await withWriter(scene.directory.id, bindings, (writer) =>
		writer.write({ tokenHash: null, size: 0, command }),
	);
	expect(result.ok).toBe(true);
}

describe('whatever fails', () => {
	test.each<Fault>(['fails before', 'fails after'])(
		'a commit that %s counts once, and engages once',
		async (fault) => {
			const scene = await stage(60, { users: 1 });
			for (const at of [1, 2, 3]) {
				// The first batch reads, the second commits.
				await deactivateWith(scene, at, (batch) => (batch === 1 ? fault : 'none'));
			}
			expect(await scene.read()).toMatchObject({ counted: 3, after_sequence: 2, held_events: 2 });
			expect(await operations(scene.directory)).toHaveLength(1);
			await expectAtRest(scene);
		},
	);

	test('a commit that another writer forestalls counts once', async () => {
		const scene = await stage(60, { users: 1 });
		await deactivateWith(scene, 1, async (batch): Promise<Fault> => {
			if (batch === 1) await deactivate(scene, 2, 2);
			return 'none';
		});
		expect(await scene.read()).toMatchObject({ counted: 2, after_sequence: 2, held_events: 1 });
		expect(await operations(scene.directory)).toHaveLength(1);
	});
});

describe('the window', () => {
	const db = openDatabase(testEnv.DB);

	/** Users lose their access at a time; tells whether the brake is engaged then. */
	async function lose(directory: TestDirectory, users: number, now: number): Promise<boolean> {
		const [row] = await query<{ key: number; last_sequence: number }>(
			`SELECT key, last_sequence FROM directories WHERE id = ?`,
			directory.id,
		);
		const batch = new Batch(db);
		const loaded = { key: row?.key, id: directory.id, lastSequence: row?.last_sequence };
		const change = { directory: loaded, now } as Parameters<typeof applyBrake>[1];
		applyBrake(batch, change, { users, deleted: 0 }, newId('evt'), () => {});
		await batch.run();
		const [held] = await query(
			`SELECT 1 FROM directories WHERE id = ? AND paused_at IS NOT NULL`,
			directory.id,
		);
		return held !== undefined;
	}

	test('whoever lost access within it is counted, and nobody for more than a sixtieth longer', async () => {
		const step = fc.record({
			/** In thousandths of the window. */
			after: fc.oneof(fc.nat(50), fc.integer({ min: 900, max: 1045 })),
			users: fc.integer({ min: 1, max: 4 }),
		});
		await fc.assert(
			fc.asyncProperty(
				fc.constantFrom(60, 61, 3600, 604_800),
				fc.integer({ min: 1, max: 10 }),
				fc.array(step, { minLength: 1, maxLength: 15 }),
				async (windowSeconds, users, steps) => {
					const directory = await createDirectory();
					const limits = { users, percent: null, window_seconds: windowSeconds };
					const windowMs = windowSeconds * 1000;
					let now = 1_800_000_000_123;
					await setBrake(db, directory.id, limits, now);
					const lost: { at: number; users: number }[] = [];
					const since = (at: number) =>
						lost.reduce((sum, each) => sum + (each.at > at ? each.users : 0), 0);
					for (const each of steps) {
						now += Math.floor((each.after * windowMs) / 1000);
						lost.push({ at: now, users: each.users });
						const isEngaged = await lose(directory, each.users, now);
						const must = since(now - windowMs) > users;
						const may = since(now - (windowMs * 61) / 60) > users;
						expect({ must, isEngaged, may }).toEqual({
							must: must && isEngaged,
							isEngaged: isEngaged && may,
							may,
						});
						if (isEngaged) return;
					}
				},
			),
			{ numRuns: 40 },
		);
	});

	test('keeps no more rows than the parts of a window', async () => {
		const directory = await createDirectory();
		const limits = { users: 1_000_000, percent: null, window_seconds: 60 };
		await setBrake(db, directory.id, limits, 0);
		for (const second of range(1, 100)) await lose(directory, 1, 1_800_000_000_000 + second * 997);
		const [row] = await query<{ parts: number; users: number }>(
			`SELECT count(*) AS parts, sum(users) AS users FROM deprovisionings
			WHERE directory_key = (SELECT key FROM directories WHERE id = ?)`,
			directory.id,
		);
		expect(row?.parts).toBeLessThanOrEqual(62);
		expect(row?.users).toBeGreaterThanOrEqual(60);
	});
});

describe('the API', () => {
	test('is off by default, and suggests limits for a directory of that size', async () => {
		const scene = await stage(2_000);
		expect(await scene.read()).toEqual({
			state: 'off',
			limits: null,
			suggestion: { users: 100, percent: 10, window_seconds: 3600 },
			counted: 0,
			engaged_at: null,
			after_sequence: null,
			held_events: 0,
		});
		const { body } = await api<Directory>('GET', `/directories/${scene.directory.id}`);
		expect(body).toMatchObject({ deliveries: 'flowing', deprovisioning_brake: null });
	});

	test('what it suggests can be set as it is; switched off, it forgets what it counted', async () => {
		const scene = await stage(60);
		const { suggestion } = await scene.read();
		const set = await api<DeprovisioningBrake>('PUT', scene.brakePath, suggestion);
		expect(set).toMatchObject({ status: 200, body: { state: 'armed', limits: suggestion } });
		await deactivate(scene, 1, 2);
		expect((await scene.read()).counted).toBe(2);
		expect((await api('DELETE', scene.brakePath)).status).toBe(204);
		expect(await scene.read()).toMatchObject({ state: 'off', limits: null, counted: 0 });
		await api('PUT', scene.brakePath, { percent: 20 });
		expect(await scene.read()).toMatchObject({
			counted: 0,
			limits: { users: null, percent: 20, window_seconds: 3600 },
		});
	});

	test.each<[unknown, string]>([
		[{}, 'users'],
		[{ users: null, percent: null }, 'users'],
		[{ window_seconds: 600 }, 'users'],
		[{ users: 0 }, 'users'],
		[{ users: 1.5 }, 'users'],
		[{ users: '10' }, 'users'],
		[{ percent: 0 }, 'percent'],
		[{ percent: 100 }, 'percent'],
		[{ users: 5, window_seconds: 59 }, 'window_seconds'],
		[{ users: 5, window_seconds: 604_801 }, 'window_seconds'],
		[{ users: 5, window_seconds: null }, 'window_seconds'],
		[{ users: 5, user: 5 }, 'user'],
		[[], 'body'],
	])('PUT %j is refused: %s', async (body, field) => {
		const { id } = await createDirectory();
		const path = `/directories/${id}/deprovisioning-brake`;
		const reply = await api<{ errors: { field: string }[] }>('PUT', path, body);
		expect(reply.status).toBe(400);
		expect(reply.body.errors.map((error) => error.field)).toEqual([field]);
		expect((await api('GET', path)).body).toMatchObject({ state: 'off' });
	});

	test.each([
		['GET', '', 404],
		['PUT', '', 404],
		['DELETE', '', 404],
		['POST', '/resume', 404],
		['POST', '/discard', 404],
		['POST', '', 405],
		['GET', '/resume', 405],
	])(
		'%s …/deprovisioning-brake%s of a directory that there is not: %i',
		async (method, rest, status) => {
			for (const id of ['dir_none', 'operations']) {
				const body = method === 'PUT' ? [{ users: 5 }] : [];
				const path = `/directories/${id}/deprovisioning-brake${rest}`;
				expect((await api(method, path, ...body)).status).toBe(status);
			}
		},
	);

	test.each(['resume', 'discard'])('409: %s, when nothing is held', async (decision) => {
		const scene = await stage(60, { users: 3 });
		await deactivate(scene, 1, 3);
		const path = `${scene.brakePath}/${decision}`;
		expect(await api('POST', path)).toMatchObject({
			status: 409,
			body: { detail: expect.stringContaining('not held') },
		});
		expect(await scene.read()).toMatchObject({ state: 'armed', counted: 3 });
		await deactivate(scene, 4, 4);
		const both = await Promise.all([api('POST', path), api('POST', path)]);
		expect(new Set(both.map(({ status }) => status))).toEqual(new Set([200, 409]));
		expect(await operations(scene.directory)).toHaveLength(2);
	});

	test('the audit log names each change', async () => {
		const scene = await stage(60, { users: 3 });
		await deactivate(scene, 1, 4);
		await scene.release('discard');
		await deactivate(scene, 5, 8);
		await scene.release('resume');
		await api('DELETE', scene.brakePath);
		const actions = () =>
			query<{ action: string }>(
				`SELECT action FROM audit_log WHERE directory_id = ? AND target = directory_id
				AND action LIKE 'deprovisioning_brake.%' ORDER BY id`,
				scene.directory.id,
			).then((found) => found.map(({ action }) => action.replace(/^.*\./, '')));
		await expect.poll(actions).toEqual(['set', 'discard', 'resume', 'delete']);
	});
});
