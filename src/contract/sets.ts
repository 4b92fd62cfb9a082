/** The poll of a receiver of Security Event Tokens (RFC 8936 §2.2); names that it does not know may be there. */
import * as z from 'zod';

/** What a receiver says of a SET that it cannot take (RFC 8936 §2.6). */
const setError = z.object({ err: z.string(), description: z.string().default('') });

/** Body of POST /sets/{endpointId}. */
export const pollRequest = z.object({
	/** How many SETs the answer may have; 0 for a request that only acknowledges. */
	maxEvents: z.int().min(0).optional(),
	/** Whether to answer at once even if there is no SET; else the answer waits for one. */
	returnImmediately: z.boolean().default(false),
	/** The `jti` of SETs that were taken. */
	ack: z.array(z.string()).default([]),
	/** Errors by the `jti` of the SETs that they are about. */
	setErrs: z.record(z.string(), setError).default({}),
});
export type PollRequest = z.infer<typeof pollRequest>;
