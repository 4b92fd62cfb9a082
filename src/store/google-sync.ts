/**
 * How far the synchronisation of a directory with Google Workspace has come. A step is one transaction. Where
 * the run goes on is written only if the connection is still the one that was read, with the same settings,
 * and the run where it was: so a connection that was ended or made anew meanwhile, or a second writer, is
 * never overruled. What the step has done to resources is done, and is written in any case.
 */
import { sql } from 'drizzle-orm';
import type { Directory, ResourceTypeName } from '../directory/model.ts';
import { Batch, IS_LIVE, jsonChunks, type Database } from './database.ts';
import type { googleConnections } from './google-tables.ts';

type ConnectionRow = typeof googleConnections.$inferSelect;

/** A connected directory, as a step goes on from it. */
export interface GoogleSyncState extends Pick<
	ConnectionRow,
	'settings' | 'run' | 'lastRun' | 'failures' | 'nextRunAt' | 'connectedAt'
> {
	readonly directoryKey: number;
	/** Sealed. */
	readonly refreshToken: string;
}

/**
 * Reads where the synchronisation of a directory is; undefined for one that is not connected, not active, or
 * being deleted: nothing is synchronised then.
 */
export async function findGoogleSync(
	db: Database,
	directoryId: string,
): Promise<GoogleSyncState | undefined> {
	const [row] = await db.all<GoogleSyncState>(
		sql`SELECT d.key AS directoryKey, g.refresh_token AS refreshToken, g.settings, g.run,
				g.last_run AS lastRun, g.failures,
				g.next_run_at AS nextRunAt, g.connected_at AS connectedAt
			FROM directories AS d CROSS JOIN google_connections AS g
			WHERE d.id = ${directoryId} AND d.state = 'active' AND ${IS_LIVE}
				AND g.directory_key = d.key AND g.state = 'connected' AND g.refresh_token IS NOT NULL`,
	);
	return row;
}

/** Reads the ids of directories whose next step is due, the longest waiting first. */
export async function dueGoogleSyncs(
	db: Database,
	now: number,
	limit: number,
): Promise<readonly string[]> {
	const rows = await db.all<Pick<Directory, 'id'>>(
		sql`SELECT d.id FROM google_connections AS g INDEXED BY google_connections_next_run_at
			CROSS JOIN directories AS d
			WHERE g.next_run_at <= ${now} AND g.state = 'connected'
				AND d.key = g.directory_key AND d.state = 'active' AND ${IS_LIVE}
			ORDER BY g.next_run_at LIMIT ${limit}`,
	);
	return rows.map(({ id }) => id);
}

/** A resource of Google's that is here, or was. */
export interface GoogleRecordRow {
	readonly googleId: string;
	readonly resourceId: string;
	readonly fingerprint: string;
}

/** Which of Google's resources. */
export type GoogleKind = 'user' | 'group';

/** What they are here. */
export const TYPE_OF: Readonly<Record<GoogleKind, ResourceTypeName>> = {
	user: 'User',
	group: 'Group',
};

/** What a step has learned of users, or of groups. */
export interface Learned {
	readonly kind: GoogleKind;
	/** Those that were written here. */
	readonly written?: readonly GoogleRecordRow[];
	/** Google's ids of those that are not here any more. */
	readonly gone?: readonly string[];
	/** Google's ids of those that have left, and are kept. */
	readonly left?: readonly string[];
	/** A page of the list that is gone over, and which one it is, from 0. */
	readonly page?: { readonly number: number; readonly googleIds: readonly string[] };
}

/** What is to be kept of a step. */
export interface GoogleStep {
	/** The run as it is to be; null once it is over. */
	readonly run: string | null;
	readonly nextRunAt: number | null;
	readonly failures: number;
	readonly lastError: string | null;
	/** What the run did, if it is over; `isComplete` if nothing was left undone. */
	readonly ended?: { readonly report: string; readonly isComplete: boolean };
	readonly state?: ConnectionRow['state'];
	readonly learned?: Learned;
}

/**
 * Keeps a step; false, and the run is not moved, if it or the connection is not as it was read, which `before`
 * tells.
 */
export async function saveGoogleStep(
	db: Database,
	before: Pick<GoogleSyncState, 'directoryKey' | 'connectedAt' | 'settings' | 'run'>,
	step: GoogleStep,
	now: number,
): Promise<boolean> {
	const { directoryKey, connectedAt, settings, run } = before;
	const { learned, ended, state } = step;
	const isOurs = sql`g.directory_key = ${directoryKey} AND g.run IS ${run}
		AND g.connected_at IS ${connectedAt} AND g.settings = ${settings}
		AND g.state = 'connected' AND EXISTS (SELECT 1 FROM directories AS d
			WHERE d.key = ${directoryKey} AND d.state = 'active' AND ${IS_LIVE})`;
	const batch = new Batch(db);
	if (learned !== undefined) addResources(batch, directoryKey, learned);
	if (learned?.page !== undefined) {
		const { number, googleIds } = learned.page;
		batch.write(
			sql`INSERT INTO google_pages (directory_key, page, google_ids)
				SELECT g.directory_key, ${number}, ${JSON.stringify(googleIds)}
				FROM google_connections AS g WHERE ${isOurs}
				ON CONFLICT (directory_key, page) DO UPDATE SET google_ids = excluded.google_ids`,
		);
	}
	if (step.run === null) {
		batch.write(
			sql`DELETE FROM google_pages WHERE directory_key = ${directoryKey}
				AND EXISTS (SELECT 1 FROM google_connections AS g WHERE ${isOurs})`,
		);
	}
	const columns = [
		sql`run = ${step.run}, next_run_at = ${step.nextRunAt}, failures = ${step.failures},
			last_error = ${step.lastError}, updated_at = ${now}`,
		...(state === undefined ? [] : [sql`state = ${state}`]),
		...(ended === undefined ? [] : [sql`last_run = ${ended.report}`]),
		// What was allowed once is not allowed again.
		...(ended?.isComplete === true
			? [sql`settings = json_remove(settings, '$.allow_mass_removal_once')`]
			: []),
	];
	let isSaved = false;
	await batch
		.read<object>(
			sql`UPDATE google_connections AS g SET ${sql.join(columns, sql`, `)}
				WHERE ${isOurs} RETURNING 1`,
			(found) => (isSaved = found.length > 0),
		)
		.run();
	return isSaved;
}

/**
 * Adds what was done to resources. If it were forgotten because the settings have changed, those would stay
 * here for good whom the new ones do not ask for.
 */
function addResources(
	batch: Batch,
	directoryKey: number,
	{ kind, written = [], gone = [], left = [] }: Learned,
): void {
	const rows = written.map((each) => [each.googleId, each.resourceId, each.fingerprint]);
	for (const chunk of jsonChunks(rows)) {
		batch.write(
			sql`INSERT INTO google_resources (directory_key, kind, google_id, resource_id, fingerprint)
				SELECT d.key, ${kind}, w.value ->> 0, w.value ->> 1, w.value ->> 2
				FROM directories AS d CROSS JOIN json_each(${chunk}) AS w
				WHERE d.key = ${directoryKey} AND ${IS_LIVE}
				ON CONFLICT (directory_key, kind, google_id) DO UPDATE SET
					resource_id = excluded.resource_id, fingerprint = excluded.fingerprint`,
		);
	}
	const among = (chunk: string) => sql`directory_key = ${directoryKey} AND kind = ${kind}
		AND google_id IN (SELECT value FROM json_each(${chunk}))`;
	for (const chunk of jsonChunks(gone)) {
		batch.write(sql`DELETE FROM google_resources WHERE ${among(chunk)}`);
	}
	for (const chunk of jsonChunks(left)) {
		batch.write(sql`UPDATE google_resources SET fingerprint = '' WHERE ${among(chunk)}`);
	}
}
