/**
 * SCIM requests of the audit log about one user, and those that brought events about. A request is noted when it
 * has been answered: its id begins with that time, and lies after the events that it caused.
 */
import { sql } from 'drizzle-orm';
import { Batch, type Database } from './database.ts';
import { idTime } from './event-search.ts';
import type { AuditRow } from './audit.ts';

/** A SCIM request as it is kept. */
export type ScimRequestRow = Pick<
	AuditRow,
	| 'id'
	| 'occurredAt'
	| 'actor'
	| 'action'
	| 'target'
	| 'method'
	| 'path'
	| 'status'
	| 'durationMs'
	| 'requestId'
>;

const COLUMNS = sql.raw(`id, occurred_at AS occurredAt, actor, action, target, method, path, status,
	duration_ms AS durationMs, request_id AS requestId`);

/** Requests looked at for one that writes: a provider may read a user for weeks, and change nothing. */
const READS_MAX = 1_000;

/** Reads the requests that named a user, the latest first. */
export function listRequestsAbout(
	db: Database,
	query: {
		readonly directoryId: string;
		readonly userId: string;
		/** Only requests before the one of this id. */
		readonly before?: string | undefined;
		readonly limit: number;
		/** Only those that were to change something. */
		readonly isWrite?: boolean;
	},
): Promise<readonly ScimRequestRow[]> {
	const { directoryId, userId, before, limit, isWrite = false } = query;
	const isBefore = before === undefined ? sql`true` : sql`id < ${before}`;
	const requests = sql`SELECT ${COLUMNS} FROM audit_log INDEXED BY audit_log_target
		WHERE kind = 'scim' AND directory_id = ${directoryId} AND target = ${userId} AND ${isBefore}
		ORDER BY id DESC LIMIT ${isWrite ? READS_MAX : limit}`;
	const found = isWrite
		? sql`SELECT * FROM (${requests}) WHERE method NOT IN ('GET', 'HEAD') LIMIT ${limit}`
		: requests;
	return read(db, found);
}

async function read(
	db: Database,
	statement: Parameters<Batch['read']>[0],
): Promise<readonly ScimRequestRow[]> {
	let rows: readonly ScimRequestRow[] = [];
	await new Batch(db).read<ScimRequestRow>(statement, (found) => (rows = found)).run();
	return rows;
}

/** An event whose cause is looked for. */
export interface CausedEvent {
	readonly sequence: number;
	/** Epoch milliseconds. */
	readonly occurredAt: number;
	/** What a request may have named that caused it: the user, the group. */
	readonly targets: readonly string[];
	/** What a request may have asked for that caused it. */
	readonly actions: readonly string[];
}

/** How far the clocks of the Worker and of the writer may lie apart. */
const SKEW_MS = 250;

/** Longer than a request takes. */
const DURATION_MAX_MS = 60_000;

/** Requests on the same target looked at for each event. */
const WINDOW = 100;

/**
 * Finds, for each event, the request that changed something while it was written: on the user, on the group, or a
 * bulk request, which names neither. Adds to a batch.
 */
export function addCauses(
	batch: Batch,
	directoryId: string,
	events: readonly CausedEvent[],
	receive: (causes: ReadonlyMap<number, ScimRequestRow>) => void,
): void {
	const sought = events.map(({ sequence, occurredAt, targets, actions }) => ({
		sequence,
		actions,
		at: occurredAt,
		from: `aud_${idTime(occurredAt - SKEW_MS)}`,
		to: `aud_${idTime(occurredAt + DURATION_MAX_MS)}`,
		targets: [...targets, null],
	}));
	batch.read<{ sequence: number; requests: string }>(
		sql`SELECT e.value ->> 'sequence' AS sequence, (
			SELECT json_group_array(json_object('id', id, 'occurredAt', occurred_at, 'actor', actor,
				'action', action, 'target', target, 'method', method, 'path', path, 'status', status,
				'durationMs', duration_ms, 'requestId', request_id))
			FROM (SELECT * FROM audit_log INDEXED BY audit_log_target
				WHERE kind = 'scim' AND directory_id = ${directoryId} AND target IS t.value
					AND id >= e.value ->> 'from' AND id < e.value ->> 'to'
				ORDER BY id LIMIT ${WINDOW})
			WHERE status BETWEEN 200 AND 299
				AND action IN (SELECT value FROM json_each(e.value, '$.actions'))
				AND occurred_at <= (e.value ->> 'at') + ${SKEW_MS}
				AND occurred_at + duration_ms >= (e.value ->> 'at') - ${SKEW_MS}) AS requests
		FROM json_each(${JSON.stringify(sought)}) AS e
			CROSS JOIN json_each(e.value, '$.targets') AS t`,
		(rows) => {
			const times = new Map(events.map((event) => [event.sequence, event.occurredAt]));
			const causes = new Map<number, ScimRequestRow>();
			for (const { sequence, requests } of rows) {
				const known = causes.get(sequence);
				const candidates = [
					...(known === undefined ? [] : [known]),
					...(JSON.parse(requests) as ScimRequestRow[]),
				];
				const at = times.get(sequence) ?? 0;
				const [nearest] = candidates.toSorted(
					(one, two) => distanceTo(one, at) - distanceTo(two, at),
				);
				if (nearest !== undefined) causes.set(sequence, nearest);
			}
			receive(causes);
		},
	);
}

/** How far a time lies outside of a request; within, the shorter request is the nearer one. */
function distanceTo({ occurredAt, durationMs }: ScimRequestRow, at: number): number {
	const outside = Math.max(occurredAt - at, at - (occurredAt + durationMs), 0);
	return outside * DURATION_MAX_MS + durationMs;
}
