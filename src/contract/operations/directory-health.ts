/** The call about how directories are. */
import { directoryHealthPage, directoryHealthQuery } from '../directory-health.ts';
import type { Operations } from '../operation.ts';

export const directoryHealthOperations = {
	listDirectoryHealth: {
		method: 'GET',
		path: '/directory-health',
		scope: 'read',
		tag: 'Overview',
		summary: 'List directories with their health',
		description:
			'A summary of `GET /v1/directories/{id}/diagnosis` for each directory, with its counts and its brake, ordered by creation or with the worst first.',
		query: directoryHealthQuery,
		status: 200,
		answer: directoryHealthPage,
		problems: [],
	},
} as const satisfies Operations;
