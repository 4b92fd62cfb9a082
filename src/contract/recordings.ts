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
			.describe('When it ends by itself: after an hour when left out, after a day at most.'),
		exchanges_max: z
			.int()
			.min(1)
			.max(EXCHANGES_MAX)
			.default(500)
			.describe('How many requests are kept at most; what comes after them is counted.'),
	})
	.meta({
		id: 'NewRecording',
		description: 'For how long, and how much.',
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
			description: 'Whether it still takes requests; one that is full has ended too.',
		}),
		created_by: z.string().describe('The id of the API key that started it.'),
		created_at: timestamp.describe('When it was started.'),
		ends_at: timestamp.describe('When it ends by itself, or was ended.'),
		exchanges_max: z.int().describe('How many requests are kept at most.'),
		exchange_count: z
			.int()
			.describe(
				'How many are kept so far: they are written half a second after their answers, so some may still come for some seconds after the end.',
			),
		missed_count: z
			.int()
			.describe('Requests that were too many, or too large, to be kept: a replay lacks them.'),
	})
	.meta({
		id: 'Recording',
		description: 'A recording of what a directory is sent and answers.',
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
	.describe('What the answer must be like.');

const headers = z
	.record(z.string(), z.string().nullable())
	.describe('Header fields; null leaves one out that would be sent otherwise.');

const step = z
	.looseObject({
		name: z.string().describe('What people call it.'),
		method: z.string().describe('The method of the request.'),
		path: z.string().describe('Below the SCIM base; `{{…}}` are values of earlier answers.'),
		headers: headers.optional(),
		body: z.unknown().optional().describe('The body of the request.'),
		expect: expectation.optional(),
		capture: z
			.record(z.string(), z.string())
			.optional()
			.describe('What of the answer later steps use, by its name.'),
	})
	.meta({ id: 'TranscriptStep', description: 'A request, and what is expected of its answer.' });

/** A recording in the format of test/idp. */
export const transcript = z
	.looseObject({
		idp: z.string().describe('The identity provider that the directory is of.'),
		name: z.string().describe('What it shows.'),
		notes: z.string().optional().describe('What is missing, and what was added.'),
		confidence: z.string().optional().describe('`recorded`, for that is where it comes from.'),
		headers: headers.optional(),
		steps: z.array(step).describe('The requests, in their order.'),
	})
	.meta({
		id: 'Transcript',
		description:
			'A recording as a conversation that starts from an empty directory: what was there before is created by steps of its own.',
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
