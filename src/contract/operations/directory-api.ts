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
	'A page may be short, or empty, and yet not be the last: read on until `next_cursor` is null.';

export const directoryApiOperations = {
	listUsers: {
		method: 'GET',
		path: '/directories/{id}/users',
		scope: 'read',
		tag: 'Users',
		summary: 'List the users of a directory',
		description: `Filters combine: each that is given must hold. Users come in the order in which they were created, or last changed where \`updated_after\` is given. Those that \`search\` finds come in that of what was found: ids, then \`user_name\`, then \`displayName\`, then addresses, each from A to Z and each user once. Who is there all the time while the pages are read is on one of them, whatever is written meanwhile; who changes may come again in the second order. ${SHORT_PAGES}`,
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
		summary: 'List what happened to a user',
		description:
			'The events of the log that are about the user, the latest first, as far as they are kept: what changed, and which groups the user came to and left. A user who was deleted is still told of.',
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
			'Filters combine: each that is given must hold. Groups come in the order in which they were created, or last changed where `updated_after` is given; those that `search` finds by their names from A to Z. A change of members is a change of the group.',
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
			'Its direct members, users and nested groups, in the order in which those were created, each as its profile without `raw`. For users with `raw` list the users with `group`.',
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
		summary: 'List what happened to a group',
		description:
			'The events of the log that are about the group itself, the latest first, as far as they are kept. Users who came or left have events of their own, which are listed for each user. A group that was deleted is still told of.',
		query: resourceEventQuery,
		status: 200,
		answer: listOf(event),
		problems: [404],
	},
} as const satisfies Operations;
