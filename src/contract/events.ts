/** The event log in the /v1 API. */
import * as z from 'zod';
import type { Event } from '../webhook/payload.ts';
import { limit, wholeNumber, type Page } from './shared.ts';

/** How long an answer may be held: well below the 30 s after which proxies and clients give up. */
const WAIT_SECONDS_MAX = 25;

/**
 * Query of GET /v1/directories/{id}/events. A reader that follows skips nothing and gets nothing
 * twice: it starts without `after`, or with the last sequence that it knows, and gives the `position`
 * of each answer as `after` of the next.
 */
export const eventQuery = z.strictObject({
	/** Only events after this sequence; without it the log is read from the oldest event that is kept. */
	after: wholeNumber.optional(),
	/** The same position, as `next_cursor` gives it. */
	cursor: wholeNumber.optional(),
	limit,
	/** Exact types or groups of them (`user.*`), with commas between. */
	types: z
		.string()
		.transform((list) => list.split(',').map((type) => type.trim()))
		.optional(),
	/** Seconds that the answer is held when nothing is there yet, until something is. */
	wait: wholeNumber.pipe(z.number().max(WAIT_SECONDS_MAX)).default(0),
});

/** One page of the log. `next_cursor` is null at its end, as it is now. */
export interface EventLogPage extends Page<Event> {
	/**
	 * How far the log has been seen, including events that `types` left out: a follower gives it as
	 * `after`, so that no event is looked at twice.
	 */
	readonly position: number;
}
