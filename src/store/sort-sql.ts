/**
 * What resources are sorted by (RFC 7644 §3.4.2.3) in SQL: an index where there is one, else a value
 * that is computed for each row. The row of users or groups is called `r`.
 */
import { sql, type SQL } from 'drizzle-orm';
import type { AttributePath, ResourceType } from '../scim/schema/attribute.ts';
import { columnOf, coreName } from './columns.ts';
import { resourceScope } from './filter-scope.ts';

/** The value that the resources of one type are sorted by, before their keys. */
export type SortKey =
	/** None: by key alone, the order of creation. */
	| { readonly kind: 'key' }
	/** A column in whose order an index has the rows. */
	| { readonly kind: 'column'; readonly column: SQL; readonly nullable: boolean }
	/** Any value, NULL where there is none: the rows must be sorted. */
	| { readonly kind: 'expression'; readonly value: SQL };

/** The sort key for an attribute; `filtered` if the rows are found by a filter, not in order. */
export function sortKey(
	path: AttributePath | undefined,
	type: ResourceType,
	filtered: boolean,
): SortKey {
	// One series of keys serves both types, so that their order is that of creation, at no cost.
	if (path === undefined || coreName(path) === 'meta.created') return { kind: 'key' };
	const column = columnOf(path, type);
	if (column !== undefined && !filtered) {
		const { name, nullable = false } = column;
		return { kind: 'column', column: sql.raw(`r.${name}`), nullable };
	}
	const scope = resourceScope(type);
	const collection = scope.many(path);
	if (collection === undefined) return { kind: 'expression', value: sql`+${scope.single(path)}` };
	const { from, part, order } = collection;
	return {
		kind: 'expression',
		value: sql`(SELECT ${part(path.sub)} FROM ${from} ORDER BY ${order} LIMIT 1)`,
	};
}
