/**
 * The attempt log: which POSTs an endpoint was sent, and which carried an event. Ids begin with their
 * time, so the primary key serves "newest first" and times; what it does not serve is looked for
 * among a bounded number of rows.
 */
import { type SQL, sql } from 'drizzle-orm';
import { Batch, keyOf, type Database } from './database.ts';
import type { PendingEvent } from './delivery-lease.ts';
import { EVENT_COLUMNS } from './delivery-statements.ts';
import { covers, subscribesTo } from './endpoint-scope.ts';
import { deliveryAttempts } from './delivery-tables.ts';
import { eventNamed, idTime, type EventName } from './event-search.ts';
import { ENDPOINT_OWNER, isBound, isOwnedBy, type Binding } from './ownership.ts';

/** One POST, to be kept. */
export type Attempt = typeof deliveryAttempts.$inferInsert;

/** In place of a lane, for the POST of an event that is in no log. */
export const TEST_LANE = 'test';

/** Keeps an attempt that no cursor is about. An endpoint that takes it fails no longer. */
export async function settleTest(db: Database, attempt: Attempt): Promise<void> {
	const batch = new Batch(db).write(db.insert(deliveryAttempts).values(attempt));
	if (attempt.outcome === 'delivered') {
		batch.write(recoverStatement(attempt.endpointId, sql`true`));
	}
	await batch.run();
}

/** Notes that an endpoint fails no longer; one that did not fail costs no write. */
export function recoverStatement(endpointId: string, onlyIf: SQL): SQL {
	return sql`UPDATE webhook_endpoints SET failing_since = NULL
		WHERE id = ${endpointId} AND failing_since IS NOT NULL AND ${onlyIf}`;
}

/** One POST as it was kept, with the id of its directory, which may be gone. */
export type AttemptRow = Omit<typeof deliveryAttempts.$inferSelect, 'directoryKey'> & {
	readonly directoryId: string | null;
};

/** Which attempts to read; each given field must hold. Times are epoch milliseconds. */
export interface AttemptFilter {
	readonly endpointId?: string | undefined;
	/** Who asks: a key that is bound sees what was sent to its own endpoints alone. */
	readonly caller?: Binding | undefined;
	readonly directoryId?: string | undefined;
	/** HTTP statuses, both included; `none` where no answer came. */
	readonly status?: { readonly from: number; readonly to: number } | 'none' | undefined;
	readonly outcome?: AttemptRow['outcome'] | undefined;
	readonly since?: number | undefined;
	readonly until?: number | undefined;
	/** Only attempts before the one of this id. */
	readonly before?: string | undefined;
	readonly limit: number;
}

/** Attempts, newest first, and the id to read on before; undefined at the end. */
export interface AttemptPage {
	readonly attempts: readonly AttemptRow[];
	readonly next: string | undefined;
}

/** How many rows one page looks at: a status that is rare must not make it read the whole log. */
const WINDOW = 5_000;

/** How far the time in an attempt's id may lie from its beginning: the POST itself, and clocks. */
const SKEW_MS = 60_000;

/**
 * Reads attempts on one endpoint. The page may be short, or empty, and yet not be the last: then its
 * window held no more.
 */
export async function listAttempts(
	db: Database,
	endpointId: string,
	filter: AttemptFilter,
): Promise<AttemptPage> {
	const { before, since, until, status, outcome, directoryId } = filter;
	const bounds = [
		sql`endpoint_id = ${endpointId}`,
		...(before === undefined ? [] : [sql`id < ${before}`]),
		...(since === undefined ? [] : [sql`id >= ${`att_${idTime(since - SKEW_MS)}`}`]),
		...(until === undefined ? [] : [sql`id < ${`att_${idTime(until + SKEW_MS)}`}`]),
	];
	const within = sql`FROM delivery_attempts WHERE ${all(bounds)} ORDER BY id DESC`;
	let rows: readonly AttemptRow[] = [];
	let edge: string | undefined;
	const batch = new Batch(db).read<AttemptRow>(
		pageStatement(sql`SELECT * ${within} LIMIT ${WINDOW}`, sql`true`, filter),
		(found) => (rows = found),
	);
	// What nothing narrows down is short only at the end.
	if ([since, until, status, outcome, directoryId].some((given) => given !== undefined)) {
		batch.read<{ id: string }>(
			sql`SELECT id ${within} LIMIT 1 OFFSET ${WINDOW - 1}`,
			([row]) => (edge = row?.id),
		);
	}
	await batch.run();
	const page = pageOf(rows, filter);
	return { ...page, next: page.next ?? edge };
}

/** An attempt with the events that it can have carried, and whose they are. */
export interface AttemptInFull {
	readonly attempt: AttemptRow;
	/** Null once the directory is gone. */
	readonly owner: { readonly tenant: string; readonly product: string } | null;
	readonly events: readonly PendingEvent[];
}

/** More than any request carries. */
const EVENTS_MAX = 101;

/**
 * Reads one attempt on an endpoint. The id of a batch that left out events of its range has a mark more; of
 * those the events are read that would be in it as things are now.
 */
export async function findAttempt(
	db: Database,
	endpointId: string,
	attemptId: string,
): Promise<AttemptInFull | undefined> {
	const isIt = sql`a.endpoint_id = ${endpointId} AND a.id = ${attemptId}`;
	const isHeard = sql`${subscribesTo(sql`events.type`)} AND CASE
		WHEN a.lane GLOB 'rdl_*' THEN EXISTS (SELECT 1 FROM dead_letters AS l
			WHERE l.endpoint_id = a.endpoint_id AND l.directory_key = a.directory_key
				AND l.sequence = events.sequence)
		WHEN a.lane = '' THEN NOT EXISTS (SELECT 1 FROM discarded_events AS g
			WHERE g.directory_key = a.directory_key AND g.discarded_at <= a.attempted_at
				AND events.sequence > g.after_sequence AND events.sequence <= g.until_sequence)
		ELSE NOT EXISTS (SELECT 1 FROM delivery_cursors AS c WHERE c.endpoint_id = a.endpoint_id
			AND c.directory_key = a.directory_key AND c.lane = a.lane
			AND NOT ${covers(sql`c.types`, sql`events.type`)}) END`;
	let found: (AttemptRow & { tenant: string | null; product: string | null }) | undefined;
	let events: readonly PendingEvent[] = [];
	await new Batch(db)
		.read<NonNullable<typeof found>>(
			sql`SELECT ${SHOWN}, d.tenant, d.product
				FROM delivery_attempts AS a LEFT JOIN directories AS d ON d.key = a.directory_key
				WHERE ${isIt}`,
			([row]) => (found = row),
		)
		.read<PendingEvent>(
			sql`SELECT ${EVENT_COLUMNS}
				FROM delivery_attempts AS a CROSS JOIN webhook_endpoints CROSS JOIN events
				WHERE ${isIt} AND webhook_endpoints.id = a.endpoint_id
					AND events.directory_key = a.directory_key
					AND events.sequence BETWEEN a.first_sequence AND a.last_sequence
					AND (a.webhook_id NOT GLOB '*_*_*_*' OR ${isHeard})
				ORDER BY events.sequence LIMIT ${EVENTS_MAX}`,
			(rows) => (events = rows),
		)
		.run();
	if (found === undefined) return undefined;
	const { tenant, product, ...attempt } = found;
	const isGone = tenant === null || product === null;
	return { attempt, owner: isGone ? null : { tenant, product }, events };
}

/**
 * Reads the attempts that carried an event, over all endpoints or on one. A batch is found as long as
 * fewer than {@link WINDOW} attempts in this directory end between the event and the batch's own end.
 */
export async function listAttemptsAt(
	db: Database,
	name: EventName,
	filter: AttemptFilter,
): Promise<AttemptPage> {
	const [directoryKey, sequence, type] = [
		sql`(SELECT directoryKey FROM event)`,
		sql`(SELECT sequence FROM event)`,
		sql`(SELECT type FROM event)`,
	];
	const window = sql`SELECT * FROM delivery_attempts
		WHERE directory_key = ${directoryKey} AND last_sequence >= ${sequence}
		ORDER BY last_sequence LIMIT ${WINDOW}`;
	// Inside a batch lie events that it did not carry: of other types, or discarded.
	const carried = sql`a.first_sequence <= ${sequence} AND (a.first_sequence = a.last_sequence
		OR (EXISTS (SELECT 1 FROM webhook_endpoints
				WHERE webhook_endpoints.id = a.endpoint_id AND ${subscribesTo(type)})
			AND NOT EXISTS (SELECT 1 FROM delivery_cursors AS c WHERE c.endpoint_id = a.endpoint_id
				AND c.directory_key = a.directory_key AND c.lane = a.lane
				AND NOT ${covers(sql`c.types`, type)})
			AND NOT (a.lane = '' AND EXISTS (SELECT 1 FROM discarded_events
				WHERE directory_key = ${directoryKey} AND after_sequence < ${sequence}
					AND until_sequence >= ${sequence}))))`;
	const rows = await db.all<AttemptRow>(
		sql`WITH event AS MATERIALIZED (${eventNamed(name)}) ${pageStatement(window, carried, filter)}`,
	);
	return pageOf(rows, filter);
}

/** An attempt `a` in directory `d`. */
const SHOWN = sql`a.id, a.endpoint_id AS endpointId, d.id AS directoryId, a.lane,
	a.webhook_id AS webhookId, a.first_sequence AS firstSequence,
	a.last_sequence AS lastSequence, a.attempted_at AS attemptedAt,
	a.duration_ms AS durationMs, a.status, a.outcome, a.error, a.answer`;

/** Selects the rows of a window that satisfy a condition and the filter, and one that begins the next page. */
function pageStatement(window: SQL, condition: SQL, filter: AttemptFilter): SQL {
	return sql`SELECT ${SHOWN}
		FROM (${window}) AS a LEFT JOIN directories AS d ON d.key = a.directory_key
		WHERE ${condition} AND ${all(conditionsOf(filter))}
		ORDER BY a.id DESC LIMIT ${filter.limit + 1}`;
}

function pageOf(rows: readonly AttemptRow[], { limit }: AttemptFilter): AttemptPage {
	const attempts = rows.slice(0, limit);
	return { attempts, next: rows.length > limit ? attempts.at(-1)?.id : undefined };
}

function conditionsOf(filter: AttemptFilter): readonly SQL[] {
	const { endpointId, caller, directoryId, status, outcome, since, until, before } = filter;
	const conditions: SQL[] = [sql`true`];
	if (caller !== undefined && isBound(caller)) {
		conditions.push(sql`EXISTS (SELECT 1 FROM webhook_endpoints
			WHERE webhook_endpoints.id = a.endpoint_id AND ${isOwnedBy(caller, ENDPOINT_OWNER)})`);
	}
	if (endpointId !== undefined) conditions.push(sql`a.endpoint_id = ${endpointId}`);
	if (directoryId !== undefined) conditions.push(sql`a.directory_key = ${keyOf(directoryId)}`);
	if (status === 'none') conditions.push(sql`a.status IS NULL`);
	else if (status) conditions.push(sql`a.status BETWEEN ${status.from} AND ${status.to}`);
	if (outcome !== undefined) conditions.push(sql`a.outcome = ${outcome}`);
	if (since !== undefined) conditions.push(sql`a.attempted_at >= ${since}`);
	if (until !== undefined) conditions.push(sql`a.attempted_at < ${until}`);
	if (before !== undefined) conditions.push(sql`a.id < ${before}`);
	return conditions;
}

function all(conditions: readonly SQL[]): SQL {
	return sql.join([...conditions], sql` AND `);
}
