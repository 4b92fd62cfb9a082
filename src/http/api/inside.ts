/**
 * The /v1 API from within: the pages read and change through the very calls that applications make, so that
 * what a key may do, what is checked and what is noted is decided in one place.
 */
import { Hono } from 'hono';
import type * as z from 'zod';
import type { Operation } from '../../contract/operation.ts';
import { OPERATIONS, type OperationId } from '../../contract/operations/index.ts';
import { PROBLEMS, problemType, type Problem } from '../../contract/problem.ts';
import { err, ok, type Result } from '../../result.ts';
import type { Caller } from '../../store/api-keys.ts';
import type { Database } from '../../store/database.ts';
import { originOf, type AppContext, type AppEnv } from '../context.ts';
import { apiRoutes } from './routes.ts';

/** What a call answers with; undefined for 204. */
export type Answer<Id extends OperationId> = (typeof OPERATIONS)[Id] extends {
	readonly answer: infer Schema extends z.ZodType;
}
	? z.output<Schema>
	: undefined;

/** A call of the API: what its path, its query and its body hold, as an application would send them. */
export interface Call<Id extends OperationId = OperationId> {
	readonly id: Id;
	/** By the names in the operation's path. */
	readonly params?: Readonly<Record<string, string>>;
	/** What is undefined or '' is left out. */
	readonly query?: Readonly<Record<string, string | undefined>>;
	readonly body?: unknown;
	/** Done once under this key, however often it is sent. */
	readonly idempotencyKey?: string | undefined;
}

/** In whose name calls are made, and through which database. */
export interface Inside {
	readonly caller: Caller;
	readonly db: Database;
}

/** Makes a call in the name of a caller who is known; a refusal is the API's own. */
export async function callApi<Id extends OperationId>(
	c: AppContext,
	{ caller, db }: Inside,
	call: Call<Id>,
): Promise<Result<Answer<Id>, Problem>> {
	const operation: Operation = OPERATIONS[call.id];
	const nowhere = Object.values(call.params ?? {}).find((value) => NO_SEGMENT.test(value));
	if (nowhere !== undefined) return err(nothingCalled(nowhere));
	const headers = new Headers();
	if (call.body !== undefined) headers.set('Content-Type', 'application/json');
	if (call.idempotencyKey !== undefined) headers.set('Idempotency-Key', call.idempotencyKey);
	const request = new Request(urlOf(c, operation, call), {
		method: operation.method,
		headers,
		...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
	});
	adopted.set(request, { outer: c, caller, db });
	const response = await inner().fetch(request, c.env, c.executionCtx);
	const text = await response.text();
	// Only what the contract allows is ever answered.
	if (response.ok) return ok((text === '' ? undefined : JSON.parse(text)) as Answer<Id>);
	return err(JSON.parse(text) as Problem);
}

/** What is no step in a path: with it, a call would go to another place. */
const NO_SEGMENT = /^\.{0,2}$/;

function nothingCalled(name: string): Problem {
	const detail = `There is nothing called "${name}".`;
	return { type: problemType(404), title: PROBLEMS[404].title, status: 404, detail, errors: [] };
}

function urlOf(c: AppContext, { path }: Operation, { params = {}, query = {} }: Call): string {
	const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
		encodeURIComponent(params[name] ?? ''),
	);
	const url = new URL(`/v1${filled}`, originOf(c));
	for (const [name, value] of Object.entries(query)) {
		if (value !== undefined && value !== '') url.searchParams.set(name, value);
	}
	return url.toString();
}

/** What a request of our own comes from. */
const adopted = new WeakMap<Request, Inside & { readonly outer: AppContext }>();

let routes: Hono<AppEnv> | undefined;

/** The API's routes for requests of our own. */
function inner(): Hono<AppEnv> {
	if (routes !== undefined) return routes;
	routes = new Hono<AppEnv>();
	routes.use('*', async (c, next) => {
		const from = adopted.get(c.req.raw);
		if (from === undefined) throw new Error('Only requests of our own come here.');
		const { outer, caller, db } = from;
		c.set('requestId', outer.get('requestId'));
		c.set('config', outer.get('config'));
		c.set('changes', outer.get('changes'));
		c.set('db', db);
		c.set('caller', caller);
		await next();
	});
	routes.route('/v1', apiRoutes());
	// To whoever has called: it is told there as any failure of a page.
	routes.onError((thrown) => {
		throw thrown;
	});
	return routes;
}
