/**
 * Setup links: each is good once, until it expires or is revoked. Whoever uses one claims it with the id
 * of the request, so that of two at the same moment one gets it, and gives it back if nothing came of it.
 * One that leads to Google is bound to its directory first, and used by the consent.
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

/** How the tokens are described that were made with a link: they are told by it. */
export function tokenDescriptionOf(linkId: string): string {
	return `Setup link ${linkId}`;
}

/** A link that was revoked: whose it is, and the ids of the tokens that ended with it. */
interface RevokedSetupLink {
	readonly link: Pick<SetupLinkRow, 'tenant' | 'product' | 'directoryId'>;
	readonly tokens: readonly string[];
}

/**
 * Revokes a link that the caller sees, at once, and the tokens that were made with it if they are to go too;
 * undefined if there is no such link.
 */
export async function revokeSetupLink(
	db: Database,
	caller: Binding,
	id: string,
	{ now, withTokens }: { readonly now: number; readonly withTokens: boolean },
): Promise<RevokedSetupLink | undefined> {
	let link: RevokedSetupLink['link'] | undefined;
	let tokens: readonly string[] = [];
	const isIts = sql`setup_links.id = ${id} AND ${isOwnedBy(caller, setupLinks)}`;
	const batch = new Batch(db).read<RevokedSetupLink['link']>(
		sql`UPDATE setup_links SET revoked_at = coalesce(revoked_at, ${now}) WHERE ${isIts}
			RETURNING tenant, product, directory_id AS directoryId`,
		([row]) => (link = row),
	);
	if (withTokens) {
		batch.read<{ id: string }>(
			sql`UPDATE tokens SET revoked_at = ${now} WHERE revoked_at IS NULL
				AND description = ${tokenDescriptionOf(id)}
				AND directory_key = (SELECT d.key FROM setup_links JOIN directories AS d
					ON d.id = setup_links.directory_id AND d.tenant = setup_links.tenant
						AND d.product = setup_links.product
					WHERE ${isIts}) RETURNING id`,
			(rows) => (tokens = rows.map((row) => row.id)),
		);
	}
	await batch.run();
	return link && { link, tokens };
}

/** What tells a link from the one that it takes the place of. */
export type Replacement = Pick<NewSetupLink, 'hash' | 'id' | 'createdBy' | 'createdAt'> & {
	/** For how many milliseconds it is good; as long as the other when undefined. */
	readonly goodForMs: number | undefined;
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
): Promise<SetupLinkRow | undefined> {
	const { createdAt: now, goodForMs = null } = replacement;
	const isIts = sql`setup_links.id = ${id} AND ${isOwnedBy(caller, setupLinks)}`;
	let made: SetupLinkRow | undefined;
	await new Batch(db)
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
		)
		.run();
	return made;
}

/** The directory of a link that was made for none: its id follows from the link's own. */
const NEW_DIRECTORY_ID = sql`'dir_' || substr(id, 4)`;

/** The id of the directory that a link sets up: the same each time. */
export function directoryIdOf({
	id,
	directoryId,
}: Pick<SetupLinkRow, 'id' | 'directoryId'>): string {
	return directoryId ?? `dir_${id.slice(3)}`;
}

/** Binds a live link to its directory, without using it; false if it is not live any more. */
export async function bindSetupLink(db: Database, hash: string, now: number): Promise<boolean> {
	const rows = await db.all<object>(
		sql`UPDATE setup_links SET directory_id = coalesce(directory_id, ${NEW_DIRECTORY_ID})
			WHERE hash = ${hash} AND used_at IS NULL AND revoked_at IS NULL AND expires_at > ${now}
			RETURNING 1`,
	);
	return rows.length > 0;
}

/** Adds the use of a link by a request, on a condition. It may have expired while somebody was at Google. */
export function addSetupLinkUse(
	batch: Batch,
	{
		hash,
		requestId,
		now,
	}: { readonly hash: string; readonly requestId: string; readonly now: number },
	condition: SQL,
): void {
	batch.write(
		sql`UPDATE setup_links SET used_at = ${now}, used_by = ${requestId}
			WHERE hash = ${hash} AND used_at IS NULL AND ${condition}`,
	);
}

/**
 * Uses a link in the name of a request, once and for all; undefined unless it is live. Returns the
 * directory to set up: a link without one names one that is to be made, the same each time.
 */
export async function redeemSetupLink(
	db: Database,
	hash: string,
	requestId: string,
	now: number,
): Promise<string | undefined> {
	let directoryId: string | undefined;
	await new Batch(db)
		.read<{ id: string }>(
			sql`UPDATE setup_links SET used_at = ${now}, used_by = ${requestId},
					directory_id = coalesce(directory_id, ${NEW_DIRECTORY_ID})
				WHERE hash = ${hash} AND used_at IS NULL AND revoked_at IS NULL AND expires_at > ${now}
				RETURNING directory_id AS id`,
			([redeemed]) => (directoryId = redeemed?.id),
		)
		.run();
	return directoryId;
}

/** Gives a link back that this request has used in vain, or may have. */
export async function releaseSetupLink(
	db: Database,
	hash: string,
	requestId: string,
): Promise<void> {
	await db.run(
		sql`UPDATE setup_links SET used_at = NULL, used_by = NULL,
				directory_id = nullif(directory_id, ${NEW_DIRECTORY_ID})
			WHERE hash = ${hash} AND used_by = ${requestId}`,
	);
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
