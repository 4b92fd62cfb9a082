/**
 * What is kept of SCIM requests that have been answered: entries of the audit log and signals for the
 * diagnosis, in one round trip, off the path of the requests.
 */
import { sql, type SQL } from 'drizzle-orm';
import { addAuditEntries, type AuditEntry } from './audit.ts';
import { Batch, IS_LIVE, jsonChunks, type Database } from './database.ts';
import type { DirectoryRow } from './directories.ts';
import { addGoogleStanding, type GoogleStanding } from './google-connections.ts';
import { OPERATIONS } from './operations.ts';
import { addRunning, type RunningRecording } from './recorded-exchanges.ts';
import { changesOf } from './retention.ts';
import type { TokenRow } from './tokens.ts';
import type { trafficSignals } from './traffic-tables.ts';

/** How often a signal was seen in a directory on a day; of a directory that may not exist. */
export interface SignalCount extends Omit<typeof trafficSignals.$inferSelect, 'directoryKey'> {
	readonly directoryId: string;
	/** Of an entry that is kept with it: where that is there already, the signal has been counted too. */
	readonly entryId: string;
	/** The streak goes on that was there, unless one of these came since; with none, another one began. */
	readonly endedBy: readonly string[];
}

/** What requests leave behind. */
export interface Traffic {
	readonly entries: readonly AuditEntry[];
	/** Each signal of a directory and a day once. */
	readonly signals: readonly SignalCount[];
}

/**
 * Keeps what requests leave behind, once: an attempt whose answer was lost may have done so, and is made
 * again. Returns which of the directories are being recorded.
 */
export async function insertTraffic(
	db: Database,
	{ entries, signals }: Traffic,
): Promise<readonly RunningRecording[]> {
	const batch = new Batch(db);
	for (const chunk of jsonChunks(signals)) {
		batch.write(
			sql`INSERT INTO traffic_signals
					(directory_key, day, signal, count, streak, streaks, first_at, last_at, evidence)
				SELECT d.key, s.value ->> 'day', s.value ->> 'signal', s.value ->> 'count',
					s.value ->> 'streak' + coalesce(b.streak, 0),
					s.value ->> 'streaks' - (coalesce(b.streak, 0) > 0),
					s.value ->> 'firstAt', s.value ->> 'lastAt', s.value ->> 'evidence'
				FROM json_each(${chunk}) AS s CROSS JOIN directories AS d LEFT JOIN traffic_signals AS b
					ON json_array_length(s.value, '$.endedBy') > 0
					AND b.directory_key = d.key AND b.day = s.value ->> 'day'
					AND b.signal = s.value ->> 'signal'
					AND NOT EXISTS (
						SELECT 1 FROM json_each(s.value, '$.endedBy') AS e CROSS JOIN traffic_signals AS g
						WHERE g.directory_key = d.key AND g.day = b.day AND g.signal = e.value
							AND g.last_at >= b.last_at)
				WHERE d.id = s.value ->> 'directoryId' AND ${IS_LIVE}
					AND NOT EXISTS (SELECT 1 FROM audit_log WHERE id = s.value ->> 'entryId')
				ON CONFLICT (directory_key, day, signal) DO UPDATE SET
					count = count + excluded.count,
					streak = excluded.streak,
					streaks = streaks + excluded.streaks,
					first_at = min(first_at, excluded.first_at),
					last_at = max(last_at, excluded.last_at),
					evidence = coalesce(excluded.evidence, evidence)`,
		);
	}
	// After the signals, which look whether these are there.
	addAuditEntries(batch, entries);
	const asked = entries.filter(({ kind }) => kind === 'scim').map(({ directoryId }) => directoryId);
	const recordings: RunningRecording[] = [];
	addRunning(batch, [...new Set(asked)], (running) => recordings.push(...running));
	await batch.run();
	return recordings;
}

/** A row of the table of signals. */
type Signalled = Omit<SignalCount, 'directoryId' | 'entryId' | 'endedBy'>;

/** What the diagnosis of a directory is made of. */
export interface DiagnosedTraffic {
	readonly directory: Pick<
		DirectoryRow,
		'type' | 'state' | 'userCount' | 'groupCount' | 'createdAt'
	>;
	/** The newest ones. */
	readonly tokens: readonly Pick<
		TokenRow,
		'createdAt' | 'expiresAt' | 'revokedAt' | 'lastUsedAt'
	>[];
	/** Null where there never was a connection to Google Workspace. */
	readonly google: GoogleStanding | null;
	/** The evidence of a signal is with the last day that it was seen on. */
	readonly signals: readonly Signalled[];
}

/** What to read of which directories. */
export interface TrafficFilter {
	/** A SELECT of their keys, as `key`. */
	readonly directories: SQL;
	readonly fromDay: number;
	/** Which signals to read the evidence of: a GLOB. */
	readonly evidenceOf: string;
}

/** Rows about several directories. */
type Keyed<Row> = Row & { readonly directoryKey: number };

/** More tokens than anybody rotates through in the time that signals are kept. */
const TOKENS_MAX = 50;

/** Reads the signals of a directory from a day on, with what is known of it; undefined if there is none. */
export async function findTraffic(
	db: Database,
	directoryId: string,
	fromDay: number,
): Promise<DiagnosedTraffic | undefined> {
	let found: DiagnosedTraffic | undefined;
	const directories = sql`SELECT key FROM directories
		WHERE id = ${directoryId} AND key <> ${OPERATIONS.key} AND ${IS_LIVE}`;
	const batch = new Batch(db);
	addTraffic(batch, { directories, fromDay, evidenceOf: '*' }, (all) => {
		[found] = all.values();
	});
	await batch.run();
	return found;
}

/** Adds the read of the signals of directories, with what is known of each; however many, it is as many statements. */
export function addTraffic(
	batch: Batch,
	{ directories, fromDay, evidenceOf }: TrafficFilter,
	receive: (found: ReadonlyMap<number, DiagnosedTraffic>) => void,
): void {
	let rows: readonly Keyed<DiagnosedTraffic['directory']>[] = [];
	let tokens: readonly Keyed<DiagnosedTraffic['tokens'][number]>[] = [];
	let signals: readonly Keyed<Omit<Signalled, 'evidence'>>[] = [];
	const google = new Map<number, GoogleStanding>();
	const evidence = new Map<string, string>();
	const ofSignals = sql`FROM (${directories}) AS wanted CROSS JOIN traffic_signals AS s
		WHERE s.directory_key = wanted.key AND s.day >= ${fromDay}`;
	addGoogleStanding(batch, directories, (key, standing) => google.set(key, standing));
	batch
		.read<(typeof rows)[number]>(
			sql`SELECT d.key AS directoryKey, d.type, d.state, d.user_count AS userCount,
				d.group_count AS groupCount, d.created_at AS createdAt
				FROM (${directories}) AS wanted CROSS JOIN directories AS d WHERE d.key = wanted.key`,
			(found) => (rows = found),
		)
		.read<(typeof tokens)[number]>(
			sql`SELECT t.directory_key AS directoryKey, t.created_at AS createdAt,
					t.expires_at AS expiresAt, t.revoked_at AS revokedAt, t.last_used_at AS lastUsedAt
				FROM (${directories}) AS wanted CROSS JOIN tokens AS t
				WHERE t.directory_key = wanted.key AND t.id >= coalesce((
					SELECT id FROM tokens AS newer WHERE newer.directory_key = wanted.key
					ORDER BY id DESC LIMIT 1 OFFSET ${TOKENS_MAX - 1}), '')
				ORDER BY t.directory_key, t.id DESC`,
			(found) => (tokens = found),
		)
		.read<(typeof signals)[number]>(
			sql`SELECT s.directory_key AS directoryKey, s.signal, s.day, s.count, s.streak, s.streaks,
				s.first_at AS firstAt, s.last_at AS lastAt ${ofSignals}`,
			(found) => (signals = found),
		)
		// With max(), SQLite takes the other columns from the row that has it.
		.read<Keyed<{ signal: string; day: number; evidence: string }>>(
			sql`SELECT s.directory_key AS directoryKey, s.signal, max(s.day) AS day, s.evidence ${ofSignals}
				AND s.evidence IS NOT NULL AND s.signal GLOB ${evidenceOf}
				GROUP BY s.directory_key, s.signal`,
			(found) => {
				// The last of the receivers: all of the rest is there.
				for (const row of found) evidence.set(nameOf(row), row.evidence);
				const tokensOf = Map.groupBy(tokens, keyOfRow);
				const signalsOf = Map.groupBy(signals, keyOfRow);
				const trafficOf = ({ directoryKey, ...directory }: (typeof rows)[number]) => ({
					directory,
					tokens: tokensOf.get(directoryKey) ?? [],
					google: google.get(directoryKey) ?? null,
					signals: (signalsOf.get(directoryKey) ?? []).map((row) =>
						Object.assign(row, { evidence: evidence.get(nameOf(row)) ?? null }),
					),
				});
				receive(new Map(rows.map((row) => [row.directoryKey, trafficOf(row)])));
			},
		);
}

function keyOfRow({ directoryKey }: Keyed<object>): number {
	return directoryKey;
}

function nameOf({ directoryKey, day, signal }: Keyed<Pick<Signalled, 'day' | 'signal'>>): string {
	return `${directoryKey} ${day} ${signal}`;
}

/** Deletes signals of days before one, `limit` rows at most. */
export async function expireSignals(db: Database, day: number, limit: number): Promise<number> {
	return changesOf(
		db,
		sql`DELETE FROM traffic_signals WHERE (directory_key, day, signal) IN
			(SELECT directory_key, day, signal FROM traffic_signals WHERE day < ${day} LIMIT ${limit})`,
	);
}
