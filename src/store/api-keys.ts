/** API keys: who calls the management API, and whether what the path names is theirs to see. */
import { and, asc, eq, gt, sql, type SQL } from 'drizzle-orm';
import { Batch, type Database } from './database.ts';
import { apiKeys, type Scope } from './management-tables.ts';

/** Who calls the management API. */
export interface Caller {
	/** The id of the key, or `admin-key` for the one of the configuration. */
	readonly id: string;
	readonly scopes: readonly Scope[];
	/** The only tenant, and the only product, that it sees; null for all. */
	readonly tenant: string | null;
	readonly product: string | null;
}

/** What a key is bound to. */
export type Binding = Pick<Caller, 'tenant' | 'product'>;

/** An API key as it is shown; times are epoch milliseconds. */
export interface ApiKeyRow extends Omit<typeof apiKeys.$inferSelect, 'hash' | 'revokedAt'> {
	readonly state: 'live' | 'expired' | 'revoked';
}

/** An API key to be kept, by the hex SHA-256 of its secret. */
export type NewApiKey = Omit<typeof apiKeys.$inferInsert, 'lastUsedAt' | 'revokedAt'>;

/** What a path names that belongs to a tenant and a product. */
export interface Owned {
	readonly kind: 'directory' | 'endpoint';
	readonly id: string;
}

/** To whom something belongs; null for what is not limited to one. */
export interface Owner {
	readonly tenant: string | null;
	readonly product: string | null;
}

/** A key that is good, and to whom belongs what was asked for: undefined if there is no such thing. */
export interface FoundKey {
	readonly key: Caller & Pick<ApiKeyRow, 'lastUsedAt'>;
	readonly owner: Owner | undefined;
}

/**
 * Finds a key that is neither revoked nor expired at `now` (epoch milliseconds) by the SHA-256 of its
 * secret, and in the same round trip the owner of what the path names.
 */
export async function findApiKey(
	db: Database,
	hash: string,
	owned: Owned | undefined,
	now: number,
): Promise<FoundKey | undefined> {
	let key: (Omit<FoundKey['key'], 'scopes'> & { readonly scopes: string }) | undefined;
	let owner: Owner | undefined;
	const batch = new Batch(db).read<NonNullable<typeof key>>(
		sql`SELECT id, scopes, tenant, product, last_used_at AS lastUsedAt FROM api_keys
			WHERE hash = ${hash} AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > ${now})`,
		([row]) => (key = row),
	);
	if (owned !== undefined) batch.read<Owner>(ownerQuery(owned), ([row]) => (owner = row));
	await batch.run();
	return key && { key: { ...key, scopes: JSON.parse(key.scopes) as readonly Scope[] }, owner };
}

function ownerQuery({ kind, id }: Owned): SQL {
	if (kind === 'directory') return sql`SELECT tenant, product FROM directories WHERE id = ${id}`;
	return sql`SELECT ${endpointOwner('tenant')} AS tenant, ${endpointOwner('product')} AS product
		FROM webhook_endpoints WHERE id = ${id}`;
}

/** Whose a row of webhook_endpoints is: its directory's, if it is for one. */
function endpointOwner(column: keyof Owner): SQL {
	const name = sql.raw(column);
	return sql`CASE WHEN webhook_endpoints.directory_id IS NULL THEN webhook_endpoints.${name}
		ELSE (SELECT d.${name} FROM directories AS d WHERE d.id = webhook_endpoints.directory_id) END`;
}

/** The SQL for "this row of webhook_endpoints is one that the caller sees". */
export function isEndpointOf(caller: Binding): SQL {
	const owner = { tenant: endpointOwner('tenant'), product: endpointOwner('product') };
	return isOwnedBy(caller, owner);
}

/** Whether a key sees one tenant or product alone. */
export function isBound({ tenant, product }: Binding): boolean {
	return tenant !== null || product !== null;
}

/** Whether a caller sees what belongs to this owner: a key that is bound sees its own alone. */
export function mayTouch(caller: Binding, owner: Owner): boolean {
	const { tenant, product } = caller;
	return (
		(tenant === null || tenant === owner.tenant) && (product === null || product === owner.product)
	);
}

/** The SQL for the same, of rows that say their tenant and product in these columns. */
export function isOwnedBy({ tenant, product }: Binding, columns: Record<keyof Binding, SQL>): SQL {
	const isOfTenant = tenant === null ? sql`true` : sql`${columns.tenant} = ${tenant}`;
	return product === null ? isOfTenant : sql`${isOfTenant} AND ${columns.product} = ${product}`;
}

/** Adds a key. */
export async function insertApiKey(db: Database, key: NewApiKey): Promise<void> {
	await db.insert(apiKeys).values(key);
}

/** Reads one page of the keys that a caller sees, oldest first: ids are ordered by time. */
export function listApiKeys(
	db: Database,
	caller: Binding,
	page: { readonly after?: string | undefined; readonly limit: number; readonly now: number },
): Promise<ApiKeyRow[]> {
	return selectKeys(db, page.now)
		.where(and(gt(apiKeys.id, page.after ?? ''), isSeenBy(caller)))
		.orderBy(asc(apiKeys.id))
		.limit(page.limit);
}

/** Reads one key, if the caller sees it. */
export async function findKeyOf(
	db: Database,
	caller: Binding,
	id: string,
	now: number,
): Promise<ApiKeyRow | undefined> {
	return selectKeys(db, now)
		.where(and(eq(apiKeys.id, id), isSeenBy(caller)))
		.get();
}

/** Revokes a key that the caller sees, at once; false if there is none. */
export async function revokeApiKey(
	db: Database,
	caller: Binding,
	id: string,
	now: number,
): Promise<boolean> {
	const revoked = await db
		.update(apiKeys)
		.set({ revokedAt: sql`coalesce(${apiKeys.revokedAt}, ${now})` })
		.where(and(eq(apiKeys.id, id), isSeenBy(caller)))
		.returning({ id: apiKeys.id });
	return revoked.length > 0;
}

/** Notes that a key was used. */
export async function touchApiKey(db: Database, id: string, now: number): Promise<void> {
	await db.update(apiKeys).set({ lastUsedAt: now }).where(eq(apiKeys.id, id));
}

function isSeenBy(caller: Binding): SQL {
	return isOwnedBy(caller, { tenant: sql`${apiKeys.tenant}`, product: sql`${apiKeys.product}` });
}

function selectKeys(db: Database, now: number) {
	return db
		.select({
			id: apiKeys.id,
			name: apiKeys.name,
			scopes: apiKeys.scopes,
			tenant: apiKeys.tenant,
			product: apiKeys.product,
			createdAt: apiKeys.createdAt,
			expiresAt: apiKeys.expiresAt,
			lastUsedAt: apiKeys.lastUsedAt,
			state: sql<ApiKeyRow['state']>`CASE WHEN ${apiKeys.revokedAt} IS NOT NULL THEN 'revoked'
				WHEN ${apiKeys.expiresAt} <= ${now} THEN 'expired' ELSE 'live' END`,
		})
		.from(apiKeys);
}
