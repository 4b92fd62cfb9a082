/** The event log in the /v1 API. */
import * as z from 'zod';
import { limit } from './shared.ts';

/** Query of GET /v1/directories/{id}/events. `after` is a sequence; a reader that follows it skips nothing. */
export const eventQuery = z.object({
	after: z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER).default(0),
	/** The same position, as `next_cursor` gives it. */
	cursor: z.coerce.number().int().min(0).optional(),
	limit,
	types: z
		.string()
		.transform((list) => list.split(',').map((type) => type.trim()))
		.optional(),
});
