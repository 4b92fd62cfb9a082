/** What a list answers to the filters of a page. */
import type { Problem } from '../../contract/problem.ts';
import type { AppContext } from '../../http/context.ts';
import type { Result } from '../../result.ts';
import type { Refused } from '../components/form.tsx';
import { PageFailure } from '../request.ts';

/** What was wrong with the filters, if anything was. Throws PageFailure for what no other filter mends. */
export function refusedFilters(
	c: AppContext,
	result: Result<unknown, Problem>,
): Refused | undefined {
	if (result.ok) return undefined;
	if (!isOfFilters(c, result.error)) throw new PageFailure(result.error);
	return { problem: result.error, all: (name) => c.req.queries(name) ?? [] };
}

/** Other than by 400, a directory is refused that there is not. */
function isOfFilters(c: AppContext, { status, errors = [] }: Problem): boolean {
	return status === 400 || errors.some(({ field }) => c.req.query(field) !== undefined);
}
