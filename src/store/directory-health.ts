/** Pages of directories with what their diagnosis is made of: one statement, whatever the size of the page. */
import { and, sql, type SQL } from 'drizzle-orm';
import { HELD } from './brake.ts';
import { Batch, type Database } from './database.ts';
import { isListed, type DirectoryFilter, type DirectoryRow } from './directories.ts';
import { toTraffic, trafficColumns, type DiagnosedTraffic, type TrafficRow } from './traffic.ts';

/** A directory as it is shown beside its diagnosis. */
interface Shown extends Pick<
	DirectoryRow,
	'key' | 'id' | 'name' | 'tenant' | 'product' | 'activeUserCount' | 'pausedAt'
> {
	/** How many events the brake holds. Null if deliveries flow. */
	readonly heldEvents: number | null;
}

/** A directory, and what is known of its connection. */
export interface DirectoryStanding extends Shown {
	readonly traffic: DiagnosedTraffic;
}

/** Directories that were read, of all that were looked through. */
export interface Standings {
	readonly rows: readonly DirectoryStanding[];
	/** How many were looked through for suspects, and how many of those are none; 0 if that was not asked. */
	readonly looked: number;
	readonly sound: number;
}

/** Which directories to read. */
export interface StandingFilter extends DirectoryFilter {
	readonly deliveries?: 'flowing' | 'held' | undefined;
	/** Signals are read from this day on. */
	readonly fromDay: number;
	/** Those first that may have a problem; in the order in which they were made if left out. */
	readonly suspects?: Suspects | undefined;
}

/** What makes a directory suspicious. Times are epoch milliseconds. */
export interface Suspects {
	/** Signals of which one is enough. */
	readonly once: readonly string[];
	/** Signals of which so many are. */
	readonly often: { readonly signals: readonly string[]; readonly times: number };
	/** Signals that are suspicious in directories of a type: pairs of both. */
	readonly foreign: readonly (readonly [type: string, signal: string])[];
	/** Nobody was let in since. */
	readonly quietSince: number;
	/** A token expires before. */
	readonly expiresBefore: number;
	/** A synchronisation was due before. */
	readonly dueBefore: number;
	readonly now: number;
	/** How many directories are looked through, those first that were made first. */
	readonly lookedThrough: number;
	/** How many suspects are read at most. */
	readonly limit: number;
}

/** The evidence of refused requests alone says who talks; the rest of it is for people. */
const EVIDENCE_OF = 'refused.*';

/** Reads directories: in the order in which they were made, or suspects first and then the others in that order. */
export async function listStandings(db: Database, filter: StandingFilter): Promise<Standings> {
	const { fromDay, suspects } = filter;
	const wanted = suspects === undefined ? inOrder(filter) : suspectsFirst(filter, suspects);
	let standings: Standings = { rows: [], looked: 0, sound: 0 };
	await new Batch(db)
		.read<Shown & TrafficRow & Omit<Standings, 'rows'>>(
			// What is wanted is asked for once, however many columns look at it.
			sql`WITH wanted AS MATERIALIZED (${wanted})
				SELECT d.key, d.id, d.name, d.tenant, d.product, d.active_user_count AS activeUserCount,
					d.paused_at AS pausedAt, ${HELD} AS heldEvents, wanted.looked, wanted.sound,
					${trafficColumns({ fromDay, evidenceOf: EVIDENCE_OF })}
				FROM wanted CROSS JOIN directories AS d WHERE d.key = wanted.key ORDER BY wanted.place`,
			(rows) => {
				const [{ looked, sound } = standings] = rows;
				const read = rows.map((row) => {
					const { key, id, name, tenant, product, activeUserCount, pausedAt, heldEvents } = row;
					const shown = { key, id, name, tenant, product, activeUserCount, pausedAt, heldEvents };
					return { ...shown, traffic: toTraffic(row) };
				});
				standings = { rows: read, looked, sound };
			},
		)
		.run();
	return standings;
}

function inOrder(filter: StandingFilter): SQL {
	return sql`SELECT key, key AS place, 0 AS looked, 0 AS sound FROM directories WHERE ${conditionOf(filter)}
		ORDER BY key LIMIT ${filter.limit}`;
}

function suspectsFirst(filter: StandingFilter, suspects: Suspects): SQL {
	const { lookedThrough, limit } = suspects;
	// What is suspected is asked for once, however often it is looked at.
	return sql`WITH looked AS MATERIALIZED (
			SELECT key, ${suspicionOf(filter, suspects)} AS suspicion FROM directories
			WHERE ${conditionOf(filter)} ORDER BY key LIMIT ${lookedThrough})
		SELECT key, place, looked, sound FROM (
			SELECT key, suspicion, row_number() OVER (ORDER BY suspicion DESC, key) AS place,
				(SELECT count(*) FROM looked) AS looked,
				(SELECT count(*) FROM looked WHERE suspicion = 0) AS sound FROM looked)
		WHERE place <= ${filter.limit} OR (suspicion > 0 AND place <= ${limit})`;
}

function isAmong(signals: readonly string[]): SQL {
	return sql`s.signal IN (SELECT value FROM json_each(${JSON.stringify(signals)}))`;
}

/**
 * 3 if deliveries are held, 2 for what may be an error, 1 for what is a warning at most, 0 if all seems well. Many
 * may be quiet: of more suspects than are read, those are left out of whom there is less to fear.
 */
function suspicionOf({ fromDay }: StandingFilter, suspects: Suspects): SQL {
	const { once, often, foreign, now } = suspects;
	const isForeign = sql`(directories.type, s.signal) IN
		(SELECT value ->> 0, value ->> 1 FROM json_each(${JSON.stringify(foreign)}))`;
	const isLive = sql`revoked_at IS NULL AND coalesce(expires_at > ${now}, true)`;
	const ofTokens = sql`FROM tokens WHERE directory_key = directories.key`;
	return sql`CASE
		WHEN paused_at IS NOT NULL THEN 3
		WHEN type = 'google' AND coalesce((
			SELECT state <> 'connected' OR failures > 0 OR coalesce(last_run ->> '$.isHeld', 0)
				OR coalesce(last_run ->> '$.errors', 0) > 0
				OR coalesce(next_run_at, ${now}) < ${suspects.dueBefore}
			FROM google_connections WHERE directory_key = directories.key), true) THEN 2
		WHEN type <> 'google' AND NOT EXISTS (SELECT 1 ${ofTokens} AND ${isLive}) THEN 2
		WHEN (
			SELECT coalesce(sum(CASE
				WHEN ${isAmong(once)} OR ${isForeign} THEN ${often.times}
				WHEN ${isAmong(often.signals)} THEN s.count ELSE 0 END), 0) >= ${often.times}
			FROM traffic_signals AS s WHERE s.directory_key = directories.key AND s.day >= ${fromDay}) THEN 2
		WHEN state = 'inactive' THEN 1
		WHEN type <> 'google' AND (
			SELECT coalesce(max(last_used_at), 0) < ${suspects.quietSince}
				OR coalesce(min(iif(${isLive}, expires_at, NULL)) < ${suspects.expiresBefore}, false)
			${ofTokens}) THEN 1
		ELSE 0 END`;
}

function conditionOf({ deliveries, ...filter }: StandingFilter): SQL | undefined {
	const isFound = isListed(filter);
	if (deliveries === undefined) return isFound;
	// In the very words of the index.
	return and(isFound, deliveries === 'held' ? sql`paused_at IS NOT NULL` : sql`paused_at IS NULL`);
}
