/** The call about what goes on. */
import { activity, activityQuery } from '../activity.ts';
import type { Operations } from '../operation.ts';

export const activityOperations = {
	getActivity: {
		method: 'GET',
		path: '/activity',
		scope: 'read',
		tag: 'Overview',
		summary: 'Count events and deliveries by the hour',
		description:
			'Over all directories, or those of a tenant or a product. With a key that is bound, deliveries are those to its own endpoints.',
		query: activityQuery,
		status: 200,
		answer: activity,
		problems: [],
	},
} as const satisfies Operations;
