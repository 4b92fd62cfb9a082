/** What a browser sends to any page: a form, from a page of ours or from elsewhere, over https or not. */
import { PROBLEMS, type Problem } from '../contract/problem.ts';
import { originOf, type AppContext } from '../http/context.ts';

/** A page cannot be shown, or a form cannot be taken. */
export class PageFailure extends Error {
	override readonly name = 'PageFailure';
	readonly problem: Pick<Problem, 'status' | 'title' | 'detail'>;

	constructor(problem: PageFailure['problem']) {
		super(problem.detail);
		this.problem = problem;
	}
}

/** Longer than any form of ours gets. */
const FORM_BYTES_MAX = 256 * 1024;

/** The fields of a form as browsers send them; throws PageFailure for anything else. */
export async function fieldsOf(c: AppContext): Promise<URLSearchParams> {
	if (isFromElsewhere(c)) {
		throw new PageFailure({
			...problemOf(403),
			detail: 'This form was submitted from another site.',
		});
	}
	const isTooLong = Number(c.req.header('Content-Length') ?? 0) > FORM_BYTES_MAX;
	const bytes = isTooLong ? undefined : await c.req.arrayBuffer();
	if (bytes === undefined || bytes.byteLength > FORM_BYTES_MAX) {
		throw new PageFailure({ ...problemOf(413), detail: 'This form is too large.' });
	}
	return new URLSearchParams(new TextDecoder().decode(bytes));
}

/** A problem of a status, to be told in detail. */
function problemOf(status: 403 | 413): Pick<Problem, 'status' | 'title'> {
	return { status, title: PROBLEMS[status].title };
}

/** Whether a browser says that another site has sent this; what is no browser says nothing. */
export function isFromElsewhere(c: AppContext): boolean {
	const site = c.req.header('Sec-Fetch-Site');
	if (site !== undefined) return site !== 'same-origin';
	const origin = c.req.header('Origin') ?? 'null';
	return origin !== 'null' && origin !== originOf(c);
}

/** Whether the browser came over https: locally it does not, and cookies go by that. */
export function isSecure(c: AppContext): boolean {
	return originOf(c).startsWith('https:');
}
