/** `rollcall/hono`: for Hono, and every framework whose handlers take a Request and give a Response. */
import { createForwarder, type ForwardOptions } from './forward.ts';
import { createReceiver, type ReceiverOptions } from './receiver.ts';

/** A Request, or a context that holds one as Hono's does. */
export type FetchInput = Request | { readonly req: { readonly raw: Request } };

/** Called with a Request, or as a handler of Hono. */
export type FetchHandler = (input: FetchInput) => Promise<Response>;

/** Receives webhooks: `app.post('/webhooks', receiveWebhooks({ … }))`. */
export function receiveWebhooks<Tx = undefined>(options: ReceiverOptions<Tx>): FetchHandler {
	return onRequest(createReceiver(options));
}

/** Forwards SCIM: `app.all('/api/scim/*', forwardScim({ url }))`. */
export function forwardScim(options: ForwardOptions): FetchHandler {
	return onRequest(createForwarder(options));
}

function onRequest(handle: (request: Request) => Promise<Response>): FetchHandler {
	return (input) => handle('req' in input ? input.req.raw : input);
}
