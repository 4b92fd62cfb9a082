/**
 * Applies PATCH operations to a document (RFC 7644 §3.5.2), in order and all or nothing: the given
 * document is never mutated and a failure yields no other. Operations on members are described for
 * where the members are kept.
 */
import { err, ok, type Result } from '../../result.ts';
import { comparable } from '../comparable.ts';
import type { Dialect } from '../dialect.ts';
import { badRequest, type ScimError } from '../errors.ts';
import type { Filter } from '../filter/ast.ts';
import { evaluate } from '../filter/evaluate.ts';
import type { Json, JsonObject } from '../json.ts';
import { type AttributeTarget, targetText } from '../path.ts';
import { requiredMissing } from '../resource.ts';
import type { ResourceType } from '../schema/attribute.ts';
import { pathText } from '../schema/lookup.ts';
import { isSame, readValue } from '../value.ts';
import type { MemberChange, PatchedResource } from './changes.ts';
import { valueAt, withMember, withValueAt } from './document.ts';
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
	let document = attributes;
	const members: MemberChange[] = [];
	for (const operation of operations) {
		const { target } = operation;
		if (target.kind === 'attribute' && isRelation(target.path, type)) {
			const change = memberChange(operation, target, !dialect.filterMissCreates);
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
		document = changed.value;
	}
	const missing = requiredMissing(type, document);
	return missing === undefined ? ok({ attributes: document, members }) : err(missing);
}

function applyOperation(
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
			// Only removals aim at a whole extension.
			return ok(withMember(document, target.urn, undefined));
		case 'attribute': {
			const before = valueAt(document, target.path);
			const after = changeAttribute(operation, target, before, type, dialect);
			return after.ok ? ok(withValueAt(document, target.path, after.value)) : after;
		}
	}
}

function changeAttribute(
	{ op, value }: PatchOperation,
	target: AttributeTarget,
	before: Json | undefined,
	type: ResourceType,
	dialect: Dialect,
): Result<Json | undefined, ScimError> {
	const { path, select, sub } = target;
	const { attribute } = path;
	const text = pathText(path);
	if (op === 'remove' && select === undefined && (sub ?? attribute).required) {
		return err(badRequest('mutability', `"${targetText(target)}" is required.`));
	}
	if (attribute.mutability === 'writeOnly') {
		// Checked, then forgotten: a password leaves no trace.
		const read = readValue(attribute, op === 'remove' ? null : value, text);
		return read.ok ? ok(before) : read;
	}
	const change = { op, value, attribute, text, ...(sub === undefined ? {} : { sub }) };
	const after = attribute.multiValued
		? changeValues(change, before, selectionOf(target, type, dialect))
		: changeSingle(change, before);
	const isFixed = attribute.mutability === 'immutable' && before !== undefined;
	return after.ok && isFixed && !isSame(before, after.value)
		? err(badRequest('mutability', `"${text}" cannot be changed once it is set.`))
		: after;
}

/** Turns the filter of a path into a test of single values. */
function selectionOf(
	{ path, select }: AttributeTarget,
	type: ResourceType,
	dialect: Dialect,
): Selection | undefined {
	if (select === undefined) {
		return undefined;
	}
	const filter: Filter = { kind: 'valuePath', path, filter: select.filter };
	const equal = dialect.filterMissCreates ? select.equal : undefined;
	return {
		matches: (value) => evaluate(filter, comparable(type, withValueAt({}, path, [value]))),
		...(equal === undefined ? {} : { template: Object.fromEntries(equal) }),
	};
}
