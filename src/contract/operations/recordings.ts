/** Calls about recordings. */
import { listOf, type Operations } from '../operation.ts';
import { newRecording, recording, recordingQuery, transcript } from '../recordings.ts';

export const recordingOperations = {
	createRecording: {
		method: 'POST',
		path: '/directories/{id}/recordings',
		scope: 'write',
		tag: 'Recordings',
		summary: 'Start to record what a directory is sent',
		description:
			'One at a time. Personal data is replaced by pseudonyms before anything is written, secrets are never kept; the key that pseudonyms are made with is deleted soon after the recording has ended. A recording is deleted 30 days after its end.',
		body: newRecording,
		isBodyOptional: true,
		status: 201,
		answer: recording,
		problems: [404, 409, 413, 415],
	},
	listRecordings: {
		method: 'GET',
		path: '/directories/{id}/recordings',
		scope: 'read',
		tag: 'Recordings',
		summary: 'List the recordings of a directory',
		description: 'The latest first.',
		query: recordingQuery,
		status: 200,
		answer: listOf(recording),
		problems: [404],
	},
	getRecording: {
		method: 'GET',
		path: '/directories/{id}/recordings/{recordingId}',
		scope: 'read',
		tag: 'Recordings',
		summary: 'Read how far a recording has come',
		status: 200,
		answer: recording,
		problems: [404],
	},
	stopRecording: {
		method: 'POST',
		path: '/directories/{id}/recordings/{recordingId}/stop',
		scope: 'write',
		tag: 'Recordings',
		summary: 'End a recording now',
		description:
			'What came before is kept, written or not: `exchange_count` may still grow for some seconds. One that has ended already stays as it is.',
		status: 200,
		answer: recording,
		problems: [404],
	},
	deleteRecording: {
		method: 'DELETE',
		path: '/directories/{id}/recordings/{recordingId}',
		scope: 'write',
		tag: 'Recordings',
		summary: 'Delete a recording and all that is in it',
		status: 204,
		problems: [404],
	},
	getTranscript: {
		method: 'GET',
		path: '/directories/{id}/recordings/{recordingId}/transcript',
		scope: 'read',
		tag: 'Recordings',
		summary: 'Read a recording as a transcript',
		description:
			'What has been recorded so far, as a conversation that `rollcall replay` plays against any SCIM service. It starts from an empty directory: users and groups that were there before are created first, with what is known of them.',
		status: 200,
		answer: transcript,
		problems: [404],
	},
} as const satisfies Operations;
