/** Tests of a webhook endpoint, on demand, in the /v1 API. */
import * as z from 'zod';
import { attemptRequest, NOT_KEPT } from './attempts.ts';
import { ENDPOINT_ID, EVENT_ID, OF_OPERATIONS } from './event-examples.ts';
import { EVENT_TYPE_LIST } from './event-types.ts';

/** Body of POST /v1/webhook-endpoints/{id}/test; it may be left out. */
export const endpointTest = z
	.strictObject({
		type: z
			.string()
			.refine((type) => EVENT_TYPE_LIST.some(({ name: known }) => known === type), {
				error: ({ input }) => `there is no event type "${String(input)}"`,
			})
			.optional()
			.describe(
				'An example of this type is sent. The default is `webhook_endpoint.test`; for Security Event Tokens, which do not have that type, it is the first type that the endpoint subscribes to, starting with `user.created`.',
			),
	})
	.meta({
		id: 'EndpointTest',
		description: 'What to send; the body can be left out.',
		examples: [{ type: 'user.created' }],
	});

/** What came of a test: one POST, which is not repeated. */
export const endpointTestResult = z
	.object({
		webhook_id: z.string().describe('The header `webhook-id`.'),
		type: z.string().describe('The type of the event that was sent.'),
		outcome: z.enum(['delivered', 'failed']).describe('Whether it was accepted.'),
		status: z.int().nullable().describe('The HTTP status; null if there was no response.'),
		error: z.string().nullable().describe('What went wrong; null if nothing did.'),
		answer: z.string().nullable().describe('The beginning of the response body.'),
		duration_ms: z.int().describe('How long it took, in milliseconds.'),
		attempt_id: z.string().describe('Id of the recorded attempt.'),
		request: attemptRequest.describe('What was sent.'),
	})
	.meta({
		id: 'EndpointTestResult',
		description: 'The result of a test: one POST, which is not retried.',
		examples: [
			{
				webhook_id: EVENT_ID,
				type: 'webhook_endpoint.test',
				outcome: 'delivered',
				status: 204,
				error: null,
				answer: '',
				duration_ms: 87,
				attempt_id: 'att_0193a1d25b8e7f20b1c2d3e4f5061728',
				request: {
					url: 'https://app.example.com/webhooks',
					headers: {
						'content-type': 'application/json',
						'rollcall-test': 'true',
						'webhook-id': EVENT_ID,
						'webhook-timestamp': '1795622712',
						'webhook-signature': NOT_KEPT,
					},
					body: {
						id: EVENT_ID,
						type: 'webhook_endpoint.test',
						...OF_OPERATIONS,
						sequence: 0,
						data: { id: ENDPOINT_ID },
					},
					missing: null,
				},
			},
		],
	});
export type EndpointTestResult = z.infer<typeof endpointTestResult>;
