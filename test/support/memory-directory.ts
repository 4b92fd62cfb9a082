/**
 * A directory in memory that is read and written as the store would: a commit is given what it asked
 * for and nothing else, so that decisions on it show whether they ask for enough.
 */
import { decide } from '../../src/directory/decide.ts';
import type {
	Answer,
	Change,
	Command,
	Directory,
	MemberCandidate,
	NewEvent,
	ResourceTypeName,
	StoredResource,
} from '../../src/directory/model.ts';
import { needsOf, type Needs } from '../../src/directory/needs.ts';
import { parseCommand } from '../../src/directory/parse.ts';
import { USUAL_MAPPING } from '../../src/directory/mapping.ts';
import { userProfile } from '../../src/directory/profile.ts';
import { DirectoryView, nameOf, relatedOf, type Loaded } from '../../src/directory/view.ts';
import type { Result } from '../../src/result.ts';
import { dialectOf } from '../../src/scim/dialect.ts';
import type { ScimError } from '../../src/scim/errors.ts';
import { RESOURCE_TYPE } from '../../src/scim/schema/resource-types.ts';

const TYPES: readonly ResourceTypeName[] = ['User', 'Group'];

/** A directory without a log, as it is before it is created. */
export const EMPTY_DIRECTORY: Directory = {
	key: 1,
	id: 'dir_1',
	name: 'Test',
	tenant: 'acme',
	product: 'crm',
	type: 'generic-scim-v2',
	state: 'active',
	lastSequence: 0,
	lastKey: 0,
	userCount: 0,
	activeUserCount: 0,
	groupCount: 0,
	schemasVersion: 0,
	brake: null,
	mapping: USUAL_MAPPING,
	updatedAt: 0,
};

export class MemoryDirectory {
	readonly events: NewEvent[] = [];
	readonly resources = new Map<string, StoredResource>();
	/** Group id and member id, with a blank between them. */
	readonly memberships = new Set<string>();
	#directory: Directory;

	constructor(type = 'generic-scim-v2') {
		this.#directory = { ...EMPTY_DIRECTORY, type };
	}

	/** The directory's own row. */
	get directory(): Directory {
		return this.#directory;
	}

	/** Runs a command in a commit of its own. */
	run(command: Command): Result<Answer, ScimError> {
		const parsed = parseCommand(command, RESOURCE_TYPE);
		const needs = needsOf([parsed]);
		const view = new DirectoryView(this.#load(needs), needs);
		const answer = decide(view, parsed, {
			now: 1_000,
			newEventId: () => 'evt',
			noteSkipped: () => {},
			// Bodies of tests are kept short.
			dialect: new Set([...dialectOf(this.#directory.type), 'schemas_optional']),
			types: RESOURCE_TYPE,
		});
		const change = view.change(1_000);
		if (change !== undefined) this.#apply(change);
		return answer;
	}

	/** The ids of the members of a group. */
	membersOf(groupId: string): readonly string[] {
		return [...this.memberships]
			.map((pair) => pair.split(' '))
			.flatMap(([group = '', member = '']) => (group === groupId ? [member] : []));
	}

	#load(needs: Needs): Loaded {
		const all = [...this.resources.values()];
		const loaded = {
			directory: this.#directory,
			resources: [
				...TYPES.flatMap((type) => needs.targets[type].flatMap((id) => this.#find(type, id) ?? [])),
				...all.filter(({ id }) =>
					needs.parentsOf.Group.some((memberId) => this.memberships.has(`${id} ${memberId}`)),
				),
			],
			holders: TYPES.flatMap((type) =>
				all
					.filter((each) => each.type === type && needs.names[type].includes(nameOf(each)))
					.map((each) => ({ type, name: nameOf(each), id: each.id })),
			),
			candidates: [] as MemberCandidate[],
			memberships: [] as { groupId: string; memberId: string }[],
			parents: TYPES.flatMap((type) =>
				needs.parentsOf[type].flatMap((memberId) =>
					all
						.filter(({ id }) => this.memberships.has(`${id} ${memberId}`))
						.map((group) => ({ memberId, group: relatedOf(group) })),
				),
			),
		};
		const add = (groupId: string, memberId: string, profile: boolean) => {
			const member = this.resources.get(memberId);
			if (member === undefined) return;
			const holds = this.memberships.has(`${groupId} ${memberId}`);
			if (holds) loaded.memberships.push({ groupId, memberId });
			const shown = member.type === 'User' && (profile || !holds);
			const related = relatedOf(member);
			loaded.candidates.push(
				shown ? { ...related, profile: userProfile(member, USUAL_MAPPING) } : related,
			);
		};
		for (const { groupId, memberId, profile } of needs.members) add(groupId, memberId, profile);
		for (const { groupId, named, profiles } of needs.wholeGroups) {
			const others = this.membersOf(groupId).filter((id) => !named.includes(id));
			for (const id of others) add(groupId, id, profiles);
		}
		return loaded;
	}

	#find(type: ResourceTypeName, id: string): StoredResource | undefined {
		const resource = this.resources.get(id);
		return resource?.type === type ? resource : undefined;
	}

	#apply(change: Change): void {
		const { directory, events } = change;
		this.#directory = { ...directory, lastSequence: directory.lastSequence + events.length };
		this.events.push(...events);
		const written = [...change.inserted, ...change.updated.map(({ after }) => after)];
		const ids = new Map([...this.resources.values(), ...written].map(({ key, id }) => [key, id]));
		const pairOf = (row: { groupKey: number; memberKey: number }) =>
			`${ids.get(row.groupKey)} ${ids.get(row.memberKey)}`;
		for (const row of change.membersRemoved) this.memberships.delete(pairOf(row));
		for (const { id } of change.deleted) this.resources.delete(id);
		for (const resource of written) this.resources.set(resource.id, resource);
		for (const row of change.membersAdded) this.memberships.add(pairOf(row));
		for (const key of change.touchedGroups) {
			const group = this.resources.get(ids.get(key) ?? '');
			if (group !== undefined) {
				this.resources.set(group.id, { ...group, version: group.version + 1 });
			}
		}
	}
}
