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
	status: { why: 'The client treats any other status as a failed operation.' },
	'no-answer': {
		why: 'Without a response the client does not know whether the operation was done.',
	},
	redirect: { why: 'The client does not send its token to another server.' },
	'not-json': { why: 'The client expects JSON and cannot read this response.' },
	'missing-id': {
		why: 'Without the id the client can never update or deactivate the resource (RFC 7643 §3.1).',
	},
	'changed-id': {
		why: 'The client identifies the resource by the id that it received (RFC 7643 §3.1).',
	},
	'not-a-list': { why: 'The response to a query must be a ListResponse (RFC 7644 §3.4.2).' },
	'filter-ignored': {
		why: 'The client takes the result for a match, and then changes a different user or group.',
	},
	'filter-misses': { why: 'The client does not find what it created, and will create it again.' },
	'not-found-status': {
		why: 'A query without matches must be answered with 200 and an empty list (RFC 7644 §3.4.2).',
	},
} as const satisfies Readonly<Record<string, Reason>>;

/**
 * What is wrong even if the client never looks: it believes one thing, and the server holds another.
 * Models whose provider does look name these among what it minds.
 */
export const DIVERGENCES = {
	'update-lost': { why: 'The client believes that the change was made, but it was not.' },
	active: {
		why: 'The client believes that the user was deactivated or activated, but they were not.',
	},
	members: { why: 'The client believes that the memberships are in sync, but they are not.' },
	'still-there': { why: 'The client believes that the resource was deleted, but it was not.' },
	duplicate: { why: 'A repeated create made a second resource (RFC 7644 §3.3: 409).' },
	'letter-case': {
		why: 'Case does not matter in a userName (RFC 7643 §4.1.1): the client would not find a user that was created with different case.',
	},
	'changed-name': {
		why: 'The client searches for users by the name that it sent, and that name does not exist.',
	},
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
