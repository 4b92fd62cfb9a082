/**
 * Setup links: each is good once, until it expires or is revoked. How one is used is in ./setup-link-use.ts.
 */
import { and, asc, desc, eq, gt, lt, sql, type SQL } from 'drizzle-orm';
import { Batch, IS_LIVE, type Database } from './database.ts';
import { setupLinks } from './management-tables.ts';
import { isOwnedBy, type Binding } from './ownership.ts';
import { changesOf } from './retention.ts';

/** A link to be kept, by the hex SHA-256 of its secret; times are epoch milliseconds. */
export type NewSetupLink = Pick<
	typeof setupLinks.$inferSelect,
	| 'hash'
	| 'id'
	| 'tenant'
	| 'product'
	| 'directoryId'
	| 'name'
	| 'createdBy'
	| 'createdAt'
	| 'expiresAt'
>;

/** A link as it is shown. */
export interface SetupLinkRow extends Omit<NewSetupLink, 'hash' | 'createdBy'> {
	readonly usedAt: number | null;
	/** One that was used can be revoked too. */
	readonly revokedAt: number | null;
	readonly state: 'live' | 'used' | 'revoked' | 'expired';
}

/** Adds a link. */
export async function insertSetupLink(db: Database, link: NewSetupLink): Promise<void> {
	await db.insert(setupLinks).values(link);
}

/** Which links to list; each given field must be equal. */
export interface SetupLinkFilter {
	readonly tenant?: string | undefined;
	readonly product?: string | undefined;
	readonly directoryId?: string | undefined;
	readonly state?: SetupLinkRow['state'] | undefined;
	/** Who asks: a key that is bound sees its own alone. */
	readonly caller: Binding;
	readonly order: 'oldest' | 'newest';
	/** The last one of the page before. */
	readonly after?: string | undefined;
	readonly limit: number;
	readonly now: number;
}

/**
 * Reads one page of links by when they were made: ids are ordered by time. Those of a tenant are found by an
 * index; for the others the table is read in that order until the page is full.
 */
export function listSetupLinks(db: Database, filter: SetupLinkFilter): Promise<SetupLinkRow[]> {
	const { tenant, product, directoryId, state, caller, order, after, limit, now } = filter;
	const [isAfter, inOrder] = order === 'newest' ? [lt, desc] : [gt, asc];
	const wanted: SQL[] = [isOwnedBy(caller, setupLinks)];
	if (after !== undefined) wanted.push(isAfter(setupLinks.id, after));
	if (tenant !== undefined) wanted.push(eq(setupLinks.tenant, tenant));
	if (product !== undefined) wanted.push(eq(setupLinks.product, product));
	if (directoryId !== undefined) wanted.push(eq(setupLinks.directoryId, directoryId));
	if (state !== undefined) wanted.push(eq(stateAt(now), state));
	return select(db, now)
		.where(and(...wanted))
		.orderBy(inOrder(setupLinks.id))
		.limit(limit);
}

/** Reads one link, if the caller sees it. */
export async function findSetupLink(
	db: Database,
	caller: Binding,
	id: string,
	now: number,
): Promise<SetupLinkRow | undefined> {
	return select(db, now)
		.where(and(eq(setupLinks.id, id), isOwnedBy(caller, setupLinks)))
		.get();
}

/** A link as whoever has it may know it. */
export interface OpenedSetupLink extends SetupLinkRow {
	/** The request that has used it. */
	readonly usedBy: string | null;
}

/** Reads the link of which this is the SHA-256 of the secret. */
export async function openSetupLink(
	db: Database,
	hash: string,
	now: number,
): Promise<OpenedSetupLink | undefined> {
	return db
		.select({
			...shownAt(now),
			usedBy: setupLinks.usedBy,
		})
		.from(setupLinks)
		.where(eq(setupLinks.hash, hash))
		.get();
}

/** Why a link leads nowhere by now, by its id, whoever asks; undefined for one that is good or unknown. */
export async function findEndOfSetupLink(
	db: Database,
	id: string,
	now: number,
): Promise<'expired' | 'revoked' | undefined> {
	const row = await db
		.select({ expiresAt: setupLinks.expiresAt, revokedAt: setupLinks.revokedAt })
		.from(setupLinks)
		.where(eq(setupLinks.id, id))
		.get();
	if (row === undefined) return undefined;
	if (row.expiresAt <= now) return 'expired';
	return row.revokedAt === null ? undefined : 'revoked';
}

/** How the tokens are described that were made with a link: they are told by it. */
export function tokenDescriptionOf(linkId: string): string {
	return `Setup link ${linkId}`;
}

/** A link, and the ids of the tokens that ended with it. */
interface Ended<Link> {
	readonly link: Link;
	readonly tokens: readonly string[];
}

type Owned = Pick<SetupLinkRow, 'tenant' | 'product' | 'directoryId'>;

/**
 * Revokes a link that the caller sees, at once, and the tokens that were made with it if they are to go too;
 * undefined if there is no such link.
 */
export async function revokeSetupLink(
	db: Database,
	caller: Binding,
	id: string,
	{ now, withTokens }: { readonly now: number; readonly withTokens: boolean },
): Promise<Ended<Owned> | undefined> {
	let link: Owned | undefined;
	const isIts = sql`setup_links.id = ${id} AND ${isOwnedBy(caller, setupLinks)}`;
	const batch = new Batch(db).read<Owned>(
		sql`UPDATE setup_links SET revoked_at = coalesce(revoked_at, ${now}) WHERE ${isIts}
			RETURNING tenant, product, directory_id AS directoryId`,
		([row]) => (link = row),
	);
	const tokens = withTokens ? endTokens(batch, id, isIts, now) : () => [];
	await batch.run();
	return link && { link, tokens: tokens() };
}

/** Revokes the tokens that were made with a link, if it is one; their ids, once that is done. */
function endTokens(batch: Batch, linkId: string, isIts: SQL, now: number): () => readonly string[] {
	let tokens: readonly string[] = [];
	batch.read<{ id: string }>(
		sql`UPDATE tokens SET revoked_at = ${now} WHERE revoked_at IS NULL
			AND description = ${tokenDescriptionOf(linkId)}
			AND directory_key = (SELECT d.key FROM setup_links JOIN directories AS d
				ON d.id = setup_links.directory_id AND d.tenant = setup_links.tenant
					AND d.product = setup_links.product
				WHERE ${isIts}) RETURNING id`,
		(rows) => (tokens = rows.map((row) => row.id)),
	);
	return () => tokens;
}

/** What tells a link from the one that it takes the place of. */
export type Replacement = Pick<NewSetupLink, 'hash' | 'id' | 'createdBy' | 'createdAt'> & {
	/** For how many milliseconds it is good; as long as the other when undefined. */
	readonly goodForMs: number | undefined;
	/** The tokens that were made with the other go too. */
	readonly withTokens: boolean;
};

/**
 * Revokes a link that the caller sees, and makes another for the same in the same transaction: for the
 * directory that it was for or has set up, if that is there, or else for one to be made. Undefined if
 * there is no such link.
 */
export async function replaceSetupLink(
	db: Database,
	caller: Binding,
	id: string,
	replacement: Replacement,
): Promise<Ended<SetupLinkRow> | undefined> {
	const { createdAt: now, goodForMs = null, withTokens } = replacement;
	const isIts = sql`setup_links.id = ${id} AND ${isOwnedBy(caller, setupLinks)}`;
	let made: SetupLinkRow | undefined;
	const batch = new Batch(db)
		.write(sql`UPDATE setup_links SET revoked_at = coalesce(revoked_at, ${now}) WHERE ${isIts}`)
		.write(
			sql`INSERT INTO setup_links (hash, id, tenant, product, directory_id, name, created_by,
					created_at, expires_at)
				SELECT ${replacement.hash}, ${replacement.id}, setup_links.tenant, setup_links.product, d.id,
					CASE WHEN d.id IS NULL THEN setup_links.name END, ${replacement.createdBy}, ${now},
					${now} + coalesce(${goodForMs}, setup_links.expires_at - setup_links.created_at)
				FROM setup_links LEFT JOIN directories AS d ON d.id = setup_links.directory_id AND ${IS_LIVE}
				WHERE ${isIts}`,
		)
		.read<SetupLinkRow>(
			sql`SELECT id, tenant, product, directory_id AS directoryId, name, created_at AS createdAt,
				expires_at AS expiresAt, used_at AS usedAt, revoked_at AS revokedAt, 'live' AS state
				FROM setup_links WHERE id = ${replacement.id}`,
			([row]) => (made = row),
		);
	const tokens = withTokens ? endTokens(batch, id, isIts, now) : () => [];
	await batch.run();
	return made && { link: made, tokens: tokens() };
}

/**
 * Deletes links that could be used until a time at most, `limit` of them at most. All are looked at: they
 * are few, and an index would cost a write with each.
 */
export function expireSetupLinks(db: Database, at: number, limit: number): Promise<number> {
	return changesOf(
		db,
		sql`DELETE FROM setup_links WHERE hash IN (
			SELECT hash FROM setup_links WHERE expires_at < ${at} LIMIT ${limit})`,
	);
}

function stateAt(now: number): SQL<SetupLinkRow['state']> {
	return sql`CASE WHEN ${setupLinks.usedAt} IS NOT NULL THEN 'used'
		WHEN ${setupLinks.revokedAt} IS NOT NULL THEN 'revoked'
		WHEN ${setupLinks.expiresAt} <= ${now} THEN 'expired' ELSE 'live' END`;
}

function shownAt(now: number) {
	return {
		id: setupLinks.id,
		tenant: setupLinks.tenant,
		product: setupLinks.product,
		directoryId: setupLinks.directoryId,
		name: setupLinks.name,
		createdAt: setupLinks.createdAt,
		expiresAt: setupLinks.expiresAt,
		usedAt: setupLinks.usedAt,
		revokedAt: setupLinks.revokedAt,
		state: stateAt(now),
	};
}

function select(db: Database, now: number) {
	return db.select(shownAt(now)).from(setupLinks);
}
