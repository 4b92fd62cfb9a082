/**
 * Replays: lanes of delivery cursors with an end, one cursor for each directory, all under the
 * replay's id. They are delivered like everything else; here they are begun, shown and cancelled. No
 * index helps: each call reads the endpoint's cursors, a row or two for each directory, and calls
 * are rare, while an index would cost every cursor a row more.
 */
import { type SQL, sql } from 'drizzle-orm';
import { Batch, IS_LIVE, type Database } from './database.ts';
import { type DueCursor, dueStatement, isHeldBack, NEVER } from './delivery-cursors.ts';
import { directoriesOf, type EndpointScope } from './endpoint-scope.ts';
import { sequenceAt } from './event-search.ts';

/** What is to be replayed. */
export interface NewReplay extends Ranges {
	/** `rpl_…` for events of the log, `rdl_…` for dead letters. */
	readonly id: string;
	readonly types: readonly string[] | null;
}

/** Parts of logs. */
export interface Ranges {
	/** A SELECT of (directory_key, last sequence before, last). */
	readonly ranges: SQL;
	/** A SELECT of `lostUntil`, see {@link Started}; none where nothing that was asked for can be lost. */
	readonly lost?: SQL;
}

/** A replay, summed up over its directories. */
export interface ReplayRow {
	readonly id: string;
	readonly types: readonly string[] | null;
	readonly directories: number;
	readonly done: number;
	readonly awake: number;
	readonly sequencesLeft: number;
	/** Epoch milliseconds. */
	readonly createdAt: number;
}

/** What became of the wish to replay something. */
export type Started =
	| {
			readonly kind: 'started';
			readonly replay: ReplayRow;
			readonly wakeUps: readonly DueCursor[];
			/** Events before this may be missing (epoch milliseconds): they are not kept any more. */
			readonly lostUntil: number | null;
	  }
	/** There is nothing in these ranges, or the endpoint is gone. */
	| { readonly kind: 'empty' }
	| { readonly kind: 'disabled' }
	/** The endpoint has as many replays under way as it may have. */
	| { readonly kind: 'busy' };

/** Replays of one endpoint under way at a time: each is a lane of POSTs beside the others. */
export const REPLAYS_MAX = 10;

/** The range of one log, both ends included. */
export function rangeOf(directoryKey: number, first: number, last: number): Ranges {
	return { ranges: sql`SELECT ${directoryKey}, ${first - 1}, ${last}` };
}

/**
 * The ranges of the events from one time to another (epoch milliseconds, both included) in the logs
 * that an endpoint covers, or in one of them.
 */
export function rangesSince(
	scope: EndpointScope,
	directoryKey: number | undefined,
	from: number,
	to: number | undefined,
): Ranges {
	const key = sql`directories.key`;
	const last = to === undefined ? sql`last_sequence` : sql`${sequenceAt(key, to + 1)} - 1`;
	const isOfScope =
		directoryKey === undefined ? directoriesOf(scope) : sql`${key} = ${directoryKey}`;
	// A log moves with its last event, so those that end before are left out without a search.
	const logs = sql`directories WHERE ${isOfScope} AND ${IS_LIVE} AND updated_at >= ${from}`;
	const ranges = sql`SELECT ${key}, ${sequenceAt(key, from)} - 1, ${last} FROM ${logs}
		AND last_sequence >= first_sequence`;
	// When what is gone occurred is not known; it was not after the oldest event that is kept.
	const oldest = sql`SELECT occurred_at FROM events
		WHERE directory_key = ${key} AND sequence = directories.first_sequence`;
	const lost = sql`SELECT max(until) AS lostUntil FROM (
		SELECT coalesce((${oldest}), updated_at) AS until FROM ${logs} AND first_sequence > 1)
		WHERE until > ${from}`;
	return { ranges, lost };
}

/** Begins a replay to an enabled endpoint; `now` in epoch milliseconds. */
export async function startReplay(
	db: Database,
	endpointId: string,
	{ id, types, ranges, lost }: NewReplay,
	now: number,
): Promise<Started> {
	let replay: ReplayRow | undefined;
	let wakeUps: readonly DueCursor[] = [];
	let lostUntil: number | null = null;
	const batch = new Batch(db)
		.write(
			// MATERIALIZED, lest each search is done again for each mention of its column.
			sql`WITH ranges (directory_key, passed, until) AS MATERIALIZED (${ranges})
				INSERT INTO delivery_cursors (endpoint_id, directory_key, lane, sequence, until, types,
					state, attempts, due_at, lease_until, created_at)
				SELECT e.id, r.directory_key, ${id}, r.passed, r.until,
					${types === null ? null : JSON.stringify(types)},
					CASE WHEN ${isHeldBack(sql`r.directory_key`)} THEN 'idle' ELSE 'awake' END,
					0, CASE e.delivery WHEN 'poll' THEN ${NEVER} ELSE ${now} END, 0, ${now}
				FROM webhook_endpoints AS e CROSS JOIN ranges AS r CROSS JOIN directories AS d
				WHERE e.id = ${endpointId} AND e.state = 'enabled' AND r.passed < r.until
					AND d.key = r.directory_key AND ${IS_LIVE}
					AND ${runningOf(endpointId)} < ${REPLAYS_MAX}`,
		)
		.read<SummaryRow>(summaries(endpointId, sql`lane = ${id}`, 1), ([row]) => {
			replay = row && toReplayRow(row);
		})
		.read<DueCursor>(
			dueStatement(sql`c.endpoint_id = ${endpointId} AND c.lane = ${id} AND c.lane <> ''`, now),
			(rows) => (wakeUps = rows),
		);
	if (lost !== undefined) {
		batch.read<{ lostUntil: number | null }>(lost, ([row]) => (lostUntil = row?.lostUntil ?? null));
	}
	await batch.run();
	if (replay !== undefined) return { kind: 'started', replay, wakeUps, lostUntil };
	const [endpoint] = await db.all<{ state: string; running: number }>(
		sql`SELECT state, ${runningOf(endpointId)} AS running FROM webhook_endpoints
			WHERE id = ${endpointId}`,
	);
	if (endpoint?.state === 'disabled') return { kind: 'disabled' };
	return { kind: (endpoint?.running ?? 0) < REPLAYS_MAX ? 'empty' : 'busy' };
}

/** How many replays to an endpoint are under way. */
function runningOf(endpointId: string): SQL {
	return sql`(SELECT count(DISTINCT lane) FROM delivery_cursors
		WHERE endpoint_id = ${endpointId} AND lane <> '' AND state <> 'done')`;
}

/** Reads one page of an endpoint's replays, newest first, and reads on after the id of a replay. */
export async function listReplays(
	db: Database,
	endpointId: string,
	page: { readonly after?: string | undefined; readonly limit: number },
): Promise<ReplayRow[]> {
	const { after, limit } = page;
	const older = after === undefined ? sql`true` : sql`substr(lane, 5) < substr(${after}, 5)`;
	const rows = await db.all<SummaryRow>(summaries(endpointId, older, limit));
	return rows.map(toReplayRow);
}

/** Reads one replay of an endpoint. */
export async function findReplay(
	db: Database,
	endpointId: string,
	replayId: string,
): Promise<ReplayRow | undefined> {
	const [row] = await db.all<SummaryRow>(summaries(endpointId, sql`lane = ${replayId}`, 1));
	return row && toReplayRow(row);
}

/** A replay in one directory. */
export interface ProgressRow {
	readonly directoryKey: number;
	readonly directoryId: string;
	readonly sequence: number;
	readonly until: number;
	readonly state: 'idle' | 'awake' | 'done';
	readonly attempts: number;
	readonly lastError: string | null;
	/** Epoch milliseconds; may be `NEVER`. */
	readonly dueAt: number;
}

/** Reads one page of the directories of a replay, and reads on after the key of a directory. */
export function listProgress(
	db: Database,
	endpointId: string,
	replayId: string,
	page: { readonly after?: number | undefined; readonly limit: number },
): Promise<ProgressRow[]> {
	return db.all<ProgressRow>(
		sql`SELECT c.directory_key AS directoryKey, d.id AS directoryId, c.sequence, c.until, c.state,
				c.attempts, c.last_error AS lastError, c.due_at AS dueAt
			FROM delivery_cursors AS c CROSS JOIN directories AS d
			WHERE c.endpoint_id = ${endpointId} AND c.lane = ${replayId} AND c.lane <> ''
				AND c.directory_key > ${page.after ?? -1} AND d.key = c.directory_key
			ORDER BY c.directory_key LIMIT ${page.limit}`,
	);
}

/** Ends a replay, or forgets one that is done: a consumer under way stops. False if there is none. */
export async function cancelReplay(
	db: Database,
	endpointId: string,
	replayId: string,
): Promise<boolean> {
	const ofReplay = sql`endpoint_id = ${endpointId} AND lane = ${replayId} AND lane <> ''`;
	let isCancelled = false;
	await new Batch(db)
		.read(sql`DELETE FROM delivery_cursors WHERE ${ofReplay} RETURNING lane`, (rows) => {
			isCancelled = rows.length > 0;
		})
		.write(sql`DELETE FROM set_acknowledgements WHERE ${ofReplay}`)
		.run();
	return isCancelled;
}

/** As SQL returns it, with the types as JSON. */
interface SummaryRow extends Omit<ReplayRow, 'types'> {
	readonly types: string | null;
}

/** Replays of an endpoint, newest first: behind its prefix an id begins with its time. */
function summaries(endpointId: string, which: SQL, limit: number): SQL {
	return sql`SELECT lane AS id, max(types) AS types, count(*) AS directories,
			sum(state = 'done') AS done, sum(state = 'awake') AS awake,
			sum(until - sequence) AS sequencesLeft, min(created_at) AS createdAt
		FROM delivery_cursors WHERE endpoint_id = ${endpointId} AND lane <> '' AND ${which}
		GROUP BY lane ORDER BY substr(lane, 5) DESC LIMIT ${limit}`;
}

function toReplayRow({ types, ...row }: SummaryRow): ReplayRow {
	return { ...row, types: types === null ? null : (JSON.parse(types) as string[]) };
}
