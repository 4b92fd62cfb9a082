/** What every handler finds in its Hono context. */
import type { Context } from 'hono';
import type { Config, Env } from '../env.ts';
import type { Database } from '../store/database.ts';

export interface AppEnv {
	Bindings: Env;
	Variables: {
		readonly requestId: string;
		readonly config: Config;
		readonly db: Database;
	};
}

export type AppContext = Context<AppEnv>;

/** Scheme and host that the client used, for absolute URLs in answers. */
export function originOf(c: AppContext): string {
	return new URL(c.req.url).origin;
}
