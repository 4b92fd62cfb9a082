/**
 * Applies PATCH operations to a document (RFC 7644 §3.5.2), in order and all or nothing: the given
 * document is never mutated and a failure yields no other. Operations on members are described for
 * where the members are kept.
 */
import { err, ok, type Result } from '../../result.ts';
import { comparableRecord } from '../comparable.ts';
import type { Dialect } from '../dialect.ts';
import type { ScimError } from '../errors.ts';
import { matchesValue } from '../filter/evaluate.ts';
import { isSame } from '../identity.ts';
import { type Json, type JsonObject, objectOr, own } from '../json.ts';
import type { AttributeTarget } from '../path.ts';
import { checkSize, requiredMissing } from '../resource.ts';
import type { Attribute, ResourceType } from '../schema/attribute.ts';
import { findExtension, pathText } from '../schema/lookup.ts';
import { irremovable, missing, readValue, unchangeable } from '../value.ts';
import type { MemberChange, PatchedResource } from './changes.ts';
import { valueAt, withMember, withValueAt } from './document.ts';
import { checkNames, isReadOnlyValue, unwrapped } from './given.ts';
import { isRelation, memberChange } from './members.ts';
import { inOperation, type PatchOperation } from './parse.ts';
import { changeSingle } from './single.ts';
import { changeUndeclared } from './undeclared.ts';
import { changeValues, type Selection } from './values.ts';

/** Applies a PATCH to a document (RFC 7644 §3.5.2). */
export function applyPatch(
	operations: readonly PatchOperation[],
	attributes: JsonObject,
	type: ResourceType,
	dialect: Dialect,
): Result<PatchedResource, ScimError> {
	const wrong = operations.find(({ forgiven }) => forgiven && !dialect.has(forgiven.by));
	if (wrong?.forgiven !== undefined) {
		return err(inOperation(wrong.index, wrong.forgiven.error));
	}
	let document = attributes;
	const members: MemberChange[] = [];
	for (const operation of operations) {
		const { target } = operation;
		if (target.kind === 'attribute' && isRelation(target.path, type)) {
			const change = memberChange(operation, target, !dialect.has('filter_miss_creates'));
			if (!change.ok) {
				return err(inOperation(operation.index, change.error));
			}
			members.push(change.value);
			continue;
		}
		const changed = applyOperation(operation, document, type, dialect);
		if (!changed.ok) {
			return err(inOperation(operation.index, changed.error));
		}
		// Each of a thousand operations goes over what the ones before have left.
		const tooLarge = changed.value === document ? undefined : checkSize(changed.value);
		if (tooLarge !== undefined) {
			return err(inOperation(operation.index, tooLarge));
		}
		document = changed.value;
	}
	const lacking = requiredMissing(type, document, attributes);
	return lacking === undefined ? ok({ attributes: document, members }) : err(missing(lacking));
}

function applyOperation(
	operation: PatchOperation,
	document: JsonObject,
	type: ResourceType,
	dialect: Dialect,
): Result<JsonObject, ScimError> {
	const changed = changeDocument(operation, document, type, dialect);
	if (operation.op !== 'remove' || !changed.ok) {
		return changed;
	}
	// RFC 7644 §3.5.2.2, while a "replace" by nothing lacks a value: that is judged at the end.
	const lacking = requiredMissing(type, changed.value, document);
	return lacking === undefined ? changed : err(irremovable(lacking));
}

function changeDocument(
	operation: PatchOperation,
	document: JsonObject,
	type: ResourceType,
	dialect: Dialect,
): Result<JsonObject, ScimError> {
	const { target } = operation;
	switch (target.kind) {
		case 'undeclared':
			return changeUndeclared(document, target.urn, operation);
		case 'extension':
			return removeExtension(document, target.urn, type);
		case 'attribute': {
			const before = valueAt(document, target.path);
			const after = changeAttribute(operation, target, before, dialect);
			return after.ok ? ok(withValueAt(document, target.path, after.value)) : after;
		}
	}
}

/** Only removals aim at a whole extension. */
function removeExtension(
	document: JsonObject,
	urn: string,
	type: ResourceType,
): Result<JsonObject, ScimError> {
	const values = objectOr(own(document, urn));
	const fixed = findExtension(type, urn)?.attributes.find(
		({ name, mutability }) => mutability === 'immutable' && own(values, name) !== undefined,
	);
	return fixed === undefined
		? ok(withMember(document, urn, undefined))
		: err(unchangeable(`${urn}:${fixed.name}`));
}

function changeAttribute(
	{ op, value: given }: PatchOperation,
	target: AttributeTarget,
	before: Json | undefined,
	dialect: Dialect,
): Result<Json | undefined, ScimError> {
	const { path, sub } = target;
	const { attribute } = path;
	const text = pathText(sub === undefined ? path : { ...path, sub });
	const aimed = sub ?? attribute;
	const value = dialect.has('wrapped_value') ? unwrapped(aimed, given) : given;
	const problem = checkNames(aimed, value, text);
	if (problem !== undefined) {
		return err(problem);
	}
	if (attribute.mutability === 'writeOnly') {
		return checkOnly(aimed, op, value, text);
	}
	// leniency: read_only_in_value
	if (op !== 'remove' && isReadOnlyValue(aimed, value)) {
		return ok(before);
	}
	const change = {
		op,
		value,
		attribute,
		text: pathText(path),
		...(sub === undefined ? {} : { sub }),
	};
	const after = attribute.multiValued
		? changeValues(change, before, selectionOf(target, dialect))
		: changeSingle(change, before);
	return after.ok ? accept(target, op, before, after.value) : after;
}

/** Checks a value and forgets it: a password leaves no trace, not even one older than its schema. */
function checkOnly(
	attribute: Attribute,
	op: PatchOperation['op'],
	value: Json,
	text: string,
): Result<undefined, ScimError> {
	const read = readValue(attribute, op === 'remove' ? null : value, text);
	if (!read.ok) {
		return read;
	}
	if (read.value === undefined && attribute.required) {
		return err(op === 'remove' ? irremovable(text) : missing(text));
	}
	return ok(undefined);
}

/** The value that an attribute has in the end, unless it had one that must stay. */
function accept(
	{ path, sub }: AttributeTarget,
	op: PatchOperation['op'],
	before: Json | undefined,
	after: Json | undefined,
): Result<Json | undefined, ScimError> {
	const { attribute } = path;
	if (before === undefined) {
		return ok(after);
	}
	// RFC 7644 §3.5.2.2, even if an extension would go with it that need not be there.
	if (op === 'remove' && sub === undefined && attribute.required && after === undefined) {
		return err(irremovable(pathText(path)));
	}
	if (attribute.mutability !== 'immutable') {
		return ok(after);
	}
	return isSame(attribute, before, after)
		? ok(before)
		: err(unchangeable(pathText(sub === undefined ? path : { ...path, sub })));
}

/** Turns the filter of a path into a test of single values. */
function selectionOf(
	{ path: { attribute }, select }: AttributeTarget,
	dialect: Dialect,
): Selection | undefined {
	if (select === undefined) {
		return undefined;
	}
	const { filter } = select;
	// leniency: filter_miss_creates
	const equal = dialect.has('filter_miss_creates') ? select.equal : undefined;
	return {
		matches: (value) => matchesValue(filter, comparableRecord(attribute, value) ?? null),
		...(equal === undefined ? {} : { template: Object.fromEntries(equal) }),
	};
}
