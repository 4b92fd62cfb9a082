/**
 * What differs between two documents, as `[{path, from, to}]` for update events. Paths are SCIM
 * attribute paths; a multi-valued attribute is told whole.
 */
import { isArray, isObject, objectOr, own, type Json, type JsonObject } from '../scim/json.ts';

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
function sameJson(left: Json | undefined, right: Json | undefined): boolean {
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
		// An extension's attributes are addressed as URN:attribute (RFC 7644 §3.10).
		const nested = `${prefix}${name}${name.startsWith('urn:') ? ':' : '.'}`;
		if (isObject(from ?? {}) && isObject(to ?? {}) && (isObject(from) || isObject(to))) {
			return compare(objectOr(from), objectOr(to), nested);
		}
		return [{ path: `${prefix}${name}`, from: from ?? null, to: to ?? null }];
	});
}
