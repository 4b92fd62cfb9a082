/**
 * What a commit has to write: the difference between what was loaded and what the commands made of it,
 * and how many users and groups there are then.
 */
import type { Change, Directory, Membership, StoredResource } from './model.ts';
import { isActive } from './profile.ts';

/** A directory, and those of its resources that are known, by id. */
export interface State {
	readonly directory: Directory;
	readonly resources: ReadonlyMap<string, StoredResource>;
}

/** A membership that commands have changed, perhaps back and forth. */
export interface MembershipStep {
	readonly membership: Membership;
	readonly was: boolean;
	readonly is: boolean;
}

/** The rows that differ. */
export function differenceBetween(
	before: State,
	after: State,
	memberships: readonly MembershipStep[],
): Omit<Change, 'events' | 'now'> {
	// The key tells whether it is the same row: an id may be given up and taken again.
	const rowBefore = ({ id, key }: StoredResource) => {
		const row = before.resources.get(id);
		return row?.key === key ? row : undefined;
	};
	const resources = [...after.resources.values()];
	const inserted = resources.filter((resource) => rowBefore(resource) === undefined);
	const updated = resources.flatMap((resource) => {
		const row = rowBefore(resource);
		return row === undefined || row === resource ? [] : [{ before: row, after: resource }];
	});
	const deleted = [...before.resources.values()].filter(
		({ id, key }) => after.resources.get(id)?.key !== key,
	);
	const written = new Set(
		[...updated.map((each) => each.after), ...inserted, ...deleted].map(({ key }) => key),
	);
	const moved = memberships.filter(({ is, was }) => is !== was);
	const groupKeys = new Set(moved.map(({ membership }) => membership.groupKey));
	return {
		before: before.directory,
		directory: {
			...after.directory,
			...countsAfter(before.directory, { inserted, updated, deleted }),
		},
		inserted,
		updated,
		deleted,
		membersAdded: moved.filter(({ is }) => is).map(({ membership }) => membership),
		membersRemoved: moved.filter(({ is }) => !is).map(({ membership }) => membership),
		touchedGroups: [...groupKeys].filter((key) => !written.has(key)),
	};
}

/** The counters that a directory keeps of its resources, moved on by a change. */
function countsAfter(
	{ userCount, activeUserCount, groupCount }: Directory,
	{ inserted, updated, deleted }: Pick<Change, 'inserted' | 'updated' | 'deleted'>,
): Pick<Directory, 'userCount' | 'activeUserCount' | 'groupCount'> {
	const come = [...inserted, ...updated.map((each) => each.after)];
	const gone = [...deleted, ...updated.map((each) => each.before)];
	const gain = (counts: (resource: StoredResource) => boolean) =>
		come.filter(counts).length - gone.filter(counts).length;
	return {
		userCount: userCount + gain(({ type }) => type === 'User'),
		activeUserCount:
			activeUserCount + gain(({ type, attributes }) => type === 'User' && isActive(attributes)),
		groupCount: groupCount + gain(({ type }) => type === 'Group'),
	};
}
