/**
 * Webhook endpoints: where to send what. An endpoint covers one directory, or all of a tenant, of a
 * product, of a product of a tenant, or everything; its secret arrives sealed. A disabled endpoint
 * never has an awake cursor: whoever changes `state` does it here.
 */
import { and, asc, eq, gt, type SQL, sql } from 'drizzle-orm';
import type { Database } from './database.ts';
import { deliveryCursors, webhookEndpoints } from './tables.ts';

/** A row of the table of webhook endpoints. */
export type Endpoint = typeof webhookEndpoints.$inferSelect;

/** What an endpoint is limited to; a directory says it all, so it excludes the other two. */
export interface EndpointScope {
	readonly directoryId?: string | null;
	readonly tenant?: string | null;
	readonly product?: string | null;
}

/** An endpoint to be inserted; `now` in epoch milliseconds. */
export interface NewEndpoint {
	readonly id: string;
	readonly scope: EndpointScope;
	readonly url: string;
	readonly description: string | null;
	/** Patterns of event types; null means every type. */
	readonly types: readonly string[] | null;
	readonly maxBatch: number;
	readonly sealedSecret: string;
	readonly now: number;
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

/** The SQL for "the endpoint subscribes to this type"; its two patterns are also GLOB's. */
export function subscribesTo(type: SQL): SQL {
	return sql`(webhook_endpoints.types IS NULL OR EXISTS (
		SELECT 1 FROM json_each(webhook_endpoints.types) AS pattern WHERE ${type} GLOB pattern.value))`;
}

/** Adds an endpoint; it hears of what happens from now on. */
export async function insertEndpoint(db: Database, endpoint: NewEndpoint): Promise<Endpoint> {
	const { scope, sealedSecret, now, ...rest } = endpoint;
	const row: Endpoint = {
		...rest,
		scope: scopeOf(scope),
		directoryId: scope.directoryId ?? null,
		tenant: scope.tenant ?? null,
		product: scope.product ?? null,
		secret: sealedSecret,
		state: 'enabled',
		disabledReason: null,
		createdAt: now,
		updatedAt: now,
	};
	await db.insert(webhookEndpoints).values(row);
	return row;
}

/** Reads one page, oldest first: ids are ordered by time. */
export function listEndpoints(
	db: Database,
	page: { readonly after?: string | undefined; readonly limit: number },
): Promise<Endpoint[]> {
	return db
		.select()
		.from(webhookEndpoints)
		.where(gt(webhookEndpoints.id, page.after ?? ''))
		.orderBy(asc(webhookEndpoints.id))
		.limit(page.limit);
}

/** Reads one endpoint. */
export async function findEndpoint(db: Database, id: string): Promise<Endpoint | undefined> {
	return db.select().from(webhookEndpoints).where(eq(webhookEndpoints.id, id)).get();
}

/** Stops all deliveries to an endpoint, those under way included; its cursors keep their place. */
export async function disableEndpoint(
	db: Database,
	id: string,
	reason: string,
	now: number,
): Promise<void> {
	await db.batch(disableStatements(db, { id, reason, now, onlyIf: sql`true` }));
}

/** Starts deliveries again where they stopped; the sweep sends the wake-ups. */
export async function enableEndpoint(db: Database, id: string, now: number): Promise<void> {
	await db.batch([
		db
			.update(webhookEndpoints)
			.set({ state: 'enabled', disabledReason: null, updatedAt: now })
			.where(eq(webhookEndpoints.id, id)),
		db
			.update(deliveryCursors)
			.set({ state: 'awake', attempts: 0, dueAt: now })
			.where(and(eq(deliveryCursors.endpointId, id), eq(deliveryCursors.state, 'idle'))),
	]);
}

/** The statements that disable an endpoint if a condition holds; without its lease a consumer stops. */
export function disableStatements(
	db: Database,
	change: {
		readonly id: string;
		readonly reason: string;
		readonly now: number;
		readonly onlyIf: SQL;
	},
) {
	const { id, reason, now, onlyIf } = change;
	return [
		db
			.update(webhookEndpoints)
			.set({ state: 'disabled', disabledReason: reason, updatedAt: now })
			.where(and(eq(webhookEndpoints.id, id), onlyIf)),
		db
			.update(deliveryCursors)
			.set({ state: 'idle', leaseId: null, leaseUntil: 0 })
			.where(
				and(
					eq(deliveryCursors.endpointId, id),
					eq(deliveryCursors.state, 'awake'),
					sql`EXISTS (SELECT 1 FROM webhook_endpoints WHERE id = ${id} AND state = 'disabled')`,
				),
			),
	] as const;
}
