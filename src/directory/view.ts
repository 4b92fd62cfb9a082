/**
 * The part of a directory that a commit works on, in memory: what was loaded, overlaid with what the
 * commands so far have done, so that each command sees the ones before it. It collects the change
 * that the commit will write and does no I/O.
 */
import { fold } from '../scim/fold.ts';
import { ownText, type JsonObject } from '../scim/json.ts';
import type { Result } from '../result.ts';
import { differenceBetween } from './difference.ts';
import type { Needs } from './needs.ts';
import {
	NAME_ATTRIBUTE,
	type Change,
	type Directory,
	type MemberCandidate,
	type Membership,
	type NewEvent,
	type Related,
	type ResourceTypeName,
	type StoredResource,
} from './model.ts';
import { userProfile } from './profile.ts';

/** What store/ read for the commands of a commit. */
export interface Loaded {
	readonly directory: Directory;
	readonly resources: readonly StoredResource[];
	/** Who holds the names that commands may want to take. */
	readonly holders: readonly { type: ResourceTypeName; name: string; id: string }[];
	/** The users and groups that commands name as members. */
	readonly candidates: readonly MemberCandidate[];
	/** Memberships that hold, of those in question. */
	readonly memberships: readonly { groupId: string; memberId: string }[];
	/** The groups of the resources that commands target. */
	readonly parents: readonly { memberId: string; group: Related }[];
}

/** The last that became of a membership. */
interface MembershipChange {
	/** See {@link pairKey}. */
	readonly pair: string;
	readonly membership: Membership;
	readonly is: boolean;
}

/** What the commands of one commit see and change. */
export class DirectoryView {
	directory: Directory;
	/** Members that the command at hand has gone over, to replace them or to select some. */
	membersSearched = 0;
	readonly #directoryBefore: Directory;
	readonly #resources = new Map<string, StoredResource>();
	readonly #before = new Map<string, StoredResource>();
	readonly #holders = new Map<string, string>();
	readonly #candidates = new Map<string, MemberCandidate>();
	readonly #members = new Map<string, Set<string>>();
	readonly #membersBefore = new Set<string>();
	readonly #groupsOf = new Map<string, Set<string>>();
	/** By the keys of both ends: an id may be deleted and come back with another key. */
	readonly #changedMemberships = new Map<string, MembershipChange>();
	readonly #events: NewEvent[] = [];
	/** How to take back, last first, what was done since {@link atomically} began. */
	#undo: (() => void)[] | undefined;
	/** What was asked for: an answer that was not loaded means "no" only for what is in here. */
	readonly #asked: {
		readonly names: ReadonlySet<string>;
		readonly members: ReadonlySet<string>;
		readonly parentsOf: ReadonlySet<string>;
		readonly wholeGroups: ReadonlySet<string>;
	};

	constructor(loaded: Loaded, needs: Needs) {
		this.directory = loaded.directory;
		this.#asked = {
			names: new Set([
				...needs.names.User.map((name) => nameKey('User', name)),
				...needs.names.Group.map((name) => nameKey('Group', name)),
			]),
			members: new Set(needs.members.map(({ groupId, memberId }) => pairKey(groupId, memberId))),
			parentsOf: new Set([...needs.parentsOf.User, ...needs.parentsOf.Group]),
			wholeGroups: new Set(needs.wholeGroups.map(({ groupId }) => groupId)),
		};
		this.#directoryBefore = loaded.directory;
		for (const resource of loaded.resources) {
			this.#resources.set(resource.id, resource);
			this.#before.set(resource.id, resource);
			this.#groupsOf.set(resource.id, new Set());
		}
		for (const { type, name, id } of loaded.holders) this.#holders.set(nameKey(type, name), id);
		for (const candidate of loaded.candidates) this.#addCandidate(candidate);
		for (const { memberId, group } of loaded.parents) {
			this.#addCandidate(group);
			this.#groupsOf.get(memberId)?.add(group.id);
			this.#membersOf(group.id).add(memberId);
		}
		for (const { groupId, memberId } of loaded.memberships) this.#membersOf(groupId).add(memberId);
		for (const [groupId, ids] of this.#members) {
			for (const id of ids) this.#membersBefore.add(pairKey(groupId, id));
		}
	}

	/** A resource of the type, if it exists now. */
	find(type: ResourceTypeName, id: string): StoredResource | undefined {
		const resource = this.#resources.get(id);
		return resource?.type === type ? resource : undefined;
	}

	/** The id of the resource that holds a folded name now. */
	holderOf(type: ResourceTypeName, name: string): string | undefined {
		const holder = this.#holders.get(nameKey(type, name));
		if (holder === undefined && !this.#asked.names.has(nameKey(type, name))) {
			throw notRead('who holds a name');
		}
		return holder;
	}

	/** A user or group that may be a member, as it stands now. */
	candidate(id: string): MemberCandidate | undefined {
		const resource = this.#resources.get(id);
		if (resource === undefined) return this.#candidates.get(id);
		const related = relatedOf(resource);
		if (resource.type === 'Group') return related;
		return { ...related, profile: userProfile(resource, this.directory.mapping) };
	}

	/** The members known of a group: surely all of them only after {@link requireMembers}. */
	membersOf(groupId: string): readonly string[] {
		return [...(this.#members.get(groupId) ?? [])];
	}

	/** True if a resource is a direct member of a group now, as far as that was read. */
	isMember(groupId: string, memberId: string): boolean {
		return this.#members.get(groupId)?.has(memberId) === true;
	}

	/** Makes sure that it was read who of some is a member, or who all the members are. */
	requireMembers(groupId: string, memberIds: readonly string[], all: boolean): void {
		if (!memberIds.every((id) => this.#asked.members.has(pairKey(groupId, id)))) {
			throw notRead('whether somebody is a member');
		}
		if (all && this.#before.has(groupId) && !this.#asked.wholeGroups.has(groupId)) {
			throw notRead('who the members are');
		}
	}

	/** True if it was read who all the members of a group are, or which groups a user is in. */
	knowsRelated({ id, type }: StoredResource): boolean {
		const { wholeGroups, parentsOf } = this.#asked;
		return !this.#before.has(id) || (type === 'Group' ? wholeGroups : parentsOf).has(id);
	}

	/** The groups that a targeted resource is a direct member of. */
	groupsOf(resource: StoredResource): readonly string[] {
		const { id } = resource;
		if (this.#before.has(id) && !this.#asked.parentsOf.has(id)) {
			throw notRead('whose groups somebody is in');
		}
		return [...(this.#groupsOf.get(id) ?? [])];
	}

	/** What a resource shows of others: the groups of a user, or the members known of a group. */
	relatedTo(resource: StoredResource): readonly Related[] {
		const ids = resource.type === 'User' ? this.groupsOf(resource) : this.membersOf(resource.id);
		return ids.flatMap((end): readonly Related[] => {
			const candidate = this.candidate(end);
			if (candidate === undefined) return [];
			// Without profiles: answers cross an RPC boundary.
			const { key, id, type, display } = candidate;
			return [{ key, id, type, display }];
		});
	}

	/** The next row key; keys are small integers that a directory never uses twice. */
	nextKey(): number {
		this.directory = { ...this.directory, lastKey: this.directory.lastKey + 1 };
		return this.directory.lastKey;
	}

	/** Adds a resource or replaces it by its next version. */
	put(resource: StoredResource): void {
		const current = this.#resources.get(resource.id);
		if (current === undefined) {
			this.#groupsOf.set(resource.id, new Set());
			this.#undo?.push(() => this.delete(resource));
		} else {
			this.#holders.delete(nameKey(current.type, nameOf(current)));
			this.#undo?.push(() => this.put(current));
		}
		this.#holders.set(nameKey(resource.type, nameOf(resource)), resource.id);
		this.#resources.set(resource.id, resource);
	}

	/** Removes a resource; its memberships must have been removed before. */
	delete(resource: StoredResource): void {
		this.#resources.delete(resource.id);
		this.#candidates.delete(resource.id);
		this.#groupsOf.delete(resource.id);
		this.#holders.delete(nameKey(resource.type, nameOf(resource)));
		this.#undo?.push(() => this.put(resource));
	}

	/** Makes a resource a member of a group, or no member any more. */
	setMember(group: Related, member: Related, present: boolean): void {
		const members = this.#membersOf(group.id);
		const groups = this.#groupsOf.get(member.id);
		if (members.has(member.id) !== present) {
			this.#undo?.push(() => this.setMember(group, member, !present));
		}
		if (present) {
			members.add(member.id);
			groups?.add(group.id);
		} else {
			members.delete(member.id);
			groups?.delete(group.id);
		}
		const [groupKey, memberKey] = [group.key, member.key];
		const membership = { groupKey, memberKey, memberIsGroup: member.type === 'Group' };
		const pair = pairKey(group.id, member.id);
		this.#changedMemberships.set(`${groupKey} ${memberKey}`, { pair, membership, is: present });
	}

	/** Appends an event to the log of this commit. */
	record(event: NewEvent): void {
		this.#events.push(event);
	}

	/** Takes steps that fail or succeed together: a failure leaves nothing behind of any. */
	atomically<Value, Failure>(steps: () => Result<Value, Failure>): Result<Value, Failure> {
		const { directory } = this;
		const events = this.#events.length;
		const undo = (this.#undo = [] as (() => void)[]);
		const result = steps();
		this.#undo = undefined;
		if (!result.ok) {
			for (const takeBack of undo.toReversed()) takeBack();
			this.#events.length = events;
			this.directory = directory;
		}
		return result;
	}

	/** Changes the directory itself. */
	setDirectory(fields: Partial<Pick<Directory, 'name' | 'state'>>): void {
		this.directory = { ...this.directory, ...fields };
	}

	/** What the commit has to write, the difference between what was loaded and what is now, if any. */
	change(now: number): Change | undefined {
		if (this.#events.length === 0 && this.directory.name === this.#directoryBefore.name)
			return undefined;
		const seen = new Set<string>();
		const memberships = Array.from(this.#changedMemberships.values(), ({ pair, ...each }) => {
			// What held before ended with the resource of that time, which is the first of its id.
			const was = this.#membersBefore.has(pair) && !seen.has(pair);
			seen.add(pair);
			return { ...each, was };
		});
		const before = { directory: this.#directoryBefore, resources: this.#before };
		const after = { directory: this.directory, resources: this.#resources };
		return { ...differenceBetween(before, after, memberships), events: this.#events, now };
	}

	/** The form with a profile wins: the same resource may be read as more than one thing. */
	#addCandidate(candidate: MemberCandidate): void {
		const known = this.#candidates.get(candidate.id);
		if (known?.profile === undefined) this.#candidates.set(candidate.id, candidate);
	}

	#membersOf(groupId: string): Set<string> {
		const members = this.#members.get(groupId) ?? new Set();
		this.#members.set(groupId, members);
		return members;
	}
}

/** A resource as the other end of a membership sees it. */
export function relatedOf(resource: StoredResource): Related {
	const { key, id, type, attributes } = resource;
	const display = ownText(attributes, 'displayName') ?? ownText(attributes, NAME_ATTRIBUTE[type]);
	return { key, id, type, display: display ?? id };
}

/** The folded name that must be unique. */
export function nameOf(resource: { type: ResourceTypeName; attributes: JsonObject }): string {
	return fold(ownText(resource.attributes, NAME_ATTRIBUTE[resource.type]) ?? '');
}

/** A bug: needsOf must name whatever a decision asks for. Nothing is guessed from what was not read. */
export function notRead(what: string): Error {
	return new Error(`It was not read ${what}.`);
}

function nameKey(type: ResourceTypeName, folded: string): string {
	return `${type}\n${folded}`;
}

/** Ids hold no line feed: they are made by us, and a client's unknown id never becomes a member. */
function pairKey(groupId: string, memberId: string): string {
	return `${groupId}\n${memberId}`;
}
