/** Which page of the dashboard is where. */
import { Hono } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { PROBLEMS } from '../../contract/problem.ts';
import type { AppContext, AppEnv } from '../../http/context.ts';
import { methods, type Handler, type Method } from '../../http/methods.ts';
import { respond } from '../respond.tsx';
import { viewOf } from '../view.ts';
import { PageFailure, SignedOut } from './access.ts';
import * as apiKeys from './api-keys.tsx';
import * as signIn from './sign-in.tsx';

const PAGES: Readonly<Record<string, Partial<Record<Method, Handler>>>> = {
	'/sign-in': { GET: signIn.show, POST: signIn.submit },
	'/sign-out': { POST: signIn.leave },
	'/api-keys': { GET: apiKeys.list, POST: apiKeys.create },
	'/api-keys/:id/revoke': { POST: apiKeys.revoke },
};

/** Routes below /dashboard. */
export function dashboardRoutes(): Hono<AppEnv> {
	const app = new Hono<AppEnv>();
	for (const [path, handlers] of Object.entries(PAGES)) {
		methods(app, path, handlers, (c, allow) => {
			const detail = 'This page cannot be opened like that.';
			return failure(c, { status: 405, title: PROBLEMS[405].title, detail }, { Allow: allow });
		});
	}
	app.all('*', (c) =>
		failure(c, { status: 404, title: PROBLEMS[404].title, detail: 'There is no such page.' }),
	);
	app.onError((thrown, c) => {
		if (thrown instanceof SignedOut) return signIn.askToSignIn(c);
		if (thrown instanceof PageFailure) return failure(c, thrown.problem);
		throw thrown;
	});
	return app;
}

/** A page in the place of one that cannot be shown. */
function failure(
	c: AppContext,
	{ status, title, detail }: PageFailure['problem'],
	headers: Readonly<Record<string, string>> = {},
): Promise<Response> {
	const content = (
		<main class="door">
			<h1>{title}</h1>
			<p>{detail}</p>
			<p>
				<a href="/dashboard">To the overview</a>
			</p>
		</main>
	);
	return respond(c, viewOf(c), `${title} · Rollcall`, content, {
		status: status as ContentfulStatusCode,
		headers,
	});
}
