/** The attempt log in the /v1 API. */
import * as z from 'zod';
import { idCursor, instant, limit, timestamp } from './shared.ts';

const outcome = z.enum(['delivered', 'retry', 'dead', 'disabled']);

/** An HTTP status (`503`), a class of them (`5xx`), or `none` where no answer came. */
const status = z
	.string()
	.regex(/^([1-5]\d\d|[1-5]xx|none)$/, 'not an HTTP status, a class like "5xx", or "none"')
	.transform((text) =>
		text === 'none'
			? ('none' as const)
			: { from: Number(text.replace('xx', '00')), to: Number(text.replace('xx', '99')) },
	);

const filters = {
	status: status.optional(),
	outcome: outcome.optional(),
	since: instant.optional().describe('Attempts that began then or later.'),
	until: instant.optional().describe('Attempts that began before then.'),
	limit,
	cursor: idCursor.optional(),
};

const isPeriod = ({ since, until }: { since?: number | undefined; until?: number | undefined }) =>
	since === undefined || until === undefined || since <= until;

const noPeriod = { path: ['since'], error: 'lies after until' };

/** Query of GET /v1/directories/{id}/events/{eventId}/attempts. */
export const eventAttemptQuery = z.strictObject(filters).refine(isPeriod, noPeriod);

/** Query of GET /v1/webhook-endpoints/{id}/attempts. */
export const attemptQuery = z
	.strictObject({
		...filters,
		directory_id: z.string().optional(),
		event_id: z
			.string()
			.optional()
			.describe("Needs a directory: the endpoint's own, or directory_id."),
	})
	.refine(isPeriod, noPeriod);

/** One POST to one endpoint. */
export const attempt = z.object({
	id: z.string(),
	endpoint_id: z.string(),
	directory_id: z.string().nullable(),
	kind: z.enum(['delivery', 'replay', 'test']),
	replay_id: z.string().nullable(),
	webhook_id: z.string(),
	first_sequence: z.int().describe('Of the first event in it.'),
	last_sequence: z.int().describe('Of the last event in it: the same unless it was a batch.'),
	attempted_at: timestamp,
	duration_ms: z.int(),
	status: z.int().nullable().describe('Null when no answer came.'),
	outcome,
	error: z.string().nullable(),
	answer: z.string().nullable().describe("The beginning of the answer's body."),
});
export type Attempt = z.infer<typeof attempt>;
