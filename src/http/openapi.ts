/**
 * The OpenAPI 3.1 document, made of the schemas in contract/: what is checked, typed and documented is
 * one. It holds the webhooks; `paths` is where the calls of /v1 belong.
 */
import * as z from 'zod';
import { EVENT_BATCH, EVENT_TYPE_LIST, type EventType } from '../contract/event-types.ts';

type Json = Readonly<Record<string, unknown>>;

/** An OpenAPI document, as far as its parts are named here. */
export interface OpenApiDocument {
	readonly openapi: '3.1.0';
	readonly info: Json;
	readonly servers: readonly Json[];
	readonly paths: Json;
	readonly webhooks: Readonly<Record<string, { readonly post: Json }>>;
	readonly components: {
		readonly schemas: Readonly<Record<string, Json>>;
		readonly parameters: Readonly<Record<string, Json>>;
	};
}

const DESCRIPTION = `Directory sync at the edge: SCIM 2.0 in, ordered and signed webhooks out.

Webhooks follow [Standard Webhooks](https://www.standardwebhooks.com). An endpoint gets each event of its scope at least once, and those of one directory in the order of their \`sequence\`. New fields and new types of events may be added: ignore what you do not know.`;

/** The headers of a webhook (Standard Webhooks, "Webhook headers"). */
const HEADERS: readonly (readonly [name: string, isRequired: boolean, description: string])[] = [
	[
		'webhook-id',
		true,
		'Names the webhook: the same for every try and every replay of the same events.',
	],
	[
		'webhook-timestamp',
		true,
		'When this try was made, in seconds since 1970. Refuse what is older than a few minutes.',
	],
	[
		'webhook-signature',
		true,
		'Signatures of `{webhook-id}.{webhook-timestamp}.{body}`, with a blank between them: `v1,` and HMAC-SHA256 in base64, or `v1a,` and ed25519. While a secret is being rotated there are two: one that verifies is enough.',
	],
	[
		'rollcall-replay',
		false,
		'Only on a replay: its id. Replayed events are older than others that you have, and come beside new ones.',
	],
	['rollcall-test', false, 'Only on a test: `true`. What it tells of has not happened.'],
];

const RESPONSES = {
	'2XX': { description: 'Accepted: the next events follow. The body is ignored.' },
	'410': { description: 'Gone: the endpoint is disabled.' },
	default: {
		description:
			'Not accepted: tried again for about three days, then set aside as a dead letter. `Retry-After` is respected. Redirects are not followed. An answer must come within 15 seconds.',
	},
};

let made: OpenApiDocument | undefined;

/** The document; the same for every request, so it is made once. */
export function openApiDocument(): OpenApiDocument {
	made ??= makeDocument();
	return made;
}

function makeDocument(): OpenApiDocument {
	const { schemas } = z.toJSONSchema(z.globalRegistry, {
		uri: refTo,
		io: 'input',
		override: ({ jsonSchema }) => {
			// Says what `format` says, in 300 characters.
			if (jsonSchema.format === 'date-time') delete jsonSchema.pattern;
		},
	});
	return {
		openapi: '3.1.0',
		info: {
			title: 'Rollcall',
			version: '1',
			description: DESCRIPTION,
			license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
		},
		servers: [{ url: '/' }],
		paths: {},
		webhooks: Object.fromEntries(
			[...EVENT_TYPE_LIST, EVENT_BATCH].map((type) => [type.name, { post: webhook(type) }]),
		),
		components: {
			schemas: Object.fromEntries(
				Object.entries(schemas).map(([id, { $schema: _dialect, $id: _id, ...schema }]) => [
					id,
					schema,
				]),
			),
			parameters: Object.fromEntries(
				HEADERS.map(([name, required, description]) => [
					name,
					{ name, in: 'header', required, description, schema: { type: 'string' } },
				]),
			),
		},
	};
}

function webhook({ name, when, schema, example }: EventType): Json {
	const { id = '' } = z.globalRegistry.get(schema) ?? {};
	return {
		operationId: `webhook${id}`,
		tags: ['Webhooks'],
		summary: name,
		description: when,
		parameters: HEADERS.map(([header]) => ({ $ref: `#/components/parameters/${header}` })),
		requestBody: {
			required: true,
			content: {
				'application/json': {
					schema: { $ref: refTo(id) },
					examples: { [name]: { value: example } },
				},
			},
		},
		responses: RESPONSES,
		security: [],
	};
}

function refTo(id: string): string {
	return `#/components/schemas/${id}`;
}
