/** Replays of the log to one endpoint, and its dead letters, in the /v1 API. */
import * as z from 'zod';
import { typePatterns } from './events.ts';
import {
	cursorOf,
	idCursor,
	instant,
	limit,
	numericCursor,
	timestamp,
	type Page,
} from './shared.ts';

const sequence = z.int().min(1);

/**
 * Body of POST /v1/webhook-endpoints/{id}/replay: from a sequence of one directory, or from a time.
 * Both ends are included; without an end it is what there is now.
 */
export const newReplay = z
	.strictObject({
		directory_id: z
			.string()
			.optional()
			.describe('Needed for sequences, unless the endpoint covers just one directory.'),
		from_sequence: sequence.optional(),
		to_sequence: sequence.optional(),
		from_time: instant.optional(),
		to_time: instant.optional(),
		types: typePatterns
			.optional()
			.describe(
				'Exact event types or groups of them (`user.*`); without it all that the endpoint subscribes to.',
			),
	})
	.check((ctx) => {
		const { from_sequence: first, to_sequence: last, from_time: from, to_time: to } = ctx.value;
		const refuse = (field: string, message: string) =>
			ctx.issues.push({ code: 'custom', message, path: [field], input: ctx.value });
		if (first === undefined && from === undefined) {
			refuse('from_sequence', 'give from_sequence or from_time');
		} else if (first !== undefined && from !== undefined) {
			refuse('from_time', 'give from_sequence or from_time, not both');
		} else if (first === undefined && last !== undefined) {
			refuse('to_sequence', 'goes with from_sequence; use to_time');
		} else if (from === undefined && to !== undefined) {
			refuse('to_time', 'goes with from_time; use to_sequence');
		}
		if (first !== undefined && last !== undefined && last < first) {
			refuse('to_sequence', 'lies before from_sequence');
		}
		if (from !== undefined && to !== undefined && to < from) {
			refuse('to_time', 'lies before from_time');
		}
	});

/** Query of GET /v1/webhook-endpoints/{id}/replays. */
export const replayQuery = z.strictObject({ limit, cursor: idCursor.optional() });

/** A replay as the API shows it. */
export const replay = z.object({
	id: z.string().describe('Also the value of the header `rollcall-replay` of its webhooks.'),
	endpoint_id: z.string(),
	source: z.enum(['log', 'dead_letters']),
	state: z
		.enum(['running', 'held', 'done'])
		.describe(
			'`held` while the endpoint is disabled, or the brake holds all the directories that are left.',
		),
	types: z.array(z.string()).readonly().nullable(),
	directories: z.int().describe('How many directories it covers.'),
	directories_done: z.int().describe('In how many of them it has come to its end.'),
	sequences_left: z
		.int()
		.describe(
			'Places in the logs that are still to be looked at, whatever the types of their events.',
		),
	created_at: timestamp,
});
export type Replay = z.infer<typeof replay>;

/** Query of GET /v1/webhook-endpoints/{id}/replays/{replayId}: the page of its directories. */
export const replayProgressQuery = z.strictObject({ limit, cursor: numericCursor.optional() });

/** How far a replay has come in one directory. */
export const replayProgress = z.object({
	directory_id: z.string(),
	next_sequence: z.int(),
	until_sequence: z.int(),
	state: z.enum(['running', 'held', 'done']),
	attempts: z.int().describe('Failed tries at the next events.'),
	last_error: z.string().nullable(),
	due_at: timestamp.nullable().describe('When the next try is due; null if none is planned.'),
});
export type ReplayProgress = z.infer<typeof replayProgress>;

/** A replay with one page of its directories. */
export interface ReplayInFull extends Replay {
	readonly progress: Page<ReplayProgress>;
}

/** A place in the order of directories and sequences. */
const logCursor = cursorOf(/^\d{1,15}\.\d{1,15}$/).transform((text) => {
	const [directoryKey = 0, at = 0] = text.split('.').map(Number);
	return { directoryKey, sequence: at };
});

/** Query of GET /v1/webhook-endpoints/{id}/dead-letters. */
export const deadLetterQuery = z.strictObject({
	directory_id: z.string().optional(),
	limit,
	cursor: logCursor.optional(),
});

/** An event that an endpoint did not accept before its schedule was exhausted. */
export const deadLetter = z.object({
	event_id: z.string(),
	type: z.string().nullable().describe('Null once the event is past retention.'),
	directory_id: z.string(),
	sequence: z.int(),
	attempts: z.int(),
	last_error: z.string().nullable(),
	died_at: timestamp,
	event_kept: z
		.boolean()
		.describe('Whether the event is still in the log, so that it can be redelivered.'),
	replay_id: z
		.string()
		.nullable()
		.describe('The replay under way that is to send it again; null if there is none.'),
});
export type DeadLetter = z.infer<typeof deadLetter>;

/** Body of POST /v1/webhook-endpoints/{id}/dead-letters/redeliver; none means all directories. */
export const redelivery = z.strictObject({ directory_id: z.string().optional() });
