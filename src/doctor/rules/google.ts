/**
 * The connection to Google Workspace, which is asked instead of being waited for: no request shows how that
 * goes, but the connection remembers it.
 */
import type { GoogleFacts, Rule, Symptom } from '../model.ts';
import { DAY_MS, HOUR_MS } from '../timeline.ts';
import { heardAt } from './standing.ts';

/** A new directory is being set up. */
const SETUP_MS = DAY_MS;

/** Nobody has consented, or not since the connection was ended. */
export const googleNotConnected: Rule = (found) => {
	const { facts, now } = found;
	const isAwaited = facts.type === 'google' && facts.state === 'active';
	if (!isAwaited || (facts.google?.state ?? 'disconnected') !== 'disconnected') return undefined;
	// A gateway pushes what Google knows.
	if (heardAt(found) > 0) return undefined;
	return {
		severity: now - facts.createdAt < SETUP_MS ? 'hint' : 'warning',
		detail: 'No administrator of the Google Workspace has given consent, so nothing is synced.',
		signals: [],
	};
};

/** A rule about a directory that is synchronised. */
function synchronised(
	state: GoogleFacts['state'],
	look: (google: GoogleFacts, now: number) => Symptom | undefined,
): Rule {
	return ({ facts, now }) =>
		facts.type === 'google' && facts.state === 'active' && facts.google?.state === state
			? look(facts.google, now)
			: undefined;
}

/** Google does not honour the consent any more. */
export const googleConsentRevoked = synchronised('revoked', () => ({
	severity: 'error',
	detail:
		'Google no longer accepts the consent of the administrator. Nothing is synced: users who leave keep their access.',
	signals: [],
}));

/** The guard stands in the way of every run. */
export const googleRunStopped = synchronised('connected', ({ isHeld, lastError }) =>
	isHeld
		? {
				severity: 'error',
				detail:
					lastError ??
					'The sync stops before it removes users or groups, because it would remove more than half of them.',
				signals: [],
			}
		: undefined,
);

/** What passes by itself has done so by then. */
const PASSING_MS = 3 * HOUR_MS;

/** So often in a row is no accident: there are hours between two runs that Google has refused. */
const REFUSED_OFTEN = 2;

/** A run that is due is begun within minutes. */
export const DUE_MS = HOUR_MS;

/** Google refuses, or has not been there for hours; or nobody asks it. */
export const googleFailing = synchronised('connected', (google, now) => {
	const { failures, lastError, nextRunAt, runStartedAt } = google;
	if (nextRunAt !== null && now - nextRunAt > DUE_MS) {
		const detail = `A sync has been due for ${hours(now - nextRunAt)} and has not started.`;
		return { severity: 'error', detail, signals: [] };
	}
	if (failures === 0) return undefined;
	if (runStartedAt === null) {
		const severity = failures < REFUSED_OFTEN ? 'warning' : 'error';
		return {
			severity,
			detail: `The last sync failed. ${lastError ?? ''}`.trim(),
			signals: [],
		};
	}
	const lasting = now - runStartedAt;
	if (lasting < PASSING_MS) return undefined;
	return {
		severity: lasting < DAY_MS ? 'warning' : 'error',
		detail: `A sync started ${hours(lasting)} ago and makes no progress. ${lastError ?? ''}`.trim(),
		signals: [],
	};
});

/** Some could not be written here. */
export const googleRefused = synchronised('connected', ({ refused }) =>
	refused === 0
		? undefined
		: {
				severity: 'warning',
				detail: `${refused} of Google's users and groups could not be saved in the last sync.`,
				signals: [],
			},
);

function hours(ms: number): string {
	const count = Math.floor(ms / HOUR_MS);
	return count === 1 ? 'an hour' : `${count} hours`;
}
