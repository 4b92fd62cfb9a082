/**
 * What the attribute names of a filter stand for in SQL: a column, a part of the comparable document,
 * or rows of their own; and which of them an index answers. The row of users or groups is called `r`
 * in the statement around it, `d` there is a table with the directory's key as its one row.
 */
import { sql, type SQL } from 'drizzle-orm';
import { comparableValue } from '../scim/comparable.ts';
import type { CompareOperator, ComparableValue } from '../scim/filter/ast.ts';
import type { Attribute, AttributePath, ResourceType } from '../scim/schema/attribute.ts';
import { TABLE } from './rows.ts';

/** The values of a multi-valued attribute as a row source, and how to read a value or a part of it. */
export interface Collection {
	readonly from: SQL;
	readonly part: (sub: Attribute | undefined) => SQL;
}

/** What attribute names mean where the filter stands: on a resource, or on one value inside `[…]`. */
export interface Scope {
	readonly single: (path: AttributePath) => SQL;
	readonly many: (path: AttributePath) => Collection | undefined;
	/** A condition that an index answers, implied by the equality; undefined if there is none. */
	readonly indexed: (path: AttributePath, value: ComparableValue) => SQL | undefined;
	/** The same comparison by way of an index on its column; undefined if there is none. */
	readonly ranged: (
		path: AttributePath,
		operator: CompareOperator,
		condition: Condition,
	) => SQL | undefined;
}

/** A comparison whose left side is still open. */
export type Condition = (left: SQL) => SQL;

/** The key of the directory, as the statement around a condition declares it. */
const DIRECTORY_KEY = sql.raw('(SELECT key FROM d)');
const NEVER = sql.raw('0');

/** The operators that the order of an index serves. */
const ORDERED: ReadonlySet<CompareOperator> = new Set(['eq', 'sw', 'gt', 'ge', 'lt', 'le']);

/** Attributes that have a column, and those whose column has an index with the directory's key. */
const COLUMNS: Readonly<Record<ResourceType['name'], ReadonlyMap<string, string>>> = {
	User: new Map([['userName', 'user_name']]),
	Group: new Map(),
};
const COMMON_COLUMNS: ReadonlyMap<string, string> = new Map([
	['id', 'id'],
	['externalId', 'external_id'],
	['displayName', 'display_name'],
	['meta.lastModified', 'modified_at'],
	['meta.created', 'created_at'],
]);
const UNINDEXED = 'created_at';
/** Equality on these finds one row, which the planner knows. */
const UNIQUE: Readonly<Record<ResourceType['name'], ReadonlySet<string>>> = {
	User: new Set(['id', 'user_name']),
	Group: new Set(['id', 'display_name']),
};

function columnOf(path: AttributePath, type: ResourceType): string | undefined {
	const name = nameOf(path);
	return COLUMNS[type.name].get(name) ?? COMMON_COLUMNS.get(name);
}

/** `name.familyName`; an extension's attributes have no name that is unique without its URN. */
function nameOf({ extension, attribute, sub }: AttributePath): string {
	if (extension !== undefined) return '';
	return sub === undefined ? attribute.name : `${attribute.name}.${sub.name}`;
}

/** The scope of a whole resource. */
export function resourceScope(type: ResourceType): Scope {
	let aliases = 0;
	return {
		single: (path) => {
			const column = columnOf(path, type);
			if (column !== undefined) return sql.raw(`r.${column}`);
			switch (nameOf(path)) {
				case 'meta.resourceType':
					return sql`${comparableValue(path.sub ?? path.attribute, type.name)}`;
				case 'meta.version':
					return sql.raw(`'W/"' || r.version || '"'`);
				case 'meta.location':
					return sql.raw('NULL');
				default:
					return sql`r.comparable ->> ${jsonPath(path)}`;
			}
		},
		many: (path) => collectionOf(path, type, `v${(aliases += 1)}`),
		indexed: (path, value) => indexed(path, type, value),
		ranged: (path, operator, condition) => {
			const column = columnOf(path, type);
			if (column === undefined || column === UNINDEXED || !ORDERED.has(operator)) return undefined;
			if (operator === 'eq' && UNIQUE[type.name].has(column)) return undefined;
			// Asked directly, the planner would rather walk the directory: it has no statistics and takes a
			// directory for ten rows. This sub-query needs nothing but the index.
			return sql`r.key IN (SELECT i.key FROM ${TABLE[type.name]} AS i
				WHERE i.directory_key = ${DIRECTORY_KEY} AND ${condition(sql.raw(`i.${column}`))})`;
		},
	};
}

function collectionOf(
	path: AttributePath,
	type: ResourceType,
	alias: string,
): Collection | undefined {
	const { attribute, sub, extension } = path;
	const ofCore = extension === undefined;
	const column = (name: string) => sql.raw(`${alias}.${name}`);
	if (ofCore && attribute.name === 'schemas') {
		const extensions = type.extensions.map(
			({ schema }) =>
				sql` UNION ALL SELECT ${comparableValue(attribute, schema.id)}
					WHERE json_type(r.comparable, ${quotedPath([schema.id])}) IS NOT NULL`,
		);
		const core = sql`SELECT ${comparableValue(attribute, type.schema.id)} AS value`;
		return {
			from: sql`(${core}${sql.join(extensions)}) AS ${sql.raw(alias)}`,
			part: () => column('value'),
		};
	}
	const relation = ofCore ? relationOf(attribute.name, type, alias) : undefined;
	if (relation !== undefined) return relation;
	if (attribute.multiValued) {
		const values = jsonPath({ ...path, sub: undefined });
		return {
			from: sql`json_each(r.comparable, ${values}) AS ${sql.raw(alias)}`,
			part: (part) =>
				part === undefined
					? column('value')
					: sql`${column('value')} ->> ${quotedPath([part.name])}`,
		};
	}
	if (sub?.multiValued !== true) return undefined;
	return {
		from: sql`json_each(r.comparable, ${jsonPath(path)}) AS ${sql.raw(alias)}`,
		part: () => column('value'),
	};
}

/** `members` of a group and `groups` of a user are rows, not a part of the document. */
function relationOf(name: string, type: ResourceType, alias: string): Collection | undefined {
	const user = sql.raw(`coalesce(u.display_name, u.user_name)`);
	const from =
		type.name === 'Group' && name === 'members'
			? sql`(SELECT u.id AS value, 'user' AS type, ${user} AS display
				FROM memberships AS m CROSS JOIN users AS u
				WHERE m.directory_key = r.directory_key AND m.group_key = r.key
					AND u.directory_key = m.directory_key AND u.key = m.member_key
				UNION ALL SELECT g.id, 'group', g.display_name
				FROM memberships AS m CROSS JOIN groups AS g
				WHERE m.directory_key = r.directory_key AND m.group_key = r.key
					AND g.directory_key = m.directory_key AND g.key = m.member_key)`
			: type.name === 'User' && name === 'groups'
				? sql`(SELECT g.id AS value, 'direct' AS type, g.display_name AS display
					FROM memberships AS m CROSS JOIN groups AS g
					WHERE m.directory_key = r.directory_key AND m.member_key = r.key
						AND g.directory_key = m.directory_key AND g.key = m.group_key)`
				: undefined;
	if (from === undefined) return undefined;
	return {
		from: sql`${from} AS ${sql.raw(alias)}`,
		part: (sub) =>
			sub === undefined || ['value', 'type', 'display'].includes(sub.name)
				? sql.raw(`${alias}.${sub?.name ?? 'value'}`)
				: sql.raw('NULL'),
	};
}

/** Equality on the value of `emails`, `members` and `groups` is a look-up. */
function indexed(path: AttributePath, type: ResourceType, value: ComparableValue): SQL | undefined {
	if (path.extension !== undefined || path.sub?.name !== 'value') return undefined;
	if (typeof value !== 'string') return NEVER;
	switch (`${type.name}.${path.attribute.name}`) {
		case 'User.emails':
			return sql`r.key IN (SELECT user_key FROM user_emails
				WHERE directory_key = ${DIRECTORY_KEY} AND value = ${value})`;
		case 'Group.members':
			return sql`r.key IN (SELECT group_key FROM memberships
				WHERE directory_key = ${DIRECTORY_KEY} AND member_key IN (
					SELECT key FROM users WHERE directory_key = ${DIRECTORY_KEY} AND id = ${value}
					UNION ALL
					SELECT key FROM groups WHERE directory_key = ${DIRECTORY_KEY} AND id = ${value}))`;
		case 'User.groups':
			return sql`r.key IN (SELECT member_key FROM memberships
				WHERE directory_key = ${DIRECTORY_KEY} AND group_key IN (
					SELECT key FROM groups WHERE directory_key = ${DIRECTORY_KEY} AND id = ${value}))`;
		default:
			return undefined;
	}
}

function jsonPath({ extension, attribute, sub }: AttributePath | PathWithoutSub): SQL {
	const names = [extension, attribute.name, sub?.name].filter((name) => name !== undefined);
	return quotedPath(names);
}

type PathWithoutSub = Omit<AttributePath, 'sub'> & { readonly sub: undefined };

/** A literal, not a parameter: names come from the schema, and parameters are limited to 100. */
function quotedPath(names: readonly string[]): SQL {
	const path = `$${names.map((name) => `."${name}"`).join('')}`;
	return sql.raw(`'${path.replaceAll("'", "''")}'`);
}
