/**
 * PATCH of extensions that no schema declares: what is sent under their URNs is kept as it is, beside
 * what was there before.
 */
import { err, ok, type Result } from '../../result.ts';
import { badRequest, type ScimError } from '../errors.ts';
import { isObject, type Json, type JsonObject, own, objectOr } from '../json.ts';
import { readUndeclared } from '../undeclared.ts';
import { isUnassigned } from '../value.ts';
import { withMember } from './document.ts';
import type { PatchOperation } from './parse.ts';

/** Applies an operation whose path is an undeclared URN, of an extension or of an attribute in one. */
export function changeUndeclared(
	document: JsonObject,
	urn: string,
	{ op, value }: Pick<PatchOperation, 'op' | 'value'>,
): Result<JsonObject, ScimError> {
	const { extension, name } = split(document, urn, value);
	const given = op === 'remove' ? null : value;
	const members: Json = name === undefined ? given : { [name]: given };
	if (isUnassigned(members)) {
		return ok(withMember(document, extension, undefined));
	}
	if (!isObject(members)) {
		return err(badRequest('invalidValue', `"${extension}" must be an object of attributes.`));
	}
	const kept = readUndeclared(members, extension);
	if (!kept.ok) {
		return kept;
	}
	// By their names in lower case: letter case makes no difference (RFC 7643 §2.1).
	const after = new Map(
		Object.entries(objectOr(own(document, extension))).map((entry) => [lower(entry[0]), entry]),
	);
	for (const [key, member] of Object.entries(objectOr(kept.value))) {
		const spelled = after.get(lower(key))?.[0] ?? key;
		if (isUnassigned(member)) {
			after.delete(lower(key));
		} else {
			after.set(lower(key), [spelled, member]);
		}
	}
	const left = after.size === 0 ? undefined : Object.fromEntries(after.values());
	return ok(withMember(document, extension, left));
}

/**
 * Says what a URN names. `urn:a:b:c` alone does not tell an extension from attribute `c` of
 * `urn:a:b`: what the document has decides, then whether the value could be an extension.
 */
function split(document: JsonObject, urn: string, value: Json) {
	const end = urn.lastIndexOf(':');
	const whole = spelledIn(document, urn);
	const parent = spelledIn(document, urn.slice(0, end));
	const isExtension =
		Object.hasOwn(document, whole) || (!Object.hasOwn(document, parent) && isObject(value));
	return isExtension ? { extension: whole } : { extension: parent, name: urn.slice(end + 1) };
}

/** The URN as the document has it. */
function spelledIn(document: JsonObject, urn: string): string {
	return Object.keys(document).find((key) => lower(key) === lower(urn)) ?? urn;
}

function lower(name: string): string {
	return name.toLowerCase();
}
