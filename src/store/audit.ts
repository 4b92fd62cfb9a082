/**
 * The audit log: who changed what through the management API, and every SCIM request. Ids begin with
 * their time, so that each index that ends in them serves "newest first".
 */
import { type SQL, sql } from 'drizzle-orm';
import { type Batch, IS_LIVE, type Database } from './database.ts';
import { idTime } from './event-search.ts';
import type { auditLog } from './management-tables.ts';
import { isOwnedBy, type Binding } from './ownership.ts';
import { changesOf } from './retention.ts';

/** A row of the audit log. */
export type AuditRow = typeof auditLog.$inferSelect;

/** A row with what its actor is called: the name of a key, or what a token is said to be for. */
export type NamedAuditRow = AuditRow & { readonly actorName: string | null };

/** An entry to be kept. */
export type AuditEntry = AuditRow & {
	/** Hex SHA-256 of the SCIM token that the request came with: its id becomes the actor. */
	readonly tokenHash: string | null;
};

/**
 * Appends entries in one statement; those that are there already stay as they are. Tenant and product
 * are the directory's, or else those that the entry has. A SCIM request to a directory that does not
 * exist, or is being deleted, is not kept: else anybody could fill the log.
 */
export function addAuditEntries(batch: Batch, entries: readonly AuditEntry[]): void {
	if (entries.length === 0) return;
	batch.write(
		sql`INSERT INTO audit_log (id, occurred_at, kind, actor, action, directory_id, tenant, product,
				target, method, path, status, duration_ms, request_id, ip)
			SELECT e.value ->> 'id', e.value ->> 'occurredAt', e.value ->> 'kind',
				coalesce(e.value ->> 'actor', (SELECT t.id FROM tokens AS t
					WHERE t.hash = e.value ->> 'tokenHash' AND t.directory_key = d.key)),
				e.value ->> 'action', e.value ->> 'directoryId',
				coalesce(d.tenant, e.value ->> 'tenant'), coalesce(d.product, e.value ->> 'product'),
				e.value ->> 'target', e.value ->> 'method', e.value ->> 'path', e.value ->> 'status',
				e.value ->> 'durationMs', e.value ->> 'requestId', e.value ->> 'ip'
			FROM json_each(${JSON.stringify(entries)}) AS e
				LEFT JOIN directories AS d ON d.id = e.value ->> 'directoryId'
			WHERE e.value ->> 'kind' = 'management' OR (d.key IS NOT NULL AND ${IS_LIVE})
			ON CONFLICT (id) DO NOTHING`,
	);
}

/** Which entries to read; each given field must hold. Times are epoch milliseconds. */
export interface AuditFilter {
	readonly kind?: AuditRow['kind'] | undefined;
	readonly directoryId?: string | undefined;
	/** Null for any. */
	readonly tenant: string | null;
	readonly product: string | null;
	/** Who reads: a key that is bound sees the names of no other keys. */
	readonly caller: Binding;
	readonly actor?: string | undefined;
	/** One action, or those that begin with what stands before `.*`. */
	readonly action?: string | undefined;
	/** HTTP statuses, both included. */
	readonly status?: { readonly from: number; readonly to: number } | undefined;
	readonly since?: number | undefined;
	readonly until?: number | undefined;
	/** Only entries before the one of this id. */
	readonly before?: string | undefined;
	readonly limit: number;
}

/** Entries, newest first, and the id to read on before; undefined at the end. */
export interface AuditPage {
	readonly entries: readonly NamedAuditRow[];
	readonly next: string | undefined;
}

/** How many rows one page looks at: what is rare must not make it read the whole log. */
const WINDOW = 5_000;

/** How far the time in an entry's id may lie from that of the request: its duration, and clocks. */
const SKEW_MS = 60_000;

/**
 * Reads entries. The page may be short, or empty, and yet not be the last: then its window held no
 * more.
 */
export async function listAuditEntries(db: Database, filter: AuditFilter): Promise<AuditPage> {
	const { limit } = filter;
	const others = conditionsOf(filter);
	const size = others.length === 0 ? limit + 1 : WINDOW;
	const rows = await db.all<NamedAuditRow>(auditQuery(filter, size, others));
	const entries = rows.slice(0, limit);
	if (rows.length > limit) return { entries, next: entries.at(-1)?.id };
	if (others.length === 0) return { entries, next: undefined };
	const [edge] = await db.all<{ id: string }>(
		sql`SELECT id FROM audit_log WHERE ${all(rangeOf(filter))}
			ORDER BY id DESC LIMIT 1 OFFSET ${WINDOW - 1}`,
	);
	return { entries, next: edge?.id };
}

/** The statement that reads a page: of a range of so many rows, those for which the conditions hold. */
function auditQuery(filter: AuditFilter, size: number, conditions: readonly SQL[]): SQL {
	const isSeen = isOwnedBy(filter.caller, { tenant: sql`k.tenant`, product: sql`k.product` });
	return sql`SELECT id, occurred_at AS occurredAt, kind, actor, action, directory_id AS directoryId,
			tenant, product, target, method, path, status, duration_ms AS durationMs,
			request_id AS requestId, ip,
			coalesce((SELECT k.name FROM api_keys AS k WHERE k.id = a.actor AND ${isSeen}),
				(SELECT t.description FROM directories AS d CROSS JOIN tokens AS t
					WHERE d.id = a.directory_id AND t.directory_key = d.key AND t.id = a.actor)) AS actorName
		FROM (SELECT * FROM audit_log WHERE ${all(rangeOf(filter))} ORDER BY id DESC LIMIT ${size}) AS a
		WHERE ${all(conditions)} ORDER BY id DESC LIMIT ${filter.limit + 1}`;
}

/** What an index serves: changes are few in all, then comes what a directory or a tenant has. */
function rangeOf(filter: AuditFilter): readonly SQL[] {
	const { kind, directoryId, tenant, status, before, since, until } = filter;
	const range: SQL[] = [sql`true`];
	// In the very words of the indexes, so that the planner sees that they hold all that is asked for.
	if (kind === 'management') range.push(sql`kind = 'management'`);
	if (kind === 'scim') range.push(sql`kind = 'scim'`);
	if (isOfDirectory(filter)) {
		range.push(sql`directory_id = ${directoryId}`);
		if (kind === 'scim' && status !== undefined && status.from >= 400)
			range.push(sql`status >= 400`);
	} else if (isOfTenant(filter)) range.push(sql`tenant = ${tenant}`);
	if (before !== undefined) range.push(sql`id < ${before}`);
	if (since !== undefined) range.push(sql`id >= ${`aud_${idTime(since - SKEW_MS)}`}`);
	if (until !== undefined) range.push(sql`id < ${`aud_${idTime(until + SKEW_MS)}`}`);
	return range;
}

function isOfDirectory({ kind, directoryId }: AuditFilter): boolean {
	return kind !== 'management' && directoryId !== undefined;
}

function isOfTenant({ kind, directoryId, tenant }: AuditFilter): boolean {
	return kind !== 'management' && directoryId === undefined && tenant !== null;
}

/** What is looked for among the rows of a range. */
function conditionsOf(filter: AuditFilter): readonly SQL[] {
	const { directoryId, tenant, product, actor, action, status, since, until } = filter;
	const conditions: SQL[] = [];
	if (directoryId !== undefined && !isOfDirectory(filter)) {
		conditions.push(sql`directory_id = ${directoryId}`);
	}
	if (tenant !== null && !isOfTenant(filter)) conditions.push(sql`tenant = ${tenant}`);
	if (product !== null) conditions.push(sql`product = ${product}`);
	if (actor !== undefined) conditions.push(sql`actor = ${actor}`);
	if (action !== undefined) conditions.push(sql`action GLOB ${action}`);
	if (status !== undefined) conditions.push(sql`status BETWEEN ${status.from} AND ${status.to}`);
	if (since !== undefined) conditions.push(sql`occurred_at >= ${since}`);
	if (until !== undefined) conditions.push(sql`occurred_at < ${until}`);
	return conditions;
}

function all(conditions: readonly SQL[]): SQL {
	return conditions.length === 0 ? sql`true` : sql.join([...conditions], sql` AND `);
}

/** Deletes entries of what was asked for before a time, `limit` at most. */
export async function expireAuditEntries(db: Database, at: number, limit: number): Promise<number> {
	return changesOf(
		db,
		sql`DELETE FROM audit_log WHERE id IN (
			SELECT id FROM audit_log WHERE id < ${`aud_${idTime(at)}`} ORDER BY id LIMIT ${limit})`,
	);
}
