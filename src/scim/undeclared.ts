/**
 * Extensions that no schema declares. Identity providers let administrators name any URN; what they
 * send under it is kept and returned as it is, within bounds.
 */
import { err, ok, type Result } from '../result.ts';
import { badRequest, type ScimError } from './errors.ts';
import { isArray, isObject, type Json } from './json.ts';
import { MAX_EXTENSION_DEPTH } from './limits.ts';
import type { ResourceType } from './schema/attribute.ts';
import { schemaByUrn, splitUrn } from './schema/lookup.ts';
import { isStorableText } from './simple.ts';

const URN = /^urn(?::[^\s:"[\]]+){2,}$/i;
// Core schemas and messages are no extensions: there, another name is a mistake (RFC 7643 §10.3.1).
const RESERVED = /^urn:ietf:params:scim:(?:schemas:core|api):/i;

/** True for a URN that may be that of an undeclared extension, or of an attribute in one. */
export function isUndeclaredUrn(type: ResourceType, text: string): boolean {
	// leniency: undeclared_extension
	return (
		isForeign(text) && schemaByUrn(type, text) === undefined && splitUrn(type, text) === undefined
	);
}

/**
 * Reads an undeclared URN as that of an attribute: what follows the last colon is its name. Undefined
 * if what precedes it cannot be the URN of an extension.
 */
export function asAttribute(
	urn: string,
): { readonly extension: string; readonly name: string } | undefined {
	const end = urn.lastIndexOf(':');
	const extension = urn.slice(0, end);
	return isForeign(extension) ? { extension, name: urn.slice(end + 1) } : undefined;
}

function isForeign(text: string): boolean {
	const names = text.slice(text.lastIndexOf(':') + 1).split('.');
	return URN.test(text) && !RESERVED.test(text) && !names.some(isProto);
}

/** Reads a value of an undeclared extension, or the whole of one. */
export function readUndeclared(json: Json, path: string): Result<Json, ScimError> {
	if (!isStorable(json, MAX_EXTENSION_DEPTH)) {
		const expected = `nest at most ${MAX_EXTENSION_DEPTH} levels, with finite numbers and text`;
		const detail = `"${path}" must ${expected} without NUL characters and unpaired surrogates.`;
		return err(badRequest('invalidValue', detail));
	}
	return ok(withoutProto(json));
}

function isStorable(json: Json, levels: number): boolean {
	if (typeof json === 'string') {
		return isStorableText(json);
	}
	if (typeof json === 'number') {
		// JSON writes what is too large for a number as null.
		return Number.isFinite(json);
	}
	if (typeof json !== 'object' || json === null) {
		return true;
	}
	return (
		levels > 0 &&
		Object.entries(json).every(
			([name, value]) => isStorableText(name) && isStorable(value, levels - 1),
		)
	);
}

/** Copies a value without `__proto__`, which is no name of a property like others to JavaScript. */
function withoutProto(json: Json): Json {
	if (isArray(json)) {
		return json.map(withoutProto);
	}
	if (!isObject(json)) {
		return json;
	}
	return Object.fromEntries(
		Object.entries(json)
			.filter(([name]) => !isProto(name))
			.map(([name, value]) => [name, withoutProto(value)]),
	);
}

function isProto(name: string): boolean {
	return name === '__proto__';
}
