/**
 * The HTTP application: what every request gets (an id, the configuration, one log line) and where
 * requests go. Whatever is thrown below ends here and leaves as an error with the request's id.
 */
import { Hono } from 'hono';
import { getPath } from 'hono/utils/url';
import { readConfig } from '../env.ts';
import { now } from '../platform/clock.ts';
import { newId } from '../platform/ids.ts';
import { info } from '../platform/log.ts';
import { badRequest } from '../scim/errors.ts';
import { openDatabase } from '../store/database.ts';
import { problem } from './api/problem.ts';
import { apiRoutes } from './api/routes.ts';
import { noteRequest } from './audit-log.ts';
import type { AppContext, AppEnv } from './context.ts';
import { noteFailure } from './failure.ts';
import { isScim, pathForLog } from './log-path.ts';
import { openApiDocument } from './openapi.ts';
import { problemRoutes } from './problems.ts';
import { answerType, SCIM_JSON } from './scim/media-type.ts';
import { scimRoutes } from './scim/routes.ts';
import { scimError } from './scim/respond.ts';
import { setRoutes } from './sets/routes.ts';

/** Makes the application; `pages` are the routes for people. */
export function createApp(pages: Hono<AppEnv>): Hono<AppEnv> {
	const app = new Hono<AppEnv>({ getPath: pathOf });
	app.use('*', async (c, next) => {
		const started = now();
		const requestId = newId('req');
		c.set('requestId', requestId);
		await next();
		c.res = await finished(c, requestId);
		info('http.request', {
			requestId,
			method: c.req.method,
			path: pathForLog(c.req.path),
			status: c.res.status,
			durationMs: now() - started,
		});
	});
	app.use('*', async (c, next) => {
		c.set('config', readConfig(c.env));
		c.set('db', openDatabase(c.env.DB));
		c.set('changes', []);
		const started = now();
		const served = next().then(() => noteRequest(c, started));
		// Who hangs up must not cut off a change before it is noted.
		c.executionCtx.waitUntil(served);
		await served;
	});
	// Who opens the bare host in a browser looks for the dashboard.
	app.get('/', (c) =>
		c.req.header('Accept')?.includes('text/html') ? c.redirect('/dashboard', 303) : nothingThere(c),
	);
	app.get('/healthz', (c) => c.json({ status: 'ok' }));
	app.get('/openapi.json', (c) => c.json(openApiDocument()));
	app.route('/scim/v2/:directoryId', scimRoutes());
	app.route('/v1', apiRoutes());
	app.route('/', problemRoutes());
	app.route('/', setRoutes());
	app.route('/', pages);
	app.notFound(nothingThere);
	app.onError(failed);
	return app;
}

/** The path of a request; the base URL of a directory may have been entered with a slash at its end. */
function pathOf(request: Request): string {
	// leniency: doubled_slash, trailing_slash
	return getPath(request)
		.replace(/^(\/scim\/v2\/[^/]+\/)\/+/, '$1')
		.replace(/(?<=.)\/$/, '');
}

/** The answer with the headers that every one has; on a copy, for that of a handler may be immutable. */
async function finished(c: AppContext, requestId: string): Promise<Response> {
	const { res } = c;
	const isHead = c.req.method === 'HEAD' && res.body !== null;
	// HEAD tells the length of what GET sends (RFC 9110 §9.3.2), so that is made and dropped.
	const length = isHead ? (await res.arrayBuffer()).byteLength : 0;
	const response = new Response(isHead ? null : res.body, res);
	if (isHead) response.headers.set('Content-Length', String(length));
	response.headers.set('X-Request-Id', requestId);
	// What does not say otherwise is kept nowhere, so it needs no `Vary: Accept` either.
	if (!response.headers.has('Cache-Control')) response.headers.set('Cache-Control', 'no-store');
	if (response.headers.get('Content-Type') === SCIM_JSON) {
		response.headers.set('Content-Type', answerType(c.req.header('Accept')));
	}
	return response;
}

function nothingThere(c: AppContext): Response {
	const { path } = c.req;
	if (!isScim(path)) return problem(404, `There is nothing at ${path}.`);
	const version = /^\/scim\/(v\d[^/]*)/.exec(path)?.[1] ?? 'v2';
	return scimError(
		version === 'v2'
			? { status: 404, detail: 'The SCIM endpoint of a directory is /scim/v2/{directoryId}.' }
			: badRequest('invalidVers', `SCIM ${version} is not supported here, only v2 (/scim/v2/…).`),
	);
}

function failed(thrown: Error, c: AppContext): Response {
	const [status, detail] = noteFailure(c, thrown);
	return isScim(c.req.path) ? scimError({ status, detail }) : problem(status, detail);
}
