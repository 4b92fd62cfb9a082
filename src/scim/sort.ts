/**
 * The order of resources (RFC 7644 §3.4.2.3): what "sortBy" may name, and which of two resources
 * comes first. The values that are compared are found by the store.
 */
import { err, ok, type Result } from '../result.ts';
import { badRequest, quoted, type ScimError } from './errors.ts';
import { orderByCodePoint } from './filter/evaluate.ts';
import { comparedPath, isSearchable } from './filter/searchable.ts';
import type { AttributePath, ResourceType } from './schema/attribute.ts';
import { pathText, resolveName } from './schema/lookup.ts';

/** The place of a resource among those of its directory. */
export interface Position {
	/** The value sorted by, in comparable form; null if there is none, or nothing is sorted by. */
	readonly sort: string | number | null;
	/** Counts up as resources are created; no two resources have the same. */
	readonly key: number;
}

/**
 * Reads "sortBy" for one of the resource types that are asked for. Undefined if only `others` have
 * the attribute: then no resource of the type has a value to sort by.
 */
export function readSort(
	text: string,
	type: ResourceType,
	others: readonly ResourceType[],
): Result<AttributePath | undefined, ScimError> {
	const own = resolveName(type, text);
	const [path] =
		own === undefined ? others.flatMap((other) => resolveName(other, text) ?? []) : [own];
	if (path === undefined) {
		const names = [type, ...others].map(({ name }) => name).join(' or ');
		return err(refused(text, `an attribute of ${names} is expected, such as "meta.created"`));
	}
	if (!isSearchable(path)) {
		return err(refused(text, 'it is never returned, or made for each answer'));
	}
	const compared = comparedPath(path);
	if (compared === undefined) {
		const [sub] = path.attribute.subAttributes ?? [];
		const example = sub === undefined ? '' : `, such as "${pathText({ ...path, sub })}"`;
		return err(refused(text, `one of its sub-attributes is expected${example}`));
	}
	return ok(own === undefined ? undefined : compared);
}

/**
 * Negative if `a` comes before `b` in ascending order, positive if after: by value, resources without
 * one last, then by key. Descending order is the reverse.
 */
export function comparePositions(a: Position, b: Position): number {
	return compareValues(a.sort, b.sort) || a.key - b.key;
}

function compareValues(a: Position['sort'], b: Position['sort']): number {
	if (a === null || b === null) {
		return Number(a === null) - Number(b === null);
	}
	if (typeof a === 'number' && typeof b === 'number') {
		return a - b;
	}
	// Values of one attribute have one type.
	return orderByCodePoint(String(a), String(b));
}

function refused(text: string, reason: string): ScimError {
	return badRequest('invalidValue', `"sortBy" cannot be ${quoted(text)}: ${reason}.`);
}
