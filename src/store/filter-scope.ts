/**
 * What the attribute names of a filter stand for in SQL: a column, a part of the comparable document,
 * or rows of their own; and which of them an index answers. The row of users or groups is called `r`
 * in the statement around it, `d` there is a table with the directory's key as its one row.
 */
import { sql, type SQL } from 'drizzle-orm';
import type { CompareOperator, ComparableValue } from '../scim/filter/ast.ts';
import type { AttributePath, ResourceType } from '../scim/schema/attribute.ts';
import { collectionOf, inDocument, type Collection } from './collections.ts';
import { columnOf, coreName } from './columns.ts';
import { TABLE } from './rows.ts';

/** What attribute names mean where the filter stands: on a resource, or on one value inside `[…]`. */
export interface Scope {
	readonly single: (path: AttributePath) => SQL;
	readonly many: (path: AttributePath) => Collection | undefined;
	/**
	 * Selects the keys of the resources that satisfy a comparison, which is given once more for a left
	 * side that is open; undefined if no index has them.
	 */
	readonly keys: (
		path: AttributePath,
		operator: CompareOperator,
		value: ComparableValue,
		condition: Condition,
	) => SQL | undefined;
	/** Whether a comparison is true of one resource at most, which the planner knows. */
	readonly isUnique: (path: AttributePath, operator: CompareOperator) => boolean;
	/** Selects the keys of the members or groups whose `value` it is; undefined for other attributes. */
	readonly ends: (path: AttributePath, value: ComparableValue) => SQL | undefined;
}

/** A comparison whose left side is still open. */
export type Condition = (left: SQL) => SQL;

/** The key of the directory, as the statement around a condition declares it. */
const DIRECTORY_KEY = sql.raw('(SELECT key FROM d)');

/** The operators that the order of an index serves. */
const ORDERED: ReadonlySet<CompareOperator> = new Set(['eq', 'sw', 'gt', 'ge', 'lt', 'le']);

/** The scope of a whole resource. */
export function resourceScope(type: ResourceType): Scope {
	let aliases = 0;
	return {
		single: (path) => {
			const column = columnOf(path, type);
			if (column !== undefined) return sql.raw(`r.${column.name}`);
			switch (coreName(path)) {
				// Every resource has it.
				case 'meta':
					return sql.raw('1');
				case 'meta.resourceType':
					return sql.raw(`'${type.name}'`);
				default:
					return inDocument(path);
			}
		},
		many: (path) => collectionOf(path, type, `v${(aliases += 1)}`),
		keys: (path, operator, value, condition) => {
			const column = columnOf(path, type);
			if (column === undefined) return operator === 'eq' ? related(path, type, value) : undefined;
			if (column.index === 'none' || !ORDERED.has(operator)) return undefined;
			// Asked directly, the planner would rather walk the directory: it has no statistics and takes a
			// directory for ten rows. This sub-query needs nothing but the index.
			return sql`SELECT i.key FROM ${TABLE[type.name]} AS i
				WHERE i.directory_key = ${DIRECTORY_KEY} AND ${condition(sql.raw(`i.${column.name}`))}`;
		},
		isUnique: (path, operator) => operator === 'eq' && columnOf(path, type)?.index === 'unique',
		ends: (path, value) => ends(path, type, value),
	};
}

/** Equality on the value of `emails`, `members` and `groups` is a look-up. */
function related(path: AttributePath, type: ResourceType, value: ComparableValue): SQL | undefined {
	if (nameOf(path, type) === 'User.emails.value') {
		return sql`SELECT user_key FROM user_emails
			WHERE directory_key = ${DIRECTORY_KEY} AND value = ${value}`;
	}
	const others = ends(path, type, value);
	if (others === undefined) return undefined;
	const [from, to] = type.name === 'Group' ? ['group', 'member'] : ['member', 'group'];
	return sql`SELECT ${sql.raw(`${from}_key`)} FROM memberships
		WHERE directory_key = ${DIRECTORY_KEY} AND ${sql.raw(`${to}_key`)} IN (${others})`;
}

function ends(path: AttributePath, type: ResourceType, value: ComparableValue): SQL | undefined {
	const withId = (table: SQL) =>
		sql`SELECT key FROM ${table} WHERE directory_key = ${DIRECTORY_KEY} AND id = ${value}`;
	switch (nameOf(path, type)) {
		case 'Group.members.value':
			return sql`${withId(TABLE.User)} UNION ALL ${withId(TABLE.Group)}`;
		case 'User.groups.value':
			return withId(TABLE.Group);
		default:
			return undefined;
	}
}

function nameOf(path: AttributePath, type: ResourceType): string {
	return `${type.name}.${coreName(path)}`;
}
