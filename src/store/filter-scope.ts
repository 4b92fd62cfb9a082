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
		indexed: (path, value) => indexed(path, type, value),
		ranged: (path, operator, condition) => {
			const column = columnOf(path, type);
			if (column === undefined || column.index === 'none' || !ORDERED.has(operator))
				return undefined;
			// One row at most, which the planner knows.
			if (operator === 'eq' && column.index === 'unique') return undefined;
			// Asked directly, the planner would rather walk the directory: it has no statistics and takes a
			// directory for ten rows. This sub-query needs nothing but the index.
			return sql`r.key IN (SELECT i.key FROM ${TABLE[type.name]} AS i
				WHERE i.directory_key = ${DIRECTORY_KEY} AND ${condition(sql.raw(`i.${column.name}`))})`;
		},
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
