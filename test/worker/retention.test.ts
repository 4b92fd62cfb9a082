/**
 * What a run of retention deletes and what it leaves: nothing goes before its time, nothing that an
 * endpoint still has to get goes before twice its time, and no failure stands in the way of the rest.
 */
import { createScheduledController } from 'cloudflare:test';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import wranglerToml from '../../wrangler.toml?raw';
import type { Env } from '../../src/env.ts';
import worker from '../../src/index.ts';
import { newId } from '../../src/platform/ids.ts';
import { openDatabase } from '../../src/store/database.ts';
import { NEVER } from '../../src/store/delivery-cursors.ts';
import { OPERATIONS } from '../../src/store/operations.ts';
import { disableEndpoint, enableEndpoint } from '../../src/store/webhook-endpoints.ts';
import { retain, type RetentionDeps } from '../../src/worker/retention.ts';
import { testEnv } from '../support/client.ts';
import { costOf } from '../support/d1-meter.ts';
import {
	answer,
	commit,
	db,
	deliver,
	makeDirectory,
	makeEndpoint,
	query,
	Scene,
	type TestDirectory,
} from '../support/delivery.ts';
import { faultyD1 } from '../support/faults.ts';
import { appendEvents } from '../support/logs.ts';

const DAY = 86_400_000;
const NOW = 1_800_000_000_000;
/** A scope that covers no directory, so that commits wake no cursor. */
const NOWHERE = { directoryId: 'dir_of_no_test' };

/** Events are kept for ten days, attempts and replays for three. */
const run = (overrides: Partial<RetentionDeps> = {}) =>
	retain({
		db,
		now: () => NOW,
		eventRetentionDays: 10,
		attemptRetentionDays: 3,
		auditRetentionDays: 5,
		...overrides,
	});

/** Commits one event as old as that. */
const happened = (directory: TestDirectory, daysAgo: number, type = 'user.updated') =>
	commit(directory, [type], { now: NOW - daysAgo * DAY });

async function kept(directory: TestDirectory): Promise<number[]> {
	const rows = await query<{ sequence: number }>(
		'SELECT sequence FROM events WHERE directory_key = ? ORDER BY sequence',
		directory.key,
	);
	return rows.map(({ sequence }) => sequence);
}

async function bounds(directory: TestDirectory) {
	const [row] = await query<{ first: number; last: number }>(
		'SELECT first_sequence AS first, last_sequence AS last FROM directories WHERE key = ?',
		directory.key,
	);
	return row;
}

/** Lines of the log that retention wrote. */
function linesOf(log: { mock: { calls: unknown[][] } }): Record<string, unknown>[] {
	return log.mock.calls
		.map(([line]) => JSON.parse(String(line)) as Record<string, unknown>)
		.filter(({ event }) => String(event).startsWith('retention.'));
}

const info = vi.spyOn(console, 'log');
const warn = vi.spyOn(console, 'warn');

beforeEach(() => {
	info.mockReset();
	warn.mockReset();
});

// What a test leaves to be deleted is not for the next one.
afterEach(async () => {
	await query(`UPDATE delivery_cursors SET state = 'idle' WHERE state = 'awake'`);
	await query('UPDATE directories SET paused_at = NULL');
	await run({ now: () => NOW + 1_000 * DAY });
});

describe('events', () => {
	test('go when they are older than their retention, the newest too, and the log goes on', async () => {
		const directory = await makeDirectory();
		for (const days of [30, 11, 10, 9, 0]) await happened(directory, days);
		const quiet = await makeDirectory();
		await happened(quiet, 11);
		await run();
		expect(await kept(directory)).toEqual([3, 4, 5]);
		expect(await bounds(directory)).toEqual({ first: 3, last: 5 });
		expect(await kept(quiet)).toEqual([]);
		expect(await bounds(quiet)).toEqual({ first: 2, last: 1 });
		await happened(quiet, 0);
		await run();
		expect(await kept(quiet)).toEqual([2]);
		expect(linesOf(info)[0]).toEqual({
			event: 'retention.step',
			step: 'events',
			logs: 2,
			deleted: 3,
			failed: 0,
			isDone: true,
		});
		expect(warn).not.toHaveBeenCalled();
	});

	test('of the operations log go as well', async () => {
		await commit(OPERATIONS, ['webhook_endpoint.disabled'], { now: NOW - 11 * DAY });
		await commit(OPERATIONS, ['webhook_endpoint.disabled'], { now: NOW });
		const [, last = 0] = await kept(OPERATIONS);
		await run();
		expect(await kept(OPERATIONS)).toEqual([last]);
		expect(await bounds(OPERATIONS)).toEqual({ first: last, last });
	});

	test('go in parts', async () => {
		const directory = await makeDirectory();
		await appendEvents(directory, 2_500, { at: NOW - 11 * DAY });
		await happened(directory, 1);
		await run();
		expect(await kept(directory)).toEqual([2_501]);
		expect(linesOf(info)[0]).toMatchObject({ deleted: 2_500, isDone: true });
	});

	test('that are too many for one run are left to the next, the most overdue logs first', async () => {
		const first = await makeDirectory();
		await happened(first, 11);
		await query(
			`WITH RECURSIVE n(at) AS (SELECT 10001 UNION ALL SELECT at + 1 FROM n WHERE at < 10500)
			INSERT INTO directories (key, id, name, tenant, product, type, state, shard, last_sequence,
				last_key, user_count, group_count, created_at, updated_at)
			SELECT at, 'dir_' || at, '', '', '', '', 'active', 'DB', 1, 0, 0, 0, 0, 0 FROM n`,
		);
		await query(
			`INSERT INTO events (directory_key, sequence, id, type, occurred_at, resource_type, resource_id, data)
			SELECT key, 1, 'evt', 'user.updated', ?, 'User', 'u', '{}' FROM directories WHERE key > 10000`,
			NOW - 12 * DAY,
		);
		await run();
		expect(await kept(first)).toEqual([1]);
		expect(linesOf(info)[0]).toMatchObject({ logs: 380, deleted: 380, isDone: false });
		await run();
		expect(await kept(first)).toEqual([]);
	});

	test('are kept as the rule says, whatever waits for them', async () => {
		const endpointId = await makeEndpoint(NOWHERE);
		const cursor = fc.record({
			sequence: fc.nat(8),
			state: fc.constantFrom('awake', 'idle', 'done'),
			lane: fc.constantFrom('', 'rpl_1', 'rdl_1'),
		});
		await fc.assert(
			fc.asyncProperty(
				fc.array(fc.integer({ min: 0, max: 25 }), { minLength: 1, maxLength: 8 }),
				fc.uniqueArray(cursor, { maxLength: 3, selector: ({ lane }) => lane }),
				fc.boolean(),
				fc.boolean(),
				async (ages, cursors, isPaused, isDisabled) => {
					const directory = await makeDirectory();
					const daysAgo = ages.toSorted((a, b) => b - a);
					for (const days of daysAgo) await happened(directory, days);
					for (const { sequence, state, lane } of cursors) {
						await makeCursor(endpointId, directory, { sequence, state, lane });
					}
					if (isPaused) {
						await query('UPDATE directories SET paused_at = 1 WHERE key = ?', directory.key);
					}
					const state = isDisabled ? 'disabled' : 'enabled';
					await query('UPDATE webhook_endpoints SET state = ? WHERE id = ?', state, endpointId);
					await run();
					const waiting = cursors.filter(
						(each) => each.state === 'awake' || (isDisabled && each.lane === ''),
					);
					const slowest = Math.min(...waiting.map(({ sequence }) => sequence));
					const expected = daysAgo.flatMap((days, at) => {
						const isAwaited = isPaused || at + 1 > slowest;
						return days > (isAwaited ? 20 : 10) ? [] : [at + 1];
					});
					expect(await kept(directory)).toEqual(expected);
					const first = expected[0] ?? daysAgo.length + 1;
					expect(await bounds(directory)).toEqual({ first, last: daysAgo.length });
				},
			),
			{ numRuns: 40 },
		);
	});
});

/** A directory with an endpoint, two events of eleven days ago, and a try that failed. */
async function failing() {
	const scene = new Scene();
	const directory = await makeDirectory();
	const endpointId = await makeEndpoint({ directoryId: directory.id });
	await happened(directory, 11);
	await happened(directory, 11);
	scene.respond = () => answer(500);
	scene.clock = NOW;
	const wakeUp = { directoryId: directory.id, endpointId };
	await deliver(wakeUp, scene.deps());
	scene.received.length = 0;
	scene.respond = () => answer(200);
	scene.clock += 60_000;
	return { scene, directory, endpointId, wakeUp };
}

function disable(id: string) {
	return disableEndpoint(db, { id, reason: 'because', eventId: newId('evt'), now: NOW });
}

describe('events that an endpoint still has to get', () => {
	test('are kept while it is tried again, and go once it has them', async () => {
		const { scene, directory, wakeUp } = await failing();
		await run();
		expect(await kept(directory)).toEqual([1, 2]);
		await deliver(wakeUp, scene.deps());
		expect(scene.sequences).toEqual([1, 2]);
		await run();
		expect(await kept(directory)).toEqual([]);
	});

	test('go at twice the retention, which the log of the service tells', async () => {
		const { scene, directory, wakeUp } = await failing();
		await happened(directory, 0);
		await run({ now: () => NOW + 10 * DAY });
		expect(await kept(directory)).toEqual([3]);
		expect(linesOf(warn)).toEqual([
			{ event: 'retention.undelivered', directoryId: directory.id, deleted: 2 },
		]);
		// What is left flows.
		await deliver(wakeUp, scene.deps());
		expect(scene.sequences).toEqual([3]);
	});

	test('are kept for one that is disabled: enabled again, it goes on where it stopped', async () => {
		const { scene, directory, endpointId, wakeUp } = await failing();
		await disable(endpointId);
		await happened(directory, 0);
		await run();
		expect(await kept(directory)).toEqual([1, 2, 3]);
		await enableEndpoint(db, endpointId, NOW);
		await deliver(wakeUp, scene.deps());
		expect(scene.sequences).toEqual([1, 2, 3]);
	});

	test('by one that stays disabled go at twice the retention, too, and it goes on with the rest', async () => {
		const { scene, directory, endpointId, wakeUp } = await failing();
		await disable(endpointId);
		await happened(directory, 0);
		await run({ now: () => NOW + 10 * DAY });
		expect(await kept(directory)).toEqual([3]);
		expect(linesOf(warn)).toEqual([
			{ event: 'retention.undelivered', directoryId: directory.id, deleted: 2 },
		]);
		await enableEndpoint(db, endpointId, NOW);
		await deliver(wakeUp, scene.deps());
		expect(scene.sequences).toEqual([3]);
	});

	test('are only those that lie before it: one that had all when it was disabled keeps none of them', async () => {
		const { scene, directory, endpointId, wakeUp } = await failing();
		await deliver(wakeUp, scene.deps());
		await disable(endpointId);
		await happened(directory, 0);
		await run();
		expect(await kept(directory)).toEqual([3]);
		expect(warn).not.toHaveBeenCalled();
	});

	test('are kept while the brake holds them', async () => {
		const directory = await makeDirectory();
		await happened(directory, 19);
		await query('UPDATE directories SET paused_at = ? WHERE key = ?', NOW, directory.key);
		await run();
		expect(await kept(directory)).toEqual([1]);
		await query('UPDATE directories SET paused_at = NULL WHERE key = ?', directory.key);
		await run();
		expect(await kept(directory)).toEqual([]);
	});
});

describe('what refers to events', () => {
	test('goes with them: dead letters, acknowledgements and discarded ranges', async () => {
		const directory = await makeDirectory();
		const other = await makeDirectory();
		for (const days of [12, 11, 5]) await happened(directory, days);
		await happened(other, 5);
		const [one, two] = [await makeEndpoint(NOWHERE), await makeEndpoint(NOWHERE)];
		for (const [endpoint, { key }, sequence] of [
			[one, directory, 1],
			[one, directory, 2],
			[one, directory, 3],
			[one, other, 1],
			[two, directory, 2],
			['ep_gone', directory, 2],
			[one, { key: 999_999 }, 7],
		] as const) {
			await query(
				`INSERT INTO dead_letters (endpoint_id, directory_key, sequence, event_id, attempts, died_at)
				VALUES (?, ?, ?, 'evt', 1, 0)`,
				endpoint,
				key,
				sequence,
			);
			if (endpoint === 'ep_gone') continue;
			await query(
				`INSERT INTO set_acknowledgements (endpoint_id, directory_key, sequence, lane)
				VALUES (?, ?, ?, '')`,
				endpoint,
				key,
				sequence,
			);
		}
		for (const [after, until] of [
			[0, 2],
			[2, 3],
		]) {
			await query('INSERT INTO discarded_events VALUES (?, ?, ?, 0)', directory.key, after, until);
		}
		await run();
		const left = [
			{ endpoint_id: one, directory_key: directory.key, sequence: 3 },
			{ endpoint_id: one, directory_key: other.key, sequence: 1 },
		];
		const columns = 'SELECT endpoint_id, directory_key, sequence FROM';
		expect(await query(`${columns} dead_letters`)).toEqual(left);
		expect(await query(`${columns} set_acknowledgements`)).toEqual(left);
		expect(await query('SELECT after_sequence, until_sequence FROM discarded_events')).toEqual([
			{ after_sequence: 2, until_sequence: 3 },
		]);
		expect(linesOf(info)).toMatchObject([
			{ step: 'events', deleted: 2 },
			{ step: 'dead_letters', deleted: 5, isDone: true },
			{ step: 'acknowledgements', deleted: 4, isDone: true },
			{ step: 'attempts', deleted: 0 },
			{ step: 'replays', deleted: 0 },
			{ step: 'audit_log', deleted: 0 },
			{ step: 'signals', deleted: 0 },
			{ step: 'recordings', ended: 0, deleted: 0 },
			{ step: 'idempotency_keys', deleted: 0 },
			{ step: 'setup_links', deleted: 0 },
			{ step: 'api_keys', deleted: 0 },
			{ step: 'sessions', deleted: 0 },
			{ step: 'sign_in_failures', deleted: 0 },
		]);
	});
});

/** As many attempts as that, one each millisecond from a time on. */
const makeAttempts = (endpointId: string, from: number, count: number) =>
	query(
		`WITH RECURSIVE n(at) AS (SELECT 0 UNION ALL SELECT at + 1 FROM n WHERE at < ?3 - 1)
		INSERT INTO delivery_attempts (endpoint_id, id, directory_key, lane, webhook_id, first_sequence,
			last_sequence, attempted_at, duration_ms, outcome)
		SELECT ?1, printf('att_%012x7%019x', ?2 + at, at), 1, '', 'w', at, at, ?2 + at, 1, 'delivered'
		FROM n`,
		endpointId,
		from,
		count,
	);

const attemptsOf = (endpointId: string) =>
	query<{ at: number }>(
		'SELECT attempted_at AS at FROM delivery_attempts WHERE endpoint_id = ? ORDER BY id',
		endpointId,
	);

describe('attempts', () => {
	test('go when they are older than their retention, also those of endpoints that are gone', async () => {
		const endpointId = await makeEndpoint(NOWHERE);
		const before = NOW - 3 * DAY;
		for (const id of [endpointId, 'ep_a_gone_one', 'ep_z_gone_one']) {
			await makeAttempts(id, before - 3, 5);
		}
		await run();
		for (const id of [endpointId, 'ep_a_gone_one', 'ep_z_gone_one']) {
			expect(await attemptsOf(id)).toEqual([{ at: before }, { at: before + 1 }]);
		}
	});

	test('have ids whose order is that of time', async () => {
		vi.useFakeTimers({ toFake: ['Date'], now: NOW - 3 * DAY - 1 });
		const endpointId = await makeEndpoint(NOWHERE);
		const insert = (id: string) =>
			query(
				`INSERT INTO delivery_attempts (endpoint_id, id, directory_key, lane, webhook_id,
					first_sequence, last_sequence, attempted_at, duration_ms, outcome)
				VALUES (?, ?, 1, '', 'w', 1, 1, ?, 1, 'delivered')`,
				endpointId,
				id,
				Date.now(),
			);
		await insert(newId('att'));
		vi.setSystemTime(NOW - 3 * DAY);
		await insert(newId('att'));
		vi.useRealTimers();
		await run();
		expect(await attemptsOf(endpointId)).toEqual([{ at: NOW - 3 * DAY }]);
	});

	test('go in parts', async () => {
		const endpointId = await makeEndpoint(NOWHERE);
		await makeAttempts(endpointId, 0, 11_000);
		await run();
		expect(await attemptsOf(endpointId)).toEqual([]);
		expect(linesOf(info)[3]).toMatchObject({ step: 'attempts', deleted: 11_000, isDone: true });
	});
});

/** As many entries of the audit log as that, one each millisecond from a time on. */
const makeAuditEntries = (from: number, count: number) =>
	query(
		`WITH RECURSIVE n(at) AS (SELECT ?1 UNION ALL SELECT at + 1 FROM n WHERE at < ?1 + ?2 - 1)
		INSERT INTO audit_log (id, occurred_at, kind, action, method, path, status, duration_ms,
			request_id)
		SELECT printf('aud_%012x%020x', at, random() & 0xffffffff), at, 'scim', 'scim.users.list', 'GET',
			'/', 200, 1, 'req' FROM n`,
		from,
		count,
	);

const timesLeft = async () =>
	(await query<{ at: number }>('SELECT occurred_at AS at FROM audit_log ORDER BY id')).map(
		({ at }) => at,
	);

describe('entries of the audit log', () => {
	test('go when they are older than their own retention, to the millisecond', async () => {
		await query('DELETE FROM audit_log');
		await makeAuditEntries(NOW - 5 * DAY - 2, 4);
		await run();
		expect(await timesLeft()).toEqual([NOW - 5 * DAY, NOW - 5 * DAY + 1]);
		expect(linesOf(info)[5]).toMatchObject({ step: 'audit_log', deleted: 2, isDone: true });
	});

	test('go in parts, the oldest first', async () => {
		await query('DELETE FROM audit_log');
		await makeAuditEntries(0, 11_000);
		await run();
		expect(await timesLeft()).toEqual([]);
		expect(linesOf(info)[5]).toMatchObject({ deleted: 11_000, isDone: true });
	});
});

test('answers to an Idempotency-Key go after a day', async () => {
	for (const [key, claimedAt] of [
		['old', NOW - DAY - 1],
		['recent', NOW - DAY],
	]) {
		await query(
			`INSERT INTO idempotency_keys VALUES ('ak_test', ?, '', '', ?, NULL)`,
			key,
			claimedAt,
		);
	}
	await run();
	expect(await query('SELECT key FROM idempotency_keys')).toEqual([{ key: 'recent' }]);
});

const makeLink = (hash: string, expiresAt: number) =>
	query(
		`INSERT INTO setup_links (hash, id, tenant, product, created_by, created_at, expires_at)
			VALUES (?1, ?1, 't', 'p', 'ak_test', 0, ?2)`,
		hash,
		expiresAt,
	);

const makeKey = (hash: string, expiresAt: number | null, revokedAt: number | null) =>
	query(
		`INSERT INTO api_keys (hash, id, name, scopes, created_at, expires_at, revoked_at)
			VALUES (?1, ?1, '', '[]', 0, ?2, ?3)`,
		hash,
		expiresAt,
		revokedAt,
	);

test('setup links and API keys that are good no more stay as long as the audit log that names them', async () => {
	const before = NOW - 5 * DAY;
	await makeLink('link-old', before - 1);
	await makeLink('link-recent', before);
	await makeKey('key-live', null, null);
	await makeKey('key-expired', before - 1, null);
	await makeKey('key-revoked', null, before - 1);
	await makeKey('key-recent', before, before);
	await run();
	expect(await query('SELECT id FROM setup_links')).toEqual([{ id: 'link-recent' }]);
	expect(await query('SELECT id FROM api_keys ORDER BY id')).toEqual([
		{ id: 'key-live' },
		{ id: 'key-recent' },
	]);
});

test('sessions that have ended and failures to sign in that are forgotten go, others stay', async () => {
	for (const [id, expiresAt] of [
		['ended', NOW],
		['open', NOW + 1],
	]) {
		await query(`INSERT INTO sessions VALUES (?, 'hash', 0, ?)`, id, expiresAt);
		await query('INSERT INTO sign_in_failures VALUES (?, 10, ?)', id, expiresAt);
	}
	await run();
	expect(await query('SELECT id FROM sessions')).toEqual([{ id: 'open' }]);
	expect(await query('SELECT client FROM sign_in_failures')).toEqual([{ client: 'open' }]);
	expect(linesOf(info).slice(-2)).toEqual([
		{ event: 'retention.step', step: 'sessions', deleted: 1, isDone: true },
		{ event: 'retention.step', step: 'sign_in_failures', deleted: 1, isDone: true },
	]);
});

test('replays go when they have been done for as long as attempts are kept, others stay', async () => {
	const endpointId = await makeEndpoint(NOWHERE);
	const directory = await makeDirectory();
	const old = NOW - 4 * DAY;
	const rows: [lane: string, state: string, dueAt: number, createdAt: number][] = [
		['', 'idle', old, old],
		['rpl_old', 'done', old, old],
		['rdl_old', 'done', old, old],
		['rpl_recent', 'done', NOW - DAY, old],
		['rpl_awake', 'awake', old, old],
		['rpl_held', 'idle', old, old],
		['rpl_polled', 'done', NEVER, old],
		['rpl_polled_recent', 'done', NEVER, NOW - DAY],
	];
	for (const [lane, state, dueAt, createdAt] of rows) {
		await makeCursor(endpointId, directory, { sequence: 0, lane, state, dueAt, createdAt });
	}
	await run();
	const left = await query<{ lane: string }>(
		'SELECT lane FROM delivery_cursors WHERE endpoint_id = ?',
		endpointId,
	);
	const stay = ['', 'rpl_awake', 'rpl_held', 'rpl_polled_recent', 'rpl_recent'];
	expect(left.map(({ lane }) => lane)).toEqual(stay);
});

describe('a failure', () => {
	test('in one log does not stop the others, and says why', async () => {
		const bad = await makeDirectory();
		const good = await makeDirectory();
		await happened(bad, 12);
		await happened(good, 11);
		const DB = faultyD1((batch) => (batch === 0 ? 'is refused' : 'none'));
		await run({ db: openDatabase(DB) });
		expect(await kept(bad)).toEqual([1]);
		expect(await kept(good)).toEqual([]);
		expect(linesOf(warn)).toEqual([
			{
				event: 'retention.failed',
				step: 'events',
				directoryId: bad.id,
				error: 'Error: D1_ERROR: string or blob too big',
			},
		]);
		expect(linesOf(info)[0]).toMatchObject({ deleted: 1, failed: 1, isDone: false });
	});

	test('after D1 did it loses nothing: the next run goes on', async () => {
		const directory = await makeDirectory();
		await happened(directory, 11);
		await happened(directory, 1);
		await run({ db: openDatabase(faultyD1((batch) => (batch === 0 ? 'fails after' : 'none'))) });
		await run();
		expect(await kept(directory)).toEqual([2]);
		expect(await bounds(directory)).toEqual({ first: 2, last: 2 });
	});

	test('of one step does not stop the others; D1 that is overloaded is left alone', async () => {
		const directories = [await makeDirectory(), await makeDirectory()];
		for (const directory of directories) await happened(directory, 11);
		await query(
			`INSERT INTO dead_letters (endpoint_id, directory_key, sequence, event_id, attempts, died_at)
			VALUES ('ep', 999999, 1, 'evt', 1, 0)`,
		);
		let batches = 0;
		const DB = faultyD1(() => {
			batches += 1;
			return 'is overloaded';
		});
		await run({ db: openDatabase(DB) });
		expect(batches).toBe(1);
		expect(linesOf(warn)).toEqual([
			{ event: 'retention.failed', step: 'events', error: 'Error: D1 DB is overloaded.' },
		]);
		expect(linesOf(info)[0]).toEqual({
			event: 'retention.step',
			step: 'dead_letters',
			deleted: 1,
			isDone: true,
		});
	});
});

test('a run that finds nothing reads a few rows, however much is kept', async () => {
	const endpointId = await makeEndpoint(NOWHERE);
	const directory = await makeDirectory();
	const runs = [];
	for (const count of [10, 20_000]) {
		await appendEvents(directory, count, { at: NOW });
		await makeAttempts(endpointId, NOW + count, count);
		await query(
			`INSERT INTO dead_letters (endpoint_id, directory_key, sequence, event_id, attempts, died_at)
			SELECT ?, directory_key, sequence, id, 1, 0 FROM events WHERE directory_key = ? ON CONFLICT DO NOTHING`,
			endpointId,
			directory.key,
		);
		await query(
			`INSERT INTO set_acknowledgements (endpoint_id, directory_key, sequence, lane)
			SELECT ?, directory_key, sequence, '' FROM events WHERE directory_key = ? ON CONFLICT DO NOTHING`,
			endpointId,
			directory.key,
		);
		await makeAuditEntries(NOW, count);
		runs.push(await costOf(() => run({ db: openDatabase(testEnv.DB) })));
	}
	expect(runs[1]).toEqual(runs[0]);
	expect(runs[0]).toMatchObject({ trips: 15, rowsWritten: 0 });
});

/** A D1 in which there is always more of everything: what it was asked, call by call. */
function endlessD1(calls: string[]): D1Database {
	const meta = { changes: 1_000_000 };
	const prepare = (text: string) => {
		const called = () => {
			calls.push(text);
			const logs = Array.from({ length: 1_000 }, (_, key) => ({ key, id: `dir_${key}` }));
			return Promise.resolve({ success: true, meta, results: logs });
		};
		const statement: object = { bind: () => statement, all: called, run: called };
		return statement;
	};
	const batch = () => {
		calls.push('batch');
		const rows = [{ first: 0, isAwaited: 0 }, { first: 1_000 }];
		return Promise.resolve(rows.map((row) => ({ success: true, meta, results: [row] })));
	};
	return { prepare, batch } as unknown as D1Database;
}

test('a run ends below the 1,000 calls of D1 of one invocation, however much there is to delete', async () => {
	const calls: string[] = [];
	await run({ db: openDatabase(endlessD1(calls)) });
	expect(warn.mock.calls).toEqual([]);
	expect(linesOf(info).filter(({ isDone }) => isDone === true)).toEqual([]);
	// Before it, in the same invocation, a hundred deletions of directories are gone on with.
	expect(calls.length).toBeLessThan(900);
	expect(calls.filter((call) => call === 'batch').length).toBeGreaterThan(300);
});

const scheduled = (cron: string, bindings: Partial<Env> = {}) =>
	worker.scheduled(createScheduledController({ cron, scheduledTime: new Date() }), {
		...testEnv,
		...bindings,
	});

describe('the trigger', () => {
	test('of the hour starts a run, that of the minute does not', async () => {
		const crons = [...wranglerToml.matchAll(/^crons = (.*)$/gm)].map(([, list]) => list);
		expect(crons).toEqual(['["* * * * *", "17 * * * *"]']);
		const directory = await makeDirectory();
		await commit(directory, ['user.created'], { now: Date.now() - 91 * DAY });
		await commit(directory, ['user.updated'], { now: Date.now() - 89 * DAY });
		await scheduled('* * * * *');
		expect(await kept(directory)).toEqual([1, 2]);
		await scheduled('17 * * * *');
		expect(await kept(directory)).toEqual([2]);
		await scheduled('17 * * * *', { ROLLCALL_EVENT_RETENTION_DAYS: '88' });
		expect(await kept(directory)).toEqual([]);
	});
});

/** A cursor as it may be found. */
async function makeCursor(
	endpointId: string,
	directory: TestDirectory,
	cursor: { sequence: number; state: string; lane: string; dueAt?: number; createdAt?: number },
): Promise<void> {
	await query(
		`INSERT INTO delivery_cursors (endpoint_id, directory_key, lane, sequence, state, attempts, due_at,
			lease_until, created_at) VALUES (?, ?, ?, ?, ?, 0, ?, 0, ?)`,
		endpointId,
		directory.key,
		cursor.lane,
		cursor.sequence,
		cursor.state,
		cursor.dueAt ?? NOW,
		cursor.createdAt ?? NOW,
	);
}
