/** What a directory counts, and what was requested of it last, in one round trip. */
import { sql } from 'drizzle-orm';
import type { AuditRow } from './audit.ts';
import { Batch, IS_LIVE, type Database } from './database.ts';
import { OPERATIONS } from './operations.ts';

/** A SCIM request as the audit log has it. */
export type RequestRow = Pick<
	AuditRow,
	'occurredAt' | 'method' | 'path' | 'status' | 'actor' | 'requestId'
>;

/** The counters of a directory, and when its last event occurred. */
interface Counts {
	readonly users: number;
	readonly activeUsers: number;
	readonly groups: number;
	readonly lastSequence: number;
	/** Null if retention has deleted it. */
	readonly lastEventAt: number | null;
}

/** What there is to tell about a directory. */
export interface Statistics {
	readonly counts: Counts;
	readonly lastRequest: RequestRow | undefined;
	/** The last one that was refused, or failed. */
	readonly lastError: RequestRow | undefined;
}

/** Reads the statistics of a directory; undefined if there is no such directory. */
export async function findStatistics(db: Database, id: string): Promise<Statistics | undefined> {
	let counts: Counts | undefined;
	let lastRequest: RequestRow | undefined;
	let lastError: RequestRow | undefined;
	const last = sql`SELECT occurred_at AS occurredAt, method, path, status, actor,
		request_id AS requestId FROM audit_log WHERE directory_id = ${id} AND kind = 'scim'`;
	await new Batch(db)
		.read<Counts>(
			sql`SELECT user_count AS users, active_user_count AS activeUsers, group_count AS groups,
				last_sequence AS lastSequence, (SELECT occurred_at FROM events
					WHERE directory_key = directories.key AND sequence = last_sequence) AS lastEventAt
				FROM directories
				WHERE id = ${id} AND key <> ${OPERATIONS.key} AND ${IS_LIVE}`,
			([row]) => (counts = row),
		)
		.read<RequestRow>(sql`${last} ORDER BY id DESC LIMIT 1`, ([row]) => (lastRequest = row))
		// In the very words of the index for errors.
		.read<RequestRow>(
			sql`${last} AND status >= 400 ORDER BY id DESC LIMIT 1`,
			([row]) => (lastError = row),
		)
		.run();
	return counts && { counts, lastRequest, lastError };
}
