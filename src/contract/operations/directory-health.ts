/** The call about how directories are. */
import { directoryHealth, directoryHealthQuery } from '../directory-health.ts';
import { listOf, type Operations } from '../operation.ts';

export const directoryHealthOperations = {
	listDirectoryHealth: {
		method: 'GET',
		path: '/directory-health',
		scope: 'read',
		tag: 'Overview',
		summary: 'List directories with how each of them is',
		description:
			'What `GET /v1/directories/{id}/diagnosis` tells of each directory, in short, with its counts and its brake. In the order they were made in.',
		query: directoryHealthQuery,
		status: 200,
		answer: listOf(directoryHealth),
		problems: [],
	},
} as const satisfies Operations;
