/** What goes on over all directories, by the hour, in the /v1 API. */
import * as z from 'zod';
import { name, timestamp, wholeNumberWithin } from './shared.ts';

/** A week: what goes on is a chart, not a report. */
const HOURS_MAX = 168;

/** Query of GET /v1/activity. */
export const activityQuery = z.strictObject({
	hours: wholeNumberWithin(1, HOURS_MAX)
		.default(24)
		.describe('How many hours, including the current one.'),
	tenant: name.optional().describe('Only directories of this tenant.'),
	product: name.optional().describe('Only directories of this product.'),
});

const hour = z
	.object({
		start: timestamp.describe('When the hour began, in UTC.'),
		events: z.int().describe('Events in the logs of directories.'),
		delivered: z.int().describe('Delivery attempts that were accepted.'),
		failed: z.int().describe('Delivery attempts that were not accepted.'),
	})
	.meta({ id: 'ActivityHour', description: 'The activity of one hour.' });

/** Answer to GET /v1/activity. */
export const activity = z
	.object({
		tenant: z.string().nullable().describe('The tenant; null for all.'),
		product: z.string().nullable().describe('The product; null for all.'),
		complete_from: timestamp.describe(
			'The counts are complete from this hour on; earlier hours may have had more. It is the first hour unless there was too much to count.',
		),
		hours: z.array(hour).readonly().describe('Every hour, oldest first.'),
	})
	.meta({
		id: 'Activity',
		description: 'Events and deliveries per hour.',
		examples: [
			{
				tenant: 'acme',
				product: null,
				complete_from: '2026-11-23T15:00:00.000Z',
				hours: [
					{ start: '2026-11-23T15:00:00.000Z', events: 41, delivered: 41, failed: 0 },
					{ start: '2026-11-23T16:00:00.000Z', events: 7, delivered: 6, failed: 2 },
				],
			},
		],
	});
export type Activity = z.infer<typeof activity>;
