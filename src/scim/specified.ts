/**
 * Which attributes a client specifies in a write: those of them that are returned on request are part
 * of the answer (RFC 7643 §7). How they are shown is left to projection.ts.
 */
import { isArray, isObject } from './json.ts';
import { parsePatch, type PatchOperation } from './patch/parse.ts';
import type { Attribute, AttributePath, ResourceType } from './schema/attribute.ts';
import { documentAttributes, findAttribute } from './schema/lookup.ts';

/**
 * The attributes to which the body of a write gives values, as far as any of the resource type is
 * returned on request. The body of a POST or PUT names them as a PATCH without path does.
 */
export function specifiedIn(
	type: ResourceType,
	method: string,
	body: unknown,
): readonly AttributePath[] {
	if (!documentAttributes(type).some(isOnRequest)) {
		return [];
	}
	const patch = method === 'PATCH' ? body : { Operations: [{ op: 'replace', value: body }] };
	const operations = parsePatch(patch, type);
	return operations.ok ? operations.value.flatMap(pathsOf) : [];
}

function isOnRequest({ returned, subAttributes = [] }: Attribute): boolean {
	return returned === 'request' || subAttributes.some(isOnRequest);
}

/** What an operation names: an attribute with those of its parts that the value has, or one part. */
function pathsOf({ target, value }: PatchOperation): readonly AttributePath[] {
	if (target.kind !== 'attribute') {
		return [];
	}
	const { path, sub } = target;
	if (sub !== undefined) {
		return [{ ...path, sub }];
	}
	const { subAttributes = [] } = path.attribute;
	const parts = (isArray(value) ? value : [value])
		.filter(isObject)
		.flatMap((part) => Object.keys(part))
		.flatMap((name) => findAttribute(subAttributes, name) ?? []);
	return [path, ...Array.from(new Set(parts), (part) => ({ ...path, sub: part }))];
}
