/**
 * What a client sees of a resource: the `returned` characteristic (RFC 7643 §7) and the parameters
 * `attributes` and `excludedAttributes` (RFC 7644 §3.9). It takes away from a full representation
 * and never adds to it.
 */
import { err, ok, type Result } from '../result.ts';
import { badRequest, type ScimError } from './errors.ts';
import { isArray, isObject, type Json, type JsonObject } from './json.ts';
import type { Attribute, AttributePath, ResourceType } from './schema/attribute.ts';
import {
	documentAttributes,
	findAttribute,
	innerPrefix,
	isUrn,
	pathText,
	resolveName,
	schemaByUrn,
} from './schema/lookup.ts';

/**
 * The view that a client asked for: by default, of some attributes only, or of all but some. With
 * `specified`, it is the answer to a write that gave values to these.
 */
export type Projection =
	| { readonly kind: 'default'; readonly specified?: Names }
	| { readonly kind: 'only'; readonly names: Names }
	| { readonly kind: 'except'; readonly names: Names; readonly specified?: Names };

/**
 * Names of attributes, in lower case and without the URN of the core schema: `name.familyname`,
 * `urn:…:user:manager`, or the URN of a whole extension.
 */
interface Names {
	readonly own: ReadonlySet<string>;
	/** What the names are parts of. */
	readonly parents: ReadonlySet<string>;
}

/** Reads the parameters `attributes` and `excludedAttributes` (RFC 7644 §3.9). */
export function readProjection(
	type: ResourceType,
	attributes?: string,
	excludedAttributes?: string,
): Result<Projection, ScimError> {
	const only = readNames(type, attributes);
	const except = readNames(type, excludedAttributes);
	if (only !== undefined && except !== undefined) {
		return err(
			badRequest('invalidValue', 'Use either "attributes" or "excludedAttributes", not both.'),
		);
	}
	if (only !== undefined) {
		return ok({ kind: 'only', names: only });
	}
	return ok(except === undefined ? { kind: 'default' } : { kind: 'except', names: except });
}

/**
 * The view of an answer to a write: attributes that are returned on request are shown if the client
 * specified them in it (RFC 7643 §7), unless it named the attributes to be shown.
 */
export function withSpecified(
	projection: Projection,
	specified: readonly AttributePath[],
): Projection {
	return projection.kind === 'only' || specified.length === 0
		? projection
		: { ...projection, specified: namesOf(specified.map(pathText)) };
}

/** True if the view shows any part of the attribute, so that what is not shown need not be loaded. */
export function wants(projection: Projection, name: string): boolean {
	return isVisible(projection, name.toLowerCase(), 'default', false);
}

/** Reduces a full representation to the view that the client asked for. */
export function project(
	type: ResourceType,
	resource: JsonObject,
	projection: Projection,
): JsonObject {
	return projectObject(documentAttributes(type), resource, projection, '', false);
}

/** The names in a parameter; undefined if it names nothing. Unknown attributes are passed over. */
function readNames(type: ResourceType, parameter = ''): Names | undefined {
	// leniency: filter_in_attributes
	// The attribute is meant. That the pattern stops at a further "[" keeps it linear.
	const plain = parameter.replaceAll(/\[[^[\]]*\]/g, '');
	const texts = plain.split(',').flatMap((text) => text.trim() || []);
	return texts.length === 0 ? undefined : namesOf(texts.flatMap((text) => expand(type, text)));
}

function namesOf(texts: readonly string[]): Names {
	const own = new Set(texts.map((text) => text.toLowerCase()));
	const parents = [...own].flatMap((name) =>
		['.', ':'].map((mark) => name.slice(0, Math.max(0, name.lastIndexOf(mark)))),
	);
	return { own, parents: new Set(parents) };
}

function expand(type: ResourceType, text: string): readonly string[] {
	if (schemaByUrn(type, text) === type.schema) {
		return type.schema.attributes.map(({ name }) => name);
	}
	const path = resolveName(type, text);
	if (path !== undefined) {
		return [pathText(path)];
	}
	// leniency: unknown_name_in_attributes
	// The URN of an extension, declared or not.
	return isUrn(text) ? [text] : [];
}

/** `named` is true inside an attribute that the client named as a whole, to be shown or to be hidden. */
function projectObject(
	attributes: readonly Attribute[],
	object: JsonObject,
	projection: Projection,
	prefix: string,
	named: boolean,
): JsonObject {
	return Object.fromEntries(
		Object.entries(object).flatMap(([name, value]): [string, Json][] => {
			const attribute = findAttribute(attributes, name);
			const path = `${prefix}${name}`.toLowerCase();
			// An extension is a container: what is shown of it is for its attributes to say.
			const isContainer = isUrn(name);
			if (!isContainer && !isVisible(projection, path, attribute?.returned ?? 'default', named)) {
				return [];
			}
			const parts = attribute?.subAttributes ?? (isContainer ? [] : undefined);
			if (parts === undefined) {
				return [[name, value]];
			}
			const isWhole = named || isNamed(projection, path);
			const view = projectComplex(value, (element) =>
				projectObject(parts, element, projection, innerPrefix(name, path), isWhole),
			);
			return view === undefined ? [] : [[name, view]];
		}),
	);
}

/**
 * Reduces each object of a complex value; undefined if nothing of it is left. What is no object was
 * stored before its extension was declared, and is shown as it is.
 */
function projectComplex(value: Json, reduce: (object: JsonObject) => JsonObject): Json | undefined {
	if (isArray(value)) {
		const elements = value.flatMap((element): Json[] => {
			const view = projectComplex(element, reduce);
			return view === undefined ? [] : [view];
		});
		return elements.length === 0 ? undefined : elements;
	}
	if (!isObject(value)) {
		return value;
	}
	const view = reduce(value);
	return Object.keys(view).length === 0 ? undefined : view;
}

function isVisible(
	projection: Projection,
	path: string,
	returned: Attribute['returned'],
	named: boolean,
): boolean {
	if (returned === 'always' || returned === 'never') {
		return returned === 'always';
	}
	const isDefault = returned === 'default';
	if (projection.kind === 'only') {
		return (isDefault && named) || isAmong(projection.names, path);
	}
	const isShown = isDefault || isAmong(projection.specified, path);
	return isShown && !named && !isNamed(projection, path);
}

function isNamed(projection: Projection, path: string): boolean {
	return projection.kind !== 'default' && projection.names.own.has(path);
}

/** True if an attribute is named, or a part of it. */
function isAmong(names: Names | undefined, path: string): boolean {
	return names !== undefined && (names.own.has(path) || names.parents.has(path));
}
