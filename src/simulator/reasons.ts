/**
 * What is looked at in the answers, and why a client minds. A model names what its provider minds
 * beyond what every client does, and where that is known from.
 */

/** Why a client minds, and who says so. */
export interface Reason {
	readonly why: string;
	/** A page or repository; absent where it follows from the RFC or from what any client needs. */
	readonly source?: string;
}

/** What every client takes for a failure. */
export const MINDED_BY_ALL = {
	status: { why: 'Any other status is a failed operation to it.' },
	'no-answer': { why: 'Without an answer it does not know whether the operation was done.' },
	redirect: { why: 'It does not take its token to another place.' },
	'not-json': { why: 'It reads JSON, and nothing of this answer.' },
	'missing-id': {
		why: 'Without the id it can never update or deactivate the resource (RFC 7643 §3.1).',
	},
	'changed-id': { why: 'It knows the resource by the id that it was given (RFC 7643 §3.1).' },
	'not-a-list': { why: 'The answer to a query is a ListResponse (RFC 7644 §3.4.2).' },
	'filter-ignored': {
		why: 'It takes what it gets for the match, and goes on to change somebody else.',
	},
	'filter-misses': { why: 'It does not find what it has created, and will create it again.' },
	'not-found-status': {
		why: 'A query that matches nothing is answered with 200 and an empty list (RFC 7644 §3.4.2).',
	},
} as const satisfies Readonly<Record<string, Reason>>;

/**
 * What is wrong even if the client never looks: it believes one thing, and the server holds another.
 * Models whose provider does look name these among what it minds.
 */
export const DIVERGENCES = {
	'update-lost': { why: 'It takes the change for done, and it is not.' },
	active: { why: 'It takes the person for locked out, or let in, and they are not.' },
	members: { why: 'It takes the memberships for what they are at home, and they are not.' },
	'still-there': { why: 'It takes the resource for deleted, and it is not.' },
	duplicate: { why: 'A create that was repeated made a second resource (RFC 7644 §3.3: 409).' },
	'letter-case': {
		why: 'A userName is the same in any letter case (RFC 7643 §4.1.1): whom another client wrote otherwise it would not find.',
	},
	'changed-name': { why: 'It looks people up by the name that it gave, and that is not there.' },
} as const satisfies Readonly<Record<string, Reason>>;

/** What only some clients look at. */
export const PARTICULAR = [
	'empty-body',
	'not-integers',
	'pages',
	'location',
	'content-type',
	'error-body',
	'conflict-body',
	'group-stopped',
] as const;

/** The name of something that is looked at. */
export type Check =
	| keyof typeof MINDED_BY_ALL
	| keyof typeof DIVERGENCES
	| (typeof PARTICULAR)[number];

/** What a provider minds, beyond what all do or for a better reason. */
export type Minds = Readonly<Partial<Record<Check, Reason>>>;

/** How a check is judged: as a failure, as something that goes unnoticed, or not at all. */
export interface Judgement extends Reason {
	readonly kind: 'failure' | 'divergence';
}

/** Judges a check by what the provider minds; undefined if it does not care. */
export function judge(minds: Minds, check: Check): Judgement | undefined {
	const own = minds[check];
	if (own !== undefined) return { kind: 'failure', ...own };
	const common: Minds = MINDED_BY_ALL;
	const failure = common[check];
	if (failure !== undefined) return { kind: 'failure', ...failure };
	const unnoticed: Minds = DIVERGENCES;
	const divergence = unnoticed[check];
	return divergence === undefined ? undefined : { kind: 'divergence', ...divergence };
}
