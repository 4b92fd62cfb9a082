/**
 * How far an endpoint has come in each log that it covers. Cursors are read in the order of their key, and
 * a page ends where it is full: an index of those that are behind would cost each delivery two more rows.
 */
import { sql } from 'drizzle-orm';
import { Batch, IS_LIVE, type Database } from './database.ts';
import { ahead } from './delivery-statements.ts';

/** An endpoint's cursor in one log. */
export interface CursorLag {
	readonly directoryKey: number;
	readonly directoryId: string;
	readonly directoryName: string;
	/** Whether the endpoint is disabled, and whether the brake holds the directory: 0 or 1. */
	readonly isDisabled: number;
	readonly isBraked: number;
	/** Whether events ahead of it may be to be sent: 0 or 1. */
	readonly isBehind: number;
	readonly sequence: number;
	readonly lastSequence: number;
	/** When the next event occurred that is to be sent, if it is near (epoch milliseconds). */
	readonly waitingSince: number | null;
	readonly attempts: number;
	readonly lastError: string | null;
	/** Epoch milliseconds; may be `NEVER`. */
	readonly dueAt: number;
}

/** How far the next event to be sent is looked for. */
const WINDOW = 1_000;

/** What is not kept any more is settled, one way or the other. */
const SETTLED = sql`max(delivery_cursors.sequence, d.first_sequence - 1)`;

/** A cursor that rests though nothing holds it has nothing ahead that its endpoint subscribes to. */
const IS_BEHIND = sql`(${SETTLED} < d.last_sequence
	AND (delivery_cursors.state = 'awake' OR e.state = 'disabled' OR d.paused_at IS NOT NULL))`;

/** Reads one page of an endpoint's cursors in one round trip; undefined if there is no such endpoint. */
export async function listCursors(
	db: Database,
	endpointId: string,
	page: {
		readonly isBehind?: boolean | undefined;
		/** The key of the directory to read on after. */
		readonly after?: number | undefined;
		readonly limit: number;
	},
): Promise<readonly CursorLag[] | undefined> {
	const { isBehind, after = -1, limit } = page;
	const wanted = isBehind === undefined ? sql`true` : sql`${IS_BEHIND} = ${Number(isBehind)}`;
	let isThere = false;
	let cursors: readonly CursorLag[] = [];
	await new Batch(db)
		.read<object>(sql`SELECT 1 FROM webhook_endpoints WHERE id = ${endpointId}`, (rows) => {
			isThere = rows.length > 0;
		})
		.read<CursorLag>(
			sql`SELECT d.key AS directoryKey, d.id AS directoryId, d.name AS directoryName,
					e.state = 'disabled' AS isDisabled, d.paused_at IS NOT NULL AS isBraked,
					${IS_BEHIND} AS isBehind, ${SETTLED} AS sequence, d.last_sequence AS lastSequence,
					CASE WHEN ${IS_BEHIND} THEN (SELECT events.occurred_at
						FROM ${ahead('', sql`${SETTLED} + ${WINDOW}`)}
						ORDER BY events.sequence LIMIT 1) END AS waitingSince,
					delivery_cursors.attempts, delivery_cursors.last_error AS lastError,
					delivery_cursors.due_at AS dueAt
				FROM delivery_cursors CROSS JOIN directories AS d CROSS JOIN webhook_endpoints AS e
				WHERE delivery_cursors.endpoint_id = ${endpointId} AND delivery_cursors.lane = ''
					AND delivery_cursors.directory_key > ${after} AND d.key = delivery_cursors.directory_key
					AND ${IS_LIVE} AND e.id = delivery_cursors.endpoint_id AND ${wanted}
				ORDER BY delivery_cursors.directory_key LIMIT ${limit}`,
			(rows) => (cursors = rows),
		)
		.run();
	return isThere ? cursors : undefined;
}
