/** Pages of directories with what their diagnosis is made of: one round trip, whatever the size of the page. */
import { and, sql, type SQL } from 'drizzle-orm';
import { HELD } from './brake.ts';
import { Batch, type Database } from './database.ts';
import { isListed, type DirectoryFilter, type DirectoryRow } from './directories.ts';
import { addTraffic, type DiagnosedTraffic } from './traffic.ts';

/** A directory, and what is known of its connection. */
export interface DirectoryStanding extends Pick<
	DirectoryRow,
	| 'key'
	| 'id'
	| 'name'
	| 'tenant'
	| 'product'
	| 'userCount'
	| 'activeUserCount'
	| 'groupCount'
	| 'pausedAt'
> {
	/** How many events the brake holds. Null if deliveries flow. */
	readonly heldEvents: number | null;
	readonly traffic: DiagnosedTraffic;
}

/** Which directories to read. */
export interface StandingFilter extends DirectoryFilter {
	readonly deliveries?: 'flowing' | 'held' | undefined;
	/** Signals are read from this day on. */
	readonly fromDay: number;
}

/** The evidence of refused requests alone says who talks; the rest of it is for people. */
const EVIDENCE_OF = 'refused.*';

/** Reads directories in the order in which they were made. */
export async function listStandings(
	db: Database,
	filter: StandingFilter,
): Promise<readonly DirectoryStanding[]> {
	const { fromDay, limit } = filter;
	const wanted = sql`SELECT key FROM directories WHERE ${conditionOf(filter)}
		ORDER BY key LIMIT ${limit}`;
	let rows: readonly Omit<DirectoryStanding, 'traffic'>[] = [];
	let traffic: ReadonlyMap<number, DiagnosedTraffic> = new Map();
	const batch = new Batch(db).read<(typeof rows)[number]>(
		sql`SELECT d.key, d.id, d.name, d.tenant, d.product, d.user_count AS userCount,
				d.active_user_count AS activeUserCount, d.group_count AS groupCount, d.paused_at AS pausedAt,
				${HELD} AS heldEvents
			FROM (${wanted}) AS wanted CROSS JOIN directories AS d WHERE d.key = wanted.key
			ORDER BY d.key`,
		(found) => (rows = found),
	);
	const page = { directories: wanted, fromDay, evidenceOf: EVIDENCE_OF };
	addTraffic(batch, page, (found) => (traffic = found));
	await batch.run();
	return rows.flatMap((row) => {
		const known = traffic.get(row.key);
		return known === undefined ? [] : [Object.assign(row, { traffic: known })];
	});
}

function conditionOf({ deliveries, ...filter }: StandingFilter): SQL | undefined {
	const isFound = isListed(filter);
	if (deliveries === undefined) return isFound;
	// In the very words of the index.
	return and(isFound, deliveries === 'held' ? sql`paused_at IS NOT NULL` : sql`paused_at IS NULL`);
}
