/**
 * The attempt log by endpoint and by event, and finding events: what is shown, that filters and pages
 * find just what they should, and that none of it reads more in a long log than in a short one.
 */
import { sql } from 'drizzle-orm';
import fc from 'fast-check';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import type { Attempt } from '../../src/contract/attempts.ts';
import type { Page } from '../../src/contract/shared.ts';
import { openDatabase } from '../../src/store/database.ts';
import { sequenceAt } from '../../src/store/event-search.ts';
import type { Event } from '../../src/webhook/payload.ts';
import {
	api,
	createDirectory,
	createEndpoint,
	type Reply,
	testEnv,
	type TestDirectory,
	user,
} from '../support/client.ts';
import { costOf } from '../support/d1-meter.ts';
import { query } from '../support/delivery.ts';
import { directoryWith, keepFrom, timeAt } from '../support/logs.ts';
import { Receiver, type Respond } from '../support/receiver.ts';

const URL_OF = (name: string) => `https://${name}.example.com/hook`;

interface Problem {
	readonly detail: string;
	readonly errors?: readonly { readonly field: string; readonly detail: string }[];
}

const ofEndpoint = (id: string, parameters: Record<string, string> = {}) =>
	`/webhook-endpoints/${id}/attempts?${new URLSearchParams(parameters).toString()}`;
const ofEvent = (directory: { id: string }, eventId: string) =>
	`/directories/${directory.id}/events/${eventId}/attempts`;

async function read(path: string): Promise<readonly Attempt[]> {
	const { status, body } = await api<Page<Attempt>>('GET', path);
	expect(status).toBe(200);
	return body.data;
}

/** All pages, one after another. */
async function readAll(id: string, parameters: Record<string, string>): Promise<Attempt[]> {
	const attempts: Attempt[] = [];
	for (let cursor: string | null = null; ;) {
		const page: Reply<Page<Attempt>> = await api(
			'GET',
			ofEndpoint(id, { ...parameters, ...(cursor === null ? {} : { cursor }) }),
		);
		attempts.push(...page.body.data);
		cursor = page.body.next_cursor;
		if (cursor === null) return attempts;
	}
}

const EPOCH = Date.parse('2026-01-01T00:00:00Z');

/** Attempt n of an endpoint, which began at second n: what is rare comes every `rare` attempts. */
async function fillAttempts(
	directory: TestDirectory,
	endpointId: string,
	count: number,
	rare: number,
): Promise<void> {
	await query(
		`WITH RECURSIVE n(at) AS (SELECT 1 UNION ALL SELECT at + 1 FROM n WHERE at < ?1)
		INSERT INTO delivery_attempts (endpoint_id, id, directory_key, lane, webhook_id, first_sequence,
			last_sequence, attempted_at, duration_ms, status, outcome)
		SELECT ?2, printf('att_%012x%020x', ?3 + at * 1000 + 900, at), key, '', 'w', at, at,
			?3 + at * 1000, 900, CASE WHEN at % ?4 = 0 THEN 503 WHEN at % ?4 = 1 THEN NULL ELSE 200 END,
			CASE WHEN at % ?4 < 2 THEN 'retry' ELSE 'delivered' END
		FROM directories CROSS JOIN n WHERE id = ?5`,
		count,
		endpointId,
		EPOCH,
		rare,
		directory.id,
	);
}

/** One attempt with a range of its own; ids are in the order of calls. */
async function addAttempt(
	directory: TestDirectory,
	endpointId: string,
	[first, last]: readonly [number, number],
	lane = '',
): Promise<string> {
	const id = `att_${'0'.repeat(20)}${String((added += 1)).padStart(12, '0')}`;
	await query(
		`INSERT INTO delivery_attempts (endpoint_id, id, directory_key, lane, webhook_id, first_sequence,
			last_sequence, attempted_at, duration_ms, status, outcome)
		SELECT ?1, ?2, key, ?3, 'w', ?4, ?5, 0, 1, 200, 'delivered' FROM directories WHERE id = ?6`,
		endpointId,
		id,
		lane,
		first,
		last,
		directory.id,
	);
	return id;
}
let added = 0;

async function eventAt(directory: TestDirectory, sequence: number): Promise<Event> {
	const path = `/directories/${directory.id}/events?after=${sequence - 1}&limit=1`;
	const [event] = (await api<Page<Event>>('GET', path)).body.data;
	if (event === undefined) throw new Error(`no event ${sequence}`);
	return event;
}

test('what was tried is told, by endpoint and by event', async () => {
	const directory = await createDirectory();
	const scope = { directory_id: directory.id };
	const make = (respond: Respond) => createEndpoint({ url: new Receiver(respond).url, ...scope });
	const good = await make(() => new Response('thanks', { status: 202 }));
	const bad = await make(() => new Response('database is down', { status: 503 }));
	const silent = await make(() => Promise.reject(new TypeError('connection refused')));
	await directory.scim('POST', '/Users', user('anna'));
	const event = await eventAt(directory, 2);
	const path = ofEvent(directory, event.id);
	await vi.waitFor(async () => expect(await read(path)).toHaveLength(3), { timeout: 30_000 });
	const attempts = await read(path);
	const common = {
		directory_id: directory.id,
		kind: 'delivery',
		replay_id: null,
		webhook_id: event.id,
		first_sequence: 2,
		last_sequence: 2,
	};
	const by = (endpoint: { id: string }) =>
		attempts.find((attempt) => attempt.endpoint_id === endpoint.id);
	expect(by(good)).toMatchObject({
		...common,
		status: 202,
		outcome: 'delivered',
		error: null,
		answer: 'thanks',
	});
	expect(by(bad)).toMatchObject({
		...common,
		status: 503,
		outcome: 'retry',
		error: expect.stringContaining('503') as unknown,
		answer: 'database is down',
	});
	expect(by(silent)).toMatchObject({ ...common, status: null, outcome: 'retry', answer: null });
	expect(await read(ofEndpoint(bad.id))).toEqual([by(bad)]);
	expect(await read(ofEndpoint(bad.id, { event_id: event.id }))).toEqual([by(bad)]);
	expect(await read(ofEndpoint(silent.id, { status: 'none' }))).toEqual([by(silent)]);
	expect(await read(`${path}?status=5xx`)).toEqual([by(bad)]);
	const began = Date.parse(by(good)?.attempted_at ?? '');
	expect(Math.abs(began - Date.parse(event.timestamp))).toBeLessThan(10_000);
	const at = new Date(began).toISOString();
	expect(await read(ofEndpoint(good.id, { since: at }))).toHaveLength(1);
	expect(await read(ofEndpoint(good.id, { until: at }))).toEqual([]);
});

describe('filters', () => {
	const COUNT = 60;
	let endpointId = '';
	let all: readonly Attempt[] = [];
	beforeAll(async () => {
		const directory = await directoryWith(COUNT);
		endpointId = (await createEndpoint({ url: URL_OF('filter'), directory_id: directory.id })).id;
		await fillAttempts(directory, endpointId, COUNT, 7);
		all = await read(ofEndpoint(endpointId, { limit: '1000' }));
	});

	test('nothing is left out without one, and the newest is first', () => {
		expect(all.map((attempt) => attempt.first_sequence)).toEqual(
			Array.from({ length: COUNT }, (_, at) => COUNT - at),
		);
	});

	/** What each filter means, said a second time. */
	const MEANING: Readonly<Record<string, (attempt: Attempt, value: string) => boolean>> = {
		status: ({ status }, value) =>
			value === 'none'
				? status === null
				: value.endsWith('xx')
					? Math.floor((status ?? 0) / 100) === Number(value[0])
					: status === Number(value),
		outcome: ({ outcome }, value) => outcome === value,
		since: ({ attempted_at: at }, value) => Date.parse(at) >= Date.parse(value),
		until: ({ attempted_at: at }, value) => Date.parse(at) < Date.parse(value),
	};

	test('and pages of every size find what they mean, in order', async () => {
		const time = fc.integer({ min: -1, max: COUNT + 1 }).map(timeAt);
		const filters = fc.record(
			{
				status: fc.constantFrom('200', '2xx', '503', '5xx', '404', 'none'),
				outcome: fc.constantFrom('delivered', 'retry', 'dead'),
				since: time,
				until: time,
			},
			{ requiredKeys: [] },
		);
		const possible = filters.filter(
			({ since, until }) => since === undefined || until === undefined || since <= until,
		);
		await fc.assert(
			fc.asyncProperty(possible, fc.integer({ min: 3, max: 70 }), async (given, limit) => {
				const found = await readAll(endpointId, { ...given, limit: String(limit) });
				const expected = all.filter((attempt) =>
					Object.entries(given).every(([name, value]) => MEANING[name]?.(attempt, value)),
				);
				expect(found).toEqual(expected);
			}),
			{ numRuns: 25 },
		);
	});

	test.each([
		['status', '600'],
		['status', '20'],
		['status', '2xy'],
		['status', 'all'],
		['outcome', 'failed'],
		['since', 'yesterday'],
		['until', '2026-01-01'],
		['limit', '1001'],
		['cursor', 'x'],
		['cursor', btoa("att_' OR 1=1")],
		['statuss', '200'],
	])('%s=%s is refused', async (name, value) => {
		const refused = await api<Problem>('GET', ofEndpoint(endpointId, { [name]: value }));
		expect(refused.status).toBe(400);
		expect(refused.body.errors?.[0]?.field).toBe(name);
	});

	test('a period ends no earlier than it begins', async () => {
		const directory = await directoryWith(2);
		const event = await eventAt(directory, 2);
		const paths = [
			(filter: Record<string, string>) => ofEndpoint(endpointId, filter),
			(filter: Record<string, string>) => {
				return `${ofEvent(directory, event.id)}?${new URLSearchParams(filter).toString()}`;
			},
		];
		for (const path of paths) {
			const none = { since: timeAt(6), until: timeAt(6) };
			expect((await api('GET', path(none))).status).toBe(200);
			const refused = await api<Problem>('GET', path({ ...none, until: timeAt(5) }));
			expect([refused.status, refused.body.errors?.[0]?.field]).toEqual([400, 'since']);
		}
	});

	test('are of the endpoint: no other directory, no event without one', async () => {
		const directory = await directoryWith(2);
		const foreign = await directoryWith(2);
		const { tenant } = directory;
		const { id } = await createEndpoint({ url: URL_OF('wide'), tenant });
		const event = await eventAt(directory, 2);
		const strange = await eventAt(foreign, 2);
		for (const [parameters, status, field] of [
			[{ event_id: event.id }, 400, 'directory_id'],
			[{ directory_id: foreign.id }, 404, 'directory_id'],
			[{ directory_id: 'dir_0' }, 404, 'directory_id'],
			[{ event_id: strange.id, directory_id: foreign.id }, 404, 'directory_id'],
			[{ event_id: strange.id, directory_id: directory.id }, 404, 'event_id'],
		] as const) {
			const refused = await api<Problem>('GET', ofEndpoint(id, parameters));
			expect([refused.status, refused.body.errors?.[0]?.field]).toEqual([status, field]);
		}
		await addAttempt(directory, id, [2, 2]);
		expect(await read(ofEndpoint(id, { directory_id: directory.id }))).toHaveLength(1);
		const parameters = { event_id: event.id, directory_id: directory.id };
		expect(await read(ofEndpoint(id, parameters))).toHaveLength(1);
		const nobody = await api('GET', ofEndpoint(`ep_${'0'.repeat(32)}`));
		expect(nobody.status).toBe(404);
	});
});

test('a rare status is found page by page, and no page reads it all', async () => {
	const costs: number[] = [];
	for (const size of [20_000, 65_000]) {
		const directory = await directoryWith(1);
		const { id } = await createEndpoint({ url: URL_OF('rare'), directory_id: directory.id });
		await fillAttempts(directory, id, size, 9_000);
		const rare = Array.from({ length: Math.floor(size / 9_000) }, (_, at) => (at + 1) * 9_000);
		const found = await readAll(id, { status: '503' });
		expect(found.map((attempt) => attempt.first_sequence)).toEqual(rare.toReversed());
		for (const parameters of [
			{ status: '503' },
			{ status: '404' },
			{ since: timeAt(500), until: timeAt(600) },
			{},
		]) {
			const cost = await costOf(() => read(ofEndpoint(id, parameters)));
			costs.push(cost.rowsRead);
		}
	}
	expect(costs.slice(4)).toEqual(costs.slice(0, 4));
	// A window and its edge; a window of time; a page.
	expect(costs.slice(0, 2).every((cost) => cost < 11_000)).toBe(true);
	expect(costs[2]).toBeLessThan(600);
	expect(costs[3]).toBeLessThan(220);
});

describe('the attempts at one event', () => {
	test('are the POSTs whose range holds it and who carried its type', async () => {
		const directory = await directoryWith(9);
		const scope = { directory_id: directory.id };
		const every = await createEndpoint({ url: URL_OF('every'), ...scope });
		const users = await createEndpoint({ url: URL_OF('users'), ...scope, types: ['user.*'] });
		const alone = await addAttempt(directory, every.id, [6, 6]);
		const batch = await addAttempt(directory, every.id, [3, 8]);
		const toEnd = await addAttempt(directory, every.id, [2, 6]);
		const fromBeginning = await addAttempt(directory, every.id, [6, 9]);
		await addAttempt(directory, every.id, [5, 5]);
		await addAttempt(directory, every.id, [7, 9]);
		await addAttempt(directory, users.id, [5, 7]);
		await query(
			`INSERT INTO delivery_cursors (endpoint_id, directory_key, lane, sequence, until, types, state,
				attempts, due_at, lease_until, created_at)
			SELECT ?, key, 'rpl_users', 9, 9, '["user.*"]', 'done', 0, 0, 0, 0
			FROM directories WHERE id = ?`,
			every.id,
			directory.id,
		);
		await addAttempt(directory, every.id, [4, 9], 'rpl_users');
		const again = await addAttempt(directory, every.id, [6, 7], 'rpl_cancelled');
		const event = await eventAt(directory, 6);
		expect(event.type).toBe('group.created');
		const attempts = await read(ofEvent(directory, event.id));
		expect(attempts.map(({ id }) => id)).toEqual([again, fromBeginning, toEnd, batch, alone]);
		expect(attempts[0]).toMatchObject({ kind: 'replay', replay_id: 'rpl_cancelled' });
		const page = await api<Page<Attempt>>('GET', `${ofEvent(directory, event.id)}?limit=1`);
		const cursor = page.body.next_cursor;
		const rest = await read(`${ofEvent(directory, event.id)}?cursor=${cursor}`);
		expect([...page.body.data, ...rest]).toEqual(attempts);
	});

	test('are none where it was discarded, but for replays', async () => {
		const directory = await directoryWith(9);
		const { id } = await createEndpoint({ url: URL_OF('past'), directory_id: directory.id });
		await query(
			`INSERT INTO discarded_events SELECT key, 4, 6, 0 FROM directories WHERE id = ?`,
			directory.id,
		);
		const around = await addAttempt(directory, id, [3, 8]);
		const replayed = await addAttempt(directory, id, [3, 8], 'rpl_1');
		const idsAt = async (sequence: number) => {
			const event = await eventAt(directory, sequence);
			return (await read(ofEvent(directory, event.id))).map((attempt) => attempt.id);
		};
		expect(await idsAt(4)).toEqual([replayed, around]);
		expect(await idsAt(5)).toEqual([replayed]);
		expect(await idsAt(7)).toEqual([replayed, around]);
	});

	test('cost no more in a long log than in a short one', async () => {
		const costs: number[] = [];
		for (const size of [20_000, 100_000]) {
			const directory = await directoryWith(size);
			const { id } = await createEndpoint({ url: URL_OF('deep'), directory_id: directory.id });
			await fillAttempts(directory, id, size, 100);
			const event = await eventAt(directory, 1_000);
			const cost = await costOf(async () => {
				expect(await read(ofEvent(directory, event.id))).toHaveLength(1);
			});
			costs.push(cost.rowsRead);
		}
		expect(costs[1]).toBeLessThan((costs[0] ?? 0) + 20);
		expect(costs[1]).toBeLessThan(5_200);
	});
});

describe('one event', () => {
	test('is shown as the log shows it', async () => {
		const directory = await createDirectory();
		await directory.scim('POST', '/Users', user('anna'));
		for (const sequence of [1, 2]) {
			const event = await eventAt(directory, sequence);
			const shown = await api('GET', `/directories/${directory.id}/events/${event.id}`);
			expect(shown.status).toBe(200);
			expect(shown.body).toEqual(event);
		}
	});

	test('is not found in another log, nor without its whole id', async () => {
		const directory = await directoryWith(3);
		const other = await directoryWith(3);
		const { id } = await eventAt(directory, 2);
		await keepFrom(other, 3);
		for (const [directoryId, eventId] of [
			[other.id, id],
			['operations', id],
			[directory.id, id.slice(0, -1)],
			[directory.id, `${id.slice(0, -1)}f`],
			[directory.id, id.toUpperCase()],
			[directory.id, `evt_${'f'.repeat(32)}`],
			[directory.id, `evt_${'0'.repeat(32)}`],
			[directory.id, 'x'],
			['dir_0', id],
		] as const) {
			const path = `/directories/${directoryId}/events/${eventId}`;
			for (const each of [path, `${path}/attempts`]) {
				expect([each, (await api('GET', each)).status]).toEqual([each, 404]);
			}
		}
	});

	test('costs two look-ups for each halving of the log', async () => {
		for (const size of [10, 100_000]) {
			const directory = await directoryWith(size);
			const event = await eventAt(directory, Math.ceil(size / 3));
			const cost = await costOf(() =>
				api('GET', `/directories/${directory.id}/events/${event.id}`),
			);
			expect(cost.rowsRead).toBeLessThanOrEqual(2 * Math.ceil(Math.log2(size)) + 10);
		}
	});

	test('is found though a writer before or after it had a clock that was ahead', async () => {
		const directory = await directoryWith(200);
		// Ids of 80 to 99 begin half a minute later than they should, those of 150 to 159 earlier.
		await query(
			`UPDATE events SET id = printf('evt_%012x%020x', occurred_at + CASE WHEN sequence < 100
				THEN 30000 ELSE -30000 END, sequence)
			WHERE directory_key = (SELECT key FROM directories WHERE id = ?)
				AND (sequence BETWEEN 80 AND 99 OR sequence BETWEEN 150 AND 159)`,
			directory.id,
		);
		const path = `/directories/${directory.id}/events`;
		const { body } = await api<Page<Event>>('GET', `${path}?limit=1000`);
		const found = await Promise.all(
			body.data.map((event) => api<Event>('GET', `${path}/${event.id}`)),
		);
		expect(found.map((each) => each.body)).toEqual(body.data);
	});
});

test('a time is found in any log: its first event then or later, or the one to come', async () => {
	const db = openDatabase(testEnv.DB);
	const directory = await directoryWith(1);
	const [row] = await query<{ key: number }>(
		'SELECT key FROM directories WHERE id = ?',
		directory.id,
	);
	const key = row?.key ?? 0;
	// Steps between events, many of them 0; how many events are gone; a time.
	const steps = fc.array(fc.nat(3), { maxLength: 40 });
	await fc.assert(
		fc.asyncProperty(steps, fc.nat(5), fc.integer({ min: -1, max: 130 }), async (log, gone, at) => {
			const times = log.map((_, index) => log.slice(0, index + 1).reduce((a, b) => a + b, 0));
			const last = gone + times.length;
			await testEnv.DB.batch([
				testEnv.DB.prepare('DELETE FROM events WHERE directory_key = ?').bind(key),
				testEnv.DB.prepare(
					`INSERT INTO events SELECT ?1, ?2 + key + 1, 'evt_' || key, 't', value, 'User', 'u', '{}', NULL
					FROM json_each(?3)`,
				).bind(key, gone, JSON.stringify(times)),
				testEnv.DB.prepare(
					'UPDATE directories SET first_sequence = ?2, last_sequence = ?3 WHERE key = ?1',
				).bind(key, gone + 1, last),
			]);
			const [found] = await db.all<{ one: number; each: number; none: null }>(
				sql`SELECT ${sequenceAt(sql`${key}`, at)} AS one,
					${sequenceAt(sql`directories.key`, sql`directories.key - directories.key + ${at}`)} AS each,
					${sequenceAt(sql`-1`, at)} AS none
				FROM directories WHERE directories.key = ${key}`,
			);
			const index = times.findIndex((time) => time >= at);
			const expected = index < 0 ? last + 1 : gone + 1 + index;
			expect(found).toEqual({ one: expected, each: expected, none: null });
		}),
		{ numRuns: 60 },
	);
});
