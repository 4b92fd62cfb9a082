/** The parameters and headers that calls share, each described once. */
import { ACME, ENDPOINT_ID, EVENT_ID } from '../../contract/event-examples.ts';
import type { Operation } from '../../contract/operation.ts';
import { namedBy, type Json, type Schemas } from './schemas.ts';

interface Place {
	readonly component: string;
	readonly description: string;
	readonly example: string;
}

/** What the parameter behind a segment of a path names. */
const PLACES: Readonly<Record<string, Place>> = {
	tenants: { component: 'TenantName', description: 'The tenant.', example: 'acme' },
	directories: { component: 'DirectoryId', description: 'The directory.', example: ACME.id },
	tokens: {
		component: 'TokenId',
		description: 'The SCIM token.',
		example: 'tok_0193a1d24c907b1d8e2f3a4b5c6d7e8f',
	},
	users: {
		component: 'UserId',
		description: 'The user.',
		example: '0193a1d2-5b7c-7e10-9c2a-4f6d8e0b1a23',
	},
	groups: {
		component: 'GroupId',
		description: 'The group.',
		example: '0193a1d2-6f01-7b3e-8d4c-2a1b0c9d8e7f',
	},
	schemas: {
		component: 'SchemaUrn',
		description: 'The URN of the schema.',
		example: 'urn:acme:scim:schemas:badge:2.0:User',
	},
	events: { component: 'EventId', description: 'The event.', example: EVENT_ID },
	'dead-letters': { component: 'DeadEventId', description: 'The event.', example: EVENT_ID },
	'webhook-endpoints': {
		component: 'WebhookEndpointId',
		description: 'The webhook endpoint.',
		example: ENDPOINT_ID,
	},
	attempts: {
		component: 'AttemptId',
		description: 'The attempt.',
		example: 'att_0193a1d25b8e7f20b1c2d3e4f5061728',
	},
	replays: {
		component: 'ReplayId',
		description: 'The replay.',
		example: 'rpl_0193a1d25cf07a3e8b9c0d1e2f304152',
	},
	recordings: {
		component: 'RecordingId',
		description: 'The recording.',
		example: 'rec_0193a1d25cb07e4a8c9d0e1f20314253',
	},
	branding: {
		component: 'BrandedProduct',
		description: 'The product; `default` for every product without its own branding.',
		example: 'crm',
	},
	'setup-links': {
		component: 'SetupLinkId',
		description: 'The setup link.',
		example: 'sl_0193a1d25d107c4f9d8e7f6a5b4c3d2e',
	},
	'api-keys': {
		component: 'ApiKeyId',
		description: 'The API key.',
		example: 'ak_0199d3f0c4a27c51a1d4e0b8f6a92c37',
	},
	'audit-log': {
		component: 'AuditEntryId',
		description: 'The entry.',
		example: 'aud_0193a1d25d307e2ab1c2d3e4f5a6b7c8',
	},
	providers: {
		component: 'ProviderType',
		description: 'The provider: the type of its directories.',
		example: 'azure-scim-v2',
	},
	'signing-keys': {
		component: 'SigningKeyId',
		description: 'The signing key: its `kid`.',
		example: 'key_0193a1d25b7d7c41a5e6f7089a1b2c3d',
	},
};

/** The parameters of a path, each with the component that describes it. */
export function pathParameters(
	path: Operation['path'],
): readonly { readonly component: string; readonly parameter: Json }[] {
	return [...path.matchAll(/([^/]+)\/\{(\w+)\}/g)].map(([, segment = '', name = '']) => {
		const { component, description, example } = PLACES[segment] ?? {
			component: name,
			description: '',
			example: '',
		};
		const parameter = {
			name,
			in: 'path',
			required: true,
			description,
			schema: { type: 'string' },
			example,
		};
		return { component, parameter };
	});
}

/** The parameters of a query, of the JSON Schema of the whole. */
export function queryParameters(
	query: Json | undefined,
	components: Schemas['components'],
): readonly Json[] {
	const properties = Object.entries((query?.['properties'] ?? {}) as Record<string, Json>);
	const required = (query?.['required'] ?? []) as readonly string[];
	return properties.map(([name, { description: own, examples, ...schema }]) => {
		const description = own ?? namedBy(schema, components)?.['description'] ?? '';
		const parameter: Record<string, unknown> = { name, in: 'query', description, schema };
		if (required.includes(name)) parameter['required'] = true;
		if (Array.isArray(examples)) parameter['example'] = examples[0];
		// With commas between, as in `types=user.*,group.*`.
		if (schema['type'] === 'array') Object.assign(parameter, { style: 'form', explode: false });
		return parameter;
	});
}

/** The header with which a POST can be sent twice and done once. */
export const IDEMPOTENCY_KEY = {
	name: 'Idempotency-Key',
	in: 'header',
	description:
		'A unique text of your choice for this request, such as a UUID. The same request with the same key is processed once and gets the same response each time.',
	// No example: it would be copied, and the same key is the same request.
	schema: { type: 'string', pattern: '^[!-~]{1,255}$' },
} as const satisfies Json;

/** The headers of answers. */
export const HEADERS = {
	'X-Request-Id': {
		description:
			'The id of the request, also in the log of the service. Include it when you ask for help.',
		required: true,
		schema: { type: 'string' },
		example: 'req_0193a1d25b7d7c41a5e6f7089a1b2c3d',
	},
	'Retry-After': {
		description: 'How many seconds to wait before a retry.',
		required: true,
		schema: { type: 'integer' },
		example: 2,
	},
	'WWW-Authenticate': {
		description: 'How to authenticate.',
		required: true,
		schema: { type: 'string' },
		example: 'Bearer realm="Rollcall"',
	},
	'Idempotency-Replayed': {
		description:
			'`true`: the request was already processed with the same Idempotency-Key; this is the earlier response.',
		schema: { type: 'string', const: 'true' },
		example: 'true',
	},
} as const satisfies Readonly<Record<string, Json>>;

/** References to headers, by their names. */
export function headerRefs(...names: readonly (keyof typeof HEADERS)[]): Json {
	return Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));
}
