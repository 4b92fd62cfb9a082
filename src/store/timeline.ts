/**
 * What the timeline of a user is made of. Two round trips: the user, the events and the requests; and what became
 * of the events that were found.
 */
import { type SQL, sql } from 'drizzle-orm';
import type { NamedGroup, Snapshot } from '../directory/moment.ts';
import type { JsonObject } from '../scim/json.ts';
import { Batch, IS_LIVE, keyOf, type Database } from './database.ts';
import type { DirectoryRow } from './directories.ts';
import { sequenceAt } from './event-search.ts';
import { OPERATIONS } from './operations.ts';
import { findProfile, listGroupsOf, type ProfilePage, type ProfileRead } from './profiles.ts';
import { listResourceEvents, type ResourceEventRow } from './resource-events.ts';
import { listRequestsAbout, type ScimRequestRow } from './timeline-requests.ts';
import { together } from './together.ts';
import type { StoredResource } from '../directory/model.ts';

/** Which part of whose timeline is wanted, and as of when the user is to be told beside it. */
export interface TimelineQuery {
	readonly directoryId: string;
	readonly userId: string;
	/** Epoch milliseconds. */
	readonly at: number | undefined;
	/** Only events with a lower sequence, and requests before the one of this id. */
	readonly after: { readonly sequence: number; readonly requestId: string | undefined } | undefined;
	readonly limit: number;
}

/** The directory of a timeline. */
export type TimelineDirectory = Pick<
	DirectoryRow,
	'key' | 'id' | 'name' | 'tenant' | 'product' | 'type' | 'state' | 'pausedAt' | 'pauseSequence'
> & {
	/** Of the log: the oldest event that is kept, and when it occurred; null if none is. */
	readonly firstSequence: number;
	readonly oldestAt: number | null;
};

/** What was found of a user. */
export interface TimelineRead {
	/** Undefined if there is no such directory. */
	readonly directory: TimelineDirectory | undefined;
	/** Who is gone has no profile. */
	readonly user: ProfileRead<StoredResource | undefined>;
	/** The groups of today; no page for who is gone. */
	readonly groups: ProfileRead<ProfilePage | undefined>;
	readonly events: readonly ResourceEventRow[];
	/** One more than asked for tells that older ones follow. */
	readonly requests: readonly ScimRequestRow[];
	/** The last requests to change the user, refused or not. */
	readonly writes: readonly ScimRequestRow[];
	/** Null where no time was asked for. */
	readonly moment: MomentRead | null;
}

/** What is kept of a user around a time. */
export interface MomentRead {
	readonly before: Snapshot | undefined;
	readonly after: Snapshot | undefined;
	readonly changed: readonly (NamedGroup & { readonly hasLeft: boolean })[];
}

/** Groups of a user that are told; more would make a page that nobody reads. */
const GROUPS_MAX = 500;

/** Reads all that a timeline begins with, in one round trip. */
export function readTimeline(db: Database, query: TimelineQuery): Promise<TimelineRead> {
	const { directoryId, userId, at, after, limit } = query;
	const about = { directoryId, userId };
	return together(db, {
		directory: (reader) => findTimelineDirectory(reader, directoryId),
		user: (reader) => findProfile(reader, directoryId, 'User', userId),
		groups: (reader) => listGroupsOf(reader, directoryId, userId, { limit: GROUPS_MAX }),
		events: (reader) =>
			listResourceEvents(reader, directoryId, {
				resourceId: userId,
				before: after?.sequence,
				limit,
			}),
		requests: (reader) =>
			listRequestsAbout(reader, { ...about, before: after?.requestId, limit: limit + 1 }),
		writes: (reader) => listRequestsAbout(reader, { ...about, limit: 1, isWrite: true }),
		moment: async (reader) => (at === undefined ? null : readMoment(reader, about, at)),
	});
}

async function findTimelineDirectory(
	db: Database,
	id: string,
): Promise<TimelineDirectory | undefined> {
	let directory: TimelineDirectory | undefined;
	await new Batch(db)
		.read<TimelineDirectory>(
			sql`SELECT key, id, name, tenant, product, type, state, paused_at AS pausedAt,
				pause_sequence AS pauseSequence, first_sequence AS firstSequence,
				(SELECT occurred_at FROM events WHERE directory_key = key
					AND sequence = first_sequence) AS oldestAt
			FROM directories WHERE id = ${id} AND key <> ${OPERATIONS.key} AND ${IS_LIVE}`,
			([row]) => (directory = row),
		)
		.run();
	return directory;
}

interface SnapshotRow {
	readonly type: string;
	readonly data: string;
}

interface ChangedRow extends NamedGroup {
	readonly type: string;
}

async function readMoment(
	db: Database,
	{ directoryId, userId }: Pick<TimelineQuery, 'directoryId' | 'userId'>,
	at: number,
): Promise<MomentRead> {
	let before: Snapshot | undefined;
	let after: Snapshot | undefined;
	let changed: MomentRead['changed'] = [];
	const key = keyOf(directoryId);
	const next = sequenceAt(key, at + 1);
	const snapshots = (rest: SQL) => sql`SELECT type, data FROM events INDEXED BY events_concerned
		WHERE directory_key = ${key} AND data ->> 'id' = ${userId} AND ${rest}`;
	await new Batch(db)
		.read<SnapshotRow>(
			snapshots(sql`sequence < ${next} ORDER BY sequence DESC LIMIT 1`),
			([row]) => (before = row && toSnapshot(row)),
		)
		.read<SnapshotRow>(
			snapshots(sql`sequence >= ${next} ORDER BY sequence LIMIT 1`),
			([row]) => (after = row && toSnapshot(row)),
		)
		// With min(), SQLite takes the other columns from the row that has it.
		.read<ChangedRow>(
			sql`SELECT resource_id AS id, data ->> '$.group.name' AS name, type, min(sequence)
				FROM events INDEXED BY events_concerned
				WHERE directory_key = ${key} AND data ->> 'id' = ${userId} AND sequence >= ${next}
					AND type IN ('group.user_added', 'group.user_removed')
				GROUP BY resource_id`,
			(rows) => {
				changed = rows.map(({ id, name, type }) => ({
					id,
					name,
					hasLeft: type === 'group.user_removed',
				}));
			},
		)
		.run();
	return { before, after, changed };
}

function toSnapshot({ type, data }: SnapshotRow): Snapshot {
	// The writer is the only author of this column: it holds an object as JSON.
	return { type, data: JSON.parse(data) as JsonObject };
}
