/** To whom things belong, a tenant and a product, and what of them a caller sees who is bound to one. */
import { sql, type SQL, type SQLWrapper } from 'drizzle-orm';

/** The only tenant, and the only product, that a caller sees; null for all. */
export interface Binding {
	readonly tenant: string | null;
	readonly product: string | null;
}

/** To whom something belongs; null for what is not limited to one. */
export interface Owner {
	readonly tenant: string | null;
	readonly product: string | null;
}

/** Whether a caller sees one tenant or product alone. */
export function isBound({ tenant, product }: Binding): boolean {
	return tenant !== null || product !== null;
}

/** Whether a caller sees what belongs to this owner: one that is bound sees its own alone. */
export function mayTouch({ tenant, product }: Binding, owner: Owner): boolean {
	return (
		(tenant === null || tenant === owner.tenant) && (product === null || product === owner.product)
	);
}

/** The SQL for the same, of rows that say their tenant and product in these columns. */
export function isOwnedBy(
	{ tenant, product }: Binding,
	columns: Readonly<Record<keyof Owner, SQLWrapper>>,
): SQL {
	const isOfTenant = tenant === null ? sql`true` : sql`${columns.tenant} = ${tenant}`;
	return product === null ? isOfTenant : sql`${isOfTenant} AND ${columns.product} = ${product}`;
}

/** Whose a row of webhook_endpoints is: its directory's, if it is for one. */
export const ENDPOINT_OWNER: Readonly<Record<keyof Owner, SQL>> = {
	tenant: endpointOwner('tenant'),
	product: endpointOwner('product'),
};

function endpointOwner(column: keyof Owner): SQL {
	const name = sql.raw(column);
	return sql`CASE WHEN webhook_endpoints.directory_id IS NULL THEN webhook_endpoints.${name}
		ELSE (SELECT d.${name} FROM directories AS d WHERE d.id = webhook_endpoints.directory_id) END`;
}
