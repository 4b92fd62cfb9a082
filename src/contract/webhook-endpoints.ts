/**
 * Webhook endpoints in the /v1 API. What a single field may hold is in endpoint-fields, what goes together in
 * endpoint-rules; targets and scopes need to know more and are checked by the API.
 */
import * as z from 'zod';
import { REDACTED } from '../webhook/headers.ts';
import {
	audience,
	delivery,
	format,
	headers,
	maxBatch,
	remark,
	secret,
	signing,
	state,
	types,
	url,
} from './endpoint-fields.ts';
import { misfitsOfNew } from './endpoint-rules.ts';
import { CREATED, ENDPOINT_ID } from './event-examples.ts';
import { idCursor, limit, name, timestamp } from './shared.ts';

/** A week: longer than any deployment of a receiver takes, and old secrets must end. */
const OVERLAP_SECONDS_MAX = 604_800;

/** A day: time to deploy a receiver, and to deploy it again. */
const OVERLAP_SECONDS = 86_400;

/** So many dead letters of an endpoint are counted, and no more. */
export const DEAD_LETTERS_COUNTED = 1000;

/** So many directories that an endpoint fails for are counted, and so many told of. */
export const FAILING_COUNTED = 100;
export const FAILING_NAMED = 5;

/** Body of POST /v1/webhook-endpoints. Without a scope the endpoint hears of every directory. */
export const newWebhookEndpoint = z
	.strictObject({
		url: url.optional().describe('Where to send events; required unless it is polled.'),
		description: remark.optional().describe('Its display name.'),
		directory_id: z
			.string()
			.min(1)
			.max(200)
			.optional()
			.describe('One directory, or `operations` for the operations log.'),
		tenant: name.optional().describe('All directories of this tenant.'),
		product: name.optional().describe('All directories of this product.'),
		types: types.optional(),
		max_batch: maxBatch.default(1),
		headers: headers.optional(),
		secret: secret.optional(),
		signing: signing
			.optional()
			.describe('`symmetric` (HMAC, when left out) or `asymmetric` (ed25519).'),
		format: format.default('webhook'),
		delivery: delivery.default('push'),
		audience: audience.optional(),
		from_sequence: z
			.int()
			.min(1)
			.optional()
			.describe('The first event of the directory to deliver; the next one when left out.'),
	})
	.check((ctx) => {
		for (const { field, detail } of misfitsOfNew(ctx.value)) {
			ctx.issues.push({ code: 'custom', message: detail, path: [field], input: ctx.value });
		}
	})
	.meta({
		id: 'NewWebhookEndpoint',
		description:
			'An endpoint to create. Without a scope, it receives the events of every directory.',
		examples: [
			{ url: 'https://app.example.com/webhooks', tenant: 'acme', types: ['user.*', 'group.*'] },
			{ format: 'set', delivery: 'poll', product: 'crm' },
		],
	});
export type NewWebhookEndpoint = z.infer<typeof newWebhookEndpoint>;

/** A field that is part of what the endpoint is. */
const unchangeable = z.never({ error: 'cannot be changed: create another endpoint' }).optional();

/** Body of PATCH /v1/webhook-endpoints/{id}. */
export const webhookEndpointPatch = z
	.strictObject({
		url: url.optional().describe('Where to send events from now on; tried immediately.'),
		description: remark.nullable().optional().describe('Its display name.'),
		types: types.nullable().optional(),
		max_batch: maxBatch.optional(),
		headers: headers.nullable().optional().describe('Replaces all of them; null for none.'),
		audience: audience.nullable().optional(),
		state: state.optional(),
		disabled_reason: remark.min(1).optional().describe('Only when disabling.'),
		directory_id: unchangeable,
		tenant: unchangeable,
		product: unchangeable,
		format: unchangeable,
		delivery: unchangeable,
		signing: unchangeable,
		from_sequence: z
			.never({ error: 'can only be set for new endpoints: create a replay' })
			.optional(),
		secret: z.never({ error: 'cannot be changed here: use POST …/rotate-secret' }).optional(),
	})
	.refine((patch) => Object.keys(patch).length > 0, { error: 'must have at least one field' })
	.refine((patch) => patch.disabled_reason === undefined || patch.state === 'disabled', {
		path: ['disabled_reason'],
		error: 'requires state "disabled"',
	})
	.meta({
		id: 'WebhookEndpointPatch',
		description:
			'What to change; fields that are left out stay as they are. The scope and the format cannot be changed.',
		minProperties: 1,
		examples: [
			{ state: 'disabled', disabled_reason: 'Moving to another host.' },
			{ max_batch: 50 },
		],
	});
export type WebhookEndpointPatch = z.infer<typeof webhookEndpointPatch>;

/** Body of POST /v1/webhook-endpoints/{id}/rotate-secret; it may be left out. */
export const secretRotation = z
	.strictObject({
		secret: secret.optional(),
		overlap_seconds: z
			.int()
			.min(0)
			.max(OVERLAP_SECONDS_MAX)
			.default(OVERLAP_SECONDS)
			.describe('How much longer the old secret also signs, or is accepted from a poller.'),
	})
	.meta({
		id: 'SecretRotation',
		description: 'How to rotate; the body can be left out.',
		examples: [{ overlap_seconds: 3600 }],
	});

/** Query of GET /v1/webhook-endpoints: each given field must be equal. */
export const webhookEndpointQuery = z.strictObject({
	directory_id: z
		.string()
		.min(1)
		.optional()
		.describe('Only endpoints that are limited to this directory.'),
	tenant: name.optional().describe('Only endpoints that are limited to this tenant.'),
	product: name.optional().describe('Only endpoints that are limited to this product.'),
	state: state.optional().describe('Only those in this state.'),
	failing: z
		.enum(['true', 'false'])
		.transform((given) => given === 'true')
		.describe(
			'Only endpoints that are disabled or whose deliveries fail (`failing_since`, `failing_directories`), or only the others.',
		)
		.optional(),
	dead_letters: z
		.enum(['true', 'false'])
		.transform((given) => given === 'true')
		.describe('Only endpoints with dead letters, or only the others.')
		.optional(),
	covers: z
		.string()
		.min(1)
		.optional()
		.describe(
			'Only endpoints whose scope covers this directory; `failing_directories` is then limited to it.',
		),
	limit,
	cursor: idCursor.optional(),
});

/** A directory whose events do not get through to an endpoint. */
const failingDirectory = z.object({
	directory_id: z.string().describe('The directory, or `operations` for the operations log.'),
	directory_name: z.string().describe('Its name.'),
	failing_since: timestamp
		.nullable()
		.describe('The first attempt at its next events; null if it is not on record.'),
	events_behind: z.int().describe('The number of events since, whatever their types.'),
	attempts: z.int().describe('Failed attempts at the next events.'),
	last_error: z.string().nullable().describe('The error of the last attempt.'),
	due_at: timestamp.describe('When the next attempt is due.'),
});

/** A webhook endpoint as the API shows it. */
export const webhookEndpoint = z
	.object({
		id: z.string().describe('Id of the endpoint, `ep_…`.'),
		url: z.url().describe('Where events are sent, or where they are polled.'),
		description: z.string().nullable().describe('Its display name.'),
		directory_id: z.string().nullable().describe('The directory that it is limited to.'),
		tenant: z.string().nullable().describe('The tenant that it is limited to.'),
		product: z.string().nullable().describe('The product that it is limited to.'),
		types: z
			.array(z.string())
			.readonly()
			.nullable()
			.describe('The event types that it subscribes to; null for all.'),
		max_batch: z.int().describe('Maximum number of consecutive events in one request.'),
		format,
		delivery,
		audience: z.string().nullable().describe('The `aud` of Security Event Tokens.'),
		headers: z
			.record(z.string(), z.string())
			.nullable()
			.describe(`Their names; each value reads "${REDACTED}". Empty if they cannot be opened.`),
		signing: signing.nullable().describe('Null for Security Event Tokens.'),
		public_key: z.string().nullable().describe('`whpk_…`, which verifies asymmetric signatures.'),
		previous_secret_expires_at: timestamp
			.nullable()
			.describe('Until when the previous secret is also valid.'),
		state,
		disabled_reason: z.string().nullable().describe('Why it is disabled.'),
		failing_since: timestamp
			.nullable()
			.describe('Since when all deliveries have failed; null while they succeed.'),
		failing_directories: z
			.array(failingDirectory)
			.max(FAILING_NAMED)
			.readonly()
			.describe(
				`Directories whose next events it did not accept, whatever it accepts from others; the first ${FAILING_NAMED}.`,
			),
		failing_directory_count: z
			.int()
			.max(FAILING_COUNTED)
			.describe(`Number of them; ${FAILING_COUNTED} if there are that many or more.`),
		paused_until: timestamp
			.nullable()
			.describe(
				'Nothing is sent before this time, because the receiver reported that it is overloaded.',
			),
		dead_letter_count: z
			.int()
			.max(DEAD_LETTERS_COUNTED)
			.describe(`Number of dead letters; ${DEAD_LETTERS_COUNTED} if there are that many or more.`),
		created_at: timestamp.describe('When it was created.'),
		updated_at: timestamp.describe('When it was last changed.'),
		secret: z
			.string()
			.optional()
			.describe(
				'Shown only once, when it is created: `whsec_…` signs, `rcset_…` is the bearer token of a poller.',
			),
	})
	.meta({
		id: 'WebhookEndpoint',
		description: 'Where events are sent, or polled.',
		examples: [
			{
				id: ENDPOINT_ID,
				url: 'https://app.example.com/webhooks',
				description: 'CRM production',
				directory_id: null,
				tenant: 'acme',
				product: null,
				types: ['user.*', 'group.*'],
				max_batch: 1,
				format: 'webhook',
				delivery: 'push',
				audience: null,
				headers: null,
				signing: 'symmetric',
				public_key: null,
				previous_secret_expires_at: null,
				state: 'enabled',
				disabled_reason: null,
				failing_since: null,
				failing_directories: [],
				failing_directory_count: 0,
				paused_until: null,
				dead_letter_count: 0,
				created_at: CREATED,
				updated_at: CREATED,
				secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
			},
		],
	});
export type WebhookEndpoint = z.infer<typeof webhookEndpoint>;
