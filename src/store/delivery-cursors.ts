/**
 * Delivery cursors seen from outside: waking them in the transaction that gives them work, holding
 * and releasing them, and finding the awake ones that nobody serves. A cursor is awake only while its
 * endpoint is enabled and its directory's deliveries are not held. What a consumer does to the cursor
 * that it holds is in delivery-lease.
 */
import { and, asc, eq, lt, lte, type SQL, sql } from 'drizzle-orm';
import { keyOf, type Database } from './database.ts';
import { deliveryCursors } from './delivery-tables.ts';
import { scopesCovering, subscribesTo } from './endpoint-scope.ts';
import { directories } from './tables.ts';

/** New events of one log, inside the transaction that writes them. */
export interface NewEvents {
	/** The row key, or the sub-query that finds it. */
	readonly directoryKey: number | SQL;
	readonly directory: { readonly id: string; readonly tenant: string; readonly product: string };
	/** The types of the events; doubles do no harm. */
	readonly types: readonly string[];
	/** The last sequence before them, or the sub-query that finds it. */
	readonly before: number | SQL;
	readonly now: number;
	/** Whether there are new events after all. */
	readonly onlyIf?: SQL;
}

/** One cursor that has work: an endpoint's in a directory, or that of one of its replays. */
export interface DueCursor {
	readonly directoryId: string;
	readonly endpointId: string;
	/** '' for the log itself, else the replay's id. */
	readonly lane: string;
}

/** When the cursor of a poll endpoint is due: its poller comes of its own accord. */
export const NEVER = 8_640_000_000_000_000;

/** What {@link wakeStatement} returns. */
export interface WokenRow {
	readonly endpoint_id: string;
	readonly due_at: number;
}

/**
 * The statement that goes into the transaction of new events: wakes the idle cursors of the endpoints
 * that subscribe to them, and returns just those. An awake cursor needs no message: it sleeps only in
 * a statement that proves that no event is left, so it cannot miss these events.
 */
export function wakeStatement(events: NewEvents): SQL {
	const { directoryKey, before, now, onlyIf = sql`true` } = events;
	const scopes = sql.join(
		scopesCovering(events.directory).map((scope) => sql`${scope}`),
		sql`, `,
	);
	// A new cursor starts here, at now. One that may not be awake waits, so that whatever sets it going
	// goes on from here. The idle cursor of one that may has nothing left behind it, so it may jump.
	return sql`INSERT INTO delivery_cursors (endpoint_id, directory_key, lane, sequence, state, attempts,
			due_at, lease_until, created_at)
		SELECT id, ${directoryKey}, '', ${before},
			CASE WHEN state = 'enabled' AND NOT ${isHeldBack(sql`${directoryKey}`)}
				THEN 'awake' ELSE 'idle' END,
			0, CASE delivery WHEN 'poll' THEN ${NEVER} ELSE ${now} END, 0, ${now}
		FROM webhook_endpoints
		WHERE scope IN (${scopes}) AND ${onlyIf} AND EXISTS (
			SELECT 1 FROM json_each(${JSON.stringify(events.types)}) AS type
			WHERE ${subscribesTo(sql`type.value`)})
		ON CONFLICT (endpoint_id, directory_key, lane) DO UPDATE SET state = 'awake',
			due_at = excluded.due_at, sequence = max(delivery_cursors.sequence, excluded.sequence)
			WHERE delivery_cursors.state = 'idle' AND excluded.state = 'awake'
		RETURNING endpoint_id, due_at`;
}

/** The cursors of a log that {@link wakeStatement} has woken, without those that a poller comes for. */
export function wokenCursors(directoryId: string, woken: readonly WokenRow[]): DueCursor[] {
	return woken.flatMap(({ endpoint_id: endpointId, due_at: dueAt }) =>
		dueAt === NEVER ? [] : [{ directoryId, endpointId, lane: '' }],
	);
}

/**
 * Moves the resting cursors of an endpoint to the end of their logs, before it is held back: until now
 * nothing lay ahead of them, whatever the endpoint may subscribe to when it is released.
 */
export function catchUpStatement(endpointId: string): SQL {
	const end = sql`(SELECT last_sequence FROM directories WHERE key = delivery_cursors.directory_key)`;
	return sql`UPDATE delivery_cursors SET sequence = ${end}
		WHERE endpoint_id = ${endpointId} AND lane = '' AND state = 'idle' AND sequence < ${end}
			AND ${isFree}`;
}

/** Puts the awake ones among some cursors to rest where they stand; a consumer without its lease stops. */
export function holdStatement(which: SQL): SQL {
	return sql`UPDATE delivery_cursors SET state = 'idle', lease_id = NULL, lease_until = 0
		WHERE state = 'awake' AND ${which}`;
}

/**
 * Wakes those among some cursors that nothing holds back, so that they go on from where they stand;
 * the sweep sends the messages. One at the end of its log needs none: the next commit wakes it. A
 * replay that is done stays so.
 */
export function releaseStatement(which: SQL, now: number): SQL {
	return sql`UPDATE delivery_cursors SET state = 'awake', attempts = 0,
			due_at = CASE due_at WHEN ${NEVER} THEN ${NEVER} ELSE ${now} END
		WHERE state = 'idle' AND ${which}
			AND delivery_cursors.sequence < (SELECT last_sequence FROM directories
				WHERE key = delivery_cursors.directory_key)
			AND ${isFree}`;
}

/** The condition that the brake holds a directory's deliveries back. */
export function isHeldBack(directoryKey: SQL): SQL {
	return sql`EXISTS (SELECT 1 FROM directories AS held
		WHERE held.key = ${directoryKey} AND held.paused_at IS NOT NULL)`;
}

/** The condition that nothing holds a cursor back. */
const isFree = sql`EXISTS (SELECT 1 FROM webhook_endpoints AS e
		WHERE e.id = delivery_cursors.endpoint_id AND e.state = 'enabled')
	AND NOT ${isHeldBack(sql`delivery_cursors.directory_key`)}`;

/** As many messages as are worth sending at once; the sweeps take up what is more. */
const WAKE_UPS_MAX = 100;

/** Reads which cursors `c` among some are due and served by nobody. */
export function dueStatement(which: SQL, now: number): SQL {
	return sql`SELECT d.id AS directoryId, c.endpoint_id AS endpointId, c.lane
		FROM delivery_cursors AS c CROSS JOIN directories AS d
		WHERE ${which} AND c.state = 'awake' AND c.due_at <= ${now} AND c.lease_until <= ${now}
			AND d.key = c.directory_key
		LIMIT ${WAKE_UPS_MAX}`;
}

/**
 * Finds cursors of any directory that were due and unserved at `before`, longest waiting first: since
 * they are due, or since a consumer gave up, so that those that nobody can serve come last.
 */
export function dueEverywhere(db: Database, before: number, limit: number): Promise<DueCursor[]> {
	return dueCursors(db, before).orderBy(asc(AVAILABLE_AT)).limit(limit);
}

/** Finds a directory's cursors that were due and unserved at `before`, and when it has one next. */
export async function dueForDirectory(
	db: Database,
	directoryId: string,
	before: number,
): Promise<{ readonly due: DueCursor[]; readonly nextAt: number | undefined }> {
	const ofDirectory = sql`${deliveryCursors.directoryKey} = ${keyOf(directoryId)}`;
	const [due, [next]] = await db.batch([
		dueCursors(db, before, ofDirectory),
		db
			.select({
				at: sql<number | null>`min(${AVAILABLE_AT})`,
			})
			.from(deliveryCursors)
			.where(and(ofDirectory, AWAKE, lt(deliveryCursors.dueAt, NEVER))),
	]);
	return { due, nextAt: next?.at ?? undefined };
}

/** When an awake cursor can be claimed. */
const AVAILABLE_AT = sql`max(${deliveryCursors.dueAt}, ${deliveryCursors.leaseUntil})`;

/** A literal, because a partial index is not used for a bound value. */
const AWAKE = sql`${deliveryCursors.state} = 'awake'`;

function dueCursors(db: Database, before: number, condition?: SQL) {
	return db
		.select({
			directoryId: directories.id,
			endpointId: deliveryCursors.endpointId,
			lane: deliveryCursors.lane,
		})
		.from(deliveryCursors)
		.innerJoin(directories, eq(directories.key, deliveryCursors.directoryKey))
		.where(
			and(
				AWAKE,
				lte(deliveryCursors.dueAt, before),
				lte(deliveryCursors.leaseUntil, before),
				condition,
			),
		)
		.$dynamic();
}
