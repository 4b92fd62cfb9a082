/**
 * What is kept of SCIM requests that have been answered: entries of the audit log and signals for the
 * diagnosis, in one round trip, off the path of the requests.
 */
import { sql, type SQL } from 'drizzle-orm';
import { addAuditEntries, type AuditEntry } from './audit.ts';
import { Batch, IS_LIVE, jsonChunks, type Database } from './database.ts';
import type { DirectoryRow } from './directories.ts';
import { GOOGLE_STANDING, toGoogleStanding, type GoogleStanding } from './google-connections.ts';
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

/** What is known of a directory beside its traffic. */
type DirectoryFacts = Pick<
	DirectoryRow,
	'type' | 'state' | 'userCount' | 'groupCount' | 'createdAt'
>;

/** What the diagnosis of a directory is made of. */
export interface DiagnosedTraffic {
	readonly directory: DirectoryFacts;
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

/** Which signals to read. */
export interface TrafficFilter {
	readonly fromDay: number;
	/** Which of them to read the evidence of: a GLOB. */
	readonly evidenceOf: string;
}

/** What `trafficColumns` reads of a directory: each list as JSON. */
export interface TrafficRow extends DirectoryFacts {
	readonly tokens: string;
	readonly google: string | null;
	readonly signals: string;
	readonly evidence: string;
}

/** More tokens than anybody rotates through in the time that signals are kept. */
const TOKENS_MAX = 50;

/** Reads the signals of a directory from a day on, with what is known of it; undefined if there is none. */
export async function findTraffic(
	db: Database,
	directoryId: string,
	fromDay: number,
): Promise<DiagnosedTraffic | undefined> {
	let found: TrafficRow | undefined;
	await new Batch(db)
		.read<TrafficRow>(
			sql`SELECT ${trafficColumns({ fromDay, evidenceOf: '*' })} FROM directories AS d
				WHERE d.id = ${directoryId} AND d.key <> ${OPERATIONS.key} AND ${IS_LIVE}`,
			([row]) => (found = row),
		)
		.run();
	return found && toTraffic(found);
}

/** Columns of `directories AS d`: however many directories there are, it is one statement. */
export function trafficColumns({ fromDay, evidenceOf }: TrafficFilter): SQL {
	const ofSignals = sql`FROM traffic_signals AS s WHERE s.directory_key = d.key AND s.day >= ${fromDay}`;
	return sql`d.type, d.state, d.user_count AS userCount, d.group_count AS groupCount,
		d.created_at AS createdAt, ${GOOGLE_STANDING} AS google,
		(SELECT json_group_array(json_array(t.created_at, t.expires_at, t.revoked_at, t.last_used_at))
			FROM (SELECT * FROM tokens WHERE directory_key = d.key
				ORDER BY id DESC LIMIT ${TOKENS_MAX}) AS t) AS tokens,
		(SELECT json_group_array(json_array(
			s.signal, s.day, s.count, s.streak, s.streaks, s.first_at, s.last_at)) ${ofSignals}) AS signals,
		(SELECT json_group_object(e.name, e.evidence)
			FROM (SELECT max(s.day) || ' ' || s.signal AS name, s.evidence ${ofSignals}
				AND s.evidence IS NOT NULL AND s.signal GLOB ${evidenceOf} GROUP BY s.signal) AS e) AS evidence`;
}

/** What the columns say. */
export function toTraffic(row: TrafficRow): DiagnosedTraffic {
	const { type, state, userCount, groupCount, createdAt } = row;
	const tokens = JSON.parse(row.tokens) as readonly TokenTuple[];
	const signals = JSON.parse(row.signals) as readonly SignalTuple[];
	const evidence = JSON.parse(row.evidence) as Readonly<Record<string, string>>;
	return {
		directory: { type, state, userCount, groupCount, createdAt },
		tokens: tokens.map(([created, expiresAt, revokedAt, lastUsedAt]) => ({
			createdAt: created,
			expiresAt,
			revokedAt,
			lastUsedAt,
		})),
		google: toGoogleStanding(row.google),
		signals: signals.map(([signal, day, count, streak, streaks, firstAt, lastAt]) => ({
			signal,
			day,
			count,
			streak,
			streaks,
			firstAt,
			lastAt,
			evidence: evidence[`${day} ${signal}`] ?? null,
		})),
	};
}

type TokenTuple = readonly [
	createdAt: number,
	expiresAt: number | null,
	revokedAt: number | null,
	lastUsedAt: number | null,
];

type SignalTuple = readonly [
	signal: string,
	day: number,
	count: number,
	streak: number,
	streaks: number,
	firstAt: number,
	lastAt: number,
];

/** Deletes signals of days before one, `limit` rows at most. */
export async function expireSignals(db: Database, day: number, limit: number): Promise<number> {
	return changesOf(
		db,
		sql`DELETE FROM traffic_signals WHERE (directory_key, day, signal) IN
			(SELECT directory_key, day, signal FROM traffic_signals WHERE day < ${day} LIMIT ${limit})`,
	);
}
