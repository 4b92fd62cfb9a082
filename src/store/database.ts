/**
 * The one door to D1. Every store function takes the Database of the directory it works on; today
 * there is one shard, `DB`, and nobody outside store/ notices when there are more. Whatever can go
 * together goes in one batch: a round trip is the unit of cost, and a batch is one transaction.
 */
import { drizzle, type DrizzleD1Database } from 'drizzle-orm/d1';
import { is, SQL, sql } from 'drizzle-orm';
import { SQLiteAsyncDialect } from 'drizzle-orm/sqlite-core';

/** An open D1 database; `$client` is the binding, which Batch uses. */
export type Database = DrizzleD1Database & { readonly $client: D1Database };

/** The name of the only shard; a directory records the one it lives in. */
export const SHARD = 'DB';

/** Opens a D1 binding. */
export function openDatabase(binding: D1Database): Database {
	return drizzle(binding);
}

/** A query that drizzle's builder made. */
interface BuiltQuery {
	toSQL: () => { sql: string; params: unknown[] };
}

interface Item {
	readonly statement: D1PreparedStatement;
	readonly receive: (result: D1Result) => void;
}

const dialect = new SQLiteAsyncDialect();

/**
 * Statements that run in one transaction and one round trip, each with what to do with its rows.
 * Receivers run only after all of the batch has succeeded. (drizzle's own `batch` cannot take an
 * `sql` template that has parameters.)
 */
export class Batch {
	readonly #db: Database;
	readonly #items: Item[] = [];

	constructor(db: Database) {
		this.#db = db;
	}

	/** Adds a statement whose rows matter; `Row` is the shape of its columns, as SQL names them. */
	read<Row>(statement: SQL | BuiltQuery, receive: (rows: readonly Row[]) => void): this {
		const { sql: text, params } = is(statement, SQL)
			? dialect.sqlToQuery(statement)
			: statement.toSQL();
		this.#items.push({
			statement: this.#db.$client.prepare(text).bind(...params),
			receive: ({ results }) => receive(results as Row[]),
		});
		return this;
	}

	/** Adds a statement that is run for its effect. */
	write(statement: SQL | BuiltQuery): this {
		return this.read(statement, () => {});
	}

	/** Runs the batch; an empty one does nothing. Throws D1's error when it rolled back or is unknown. */
	async run(): Promise<void> {
		if (this.#items.length === 0) return;
		const results = await this.#db.$client.batch(this.#items.map(({ statement }) => statement));
		results.forEach((result, at) => this.#items[at]?.receive(result));
	}
}

/** A bound parameter holds at most 2 MB; lists are bound as JSON arrays well below that. */
const MAX_JSON_CHARACTERS = 500_000;

/**
 * Splits a list into JSON arrays that fit a bound parameter each, for `json_each(?)`: one parameter
 * carries what would take thousands of the 100 that D1 allows.
 */
export function jsonChunks(values: readonly unknown[]): readonly string[] {
	const chunks: string[] = [];
	let items: string[] = [];
	let size = 0;
	for (const value of values) {
		const item = JSON.stringify(value);
		if (size + item.length > MAX_JSON_CHARACTERS && items.length > 0) {
			chunks.push(`[${items.join(',')}]`);
			items = [];
			size = 0;
		}
		items.push(item);
		size += item.length + 1;
	}
	if (items.length > 0) chunks.push(`[${items.join(',')}]`);
	return chunks;
}

/** Why D1 failed, as far as it decides what to do about it. */
export type Failure =
	/** The connection or D1 itself: whether the batch was done is unknown, and it may be tried again. */
	| 'transient'
	/** Too much is asked of D1 already: trying again makes it worse. */
	| 'overloaded'
	/** The batch itself, or a bug of ours: it was not done, and would fail again. */
	| 'refused';

const OVERLOADED = /overloaded|Too many requests queued/i;
const REFUSED = /SQLITE_(?!BUSY|LOCKED)|too big|D1_TYPE_ERROR|no such (table|column)/;
const OF_D1 = /D1_|D1 |Network connection lost|reset because its code was updated|internal error/;

/** Tells what a thrown error of D1 means. */
export function failureOf(thrown: unknown): Failure {
	let text = '';
	for (let error = thrown; error instanceof Error; error = error.cause)
		text += `${error.message}\n`;
	if (OVERLOADED.test(text)) return 'overloaded';
	return OF_D1.test(text) && !REFUSED.test(text) ? 'transient' : 'refused';
}

/** The messages of an error and its causes: drizzle wraps D1's error for some statements, not for all. */
export function messagesOf(thrown: unknown): string {
	return thrown instanceof Error ? `${thrown.message}\n${messagesOf(thrown.cause)}` : '';
}

/** The row key of a directory, as a sub-query that D1 evaluates once per statement. */
export function keyOf(directoryId: string): SQL {
	return sql`(SELECT key FROM directories WHERE id = ${directoryId})`;
}

/**
 * The condition that a directory is not being deleted. It belongs into every statement that finds
 * directories for anybody but delivery and the deletion itself; no other table has such a column.
 */
export const IS_LIVE = sql.raw('deleted_at IS NULL');
