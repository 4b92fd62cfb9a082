/**
 * What differs between two documents, as `[{path, from, to}]` for update events. Paths are SCIM
 * attribute paths; a multi-valued attribute is told whole.
 */
import { isArray, isObject, objectOr, own, type Json, type JsonObject } from '../scim/json.ts';
import { innerPrefix } from '../scim/schema/lookup.ts';

/** One difference; null stands for what is not there. */
export interface AttributeChange {
	readonly [name: string]: Json;
	readonly path: string;
	readonly from: Json;
	readonly to: Json;
}

/** The differences in the order of the attributes' names; empty when the documents say the same. */
export function changesBetween(before: JsonObject, after: JsonObject): readonly AttributeChange[] {
	return compare(before, after, '');
}

/** True if two JSON values say the same; the order of an object's names does not matter. */
export function sameJson(left: Json | undefined, right: Json | undefined): boolean {
	if (left === right) return true;
	if (isArray(left) && isArray(right)) {
		return left.length === right.length && left.every((item, at) => sameJson(item, right[at]));
	}
	if (!isObject(left) || !isObject(right)) return false;
	const names = Object.keys(left);
	return (
		names.length === Object.keys(right).length &&
		names.every((name) => Object.hasOwn(right, name) && sameJson(left[name], right[name]))
	);
}

function compare(before: JsonObject, after: JsonObject, prefix: string): AttributeChange[] {
	const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].toSorted();
	return names.flatMap((name) => {
		const from = own(before, name);
		const to = own(after, name);
		if (sameJson(from, to)) return [];
		const path = `${prefix}${name}`;
		const areParts = isObject(from ?? {}) && isObject(to ?? {});
		const parts = areParts ? compare(objectOr(from), objectOr(to), innerPrefix(name, path)) : [];
		// An object without parts comes or goes as a whole.
		return parts.length > 0 ? parts : [{ path, from: from ?? null, to: to ?? null }];
	});
}
