/** The SCIM endpoint of a directory: which path and method is served by what. */
import { Hono } from 'hono';
import type { ScimError } from '../../scim/errors.ts';
import { RESOURCE_TYPES } from '../../scim/schema/resource-types.ts';
import type { AppContext, AppEnv } from '../context.ts';
import { methods } from '../methods.ts';
import { proofOf, refuse } from './access.ts';
import { bulk } from './bulk.ts';
import * as discovery from './discovery.ts';
import { queryHandlers } from './queries.ts';
import { resourceHandlers } from './resources.ts';

/** RFC 7644 §3.11. */
const NO_SUBJECT: ScimError = {
	status: 501,
	detail: 'There is no /Me: a token stands for an identity provider, not for a user.',
};

/** Routes below /scim/v2/{directoryId}. */
export function scimRoutes(): Hono<AppEnv> {
	const app = new Hono<AppEnv>();
	for (const { name, endpoint } of RESOURCE_TYPES) {
		const handlers = resourceHandlers(name);
		const { list, search } = queryHandlers([name]);
		methods(app, endpoint, { GET: list, POST: handlers.create }, methodNotAllowed);
		methods(app, `${endpoint}/.search`, { POST: search }, methodNotAllowed);
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
	const root = queryHandlers(RESOURCE_TYPES.map(({ name }) => name));
	methods(app, '/', { GET: root.list }, methodNotAllowed);
	methods(app, '/.search', { POST: root.search }, methodNotAllowed);
	methods(app, '/Bulk', { POST: bulk }, methodNotAllowed);
	const documents = {
		'/ServiceProviderConfig': discovery.readServiceProviderConfig,
		'/ResourceTypes': discovery.listResourceTypes,
		'/ResourceTypes/:id': discovery.readResourceType,
		'/Schemas': discovery.listSchemas,
		'/Schemas/:id': discovery.readSchema,
	};
	for (const [path, GET] of Object.entries(documents))
		methods(app, path, { GET }, methodNotAllowed);
	app.all('/Me/*', async (c) => refuse(c, await proofOf(c), NO_SUBJECT));
	const endpoints = [...RESOURCE_TYPES.map(({ endpoint }) => endpoint), '/Bulk', '/.search'];
	const known = [...endpoints, '/ServiceProviderConfig', '/ResourceTypes', '/Schemas'].join(', ');
	app.all('*', async (c) =>
		refuse(c, await proofOf(c), {
			status: 404,
			detail: `There is no such SCIM endpoint. The endpoints are ${known}; case matters.`,
		}),
	);
	return app;
}

async function methodNotAllowed(c: AppContext, allow: string): Promise<Response> {
	const detail = `${c.req.method} is not allowed here. Allowed: ${allow}.`;
	return refuse(c, await proofOf(c), { status: 405, detail, headers: { Allow: allow } });
}
