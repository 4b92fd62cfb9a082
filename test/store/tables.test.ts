/** drizzle's view of the tables is what the migrations make: same columns, types and keys. */
import { getTableColumns, getTableName, is } from 'drizzle-orm';
import { SQLiteTable } from 'drizzle-orm/sqlite-core';
import { expect, test } from 'vitest';
import * as deliveryTables from '../../src/store/delivery-tables.ts';
import * as googleTables from '../../src/store/google-tables.ts';
import * as managementTables from '../../src/store/management-tables.ts';
import * as pageTables from '../../src/store/page-tables.ts';
import * as tables from '../../src/store/tables.ts';
import * as trafficTables from '../../src/store/traffic-tables.ts';
import { testEnv } from '../support/client.ts';

const all: readonly SQLiteTable[] = Object.values({
	...tables,
	...deliveryTables,
	...managementTables,
	...trafficTables,
	...googleTables,
	...pageTables,
}).filter((table) => is(table, SQLiteTable));

function byName(one: readonly unknown[], two: readonly unknown[]): number {
	return String(one[0]).localeCompare(String(two[0]));
}

test.each(all.map((table) => [getTableName(table), table] as const))('%s', async (name, table) => {
	const { results } = await testEnv.DB.prepare(`PRAGMA table_info(${name})`).all<{
		name: string;
		type: string;
		notnull: number;
	}>();
	const made = results.map((column) => [
		column.name,
		column.type.toLowerCase(),
		column.notnull === 1,
	]);
	const seen = Object.values(getTableColumns(table)).map((column) => [
		column.name,
		column.getSQLType(),
		column.notNull,
	]);
	expect(seen.toSorted(byName)).toEqual(made.toSorted(byName));
	const sql = testEnv.DB.prepare('SELECT sql FROM sqlite_master WHERE name = ?').bind(name);
	expect(await sql.first('sql')).toMatch(/STRICT/);
});
