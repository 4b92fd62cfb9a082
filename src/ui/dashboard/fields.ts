/** Texts of fields as the API wants them, and what becomes of a page whose form is refused. */
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { PROBLEMS, problemType, type Problem } from '../../contract/problem.ts';
import { CONFIRM_FIELD } from '../components/form.tsx';

/** A number that was typed; undefined for none. What is no number stays text, for the API to refuse. */
export function numberOf(typed: string): number | string | undefined {
	if (typed === '') return undefined;
	return /^[+-]?\d+(?:\.\d+)?$/.test(typed) ? Number(typed) : typed;
}

/** A problem that a page finds by itself, before the API is asked. */
export function problemWith(field: string, detail: string): Problem {
	return {
		type: problemType(400),
		title: PROBLEMS[400].title,
		status: 400,
		detail: `${field}: ${detail}`,
		errors: [{ field, detail }],
	};
}

/** What is said of a name that was to be typed, and was not. */
export const UNNAMED = 'That name does not match.';

/** The same as a problem of a form. */
export const NOT_NAMED: Problem = { ...problemWith(CONFIRM_FIELD, UNNAMED), detail: UNNAMED };

/** The status of a page with a form that comes back, or with something that was not named. */
export function statusOf(refused: Problem | undefined, unconfirmed?: string): ContentfulStatusCode {
	if (refused !== undefined) return refused.status as ContentfulStatusCode;
	return unconfirmed === undefined ? 200 : 400;
}
