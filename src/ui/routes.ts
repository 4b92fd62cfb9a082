/** All pages: the dashboard for operators. */
import { Hono } from 'hono';
import type { AppEnv } from '../http/context.ts';
import { dashboardRoutes } from './dashboard/routes.tsx';

/** Routes below /. */
export function pageRoutes(): Hono<AppEnv> {
	const app = new Hono<AppEnv>();
	app.route('/dashboard', dashboardRoutes());
	return app;
}
