/** `rollcall/next`: for route handlers of the App Router, and for API routes of Pages. */
import { createForwarder, type ForwardOptions } from './forward.ts';
import { toNodeHandler, type NodeHandler } from './node.ts';
import { createReceiver, type ReceiverOptions } from './receiver.ts';

/** A route handler of the App Router. */
export type RouteHandler = (request: Request) => Promise<Response>;

/** Receives webhooks, in either router. */
export interface WebhookRoute {
	/** App Router: `export const { POST } = receiveWebhooks({ … })` */
	readonly POST: RouteHandler;
	/**
	 * Pages: `export default receiveWebhooks({ … }).handler`, and in the same file
	 * `export const config = { api: { bodyParser: false } }`
	 */
	readonly handler: NodeHandler;
}

/** Forwards SCIM, in either router. */
export interface ScimRoute {
	readonly GET: RouteHandler;
	readonly POST: RouteHandler;
	readonly PUT: RouteHandler;
	readonly PATCH: RouteHandler;
	readonly DELETE: RouteHandler;
	/** Pages, with `export const config = { api: { bodyParser: false } }` in the same file. */
	readonly handler: NodeHandler;
}

/** Receives webhooks: `app/api/webhooks/route.ts`, or `pages/api/webhooks.ts`. */
export function receiveWebhooks<Tx = undefined>(options: ReceiverOptions<Tx>): WebhookRoute {
	const receive = createReceiver(options);
	return { POST: receive, handler: toNodeHandler(receive) };
}

/** Forwards SCIM: `app/api/scim/[...path]/route.ts`, or `pages/api/scim/[...path].ts`. */
export function forwardScim(options: ForwardOptions): ScimRoute {
	const forward = createForwarder({ fetch: fetchUncached, ...options });
	return {
		GET: forward,
		POST: forward,
		PUT: forward,
		PATCH: forward,
		DELETE: forward,
		handler: toNodeHandler(forward),
	};
}

/** Next.js 14 keeps what is fetched by GET, and would answer a provider with what was. */
function fetchUncached(url: string, init: RequestInit): Promise<Response> {
	return fetch(url, { ...init, cache: 'no-store' });
}
