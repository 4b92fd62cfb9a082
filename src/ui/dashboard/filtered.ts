/** What a list answers to the filters of a page. */
import type { Problem } from '../../contract/problem.ts';
import type { AppContext } from '../../http/context.ts';
import type { Result } from '../../result.ts';
import { errorOf, type Refused } from '../components/form.tsx';
import { PageFailure } from './access.ts';

/** The filters of a page: what was asked for, and what was wrong with it. */
export interface Asked {
	readonly refused: Refused | undefined;
	/** What a field of the filters is given: its name, what was asked for, and what is wrong with that. */
	readonly field: (name: string) => {
		readonly name: string;
		readonly value: string;
		readonly error: string | undefined;
	};
}

/** Throws PageFailure for what no other filter mends. */
export function askedOf(c: AppContext, result: Result<unknown, Problem>): Asked {
	const sent = (name: string) => c.req.query(name) ?? '';
	if (!result.ok && !isOfFilters(c, result.error)) throw new PageFailure(result.error);
	const refused = result.ok ? undefined : { problem: result.error, sent };
	return {
		refused,
		field: (name) => ({ name, value: sent(name), error: errorOf(refused, name) }),
	};
}

/** Other than by 400, a directory is refused that there is not. */
function isOfFilters(c: AppContext, { status, errors = [] }: Problem): boolean {
	return status === 400 || errors.some(({ field }) => c.req.query(field) !== undefined);
}
