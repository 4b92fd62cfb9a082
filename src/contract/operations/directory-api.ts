/** Calls about the users and groups of a directory. */
import {
	groupQuery,
	member,
	membershipQuery,
	resourceEventQuery,
	userQuery,
} from '../directory-api.ts';
import { group, user } from '../event-data.ts';
import { event } from '../event-types.ts';
import { listOf, type Operations } from '../operation.ts';

const SHORT_PAGES =
	'A page can be short or empty without being the last: continue until `next_cursor` is null.';

export const directoryApiOperations = {
	listUsers: {
		method: 'GET',
		path: '/directories/{id}/users',
		scope: 'read',
		tag: 'Users',
		summary: 'List the users of a directory',
		description: `All given filters must match. Users are ordered by creation, or by last change if \`updated_after\` is given. Results of \`search\` are ordered by what matched: ids, then \`user_name\`, then \`displayName\`, then other names, then addresses, each from A to Z and each user once. A user who exists while all pages are read is on one of them, whatever is written meanwhile. When ordered by last change, a user who changes can appear again. ${SHORT_PAGES}`,
		query: userQuery,
		status: 200,
		answer: listOf(user),
		problems: [404],
	},
	getUser: {
		method: 'GET',
		path: '/directories/{id}/users/{userId}',
		scope: 'read',
		tag: 'Users',
		summary: 'Read a user',
		status: 200,
		answer: user,
		problems: [404],
	},
	listUserGroups: {
		method: 'GET',
		path: '/directories/{id}/users/{userId}/groups',
		scope: 'read',
		tag: 'Users',
		summary: 'List the groups of a user',
		description: 'The groups that the user is a direct member of, in the order of their creation.',
		query: membershipQuery,
		status: 200,
		answer: listOf(group),
		problems: [404],
	},
	listUserEvents: {
		method: 'GET',
		path: '/directories/{id}/users/{userId}/events',
		scope: 'read',
		tag: 'Users',
		summary: 'List the events of a user',
		description:
			'The events of the log about the user, newest first, as far as they are kept: changes, and the groups that the user joined and left. This includes deleted users.',
		query: resourceEventQuery,
		status: 200,
		answer: listOf(event),
		problems: [404],
	},
	listGroups: {
		method: 'GET',
		path: '/directories/{id}/groups',
		scope: 'read',
		tag: 'Groups',
		summary: 'List the groups of a directory',
		description:
			'All given filters must match. Groups are ordered by creation, or by last change if `updated_after` is given. Results of `search` are ordered by name, from A to Z. A change of members is a change of the group.',
		query: groupQuery,
		status: 200,
		answer: listOf(group),
		problems: [404],
	},
	getGroup: {
		method: 'GET',
		path: '/directories/{id}/groups/{groupId}',
		scope: 'read',
		tag: 'Groups',
		summary: 'Read a group',
		status: 200,
		answer: group,
		problems: [404],
	},
	listGroupMembers: {
		method: 'GET',
		path: '/directories/{id}/groups/{groupId}/members',
		scope: 'read',
		tag: 'Groups',
		summary: 'List the members of a group',
		description:
			'The direct members, users and nested groups, ordered by creation, each as its profile without `raw`. For users with `raw`, list the users with the filter `group`.',
		query: membershipQuery,
		status: 200,
		answer: listOf(member),
		problems: [404],
	},
	listGroupEvents: {
		method: 'GET',
		path: '/directories/{id}/groups/{groupId}/events',
		scope: 'read',
		tag: 'Groups',
		summary: 'List the events of a group',
		description:
			'The events of the log about the group itself, newest first, as far as they are kept. Users who joined or left have their own events, which are listed for each user. This includes deleted groups.',
		query: resourceEventQuery,
		status: 200,
		answer: listOf(event),
		problems: [404],
	},
} as const satisfies Operations;
