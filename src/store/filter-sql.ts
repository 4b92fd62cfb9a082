/**
 * Compiles a typed filter (RFC 7644 §3.4.2.2) to an SQL condition on one row of users or groups,
 * called `r` in the statement around it; `d` there is the directory's key. Look-ups that identity
 * providers make use an index, everything else reads the comparable document. It must agree with
 * evaluate() in scim/filter: a property test compares the two.
 */
import { sql, type SQL } from 'drizzle-orm';
import { comparableValue } from '../scim/comparable.ts';
import type { CompareOperator, ComparableValue, Filter } from '../scim/filter/ast.ts';
import type { Attribute, AttributePath, ResourceType } from '../scim/schema/attribute.ts';

/** The values of a multi-valued attribute as a row source, and how to read a value or a part of it. */
interface Collection {
	readonly from: SQL;
	readonly part: (sub: Attribute | undefined) => SQL;
}

/** What attribute names mean where the filter stands: on a resource, or on one value inside `[…]`. */
interface Scope {
	readonly single: (path: AttributePath) => SQL;
	readonly many: (path: AttributePath) => Collection | undefined;
	/** A condition that an index answers, implied by the comparison; undefined if there is none. */
	readonly indexed: (path: AttributePath, value: ComparableValue) => SQL | undefined;
}

/** The condition for a filter on a resource type. */
export function filterToSql(filter: Filter, type: ResourceType): SQL {
	return compile(filter, resourceScope(type, counter()), false);
}

/** The key of the directory, as the statement around a condition declares it. */
const DIRECTORY_KEY = sql.raw('(SELECT key FROM d)');
const NEVER = sql.raw('0');

/**
 * `negated` is true anywhere below a `not`: SQL's NULL would stay NULL there, while a comparison
 * with an absent attribute is false. Elsewhere it is left bare, for an index to be used.
 */
function compile(filter: Filter, scope: Scope, negated: boolean): SQL {
	switch (filter.kind) {
		case 'and':
		case 'or': {
			const terms = filter.terms.map((term) => compile(term, scope, negated));
			return sql`(${sql.join(terms, sql.raw(filter.kind === 'and' ? ' AND ' : ' OR '))})`;
		}
		case 'not':
			return sql`NOT ${compile(filter.term, scope, true)}`;
		case 'present':
			return present(filter.path, scope);
		case 'compare': {
			const { path, operator, value } = filter;
			const collection = scope.many(path);
			if (collection === undefined) {
				const condition = compare(scope.single(path), operator, value);
				return negated ? sql`coalesce(${condition}, 0)` : condition;
			}
			const index = operator === 'eq' && !negated ? scope.indexed(path, value) : undefined;
			if (index !== undefined) return index;
			return exists(collection, compareElement(collection.part(path.sub), operator, value));
		}
		case 'valuePath':
			return valuePath(filter.path, filter.filter, scope, negated);
	}
}

function valuePath(path: AttributePath, inner: Filter, scope: Scope, negated: boolean): SQL {
	const collection = scope.many(path);
	if (collection === undefined) {
		// `name[familyName eq "x"]`: the one value of a single-valued complex attribute, if it is there.
		const part = (sub: AttributePath) => scope.single({ ...path, sub: sub.attribute });
		const condition = compile(inner, { ...VALUE_SCOPE, single: part }, negated);
		return sql`(${scope.single(path)} IS NOT NULL AND ${condition})`;
	}
	const single = (sub: AttributePath) => collection.part(sub.attribute);
	const all = exists(collection, compile(inner, { ...VALUE_SCOPE, single }, false));
	const implied = negated ? [] : impliedEquals(inner);
	const index = implied
		.map(({ attribute, value }) => scope.indexed({ ...path, sub: attribute }, value))
		.find((condition) => condition !== undefined);
	return index === undefined ? all : sql`(${index} AND ${all})`;
}

/** The equalities that every value which satisfies the filter must have. */
function impliedEquals(
	filter: Filter,
): readonly { attribute: Attribute; value: ComparableValue }[] {
	if (filter.kind === 'and') return filter.terms.flatMap(impliedEquals);
	if (filter.kind !== 'compare' || filter.operator !== 'eq') return [];
	return [{ attribute: filter.path.attribute, value: filter.value }];
}

const VALUE_SCOPE = { many: () => undefined, indexed: () => undefined };

function present(path: AttributePath, scope: Scope): SQL {
	const collection = scope.many(path);
	// Documents never hold empty values, so that what is there is present.
	if (collection === undefined) return sql`${scope.single(path)} IS NOT NULL`;
	const { sub } = path;
	return exists(collection, sub ? sql`${collection.part(sub)} IS NOT NULL` : sql.raw('1'));
}

function exists(collection: Collection, condition: SQL): SQL {
	return sql`EXISTS (SELECT 1 FROM ${collection.from} WHERE ${condition})`;
}

/** `ne` on a value that lacks the attribute: nothing is there that could differ. */
function compareElement(left: SQL, operator: CompareOperator, value: ComparableValue): SQL {
	return operator === 'ne' ? sql`${left} <> ${bound(value)}` : compare(left, operator, value);
}

function compare(left: SQL, operator: CompareOperator, value: ComparableValue): SQL {
	const right = bound(value);
	switch (operator) {
		case 'eq':
			return sql`${left} = ${right}`;
		case 'ne':
			return sql`${left} IS NOT ${right}`;
		case 'gt':
			return sql`${left} > ${right}`;
		case 'ge':
			return sql`${left} >= ${right}`;
		case 'lt':
			return sql`${left} < ${right}`;
		case 'le':
			return sql`${left} <= ${right}`;
		case 'co':
			return sql`instr(${left}, ${right}) > 0`;
		case 'sw':
			return startsWith(left, String(value));
		case 'ew':
			return value === ''
				? sql`${left} IS NOT NULL`
				: sql`substr(${left}, -length(${right})) = ${right}`;
	}
}

/** As a range, which an index can serve; LIKE could not, and is limited to 50 bytes. */
function startsWith(left: SQL, prefix: string): SQL {
	const end = successor(prefix);
	if (prefix === '') return sql`${left} IS NOT NULL`;
	return end === undefined
		? sql`${left} >= ${prefix}`
		: sql`(${left} >= ${prefix} AND ${left} < ${end})`;
}

/** The least text that is greater than every text with this prefix, in code point order. */
function successor(prefix: string): string | undefined {
	const points = Array.from(prefix, (character) => character.codePointAt(0) ?? 0);
	for (let last = points.pop(); last !== undefined; last = points.pop()) {
		if (last === 0x10ffff) continue;
		// The code points just below the surrogates are followed by the ones just above.
		return String.fromCodePoint(...points, last === 0xd7ff ? 0xe000 : last + 1);
	}
	return undefined;
}

/** SQLite reads JSON's true as 1. */
function bound(value: ComparableValue): SQL {
	return typeof value === 'boolean' ? sql.raw(value ? '1' : '0') : sql`${value}`;
}

function resourceScope(type: ResourceType, next: () => number): Scope {
	const columns: ReadonlyMap<string, SQL> = new Map([
		['id', sql.raw('r.id')],
		['externalId', sql.raw('r.external_id')],
		['displayName', sql.raw('r.display_name')],
		...(type.name === 'User' ? [['userName', sql.raw('r.user_name')] as const] : []),
		['meta.created', sql.raw('r.created_at')],
		['meta.lastModified', sql.raw('r.modified_at')],
		['meta.version', sql.raw(`'W/"' || r.version || '"'`)],
		['meta.location', sql.raw('NULL')],
	]);
	return {
		single: (path) => {
			const { extension, attribute, sub } = path;
			const name = sub === undefined ? attribute.name : `${attribute.name}.${sub.name}`;
			if (extension === undefined && name === 'meta.resourceType' && sub !== undefined) {
				return sql`${comparableValue(sub, type.name)}`;
			}
			const column = extension === undefined ? columns.get(name) : undefined;
			return column ?? sql`r.comparable ->> ${jsonPath(path)}`;
		},
		many: (path) => collectionOf(path, type, `v${next()}`),
		indexed: (path, value) => indexed(path, type, value),
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

function counter(): () => number {
	let count = 0;
	return () => (count += 1);
}
