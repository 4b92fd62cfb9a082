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
 * `plain` is true where no index is to be used: below a `not`, and where one has found the rows
 * already. SQL's NULL would stay NULL below a `not`, while a comparison with an absent attribute is
 * false. Elsewhere it is left bare, for an index to be used.
 */
function compile(filter: Filter, scope: Scope, plain: boolean): SQL {
	switch (filter.kind) {
		case 'and': {
			// Where one row is found by its name, nothing is gained by what other indexes find.
			const isOne = filter.terms.some((term) => isUnique(term, scope));
			const isPlain = (term: Filter) => plain || (isOne && !isUnique(term, scope));
			return joined(filter.terms, ' AND ', (term) => compile(term, scope, isPlain(term)));
		}
		case 'or': {
			// The planner would rather walk the directory than ask several indexes.
			const keys = plain ? undefined : keysOf(filter, scope);
			const terms = (inPlain: boolean) =>
				joined(filter.terms, ' OR ', (term) => compile(term, scope, inPlain));
			return keys === undefined ? terms(plain) : among(keys, () => terms(true));
		}
		case 'not':
			return sql`NOT ${compile(filter.term, scope, true)}`;
		case 'present':
			return present(filter.path, scope);
		case 'compare': {
			const { path, operator, value } = filter;
			const keys = plain || isUnique(filter, scope) ? undefined : keysOf(filter, scope);
			if (keys !== undefined) return among(keys, () => compile(filter, scope, true));
			const collection = scope.many(path);
			if (collection === undefined) {
				const condition = compare(scope.single(path), operator, value);
				return plain ? sql`coalesce(${condition}, 0)` : condition;
			}
			const condition = compareElement(collection.part(path.sub), operator, value);
			const narrowed = operator === 'eq' ? narrow(collection, path, value, scope) : [];
			return exists(collection, [...narrowed, condition]);
		}
		case 'valuePath': {
			const keys = plain ? undefined : keysOf(filter, scope);
			const condition = () => valuePath(filter.path, filter.filter, scope, plain);
			return keys === undefined ? condition() : among(keys, condition);
		}
		case 'constant':
			return bound(filter.value);
	}
}

function joined(terms: readonly Filter[], operator: string, toSql: (term: Filter) => SQL): SQL {
	return sql`(${sql.join(terms.map(toSql), sql.raw(operator))})`;
}

function isUnique(filter: Filter, scope: Scope): boolean {
	return filter.kind === 'compare' && scope.isUnique(filter.path, filter.operator);
}

function valuePath(path: AttributePath, inner: Filter, scope: Scope, plain: boolean): SQL {
	const collection = scope.many(path);
	if (collection === undefined) {
		// `name[familyName eq "x"]`: the one value of a single-valued complex attribute, if it is there.
		const value = valueScope((sub) => scope.single({ ...path, sub }));
		const condition = compile(inner, value, plain);
		return sql`(${scope.single(path)} IS NOT NULL AND ${condition})`;
	}
	const narrowed = impliedEquals(inner).flatMap(({ attribute, value }) =>
		narrow(collection, { ...path, sub: attribute }, value, scope),
	);
	return exists(collection, [...narrowed, compile(inner, valueScope(collection.part), false)]);
}

/** The equalities that every value which satisfies the filter must have. */
function impliedEquals(
	filter: Filter,
): readonly { attribute: Attribute; value: ComparableValue }[] {
	if (filter.kind === 'and') return filter.terms.flatMap(impliedEquals);
	if (filter.kind !== 'compare' || filter.operator !== 'eq') return [];
	return [{ attribute: filter.path.attribute, value: filter.value }];
}

/** Of the members of a large group, the one that is asked for. */
function narrow(
	{ key }: Collection,
	path: AttributePath,
	value: ComparableValue,
	scope: Scope,
): readonly SQL[] {
	const ends = key && scope.ends(path, value);
	return ends === undefined ? [] : [sql`${key} IN (${ends})`];
}

/** Where indexes find the resources that satisfy a filter. */
interface Keys {
	/** Select the keys of all of them, and perhaps of others. */
	readonly selects: readonly SQL[];
	/** Whether they select no others. */
	readonly isExact: boolean;
}

/** Undefined if no index helps. */
function keysOf(filter: Filter, scope: Scope): Keys | undefined {
	switch (filter.kind) {
		case 'and': {
			const [keys] = filter.terms.flatMap((term) => keysOf(term, scope) ?? []);
			return keys && { ...keys, isExact: false };
		}
		case 'or': {
			const keys = filter.terms.flatMap((term) => keysOf(term, scope) ?? []);
			if (keys.length < filter.terms.length) return undefined;
			return {
				selects: keys.flatMap(({ selects }) => selects),
				isExact: keys.every(({ isExact }) => isExact),
			};
		}
		case 'compare': {
			const { path, operator, value } = filter;
			const select = scope.keys(path, operator, value, (left) => compare(left, operator, value));
			return select && { selects: [select], isExact: true };
		}
		case 'valuePath': {
			const { path, filter: inner } = filter;
			const [select] = impliedEquals(inner).flatMap(({ attribute, value }) => {
				const condition: Condition = (left) => compare(left, 'eq', value);
				return scope.keys({ ...path, sub: attribute }, 'eq', value, condition) ?? [];
			});
			return select && { selects: [select], isExact: inner.kind === 'compare' };
		}
		case 'not':
		case 'present':
		case 'constant':
			return undefined;
	}
}

/** The rows with these keys; where those may be of others too, the ones that satisfy the condition. */
function among({ selects, isExact }: Keys, condition: () => SQL): SQL {
	const found = sql`r.key IN (${union(selects)})`;
	return isExact ? found : sql`(${found} AND ${condition()})`;
}

/** As a balanced tree: a compound SELECT has five terms at most in D1. */
function union(selects: readonly SQL[]): SQL {
	const [only, ...others] = selects;
	if (only !== undefined && others.length === 0) return only;
	const middle = Math.ceil(selects.length / 2);
	const [left, right] = [union(selects.slice(0, middle)), union(selects.slice(middle))];
	return sql`SELECT * FROM (${left}) UNION ALL SELECT * FROM (${right})`;
}

/** The scope of one value, given how a part of it is read. */
function valueScope(part: (sub: Attribute) => SQL): Scope {
	return {
		single: ({ attribute }) => part(attribute),
		many: ({ attribute }) =>
			attribute.multiValued ? elements(part(attribute), 'part') : undefined,
		keys: () => undefined,
		isUnique: () => false,
		ends: () => undefined,
	};
}

function present(path: AttributePath, scope: Scope): SQL {
	const collection = scope.many(path);
	// Documents never hold empty values, so that what is there is present.
	if (collection === undefined) return sql`${scope.single(path)} IS NOT NULL`;
	const { sub } = path;
	return exists(collection, [sub ? sql`${collection.part(sub)} IS NOT NULL` : sql.raw('1')]);
}

function exists(collection: Collection, conditions: readonly SQL[]): SQL {
	const condition = sql.join([...conditions], sql.raw(' AND '));
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
export function startsWith(left: SQL, prefix: string): SQL {
	const end = successor(prefix);
	return end === undefined
		? sql`${left} >= ${prefix}`
		: sql`(${left} >= ${prefix} AND ${left} < ${end})`;
}

/** The least text that is greater than every text with this prefix, in code point order. */
export function successor(prefix: string): string | undefined {
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
