/** Calls about people: finding them, and what happened to one. */
import type { Operations } from '../operation.ts';
import { peoplePage, peopleQuery } from '../people.ts';
import { timelinePage, timelineQuery } from '../timeline.ts';

export const peopleOperations = {
	searchPeople: {
		method: 'GET',
		path: '/people',
		scope: 'read',
		tag: 'People',
		summary: 'Find a person in all directories',
		description:
			'Finds users by id, or by the beginning of a name or an address, including deleted users as long as the log has them. A page can be short or empty without being the last, because each page searches a number of directories. The query is not logged.',
		query: peopleQuery,
		status: 200,
		answer: peoplePage,
		problems: [],
	},
	getTimeline: {
		method: 'GET',
		path: '/directories/{id}/users/{userId}/timeline',
		scope: 'read',
		tag: 'People',
		summary: 'Read the timeline of a user',
		description:
			'The identity provider requests that touched the user, the resulting events and their deliveries to every endpoint, newest first; the state of the user now and at a chosen time; and a conclusion. This includes deleted users, as long as the log or the audit log has them. A request appears shortly after its response.',
		query: timelineQuery,
		status: 200,
		answer: timelinePage,
		problems: [404],
	},
} as const satisfies Operations;
