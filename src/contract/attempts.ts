/** The attempt log in the /v1 API. */
import * as z from 'zod';
import { REDACTED } from '../webhook/headers.ts';
import { ACME, ADA_WHO_LEFT, ENDPOINT_ID, EVENT_ID, LATER, OF_ACME } from './event-examples.ts';
import { idCursor, instant, isPeriod, limit, NO_PERIOD, statusesOf, timestamp } from './shared.ts';

const outcome = z.enum(['delivered', 'retry', 'dead', 'disabled']).meta({
	id: 'AttemptOutcome',
	description:
		'`delivered`: accepted. `retry`: tried again later. `dead`: was the last try. `disabled`: the endpoint was disabled over it.',
});

/** An HTTP status (`503`), a class of them (`5xx`), or `none` where no answer came. */
const status = z
	.string()
	.regex(/^([1-5]\d\d|[1-5]xx|none)$/, 'not an HTTP status, a class like "5xx", or "none"')
	.transform((text) => (text === 'none' ? ('none' as const) : statusesOf(text)));

const filters = {
	status: status
		.meta({ examples: ['5xx'] })
		.optional()
		.describe('An HTTP status (`503`), a class of them (`5xx`), or `none` where no answer came.'),
	outcome: outcome.optional(),
	since: instant.optional().describe('Attempts that began then or later.'),
	until: instant.optional().describe('Attempts that began before then.'),
	limit,
	cursor: idCursor.optional(),
};

/** Query of GET /v1/directories/{id}/events/{eventId}/attempts. */
export const eventAttemptQuery = z.strictObject(filters).refine(isPeriod, NO_PERIOD);

/** Query of GET /v1/webhook-endpoints/{id}/attempts. */
export const attemptQuery = z
	.strictObject({
		...filters,
		directory_id: z.string().optional().describe('Attempts to deliver events of this directory.'),
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
	kind: z.enum(['delivery', 'replay', 'test']).describe('Why it was made.'),
	replay_id: z.string().nullable().describe('The replay that it belongs to.'),
	webhook_id: z.string().describe('The header `webhook-id`: the same for every try.'),
	first_sequence: z.int().describe('Of the first event in it.'),
	last_sequence: z.int().describe('Of the last event in it: the same unless it was a batch.'),
	attempted_at: timestamp.describe('When it was made.'),
	duration_ms: z.int().describe('How long it took, in milliseconds.'),
	status: z.int().nullable().describe('The HTTP status; null when no answer came.'),
	outcome,
	error: z.string().nullable().describe('What went wrong; null if nothing did.'),
	answer: z.string().nullable().describe("The beginning of the answer's body."),
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
				`What the request said of itself. The value of a custom header reads "${REDACTED}", that of the signature "${NOT_KEPT}"; which custom headers there are is as it is now.`,
			),
		body: z
			.record(z.string(), z.unknown())
			.nullable()
			.describe(
				'The event or the batch, or the claims of a Security Event Token, made again of what the log holds; null if that is not possible any more.',
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
		description: 'One POST to one endpoint: what was sent, and what was answered.',
		examples: [{ ...REFUSED, request: SENT }],
	});
export type AttemptInFull = z.infer<typeof attemptInFull>;
