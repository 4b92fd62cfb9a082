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
			'Users whose name, address or id it is, or whose name or address begins like that, also those who were deleted, as long as the log has it. A page may be short, or empty, and yet not be the last: each looks through a number of directories. The query is not logged.',
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
		summary: 'Read what happened to a user, and why',
		description:
			'The requests of the identity provider that touched the user, the events that came of them, and what became of each at every endpoint, the latest first; how the user is now, and as of a chosen time; and a conclusion. Also for users who were deleted, as long as the log or the audit log knows them. A request counts a moment after it was answered.',
		query: timelineQuery,
		status: 200,
		answer: timelinePage,
		problems: [404],
	},
} as const satisfies Operations;
