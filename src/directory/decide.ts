/**
 * Decides one command against the view of its commit: either it fails and changes nothing, or the
 * view holds its outcome and its events. Pure: time and ids are arguments.
 */
import type { Dialect } from '../scim/dialect.ts';
import { badRequest, conflict, notFound, type ScimError } from '../scim/errors.ts';
import { checkPrecondition } from '../scim/etag.ts';
import { own, ownText, type JsonObject } from '../scim/json.ts';
import { MAX_NAME_LENGTH } from '../scim/limits.ts';
import { checkNamed, checkOperations, unnamed } from '../scim/messages.ts';
import { applyPatch } from '../scim/patch/apply.ts';
import type { MemberChange } from '../scim/patch/changes.ts';
import { checkSize, readResource } from '../scim/resource.ts';
import type { ResourceTypes } from '../scim/schema/resource-types.ts';
import { BULK_REQUEST_URN, PATCH_OP_URN } from '../scim/urns.ts';
import { err, ok, type Result } from '../result.ts';
import { decideBulk } from './bulk.ts';
import { changesBetween } from './changes.ts';
import { directoryEvent, resourceEvent, updateEvent } from './events.ts';
import { applyMembers, planMembers } from './members.ts';
import { NAME_ATTRIBUTE, type Answer, type NewEvent, type StoredResource } from './model.ts';
import type { ParsedCommand, ParsedResourceCommand } from './parse.ts';
import { nameOf, relatedOf, type DirectoryView } from './view.ts';

/** What a decision may not make for itself. */
export interface Context {
	/** Epoch milliseconds. */
	readonly now: number;
	readonly newEventId: () => string;
	readonly dialect: Dialect;
	/** The directory's resource types, with the extensions that it declares. */
	readonly types: ResourceTypes;
	/** Reports members that a provider named, the directory does not know, and its dialect lets pass. */
	readonly noteSkipped: (groupId: string, memberIds: readonly string[]) => void;
}

type CommandOf<Kind extends ParsedCommand['kind']> = Extract<ParsedCommand, { kind: Kind }>;

/** What a command comes to: the resource as it is then, if the answer is to show it. */
interface Outcome {
	readonly status: Answer['status'];
	readonly resource?: StoredResource;
}

type Decision = Result<Outcome, ScimError>;

/** Decides a command. */
export function decide(
	view: DirectoryView,
	command: ParsedCommand,
	context: Context,
): Result<Answer, ScimError> {
	// A command has its own bound, whatever else is in its commit.
	view.membersSearched = 0;
	if (command.kind === 'updateDirectory') return updateDirectory(view, command, context);
	if (command.kind === 'bulk') {
		const isForgiven = command.isNamed || context.dialect.has('schemas_optional');
		if (!isForgiven) return err(unnamed(BULK_REQUEST_URN));
		const decideSingle = (single: ParsedResourceCommand) => decideResource(view, single, context);
		return ok({ status: 200, outcomes: decideBulk(view, command, context, decideSingle) });
	}
	const decision = decideResource(view, command, context);
	if (!decision.ok) return decision;
	const { status, resource } = decision.value;
	if (resource === undefined) return ok({ status });
	// A new user is in no group yet; a 204 shows nothing but headers.
	const isAlone = status === 204 || (status === 201 && command.type === 'User');
	const related = isAlone ? [] : view.relatedTo(resource);
	return ok({ status, resource: { resource, related } });
}

function decideResource(
	view: DirectoryView,
	command: ParsedResourceCommand,
	context: Context,
): Decision {
	switch (command.kind) {
		case 'create':
			return create(view, command, context);
		case 'replace':
			return replace(view, command, context);
		case 'patch':
			return patch(view, command, context);
		case 'delete':
			return remove(view, command, context);
	}
}

/** RFC 7644 §3.3. */
function create(view: DirectoryView, command: CommandOf<'create'>, context: Context): Decision {
	const { type, id, content } = command;
	const existing = view.find(type, id);
	// Our own command, sent twice: the members it named are the members it made.
	if (existing !== undefined) return ok({ status: 201, resource: existing });
	// RFC 7643 §3.1: an id is unique across the resources of all types.
	const other = view.find(type === 'User' ? 'Group' : 'User', id);
	if (other !== undefined) {
		return err(conflict(`The id "${id}" is already that of a ${other.type.toLowerCase()}.`));
	}
	if (!content.ok) return content;
	const unforgiven = checkForm(command, context);
	if (unforgiven !== undefined) return err(unforgiven);
	const resource: StoredResource = {
		type,
		key: 0,
		id,
		attributes: withActive(type, content.value.attributes),
		version: 1,
		createdAt: context.now,
		modifiedAt: context.now,
	};
	const problem = checkSize(content.value.attributes) ?? checkName(view, resource);
	if (problem !== undefined) return err(problem);
	const changes: MemberChange[] = [{ kind: 'add', members: content.value.members }];
	const steps = planMembers(view, resource.id, changes, context);
	if (!steps.ok) return steps;
	const created = { ...resource, key: view.nextKey() };
	view.put(created);
	const { mapping } = view.directory;
	view.record(
		resourceEvent(context.newEventId(), 'created', context.types[type], created, mapping),
	);
	applyMembers(view, relatedOf(created), steps.value, context);
	return ok({ status: 201, resource: created });
}

/** RFC 7644 §3.5.1: what the body leaves out is cleared. */
function replace(view: DirectoryView, command: CommandOf<'replace'>, context: Context): Decision {
	const target = targetOf(view, command);
	if (!target.ok) return target;
	const before = target.value;
	if (!command.content.ok) return command.content;
	const unforgiven = checkForm(command, context);
	if (unforgiven !== undefined) return err(unforgiven);
	// Read again beside what it replaces: immutable attributes keep their values.
	const content = readResource(context.types[before.type], command.body, before.attributes);
	if (!content.ok) return content;
	const { attributes, members } = content.value;
	const completed = withActive(before.type, attributes, before.attributes);
	const memberChanges = [{ kind: 'replace', members }] as const;
	return update(view, context, { method: 'PUT', before, attributes: completed, memberChanges });
}

/** RFC 7644 §3.5.2. */
function patch(view: DirectoryView, command: CommandOf<'patch'>, context: Context): Decision {
	const target = targetOf(view, command);
	if (!target.ok) return target;
	if (!command.operations.ok) return command.operations;
	const unforgiven = checkForm(command, context);
	if (unforgiven !== undefined) return err(unforgiven);
	const type = context.types[command.type];
	const before = target.value;
	const patched = applyPatch(command.operations.value, before.attributes, type, context.dialect);
	if (!patched.ok) return patched;
	const { attributes, members: memberChanges } = patched.value;
	const answer = update(view, context, { method: 'PATCH', before, attributes, memberChanges });
	// A group's answer would have to read all its members; 204 is as good (RFC 7644 §3.5.2).
	return answer.ok && command.type === 'Group' && !command.wantsResource
		? ok({ ...answer.value, status: 204 })
		: answer;
}

/** RFC 7644 §3.6; the memberships that end with the resource are told before it goes. */
function remove(view: DirectoryView, command: CommandOf<'delete'>, context: Context): Decision {
	const target = targetOf(view, command);
	if (!target.ok) return target;
	const resource = target.value;
	const self = view.candidate(resource.id) ?? relatedOf(resource);
	for (const groupId of view.groupsOf(resource)) {
		const group = view.candidate(groupId);
		if (group === undefined) continue;
		const loaded = view.find('Group', groupId);
		if (loaded !== undefined) view.put(nextVersion(loaded, context.now));
		applyMembers(view, group, [{ member: self, present: false }], context);
	}
	if (resource.type === 'Group') {
		const members = view.membersOf(resource.id).flatMap((id) => view.candidate(id) ?? []);
		const steps = members.map((member) => ({ member, present: false }));
		applyMembers(view, self, steps, context);
	}
	view.delete(resource);
	const type = context.types[resource.type];
	view.record(
		resourceEvent(context.newEventId(), 'deleted', type, resource, view.directory.mapping),
	);
	return ok({ status: 204 });
}

function updateDirectory(
	view: DirectoryView,
	command: CommandOf<'updateDirectory'>,
	context: Context,
): Result<Answer, ScimError> {
	const { name, state } = command;
	const before = view.directory;
	view.setDirectory({
		...(name === undefined ? {} : { name }),
		...(state === undefined ? {} : { state }),
	});
	if (state !== undefined && state !== before.state) {
		const type = state === 'active' ? 'directory.activated' : 'directory.deactivated';
		view.record(directoryEvent(context.newEventId(), type, view.directory));
	}
	return ok({ status: 200 });
}

/** What a resource is to become, and by which request. */
interface Update {
	readonly method: NonNullable<NewEvent['method']>;
	readonly before: StoredResource;
	readonly attributes: JsonObject;
	readonly memberChanges: readonly MemberChange[];
}

/** Writes the next version of a resource if anything differs; a repetition changes nothing. */
function update(view: DirectoryView, context: Context, wanted: Update): Decision {
	const { method, before, attributes, memberChanges } = wanted;
	const isChanged = changesBetween(before.attributes, attributes).length > 0;
	const after: StoredResource = { ...nextVersion(before, context.now), attributes };
	const problem = checkSize(attributes) ?? checkName(view, after);
	if (problem !== undefined) return err(problem);
	const steps =
		before.type === 'Group' ? planMembers(view, before.id, memberChanges, context) : ok([]);
	if (!steps.ok) return steps;
	if (!isChanged && steps.value.length === 0) {
		return ok({ status: 200, resource: before });
	}
	view.put(after);
	if (isChanged) {
		const type = context.types[before.type];
		const { mapping } = view.directory;
		view.record({ ...updateEvent(context.newEventId(), type, before, after, mapping), method });
	}
	applyMembers(view, relatedOf(after), steps.value, context);
	return ok({ status: 200, resource: after });
}

/** What the dialect does not forgive of how a body is written. */
function checkForm(
	{ kind, type, body }: CommandOf<'create' | 'replace' | 'patch'>,
	{ dialect, types }: Context,
): ScimError | undefined {
	if (kind !== 'patch') return checkNamed(body, types[type].schema.id, dialect);
	return checkNamed(body, PATCH_OP_URN, dialect) ?? checkOperations(body, dialect);
}

function targetOf(
	view: DirectoryView,
	command: CommandOf<'replace' | 'patch' | 'delete'>,
): Result<StoredResource, ScimError> {
	const resource = view.find(command.type, command.id);
	if (resource === undefined) return err(notFound(command.type, command.id));
	const precondition = checkPrecondition(command, resource.version);
	return precondition.ok ? ok(resource) : precondition;
}

function checkName(view: DirectoryView, resource: StoredResource): ScimError | undefined {
	const name = nameOf(resource);
	if (name.trim() === '' || name.length > MAX_NAME_LENGTH) {
		const expected = `a name of 1 to ${MAX_NAME_LENGTH} characters`;
		return badRequest('invalidValue', `${NAME_ATTRIBUTE[resource.type]} must be ${expected}.`);
	}
	const current = view.find(resource.type, resource.id);
	if (current !== undefined && nameOf(current) === name) return undefined;
	const holder = view.holderOf(resource.type, name);
	if (holder === undefined) return undefined;
	const attribute = NAME_ATTRIBUTE[resource.type];
	const wanted = ownText(resource.attributes, attribute);
	return conflict(
		`${attribute} "${wanted}" is already taken by another ${resource.type.toLowerCase()}.`,
	);
}

/**
 * A new user is active. A PUT that leaves `active` out keeps it as it is: of the defaults that
 * RFC 7644 §3.5.1 allows, this is the one that cannot give a deprovisioned user access again.
 */
function withActive(
	type: StoredResource['type'],
	attributes: JsonObject,
	before: JsonObject = {},
): JsonObject {
	if (type !== 'User' || Object.hasOwn(attributes, 'active')) return attributes;
	return { ...attributes, active: own(before, 'active') ?? true };
}

function nextVersion(resource: StoredResource, now: number): StoredResource {
	return { ...resource, version: resource.version + 1, modifiedAt: now };
}
