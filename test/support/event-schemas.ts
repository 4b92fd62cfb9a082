/**
 * Checks webhook bodies against the JSON Schemas that the OpenAPI document publishes for them, with a
 * validator that has nothing to do with the library that the schemas are made with.
 */
import { Validator } from '@cfworker/json-schema';
import type { OpenApiDocument } from '../../src/http/openapi.ts';

/** Tells what is wrong with a body by the schema of its type; nothing is wrong in an empty list. */
export type Check = (body: { readonly type: string }) => readonly string[];

/** Reads a document as a receiver would, who has it as JSON. */
export function checkerOf(document: OpenApiDocument): Check {
	const { components, webhooks } = JSON.parse(JSON.stringify(document)) as OpenApiDocument;
	const validators = new Map(
		Object.entries(webhooks).map(([type, { post }]) => {
			const { requestBody } = post as unknown as {
				requestBody: { content: { 'application/json': { schema: { $ref: string } } } };
			};
			// Alone: the validator would take the `id` of an example for that of a schema.
			const { $ref } = requestBody.content['application/json'].schema;
			const schema = { $ref, components: structuredClone({ schemas: components.schemas }) };
			return [type, new Validator(schema, '2020-12', false)] as const;
		}),
	);
	return (body) => {
		const validator = validators.get(body.type);
		if (validator === undefined) return [`${body.type} is not documented`];
		return validator
			.validate(body)
			.errors.map(({ error, instanceLocation }) => `${instanceLocation}: ${error}`);
	};
}
