/** The refusals of the /v1 API in the OpenAPI document: one for each status, which all calls share. */
import {
	PROBLEM_STATUSES,
	PROBLEMS,
	problemExample,
	type ProblemStatus,
} from '../../contract/problem.ts';
import { headerRefs } from './parameters.ts';
import { refTo, type Json, type Schemas } from './schemas.ts';

/** What every call may answer, whatever it is about. */
export const COMMON_PROBLEMS = [400, 401, 403, 429, 500, 503] as const;

/** What a POST may answer besides, because of its Idempotency-Key. */
export const IDEMPOTENCY_PROBLEMS = [409, 422] as const;

/** 405 is of no call: its method is that of none. */
const OF_CALLS = PROBLEM_STATUSES.filter((status) => status !== 405);

/** Every refusal, by the name of its component. */
export function problemResponses({ components }: Schemas): Readonly<Record<string, Json>> {
	return Object.fromEntries(
		OF_CALLS.map((status) => [
			componentOf(status),
			{
				description: `${PROBLEMS[status].title}. ${PROBLEMS[status].meaning}`,
				headers: headersOf(status),
				content: {
					'application/problem+json': {
						schema: { $ref: refTo(schemaOf(status)) },
						examples: {
							[PROBLEMS[status].name]: { value: exampleOf(status, components) },
						},
					},
				},
			},
		]),
	);
}

/** The refusals with these statuses, in order. */
export function problemRefs(statuses: readonly number[]): Readonly<Record<string, Json>> {
	return Object.fromEntries(
		PROBLEM_STATUSES.filter((status) => statuses.includes(status)).map((status) => [
			String(status),
			{ $ref: `#/components/responses/${componentOf(status)}` },
		]),
	);
}

/** Two have members of their own. */
function schemaOf(status: ProblemStatus): string {
	if (status === 409) return 'ConflictProblem';
	return status === 410 ? 'GoneProblem' : 'Problem';
}

function exampleOf(status: ProblemStatus, components: Schemas['components']): unknown {
	const examples = components[schemaOf(status)]?.['examples'] as readonly unknown[] | undefined;
	return schemaOf(status) === 'Problem' ? problemExample(status) : examples?.[0];
}

function headersOf(status: ProblemStatus): Json {
	if (status === 401) return headerRefs('X-Request-Id', 'WWW-Authenticate');
	if (status === 429 || status === 503) return headerRefs('X-Request-Id', 'Retry-After');
	return headerRefs('X-Request-Id');
}

/** `not-found` is the component `NotFound`. */
function componentOf(status: ProblemStatus): string {
	return PROBLEMS[status].name.replaceAll(/(?:^|-)(\w)/g, (_, letter: string) =>
		letter.toUpperCase(),
	);
}
