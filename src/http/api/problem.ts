/** Errors of the /v1 API as RFC 9457 problem details. */
import { PROBLEMS, problemType, type Problem, type ProblemStatus } from '../../contract/problem.ts';
import type { ScimError } from '../../scim/errors.ts';
import { retryAfter } from '../context.ts';

/** A field of the request that is wrong, and why. */
export type FieldError = NonNullable<Problem['errors']>[number];

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
		type: problemType(status),
		title: PROBLEMS[status].title,
		status,
		detail,
		// Of every refusal a client may be to blame for, so that it can be gone over without looking.
		...(status < 500 ? { errors: options.errors ?? [] } : {}),
		...options.members,
	} satisfies Problem;
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
	status: 400 | 403 | 404 | 409 = 400,
): Response {
	const detail = errors.map((error) => `${error.field}: ${error.detail}`).join('; ');
	return problem(status, detail, { errors });
}

/** A refusal of the core or the writer, in the API's words; 503 for what the API has no word for. */
export function problemOf({ status, detail }: ScimError): Response {
	const known = ([404, 409, 429, 500] as const).find((each) => each === status);
	return problem(known ?? 503, detail);
}
