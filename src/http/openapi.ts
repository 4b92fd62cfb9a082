/**
 * The OpenAPI 3.1 document, made of the schemas and the table of calls in contract/: what is checked,
 * typed and documented is one. Its parts are made in openapi/.
 */
import type * as z from 'zod';
import { conflictProblem, goneProblem, problem } from '../contract/problem.ts';
import { TAGS } from '../contract/tags.ts';
import { DESCRIPTION } from './openapi/description.ts';
import { HEADERS, IDEMPOTENCY_KEY } from './openapi/parameters.ts';
import { CALLS, keysOf, pathsOf } from './openapi/paths.ts';
import { problemResponses } from './openapi/responses.ts';
import { convertSchemas, type Json, type Schemas } from './openapi/schemas.ts';
import { SENT, webhookHeaders, webhooks } from './openapi/webhooks.ts';

/** An OpenAPI document, as far as its parts are named here. */
export interface OpenApiDocument {
	readonly openapi: '3.1.0';
	readonly info: Json;
	readonly servers: readonly Json[];
	readonly security: readonly Json[];
	readonly tags: readonly { readonly name: string; readonly description: string }[];
	readonly paths: Readonly<Record<string, Json>>;
	readonly webhooks: Readonly<Record<string, { readonly post: Json }>>;
	readonly components: {
		readonly schemas: Readonly<Record<string, Json>>;
		readonly responses: Readonly<Record<string, Json>>;
		readonly parameters: Readonly<Record<string, Json>>;
		readonly headers: Readonly<Record<string, Json>>;
		readonly securitySchemes: Readonly<Record<string, Json>>;
	};
}

let made: OpenApiDocument | undefined;

/** The document; the same for every request, so it is made once. */
export function openApiDocument(): OpenApiDocument {
	made ??= makeDocument();
	return made;
}

function makeDocument(): OpenApiDocument {
	const schemas = allSchemas();
	const { paths, parameters } = pathsOf(schemas);
	return {
		openapi: '3.1.0',
		info: {
			title: 'Rollcall',
			version: '1',
			summary: 'Directory sync at the edge: SCIM 2.0 in, ordered and signed webhooks out.',
			description: DESCRIPTION,
			license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
		},
		servers: [{ url: '/', description: 'The deployment that this document comes from.' }],
		security: [{ apiKey: [] }],
		tags: Object.entries(TAGS).map(([name, description]) => ({ name, description })),
		paths,
		webhooks: webhooks(),
		components: {
			schemas: schemas.components,
			responses: problemResponses(schemas),
			parameters: {
				...parameters,
				[IDEMPOTENCY_KEY.name]: IDEMPOTENCY_KEY,
				...webhookHeaders(),
			},
			headers: HEADERS,
			securitySchemes: {
				apiKey: {
					type: 'http',
					scheme: 'bearer',
					description:
						'An API key, `rck_…`, or the ROLLCALL_ADMIN_KEY of the deployment. Each of the scopes `read`, `write` and `admin` includes the ones before.',
				},
			},
		},
	};
}

/** The schemas of all that is sent and answered. */
function allSchemas(): Schemas {
	const sent: Record<string, z.ZodType> = {};
	const answered: Record<string, z.ZodType> = { problem, conflictProblem, goneProblem };
	for (const { name, schema } of SENT) answered[name] = schema;
	for (const [id, { query, body, answer }] of CALLS) {
		const keys = keysOf(id);
		if (query !== undefined) sent[keys.query] = query;
		if (body !== undefined) sent[keys.body] = body;
		if (answer !== undefined) answered[keys.answer] = answer;
	}
	return convertSchemas(sent, answered);
}
