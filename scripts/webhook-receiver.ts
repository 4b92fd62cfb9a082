/**
 * An application's side of the webhooks: a receiver on loopback that verifies each signature with the
 * independent `standardwebhooks` package. Used by the demo and the benchmarks.
 */
import { createServer } from 'node:http';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Webhook } from 'standardwebhooks';

/** One event as it arrived. */
export interface ReceivedEvent {
	readonly id: string;
	readonly type: string;
	readonly sequence: number;
	readonly directoryId: string;
	/** The user it is about, where its data is a user; else ''. */
	readonly userId: string;
	readonly signatureValid: boolean;
	readonly arrivedAtMs: number;
}

/** A listening receiver. */
export interface WebhookReceiver {
	readonly url: string;
	/** Everything received so far, in order of arrival. */
	readonly received: readonly ReceivedEvent[];
	/** The endpoint's secret, known once the endpoint is registered. */
	useSecret(secret: string): void;
	close(): Promise<void>;
}

interface EventBody {
	readonly id: string;
	readonly type: string;
	readonly sequence: number;
	readonly directory_id: string;
	readonly data: { readonly id?: string };
}

/**
 * Starts a receiver on a free port; `onEvent` is called for each event as it arrives. Answers at once,
 * or after so many milliseconds.
 */
export async function startWebhookReceiver(
	onEvent: (event: ReceivedEvent) => void,
	{ answerAfterMs = 0 }: { readonly answerAfterMs?: number } = {},
): Promise<WebhookReceiver> {
	const received: ReceivedEvent[] = [];
	let webhook: Webhook | undefined;
	const server = createServer((request, response) => {
		void (async () => {
			const arrivedAtMs = performance.now();
			const text = await readAll(request);
			const signatureValid = isSigned(webhook, text, request);
			for (const body of toEvents(text)) {
				const event: ReceivedEvent = {
					id: body.id,
					type: body.type,
					sequence: body.sequence,
					directoryId: body.directory_id,
					userId: body.type.startsWith('user.') ? (body.data.id ?? '') : '',
					signatureValid,
					arrivedAtMs,
				};
				received.push(event);
				onEvent(event);
			}
			if (answerAfterMs > 0) await sleep(answerAfterMs, undefined, { ref: false });
			response.writeHead(signatureValid ? 204 : 401).end();
		})().catch(() => response.writeHead(400).end());
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;
	return {
		url: `http://127.0.0.1:${port}/webhooks`,
		received,
		useSecret: (secret) => (webhook = new Webhook(secret)),
		close: async () => {
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		},
	};
}

async function readAll(request: IncomingMessage): Promise<string> {
	const chunks: Buffer[] = [];
	for await (const chunk of request) chunks.push(chunk as Buffer);
	return Buffer.concat(chunks).toString('utf8');
}

function isSigned(webhook: Webhook | undefined, text: string, request: IncomingMessage): boolean {
	const headers: Record<string, string> = {};
	for (const [name, value] of Object.entries(request.headers)) headers[name] = String(value);
	try {
		webhook?.verify(text, headers);
		return webhook !== undefined;
	} catch {
		return false;
	}
}

/** One event, or the events of a batch. */
function toEvents(text: string): EventBody[] {
	const body = JSON.parse(text) as EventBody | { type: 'batch'; data: EventBody[] };
	return 'id' in body ? [body] : body.data;
}
