/**
 * Makes JSON Schemas of the contract's zod schemas: those of bodies and queries as clients send them,
 * those of answers and webhooks as they get them. What the contract gives a name is in the document once.
 */
import * as z from 'zod';

/** A part of the document. */
export type Json = Readonly<Record<string, unknown>>;

/** JSON Schemas by the keys of what they were made of, and the named ones that they point to. */
interface Converted {
	readonly byKey: Readonly<Record<string, Json>>;
	readonly named: Readonly<Record<string, Json>>;
}

/** What a document has of schemas. */
export interface Schemas {
	/** By key: of what is sent and of what is answered. */
	readonly byKey: Readonly<Record<string, Json>>;
	readonly components: Readonly<Record<string, Json>>;
}

const LOCAL = '#/$defs/';

/** The reference to a named schema. */
export function refTo(id: string): string {
	return `#/components/schemas/${id}`;
}

/** The named schema that a schema refers to. */
export function namedBy({ $ref: ref }: Json, components: Schemas['components']): Json | undefined {
	return typeof ref === 'string' ? components[ref.slice(refTo('').length)] : undefined;
}

/**
 * Converts both sides. Where a named schema is not the same in a body as in an answer (defaults make a
 * field optional in one and certain in the other), the body's is called `…Input`.
 */
export function convertSchemas(
	sent: Readonly<Record<string, z.ZodType>>,
	answered: Readonly<Record<string, z.ZodType>>,
): Schemas {
	const inputs = convert(sent, 'input');
	const outputs = convert(answered, 'output');
	const different = differencesOf(inputs.named, outputs.named);
	const inputName = (id: string) => (different.has(id) ? `${id}Input` : id);
	const asInput = (schema: Json) => withRefs(schema, inputName);
	const asOutput = (schema: Json) => withRefs(schema, (id) => id);
	const components = new Map<string, Json>();
	for (const [id, schema] of Object.entries(inputs.named)) {
		components.set(inputName(id), asInput(schema));
	}
	for (const [id, schema] of Object.entries(outputs.named)) components.set(id, asOutput(schema));
	return {
		byKey: {
			...mapValues(inputs.byKey, asInput),
			...mapValues(outputs.byKey, asOutput),
		},
		components: Object.fromEntries([...components].toSorted(([a], [b]) => (a < b ? -1 : 1))),
	};
}

function convert(schemas: Readonly<Record<string, z.ZodType>>, io: 'input' | 'output'): Converted {
	const whole = z.toJSONSchema(z.object(schemas), {
		io,
		override: ({ zodSchema, jsonSchema }) => improve(zodSchema, jsonSchema, io),
	});
	return {
		byKey: (whole.properties ?? {}) as Readonly<Record<string, Json>>,
		named: whole.$defs ?? {},
	};
}

/** Says in JSON Schema what zod leaves out of it, and leaves out what says nothing. */
function improve(
	schema: z.core.$ZodType,
	json: Record<string, unknown>,
	io: 'input' | 'output',
): void {
	const { def } = schema._zod;
	const examples = z.globalRegistry.get(schema)?.['examples'];
	// Left out by zod wherever something is transformed; but these are in the form that is sent.
	if (examples !== undefined) json['examples'] = examples;
	if (io === 'input' && def.type === 'default') {
		json['default'] = (def as z.core.$ZodDefaultDef).defaultValue;
	}
	// The format says the same in a word, and what is a number or a list has no pattern.
	if (json['format'] === 'date-time' || json['type'] !== 'string') delete json['pattern'];
	if (json['minimum'] === Number.MIN_SAFE_INTEGER) delete json['minimum'];
	if (json['maximum'] === Number.MAX_SAFE_INTEGER) delete json['maximum'];
	if (String(json['enum']) === 'true,false') {
		delete json['enum'];
		json['type'] = 'boolean';
	}
	if (def.type === 'object') improveObject(def as z.core.$ZodObjectDef, json, io);
}

function improveObject(
	{ shape, catchall }: z.core.$ZodObjectDef,
	json: Record<string, unknown>,
	io: 'input' | 'output',
): void {
	// Answers may get more fields; a client ignores what it does not know.
	if (io === 'output' && catchall === undefined) delete json['additionalProperties'];
	const properties = json['properties'] as Record<string, unknown> | undefined;
	for (const [name, field] of Object.entries(shape)) {
		// These are there for what is said when somebody sends them.
		if (properties !== undefined && isNever(field)) delete properties[name];
	}
}

function isNever(field: z.core.$ZodType): boolean {
	const { def } = field._zod;
	if (def.type === 'optional') return isNever((def as z.core.$ZodOptionalDef).innerType);
	return def.type === 'never';
}

/** The ids that name different things in the two, themselves or through what they point to. */
function differencesOf(
	inputs: Converted['named'],
	outputs: Converted['named'],
): ReadonlySet<string> {
	const shared = Object.keys(inputs).filter((id) => outputs[id] !== undefined);
	const different = new Set(
		shared.filter((id) => JSON.stringify(inputs[id]) !== JSON.stringify(outputs[id])),
	);
	for (let found = -1; found !== different.size;) {
		found = different.size;
		for (const id of shared) {
			const refs = JSON.stringify(inputs[id]).matchAll(/"#\/\$defs\/([^"]+)"/g);
			if ([...refs].some(([, ref = '']) => different.has(ref))) different.add(id);
		}
	}
	return different;
}

/** What is data and not schema. */
const DATA = new Set(['examples', 'default', 'const', 'enum', 'discriminator']);

/** The schema with its references as the document has them. */
function withRefs(schema: Json, nameOf: (id: string) => string): Json {
	const walk = (value: unknown): unknown => {
		if (Array.isArray(value)) return value.map(walk);
		if (typeof value !== 'object' || value === null) return value;
		return foldNull(
			Object.entries(value).flatMap(([key, inner]): [string, unknown][] => {
				if (key === '$ref' && typeof inner === 'string') {
					return [[key, refTo(nameOf(inner.slice(LOCAL.length)))]];
				}
				return [[key, DATA.has(key) ? inner : walk(inner)]];
			}),
		);
	};
	const { id: _id, $id: _uri, ...rest } = schema;
	return walk(rest) as Json;
}

/** `anyOf` something or null, as one schema where that can be said in one. */
function foldNull(entries: readonly (readonly [string, unknown])[]): Json {
	const whole = Object.fromEntries(entries);
	const options = whole['anyOf'];
	if (!Array.isArray(options) || options.length !== 2) return whole;
	const [option = {}, none = {}] = options as readonly Json[];
	if (none['type'] !== 'null' || typeof option['type'] !== 'string') return whole;
	const { anyOf: _both, ...rest } = whole;
	const values = option['enum'];
	return {
		...option,
		...rest,
		type: [option['type'], 'null'],
		...(Array.isArray(values) ? { enum: [...(values as readonly unknown[]), null] } : {}),
	};
}

function mapValues<Value>(
	record: Readonly<Record<string, Value>>,
	change: (value: Value) => Value,
): Readonly<Record<string, Value>> {
	return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}
