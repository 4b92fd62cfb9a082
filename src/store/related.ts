/**
 * The other ends of memberships: the groups of the users on a page, and the members of the groups. In
 * the statement around them `page` has the rows of the page, and `d` the directory's key.
 */
import { sql, type SQL } from 'drizzle-orm';
import type { ResourceTypeName } from '../directory/model.ts';
import { displayColumn, TABLE, type RelatedRow } from './rows.ts';

/** A row of {@link relatedQueries}: what a resource on the page is related to. */
export interface RelatedTo extends RelatedRow {
	/** The key of the resource on the page. */
	readonly of: number;
	/** What the other end is. */
	readonly type: ResourceTypeName;
}

/**
 * Members and groups on a page at most: each takes up to a kilobyte on its way from D1 to the answer,
 * and a Worker has 128 MB.
 */
export const MAX_RELATED = 100_000;
const LIMIT = sql.raw(`LIMIT ${MAX_RELATED + 1}`);

/**
 * Selects what the resources of a type on a page are related to; one too many at most. `page` is the
 * outermost loop and has its rows in the order of the page: what is beyond the bound belongs to the
 * last resources.
 */
export function relatedQueries(type: ResourceTypeName): readonly SQL[] {
	if (type === 'User') {
		return [
			sql`SELECT m.member_key AS of, 'Group' AS type, g.key, g.id,
				${displayColumn('Group', 'g')} AS display
				FROM page CROSS JOIN memberships AS m CROSS JOIN groups AS g
				WHERE page.type = 'User' AND m.directory_key = (SELECT key FROM d)
					AND m.member_key = page.key
					AND g.directory_key = m.directory_key AND g.key = m.group_key ${LIMIT}`,
		];
	}
	return [membersQuery('User'), membersQuery('Group')];
}

function membersQuery(end: ResourceTypeName): SQL {
	return sql`SELECT m.group_key AS of, ${sql.raw(`'${end}'`)} AS type, e.key, e.id,
		${displayColumn(end, 'e')} AS display
		FROM page CROSS JOIN memberships AS m CROSS JOIN ${TABLE[end]} AS e
		WHERE page.type = 'Group' AND m.directory_key = (SELECT key FROM d)
			AND m.group_key = page.key AND m.member_is_group = ${end === 'Group' ? 1 : 0}
			AND e.directory_key = m.directory_key AND e.key = m.member_key ${LIMIT}`;
}
