/** Registers the methods of a path, and 405 with `Allow` for all others (RFC 9110 §15.5.6). */
import type { Hono } from 'hono';
import type { AppContext, AppEnv } from './context.ts';

/** Answers a request. */
export type Handler = (c: AppContext) => Response | Promise<Response>;

/** The methods that paths are served by; HEAD goes with GET. */
export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** Adds a path; `refuse` answers a method that the path does not have. Hono serves HEAD through GET. */
export function methods(
	app: Hono<AppEnv>,
	path: string,
	handlers: Partial<Record<Method, Handler>>,
	refuse: (c: AppContext, allow: string) => Response | Promise<Response>,
): void {
	const names = Object.keys(handlers);
	for (const [method, handler] of Object.entries(handlers)) app.on(method, path, handler);
	const allow = (handlers.GET === undefined ? names : ['HEAD', ...names]).toSorted().join(', ');
	app.all(path, (c) => refuse(c, allow));
}
