/**
 * Finds attributes and schemas by the names that clients write. Attribute names and schema URNs are
 * case-insensitive (RFC 7643 §2.1, RFC 7644 §3.10). It reads names only: filters and brackets belong
 * to the path parser.
 */
import type { Attribute, AttributePath, ResourceType, Schema } from './attribute.ts';
import { COMMON_ATTRIBUTES } from './common.ts';
import { complex } from './define.ts';

const indexes = new WeakMap<readonly Attribute[], ReadonlyMap<string, Attribute>>();
const documents = new WeakMap<ResourceType, readonly Attribute[]>();

/** Finds an attribute by name, in any letter case (RFC 7643 §2.1). */
export function findAttribute(
	attributes: readonly Attribute[],
	name: string,
): Attribute | undefined {
	let index = indexes.get(attributes);
	if (index === undefined) {
		index = new Map(attributes.map((attribute) => [attribute.name.toLowerCase(), attribute]));
		indexes.set(attributes, index);
	}
	return index.get(name.toLowerCase());
}

/** Finds a common attribute (RFC 7643 §3.1) or one of the resource type's core schema. */
export function findCoreAttribute(type: ResourceType, name: string): Attribute | undefined {
	return findAttribute(COMMON_ATTRIBUTES, name) ?? findAttribute(type.schema.attributes, name);
}

/**
 * The attributes at the top of a document: common ones, those of the core schema, and each extension
 * as a complex attribute that is named by its URN (RFC 7643 §3.3).
 */
export function documentAttributes(type: ResourceType): readonly Attribute[] {
	let attributes = documents.get(type);
	if (attributes === undefined) {
		const extensions = type.extensions.map(({ schema, required }) =>
			complex(schema.id, schema.description, schema.attributes, { required }),
		);
		attributes = [...COMMON_ATTRIBUTES, ...type.schema.attributes, ...extensions];
		documents.set(type, attributes);
	}
	return attributes;
}

/** Finds the core or extension schema that has the URN, in any letter case. */
export function schemaByUrn(type: ResourceType, urn: string): Schema | undefined {
	return schemasOf(type).find((schema) => schema.id.toLowerCase() === urn.toLowerCase());
}

/** Finds the extension schema that has the URN, in any letter case. */
export function findExtension(type: ResourceType, urn: string): Schema | undefined {
	const schema = schemaByUrn(type, urn);
	return schema === type.schema ? undefined : schema;
}

/**
 * Splits `urn:…:User:name` into the schema and the rest, by the known URNs: a URN has dots and
 * colons of its own, so the text alone does not tell where it ends.
 */
export function splitUrn(
	type: ResourceType,
	text: string,
): { readonly schema: Schema; readonly name: string } | undefined {
	for (const schema of schemasOf(type)) {
		const { length } = schema.id;
		if (text[length] === ':' && text.slice(0, length).toLowerCase() === schema.id.toLowerCase()) {
			return { schema, name: text.slice(length + 1) };
		}
	}
	return undefined;
}

/** Resolves an attribute name, optionally with URN and sub-attribute (RFC 7644 §3.10). */
export function resolveName(type: ResourceType, text: string): AttributePath | undefined {
	const qualified = splitUrn(type, text);
	const [name = '', subName, ...rest] = (qualified?.name ?? text).split('.');
	if (rest.length > 0) {
		return undefined;
	}
	const extension = qualified?.schema === type.schema ? undefined : qualified?.schema;
	const attribute =
		extension === undefined
			? findCoreAttribute(type, name)
			: findAttribute(extension.attributes, name);
	if (attribute === undefined) {
		return undefined;
	}
	const path = extension === undefined ? { attribute } : { extension: extension.id, attribute };
	if (subName === undefined) {
		return path;
	}
	const sub = findAttribute(attribute.subAttributes ?? [], subName);
	return sub === undefined ? undefined : { ...path, sub };
}

/** Writes a resolved name the way clients write it, for error details. */
export function pathText({ extension, attribute, sub }: AttributePath): string {
	const urn = extension === undefined ? '' : `${extension}:`;
	return sub === undefined ? `${urn}${attribute.name}` : `${urn}${attribute.name}.${sub.name}`;
}

/** What precedes the names inside a complex value: `name.`, or `urn:…:User:` of an extension. */
export function innerPrefix(name: string, path: string): string {
	return isUrn(name) ? `${path}:` : `${path}.`;
}

/** True for a name that can only be that of a schema extension. */
export function isUrn(name: string): boolean {
	return /^urn:/i.test(name);
}

function schemasOf(type: ResourceType): readonly Schema[] {
	return [type.schema, ...type.extensions.map((extension) => extension.schema)];
}
