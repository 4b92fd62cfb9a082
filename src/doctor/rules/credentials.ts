/** Faults in how requests prove who sends them, and in where they are sent. */
import type { Case, Rule, TokenFacts } from '../model.ts';
import { ADMITTED_SIGNALS, DONE, refusedBy, type Refusal, type Signal } from '../signals.ts';
import { dayOf, DAY_MS } from '../timeline.ts';
import { heardAt, isStanding, ownAgents } from './standing.ts';

/** Time enough to have a new token pasted, whoever is on holiday. */
const EXPIRES_SOON_MS = 14 * DAY_MS;

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
					? 'Requests come with a bearer token that this directory does not have. None has been let in yet.'
					: 'Requests were let in before. Since then all come with a bearer token that this directory does not have, or that was revoked.',
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
				'Some requests are let in, and others come with a token that this directory does not have: a second client, or an old one, talks to it.',
			signals,
		};
	}
	const strange = refusedBy('token').filter((signal) => !signals.includes(signal));
	if (isOver(seen.last(strange)) || seen.count(strange, yesterday) < STRANGERS_MIN)
		return undefined;
	return {
		severity: 'hint',
		detail:
			'Requests come with tokens that this directory does not have, from clients that call themselves otherwise than those that were let in: strangers, or a second client. They are refused, and the provider is not concerned.',
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
	'Requests come with credentials that are no bearer token: Basic authentication, or a token without the word `Bearer` before it, or with that word twice because it was pasted with the token.',
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
			detail: `The token that the provider used ended on ${dateOf(expired)}, and it is still sent.`,
			signals,
		};
	}
	if (hasLiveToken(found)) return undefined;
	return {
		severity: 'error',
		detail: 'All tokens of this directory have expired, or were revoked: nobody is let in.',
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
		detail: `The token that the provider uses ends on ${dateOf(endOf(token))}. ${
			isNext
				? 'The next one has been made; the provider does not use it yet.'
				: longer.length > 0
					? 'An older one lasts longer.'
					: 'There is none after it.'
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
	'url.base_alone':
		'They go to the base URL itself: `/Users` or `/Groups` has to follow it for whatever is written.',
	'url.base_twice': 'A part of the base URL comes twice in it.',
	'url.resource_twice':
		'It names an endpoint twice: what was entered as the base URL ends in `/Users`, or another endpoint.',
	'url.version_1': 'It is one of SCIM 1.1; this is SCIM 2.0.',
	'url.letter_case': 'Endpoints are written `Users` and `Groups`, with a capital.',
	'url.unknown': 'No SCIM endpoint has such a path.',
} as const satisfies Partial<Readonly<Record<Signal, string>>>;

const FORMS = Object.keys(URLS) as (keyof typeof URLS)[];

/** Requests to paths that no endpoint has, none of which can succeed. */
export const wrongUrl: Rule = ({ seen }) => {
	const form = seen.latest(FORMS);
	if (form === undefined) return undefined;
	const never = form === 'url.unknown' ? 2 : 1;
	if (!isStanding(seen, FORMS, { never, since: 3 })) return undefined;
	const before = seen.last(DONE) === 0 ? 'No request' : 'No request since then';
	return {
		severity: 'error',
		detail: `Requests go to a URL where nothing can be done. ${URLS[form]} ${before} has been to the right one.`,
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
						? 'The directory is deactivated: whoever talks to it is refused.'
						: 'The directory is deactivated, and the provider goes on talking to it: all that it sends is refused.',
				signals: ['inactive'],
			};
