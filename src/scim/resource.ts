/**
 * Turns what a client sends for a resource into the document that is stored: names as the schema
 * writes them, values of their declared types, nothing that the service provider decides itself.
 * Leniency in form is granted here and changes nothing for a strict client. It knows one resource
 * only: uniqueness belongs to the directory.
 */
import { err, ok, type Result } from '../result.ts';
import { badRequest, type ScimError } from './errors.ts';
import {
	isArray,
	isObject,
	type Json,
	type JsonObject,
	objectOr,
	own,
	ownInAnyCase,
} from './json.ts';
import { MAX_ID_LENGTH, MAX_RESOURCE_LENGTH } from './limits.ts';
import { checkSchemas } from './messages.ts';
import type { MemberReference } from './patch/changes.ts';
import type { Attribute, ResourceType } from './schema/attribute.ts';
import {
	documentAttributes,
	findExtension,
	innerPrefix,
	resolveName,
	schemaByUrn,
} from './schema/lookup.ts';
import { isStorableText } from './simple.ts';
import { asAttribute, isUndeclaredUrn, readUndeclared } from './undeclared.ts';
import { isUnassigned, missing, readDeclared } from './value.ts';

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
	const foreign = checkSchemas(declared.get('schemas'), type.schema.id);
	if (foreign !== undefined) {
		return err(foreign);
	}
	const stored = documentAttributes(type).filter(({ name }) => name !== type.relation);
	const document = readDeclared(stored, declared, '', previous);
	if (!document.ok) {
		return document;
	}
	const attributes = { ...document.value, ...undeclared };
	const lacking = requiredMissing(type, attributes);
	if (lacking !== undefined) {
		return err(missing(lacking));
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
	// leniency: member_details
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

/** The failure of a document that is larger than a resource may be. */
export function checkSize(attributes: JsonObject): ScimError | undefined {
	const { length } = JSON.stringify(attributes);
	if (length <= MAX_RESOURCE_LENGTH) {
		return undefined;
	}
	const detail = `A resource may have ${MAX_RESOURCE_LENGTH} characters as JSON, this has ${length}.`;
	return { status: 413, detail };
}

/**
 * Finds a required attribute that is unassigned in a document (RFC 7643 §2.2), and was not already in
 * `before`: what its schema requires by now, an older document may lack without harm.
 */
export function requiredMissing(
	type: ResourceType,
	attributes: JsonObject,
	before?: JsonObject,
): string | undefined {
	const lacked = new Set(before === undefined ? [] : missingIn(type, before));
	return missingIn(type, attributes).find((path) => !lacked.has(path));
}

function missingIn(type: ResourceType, document: JsonObject): readonly string[] {
	return missingParts(documentAttributes(type), document, '');
}

function missingParts(
	attributes: readonly Attribute[],
	object: JsonObject,
	prefix: string,
): readonly string[] {
	return attributes.flatMap(({ name, required, mutability, subAttributes }) => {
		const value = own(object, name);
		const path = `${prefix}${name}`;
		if (value === undefined) {
			// ReadOnly values are the service provider's to assign, writeOnly ones are not stored.
			return required && (mutability === 'readWrite' || mutability === 'immutable') ? [path] : [];
		}
		if (subAttributes === undefined || !subAttributes.some(requires)) {
			return [];
		}
		// A complex value that is absent lacks nothing: its parts are required only where it is present.
		return (isArray(value) ? value : [value]).flatMap((element) =>
			isObject(element) ? missingParts(subAttributes, element, innerPrefix(name, path)) : [],
		);
	});
}

function requires({ required, subAttributes = [] }: Attribute): boolean {
	return required || subAttributes.some(requires);
}

interface SortedValues {
	/** By the names of the document's attributes. */
	readonly declared: ReadonlyMap<string, Json>;
	/** By the URN of an extension that the resource type does not declare. */
	readonly undeclared: JsonObject;
}

/** Lifts attributes that stand under the URN of the core schema to where they belong. */
function withoutCoreUrn(type: ResourceType, body: JsonObject): JsonObject {
	// leniency: core_schema_key
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
	const undeclared = new Map<
		string,
		{ readonly urn: string; readonly members: [string, Json][] }
	>();
	for (const [name, value] of Object.entries(body)) {
		const [top, ...inner] = namesTo(type, name);
		// leniency: path_as_key
		if (top !== undefined) {
			declared.set(top, merge(declared.get(top), inner, value));
			continue;
		}
		const said = isUndeclaredUrn(type, name) ? saidOfExtension(name, value) : undefined;
		// leniency: unknown_attribute
		if (said === undefined) {
			continue;
		}
		const kept = readUndeclared(said.members, said.urn);
		if (!kept.ok) {
			return kept;
		}
		// Two spellings of a URN are one extension (RFC 7643 §2.1).
		const key = said.urn.toLowerCase();
		const { urn, members } = undeclared.get(key) ?? { urn: said.urn, members: [] };
		for (const member of Object.entries(objectOr(kept.value))) {
			members.push(member);
		}
		// Without attributes an extension is not there (RFC 7643 §2.5).
		if (members.length > 0) {
			undeclared.set(key, { urn, members });
		}
	}
	const extensions = [...undeclared.values()].map(({ urn, members }): [string, Json] => [
		urn,
		Object.fromEntries(members),
	]);
	return ok({ declared, undeclared: Object.fromEntries(extensions) });
}

/** What a value under an undeclared URN says: an object is an extension, all else an attribute of one. */
function saidOfExtension(
	urn: string,
	value: Json,
): { readonly urn: string; readonly members: JsonObject } | undefined {
	if (isObject(value)) {
		return { urn, members: value };
	}
	const path = isUnassigned(value) ? undefined : asAttribute(urn);
	return path === undefined ? undefined : { urn: path.extension, members: { [path.name]: value } };
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
