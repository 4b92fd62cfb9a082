/**
 * What happens right now, over all directories that a viewer sees: the newest requests of identity providers
 * and the newest events, and what has come since. Nothing is remembered between two looks but the position,
 * so each look goes over the directories that are seen: they are bounded.
 */
import { sql, type SQL } from 'drizzle-orm';
import { Batch, IS_LIVE, type Database } from './database.ts';
import { sequenceAt } from './event-search.ts';
import {
	EVENTS_LATE_MS,
	REQUESTS_LATE_MS,
	requestId,
	type LiveMark,
	type LivePosition,
} from './live-position.ts';
import { isOwnedBy, type Binding } from './ownership.ts';

/** Who watches, and what. */
export interface LiveScope {
	readonly caller: Binding;
	readonly tenant?: string | undefined;
	readonly directoryId?: string | undefined;
}

/** An event as it is told; `subject` and `groupName` are whom and what it is about. */
export interface LiveEvent extends LiveMark {
	readonly kind: 'event';
	readonly directoryId: string;
	readonly directoryName: string;
	readonly id: string;
	readonly type: string;
	readonly subject: string | null;
	readonly groupName: string | null;
}

/** A SCIM request as it is told. */
export interface LiveRequest {
	readonly kind: 'request';
	readonly id: string;
	readonly occurredAt: number;
	readonly directoryId: string;
	readonly directoryName: string | null;
	readonly action: string;
	readonly method: string;
	readonly path: string;
	readonly status: number;
	readonly durationMs: number;
}

/** What has happened. */
export interface LiveLook {
	readonly events: readonly LiveEvent[];
	readonly requests: readonly LiveRequest[];
}

/** Directories that one look may go over; who sees more has to choose. */
export const DIRECTORIES_MAX = 2_000;

/** How many requests are looked at for those that a viewer sees, if it is a product's that are looked for. */
const WINDOW = 5_000;

/**
 * Reads the newest, and the position that goes with it; both newest first. Undefined for who sees too many
 * directories.
 */
export async function readNewest(
	db: Database,
	scope: LiveScope,
	now: number,
	limit: number,
): Promise<(LiveLook & { readonly position: LivePosition }) | undefined> {
	let directories = 0;
	let marks: readonly LiveMark[] = [];
	let late: readonly { readonly id: string }[] = [];
	let events: readonly LiveEvent[] = [];
	let requests: readonly LiveRequest[] = [];
	const at = now - EVENTS_LATE_MS;
	const before = requestId(now - REQUESTS_LATE_MS);
	const last = sql`SELECT d.key, e.sequence, e.occurred_at AS occurredAt
		FROM (${seen(scope)}) AS d CROSS JOIN events AS e
		WHERE e.directory_key = d.key AND e.sequence = d.last_sequence`;
	await new Batch(db)
		.read<{ count: number }>(
			sql`SELECT count(*) AS count FROM (${seen(scope, DIRECTORIES_MAX + 1)})`,
			([row]) => (directories = row?.count ?? 0),
		)
		.read<LiveMark>(sql`${last} AND e.occurred_at >= ${at}`, (rows) => (marks = rows))
		.read<LiveEvent>(
			eventQuery(
				sql`(${last} ORDER BY e.occurred_at DESC LIMIT ${limit})`,
				sql`e.sequence > mark.sequence - ${limit}`,
				sql`ORDER BY e.occurred_at DESC, e.directory_key, e.sequence DESC LIMIT ${limit}`,
			),
			(rows) => (events = rows),
		)
		.read<{ id: string }>(
			sql`SELECT id FROM audit_log AS a WHERE ${isSeen(scope)} AND id >= ${before}`,
			(rows) => (late = rows),
		)
		.read<LiveRequest>(
			requestQuery(
				sql`(SELECT * FROM audit_log AS a WHERE ${isNear(scope)} ORDER BY id DESC LIMIT ${WINDOW})`,
				sql`${isSeen(scope)} ORDER BY a.id DESC LIMIT ${limit}`,
			),
			(rows) => (requests = rows),
		)
		.run();
	if (directories > DIRECTORIES_MAX) return undefined;
	const logs = marks.map(({ key, sequence, occurredAt }) => [key, sequence, occurredAt] as const);
	return { events, requests, position: { at, logs, before, requests: late.map(({ id }) => id) } };
}

/** Reads what has come since a position, the oldest first, and at most so many of each. */
export async function readSince(
	db: Database,
	scope: LiveScope,
	{ at, logs, before, requests: told }: LivePosition,
	limit: number,
): Promise<LiveLook> {
	let events: readonly LiveEvent[] = [];
	let requests: readonly LiveRequest[] = [];
	const named = JSON.stringify(logs);
	// Of a log that is not named, what occurred from then on has not been told, if there is such an event.
	// Those that are named were seen by the same viewer: a position is sealed for one.
	const marks = sql`(SELECT directories.key, told.value ->> 1 AS sequence
			FROM json_each(${named}) AS told CROSS JOIN directories
			WHERE directories.key = told.value ->> 0 AND ${IS_LIVE}
		UNION ALL SELECT d.key, CASE
			WHEN (SELECT occurred_at FROM events WHERE directory_key = d.key AND sequence = d.last_sequence)
				< ${at} THEN d.last_sequence
			ELSE ${sequenceAt(sql`d.key`, at)} - 1 END
			FROM (${seen(scope)}) AS d
			WHERE d.key NOT IN (SELECT value ->> 0 FROM json_each(${named})))`;
	await new Batch(db)
		.read<LiveEvent>(
			eventQuery(
				marks,
				sql`e.sequence > mark.sequence AND e.sequence <= mark.sequence + ${limit}`,
				sql`ORDER BY e.occurred_at, e.directory_key, e.sequence LIMIT ${limit}`,
			),
			(rows) => (events = rows),
		)
		.read<LiveRequest>(
			requestQuery(
				sql`audit_log`,
				sql`${isSeen(scope)} AND a.id >= ${before}
					AND a.id NOT IN (SELECT value FROM json_each(${JSON.stringify(told)}))
					ORDER BY a.id LIMIT ${limit}`,
			),
			(rows) => (requests = rows),
		)
		.run();
	return { events, requests };
}

/** The directories that are seen, the operations log among them where nothing narrows them down. */
function seen({ caller, tenant, directoryId }: LiveScope, limit = DIRECTORIES_MAX): SQL {
	return sql`SELECT key, last_sequence FROM directories
		WHERE ${IS_LIVE} AND ${isOwnedBy(caller, { tenant: sql`tenant`, product: sql`product` })}
			AND ${tenant === undefined ? sql`true` : sql`tenant = ${tenant}`}
			AND ${directoryId === undefined ? sql`true` : sql`id = ${directoryId}`}
		LIMIT ${limit}`;
}

/** What an index serves of {@link isSeen}, of an entry `a`. */
function isNear({ caller, tenant = caller.tenant ?? undefined, directoryId }: LiveScope): SQL {
	if (directoryId !== undefined) return sql`a.directory_id = ${directoryId} AND a.kind = 'scim'`;
	return tenant === undefined
		? sql`a.kind = 'scim'`
		: sql`a.tenant = ${tenant} AND a.kind = 'scim'`;
}

/** Whether an entry `a` of the audit log is a request that is seen. */
function isSeen(scope: LiveScope): SQL {
	const { caller, tenant } = scope;
	return sql`${isNear(scope)} AND ${isOwnedBy(caller, { tenant: sql`a.tenant`, product: sql`a.product` })}
		AND ${tenant === undefined ? sql`true` : sql`a.tenant = ${tenant}`}`;
}

/** The statement that reads events `e` beyond the marks of their logs. */
function eventQuery(marks: SQL, range: SQL, rest: SQL): SQL {
	return sql`SELECT 'event' AS kind, d.key, d.id AS directoryId, d.name AS directoryName, e.id, e.type,
			e.sequence, e.occurred_at AS occurredAt,
			coalesce(e.data ->> 'user_name', e.data ->> 'name', e.data ->> 'id') AS subject,
			e.data ->> '$.group.name' AS groupName
		FROM ${marks} AS mark CROSS JOIN directories AS d CROSS JOIN events AS e
		WHERE d.key = mark.key AND e.directory_key = mark.key AND ${range} ${rest}`;
}

function requestQuery(from: SQL, rest: SQL): SQL {
	return sql`SELECT 'request' AS kind, a.id, a.occurred_at AS occurredAt, a.directory_id AS directoryId,
			d.name AS directoryName, a.action, a.method, a.path, a.status, a.duration_ms AS durationMs
		FROM ${from} AS a LEFT JOIN directories AS d ON d.id = a.directory_id
		WHERE ${rest}`;
}
