/**
 * Reads users and groups for SCIM: one round trip, with the token in the same batch. What is read is
 * thrown away unless the token proves good.
 */
import { sql, type SQL } from 'drizzle-orm';
import type { Related, ResourceTypeName, StoredResource } from '../directory/model.ts';
import { err, ok, type Result } from '../result.ts';
import { badRequest, type ScimError } from '../scim/errors.ts';
import type { Filter } from '../scim/filter/ast.ts';
import type { AttributePath, ResourceType } from '../scim/schema/attribute.ts';
import { comparePositions, type Position } from '../scim/sort.ts';
import { withAccess, type OpenDirectory, type TokenProof } from './access.ts';
import { bindOnce } from './bind-once.ts';
import { Batch, type Database } from './database.ts';
import { filterToSql } from './filter-sql.ts';
import {
	bounded,
	documentColumns,
	documentsOn,
	inDirectory,
	type PageRow,
} from './page-documents.ts';
import { pageSql, rowsByKey, type Source, type Walk } from './page-sql.ts';
import { MAX_RELATED, relatedQueries, type RelatedTo } from './related.ts';
import { TABLE, toRelated, toResource } from './rows.ts';
import { sortKey } from './sort-sql.ts';

/** A resource and, if they were asked for, its groups or members. */
export interface FoundResource {
	readonly resource: StoredResource;
	readonly related: readonly Related[];
}

/** The outcome of a read, with what the caller may know of the directory. */
export interface Read<T> {
	readonly directory: OpenDirectory;
	readonly found: T;
}

/** Only proves the token, for answers that need no data. */
export async function openDirectory(
	db: Database,
	proof: TokenProof,
): Promise<Result<OpenDirectory, ScimError>> {
	const batch = new Batch(db);
	const access = withAccess(batch, proof);
	await batch.run();
	return access();
}

/** Finds a resource by id. */
export async function findResource(
	db: Database,
	proof: TokenProof,
	type: ResourceTypeName,
	id: string,
	withRelated: boolean,
): Promise<Result<Read<FoundResource | undefined>, ScimError>> {
	const batch = new Batch(db);
	const access = withAccess(batch, proof);
	const where = sql`${inDirectory} AND r.id = ${id}`;
	const source = { type, where, filtered: true, sort: { kind: 'key' }, withRelated } as const;
	const page = addPage(batch, proof, [source], { up: true, offset: 0 }, 1, 1);
	await batch.run();
	const opened = access();
	if (!opened.ok) return opened;
	const found = page();
	return found.ok ? ok({ directory: opened.value, found: found.value.items[0] }) : found;
}

/** What is asked of the resources of one type (RFC 7644 §3.4.2). */
export interface ListedType {
	readonly type: ResourceType;
	readonly filter?: Filter;
	readonly sortBy?: AttributePath;
	readonly withRelated: boolean;
}

/** A page of a list. */
export interface ListQuery {
	readonly types: readonly ListedType[];
	readonly descending: boolean;
	/**
	 * Resources on the page at most, fewer if an answer cannot hold what they are (RFC 7644 §3.4.2.4);
	 * 0 asks for `totalResults` alone.
	 */
	readonly count: number;
	readonly start: ListStart;
}

/** Where a page begins: after a number of resources, or next to a place in the order. */
export type ListStart =
	| { readonly kind: 'index'; readonly offset: number }
	| {
			readonly kind: 'cursor';
			/** A place that is not on the page; absent for the first page. */
			readonly at?: Position | undefined;
			/** Towards the start of the list. */
			readonly backwards: boolean;
	  };

/** What a page holds, in the order that was asked for. */
export interface ResourcePage {
	readonly totalResults: number;
	readonly items: readonly ListedResource[];
	/** Whether more resources follow in the direction of a cursor; of no meaning on a page by index. */
	readonly hasMore: boolean;
}

/** A resource on a page, with its place in the order. */
export interface ListedResource extends FoundResource {
	readonly position: Position;
}

/**
 * Lists resources: as they are sorted, else in the order in which they were created; tooMany if an
 * answer cannot hold even the first one on the page.
 */
export async function listResources(
	db: Database,
	proof: TokenProof,
	query: ListQuery,
): Promise<Result<Read<ResourcePage>, ScimError>> {
	const { types, descending, count, start } = query;
	const batch = new Batch(db);
	const access = withAccess(batch, proof);
	const isByCursor = start.kind === 'cursor';
	const isBackwards = isByCursor && start.backwards;
	const walk: Walk = isByCursor
		? { up: isBackwards === descending, from: start.at, offset: 0 }
		: { up: !descending, offset: start.offset };
	const sources = types.map(sourceOf);
	// One more than is shown tells whether there are more.
	const limit = isByCursor && count > 0 ? count + 1 : count;
	const page = addPage(batch, proof, sources, walk, limit, count);
	const totals = sources.map((source) => addTotal(batch, proof, source));
	await batch.run();
	const opened = access();
	if (!opened.ok) return opened;
	const directory = opened.value;
	const read = page();
	if (!read.ok) return read;
	const { items, hasMore } = read.value;
	const found = {
		totalResults: totals.reduce((sum, total) => sum + total(directory), 0),
		items: isBackwards ? items.toReversed() : items,
		hasMore,
	};
	return ok({ directory, found });
}

/** Rows of one type, and whether to read what they are related to. */
interface PageSource extends Source {
	readonly withRelated: boolean;
}

function sourceOf({ type, filter, sortBy, withRelated }: ListedType): PageSource {
	const filtered = filter !== undefined;
	const where = filtered ? sql`${inDirectory} AND ${filterToSql(filter, type)}` : inDirectory;
	const sort = sortKey(sortBy, type, filtered);
	return { type: type.name, where, filtered, sort, withRelated };
}

/** RFC 7644 §3.4.2.1: more than one answer can hold. */
const TOO_MANY_RELATED = badRequest(
	'tooMany',
	`One resource has more than ${MAX_RELATED} values of "members" or "groups". Leave them out with "excludedAttributes=members,groups". The members of a group are found page by page, as users with the filter groups.value eq "{id}".`,
);

/** The part of a page that an answer can hold, in the order of the walk. */
interface FoundPage {
	readonly items: readonly ListedResource[];
	/** Whether more rows were found. */
	readonly hasMore: boolean;
}

/**
 * Adds the statements for a page of `limit` resources, and for what the first `shown` of them are
 * related to. The returned function tells, once the batch has run, what was found; tooMany if an
 * answer cannot hold even the first one.
 */
function addPage(
	batch: Batch,
	{ directoryId }: TokenProof,
	sources: readonly PageSource[],
	walk: Walk,
	limit: number,
	shown: number,
): () => Result<FoundPage, ScimError> {
	let rows: readonly PageRow[] = [];
	const related = new Map<number, Related[]>();
	if (limit === 0 || sources.length === 0) return () => ok({ items: [], hasMore: false });
	const directory = directoryOf(directoryId);
	const page = (size: number) => sql`page AS MATERIALIZED (${pageSql(sources, walk, size)})`;
	const [only, ...others] = sources;
	const isByKey = only?.sort.kind === 'key' && others.length === 0;
	const documents = isByKey
		? rowsByKey(documentColumns(only.type, 'NULL'), only, walk, limit)
		: documentsOn(sources.map(({ type }) => type));
	const ctes = isByKey ? directory : sql`${directory}, ${page(limit)}`;
	batch.read<PageRow>(
		bindOnce(sql`${ctes} ${bounded(documents, walk, limit)}`),
		(found) => (rows = found),
	);
	for (const { type, withRelated } of sources) {
		for (const statement of withRelated ? relatedQueries(type) : []) {
			const query = bindOnce(sql`${directory}, ${page(shown)} ${statement}`);
			batch.read<RelatedTo>(query, (found) => {
				for (const { of, type: end, ...row } of found) {
					const ends = related.get(of);
					if (ends === undefined) related.set(of, [toRelated(end, row)]);
					else ends.push(toRelated(end, row));
				}
			});
		}
	}
	return () => {
		const sign = walk.up ? 1 : -1;
		const ordered = rows.toSorted((a, b) => comparePositions(a, b) * sign);
		const items: ListedResource[] = [];
		let room = MAX_RELATED;
		for (const { type, sort, document, ...row } of ordered.slice(0, shown)) {
			const ends = related.get(row.key) ?? [];
			room -= ends.length;
			if (document === null || room < 0) break;
			const resource = toResource(type, { ...row, document });
			items.push({ resource, related: ends, position: { sort, key: row.key } });
		}
		if (items.length === 0 && rows.length > 0) return err(TOO_MANY_RELATED);
		return ok({ items, hasMore: rows.length > items.length });
	};
}

/**
 * Adds the statement that counts the rows of a source, if they must be counted. The returned function
 * tells how many there are.
 */
function addTotal(
	batch: Batch,
	{ directoryId }: TokenProof,
	{ type, where, filtered }: Source,
): (directory: OpenDirectory) => number {
	if (!filtered) {
		return ({ userCount, groupCount }) => (type === 'User' ? userCount : groupCount);
	}
	let counted = 0;
	const count = sql`${directoryOf(directoryId)}
		SELECT count(*) AS total FROM ${TABLE[type]} AS r WHERE ${where}`;
	batch.read<{ total: number }>(bindOnce(count), ([row]) => (counted = row?.total ?? 0));
	return () => counted;
}

function directoryOf(id: string): SQL {
	return sql`WITH d AS (SELECT key FROM directories WHERE id = ${id})`;
}
