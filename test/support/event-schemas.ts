/** Checks webhook bodies against the JSON Schemas that the OpenAPI document publishes for them. */
import type { OpenApiDocument } from '../../src/http/openapi.ts';
import { checkOf } from './document-schemas.ts';

/** Tells what is wrong with a body by the schema of its type; nothing is wrong in an empty list. */
export type Check = (body: { readonly type: string }) => readonly string[];

/** Reads a document as a receiver would, who has it as JSON. */
export function checkerOf(document: OpenApiDocument): Check {
	const { components, webhooks } = JSON.parse(JSON.stringify(document)) as OpenApiDocument;
	const check = checkOf({ ...document, components }, false);
	return (body) => {
		const content = webhooks[body.type]?.post as unknown as
			| { requestBody: { content: { 'application/json': { schema: { $ref: string } } } } }
			| undefined;
		if (content === undefined) return [`${body.type} is not documented`];
		return check(content.requestBody.content['application/json'].schema, body);
	};
}
