/**
 * Turns what a client sends for a resource into the document that is stored: names as the schema
 * writes them, values of their declared types, nothing that the service provider decides itself.
 * Leniency in form is granted here and changes nothing for a strict client. It knows one resource
 * only: uniqueness belongs to the directory.
 */
import { err, ok, type Result } from '../result.ts';
import { badRequest, type ScimError } from './errors.ts';
import { isArray, isObject, type Json, type JsonObject, own, ownInAnyCase } from './json.ts';
import { MAX_EXTENSION_DEPTH, MAX_ID_LENGTH } from './limits.ts';
import type { MemberReference } from './patch/changes.ts';
import type { Attribute, ResourceType } from './schema/attribute.ts';
import {
	documentAttributes,
	findExtension,
	innerPrefix,
	isUrn,
	resolveName,
	schemaByUrn,
	splitUrn,
} from './schema/lookup.ts';
import { isStorableText, readDeclared } from './value.ts';

/** A resource as a client describes it: the document, and the values that are kept as rows. */
export interface ResourceContent {
	readonly attributes: JsonObject;
	readonly members: readonly MemberReference[];
}

/**
 * Reads the body of a POST or PUT (RFC 7644 §3.3, §3.5.1).
 *
 * `previous` is the stored document that a PUT replaces: immutable attributes keep their values.
 */
export function readResource(
	type: ResourceType,
	body: unknown,
	previous?: JsonObject,
): Result<ResourceContent, ScimError> {
	if (!isObject(body)) {
		return err(badRequest('invalidSyntax', 'The body must be a JSON object.'));
	}
	const values = sortValues(type, withoutCoreUrn(type, body));
	if (!values.ok) {
		return values;
	}
	const { declared, undeclared } = values.value;
	const foreign = checkSchemas(type, declared.get('schemas') ?? null);
	if (foreign !== undefined) {
		return err(foreign);
	}
	const stored = documentAttributes(type).filter(({ name }) => name !== type.relation);
	const document = readDeclared(stored, declared, '', previous);
	if (!document.ok) {
		return document;
	}
	const attributes = { ...document.value, ...undeclared };
	const missing = requiredMissing(type, attributes);
	if (missing !== undefined) {
		return err(missing);
	}
	const relation = type.relation === undefined ? undefined : declared.get(type.relation);
	const members = readMembers(relation ?? null);
	return members.ok ? ok({ attributes, members: members.value }) : members;
}

/**
 * Reads the values of a relation: ids, bare or as `{value}` (RFC 7643 §4.2). Whatever else a client
 * says about a member is the service provider's to know.
 */
export function readMembers(json: Json): Result<readonly MemberReference[], ScimError> {
	if (json === null || json === '') {
		return ok([]);
	}
	const ids = new Set<string>();
	for (const element of isArray(json) ? json : [json]) {
		const id = isObject(element) ? ownInAnyCase(element, 'value') : element;
		if (typeof id !== 'string' || id === '' || id.length > MAX_ID_LENGTH || !isStorableText(id)) {
			return err(
				badRequest('invalidValue', 'Each of "members" must have the id of a resource as "value".'),
			);
		}
		ids.add(id);
	}
	return ok([...ids].map((value) => ({ value })));
}

/**
 * Reads a value of an extension that no schema declares. Identity providers let administrators name
 * any URN; what they send is kept as it is, within bounds.
 */
export function readUndeclared(json: Json, path: string): Result<Json, ScimError> {
	if (!isStorable(json, MAX_EXTENSION_DEPTH)) {
		const expected = `nest at most ${MAX_EXTENSION_DEPTH} levels and consist of valid Unicode`;
		return err(badRequest('invalidValue', `"${path}" must ${expected} without NUL characters.`));
	}
	return ok(withoutInheritedNames(json));
}

/** Fails if a required attribute is unassigned (RFC 7643 §2.2). */
export function requiredMissing(type: ResourceType, attributes: JsonObject): ScimError | undefined {
	return firstMissing(documentAttributes(type), attributes, '');
}

function firstMissing(
	attributes: readonly Attribute[],
	object: JsonObject,
	prefix: string,
): ScimError | undefined {
	for (const { name, required, mutability, subAttributes } of attributes) {
		const value = own(object, name);
		const path = `${prefix}${name}`;
		// ReadOnly values are the service provider's to assign, writeOnly ones are not stored.
		const isClients = mutability === 'readWrite' || mutability === 'immutable';
		if (required && isClients && value === undefined) {
			return badRequest('invalidValue', `"${path}" is required.`);
		}
		// A complex value that is absent lacks nothing: its parts are required only where it is present.
		for (const element of value !== undefined && isArray(value) ? value : [value]) {
			const missing = isObject(element)
				? firstMissing(subAttributes ?? [], element, innerPrefix(name, path))
				: undefined;
			if (missing !== undefined) {
				return missing;
			}
		}
	}
	return undefined;
}

interface SortedValues {
	/** By the names of the document's attributes. */
	readonly declared: ReadonlyMap<string, Json>;
	/** By the URN of an extension that the resource type does not declare. */
	readonly undeclared: JsonObject;
}

/** Lifts attributes that stand under the URN of the core schema to where they belong. */
function withoutCoreUrn(type: ResourceType, body: JsonObject): JsonObject {
	return Object.fromEntries(
		Object.entries(body).flatMap(([name, value]) =>
			schemaByUrn(type, name) === type.schema && isObject(value)
				? Object.entries(value)
				: [[name, value]],
		),
	);
}

/** Sorts the values of a body by what their names mean; values of unknown names are left out. */
function sortValues(type: ResourceType, body: JsonObject): Result<SortedValues, ScimError> {
	const declared = new Map<string, Json>();
	const undeclared: [string, Json][] = [];
	for (const [name, value] of Object.entries(body)) {
		const [top, ...inner] = namesTo(type, name);
		if (top !== undefined) {
			declared.set(top, merge(declared.get(top), inner, value));
		} else if (isUndeclared(type, name) && isObject(value)) {
			const kept = readUndeclared(value, name);
			if (!kept.ok) {
				return kept;
			}
			undeclared.push([name, kept.value]);
		}
	}
	return ok({ declared, undeclared: Object.fromEntries(undeclared) });
}

/** True for the URN of an extension that no schema declares, the only foreign name that is kept. */
function isUndeclared(type: ResourceType, name: string): boolean {
	const isKnown = schemaByUrn(type, name) !== undefined || splitUrn(type, name) !== undefined;
	return isUrn(name) && !isKnown;
}

/** The names that lead from the top of a document to what a client's name means. */
function namesTo(type: ResourceType, name: string): readonly string[] {
	const extension = findExtension(type, name);
	if (extension !== undefined) {
		return [extension.id];
	}
	const path = resolveName(type, name);
	return path === undefined
		? []
		: [path.extension, path.attribute.name, path.sub?.name].filter((part) => part !== undefined);
}

/** Puts a value where the names lead, beside what the body has said before. */
function merge(current: Json | undefined, names: readonly string[], value: Json): Json {
	const siblings = isObject(current) ? current : {};
	const [name, ...rest] = names;
	if (name === undefined) {
		return isObject(value) ? { ...siblings, ...value } : value;
	}
	return { ...siblings, [name]: merge(own(siblings, name), rest, value) };
}

/** Fails unless the core schema is among those named; further URNs are the client's business. */
function checkSchemas(type: ResourceType, schemas: Json): ScimError | undefined {
	// Many clients leave `schemas` out, and the endpoint already says what the resource is.
	if (schemas === null) {
		return undefined;
	}
	const urn = type.schema.id;
	const named =
		isArray(schemas) &&
		schemas.every((schema) => typeof schema === 'string') &&
		schemas.some((schema) => schema.toLowerCase() === urn.toLowerCase());
	return named
		? undefined
		: badRequest('invalidSyntax', `"schemas" must be an array of URNs that includes "${urn}".`);
}

function isStorable(json: Json, levels: number): boolean {
	if (typeof json === 'string') {
		return isStorableText(json);
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

/** Copies a value without names such as `__proto__`, which mean something to JavaScript objects. */
function withoutInheritedNames(json: Json): Json {
	if (isArray(json)) {
		return json.map(withoutInheritedNames);
	}
	if (!isObject(json)) {
		return json;
	}
	return Object.fromEntries(
		Object.entries(json)
			.filter(([name]) => !(name in Object.prototype))
			.map(([name, value]) => [name, withoutInheritedNames(value)]),
	);
}
