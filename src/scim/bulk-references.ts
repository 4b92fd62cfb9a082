/**
 * References by bulkId (RFC 7644 §3.7.2): puts the id of what a POST creates in place of `bulkId:x`
 * where an operation names a resource. The built-in schemas say where that is; all other text is kept
 * as it is. What they do not have may be declared by the directory, which is not known here: there,
 * text is a reference if a POST has the bulkId.
 */
import { badRequest, quoted, type ScimError } from './errors.ts';
import { tokenize } from './filter/tokens.ts';
import { isArray, isObject, type Json, type JsonObject, ownInAnyCase } from './json.ts';
import { parsePath } from './path.ts';
import type { Attribute, ResourceType } from './schema/attribute.ts';
import { findAttribute, resolveName, schemaByUrn } from './schema/lookup.ts';

/** What the POSTs of a request are to create, by bulkId: their positions and the ids made for them. */
export type Creations = ReadonlyMap<string, { readonly at: number; readonly id: string }>;

/** Where a value stands: in an attribute, which may be part of another, or under an unknown name. */
type Place =
	| { readonly attribute: Attribute; readonly whole?: Attribute }
	| { readonly unknown: string };

/** How a resource is named: by its id, by a URI that ends with it, or if at all, by either. */
type Naming = 'id' | 'uri' | 'maybe id' | 'maybe uri' | undefined;

const PREFIX = 'bulkId:';
const AT_END_OF_URI = /(?<=^|\/)bulkId:[^/]*$/;
// Filters have strings within strings, where escapes may stand for any character.
const PREFIX_OR_ESCAPE = /bulkId:|\\/;
const LAST_NAME = /[^.:]*$/;

/** The references of one operation. */
export class References {
	readonly #creations: Creations;
	readonly #positions = new Set<number>();
	#unknown: string | undefined;

	constructor(creations: Creations) {
		this.#creations = creations;
	}

	/** Positions of the POSTs that were referenced so far. */
	get positions(): readonly number[] {
		return [...this.#positions];
	}

	/** The error of an operation that references what no POST creates. */
	get problem(): ScimError | undefined {
		return this.#unknown === undefined
			? undefined
			: badRequest(
					'invalidValue',
					`No POST of the request has the bulkId ${quoted(this.#unknown)}.`,
				);
	}

	/** Replaces an id that is a reference. */
	inId(text: string): string {
		return this.#inText(text, 'id');
	}

	/** Replaces the references in the body of a POST or PUT (RFC 7644 §3.3, §3.5.1). */
	inResource(body: JsonObject, type: ResourceType): Json {
		return mayReference(body) ? this.#inEntries(body, '', type) : body;
	}

	/** Replaces the references in the body of a PATCH (RFC 7644 §3.5.2), in its values and paths. */
	inPatch(body: JsonObject, type: ResourceType): Json {
		if (!mayReference(body)) return body;
		return mapEntries(body, (name, value) => [
			name,
			name.toLowerCase() === 'operations' && isArray(value)
				? value.map((operation) => this.#inOperation(operation, type))
				: value,
		]);
	}

	#inOperation(operation: Json, type: ResourceType): Json {
		if (!isObject(operation)) return operation;
		const given = ownInAnyCase(operation, 'path');
		const path = typeof given === 'string' ? this.#inPath(given.trim(), type) : '';
		return mapEntries(operation, (name, value) => {
			const field = name.toLowerCase();
			if (field === 'path') return [name, value === given && path !== '' ? path : value];
			if (field !== 'value') return [name, value];
			if (path !== '') return [name, this.#inTarget(value, path, type)];
			return [name, isObject(value) ? this.#inEntries(value, '', type) : value];
		});
	}

	/** Values by their names, which may be paths, and under the URN of a schema go on where it ends. */
	#inEntries(entries: JsonObject, prefix: string, type: ResourceType): Json {
		return mapEntries(entries, (name, value) => {
			const path = this.#inPath(`${prefix}${name}`, type);
			return [path.slice(prefix.length), this.#inTarget(value, path, type)];
		});
	}

	/** The value for a path. */
	#inTarget(json: Json, path: string, type: ResourceType): Json {
		return isObject(json) && schemaByUrn(type, path) !== undefined
			? this.#inEntries(json, `${path}:`, type)
			: this.#inValue(json, placeAt(path, type));
	}

	/** What the filter of a path compares with: `members[value eq "bulkId:x"]`. */
	#inPath(path: string, type: ResourceType): string {
		const tokens = tokenize(path);
		// Whoever reads the path says what is wrong with it.
		if (!tokens.ok) return path;
		const [first] = tokens.value;
		const attribute = resolveName(type, first?.text ?? '')?.attribute;
		const selected: Place = attribute === undefined ? { unknown: '' } : { attribute };
		let done = 0;
		let replaced = '';
		for (const [at, { kind, text, start, end }] of tokens.value.entries()) {
			if (kind !== 'string') continue;
			// It stands behind the name and the operator.
			const naming = namingIn(inside(selected, tokens.value[at - 2]?.text ?? ''));
			const id = this.#inText(text, naming);
			replaced +=
				path.slice(done, start) + (id === text ? path.slice(start, end) : JSON.stringify(id));
			done = end;
		}
		return replaced + path.slice(done);
	}

	#inValue(json: Json, place: Place): Json {
		if (typeof json === 'string') return this.#inText(json, namingIn(place));
		if (isArray(json)) return json.map((element) => this.#inValue(element, place));
		return isObject(json)
			? mapEntries(json, (name, value) => [name, this.#inValue(value, inside(place, name))])
			: json;
	}

	#inText(text: string, naming: Naming): string {
		if (naming === 'uri' || naming === 'maybe uri') {
			const part = naming === 'uri' ? 'id' : 'maybe id';
			return text.replace(AT_END_OF_URI, (found) => this.#inText(found, part));
		}
		if (naming === undefined || !text.startsWith(PREFIX)) return text;
		const bulkId = text.slice(PREFIX.length);
		const creation = this.#creations.get(bulkId);
		if (creation === undefined) {
			if (naming === 'id') this.#unknown ??= bulkId;
			return text;
		}
		this.#positions.add(creation.at);
		return creation.id;
	}
}

/** Most data has no references, and need not be looked through. */
function mayReference(data: Json): boolean {
	return PREFIX_OR_ESCAPE.test(JSON.stringify(data));
}

/** The place that the path of a PATCH points at. */
function placeAt(path: string, type: ResourceType): Place {
	const target = parsePath(path, type);
	if (!target.ok || target.value.kind !== 'attribute') {
		return { unknown: LAST_NAME.exec(path)?.[0] ?? '' };
	}
	const { attribute } = target.value.path;
	const { sub } = target.value;
	return sub === undefined ? { attribute } : { attribute: sub, whole: attribute };
}

/** The place of a name in a value. */
function inside(place: Place, name: string): Place {
	if ('unknown' in place) return { unknown: name };
	const whole = place.attribute;
	const attribute = findAttribute(whole.subAttributes ?? [], name);
	return attribute === undefined ? { unknown: name } : { attribute, whole };
}

/** How text names a resource at a place, if it does. */
function namingIn(place: Place): Naming {
	if ('unknown' in place) return place.unknown.toLowerCase() === '$ref' ? 'maybe uri' : 'maybe id';
	const { attribute, whole } = place;
	if (attribute.type === 'complex') {
		// Text in place of a complex value is its `value`.
		const value = findAttribute(attribute.subAttributes ?? [], 'value');
		return value === undefined ? undefined : namingIn({ attribute: value, whole: attribute });
	}
	if (attribute.name === '$ref') return 'uri';
	if (attribute.type === 'reference') return 'id';
	const isBesideUri = findAttribute(whole?.subAttributes ?? [], '$ref') !== undefined;
	return attribute.name === 'value' && isBesideUri ? 'id' : undefined;
}

function mapEntries(
	object: JsonObject,
	change: (name: string, value: Json) => readonly [string, Json],
): JsonObject {
	return Object.fromEntries(Object.entries(object).map(([name, value]) => change(name, value)));
}
