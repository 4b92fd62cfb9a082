/** The /v1 API: the key first, then which path and method is served by what. */
import { Hono } from 'hono';
import { equalSecrets } from '../../platform/crypto.ts';
import { bearerOf, type AppContext, type AppEnv } from '../context.ts';
import { methods } from '../methods.ts';
import * as directories from './directories.ts';
import { listLog } from './events.ts';
import { problem } from './problem.ts';
import * as schemas from './schemas.ts';
import * as endpoints from './webhook-endpoints.ts';

/** Routes below /v1. */
export function apiRoutes(): Hono<AppEnv> {
	const app = new Hono<AppEnv>({ strict: false });
	app.use('*', async (c, next) => {
		if (!(await equalSecrets(bearerOf(c), c.get('config').adminKey))) {
			return problem(401, 'Send the API key as "Authorization: Bearer <key>".', {
				headers: { 'WWW-Authenticate': 'Bearer realm="Rollcall"' },
			});
		}
		return next();
	});
	const routes = {
		'/directories': { GET: directories.list, POST: directories.create },
		'/directories/:id': { GET: directories.read, PATCH: directories.update },
		'/directories/:id/tokens': { GET: directories.readTokens, POST: directories.createToken },
		'/directories/:id/tokens/:tokenId': { DELETE: directories.deleteToken },
		'/directories/:id/schemas': { GET: schemas.list, POST: schemas.create },
		'/directories/:id/schemas/:urn': {
			GET: schemas.read,
			PUT: schemas.replace,
			DELETE: schemas.remove,
		},
		'/directories/:id/events': { GET: listLog },
		'/webhook-endpoints': { GET: endpoints.list, POST: endpoints.create },
		'/webhook-endpoints/:id': { GET: endpoints.read },
	};
	for (const [path, handlers] of Object.entries(routes)) {
		methods(app, path, handlers, methodNotAllowed);
	}
	return app;
}

function methodNotAllowed(c: AppContext, allow: string): Response {
	return problem(405, `${c.req.method} is not possible here; possible are ${allow}.`, {
		headers: { Allow: allow },
	});
}
