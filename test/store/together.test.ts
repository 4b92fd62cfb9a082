/** Reads that are run together find what they would find alone, in as few round trips as their own turns. */
import { eq, sql } from 'drizzle-orm';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Batch, failureOf, openDatabase, type Database } from '../../src/store/database.ts';
import { sessions } from '../../src/store/page-tables.ts';
import { together } from '../../src/store/together.ts';
import { testEnv } from '../support/client.ts';
import { costOf } from '../support/d1-meter.ts';
import { faultyD1 } from '../support/faults.ts';

const db = openDatabase(testEnv.DB);

/** One way to ask for a number that is the one given. */
const ways: Readonly<Record<string, (db: Database, value: number) => Promise<unknown>>> = {
	template: (on, value) => on.all(sql`SELECT ${value} AS value`),
	raw: (on, value) => on.values(sql`SELECT ${value} AS a, ${value + 1} AS b`),
	run: async (on, value) => (await on.run(sql`SELECT ${value} AS value`)).results,
	get: (on, value) => on.get(sql`SELECT ${value} AS value`),
	builder: (on, value) =>
		on
			.select({ id: sessions.id, end: sessions.expiresAt })
			.from(sessions)
			.where(eq(sessions.id, `s${value % 3}`)),
	'all of a builder': (on, value) =>
		on
			.select()
			.from(sessions)
			.where(eq(sessions.id, `s${value % 3}`))
			.all(),
	'one of a builder': (on, value) =>
		on
			.select()
			.from(sessions)
			.where(eq(sessions.id, `s${value % 3}`))
			.get(),
	batch: async (on, value) => {
		const found: unknown[] = [];
		await new Batch(on)
			.read(sql`SELECT ${value} AS first`, (rows) => found.push(rows))
			.read(sql`SELECT ${value} AS second UNION ALL SELECT 7`, (rows) => found.push(rows))
			.run();
		return found;
	},
	nothing: (_on, value) => Promise.resolve(value),
};

/** A reader: what it asks for in each of its turns, several things at a time. */
type Turns = readonly (readonly (readonly [way: string, value: number])[])[];

const aReader: fc.Arbitrary<Turns> = fc.array(
	fc.array(fc.tuple(fc.constantFrom(...Object.keys(ways)), fc.nat(9)), {
		minLength: 1,
		maxLength: 3,
	}),
	{ maxLength: 3 },
);

async function follow(on: Database, turns: Turns): Promise<unknown[]> {
	const found: unknown[] = [];
	for (const turn of turns) {
		found.push(...(await Promise.all(turn.map(async ([way, value]) => ways[way]?.(on, value)))));
	}
	return found;
}

/** How often a reader has to wait for the database. */
const tripsOf = (turns: Turns) =>
	turns.filter((turn) => turn.some(([way]) => way !== 'nothing')).length;

describe('reads that are run together', () => {
	test('find what each finds alone, in one round trip for each turn of the slowest', async () => {
		await db.insert(sessions).values([
			{ id: 's1', keyHash: 'k', createdAt: 1, expiresAt: 11 },
			{ id: 's2', keyHash: 'k', createdAt: 2, expiresAt: 22 },
		]);
		await fc.assert(
			fc.asyncProperty(fc.array(aReader, { maxLength: 5 }), async (all) => {
				const alone = [];
				for (const turns of all) alone.push(await follow(db, turns));
				const readers = Object.fromEntries(
					all.map((turns, at) => [`reader ${at}`, (on: Database) => follow(on, turns)]),
				);
				let found = {};
				const { trips } = await costOf(async () => {
					found = await together(db, readers);
				});
				expect(Object.values(found)).toEqual(alone);
				const slowest = Math.max(0, ...all.map(tripsOf));
				// Of several things that one reader asks for in a turn, drizzle passes some on later than others.
				const isPrompt = all.flat().every((turn) => turn.length === 1);
				expect(isPrompt ? trips : Math.min(trips, slowest)).toBe(slowest);
			}),
			{ numRuns: 150 },
		);
	});

	test('are under the names of their readers, with the types that they have', async () => {
		const { row, rows, none } = await together(db, {
			row: (on) => on.get<{ one: number }>(sql`SELECT 1 AS one`),
			rows: (on) => on.all<{ two: number }>(sql`SELECT 2 AS two`),
			none: () => Promise.resolve('asks for nothing'),
		});
		expect([row.one, rows[0]?.two, none]).toEqual([1, 2, 'asks for nothing']);
		expect(await together(db, {})).toEqual({});
	});

	test('that ask for two things in a row ask for them at once', async () => {
		const { trips } = await costOf(() =>
			together(db, {
				two: (on) => Promise.all([on.all(sql`SELECT 1`), on.all(sql`SELECT 2`)]),
				one: (on) => on.select().from(sessions).get(),
			}),
		);
		expect(trips).toBe(1);
	});

	test('that ask for more after what they found do not hold up those that do not', async () => {
		const order: string[] = [];
		const { trips } = await costOf(() =>
			together(db, {
				chain: async (on) => {
					for (let turn = 1; turn <= 3; turn += 1) {
						await on.all(sql`SELECT ${turn}`);
						order.push(`chain ${turn}`);
					}
				},
				single: async (on) => {
					await on.all(sql`SELECT 1`);
					order.push('single');
				},
			}),
		);
		expect(trips).toBe(3);
		expect(order).toEqual(['chain 1', 'single', 'chain 2', 'chain 3']);
	});
});

describe('a failure', () => {
	test('of D1 is told to each reader that waits, and the first one to whoever asked', async () => {
		const told: string[] = [];
		const reader = (name: string) => async (on: Database) => {
			try {
				return await on.all(sql`SELECT 1`);
			} catch (thrown) {
				told.push(name);
				throw thrown;
			}
		};
		const broken = openDatabase(faultyD1(() => 'is overloaded'));
		const thrown: unknown = await together(broken, { a: reader('a'), b: reader('b') }).catch(
			(reason: unknown) => reason,
		);
		expect(failureOf(thrown)).toBe('overloaded');
		await expect.poll(() => told).toEqual(['a', 'b']);
	});

	test('of one statement is that of its batch; who can do without goes on', async () => {
		const { trips } = await costOf(async () => {
			const found = await together(db, {
				wrong: (on) => on.all(sql`SELECT * FROM no_such_table`).catch(() => 'caught'),
				other: (on) => on.all(sql`SELECT 1`).catch(() => on.all(sql`SELECT 2 AS again`)),
			});
			expect(found).toEqual({ wrong: 'caught', other: [{ again: 2 }] });
		});
		expect(trips).toBe(1);
	});

	test('of a reader itself does not keep the others waiting', async () => {
		let others = 0;
		const reading = together(db, {
			bad: () => Promise.reject(new Error('of its own')),
			good: async (on) => {
				await on.all(sql`SELECT 1`);
				others += 1;
			},
		});
		await expect(reading).rejects.toThrow('of its own');
		await expect.poll(() => others).toBe(1);
	});

	test('at once, before a promise is there, is a failure like others', async () => {
		const reading = together(db, {
			bad: () => {
				throw new Error('at once');
			},
			good: (on) => on.all(sql`SELECT 1`),
		});
		await expect(reading).rejects.toThrow('at once');
	});
});
