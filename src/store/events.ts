/** The event log as readers see it: gapless and in order, because one writer numbers it. */
import { sql } from 'drizzle-orm';
import type { Database } from './database.ts';

/** A row of the log. */
export interface EventRow {
	readonly id: string;
	readonly type: string;
	readonly sequence: number;
	/** Epoch milliseconds. */
	readonly occurredAt: number;
	/** A JSON object as text. */
	readonly data: string;
}

/** Which events to read: after a sequence, of some types or of all. */
export interface EventPage {
	readonly after: number;
	readonly limit: number;
	/** Exact types or patterns like `user.*`; none means all. */
	readonly types: readonly string[];
}

/** How far one page looks: a type that is rare must not make it read the whole log. */
export const EVENT_WINDOW = 10_000;

/** Reads events in the order of their sequence, at most {@link EVENT_WINDOW} sequences ahead. */
export async function listEvents(
	db: Database,
	directoryKey: number,
	{ after, limit, types }: EventPage,
): Promise<readonly EventRow[]> {
	const ofTypes =
		types.length === 0
			? sql``
			: sql` AND EXISTS (SELECT 1 FROM json_each(${JSON.stringify(types)}) AS p
				WHERE events.type GLOB p.value)`;
	return db.all<EventRow>(
		sql`SELECT id, type, sequence, occurred_at AS occurredAt, data FROM events
			WHERE directory_key = ${directoryKey} AND sequence > ${after}
				AND sequence <= ${after + EVENT_WINDOW}${ofTypes}
			ORDER BY sequence LIMIT ${limit}`,
	);
}
