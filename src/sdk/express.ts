/** `rollcall/express`: for Express 4 and 5, and whatever else is built on Node's `http`. */
import { createForwarder, type ForwardOptions } from './forward.ts';
import { toNodeHandler, type NodeHandler } from './node.ts';
import { createReceiver, type ReceiverOptions } from './receiver.ts';

/** Receives webhooks: `app.post('/webhooks', receiveWebhooks({ … }))`. It reads the body itself: put it before body parsers. */
export function receiveWebhooks<Tx = undefined>(options: ReceiverOptions<Tx>): NodeHandler {
	return toNodeHandler(createReceiver(options));
}

/** Forwards SCIM: `app.use('/api/scim', forwardScim({ url }))`. It reads the body itself: put it before body parsers. */
export function forwardScim(options: ForwardOptions): NodeHandler {
	return toNodeHandler(createForwarder(options));
}
