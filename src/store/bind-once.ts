/**
 * Binds each value of a statement once, however often it occurs. D1 allows 100 parameters: a filter
 * that compares with forty values, twice for some indexes, and for users and groups, needs no more.
 */
import type { SQL } from 'drizzle-orm';
import { CasingCache } from 'drizzle-orm/casing';
import { SQLiteAsyncDialect } from 'drizzle-orm/sqlite-core';

const dialect = new SQLiteAsyncDialect();
const casing = new CasingCache();

/** The statement with numbered parameters, as a Batch takes it. */
export function bindOnce(statement: SQL): { toSQL: () => { sql: string; params: unknown[] } } {
	return {
		toSQL: () => {
			const params: unknown[] = [];
			const { sql } = statement.toQuery({
				casing,
				escapeName: (name) => dialect.escapeName(name),
				escapeString: (text) => dialect.escapeString(text),
				escapeParam: (_number, value) => {
					const at = params.indexOf(value);
					return `?${at < 0 ? params.push(value) : at + 1}`;
				},
			});
			return { sql, params };
		},
	};
}
