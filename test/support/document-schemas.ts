/**
 * Checks values against the JSON Schemas of the OpenAPI document, with a validator that has nothing to
 * do with the library that they are made with.
 */
import { dereference, validate } from '@cfworker/json-schema';
import type { OpenApiDocument } from '../../src/http/openapi.ts';

type Json = Readonly<Record<string, unknown>>;

/** Tells what is wrong with a value; nothing is wrong in an empty list. */
export type Check = (schema: Json, value: unknown) => readonly string[];

const COMPONENTS = '#/components/schemas/';

/** Words that are for people, or that the validator would take for its own. */
const NOT_CHECKED = new Set(['description', 'examples', 'default', 'discriminator']);

/**
 * Makes the check for a document; each schema is made ready once. `isClosed` finds members that are not
 * documented, which the schemas of answers allow, so that there may be more of them some day.
 */
export function checkOf({ components }: OpenApiDocument, isClosed: boolean): Check {
	const named = Object.entries(components.schemas).map(([id, schema]) => [
		id,
		// Whoever refers to it closes it: it may be a part of something larger.
		prepared(schema, isClosed, true),
	]);
	const lookup = dereference({ $defs: Object.fromEntries(named) as Json });
	const known = new Map<Json, Json>();
	return (schema, value) => {
		const ready = known.get(schema) ?? prepared(schema, isClosed, false);
		if (!known.has(schema)) {
			// Notes in the schema what its references mean.
			dereference(ready, {});
			known.set(schema, ready);
		}
		return deepest(validate(value, ready, '2020-12', lookup, false).errors);
	};
}

function prepared(schema: Json, isClosed: boolean, isPart: boolean): Json {
	const all = (value: unknown, isPartToo: boolean) =>
		(value as readonly Json[]).map((each) => prepared(each, isClosed, isPartToo));
	const chosen = schema['discriminator'] as { readonly mapping: Json } | undefined;
	const ready = Object.fromEntries(
		Object.entries(schema).flatMap(([word, value]): [string, unknown][] => {
			if (NOT_CHECKED.has(word)) return [];
			if (word === '$ref') return [[word, String(value).replace(COMPONENTS, '#/$defs/')]];
			if (word === 'allOf') return [[word, all(value, true)]];
			if (word === 'anyOf' && chosen !== undefined) return Object.entries(choice(chosen.mapping));
			if (word === 'anyOf' || word === 'oneOf') return [[word, all(value, isPart)]];
			if (word === 'properties') {
				const inner = Object.entries(value as Record<string, Json>);
				const properties = inner.map(([name, each]) => [name, prepared(each, isClosed, false)]);
				return [[word, Object.fromEntries(properties)]];
			}
			const isSchema = ['items', 'additionalProperties', 'propertyNames'].includes(word);
			return [
				[word, isSchema && value !== false ? prepared(value as Json, isClosed, false) : value],
			];
		}),
	);
	const isObject = ['properties', 'allOf', '$ref'].some((word) => word in ready);
	const isOpen = !isObject || isPart || 'additionalProperties' in ready;
	return isClosed && !isOpen ? { ...ready, unevaluatedProperties: false } : ready;
}

/** One of many by its `type`: faster than trying all of them, and what is wrong is told of the one. */
function choice(mapping: Json): Json {
	return {
		required: ['type'],
		properties: { type: { enum: Object.keys(mapping) } },
		allOf: Object.entries(mapping).map(([type, ref]) => {
			const schema = { $ref: String(ref).replace(COMPONENTS, '#/$defs/') };
			// oxlint-disable-next-line unicorn/no-thenable -- A word of JSON Schema.
			return { if: { properties: { type: { const: type } } }, then: schema };
		}),
	};
}

interface Finding {
	readonly instanceLocation: string;
	readonly error: string;
}

/** The findings about the innermost values; those around them only say that there is something inside. */
function deepest(findings: readonly Finding[]): readonly string[] {
	const isAround = (outer: Finding) =>
		findings.some((inner) => inner.instanceLocation.startsWith(`${outer.instanceLocation}/`));
	const texts = findings
		.filter((finding) => !isAround(finding))
		.map(({ instanceLocation, error }) =>
			`${instanceLocation}: ${error}`.replace('False boolean schema.', 'is not documented.'),
		);
	return [...new Set(texts)];
}
