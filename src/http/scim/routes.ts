/** The SCIM endpoint of a directory: which path and method is served by what. */
import { Hono } from 'hono';
import { RESOURCE_TYPES } from '../../scim/schema/resource-types.ts';
import type { AppContext, AppEnv } from '../context.ts';
import { methods } from '../methods.ts';
import { proofOf, refuse } from './access.ts';
import * as discovery from './discovery.ts';
import { resourceHandlers } from './resources.ts';

/** Routes below /scim/v2/{directoryId}. */
export function scimRoutes(): Hono<AppEnv> {
	const app = new Hono<AppEnv>({ strict: false });
	for (const { name, endpoint } of RESOURCE_TYPES) {
		const handlers = resourceHandlers(name);
		methods(app, endpoint, { GET: handlers.list, POST: handlers.create }, methodNotAllowed);
		methods(
			app,
			`${endpoint}/:id`,
			{
				GET: handlers.read,
				PUT: handlers.replace,
				PATCH: handlers.patch,
				DELETE: handlers.delete,
			},
			methodNotAllowed,
		);
	}
	const documents = {
		'/ServiceProviderConfig': discovery.readServiceProviderConfig,
		'/ResourceTypes': discovery.listResourceTypes,
		'/ResourceTypes/:id': discovery.readResourceType,
		'/Schemas': discovery.listSchemas,
		'/Schemas/:id': discovery.readSchema,
	};
	for (const [path, GET] of Object.entries(documents))
		methods(app, path, { GET }, methodNotAllowed);
	app.all('*', async (c) =>
		refuse(c, await proofOf(c), { status: 404, detail: 'There is no such SCIM endpoint.' }),
	);
	return app;
}

async function methodNotAllowed(c: AppContext, allow: string): Promise<Response> {
	const detail = `${c.req.method} is not possible here; possible are ${allow}.`;
	return refuse(c, await proofOf(c), { status: 405, detail }, { Allow: allow });
}
