/** Calls about the event log. */
import { attempt, eventAttemptQuery } from '../attempts.ts';
import { event } from '../event-types.ts';
import { eventLogPage, eventQuery } from '../events.ts';
import { listOf, type Operations } from '../operation.ts';

export const eventOperations = {
	listEvents: {
		method: 'GET',
		path: '/directories/{id}/events',
		scope: 'read',
		tag: 'Events',
		summary: 'Read or follow the event log',
		description:
			'The oldest event that is kept comes first. Give the `position` of each answer as `after` of the next request: nothing is skipped and nothing comes twice, whatever is written meanwhile. With `wait` an answer without events is held until something happens. Where the events after a position are past their retention, the answer is 410 and says how to be in step again.\n\nWith `order=newest` it goes backwards, for people who look at a log; a log is followed in the other order.\n\nWith the directory id `operations` it is the operations log.',
		query: eventQuery,
		status: 200,
		answer: eventLogPage,
		problems: [404, 410],
	},
	getEvent: {
		method: 'GET',
		path: '/directories/{id}/events/{eventId}',
		scope: 'read',
		tag: 'Events',
		summary: 'Read an event',
		description: 'As it was written, however old it is.',
		status: 200,
		answer: event,
		problems: [404],
	},
	listEventAttempts: {
		method: 'GET',
		path: '/directories/{id}/events/{eventId}/attempts',
		scope: 'read',
		tag: 'Events',
		summary: 'List the attempts to deliver an event',
		description: 'To whatever endpoint, the latest first.',
		query: eventAttemptQuery,
		status: 200,
		answer: listOf(attempt),
		problems: [404],
	},
} as const satisfies Operations;
