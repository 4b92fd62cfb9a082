/**
 * Reads users and groups for SCIM: one round trip, with the token in the same batch. What is read is
 * thrown away unless the token proves good.
 */
import { sql, type SQL } from 'drizzle-orm';
import type { Related, ResourceTypeName, StoredResource } from '../directory/model.ts';
import { ok, type Result } from '../result.ts';
import type { ScimError } from '../scim/errors.ts';
import type { Filter } from '../scim/filter/ast.ts';
import type { ResourceType } from '../scim/schema/attribute.ts';
import { withAccess, type OpenDirectory, type TokenProof } from './access.ts';
import { Batch, type Database } from './database.ts';
import { filterToSql } from './filter-sql.ts';
import {
	displayColumn,
	resourceColumns,
	TABLE,
	toRelated,
	toResource,
	type RelatedRow,
	type ResourceRow,
} from './rows.ts';

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
	const page = { where: sql`r.id = ${id}`, limit: 1, offset: 0, counted: false, withRelated };
	const read = await readPage(db, proof, type, page);
	return read.ok ? ok({ directory: read.value.directory, found: read.value.found.items[0] }) : read;
}

/** One page of a list query (RFC 7644 §3.4.2). */
export interface ListQuery {
	readonly filter?: Filter | undefined;
	/** 1-based. */
	readonly startIndex: number;
	readonly count: number;
	readonly withRelated: boolean;
}

/** Lists resources in the order in which they were created. */
export async function listResources(
	db: Database,
	proof: TokenProof,
	type: ResourceType,
	query: ListQuery,
): Promise<Result<Read<ResourcePage>, ScimError>> {
	const { filter, startIndex, count, withRelated } = query;
	const where = filter && filterToSql(filter, type);
	const page = { where, limit: count, offset: startIndex - 1, counted: true, withRelated };
	return readPage(db, proof, type.name, page);
}

export interface ResourcePage {
	readonly totalResults: number;
	readonly items: readonly FoundResource[];
}

interface Page {
	readonly where: SQL | undefined;
	readonly limit: number;
	readonly offset: number;
	/** Whether the caller needs to know how many match. */
	readonly counted: boolean;
	readonly withRelated: boolean;
}

async function readPage(
	db: Database,
	proof: TokenProof,
	type: ResourceTypeName,
	page: Page,
): Promise<Result<Read<ResourcePage>, ScimError>> {
	const batch = new Batch(db);
	const access = withAccess(batch, proof);
	const directory = sql`WITH d AS (SELECT key FROM directories WHERE id = ${proof.directoryId})`;
	const condition = sql`r.directory_key = (SELECT key FROM d)${page.where ? sql` AND ${page.where}` : sql``}`;
	// The sign keeps the planner from walking the whole directory in key order to save a sort, when an
	// index would have found the few rows that match.
	const order = sql.raw(page.where ? '+r.key' : 'r.key');
	const chosen = sql`FROM ${TABLE[type]} AS r WHERE ${condition}
		ORDER BY ${order} LIMIT ${page.limit} OFFSET ${page.offset}`;

	let resources: readonly StoredResource[] = [];
	let counted: number | undefined;
	const related = new Map<number, Related[]>();
	if (page.limit > 0) {
		batch.read<ResourceRow>(sql`${directory} SELECT ${resourceColumns('r')} ${chosen}`, (rows) => {
			resources = rows.map((row) => toResource(type, row));
		});
	}
	if (page.where !== undefined && page.counted) {
		batch.read<{ total: number }>(
			sql`${directory} SELECT count(*) AS total FROM ${TABLE[type]} AS r WHERE ${condition}`,
			(rows) => (counted = rows[0]?.total),
		);
	}
	if (page.withRelated && page.limit > 0) {
		const keys = sql`${directory}, page AS MATERIALIZED (SELECT r.key ${chosen})`;
		for (const statement of relatedQueries(type, keys)) {
			batch.read<RelatedRow & { of: number; type: ResourceTypeName }>(statement, (rows) => {
				for (const { of, type: end, ...row } of rows) {
					const ends = related.get(of);
					if (ends === undefined) related.set(of, [toRelated(end, row)]);
					else ends.push(toRelated(end, row));
				}
			});
		}
	}
	await batch.run();
	const opened = access();
	if (!opened.ok) return opened;
	const kept = type === 'User' ? opened.value.userCount : opened.value.groupCount;
	const items = resources.map((resource) => ({
		resource,
		related: related.get(resource.key) ?? [],
	}));
	return ok({ directory: opened.value, found: { totalResults: counted ?? kept, items } });
}

/** The groups of the users on a page, or the members of the groups. */
function relatedQueries(type: ResourceTypeName, keys: SQL): readonly SQL[] {
	if (type === 'User') {
		return [
			sql`${keys} SELECT m.member_key AS of, 'Group' AS type, g.key, g.id,
				${displayColumn('Group', 'g')} AS display
				FROM page CROSS JOIN memberships AS m CROSS JOIN groups AS g
				WHERE m.directory_key = (SELECT key FROM d) AND m.member_key = page.key
					AND g.directory_key = m.directory_key AND g.key = m.group_key`,
		];
	}
	const members = (end: ResourceTypeName) =>
		sql`${keys} SELECT m.group_key AS of, ${sql.raw(`'${end}'`)} AS type, e.key, e.id,
			${displayColumn(end, 'e')} AS display
			FROM page CROSS JOIN memberships AS m CROSS JOIN ${TABLE[end]} AS e
			WHERE m.directory_key = (SELECT key FROM d) AND m.group_key = page.key
				AND m.member_is_group = ${end === 'Group' ? 1 : 0}
				AND e.directory_key = m.directory_key AND e.key = m.member_key`;
	return [members('User'), members('Group')];
}
