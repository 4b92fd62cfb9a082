/**
 * Dead letters: the events that an endpoint did not accept, and which of them can be sent again. They
 * have no index by event: each has taken its endpoint a whole schedule, so an endpoint has few.
 */
import { type SQL, sql } from 'drizzle-orm';
import { IS_LIVE, keyOf, type Database } from './database.ts';

/** A dead letter as it is shown. */
export interface DeadLetterRow {
	readonly directoryKey: number;
	readonly directoryId: string;
	readonly sequence: number;
	readonly eventId: string;
	/** Null when the event is not kept any more. */
	readonly type: string | null;
	/** Whom it is about, and in which group, as far as the event is kept. */
	readonly subject: string | null;
	readonly groupName: string | null;
	readonly attempts: number;
	readonly lastError: string | null;
	/** Epoch milliseconds. */
	readonly diedAt: number;
	/** The redelivery under way that has it ahead. */
	readonly replayId: string | null;
}

/** A place in the order of directories and sequences. */
export interface LogPosition {
	readonly directoryKey: number;
	readonly sequence: number;
}

/** Reads one page of an endpoint's dead letters in the order in which they are sent again. */
export function listDeadLetters(
	db: Database,
	endpointId: string,
	page: {
		readonly directoryId?: string | undefined;
		readonly after?: LogPosition | undefined;
		readonly limit: number;
	},
): Promise<DeadLetterRow[]> {
	const { directoryId, after, limit } = page;
	return db.all<DeadLetterRow>(
		selectWhere(
			sql`l.endpoint_id = ${endpointId}
				AND ${directoryId === undefined ? sql`true` : sql`l.directory_key = ${keyOf(directoryId)}`}
				AND (l.directory_key, l.sequence) > (${after?.directoryKey ?? -1}, ${after?.sequence ?? 0})
				ORDER BY l.directory_key, l.sequence LIMIT ${limit}`,
		),
	);
}

/** Finds the dead letter of an endpoint that is this event. */
export async function findDeadLetter(
	db: Database,
	endpointId: string,
	eventId: string,
): Promise<DeadLetterRow | undefined> {
	const [row] = await db.all<DeadLetterRow>(
		selectWhere(sql`l.endpoint_id = ${endpointId} AND l.event_id = ${eventId}`),
	);
	return row;
}

/** Which dead letters to send again; all of the endpoint's unless limited. */
export interface Redelivered {
	readonly endpointId: string;
	readonly directoryKey?: number | undefined;
	readonly sequence?: number | undefined;
}

/**
 * The ranges, as a replay takes them, of the dead letters whose event is kept and that no redelivery
 * under way has ahead. It sends no other events of its ranges.
 */
export function deadRanges({ endpointId, directoryKey, sequence }: Redelivered): SQL {
	return sql`SELECT l.directory_key, min(l.sequence) - 1, max(l.sequence) FROM dead_letters AS l
		WHERE l.endpoint_id = ${endpointId}
			AND ${directoryKey === undefined ? sql`true` : sql`l.directory_key = ${directoryKey}`}
			AND ${sequence === undefined ? sql`true` : sql`l.sequence = ${sequence}`}
			AND l.sequence >= (SELECT first_sequence FROM directories WHERE key = l.directory_key)
			AND ${REDELIVERY} IS NULL
		GROUP BY l.directory_key`;
}

/** The redelivery that has dead letter `l` ahead. */
const REDELIVERY = sql`(SELECT c.lane FROM delivery_cursors AS c
	WHERE c.endpoint_id = l.endpoint_id AND c.directory_key = l.directory_key
		AND c.lane GLOB 'rdl_*' AND c.state <> 'done'
		AND c.sequence < l.sequence AND c.until >= l.sequence LIMIT 1)`;

/** Whom event `e` is about. */
const SUBJECT = sql`coalesce(e.data ->> '$.user_name', e.data ->> '$.name', e.data ->> '$.id')`;

/** Reads dead letters `l`; `rest` is what follows WHERE. */
function selectWhere(rest: SQL): SQL {
	return sql`SELECT l.directory_key AS directoryKey, d.id AS directoryId, l.sequence,
			l.event_id AS eventId, e.type, ${SUBJECT} AS subject,
			e.data ->> '$.group.name' AS groupName, l.attempts, l.last_error AS lastError, l.died_at AS diedAt,
			${REDELIVERY} AS replayId
		FROM dead_letters AS l CROSS JOIN directories AS d LEFT JOIN events AS e
			ON e.directory_key = l.directory_key AND e.sequence = l.sequence
		WHERE d.key = l.directory_key AND ${IS_LIVE} AND ${rest}`;
}
