/** Applications that webhooks are sent to: what the Worker posts to one of their URLs ends here. */
import { newResourceId } from '../../src/platform/ids.ts';
import type { Event } from '../../src/webhook/payload.ts';

/** A request as the application got it. */
export interface Received {
	readonly headers: Readonly<Record<string, string>>;
	readonly body: string;
}

type Answer = number | Response;

/** How an application answers the nth request, from 1. */
export type Respond = (count: number) => Answer | Promise<Answer>;

/** One application, at a URL of its own unless it is given one. */
export class Receiver {
	readonly url: string;
	readonly received: Received[] = [];
	respond: Respond;

	constructor(respond: Respond = () => 200, url = `https://${newResourceId()}.example.com/hook`) {
		this.url = url;
		this.respond = respond;
		receivers.set(url, this);
	}

	/** The events that it was sent, in that order. */
	get events(): readonly Event[] {
		return this.received.flatMap(({ body }) => eventsIn(body));
	}

	get sequences(): readonly number[] {
		return this.events.map(({ sequence }) => sequence);
	}
}

/** The events of a webhook: one, or those of a batch. */
export function eventsIn(body: string): readonly Event[] {
	const webhook = JSON.parse(body) as Event | { readonly data: readonly Event[] };
	return 'sequence' in webhook ? [webhook] : webhook.data;
}

const receivers = new Map<string, Receiver>();

// For good, and not as a mock: what one test has set going may arrive during the next. Nothing gets out.
globalThis.fetch = async (input, init) => {
	const request = new Request(input, init);
	const receiver = receivers.get(request.url);
	if (receiver === undefined) throw new TypeError(`Nobody receives ${request.url}`);
	const headers = Object.fromEntries(request.headers);
	receiver.received.push({ headers, body: await request.text() });
	const answer = await receiver.respond(receiver.received.length);
	return typeof answer === 'number' ? new Response(null, { status: answer }) : answer;
};
