/**
 * Parses the paths of PATCH operations (RFC 7644 §3.5.2, Figure 7) against the schema. It says what
 * a path points at, not whether an operation may change it.
 */
import { err, ok, type Result } from '../result.ts';
import { badRequest, type ScimError } from './errors.ts';
import { parseValueFilter, type ValueFilter } from './filter/parse.ts';
import type { Attribute, AttributePath, ResourceType } from './schema/attribute.ts';
import {
	findAttribute,
	findExtension,
	pathText,
	resolveName,
	schemaByUrn,
	splitUrn,
} from './schema/lookup.ts';

/** What the path of a PATCH operation points at. */
export type PatchPath =
	| AttributeTarget
	/** The URN of a declared extension: all of its attributes. */
	| { readonly kind: 'extension'; readonly urn: string }
	/** A URN that no schema declares: an extension, or `urn:…:name` for an attribute of one. */
	| { readonly kind: 'undeclared'; readonly urn: string };

/**
 * An attribute (`title`), a sub-attribute (`name.familyName`), or among several values of an
 * attribute those that a filter selects (`emails[type eq "work"].value`).
 */
export interface AttributeTarget {
	readonly kind: 'attribute';
	/** Names the attribute; `sub` stands beside it. */
	readonly path: Omit<AttributePath, 'sub'>;
	readonly select?: ValueFilter;
	readonly sub?: Attribute;
}

// Greedy: the filter ends at the last bracket, whatever brackets its strings contain.
const VALUE_PATH = /^([^[\]"]+)\[(.*)\](?:\.([^.[\]"]+))?$/s;
const URN = /^urn(?::[^\s:"[\]]+){2,}$/i;

/** Parses a PATCH path: invalidPath if it points at nothing, invalidFilter if its filter is wrong. */
export function parsePath(text: string, type: ResourceType): Result<PatchPath, ScimError> {
	const match = VALUE_PATH.exec(text);
	if (match !== null) {
		const [, name = '', filter = '', sub] = match;
		return parseValuePath(text, resolveName(type, name), filter, sub);
	}
	const resolved = resolveName(type, text);
	if (resolved !== undefined) {
		const { sub, ...whole } = resolved;
		return ok({ kind: 'attribute', path: whole, ...(sub === undefined ? {} : { sub }) });
	}
	const extension = findExtension(type, text);
	if (extension !== undefined) {
		return ok({ kind: 'extension', urn: extension.id });
	}
	const isDeclared = schemaByUrn(type, text) !== undefined || splitUrn(type, text) !== undefined;
	return URN.test(text) && !isDeclared
		? ok({ kind: 'undeclared', urn: text })
		: err(invalidPath(text));
}

/** Writes a path without its filter, for error details. */
export function targetText(target: PatchPath): string {
	if (target.kind !== 'attribute') {
		return target.urn;
	}
	const { path, select, sub } = target;
	const values = select === undefined ? '' : '[…]';
	return `${pathText(path)}${values}${sub === undefined ? '' : `.${sub.name}`}`;
}

function parseValuePath(
	text: string,
	path: AttributePath | undefined,
	filter: string,
	subName: string | undefined,
): Result<PatchPath, ScimError> {
	if (path === undefined || path.sub !== undefined || !hasRecords(path.attribute)) {
		return err(invalidPath(text));
	}
	const select = parseValueFilter(filter, path.attribute);
	if (!select.ok) {
		return select;
	}
	const target = { kind: 'attribute', path, select: select.value } as const;
	if (subName === undefined) {
		return ok(target);
	}
	const sub = findAttribute(path.attribute.subAttributes ?? [], subName);
	return sub === undefined ? err(invalidPath(text)) : ok({ ...target, sub });
}

/** Value paths select among the values of a complex multi-valued attribute (RFC 7644 §3.5.2). */
function hasRecords({ type, multiValued }: Attribute): boolean {
	return type === 'complex' && multiValued;
}

function invalidPath(text: string): ScimError {
	return badRequest('invalidPath', `"${text}" is not the path of an attribute.`);
}
