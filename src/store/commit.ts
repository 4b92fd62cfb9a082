/**
 * Writes a change in one transaction: events, resources, memberships, counters and the wake-up of
 * the endpoints that wait for it. The events' primary key is the fence: if another writer has used a
 * sequence, the whole transaction rolls back; so it does if the schemas have changed meanwhile.
 */
import { and, eq, sql } from 'drizzle-orm';
import { deprovisionedBy } from '../directory/deprovisioning.ts';
import { isActive } from '../directory/profile.ts';
import type { Change, StoredResource } from '../directory/model.ts';
import { nameOf } from '../directory/view.ts';
import { comparable } from '../scim/comparable.ts';
import { fold } from '../scim/fold.ts';
import { isArray, isObject, own, ownText } from '../scim/json.ts';
import type { ResourceTypes } from '../scim/schema/resource-types.ts';
import { applyBrake } from './brake.ts';
import { Batch, jsonChunks, messagesOf, type Database } from './database.ts';
import {
	type DueCursor,
	endpointsToTell,
	wakeStatement,
	type WokenRow,
} from './delivery-cursors.ts';
import { OPERATIONS } from './operations.ts';
import { groups, users } from './tables.ts';

/** What became of a change. */
export type CommitOutcome =
	| {
			/** Written. */
			readonly kind: 'committed';
			/** These were idle and have work now. */
			readonly woken: readonly Pick<DueCursor, 'directoryId' | 'endpointId'>[];
			/** Too many users lost their access: deliveries are held from these events on. */
			readonly isHeld: boolean;
	  }
	/** Another writer was there first, with a change or with other schemas: nothing was written. */
	| { readonly kind: 'fenced' };

/**
 * Commits a change to the directory as it was loaded with `change.directory.lastSequence`; `types` say
 * how its documents are searched, `operationId` is the id of the event that tells of the brake, if it
 * engages. Throws D1's error when the outcome is unknown: then ask {@link hasEvent}.
 */
export async function commitChange(
	db: Database,
	change: Change,
	types: ResourceTypes,
	operationId: string,
): Promise<CommitOutcome> {
	const { directory, now } = change;
	const batch = new Batch(db);
	const firstSequence = directory.lastSequence + 1;
	const rows = change.events.map(({ id, type, resourceType, resourceId, data, method }, at) => [
		firstSequence + at,
		id,
		type,
		resourceType,
		resourceId,
		// As text inside the JSON: what the event says must not be re-serialised by SQLite.
		JSON.stringify(data),
		method ?? null,
	]);
	// The log's times never go back, even if another machine's clock was ahead: it is searched by them.
	const occurredAt = sql`max(${now}, (SELECT updated_at FROM directories WHERE key = ${directory.key}))`;
	for (const chunk of jsonChunks(rows)) {
		batch.write(
			sql`INSERT INTO events (directory_key, sequence, id, type, resource_type, resource_id, data,
				method, occurred_at)
				SELECT ${directory.key}, value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4,
					value ->> 5, value ->> 6, ${occurredAt} FROM json_each(${chunk})`,
		);
	}
	const { name, state } = directory;
	if (name !== change.before.name || state !== change.before.state) {
		batch.write(
			sql`UPDATE directories SET name = ${name}, state = ${state} WHERE key = ${directory.key}`,
		);
	}
	// Without an event there is no fence, so nothing may be written that another writer counts.
	if (change.events.length === 0) {
		await batch.run();
		return { kind: 'committed', woken: [], isHeld: false };
	}
	// NULL, which the table refuses, if the commands were decided by schemas that no longer hold.
	const lastSequence = sql`CASE schemas_version WHEN ${directory.schemasVersion}
		THEN ${directory.lastSequence + change.events.length} END`;
	batch.write(
		sql`UPDATE directories SET last_sequence = ${lastSequence},
			last_key = ${directory.lastKey}, user_count = ${directory.userCount},
			group_count = ${directory.groupCount}, updated_at = max(updated_at, ${now}) WHERE key = ${directory.key}`,
	);
	writeMemberships(batch, change);
	writeResources(batch, db, change, types);
	writeEmails(batch, change);

	const woken: Pick<DueCursor, 'directoryId' | 'endpointId'>[] = [];
	const noteWoken = (directoryId: string, endpointIds: readonly string[]) =>
		woken.push(...endpointIds.map((endpointId) => ({ directoryId, endpointId })));
	let isHeld = false;
	const deprovisioned = deprovisionedBy(change);
	if (directory.brake !== null && deprovisioned.users > 0) {
		applyBrake(batch, change, deprovisioned, operationId, (endpointIds) => {
			isHeld = true;
			noteWoken(OPERATIONS.id, endpointIds);
		});
	}
	const eventTypes = [...new Set(change.events.map(({ type }) => type))];
	const wake = {
		directoryKey: directory.key,
		directory,
		types: eventTypes,
		before: directory.lastSequence,
		now,
	};
	batch.read<WokenRow>(wakeStatement(wake), (cursors) => {
		noteWoken(directory.id, endpointsToTell(cursors));
	});
	try {
		await batch.run();
	} catch (thrown) {
		if (isFenced(thrown)) return { kind: 'fenced' };
		throw thrown;
	}
	return { kind: 'committed', woken, isHeld };
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

/** What D1 calls a breach of the events' primary key, and of the schemas' version. */
const FENCED =
	/UNIQUE constraint failed: events\.|NOT NULL constraint failed: directories\.last_sequence/;

function isFenced(thrown: unknown): boolean {
	return FENCED.test(messagesOf(thrown));
}

function writeMemberships(batch: Batch, change: Change): void {
	const { key } = change.directory;
	const removed = change.membersRemoved.map((each) => [each.groupKey, each.memberKey]);
	for (const chunk of jsonChunks(removed)) {
		batch.write(
			sql`DELETE FROM memberships WHERE (directory_key, group_key, member_key) IN
				(SELECT ${key}, value ->> 0, value ->> 1 FROM json_each(${chunk}))`,
		);
	}
	const added = change.membersAdded.map((each) => [
		each.groupKey,
		each.memberKey,
		each.memberIsGroup ? 1 : 0,
	]);
	for (const chunk of jsonChunks(added)) {
		batch.write(
			sql`INSERT INTO memberships (directory_key, group_key, member_key, member_is_group)
				SELECT ${key}, value ->> 0, value ->> 1, value ->> 2 FROM json_each(${chunk})`,
		);
	}
	for (const chunk of jsonChunks(change.touchedGroups)) {
		batch.write(
			sql`UPDATE groups SET version = version + 1, modified_at = ${change.now}
				WHERE directory_key = ${key} AND key IN (SELECT value FROM json_each(${chunk}))`,
		);
	}
}

/** Deletes first: a name that is given up and taken in one commit must be free when it is taken. */
function writeResources(batch: Batch, db: Database, change: Change, types: ResourceTypes): void {
	const { key } = change.directory;
	for (const resource of change.deleted) {
		const table = resource.type === 'User' ? users : groups;
		batch.write(db.delete(table).where(isRow(table, key, resource.key)));
	}
	// Two resources may swap names in one commit, and UNIQUE is checked row by row: park them first.
	const renamed = change.updated.filter(({ before, after }) => nameOf(before) !== nameOf(after));
	for (const { after } of renamed.length > 1 ? renamed : []) {
		batch.write(
			after.type === 'User'
				? db
						.update(users)
						.set({ userName: `\n${after.id}` })
						.where(isRow(users, key, after.key))
				: db
						.update(groups)
						.set({ displayName: `\n${after.id}` })
						.where(isRow(groups, key, after.key)),
		);
	}
	for (const { before, after } of change.updated) {
		const { key: rowKey } = after;
		batch.write(
			after.type === 'User'
				? db
						.update(users)
						.set(changed(userRow(before, types), userRow(after, types)))
						.where(isRow(users, key, rowKey))
				: db
						.update(groups)
						.set(changed(groupRow(before, types), groupRow(after, types)))
						.where(isRow(groups, key, rowKey)),
		);
	}
	for (const resource of change.inserted) {
		const primaryKey = { directoryKey: key, key: resource.key };
		batch.write(
			resource.type === 'User'
				? db.insert(users).values({ ...primaryKey, ...userRow(resource, types) })
				: db.insert(groups).values({ ...primaryKey, ...groupRow(resource, types) }),
		);
	}
}

function writeEmails(batch: Batch, change: Change): void {
	const { key } = change.directory;
	const removed: [string, number][] = [];
	const added: [string, number][] = [];
	const note = (before: StoredResource | undefined, after: StoredResource | undefined) => {
		const was = new Set(emailsOf(before));
		const is = new Set(emailsOf(after));
		for (const value of was) if (!is.has(value)) removed.push([value, before?.key ?? 0]);
		for (const value of is) if (!was.has(value)) added.push([value, after?.key ?? 0]);
	};
	for (const resource of change.deleted) note(resource, undefined);
	for (const { before, after } of change.updated) note(before, after);
	for (const resource of change.inserted) note(undefined, resource);
	for (const chunk of jsonChunks(removed)) {
		batch.write(
			sql`DELETE FROM user_emails WHERE (directory_key, value, user_key) IN
				(SELECT ${key}, value ->> 0, value ->> 1 FROM json_each(${chunk}))`,
		);
	}
	for (const chunk of jsonChunks(added)) {
		batch.write(
			sql`INSERT INTO user_emails (directory_key, value, user_key)
				SELECT ${key}, value ->> 0, value ->> 1 FROM json_each(${chunk})`,
		);
	}
}

/** The condition for one row of a directory. */
function isRow(table: typeof users | typeof groups, directoryKey: number, key: number) {
	return and(eq(table.directoryKey, directoryKey), eq(table.key, key));
}

function emailsOf(resource: StoredResource | undefined): readonly string[] {
	const emails = resource?.type === 'User' ? own(resource.attributes, 'emails') : undefined;
	return (isArray(emails) ? emails : []).flatMap((email) => {
		const value = isObject(email) ? ownText(email, 'value') : undefined;
		return value === undefined ? [] : [fold(value)];
	});
}

function commonRow(resource: StoredResource, types: ResourceTypes) {
	const { type, id, attributes, version, createdAt, modifiedAt } = resource;
	return {
		id,
		externalId: ownText(attributes, 'externalId') ?? null,
		document: JSON.stringify(attributes),
		comparable: JSON.stringify(comparable(types[type], attributes)),
		version,
		createdAt,
		modifiedAt,
	};
}

function userRow(user: StoredResource, types: ResourceTypes) {
	const display = ownText(user.attributes, 'displayName');
	return {
		...commonRow(user, types),
		userName: nameOf(user),
		displayName: display === undefined ? null : fold(display),
		active: isActive(user.attributes),
	};
}

function groupRow(group: StoredResource, types: ResourceTypes) {
	return { ...commonRow(group, types), displayName: nameOf(group) };
}

/** Only the columns that differ: each index that is not touched is a row that is not written. */
function changed<Row extends object>(before: Row, after: Row): Partial<Row> {
	const entries = Object.entries(after).filter(
		([column, value]) => value !== (before as Record<string, unknown>)[column],
	);
	return Object.fromEntries(entries) as Partial<Row>;
}
