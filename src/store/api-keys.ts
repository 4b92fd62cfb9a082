/** API keys: who calls the management API, and to whom belongs what the path of a call names. */
import { and, asc, eq, gt, sql, type SQL } from 'drizzle-orm';
import { Batch, type Database } from './database.ts';
import { apiKeys, type Scope } from './management-tables.ts';
import { ENDPOINT_OWNER, isOwnedBy, type Binding, type Owner } from './ownership.ts';
import { changesOf } from './retention.ts';

/** Who calls the management API. */
export interface Caller extends Binding {
	/** The id of the key, or `admin-key` for the one of the configuration. */
	readonly id: string;
	readonly scopes: readonly Scope[];
}

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

/** A key that is good, and to whom belongs what was asked for: undefined if there is no such thing. */
export interface FoundKey {
	readonly key: Caller & Pick<ApiKeyRow, 'name' | 'lastUsedAt'>;
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
		sql`SELECT id, name, scopes, tenant, product, last_used_at AS lastUsedAt FROM api_keys
			WHERE hash = ${hash} AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > ${now})`,
		([row]) => (key = row),
	);
	if (owned !== undefined) batch.read<Owner>(ownerQuery(owned), ([row]) => (owner = row));
	await batch.run();
	return key && { key: { ...key, scopes: JSON.parse(key.scopes) as readonly Scope[] }, owner };
}

/** Finds whose something is; undefined if there is no such thing. */
export async function findOwner(
	db: Database,
	owned: Owned | undefined,
): Promise<Owner | undefined> {
	return owned && (await db.all<Owner>(ownerQuery(owned)))[0];
}

function ownerQuery({ kind, id }: Owned): SQL {
	if (kind === 'directory') return sql`SELECT tenant, product FROM directories WHERE id = ${id}`;
	return sql`SELECT ${ENDPOINT_OWNER.tenant} AS tenant, ${ENDPOINT_OWNER.product} AS product
		FROM webhook_endpoints WHERE id = ${id}`;
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
		.where(and(gt(apiKeys.id, page.after ?? ''), isOwnedBy(caller, apiKeys)))
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
		.where(and(eq(apiKeys.id, id), isOwnedBy(caller, apiKeys)))
		.get();
}

/** Revokes a key that the caller sees, at once; tells whose it is, undefined if there is none. */
export async function revokeApiKey(
	db: Database,
	caller: Binding,
	id: string,
	now: number,
): Promise<Binding | undefined> {
	const [revoked] = await db
		.update(apiKeys)
		.set({ revokedAt: sql`coalesce(${apiKeys.revokedAt}, ${now})` })
		.where(and(eq(apiKeys.id, id), isOwnedBy(caller, apiKeys)))
		.returning({ tenant: apiKeys.tenant, product: apiKeys.product });
	return revoked;
}

/** Notes that a key was used. */
export async function touchApiKey(db: Database, id: string, now: number): Promise<void> {
	await db.update(apiKeys).set({ lastUsedAt: now }).where(eq(apiKeys.id, id));
}

/**
 * Deletes keys that have not been good since before a time, `limit` at most. All are looked at: they are
 * few, and an index would cost a write with each.
 */
export function expireApiKeys(db: Database, at: number, limit: number): Promise<number> {
	return changesOf(
		db,
		sql`DELETE FROM api_keys WHERE hash IN (
			SELECT hash FROM api_keys WHERE revoked_at < ${at} OR expires_at < ${at} LIMIT ${limit})`,
	);
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
