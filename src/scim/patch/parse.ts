/**
 * Parses PATCH bodies (RFC 7644 §3.5.2) into operations that each have one target. Whatever needs no
 * document to be judged is judged here.
 */
import { err, ok, type Result } from '../../result.ts';
import type { TypedLeniency } from '../dialect.ts';
import { badRequest, type ScimError } from '../errors.ts';
import { isArray, isObject, type Json, type JsonObject, ownInAnyCase } from '../json.ts';
import { MAX_PATCH_OPERATIONS } from '../limits.ts';
import { checkSchemas } from '../messages.ts';
import { invalidPath, parsePath, type PatchPath, targetText } from '../path.ts';
import type { ResourceType } from '../schema/attribute.ts';
import { isUrn, schemaByUrn } from '../schema/lookup.ts';
import { ENTERPRISE_USER_URN, PATCH_OP_URN } from '../urns.ts';
import { isUnassigned } from '../value.ts';

/** One change to one target. */
export interface PatchOperation {
	/** Position in the body's `Operations`, for error details. */
	readonly index: number;
	readonly op: 'add' | 'replace' | 'remove';
	readonly target: PatchPath;
	/** Null where the body has none. With `remove`, some clients list the values to remove here. */
	readonly value: Json;
	/** The failure of a path that only some dialects understand, and by what they do. */
	readonly forgiven?: { readonly by: TypedLeniency; readonly error: ScimError };
}

/** An operation whose target is not known yet. */
type Action = Omit<PatchOperation, 'target'>;

/** A path and the value for it. */
type Entry = readonly [path: string, value: Json];

type Parsed = Result<readonly PatchOperation[], ScimError>;

/** Parses the body of a PATCH request (RFC 7644 §3.5.2). */
export function parsePatch(body: unknown, type: ResourceType): Parsed {
	if (!isObject(body)) {
		return err(badRequest('invalidSyntax', 'The body must be a JSON object.'));
	}
	const foreign = checkSchemas(ownInAnyCase(body, 'schemas'), PATCH_OP_URN);
	if (foreign !== undefined) {
		return err(foreign);
	}
	// Whether there may be none is for checkOperations to say, once the dialect is known.
	const operations = ownInAnyCase(body, 'operations') ?? [];
	if (!isArray(operations)) {
		return err(badRequest('invalidSyntax', '"Operations" must be an array of operations.'));
	}
	return collect(operations.entries(), ([index, operation]) => {
		const parsed = parseOperation(operation, index, type);
		return parsed.ok ? parsed : err(inOperation(index, parsed.error));
	});
}

/** Names the operation in the detail of its failure. */
export function inOperation(index: number, error: ScimError): ScimError {
	return { ...error, detail: `Operations[${index}]: ${error.detail}` };
}

function parseOperation(json: Json, index: number, type: ResourceType): Parsed {
	if (!isObject(json)) {
		return err(badRequest('invalidSyntax', 'An operation must be a JSON object.'));
	}
	const op = opOf(ownInAnyCase(json, 'op'));
	if (op === undefined) {
		return err(badRequest('invalidSyntax', '"op" must be "add", "replace" or "remove".'));
	}
	const given = ownInAnyCase(json, 'path') ?? '';
	if (typeof given !== 'string') {
		return err(badRequest('invalidPath', '"path" must be a string.'));
	}
	// leniency: blank_path
	const path = given.trim();
	const value = ownInAnyCase(json, 'value');
	if (op === 'remove' && path === '') {
		return err(badRequest('noTarget', 'A "remove" needs a "path".'));
	}
	if (op !== 'remove' && value === undefined) {
		return err(badRequest('invalidValue', '"add" and "replace" need a "value".'));
	}
	const action = { index, op, value: value ?? null };
	if (path !== '') {
		return parseTargeted(action, path, type);
	}
	return isObject(value)
		? parseEntries(action, entriesOf(value, '', type), type, (names) => invalidPath(names, type))
		: err(badRequest('invalidValue', 'Without "path", "value" must be an object of attributes.'));
}

function parseTargeted(action: Action, path: string, type: ResourceType): Parsed {
	const target = parsePath(path, type);
	if (!target.ok) {
		return forgive(action, path, type, target.error);
	}
	if (isSchemas(target.value)) {
		return changeSchemas(action, type);
	}
	if (isReadOnly(target.value)) {
		const detail = `"${targetText(target.value)}" is read-only: the service provider sets it.`;
		return err(badRequest('mutability', detail));
	}
	return aim(action, target.value, type);
}

// One comparison with a word, as in `emails[type eq work].value`.
const UNQUOTED = /^([^[\]"]+\[\s*[^\s[\]"]+\s+eq\s+)([^\s()[\]"'\\]+)(\s*\](?:\.[^[\]"]+)?)$/i;

/** Reads a path in the ways in which some providers write it; why it is wrong goes with it. */
function forgive(action: Action, path: string, type: ResourceType, error: ScimError): Parsed {
	// leniency: enterprise_name, path_without_quotes
	const readings = [
		['enterprise_name', `${ENTERPRISE_USER_URN}:${path}`],
		['path_without_quotes', path.replace(UNQUOTED, '$1"$2"$3')],
	] as const;
	for (const [by, reading] of readings) {
		const target = parsePath(reading, type);
		if (target.ok && target.value.kind === 'attribute' && !isReadOnly(target.value)) {
			return aim({ ...action, forgiven: { by, error } }, target.value, type);
		}
	}
	return err(error);
}

/**
 * The values of an object by their paths. What stands under the URN of a schema is flattened: changing
 * an extension is changing each attribute that is given.
 */
function entriesOf(object: JsonObject, prefix: string, type: ResourceType): readonly Entry[] {
	return Object.entries(object).flatMap(([name, value]): readonly Entry[] =>
		prefix === '' && isObject(value) && schemaByUrn(type, name) !== undefined
			? entriesOf(value, `${name}:`, type)
			: [[`${prefix}${name}`, value]],
	);
}

/**
 * Makes one operation of each value. Unknown names beside known ones are ignored, as in POST and PUT,
 * and so are read-only ones; where no name is known, nothing could be done.
 */
function parseEntries(
	action: Action,
	entries: readonly Entry[],
	type: ResourceType,
	noneKnown: (names: readonly string[]) => ScimError,
): Parsed {
	// leniency: path_as_key
	const targets = entries.map(([name, value]) => ({ name, value, target: parsePath(name, type) }));
	// leniency: unknown_attribute
	const known = targets.filter(
		({ target }) => target.ok || target.error.scimType !== 'invalidPath',
	);
	if (known.length === 0 && targets.length > 0) {
		return err(noneKnown(targets.map(({ name }) => name)));
	}
	return collect(known, ({ value, target }) => {
		if (!target.ok) {
			return target;
		}
		// leniency: read_only_in_value
		return isReadOnly(target.value) ? ok([]) : aim({ ...action, value }, target.value, type);
	});
}

/** Only removals aim at a whole extension. */
function aim(action: Action, target: PatchPath, type: ResourceType): Parsed {
	if (target.kind !== 'extension' || action.op === 'remove') {
		return ok([{ ...action, target }]);
	}
	if (isUnassigned(action.value)) {
		return ok([{ ...action, op: 'remove', target }]);
	}
	const { urn } = target;
	return isObject(action.value)
		? parseEntries(action, entriesOf(action.value, `${urn}:`, type), type, (names) =>
				badRequest('invalidValue', invalidPath(names, type).detail),
			)
		: err(badRequest('invalidValue', `"${urn}" must be an object of attributes.`));
}

function isSchemas(target: PatchPath): boolean {
	return (
		target.kind === 'attribute' &&
		target.path.attribute.name === 'schemas' &&
		target.path.extension === undefined
	);
}

/**
 * Clients may modify `schemas` (RFC 7644 §3.5.2). What a resource contains decides them, so there is
 * nothing to do, but they must be right.
 */
function changeSchemas({ op, value }: Action, type: ResourceType): Parsed {
	if (op === 'remove') {
		const detail = '"schemas" cannot be removed: what a resource contains decides them.';
		return err(badRequest('mutability', detail));
	}
	const urns = isArray(value) ? value : [value];
	if (!urns.every((urn) => typeof urn === 'string' && isUrn(urn))) {
		return err(badRequest('invalidValue', '"schemas" must be an array of URNs.'));
	}
	if (op === 'replace' && checkSchemas(urns, type.schema.id) !== undefined) {
		const detail = `"schemas" must include "${type.schema.id}".`;
		return err(badRequest('invalidValue', detail));
	}
	return ok([]);
}

function isReadOnly(target: PatchPath): boolean {
	return (
		target.kind === 'attribute' &&
		(target.path.attribute.mutability === 'readOnly' || target.sub?.mutability === 'readOnly')
	);
}

function opOf(json: Json | undefined): PatchOperation['op'] | undefined {
	// leniency: op_case
	const op = typeof json === 'string' ? json.toLowerCase() : undefined;
	return op === 'add' || op === 'replace' || op === 'remove' ? op : undefined;
}

function collect<Item>(items: Iterable<Item>, parse: (item: Item) => Parsed): Parsed {
	const operations: PatchOperation[] = [];
	for (const item of items) {
		const parsed = parse(item);
		if (!parsed.ok) {
			return parsed;
		}
		for (const operation of parsed.value) {
			operations.push(operation);
		}
		if (operations.length > MAX_PATCH_OPERATIONS) {
			const detail = `A PATCH may change at most ${MAX_PATCH_OPERATIONS} targets.`;
			return err(badRequest('tooMany', detail));
		}
	}
	return ok(operations);
}
