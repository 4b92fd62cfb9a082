/**
 * What an endpoint's state and settings do to its deliveries: throttled, disabled, replayed to, with
 * headers of its own, with a secret that rotates, as Security Event Tokens, at targets that are refused.
 */
import { decodeProtectedHeader, importJWK, type JWK, jwtVerify } from 'jose';
import { Webhook } from 'standardwebhooks';
import { beforeAll, describe, expect, test } from 'vitest';
import { holdStatement, releaseStatement } from '../../src/store/delivery-cursors.ts';
import {
	disableEndpoint,
	enableEndpoint,
	updateEndpoint,
} from '../../src/store/webhook-endpoints.ts';
import { seal } from '../../src/platform/crypto.ts';
import { newId } from '../../src/platform/ids.ts';
import { sql } from 'drizzle-orm';
import type { WakeUp } from '../../src/worker/wake-up.ts';
import {
	answer,
	commit,
	db,
	deliver,
	type EndpointOptions,
	makeDirectory,
	makeEndpoint,
	query,
	readCursor,
	Scene,
	sealFor,
	SECRET,
	type TestDirectory,
	traffic,
} from '../support/delivery.ts';

const DAY_MS = 86_400_000;
const OTHER_MASTER_KEY = btoa('another master key of 32 bytes, ');

interface Stage {
	readonly scene: Scene;
	/** Two directories of a tenant. */
	readonly directories: readonly [TestDirectory, TestDirectory];
	/** Covers both. */
	readonly endpointId: string;
	readonly wakeUps: readonly [WakeUp, WakeUp];
	/** Commits one event in each directory. */
	readonly change: (type?: string) => Promise<void>;
}

async function stage(options: EndpointOptions = {}): Promise<Stage> {
	const scene = new Scene();
	const tenant = `tenant ${crypto.randomUUID()}`;
	const directories = [await makeDirectory({ tenant }), await makeDirectory({ tenant })] as const;
	const endpointId = await makeEndpoint({ tenant }, options);
	const [one, two] = directories.map(({ id }) => ({ directoryId: id, endpointId }));
	return {
		scene,
		directories,
		endpointId,
		wakeUps: [one!, two!],
		change: async (type = 'user.created') => {
			for (const each of directories) await commit(each, [type], { now: scene.clock });
		},
	};
}

function readEndpoint(id: string) {
	return query<{
		state: string;
		disabled_reason: string | null;
		failing_since: number | null;
		throttled_until: number;
	}>(
		'SELECT state, disabled_reason, failing_since, throttled_until FROM webhook_endpoints WHERE id = ?',
		id,
	).then(([row]) => row);
}

describe('an overloaded receiver', () => {
	test.each([429, 502, 503, 504])(
		'that answers %i is left alone by all of its endpoint’s directories',
		async (status) => {
			const { scene, directories, endpointId, wakeUps, change } = await stage();
			await change();
			scene.respond = () => answer(status);
			await deliver(wakeUps[0], scene.deps());
			const until = scene.clock + 30_000;
			expect(await readEndpoint(endpointId)).toMatchObject({ throttled_until: until });
			expect(scene.sent).toEqual([{ wakeUp: wakeUps[0], delaySeconds: 30 }]);

			traffic.trips = 0;
			await deliver(wakeUps[1], scene.deps());
			expect(traffic.trips).toBe(2);
			expect(scene.received).toHaveLength(1);
			// A little later than the one that failed, which asks first whether it is over.
			expect(scene.sent[1]).toEqual({ wakeUp: wakeUps[1], delaySeconds: 32 });
			expect(await readCursor(directories[1], endpointId)).toMatchObject({
				state: 'awake',
				attempts: 0,
				due_at: until + 1_500,
				lease_id: null,
				last_error: null,
			});
			scene.respond = () => answer(200);
			scene.clock = until;
			await deliver(wakeUps[0], scene.deps());
			scene.clock = until + 1_500;
			await deliver(wakeUps[1], scene.deps());
			expect(scene.received).toHaveLength(3);
		},
	);

	test('gets its directories back one after another', async () => {
		const { scene, directories, endpointId, wakeUps, change } = await stage();
		const { tenant } = directories[0];
		await change();
		scene.respond = () => answer(503, '20');
		const deps = scene.deps({ random: () => 0 });
		await deliver(wakeUps[0], deps);
		const dueAfter: number[] = [];
		for (const directory of [
			directories[1],
			await makeDirectory({ tenant }),
			await makeDirectory({ tenant }),
		]) {
			await commit(directory, ['user.updated'], { now: scene.clock });
			await deliver({ directoryId: directory.id, endpointId }, deps);
			dueAfter.push(((await readCursor(directory, endpointId))?.due_at ?? 0) - scene.clock);
		}
		expect(scene.received).toHaveLength(1);
		expect(dueAfter).toEqual([20_000, 20_050, 20_100]);
	});

	test.each([
		['120', 120],
		['7', 7],
		['0', 0],
		['999999', 86_400],
		['soon', 30],
	])('that asks for %s is left alone for %i seconds', async (retryAfter, seconds) => {
		const { scene, endpointId, wakeUps, change } = await stage();
		await change();
		scene.respond = () => answer(503, retryAfter);
		await deliver(wakeUps[0], scene.deps());
		const { throttled_until: until } = (await readEndpoint(endpointId)) ?? {};
		expect(until).toBe(scene.clock + seconds * 1_000);
		// The schedule asks for five seconds itself.
		expect(scene.sent[0]?.delaySeconds).toBe(Math.max(seconds, 5));
		await deliver(wakeUps[1], scene.deps());
		expect(scene.received).toHaveLength(seconds === 0 ? 2 : 1);
		expect(scene.sent.every(({ delaySeconds }) => delaySeconds <= 86_400)).toBe(true);
	});

	test('is tried at once when its endpoint is enabled, and has failed no less for it', async () => {
		const { scene, directories, endpointId, wakeUps, change } = await stage();
		await change();
		scene.respond = () => answer(503, '86400');
		for (const wakeUp of wakeUps) await deliver(wakeUp, scene.deps());
		const failingSince = scene.clock;
		scene.clock += 60_000;
		const due = await enableEndpoint(db, endpointId, scene.clock);
		expect(due).toEqual(wakeUps.map((wakeUp) => ({ ...wakeUp, lane: '' })));
		expect(await readEndpoint(endpointId)).toMatchObject({
			state: 'enabled',
			failing_since: failingSince,
			throttled_until: 0,
		});
		expect(await readCursor(directories[0], endpointId)).toMatchObject({ attempts: 1 });
		scene.respond = () => answer(200);
		for (const wakeUp of wakeUps) await deliver(wakeUp, scene.deps());
		expect(scene.sequences).toEqual([1, 1, 1]);
	});

	test('that is polled is never due, enabled or not', async () => {
		const options: EndpointOptions = { format: 'set', delivery: 'poll' };
		const { directories, endpointId, change } = await stage(options);
		await change();
		const before = await readCursor(directories[0], endpointId);
		expect(await enableEndpoint(db, endpointId, Date.now())).toEqual([]);
		expect(await readCursor(directories[0], endpointId)).toEqual(before);
	});

	test.each([500, 404, 413, 301])('does not answer %i: others go on', async (status) => {
		const { scene, endpointId, wakeUps, change } = await stage();
		await change();
		scene.respond = () => answer(scene.received.length === 1 ? status : 200, '60');
		for (const wakeUp of wakeUps) await deliver(wakeUp, scene.deps());
		expect(scene.received).toHaveLength(2);
		expect(await readEndpoint(endpointId)).toMatchObject({ throttled_until: 0 });
		expect(scene.sent).toEqual([{ wakeUp: wakeUps[0], delaySeconds: 60 }]);
	});

	test('is left alone longer each time, and never for more than five minutes unless it asks', async () => {
		const { scene, endpointId, wakeUps, change } = await stage();
		await change();
		scene.respond = () => answer(503);
		const deps = scene.deps({ retryScheduleSeconds: Array<number>(9).fill(0) });
		const pauses: number[] = [];
		for (let failure = 1; failure <= 6; failure += 1) {
			await deliver(wakeUps[0], deps);
			const { throttled_until: until = 0 } = (await readEndpoint(endpointId)) ?? {};
			pauses.push((until - scene.clock) / 1_000);
			scene.clock = until;
		}
		expect(pauses).toEqual([30, 60, 120, 240, 300, 300]);
	});

	test('stays alone although a POST that was under way succeeds, and that turn ends', async () => {
		const { scene, directories, endpointId, wakeUps, change } = await stage();
		await change();
		await change('user.updated');
		scene.respond = async ({ body }) => {
			if (body.includes(directories[1].id)) return answer(429, '60');
			await deliver(wakeUps[1], scene.deps());
			return answer(200);
		};
		await deliver(wakeUps[0], scene.deps());
		expect(scene.received).toHaveLength(2);
		expect(await readEndpoint(endpointId)).toMatchObject({
			throttled_until: scene.clock + 60_000,
			failing_since: null,
		});
		expect(await readCursor(directories[0], endpointId)).toMatchObject({
			sequence: 1,
			due_at: scene.clock + 63_000,
			lease_id: null,
		});
	});

	test('is left alone before the event after a dead one, too', async () => {
		const { scene, endpointId, wakeUps, change } = await stage();
		await change();
		await change('user.updated');
		scene.respond = () => answer(503);
		await deliver(wakeUps[0], scene.deps({ retryScheduleSeconds: [0] }));
		expect(scene.sequences).toEqual([1]);
		expect(scene.sent).toEqual([{ wakeUp: wakeUps[0], delaySeconds: 32 }]);
		expect(
			await query('SELECT sequence FROM dead_letters WHERE endpoint_id = ?', endpointId),
		).toEqual([{ sequence: 1 }]);
	});
});

async function outcomesOf(endpointId: string): Promise<string[]> {
	const rows = await query<{ outcome: string }>(
		'SELECT outcome FROM delivery_attempts WHERE endpoint_id = ? ORDER BY attempted_at, id',
		endpointId,
	);
	return rows.map(({ outcome }) => outcome);
}

describe('an endpoint that moves during a POST', () => {
	const MOVED = 'https://moved.example.com/hook';

	test.each([
		[410, null],
		[503, '3600'],
		[500, null],
		[200, null],
	])(
		'goes on at its new URL at once: that the old one answers %i is nothing',
		async (status, retryAfter) => {
			const { scene, directories, endpointId, wakeUps, change } = await stage();
			await change();
			const due: WakeUp[] = [];
			scene.respond = async ({ url }) => {
				if (url === MOVED) return answer(200);
				due.push(...(await updateEndpoint(db, endpointId, { url: MOVED }, scene.clock)));
				return answer(status, retryAfter);
			};
			await deliver(wakeUps[0], scene.deps());
			expect(scene.received).toHaveLength(1);
			expect(await readEndpoint(endpointId)).toMatchObject({
				state: 'enabled',
				failing_since: null,
				throttled_until: 0,
			});
			expect(due).toContainEqual({ ...wakeUps[0], lane: '' });
			await deliver(wakeUps[0], scene.deps());
			expect(scene.received.map(({ url, id }) => [url === MOVED, id])).toEqual([
				[false, scene.received[0]?.id],
				[true, scene.received[0]?.id],
			]);
			expect(await readCursor(directories[0], endpointId)).toMatchObject({ state: 'idle' });
			expect(await outcomesOf(endpointId)).toEqual([
				status === 200 ? 'delivered' : 'retry',
				'delivered',
			]);
		},
	);
});

/** Fails in the first directory at once and then after each of these times. */
async function failing(here: Stage, ...afterMs: number[]): Promise<void> {
	const { scene, wakeUps } = here;
	scene.respond = () => answer(500);
	for (const ms of [0, ...afterMs]) {
		scene.clock += ms;
		await deliver(wakeUps[0], scene.deps({ retryScheduleSeconds: Array<number>(9).fill(0) }));
	}
}

describe('an endpoint that only fails', () => {
	test('for five days is disabled, and says since when and why', async () => {
		const here = await stage();
		const { scene, directories, endpointId, wakeUps, change } = here;
		await change();
		const since = new Date(scene.clock).toISOString();
		await failing(here, 4 * DAY_MS, DAY_MS - 1);
		expect(await readEndpoint(endpointId)).toMatchObject({ state: 'enabled' });
		await failing(here, 1);
		expect(await readEndpoint(endpointId)).toMatchObject({
			state: 'disabled',
			disabled_reason: `All deliveries have failed since ${since}. The last error was: HTTP 500`,
		});
		// It keeps its place in every directory, and nothing is dead.
		expect(await readCursor(directories[0], endpointId)).toMatchObject({
			state: 'idle',
			sequence: 0,
			lease_id: null,
		});
		expect(await query('SELECT * FROM dead_letters WHERE endpoint_id = ?', endpointId)).toEqual([]);
		expect(await outcomesOf(endpointId)).toEqual(['retry', 'retry', 'retry', 'retry', 'disabled']);
		const posted = scene.received.length;
		for (const wakeUp of wakeUps) await deliver(wakeUp, scene.deps());
		expect(scene.received).toHaveLength(posted);

		await enableEndpoint(db, endpointId, scene.clock);
		scene.respond = () => answer(200);
		for (const wakeUp of wakeUps) await deliver(wakeUp, scene.deps());
		expect(scene.sequences.slice(posted)).toEqual([1, 1]);
		expect(await readEndpoint(endpointId)).toMatchObject({ failing_since: null });
	});

	test('now, and has failed days ago when it was last sent anything, is tried again first', async () => {
		const here = await stage();
		const { scene, directories, endpointId, wakeUps, change } = here;
		await change();
		scene.respond = () => answer(500);
		await deliver(wakeUps[0], scene.deps({ retryScheduleSeconds: [0] }));
		const failing_since = scene.clock;
		scene.clock += 6 * DAY_MS;
		await change('user.updated');
		await failing(here, 0, 0, 0);
		expect(await readEndpoint(endpointId)).toMatchObject({ state: 'enabled', failing_since });
		expect(await readCursor(directories[0], endpointId)).toMatchObject({ attempts: 4 });
		await failing(here);
		expect(await readEndpoint(endpointId)).toMatchObject({ state: 'disabled' });
		expect(await outcomesOf(endpointId)).toEqual([
			'dead',
			...Array<string>(4).fill('retry'),
			'disabled',
		]);
	});

	test('is not given up while another directory of it succeeds', async () => {
		const here = await stage();
		const { scene, endpointId, wakeUps, change } = here;
		await change();
		await failing(here, 4 * DAY_MS);
		scene.respond = () => answer(200);
		await deliver(wakeUps[1], scene.deps());
		expect(await readEndpoint(endpointId)).toMatchObject({ failing_since: null });
		await failing(here, 4 * DAY_MS);
		expect(await readEndpoint(endpointId)).toMatchObject({
			state: 'enabled',
			failing_since: scene.clock - 4 * DAY_MS,
		});
	});

	test('is not given up if another directory of it succeeds at the last moment', async () => {
		const here = await stage();
		const { scene, endpointId, wakeUps, change } = here;
		await change();
		await failing(here, 0, 0, 0);
		scene.clock += 5 * DAY_MS;
		scene.respond = async () => {
			if (scene.received.length > 5) return answer(200);
			await deliver(wakeUps[1], scene.deps());
			return answer(500);
		};
		await deliver(wakeUps[0], scene.deps({ retryScheduleSeconds: [0, 0, 0, 0, 0, 300] }));
		// It was a failure like any other.
		const failing_since = scene.clock;
		expect(await readEndpoint(endpointId)).toMatchObject({ state: 'enabled', failing_since });
		expect((await outcomesOf(endpointId)).slice(4)).toEqual(['delivered', 'retry']);
		const next = scene.sent.at(-1);
		expect(next).toEqual({ wakeUp: wakeUps[0], delaySeconds: 300 });
		scene.clock += 300_000;
		await deliver(wakeUps[0], scene.deps());
		expect(await readCursor(here.directories[0], endpointId)).toMatchObject({ state: 'idle' });
	});

	test.each([
		['410 Gone', 410, 'The endpoint answered 410 Gone.'],
		['failing for days', 500, undefined],
	])('and is disabled by %s: operations hear of it', async (_name, status, reason) => {
		const here = await stage();
		const { scene, directories, endpointId, change } = here;
		const listener = await makeEndpoint(
			{ directoryId: 'operations' },
			{ types: ['webhook_endpoint.*'] },
		);
		await change();
		await failing(here, 5 * DAY_MS - 1);
		scene.respond = ({ body }) => answer(body.includes(directories[0].id) ? status : 200);
		scene.clock += 1;
		scene.sent.length = 0;
		// The last try of the event is enough, however few there are.
		await deliver(here.wakeUps[0], scene.deps({ retryScheduleSeconds: [0, 0, 0] }));
		expect(scene.sent).toEqual([
			{ wakeUp: { directoryId: 'operations', endpointId: listener, lane: '' }, delaySeconds: 0 },
		]);

		await deliver(scene.sent[0]!.wakeUp, scene.deps());
		const event = JSON.parse(scene.received.at(-1)?.body ?? '') as Record<string, unknown>;
		const row = await readEndpoint(endpointId);
		expect(row?.disabled_reason).toBe(reason ?? row?.disabled_reason);
		expect(event).toMatchObject({
			type: 'webhook_endpoint.disabled',
			directory_id: 'operations',
			data: {
				id: endpointId,
				tenant: directories[0].tenant,
				reason: row?.disabled_reason,
				failing_since: new Date(scene.clock - 5 * DAY_MS).toISOString(),
			},
		});
		await query('DELETE FROM webhook_endpoints WHERE id = ?', listener);
	});
});

/** Seals a value of an endpoint under another key. */
async function setSealed(id: string, column: string, key: string, value: string): Promise<void> {
	const sealed = await seal(key, id, value);
	await query(`UPDATE webhook_endpoints SET ${column} = ? WHERE id = ?`, sealed, id);
}

describe('what was sealed under another master key', () => {
	const masterKey = OTHER_MASTER_KEY;

	test.each([
		[
			'secret',
			{},
			'The signing secret cannot be opened: ROLLCALL_MASTER_KEY has changed. Rotate the secret.',
		],
		[
			'headers',
			{ headers: { 'X-Route': 'eu' } },
			'The custom headers cannot be opened: ROLLCALL_MASTER_KEY has changed. Set them again.',
		],
	])('%s: each try fails and says so, until it is set anew', async (column, options, error) => {
		const { scene, directories, endpointId, wakeUps, change } = await stage(options);
		if (column === 'headers') await setSealed(endpointId, 'secret', masterKey, SECRET);
		await change();
		await deliver(wakeUps[0], scene.deps({ masterKey }));
		expect(scene.received).toEqual([]);
		expect(await readCursor(directories[0], endpointId)).toMatchObject({
			state: 'awake',
			attempts: 1,
			due_at: scene.clock + 5_000,
			lease_id: null,
			last_error: error,
		});
		expect(await readEndpoint(endpointId)).toMatchObject({ failing_since: scene.clock });
		expect(
			await query(
				`SELECT webhook_id, status, error, outcome, duration_ms FROM delivery_attempts
				WHERE endpoint_id = ?`,
				endpointId,
			),
		).toEqual([
			{
				webhook_id: `evt_${directories[0].key}x1`,
				status: null,
				error,
				outcome: 'retry',
				duration_ms: 0,
			},
		]);

		const anew = column === 'secret' ? SECRET : '{}';
		await setSealed(endpointId, column, masterKey, anew);
		scene.clock += 5_000;
		await deliver(wakeUps[0], scene.deps({ masterKey }));
		expect(scene.sequences).toEqual([1]);
		expect(await readEndpoint(endpointId)).toMatchObject({ failing_since: null });
	});

	test('a secret that is being replaced does not sign, and keeps nothing from being sent', async () => {
		const { scene, endpointId, wakeUps, change } = await stage();
		scene.clock = Date.now();
		await query(
			'UPDATE webhook_endpoints SET previous_secret = secret, previous_secret_until = ? WHERE id = ?',
			scene.clock + DAY_MS,
			endpointId,
		);
		const anew = `whsec_${btoa('the secret after it, 32 bytes long')}`;
		await setSealed(endpointId, 'secret', masterKey, anew);
		await change();
		await deliver(wakeUps[0], scene.deps({ masterKey }));
		const { headers, body } = scene.received[0]!;
		expect(headers['webhook-signature']?.split(' ')).toHaveLength(1);
		new Webhook(anew).verify(body, { ...headers });
	});
});

/** Adds a replay of the first directory's log; its id is its lane. */
async function replay(here: Stage, kind: 'rpl' | 'rdl', until: number, types?: string[]) {
	const lane = newId(kind);
	await query(
		`INSERT INTO delivery_cursors (endpoint_id, directory_key, lane, sequence, until, types, state,
			attempts, due_at, lease_until, created_at) VALUES (?, ?, ?, 0, ?, ?, 'awake', 0, ?, 0, ?)`,
		here.endpointId,
		here.directories[0].key,
		lane,
		until,
		types ? JSON.stringify(types) : null,
		here.scene.clock,
		here.scene.clock,
	);
	return { ...here.wakeUps[0], lane };
}

function readLane(lane: string) {
	return query<{ state: string; sequence: number; attempts: number; lease_id: string | null }>(
		'SELECT state, sequence, attempts, lease_id FROM delivery_cursors WHERE lane = ?',
		lane,
	).then(([row]) => row);
}

describe('a replay', () => {
	const FIVE = ['user.created', 'group.created', 'user.updated', 'group.updated', 'user.deleted'];

	async function log(options: EndpointOptions = {}): Promise<Stage> {
		const here = await stage(options);
		await commit(here.directories[0], FIVE, { now: here.scene.clock });
		return here;
	}

	test('sends what was sent before: same ids, same order, marked, and then it is done', async () => {
		const here = await log();
		const { scene, wakeUps } = here;
		await deliver(wakeUps[0], scene.deps());
		const wakeUp = await replay(here, 'rpl', 4);
		traffic.trips = 0;
		await deliver(wakeUp, scene.deps());
		expect(traffic.trips).toBe(5);
		expect(scene.sequences).toEqual([1, 2, 3, 4, 5, 1, 2, 3, 4]);
		const [live, replayed] = [scene.received.slice(0, 4), scene.received.slice(5)];
		expect(replayed.map(({ id }) => id)).toEqual(live.map(({ id }) => id));
		expect(replayed.map(({ body }) => body)).toEqual(live.map(({ body }) => body));
		const marks = scene.received.map(({ headers }) => headers['rollcall-replay']);
		expect(marks).toEqual([...Array<undefined>(5), ...Array<string>(4).fill(wakeUp.lane)]);
		expect(await readLane(wakeUp.lane)).toMatchObject({
			state: 'done',
			sequence: 4,
			lease_id: null,
		});
		// One that is done stays so.
		await deliver(wakeUp, scene.deps());
		expect(scene.received).toHaveLength(9);
	});

	test('of batches with other events has other webhook-ids, lest a receiver drops what it lacks', async () => {
		const here = await log({ maxBatch: 5 });
		const { scene, wakeUps } = here;
		await deliver(await replay(here, 'rpl', 5, ['user.*']), scene.deps());
		await deliver(wakeUps[0], scene.deps());
		await deliver(await replay(here, 'rpl', 5), scene.deps());
		expect(scene.received.map(({ sequences }) => sequences)).toEqual([
			[1, 3, 5],
			[1, 2, 3, 4, 5],
			[1, 2, 3, 4, 5],
		]);
		const [some, all, again] = scene.received;
		expect(some?.id).not.toBe(all?.id);
		expect([again?.id, again?.body]).toEqual([all?.id, all?.body]);
	});

	test('may be limited to types, and is batched like everything else', async () => {
		const here = await log({ maxBatch: 2 });
		const wakeUp = await replay(here, 'rpl', 5, ['user.*']);
		await deliver(wakeUp, here.scene.deps());
		expect(here.scene.received.map(({ sequences }) => sequences)).toEqual([[1, 3], [5]]);
	});

	test('of dead letters sends just those; delivered, they are dead letters no more', async () => {
		const here = await log();
		const { scene, endpointId, wakeUps } = here;
		scene.respond = ({ sequences }) => answer([2, 4, 5].includes(sequences[0] ?? 0) ? 500 : 200);
		await deliver(wakeUps[0], scene.deps({ retryScheduleSeconds: [0] }));
		const dead = () =>
			query<{ sequence: number; attempts: number }>(
				'SELECT sequence, attempts FROM dead_letters WHERE endpoint_id = ? ORDER BY sequence',
				endpointId,
			);
		expect((await dead()).map(({ sequence }) => sequence)).toEqual([2, 4, 5]);

		scene.received.length = 0;
		scene.respond = ({ sequences }) => answer(sequences[0] === 2 ? 500 : 200);
		const wakeUp = await replay(here, 'rdl', 4);
		await deliver(wakeUp, scene.deps({ retryScheduleSeconds: [0, 5] }));
		expect(await readLane(wakeUp.lane)).toMatchObject({ state: 'awake', attempts: 1 });
		scene.clock += 5_000;
		await deliver(wakeUp, scene.deps({ retryScheduleSeconds: [0, 5] }));
		expect(scene.sequences).toEqual([2, 2, 4]);
		expect(await dead()).toEqual([
			{ sequence: 2, attempts: 2 },
			{ sequence: 5, attempts: 1 },
		]);
		expect(await readLane(wakeUp.lane)).toMatchObject({ state: 'done' });
	});

	test('of the log takes what it delivers from the dead letters, too', async () => {
		const here = await log();
		const { scene, endpointId, wakeUps } = here;
		scene.respond = () => answer(500);
		await deliver(wakeUps[0], scene.deps({ retryScheduleSeconds: [0] }));
		scene.respond = () => answer(200);
		await deliver(await replay(here, 'rpl', 3), scene.deps());
		expect(
			await query('SELECT sequence FROM dead_letters WHERE endpoint_id = ?', endpointId),
		).toEqual([{ sequence: 4 }, { sequence: 5 }]);
	});

	test('and the live events of its endpoint do not wait for one another', async () => {
		const here = await log();
		const { scene, directories, endpointId, wakeUps } = here;
		await deliver(wakeUps[0], scene.deps());
		const wakeUp = await replay(here, 'rpl', 5);
		scene.received.length = 0;
		scene.respond = async ({ headers }) => {
			if (headers['rollcall-replay'] === undefined) return answer(200);
			// While the replay's POST is under way, and fails.
			await commit(directories[0], ['user.created'], { now: scene.clock });
			await deliver(wakeUps[0], scene.deps());
			return answer(500);
		};
		await deliver(wakeUp, scene.deps());
		expect(scene.sequences).toEqual([1, 6]);
		expect(await readCursor(directories[0], endpointId)).toMatchObject({
			state: 'idle',
			sequence: 6,
			attempts: 0,
		});
		expect(await readLane(wakeUp.lane)).toMatchObject({ state: 'awake', sequence: 0, attempts: 1 });
	});

	test('stops when its endpoint is disabled, and goes on when it is enabled', async () => {
		const here = await log();
		const { scene, endpointId } = here;
		const wakeUp = await replay(here, 'rpl', 5);
		scene.respond = async () => {
			const change = { id: endpointId, reason: 'by hand', eventId: newId('evt'), now: scene.clock };
			if (scene.received.length === 2) await disableEndpoint(db, change);
			return answer(200);
		};
		await deliver(wakeUp, scene.deps());
		await deliver(wakeUp, scene.deps());
		expect(scene.sequences).toEqual([1, 2]);
		await enableEndpoint(db, endpointId, scene.clock);
		await deliver(wakeUp, scene.deps());
		expect(scene.sequences).toEqual([1, 2, 2, 3, 4, 5]);
	});

	test('stops when the brake holds its directory, and goes on when it is released', async () => {
		const here = await log();
		const { scene, directories } = here;
		const ofDirectory = sql`directory_key = ${directories[0].key}`;
		const wakeUp = await replay(here, 'rpl', 5);
		scene.respond = async () => {
			if (scene.received.length === 2) await db.run(holdStatement(ofDirectory));
			return answer(200);
		};
		await deliver(wakeUp, scene.deps());
		await deliver(wakeUp, scene.deps());
		expect(scene.sequences).toEqual([1, 2]);
		await db.run(releaseStatement(ofDirectory, scene.clock));
		await deliver(wakeUp, scene.deps());
		expect(scene.sequences).toEqual([1, 2, 2, 3, 4, 5]);
	});
});

describe('a POST', () => {
	test('carries the endpoint’s own headers, and none in place of ours', async () => {
		const { scene, wakeUps, change } = await stage({
			headers: { Authorization: 'Bearer mine', 'X-Route': 'eu', 'Webhook-Id': 'forged' },
		});
		await change();
		await deliver(wakeUps[0], scene.deps());
		const [received] = scene.received;
		expect(received?.headers).toMatchObject({
			authorization: 'Bearer mine',
			'x-route': 'eu',
			'content-type': 'application/json',
		});
		expect(received?.id).toMatch(/^evt_/);
		expect(received?.headers['Webhook-Id']).toBeUndefined();
	});

	test('is signed with both secrets while one replaces the other, then with the new one', async () => {
		const { scene, endpointId, wakeUps, change } = await stage();
		const former = `whsec_${btoa('the former secret, 32 bytes long')}`;
		scene.clock = Date.now();
		await query(
			'UPDATE webhook_endpoints SET previous_secret = ?, previous_secret_until = ? WHERE id = ?',
			await sealFor(endpointId, former),
			scene.clock + 1,
			endpointId,
		);
		await change();
		await deliver(wakeUps[0], scene.deps());
		scene.clock += 1;
		await deliver(wakeUps[1], scene.deps());

		const [during, after] = scene.received;
		expect(during?.headers['webhook-signature']?.split(' ')).toHaveLength(2);
		for (const secret of [SECRET, former]) {
			new Webhook(secret).verify(during?.body ?? '', { ...during?.headers });
		}
		expect(after?.headers['webhook-signature']?.split(' ')).toHaveLength(1);
		new Webhook(SECRET).verify(after?.body ?? '', { ...after?.headers });
	});

	test('at this service itself, or at what the rules refuse, is a failed try that says so', async () => {
		const { scene, directories, endpointId, wakeUps, change } = await stage({
			url: 'https://rollcall.example.com/v1/hook',
			origin: 'https://rollcall.example.com',
		});
		await change();
		await deliver(wakeUps[0], scene.deps({ allowInsecureTargets: true }));
		expect(scene.received).toEqual([]);
		const own = 'The URL must not point to this service itself.';
		expect(await readCursor(directories[0], endpointId)).toMatchObject({
			attempts: 1,
			last_error: own,
		});
		expect(
			await query(
				'SELECT status, error, outcome FROM delivery_attempts WHERE endpoint_id = ?',
				endpointId,
			),
		).toEqual([{ status: null, error: own, outcome: 'retry' }]);
	});
});

describe('a Security Event Token', () => {
	const data = JSON.stringify({
		id: 'u',
		raw: { id: 'u', userName: 'anna', externalId: 'ext', meta: { version: 'W/"1"' } },
	});
	let publicKey: Awaited<ReturnType<typeof importJWK>>;

	/** An endpoint that takes SETs, with events that are about users. */
	async function setStage(): Promise<Stage> {
		const here = await stage({
			format: 'set',
			origin: 'https://rollcall.example.com',
			types: ['user.*'],
			headers: { authorization: 'Bearer mine' },
		});
		const types = ['user.created', 'user.deleted'];
		await commit(here.directories[0], types, { now: here.scene.clock, data });
		return here;
	}

	beforeAll(async () => {
		const { scene, wakeUps } = await setStage();
		await deliver(wakeUps[0], scene.deps());
		const [row] = await query<{ public_key: string }>('SELECT public_key FROM signing_keys');
		publicKey = await importJWK(JSON.parse(row?.public_key ?? '') as JWK, 'ES256');
	});

	test('is pushed as RFC 8935 says: one a POST, signed, and 202 is enough', async () => {
		const { scene, directories, endpointId, wakeUps } = await setStage();
		scene.respond = () => answer(202);
		traffic.trips = 0;
		await deliver(wakeUps[0], scene.deps());
		expect(traffic.trips).toBe(3);
		expect(scene.received).toHaveLength(2);
		const [first] = scene.received;
		expect(first?.headers).toEqual({
			'content-type': 'application/secevent+jwt',
			accept: 'application/json',
			authorization: 'Bearer mine',
		});
		expect(decodeProtectedHeader(first?.body ?? '')).toMatchObject({
			alg: 'ES256',
			typ: 'secevent+jwt',
		});
		const { payload } = await jwtVerify(first?.body ?? '', publicKey, {
			issuer: 'https://rollcall.example.com',
			audience: 'https://receiver.example.com/hook',
		});
		const eventId = `evt_${directories[0].key}x1`;
		expect(payload).toMatchObject({
			jti: `${eventId}.${endpointId}`,
			txn: eventId,
			iat: scene.clock / 1_000,
		});
		expect(await readCursor(directories[0], endpointId)).toMatchObject({
			state: 'idle',
			sequence: 2,
		});
	});

	test('whose key was sealed under another master key is a failed try that says so', async () => {
		const { scene, directories, endpointId, wakeUps } = await setStage();
		const id = newId('key');
		const privateKey = await seal(OTHER_MASTER_KEY, id, '{}');
		await query("INSERT INTO signing_keys VALUES (?, '{}', ?, ?)", id, privateKey, scene.clock);
		scene.clock += 3_600_000;
		await deliver(wakeUps[0], scene.deps());
		expect(scene.received).toEqual([]);
		expect(await readCursor(directories[0], endpointId)).toMatchObject({
			attempts: 1,
			last_error:
				'The signing key cannot be opened: ROLLCALL_MASTER_KEY has changed. Add a signing key.',
		});
		await query('DELETE FROM signing_keys WHERE id = ?', id);
		scene.clock += 5_000;
		await deliver(wakeUps[0], scene.deps());
		expect(scene.received).toHaveLength(2);
	});

	test('that is refused comes again under the same jti, before the next one', async () => {
		const { scene, endpointId, wakeUps } = await setStage();
		scene.respond = () => answer(scene.received.length === 1 ? 400 : 202);
		await deliver(wakeUps[0], scene.deps());
		scene.clock += 5_000;
		await deliver(wakeUps[0], scene.deps());
		const ids = await Promise.all(
			scene.received.map(async ({ body }) => (await jwtVerify(body, publicKey)).payload.jti),
		);
		expect(ids).toHaveLength(3);
		expect(ids[1]).toBe(ids[0]);
		expect(ids[2]).not.toBe(ids[0]);
		const [attempt] = await query<{ webhook_id: string; error: string }>(
			'SELECT webhook_id, error FROM delivery_attempts WHERE endpoint_id = ? ORDER BY id LIMIT 1',
			endpointId,
		);
		expect(attempt).toEqual({ webhook_id: ids[0], error: 'HTTP 400' });
	});
});
