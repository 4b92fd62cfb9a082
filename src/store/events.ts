/** The event log as readers see it: gapless and in order, because one writer numbers it. */
import { type SQL, sql } from 'drizzle-orm';
import { Batch, IS_LIVE, keyOf, type Database } from './database.ts';
import { covers } from './endpoint-scope.ts';
import { sequenceAt } from './event-search.ts';
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

/** Where to begin; without a place with the oldest that is kept, or with the newest if it goes backwards. */
export type Beginning =
	| { readonly order: 'oldest'; readonly after?: number | undefined }
	/** The first event that did not occur before a time, in epoch milliseconds. */
	| { readonly order: 'oldest'; readonly since: number }
	| { readonly order: 'newest'; readonly before?: number | undefined };

/** Which events to read. */
export interface EventFilter {
	readonly from: Beginning;
	readonly limit: number;
	/** Exact types or patterns like `user.*`; none means all. */
	readonly types: readonly string[];
}

/** Some events, and the log as it was when they were read. */
export interface EventPage {
	readonly log: Log;
	readonly events: readonly EventRow[];
	/** How far the log was looked through: the sequence of the last event, or further. */
	readonly position: number;
	/** Whether the log goes on from there. */
	readonly hasMore: boolean;
}

type FoundRow = Omit<EventRow, 'data'> & { readonly data: string | null };

/** How far one page looks: a type that is rare must not make it read the whole log. */
const WINDOW = 10_000;

/** Of event data in one page; the last event may exceed it. An answer must fit into memory. */
const PAGE_BYTES_MAX = 4_000_000;

/**
 * Reads events in the order of their sequence or against it, in one round trip and as one transaction:
 * what is committed or expires meanwhile is wholly in the page or not at all. Undefined without such a
 * log.
 */
export async function readEvents(
	db: Database,
	logId: string,
	{ from, limit, types }: EventFilter,
): Promise<EventPage | undefined> {
	let log: (Log & { readonly start: number }) | undefined;
	let found: readonly FoundRow[] = [];
	const start = startOf(logId, from);
	const isBackwards = from.order === 'newest';
	const range = isBackwards
		? sql`sequence < ${start} AND sequence >= ${start} - ${WINDOW}`
		: sql`sequence > ${start} AND sequence <= ${start} + ${WINDOW}`;
	const order = sql.raw(isBackwards ? 'sequence DESC' : 'sequence');
	const patterns = types.length === 0 ? null : JSON.stringify(types);
	await new Batch(db)
		.read<Log & { readonly start: number }>(
			sql`SELECT key, id, tenant, product, first_sequence AS firstSequence,
				last_sequence AS lastSequence, ${start} AS start
				FROM directories WHERE id = ${logId} AND ${IS_LIVE}`,
			([row]) => (log = row),
		)
		// One more than asked for, and what is too much without its data, tell that the page is cut.
		.read<FoundRow>(
			sql`SELECT id, type, sequence, occurredAt, CASE WHEN size_before < ${PAGE_BYTES_MAX}
					THEN (SELECT data FROM events WHERE directory_key = page.directory_key
						AND sequence = page.sequence) END AS data
				FROM (SELECT *, sum(size) OVER (ORDER BY ${order}) - size AS size_before FROM (
					SELECT directory_key, id, type, sequence, occurred_at AS occurredAt,
						octet_length(data) AS size
					FROM events WHERE directory_key = ${keyOf(logId)} AND ${range}
						AND ${covers(sql`${patterns}`, sql`events.type`)}
					ORDER BY ${order} LIMIT ${limit + 1})) AS page
				ORDER BY ${order}`,
			(rows) => (found = rows),
		)
		.run();
	if (log === undefined) return undefined;
	const events = found
		.slice(0, limit)
		.flatMap(({ data, ...row }) => (data === null ? [] : [{ ...row, data }]));
	const last = events.length < found.length ? events.at(-1) : undefined;
	const { firstSequence, lastSequence } = log;
	const lookedUntil = isBackwards
		? Math.max(log.start - WINDOW, firstSequence)
		: Math.min(log.start + WINDOW, lastSequence);
	const position = last?.sequence ?? lookedUntil;
	return {
		log,
		events,
		position,
		hasMore: isBackwards ? position > firstSequence : position < lastSequence,
	};
}

/** The SQL for the sequence next to the first event to look at. */
function startOf(logId: string, from: Beginning): SQL {
	const ofLog = (column: SQL) => sql`(SELECT ${column} FROM directories WHERE id = ${logId})`;
	if (from.order === 'newest') {
		const end = ofLog(sql`last_sequence + 1`);
		return from.before === undefined ? end : sql`min(${from.before}, ${end})`;
	}
	if ('since' in from) return sql`(${sequenceAt(keyOf(logId), from.since)} - 1)`;
	return from.after === undefined ? ofLog(sql`first_sequence - 1`) : sql`${from.after}`;
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
