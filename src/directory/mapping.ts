/**
 * Attribute mapping: which SCIM attributes feed which fields of a user's profile. It reads paths and
 * finds their values; what feeds a field that is not mapped is the profile's own business. Pure.
 */
import { isArray, isObject, own, type Json, type JsonObject } from '../scim/json.ts';
import type { ResourceType } from '../scim/schema/attribute.ts';
import { USER } from '../scim/schema/resource-types.ts';
import { readable } from './readable.ts';
import { parseSource, type Source } from './source.ts';

/** The fields of a profile that can be mapped. */
export const MAPPED_FIELDS = ['email', 'first_name', 'last_name', 'display_name'] as const;
export type MappedField = (typeof MAPPED_FIELDS)[number];

/** What feeds a field that is not mapped: the first that has a value; `userName` only if it is an address. */
export const USUAL_PATHS: Readonly<Record<MappedField, readonly string[]>> = {
	email: ['emails[primary eq true].value', 'emails.value', 'userName'],
	first_name: ['name.givenName'],
	last_name: ['name.familyName'],
	display_name: ['displayName', 'name.formatted'],
};

/** A mapping as it is given and kept: for each field paths, of which the first that has a value feeds it. */
export interface MappingDefinition {
	/** Without those that are fed as usual. */
	readonly fields: Readonly<Partial<Record<MappedField, readonly string[]>>>;
	readonly custom_attributes: Readonly<Record<string, readonly string[]>>;
}

/** A mapping that is ready to be applied to users of a directory. */
export interface Mapping {
	/** Whose never returned attributes are left out. */
	readonly type: ResourceType;
	readonly fields: ReadonlyMap<MappedField, readonly Source[]>;
	readonly customAttributes: ReadonlyMap<string, readonly Source[]>;
	/** The names at the top of a document, in lower case, that are all it looks at. */
	readonly roots: ReadonlySet<string>;
}

/** A path that feeds nothing, by the place where it stands. */
export interface PathFlaw {
	readonly field: string;
	readonly detail: string;
}

/** No mapping: every field is fed as usual, and there are no custom attributes. */
export const USUAL_MAPPING: Mapping = compileMapping(definitionOf(null), USER);

/** Reads a mapping as it is kept. */
export function definitionOf(text: string | null): MappingDefinition {
	if (text === null) return { fields: {}, custom_attributes: {} };
	// The writer is the only author of this text: it holds what mappingText made.
	return JSON.parse(text) as MappingDefinition;
}

/** Writes a mapping as it is to be kept: null where it maps nothing, the same text for the same mapping. */
export function mappingText({ fields, custom_attributes }: MappingDefinition): string | null {
	const mapped = MAPPED_FIELDS.flatMap((name): [string, readonly string[]][] =>
		fields[name] === undefined ? [] : [[name, fields[name]]],
	);
	const custom = Object.entries(custom_attributes).toSorted(([a], [b]) => (a < b ? -1 : 1));
	if (mapped.length + custom.length === 0) return null;
	return JSON.stringify({
		fields: Object.fromEntries(mapped),
		custom_attributes: Object.fromEntries(custom),
	});
}

/** Reads a mapping as it is kept, for users of a directory whose schemas are those of the type. */
export function parseMapping(text: string | null, type: ResourceType): Mapping {
	return text === null ? { ...USUAL_MAPPING, type } : compileMapping(definitionOf(text), type);
}

/** What is wrong with the paths of a mapping. */
export function checkMapping(
	definition: MappingDefinition,
	type: ResourceType,
): readonly PathFlaw[] {
	return entriesOf(definition).flatMap(({ field, paths, isText }) =>
		paths.flatMap((path, at): readonly PathFlaw[] => {
			const source = parseSource(path, type, isText);
			return source.ok ? [] : [{ field: `${field}.${at}`, detail: source.error }];
		}),
	);
}

/**
 * Makes a mapping ready. A path that points at nothing, as it may once a schema is no longer declared,
 * feeds nothing.
 */
export function compileMapping(definition: MappingDefinition, type: ResourceType): Mapping {
	const fields = new Map<MappedField, readonly Source[]>();
	const customAttributes = new Map<string, readonly Source[]>();
	const roots = new Set<string>();
	for (const { name, paths, isText } of entriesOf(definition)) {
		const sources = paths.flatMap((path) => {
			const source = parseSource(path, type, isText);
			return source.ok ? [source.value] : [];
		});
		for (const root of sources.flatMap((source) => source.roots)) roots.add(root);
		if (isText) fields.set(name as MappedField, sources);
		else customAttributes.set(name, sources);
	}
	return { type, fields, customAttributes, roots };
}

/** What a mapping makes of a document: the fields that it maps, and all custom attributes. */
export interface Mapped {
	readonly fields: Readonly<Partial<Record<MappedField, string | null>>>;
	readonly customAttributes: JsonObject;
}

/** Applies a mapping; null for what no path finds. */
export function applyMapping(mapping: Mapping, attributes: JsonObject): Mapped {
	const document = visible(mapping, attributes);
	const fields = Array.from(mapping.fields, ([name, sources]): [string, string | null] => [
		name,
		firstOf(sources, (source) => textOf(name, source, source.find(document))) ?? null,
	]);
	const custom = Array.from(mapping.customAttributes, ([name, sources]): [string, Json] => [
		name,
		firstOf(sources, (source) => source.find(document)) ?? null,
	]);
	return { fields: Object.fromEntries(fields), customAttributes: Object.fromEntries(custom) };
}

/** The paths of a mapping that have a value in none of the documents, by the places where they stand. */
export function unmatchedPaths(
	definition: MappingDefinition,
	type: ResourceType,
	documents: readonly JsonObject[],
): readonly { readonly field: string; readonly path: string }[] {
	const mapping = compileMapping(definition, type);
	const seen = documents.map((attributes) => visible(mapping, attributes));
	return entriesOf(definition).flatMap(({ field, paths, isText }) =>
		paths.flatMap((path, at) => {
			const source = parseSource(path, type, isText);
			const isMatched = source.ok && seen.some((each) => source.value.find(each) !== undefined);
			return isMatched ? [] : [{ field: `${field}.${at}`, path }];
		}),
	);
}

/** As much of a document as a mapping looks at, without what is never returned. */
function visible({ type, roots }: Mapping, attributes: JsonObject): JsonObject {
	if (roots.size === 0) return {};
	const named = Object.entries(attributes).filter(([name]) => roots.has(name.toLowerCase()));
	return readable(type, Object.fromEntries(named));
}

interface Entry {
	readonly field: string;
	readonly name: string;
	readonly paths: readonly string[];
	/** Whether it holds text only. */
	readonly isText: boolean;
}

function entriesOf({ fields, custom_attributes }: MappingDefinition): readonly Entry[] {
	return [
		...Object.entries(fields).map(([name, paths]) => ({
			field: `fields.${name}`,
			name,
			paths,
			isText: true,
		})),
		...Object.entries(custom_attributes).map(([name, paths]) => ({
			field: `custom_attributes.${name}`,
			name,
			paths,
			isText: false,
		})),
	];
}

function firstOf<Value>(
	sources: readonly Source[],
	valueOf: (source: Source) => Value | undefined,
): Value | undefined {
	for (const source of sources) {
		const value = valueOf(source);
		if (value !== undefined) return value;
	}
	return undefined;
}

/**
 * A value as a field of text shows it: numbers and booleans as they are written in JSON, the first of
 * several values, the `value` of one that has parts (RFC 7643 §2.4). A `userName` is an e-mail address
 * only if it looks like one.
 */
function textOf(field: MappedField, source: Source, value: Json | undefined): string | undefined {
	const text = plainText(value);
	const isName = field === 'email' && source.isUserName;
	return isName && text?.includes('@') !== true ? undefined : text;
}

function plainText(value: Json | undefined): string | undefined {
	const [first] = isArray(value) ? value : [value];
	const plain = isObject(first) ? own(first, 'value') : first;
	if (typeof plain === 'string') return plain === '' ? undefined : plain;
	return typeof plain === 'number' || typeof plain === 'boolean' ? String(plain) : undefined;
}
