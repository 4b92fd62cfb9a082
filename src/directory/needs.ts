/**
 * What must be read before commands can be decided, named from the commands alone, so that one read
 * serves a whole commit. It may name too much, never too little: the view refuses to be asked for
 * what is not in here.
 */
import { fold } from '../scim/fold.ts';
import { ownText } from '../scim/json.ts';
import { MAX_NAME_LENGTH } from '../scim/limits.ts';
import type { MemberChange } from '../scim/patch/changes.ts';
import { unwrapped } from '../scim/patch/given.ts';
import { memberChangesOf } from '../scim/patch/members.ts';
import type { PatchOperation } from '../scim/patch/parse.ts';
import { RESOURCE_TYPE } from '../scim/schema/resource-types.ts';
import { NAME_ATTRIBUTE, type ResourceTypeName } from './model.ts';
import type { ParsedCommand, ParsedResourceCommand } from './parse.ts';

/** A pair of group and member whose membership is in question. */
export interface MemberQuestion {
	readonly groupId: string;
	readonly memberId: string;
	/** Read the member's profile even if it is a member already: it may be about to go. */
	readonly profile: boolean;
}

/** A group all of whose members are needed, less those that are named anyway. */
export interface WholeGroup {
	readonly groupId: string;
	readonly named: readonly string[];
	/** False if they are only to be shown. */
	readonly profiles: boolean;
}

type ByType = Readonly<Record<ResourceTypeName, readonly string[]>>;

/** What is to be read for the commands of one commit. */
export interface Needs {
	/** Ids of the resources that commands name as their target. */
	readonly targets: ByType;
	/** Ids of the resources whose groups matter: users, whose answer shows them, and what is deleted. */
	readonly parentsOf: ByType;
	/** Folded names that commands may want to take, for uniqueness. */
	readonly names: ByType;
	readonly members: readonly MemberQuestion[];
	readonly wholeGroups: readonly WholeGroup[];
}

/** Collects the needs of all commands of a commit. */
export function needsOf(commands: readonly ParsedCommand[]): Needs {
	const targets = { User: new Set<string>(), Group: new Set<string>() };
	const parentsOf = { User: new Set<string>(), Group: new Set<string>() };
	const names = { User: new Set<string>(), Group: new Set<string>() };
	const members: MemberQuestion[] = [];
	const wholeGroups = new Map<string, WholeGroup>();
	for (const command of commands.flatMap(singlesOf)) {
		const { kind, type, id } = command;
		targets[type].add(id);
		if (command.kind === 'create' && command.isGiven) {
			targets.User.add(id);
			targets.Group.add(id);
		}
		if (type === 'User' ? kind !== 'create' : kind === 'delete') parentsOf[type].add(id);
		for (const name of namesIn(command).map(fold)) {
			// A longer one is refused whoever holds it.
			if (name.length <= MAX_NAME_LENGTH) names[type].add(name);
		}
		if (type === 'User') continue;
		const changes = changesIn(command);
		const named = changes.flatMap(namedIn);
		// Where the members are set and nothing else, whoever is named stays or comes: the profiles of
		// those who stay, perhaps 50,000, need not be read.
		const profile = !(changes.length === 1 && changes[0]?.kind === 'replace');
		for (const memberId of named) members.push({ groupId: id, memberId, profile });
		const profiles = kind === 'delete' || changes.some(touchesUnnamed);
		const shown = kind === 'patch' && command.wantsMembers;
		if (profiles || shown) {
			const group = { groupId: id, named, profiles };
			wholeGroups.set(id, both(wholeGroups.get(id) ?? group, group));
		}
	}
	return {
		targets: listed(targets),
		parentsOf: listed(parentsOf),
		names: listed(names),
		members,
		wholeGroups: [...wholeGroups.values()],
	};
}

/** A bulk needs what its operations need, whether they will be reached or not. */
function singlesOf(command: ParsedCommand): readonly ParsedResourceCommand[] {
	switch (command.kind) {
		case 'bulk':
			return command.operations.flatMap((each) => (each.command.ok ? [each.command.value] : []));
		case 'updateDirectory':
			return [];
		default:
			return [command];
	}
}

/** One read of a group for two commands: who is not named by both may be gone after one of them. */
function both(one: WholeGroup, other: WholeGroup): WholeGroup {
	if (one === other) return one;
	const names = new Set(other.named);
	return {
		groupId: one.groupId,
		named: one.named.filter((id) => names.has(id)),
		profiles: one.profiles || other.profiles,
	};
}

/** The ids that a change names as members. */
export function namedIn(change: MemberChange): readonly string[] {
	const references = change.kind === 'select' ? (change.replaceBy ?? []) : change.members;
	return references.map(({ value }) => value);
}

/** True if a change concerns members that it does not name. */
export function touchesUnnamed({ kind }: MemberChange): boolean {
	return kind === 'replace' || kind === 'select';
}

/** What a command asks of the members of its group. */
function changesIn(command: ParsedResourceCommand): readonly MemberChange[] {
	switch (command.kind) {
		case 'create':
		case 'replace': {
			const members = command.content.ok ? command.content.value.members : [];
			return [{ kind: command.kind === 'create' ? 'add' : 'replace', members }];
		}
		case 'patch':
			return command.operations.ok
				? memberChangesOf(command.operations.value, RESOURCE_TYPE[command.type])
				: [];
		default:
			return [];
	}
}

/** The values that a command may give to the attribute that must be unique. */
function namesIn(command: ParsedResourceCommand): readonly string[] {
	switch (command.kind) {
		case 'create':
		case 'replace': {
			if (!command.content.ok) return [];
			const name = ownText(command.content.value.attributes, NAME_ATTRIBUTE[command.type]);
			return name === undefined ? [] : [name];
		}
		case 'patch':
			return command.operations.ok
				? command.operations.value.flatMap((operation) => nameIn(operation, command.type))
				: [];
		default:
			return [];
	}
}

function nameIn({ target, value }: PatchOperation, type: ResourceTypeName): readonly string[] {
	const attribute =
		target.kind === 'attribute' && target.path.extension === undefined
			? target.path.attribute
			: undefined;
	if (attribute?.name !== NAME_ATTRIBUTE[type]) return [];
	// Whether the dialect understands a wrapped one is not known here.
	const name = unwrapped(attribute, value);
	return typeof name === 'string' ? [name] : [];
}

function listed(sets: Record<ResourceTypeName, Set<string>>): ByType {
	return { User: [...sets.User], Group: [...sets.Group] };
}
