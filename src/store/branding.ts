/**
 * How the setup portal looks, by product. '' is for every product that has no row of its own; rows are not
 * mixed, so that what a product shows stands in one place.
 */
import { asc, eq, gt, sql, type SQL } from 'drizzle-orm';
import type { Database } from './database.ts';
import { branding } from './page-tables.ts';

/** A row of the table. */
export type BrandingRow = typeof branding.$inferSelect;

/** What stands for all products without a row of their own. */
export const EVERY_PRODUCT = '';

/** Which rows to list. */
export interface BrandingFilter {
	/** That of one product; of all when left out. */
	readonly product?: string | undefined;
	readonly after?: string | undefined;
	readonly limit: number;
}

/** Reads one page of rows, by product. */
export function listBranding(
	db: Database,
	{ product, after, limit }: BrandingFilter,
): Promise<BrandingRow[]> {
	const isLater = after === undefined ? undefined : gt(branding.product, after);
	const isWanted =
		product === undefined
			? isLater
			: sql`${eq(branding.product, product)}
		AND ${isLater ?? sql`true`}`;
	return db.select().from(branding).where(isWanted).orderBy(asc(branding.product)).limit(limit);
}

/** Sets all of a row. */
export async function setBranding(db: Database, row: BrandingRow): Promise<void> {
	const { product: _product, ...look } = row;
	await db.insert(branding).values(row).onConflictDoUpdate({ target: branding.product, set: look });
}

/** Deletes a row; false if there is none. */
export async function deleteBranding(db: Database, product: string): Promise<boolean> {
	const rows = await db
		.delete(branding)
		.where(eq(branding.product, product))
		.returning({ product: branding.product });
	return rows.length > 0;
}

/** Reads how the portal looks for whoever has a setup link; for one that there is not, as for any product. */
export function brandingOfLink(db: Database, hash: string): Promise<BrandingRow | undefined> {
	return find(db, sql`(SELECT product FROM setup_links WHERE hash = ${hash})`);
}

/** Reads how the portal looks for whoever connects a directory. */
export function brandingOfDirectory(
	db: Database,
	directoryId: string,
): Promise<BrandingRow | undefined> {
	return find(db, sql`(SELECT product FROM directories WHERE id = ${directoryId})`);
}

async function find(db: Database, product: SQL): Promise<BrandingRow | undefined> {
	// '' comes before every product.
	return db
		.select()
		.from(branding)
		.where(sql`${branding.product} IN (${product}, ${EVERY_PRODUCT})`)
		.orderBy(sql`${branding.product} DESC`)
		.limit(1)
		.get();
}
