/** Calls about tenants. */
import { listOf, type Operations } from '../operation.ts';
import { tenant, tenantDirectoryQuery, tenantInFull, tenantQuery } from '../tenants.ts';

export const tenantOperations = {
	listTenants: {
		method: 'GET',
		path: '/tenants',
		scope: 'read',
		tag: 'Tenants',
		summary: 'List tenants by name',
		query: tenantQuery,
		status: 200,
		answer: listOf(tenant),
		problems: [],
	},
	getTenant: {
		method: 'GET',
		path: '/tenants/{tenant}',
		scope: 'read',
		tag: 'Tenants',
		summary: 'Read a tenant and its directories',
		query: tenantDirectoryQuery,
		status: 200,
		answer: tenantInFull,
		problems: [404],
	},
} as const satisfies Operations;
