/**
 * Where the values of attributes are that have no column: in the comparable document, or in rows of
 * their own. The row of users or groups is called `r` in the statement around it.
 */
import { sql, type SQL } from 'drizzle-orm';
import type { Attribute, AttributePath, ResourceType } from '../scim/schema/attribute.ts';
import { findAttribute } from '../scim/schema/lookup.ts';

/** The values of a multi-valued attribute as a row source, and how to read a value or a part of it. */
export interface Collection {
	readonly from: SQL;
	readonly part: (sub: Attribute | undefined) => SQL;
	/** Puts first the value that stands for all of them: the primary one, else the first. */
	readonly order: SQL;
	/** The key of the resource that a value stands for, where values are rows of memberships. */
	readonly key?: SQL;
}

/** The value of a single-valued attribute in the comparable document. */
export function inDocument(path: AttributePath): SQL {
	return sql`r.comparable ->> ${jsonPath(path)}`;
}

/** The values of a multi-valued attribute; undefined for an attribute that has one at most. */
export function collectionOf(
	path: AttributePath,
	type: ResourceType,
	alias: string,
): Collection | undefined {
	const { attribute, sub, extension } = path;
	if (extension === undefined) {
		const kept = relationOf(attribute.name, type, alias) ?? schemasOf(attribute.name, type, alias);
		if (kept !== undefined) return kept;
	}
	if (!attribute.multiValued) {
		return sub?.multiValued === true
			? elements(sql`r.comparable, ${jsonPath(path)}`, alias)
			: undefined;
	}
	const { sub: _, ...whole } = path;
	const values = elements(sql`r.comparable, ${jsonPath(whole)}`, alias, attribute);
	if (sub?.multiValued !== true) return values;
	const parts = elements(values.part(sub), `${alias}s`);
	return {
		...parts,
		// A value without parts is still the first one.
		from: sql`${values.from} LEFT JOIN ${parts.from}`,
		order: sql`${values.order}, ${parts.order}`,
	};
}

/** The elements of a JSON array, which may be NULL; `of` is the attribute if they are whole values. */
export function elements(json: SQL, alias: string, of?: Attribute): Collection {
	const value = sql.raw(`${alias}.value`);
	const place = sql.raw(`${alias}.key`);
	const partOf = ({ name }: Attribute) => sql`${value} ->> ${quotedPath([name])}`;
	const primary = findAttribute(of?.subAttributes ?? [], 'primary');
	return {
		from: sql`json_each(${json}) AS ${sql.raw(alias)}`,
		part: (sub) => (of === undefined || sub === undefined ? value : partOf(sub)),
		order: primary === undefined ? place : sql`coalesce(${partOf(primary)}, 0) DESC, ${place}`,
	};
}

/** The core schema, and the extensions that the document has, declared or not (RFC 7643 §3). */
function schemasOf(name: string, type: ResourceType, alias: string): Collection | undefined {
	if (name !== 'schemas') return undefined;
	const core = quoted(type.schema.id);
	return {
		from: sql`(SELECT ${core} AS value, 0 AS place UNION ALL
			SELECT e.key, 1 FROM json_each(r.document) AS e WHERE lower(substr(e.key, 1, 4)) = 'urn:')
			AS ${sql.raw(alias)}`,
		part: () => sql.raw(`${alias}.value`),
		order: sql.raw(`${alias}.place`),
	};
}

/** `members` of a group and `groups` of a user are rows, not a part of the document. */
function relationOf(name: string, type: ResourceType, alias: string): Collection | undefined {
	const user = sql.raw(`coalesce(u.display_name, u.user_name)`);
	const from =
		type.name === 'Group' && name === 'members'
			? sql`(SELECT u.id AS value, 'user' AS type, ${user} AS display, 0 AS kind, m.member_key AS place
				FROM memberships AS m CROSS JOIN users AS u
				WHERE m.directory_key = r.directory_key AND m.group_key = r.key
					AND u.directory_key = m.directory_key AND u.key = m.member_key
				UNION ALL SELECT g.id, 'group', g.display_name, 1, m.member_key
				FROM memberships AS m CROSS JOIN groups AS g
				WHERE m.directory_key = r.directory_key AND m.group_key = r.key
					AND g.directory_key = m.directory_key AND g.key = m.member_key)`
			: type.name === 'User' && name === 'groups'
				? sql`(SELECT g.id AS value, 'direct' AS type, g.display_name AS display, 0 AS kind,
					m.group_key AS place
					FROM memberships AS m CROSS JOIN groups AS g
					WHERE m.directory_key = r.directory_key AND m.member_key = r.key
						AND g.directory_key = m.directory_key AND g.key = m.group_key)`
				: undefined;
	if (from === undefined) return undefined;
	return {
		from: sql`${from} AS ${sql.raw(alias)}`,
		part: (sub) => sql.raw(`${alias}.${sub?.name ?? 'value'}`),
		order: sql.raw(`${alias}.kind, ${alias}.place`),
		key: sql.raw(`${alias}.place`),
	};
}

function jsonPath({ extension, attribute, sub }: AttributePath): SQL {
	return quotedPath([extension, attribute.name, sub?.name].filter((name) => name !== undefined));
}

function quotedPath(names: readonly string[]): SQL {
	return quoted(`$${names.map((name) => `."${name}"`).join('')}`);
}

/** A literal, not a parameter: names come from the schema, and parameters are limited to 100. */
function quoted(text: string): SQL {
	return sql.raw(`'${text.replaceAll("'", "''")}'`);
}
