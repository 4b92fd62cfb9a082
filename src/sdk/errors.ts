/**
 * What can go wrong with a call, as classes. A refusal of the API is an `ApiError` with the parts of
 * its problem document (RFC 9457); no message ever holds the API key.
 */

/** Everything that this package throws by itself. */
export class RollcallError extends Error {
	override readonly name: string = 'RollcallError';
}

/** No answer came: the network failed, or what answered is not Rollcall. */
export class ConnectionError extends RollcallError {
	override readonly name: string = 'ConnectionError';
}

/** No answer came in time. */
export class TimeoutError extends ConnectionError {
	override readonly name = 'TimeoutError';
}

/** A field of the request that is wrong, and why. */
export interface FieldError {
	readonly field: string;
	readonly detail: string;
}

/** The parts of a refusal. */
export interface Problem {
	readonly status: number;
	readonly type: string;
	readonly title: string;
	readonly detail: string;
	readonly errors: readonly FieldError[];
	/** The id by which the operator finds the request in the log; null if the answer had none. */
	readonly requestId: string | null;
}

/** The API refused the call. */
export class ApiError extends RollcallError implements Problem {
	override readonly name: string = 'ApiError';
	/** What was refused: `GET /v1/directories/dir_1`. */
	readonly call: string;
	readonly status: number;
	readonly type: string;
	readonly title: string;
	readonly detail: string;
	readonly errors: readonly FieldError[];
	readonly requestId: string | null;

	constructor(call: string, problem: Problem) {
		super(`${call} was refused with ${problem.status}: ${problem.detail || problem.title}`);
		this.call = call;
		this.status = problem.status;
		this.type = problem.type;
		this.title = problem.title;
		this.detail = problem.detail;
		this.errors = problem.errors;
		this.requestId = problem.requestId;
	}
}

/** 400: `errors` names the fields that are wrong. */
export class BadRequestError extends ApiError {
	override readonly name = 'BadRequestError';
}

/** 401: the API key is missing, wrong, expired or revoked. */
export class AuthenticationError extends ApiError {
	override readonly name = 'AuthenticationError';
}

/** 403: the API key is not good for this call. */
export class PermissionError extends ApiError {
	override readonly name = 'PermissionError';
}

/** 404: there is no such thing, or it is not for this API key. */
export class NotFoundError extends ApiError {
	override readonly name = 'NotFoundError';
}

/** 409: the request conflicts with the current state. */
export class ConflictError extends ApiError {
	override readonly name = 'ConflictError';
}

/** 410: it is not kept any more. */
export class GoneError extends ApiError {
	override readonly name = 'GoneError';
}

/** 422: the Idempotency-Key was used for another request. */
export class IdempotencyError extends ApiError {
	override readonly name = 'IdempotencyError';
}

/** 429: too many requests, and all retries met the same. */
export class RateLimitError extends ApiError {
	override readonly name = 'RateLimitError';
}

/** 500 and above: something is wrong on the side of the service. */
export class ServerError extends ApiError {
	override readonly name = 'ServerError';
}

const BY_STATUS: Readonly<Record<number, new (call: string, problem: Problem) => ApiError>> = {
	400: BadRequestError,
	401: AuthenticationError,
	403: PermissionError,
	404: NotFoundError,
	409: ConflictError,
	410: GoneError,
	422: IdempotencyError,
	429: RateLimitError,
};

/** The error of an answer that is not a success; its body may be anything. */
export function toApiError(call: string, answer: Response, body: string): ApiError {
	const { status } = answer;
	const said = toObject(body);
	const problem: Problem = {
		status,
		type: textOf(said['type']) ?? 'about:blank',
		title: textOf(said['title']) ?? (answer.statusText || `HTTP ${status}`),
		detail: textOf(said['detail']) ?? '',
		errors: Array.isArray(said['errors']) ? (said['errors'] as readonly FieldError[]) : [],
		requestId: answer.headers.get('x-request-id'),
	};
	const Known = BY_STATUS[status] ?? (status >= 500 ? ServerError : ApiError);
	return new Known(call, problem);
}

function toObject(body: string): Readonly<Record<string, unknown>> {
	try {
		const value = JSON.parse(body) as unknown;
		return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
	} catch {
		return {};
	}
}

function textOf(value: unknown): string | undefined {
	return typeof value === 'string' ? value : undefined;
}
