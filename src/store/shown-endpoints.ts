/** Webhook endpoints as they are shown: one, or a list that is narrowed down, with what is counted of each. */
import { and, asc, eq, getTableColumns, gt, type SQL, sql } from 'drizzle-orm';
import type { Database } from './database.ts';
import { webhookEndpoints } from './delivery-tables.ts';
import { scopeOf } from './endpoint-scope.ts';
import { ENDPOINT_OWNER, isOwnedBy, type Binding } from './ownership.ts';
import type { Endpoint } from './webhook-endpoints.ts';

/** An endpoint as it is shown: with how many dead letters it has, as far as they are counted. */
export interface ShownEndpoint extends Endpoint {
	readonly deadLetters: number;
}

/** Which endpoints to list; each given field must be equal. */
export interface EndpointFilter {
	readonly directoryId?: string | undefined;
	readonly tenant?: string | undefined;
	readonly product?: string | undefined;
	readonly state?: Endpoint['state'] | undefined;
	/** Those that are disabled or fail, or all others. */
	readonly failing?: boolean | undefined;
	/** Those that have dead letters, or all others. */
	readonly hasDeadLetters?: boolean | undefined;
	/** Who asks: a key that is bound sees its own alone. */
	readonly caller: Binding;
	readonly countUpTo: number;
	readonly after?: string | undefined;
	readonly limit: number;
}

/** Nothing is sent to it, or what is sent fails. */
const IS_FAILING = sql`(state = 'disabled' OR failing_since IS NOT NULL)`;

/** Its dead letters: a part of their primary key, in which they are counted no further than needed. */
const DEAD_LETTERS = sql`FROM dead_letters WHERE endpoint_id = webhook_endpoints.id`;

/** Selects endpoints as they are shown. */
function selectShown(db: Database, countUpTo: number) {
	const count = sql<number>`(SELECT count(*) FROM (SELECT 1 ${DEAD_LETTERS} LIMIT ${countUpTo}))`;
	return db
		.select({ ...getTableColumns(webhookEndpoints), deadLetters: count.as('dead_letter_count') })
		.from(webhookEndpoints);
}

/**
 * Reads one page, oldest first: ids are ordered by time. A directory's are found by the index on scopes;
 * for the others the table is read in that order until the page is full, because it is a small one.
 */
export function listEndpoints(db: Database, filter: EndpointFilter): Promise<ShownEndpoint[]> {
	const { directoryId, tenant, product, state, failing, hasDeadLetters } = filter;
	const { caller, countUpTo, after = '', limit } = filter;
	const wanted: SQL[] = [gt(webhookEndpoints.id, after), isOwnedBy(caller, ENDPOINT_OWNER)];
	if (directoryId !== undefined) wanted.push(eq(webhookEndpoints.scope, scopeOf({ directoryId })));
	if (tenant !== undefined) wanted.push(eq(webhookEndpoints.tenant, tenant));
	if (product !== undefined) wanted.push(eq(webhookEndpoints.product, product));
	if (state !== undefined) wanted.push(eq(webhookEndpoints.state, state));
	if (failing !== undefined) wanted.push(sql`${IS_FAILING} IS ${failing ? 1 : 0}`);
	if (hasDeadLetters !== undefined) {
		wanted.push(sql`EXISTS (SELECT 1 ${DEAD_LETTERS}) IS ${hasDeadLetters ? 1 : 0}`);
	}
	return selectShown(db, countUpTo)
		.where(and(...wanted))
		.orderBy(asc(webhookEndpoints.id))
		.limit(limit);
}

/** Reads one endpoint with what is counted of it. */
export async function findShownEndpoint(
	db: Database,
	id: string,
	countUpTo: number,
): Promise<ShownEndpoint | undefined> {
	return selectShown(db, countUpTo).where(eq(webhookEndpoints.id, id)).get();
}
