/** The call that moves users and groups here from another system. */
import { importBatch, importResult } from '../import.ts';
import type { Operations } from '../operation.ts';

export const importOperations = {
	importResources: {
		method: 'POST',
		path: '/directories/{id}/import',
		scope: 'write',
		tag: 'Directories',
		summary: 'Import users and groups from another system',
		description:
			'They keep their ids, so that the identity provider continues as if nothing had happened. Existing users and groups are left as they are: an import can be repeated, and continues where it stopped. It causes events like any other change. An endpoint that is created afterwards does not receive them.',
		body: importBatch,
		status: 200,
		answer: importResult,
		problems: [404, 413, 415],
	},
} as const satisfies Operations;
