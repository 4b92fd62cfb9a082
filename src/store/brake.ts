/**
 * The deprovisioning brake of a directory: it counts the users who lose their access, and when they
 * are too many it holds the directory's deliveries until somebody resumes or discards them. All is
 * decided inside the transactions themselves, so that no commit slips through beside a decision.
 */
import { type SQL, sql } from 'drizzle-orm';
import type { BrakeLimits, Deprovisioned } from '../directory/deprovisioning.ts';
import type { Change } from '../directory/model.ts';
import { Batch, IS_LIVE, keyOf, type Database } from './database.ts';
import {
	type DueCursor,
	dueStatement,
	holdStatement,
	isHeldBack,
	releaseStatement,
} from './delivery-cursors.ts';
import type { DirectoryRow } from './directories.ts';
import { appendOperation, OPERATIONS, timestampOf } from './operations.ts';

/** With fewer users who lost their access, a percentage says nothing: one leaver of eight is 12 %. */
const PERCENT_FROM_USERS = 5;

/** Users are counted in so many parts of the window; it is never shorter than asked, but a part longer. */
const PARTS = 60;

const WINDOW_MS = sql`((d.brake ->> 'window_seconds') * 1000)`;
const PART_MS = sql`(${WINDOW_MS} / ${sql.raw(String(PARTS))})`;

/** What begins after this counts. */
const countsAfter = (now: number) => sql`(${now} - ${WINDOW_MS} - ${PART_MS})`;

/** The directory as it is shown in the events of its brake. */
const SHOWN = sql`'id', d.id, 'name', d.name, 'tenant', d.tenant, 'product', d.product`;

/**
 * The directory if its brake is on, nothing is held, and more users lost their access than it allows;
 * a percentage is of those who have access and those who lost it.
 */
function exceeded(key: number): SQL {
	return sql`directories AS d CROSS JOIN (SELECT sum(users) AS users, sum(deleted) AS deleted
			FROM deprovisionings WHERE directory_key = ${key}) AS lost
		WHERE d.key = ${key} AND d.paused_at IS NULL AND (
			lost.users > (d.brake ->> 'users')
			OR (lost.users >= ${PERCENT_FROM_USERS} AND lost.users * 100 >
				(d.brake ->> 'percent') * (d.active_user_count + lost.users)))`;
}

/**
 * Adds to a commit's batch, after the directory's counters and before its endpoints are woken: counts
 * the users, and if they are too many holds the deliveries, from this commit's events on, and says so
 * in the operations log. `receive` is called if they are held, with the cursors woken to tell of it.
 */
export function applyBrake(
	batch: Batch,
	{ directory: { key, id, lastSequence }, now }: Pick<Change, 'directory' | 'now'>,
	{ users, deleted }: Deprovisioned,
	eventId: string,
	receive: (woken: readonly DueCursor[]) => void,
): void {
	batch
		.write(
			// `%` is exact where `/` is not: D1 binds every number as a float.
			sql`INSERT INTO deprovisionings (directory_key, counted_at, users, deleted)
				SELECT d.key, ${now} - ${now} % ${PART_MS}, ${users}, ${deleted}
				FROM directories AS d WHERE d.key = ${key} AND d.brake IS NOT NULL
				ON CONFLICT (directory_key, counted_at) DO UPDATE SET users = users + excluded.users,
					deleted = deleted + excluded.deleted`,
		)
		.write(
			sql`DELETE FROM deprovisionings WHERE directory_key = ${key} AND counted_at <=
				(SELECT ${countsAfter(now)} FROM directories AS d WHERE d.key = ${key})`,
		);
	appendOperation(
		batch,
		{
			id: eventId,
			type: 'deprovisioning_brake.engaged',
			resourceType: 'Directory',
			resourceId: id,
			data: sql`json_object(${SHOWN}, 'limits', json(d.brake), 'users', lost.users,
				'deleted', lost.deleted, 'user_count', d.user_count,
				'after_sequence', CAST(${lastSequence} AS INTEGER))`,
			from: exceeded(key),
		},
		now,
		[
			sql`UPDATE directories SET paused_at = ${now}, pause_sequence = ${lastSequence}
				WHERE key = ${key} AND ${isAppended(eventId)}`,
			holdStatement(sql`directory_key = ${key} AND ${isHeldBack(sql`${key}`)}`),
		],
		receive,
	);
}

/** How many events are held of `d`; those that retention has deleted are not. NULL if deliveries flow. */
export const HELD = sql`(d.last_sequence - max(d.pause_sequence, d.first_sequence - 1))`;

/** The brake of a directory as it stands. */
export interface Brake extends Pick<
	DirectoryRow,
	'brake' | 'activeUserCount' | 'pausedAt' | 'pauseSequence'
> {
	/** How many events are held. */
	readonly held: number;
	/** How many users lost their access within the window. */
	readonly counted: number;
}

/** Reads a directory's brake; undefined if there is no such directory. */
export async function readBrake(
	db: Database,
	directoryId: string,
	now: number,
): Promise<Brake | undefined> {
	return readAfter(new Batch(db), directoryId, now);
}

/** Switches a directory's brake on with these limits, or off. What is held stays held. */
export async function setBrake(
	db: Database,
	directoryId: string,
	limits: BrakeLimits | null,
	now: number,
): Promise<Brake | undefined> {
	const brake = limits === null ? null : JSON.stringify(limits);
	const batch = new Batch(db).write(
		sql`UPDATE directories SET brake = ${brake}
			WHERE id = ${directoryId} AND key <> ${OPERATIONS.key} AND ${IS_LIVE}`,
	);
	if (limits === null) batch.write(forgetStatement(directoryId, sql`true`));
	return readAfter(batch, directoryId, now);
}

/** The limits that were set; null while the brake is off. */
export function limitsOf({ brake }: Pick<DirectoryRow, 'brake'>): BrakeLimits | null {
	return brake === null ? null : (JSON.parse(brake) as BrakeLimits);
}

/** What becomes of the events that are held. */
export type Decision = 'resumed' | 'discarded';

/** What came of a decision. */
export interface Released {
	/** Absent if there is no such directory. */
	readonly brake: Brake | undefined;
	/** How many events it was about; absent if none were held. */
	readonly events: number | undefined;
	/** The cursors that have work now. */
	readonly due: readonly DueCursor[];
}

/**
 * Lets a directory's deliveries flow again, with the events that were held or without them; what was
 * not delivered before the brake engaged is delivered in either case. Counting begins anew. A commit
 * comes either before this transaction, then its events are among those decided on, or after it.
 */
export async function releaseBrake(
	db: Database,
	directoryId: string,
	release: Release,
): Promise<Released> {
	const due: DueCursor[] = [];
	let events: number | undefined;
	const batch = new Batch(db).read<{ events: number }>(
		sql`SELECT ${HELD} AS events FROM ${heldOf(directoryId)}`,
		([row]) => (events = row?.events),
	);
	addRelease(batch, directoryId, release, (woken) => due.push(...woken));
	batch.read<DueCursor>(
		dueStatement(
			sql`c.directory_key = ${keyOf(directoryId)} AND ${isAppended(release.eventId)}`,
			release.now,
		),
		(rows) => due.push(...rows),
	);
	return { brake: await readAfter(batch, directoryId, release.now), events, due };
}

/** A decision to be carried out. */
export interface Release {
	readonly decision: Decision;
	/** The id of the event that tells of it. */
	readonly eventId: string;
	/** Epoch milliseconds. */
	readonly now: number;
}

/**
 * Adds the statements that carry a decision out and say so in the operations log, if deliveries are
 * held. `receive` is called if they were, with the cursors woken to tell of it.
 */
export function addRelease(
	batch: Batch,
	directoryId: string,
	{ decision, eventId, now }: Release,
	receive: (woken: readonly DueCursor[]) => void,
): void {
	const held = heldOf(directoryId);
	const isReleased = isAppended(eventId);
	const discard = sql`INSERT INTO discarded_events (directory_key, after_sequence, until_sequence,
			discarded_at)
		SELECT d.key, d.pause_sequence, d.last_sequence, ${now} FROM ${held}`;
	appendOperation(
		batch,
		{
			id: eventId,
			type: 'deprovisioning_brake.released',
			resourceType: 'Directory',
			resourceId: directoryId,
			data: sql`json_object(${SHOWN}, 'decision', ${decision},
				'events', ${HELD}, 'after_sequence', d.pause_sequence,
				'until_sequence', d.last_sequence, 'engaged_at', ${timestampOf(sql`d.paused_at`)})`,
			from: held,
		},
		now,
		[
			...(decision === 'discarded' ? [discard] : []),
			sql`UPDATE directories SET paused_at = NULL, pause_sequence = NULL
				WHERE id = ${directoryId} AND ${isReleased}`,
			forgetStatement(directoryId, isReleased),
			releaseStatement(sql`directory_key = ${keyOf(directoryId)} AND ${isReleased}`, now),
		],
		receive,
	);
}

/** The directory if its deliveries are held. */
function heldOf(directoryId: string): SQL {
	return sql`directories AS d WHERE d.id = ${directoryId} AND d.paused_at IS NOT NULL`;
}

/** The condition that this very event was the last to be appended: that what it tells of is true. */
function isAppended(eventId: string): SQL {
	return sql`EXISTS (SELECT 1 FROM events WHERE directory_key = ${OPERATIONS.key} AND id = ${eventId}
		AND sequence = (SELECT last_sequence FROM directories WHERE key = ${OPERATIONS.key}))`;
}

function forgetStatement(directoryId: string, onlyIf: SQL): SQL {
	return sql`DELETE FROM deprovisionings WHERE directory_key = ${keyOf(directoryId)} AND ${onlyIf}`;
}

/** Runs a batch, and reads the brake as it leaves it. */
async function readAfter(
	batch: Batch,
	directoryId: string,
	now: number,
): Promise<Brake | undefined> {
	let brake: Brake | undefined;
	await batch
		.read<Brake>(
			sql`SELECT d.brake, d.active_user_count AS activeUserCount, d.paused_at AS pausedAt,
				d.pause_sequence AS pauseSequence, coalesce(${HELD}, 0) AS held,
				(SELECT coalesce(sum(users), 0) FROM deprovisionings
					WHERE directory_key = d.key AND counted_at > ${countsAfter(now)}) AS counted
				FROM directories AS d
				WHERE d.id = ${directoryId} AND d.key <> ${OPERATIONS.key} AND ${IS_LIVE}`,
			([row]) => (brake = row),
		)
		.run();
	return brake;
}
