/**
 * What a poller of Security Event Tokens (RFC 8936) does to the cursors of its endpoint. There is no
 * lease: every move is made by one transaction, forwards, and on proof, so that polls at the same time
 * do not disturb one another. What is on offer stays so until it is acknowledged.
 */
import { type SQL, sql } from 'drizzle-orm';
import { Batch, type Database } from './database.ts';
import { NEVER } from './delivery-cursors.ts';
import type { PendingEvent } from './delivery-lease.ts';
import { ahead, EVENT_COLUMNS, orderOf, PLANNED } from './delivery-statements.ts';

/** An event on offer, with the directory that it belongs to. */
export interface OfferedEvent extends PendingEvent {
	readonly directoryId: string;
	readonly tenant: string;
	readonly product: string;
}

/** An event that the poller could not take, and why. */
export interface RefusedEvent {
	readonly id: string;
	readonly error: string;
}

/** One poll. Events that are not on offer are passed over. */
export interface Poll {
	readonly endpointId: string;
	/** The ids of events that were taken. */
	readonly acknowledged: readonly string[];
	readonly refused: readonly RefusedEvent[];
	/** How many events are wanted; 0 for none. */
	readonly max: number;
	/** Epoch milliseconds. */
	readonly now: number;
}

/** What is on offer after a poll, in order for each cursor. */
export interface Offer {
	readonly events: readonly OfferedEvent[];
	readonly hasMore: boolean;
}

/** As SQL returns it: the place among the events of its cursor, and how many there are in all. */
interface OfferedRow extends OfferedEvent {
	readonly turn: number;
	readonly available: number;
}

/** Of event data in one answer, for each kind of lanes; the last event may exceed it. */
const CHARACTERS_MAX = 1_000_000;

/** How many acknowledged events may wait for one that is not: it bounds what a poll looks through. */
const WAITING_MAX = 1_000;

/** A kind of lanes: what is ahead of its cursors, and how they end when nothing is. */
interface Kind {
	readonly which: SQL;
	/** What the names of its lanes begin with. */
	readonly lane: '' | 'rpl_' | 'rdl_';
	readonly state: 'idle' | 'done';
	readonly sequence: SQL;
}

const REPLAY = { state: 'done', sequence: sql`delivery_cursors.until` } as const;

const KINDS: readonly Kind[] = [
	{
		which: sql`delivery_cursors.lane = ''`,
		lane: '',
		state: 'idle',
		sequence: sql`coalesce((SELECT last_sequence FROM directories
			WHERE key = delivery_cursors.directory_key), delivery_cursors.sequence)`,
	},
	{
		which: sql`delivery_cursors.lane GLOB 'rpl_*'`,
		lane: 'rpl_',
		...REPLAY,
	},
	{
		which: sql`delivery_cursors.lane GLOB 'rdl_*'`,
		lane: 'rdl_',
		...REPLAY,
	},
];

/** Named, because the planner would go over all cursors of an endpoint, with work or without. */
const cursors = sql`delivery_cursors INDEXED BY delivery_cursors_polled`;

/** A literal, because a partial index is not used for bound values. */
const isPolled = sql`delivery_cursors.due_at = ${sql.raw(String(NEVER))}`;

function isAwake(endpointId: string): SQL {
	return sql`(delivery_cursors.endpoint_id = ${endpointId}
		AND delivery_cursors.state = 'awake' AND ${isPolled})`;
}

/** Cursors that had something on offer: also those that are held since, for it may be acknowledged. */
function hasOffered(endpointId: string): SQL {
	return sql`(delivery_cursors.endpoint_id = ${endpointId}
		AND delivery_cursors.batch_until IS NOT NULL AND ${isPolled})`;
}

const acknowledgements = sql`set_acknowledgements AS a
	WHERE a.endpoint_id = delivery_cursors.endpoint_id
	AND a.directory_key = delivery_cursors.directory_key AND a.lane = delivery_cursors.lane`;

/** Of an event ahead of a cursor. */
const isOpen = sql`NOT EXISTS (SELECT 1 FROM ${acknowledgements} AND a.sequence = events.sequence)`;

/** Of a cursor: it may offer events that it has not offered yet. */
const mayGoOn = sql`(SELECT count(*) FROM ${acknowledgements}) < ${WAITING_MAX}`;

/** Tells whether there may be something on offer; reads one row at most. */
export async function mayOffer(db: Database, endpointId: string): Promise<boolean> {
	const rows = await db.all(awakeStatement(endpointId));
	return rows.length > 0;
}

/**
 * Settles what the poller says of earlier offers, and reads what is on offer then: one event of each
 * cursor in turn, so that no directory waits for another.
 */
export async function poll(db: Database, request: Poll): Promise<Offer> {
	const { endpointId, max } = request;
	const batch = new Batch(db);
	const hasWord = request.acknowledged.length + request.refused.length > 0;
	if (hasWord) settle(batch, request);
	for (const kind of KINDS) batch.write(passStatement(endpointId, kind));
	if (hasWord) batch.write(forgetStatement(endpointId));
	const offered: OfferedRow[] = [];
	let available = 0;
	let hasMore = false;
	const receive = (rows: readonly OfferedRow[]) => {
		offered.push(...rows);
		available += rows[0]?.available ?? 0;
	};
	const noteMore = (rows: readonly unknown[]) => (hasMore ||= rows.length > 0);
	for (const kind of max === 0 ? [] : KINDS) {
		batch
			.write(offerStatement(endpointId, kind, max))
			.read<OfferedRow>(offeredStatement(endpointId, kind, max), receive)
			.read(beyondStatement(endpointId, kind), noteMore);
	}
	if (max === 0) batch.read(awakeStatement(endpointId), noteMore);
	await batch.run();
	const events = offered.toSorted((one, two) => one.turn - two.turn).slice(0, max);
	return { events, hasMore: hasMore || available > events.length };
}

/** Remembers what was acknowledged or refused; what was refused becomes a dead letter. */
function settle(batch: Batch, { endpointId, acknowledged, refused, now }: Poll): void {
	const errors = JSON.stringify(Object.fromEntries(refused.map(({ id, error }) => [id, error])));
	const taken = JSON.stringify(acknowledged);
	const settled = JSON.stringify([...acknowledged, ...refused.map(({ id }) => id)]);
	for (const { which, lane } of KINDS) {
		const onOffer = (ids: string) => sql`${cursors} CROSS JOIN ${ahead(lane, PLANNED)}
			AND ${hasOffered(endpointId)} AND ${which} AND ${isOpen}
			AND events.id IN (SELECT value FROM json_each(${ids}))`;
		if (refused.length > 0) {
			batch.write(
				sql`INSERT INTO dead_letters (endpoint_id, directory_key, sequence, event_id, attempts,
						last_error, died_at)
					SELECT delivery_cursors.endpoint_id, delivery_cursors.directory_key, events.sequence,
						events.id, 1, (SELECT value FROM json_each(${errors}) WHERE key = events.id), ${now}
					FROM ${onOffer(JSON.stringify(refused.map(({ id }) => id)))}
					ON CONFLICT (endpoint_id, directory_key, sequence) DO UPDATE SET
						attempts = attempts + 1, last_error = excluded.last_error,
						died_at = excluded.died_at`,
			);
		}
		batch.write(
			sql`INSERT INTO set_acknowledgements (endpoint_id, directory_key, sequence, lane)
				SELECT delivery_cursors.endpoint_id, delivery_cursors.directory_key, events.sequence,
					delivery_cursors.lane
				FROM ${onOffer(settled)}`,
		);
	}
	// A replay takes from the dead letters what was acknowledged after all.
	batch.write(
		sql`DELETE FROM dead_letters WHERE endpoint_id = ${endpointId}
			AND (directory_key, sequence) IN (SELECT directory_key, sequence
				FROM set_acknowledgements WHERE endpoint_id = ${endpointId} AND lane <> '')
			AND event_id IN (SELECT value FROM json_each(${taken}))`,
	);
}

/**
 * Moves cursors up to the first event that is not acknowledged, and puts those to sleep that have none.
 * A commit comes either before this transaction, then its events are seen here, or after it, then it
 * wakes the cursor. What was acknowledged need not be remembered behind a cursor.
 */
function passStatement(endpointId: string, kind: Kind): SQL {
	return sql`WITH next AS MATERIALIZED (
			SELECT directory_key, lane, (SELECT ${orderOf(kind.lane)}
				FROM ${ahead(kind.lane)} AND ${isOpen} ORDER BY ${orderOf(kind.lane)} LIMIT 1) AS first
			FROM ${cursors} WHERE delivery_cursors.endpoint_id = ${endpointId} AND ${isPolled}
				AND (delivery_cursors.state = 'awake' OR delivery_cursors.batch_until IS NOT NULL)
				AND ${kind.which}
		)
		UPDATE delivery_cursors SET
			sequence = coalesce(next.first - 1, ${kind.sequence}),
			state = CASE WHEN next.first IS NULL THEN ${kind.state} ELSE delivery_cursors.state END,
			batch_until = CASE WHEN next.first IS NULL THEN NULL ELSE batch_until END
		FROM next
		WHERE delivery_cursors.endpoint_id = ${endpointId}
			AND delivery_cursors.directory_key = next.directory_key
			AND delivery_cursors.lane = next.lane
			AND (next.first IS NULL OR next.first - 1 > delivery_cursors.sequence)`;
}

/** Forgets what was acknowledged behind a cursor, or for one that is gone. */
function forgetStatement(endpointId: string): SQL {
	return sql`DELETE FROM set_acknowledgements AS a WHERE a.endpoint_id = ${endpointId}
		AND a.sequence <= coalesce((SELECT c.sequence FROM delivery_cursors AS c
			WHERE c.endpoint_id = a.endpoint_id AND c.directory_key = a.directory_key
			AND c.lane = a.lane), ${NEVER})`;
}

function awakeStatement(endpointId: string): SQL {
	return sql`SELECT 1 FROM ${cursors} WHERE ${isAwake(endpointId)} LIMIT 1`;
}

/** Puts the next events of each cursor on offer, as many as are its share of those wanted. */
function offerStatement(endpointId: string, { which, lane }: Kind, max: number): SQL {
	const share = sql`max(1, CAST(${max} AS INTEGER) / max(1, (SELECT count(*) FROM ${cursors}
		WHERE ${isAwake(endpointId)})))`;
	return sql`WITH next AS MATERIALIZED (
			SELECT directory_key, lane, (SELECT max(sequence) FROM (
				SELECT events.sequence AS sequence FROM ${ahead(lane)} AND ${isOpen}
				ORDER BY ${orderOf(lane)} LIMIT ${share})) AS last
			FROM ${cursors} WHERE ${isAwake(endpointId)} AND ${which} AND ${mayGoOn}
		)
		UPDATE delivery_cursors SET batch_until = next.last FROM next
		WHERE delivery_cursors.endpoint_id = ${endpointId}
			AND delivery_cursors.directory_key = next.directory_key
			AND delivery_cursors.lane = next.lane
			AND next.last > coalesce(delivery_cursors.batch_until, 0)`;
}

/** Reads what is on offer. */
function offeredStatement(endpointId: string, { which, lane }: Kind, max: number): SQL {
	return sql`WITH pending AS MATERIALIZED (
			SELECT delivery_cursors.directory_key, delivery_cursors.lane, events.sequence,
				length(events.data) AS size, row_number() OVER (
					PARTITION BY delivery_cursors.directory_key, delivery_cursors.lane
					ORDER BY events.sequence) AS turn
			FROM ${cursors} CROSS JOIN ${ahead(lane, PLANNED)} AND ${isAwake(endpointId)}
				AND ${which} AND ${isOpen}
		), queue AS (
			SELECT *, count(*) OVER () AS available,
				sum(size) OVER (ORDER BY turn, directory_key, lane) - size AS size_before
			FROM pending
		)
		SELECT queue.turn, queue.available, d.id AS directoryId, d.tenant, d.product,
			${EVENT_COLUMNS}
		FROM queue CROSS JOIN events CROSS JOIN directories AS d
		WHERE size_before < ${CHARACTERS_MAX} AND events.directory_key = queue.directory_key
			AND events.sequence = queue.sequence AND d.key = queue.directory_key
		ORDER BY queue.turn, queue.directory_key, queue.lane LIMIT ${max}`;
}

/** Finds out whether there are events that are not on offer yet. */
function beyondStatement(endpointId: string, { which, lane }: Kind): SQL {
	return sql`SELECT 1 FROM ${cursors} CROSS JOIN ${ahead(lane)} AND ${isAwake(endpointId)}
		AND ${which} AND events.sequence > coalesce(delivery_cursors.batch_until, 0)
		AND ${mayGoOn} LIMIT 1`;
}
