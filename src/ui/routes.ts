/** All pages: the dashboard for operators, and the setup portal for their customers' IT admins. */
import { Hono } from 'hono';
import type { AppEnv } from '../http/context.ts';
import { dashboardRoutes } from './dashboard/routes.tsx';
import { portalRoutes } from './portal/routes.tsx';

/** Routes below /. */
export function pageRoutes(): Hono<AppEnv> {
	const app = new Hono<AppEnv>();
	app.route('/dashboard', dashboardRoutes());
	app.route('/', portalRoutes());
	return app;
}
