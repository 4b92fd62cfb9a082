/**
 * One path of an attribute mapping: what it may name, and the value that it finds in a document. Paths
 * are those of PATCH (RFC 7644 §3.5.2), read by the same parser.
 */
import { err, ok, type Result } from '../result.ts';
import { comparableRecord } from '../scim/comparable.ts';
import { matchesValue } from '../scim/filter/evaluate.ts';
import { isArray, isObject, objectOr, own, type Json, type JsonObject } from '../scim/json.ts';
import { parsePath, type AttributeTarget } from '../scim/path.ts';
import type { ResourceType } from '../scim/schema/attribute.ts';
import { asAttribute } from '../scim/undeclared.ts';

/** A path that has been read. */
export interface Source {
	/** As it was written. */
	readonly path: string;
	/** The names at the top of a document that it looks at, in lower case. */
	readonly roots: readonly string[];
	/** Whether it is the attribute `userName`. */
	readonly isUserName: boolean;
	/**
	 * The value that it finds; undefined for none, be it absent or empty. Several values are a list,
	 * unless the path selects among them: then it is the first that is selected.
	 */
	readonly find: (document: JsonObject) => Json | undefined;
}

/** What is in a profile anyway, or is no attribute of the user's own: identity, metadata, groups. */
const NOT_MAPPED: ReadonlySet<string> = new Set(['schemas', 'id', 'meta', 'groups']);

/** Reads a path; `isText` if it is to feed a field that holds text. The error says what is wrong. */
export function parseSource(
	path: string,
	type: ResourceType,
	isText: boolean,
): Result<Source, string> {
	const parsed = parsePath(path, type);
	if (!parsed.ok) return err(parsed.error.detail);
	const target = parsed.value;
	if (target.kind !== 'attribute') {
		const { kind, urn } = target;
		if (kind === 'undeclared') return ok(undeclaredSource(path, urn));
		if (isText) return err('must name an attribute of the extension');
		const find = (document: JsonObject) => assigned(own(document, urn));
		return ok({ path, roots: [urn.toLowerCase()], isUserName: false, find });
	}
	const { extension, attribute } = target.path;
	const last = target.sub ?? attribute;
	if (extension === undefined && NOT_MAPPED.has(attribute.name)) {
		return err('must not use schemas, id, meta or groups');
	}
	if (attribute.returned === 'never' || last.returned === 'never') {
		return err('must not use an attribute that is never returned (RFC 7643 §7)');
	}
	if (isText && last.type === 'complex') {
		const [part] = last.subAttributes ?? [];
		return err(`must name a part of the attribute, such as "${path}.${part?.name ?? 'value'}"`);
	}
	const root = (extension ?? attribute.name).toLowerCase();
	const isUserName = extension === undefined && attribute.name === 'userName';
	const find = (document: JsonObject) => valueOf(target, document);
	return ok({ path, roots: [root], isUserName, find });
}

/** True for a value that counts as one: not null, not empty text, a list or an object with something in it. */
function isAssigned(value: Json): boolean {
	if (typeof value !== 'object') return value !== '';
	return value !== null && Object.values(value).some(isAssigned);
}

function assigned(value: Json | undefined): Json | undefined {
	return value !== undefined && isAssigned(value) ? value : undefined;
}

/** What a path that the schemas know finds. */
function valueOf({ path, select, sub }: AttributeTarget, document: JsonObject): Json | undefined {
	const { extension, attribute } = path;
	const holder = extension === undefined ? document : objectOr(own(document, extension));
	const value = own(holder, attribute.name);
	if (value === undefined || (select === undefined && sub === undefined)) return assigned(value);
	if (select === undefined) return assigned(partOf(value, sub?.name ?? ''));
	const name = sub?.name;
	for (const element of isArray(value) ? value : [value]) {
		const record = comparableRecord(attribute, element);
		if (record === undefined || !matchesValue(select.filter, record)) continue;
		const found = assigned(name === undefined ? element : partOf(element, name));
		if (found !== undefined) return found;
	}
	return undefined;
}

/** A part of a value, or of each of several. */
function partOf(value: Json, name: string): Json | undefined {
	if (!isArray(value)) return isObject(value) ? own(value, spelledIn(value, name)) : undefined;
	return value.flatMap((element) => {
		const part = isArray(element) ? undefined : assigned(partOf(element, name));
		return part === undefined ? [] : [part];
	});
}

/**
 * What a URN that no schema declares finds: an extension, an attribute of one, or a part of that. Which
 * it is, the document tells, and letter case makes no difference, as where PATCH changes it.
 */
function undeclaredSource(path: string, urn: string): Source {
	const named = asAttribute(urn);
	const roots = [urn, ...(named === undefined ? [] : [named.extension])];
	const find = (document: JsonObject) => {
		const whole = own(document, spelledIn(document, urn));
		if (whole !== undefined || named === undefined) return assigned(whole);
		const extension = objectOr(own(document, spelledIn(document, named.extension)));
		const value = own(extension, spelledIn(extension, named.name));
		if (value !== undefined) return assigned(value);
		const [head = '', part, ...rest] = named.name.split('.');
		const attribute = own(extension, spelledIn(extension, head));
		return part === undefined || rest.length > 0 || attribute === undefined
			? undefined
			: assigned(partOf(attribute, part));
	};
	return { path, roots: roots.map((root) => root.toLowerCase()), isUserName: false, find };
}

/** A name as an object has it (RFC 7643 §2.1: in any letter case). */
function spelledIn(object: JsonObject, name: string): string {
	const isName = (key: string) => key.toLowerCase() === name.toLowerCase();
	return Object.hasOwn(object, name) ? name : (Object.keys(object).find(isName) ?? name);
}
