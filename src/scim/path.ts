/**
 * Parses the paths of PATCH operations (RFC 7644 §3.5.2, Figure 7) against the schema. It says what
 * a path points at, not whether an operation may change it.
 */
import { err, ok, type Result } from '../result.ts';
import { badRequest, quotedNames, type ScimError } from './errors.ts';
import { parseValueFilter, type ValueFilter } from './filter/parse.ts';
import type { Attribute, AttributePath, ResourceType } from './schema/attribute.ts';
import { complex } from './schema/define.ts';
import { findAttribute, findExtension, pathText, resolveName } from './schema/lookup.ts';
import { isUndeclaredUrn } from './undeclared.ts';

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

/** Parses a PATCH path: invalidPath if it points at nothing, invalidFilter if its filter is wrong. */
export function parsePath(text: string, type: ResourceType): Result<PatchPath, ScimError> {
	const match = VALUE_PATH.exec(text);
	if (match !== null) {
		const [, name = '', filter = '', sub] = match;
		return parseValuePath(resolveName(type, name), filter, sub) ?? err(invalidPath([text], type));
	}
	const flaw = bracketFlaw(text);
	if (flaw !== undefined) {
		return err(
			badRequest('invalidPath', `The path ${quotedNames([text])} cannot be parsed: ${flaw}.`),
		);
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
	return isUndeclaredUrn(type, text)
		? ok({ kind: 'undeclared', urn: text })
		: err(invalidPath([text], type));
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

/** Why brackets make no filter (RFC 7644 §3.5.2), and where; undefined if there are none. */
function bracketFlaw(text: string): string | undefined {
	const at = text.search(/[[\]]/);
	if (at === -1) {
		return undefined;
	}
	const end = text.lastIndexOf(']');
	if (at === 0 || text[at] === ']') {
		return `an attribute name is expected before the "${text.charAt(at)}" at position ${at + 1}`;
	}
	return end === -1
		? `the "[" at position ${at + 1} is not closed`
		: `expected nothing or one sub-attribute (".value") after the "]" at position ${end + 1}`;
}

/** Undefined if it points at nothing. */
function parseValuePath(
	path: AttributePath | undefined,
	filter: string,
	subName: string | undefined,
): Result<PatchPath, ScimError> | undefined {
	if (path === undefined || path.sub !== undefined) {
		return undefined;
	}
	const record = recordOf(path.attribute);
	if (record === undefined) {
		return undefined;
	}
	const select = parseValueFilter(filter, record);
	if (!select.ok) {
		return select;
	}
	const target = { kind: 'attribute', path, select: select.value } as const;
	if (subName === undefined) {
		return ok(target);
	}
	const { subAttributes = [] } = record;
	const sub = findAttribute(subAttributes, subName);
	if (sub === undefined) {
		return undefined;
	}
	// The `value` of a simple value is all of it.
	return ok(record === path.attribute ? { ...target, sub } : target);
}

/**
 * The values among which a value path selects (RFC 7644 §3.5.2): those of a multi-valued attribute. A
 * simple one is selected by comparing its implied `value` (§3.5.2.2).
 */
function recordOf(attribute: Attribute): Attribute | undefined {
	if (!attribute.multiValued) {
		return undefined;
	}
	return attribute.type === 'complex'
		? attribute
		: complex(attribute.name, '', [{ ...attribute, name: 'value', multiValued: false }]);
}

/** The failure of naming what no schema of the resource type has (RFC 7644 §3.12). */
export function invalidPath(names: readonly string[], type: ResourceType): ScimError {
	const expected = 'expected names of its schemas, those of an extension with its URN in front';
	const detail = `A ${type.name} has no attribute ${quotedNames(names)}: ${expected}.`;
	return badRequest('invalidPath', detail);
}
