/** Who is woken by which commit, and that no wake-up is lost between a commit and falling asleep. */
import { describe, expect, test } from 'vitest';
import { newId } from '../../src/platform/ids.ts';
import { dueEverywhere, dueForDirectory, wakeStatement } from '../../src/store/delivery-cursors.ts';
import {
	claim,
	release,
	settleDead,
	settleDelivered,
	settleDisabled,
	settleFailed,
} from '../../src/store/delivery-lease.ts';
import { scopeOf, scopesCovering } from '../../src/store/endpoint-scope.ts';
import { listEndpoints } from '../../src/store/shown-endpoints.ts';
import {
	disableEndpoint,
	enableEndpoint,
	findEndpoint,
} from '../../src/store/webhook-endpoints.ts';
import { matchesTypes } from '../../src/webhook/payload.ts';
import { costOf } from '../support/d1-meter.ts';
import {
	commit,
	db,
	makeDirectory,
	makeEndpoint,
	query,
	readCursor,
	type TestDirectory,
	traffic,
} from '../support/delivery.ts';

const NOW = 1_000_000;

function leaseOf(directory: TestDirectory, endpointId: string, id: string) {
	return { id, directoryId: directory.id, endpointId, lane: '' };
}

function attemptOn(directory: TestDirectory, endpointId: string, id: string, sequence: number) {
	return {
		endpointId,
		id,
		directoryKey: directory.key,
		lane: '',
		webhookId: 'w',
		firstSequence: sequence,
		lastSequence: sequence,
		attemptedAt: NOW,
		durationMs: 1,
		status: 200,
		outcome: 'delivered' as const,
	};
}

describe('scopes', () => {
	test.each([
		[{ directoryId: 'dir_1' }, true],
		[{ directoryId: 'dir_1', tenant: 'other' }, true],
		[{ directoryId: 'dir_2' }, false],
		[{ tenant: 'acme' }, true],
		[{ tenant: 'Acme' }, false],
		[{ product: 'crm' }, true],
		[{ product: 'hr' }, false],
		[{ tenant: 'acme', product: 'crm' }, true],
		[{ tenant: 'acme', product: 'hr' }, false],
		[{ tenant: 'crm', product: 'acme' }, false],
		[{}, true],
		[{ tenant: null, product: null, directoryId: null }, true],
	])('%j covers the directory: %j', (scope, covered) => {
		const covering = scopesCovering({ id: 'dir_1', tenant: 'acme', product: 'crm' });
		expect(covering.includes(scopeOf(scope))).toBe(covered);
	});

	test('names that hold separators do not run into each other', () => {
		expect(scopeOf({ tenant: 'a&product=b' })).not.toBe(scopeOf({ tenant: 'a', product: 'b' }));
	});

	test('a commit wakes every endpoint that covers its directory and no other', async () => {
		const directory = await makeDirectory();
		const { id, tenant, product } = directory;
		const covering = await Promise.all(
			[{ directoryId: id }, { tenant }, { product }, { tenant, product }].map((scope) =>
				makeEndpoint(scope),
			),
		);
		await makeEndpoint({ directoryId: 'dir_other' });
		await makeEndpoint({ tenant, product: 'other' });
		const woken = await commit(directory, ['user.created']);
		expect(woken.toSorted()).toEqual(covering.toSorted());
	});
});

describe('waking', () => {
	test.each([
		[['user.created'], ['user.created']],
		[['user.created'], ['user.updated']],
		[['user.*'], ['user.deleted']],
		[['user.*'], ['group.user_added']],
		[['group.*'], ['user.created', 'group.user_added']],
		[['user.deleted', 'group.created'], ['group.created']],
	])('subscription %j, commit %j: SQL and the pure rule agree', async (types, committed) => {
		const directory = await makeDirectory();
		const endpointId = await makeEndpoint({ directoryId: directory.id }, { types });
		const expected = committed.some((type) => matchesTypes(types, type));
		expect(await commit(directory, committed)).toEqual(expected ? [endpointId] : []);
	});

	test('a burst is one wake-up', async () => {
		const directory = await makeDirectory();
		const endpointId = await makeEndpoint({ directoryId: directory.id });
		expect(await commit(directory, ['user.created', 'user.created'])).toEqual([endpointId]);
		expect(await commit(directory, ['user.created'])).toEqual([]);
	});

	test('a new endpoint starts at now', async () => {
		const directory = await makeDirectory();
		await commit(directory, ['user.created', 'user.created']);
		const endpointId = await makeEndpoint({ directoryId: directory.id });
		await commit(directory, ['user.updated'], { now: NOW });
		const delivery = await claim(db, leaseOf(directory, endpointId, 'l'), NOW);
		expect(delivery?.events.map((event) => event.sequence)).toEqual([3]);
	});

	test('the first commit of a directory, written again, does not turn its cursors back', async () => {
		const directory = await makeDirectory();
		const endpointId = await makeEndpoint({ directoryId: directory.id });
		const lease = leaseOf(directory, endpointId, 'l');
		await commit(directory, ['directory.created'], { now: NOW });
		await claim(db, lease, NOW);
		await settleDelivered(db, lease, attemptOn(directory, endpointId, 'att_1', 1), NOW);
		await db.all(
			wakeStatement({
				directoryKey: directory.key,
				directory,
				types: ['directory.created'],
				before: 0,
				now: NOW,
			}),
		);
		expect(await claim(db, lease, NOW)).toBeUndefined();
	});

	test('an idle cursor jumps over events that it did not subscribe to', async () => {
		const directory = await makeDirectory();
		const options = { types: ['group.*'] };
		const endpointId = await makeEndpoint({ directoryId: directory.id }, options);
		await commit(directory, ['group.created'], { now: NOW });
		const lease = leaseOf(directory, endpointId, 'l');
		await claim(db, lease, NOW);
		await settleDelivered(db, lease, attemptOn(directory, endpointId, 'att_1', 1), NOW);
		await commit(directory, ['user.created', 'user.updated']);
		expect(await readCursor(directory, endpointId)).toMatchObject({ state: 'idle', sequence: 1 });
		await commit(directory, ['user.created', 'group.updated']);
		expect(await readCursor(directory, endpointId)).toMatchObject({ state: 'awake', sequence: 3 });
	});
});

describe('claiming', () => {
	test('a second consumer cannot claim under a live lease, and can after it', async () => {
		const directory = await makeDirectory();
		const endpointId = await makeEndpoint({ directoryId: directory.id });
		await commit(directory, ['user.created'], { now: NOW });
		expect(await claim(db, leaseOf(directory, endpointId, 'first'), NOW)).toBeDefined();
		const second = leaseOf(directory, endpointId, 'second');
		expect(await claim(db, second, NOW + 59_999)).toBeUndefined();
		expect(await claim(db, second, NOW + 60_000)).toBeDefined();
	});

	test('of many consumers at once, one claims', async () => {
		const directory = await makeDirectory();
		const endpointId = await makeEndpoint({ directoryId: directory.id });
		await commit(directory, ['user.created'], { now: NOW });
		const claims = await Promise.all(
			Array.from({ length: 10 }, (_, index) =>
				claim(db, leaseOf(directory, endpointId, `lease_${index}`), NOW),
			),
		);
		expect(claims.filter((delivery) => delivery !== undefined)).toHaveLength(1);
	});

	test('who lost the lease moves nothing and reads nothing', async () => {
		const directory = await makeDirectory();
		const endpointId = await makeEndpoint({ directoryId: directory.id });
		await commit(directory, ['user.created', 'user.updated'], { now: NOW });
		const first = leaseOf(directory, endpointId, 'first');
		await claim(db, first, NOW);
		await claim(db, leaseOf(directory, endpointId, 'second'), NOW + 60_000);
		const before = await readCursor(directory, endpointId);
		const attempt = attemptOn(directory, endpointId, 'att_1', 1);
		expect(await settleDelivered(db, first, attempt, NOW)).toBeUndefined();
		expect(await release(db, first, NOW)).toBe(false);
		expect(await readCursor(directory, endpointId)).toEqual(before);
	});

	test('a message that comes a moment early still claims; one that comes much too early does not', async () => {
		const directory = await makeDirectory();
		const endpointId = await makeEndpoint({ directoryId: directory.id });
		await commit(directory, ['user.created'], { now: NOW });
		const lease = leaseOf(directory, endpointId, 'l');
		expect(await claim(db, lease, NOW - 1_001)).toBeUndefined();
		expect(await claim(db, lease, NOW - 1_000)).toBeDefined();
	});

	test('a batch ends at the endpoint’s bound, or at a quarter of a megabyte', async () => {
		const directory = await makeDirectory();
		const endpointId = await makeEndpoint({ directoryId: directory.id }, { maxBatch: 5 });
		const data = JSON.stringify('x'.repeat(100_000));
		await commit(directory, Array<string>(6).fill('user.created'), { now: NOW, data });
		const lease = leaseOf(directory, endpointId, 'l');
		const sizes: number[] = [];
		let delivery = await claim(db, lease, NOW);
		while (delivery !== undefined) {
			sizes.push(delivery.events.length);
			const last = delivery.events.at(-1)?.sequence ?? 0;
			const attempt = attemptOn(directory, endpointId, `att_${last}`, last);
			delivery = await settleDelivered(db, lease, attempt, NOW);
		}
		expect(sizes).toEqual([3, 3]);

		await commit(directory, Array<string>(7).fill('user.created'), { now: NOW });
		const small = await claim(db, lease, NOW);
		expect(small?.events.map((event) => event.sequence)).toEqual([7, 8, 9, 10, 11]);
	});

	test('an event larger than the bound goes alone', async () => {
		const directory = await makeDirectory();
		const endpointId = await makeEndpoint({ directoryId: directory.id }, { maxBatch: 5 });
		const data = JSON.stringify('x'.repeat(300_000));
		await commit(directory, ['user.created', 'user.updated'], { now: NOW, data });
		const delivery = await claim(db, leaseOf(directory, endpointId, 'l'), NOW);
		expect(delivery?.events).toHaveLength(1);
	});

	test('a planned range in which no event is left is planned anew, not slept over', async () => {
		const directory = await makeDirectory();
		const options = { types: ['user.created'] };
		const endpointId = await makeEndpoint({ directoryId: directory.id }, options);
		await commit(directory, ['user.created', 'user.updated'], { now: NOW });
		await claim(db, leaseOf(directory, endpointId, 'first'), NOW);
		await query(
			'UPDATE webhook_endpoints SET types = ? WHERE id = ?',
			'["user.updated"]',
			endpointId,
		);
		const delivery = await claim(db, leaseOf(directory, endpointId, 'second'), NOW + 60_000);
		expect(delivery?.events.map((event) => event.sequence)).toEqual([2]);
	});
});

/** A log of 25,000 events of which the last is what the endpoint waits for. */
async function longLog(types: readonly string[]) {
	const directory = await makeDirectory();
	const endpointId = await makeEndpoint({ directoryId: directory.id }, { types });
	await query(
		`WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 25000)
		INSERT INTO events (directory_key, sequence, id, type, occurred_at, resource_type, resource_id,
			data) SELECT ?, n, 'evt_' || n, CASE n WHEN 25000 THEN 'user.deleted' ELSE 'user.updated' END,
			0, 'User', 'u', '{}' FROM numbers`,
		directory.key,
	);
	await query('UPDATE directories SET last_sequence = 25000 WHERE key = ?', directory.key);
	const addLane = (lane: string, until: number | null) =>
		query(
			`INSERT INTO delivery_cursors (endpoint_id, directory_key, lane, sequence, until, state, attempts,
				due_at, lease_until, created_at) VALUES (?, ?, ?, 0, ?, 'awake', 0, 0, 0, 0)`,
			endpointId,
			directory.key,
			lane,
			until,
		);
	return { directory, endpointId, addLane, lease: leaseOf(directory, endpointId, 'l') };
}

const position = (endpointId: string, lane: string) =>
	query<{ state: string; sequence: number }>(
		'SELECT state, sequence FROM delivery_cursors WHERE endpoint_id = ? AND lane = ?',
		endpointId,
		lane,
	).then(([row]) => row);

test.each(['', 'rpl_1', 'rdl_1'])(
	'in lane "%s" a POST reads its own events, however many come after them',
	async (lane) => {
		const here = await longLog(['user.updated']);
		await here.addLane(lane, lane === '' ? null : 25_000);
		await query(
			`INSERT INTO dead_letters SELECT ?, directory_key, sequence, id, 1, 'HTTP 500', 0 FROM events
			WHERE directory_key = ?`,
			here.endpointId,
			here.directory.key,
		);
		const lease = { ...here.lease, lane };
		const attempt = { ...attemptOn(here.directory, here.endpointId, 'att_1', 1), lane };
		const { rowsRead } = await costOf(async () => {
			await claim(db, lease, NOW);
			const next = await settleDelivered(db, lease, attempt, NOW);
			expect(next?.events.map((event) => event.sequence)).toEqual([2]);
		});
		expect(rowsRead).toBeLessThan(200);
	},
);

describe('a long stretch of the log without its events', () => {
	test.each([
		['', null, 'idle'],
		['rpl_1', 25_000, 'done'],
	])('in lane "%s" is passed in steps, none of which reads all of it', async (lane, until, end) => {
		const here = await longLog(['user.deleted']);
		await here.addLane(lane, until);
		const lease = { ...here.lease, lane };
		traffic.trips = 0;
		const delivery = await claim(db, lease, NOW);
		expect(delivery?.events.map((event) => event.sequence)).toEqual([25_000]);
		expect(traffic.trips).toBe(3);
		const attempt = attemptOn(here.directory, here.endpointId, 'att_1', 25_000);
		expect(await settleDelivered(db, lease, { ...attempt, lane }, NOW)).toBeUndefined();
		expect(await position(here.endpointId, lane)).toEqual({ state: end, sequence: 25_000 });
	});

	test('without any to the end ends in sleep, at the end of the lane', async () => {
		const here = await longLog(['group.created']);
		await here.addLane('', null);
		await here.addLane('rpl_1', 15_000);
		for (const [lane, steps] of [
			['', 3],
			['rpl_1', 2],
		] as const) {
			traffic.trips = 0;
			expect(await claim(db, { ...here.lease, lane }, NOW)).toBeUndefined();
			expect(traffic.trips).toBe(steps);
		}
		expect(await position(here.endpointId, '')).toEqual({ state: 'idle', sequence: 25_000 });
		expect(await position(here.endpointId, 'rpl_1')).toEqual({ state: 'done', sequence: 15_000 });
	});

	test('that is past its retention is passed at once', async () => {
		const here = await longLog(['user.deleted']);
		await here.addLane('', null);
		await query(
			'DELETE FROM events WHERE directory_key = ? AND sequence < 24000',
			here.directory.key,
		);
		await query('UPDATE directories SET first_sequence = 24000 WHERE key = ?', here.directory.key);
		traffic.trips = 0;
		const delivery = await claim(db, here.lease, NOW);
		expect(delivery?.events.map((event) => event.sequence)).toEqual([25_000]);
		expect(traffic.trips).toBe(2);
	});
});

describe('falling asleep', () => {
	test('a commit before the proof is delivered by this consumer', async () => {
		const directory = await makeDirectory();
		const endpointId = await makeEndpoint({ directoryId: directory.id });
		await commit(directory, ['user.created'], { now: NOW });
		const lease = leaseOf(directory, endpointId, 'l');
		await claim(db, lease, NOW);
		expect(await commit(directory, ['user.updated'], { now: NOW })).toEqual([]);
		const attempt = attemptOn(directory, endpointId, 'att_1', 1);
		const next = await settleDelivered(db, lease, attempt, NOW);
		expect(next?.events.map((event) => event.sequence)).toEqual([2]);
	});

	test('a commit after the proof wakes the cursor', async () => {
		const directory = await makeDirectory();
		const endpointId = await makeEndpoint({ directoryId: directory.id });
		await commit(directory, ['user.created'], { now: NOW });
		const lease = leaseOf(directory, endpointId, 'l');
		await claim(db, lease, NOW);
		const attempt = attemptOn(directory, endpointId, 'att_1', 1);
		expect(await settleDelivered(db, lease, attempt, NOW)).toBeUndefined();
		expect(await commit(directory, ['user.updated'], { now: NOW })).toEqual([endpointId]);
	});

	test('commits and deliveries at once leave nothing behind', async () => {
		const directory = await makeDirectory();
		const endpointId = await makeEndpoint({ directoryId: directory.id }, { maxBatch: 3 });
		const seen: number[] = [];
		let leases = 0;
		async function consume(): Promise<void> {
			leases += 1;
			const lease = leaseOf(directory, endpointId, `lease_${leases}`);
			let delivery = await claim(db, lease, NOW);
			while (delivery !== undefined) {
				seen.push(...delivery.events.map((event) => event.sequence));
				const last = delivery.events.at(-1)?.sequence ?? 0;
				const attempt = attemptOn(directory, endpointId, `att_${last}`, last);
				delivery = await settleDelivered(db, lease, attempt, NOW);
			}
		}
		const consumers: Promise<void>[] = [];
		for (let round = 0; round < 40; round += 1) {
			const woken = await commit(directory, ['user.updated'], { now: NOW });
			if (woken.length > 0) consumers.push(consume());
		}
		await Promise.all(consumers);
		expect(seen).toEqual(Array.from({ length: 40 }, (_, index) => index + 1));
		expect(await readCursor(directory, endpointId)).toMatchObject({ state: 'idle', sequence: 40 });
	});
});

describe('endpoints', () => {
	test('are listed oldest first, page by page', async () => {
		const ids = [];
		for (let index = 0; index < 3; index += 1) ids.push(await makeEndpoint({ tenant: 'listed' }));
		const all = {
			caller: { tenant: null, product: null },
			limits: { deadLetters: 1, failingDirectories: 1, named: 1 },
		};
		const first = await listEndpoints(db, { ...all, limit: 1_000 });
		expect(first.map((row) => row.id).slice(-3)).toEqual(ids);
		const page = await listEndpoints(db, { ...all, after: ids[0], limit: 1 });
		expect(page.map((row) => row.id)).toEqual([ids[1]]);
	});

	test('a disabled endpoint loses its leases, and goes on where it stopped when enabled', async () => {
		const directory = await makeDirectory();
		const quiet = await makeDirectory();
		const endpointId = await makeEndpoint({});
		await commit(directory, ['user.created', 'user.updated'], { now: NOW });
		const lease = leaseOf(directory, endpointId, 'l');
		await claim(db, lease, NOW);

		await disableEndpoint(db, {
			id: endpointId,
			reason: 'because',
			eventId: newId('evt'),
			now: NOW,
		});
		expect(await findEndpoint(db, endpointId)).toMatchObject({
			state: 'disabled',
			disabledReason: 'because',
		});
		const attempt = attemptOn(directory, endpointId, 'att_1', 1);
		expect(await settleDelivered(db, lease, attempt, NOW)).toBeUndefined();
		// Events of the disabled time, one in a directory where it had no cursor yet.
		await commit(directory, ['user.deleted'], { now: NOW });
		await commit(quiet, ['user.created'], { now: NOW });
		expect(await claim(db, lease, NOW)).toBeUndefined();

		await enableEndpoint(db, endpointId, NOW);
		const delivery = await claim(db, lease, NOW);
		expect(delivery?.events.map((event) => event.sequence)).toEqual([1]);
		expect(await claim(db, leaseOf(quiet, endpointId, 'q'), NOW)).toMatchObject({
			events: [{ sequence: 1 }],
		});
		await disableEndpoint(db, {
			id: endpointId,
			reason: 'because it covers every test',
			eventId: newId('evt'),
			now: NOW,
		});
	});
});

/** Delivers what is next, and falls asleep. */
async function deliverOne(directory: TestDirectory, endpointId: string): Promise<void> {
	const lease = leaseOf(directory, endpointId, 'l');
	const sequence = (await claim(db, lease, NOW))?.events[0].sequence ?? 0;
	const attempt = attemptOn(directory, endpointId, `att_${directory.key}`, sequence);
	await settleDelivered(db, lease, attempt, NOW);
}

function disable(id: string) {
	return disableEndpoint(db, { id, reason: 'because', eventId: newId('evt'), now: NOW });
}

describe('a release', () => {
	test('wakes the cursors that have something ahead, and the next commit the others', async () => {
		const tenant = 'with one busy directory';
		const [busy, quiet] = [await makeDirectory({ tenant }), await makeDirectory({ tenant })];
		const endpointId = await makeEndpoint({ tenant });
		for (const directory of [busy, quiet]) {
			await commit(directory, ['user.created'], { now: NOW });
			await deliverOne(directory, endpointId);
		}
		await disable(endpointId);
		await commit(busy, ['user.updated'], { now: NOW });
		expect(await enableEndpoint(db, endpointId, NOW)).toEqual([
			{ directoryId: busy.id, endpointId, lane: '' },
		]);
		expect(await readCursor(quiet, endpointId)).toMatchObject({ state: 'idle', sequence: 1 });
		expect(await commit(quiet, ['user.updated'], { now: NOW })).toEqual([endpointId]);
	});

	test('goes on where the endpoint stopped, not where its last event was', async () => {
		const directory = await makeDirectory();
		const options = { types: ['group.*'] };
		const endpointId = await makeEndpoint({ directoryId: directory.id }, options);
		await commit(directory, ['group.created'], { now: NOW });
		await deliverOne(directory, endpointId);
		await commit(directory, ['user.created', 'user.updated'], { now: NOW });
		await disable(endpointId);
		await query('UPDATE webhook_endpoints SET types = NULL WHERE id = ?', endpointId);
		await commit(directory, ['user.deleted'], { now: NOW });
		await enableEndpoint(db, endpointId, NOW);
		const delivery = await claim(db, leaseOf(directory, endpointId, 'l'), NOW);
		expect(delivery?.events.map((event) => event.sequence)).toEqual([4]);
	});
});

test('the sweep finds first who has waited longest for a consumer, not who fails it each time', async () => {
	const directory = await makeDirectory();
	const [hopeless, lost] = [
		await makeEndpoint({ directoryId: directory.id }),
		await makeEndpoint({ directoryId: directory.id }),
	];
	for (const [endpointId, dueAt, leaseUntil] of [
		[hopeless, -9_000, -100],
		[lost, -500, -9_000],
	]) {
		await query(
			`INSERT INTO delivery_cursors (endpoint_id, directory_key, lane, sequence, state, attempts, due_at,
				lease_until, created_at) VALUES (?, ?, '', 0, 'awake', 0, ?, ?, 0)`,
			endpointId,
			directory.key,
			dueAt,
			leaseUntil,
		);
	}
	expect(await dueEverywhere(db, -50, 1)).toMatchObject([{ endpointId: lost }]);
});

test('no statement reads a whole table, and the awake cursors have their own index', async () => {
	const directory = await makeDirectory();
	const endpointId = await makeEndpoint({ directoryId: directory.id });
	const lease = leaseOf(directory, endpointId, 'l');
	const attempt = attemptOn(directory, endpointId, 'att_1', 1);
	traffic.statements = [];
	await claim(db, lease, NOW);
	await settleDead(db, lease, attempt, { now: NOW, throttledUntil: 0 });
	for (const lane of ['', 'rpl_1', 'rdl_1']) {
		const id = `att_${lane}`;
		await settleDelivered(db, { ...lease, lane }, { ...attempt, id }, NOW);
	}
	const times = { now: NOW, throttledUntil: NOW, dueAt: NOW };
	await settleFailed(db, lease, { ...attempt, id: 'att_2' }, times);
	const change = { reason: 'because', eventId: newId('evt'), now: NOW, failingSince: NOW };
	await settleDisabled(db, lease, { ...attempt, id: 'att_3' }, change);
	await release(db, lease, NOW);
	await dueForDirectory(db, directory.id, NOW);
	await dueEverywhere(db, NOW, 1);
	await db.all(
		wakeStatement({
			directoryKey: directory.key,
			directory,
			types: ['user.created'],
			before: 0,
			now: NOW,
		}),
	);

	const steps: string[] = [];
	for (const statement of new Set(traffic.statements)) {
		const values = Array.from(statement.matchAll(/\?/g), () => null);
		const plan = await query<{ detail: string }>(`EXPLAIN QUERY PLAN ${statement}`, ...values);
		steps.push(...plan.map((row) => row.detail));
	}
	const scans = steps.filter((step) => step.startsWith('SCAN'));
	const ofTables = /events|directories|delivery_cursors|webhook_endpoints/;
	expect(scans.filter((step) => ofTables.test(step))).toEqual([
		'SCAN delivery_cursors USING INDEX delivery_cursors_awake',
	]);
	expect(steps.join()).toContain('SEARCH delivery_cursors USING INDEX delivery_cursors_awake');
	// Only the sweep sorts: thousands of dead letters must not be sorted for each POST.
	expect(steps.filter((step) => step.endsWith('FOR ORDER BY'))).toHaveLength(1);
});
