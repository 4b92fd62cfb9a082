/**
 * What the SDK knows of the API, as source code: the types of what each call takes and gives, and of
 * the events, and where each call is. Made of the contract, so that it cannot differ from it.
 */
import { compile, type JSONSchema } from 'json-schema-to-typescript';
import * as z from 'zod';
import { EVENT_BATCH } from '../src/contract/event-types.ts';
import type { Operation } from '../src/contract/operation.ts';
import { OPERATIONS } from '../src/contract/operations/index.ts';

type Json = Readonly<Record<string, unknown>>;

const BANNER = '/** Made of the contract by `npm run sdk:types`; not to be edited. */';

/** How a query spells a whole number. */
const DIGITS = String.raw`^\d{1,15}$`;

/** What the generator says of itself in each description. */
const PROVENANCE =
	/ \*\n \* This interface was referenced by `Calls`'s JSON-Schema\n \* via the `definition` "\w+"\.\n/g;

const calls: readonly (readonly [id: string, operation: Operation])[] = Object.entries(OPERATIONS);

/** The text of each generated file, by its path. */
export async function sdkSources(): Promise<Readonly<Record<string, string>>> {
	return {
		'src/sdk/api-types.ts': await typesOfCalls(),
		'src/sdk/api-calls.ts': placesOfCalls(),
	};
}

/** An interface with a property for each call; what the contract gives a name has it here too. */
async function typesOfCalls(): Promise<string> {
	const shapes = calls.map(([id, { query, body, answer, isBodyOptional, summary }]) => {
		const optionalBody = isBodyOptional === true ? body?.optional() : body;
		const parts = Object.entries({ query, body: optionalBody, answer });
		const given = parts.filter((part): part is [string, z.ZodType] => part[1] !== undefined);
		return [id, z.object(Object.fromEntries(given)).describe(`${summary}.`)];
	});
	const { $defs = {}, ...root } = z.toJSONSchema(
		z.object({ calls: z.object(Object.fromEntries(shapes)), webhook: EVENT_BATCH.schema }),
		{ io: 'input', unrepresentable: 'any', override: ({ jsonSchema }) => plain(jsonSchema) },
	);
	const { calls: byId } = root.properties as Readonly<Record<string, Json>>;
	const schema = {
		description: 'What each call takes and gives, by its operationId.',
		...withQueriesTyped(byId ?? {}),
		$defs,
	};
	const source = await compile(bareReferences(schema) as JSONSchema, 'Calls', {
		additionalProperties: false,
		bannerComment: BANNER,
		style: { useTabs: true, singleQuote: true, printWidth: 100 },
		unreachableDefinitions: true,
	});
	return source.replaceAll(PROVENANCE, '');
}

/** A reference with a description of its own would become a copy of the type under another name. */
function bareReferences(value: unknown): unknown {
	if (Array.isArray(value)) return value.map(bareReferences);
	if (typeof value !== 'object' || value === null) return value;
	if ('$ref' in value) return { $ref: value.$ref };
	return Object.fromEntries(
		Object.entries(value).map(([name, inner]) => [name, bareReferences(inner)]),
	);
}

/** Takes away what is for the reader of the API's documentation, or would be said twice. */
function plain(schema: Record<string, unknown>): void {
	if (schema['format'] !== undefined) delete schema['pattern'];
	for (const word of ['examples', 'id', '$id', 'maxItems']) delete schema[word];
	// A batch is never empty; whoever sends a list need not prove that it is not.
	if (JSON.stringify(schema['items']) !== '{"$ref":"#/$defs/Event"}') delete schema['minItems'];
}

/** Queries are text on the wire; whoever writes TypeScript gives numbers, truth values and lists. */
function withQueriesTyped(byId: Json): Json {
	const properties = Object.entries((byId['properties'] ?? {}) as Record<string, Json>);
	const typed = properties.map(([id, call]) => {
		const parts = (call['properties'] ?? {}) as Record<string, Json>;
		const { query } = parts;
		if (query === undefined) return [id, call];
		const parameters = Object.entries((query['properties'] ?? {}) as Record<string, Json>).map(
			([name, schema]) => [name, typeOfParameter(name, schema)],
		);
		const { required: _none, ...rest } = query;
		const whole = { ...rest, properties: Object.fromEntries(parameters) as Json };
		return [id, { ...call, properties: { ...parts, query: whole } }];
	});
	return { ...byId, properties: Object.fromEntries(typed) as Json };
}

function typeOfParameter(name: string, schema: Json): Json {
	const { pattern, enum: values, ...rest } = schema;
	if (pattern === DIGITS) return { ...rest, type: 'integer' };
	if (String(values) === 'true,false') return { ...rest, type: 'boolean' };
	if (name === 'types') return { ...rest, type: 'array', items: { type: 'string' } };
	return schema;
}

/** A constant with the method and the path of each call. */
function placesOfCalls(): string {
	const lines = calls.map(([id, { method, path }]) => `\t${id}: '${method} ${path}',\n`);
	return `${BANNER}\n\n/** Where each call is, by its operationId. */\nexport const CALLS = {\n${lines.join('')}} as const;\n`;
}
