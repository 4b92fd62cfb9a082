/**
 * PATCH of extensions that no schema declares. Identity providers let administrators name any URN;
 * what they send under it is kept as it is.
 */
import { err, ok, type Result } from '../../result.ts';
import { badRequest, type ScimError } from '../errors.ts';
import { isObject, type Json, type JsonObject, own, objectOr } from '../json.ts';
import { readUndeclared } from '../resource.ts';
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
		return err(badRequest('invalidValue', `"${extension}" must be an object.`));
	}
	const kept = readUndeclared(members, extension);
	if (!kept.ok) {
		return kept;
	}
	const fresh = objectOr(kept.value);
	const merged = Object.entries({ ...objectOr(own(document, extension)), ...fresh }).filter(
		([key, member]) => !(Object.hasOwn(fresh, key) && isUnassigned(member)),
	);
	const after = merged.length === 0 ? undefined : Object.fromEntries(merged);
	return ok(withMember(document, extension, after));
}

/**
 * Says what a URN names. `urn:a:b:c` alone does not tell an extension from attribute `c` of
 * `urn:a:b`: what the document has decides, then whether the value could be an extension.
 */
function split(document: JsonObject, urn: string, value: Json) {
	const end = urn.lastIndexOf(':');
	const parent = urn.slice(0, end);
	const isExtension =
		Object.hasOwn(document, urn) || (!Object.hasOwn(document, parent) && isObject(value));
	return isExtension ? { extension: urn } : { extension: parent, name: urn.slice(end + 1) };
}
