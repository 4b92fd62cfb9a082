/**
 * Compiles a typed filter (RFC 7644 §3.4.2.2) to an SQL condition on one row of users or groups,
 * called `r` in the statement around it; `d` there is a table with the directory's key as its one
 * row. Look-ups that identity providers make use an index, everything else reads the comparable
 * document. It must agree with evaluate() in scim/filter: a property test compares the two.
 */
import { sql, type SQL } from 'drizzle-orm';
import type { CompareOperator, ComparableValue, Filter } from '../scim/filter/ast.ts';
import type { Attribute, AttributePath, ResourceType } from '../scim/schema/attribute.ts';
import { elements, type Collection } from './collections.ts';
import { resourceScope, type Condition, type Scope } from './filter-scope.ts';

/** The condition for a filter on a resource type. */
export function filterToSql(filter: Filter, type: ResourceType): SQL {
	return compile(filter, resourceScope(type), false);
}

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
				const condition: Condition = (left) => compare(left, operator, value);
				if (negated) return sql`coalesce(${condition(scope.single(path))}, 0)`;
				return scope.ranged(path, operator, condition) ?? condition(scope.single(path));
			}
			const index = operator === 'eq' && !negated ? scope.indexed(path, value) : undefined;
			if (index !== undefined) return index;
			return exists(collection, compareElement(collection.part(path.sub), operator, value));
		}
		case 'valuePath':
			return valuePath(filter.path, filter.filter, scope, negated);
		case 'constant':
			return bound(filter.value);
	}
}

function valuePath(path: AttributePath, inner: Filter, scope: Scope, negated: boolean): SQL {
	const collection = scope.many(path);
	if (collection === undefined) {
		// `name[familyName eq "x"]`: the one value of a single-valued complex attribute, if it is there.
		const value = valueScope((sub) => scope.single({ ...path, sub }));
		const condition = compile(inner, value, negated);
		return sql`(${scope.single(path)} IS NOT NULL AND ${condition})`;
	}
	const all = exists(collection, compile(inner, valueScope(collection.part), false));
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

/** The scope of one value, given how a part of it is read. */
function valueScope(part: (sub: Attribute) => SQL): Scope {
	return {
		single: ({ attribute }) => part(attribute),
		many: ({ attribute }) =>
			attribute.multiValued ? elements(part(attribute), 'part') : undefined,
		indexed: () => undefined,
		ranged: () => undefined,
	};
}

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
			return value === '' ? sql`${left} >= ''` : sql`substr(${left}, -length(${right})) = ${right}`;
	}
}

/** As a range, which an index can serve; LIKE could not, and is limited to 50 bytes. */
function startsWith(left: SQL, prefix: string): SQL {
	const end = successor(prefix);
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
