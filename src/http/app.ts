/**
 * The HTTP application: what every request gets (an id, the configuration, one log line) and where
 * requests go. Whatever is thrown below ends here and leaves as an error with the request's id.
 */
import { Hono } from 'hono';
import { ConfigError, readConfig } from '../env.ts';
import { now } from '../platform/clock.ts';
import { newId } from '../platform/ids.ts';
import { describe, info, warn } from '../platform/log.ts';
import { failureOf, openDatabase } from '../store/database.ts';
import { problem } from './api/problem.ts';
import { apiRoutes } from './api/routes.ts';
import type { AppContext, AppEnv } from './context.ts';
import { scimRoutes } from './scim/routes.ts';
import { scimError } from './scim/respond.ts';

/** Makes the application. */
export function createApp(): Hono<AppEnv> {
	const app = new Hono<AppEnv>({ strict: false });
	app.use('*', async (c, next) => {
		const started = now();
		const requestId = newId('req');
		c.set('requestId', requestId);
		await next();
		c.res = withHeaders(c.res, { 'X-Request-Id': requestId, 'Cache-Control': 'no-store' });
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
		await next();
	});
	app.get('/healthz', (c) => c.json({ status: 'ok' }));
	app.route('/scim/v2/:directoryId', scimRoutes());
	app.route('/v1', apiRoutes());
	app.notFound((c) => problem(404, `There is nothing at ${c.req.path}.`));
	app.onError(failed);
	return app;
}

/** An unexpected failure: details go to the log, the client gets the id to ask about. */
function failed(thrown: Error, c: AppContext): Response {
	const requestId = c.get('requestId');
	warn('http.failed', {
		requestId,
		method: c.req.method,
		path: pathForLog(c.req.path),
		error: describe(thrown),
	});
	const [status, detail] = explain(thrown, requestId);
	return c.req.path.startsWith('/scim/') ? scimError({ status, detail }) : problem(status, detail);
}

function explain(thrown: Error, requestId: string): [500 | 503, string] {
	if (thrown instanceof ConfigError) return [503, `Rollcall is not configured: ${thrown.message}`];
	const text = describe(thrown);
	if (/no such table/.test(text)) {
		return [
			503,
			'The database has no tables yet: run "npm run deploy", which applies the migrations.',
		];
	}
	if (failureOf(thrown) !== 'refused') {
		return [503, `The database did not answer. Try again; the request's id is ${requestId}.`];
	}
	return [500, `Unexpected failure. Please report it with the request's id: ${requestId}.`];
}

/**
 * The path without what a client may have put into it: no query string (filters carry personal data),
 * and of a resource's id only what looks like one of ours.
 */
function pathForLog(path: string): string {
	return path.replace(/\/(Users|Groups)\/(?![0-9a-f-]{36}\/?$).*/i, '/$1/…');
}

/** Responses of handlers may be immutable (a 304, a problem): headers go on a copy. */
function withHeaders(response: Response, headers: Readonly<Record<string, string>>): Response {
	const copy = new Response(response.body, response);
	for (const [name, value] of Object.entries(headers)) copy.headers.set(name, value);
	return copy;
}
