/**
 * What may be asked about an attribute, by a filter (RFC 7644 §3.4.2.2) or an order (§3.4.2.3), and
 * which of its values is meant. Reading the name is left to schema/lookup.ts.
 */
import type { Attribute, AttributePath } from '../schema/attribute.ts';
import { findAttribute, resolveName } from '../schema/lookup.ts';
import { RESOURCE_TYPES } from '../schema/resource-types.ts';

/** What only an answer knows, absolute URIs and the tag of what it shows, and what is therefore not kept. */
const ONLY_SHOWN: ReadonlySet<Attribute> = new Set(
	RESOURCE_TYPES.flatMap((type) =>
		['meta.location', 'meta.version', 'members.$ref', 'groups.$ref'].flatMap(
			(name) => resolveName(type, name)?.sub ?? [],
		),
	),
);

/**
 * True if an attribute may be searched and sorted by. Whether a password matches, or which of two is
 * less, must not be found out by asking (RFC 7643 §7, `returned`).
 */
export function isSearchable({ attribute, sub = attribute }: AttributePath): boolean {
	const isHidden = attribute.returned === 'never' || sub.returned === 'never';
	return !isHidden && !ONLY_SHOWN.has(sub);
}

/**
 * The path to what is compared: of a complex attribute, its `value` (RFC 7643 §2.4). Undefined if it
 * has none that may be searched.
 */
export function comparedPath(path: AttributePath): AttributePath | undefined {
	if ((path.sub ?? path.attribute).type !== 'complex') {
		return path;
	}
	const sub = findAttribute(path.attribute.subAttributes ?? [], 'value');
	return sub !== undefined && isSearchable({ ...path, sub }) ? { ...path, sub } : undefined;
}
