/** Webhook endpoints as they are shown: one, or a list that is narrowed down, with what is counted of each. */
import { and, asc, eq, getTableColumns, gt, type SQL, sql } from 'drizzle-orm';
import { IS_LIVE, keyOf, type Database } from './database.ts';
import { webhookEndpoints } from './delivery-tables.ts';
import { scopeOf } from './endpoint-scope.ts';
import { ENDPOINT_OWNER, isOwnedBy, type Binding } from './ownership.ts';
import type { Endpoint } from './webhook-endpoints.ts';

/** A directory whose next events an endpoint did not accept; times are epoch milliseconds. */
export interface FailingDirectory {
	readonly id: string;
	readonly name: string;
	/** The first try at its next events, if that is kept. */
	readonly since: number | null;
	readonly eventsBehind: number;
	readonly attempts: number;
	readonly lastError: string | null;
	readonly dueAt: number;
}

/** What is counted of an endpoint, as far as it is counted. */
interface Counted {
	readonly deadLetters: number;
	readonly failingDirectoryCount: number;
	/** The first of them. */
	readonly failingDirectories: readonly FailingDirectory[];
}

/** An endpoint as it is shown. */
export type ShownEndpoint = Endpoint & Counted;

/** Of an endpoint that is new. */
export const NOTHING_COUNTED: Counted = {
	deadLetters: 0,
	failingDirectoryCount: 0,
	failingDirectories: [],
};

/** How far to count. */
export interface CountLimits {
	readonly deadLetters: number;
	readonly failingDirectories: number;
	/** How many of them are told of. */
	readonly named: number;
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
	/** Those whose scope covers this directory; what fails is then told of it alone. */
	readonly covers?: string | undefined;
	readonly limits: CountLimits;
	readonly after?: string | undefined;
	readonly limit: number;
}

/** The logs in which it does not get on, of all directories or of one, found by a partial index. */
function failing(directoryId?: string): SQL {
	// The index goes on with the rest of the primary key: one is not looked for among all that fail.
	const isIt = directoryId === undefined ? sql`true` : sql`c.directory_key = ${keyOf(directoryId)}`;
	return sql`FROM delivery_cursors AS c INDEXED BY delivery_cursors_failing CROSS JOIN directories AS d
		WHERE c.endpoint_id = webhook_endpoints.id AND c.lane = '' AND c.state = 'awake' AND c.attempts > 0
			AND d.key = c.directory_key AND d.${IS_LIVE} AND ${isIt}`;
}

/** Nothing is sent to it, or what is sent fails: all of it, or that of a directory. */
const IS_FAILING = sql`(state = 'disabled' OR failing_since IS NOT NULL OR EXISTS (SELECT 1 ${failing()}))`;

/** When the planned POST of cursor `c` was tried first: no other attempts end where it does. */
const FAILING_SINCE = sql`(SELECT min(a.attempted_at)
	FROM delivery_attempts AS a INDEXED BY delivery_attempts_event
	WHERE a.directory_key = c.directory_key AND a.last_sequence = c.batch_until
		AND a.endpoint_id = c.endpoint_id AND a.lane = '')`;

/** Its dead letters: a part of their primary key, in which they are counted no further than needed. */
const DEAD_LETTERS = sql`FROM dead_letters WHERE endpoint_id = webhook_endpoints.id`;

/** Counts rows no further than to a limit. */
function counted(from: SQL, limit: number) {
	return sql<number>`(SELECT count(*) FROM (SELECT 1 ${from} LIMIT ${limit}))`;
}

/** Selects endpoints as they are shown. */
function selectShown(db: Database, limits: CountLimits, directoryId?: string) {
	const ofFailing = failing(directoryId);
	const named = sql`(SELECT json_group_array(json_object('id', id, 'name', name, 'since', since,
			'eventsBehind', behind, 'attempts', attempts, 'lastError', error, 'dueAt', due))
		FROM (SELECT d.id, d.name, ${FAILING_SINCE} AS since,
				d.last_sequence - max(c.sequence, d.first_sequence - 1) AS behind,
				c.attempts, c.last_error AS error, c.due_at AS due
			${ofFailing} ORDER BY c.directory_key LIMIT ${limits.named}))`;
	return db
		.select({
			...getTableColumns(webhookEndpoints),
			deadLetters: counted(DEAD_LETTERS, limits.deadLetters).as('dead_letter_count'),
			failingDirectoryCount: counted(ofFailing, limits.failingDirectories).as('failing_count'),
			failingDirectories: named
				.mapWith((text: string) => JSON.parse(text) as readonly FailingDirectory[])
				.as('failing_directories'),
		})
		.from(webhookEndpoints);
}

/** What is left open in the scope of an endpoint covers all. */
function coversDirectory(id: string): SQL {
	const { directoryId, tenant, product } = webhookEndpoints;
	return sql`EXISTS (SELECT 1 FROM directories AS d WHERE d.id = ${id} AND d.${IS_LIVE}
		AND ifnull(${directoryId}, d.id) = d.id AND ifnull(${tenant}, d.tenant) = d.tenant
		AND ifnull(${product}, d.product) = d.product)`;
}

/**
 * Reads one page, oldest first: ids are ordered by time. A directory's are found by the index on scopes;
 * for the others the table is read in that order until the page is full, because it is a small one.
 */
export function listEndpoints(db: Database, filter: EndpointFilter): Promise<ShownEndpoint[]> {
	const { directoryId, tenant, product, state, hasDeadLetters, covers } = filter;
	const { caller, limits, after = '', limit } = filter;
	const wanted: SQL[] = [gt(webhookEndpoints.id, after), isOwnedBy(caller, ENDPOINT_OWNER)];
	if (directoryId !== undefined) wanted.push(eq(webhookEndpoints.scope, scopeOf({ directoryId })));
	if (tenant !== undefined) wanted.push(eq(webhookEndpoints.tenant, tenant));
	if (product !== undefined) wanted.push(eq(webhookEndpoints.product, product));
	if (state !== undefined) wanted.push(eq(webhookEndpoints.state, state));
	if (filter.failing !== undefined) {
		wanted.push(sql`${IS_FAILING} IS ${filter.failing ? 1 : 0}`);
	}
	if (covers !== undefined) wanted.push(coversDirectory(covers));
	if (hasDeadLetters !== undefined) {
		wanted.push(sql`EXISTS (SELECT 1 ${DEAD_LETTERS}) IS ${hasDeadLetters ? 1 : 0}`);
	}
	return selectShown(db, limits, covers)
		.where(and(...wanted))
		.orderBy(asc(webhookEndpoints.id))
		.limit(limit);
}

/** Reads one endpoint with what is counted of it. */
export async function findShownEndpoint(
	db: Database,
	id: string,
	limits: CountLimits,
): Promise<ShownEndpoint | undefined> {
	return selectShown(db, limits).where(eq(webhookEndpoints.id, id)).get();
}
