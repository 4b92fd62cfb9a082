/** Faults in how requests prove who sends them, and in where they are sent. */
import type { Case, Rule, TokenFacts } from '../model.ts';
import { ADMITTED_SIGNALS, DONE, refusedBy, type Refusal, type Signal } from '../signals.ts';
import { dayOf, DAY_MS } from '../timeline.ts';
import { heardAt, isStanding, ownAgents } from './standing.ts';

/** Time enough to have a new token pasted, whoever is on holiday. */
export const EXPIRES_SOON_MS = 14 * DAY_MS;

/** So often refused again after others were let in, it is a second client. */
const BESIDE_MIN = 5;

/** So many a day of strangers are worth knowing. */
const STRANGERS_MIN = 10;

/** 401 for bearer tokens, the last of which was good once or never. */
export const wrongToken: Rule = (found) => {
	const { seen, now } = found;
	if (expiredInUse(found) !== undefined || !hasLiveToken(found)) return undefined;
	const signals = ownRefused(found, 'token');
	const lastAdmitted = heardAt(found);
	if (isRefused(found, signals, { never: 1, since: 2 })) {
		return {
			severity: 'error',
			detail:
				lastAdmitted === 0
					? 'Requests come with a bearer token that does not belong to this directory. No request has been accepted yet.'
					: 'Requests were accepted before. Since then, all requests have used a token that is revoked or belongs elsewhere.',
			signals,
		};
	}
	// Where others were let in for hours since, whoever sent these has put it right.
	const isOver = (last: number) => last < now - DAY_MS || lastAdmitted - last > DAY_MS / 4;
	const yesterday = dayOf(now) - 1;
	if (!isOver(seen.last(signals)) && seen.streaks(signals, yesterday) >= BESIDE_MIN) {
		return {
			severity: 'warning',
			detail:
				'Some requests are accepted, and others come with a token that does not belong to this directory: a second client, or one with an old token, also sends requests.',
			signals,
		};
	}
	const strange = refusedBy('token').filter((signal) => !signals.includes(signal));
	if (isOver(seen.last(strange)) || seen.count(strange, yesterday) < STRANGERS_MIN)
		return undefined;
	return {
		severity: 'hint',
		detail:
			'Requests come with tokens that do not belong to this directory, from clients with a different `User-Agent` than the accepted ones: unknown clients, or a second one. They are refused. Your identity provider is not affected.',
		signals: strange,
	};
};

/** What was refused of those whose requests count. */
function ownRefused(found: Pick<Case, 'seen' | 'facts'>, refusal: Refusal): readonly Signal[] {
	return refusedBy(refusal, ownAgents(found));
}

function isRefused(
	found: Case,
	signals: readonly Signal[],
	times: { readonly never: number; readonly since: number },
): boolean {
	return isStanding(found.seen, signals, { goodAt: heardAt(found), ...times });
}

/** A rule about credentials that are none. */
function withoutToken(refusal: Refusal, never: number, detail: string): Rule {
	return (found) => {
		const signals = ownRefused(found, refusal);
		const isFound = isRefused(found, signals, { never, since: 3 });
		return isFound ? { severity: 'error', detail, signals } : undefined;
	};
}

/** 401 for requests without credentials; a single one is somebody with a browser. */
export const noToken = withoutToken('no_token', 2, 'Requests come without credentials.');

/** 401 for Basic, and whatever else is no bearer token. */
export const notBearer = withoutToken(
	'not_bearer',
	1,
	'Requests come with credentials that are not a bearer token: Basic authentication, a token without the word `Bearer` before it, or with that word twice because it was pasted with the token.',
);

/** The token that is still sent has expired, or there is no live one at all. */
export const tokenExpired: Rule = (found) => {
	const { facts, seen } = found;
	const signals = ownRefused(found, 'token');
	if (facts.type === 'google' && seen.count(signals) === 0) return undefined;
	const expired = expiredInUse(found);
	if (expired !== undefined) {
		return {
			severity: 'error',
			detail: `The token that the provider uses expired on ${dateOf(expired)}, and the provider still sends it.`,
			signals,
		};
	}
	if (hasLiveToken(found)) return undefined;
	return {
		severity: 'error',
		detail: 'All tokens of this directory have expired or were revoked, so no request is accepted.',
		signals,
	};
};

/** The token in use ends soon. */
export const tokenExpiring: Rule = (found) => {
	const { facts, now } = found;
	if (facts.type === 'google') return undefined;
	const live = facts.tokens.filter((token) => isLive(token, now));
	const used = live.filter(({ lastUsedAt }) => lastUsedAt !== null);
	// Once the next one is in use, the end of the one before it is as it should be.
	const inUse = used.toSorted((a, b) => (b.lastUsedAt ?? 0) - (a.lastUsedAt ?? 0))[0];
	const longest = live.toSorted((a, b) => endOf(b) - endOf(a))[0];
	const token = inUse ?? longest;
	if (token === undefined || endOf(token) > now + EXPIRES_SOON_MS) return undefined;
	const longer = live.filter((each) => endOf(each) > endOf(token));
	const isNext = longer.some(({ createdAt }) => createdAt > token.createdAt);
	return {
		severity: 'warning',
		detail: `The token that the provider uses expires on ${dateOf(endOf(token))}. ${
			isNext
				? 'A newer token exists, but the provider does not use it yet.'
				: longer.length > 0
					? 'An older token lasts longer.'
					: 'There is no newer token.'
		}`,
		signals: [],
	};
};

/** When the token ended that is still sent; undefined if it is not that. */
function expiredInUse(found: Case): number | undefined {
	const { facts, seen, now } = found;
	const lastRefused = seen.last(ownRefused(found, 'token'));
	const lastAdmitted = seen.last(ADMITTED_SIGNALS);
	if (lastRefused <= lastAdmitted) return undefined;
	const ended = facts.tokens
		.filter(({ revokedAt, lastUsedAt }) => revokedAt === null && lastUsedAt !== null)
		.map(endOf)
		.filter((end) => end <= Math.min(now, lastRefused) && end >= lastAdmitted);
	return ended.length === 0 ? undefined : Math.max(...ended);
}

function hasLiveToken({ facts, now }: Case): boolean {
	return facts.tokens.some((token) => isLive(token, now));
}

function isLive(token: TokenFacts, now: number): boolean {
	return token.revokedAt === null && endOf(token) > now;
}

function endOf({ expiresAt }: TokenFacts): number {
	return expiresAt ?? Infinity;
}

function dateOf(at: number): string {
	return new Date(at).toISOString().slice(0, 10);
}

/** What is wrong with a URL, by the form of the path that it led to. */
const URLS = {
	'url.base_alone': 'They go to the base URL itself: it must be followed by `/Users` or `/Groups`.',
	'url.base_twice': 'It contains a part of the base URL twice.',
	'url.resource_twice':
		'It names an endpoint twice: the base URL was entered with `/Users` or another endpoint at the end.',
	'url.version_1': 'It is a SCIM 1.1 URL, and this service uses SCIM 2.0.',
	'url.letter_case': 'Endpoints are written `Users` and `Groups`, with a capital letter.',
	'url.unknown': 'No SCIM endpoint has such a path.',
} as const satisfies Partial<Readonly<Record<Signal, string>>>;

const FORMS = Object.keys(URLS) as (keyof typeof URLS)[];

/** Requests to paths that no endpoint has, none of which can succeed. */
export const wrongUrl: Rule = ({ seen }) => {
	const form = seen.latest(FORMS);
	if (form === undefined) return undefined;
	const never = form === 'url.unknown' ? 2 : 1;
	if (!isStanding(seen, FORMS, { never, since: 3 })) return undefined;
	const before = seen.last(DONE) === 0 ? 'No request has' : 'Since then, no request has';
	return {
		severity: 'error',
		detail: `Requests go to a URL that does not work. ${URLS[form]} ${before} used the right URL.`,
		signals: FORMS,
	};
};

/** A deactivated directory lets nobody in. */
export const directoryInactive: Rule = ({ facts, seen }) =>
	facts.state === 'active'
		? undefined
		: {
				severity: seen.last(['inactive']) > seen.last(DONE) ? 'error' : 'warning',
				detail:
					seen.last(['inactive']) === 0
						? 'The directory is deactivated and refuses all requests.'
						: 'The directory is deactivated. The provider still sends requests, and all of them are refused.',
				signals: ['inactive'],
			};
