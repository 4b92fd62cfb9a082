/** The event log in the /v1 API. */
import * as z from 'zod';
import { isTypePattern, type Event } from '../webhook/payload.ts';
import { event, EVENT_TYPE_LIST } from './event-types.ts';
import { listOf } from './operation.ts';
import { instant, limit, wholeNumber, wholeNumberWithin, type Page } from './shared.ts';

/** How long an answer may be held: well below the 30 s after which proxies and clients give up. */
const WAIT_SECONDS_MAX = 25;

/** Event types, exact or in groups (`user.*`), of which each covers a type that there is. */
export const typePatterns = z
	.array(z.string())
	.min(1)
	.max(50)
	.check((ctx) => {
		const wrong = ctx.value.find((type) => !isTypePattern(type));
		if (wrong === undefined) return;
		const message = `there is no event type "${wrong}"; use one like "user.created" or "user.*"`;
		ctx.issues.push({ code: 'custom', message, input: wrong });
	});

/**
 * Query of GET /v1/directories/{id}/events. A reader that follows skips nothing and gets nothing
 * twice: it starts without `after`, or with the last sequence that it knows, and gives the `position`
 * of each answer as `after` of the next. People, who look at the newest first, go the other way.
 */
export const eventQuery = z
	.strictObject({
		after: wholeNumber
			.optional()
			.describe('Only events after this sequence; from the oldest kept event when left out.'),
		cursor: wholeNumber.optional().describe('The same position, from `next_cursor`.'),
		since: instant
			.optional()
			.describe('Instead of `after`: from the first event at this time or later.'),
		order: z
			.enum(['oldest', 'newest'])
			.default('oldest')
			.describe('`newest`: backwards, from the end of the log or from `before`.'),
		before: wholeNumber
			.optional()
			.describe('Only events before this sequence; requires `order=newest`.'),
		limit,
		types: z
			.string()
			.transform((list) => list.split(',').map((type) => type.trim()))
			.pipe(typePatterns)
			.meta({ type: 'array', items: { type: 'string' }, examples: [['user.*', 'group.*']] })
			.optional()
			.describe(
				'Exact event types or groups of them (`user.*`), separated by commas; each must be a type of this log.',
			),
		wait: wholeNumberWithin(0, WAIT_SECONDS_MAX)
			.default(0)
			.describe('How many seconds to wait for events if there are none yet.'),
	})
	.refine(({ after, cursor }) => after === undefined || cursor === undefined, {
		path: ['cursor'],
		error: 'use after or cursor, not both',
	})
	.check((ctx) => {
		const { after, before, cursor, since, order, wait } = ctx.value;
		const refuse = (field: string, message: string) =>
			ctx.issues.push({ code: 'custom', message, path: [field], input: ctx.value });
		const isBackwards = order === 'newest';
		if (before !== undefined && !isBackwards) refuse('before', 'requires order=newest');
		if (before !== undefined && cursor !== undefined) refuse('cursor', 'use before or cursor');
		if (after !== undefined && isBackwards) refuse('after', 'requires order=oldest');
		if (since !== undefined && isBackwards) refuse('since', 'requires order=oldest');
		if (since !== undefined && (after ?? cursor) !== undefined) {
			refuse('since', 'use since or a position, not both');
		}
		if (wait > 0 && isBackwards) refuse('wait', 'requires order=oldest');
	});

/** One page of the log. `next_cursor` is null at its end, as it is now. */
export const eventLogPage = listOf(event)
	.extend({
		position: z
			.int()
			.describe(
				'How far the log was read, including events that `types` left out: pass it as `after` of the next request.',
			),
	})
	.meta({
		id: 'EventLogPage',
		description:
			'A part of the log, in the order of the sequence or in reverse. `next_cursor` is null at its current end.',
		examples: [
			{
				data: EVENT_TYPE_LIST.filter(({ name }) => name === 'user.created').map(
					({ example }) => example,
				),
				next_cursor: null,
				position: 42,
			},
		],
	});

/** The same, as it is made: its events are those of the log. */
export interface EventLogPage extends Page<Event> {
	readonly position: number;
}
