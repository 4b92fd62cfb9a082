/** Which page of the setup portal is where. */
import { Hono } from 'hono';
import type { AppEnv } from '../../http/context.ts';
import { methods, type Handler, type Method } from '../../http/methods.ts';
import { PageFailure } from '../request.ts';
import * as check from './check.tsx';
import * as connect from './connect.tsx';
import * as done from './done.tsx';
import * as google from './google/callback.tsx';
import * as link from './link.tsx';
import { failed, notAllowed, notFound, page } from './page.tsx';
import * as users from './users.tsx';

/** The pages by their paths. */
export const PAGES: Readonly<Record<string, Partial<Record<Method, Handler>>>> = {
	'/setup/:secret': { GET: link.show, POST: link.submit },
	'/setup/:link/connect': { GET: connect.show },
	'/setup/:link/token': { POST: connect.renew },
	'/setup/:link/check': { GET: check.show },
	'/setup/:link/check/live': { GET: check.live },
	'/setup/:link/users': { GET: users.show },
	'/setup/:link/users/live': { GET: users.live },
	'/setup/:link/done': { GET: done.show },
	'/google/callback': { GET: google.callback },
};

/** Routes below /. */
export function portalRoutes(): Hono<AppEnv> {
	const app = new Hono<AppEnv>();
	for (const [path, handlers] of Object.entries(PAGES)) methods(app, path, handlers, notAllowed);
	app.all('/setup/*', notFound);
	app.onError((thrown, c) => {
		if (!(thrown instanceof PageFailure)) return failed(c, thrown);
		const { status, title, detail } = thrown.problem;
		const parts = { title, status: status === 413 ? 413 : 403 } as const;
		return page(c, { look: undefined }, parts, <p>{detail}</p>);
	});
	return app;
}
