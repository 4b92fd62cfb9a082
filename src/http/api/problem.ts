/** Errors of the /v1 API as RFC 9457 problem details. */
import type { ScimError } from '../../scim/errors.ts';
import { retryAfter } from '../context.ts';

/** A field of the request that is wrong, and why. */
export interface FieldError {
	readonly field: string;
	readonly detail: string;
}

/** The problems of this API; `type` is a relative reference, so that it needs no host of ours. */
const TITLES = {
	400: 'The request is not valid',
	401: 'The API key is missing or wrong',
	404: 'There is no such thing',
	405: 'The method is not possible here',
	409: 'The request conflicts with the current state',
	410: 'It is not kept any more',
	413: 'The request is too large',
	415: 'The media type is not supported',
	429: 'There are too many requests',
	500: 'Something went wrong on our side',
	503: 'The service is not available',
} as const;

/** The statuses that this API refuses with. */
export type ProblemStatus = keyof typeof TITLES;

/** A problem as an answer. */
export function problem(
	status: ProblemStatus,
	detail: string,
	options: {
		readonly errors?: readonly FieldError[];
		readonly headers?: Readonly<Record<string, string>>;
		/** Extension members (RFC 9457 §3.2). */
		readonly members?: Readonly<Record<string, unknown>>;
	} = {},
): Response {
	const body = {
		type: 'about:blank',
		title: TITLES[status],
		status,
		detail,
		...(options.errors === undefined ? {} : { errors: options.errors }),
		...options.members,
	};
	return new Response(JSON.stringify(body), {
		status,
		headers: {
			'Content-Type': 'application/problem+json',
			...retryAfter(status),
			...options.headers,
		},
	});
}

/** A request of which these fields are wrong; `detail` tells of all of them. */
export function fieldProblem(
	errors: readonly FieldError[],
	status: 400 | 404 | 409 = 400,
): Response {
	const detail = errors.map((error) => `${error.field}: ${error.detail}`).join('; ');
	return problem(status, detail, { errors });
}

/** A refusal of the core or the writer, in the API's words; 503 for what the API has no word for. */
export function problemOf({ status, detail }: ScimError): Response {
	const known = ([404, 409, 429, 500] as const).find((each) => each === status);
	return problem(known ?? 503, detail);
}
