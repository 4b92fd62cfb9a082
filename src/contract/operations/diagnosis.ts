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
			'Based on the SCIM requests of the last two weeks: which provider really sends them, how the connection is doing, and what is wrong, each with a redacted request as evidence and a remedy in the words of that provider’s admin console. A request is counted shortly after its response.',
		status: 200,
		answer: directoryDiagnosis,
		problems: [404],
	},
} as const satisfies Operations;
