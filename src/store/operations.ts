/**
 * The operations log: what operators must hear of, whatever directory it came from. It is a log like a
 * directory's, delivered, replayed and read in the same way, but nothing is decided about it: an event
 * is appended by the very transaction that makes it true, so it needs no writer.
 */
import { type SQL, sql } from 'drizzle-orm';
import type { Batch } from './database.ts';
import { type DueCursor, wakeStatement, wokenCursors, type WokenRow } from './delivery-cursors.ts';

/** The row of the operations log among the directories; its key sorts before all of theirs. */
export const OPERATIONS = { key: 0, id: 'operations', tenant: '', product: '' } as const;

/** An event of the operations log. */
export interface OperationsEvent {
	readonly id: string;
	readonly type: string;
	readonly resourceType: 'WebhookEndpoint' | 'Directory';
	readonly resourceId: string;
	/** An SQL expression for the JSON text, over {@link OperationsEvent.from}. */
	readonly data: SQL;
	/** The rows that make it true, as what follows FROM: none, no event; never more than one. */
	readonly from: SQL;
}

/**
 * Adds the statements that append an event if its rows are there. What makes it true must come after
 * the first of them in the batch, if it would change the rows; so it goes into `then`. `receive` is
 * called if it was appended, with the cursors that it has woken.
 */
export function appendOperation(
	batch: Batch,
	event: OperationsEvent,
	now: number,
	then: readonly SQL[],
	receive: (woken: readonly DueCursor[]) => void,
): void {
	const last = sql`(SELECT last_sequence FROM directories WHERE key = ${OPERATIONS.key})`;
	batch.write(
		sql`INSERT INTO events (directory_key, sequence, id, type, occurred_at, resource_type,
				resource_id, data)
			SELECT ${OPERATIONS.key}, ${last} + 1, ${event.id}, ${event.type},
				max(${now}, (SELECT updated_at FROM directories WHERE key = ${OPERATIONS.key})),
				${event.resourceType}, ${event.resourceId}, ${event.data} FROM ${event.from}`,
	);
	const isThere = sql`EXISTS (SELECT 1 FROM events WHERE directory_key = ${OPERATIONS.key}
		AND sequence = last_sequence + 1 AND id = ${event.id})`;
	let isAppended = false;
	batch.read(
		sql`UPDATE directories SET last_sequence = last_sequence + 1, updated_at = max(updated_at, ${now})
			WHERE key = ${OPERATIONS.key} AND ${isThere} RETURNING key`,
		(rows) => (isAppended = rows.length > 0),
	);
	for (const statement of then) batch.write(statement);
	batch.read<WokenRow>(
		wakeStatement({
			directoryKey: OPERATIONS.key,
			directory: OPERATIONS,
			types: [event.type],
			before: sql`${last} - 1`,
			now,
			onlyIf: sql`EXISTS (SELECT 1 FROM events WHERE directory_key = ${OPERATIONS.key}
				AND sequence = ${last} AND id = ${event.id})`,
		}),
		(woken) => {
			if (isAppended) receive(wokenCursors(OPERATIONS.id, woken));
		},
	);
}

/** The SQL for epoch milliseconds as the data of an event tells them: RFC 3339, or NULL for NULL. */
export function timestampOf(at: SQL): SQL {
	return sql`strftime('%Y-%m-%dT%H:%M:%fZ', ${at} / 1000.0, 'unixepoch')`;
}
