/**
 * Delivery cursors seen from the writer and the sweeps: waking them in the commit that gives them
 * work, and finding the awake ones that nobody serves. What a consumer does to the cursor that it
 * holds is in delivery-lease.
 */
import { and, asc, eq, lte, type SQL, sql } from 'drizzle-orm';
import { keyOf, type Database } from './database.ts';
import { deliveryCursors, directories } from './tables.ts';
import { scopesCovering, subscribesTo } from './webhook-endpoints.ts';

/** What the events of one commit mean for the cursors of their directory. */
export interface CommittedEvents {
	/** The row key, or the sub-query that finds it. */
	readonly directoryKey: number | SQL;
	readonly directory: { readonly id: string; readonly tenant: string; readonly product: string };
	/** The types of the commit's events; doubles do no harm. */
	readonly types: readonly string[];
	readonly firstSequence: number;
	readonly now: number;
}

/** One endpoint that has work in one directory. */
export interface DueCursor {
	readonly directoryId: string;
	readonly endpointId: string;
}

/**
 * The statement that goes into the commit's batch: wakes the idle cursors of the endpoints that
 * subscribe to these events, and returns just those. An awake cursor needs no message: it sleeps
 * only in a statement that proves that no event is left, so it cannot miss this commit.
 */
export function wakeStatement(db: Database, commit: CommittedEvents) {
	const before = commit.firstSequence - 1;
	const scopes = sql.join(
		scopesCovering(commit.directory).map((scope) => sql`${scope}`),
		sql`, `,
	);
	const subscribed = sql`EXISTS (
		SELECT 1 FROM json_each(${JSON.stringify(commit.types)}) AS type
		WHERE ${subscribesTo(sql`type.value`)})`;
	return (
		db
			.insert(deliveryCursors)
			// A new cursor starts here, at now. One for a disabled endpoint waits, so that enabling it goes
			// on from where it was disabled.
			.select(
				sql`SELECT id, ${commit.directoryKey}, ${before}, NULL,
				CASE state WHEN 'enabled' THEN 'awake' ELSE 'idle' END, 0, ${commit.now}, NULL, 0, NULL
				FROM webhook_endpoints WHERE scope IN (${scopes}) AND ${subscribed}`,
			)
			// The idle cursor of an enabled endpoint has nothing left behind it, so it may jump to here.
			.onConflictDoUpdate({
				target: [deliveryCursors.endpointId, deliveryCursors.directoryKey],
				set: {
					state: 'awake',
					dueAt: sql`excluded.due_at`,
					sequence: sql`max(delivery_cursors.sequence, excluded.sequence)`,
				},
				setWhere: sql`delivery_cursors.state = 'idle' AND excluded.state = 'awake'`,
			})
			.returning({ endpointId: deliveryCursors.endpointId })
	);
}

/** Finds cursors of any directory that were due and unserved at `before`, longest waiting first. */
export function dueEverywhere(db: Database, before: number, limit: number): Promise<DueCursor[]> {
	return dueCursors(db, before).orderBy(asc(deliveryCursors.dueAt)).limit(limit);
}

/** Finds a directory's cursors that were due and unserved at `before`, and when it has one next. */
export async function dueForDirectory(
	db: Database,
	directoryId: string,
	before: number,
): Promise<{ readonly due: DueCursor[]; readonly nextAt: number | undefined }> {
	const ofDirectory = sql`${deliveryCursors.directoryKey} = ${keyOf(directoryId)}`;
	const [due, [next]] = await db.batch([
		dueCursors(db, before, ofDirectory),
		db
			.select({
				at: sql<number | null>`min(max(${deliveryCursors.dueAt}, ${deliveryCursors.leaseUntil}))`,
			})
			.from(deliveryCursors)
			.where(and(ofDirectory, AWAKE)),
	]);
	return { due, nextAt: next?.at ?? undefined };
}

/** A literal, because a partial index is not used for a bound value. */
const AWAKE = sql`${deliveryCursors.state} = 'awake'`;

function dueCursors(db: Database, before: number, condition?: SQL) {
	return db
		.select({ directoryId: directories.id, endpointId: deliveryCursors.endpointId })
		.from(deliveryCursors)
		.innerJoin(directories, eq(directories.key, deliveryCursors.directoryKey))
		.where(
			and(
				AWAKE,
				lte(deliveryCursors.dueAt, before),
				lte(deliveryCursors.leaseUntil, before),
				condition,
			),
		)
		.$dynamic();
}
