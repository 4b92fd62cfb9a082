/**
 * Turns PATCH operations on a group's members into member changes. Members are rows, not part of the
 * document: whether a change changes anything is decided where the rows are.
 */
import { err, ok, type Result } from '../../result.ts';
import { badRequest, type ScimError } from '../errors.ts';
import type { Filter } from '../filter/ast.ts';
import type { Json } from '../json.ts';
import { type AttributeTarget, targetText } from '../path.ts';
import { readMembers } from '../resource.ts';
import type { AttributePath, ResourceType } from '../schema/attribute.ts';
import type { MemberChange, MemberReference } from './changes.ts';
import type { PatchOperation } from './parse.ts';

/** Describes what an operation asks of the members of a group (RFC 7644 §3.5.2). */
export function memberChange(
	{ op, value }: PatchOperation,
	target: AttributeTarget,
	mustMatch: boolean,
): Result<MemberChange, ScimError> {
	const filter = target.select?.filter;
	if (target.sub !== undefined || (op === 'add' && filter !== undefined)) {
		// RFC 7643 §8.7.1: what a membership says of its member is immutable.
		const detail = `"${targetText(target)}" cannot be changed; add or remove members.`;
		return err(badRequest('mutability', detail));
	}
	if (op === 'remove') {
		return filter === undefined ? removeListed(value) : ok(removeSelected(filter));
	}
	const read = readMembers(value);
	if (!read.ok) {
		return read;
	}
	const members = read.value;
	return filter === undefined
		? ok({ kind: op, members })
		: ok({ kind: 'select', filter, replaceBy: members, mustMatch });
}

/**
 * What a PATCH asks of the members of a group, as far as its operations are well-formed: enough to
 * know beforehand which members must be looked up.
 */
export function memberChangesOf(
	operations: readonly PatchOperation[],
	type: ResourceType,
): readonly MemberChange[] {
	return operations.flatMap((operation) => {
		const { target } = operation;
		if (target.kind !== 'attribute' || !isRelation(target.path, type)) {
			return [];
		}
		const change = memberChange(operation, target, false);
		return change.ok ? [change.value] : [];
	});
}

/** True if the values of an attribute are kept as rows. */
export function isRelation({ extension, attribute }: AttributePath, type: ResourceType): boolean {
	return extension === undefined && attribute.name === type.relation;
}

/** The members to remove may be listed as the value; without one all of them go. */
function removeListed(value: Json): Result<MemberChange, ScimError> {
	// leniency: remove_by_value
	if (value === null) {
		return ok({ kind: 'replace', members: [] });
	}
	const members = readMembers(value);
	return members.ok ? ok({ kind: 'remove', members: members.value }) : members;
}

/** Members that are named by their ids can go without being looked up. */
function removeSelected(filter: Filter): MemberChange {
	const members = referencesIn(filter);
	return members === undefined
		? { kind: 'select', filter, mustMatch: false }
		: { kind: 'remove', members };
}

function referencesIn(filter: Filter): readonly MemberReference[] | undefined {
	const references: MemberReference[] = [];
	for (const term of filter.kind === 'or' ? filter.terms : [filter]) {
		const isId =
			term.kind === 'compare' && term.operator === 'eq' && term.path.attribute.name === 'value';
		if (!isId || typeof term.value !== 'string') {
			return undefined;
		}
		references.push({ value: term.value });
	}
	return references;
}
