/**
 * Tenants: what their directories add up to. There is no table of them, the index on directories by
 * tenant is one: a page reads the directories of its tenants and no others. (Of a key that is bound to
 * a product alone, all directories of that product.)
 */
import { sql, type SQL } from 'drizzle-orm';
import { IS_LIVE, type Database } from './database.ts';
import { isOwnedBy, type Binding } from './ownership.ts';

/** A tenant, summed up over its directories. */
export interface TenantRow {
	readonly tenant: string;
	readonly products: readonly string[];
	readonly directories: number;
	readonly users: number;
	readonly activeUsers: number;
	readonly groups: number;
}

/** Reads one page of the tenants that a caller sees, by name, and reads on after a name. */
export function listTenants(
	db: Database,
	caller: Binding,
	page: { readonly after?: string | undefined; readonly limit: number },
): Promise<readonly TenantRow[]> {
	// The log of operations is a row among the directories, of the tenant ''.
	return summed(db, caller, sql`tenant > ${page.after ?? ''}`, page.limit);
}

/** Reads one tenant, if the caller sees it; undefined without directories. */
export async function findTenant(
	db: Database,
	caller: Binding,
	tenant: string,
): Promise<TenantRow | undefined> {
	const [row] = await summed(db, caller, sql`tenant = ${tenant} AND tenant <> ''`, 1);
	return row;
}

async function summed(
	db: Database,
	caller: Binding,
	which: SQL,
	limit: number,
): Promise<readonly TenantRow[]> {
	const isSeen = isOwnedBy(caller, { tenant: sql`tenant`, product: sql`product` });
	const rows = await db.all<Omit<TenantRow, 'products'> & { readonly products: string }>(
		sql`SELECT tenant, json_group_array(DISTINCT product) AS products, count(*) AS directories,
				sum(user_count) AS users, sum(active_user_count) AS activeUsers, sum(group_count) AS groups
			FROM directories WHERE ${which} AND ${isSeen} AND ${IS_LIVE}
			GROUP BY tenant ORDER BY tenant LIMIT ${limit}`,
	);
	return rows.map((row) =>
		Object.assign({}, row, { products: JSON.parse(row.products) as string[] }),
	);
}
