/** The pages that the `type` of a problem leads to: what it means, and what to do about it. */
import { Hono } from 'hono';
import { PROBLEM_STATUSES, PROBLEMS, problemType, PROBLEM_PAGES } from '../contract/problem.ts';
import type { AppEnv } from './context.ts';

/** GET /problems, and one page for each kind. */
export function problemRoutes(): Hono<AppEnv> {
	const app = new Hono<AppEnv>();
	const pages = PROBLEM_STATUSES.map((status) => {
		const { title, meaning } = PROBLEMS[status];
		return [problemType(status), `${title} (${status})\n\n${meaning}\n`] as const;
	});
	for (const [path, text] of pages) app.get(path, (c) => c.text(text));
	const all = pages.map(([path, text]) => `${path}\n${text}`).join('\n\n');
	app.get(PROBLEM_PAGES, (c) => c.text(all));
	return app;
}
