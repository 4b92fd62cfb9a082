/**
 * The course of a run, from one part to the next, and when it is not to go on. Pure: what is done in each
 * part, and the keeping of it, are elsewhere.
 *
 * Google offers no list of what has changed since a time, so each run goes over everything. Who was deleted
 * comes first, because Google tells that at once (`showDeleted`): access ends before the long lists are
 * read, and an address that was given to somebody else is free again. All of them are known before the first
 * one goes, so that the guard can say no.
 */
import type { GoogleFailure } from './failures.ts';
import type {
	GooglePhase,
	GoogleRun,
	GoogleRunReport,
	GoogleSettings,
	Refusal,
	ResourceCounts,
} from './settings.ts';

const NONE: ResourceCounts = { seen: 0, created: 0, updated: 0, removed: 0, unchanged: 0 };

/** How often a list is gone over at most. */
const PASSES_MAX = 3;

/**
 * A run that begins now, after another one. While the guard holds, what was removed is counted from one run
 * to the next: else those that it has stopped would be a smaller part of what is left, and pass in the end.
 */
export function beginRun(now: number, last: GoogleRunReport | undefined): GoogleRun {
	const isHeld = last?.isHeld ?? false;
	return {
		...atStart('deleted_users'),
		report: {
			started_at: now,
			ended_at: null,
			complete: false,
			users: NONE,
			groups: NONE,
			memberships: { added: 0, removed: 0 },
			requests: 0,
			errors: 0,
			refused: [],
			guarded: isHeld && last !== undefined ? last.guarded : { user: 0, group: 0 },
			isHeld,
		},
	};
}

/** A run at the beginning of its next part; undefined after the last one. */
export function nextPhase(
	run: GoogleRun,
	{ groups }: Pick<GoogleSettings, 'groups'>,
): GoogleRun | undefined {
	const { phase, report, pages, pass, deferred } = run;
	const next = (to: GooglePhase): GoogleRun => ({ ...atStart(to), report });
	/** What was seen of the list, and in which pass, still counts. */
	const onWith = (to: GooglePhase): GoogleRun => ({ ...run, phase: to, page_token: null });
	const isAgain = deferred > 0 && pass < PASSES_MAX;
	switch (phase) {
		case 'deleted_users':
			return pages === 0 ? next('users') : onWith('remove_deleted_users');
		case 'remove_deleted_users':
			return next('users');
		case 'users':
			return onWith('remove_users');
		case 'remove_users':
			if (isAgain) return readAgain(run);
			return groups ? next('groups') : undefined;
		case 'groups':
			return onWith('remove_groups');
		case 'remove_groups':
			return isAgain ? readAgain(run) : next('members');
		case 'members':
			return undefined;
	}
}

/** The list once more, from its beginning. */
export function readAgain(run: GoogleRun): GoogleRun {
	const { phase } = run;
	const list = phase === 'remove_users' ? 'users' : phase === 'remove_groups' ? 'groups' : phase;
	return { ...restartList(run), phase: list, pass: run.pass + 1 };
}

/**
 * Whether who was not in the list is gone. Who was given another address while a list of several pages was
 * read may have been on none of them, so one reading of such a list proves nothing.
 */
export function isProven({ pages, pass }: Pick<GoogleRun, 'pages' | 'pass'>): boolean {
	return pages <= 1 || pass > 1;
}

/** True where a name that is taken is not going to be free in this run any more. */
export function isLastPass({ pass }: Pick<GoogleRun, 'pass'>): boolean {
	return pass >= PASSES_MAX;
}

/** A list at its beginning: its page token is too old. What was seen of it still counts. */
export function restartList(run: GoogleRun): GoogleRun {
	return { ...run, page_token: null, deferred: 0 };
}

/** A run with the next page of its list read. */
export function turnPage(run: GoogleRun, nextPageToken: string | null): GoogleRun {
	return { ...run, page_token: nextPageToken, pages: run.pages + 1 };
}

/** A run in `members`, with a group done. */
export function turnGroup({ report }: GoogleRun, googleId: string): GoogleRun {
	return { ...atStart('members'), after: googleId, report };
}

/** A report with more of everything. */
export function addCounts(counts: ResourceCounts, more: Partial<ResourceCounts>): ResourceCounts {
	return {
		seen: counts.seen + (more.seen ?? 0),
		created: counts.created + (more.created ?? 0),
		updated: counts.updated + (more.updated ?? 0),
		removed: counts.removed + (more.removed ?? 0),
		unchanged: counts.unchanged + (more.unchanged ?? 0),
	};
}

/** So many resources that were refused are named. */
const REFUSED_MAX = 5;

/** Characters of a name, or of a reason, that are kept. */
const REFUSED_CHARACTERS_MAX = 200;

/** A report with resources that could not be written. */
export function addRefused(report: GoogleRunReport, refused: readonly Refusal[]): GoogleRunReport {
	const more = refused.slice(0, REFUSED_MAX - report.refused.length).map((each) => ({
		kind: each.kind,
		google_id: each.google_id,
		name: each.name?.slice(0, REFUSED_CHARACTERS_MAX) ?? null,
		reason: each.reason.slice(0, REFUSED_CHARACTERS_MAX),
	}));
	return {
		...report,
		errors: report.errors + refused.length,
		refused: [...report.refused, ...more],
	};
}

/** What is said of a run that came to its end; null if all could be written. */
export function refusalsOf({ errors, refused }: GoogleRunReport): string | null {
	if (errors === 0) return null;
	const named = refused.map(
		({ kind, google_id: id, name }) => name ?? `${kind} ${id ?? 'without an id'}`,
	);
	const rest = errors > named.length ? ` and ${errors - named.length} more` : '';
	return `${errors} of Google's users and groups could not be written: ${named.join(', ')}${rest}. What last_run has as refused says why. They are tried again with the next run.`;
}

/** A report of a run that has come to its end, that the guard has stopped, or that failed. */
export function endReport(
	{ report }: Pick<GoogleRun, 'report'>,
	now: number,
	how: 'complete' | 'stopped' | 'failed',
): GoogleRunReport {
	const isHeld = how === 'stopped' || (how === 'failed' && report.isHeld);
	return { ...report, ended_at: now, complete: how === 'complete', isHeld };
}

/** When the next run begins: an interval after this one did, and never while another would be waiting. */
export function nextRunAt(
	{ report }: Pick<GoogleRun, 'report'>,
	{ interval_minutes: minutes }: Pick<GoogleSettings, 'interval_minutes'>,
	now: number,
): number {
	return Math.max(report.started_at + minutes * 60_000, now + 60_000);
}

/** So many may always be removed at once: a small company is not to be asked each time. */
const REMOVALS_ALWAYS = 10;

/** How many users or groups a run would remove, and how many there were of Google's when it began. */
export interface Removals {
	readonly kind: 'user' | 'group';
	readonly known: number;
	readonly going: number;
	/** How many there were in the list; undefined where Google has named those who are gone. */
	readonly listed?: number;
}

/**
 * Why a run stops before it removes users or groups; undefined if it may. More than half of them at once is
 * more often a query that was changed, another account that consented, or a list that was cut short. And
 * there is no Workspace without a user: somebody has consented.
 */
export function guardRemovals(
	{ kind, known, going, listed }: Removals,
	settings: Pick<GoogleSettings, 'allow_mass_removal_once' | 'users_query'>,
): string | undefined {
	if (kind === 'user' && listed === 0 && settings.users_query === null) {
		return `The run was stopped: Google has listed no user at all, which cannot be, and ${going} would have been removed. The next run asks again.`;
	}
	const isAllowed = settings.allow_mass_removal_once;
	if (isAllowed || going <= REMOVALS_ALWAYS || going * 2 <= known) return undefined;
	return `The run was stopped: it would have removed ${going} of ${known} ${kind}s. If they are really gone, set allow_mass_removal_once and sync again; if not, check the query and the account.`;
}

/** The wait after the first failure in a row; each further one doubles it. Google suggests seconds. */
const BACKOFF_MS = 5_000;
const BACKOFF_MS_MAX = 3_600_000;

/** How long to wait where somebody has to change something first: they are likely to ask for a run. */
const DENIED_MS = 6 * 3_600_000;

/** What Google may ask to wait at most. */
const RETRY_AFTER_MS_MAX = 86_400_000;

/**
 * Milliseconds after which to try again, with jitter, so that directories that failed together do not come
 * back together; null for never. `failures` in a row, this one included; `random` in [0, 1).
 */
export function retryDelayMs(
	{ kind, retryAfterMs = 0 }: Pick<GoogleFailure, 'kind' | 'retryAfterMs'>,
	failures: number,
	random: number,
): number | null {
	if (kind === 'revoked') return null;
	const base =
		kind === 'denied' ? DENIED_MS : Math.min(BACKOFF_MS_MAX, BACKOFF_MS * 2 ** (failures - 1));
	const delay = base * (0.5 + random / 2);
	return Math.max(delay, Math.min(retryAfterMs, RETRY_AFTER_MS_MAX));
}

function atStart(phase: GooglePhase): Omit<GoogleRun, 'report'> {
	return { phase, page_token: null, pages: 0, pass: 1, after: '', deferred: 0 };
}
