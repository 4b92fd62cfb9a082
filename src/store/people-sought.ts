/**
 * Whom a search for people means, in SQL: in a directory `d` an index finds who is there, and of who is gone the
 * deletion tells.
 */
import { type SQL, sql } from 'drizzle-orm';
import { fold } from '../scim/fold.ts';
import { ownText, type JsonObject } from '../scim/json.ts';
import { startsWith } from './filter-sql.ts';

/** People told of one directory, and as many who are gone: more is not a name but a letter. */
export const MATCHES_MAX = 25;

/** One more than are told: then there are more. */
const MOST = sql.raw(`LIMIT ${MATCHES_MAX + 1}`);

/** Whom to look for. */
export interface Sought {
	/** Selects for the keys of users of `d`. */
	readonly users: readonly SQL[];
	/** The id of the user in a log, where that is one of the things that are looked for. */
	readonly id: string | undefined;
	/** Whether a deletion `e` may be of one of them, as far as SQLite can tell letters. */
	readonly mayMean: SQL;
	/** Whether somebody who is gone is meant. */
	readonly isMeant: (profile: JsonObject) => boolean;
}

/**
 * A name that is typed with the last name first, as it is spoken: "Doe, Jane" is Jane Doe; undefined for any
 * other text.
 */
export function spokenName(query: string): string | undefined {
	const [last = '', first = '', ...more] = query.split(',').map((part) => part.trim());
	return last === '' || first === '' || more.length > 0 ? undefined : `${first} ${last}`;
}

/** Those whose id or external id it is, or whose name or address begins like that. */
export function calledLike(query: string): Sought {
	const start = fold(query);
	const spoken = spokenName(query);
	const byName = (index: string, column: SQL, prefix = start) =>
		users(index, sql`${startsWith(column, prefix)} ORDER BY ${column}`);
	const alsoSpoken =
		spoken === undefined
			? sql.raw('false')
			: sql`${mayBegin(['display_name'], spoken)} OR ${beginsInAscii(sql.raw(FULL_NAME), spoken)}`;
	const both = (usersOf: (prefix: string) => SQL) =>
		spoken === undefined ? usersOf(start) : either(usersOf(start), usersOf(fold(spoken)));
	return {
		users: [
			either(
				users('users_id', sql`id = ${query}`),
				users('users_external_id', sql`external_id = ${query}`),
			),
			byName('users_user_name', sql.raw('user_name')),
			values('user_emails', beginsWith(start)),
			both((prefix) => byName('users_display_name', sql.raw('display_name'), prefix)),
			both((prefix) => values('user_names', beginsWith(prefix))),
		],
		id: query,
		mayMean: sql`(e.data ->> 'id' = ${query} OR e.data ->> '$.external_id' = ${query}
			OR ${mayBegin(['user_name', 'email', 'display_name', 'last_name'], query)}
			OR ${beginsInAscii(sql.raw(FULL_NAME), query)}
			OR ${alsoSpoken})`,
		isMeant: (profile) => {
			if ([ownText(profile, 'id'), ownText(profile, 'external_id')].includes(query)) return true;
			const fields = ['user_name', 'email', 'display_name', 'last_name'];
			const names = [...fields.map((field) => ownText(profile, field)), fullNameOf(profile)];
			const starts = spoken === undefined ? [start] : [start, fold(spoken)];
			return names.some((name) => {
				const folded = fold(name ?? '');
				return name !== undefined && starts.some((each) => folded.startsWith(each));
			});
		},
	};
}

/** Those who have one of the names as user name or address, or the external id; undefined if there are none. */
export function sameAs(profile: JsonObject): Sought | undefined {
	const given = ['user_name', 'email'].flatMap((field) => ownText(profile, field) ?? []);
	const names = [...new Set(given.map(fold))].filter((name) => name !== '');
	const externalId = ownText(profile, 'external_id') ?? '';
	if (names.length === 0 && externalId === '') return undefined;
	const isOne = (column: string) =>
		sql`${sql.raw(column)} IN (SELECT value FROM json_each(${JSON.stringify(names)}))`;
	const same = externalId === '' ? sql.raw('false') : sql`external_id = ${externalId}`;
	const mayBe = names.map((name) => mayBegin(['user_name', 'email'], name));
	return {
		users: [
			users('users_user_name', isOne('user_name')),
			values('user_emails', isOne('value')),
			...(externalId === '' ? [] : [users('users_external_id', same)]),
		],
		id: undefined,
		mayMean: sql`(${sql.join(
			[sql`e.data ->> '$.external_id' = ${externalId}`, ...mayBe],
			sql.raw(' OR '),
		)})`,
		isMeant: (other) =>
			(externalId !== '' && ownText(other, 'external_id') === externalId) ||
			['user_name', 'email'].some((field) => names.includes(fold(ownText(other, field) ?? ''))),
	};
}

/** The first and the last name, as far as there are such; undefined if there is none. */
export function fullNameOf(profile: JsonObject): string | undefined {
	const names = ['first_name', 'last_name'].map((field) => ownText(profile, field) ?? '');
	return names.filter((name) => name !== '').join(' ') || undefined;
}

const FULL_NAME = `trim(ifnull(e.data ->> '$.first_name', '') || ' ' || ifnull(e.data ->> '$.last_name', ''))`;

function users(index: string, condition: SQL): SQL {
	return sql`SELECT key FROM (SELECT key FROM users INDEXED BY ${sql.raw(index)}
		WHERE directory_key = d.key AND ${condition} ${MOST})`;
}

/** As one: D1 takes five selects in one compound at most. */
function either(one: SQL, other: SQL): SQL {
	return sql`SELECT key FROM (${one} UNION ${other})`;
}

function values(table: 'user_emails' | 'user_names', condition: SQL): SQL {
	return sql`SELECT user_key AS key FROM (SELECT DISTINCT user_key FROM ${sql.raw(table)}
		WHERE directory_key = d.key AND ${condition} ${MOST})`;
}

/** Of values, in order. */
function beginsWith(prefix: string): SQL {
	return sql`${startsWith(sql.raw('value'), prefix)} ORDER BY value`;
}

function mayBegin(fields: readonly string[], query: string): SQL {
	const conditions = fields.map((field) =>
		beginsInAscii(sql.raw(`(e.data ->> '$.${field}')`), query),
	);
	return sql.join(conditions, sql.raw(' OR '));
}

/** SQLite knows the case of ASCII alone. */
function beginsInAscii(column: SQL, query: string): SQL {
	const start = /^[ -~]*/.exec(fold(query))?.[0] ?? '';
	return sql`lower(substr(${column}, 1, ${start.length})) = ${start}`;
}
