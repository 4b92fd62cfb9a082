/** How far an endpoint has come in each log that it covers, in the /v1 API. */
import * as z from 'zod';
import { ACME, CREATED, LATER } from './event-examples.ts';
import { limit, numericCursor, timestamp } from './shared.ts';

/** Query of GET /v1/webhook-endpoints/{id}/cursors. */
export const deliveryCursorQuery = z.strictObject({
	behind: z
		.enum(['true', 'false'])
		.transform((given) => given === 'true')
		.describe('Only cursors that are behind, or only those that are not.')
		.optional(),
	limit,
	cursor: numericCursor.optional(),
});

/** How far an endpoint has come in one log. */
export const deliveryCursor = z
	.object({
		directory_id: z.string().describe('The directory, or `operations` for the operations log.'),
		directory_name: z.string().describe('Its name.'),
		state: z
			.enum(['idle', 'running', 'held'])
			.describe('`idle`: nothing is waiting. `held`: nothing is sent, see `held_by`.'),
		held_by: z
			.enum(['disabled_endpoint', 'brake'])
			.nullable()
			.describe(
				'Why nothing is sent: the endpoint is disabled, or the brake holds the deliveries of the directory.',
			),
		settled_sequence: z
			.int()
			.describe(
				'The last event that was accepted, became a dead letter, or is not for the endpoint.',
			),
		last_sequence: z.int().describe('The last event of the log.'),
		events_behind: z
			.int()
			.describe(
				'The number of events between the two, whatever their types; 0 if none of them has to be sent.',
			),
		waiting_since: timestamp
			.nullable()
			.describe(
				'When the oldest pending event occurred; null if there is none among the next 1,000.',
			),
		attempts: z.int().describe('Failed attempts at the next events.'),
		last_error: z.string().nullable().describe('The error of the last attempt.'),
		due_at: timestamp.nullable().describe('When the next attempt is due; null if none is planned.'),
	})
	.meta({
		id: 'DeliveryCursor',
		description: 'The position of an endpoint in one log.',
		examples: [
			{
				directory_id: ACME.id,
				directory_name: ACME.name,
				state: 'running',
				held_by: null,
				settled_sequence: 1873,
				last_sequence: 1904,
				events_behind: 31,
				waiting_since: CREATED,
				attempts: 3,
				last_error: 'The endpoint answered 503.',
				due_at: LATER,
			},
		],
	});
export type DeliveryCursor = z.infer<typeof deliveryCursor>;
