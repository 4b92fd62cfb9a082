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
			'Something in the path, the query or the body is missing, misspelt or out of range, or the body is not JSON. `errors` names each invalid field and the reason; "body" and "query" stand for the whole body or query. Unknown fields and parameters are refused by name. Nothing was changed. The same request will be refused again.',
		detail: 'tenant: there is no such field',
	},
	401: {
		name: 'unauthenticated',
		title: 'The API key is missing or invalid',
		meaning:
			'The request has no API key, or one that is unknown, expired or revoked. Send it as "Authorization: Bearer <key>".',
		detail: 'Send the API key as "Authorization: Bearer <key>".',
	},
	403: {
		name: 'forbidden',
		title: 'The API key does not allow this',
		meaning:
			'The API key is valid, but lacks the scope that the call needs, or is bound to one tenant or product and the call concerns others. If the path names a resource of others, the response is 404.',
		detail: 'This call needs an API key with the scope "write"; this one has "read".',
	},
	404: {
		name: 'not-found',
		title: 'Not found',
		meaning:
			'There is nothing at this path or with this id: it never existed, it was deleted, or the API key has no access to it.',
		detail: 'There is no directory "dir_0193a1d24c8f7a6b9e0d1c2b3a495867".',
	},
	405: {
		name: 'method-not-allowed',
		title: 'The method is not allowed here',
		meaning: 'The path does not support this method. The header Allow lists the supported ones.',
		detail: 'PUT is not allowed here. Allowed: DELETE, GET, HEAD, PATCH.',
	},
	409: {
		name: 'conflict',
		title: 'The request conflicts with the current state',
		meaning:
			'The request is valid, but not possible in the current state: `detail` gives the reason. Read the state again before you retry.',
		detail: 'The deliveries of this directory are not held: there is nothing to decide.',
	},
	410: {
		name: 'gone',
		title: 'No longer available',
		meaning:
			'The event, or the events after this position of the log, are past their retention. For readers of the log, `detail` says how to catch up, and `resync_after` is the position to follow the log from afterwards.',
		detail: 'Events before sequence 1204 are no longer available.',
	},
	413: {
		name: 'content-too-large',
		title: 'The request is too large',
		meaning: 'The body is larger than this call accepts. Send less at a time.',
		detail: 'The body can have at most 65536 bytes.',
	},
	415: {
		name: 'unsupported-media-type',
		title: 'The media type is not supported',
		meaning: 'The body must be JSON. Send it with "Content-Type: application/json".',
		detail: 'Content-Type must be application/json.',
	},
	422: {
		name: 'idempotency-key-reused',
		title: 'The request contradicts an earlier one',
		meaning:
			'An earlier request with the same Idempotency-Key had a different path or body. Use a new key for a new request.',
		detail: 'This Idempotency-Key was used for another request.',
	},
	429: {
		name: 'too-many-requests',
		title: 'Too many requests',
		meaning:
			'Too many changes are waiting for one directory. Nothing was changed; retry after the seconds in Retry-After.',
		detail: 'The directory is busy. Try again.',
	},
	500: {
		name: 'internal-error',
		title: 'Something went wrong on our side',
		meaning:
			'An unexpected failure. It is not known whether the change was made: read the state before you retry, or retry with the same Idempotency-Key. The log of the service has details under the id in X-Request-Id.',
		detail:
			'Unexpected error. Please report it with the request id: req_0193a1d25b7d7c41a5e6f7089a1b2c3d.',
	},
	503: {
		name: 'unavailable',
		title: 'The service is not available',
		meaning:
			'The database did not respond, or the service is not configured: `detail` says which. Retry after the seconds in Retry-After. It is not known whether a change was made: retry with the same Idempotency-Key.',
		detail: 'The database did not respond. Try again.',
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
	.meta({ id: 'FieldError', description: 'An invalid field of the request.' });

const shape = z.object({
	type: z.string().describe('The type of the problem: a path of this service with an explanation.'),
	title: z.string().describe('A title; always the same for a type.'),
	status: z.int().describe('The HTTP status.'),
	detail: z.string().describe('What is wrong with this request.'),
	errors: z
		.array(fieldError)
		.readonly()
		.optional()
		.describe('The invalid fields. Present in every 4xx; empty if no field is concerned.'),
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
		replay_id: z.string().optional().describe('The replay that conflicts, if there is one.'),
	})
	.meta({
		id: 'ConflictProblem',
		description: 'The request is not possible in the current state.',
		examples: [problemExample(409)],
	});

/** 410, which tells a reader of the event log how to be in step again. */
export const goneProblem = shape
	.extend({
		oldest_sequence: z.int().optional().describe('The oldest kept event of the log.'),
		last_sequence: z.int().optional().describe('The last event of the log.'),
		resync_after: z
			.int()
			.optional()
			.describe('The `after` for following the log once users and groups were read again.'),
	})
	.meta({
		id: 'GoneProblem',
		description: 'It is past its retention. For the event log, with what is needed to continue.',
		examples: [
			{ ...problemExample(410), oldest_sequence: 1204, last_sequence: 1904, resync_after: 1904 },
		],
	});
