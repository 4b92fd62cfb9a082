/** Rows as they come from D1, and the resources they stand for. */
import { sql, type SQL } from 'drizzle-orm';
import type { Related, ResourceTypeName, StoredResource } from '../directory/model.ts';
import type { JsonObject } from '../scim/json.ts';

/** The columns of {@link resourceColumns}. */
export interface ResourceRow {
	readonly key: number;
	readonly id: string;
	readonly document: string;
	readonly version: number;
	readonly createdAt: number;
	readonly modifiedAt: number;
}

/** The table of a resource type. */
export const TABLE: Readonly<Record<ResourceTypeName, SQL>> = {
	User: sql.raw('users'),
	Group: sql.raw('groups'),
};

/** What makes a StoredResource, from the table under `alias`. */
export function resourceColumns(alias: string): SQL {
	return sql.raw(
		`${alias}.key, ${alias}.id, ${alias}.document, ${alias}.version, ` +
			`${alias}.created_at AS createdAt, ${alias}.modified_at AS modifiedAt`,
	);
}

/** The name that a member or group is shown by (see relatedOf). */
export function displayColumn(type: ResourceTypeName, alias: string): SQL {
	return sql.raw(
		type === 'Group'
			? `${alias}.document ->> '$.displayName'`
			: `coalesce(${alias}.document ->> '$.displayName', ${alias}.document ->> '$.userName')`,
	);
}

/** Makes a resource of its row. */
export function toResource(type: ResourceTypeName, row: ResourceRow): StoredResource {
	const { key, id, version, createdAt, modifiedAt } = row;
	// The writer is the only author of this column: it holds a document as JSON.
	const attributes = JSON.parse(row.document) as JsonObject;
	return { type, key, id, attributes, version, createdAt, modifiedAt };
}

/** The other end of a membership, as it is selected. */
export interface RelatedRow {
	readonly key: number;
	readonly id: string;
	readonly display: string;
}

/** Makes the other end of a membership of its row. */
export function toRelated(type: ResourceTypeName, row: RelatedRow): Related {
	return { key: row.key, id: row.id, type, display: row.display };
}
