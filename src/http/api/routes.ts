/** The /v1 API: the key first, then which path and method is served by what. */
import { Hono } from 'hono';
import { equalSecrets } from '../../platform/crypto.ts';
import { bearerOf, type AppContext, type AppEnv } from '../context.ts';
import { methods } from '../methods.ts';
import * as attempts from './attempts.ts';
import * as brake from './brake.ts';
import * as deadLetters from './dead-letters.ts';
import * as directories from './directories.ts';
import { rotateSecret } from './endpoint-secrets.ts';
import { testEndpoint } from './endpoint-test.ts';
import * as events from './events.ts';
import { problem } from './problem.ts';
import * as replays from './replays.ts';
import * as schemas from './schemas.ts';
import * as signingKeys from './signing-keys.ts';
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
		'/directories/:id/deprovisioning-brake': {
			GET: brake.read,
			PUT: brake.replace,
			DELETE: brake.remove,
		},
		'/directories/:id/deprovisioning-brake/resume': { POST: brake.resume },
		'/directories/:id/deprovisioning-brake/discard': { POST: brake.discard },
		'/directories/:id/events': { GET: events.list },
		'/directories/:id/events/:eventId': { GET: events.read },
		'/directories/:id/events/:eventId/attempts': { GET: attempts.listForEvent },
		'/webhook-endpoints': { GET: endpoints.list, POST: endpoints.create },
		'/webhook-endpoints/:id': {
			GET: endpoints.read,
			PATCH: endpoints.update,
			DELETE: endpoints.remove,
		},
		'/webhook-endpoints/:id/rotate-secret': { POST: rotateSecret },
		'/webhook-endpoints/:id/test': { POST: testEndpoint },
		'/webhook-endpoints/:id/replay': { POST: replays.create },
		'/webhook-endpoints/:id/replays': { GET: replays.list },
		'/webhook-endpoints/:id/replays/:replayId': { GET: replays.read, DELETE: replays.cancel },
		'/webhook-endpoints/:id/dead-letters': { GET: deadLetters.list },
		'/webhook-endpoints/:id/dead-letters/redeliver': { POST: deadLetters.redeliverAll },
		'/webhook-endpoints/:id/dead-letters/:eventId/redeliver': { POST: deadLetters.redeliver },
		'/webhook-endpoints/:id/attempts': { GET: attempts.list },
		'/signing-keys': { GET: signingKeys.list, POST: signingKeys.create },
		'/signing-keys/:id': { DELETE: signingKeys.remove },
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
