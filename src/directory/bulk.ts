/**
 * Bulk requests (RFC 7644 §3.7): in which order operations are decided, and what becomes of those that
 * reference one another. Each is decided as a single command would be; in a circle of references all
 * succeed or none.
 */
import {
	operationText,
	type BulkRequest,
	type OperationOutcome,
	type OperationRequest,
} from '../scim/bulk.ts';
import type { ScimError } from '../scim/errors.ts';
import { etag, fingerprint } from '../scim/etag.ts';
import { err, ok, type Result } from '../result.ts';
import type { Context } from './decide.ts';
import { applyMembers, planMembers } from './members.ts';
import type { Answer, Command, ResourceCommand } from './model.ts';
import type { ParsedBulk, ParsedOperation, ParsedResourceCommand } from './parse.ts';
import { relatedOf, type DirectoryView } from './view.ts';

/**
 * What an operation weighs in a commit at least, in characters: a thousand small ones are as much as a
 * commit takes, for each has a statement in its transaction.
 */
const OPERATION_WEIGHT = 4 * 1024;

/** What so many operations, of so many characters in all, weigh in a commit. */
export function bulkWeight(operations: number, characters: number): number {
	return Math.max(characters, operations * OPERATION_WEIGHT);
}

/** An operation and its position in the request. */
interface Step extends ParsedOperation {
	readonly at: number;
}

type Decision = Result<{ readonly status: Answer['status'] }, ScimError>;

/** Decides a command as if it came alone. */
export type DecideSingle = (command: ParsedResourceCommand) => Decision;

type DecideStep = (step: Step) => Decision;

/** The command of a bulk request. */
export function bulkCommand({ operations, failOnErrors, isNamed }: BulkRequest): Command {
	return {
		kind: 'bulk',
		isNamed,
		operations: operations.map(({ bulkId, request, references }) => ({
			...(bulkId === undefined ? {} : { bulkId }),
			command: request.ok ? ok(commandOf(request.value)) : request,
			references,
		})),
		...(failOnErrors === undefined ? {} : { failOnErrors }),
	};
}

function commandOf({ method, ...request }: OperationRequest): ResourceCommand {
	switch (method) {
		case 'POST':
			return { kind: 'create', ...request };
		case 'PUT':
			return { kind: 'replace', ...request };
		case 'PATCH':
			return { kind: 'patch', ...request, wantsResource: false, wantsMembers: false };
		case 'DELETE':
			return { kind: 'delete', ...request };
	}
}

/** Decides the operations of a bulk; undefined for those that are left undone after too many errors. */
export function decideBulk(
	view: DirectoryView,
	{ operations, failOnErrors = Infinity }: ParsedBulk,
	context: Context,
	decideSingle: DecideSingle,
): readonly (OperationOutcome | undefined)[] {
	const steps = operations.map((operation, at): Step => ({ ...operation, at }));
	const decisions: (Decision | undefined)[] = steps.map(() => undefined);
	const decide: DecideStep = ({ command, references }) => {
		const failed = references.find((each) => decisions[each]?.ok === false);
		if (failed !== undefined) return err(dependsOn(steps[failed]));
		return command.ok ? decideSingle(command.value) : command;
	};
	let errors = 0;
	for (const unit of executionOrder(steps.map(({ references }) => references))) {
		if (errors >= failOnErrors) break;
		const together = unit.flatMap((at) => steps[at] ?? []);
		const isCircle = unit.some((at) => unit.length > 1 || steps[at]?.references.includes(at));
		const decided = isCircle ? decideCircle(view, together, context, decide) : together.map(decide);
		together.forEach(({ at }, nth) => {
			decisions[at] = decided[nth];
			if (decided[nth]?.ok === false) errors += 1;
		});
	}
	const versionOf = versionsIn(view);
	return steps.map(({ at, command }) => {
		const decision = decisions[at];
		if (decision === undefined) return undefined;
		const result = decision.ok ? ok(decision.value.status) : decision;
		const version = command.ok ? versionOf(command.value) : undefined;
		return version === undefined ? { result } : { result, version };
	});
}

/**
 * Creates resources that reference one another (RFC 7644 §3.7.1): first without the members that are
 * among them, then those. If one cannot be made, none is.
 */
function decideCircle(
	view: DirectoryView,
	circle: readonly Step[],
	context: Context,
	decide: DecideStep,
): readonly Decision[] {
	const ids = new Set<string>();
	const made = view.atomically((): Result<null, { step: Step; error: ScimError }> => {
		for (const step of circle) {
			if (!step.command.ok) return err({ step, error: step.command.error });
			ids.add(step.command.value.id);
		}
		for (const step of circle) {
			const created = decide(withoutMembers(step, ids));
			if (!created.ok) return err({ step, error: created.error });
		}
		for (const step of circle) {
			const joined = addMembers(view, step, ids, context);
			if (!joined.ok) return err({ step, error: joined.error });
		}
		return ok(null);
	});
	if (made.ok) return circle.map(() => ok({ status: 201 }));
	const { step: failed, error } = made.error;
	return circle.map((step) => err(step === failed ? error : dependsOn(failed)));
}

/** A creation without those of its members that are still to be created. */
function withoutMembers(step: Step, ids: ReadonlySet<string>): Step {
	const { command } = step;
	if (!command.ok || command.value.kind !== 'create' || !command.value.content.ok) return step;
	const { attributes, members } = command.value.content.value;
	const present = members.filter(({ value }) => !ids.has(value));
	return {
		...step,
		command: ok({ ...command.value, content: ok({ attributes, members: present }) }),
	};
}

/** Adds the members that {@link withoutMembers} left out; the new group stays at its first version. */
function addMembers(
	view: DirectoryView,
	{ command }: Step,
	ids: ReadonlySet<string>,
	context: Context,
): Result<null, ScimError> {
	if (!command.ok || command.value.kind !== 'create' || !command.value.content.ok) return ok(null);
	const { id, content } = command.value;
	const group = view.find('Group', id);
	if (group === undefined) return ok(null);
	const members = content.value.members.filter(({ value }) => ids.has(value));
	const steps = planMembers(view, id, [{ kind: 'add', members }], context);
	if (!steps.ok) return steps;
	applyMembers(view, relatedOf(group), steps.value, context);
	return ok(null);
}

/** RFC 7644 §3.7.1: what cannot be done because something else could not is a conflict. */
function dependsOn(failed: Step | undefined): ScimError {
	const operation = operationText(failed?.at ?? 0, failed?.bulkId);
	return { status: 409, detail: `This operation depends on ${operation}, which failed.` };
}

/** Tells the entity tags of resources as they are in the end, each made once. */
function versionsIn(view: DirectoryView) {
	const versions = new Map<string, string>();
	return ({ type, id }: ParsedResourceCommand): string | undefined => {
		const resource = view.find(type, id);
		if (resource === undefined || versions.has(id)) return versions.get(id);
		// Of a group whose members were not read, the tag is that of the group without them.
		const related = view.knowsRelated(resource) ? view.relatedTo(resource) : [];
		versions.set(id, etag(resource.version, fingerprint(related)));
		return versions.get(id);
	};
}

/**
 * The order in which operations are decided: that of the request, but what an operation references
 * comes before it. Operations that reference one another in a circle, or themselves, come as one unit.
 * (Tarjan's algorithm: strongly connected components, those that others point at first.)
 */
export function executionOrder(
	references: readonly (readonly number[])[],
): readonly (readonly number[])[] {
	const units: (readonly number[])[] = [];
	/** By position: when it was first reached; Infinity once its unit is complete. */
	const reached: number[] = [];
	const open: number[] = [];
	let count = 0;
	const visit = (at: number): number => {
		const mine = count;
		count += 1;
		reached[at] = mine;
		open.push(at);
		let earliest = mine;
		for (const next of references[at] ?? []) {
			earliest = Math.min(earliest, reached[next] ?? visit(next));
		}
		if (earliest === mine) {
			const unit = open.splice(open.lastIndexOf(at));
			for (const each of unit) reached[each] = Infinity;
			units.push(unit.toSorted((one, other) => one - other));
		}
		return earliest;
	};
	for (const at of references.keys()) if (reached[at] === undefined) visit(at);
	return units;
}
