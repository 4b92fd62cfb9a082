/**
 * Which users and groups the Directory API lists, and in what order: that of their creation, or of
 * their last change if that is asked for. An index has every list in its order. What it does not serve
 * is looked for among a bounded number of rows, so that a page costs the same in every directory.
 */
import { sql, type SQL } from 'drizzle-orm';
import type { ResourceTypeName } from '../directory/model.ts';
import { fold } from '../scim/fold.ts';
import type { Position } from '../scim/sort.ts';
import { bounded, documentColumns, documentsOn, inDirectory } from './page-documents.ts';
import { TABLE } from './rows.ts';

/** Which users to list; each given field must hold. */
export interface UserFilter {
	/** One of their addresses, in any letter case. */
	readonly email?: string | undefined;
	/** In any letter case. */
	readonly userName?: string | undefined;
	readonly externalId?: string | undefined;
	readonly active?: boolean | undefined;
	/** What somebody has typed (typed-search.ts); only `active` and `groupId` go with it. */
	readonly search?: string | undefined;
	/** The group whose direct members they are. */
	readonly groupId?: string | undefined;
	/** Epoch milliseconds; it also orders the list by the last change. */
	readonly updatedAfter?: number | undefined;
}

/** Which groups to list; each given field must hold. */
export interface GroupFilter {
	/** In any letter case. */
	readonly name?: string | undefined;
	readonly externalId?: string | undefined;
	/** What somebody has typed; nothing else goes with it. */
	readonly search?: string | undefined;
	readonly updatedAfter?: number | undefined;
}

/** A place in a list: a row key, behind what the list is ordered by where that is something else. */
export interface Place {
	/** The time of the last change, or by what something was found. */
	readonly sort: Position['sort'];
	readonly key: number;
}

/** A list in SQL. `d` has the directory's key. */
export interface Listing {
	readonly type: ResourceTypeName;
	/** What stands behind FROM; the resources are `r`. */
	readonly from: SQL;
	/** What leads to them. */
	readonly where: readonly SQL[];
	/** What only a look at each of them can tell; there may be many of whom it does not hold. */
	readonly rest: readonly SQL[];
	/** The column that has their keys in order. */
	readonly key: SQL;
	readonly updatedAfter?: number | undefined;
}

/** How many resources one page looks at: a condition that holds for few must not read all of them. */
export const WINDOW = 5_000;

/** In place of a type, for the row that tells where a window ends. */
export const EDGE = 'Edge';

/** The key of the directory. */
export const DIRECTORY = sql.raw('(SELECT key FROM d)');
const R_KEY = sql.raw('r.key');
/** Lists are walked in their order. */
export const UP = { up: true, offset: 0 } as const;

/** The users that a filter finds. */
export function userListing(filter: UserFilter): Listing {
	const { email, userName, externalId, active, groupId, updatedAfter } = filter;
	const isActive = userConditions({ active });
	const isMember = userConditions({ groupId });
	const hasName = userName === undefined ? [] : [sql`r.user_name = ${fold(userName)}`];
	const hasExternalId = externalId === undefined ? [] : [sql`r.external_id = ${externalId}`];
	const list = (from: SQL, where: readonly SQL[], rest: readonly SQL[] = []): Listing => {
		return { type: 'User', from, where: [inDirectory, ...where], rest, key: R_KEY, updatedAfter };
	};
	// Few have these, or one: the rest is looked at then and there.
	const few = [...hasName, ...hasExternalId, ...isActive, ...isMember];
	if (email !== undefined) {
		return list(sql`(${addressed(fold(email))}) AS e CROSS JOIN users AS r`, [
			sql`r.key = e.key`,
			...few,
		]);
	}
	if (userName !== undefined) return list(users('users_user_name'), few);
	if (externalId !== undefined) return list(users('users_external_id'), few);
	if (updatedAfter !== undefined) {
		return list(users('users_modified_at'), [], [...isActive, ...isMember]);
	}
	if (groupId !== undefined) {
		return { ...membersListing(groupId), rest: isActive };
	}
	if (active === false) return list(users('users_inactive'), isActive);
	return list(sql`users AS r`, [], isActive);
}

/** What only a look at a user can tell. */
export function userConditions({ active, groupId }: UserFilter): readonly SQL[] {
	return [
		...(active === undefined ? [] : [sql.raw(`r.active = ${active ? 1 : 0}`)]),
		...(groupId === undefined ? [] : [memberOf(groupId)]),
	];
}

/** The groups that a filter finds. */
export function groupListing({ name, externalId, updatedAfter }: GroupFilter): Listing {
	const hasName = name === undefined ? [] : [sql`r.display_name = ${fold(name)}`];
	const hasExternalId = externalId === undefined ? [] : [sql`r.external_id = ${externalId}`];
	const index =
		name !== undefined
			? 'groups_display_name'
			: externalId !== undefined
				? 'groups_external_id'
				: updatedAfter !== undefined
					? 'groups_modified_at'
					: undefined;
	return {
		type: 'Group',
		from: index === undefined ? sql`groups AS r` : sql.raw(`groups AS r INDEXED BY ${index}`),
		where: [inDirectory, ...hasName, ...hasExternalId],
		rest: [],
		key: R_KEY,
		updatedAfter,
	};
}

/** The groups that a user is a direct member of. */
export function groupsOfListing(userId: string): Listing {
	return {
		type: 'Group',
		from: sql`memberships AS m INDEXED BY memberships_member CROSS JOIN groups AS r`,
		where: [
			sql`m.directory_key = ${DIRECTORY} AND m.member_key = ${keyOf('User', userId)}`,
			sql`r.directory_key = m.directory_key AND r.key = m.group_key`,
		],
		rest: [],
		key: sql.raw('m.group_key'),
	};
}

/** One resource, or none. */
export function oneListing(type: ResourceTypeName, id: string): Listing {
	return {
		type,
		from: sql`${TABLE[type]} AS r`,
		where: [inDirectory, sql`r.id = ${id}`],
		rest: [],
		key: R_KEY,
	};
}

/** The statement for a page of a list, one row longer than `limit` if more follow. */
export function pageStatement(
	directoryId: string,
	listing: Listing,
	after: Place | undefined,
	limit: number,
): SQL {
	const { type, rest, updatedAfter } = listing;
	const sort = updatedAfter === undefined ? 'NULL' : 'r.modified_at';
	const size = limit + 1;
	if (rest.length === 0) {
		const documents = rowsOf(listing, documentColumns(type, sort), after);
		return sql`${directoryOf(directoryId)} ${bounded(sql`${documents} LIMIT ${size}`, UP, size)}`;
	}
	const keys = sql`${listing.key} AS key, ${sql.raw(sort)} AS sort`;
	const fits = sql.join([...rest], sql.raw(' AND '));
	// Rows leave a window in its order; to sort them once more would mean to look at all of it.
	const window = sql`${rowsOf(listing, sql`${keys}, ${fits} AS fits`, after)} LIMIT ${WINDOW}`;
	// Where the window ends is looked for only if what it holds does not fill the page.
	const edge = sql`${rowsOf(listing, keys, after)}
		LIMIT (SELECT count(*) <= ${limit} FROM page) OFFSET ${WINDOW - 1}`;
	return sql`${directoryOf(directoryId)}, page AS MATERIALIZED (
			SELECT ${sql.raw(`'${type}'`)} AS type, key, sort FROM (${window}) WHERE fits LIMIT ${size})
		SELECT type, sort, key, id, document, version, createdAt, modifiedAt
		FROM (${bounded(documentsOn([type]), UP, size)})
		UNION ALL SELECT ${EDGE}, sort, key, '', NULL, 0, 0, 0 FROM (${edge})`;
}

/** The same for the members of a group, users and groups as they come. */
export function membersStatement(
	directoryId: string,
	groupId: string,
	after: Place | undefined,
	limit: number,
): SQL {
	const size = limit + 1;
	const isBeyond = after === undefined ? sql`` : sql`AND m.member_key > ${after.key}`;
	return sql`${directoryOf(directoryId)}, page AS MATERIALIZED (
			SELECT iif(m.member_is_group, 'Group', 'User') AS type, m.member_key AS key, NULL AS sort
			FROM memberships AS m
			WHERE m.directory_key = ${DIRECTORY} AND m.group_key = ${keyOf('Group', groupId)} ${isBeyond}
			ORDER BY m.member_key LIMIT ${size})
		${bounded(documentsOn(['User', 'Group']), UP, size)}`;
}

/** Tells by a row whether there is such a resource. */
export function existsStatement(directoryId: string, type: ResourceTypeName, id: string): SQL {
	return sql`${directoryOf(directoryId)} SELECT r.key FROM ${TABLE[type]} AS r
		WHERE ${inDirectory} AND r.id = ${id}`;
}

/** Selects columns of a list's rows beyond a place, in order. */
function rowsOf({ from, where, key, updatedAfter }: Listing, columns: SQL, after?: Place): SQL {
	const conditions = [...where];
	if (updatedAfter === undefined) {
		if (after !== undefined) conditions.push(sql`${key} > ${after.key}`);
	} else if (after === undefined) {
		conditions.push(sql`r.modified_at > ${updatedAfter}`);
	} else {
		conditions.push(sql`(r.modified_at, r.key) > (${after.sort}, ${after.key})`);
	}
	const order = updatedAfter === undefined ? key : sql`r.modified_at, r.key`;
	return sql`SELECT ${columns} FROM ${from}
		WHERE ${sql.join(conditions, sql.raw(' AND '))} ORDER BY ${order}`;
}

/** The index is named: the planner knows nothing of the sizes of directories. */
function users(index: string): SQL {
	return sql.raw(`users AS r INDEXED BY ${index}`);
}

/** The users that are direct members of a group. */
function membersListing(groupId: string): Listing {
	return {
		type: 'User',
		from: sql`memberships AS m CROSS JOIN users AS r`,
		where: [
			sql`m.directory_key = ${DIRECTORY} AND m.group_key = ${keyOf('Group', groupId)}`,
			sql`m.member_is_group = 0 AND r.directory_key = m.directory_key AND r.key = m.member_key`,
		],
		rest: [],
		key: sql.raw('m.member_key'),
	};
}

function memberOf(groupId: string): SQL {
	return sql`EXISTS (SELECT 1 FROM memberships AS m WHERE m.directory_key = r.directory_key
		AND m.group_key = ${keyOf('Group', groupId)} AND m.member_key = r.key)`;
}

/** The keys of those who have an address; a userName that is one counts where there is no other. */
function addressed(address: string): SQL {
	const byEmail = sql`SELECT user_key AS key FROM user_emails
		WHERE directory_key = ${DIRECTORY} AND value = ${address}`;
	if (!address.includes('@')) return byEmail;
	return sql`${byEmail} UNION SELECT u.key FROM users AS u
		WHERE u.directory_key = ${DIRECTORY} AND u.user_name = ${address} AND NOT EXISTS (
			SELECT 1 FROM json_each(u.document, '$.emails') AS e WHERE e.value ->> '$.value' IS NOT NULL)`;
}

function keyOf(type: ResourceTypeName, id: string): SQL {
	return sql`(SELECT key FROM ${TABLE[type]} WHERE directory_key = ${DIRECTORY} AND id = ${id})`;
}

/** The beginning of a statement about a directory: `d` has its key. */
export function directoryOf(id: string): SQL {
	return sql`WITH d AS (SELECT key FROM directories WHERE id = ${id})`;
}
