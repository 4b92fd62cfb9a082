/** Recordings of what identity providers send to a directory, and what they are answered, in the /v1 API. */
import * as z from 'zod';
import { idCursor, limit, timestamp } from './shared.ts';

/** A day: what is recorded without anybody looking has no use, and may have a reader. */
const MINUTES_MAX = 1440;

const EXCHANGES_MAX = 2000;

/** Body of POST /v1/directories/{id}/recordings. */
export const newRecording = z
	.strictObject({
		minutes: z
			.int()
			.min(1)
			.max(MINUTES_MAX)
			.default(60)
			.describe('How many minutes to record: an hour when left out, a day at most.'),
		exchanges_max: z
			.int()
			.min(1)
			.max(EXCHANGES_MAX)
			.default(500)
			.describe('Maximum number of requests to keep; later ones are only counted.'),
	})
	.meta({
		id: 'NewRecording',
		description: 'How long and how much to record.',
		examples: [{ minutes: 60, exchanges_max: 500 }],
	});

/** Query of GET /v1/directories/{id}/recordings. */
export const recordingQuery = z.strictObject({ limit, cursor: idCursor.optional() });

/** A recording, without what is in it. */
export const recording = z
	.object({
		id: z.string().describe('Its id, `rec_…`.'),
		directory_id: z.string().describe('The directory whose traffic it holds.'),
		state: z.enum(['recording', 'ended']).meta({
			id: 'RecordingState',
			description: 'Whether it still records requests; a full recording has ended, too.',
		}),
		created_by: z.string().describe('The id of the API key that started it.'),
		created_at: timestamp.describe('When it was started.'),
		ends_at: timestamp.describe('When it ends, or was stopped.'),
		exchanges_max: z.int().describe('Maximum number of requests to keep.'),
		exchange_count: z
			.int()
			.describe(
				'How many are kept so far. They are stored half a second after their responses, so the number can still grow for a few seconds after the end.',
			),
		missed_count: z
			.int()
			.describe(
				'Requests that were not kept because they were too many or too large: a replay lacks them.',
			),
	})
	.meta({
		id: 'Recording',
		description: 'A recording of the requests to a directory and its responses.',
		examples: [
			{
				id: 'rec_0199d3f0c4a27c51a1d4e0b8f6a92c37',
				directory_id: 'dir_0199d3f0c4a27c51a1d4e0b8f6a92c38',
				state: 'ended',
				created_by: 'ak_0199d3f0c4a27c51a1d4e0b8f6a92c39',
				created_at: '2026-03-01T09:00:00.000Z',
				ends_at: '2026-03-01T10:00:00.000Z',
				exchanges_max: 500,
				exchange_count: 87,
				missed_count: 0,
			},
		],
	});
export type Recording = z.infer<typeof recording>;

const expectation = z
	.looseObject({
		status: z.int().optional().describe('Its status.'),
		body: z.unknown().optional().describe('What the body must be like, in part.'),
	})
	.describe('The expected response.');

const headers = z
	.record(z.string(), z.string().nullable())
	.describe('Header fields; null leaves out one that is sent by default.');

const step = z
	.looseObject({
		name: z.string().describe('Its name.'),
		method: z.string().describe('The method of the request.'),
		path: z.string().describe('Below the SCIM base; `{{…}}` are values from earlier responses.'),
		headers: headers.optional(),
		body: z.unknown().optional().describe('The body of the request.'),
		expect: expectation.optional(),
		capture: z
			.record(z.string(), z.string())
			.optional()
			.describe('Values of the response that later steps use, by name.'),
	})
	.meta({ id: 'TranscriptStep', description: 'A request and its expected response.' });

/** A recording in the format of test/idp. */
export const transcript = z
	.looseObject({
		idp: z.string().describe('The identity provider of the directory.'),
		name: z.string().describe('What it shows.'),
		notes: z.string().optional().describe('What is missing, and what was added.'),
		confidence: z.string().optional().describe('Always `recorded`.'),
		headers: headers.optional(),
		steps: z.array(step).describe('The requests, in their order.'),
	})
	.meta({
		id: 'Transcript',
		description:
			'A recording as a transcript that starts from an empty directory: what existed before is created by separate steps.',
		examples: [
			{
				idp: 'Okta',
				name: 'Recorded traffic of Okta, 1 request',
				confidence: 'recorded',
				steps: [
					{
						name: '1. POST /Users',
						method: 'POST',
						path: '/Users',
						body: {
							schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
							userName: 'heronk2m4xa@larch7qz3t.example.org',
						},
						expect: { status: 201, body: { userName: 'heronk2m4xa@larch7qz3t.example.org' } },
						capture: { user1: 'id' },
					},
				],
			},
		],
	});
