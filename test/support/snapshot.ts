/** What is in the database, to tell whether anything was changed. */
import { query } from './delivery.ts';

/** All rows of all tables, but for the audit log and what is only noted about the callers. */
export async function snapshot(): Promise<readonly string[]> {
	const tables = await query<{ name: string }>(
		`SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT GLOB '_cf_*'
			AND name NOT GLOB 'sqlite_*' AND name NOT IN ('d1_migrations', 'audit_log')`,
	);
	const rows = await Promise.all(
		tables.map(async ({ name }) => {
			const found = await query<Record<string, unknown>>(`SELECT * FROM ${name}`);
			return found.map(({ last_used_at: _used, ...row }) => JSON.stringify({ ...row, '': name }));
		}),
	);
	return rows.flat();
}
