/** Calls about recordings. */
import { listOf, type Operations } from '../operation.ts';
import { newRecording, recording, recordingQuery, transcript } from '../recordings.ts';

export const recordingOperations = {
	createRecording: {
		method: 'POST',
		path: '/directories/{id}/recordings',
		scope: 'write',
		tag: 'Recordings',
		summary: 'Start recording the requests to a directory',
		description:
			'Only one at a time. Personal data is replaced by pseudonyms before anything is stored, and secrets are never kept. The key for the pseudonyms is deleted soon after the recording ends. A recording is deleted 30 days after its end.',
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
		description: 'Newest first.',
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
		summary: 'Read the progress of a recording',
		status: 200,
		answer: recording,
		problems: [404],
	},
	stopRecording: {
		method: 'POST',
		path: '/directories/{id}/recordings/{recordingId}/stop',
		scope: 'write',
		tag: 'Recordings',
		summary: 'Stop a recording',
		description:
			'Earlier requests are kept, even if not stored yet: `exchange_count` can still grow for a few seconds. A recording that has already ended stays as it is.',
		status: 200,
		answer: recording,
		problems: [404],
	},
	deleteRecording: {
		method: 'DELETE',
		path: '/directories/{id}/recordings/{recordingId}',
		scope: 'write',
		tag: 'Recordings',
		summary: 'Delete a recording and its requests',
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
			'What has been recorded so far, as a transcript that `rollcall replay` plays against any SCIM service. It starts from an empty directory: users and groups that existed before are created first, with what is known about them.',
		status: 200,
		answer: transcript,
		problems: [404],
	},
} as const satisfies Operations;
