/**
 * The connection of a directory to Google Workspace, as the management API and the consent change it. How far
 * a run has come is written by the synchronisation; nothing here touches users or groups.
 */
import { sql, type SQL } from 'drizzle-orm';
import { Batch, IS_LIVE, keyOf, type Database } from './database.ts';
import { addSetupLinkUse } from './setup-link-use.ts';
import type { googleConnections } from './google-tables.ts';
import type { DirectoryRow } from './directories.ts';

/** A row of the table of connections. */
type ConnectionRow = typeof googleConnections.$inferSelect;

/** A connection as it is shown. */
export interface GoogleConnectionState extends Omit<
	ConnectionRow,
	'directoryKey' | 'refreshToken' | 'updatedAt'
> {
	readonly directory: Pick<DirectoryRow, 'type' | 'tenant' | 'product'> & {
		readonly isActive: boolean;
	};
}

type StateRow = Omit<GoogleConnectionState, 'directory'> &
	Pick<DirectoryRow, 'type' | 'tenant' | 'product'> & { readonly isActive: 0 | 1 };

/**
 * Reads the connection of a directory, of whatever type it is; undefined if there is no such directory. One
 * that was never connected has no row, and looks like one that was disconnected.
 */
export async function findGoogleConnection(
	db: Database,
	directoryId: string,
): Promise<GoogleConnectionState | undefined> {
	let found: StateRow | undefined;
	await new Batch(db)
		.read<StateRow>(
			sql`SELECT d.type, d.tenant, d.product, d.state = 'active' AS isActive,
					coalesce(g.state, 'disconnected') AS state, g.account, coalesce(g.settings, '{}') AS settings,
					g.run, coalesce(g.failures, 0) AS failures, g.last_error AS lastError,
					g.last_run AS lastRun, g.next_run_at AS nextRunAt, g.connected_at AS connectedAt
				FROM directories AS d LEFT JOIN google_connections AS g ON g.directory_key = d.key
				WHERE d.id = ${directoryId} AND ${IS_LIVE}`,
			([row]) => (found = row),
		)
		.run();
	if (found === undefined) return undefined;
	const { type, tenant, product, isActive, ...connection } = found;
	return { ...connection, directory: { type, tenant, product, isActive: isActive === 1 } };
}

/** How the synchronisation of a directory goes, for its diagnosis. */
export interface GoogleStanding extends Pick<
	ConnectionRow,
	'state' | 'failures' | 'lastError' | 'nextRunAt'
> {
	readonly runStartedAt: number | null;
	/** The guard has stopped a run, and none has come to its end since. */
	readonly isHeld: boolean;
	/** Resources that the last run could not write. */
	readonly refused: number;
}

/** Column of `directories AS d`: the same as JSON; NULL where there never was a connection. */
export const GOOGLE_STANDING: SQL = sql`(SELECT json_object('state', g.state, 'failures', g.failures,
		'lastError', g.last_error, 'nextRunAt', g.next_run_at,
		'runStartedAt', g.run ->> '$.report.started_at',
		'isHeld', coalesce(g.last_run ->> '$.isHeld', 0), 'refused', coalesce(g.last_run ->> '$.errors', 0))
	FROM google_connections AS g WHERE g.directory_key = d.key)`;

/** What the column says. */
export function toGoogleStanding(column: string | null): GoogleStanding | null {
	if (column === null) return null;
	const { isHeld, ...standing } = JSON.parse(column) as Omit<GoogleStanding, 'isHeld'> & {
		readonly isHeld: 0 | 1;
	};
	return { ...standing, isHeld: isHeld === 1 };
}

/** What an administrator has consented to. */
interface GoogleConsent {
	readonly directoryId: string;
	readonly account: string | null;
	/** Sealed. */
	readonly refreshToken: string;
	/** When the consent was asked for: one that was asked for before the last change is not good any more. */
	readonly askedAt: number;
	readonly now: number;
	/** The setup link that led to it, which is used now, and by which request. */
	readonly setupLink?: { readonly hash: string; readonly requestId: string } | undefined;
}

/** A token that is not kept any more, and whose it is. */
export interface DroppedToken extends Pick<ConnectionRow, 'account'> {
	/** Sealed. */
	readonly refreshToken: string;
}

/** What came of a consent. */
interface Connected {
	readonly isConnected: boolean;
	/** The token of another account, which was there before. */
	readonly dropped: DroppedToken | undefined;
}

/**
 * Connects a directory, once for each time that consent was asked for. A run is due at once, and the one under
 * way, which may be failing for the consent before, is not gone on with. Not connected if somebody has
 * connected or disconnected it since, or if there is no such directory of type `google`.
 */
export async function connectGoogle(db: Database, consent: GoogleConsent): Promise<Connected> {
	const { directoryId, account, refreshToken, askedAt, now, setupLink } = consent;
	let isConnected = false;
	const batch = new Batch(db);
	const dropped = withDropped(batch, directoryId, sql`g.account IS NOT ${account}`);
	batch.read<object>(
		sql`INSERT INTO google_connections (directory_key, state, account, refresh_token, settings,
					failures, next_run_at, connected_at, updated_at)
				SELECT d.key, 'connected', ${account}, ${refreshToken}, '{}', 0, ${now},
					${Math.max(now, askedAt + 1)}, ${now}
				FROM directories AS d WHERE d.id = ${directoryId} AND d.type = 'google' AND ${IS_LIVE}
				ON CONFLICT (directory_key) DO UPDATE SET state = excluded.state,
					account = excluded.account, refresh_token = excluded.refresh_token, run = NULL, failures = 0,
					last_error = NULL, next_run_at = excluded.next_run_at,
					connected_at = excluded.connected_at, updated_at = excluded.updated_at
				WHERE coalesce(google_connections.connected_at, 0) <= ${askedAt}
				RETURNING 1`,
		(rows) => (isConnected = rows.length > 0),
	);
	if (setupLink !== undefined) {
		// Sealed, a token is like no other one.
		const isOurs = sql`EXISTS (SELECT 1 FROM google_connections
			WHERE directory_key = ${keyOf(directoryId)} AND refresh_token = ${refreshToken})`;
		addSetupLinkUse(batch, { ...setupLink, now }, isOurs);
	}
	await batch.run();
	return { isConnected, dropped: isConnected ? dropped() : undefined };
}

/**
 * Disconnects a directory: the token, the run under way and what consent was asked for are forgotten, its
 * settings and which user is which of Google's are not. Tells what it held, undefined for nothing.
 */
export async function disconnectGoogle(
	db: Database,
	directoryId: string,
	now: number,
): Promise<DroppedToken | undefined> {
	const batch = new Batch(db);
	const dropped = withDropped(batch, directoryId, sql`TRUE`);
	await batch
		.write(
			sql`UPDATE google_connections SET state = 'disconnected', account = NULL, refresh_token = NULL,
					run = NULL, failures = 0, last_error = NULL, next_run_at = NULL,
					connected_at = max(coalesce(connected_at, 0), ${now}), updated_at = ${now}
				WHERE directory_key = ${keyOf(directoryId)}`,
		)
		.run();
	return dropped();
}

/** Reads the token of a directory that is going to be deleted; undefined for one that holds none. */
export async function findGoogleToken(
	db: Database,
	directoryId: string,
): Promise<DroppedToken | undefined> {
	const batch = new Batch(db);
	const dropped = withDropped(batch, directoryId, sql`TRUE`);
	await batch.run();
	return dropped();
}

/** Adds the read of the token that a directory holds, if it is like that. */
function withDropped(
	batch: Batch,
	directoryId: string,
	isLikeThat: SQL,
): () => DroppedToken | undefined {
	let found: DroppedToken | undefined;
	batch.read<DroppedToken>(
		sql`SELECT g.refresh_token AS refreshToken, g.account FROM google_connections AS g
			WHERE directory_key = ${keyOf(directoryId)} AND refresh_token IS NOT NULL AND ${isLikeThat}`,
		([row]) => (found = row),
	);
	return () => found;
}

/**
 * Whether a directory is connected by an account, and so lives by its consent at Google. All connections are
 * looked at: it is done rarely, and an index would cost a write with each step of a run.
 */
export async function isGoogleAccountInUse(db: Database, account: string): Promise<boolean> {
	const rows = await db.all<object>(
		sql`SELECT 1 FROM google_connections AS g CROSS JOIN directories AS d
			WHERE g.account = ${account} AND g.refresh_token IS NOT NULL
				AND d.key = g.directory_key AND ${IS_LIVE} LIMIT 1`,
	);
	return rows.length > 0;
}

/** How settings are to be changed. */
interface SettingsChange {
	/** A merge patch (RFC 7396), so that what the synchronisation changes itself is not lost. */
	readonly patch: string;
	/** Between two runs the next one comes no later, if this is given. */
	readonly nextRunAtMax: number | null;
	/** It is another synchronisation: a run that is under way, or waits after a failure, begins anew at once. */
	readonly isAnother: boolean;
	readonly now: number;
}

/** Changes settings, of a directory that may not be connected yet. */
export async function patchGoogleSettings(
	db: Database,
	directoryId: string,
	{ patch, nextRunAtMax, isAnother, now }: SettingsChange,
): Promise<void> {
	await db.run(
		sql`INSERT INTO google_connections (directory_key, state, settings, failures, updated_at)
			SELECT d.key, 'disconnected', json_patch('{}', ${patch}), 0, ${now}
			FROM directories AS d WHERE d.id = ${directoryId} AND d.type = 'google' AND ${IS_LIVE}
			ON CONFLICT (directory_key) DO UPDATE SET
				settings = json_patch(google_connections.settings, ${patch}),
				run = iif(${isAnother}, NULL, run),
				next_run_at = CASE
					WHEN ${isAnother} AND state = 'connected' AND (run IS NOT NULL OR failures > 0) THEN ${now}
					WHEN run IS NULL AND next_run_at > ${nextRunAtMax} THEN ${nextRunAtMax}
					ELSE next_run_at END,
				updated_at = excluded.updated_at`,
	);
}

/** Makes the next run of a connected directory, or the next step of the one under way, due at once. */
export async function hastenGoogleRun(
	db: Database,
	directoryId: string,
	now: number,
): Promise<void> {
	await db.run(
		sql`UPDATE google_connections SET next_run_at = min(coalesce(next_run_at, ${now}), ${now}),
				updated_at = ${now}
			WHERE directory_key = ${keyOf(directoryId)} AND state = 'connected'`,
	);
}
