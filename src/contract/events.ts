/** The event log in the /v1 API. */
import * as z from 'zod';
import { isTypePattern, type Event } from '../webhook/payload.ts';
import { limit, wholeNumber, type Page } from './shared.ts';

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
		const message = `there is no event type "${wrong}"; give one like "user.created" or "user.*"`;
		ctx.issues.push({ code: 'custom', message, input: wrong });
	});

/**
 * Query of GET /v1/directories/{id}/events. A reader that follows skips nothing and gets nothing
 * twice: it starts without `after`, or with the last sequence that it knows, and gives the `position`
 * of each answer as `after` of the next.
 */
export const eventQuery = z
	.strictObject({
		after: wholeNumber
			.optional()
			.describe('Only events after this sequence; from the oldest that is kept when left out.'),
		cursor: wholeNumber.optional().describe('The same position, as `next_cursor` gives it.'),
		limit,
		types: z
			.string()
			.transform((list) => list.split(',').map((type) => type.trim()))
			.pipe(typePatterns)
			.optional()
			.describe('Exact event types or groups of them (`user.*`), with commas between.'),
		wait: wholeNumber
			.pipe(z.number().max(WAIT_SECONDS_MAX))
			.default(0)
			.describe('Seconds that the answer is held when nothing is there yet, until something is.'),
	})
	.refine(({ after, cursor }) => after === undefined || cursor === undefined, {
		path: ['cursor'],
		error: 'give after or cursor, not both',
	});

/** One page of the log. `next_cursor` is null at its end, as it is now. */
export interface EventLogPage extends Page<Event> {
	/**
	 * How far the log has been seen, including events that `types` left out: a follower gives it as
	 * `after`, so that no event is looked at twice.
	 */
	readonly position: number;
}
