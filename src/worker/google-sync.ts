/**
 * Synchronises a directory with Google Workspace, a slice at a time, between the other work of its writer.
 * A slice takes steps until its time is used up, and keeps after each where the run is: it may end anywhere,
 * and the next one goes on from there. When that is, is in D1, where a cron trigger looks for those that
 * nobody remembers.
 */
import type { GoogleConfig } from '../env.ts';
import { GoogleClient, type Fetch } from '../google/client.ts';
import type { GoogleFailure } from '../google/failures.ts';
import { beginRun, endReport, nextRunAt, refusalsOf, retryDelayMs } from '../google/run.ts';
import {
	parseSettings,
	tokenContext,
	type GoogleRun,
	type GoogleRunReport,
	type GoogleSettings,
} from '../google/settings.ts';
import { unseal } from '../platform/crypto.ts';
import { describe, info, warn } from '../platform/log.ts';
import type { Database } from '../store/database.ts';
import {
	dueGoogleSyncs,
	findGoogleSync,
	saveGoogleStep,
	type GoogleStep,
	type GoogleSyncState,
	type Learned,
} from '../store/google-sync.ts';
import type { CommandDeps } from './google-commands.ts';
import { GoogleSteps } from './google-steps.ts';

/** What it needs of the writer that it is part of, and of the platform. */
export interface GoogleSyncDeps extends CommandDeps {
	readonly config: () => {
		readonly google: GoogleConfig | undefined;
		readonly masterKey: string;
	};
	readonly fetch: Fetch;
	/** Epoch milliseconds. */
	readonly now: () => number;
	/** In [0, 1). */
	readonly random: () => number;
}

/** A slice ends after so much time: the alarm has other chores. */
const SLICE_MS = 20_000;

/** Requests of a slice: the free plan has 50 for each invocation. */
const SLICE_REQUESTS = 40;

/** When to look again after D1 failed, or the writer was too busy. */
const AGAIN_MS = 10_000;

/** Connections that one sweep has gone on with; those that wait longest come first, each minute. */
const SWEPT_MAX = 200;

/** The synchronisation of one directory. */
export class GoogleSync {
	readonly #deps: GoogleSyncDeps;
	#running: Promise<void> | undefined;
	/** When to go on, as far as this object remembers; undefined for never. */
	#nextAt: number | undefined;
	/** With its access token, for as long as the refresh token is the same. */
	#client: { readonly sealed: string; readonly client: GoogleClient } | undefined;

	constructor(deps: GoogleSyncDeps) {
		this.#deps = deps;
	}

	/** Remembers that the connection is to be looked at now. */
	nudge(): void {
		this.#nextAt = this.#deps.now();
	}

	/** Takes a slice if it is time for one; tells when to come back, undefined for never. Never throws. */
	async resume(): Promise<number | undefined> {
		if (this.#nextAt === undefined || this.#nextAt > this.#deps.now()) return this.#nextAt;
		this.#running ??= this.#run().finally(() => (this.#running = undefined));
		await this.#running;
		return this.#nextAt;
	}

	async #run(): Promise<void> {
		const { now, directoryId } = this.#deps;
		this.#nextAt = undefined;
		let next: number | undefined;
		try {
			next = await this.#slice();
		} catch (thrown) {
			// D1, which has kept how far the run is, or has not: the next slice reads what holds.
			warn('google.slice_failed', { directoryId: directoryId(), error: describe(thrown) });
			next = now() + AGAIN_MS;
		}
		// Whoever has nudged it since knows of something that the slice may have been too early for.
		this.#nextAt ??= next;
	}

	/** Takes steps until the slice, or the run, is over; tells when to go on. */
	async #slice(): Promise<number | undefined> {
		const { db, directoryId, now } = this.#deps;
		const state = await findGoogleSync(db, directoryId());
		if (state === undefined || state.nextRunAt === null) return undefined;
		if (state.nextRunAt > now()) return state.nextRunAt;
		const client = await this.#clientOf(state);
		const settings = parseSettings(state.settings);
		let run = runOf(state, now());
		const keep = keeper(this.#deps, state);
		let failures = state.failures + 1;
		if (client === undefined) return this.#fail(keep, run, settings, NOT_CONFIGURED, failures);
		const steps = new GoogleSteps({
			...this.#deps,
			client,
			settings,
			directoryKey: state.directoryKey,
		});
		const until = now() + SLICE_MS;
		const requestsBefore = client.requests;
		for (;;) {
			const requests = client.requests;
			const outcome = await steps.take(run);
			const asked = client.requests - requests;
			switch (outcome.kind) {
				case 'busy':
					return now() + AGAIN_MS;
				case 'failed':
					run = withRequests(outcome.run, asked);
					return this.#fail(keep, run, settings, outcome.failure, failures);
				case 'stopped':
					return this.#end(keep, withRequests(run, asked), settings, outcome.reason);
				case 'done':
			}
			failures = 1;
			const { learned } = outcome;
			if (outcome.run === undefined) {
				const { report } = withRequests(outcome, asked);
				return this.#end(keep, { ...run, report }, settings, undefined, learned);
			}
			run = withRequests(outcome.run, asked);
			const isOver = now() >= until || client.requests - requestsBefore >= SLICE_REQUESTS;
			if (learned !== undefined || isOver) {
				const kept = await keep({ ...UNTROUBLED, ...goingOn(run, now()), ...withLearned(learned) });
				if (!kept) return now();
			}
			if (isOver) {
				info('google.slice', { directoryId: directoryId(), phase: run.phase });
				return now();
			}
		}
	}

	/** The run has come to its end, or is not to go on; the next one begins in its time. */
	async #end(
		keep: Keep,
		run: GoogleRun,
		settings: GoogleSettings,
		reason: string | undefined,
		learned?: Learned,
	): Promise<number> {
		const { directoryId, now } = this.#deps;
		const isComplete = reason === undefined;
		const report = endReport(run, now(), isComplete ? 'complete' : 'stopped');
		const { users, groups, errors, requests } = report;
		const at = nextRunAt(run, settings, now());
		const kept = await keep({
			...UNTROUBLED,
			...withLearned(learned),
			run: null,
			nextRunAt: at,
			lastError: reason ?? refusalsOf(report),
			ended: { report: JSON.stringify(report), isComplete },
		});
		info('google.run', {
			directoryId: directoryId(),
			isComplete,
			users: users.seen,
			groups: groups.seen,
			errors,
			requests,
		});
		return kept ? at : now();
	}

	/** Google has refused, or is not there: the run goes on later, or somebody has to do something first. */
	async #fail(
		keep: Keep,
		run: GoogleRun,
		settings: GoogleSettings,
		failure: GoogleFailure,
		failures: number,
	): Promise<number | undefined> {
		const { directoryId, now, random } = this.#deps;
		const { kind, detail } = failure;
		// It may be the request, or a mood of Google's: the next run shows it.
		const isPuzzling = kind === 'invalid' || kind === 'not_found';
		const delay = retryDelayMs(failure, failures, random());
		const after = delay === null ? null : now() + Math.round(delay);
		const at = isPuzzling ? nextRunAt(run, settings, now()) : after;
		warn('google.failed', { directoryId: directoryId(), kind, failures, phase: run.phase });
		const isOver = isPuzzling || kind === 'denied' || kind === 'revoked';
		const report = endReport(run, now(), 'failed');
		const kept = await keep({
			failures,
			lastError: detail,
			nextRunAt: at,
			...(isOver
				? { run: null, ended: { report: JSON.stringify(report), isComplete: false } }
				: { run: JSON.stringify(run) }),
			...(kind === 'revoked' ? { state: 'revoked' } : {}),
		});
		return kept ? (at ?? undefined) : now();
	}

	/** The client for a refresh token; undefined where the deployment has none, or cannot read it. */
	async #clientOf({ refreshToken: sealed }: GoogleSyncState): Promise<GoogleClient | undefined> {
		if (this.#client?.sealed === sealed) return this.#client.client;
		const { config, directoryId, fetch, now } = this.#deps;
		const { google, masterKey } = config();
		const refreshToken = await unseal(masterKey, tokenContext(directoryId()), sealed);
		if (google === undefined || refreshToken === undefined) return undefined;
		const client = new GoogleClient({ oauth: google, refreshToken, fetch, now });
		this.#client = { sealed, client };
		return client;
	}
}

/** Keeps a step in D1, from where the one before it was kept; false if somebody else has changed anything. */
type Keep = (step: GoogleStep) => Promise<boolean>;

function keeper({ db, now }: GoogleSyncDeps, state: GoogleSyncState): Keep {
	let { run } = state;
	return async (step) => {
		const isKept = await saveGoogleStep(db, { ...state, run }, step, now());
		({ run } = step);
		return isKept;
	};
}

/** How a connection stands to which nothing has happened. */
const UNTROUBLED = { failures: 0, lastError: null };

const NOT_CONFIGURED: GoogleFailure = {
	kind: 'denied',
	detail:
		'This deployment has no Google OAuth client, or another master key than when the directory was connected. Set ROLLCALL_GOOGLE_CLIENT_ID and ROLLCALL_GOOGLE_CLIENT_SECRET, and connect again if that does not help.',
};

/** The run that is under way, or one that begins. */
function runOf({ run, lastRun }: GoogleSyncState, now: number): GoogleRun {
	if (run !== null) return JSON.parse(run) as GoogleRun;
	return beginRun(now, lastRun === null ? undefined : (JSON.parse(lastRun) as GoogleRunReport));
}

function goingOn(run: GoogleRun, now: number): Pick<GoogleStep, 'run' | 'nextRunAt'> {
	return { run: JSON.stringify(run), nextRunAt: now };
}

function withLearned(learned: Learned | undefined): Pick<GoogleStep, 'learned'> {
	return learned === undefined ? {} : { learned };
}

function withRequests<Of extends Pick<GoogleRun, 'report'>>(of: Of, asked: number): Of {
	return { ...of, report: { ...of.report, requests: of.report.requests + asked } };
}

/** Has the writers of connections go on whose time has come; never throws. */
export async function resumeGoogleSyncs(
	db: Database,
	now: number,
	wake: (directoryId: string) => Promise<void>,
): Promise<void> {
	try {
		const due = await dueGoogleSyncs(db, now, SWEPT_MAX);
		await Promise.all(due.map(wake));
		if (due.length > 0) info('google.resumed', { directories: due.length });
	} catch (thrown) {
		warn('google.not_resumed', { error: describe(thrown) });
	}
}
