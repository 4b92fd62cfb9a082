/** The poll of a receiver of Security Event Tokens (RFC 8936 §2.2); names that it does not know may be there. */
import * as z from 'zod';

/** What a receiver says of a SET that it cannot take (RFC 8936 §2.6). */
const setError = z.object({ err: z.string(), description: z.string().default('') });

/** Body of POST /sets/{endpointId}. */
export const pollRequest = z.object({
	maxEvents: z
		.int()
		.min(0)
		.optional()
		.describe('Maximum number of SETs in the response; 0 for a request that only acknowledges.'),
	returnImmediately: z
		.boolean()
		.default(false)
		.describe(
			'Whether to respond immediately even without a SET; otherwise the response waits for one.',
		),
	ack: z.array(z.string()).default([]).describe('The `jti` of accepted SETs.'),
	setErrs: z
		.record(z.string(), setError)
		.default({})
		.describe('Errors, by the `jti` of their SETs.'),
});
export type PollRequest = z.infer<typeof pollRequest>;

/** Answer to POST /sets/{endpointId} (RFC 8936 §2.3). */
export const pollAnswer = z.object({
	sets: z.record(z.string(), z.string()).describe('The SETs by their `jti`, in order.'),
	moreAvailable: z.boolean().optional().describe('Whether there are more; false when left out.'),
});
export type PollAnswer = z.infer<typeof pollAnswer>;
