/** Webhook endpoints in the /v1 API. */
import * as z from 'zod';
import { idCursor, limit, name, timestamp } from './shared.ts';

const MAX_BATCH = 100;

/** Body of POST /v1/webhook-endpoints. Without a scope the endpoint hears of every directory. */
export const newWebhookEndpoint = z
	.strictObject({
		url: z.string().max(2000),
		description: z.string().trim().max(200).optional(),
		directory_id: z.string().optional(),
		tenant: name.optional(),
		product: name.optional(),
		/** Exact event types or groups of them (`user.*`); every type when left out. */
		types: z.array(z.string()).min(1).max(50).optional(),
		max_batch: z.int().min(1).max(MAX_BATCH).default(1),
		/** Bring your own: `whsec_` and 24 to 64 bytes in base64. */
		secret: z.string().optional(),
	})
	.refine(
		(endpoint) =>
			endpoint.directory_id === undefined ||
			(endpoint.tenant === undefined && endpoint.product === undefined),
		{ path: ['directory_id'], error: 'a directory has its tenant and product already' },
	);

/** Query of GET /v1/webhook-endpoints. */
export const webhookEndpointQuery = z.strictObject({ limit, cursor: idCursor.optional() });

/** A webhook endpoint as the API shows it. */
export const webhookEndpoint = z.object({
	id: z.string(),
	url: z.url(),
	description: z.string().nullable(),
	directory_id: z.string().nullable(),
	tenant: z.string().nullable(),
	product: z.string().nullable(),
	types: z.array(z.string()).readonly().nullable(),
	max_batch: z.int(),
	state: z.enum(['enabled', 'disabled']),
	disabled_reason: z.string().nullable(),
	created_at: timestamp,
	updated_at: timestamp,
	/** The signing secret (`whsec_…`); shown once, when the endpoint is made. */
	secret: z.string().optional(),
});
export type WebhookEndpoint = z.infer<typeof webhookEndpoint>;
