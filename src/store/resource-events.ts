/**
 * What happened to one user or group, out of the log of its directory: the events that are about it, the latest
 * first. An index has them by the id in their data, also for those who are gone.
 */
import { sql } from 'drizzle-orm';
import { Batch, keyOf, type Database } from './database.ts';
import type { EventRow } from './events.ts';

/** An event about a resource. */
export interface ResourceEventRow extends EventRow {
	/** Whether an older one follows, on this page or the next. */
	readonly hasOlder: boolean;
}

type FoundRow = Omit<EventRow, 'data'> & { readonly data: string | null };

/** Which events of a resource are wanted. */
export interface ResourceEventPart {
	readonly resourceId: string;
	/** Only those with a lower sequence. */
	readonly before?: number | undefined;
	readonly limit: number;
}

/** Of event data in one page; the last event may exceed it. An answer must fit into memory. */
const PAGE_BYTES_MAX = 4_000_000;

/**
 * Reads events whose `data.id` is a resource's, the latest first: of a user also those of the groups that it came
 * to or left. Where their data is too much for one answer, fewer come than asked for; the last row tells.
 */
export async function listResourceEvents(
	db: Database,
	directoryId: string,
	{ resourceId, before = Number.MAX_SAFE_INTEGER, limit }: ResourceEventPart,
): Promise<readonly ResourceEventRow[]> {
	let found: readonly FoundRow[] = [];
	await new Batch(db)
		// One more than asked for, and what is too much without its data, tell that the page is cut.
		.read<FoundRow>(
			sql`SELECT id, type, sequence, occurredAt, CASE WHEN size_before < ${PAGE_BYTES_MAX}
					THEN (SELECT data FROM events WHERE directory_key = page.directory_key
						AND sequence = page.sequence) END AS data
				FROM (SELECT *, sum(size) OVER (ORDER BY sequence DESC) - size AS size_before FROM (
					SELECT directory_key, id, type, sequence, occurred_at AS occurredAt,
						octet_length(data) AS size
					FROM events INDEXED BY events_concerned WHERE directory_key = ${keyOf(directoryId)}
						AND data ->> 'id' = ${resourceId} AND sequence < ${before}
					ORDER BY sequence DESC LIMIT ${limit + 1})) AS page
				ORDER BY sequence DESC`,
			(rows) => (found = rows),
		)
		.run();
	return found
		.slice(0, limit)
		.flatMap(({ data, ...row }, at) =>
			data === null ? [] : [{ ...row, data, hasOlder: at + 1 < found.length }],
		);
}
