/** Who talks at all, and whether it is the one that should. */
import { PROVIDERS } from '../../providers/index.ts';
import type { Case, Rule } from '../model.ts';
import { ADMITTED_SIGNALS } from '../signals.ts';
import { dayOf, DAY_MS } from '../timeline.ts';
import { noToken, notBearer, tokenExpired, wrongToken } from './credentials.ts';
import { heardAt } from './standing.ts';

/** Who is refused is not silent. */
const REFUSALS = [wrongToken, noToken, notBearer, tokenExpired];

/**
 * Providers send when something has changed: Entra ID runs a cycle every 40 minutes, and sends nothing if
 * nothing changed (learn.microsoft.com/answers/questions/5736473). So nobody is missed soon, but who was
 * there day by day is missed after a long weekend.
 */
const QUIET_DAYS = 14;
export const QUIET_DAYS_OF_DAILY = 4;

/** Of the two weeks before. */
const DAILY_DAYS = 9;

/** A new directory is being set up. */
const SETUP_MS = DAY_MS;

/** Nothing was heard for longer than is usual. */
export const noTraffic: Rule = (found) => {
	const { seen, facts, now, provider } = found;
	const heard = heardAt(found);
	// Google is asked, and a deactivated directory is to be silent.
	if (facts.type === 'google' || facts.state === 'inactive') return undefined;
	if (REFUSALS.some((rule) => rule(found)?.severity === 'error')) return undefined;
	if (heard === 0) {
		return {
			severity: now - facts.createdAt < SETUP_MS ? 'hint' : 'warning',
			detail: 'No request has been received yet.',
			signals: [],
		};
	}
	const isDaily = seen.days(ADMITTED_SIGNALS, dayOf(heard) - QUIET_DAYS) >= DAILY_DAYS;
	const quietDays = isDaily ? QUIET_DAYS_OF_DAILY : QUIET_DAYS;
	if (now - heard < quietDays * DAY_MS) return undefined;
	const silent = Math.floor((now - heard) / DAY_MS);
	return {
		severity: 'warning',
		detail: `No request has been received for ${silent} days${isDaily ? ', after requests on nearly every day before' : ''}. ${usual(provider)}`,
		signals: [],
	};
};

/** How often a provider sends, for people. */
function usual(provider: Case['provider']): string {
	const { name, rates } = PROVIDERS[provider];
	const { intervalSeconds } = rates;
	if (intervalSeconds === null)
		return 'Most providers send requests only when something has changed.';
	return intervalSeconds === 0
		? `${name} sends each change immediately.`
		: `${name} checks for changes every ${Math.round(intervalSeconds / 60)} minutes and sends what has changed.`;
}

/** So many requests are no try. */
const MARKS_MIN = 3;

/** Another provider talks than the directory is set up for. */
export const wrongProvider: Rule = ({ seen, facts, recognition }) => {
	const { recognised, marks, isRecent } = recognition;
	if (recognised === null || recognised === facts.type || !isRecent) return undefined;
	if (seen.count(marks) < MARKS_MIN) return undefined;
	const [talks, configured] = [PROVIDERS[recognised].name, PROVIDERS[facts.type].name];
	return facts.type === 'generic-scim-v2'
		? {
				severity: 'hint',
				detail: `${talks} sends requests to this directory, which has the generic type. With the type of ${talks}, its known differences from the standard are taken into account.`,
				signals: marks,
			}
		: {
				severity: 'warning',
				detail: `${talks} sends requests to this directory, which is set up for ${configured}.`,
				signals: marks,
			};
};
