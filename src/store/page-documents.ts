/**
 * The documents of the rows on a page, as many as an answer can hold. In the statement around them `d`
 * has the directory's key, and `page` the rows where they have been chosen before.
 */
import { sql, type SQL } from 'drizzle-orm';
import type { ResourceTypeName } from '../directory/model.ts';
import { MAX_RESOURCE_LENGTH } from '../scim/limits.ts';
import type { Position } from '../scim/sort.ts';
import { pageOrder, type Walk } from './page-sql.ts';
import { resourceColumns, TABLE, type ResourceRow } from './rows.ts';

/** A resource on a page, with what the page is sorted by. */
export interface PageRow extends Omit<ResourceRow, 'document'> {
	readonly type: ResourceTypeName;
	readonly sort: Position['sort'];
	/** Null if it is too long, together with those before it on the page. */
	readonly document: string | null;
}

/** The condition that a row belongs to the directory. */
export const inDirectory = sql.raw('r.directory_key = (SELECT key FROM d)');

/**
 * Characters of the documents on a page at most: a Worker has 128 MB for the four forms that they take
 * on their way from D1 to the answer. The first one always fits.
 */
const MAX_PAGE_LENGTH = 128 * MAX_RESOURCE_LENGTH;

/** The columns of a {@link PageRow}, of the table called `r`. */
export function documentColumns(type: ResourceTypeName, sort: string): SQL {
	return sql`${sql.raw(`'${type}' AS type, ${sort} AS sort`)}, ${resourceColumns('r')}`;
}

/** The documents of the rows of `page`, in any order. */
export function documentsOn(types: readonly ResourceTypeName[]): SQL {
	const selects = types.map(
		(type) => sql`SELECT ${documentColumns(type, 'page.sort')}
			FROM page CROSS JOIN ${TABLE[type]} AS r
			WHERE page.type = ${sql.raw(`'${type}'`)} AND ${inDirectory} AND r.key = page.key`,
	);
	return sql.join(selects, sql.raw(' UNION ALL '));
}

/** The rows of a page of `limit` rows, with their documents as far as an answer can hold them. */
export function bounded(documents: SQL, walk: Walk, limit: number): SQL {
	// Adding up costs two rows read for each, and is left out where it can only come out right.
	if (limit * MAX_RESOURCE_LENGTH <= MAX_PAGE_LENGTH) return documents;
	return sql`SELECT type, sort, key, id, version, createdAt, modifiedAt,
		iif(sum(length(document)) OVER (ORDER BY ${pageOrder(walk)} ROWS UNBOUNDED PRECEDING)
			<= ${sql.raw(String(MAX_PAGE_LENGTH))}, document, NULL) AS document
		FROM (${documents})`;
}
