/** The attempt log in the /v1 API. */
import * as z from 'zod';
import { REDACTED } from '../webhook/headers.ts';
import { ACME, ADA_WHO_LEFT, ENDPOINT_ID, EVENT_ID, LATER, OF_ACME } from './event-examples.ts';
import { idCursor, instant, isPeriod, limit, NO_PERIOD, statusesOf, timestamp } from './shared.ts';

const outcome = z.enum(['delivered', 'retry', 'dead', 'disabled']).meta({
	id: 'AttemptOutcome',
	description:
		'`delivered`: accepted. `retry`: will be tried again. `dead`: the last attempt failed. `disabled`: the endpoint was disabled because of it.',
});

/** An HTTP status (`503`), a class of them (`5xx`), or `none` if there was no response. */
const status = z
	.string()
	.regex(
		/^([1-5]\d\d|[1-5]xx|none)$/,
		'must be an HTTP status such as 503, a class such as 5xx, or "none"',
	)
	.transform((text) => (text === 'none' ? ('none' as const) : statusesOf(text)));

const filters = {
	status: status
		.meta({ examples: ['5xx'] })
		.optional()
		.describe(
			'An HTTP status (`503`), a class of them (`5xx`), or `none` if there was no response.',
		),
	outcome: outcome.optional(),
	since: instant.optional().describe('Attempts that started at this time or later.'),
	until: instant.optional().describe('Attempts that started before this time.'),
	limit,
	cursor: idCursor.optional(),
};

/** Query of GET /v1/directories/{id}/events/{eventId}/attempts. */
export const eventAttemptQuery = z.strictObject(filters).refine(isPeriod, NO_PERIOD);

/** Query of GET /v1/webhook-endpoints/{id}/attempts. */
export const attemptQuery = z
	.strictObject({
		...filters,
		directory_id: z.string().optional().describe('Delivery attempts for events of this directory.'),
		event_id: z
			.string()
			.optional()
			.describe("Needs a directory: the endpoint's own, or directory_id."),
	})
	.refine(isPeriod, NO_PERIOD);

const shape = z.object({
	id: z.string().describe('Id of the attempt, `att_…`.'),
	endpoint_id: z.string().describe('The endpoint that was sent to.'),
	directory_id: z
		.string()
		.nullable()
		.describe('The directory whose events were sent; null once it is gone.'),
	kind: z.enum(['delivery', 'replay', 'test']).describe('The reason for the attempt.'),
	replay_id: z.string().nullable().describe('The replay that it belongs to.'),
	webhook_id: z.string().describe('The header `webhook-id`: the same for every attempt.'),
	first_sequence: z.int().describe('Of the first event in it.'),
	last_sequence: z.int().describe('Of the last event in it: the same unless it was a batch.'),
	attempted_at: timestamp.describe('When it was created.'),
	duration_ms: z.int().describe('How long it took, in milliseconds.'),
	status: z.int().nullable().describe('The HTTP status; null if there was no response.'),
	outcome,
	error: z.string().nullable().describe('What went wrong; null if nothing did.'),
	answer: z.string().nullable().describe('The beginning of the response body.'),
});

const REFUSED = {
	id: 'att_0193a1d25b8e7f20b1c2d3e4f5061728',
	endpoint_id: ENDPOINT_ID,
	directory_id: ACME.id,
	kind: 'delivery',
	replay_id: null,
	webhook_id: EVENT_ID,
	first_sequence: 42,
	last_sequence: 42,
	attempted_at: LATER,
	duration_ms: 87,
	status: 503,
	outcome: 'retry',
	error: 'The endpoint answered 503.',
	answer: 'upstream connect error',
};

/** One POST to one endpoint. */
export const attempt = shape.meta({
	id: 'Attempt',
	description: 'One POST to one endpoint.',
	examples: [REFUSED],
});
export type Attempt = z.infer<typeof attempt>;

/** Stands for the signature of a request, which is not kept. */
export const NOT_KEPT = '[not kept]';

const SENT = {
	url: 'https://app.example.com/webhooks',
	headers: {
		authorization: REDACTED,
		'content-type': 'application/json',
		'webhook-id': EVENT_ID,
		'webhook-timestamp': '1795622712',
		'webhook-signature': NOT_KEPT,
	},
	body: { id: EVENT_ID, type: 'user.deleted', ...OF_ACME, data: ADA_WHO_LEFT },
	missing: null,
};

/** A request to an endpoint. */
export const attemptRequest = z
	.object({
		url: z.string().describe('The URL of the endpoint as it is now.'),
		headers: z
			.record(z.string(), z.string())
			.describe(
				`The headers of the request. The value of a custom header reads "${REDACTED}", that of the signature "${NOT_KEPT}"; the names of custom headers are the current ones.`,
			),
		body: z
			.record(z.string(), z.unknown())
			.nullable()
			.describe(
				'The event or the batch, or the claims of a Security Event Token, reconstructed from the log; null if that is no longer possible.',
			),
		missing: z.string().nullable().describe('Why there is no body; null if there is one.'),
	})
	.meta({ id: 'AttemptRequest', description: 'What was sent.', examples: [SENT] });
export type AttemptRequest = z.infer<typeof attemptRequest>;

/** One POST to one endpoint, with what was sent. */
export const attemptInFull = shape
	.extend({ request: attemptRequest.describe('What was sent.') })
	.meta({
		id: 'AttemptInFull',
		description: 'One POST to one endpoint, with request and response.',
		examples: [{ ...REFUSED, request: SENT }],
	});
export type AttemptInFull = z.infer<typeof attemptInFull>;
