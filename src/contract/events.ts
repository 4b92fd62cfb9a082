/** The event log in the /v1 API. */
import * as z from 'zod';
import { limit, wholeNumber } from './shared.ts';

/** Query of GET /v1/directories/{id}/events. `after` is a sequence; a reader that follows it skips nothing. */
export const eventQuery = z.strictObject({
	after: wholeNumber.default(0),
	/** The same position, as `next_cursor` gives it. */
	cursor: wholeNumber.optional(),
	limit,
	types: z
		.string()
		.transform((list) => list.split(',').map((type) => type.trim()))
		.optional(),
});
