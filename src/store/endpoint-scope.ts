/** Which endpoints hear of which events: their scopes and their patterns of types, for SQL. */
import { type SQL, sql } from 'drizzle-orm';

/** What an endpoint is limited to; a directory says it all, so it excludes the other two. */
export interface EndpointScope {
	readonly directoryId?: string | null | undefined;
	readonly tenant?: string | null | undefined;
	readonly product?: string | null | undefined;
}

/** The canonical text of a scope: `directory=…`, `tenant=…&product=…`, or '' for everything. */
export function scopeOf(scope: EndpointScope): string {
	const parts = new URLSearchParams();
	if (scope.directoryId) {
		parts.set('directory', scope.directoryId);
	} else {
		if (scope.tenant) parts.set('tenant', scope.tenant);
		if (scope.product) parts.set('product', scope.product);
	}
	return parts.toString();
}

/** Every scope that covers a directory, so that its endpoints are a look-up in an index. */
export function scopesCovering(directory: {
	readonly id: string;
	readonly tenant: string;
	readonly product: string;
}): string[] {
	const { id, tenant, product } = directory;
	return [{ directoryId: id }, { tenant }, { product }, { tenant, product }, {}].map(scopeOf);
}

/** Tells whether an endpoint covers a directory, or the operations log. */
export function isCovered(
	endpoint: { readonly scope: string },
	directory: { readonly id: string; readonly tenant: string; readonly product: string },
): boolean {
	return scopesCovering(directory).includes(endpoint.scope);
}

/** The SQL for "this row of directories, the operations log included, is in the scope". */
export function directoriesOf({ directoryId, tenant, product }: EndpointScope): SQL {
	if (directoryId) return sql`directories.id = ${directoryId}`;
	if (!tenant) return product ? sql`directories.product = ${product}` : sql`true`;
	return product
		? sql`directories.tenant = ${tenant} AND directories.product = ${product}`
		: sql`directories.tenant = ${tenant}`;
}

/** The SQL for "these patterns cover this type"; the two forms of patterns are also GLOB's. */
export function covers(patterns: SQL, type: SQL): SQL {
	return sql`(${patterns} IS NULL OR EXISTS (
		SELECT 1 FROM json_each(${patterns}) AS pattern WHERE ${type} GLOB pattern.value))`;
}

/** The SQL for "the endpoint subscribes to this type". */
export function subscribesTo(type: SQL): SQL {
	return covers(sql`webhook_endpoints.types`, type);
}
