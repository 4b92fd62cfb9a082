/**
 * What must be read before commands can be decided: guessed from the commands alone, so that one read
 * serves a whole commit. Bodies are read loosely here and exactly when they are decided; what the
 * guess has missed, the decision asks for by {@link MissingNeeds}, and the commit reads again.
 */
import { fold } from '../scim/fold.ts';
import { isArray, isObject, own, type Json } from '../scim/json.ts';
import type { Command, ResourceTypeName } from './model.ts';

/** A pair of group and member whose membership is in question. */
export interface MemberQuestion {
	readonly groupId: string;
	readonly memberId: string;
	/** Read the member's document even if it is a member already: it may be about to go. */
	readonly document: boolean;
}

export interface Needs {
	/** Ids of the resources that commands name as their target. */
	readonly targets: ByType;
	/** Ids of the resources whose groups matter: users, whose answer shows them, and what is deleted. */
	readonly parentsOf: ByType;
	/** Folded names that commands may want to take, for uniqueness. */
	readonly names: ByType;
	readonly members: readonly MemberQuestion[];
	/** Groups all of whose members are needed, less those that the command names anyway. */
	readonly wholeGroups: readonly { readonly groupId: string; readonly named: readonly string[] }[];
}

/** A decision found that something it must know was not read. */
export class MissingNeeds extends Error {
	override readonly name = 'MissingNeeds';
	readonly needs: Needs;

	constructor(needs: Partial<Needs>) {
		super('Something that a command needs was not read.');
		this.needs = { ...NONE, ...needs };
	}
}

const NONE: Needs = {
	targets: { User: [], Group: [] },
	parentsOf: { User: [], Group: [] },
	names: { User: [], Group: [] },
	members: [],
	wholeGroups: [],
};

/** Joins two needs. */
export function mergeNeeds(one: Needs, two: Needs): Needs {
	return {
		targets: mergeByType(one.targets, two.targets),
		parentsOf: mergeByType(one.parentsOf, two.parentsOf),
		names: mergeByType(one.names, two.names),
		members: [...one.members, ...two.members],
		wholeGroups: [...one.wholeGroups, ...two.wholeGroups],
	};
}

type ByType = Readonly<Record<ResourceTypeName, readonly string[]>>;

function mergeByType(one: ByType, two: ByType): ByType {
	return { User: [...one.User, ...two.User], Group: [...one.Group, ...two.Group] };
}

/** Collects the needs of all commands of a commit. */
export function needsOf(commands: readonly Command[]): Needs {
	const targets = { User: new Set<string>(), Group: new Set<string>() };
	const parentsOf = { User: new Set<string>(), Group: new Set<string>() };
	const names = { User: new Set<string>(), Group: new Set<string>() };
	const members: MemberQuestion[] = [];
	const wholeGroups: { groupId: string; named: readonly string[] }[] = [];
	for (const command of commands) {
		if (command.kind === 'updateDirectory') continue;
		targets[command.type].add(command.id);
		if (command.type === 'User' ? command.kind !== 'create' : command.kind === 'delete') {
			parentsOf[command.type].add(command.id);
		}
		if (command.kind !== 'delete') {
			for (const name of namesIn(command)) names[command.type].add(fold(name));
		}
		if (command.type !== 'Group') continue;
		const named = command.kind === 'delete' ? [] : memberIdsIn(command);
		const document = !keepsNamed(command);
		for (const memberId of named) members.push({ groupId: command.id, memberId, document });
		if (needsWholeGroup(command)) wholeGroups.push({ groupId: command.id, named });
	}
	return {
		targets: listed(targets),
		parentsOf: listed(parentsOf),
		names: listed(names),
		members,
		wholeGroups,
	};
}

function listed(sets: Record<ResourceTypeName, Set<string>>) {
	return { User: [...sets.User], Group: [...sets.Group] };
}

/** `members`, `urn:…:Group:members`, `members[…]`. */
const MEMBERS = /(^|:)members(\[|$)/i;

type WithBody = Extract<Command, { body: unknown }>;

/** The values that a body may give to the attribute that must be unique. */
function namesIn(command: WithBody): string[] {
	const attribute = command.type === 'User' ? 'username' : 'displayname';
	const found: string[] = [];
	const fromObject = (value: Json | undefined) => {
		if (!isObject(value)) return;
		for (const [name, item] of Object.entries(value)) {
			if (typeof item === 'string' && name.toLowerCase().endsWith(attribute)) found.push(item);
			if (isObject(item) && name.toLowerCase().startsWith('urn:')) fromObject(item);
		}
	};
	if (command.kind !== 'patch') {
		fromObject(objectOf(command.body));
		return found;
	}
	for (const { path, value } of operationsIn(command.body)) {
		if (typeof value === 'string' && path.toLowerCase().endsWith(attribute)) found.push(value);
		fromObject(value);
	}
	return found;
}

/** Every id that a body may name as a member. */
function memberIdsIn(command: WithBody): string[] {
	const found = new Set<string>();
	const fromValue = (value: Json | undefined) => {
		for (const item of isArray(value) ? value : [value]) {
			if (typeof item === 'string') found.add(item);
			if (!isObject(item)) continue;
			for (const [name, id] of Object.entries(item)) {
				if (name.toLowerCase() === 'value' && typeof id === 'string') found.add(id);
			}
		}
	};
	const fromObject = (value: Json | undefined) => {
		if (!isObject(value)) return;
		for (const [name, item] of Object.entries(value)) {
			if (MEMBERS.test(name)) fromValue(item);
			for (const id of quotedIn(name)) found.add(id);
			if (isObject(item) && name.toLowerCase().startsWith('urn:')) fromObject(item);
		}
	};
	if (command.kind !== 'patch') {
		fromObject(objectOf(command.body));
		return [...found];
	}
	for (const { path, value } of operationsIn(command.body)) {
		if (MEMBERS.test(path)) fromValue(value);
		for (const id of quotedIn(path)) found.add(id);
		fromObject(value);
	}
	return [...found];
}

/**
 * True if the members that a command does not name matter to it: it replaces or deletes them, picks
 * them by something else than their id, or wants them in the answer.
 */
function needsWholeGroup(command: Extract<Command, { type: ResourceTypeName }>): boolean {
	if (command.kind !== 'patch') return command.kind !== 'create';
	if (command.wantsResource) return true;
	return operationsIn(command.body).some(({ op, path, value }) => {
		const onMembers = MEMBERS.test(path);
		if (path === '') return op !== 'add' && hasMembers(value);
		if (!onMembers) return false;
		if (path.includes('[')) return !/\[\s*value\s+eq\s+"[^"]*"\s*\]\s*$/i.test(path);
		return op === 'replace' || (op === 'remove' && (value ?? null) === null);
	});
}

/**
 * True if the command does nothing but set the list of members: then whoever it names stays or
 * comes, and the documents of those who stay (perhaps 50,000) need not be read.
 */
function keepsNamed(command: Extract<Command, { type: ResourceTypeName }>): boolean {
	if (command.kind !== 'patch') return command.kind === 'replace';
	const [operation, ...more] = operationsIn(command.body);
	return more.length === 0 && operation?.op === 'replace' && !operation.path.includes('[');
}

interface LooseOperation {
	readonly op: string;
	readonly path: string;
	readonly value: Json | undefined;
}

/** The operations of a PATCH body, read as loosely as any leniency may grant; parsing judges them. */
function operationsIn(body: unknown): LooseOperation[] {
	const object = objectOf(body);
	const name = Object.keys(object ?? {}).find((each) => each.toLowerCase() === 'operations');
	const operations = object === undefined || name === undefined ? [] : own(object, name);
	return (isArray(operations) ? operations : []).filter(isObject).map((operation) => {
		const field = (wanted: string) => {
			const key = Object.keys(operation).find((each) => each.toLowerCase() === wanted);
			return key === undefined ? undefined : own(operation, key);
		};
		const op = field('op');
		const path = field('path');
		return {
			op: typeof op === 'string' ? op.toLowerCase() : '',
			path: typeof path === 'string' ? path.trim() : '',
			value: field('value'),
		};
	});
}

/** True if a path-less value names members, be it inside the object of the core schema's URN. */
function hasMembers(value: Json | undefined): boolean {
	if (!isObject(value)) return false;
	return Object.entries(value).some(
		([name, item]) =>
			MEMBERS.test(name) || (name.toLowerCase().startsWith('urn:') && hasMembers(item)),
	);
}

function objectOf(body: unknown) {
	return isObject(body) ? body : undefined;
}

/** The strings inside a value filter: `members[value eq "…"]`. */
function quotedIn(text: string): string[] {
	return Array.from(text.matchAll(/"((?:[^"\\]|\\.)*)"/g), (match) => match[1] ?? '');
}
