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
			'The oldest kept event comes first. Pass the `position` of each response as `after` of the next request: nothing is skipped or repeated, whatever is written meanwhile. With `wait`, an empty response is held until something happens. If the events after a position are past their retention, the response is 410 and says how to catch up.\n\nWith `order=newest` the log is read backwards, for people who look at it. To follow a log, use the other order.\n\nThe directory id `operations` stands for the operations log.',
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
		description: 'Exactly as it was written, however old it is.',
		status: 200,
		answer: event,
		problems: [404],
	},
	listEventAttempts: {
		method: 'GET',
		path: '/directories/{id}/events/{eventId}/attempts',
		scope: 'read',
		tag: 'Events',
		summary: 'List the delivery attempts of an event',
		description: 'To all endpoints, newest first.',
		query: eventAttemptQuery,
		status: 200,
		answer: listOf(attempt),
		problems: [404],
	},
} as const satisfies Operations;
