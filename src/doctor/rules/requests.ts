/** Faults in the requests of a provider that is let in. */
import type { Rule } from '../model.ts';
import { OUTCOMES, WRITTEN, type Signal } from '../signals.ts';
import { dayOf, HOUR_MS } from '../timeline.ts';
import { isRecurring, OVER_MS } from './standing.ts';

const INVALID = {
	'invalid.syntax': '`invalidSyntax`',
	'invalid.path': '`invalidPath`',
	'invalid.target': '`noTarget`',
	'invalid.value': '`invalidValue`',
	'invalid.mutability': '`mutability`',
	'invalid.other': 'another kind of 400',
} as const satisfies Partial<Readonly<Record<Signal, string>>>;

const UNSUPPORTED = {
	'invalid.filter': '`invalidFilter`: a filter that cannot be parsed',
	'unsupported.method': '405: a method that the endpoint does not have',
	'unsupported.size': '413: a body that is too large',
	'unsupported.media': '415: a `Content-Type` that is not JSON',
	'unsupported.feature': '501: a part of SCIM that is not supported',
} as const satisfies Partial<Readonly<Record<Signal, string>>>;

const CONFLICT = ['conflict'] as const;

/** The first time is how many a provider learns that a user is there. */
const CONFLICTS_IN_A_ROW = 5;

/** 409 for what is created again and again instead of being found. */
export const repeatedConflicts: Rule = ({ seen, now }) => {
	const today = dayOf(now);
	const recent = seen.count(CONFLICT, today - 1);
	const isMost = recent >= CONFLICTS_IN_A_ROW && recent > seen.count(['ok.create'], today - 1);
	const isDaily = seen.days(CONFLICT, today - 7) >= 3;
	if (seen.last(CONFLICT) < now - OVER_MS || !(isMost || isDaily)) return undefined;
	return {
		severity: 'warning',
		detail:
			'The provider repeatedly tries to create users or groups that already exist: its search does not find them.',
		signals: CONFLICT,
	};
};

const WRITES_SHARE = 0.1;

/** 400 for the content of requests. */
export const invalidBodies: Rule = ({ seen, now }) => {
	const names = Object.keys(INVALID) as (keyof typeof INVALID)[];
	const isFound = isRecurring(seen, now, names, {
		row: 3,
		of: [...WRITTEN, ...names],
		share: WRITES_SHARE,
	});
	const latest = seen.latest(names);
	if (!isFound || latest === undefined) return undefined;
	return {
		severity: 'warning',
		detail: `Requests are refused because of invalid data, most recently ${INVALID[latest]}. The changes were not applied.`,
		signals: names,
	};
};

/** What Rollcall does not do, asked for again and again. */
export const unsupportedRequests: Rule = ({ seen, now }) => {
	const names = Object.keys(UNSUPPORTED) as (keyof typeof UNSUPPORTED)[];
	const isFound = isRecurring(seen, now, names, {
		row: 3,
		of: OUTCOMES,
		share: WRITES_SHARE,
	});
	const latest = seen.latest(names);
	if (!isFound || latest === undefined) return undefined;
	return {
		severity: 'warning',
		detail: `Requests use features that are not supported. The last one was refused with ${UNSUPPORTED[latest]}.`,
		signals: names,
	};
};

const UNKNOWN = ['missing.write'] as const;

/** Some people have been deleted here; so many in a row are not those. */
const UNKNOWN_IN_A_ROW = 5;

/** 404 for changes of users and groups that the provider believes to be here. */
export const unknownResources: Rule = ({ seen, now }) => {
	const today = dayOf(now);
	const [lastAt, doneAt] = [seen.last(UNKNOWN), seen.last(WRITTEN)];
	const recent = seen.count(UNKNOWN, today - 1);
	const done = seen.count(WRITTEN, today - 1);
	const isMost = recent >= UNKNOWN_IN_A_ROW * 2 && recent > done;
	const isOver = lastAt < now - OVER_MS || doneAt - lastAt > RETRY_MS;
	if (isOver || !(isMost || seen.streak(UNKNOWN) >= UNKNOWN_IN_A_ROW)) return undefined;
	return {
		severity: done === 0 ? 'error' : 'warning',
		detail: `The provider updates users or groups that do not exist in this directory: it remembers ids from another directory, or of users and groups that were deleted here. ${
			done === 0 ? 'No other changes have been made.' : 'Their changes are lost.'
		}`,
		signals: UNKNOWN,
	};
};

/** 412 for changes of a version that has been superseded. */
export const staleVersions: Rule = ({ seen, now }) =>
	isRecurring(seen, now, STALE, { row: 3, of: [...WRITTEN, ...STALE], share: WRITES_SHARE })
		? {
				severity: 'warning',
				detail:
					'Changes are refused with 412: `If-Match` names an outdated version of the resource. These changes are not made.',
				signals: STALE,
			}
		: undefined;

const STALE = ['failed.version'] as const;

const THROTTLED_MIN = 20;
const THROTTLED_SHARE = 0.05;

/** 429 for a part of the requests that is felt. */
export const throttled: Rule = ({ seen, now }) => {
	const today = dayOf(now);
	const count = seen.count(['throttled'], today - 1);
	const isPast = seen.last(['throttled']) < now - OVER_MS / 2;
	const isMuch = count >= THROTTLED_SHARE * seen.count(OUTCOMES, today - 1);
	if (isPast || count < THROTTLED_MIN || !isMuch) return undefined;
	return {
		severity: 'warning',
		detail:
			'The provider sends requests faster than the directory accepts them, and is told to wait. It tries again later, so changes arrive late.',
		signals: ['throttled'],
	};
};

/** 5xx, which is nobody's fault but that of the service. */
export const serverErrors: Rule = ({ seen, now }) =>
	isRecurring(seen, now, ['server_error'], { row: 3, of: OUTCOMES, share: 0.02 })
		? {
				severity: 'warning',
				detail: 'Requests failed because of an error in this service, not at the provider.',
				signals: ['server_error'],
			}
		: undefined;

/** Writes that were let in and not done; who is looked for and not there is no failure. */
const FAILED: readonly Signal[] = [
	'conflict',
	'missing.write',
	'failed.version',
	'throttled',
	'server_error',
	...(Object.keys(INVALID) as (keyof typeof INVALID)[]),
	...(Object.keys(UNSUPPORTED) as (keyof typeof UNSUPPORTED)[]),
];

/**
 * Entra ID puts a job into quarantine when more than 40 % of its events fail, which it looks at from 5,000
 * failures on, or at 40,000 failures; and for wrong credentials at once, which is another finding
 * (learn.microsoft.com/entra/identity/app-provisioning/application-provisioning-quarantine-status).
 */
const QUARANTINE_SHARE = 0.4;
const QUARANTINE_MIN = 5_000;

/** From so many on, the share is no accident. */
const FAILED_MIN = 20;

/** Providers try what failed again after so long. */
const RETRY_MS = 6 * HOUR_MS;

/** Failures of Entra ID at a share that will end in quarantine. */
export const quarantineRisk: Rule = ({ seen, now, provider }) => {
	if (provider !== 'azure-scim-v2') return undefined;
	const from = dayOf(now) - 2;
	const failed = seen.tally(FAILED, from);
	const done = seen.tally(WRITTEN, from);
	const share = failed.count / (failed.count + done.count);
	const isOver = failed.lastAt < now - OVER_MS || done.lastAt - failed.lastAt > RETRY_MS;
	if (failed.count < FAILED_MIN || share <= QUARANTINE_SHARE || isOver) return undefined;
	const isNear = failed.count >= QUARANTINE_MIN;
	return {
		severity: isNear ? 'error' : 'warning',
		detail: `In the last three days ${Math.round(share * 100)} % of the changes failed. Entra ID puts a job into quarantine when more than 40 % fail${
			isNear ? ', and there are enough failures for that now' : ', once there are 5,000 failures'
		}; in quarantine it tries less and less often, and gives up after four weeks.`,
		signals: FAILED,
		tally: failed,
	};
};
