/**
 * Using a setup link. Whoever does claims it with the id of the request, so that of two at the same moment one
 * gets it, and gives it back if nothing came of it. One that leads to Google is bound to its directory first,
 * and used by the consent.
 */
import { sql, type SQL } from 'drizzle-orm';
import { Batch, type Database } from './database.ts';
import type { SetupLinkRow } from './setup-links.ts';

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
