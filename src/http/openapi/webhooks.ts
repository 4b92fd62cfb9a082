/** What endpoints are sent, in the OpenAPI document. */
import * as z from 'zod';
import { EVENT_BATCH, EVENT_TYPE_LIST, type EventType } from '../../contract/event-types.ts';
import { refTo, type Json } from './schemas.ts';

/** Everything that is sent. */
export const SENT: readonly EventType[] = [...EVENT_TYPE_LIST, EVENT_BATCH];

/** The headers of a webhook (Standard Webhooks, "Webhook headers"). */
const HEADERS: readonly (readonly [name: string, isRequired: boolean, description: string])[] = [
	[
		'webhook-id',
		true,
		'The id of the webhook: the same for every attempt and every replay of the same events.',
	],
	[
		'webhook-timestamp',
		true,
		'When this attempt was made, in seconds since 1970. Refuse webhooks that are older than a few minutes.',
	],
	[
		'webhook-signature',
		true,
		'Signatures of `{webhook-id}.{webhook-timestamp}.{body}`, separated by a space: `v1,` and HMAC-SHA256 in base64, or `v1a,` and ed25519. While a secret is being rotated there are two: it is enough if one of them verifies.',
	],
	[
		'rollcall-replay',
		false,
		'Only on a replay: its id. Replayed events can be older than events that you already have, and arrive alongside new ones.',
	],
	['rollcall-test', false, 'Only on a test: `true`. The event did not really happen.'],
];

const RESPONSES = {
	'2XX': { description: 'Accepted: the next events follow. The body is ignored.' },
	'410': { description: 'Gone: the endpoint is disabled.' },
	default: {
		description:
			'Not accepted: retried for about three days, then kept as a dead letter. `Retry-After` is respected. Redirects are not followed. The response must arrive within 15 seconds.',
	},
};

/** `webhooks`. */
export function webhooks(): Readonly<Record<string, { readonly post: Json }>> {
	return Object.fromEntries(SENT.map((type) => [type.name, { post: webhook(type) }]));
}

/** The headers of webhooks as parameters, by their names. */
export function webhookHeaders(): Readonly<Record<string, Json>> {
	return Object.fromEntries(
		HEADERS.map(([name, required, description]) => [
			name,
			{ name, in: 'header', required, description, schema: { type: 'string' } },
		]),
	);
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
