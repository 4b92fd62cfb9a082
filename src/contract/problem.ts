/**
 * How the /v1 API refuses: RFC 9457 problem details. One kind of problem for each status, with a `type`
 * that is a page of this service, so that a reader of a log can look it up where it came from.
 */
import * as z from 'zod';

/** One kind of problem. */
export interface ProblemKind {
	/** The last segment of its `type`. */
	readonly name: string;
	readonly title: string;
	/** What it means and what to do about it, for the page that the `type` leads to. */
	readonly meaning: string;
	/** An example of `detail`. */
	readonly detail: string;
}

/** Every kind, by its status. */
export const PROBLEMS = {
	400: {
		name: 'invalid-request',
		title: 'The request is not valid',
		meaning:
			'Something in the path, the query or the body is missing, misspelt or out of bounds; a body that is not JSON belongs here too. `errors` names each field that is wrong, and why: "body" and "query" stand for the whole of them. Fields and parameters that the API does not know are refused by name. Nothing was changed. Sent again unchanged, the request is refused again.',
		detail: 'tenant: there is no such field',
	},
	401: {
		name: 'unauthenticated',
		title: 'The API key is missing or wrong',
		meaning:
			'The request has no API key, or one that is unknown, expired or revoked. Send it as "Authorization: Bearer <key>".',
		detail: 'Send the API key as "Authorization: Bearer <key>".',
	},
	403: {
		name: 'forbidden',
		title: 'The API key is not good for this',
		meaning:
			'The API key is known, but lacks the scope that the call needs, or is bound to one tenant or product and asks for what concerns others. What belongs to others is answered with 404 where the path names it.',
		detail: 'This call needs an API key with the scope "write"; this one has "read".',
	},
	404: {
		name: 'not-found',
		title: 'There is no such thing',
		meaning:
			'There is nothing at this path, or nothing with this id: it never was, it was deleted, or it belongs to somebody whose data the API key does not see.',
		detail: 'There is no directory "dir_0193a1d24c8f7a6b9e0d1c2b3a495867".',
	},
	405: {
		name: 'method-not-allowed',
		title: 'The method is not possible here',
		meaning: 'The path exists, but not with this method. The header Allow names those it has.',
		detail: 'PUT is not possible here; possible are DELETE, GET, HEAD, PATCH.',
	},
	409: {
		name: 'conflict',
		title: 'The request conflicts with the current state',
		meaning:
			'The request is valid, but not possible as things are: `detail` says what is in the way. Read the state again and decide anew.',
		detail: 'The deliveries of this directory are not held: there is nothing to decide.',
	},
	410: {
		name: 'gone',
		title: 'It is not kept any more',
		meaning:
			'The event, or the events after this position of the log, are past their retention. For a reader of the log `detail` says how to be in step again, and `resync_after` from where to follow the log then.',
		detail: 'Events before sequence 1204 are not kept any more.',
	},
	413: {
		name: 'content-too-large',
		title: 'The request is too large',
		meaning: 'The body has more bytes than this call takes. Send less of it at a time.',
		detail: 'The body may have 65536 bytes at most.',
	},
	415: {
		name: 'unsupported-media-type',
		title: 'The media type is not supported',
		meaning: 'Bodies are JSON: send them with "Content-Type: application/json".',
		detail: 'Content-Type must be application/json.',
	},
	422: {
		name: 'idempotency-key-reused',
		title: 'The request contradicts an earlier one',
		meaning:
			'An earlier request had the same Idempotency-Key and was another: another path or another body. Use a new key for a new request.',
		detail: 'This Idempotency-Key was used for another request.',
	},
	429: {
		name: 'too-many-requests',
		title: 'There are too many requests',
		meaning:
			'More changes of one directory are waiting than it takes. Nothing was changed; come again after the seconds in Retry-After.',
		detail: 'The directory is busy. Try again.',
	},
	500: {
		name: 'internal-error',
		title: 'Something went wrong on our side',
		meaning:
			'An unexpected failure. Whether the change was made is not known; read before you repeat it, or repeat it with its Idempotency-Key. The log of the service has more under the id in X-Request-Id.',
		detail:
			"Unexpected failure. Please report it with the request's id: req_0193a1d25b7d7c41a5e6f7089a1b2c3d.",
	},
	503: {
		name: 'unavailable',
		title: 'The service is not available',
		meaning:
			'The database did not answer, or the service is not configured: `detail` says which. Come again after the seconds in Retry-After. Whether a change was made is not known; repeat it with its Idempotency-Key.',
		detail: 'The database did not answer. Try again.',
	},
} as const satisfies Readonly<Record<number, ProblemKind>>;

/** The statuses that this API refuses with. */
export type ProblemStatus = keyof typeof PROBLEMS;

/** Every status, in order. */
export const PROBLEM_STATUSES = Object.keys(PROBLEMS).map(Number) as readonly ProblemStatus[];

/** Where the pages about problems are. */
export const PROBLEM_PAGES = '/problems';

/** The `type` of a kind; relative, as the service has no host of its own (RFC 9457 §3.1.1). */
export function problemType(status: ProblemStatus): string {
	return `${PROBLEM_PAGES}/${PROBLEMS[status].name}`;
}

const fieldError = z
	.object({
		field: z
			.string()
			.describe('Path of the field or name of the parameter; `body` or `query` for the whole.'),
		detail: z.string().describe('What is wrong with it.'),
	})
	.meta({ id: 'FieldError', description: 'A field of the request that is wrong.' });

const shape = z.object({
	type: z
		.string()
		.describe('What kind of problem it is: a path of this service, where it is explained.'),
	title: z.string().describe('The same in words; always the same for a type.'),
	status: z.int().describe('The HTTP status.'),
	detail: z.string().describe('What is wrong with this very request.'),
	errors: z
		.array(fieldError)
		.readonly()
		.optional()
		.describe('The fields that are wrong. In every 4xx, empty where it is about no field.'),
});

/** An example of each kind. */
export function problemExample(status: ProblemStatus) {
	const { title, detail } = PROBLEMS[status];
	const errors = status < 500 ? { errors: errorsOf(status, detail) } : {};
	return { type: problemType(status), title, status, detail, ...errors };
}

function errorsOf(status: ProblemStatus, detail: string) {
	if (status === 400) return [{ field: 'tenant', detail: 'there is no such field' }];
	if (status === 413 || status === 415) return [{ field: 'body', detail }];
	return [];
}

/** Any problem (RFC 9457 §3.1). */
export const problem = shape.meta({
	id: 'Problem',
	description: 'Why a request is refused (RFC 9457). Each `type` is explained at its path.',
	examples: [problemExample(400)],
});
export type Problem = z.infer<typeof problem>;

/** 409, which may be for something that is under way. */
export const conflictProblem = shape
	.extend({
		replay_id: z.string().optional().describe('The replay that is in the way, if one is.'),
	})
	.meta({
		id: 'ConflictProblem',
		description: 'What is asked for is not possible as things are.',
		examples: [problemExample(409)],
	});

/** 410, which tells a reader of the event log how to be in step again. */
export const goneProblem = shape
	.extend({
		oldest_sequence: z.int().optional().describe('The oldest event that the log keeps.'),
		last_sequence: z.int().optional().describe('The last event of the log.'),
		resync_after: z
			.int()
			.optional()
			.describe('`after` for following the log once users and groups have been read again.'),
	})
	.meta({
		id: 'GoneProblem',
		description: 'It is past its retention. Of the event log, with what is needed to go on.',
		examples: [
			{ ...problemExample(410), oldest_sequence: 1204, last_sequence: 1904, resync_after: 1904 },
		],
	});
