/**
 * Several reads as one: functions of store/ each make a round trip of their own; run together, what all of
 * them wait for goes in one batch. A round trip is the unit of cost, and a page asks for many things.
 */
import { openDatabase, type Database } from './database.ts';

/** Reads by name, each through the database that it is given. */
export type Readers = Readonly<Record<string, (db: Database) => Promise<unknown>>>;

/** What the readers found, under their names. */
export type Found<All extends Readers> = {
	readonly [Name in keyof All]: Awaited<ReturnType<All[Name]>>;
};

/**
 * Runs readers side by side. Whenever each of them that is not done waits for the database, the statements
 * of all go there in one batch, which is one transaction: readers that make one round trip each make one in
 * all. Throws what a reader throws, or D1 for any of them.
 */
export async function together<All extends Readers>(
	db: Database,
	readers: All,
): Promise<Found<All>> {
	const round = new Round(db.$client, Object.keys(readers).length);
	const entries = Object.entries(readers).map(async ([name, read]) => {
		const reader = round.reader();
		try {
			return [name, await read(openDatabase(reader.database()))] as const;
		} finally {
			reader.end();
		}
	});
	return Object.fromEntries(await Promise.all(entries)) as Found<All>;
}

/** Runs statements with those of the other readers. */
type Ask = (statements: readonly D1PreparedStatement[]) => Promise<readonly D1Result[]>;

/** Statements of one reader, and what waits for their results. */
interface Call {
	readonly statements: readonly D1PreparedStatement[];
	readonly resolve: (results: readonly D1Result[]) => void;
	readonly reject: (thrown: unknown) => void;
}

/** What the readers have asked for since the last batch. */
class Round {
	readonly #client: D1Database;
	/** Readers that are not done. */
	#live: number;
	readonly #waiting = new Set<Reader>();
	#calls: Call[] = [];
	#isPlanned = false;

	constructor(client: D1Database, readers: number) {
		this.#client = client;
		this.#live = readers;
	}

	reader(): Reader {
		return new Reader(this.#client, this);
	}

	ask(reader: Reader, statements: readonly D1PreparedStatement[]): Promise<readonly D1Result[]> {
		return new Promise((resolve, reject) => {
			this.#calls.push({ statements, resolve, reject });
			this.#waiting.add(reader);
			this.#plan();
		});
	}

	leave(reader: Reader): void {
		this.#waiting.delete(reader);
		this.#live -= 1;
		this.#plan();
	}

	/** Not at once: a reader may ask for two things in a row before it waits. */
	#plan(): void {
		if (this.#isPlanned || this.#calls.length === 0 || this.#waiting.size < this.#live) return;
		this.#isPlanned = true;
		queueMicrotask(() => {
			this.#isPlanned = false;
			void this.#run();
		});
	}

	async #run(): Promise<void> {
		const calls = this.#calls;
		this.#calls = [];
		this.#waiting.clear();
		try {
			const results = await this.#client.batch(calls.flatMap(({ statements }) => statements));
			let at = 0;
			for (const { statements, resolve } of calls) {
				resolve(results.slice(at, at + statements.length));
				at += statements.length;
			}
		} catch (thrown) {
			for (const { reject } of calls) reject(thrown);
		}
	}
}

/** One reader's view of the database. */
class Reader {
	readonly #client: D1Database;
	readonly #round: Round;

	constructor(client: D1Database, round: Round) {
		this.#client = client;
		this.#round = round;
	}

	end(): void {
		this.#round.leave(this);
	}

	/** A D1 binding as far as store/ uses one. */
	database(): D1Database {
		const ask: Ask = (statements) => this.#round.ask(this, statements);
		const binding = {
			prepare: (text: string) => new Statement(this.#client.prepare(text), ask),
			batch: (statements: readonly Statement[]) => ask(statements.map(({ real }) => real)),
		};
		return binding as unknown as D1Database;
	}
}

/** A prepared statement that is run with those of the other readers. */
class Statement {
	readonly real: D1PreparedStatement;
	readonly #ask: Ask;

	constructor(real: D1PreparedStatement, ask: Ask) {
		this.real = real;
		this.#ask = ask;
	}

	bind(...values: unknown[]): Statement {
		return new Statement(this.real.bind(...values), this.#ask);
	}

	async all(): Promise<D1Result | undefined> {
		const [result] = await this.#ask([this.real]);
		return result;
	}

	run(): Promise<D1Result | undefined> {
		return this.all();
	}

	/** Rows as lists; of columns with the same name there is but one, as in all batches of D1. */
	async raw(): Promise<unknown[][]> {
		const result = await this.all();
		return (result?.results ?? []).map((row) =>
			Object.values(row as Readonly<Record<string, unknown>>),
		);
	}
}
