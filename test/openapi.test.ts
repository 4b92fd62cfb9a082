/** The OpenAPI document as a whole: valid, true to itself, complete for whoever reads it. */
import { Validator } from '@seriousme/openapi-schema-validator';
import { describe, expect, test } from 'vitest';
import { OPERATIONS } from '../src/contract/operations/index.ts';
import { openApiDocument } from '../src/http/openapi.ts';
import { COMMON_PROBLEMS } from '../src/http/openapi/responses.ts';
import { checkOf } from './support/document-schemas.ts';

type Node = Readonly<Record<string, unknown>>;

interface Content {
	readonly schema: Node;
	readonly examples: Readonly<Record<string, { readonly value: unknown }>>;
}

interface Call {
	readonly operationId: string;
	readonly tags: readonly string[];
	readonly summary: string;
	readonly description: string;
	readonly security: readonly Node[];
	readonly parameters?: readonly Node[];
	readonly requestBody?: { readonly content: Readonly<Record<string, Content>> };
	readonly responses: Readonly<Record<string, Node>>;
}

const document = openApiDocument();
const check = checkOf(document, true);

interface Place {
	readonly path: string;
	readonly node: Node;
}

/** Every object inside a value; examples are not looked into. */
function objectsIn(value: unknown, path = '#'): readonly Place[] {
	if (typeof value !== 'object' || value === null) return [];
	const inner = Object.entries(value).flatMap(([name, each]) =>
		/^examples?$/.test(name) ? [] : objectsIn(each, `${path}/${name}`),
	);
	return [{ path, node: value as Node }, ...inner];
}

const places = objectsIn(document);

const calls = Object.entries(document.paths).flatMap(([path, item]) =>
	Object.entries(item).map(([method, call]) => ({ path, method, call: call as Call })),
);

/** What a reference points to. */
function resolve(node: Node): Node {
	if (typeof node['$ref'] !== 'string') return node;
	const [, ...names] = node['$ref'].split('/');
	let at: unknown = document;
	for (const name of names) at = (at as Node | undefined)?.[name];
	return at as Node;
}

describe('the document', () => {
	test('is valid OpenAPI 3.1', async () => {
		const copy = JSON.parse(JSON.stringify(document)) as Record<string, unknown>;
		const { valid, errors } = await new Validator().validate(copy);
		expect(errors ?? []).toEqual([]);
		expect(valid).toBe(true);
	});

	test('is plain JSON, and says the same each time', () => {
		expect(JSON.parse(JSON.stringify(document))).toEqual(document);
		expect(openApiDocument()).toEqual(document);
	});

	test('points to nothing that it does not hold, and holds no schema that nothing points to', () => {
		const refs = places.flatMap(({ node: { $ref } }) => (typeof $ref === 'string' ? [$ref] : []));
		const known = new Set(places.map(({ path }) => path));
		expect(refs.filter((ref) => !known.has(ref))).toEqual([]);
		const used = new Set(refs);
		const unused = Object.entries(document.components).flatMap(([kind, named]) =>
			kind === 'securitySchemes'
				? []
				: Object.keys(named).filter((name) => !used.has(`#/components/${kind}/${name}`)),
		);
		expect(unused).toEqual([]);
	});

	test('describes every schema, and every property of each', () => {
		const bare = objectsIn(document.components.schemas).flatMap(({ path, node }) =>
			Object.entries((node['properties'] ?? {}) as Record<string, Node>)
				.filter(([, { description, $ref }]) => description === undefined && $ref === undefined)
				.map(([name]) => `${path}/${name}`),
		);
		expect(bare).toEqual([]);
		for (const [name, schema] of Object.entries(document.components.schemas)) {
			expect(schema, name).toMatchObject({ description: expect.stringMatching(/\.$/) });
			expect(name).toMatch(/^([A-Z][a-z]+)+$/);
		}
	});

	test('says what a shape is in one place only', () => {
		const shapes = new Map<string, string[]>();
		for (const { path, node } of places) {
			const fields = Object.entries((node['properties'] ?? {}) as Record<string, Node>);
			const values = node['enum'];
			const isShape = fields.length > 1 || (Array.isArray(values) && values.length > 3);
			if (!isShape) continue;
			const { description: _text, examples: _values, ...shape } = node;
			const text = JSON.stringify(shape);
			shapes.set(text, [...(shapes.get(text) ?? []), path]);
		}
		const repeated = [...shapes.values()].filter((paths) => paths.length > 1);
		expect(repeated).toEqual([]);
	});

	test('has examples that are valid by the very schemas that they illustrate', () => {
		const wrong: string[] = [];
		const look = (path: string, schema: Node, value: unknown) =>
			wrong.push(...check(schema, value).map((each) => `${path}: ${each}`));
		for (const { path, node } of places) {
			const { schema = node, example, examples } = node as Node & { schema?: Node };
			if (example !== undefined) look(path, schema, example);
			// A list in JSON Schema, by name in a media type.
			const values = Array.isArray(examples)
				? (examples as readonly unknown[])
				: Object.values((examples ?? {}) as Content['examples']).map(({ value }) => value);
			for (const value of values) look(path, schema, value);
		}
		expect(wrong).toEqual([]);
	});
});

describe('the calls', () => {
	test('are those of the contract, each under its operationId', () => {
		expect(calls.map(({ call }) => call.operationId)).toEqual(
			expect.arrayContaining(Object.keys(OPERATIONS)),
		);
		const ids = places.flatMap(({ node: { operationId } }) => operationId ?? []);
		expect(new Set(ids).size).toBe(ids.length);
		expect(calls.length).toBe(Object.keys(OPERATIONS).length);
	});

	test('stand under headings that are described, and no heading is empty', () => {
		const used = new Set(
			places.flatMap(({ node: { operationId, tags } }) => (operationId ? (tags as string[]) : [])),
		);
		expect(new Set(document.tags.map(({ name }) => name))).toEqual(used);
	});

	test.each(calls.map((each) => [each.call.operationId, each] as const))(
		'%s: is told, illustrated, and says how it refuses',
		(_, { path, method, call }) => {
			expect(call.summary).toMatch(/^[A-Z].*[^.]$/);
			expect(call.description).toMatch(/Needs the scope `(read|write|admin)`/);
			expect(call.security).toEqual([{ apiKey: [expect.stringMatching(/^(read|write|admin)$/)] }]);
			const parameters = (call.parameters ?? []).map(resolve);
			for (const parameter of parameters) {
				expect(parameter['description'], String(parameter['name'])).toMatch(/\.$/);
			}
			const inPath = parameters.filter((parameter) => parameter['in'] === 'path');
			const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
			expect(inPath.map(({ name }) => name)).toEqual(named);
			const inHeaders = parameters.filter((parameter) => parameter['in'] === 'header');
			expect(inHeaders.map(({ name }) => name)).toEqual(
				method === 'post' ? ['Idempotency-Key'] : [],
			);

			const contents = Object.entries(call.responses).map(([status, response]) => ({
				status,
				response: resolve(response) as { content?: Record<string, Content>; headers: Node },
			}));
			const statuses = contents.map(({ status }) => Number(status));
			const { requestBody } = call;
			const needed = [
				...COMMON_PROBLEMS,
				...(requestBody === undefined ? [] : [400, 413, 415]),
				...(named.length > 0 ? [404] : []),
			];
			expect(statuses).toEqual(expect.arrayContaining(needed));
			expect(statuses.filter((status) => status < 300).length).toBe(1);
			const unnamed = contents.filter(({ response }) => !('X-Request-Id' in response.headers));
			expect(unnamed).toEqual([]);
			const bare = contents.flatMap(({ status, response: { content } }) =>
				status === '204' ? [] : bareIn(content, status),
			);
			const body = requestBody === undefined ? [] : bareIn(requestBody.content, 'body');
			expect([...bare, ...body]).toEqual([]);
		},
	);
});

/** Tells what a content lacks: one media type, a named schema and an example of it. */
function bareIn(content: Readonly<Record<string, Content>> = {}, what: string): readonly string[] {
	const mediaType = Number(what) >= 400 ? 'application/problem+json' : 'application/json';
	const { schema = {}, examples = {} } = content[mediaType] ?? {};
	return [
		...(Object.keys(content).length === 1 ? [] : [`${what}: not one media type`]),
		...('$ref' in schema ? [] : [`${what}: no named schema`]),
		...(Object.keys(examples).length > 0 ? [] : [`${what}: no example`]),
	];
}
