/**
 * A user as of a chosen time. Events hold snapshots: the last one before that time tells the profile; where none
 * is kept, the first one after it may. Memberships are those of today, with what has changed since undone. Pure.
 */
import type { EventType } from './model.ts';
import { own, type JsonObject } from '../scim/json.ts';

/** A group, named. */
export interface NamedGroup {
	readonly id: string;
	readonly name: string;
}

/** An event of the user, as far as it tells of the profile. */
export interface Snapshot {
	readonly type: string;
	readonly data: JsonObject;
}

/** What is known of a user around a time. */
export interface MomentFacts {
	/** Epoch milliseconds. */
	readonly at: number;
	/** The last event until then. */
	readonly before: Snapshot | undefined;
	/** The first event after that. */
	readonly after: Snapshot | undefined;
	/** For each group that the user has come to or left since, the first such change. */
	readonly changed: readonly (NamedGroup & { readonly hasLeft: boolean })[];
	/** As it is now; no profile for who is gone. */
	readonly current: {
		readonly profile: JsonObject | undefined;
		readonly groups: readonly NamedGroup[];
	};
	/** Whether every event since then is kept, and all groups of today are here. */
	readonly isCovered: boolean;
}

/** A user at a time. */
export interface Moment {
	/** Null for who was not there, or of whom nothing is known. */
	readonly profile: JsonObject | null;
	readonly groups: readonly NamedGroup[];
	/** False where the log does not say it all any more. */
	readonly isComplete: boolean;
}

const ABSENT: Moment = { profile: null, groups: [], isComplete: true };
const UNKNOWN: Moment = { profile: null, groups: [], isComplete: false };

const DELETED: EventType = 'user.deleted';
const CREATED: EventType = 'user.created';
const UPDATED: EventType = 'user.updated';

/** Tells how a user was at a time. */
export function momentOf(facts: MomentFacts): Moment {
	const { before, after, current, isCovered, at } = facts;
	if (before !== undefined) {
		return before.type === DELETED ? ABSENT : { ...membershipsOf(facts), ...profileOf(before) };
	}
	// What is told of the time after it; a first event that is an update does not tell what was before it.
	const later = after?.data ?? current.profile;
	if (later === undefined || after?.type === CREATED || !(createdAt(later) <= at)) {
		return later === undefined && !isCovered ? UNKNOWN : ABSENT;
	}
	if (!isCovered) return UNKNOWN;
	const groups = membershipsOf(facts);
	if (after?.type === UPDATED) return { ...groups, profile: null, isComplete: false };
	return { ...groups, ...profileOf({ data: later }) };
}

function membershipsOf({ changed, current, isCovered }: MomentFacts): Moment {
	const since = new Set(changed.map(({ id }) => id));
	const left = changed.filter(({ hasLeft }) => hasLeft).map(({ id, name }) => ({ id, name }));
	const stayed = current.groups.filter(({ id }) => !since.has(id));
	const groups = [...stayed, ...left].toSorted((one, two) => (one.name < two.name ? -1 : 1));
	return { profile: null, groups, isComplete: isCovered };
}

/** The profile in the data of an event, without what else is in there. */
function profileOf({ data }: Pick<Snapshot, 'data'>): { readonly profile: JsonObject } {
	const { raw: _raw, changes: _changes, group: _group, ...profile } = data;
	return { profile };
}

function createdAt(profile: JsonObject): number {
	const given = own(profile, 'created_at');
	return typeof given === 'string' ? Date.parse(given) : Number.NaN;
}
