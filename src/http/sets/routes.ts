/** What receivers of Security Event Tokens call: the poll endpoints, and the keys to verify with. */
import { Hono } from 'hono';
import type { AppContext, AppEnv } from '../context.ts';
import { methods } from '../methods.ts';
import { readJwks } from './keys.ts';
import { pollSets } from './poll.ts';
import { setError } from './respond.ts';

/** Routes below /. */
export function setRoutes(): Hono<AppEnv> {
	const app = new Hono<AppEnv>();
	methods(app, '/.well-known/jwks.json', { GET: readJwks }, methodNotAllowed);
	methods(app, '/sets/:endpointId', { POST: pollSets }, methodNotAllowed);
	return app;
}

function methodNotAllowed(c: AppContext, allow: string): Response {
	const detail = `${c.req.method} is not allowed here. Allowed: ${allow}.`;
	return setError(405, detail, { Allow: allow });
}
