/** /v1/tenants: the customers of the application, with their directories and counts. */
import { pageOf } from '../../contract/shared.ts';
import {
	tenantDirectoryQuery,
	tenantQuery,
	type Tenant,
	type TenantInFull,
} from '../../contract/tenants.ts';
import { listDirectories } from '../../store/directories.ts';
import { findTenant, listTenants, type TenantRow } from '../../store/tenants.ts';
import { param, type AppContext } from '../context.ts';
import { toDirectory } from './directories.ts';
import { pageAnswer, readListQuery, sealPage } from './list.ts';
import { problem } from './problem.ts';

/** GET /v1/tenants */
export async function list(c: AppContext): Promise<Response> {
	const query = await readListQuery(c, tenantQuery);
	if (!query.ok) return query.error;
	const { cursor: after, limit } = query.value;
	const rows = await listTenants(c.get('db'), c.get('caller'), { after, limit: limit + 1 });
	const page = pageOf(rows, limit, ({ tenant }) => tenant);
	return pageAnswer(c, { ...page, data: page.data.map(toTenant) });
}

/** GET /v1/tenants/{tenant} */
export async function read(c: AppContext): Promise<Response> {
	const query = await readListQuery(c, tenantDirectoryQuery);
	if (!query.ok) return query.error;
	const [db, caller, tenant] = [c.get('db'), c.get('caller'), param(c, 'tenant')];
	const row = await findTenant(db, caller, tenant);
	if (row === undefined) return problem(404, `There is no tenant "${tenant}".`);
	const { cursor: after = 0, limit } = query.value;
	const rows = await listDirectories(db, { tenant, caller, after, limit: limit + 1 });
	const page = pageOf(rows, limit, ({ key }) => key);
	const directories = { ...page, data: page.data.map((each) => toDirectory(c, each)) };
	return c.json({
		...toTenant(row),
		directories: await sealPage(c, directories),
	} satisfies TenantInFull);
}

function toTenant(row: TenantRow): Tenant {
	return {
		tenant: row.tenant,
		products: row.products.toSorted(),
		directory_count: row.directories,
		user_count: row.users,
		active_user_count: row.activeUsers,
		group_count: row.groups,
	};
}
