/**
 * One run of retention: what is older than the configured days is deleted, step by step and part by
 * part. Each part is a transaction of its own, so a run may end between any two; what it leaves waits
 * for the next one. How something is deleted is in store/retention.
 */
import { describe, info, type LogFields, warn } from '../platform/log.ts';
import { expireApiKeys } from '../store/api-keys.ts';
import { expireAuditEntries } from '../store/audit.ts';
import { failureOf, type Database } from '../store/database.ts';
import { ANSWERS_KEPT_MS, expireAnswers } from '../store/idempotency.ts';
import { endRecordings, expireRecordings } from '../store/recordings.ts';
import {
	type EventDeadlines,
	type ExpiredLog,
	expireAcknowledgements,
	expireAttempts,
	expireDeadLetters,
	expireEvents,
	expireReplays,
	findExpiredLogs,
} from '../store/retention.ts';
import { expireFailures, expireSessions } from '../store/sessions.ts';
import { expireSetupLinks } from '../store/setup-links.ts';
import { expireSignals } from '../store/traffic.ts';

/** What a run needs of the platform and of the configuration. */
export interface RetentionDeps {
	readonly db: Database;
	readonly now: () => number;
	readonly eventRetentionDays: number;
	readonly attemptRetentionDays: number;
	readonly auditRetentionDays: number;
}

const DAY_MS = 86_400_000;

/** Long enough to see a connection that was silent over a holiday. */
const SIGNALS_KEPT_DAYS = 30;

/** Long enough to look into what was recorded, and to hand it over. */
const RECORDINGS_KEPT_DAYS = 30;

/** In one transaction: their data may be large, as that of recorded requests is, and D1 serves nobody else meanwhile. */
const EVENTS_MAX = 1_000;
const ROWS_MAX = 5_000;

/**
 * Of one run: all steps together stay below 900 calls of D1. The free plan has 1,000 of one invocation, in
 * which a hundred deletions of directories are gone on with before.
 */
const EVENT_PARTS_MAX = 380;
const PARTS_MAX = 60;

/** An event that is still to be delivered is kept longer, up to so many times its retention. */
const AWAITED_FACTOR = 2;

/** Deletes what has been kept for long enough; never throws, and tells in the log what it did. */
export async function retain(deps: RetentionDeps): Promise<void> {
	const { db, eventRetentionDays, attemptRetentionDays, auditRetentionDays } = deps;
	const at = deps.now();
	const deadlines = {
		expired: at - eventRetentionDays * DAY_MS,
		overdue: at - AWAITED_FACTOR * eventRetentionDays * DAY_MS,
	};
	const before = at - attemptRetentionDays * DAY_MS;
	await step('events', () => expireLogs(db, deadlines));
	// After the events that they refer to.
	await step('dead_letters', () => inParts((limit) => expireDeadLetters(db, limit)));
	await step('acknowledgements', () => inParts((limit) => expireAcknowledgements(db, limit)));
	await step('attempts', () => inParts((limit) => expireAttempts(db, before, limit)));
	await step('replays', () => inParts((limit) => expireReplays(db, before, limit)));
	const auditBefore = at - auditRetentionDays * DAY_MS;
	await step('audit_log', () => inParts((limit) => expireAuditEntries(db, auditBefore, limit)));
	const signalsBefore = Math.floor(at / DAY_MS) - SIGNALS_KEPT_DAYS;
	await step('signals', () => inParts((limit) => expireSignals(db, signalsBefore, limit)));
	const recordingsBefore = at - RECORDINGS_KEPT_DAYS * DAY_MS;
	await step('recordings', async () => ({
		ended: await endRecordings(db, at),
		...(await inParts((limit) => expireRecordings(db, recordingsBefore, limit), EVENTS_MAX)),
	}));
	const answersBefore = at - ANSWERS_KEPT_MS;
	await step('idempotency_keys', () => inParts((limit) => expireAnswers(db, answersBefore, limit)));
	// The audit log names them, so they stay as long.
	await step('setup_links', () => onePart((limit) => expireSetupLinks(db, auditBefore, limit)));
	await step('api_keys', () => onePart((limit) => expireApiKeys(db, auditBefore, limit)));
	await step('sessions', () => onePart((limit) => expireSessions(db, at, limit)));
	await step('sign_in_failures', () => onePart((limit) => expireFailures(db, at, limit)));
}

/** A step that fails says why and leaves the others alone. */
async function step(name: string, work: () => Promise<LogFields>): Promise<void> {
	try {
		info('retention.step', { step: name, ...(await work()) });
	} catch (thrown) {
		warn('retention.failed', { step: name, error: describe(thrown) });
	}
}

/** Deletes rows of one kind until none is left that has to go, or until the run has done its share. */
async function inParts(
	expire: (limit: number) => Promise<number>,
	rowsMax = ROWS_MAX,
): Promise<LogFields> {
	let deleted = 0;
	for (let part = 1; part <= PARTS_MAX; part += 1) {
		const rows = await expire(rowsMax);
		deleted += rows;
		if (rows < rowsMax) return { deleted, isDone: true };
	}
	return { deleted, isDone: false };
}

/** The same for rows so few that what one part leaves can wait. */
async function onePart(expire: (limit: number) => Promise<number>): Promise<LogFields> {
	const deleted = await expire(ROWS_MAX);
	return { deleted, isDone: deleted < ROWS_MAX };
}

/** Deletes events of all logs, the most overdue first, so that a run that is cut short is fair. */
async function expireLogs(db: Database, deadlines: EventDeadlines): Promise<LogFields> {
	const logs = await findExpiredLogs(db, deadlines, EVENT_PARTS_MAX);
	let deleted = 0;
	let failed = 0;
	let parts = 0;
	for (const log of logs) {
		try {
			for (let isDone = false; !isDone && parts < EVENT_PARTS_MAX;) {
				// One that fails counts too.
				parts += 1;
				const events = await expirePart(db, log, deadlines);
				deleted += events;
				isDone = events < EVENTS_MAX;
			}
		} catch (thrown) {
			// D1 is to be left alone; what is wrong with one log is nothing to the others.
			if (failureOf(thrown) === 'overloaded') throw thrown;
			failed += 1;
			warn('retention.failed', { step: 'events', directoryId: log.id, error: describe(thrown) });
		}
	}
	const isDone = parts < EVENT_PARTS_MAX && failed === 0;
	return { logs: logs.length, deleted, failed, isDone };
}

async function expirePart(
	db: Database,
	log: ExpiredLog,
	deadlines: EventDeadlines,
): Promise<number> {
	const { deleted, isOvertaken } = await expireEvents(db, log, deadlines, EVENTS_MAX);
	// Neither retries, nor the brake, nor a disabled endpoint may last that long: somebody should look.
	if (isOvertaken) warn('retention.undelivered', { directoryId: log.id, deleted });
	return deleted;
}
