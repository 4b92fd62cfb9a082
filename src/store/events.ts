/** The event log as readers see it: gapless and in order, because one writer numbers it. */
import { type SQL, sql } from 'drizzle-orm';
import { Batch, IS_LIVE, keyOf, type Database } from './database.ts';
import { covers } from './endpoint-scope.ts';
import type { events } from './tables.ts';

/** A log: a directory's, or the operations log. */
export interface Log {
	readonly key: number;
	readonly id: string;
	readonly tenant: string;
	readonly product: string;
	/** The oldest event that is kept; one more than the last if none is. */
	readonly firstSequence: number;
	readonly lastSequence: number;
}

/** A row of the log, as readers see it. */
export type EventRow = Pick<
	typeof events.$inferSelect,
	'id' | 'type' | 'sequence' | 'occurredAt' | 'data'
>;

/** Which events to read. */
export interface EventFilter {
	/** The sequence before them; undefined to begin with the oldest that is kept. */
	readonly after: number | undefined;
	readonly limit: number;
	/** Exact types or patterns like `user.*`; none means all. */
	readonly types: readonly string[];
}

/** Some events, and the log as it was when they were read. */
export interface EventPage {
	readonly log: Log;
	readonly events: readonly EventRow[];
	/** How far the log was looked through: the sequence of the last event, or more. */
	readonly position: number;
}

type FoundRow = Omit<EventRow, 'data'> & { readonly data: string | null };

/** How far one page looks: a type that is rare must not make it read the whole log. */
const WINDOW = 10_000;

/** Of event data in one page; the last event may exceed it. An answer must fit into memory. */
const PAGE_BYTES_MAX = 4_000_000;

/**
 * Reads events in the order of their sequence, in one round trip and as one transaction: what is
 * committed or expires meanwhile is wholly in the page or not at all. Undefined without such a log.
 */
export async function readEvents(
	db: Database,
	logId: string,
	{ after, limit, types }: EventFilter,
): Promise<EventPage | undefined> {
	let log: Log | undefined;
	let found: readonly FoundRow[] = [];
	const ofLog = (column: SQL) => sql`(SELECT ${column} FROM directories WHERE id = ${logId})`;
	const start = after === undefined ? ofLog(sql`first_sequence - 1`) : sql`${after}`;
	const patterns = types.length === 0 ? null : JSON.stringify(types);
	await new Batch(db)
		.read<Log>(
			sql`SELECT key, id, tenant, product, first_sequence AS firstSequence,
				last_sequence AS lastSequence FROM directories WHERE id = ${logId} AND ${IS_LIVE}`,
			([row]) => (log = row),
		)
		// One more than asked for, and what is too much without its data, tell that the page is cut.
		.read<FoundRow>(
			sql`SELECT id, type, sequence, occurredAt, CASE WHEN size_before < ${PAGE_BYTES_MAX}
					THEN (SELECT data FROM events WHERE directory_key = page.directory_key
						AND sequence = page.sequence) END AS data
				FROM (SELECT *, sum(size) OVER (ORDER BY sequence) - size AS size_before FROM (
					SELECT directory_key, id, type, sequence, occurred_at AS occurredAt,
						octet_length(data) AS size
					FROM events WHERE directory_key = ${keyOf(logId)}
						AND sequence > ${start} AND sequence <= ${start} + ${WINDOW}
						AND ${covers(sql`${patterns}`, sql`events.type`)}
					ORDER BY sequence LIMIT ${limit + 1})) AS page
				ORDER BY sequence`,
			(rows) => (found = rows),
		)
		.run();
	if (log === undefined) return undefined;
	const events = found
		.slice(0, limit)
		.flatMap(({ data, ...row }) => (data === null ? [] : [{ ...row, data }]));
	const last = events.length < found.length ? events.at(-1) : undefined;
	const lookedUntil = (after ?? log.firstSequence - 1) + WINDOW;
	return { log, events, position: last?.sequence ?? Math.min(lookedUntil, log.lastSequence) };
}

/** Reads the sequence of a log's last event, which is one row; undefined when the log is gone. */
export async function readLastSequence(db: Database, key: number): Promise<number | undefined> {
	let lastSequence: number | undefined;
	await new Batch(db)
		.read<{ last_sequence: number }>(
			sql`SELECT last_sequence FROM directories WHERE key = ${key}`,
			([row]) => (lastSequence = row?.last_sequence),
		)
		.run();
	return lastSequence;
}
