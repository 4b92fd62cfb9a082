/** GET /v1/directories/{id}/events: the log, gapless and in order. */
import { eventQuery } from '../../contract/events.ts';
import type { Page } from '../../contract/shared.ts';
import { EVENT_WINDOW, listEvents } from '../../store/events.ts';
import { isTypePattern, toEvent, type Event } from '../../webhook/payload.ts';
import type { AppContext } from '../context.ts';
import { find, unknown } from './directories.ts';
import { fieldProblem } from './problem.ts';
import { readQuery } from './validate.ts';

/** GET /v1/directories/{id}/events */
export async function listLog(c: AppContext): Promise<Response> {
	const query = readQuery(c, eventQuery);
	if (!query.ok) return query.error;
	const { limit, types = [] } = query.value;
	const wrong = types.find((type) => !isTypePattern(type));
	if (wrong !== undefined) return unknownType('types', wrong);
	const directory = await find(c);
	if (directory === undefined) return unknown(c);
	const after = query.value.cursor ?? query.value.after;
	const rows = await listEvents(c.get('db'), directory.key, { after, limit: limit + 1, types });
	const page = rows.slice(0, limit);
	const seen = rows.length > limit ? page.at(-1)?.sequence : after + EVENT_WINDOW;
	const hasMore = seen !== undefined && seen < directory.lastSequence;
	return c.json({
		data: page.map((row) => toEvent(directory, row)),
		next_cursor: hasMore ? String(seen) : null,
	} satisfies Page<Event>);
}

/** Refuses a field that names an event type that does not exist. */
export function unknownType(field: string, type: string): Response {
	const detail = `there is no event type "${type}"; give one like "user.created" or "user.*"`;
	return fieldProblem([{ field, detail }]);
}
