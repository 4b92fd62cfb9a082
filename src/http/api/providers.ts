/** GET /v1/providers: what the contract knows of them. */
import { PROVIDERS, type Provider } from '../../contract/providers.ts';
import type { Page } from '../../contract/shared.ts';
import type { AppContext } from '../context.ts';

/** GET /v1/providers: all of them, on one page. */
export function list(c: AppContext): Response {
	return c.json({ data: PROVIDERS, next_cursor: null } satisfies Page<Provider>);
}
