/**
 * Which rows are on a page of a list, in SQL: of one resource type or of several, from the start or
 * from a place in the order, upwards or downwards. What is sorted are keys and sort values, not
 * documents; and where an index has the order, nothing is sorted and no row is passed over.
 */
import { sql, type SQL } from 'drizzle-orm';
import type { ResourceTypeName } from '../directory/model.ts';
import type { Position } from '../scim/sort.ts';
import { TABLE } from './rows.ts';
import type { SortKey } from './sort-sql.ts';

/** The rows of one type that a list is made of. */
export interface Source {
	readonly type: ResourceTypeName;
	/** The condition on a row, called `r`, apart from where the page begins. */
	readonly where: SQL;
	readonly filtered: boolean;
	readonly sort: SortKey;
}

/** Which part of a list is wanted. Positions ascend; a list may be walked either way. */
export interface Walk {
	readonly up: boolean;
	/** The rows beyond this place, without it; absent for all. */
	readonly from?: Position | undefined;
	readonly offset: number;
}

/** Rows that follow one another in one order: a part of each source, or all of it. */
interface Run {
	readonly selects: readonly Select[];
	readonly order: SQL;
}

/** The rows of one source that belong to a run. */
interface Select {
	readonly source: Source;
	/** What they are sorted by. */
	readonly value: SQL;
	readonly conditions: readonly (SQL | undefined)[];
}

const NULL = sql.raw('NULL');

/** Selects `type`, `key` and `sort` of the rows on a page, in its order. */
export function pageSql(sources: readonly Source[], walk: Walk, limit: number): SQL {
	const [first, second] = runsOf(sources, walk);
	if (first === undefined) return sql`SELECT NULL AS type, NULL AS key, NULL AS sort WHERE 0`;
	const { offset } = walk;
	if (second === undefined) return sql`${compound(first)} LIMIT ${limit} OFFSET ${offset}`;
	// The second run is not looked at if the first one fills the page.
	const room = sql`max(0, ${limit + offset} - (SELECT count(*) FROM first_run))`;
	return sql`SELECT type, key, sort FROM (
			WITH first_run AS MATERIALIZED (${compound(first)} LIMIT ${limit + offset}),
				second_run AS MATERIALIZED (${compound(second)} LIMIT ${room})
			SELECT 1 AS run, type, key, sort FROM first_run
			UNION ALL SELECT 2, type, key, sort FROM second_run)
		ORDER BY run, ${direction('sort', walk)}, ${direction('key', walk)}
		LIMIT ${limit} OFFSET ${offset}`;
}

/**
 * Selects columns of the rows on a page of one source that is sorted by key alone, in order. That is
 * nearly the order in which rows are found: SQLite passes over what comes after a full page.
 */
export function rowsByKey(columns: SQL, source: Source, walk: Walk, limit: number): SQL {
	return sql`SELECT ${columns} ${fromWhere(source, [beyondKey(source, walk)])}
		ORDER BY ${direction(keyOf(source), walk)} LIMIT ${limit} OFFSET ${walk.offset}`;
}

/** The order of a page, by the `sort` and `key` of its rows. */
export function pageOrder(walk: Walk): SQL {
	return byValue(walk, walk.up ? 'NULLS LAST' : 'NULLS FIRST');
}

/** The runs that a walk goes through, in its order. */
function runsOf(sources: readonly Source[], walk: Walk): readonly Run[] {
	if (sources.some(({ sort }) => sort.kind === 'expression')) return [mixed(sources, walk)];
	const runs: readonly Run[] = [
		{
			selects: sources.flatMap((source) => withValue(source, walk) ?? []),
			order: byValue(walk, ''),
		},
		{
			selects: sources.flatMap((source) => withoutValue(source, walk) ?? []),
			order: direction('key', walk),
		},
	];
	return (walk.up ? runs : runs.toReversed()).filter(({ selects }) => selects.length > 0);
}

/** The rows that have a value, where an index has them in its order. */
function withValue(source: Source, { up, from }: Walk): Select | undefined {
	const { sort } = source;
	if (sort.kind !== 'column' || (up && from?.sort === null)) return undefined;
	const { column, nullable } = sort;
	const isBeyond =
		from === undefined || from.sort === null
			? undefined
			: sql`(${column}, r.key) ${beyondSign(up)} (${from.sort}, ${from.key})`;
	const isPresent = nullable ? sql`${column} IS NOT NULL` : undefined;
	return { source, value: column, conditions: [isPresent, isBeyond] };
}

/** The rows that have no value: after all others, in the order of their keys. */
function withoutValue(source: Source, walk: Walk): Select | undefined {
	const { sort } = source;
	const { up, from } = walk;
	const hasBegunBefore = from !== undefined && from.sort !== null;
	if ((hasBegunBefore && !up) || (sort.kind === 'column' && !sort.nullable)) return undefined;
	const isBeyond = hasBegunBefore ? undefined : beyondKey(source, walk);
	const isAbsent = sort.kind === 'column' ? sql`${sort.column} IS NULL` : undefined;
	return { source, value: NULL, conditions: [isAbsent, isBeyond] };
}

function beyondKey(source: Source, { up, from }: Walk): SQL | undefined {
	return from && sql`${sql.raw(keyOf(source))} ${beyondSign(up)} ${from.key}`;
}

/** All rows, with value and without, to be sorted. */
function mixed(sources: readonly Source[], walk: Walk): Run {
	const selects = sources.map((source): Select => {
		const value = valueOf(source.sort);
		return { source, value, conditions: [beyondMixed(value, source, walk)] };
	});
	return { selects, order: pageOrder(walk) };
}

function beyondMixed(value: SQL, source: Source, walk: Walk): SQL | undefined {
	const { up, from } = walk;
	if (from === undefined) return undefined;
	if (from.sort === null) {
		const isBeyond = beyondKey(source, walk);
		return up
			? sql`(${value} IS NULL AND ${isBeyond})`
			: sql`(${value} IS NOT NULL OR ${isBeyond})`;
	}
	const place = sql`(${value}, ${sql.raw(keyOf(source))})`;
	const isBeyond = sql`${place} ${beyondSign(up)} (${from.sort}, ${from.key})`;
	return up ? sql`(${isBeyond} OR ${value} IS NULL)` : isBeyond;
}

function compound({ selects, order }: Run): SQL {
	const parts = selects.map(
		({ source, value, conditions }) => sql`SELECT ${sql.raw(`'${source.type}'`)} AS type,
			${sql.raw(keyOf(source))} AS key, ${value} AS sort ${fromWhere(source, conditions)}`,
	);
	return sql`${sql.join(parts, sql.raw(' UNION ALL '))} ORDER BY ${order}`;
}

function fromWhere(source: Source, conditions: Select['conditions']): SQL {
	const terms = [source.where, ...conditions.filter((condition) => condition !== undefined)];
	return sql`FROM ${TABLE[source.type]} AS r WHERE ${sql.join(terms, sql.raw(' AND '))}`;
}

function valueOf(sort: SortKey): SQL {
	switch (sort.kind) {
		case 'key':
			return NULL;
		case 'column':
			return sort.column;
		case 'expression':
			return sort.value;
	}
}

/**
 * The sign keeps the planner from walking the whole directory in key order to save a sort, when an
 * index would have found the few rows that the filter wants.
 */
function keyOf({ filtered }: Source): string {
	return filtered ? '+r.key' : 'r.key';
}

function byValue(walk: Walk, nulls: string): SQL {
	return sql`${direction('sort', walk)} ${sql.raw(nulls)}, ${direction('key', walk)}`;
}

function direction(term: string, { up }: Walk): SQL {
	return sql.raw(up ? term : `${term} DESC`);
}

function beyondSign(up: boolean): SQL {
	return sql.raw(up ? '>' : '<');
}
