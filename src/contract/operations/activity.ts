/** The call about what goes on. */
import { activity, activityQuery } from '../activity.ts';
import type { Operations } from '../operation.ts';

export const activityOperations = {
	getActivity: {
		method: 'GET',
		path: '/activity',
		scope: 'read',
		tag: 'Overview',
		summary: 'Count events and deliveries per hour',
		description:
			'For all directories, or those of a tenant or a product. With a bound key, only deliveries to its own endpoints are counted.',
		query: activityQuery,
		status: 200,
		answer: activity,
		problems: [],
	},
} as const satisfies Operations;
