/**
 * Writes a change in one transaction: events, resources, memberships, counters and the wake-up of
 * the endpoints that wait for it. The events' primary key is the fence: if another writer has used a
 * sequence, the whole transaction rolls back; so it does if the schemas have changed meanwhile, or if
 * the directory has been deleted.
 */
import { sql } from 'drizzle-orm';
import { deprovisionedBy } from '../directory/deprovisioning.ts';
import type { Change, Directory } from '../directory/model.ts';
import type { ResourceTypes } from '../scim/schema/resource-types.ts';
import { applyBrake } from './brake.ts';
import { writeResources } from './commit-resources.ts';
import { Batch, IS_LIVE, jsonChunks, messagesOf, type Database } from './database.ts';
import { type DueCursor, wakeStatement, wokenCursors, type WokenRow } from './delivery-cursors.ts';

/** What became of a change. */
export type CommitOutcome =
	| {
			/** Written. */
			readonly kind: 'committed';
			/** These were idle and have work now. */
			readonly woken: readonly DueCursor[];
			/** Too many users lost their access: deliveries are held from these events on. */
			readonly isHeld: boolean;
	  }
	/** Another writer was there first, with a change or with other schemas: nothing was written. */
	| { readonly kind: 'fenced' };

/**
 * Commits a change to the directory as it was loaded with `change.directory.lastSequence`; `types` say
 * how its documents are searched, `operationId` is the id of the event that tells of the brake, if it
 * engages, and `at` is the time by the clock, from which on who waits is woken. Throws D1's error when the outcome is unknown: then ask {@link hasEvent}.
 */
export async function commitChange(
	db: Database,
	change: Change,
	types: ResourceTypes,
	{ operationId, at }: { readonly operationId: string; readonly at: number },
): Promise<CommitOutcome> {
	const { directory, before, events } = change;
	const batch = new Batch(db);
	writeEvents(batch, change);
	const { name, state } = directory;
	if (name !== before.name || state !== before.state) {
		batch.write(
			sql`UPDATE directories SET name = ${name}, state = ${state} WHERE key = ${directory.key}`,
		);
	}
	if (change.mappingJob !== undefined) moveJob(batch, directory, change.mappingJob);
	// Without an event there is no fence, so nothing may be written that another writer counts.
	if (events.length === 0) {
		await batch.run();
		return { kind: 'committed', woken: [], isHeld: false };
	}
	writeCounters(batch, change);
	writeResources(batch, db, change, types);

	const woken: DueCursor[] = [];
	let isHeld = false;
	const deprovisioned = deprovisionedBy(change);
	if (directory.brake !== null && deprovisioned.users > 0) {
		applyBrake(batch, change, deprovisioned, operationId, (cursors) => {
			isHeld = true;
			woken.push(...cursors);
		});
	}
	const wake = wakeStatement({
		directoryKey: directory.key,
		directory,
		types: [...new Set(events.map(({ type }) => type))],
		before: directory.lastSequence,
		now: at,
	});
	batch.read<WokenRow>(wake, (rows) => woken.push(...wokenCursors(directory.id, rows)));
	try {
		await batch.run();
	} catch (thrown) {
		if (isFenced(thrown)) return { kind: 'fenced' };
		throw thrown;
	}
	return { kind: 'committed', woken, isHeld };
}

/** Moves a job on from where it was read, by the mapping that it was read with: it never goes back. */
function moveJob(
	batch: Batch,
	{ key, schemasVersion }: Change['directory'],
	{ before, after }: NonNullable<Change['mappingJob']>,
): void {
	batch.write(
		sql`UPDATE directories SET mapping_job = ${after}
			WHERE key = ${key} AND mapping_job = ${before} AND schemas_version = ${schemasVersion}`,
	);
}

/** Events, and the log that they go into as it was loaded. */
type Appended = Pick<Change, 'events' | 'now'> & {
	readonly directory: Pick<Directory, 'key' | 'lastSequence'>;
};

/**
 * Adds the statements that append events to the log after `directory.lastSequence`. They fail, as
 * {@link isFenced} tells, if the log has moved on, or if the directory is being deleted or is gone.
 */
export function writeEvents(batch: Batch, { directory, events, now }: Appended): void {
	const rows = events.map(({ id, type, resourceType, resourceId, data, method }, at) => [
		directory.lastSequence + 1 + at,
		id,
		type,
		resourceType,
		resourceId,
		// As text inside the JSON: what the event says must not be re-serialised by SQLite.
		JSON.stringify(data),
		method ?? null,
	]);
	// The log's times never go back, even if another machine's clock was ahead: it is searched by them.
	// NULL, which the table refuses, if there is no such directory any more.
	const occurredAt = sql`max(${now}, (SELECT updated_at FROM directories
		WHERE key = ${directory.key} AND ${IS_LIVE}))`;
	for (const chunk of jsonChunks(rows)) {
		batch.write(
			sql`INSERT INTO events (directory_key, sequence, id, type, resource_type, resource_id, data,
				method, occurred_at)
				SELECT ${directory.key}, value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4,
					value ->> 5, value ->> 6, ${occurredAt} FROM json_each(${chunk})`,
		);
	}
}

function writeCounters(batch: Batch, { directory, events, now }: Change): void {
	// NULL, which the table refuses, if the commands were decided by schemas that no longer hold.
	const lastSequence = sql`CASE schemas_version WHEN ${directory.schemasVersion}
		THEN ${directory.lastSequence + events.length} END`;
	batch.write(
		sql`UPDATE directories SET last_sequence = ${lastSequence},
			last_key = ${directory.lastKey}, user_count = ${directory.userCount},
			active_user_count = ${directory.activeUserCount}, group_count = ${directory.groupCount},
			updated_at = max(updated_at, ${now}) WHERE key = ${directory.key}`,
	);
}

/** True if the directory's log holds this very event: the way to learn of an unknown outcome. */
export async function hasEvent(
	db: Database,
	directoryKey: number,
	sequence: number,
	eventId: string,
): Promise<boolean> {
	const rows = await db.all<{ id: string }>(
		sql`SELECT id FROM events WHERE directory_key = ${directoryKey} AND sequence = ${sequence}`,
	);
	return rows[0]?.id === eventId;
}

/** What D1 calls a breach of the events' primary key, of the schemas' version, and of a deletion. */
const FENCED =
	/UNIQUE constraint failed: events\.|NOT NULL constraint failed: (directories\.last_sequence|events\.occurred_at)/;

/** Whether D1 refused events because the directory is no longer as it was loaded. */
export function isFenced(thrown: unknown): boolean {
	return FENCED.test(messagesOf(thrown));
}
