/** The call that moves users and groups here from another system. */
import { importBatch, importResult } from '../import.ts';
import type { Operations } from '../operation.ts';

export const importOperations = {
	importResources: {
		method: 'POST',
		path: '/directories/{id}/import',
		scope: 'write',
		tag: 'Directories',
		summary: 'Move users and groups here from another system',
		description:
			'They keep their ids, so that the identity provider goes on with them as if nothing had happened. What is here already is left as it is: an import can be repeated, and goes on where it stopped. Events tell of it as of any other change; an endpoint that is made afterwards does not hear of it.',
		body: importBatch,
		status: 200,
		answer: importResult,
		problems: [404, 413, 415],
	},
} as const satisfies Operations;
