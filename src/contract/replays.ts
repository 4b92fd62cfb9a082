/** Replays of the log to one endpoint, and its dead letters, in the /v1 API. */
import * as z from 'zod';
import { ACME, CREATED, ENDPOINT_ID, EVENT_ID, LATER } from './event-examples.ts';
import { typePatterns } from './events.ts';
import { listOf } from './operation.ts';
import { cursorOf, idCursor, instant, limit, numericCursor, timestamp } from './shared.ts';

const REPLAY_ID = 'rpl_0193a1d25cf07a3e8b9c0d1e2f304152';

const sequence = z.int().min(1);

/**
 * Body of POST /v1/webhook-endpoints/{id}/replay: from a sequence of one directory, or from a time.
 * Both ends are included; the default end is the latest event.
 */
export const newReplay = z
	.strictObject({
		directory_id: z
			.string()
			.optional()
			.describe('Required for sequences, unless the endpoint covers only one directory.'),
		from_sequence: sequence.optional().describe('The first event to send.'),
		to_sequence: sequence.optional().describe('The last event to send; requires from_sequence.'),
		from_time: instant
			.optional()
			.describe(
				'Events from this time on, instead of from a sequence. If some may no longer be available, the others are sent, and the response says so in `incomplete_until`.',
			),
		to_time: instant.optional().describe('Events until this time; requires from_time.'),
		types: typePatterns
			.optional()
			.describe(
				'Exact event types or groups of them (`user.*`), limited to types that the endpoint subscribes to and that the logs can have; when left out, all that the endpoint subscribes to.',
			),
	})
	.check((ctx) => {
		const { from_sequence: first, to_sequence: last, from_time: from, to_time: to } = ctx.value;
		const refuse = (field: string, message: string) =>
			ctx.issues.push({ code: 'custom', message, path: [field], input: ctx.value });
		if (first === undefined && from === undefined) {
			refuse('from_sequence', 'either from_sequence or from_time is required');
		} else if (first !== undefined && from !== undefined) {
			refuse('from_time', 'use from_sequence or from_time, not both');
		} else if (first === undefined && last !== undefined) {
			refuse('to_sequence', 'requires from_sequence; use to_time');
		} else if (from === undefined && to !== undefined) {
			refuse('to_time', 'requires from_time; use to_sequence');
		}
		if (first !== undefined && last !== undefined && last < first) {
			refuse('to_sequence', 'must not be before from_sequence');
		}
		if (from !== undefined && to !== undefined && to < from) {
			refuse('to_time', 'must not be before from_time');
		}
	})
	.meta({
		id: 'NewReplay',
		description:
			'What to send again: from `from_sequence`, or from `from_time`. Both ends are included; the default end is the latest event.',
		examples: [{ from_time: '2026-11-22T08:00:00Z', types: ['user.*'] }],
	});

/** Query of GET /v1/webhook-endpoints/{id}/replays. */
export const replayQuery = z.strictObject({ limit, cursor: idCursor.optional() });

const shape = z.object({
	id: z.string().describe('Also the value of the header `rollcall-replay` of its webhooks.'),
	endpoint_id: z.string().describe('The endpoint that it is sent to.'),
	source: z.enum(['log', 'dead_letters']).describe('Where its events come from.'),
	state: z
		.enum(['running', 'held', 'done'])
		.describe(
			'`held` while the endpoint is disabled, or while the brake holds all remaining directories.',
		),
	types: z
		.array(z.string())
		.readonly()
		.nullable()
		.describe('The types that it is limited to; null for all that the endpoint subscribes to.'),
	directories: z.int().describe('How many directories it covers.'),
	directories_done: z.int().describe('How many of them are complete.'),
	sequences_left: z
		.int()
		.describe(
			'How many sequences of the logs are left to process, whatever the types of their events.',
		),
	created_at: timestamp.describe('When it started.'),
	incomplete_until: timestamp
		.optional()
		.describe(
			'Only in the response that starts a replay from a time, and only if a directory no longer keeps some of the events: from that time until this one, some may be missing.',
		),
});

const RUNNING = {
	id: REPLAY_ID,
	endpoint_id: ENDPOINT_ID,
	source: 'log',
	state: 'running',
	types: ['user.*'],
	directories: 3,
	directories_done: 1,
	sequences_left: 1204,
	created_at: CREATED,
};

/** A replay as the API shows it. */
export const replay = shape.meta({
	id: 'Replay',
	description: 'A part of the log that is sent to one endpoint again.',
	examples: [RUNNING],
});
export type Replay = z.infer<typeof replay>;

/** Query of GET /v1/webhook-endpoints/{id}/replays/{replayId}: the page of its directories. */
export const replayProgressQuery = z.strictObject({ limit, cursor: numericCursor.optional() });

const PROGRESS = {
	directory_id: ACME.id,
	next_sequence: 701,
	until_sequence: 1904,
	state: 'running',
	attempts: 1,
	last_error: 'The endpoint answered 503.',
	due_at: LATER,
};

/** How far a replay has come in one directory. */
export const replayProgress = z
	.object({
		directory_id: z.string().describe('The directory.'),
		next_sequence: z.int().describe('The next sequence.'),
		until_sequence: z.int().describe('The last sequence.'),
		state: z.enum(['running', 'held', 'done']).describe('`held`: see the replay.'),
		attempts: z.int().describe('Failed attempts at the next events.'),
		last_error: z.string().nullable().describe('The error of the last attempt.'),
		due_at: timestamp.nullable().describe('When the next attempt is due; null if none is planned.'),
	})
	.meta({
		id: 'ReplayProgress',
		description: 'The progress of a replay in one directory.',
		examples: [PROGRESS],
	});
export type ReplayProgress = z.infer<typeof replayProgress>;

/** A replay with one page of its directories. */
export const replayInFull = shape
	.extend({ progress: listOf(replayProgress).describe('Its directories, one page of them.') })
	.meta({
		id: 'ReplayInFull',
		description: 'A replay, with its progress in each directory.',
		examples: [{ ...RUNNING, progress: { data: [PROGRESS], next_cursor: null } }],
	});
export type ReplayInFull = z.infer<typeof replayInFull>;

/** A place in the order of directories and sequences. */
const logCursor = cursorOf(/^\d{1,15}\.\d{1,15}$/).transform((text) => {
	const [directoryKey = 0, at = 0] = text.split('.').map(Number);
	return { directoryKey, sequence: at };
});

/** Query of GET /v1/webhook-endpoints/{id}/dead-letters. */
export const deadLetterQuery = z.strictObject({
	directory_id: z.string().optional().describe('Those of this directory.'),
	limit,
	cursor: logCursor.optional(),
});

/** An event that an endpoint did not accept before its schedule was exhausted. */
export const deadLetter = z
	.object({
		event_id: z.string().describe('Id of the event.'),
		type: z
			.string()
			.nullable()
			.describe('Type of the event; null once the event is past retention.'),
		subject: z
			.string()
			.nullable()
			.describe(
				'Whom or what the event is about: a user name, a name, or an id; null once the event is past retention.',
			),
		directory_id: z.string().describe('The directory that the log belongs to.'),
		sequence: z.int().describe('Its sequence in that log.'),
		attempts: z.int().describe('How many attempts were made.'),
		last_error: z.string().nullable().describe('The error of the last attempt.'),
		died_at: timestamp.describe('When it became a dead letter.'),
		event_kept: z
			.boolean()
			.describe('Whether the event is still in the log, so that it can be redelivered.'),
		replay_id: z
			.string()
			.nullable()
			.describe('The running replay that will send it again; null if there is none.'),
	})
	.meta({
		id: 'DeadLetter',
		description:
			'An event that an endpoint did not accept before the retry schedule was exhausted.',
		examples: [
			{
				event_id: EVENT_ID,
				type: 'user.updated',
				subject: 'ada@acme.example',
				directory_id: ACME.id,
				sequence: 42,
				attempts: 10,
				last_error: 'The endpoint answered 500.',
				died_at: LATER,
				event_kept: true,
				replay_id: null,
			},
		],
	});
export type DeadLetter = z.infer<typeof deadLetter>;

/** Body of POST /v1/webhook-endpoints/{id}/dead-letters/redeliver; none means all directories. */
export const redelivery = z
	.strictObject({
		directory_id: z.string().optional().describe('Only those of this directory.'),
	})
	.meta({
		id: 'Redelivery',
		description: 'The dead letters to redeliver; all of them without a body.',
		examples: [{ directory_id: ACME.id }],
	});
