/** What is offered to a poller of SETs (RFC 8936): everything until it is acknowledged, in order, never after. */
import { env } from 'cloudflare:workers';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { holdStatement, releaseStatement } from '../../src/store/delivery-cursors.ts';
import { mayOffer, poll, type Poll } from '../../src/store/set-poll.ts';
import { Batch } from '../../src/store/database.ts';
import { sql } from 'drizzle-orm';
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

const { DB } = env as unknown as { DB: D1Database };

const NOW = 1_000_000;
const TYPES = ['user.*'];

function makePoller(directory: Pick<TestDirectory, 'tenant'>): Promise<string> {
	return makeEndpoint(
		{ tenant: directory.tenant },
		{ format: 'set', delivery: 'poll', types: TYPES },
	);
}

const idOf = (directory: TestDirectory, sequence: number) => `evt_${directory.key}x${sequence}`;

/** Polls, and returns the ids of the events on offer. */
async function offered(endpointId: string, request: Partial<Poll> = {}) {
	const nothing = { acknowledged: [], refused: [], max: 100, now: NOW };
	const { events, hasMore } = await poll(db, { endpointId, ...nothing, ...request });
	return { ids: events.map(({ id }) => id), hasMore };
}

/** Holds or releases a directory as the brake does. */
async function hold(directory: TestDirectory, isHeld: boolean) {
	const which = sql`directory_key = ${directory.key}`;
	await new Batch(db)
		.write(
			sql`UPDATE directories SET paused_at = ${isHeld ? NOW : null} WHERE key = ${directory.key}`,
		)
		.write(isHeld ? holdStatement(which) : releaseStatement(which, NOW))
		.run();
}

async function startReplay(
	directory: TestDirectory,
	endpointId: string,
	lane: string,
	range: { after: number; until: number },
) {
	await DB.prepare(
		`INSERT INTO delivery_cursors (endpoint_id, directory_key, lane, sequence, until, state,
		attempts, due_at, lease_until, created_at) VALUES (?, ?, ?, ?, ?, 'awake', 0, 8640000000000000, 0, 0)`,
	)
		.bind(endpointId, directory.key, lane, range.after, range.until)
		.run();
}

describe('a poller', () => {
	test('is offered nothing twice after it was acknowledged, whatever the order', async () => {
		const directory = await makeDirectory();
		const endpointId = await makePoller(directory);
		await commit(directory, Array<string>(5).fill('user.updated'));
		const all = [1, 2, 3, 4, 5].map((sequence) => idOf(directory, sequence));
		expect(await offered(endpointId)).toEqual({ ids: all, hasMore: false });
		expect(await offered(endpointId), 'asked again').toEqual({ ids: all, hasMore: false });
		const [first = '', second = '', third = '', ...rest] = all;
		expect((await offered(endpointId, { acknowledged: [second] })).ids).toEqual([
			first,
			third,
			...rest,
		]);
		expect((await readCursor(directory, endpointId))?.sequence).toBe(0);
		expect((await offered(endpointId, { acknowledged: [first] })).ids).toEqual([third, ...rest]);
		expect((await readCursor(directory, endpointId))?.sequence).toBe(2);
		expect(await offered(endpointId, { acknowledged: [third, ...rest] })).toEqual({
			ids: [],
			hasMore: false,
		});
		expect(await readCursor(directory, endpointId)).toMatchObject({
			state: 'idle',
			sequence: 5,
			batch_until: null,
		});
		expect(
			await query('SELECT * FROM set_acknowledgements WHERE endpoint_id = ?', endpointId),
		).toEqual([]);
	});

	test('of which each directory gets its share of an answer', async () => {
		const one = await makeDirectory();
		const two = await makeDirectory({ tenant: one.tenant });
		const endpointId = await makePoller(one);
		await commit(one, Array<string>(10).fill('user.updated'));
		await commit(two, ['user.created']);
		expect(await offered(endpointId, { max: 4 })).toEqual({
			ids: [idOf(one, 1), idOf(two, 1), idOf(one, 2)],
			hasMore: true,
		});
	});

	test('learns with maxEvents 0 whether there is more', async () => {
		const directory = await makeDirectory();
		const endpointId = await makePoller(directory);
		await commit(directory, ['user.created', 'user.updated']);
		await offered(endpointId);
		const acknowledged = [idOf(directory, 1)];
		expect(await offered(endpointId, { max: 0, acknowledged })).toEqual({ ids: [], hasMore: true });
		acknowledged.push(idOf(directory, 2));
		expect(await offered(endpointId, { max: 0, acknowledged })).toEqual({
			ids: [],
			hasMore: false,
		});
	});

	test('is not offered more than a megabyte at once, but one event at least', async () => {
		const directory = await makeDirectory();
		const endpointId = await makePoller(directory);
		const data = JSON.stringify({ text: 'x'.repeat(700_000) });
		for (let n = 0; n < 3; n += 1) await commit(directory, ['user.created'], { data });
		const { ids, hasMore } = await offered(endpointId);
		expect({ ids, hasMore }).toEqual({
			ids: [idOf(directory, 1), idOf(directory, 2)],
			hasMore: true,
		});
		expect((await offered(endpointId, { acknowledged: ids })).ids).toEqual([idOf(directory, 3)]);
	});

	test('cannot acknowledge what was not offered, nor what is offered to another', async () => {
		const directory = await makeDirectory();
		const [endpointId, other] = [await makePoller(directory), await makePoller(directory)];
		await commit(directory, ['user.created', 'user.updated']);
		const acknowledged = [idOf(directory, 1), idOf(directory, 2)];
		expect((await offered(endpointId, { acknowledged, max: 1 })).ids).toEqual([idOf(directory, 1)]);
		expect((await offered(endpointId, { acknowledged })).ids).toEqual([idOf(directory, 2)]);
		expect((await offered(other)).ids).toHaveLength(2);
	});

	test('sets aside what it refuses, and gets it again from the dead letters', async () => {
		const directory = await makeDirectory();
		const endpointId = await makePoller(directory);
		await commit(directory, ['user.created', 'user.updated', 'user.deleted']);
		const [first = '', second = ''] = (await offered(endpointId)).ids;
		const refused = [{ id: second, error: 'invalid_key: Which key?' }];
		expect((await offered(endpointId, { refused })).ids).toEqual([first, idOf(directory, 3)]);
		expect((await offered(endpointId, { refused })).ids, 'said twice').toHaveLength(2);
		const letters = () =>
			query(
				'SELECT sequence, attempts, last_error FROM dead_letters WHERE endpoint_id = ?',
				endpointId,
			);
		const letter = { sequence: 2, attempts: 1, last_error: 'invalid_key: Which key?' };
		expect(await letters()).toEqual([letter]);

		await offered(endpointId, { acknowledged: [first, idOf(directory, 3)] });
		await startReplay(directory, endpointId, 'rdl_1', { after: 0, until: 3 });
		expect((await offered(endpointId)).ids).toEqual([second]);
		expect((await offered(endpointId, { refused })).ids).toEqual([]);
		expect(await letters()).toEqual([{ ...letter, attempts: 2 }]);

		await startReplay(directory, endpointId, 'rdl_2', { after: 0, until: 3 });
		expect((await offered(endpointId)).ids).toEqual([second]);
		expect((await offered(endpointId, { acknowledged: [second] })).ids).toEqual([]);
		expect(await letters()).toEqual([]);
		expect(
			await query('SELECT state, lane FROM delivery_cursors WHERE endpoint_id = ?', endpointId),
		).toEqual([
			{ lane: '', state: 'idle' },
			{ lane: 'rdl_1', state: 'done' },
			{ lane: 'rdl_2', state: 'done' },
		]);
	});

	test('gets a replay whole, also what it had acknowledged before', async () => {
		const directory = await makeDirectory();
		const endpointId = await makePoller(directory);
		await commit(directory, Array<string>(3).fill('user.updated'));
		await offered(endpointId);
		// The first one stays, so that the others are remembered.
		const [first = '', ...others] = [1, 2, 3].map((sequence) => idOf(directory, sequence));
		expect((await offered(endpointId, { acknowledged: others })).ids).toEqual([first]);
		await startReplay(directory, endpointId, 'rpl_1', { after: 0, until: 3 });
		expect((await offered(endpointId)).ids).toEqual([first, first, ...others]);
		expect((await offered(endpointId, { acknowledged: [first, ...others] })).ids).toEqual([]);
		expect(await mayOffer(db, endpointId)).toBe(false);
	});

	test('is offered nothing of a directory that is held, but may acknowledge what it was', async () => {
		const directory = await makeDirectory();
		const endpointId = await makePoller(directory);
		await commit(directory, ['user.created', 'user.updated', 'user.deleted']);
		await offered(endpointId, { max: 2 });
		await hold(directory, true);
		expect(await offered(endpointId)).toEqual({ ids: [], hasMore: false });
		await offered(endpointId, { acknowledged: [idOf(directory, 1)] });
		await hold(directory, false);
		expect((await offered(endpointId)).ids).toEqual([idOf(directory, 2), idOf(directory, 3)]);
	});

	test('is woken by the next commit after all was acknowledged', async () => {
		const directory = await makeDirectory();
		const endpointId = await makePoller(directory);
		expect(await mayOffer(db, endpointId)).toBe(false);
		await commit(directory, ['user.created']);
		await offered(endpointId);
		await offered(endpointId, { acknowledged: [idOf(directory, 1)] });
		expect(await mayOffer(db, endpointId)).toBe(false);
		await commit(directory, ['group.created']);
		expect(await mayOffer(db, endpointId)).toBe(false);
		expect(await commit(directory, ['user.updated']), 'no message is sent').toEqual([]);
		expect(await mayOffer(db, endpointId)).toBe(true);
		expect((await offered(endpointId)).ids).toEqual([idOf(directory, 3)]);
	});

	test('reads what is on offer, however long the replay that it is of', async () => {
		const directory = await makeDirectory();
		const endpointId = await makePoller(directory);
		await query(
			`WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 5000)
			INSERT INTO events (directory_key, sequence, id, type, occurred_at, resource_type, resource_id,
				data) SELECT ?1, n, 'evt_' || ?1 || 'x' || n, 'user.updated', 0, 'User', 'u', '{}' FROM numbers`,
			directory.key,
		);
		await query('UPDATE directories SET last_sequence = 5000 WHERE key = ?', directory.key);
		await startReplay(directory, endpointId, 'rpl_1', { after: 0, until: 5_000 });
		const { events } = await poll(db, {
			endpointId,
			acknowledged: [],
			refused: [],
			max: 5,
			now: NOW,
		});
		expect(events.map(({ sequence }) => sequence)).toEqual([1, 2, 3, 4, 5]);
		const acknowledged = events.slice(0, 2).map(({ id }) => id);
		const { rowsRead } = await costOf(() => offered(endpointId, { max: 5, acknowledged }));
		expect(rowsRead).toBeLessThan(500);
	});

	test('reads by index', async () => {
		const directory = await makeDirectory();
		const endpointId = await makePoller(directory);
		await commit(directory, ['user.created']);
		await offered(endpointId);
		traffic.statements = [];
		await mayOffer(db, endpointId);
		const ids = [idOf(directory, 1)];
		await offered(endpointId, {
			acknowledged: ids,
			refused: ids.map((id) => ({ id, error: 'e' })),
		});
		const plans = await Promise.all(
			traffic.statements.map(async (statement) => {
				const holes = Array<string>(statement.split('?').length - 1).fill('1');
				const explained = DB.prepare(`EXPLAIN QUERY PLAN ${statement}`).bind(...holes);
				const { results } = await explained.all<{ detail: string }>();
				return results.map(({ detail }) => detail).join('\n');
			}),
		);
		expect(plans.length).toBeGreaterThan(15);
		const unindexed =
			/SCAN (?:events|delivery_cursors|a|dead_letters)\b|cursors USING PRIMARY KEY \(endpoint_id=\?\)$/m;
		expect(plans.filter((plan) => unindexed.test(plan))).toEqual([]);
	});
});

/** What happens next; numbers say which events, of all that there are, in a manner of speaking. */
type Step =
	| { readonly kind: 'commit'; readonly directory: number; readonly types: readonly string[] }
	| { readonly kind: 'hold'; readonly directory: number; readonly isHeld: boolean }
	| {
			readonly kind: 'poll';
			readonly max: number;
			readonly acknowledged: readonly number[];
			readonly refused: readonly number[];
			readonly times: number;
	  };

const picks = fc.array(fc.nat(30), { maxLength: 6 });
const steps: fc.Arbitrary<readonly Step[]> = fc.array(
	fc.oneof(
		{
			weight: 3,
			arbitrary: fc.record({
				kind: fc.constant('commit' as const),
				directory: fc.nat(1),
				types: fc.array(fc.constantFrom('user.created', 'user.updated', 'group.created'), {
					minLength: 1,
					maxLength: 5,
				}),
			}),
		},
		{
			weight: 1,
			arbitrary: fc.record({
				kind: fc.constant('hold' as const),
				directory: fc.nat(1),
				isHeld: fc.boolean(),
			}),
		},
		{
			weight: 5,
			arbitrary: fc.record({
				kind: fc.constant('poll' as const),
				max: fc.constantFrom(0, 1, 2, 5, 100),
				acknowledged: picks,
				refused: picks,
				times: fc.constantFrom(1, 1, 2),
			}),
		},
	),
	{ maxLength: 14 },
);

test('whatever is acknowledged in whatever order, each event is offered until then and never after', async () => {
	await fc.assert(
		fc.asyncProperty(steps, async (story) => {
			const first = await makeDirectory();
			const directories = [first, await makeDirectory({ tenant: first.tenant })];
			const endpointId = await makePoller(first);
			const log: { id: string; directory: number }[] = [];
			const held = [false, false];
			const seen = new Set<string>();
			const settled = new Set<string>();
			const refusedAtAll = new Set<string>();
			const isOpen = ({ id, directory }: (typeof log)[number]) =>
				!settled.has(id) && held[directory] === false;

			const take = async (request: Partial<Poll>) => {
				for (const id of request.acknowledged ?? []) if (seen.has(id)) settled.add(id);
				for (const { id } of request.refused ?? []) {
					if (!seen.has(id) || settled.has(id)) continue;
					settled.add(id);
					refusedAtAll.add(id);
				}
				return offered(endpointId, request);
			};
			const check = ({ ids, hasMore }: Awaited<ReturnType<typeof offered>>, max: number) => {
				const open = log.filter(isOpen);
				for (const each of [0, 1]) {
					const ofDirectory = open
						.filter(({ directory }) => directory === each)
						.map(({ id }) => id);
					const told = ids.filter((id) => ofDirectory.includes(id));
					expect(told, 'the next ones, in order').toEqual(ofDirectory.slice(0, told.length));
				}
				const openIds = new Set(open.map(({ id }) => id));
				expect(
					ids.filter((id) => !openIds.has(id)),
					'settled or held',
				).toEqual([]);
				expect(ids.length).toBeLessThanOrEqual(max);
				expect(ids.length > 0).toBe(max > 0 && open.length > 0);
				expect(hasMore).toBe(open.length > ids.length);
				for (const id of ids) seen.add(id);
			};

			for (const step of story) {
				if (step.kind === 'commit') {
					const directory = directories[step.directory]!;
					const before = await query<{ last_sequence: number }>(
						'SELECT last_sequence FROM directories WHERE key = ?',
						directory.key,
					);
					await commit(directory, step.types);
					for (const [at, type] of step.types.entries()) {
						const id = idOf(directory, before[0]!.last_sequence + 1 + at);
						if (type.startsWith('user.')) log.push({ id, directory: step.directory });
					}
				} else if (step.kind === 'hold') {
					held[step.directory] = step.isHeld;
					await hold(directories[step.directory]!, step.isHeld);
				} else {
					const pick = (numbers: readonly number[]) =>
						numbers.flatMap((at) => log[at]?.id ?? []).filter((id) => seen.has(id));
					const acknowledged = pick(step.acknowledged);
					const refused = pick(step.refused)
						.filter((id) => !acknowledged.includes(id))
						.map((id) => ({ id, error: 'no' }));
					const { max, times } = step;
					const request = { max, acknowledged, refused };
					const answers = await Promise.all(Array.from({ length: times }, () => take(request)));
					for (const answer of answers) check(answer, max);
				}
			}

			for (const [at, directory] of directories.entries()) {
				held[at] = false;
				await hold(directory, false);
			}
			for (let acknowledged: readonly string[] = []; ;) {
				const answer = await take({ acknowledged });
				check(answer, 100);
				if (answer.ids.length === 0) break;
				acknowledged = answer.ids;
			}
			expect(settled.size).toBe(log.length);
			expect(await mayOffer(db, endpointId)).toBe(false);
			const letters = await query<{ event_id: string }>(
				'SELECT event_id FROM dead_letters WHERE endpoint_id = ?',
				endpointId,
			);
			expect(new Set(letters.map(({ event_id }) => event_id))).toEqual(refusedAtAll);
			const remembered = 'SELECT * FROM set_acknowledgements WHERE endpoint_id = ?';
			expect(await query(remembered, endpointId)).toEqual([]);
		}),
		{ numRuns: 40 },
	);
});
