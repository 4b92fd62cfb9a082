/** The call about how the connection of a directory is. */
import { directoryDiagnosis } from '../diagnosis.ts';
import type { Operations } from '../operation.ts';

export const diagnosisOperations = {
	getDiagnosis: {
		method: 'GET',
		path: '/directories/{id}/diagnosis',
		scope: 'read',
		tag: 'Diagnosis',
		summary: 'Diagnose the connection of a directory',
		description:
			'Told from its SCIM requests of the last two weeks: which provider really talks, how it goes, and what is wrong, each with a redacted request as evidence and what to do in the words of that provider’s admin console. A request counts a moment after it was answered.',
		status: 200,
		answer: directoryDiagnosis,
		problems: [404],
	},
} as const satisfies Operations;
