/**
 * The event log as its readers find it: following `position` gives every event once and in order,
 * whatever is committed meanwhile, whether answers are held or not, and whatever types are left out.
 */
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import type { EventLogPage } from '../../src/contract/events.ts';
import { newId } from '../../src/platform/ids.ts';
import { openDatabase } from '../../src/store/database.ts';
import { disableEndpoint } from '../../src/store/webhook-endpoints.ts';
import { matchesTypes } from '../../src/webhook/payload.ts';
import {
	api,
	createDirectory,
	createEndpoint,
	group,
	ORIGIN,
	type Reply,
	testEnv,
	user,
} from '../support/client.ts';
import { costOf } from '../support/d1-meter.ts';
import { commit, query } from '../support/delivery.ts';
import { faultyD1, type Fault } from '../support/faults.ts';
import { dataOf } from '../support/event-data.ts';
import { appendEvents, keepFrom } from '../support/logs.ts';
import { callWorker } from '../support/worker.ts';

/** A directory made through the API, with the row key that SQL needs; its log has one event. */
async function makeLog() {
	const { id, tenant } = await createDirectory();
	const [row] = await query<{ key: number }>('SELECT key FROM directories WHERE id = ?', id);
	return { id, tenant, product: 'product', key: row?.key ?? 0 };
}

type Log = Awaited<ReturnType<typeof makeLog>>;

const get = (logId: string, parameters = ''): Promise<Reply<EventLogPage>> =>
	api('GET', `/directories/${logId}/events?${parameters}`);

const sequencesOf = ({ body }: Reply<EventLogPage>) => body.data.map(({ sequence }) => sequence);

/** Numbers from one to another, both included. */
const range = (from: number, to: number) =>
	Array.from({ length: Math.max(0, to - from + 1) }, (_, at) => from + at);

describe('a page', () => {
	test('begins at the oldest event, and says how far it came', async () => {
		const log = await makeLog();
		await commit(log, ['user.created', 'group.created', 'user.updated']);
		const all = await get(log.id);
		expect(sequencesOf(all)).toEqual([1, 2, 3, 4]);
		expect(all.body).toMatchObject({ next_cursor: null, position: 4 });
		const some = await get(log.id, 'after=1&limit=2');
		expect(sequencesOf(some)).toEqual([2, 3]);
		expect(some.body).toMatchObject({ next_cursor: '3', position: 3 });
		const last = await get(log.id, 'limit=2&cursor=3');
		expect(sequencesOf(last)).toEqual([4]);
		expect(last.body).toMatchObject({ next_cursor: null, position: 4 });
		expect((await get(log.id, 'after=4')).body).toEqual({
			data: [],
			next_cursor: null,
			position: 4,
		});
	});

	test('of types says how far the log was seen, not where the last of them was', async () => {
		const log = await makeLog();
		await commit(log, ['group.created', 'user.created', 'user.updated']);
		const page = await get(log.id, 'types=group.*,directory.created');
		expect(sequencesOf(page)).toEqual([1, 2]);
		expect(page.body).toMatchObject({ next_cursor: null, position: 4 });
		const cut = await get(log.id, 'types=user.*&limit=1');
		expect(sequencesOf(cut)).toEqual([3]);
		expect(cut.body).toMatchObject({ next_cursor: '3', position: 3 });
	});

	test('looks through a bounded part of the log for types that are rare, and never twice', async () => {
		const log = await makeLog();
		await appendEvents(log, 24_998);
		await commit(log, ['group.created']);
		const found: number[] = [];
		const positions: number[] = [];
		const rowsRead: number[] = [];
		const read = async (after: number) => {
			const { body } = await get(log.id, `types=group.*&after=${after}`);
			found.push(...body.data.map(({ sequence }) => sequence));
			positions.push(body.position);
		};
		for (let pages = 0; pages < 3; pages += 1) {
			const cost = await costOf(() => read(positions.at(-1) ?? 0));
			rowsRead.push(cost.rowsRead);
		}
		expect(found).toEqual([25_000]);
		expect(positions).toEqual([10_000, 20_000, 25_000]);
		for (const rows of rowsRead) expect(rows).toBeLessThan(20_100);
		const again = await costOf(() => read(25_000));
		expect(again.rowsRead).toBeLessThan(10);
	});

	test('ends early rather than to be too large for memory', async () => {
		const log = await makeLog();
		const data = dataOf('user.created').replace('Ada', 'x'.repeat(1_500_000));
		await commit(log, Array<string>(5).fill('user.created'), { data });
		const first = await get(log.id, 'after=1&limit=5');
		expect(sequencesOf(first)).toEqual([2, 3, 4]);
		expect(first.body).toMatchObject({ next_cursor: '4', position: 4 });
		expect(sequencesOf(await get(log.id, 'cursor=4'))).toEqual([5, 6]);
	});

	test('can be one of the operations log, which is no directory', async () => {
		const { id } = await createEndpoint({ url: 'https://receiver.example.com/', tenant: 'ops' });
		const before = await get('operations');
		expect(before.status).toBe(200);
		await disableEndpoint(openDatabase(testEnv.DB), {
			id,
			reason: 'It failed for days.',
			eventId: newId('evt'),
			now: Date.now(),
		});
		const { body } = await get('operations', `after=${before.body.position}`);
		expect(body.data).toMatchObject([
			{ type: 'webhook_endpoint.disabled', directory_id: 'operations', data: { id } },
		]);
		expect((await api('GET', '/directories/operations')).status).toBe(404);
	});

	test('costs one round trip, and as many rows in a long log as in a short one', async () => {
		const short = await makeLog();
		await appendEvents(short, 199);
		const long = await makeLog();
		await appendEvents(long, 99_999);
		for (const log of [short, long]) {
			expect(await costOf(() => get(log.id, 'after=90&limit=100'))).toEqual(PAGE_OF_100);
			const atEnd = log === short ? 200 : 100_000;
			expect(await costOf(() => get(log.id, `after=${atEnd}`))).toEqual(PAGE_OF_0);
		}
	});
});

const PAGE_OF_100 = { trips: 1, rowsRead: 508, rowsWritten: 0 };
const PAGE_OF_0 = { trips: 1, rowsRead: 5, rowsWritten: 0 };

describe('what is asked wrongly is refused by name', () => {
	let log: Log;
	beforeAll(async () => {
		log = await makeLog();
		await commit(log, ['user.created', 'user.updated']);
	});

	test.each([
		['after=-1', 'after'],
		['after=x', 'after'],
		['after=4', 'after'],
		['cursor=4', 'cursor'],
		['after=1&cursor=1', 'cursor'],
		['after=1&after=2', 'after'],
		['cursor=MQ', 'cursor'],
		['limit=0', 'limit'],
		['limit=1001', 'limit'],
		['types=user.create', 'types'],
		['types=', 'types'],
		['types=user.created,', 'types'],
		['wait=26', 'wait'],
		['wait=-1', 'wait'],
		['wait=1.5', 'wait'],
		['wait=', 'wait'],
		['until=3', 'until'],
		['types=webhook_endpoint.*', 'types'],
		['types=user.*,deprovisioning_brake.engaged', 'types'],
	])('%s', async (parameters, field) => {
		const { status, body } = await get(log.id, parameters);
		expect(status).toBe(400);
		expect(body).toMatchObject({ status: 400, errors: [{ field }] });
	});

	test.each([
		['user.*', 'the operations log has no "user.*"'],
		['webhook_endpoint.*,directory.deleted', 'the operations log has no "directory.deleted"'],
	])('of the operations log, types=%s: what it never has', async (types, detail) => {
		const { status, body } = await get('operations', `types=${types}`);
		expect(status).toBe(400);
		expect(body).toMatchObject({ errors: [{ field: 'types', detail }] });
	});

	test('the end of the log is a position like any other', async () => {
		expect(await get(log.id, 'after=3')).toMatchObject({ status: 200, body: { data: [] } });
	});

	test('an unknown directory is 404, wait or not', async () => {
		expect((await get('dir_none')).status).toBe(404);
		expect((await get('dir_none', 'wait=25')).status).toBe(404);
	});
});

describe('backwards', () => {
	const TYPES = ['user.created', 'group.created', 'user.updated', 'user.deleted'];

	test('the newest event comes first, and each once', async () => {
		const log = await makeLog();
		await commit(log, TYPES);
		expect((await get(log.id, 'order=newest')).body).toMatchObject({
			next_cursor: null,
			position: 1,
		});
		const first = await get(log.id, 'order=newest&limit=2');
		expect(sequencesOf(first)).toEqual([5, 4]);
		expect(first.body).toMatchObject({ next_cursor: '4', position: 4 });
		expect(sequencesOf(await get(log.id, 'order=newest&limit=2&cursor=4'))).toEqual([3, 2]);
		expect(sequencesOf(await get(log.id, 'order=newest&before=4&types=user.*'))).toEqual([2]);
		expect(sequencesOf(await get(log.id, 'order=newest&before=99&limit=1'))).toEqual([5]);
		expect((await get(log.id, 'order=newest&before=1')).body).toMatchObject({
			data: [],
			next_cursor: null,
		});
	});

	test('it ends where the log begins that is kept', async () => {
		const log = await makeLog();
		await commit(log, TYPES);
		await keepFrom(log, 3);
		const page = await get(log.id, 'order=newest');
		expect(sequencesOf(page)).toEqual([5, 4, 3]);
		expect(page.body).toMatchObject({ next_cursor: null, position: 3 });
	});

	test('a rare type is looked for a part of the log at a time', async () => {
		const log = await makeLog();
		await appendEvents(log, 12_000);
		const page = await get(log.id, 'order=newest&types=directory.*');
		expect(page.body).toMatchObject({ data: [], position: 2002, next_cursor: '2002' });
		const rest = await get(log.id, 'order=newest&types=directory.*&before=2002');
		expect(sequencesOf(rest)).toEqual([1]);
	});

	test.each([
		['before=4', 'before'],
		['order=newest&after=4', 'after'],
		['order=newest&since=2026-01-01T00:00:00Z', 'since'],
		['order=newest&wait=1', 'wait'],
		['order=newest&before=4&cursor=3', 'cursor'],
		['after=4&since=2026-01-01T00:00:00Z', 'since'],
		['order=oldish', 'order'],
	])('%s is refused', async (parameters, field) => {
		const { id } = await makeLog();
		const refused = await get(id, parameters);
		expect(refused).toMatchObject({ status: 400, body: { errors: [{ field }] } });
	});
});

describe('from a time', () => {
	test('the log is read from the first event that did not occur before', async () => {
		const log = await makeLog();
		const at = Date.now();
		await appendEvents(log, 1, { at: at + 60_000 });
		await appendEvents(log, 1, { at: at + 120_000 });
		const { body } = await get(log.id);
		for (const { timestamp } of body.data) {
			const since = encodeURIComponent(timestamp);
			const expected = body.data.filter((each) => each.timestamp >= timestamp);
			expect((await get(log.id, `since=${since}`)).body.data).toEqual(expected);
		}
		const later = await get(log.id, 'since=2999-01-01T00:00:00Z');
		expect(later.body).toMatchObject({ data: [], next_cursor: null, position: 3 });
	});
});

describe('a position that is older than what is kept', () => {
	let log: Log;
	beforeAll(async () => {
		log = await makeLog();
		await commit(log, Array<string>(9).fill('user.updated'));
		await keepFrom(log, 6);
	});

	test.each(['after=0', 'after=4', 'cursor=4', 'after=4&types=group.*', 'after=0&wait=25'])(
		'%s is 410, which says how to be in step again',
		async (parameters) => {
			const reply = await get(log.id, parameters);
			expect(reply.status).toBe(410);
			expect(reply.headers.get('Content-Type')).toBe('application/problem+json');
			expect(reply.body).toMatchObject({
				status: 410,
				detail: expect.stringMatching(
					/sequence 6 .*read \/v1\/directories\/dir_\w+\/users, …\/groups and the members of each group.*after=resync_after/,
				) as unknown,
				oldest_sequence: 6,
				last_sequence: 10,
				resync_after: 10,
			});
		},
	);

	test('the oldest event that is kept can be had, and without a position reading begins there', async () => {
		expect(sequencesOf(await get(log.id, 'after=5'))).toEqual([6, 7, 8, 9, 10]);
		expect(sequencesOf(await get(log.id, 'limit=2'))).toEqual([6, 7]);
		expect((await get(log.id, 'types=group.*')).body).toMatchObject({ data: [], position: 10 });
	});

	test('a log of which nothing is kept goes on where it was', async () => {
		const empty = await makeLog();
		await commit(empty, ['user.created']);
		await keepFrom(empty, 3);
		expect((await get(empty.id)).body).toEqual({ data: [], next_cursor: null, position: 2 });
		expect((await get(empty.id, 'after=2')).status).toBe(200);
		expect(await get(empty.id, 'after=1')).toMatchObject({
			status: 410,
			body: { oldest_sequence: 3, last_sequence: 2, resync_after: 2 },
		});
		await commit(empty, ['user.updated']);
		expect(sequencesOf(await get(empty.id, 'after=2'))).toEqual([3]);
	});

	test('of the operations log there is nothing to read instead', async () => {
		await query(`UPDATE directories SET first_sequence = 8, last_sequence = 9 WHERE key = 0`);
		expect((await get('operations', 'after=3')).body).toMatchObject({
			oldest_sequence: 8,
			last_sequence: 9,
			resync_after: 7,
		});
		await query(`UPDATE directories SET first_sequence = 1, last_sequence = 0 WHERE key = 0`);
		await query('DELETE FROM events WHERE directory_key = 0');
	});
});

/** Asks for a page, with something that happens at the nth round trip to D1: 0 reads, 1 looks. */
async function hold(
	log: Log,
	parameters: string,
	atTrip: (trip: number) => Promise<Fault | void>,
	signal?: AbortSignal,
): Promise<Reply<EventLogPage>> {
	const response = await callWorker(
		`${ORIGIN}/v1/directories/${log.id}/events?${parameters}`,
		{
			headers: { Authorization: `Bearer ${testEnv.ROLLCALL_ADMIN_KEY}` },
			...(signal === undefined ? {} : { signal }),
		},
		{ DB: faultyD1(async (trip) => (await atTrip(trip)) ?? 'none') },
	);
	const { status, headers } = response;
	return { status, headers, body: await response.json() };
}

describe.concurrent('an answer that is held', () => {
	test('comes at once when there is something', async () => {
		const log = await makeLog();
		expect(sequencesOf(await get(log.id, 'wait=25'))).toEqual([1]);
	});

	test('comes when something matches, and has seen what did not', async () => {
		const log = await makeLog();
		const reply = await hold(log, 'after=1&types=group.*&wait=25', async (trip) => {
			if (trip === 1) await commit(log, ['user.created', 'user.updated']);
			// The second read, of what did not match, is the third trip.
			if (trip === 3) await commit(log, ['group.created', 'user.updated']);
		});
		expect(sequencesOf(reply)).toEqual([4]);
		expect(reply.body).toMatchObject({ next_cursor: null, position: 5 });
	});

	test('comes empty when the time is over, with the position that it has seen', async () => {
		const log = await makeLog();
		const startedAt = Date.now();
		const reply = await hold(log, 'after=1&types=group.*&wait=2', async (trip) => {
			if (trip === 1) await commit(log, ['user.created', 'user.updated']);
		});
		expect(reply.body).toEqual({ data: [], next_cursor: null, position: 3 });
		expect(Date.now() - startedAt).toBeGreaterThanOrEqual(1_900);
	});

	test('is not held while there is more to look through', async () => {
		const log = await makeLog();
		await appendEvents(log, 10_100);
		const { body } = await get(log.id, 'after=1&types=group.*&wait=25');
		expect(body).toEqual({ data: [], next_cursor: '10001', position: 10_001 });
	});

	test('is 404 when the directory is deleted meanwhile', async () => {
		const log = await makeLog();
		const reply = await hold(log, 'after=1&wait=25', async (trip) => {
			if (trip === 1) await query('DELETE FROM directories WHERE key = ?', log.key);
		});
		expect(reply.status).toBe(404);
	});

	test.each<Fault>(['fails before', 'is overloaded'])(
		'is 503 when D1 %s, and the reader asks again with the position that it has',
		async (fault) => {
			const log = await makeLog();
			const atTrip = async (trip: number) => (trip === 2 ? fault : 'none');
			const reply = await hold(log, 'after=1&wait=25', atTrip);
			expect(reply.status).toBe(503);
			expect(reply.headers.get('Retry-After')).not.toBeNull();
		},
	);

	test('ends when the client hangs up', async () => {
		const log = await makeLog();
		const client = new AbortController();
		const trips: number[] = [];
		const atTrip = async (trip: number) => {
			trips.push(trip);
			if (trip === 1) client.abort();
		};
		await hold(log, 'after=1&wait=25', atTrip, client.signal);
		expect(trips).toEqual([0, 1]);
	});
});

test('a look costs one round trip and one row', async () => {
	const log = await makeLog();
	const { trips, rowsRead, rowsWritten } = await costOf(() => get(log.id, 'after=1&wait=1'));
	const looks = trips - PAGE_OF_0.trips;
	expect(looks).toBeGreaterThan(0);
	expect({ rowsRead, rowsWritten }).toEqual({
		rowsRead: PAGE_OF_0.rowsRead + looks,
		rowsWritten: 0,
	});
});

describe('a reader that follows', () => {
	const TYPES = ['user.created', 'user.deleted', 'group.created', 'group.user_added'];
	const PATTERNS = ['user.*', 'group.*', 'user.deleted', 'directory.*'];

	test('has every event once and in order, however reads and commits alternate', async () => {
		const step = fc.oneof(
			fc.record({ commit: fc.array(fc.constantFrom(...TYPES), { minLength: 1, maxLength: 6 }) }),
			fc.record({ limit: fc.integer({ min: 1, max: 4 }) }),
		);
		await fc.assert(
			fc.asyncProperty(
				fc.array(step, { maxLength: 12 }),
				fc.option(fc.subarray(PATTERNS, { minLength: 1 })),
				async (steps, patterns) => {
					const log = await makeLog();
					const committed = ['directory.created'];
					const seen: number[] = [];
					let after = '';
					const read = async (limit: number) => {
						const types = patterns === null ? '' : `&types=${patterns.join(',')}`;
						const page = await get(log.id, `limit=${limit}${types}${after}`);
						seen.push(...sequencesOf(page));
						const isAtEnd = page.body.position === committed.length;
						expect(page.body.next_cursor).toBe(isAtEnd ? null : String(page.body.position));
						after = `&after=${page.body.position}`;
						return isAtEnd;
					};
					for (const each of steps) {
						if ('limit' in each) await read(each.limit);
						else {
							await commit(log, each.commit);
							committed.push(...each.commit);
						}
					}
					while (!(await read(3)));
					const expected = range(1, committed.length).filter((sequence) =>
						matchesTypes(patterns, committed[sequence - 1] ?? ''),
					);
					expect(seen).toEqual(expected);
				},
			),
			{ numRuns: 25 },
		);
	});

	test('has every event once and in order while many write through SCIM', async () => {
		const directory = await createDirectory();
		/** Reads on from where it stopped. */
		const makeReader = (parameters: string) => {
			const reader = {
				seen: [] as EventLogPage['data'][number][],
				position: 0,
				read: async () => {
					const page = await get(directory.id, `after=${reader.position}&${parameters}`);
					expect(page.status).toBe(200);
					reader.seen.push(...page.body.data);
					reader.position = page.body.position;
				},
			};
			return reader;
		};
		let last = Infinity;
		const held = ['limit=7&wait=1', 'types=group.*&wait=1'].map(makeReader);
		const followers = held.map(async (reader) => {
			while (reader.position < last) await reader.read();
		});
		const readers = ['limit=3', 'limit=100', 'limit=2&types=user.*', 'types=group.*'].map(
			makeReader,
		);
		const writers = readers.map(async (reader, writer) => {
			for (let round = 0; round < 10; round += 1) {
				const name = `w${writer} r${round}`;
				const { body } = await directory.scim('POST', '/Users', user(name));
				const id = String(body['id']);
				await reader.read();
				if (round % 4 === 0) await directory.scim('POST', '/Groups', group(name, [id]));
				if (round % 3 === 0) await directory.scim('DELETE', `/Users/${id}`);
			}
		});
		await Promise.all(writers);
		const log = await get(directory.id, 'limit=1000');
		last = log.body.position;
		await Promise.all(followers);
		for (const reader of readers) while (reader.position < last) await reader.read();

		expect(sequencesOf(log)).toEqual(range(1, last));
		const ofType = (kind: string) => log.body.data.filter(({ type }) => type.startsWith(kind));
		expect(held.map(({ seen }) => seen)).toEqual([log.body.data, ofType('group.')]);
		expect(readers.map(({ seen }) => seen)).toEqual([
			log.body.data,
			log.body.data,
			ofType('user.'),
			ofType('group.'),
		]);
	});
});
