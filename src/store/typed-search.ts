/**
 * Finds users and groups by what people type: an id, or the beginning of a name or an address. Each is looked for
 * where an index has it in order, one place after the other, so that a page costs the same in every directory;
 * whoever is found in several places is listed in the first of them.
 */
import { sql, type SQL } from 'drizzle-orm';
import type { ResourceTypeName } from '../directory/model.ts';
import { fold } from '../scim/fold.ts';
import { startsWith, successor } from './filter-sql.ts';
import { bounded, documentsOn, inDirectory } from './page-documents.ts';
import {
	DIRECTORY,
	directoryOf,
	EDGE,
	UP,
	userConditions,
	WINDOW,
	type Place,
	type UserFilter,
} from './profile-search.ts';
import { spokenName } from './people-sought.ts';
import { isNamed } from './user-names.ts';

/** A place to look in. `r` is the resource. */
interface Source {
	readonly from: SQL;
	/** What it is found and listed by, and its key: the order of an index. */
	readonly value: SQL;
	readonly key: SQL;
	readonly where: readonly SQL[];
	/** The values begin with it; undefined where they are looked up. */
	readonly prefix: string | undefined;
	/** Tells of a resource in a later source whether it is in this one. */
	readonly has: SQL;
	/** Which of the rows count: of several of one resource, or of those that no index tells apart. */
	readonly counts?: SQL;
}

/** What was typed, and where it is looked for. */
interface Search {
	readonly type: ResourceTypeName;
	readonly sources: readonly Source[];
	/** What must hold beside. */
	readonly rest: readonly SQL[];
}

/**
 * Users by id, external id, or the beginning of the user name, of the display name, of the first or the last name, or
 * of an address.
 */
export function userSearch(search: string, filter: UserFilter): Search {
	const prefix = fold(search);
	const other = sql`other.value ->> '$.value'`;
	const addresses: Source = {
		...values('user_emails', prefix),
		has: sql.raw('false'),
		counts: sql`NOT EXISTS (SELECT 1 FROM json_each(r.comparable, '$.emails') AS other
			WHERE ${startsWith(other, prefix)} AND ${other} < e.value)`,
	};
	const otherNames = (of: string): Source => ({
		...values('user_names', of),
		has: isNamed(of),
		// Of names that begin alike the longest has a row.
		counts: sql`NOT ${isNamed(of, sql.raw('name.value > e.value'))}`,
	});
	const spoken = spokenName(search);
	return {
		type: 'User',
		sources: [
			ids('users', search),
			names('users', 'user_name', prefix),
			names('users', 'display_name', prefix),
			otherNames(prefix),
			// A name like this is no address.
			...(spoken === undefined
				? [addresses]
				: [names('users', 'display_name', fold(spoken)), otherNames(fold(spoken))]),
		],
		rest: userConditions(filter),
	};
}

/** Groups by id, external id, or the beginning of the name. */
export function groupSearch(search: string): Search {
	const sources = [ids('groups', search), names('groups', 'display_name', fold(search))];
	return { type: 'Group', sources, rest: [] };
}

/** The statement for a page of what was found, one row longer than `limit` if more follow. */
export function searchStatement(
	directoryId: string,
	{ type, sources, rest }: Search,
	after: Place | undefined,
	limit: number,
): SQL {
	const begun = after === undefined ? 0 : Number(String(after.sort).slice(0, 1));
	const size = limit + 1;
	const tables: SQL[] = [];
	const found: SQL[] = [];
	const edges: SQL[] = [];
	/** How many rows the page lacks; none once a place was not looked through to its end. */
	const room = () => {
		if (found.length === 0) return sql`${size}`;
		const isCut = edges.length === 0 ? sql.raw('false') : sql`EXISTS (${all(edges)})`;
		return sql`(SELECT iif(${isCut}, 0, ${size} - count(*)) FROM (${all(found)}))`;
	};
	for (const [at, source] of sources.entries()) {
		if (at < begun) continue;
		const earlier = sources.slice(0, at).map(({ has }) => sql`NOT ${has}`);
		const counts = source.counts === undefined ? [] : [source.counts];
		const fits = sql.join([sql.raw('true'), ...earlier, ...counts, ...rest], sql.raw(' AND '));
		const sort = sql`${sql.raw(`'${at}'`)} || ${source.value} AS sort, ${source.key} AS key`;
		const from = at === begun ? after : undefined;
		// Rows leave a window in its order, and only as many as the page takes.
		const window = sql`${rowsOf(source, sql`${sort}, ${fits} AS fits`, from)} LIMIT ${WINDOW}`;
		tables.push(sql`${sql.raw(`found${at}`)} AS MATERIALIZED (
			SELECT sort, key FROM (${window}) WHERE fits LIMIT ${room()})`);
		found.push(sql.raw(`SELECT sort, key FROM found${at}`));
		tables.push(sql`${sql.raw(`edge${at}`)} AS MATERIALIZED (
			${rowsOf(source, sort, from)} LIMIT min(1, ${room()}) OFFSET ${WINDOW - 1})`);
		edges.push(sql.raw(`SELECT sort, key FROM edge${at}`));
	}
	return sql`${directoryOf(directoryId)}, ${sql.join(tables, sql.raw(', '))},
		page AS MATERIALIZED (SELECT ${sql.raw(`'${type}'`)} AS type, sort, key FROM (${all(found)}))
		SELECT type, sort, key, id, document, version, createdAt, modifiedAt
		FROM (${bounded(documentsOn([type]), UP, size)})
		UNION ALL SELECT ${EDGE}, sort, key, '', NULL, 0, 0, 0 FROM (${all(edges)})`;
}

/** D1 takes five selects in one compound at most: the others are one of their own. */
function all(selects: readonly SQL[]): SQL {
	const others = selects.slice(4);
	const last = others.length > 1 ? [sql`SELECT sort, key FROM (${all(others)})`] : others;
	return sql.join([...selects.slice(0, 4), ...last], sql.raw(' UNION ALL '));
}

/** Selects columns of a source's rows beyond a place, in order. */
function rowsOf(
	{ from, where, value, key, prefix }: Source,
	columns: SQL,
	after: Place | undefined,
): SQL {
	const conditions = [inDirectory, ...where];
	if (after !== undefined && prefix === undefined) {
		// All are listed by nothing but their key.
		conditions.push(sql`${key} > ${after.key}`);
	} else if (after !== undefined) {
		conditions.push(sql`(${value}, ${key}) > (${String(after.sort).slice(1)}, ${after.key})`);
	} else if (prefix !== undefined) {
		conditions.push(sql`${value} >= ${prefix}`);
	}
	const end = prefix === undefined ? undefined : successor(prefix);
	if (end !== undefined) conditions.push(sql`${value} < ${end}`);
	return sql`SELECT ${columns} FROM ${from}
		WHERE ${sql.join(conditions, sql.raw(' AND '))} ORDER BY ${value}, ${key}`;
}

/** Whose id it is, ours or the provider's. */
function ids(table: 'users' | 'groups', id: string): Source {
	const keys = (column: 'id' | 'external_id') =>
		sql`SELECT key FROM ${sql.raw(`${table} INDEXED BY ${table}_${column}`)}
			WHERE directory_key = ${DIRECTORY} AND ${sql.raw(column)} = ${id}`;
	return {
		from: sql`(${keys('id')} UNION ${keys('external_id')}) AS h CROSS JOIN ${sql.raw(table)} AS r`,
		value: sql.raw(`''`),
		key: sql.raw('h.key'),
		where: [sql.raw('r.key = h.key')],
		prefix: undefined,
		has: sql`(r.id = ${id} OR r.external_id IS ${id})`,
	};
}

/** Whose name begins with it. */
function names(
	table: 'users' | 'groups',
	column: 'user_name' | 'display_name',
	prefix: string,
): Source {
	const value = sql.raw(`r.${column}`);
	return {
		from: sql.raw(`${table} AS r INDEXED BY ${table}_${column}`),
		value,
		key: sql.raw('r.key'),
		where: [],
		prefix,
		has: sql`ifnull(${startsWith(value, prefix)}, false)`,
	};
}

/** Of what users have several of: those who have one that begins with it. */
function values(
	table: 'user_emails' | 'user_names',
	prefix: string,
): Pick<Source, 'from' | 'value' | 'key' | 'where' | 'prefix'> {
	return {
		from: sql.raw(`${table} AS e CROSS JOIN users AS r`),
		value: sql.raw('e.value'),
		key: sql.raw('e.user_key'),
		where: [
			sql`e.directory_key = ${DIRECTORY}`,
			sql`r.directory_key = e.directory_key AND r.key = e.user_key`,
		],
		prefix,
	};
}
