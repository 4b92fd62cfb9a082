/**
 * The statements of a commit that write what a change made of users and groups: their rows, what is
 * looked up beside them, and who belongs to what. The transaction and its fence are in commit.
 */
import { and, eq, sql } from 'drizzle-orm';
import { isActive } from '../directory/profile.ts';
import type { Change, StoredResource } from '../directory/model.ts';
import { nameOf } from '../directory/view.ts';
import { comparable } from '../scim/comparable.ts';
import { fold } from '../scim/fold.ts';
import { isArray, isObject, own, ownText } from '../scim/json.ts';
import type { ResourceTypes } from '../scim/schema/resource-types.ts';
import { type Batch, jsonChunks, type Database } from './database.ts';
import { groups, users } from './tables.ts';
import { namesOf } from './user-names.ts';

/** Adds the statements to a batch; `types` say how documents are searched. */
export function writeResources(
	batch: Batch,
	db: Database,
	change: Change,
	types: ResourceTypes,
): void {
	writeMemberships(batch, change);
	writeDocuments(batch, db, change, types);
	writeValues(batch, change, 'user_emails', emailsOf);
	writeValues(batch, change, 'user_names', namesOf);
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
function writeDocuments(batch: Batch, db: Database, change: Change, types: ResourceTypes): void {
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

/** What users are found by beside their columns, of which each may have several. */
function writeValues(
	batch: Batch,
	change: Change,
	table: 'user_emails' | 'user_names',
	valuesOf: (resource: StoredResource | undefined) => readonly string[],
): void {
	const { key } = change.directory;
	const removed: [string, number][] = [];
	const added: [string, number][] = [];
	const note = (before: StoredResource | undefined, after: StoredResource | undefined) => {
		const was = new Set(valuesOf(before));
		const is = new Set(valuesOf(after));
		for (const value of was) if (!is.has(value)) removed.push([value, before?.key ?? 0]);
		for (const value of is) if (!was.has(value)) added.push([value, after?.key ?? 0]);
	};
	for (const resource of change.deleted) note(resource, undefined);
	for (const { before, after } of change.updated) note(before, after);
	for (const resource of change.inserted) note(undefined, resource);
	for (const chunk of jsonChunks(removed)) {
		batch.write(
			sql`DELETE FROM ${sql.raw(table)} WHERE (directory_key, value, user_key) IN
				(SELECT ${key}, value ->> 0, value ->> 1 FROM json_each(${chunk}))`,
		);
	}
	for (const chunk of jsonChunks(added)) {
		batch.write(
			// A version before the table may have left a row of a name that was given up.
			sql`INSERT OR IGNORE INTO ${sql.raw(table)} (directory_key, value, user_key)
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
