/** /v1/providers: what the contract knows of them. */
import {
	providerOf,
	PROVIDERS,
	type Provider,
	type ProviderInFull,
} from '../../contract/providers.ts';
import type { Page } from '../../contract/shared.ts';
import { param, type AppContext } from '../context.ts';
import { problem } from './problem.ts';

/** GET /v1/providers: all of them, on one page. */
export function list(c: AppContext): Response {
	return c.json({ data: PROVIDERS, next_cursor: null } satisfies Page<Provider>);
}

/** GET /v1/providers/{type} */
export function read(c: AppContext): Response {
	const type = param(c, 'type');
	const provider = providerOf(type);
	if (provider === undefined) return problem(404, `There is no provider "${type}".`);
	return c.json(provider satisfies ProviderInFull);
}
