/**
 * What goes on, by the hour. Nothing counts it while it happens: logs are gapless, so the events of an hour
 * are the difference of two sequences, and attempts have ids that begin with their time. Both are walked
 * back from now a stretch at a time, the newest of all stretches first, and no further than a bound: what
 * the bound leaves out is older than all that was counted.
 */
import { sql, type SQL } from 'drizzle-orm';
import { Batch, IS_LIVE, type Database } from './database.ts';
import { idTime, sequenceAt } from './event-search.ts';
import { OPERATIONS } from './operations.ts';
import { ENDPOINT_OWNER, isBound, isOwnedBy, type Binding } from './ownership.ts';

/** What to count. Times are epoch milliseconds. */
export interface ActivityFilter {
	/** Who asks: a key that is bound sees the attempts on its own endpoints alone. */
	readonly caller: Binding;
	/** Whose directories. */
	readonly owner: Binding;
	/** When the first hour began. */
	readonly since: number;
}

/** What went on in an hour. */
export interface ActivityHour {
	/** Epoch milliseconds. */
	readonly start: number;
	readonly events: number;
	readonly delivered: number;
	readonly failed: number;
}

/** Hours in which something went on, in no order. */
export interface Activity {
	readonly hours: readonly ActivityHour[];
	/** When the first hour began of which everything was counted. */
	readonly completeFrom: number;
}

/** How many stretches are looked at. One of events is an hour of a log, and is found with some 20 rows. */
const STRETCHES_MAX = 1_000;

/** How many attempts a stretch has: each is read twice. */
const ATTEMPTS = 50;

/** An hour in milliseconds. */
export const HOUR_MS = 3_600_000;
const HOUR = sql.raw(String(HOUR_MS));

/** An id that sorts after those of all attempts. */
const AFTER_ALL = 'att_g';

/** Adds up what has the same start; `excess` is where the stretch lies that was one too many. */
type Counted<Counts, Place> = Counts & { readonly start: number; readonly excess: Place | null };

/** Counts by the hour, in one round trip. */
export async function countActivity(db: Database, filter: ActivityFilter): Promise<Activity> {
	const hours = new Map<number, ActivityHour>();
	let completeFrom = filter.since;
	const add = (start: number, counts: Partial<ActivityHour>) => {
		const known = hours.get(start) ?? { start, events: 0, delivered: 0, failed: 0 };
		hours.set(start, { ...known, ...counts });
	};
	const stopAt = (place: number) => {
		completeFrom = Math.max(completeFrom, startOf(place) + HOUR_MS);
	};
	await new Batch(db)
		.read<Counted<{ readonly events: number }, number>>(eventCounts(filter), (rows) => {
			for (const { start, events, excess } of rows) {
				add(start, { events });
				if (excess !== null) stopAt(excess);
			}
		})
		.read<Counted<{ readonly delivered: number; readonly failed: number }, string>>(
			attemptCounts(filter),
			(rows) => {
				for (const { start, delivered, failed, excess } of rows) {
					add(start, { delivered, failed });
					if (excess !== null) stopAt(timeOf(excess));
				}
			},
		)
		.run();
	return { hours: [...hours.values()], completeFrom };
}

/** When the hour began that a time is in. */
export function startOf(at: number): number {
	return at - (at % HOUR_MS);
}

/** A stretch is one hour of one log. A log whose directory has not changed since is not looked at. */
function eventCounts({ owner, since }: ActivityFilter): SQL {
	const start = sql`(e.occurred_at - e.occurred_at % ${HOUR})`;
	const stretch = sql`SELECT e.directory_key, ${sequenceAt(sql`e.directory_key`, start)},
		e.sequence, ${start}`;
	return sql`WITH RECURSIVE
		changed AS (SELECT key, last_sequence FROM directories
			WHERE key <> ${OPERATIONS.key} AND ${IS_LIVE} AND updated_at >= ${since}
				AND ${isOwnedBy(owner, { tenant: sql`tenant`, product: sql`product` })}
			ORDER BY updated_at DESC LIMIT ${STRETCHES_MAX + 1}),
		stretch (directory_key, first, last, start) AS (
			${stretch} FROM changed AS d CROSS JOIN events AS e
			WHERE e.directory_key = d.key AND e.sequence = d.last_sequence AND e.occurred_at >= ${since}
			UNION ALL
			${stretch} FROM stretch AS s CROSS JOIN events AS e
			WHERE e.directory_key = s.directory_key AND e.sequence = s.first - 1
				AND e.occurred_at >= ${since}
			ORDER BY 4 DESC LIMIT ${STRETCHES_MAX + 1})
		SELECT start, sum(last - first + 1) AS events,
			(SELECT start FROM stretch LIMIT 1 OFFSET ${STRETCHES_MAX}) AS excess
		FROM stretch GROUP BY start`;
}

/** A stretch is some attempts on one endpoint: those from one id up to another, which is not in it. */
function attemptCounts({ caller, owner, since }: ActivityFilter): SQL {
	// An id is made after its attempt.
	const oldest = `att_${idTime(since)}`;
	const floorBelow = (endpointId: SQL, top: SQL | string) => sql`coalesce((
		SELECT id FROM delivery_attempts AS below
		WHERE below.endpoint_id = ${endpointId} AND below.id < ${top} AND below.id >= ${oldest}
		ORDER BY below.id DESC LIMIT 1 OFFSET ${ATTEMPTS - 1}), ${oldest})`;
	const ofOwner = isBound(owner)
		? sql`a.directory_key IN (SELECT key FROM directories
			WHERE ${isOwnedBy(owner, { tenant: sql`tenant`, product: sql`product` })})`
		: sql`true`;
	return sql`WITH RECURSIVE
		busy AS (SELECT id FROM webhook_endpoints WHERE ${isOwnedBy(caller, ENDPOINT_OWNER)}
			AND EXISTS (SELECT 1 FROM delivery_attempts AS any_of
				WHERE any_of.endpoint_id = webhook_endpoints.id AND any_of.id >= ${oldest})
			LIMIT ${STRETCHES_MAX + 1}),
		stretch (endpoint_id, top, floor) AS (
			SELECT id, ${AFTER_ALL}, ${floorBelow(sql`busy.id`, AFTER_ALL)} FROM busy
			UNION ALL
			SELECT s.endpoint_id, s.floor, ${floorBelow(sql`s.endpoint_id`, sql`s.floor`)}
			FROM stretch AS s WHERE s.floor > ${oldest}
			ORDER BY 2 DESC LIMIT ${STRETCHES_MAX + 1})
		SELECT a.attempted_at - a.attempted_at % ${HOUR} AS start,
			sum(a.outcome = 'delivered') AS delivered, sum(a.outcome <> 'delivered') AS failed,
			(SELECT top FROM stretch LIMIT 1 OFFSET ${STRETCHES_MAX}) AS excess
		FROM stretch AS s CROSS JOIN delivery_attempts AS a
		WHERE a.endpoint_id = s.endpoint_id AND a.id >= s.floor AND a.id < s.top
			AND a.attempted_at >= ${since} AND ${ofOwner}
		GROUP BY start`;
}

/** The time that an id of an attempt begins with; now or later for the one after all. */
function timeOf(id: string): number {
	return id === AFTER_ALL ? Number.MAX_SAFE_INTEGER : Number.parseInt(id.slice(4, 16), 16);
}
