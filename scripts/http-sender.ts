/**
 * Sends a transcript's request exactly as written. fetch() would add headers of its own (some identity
 * providers send no User-Agent at all) and drop a dangling "?" from the URL.
 */
import { Agent, request as startRequest } from 'node:http';
import type { WireReply, WireRequest } from '../src/transcript/replay.ts';

const TIMEOUT_MS = 15_000;

/** A sender with connections of its own; `close` ends them. */
export function openHttpSender(): {
	send(request: WireRequest): Promise<WireReply>;
	close(): void;
} {
	const agent = new Agent({ keepAlive: true });
	return {
		send: async (request) => await sendOver(agent, request),
		close: () => agent.destroy(),
	};
}

async function sendOver(agent: Agent, request: WireRequest): Promise<WireReply> {
	const { host, protocol } = new URL(request.url);
	const path = request.url.slice(`${protocol}//${host}`.length);
	const payload = request.body === undefined ? undefined : Buffer.from(request.body);
	const length = payload === undefined ? {} : { 'Content-Length': String(payload.length) };
	return await new Promise((resolve, reject) => {
		const outgoing = startRequest(
			request.url,
			{
				agent,
				path,
				method: request.method,
				headers: { ...request.headers, ...length },
				timeout: TIMEOUT_MS,
			},
			(incoming) => {
				const chunks: Buffer[] = [];
				incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
				incoming.on('error', reject);
				incoming.on('end', () => {
					const headers = new Headers();
					for (const [name, values] of Object.entries(incoming.headersDistinct)) {
						for (const value of values ?? []) headers.append(name, value);
					}
					const text = Buffer.concat(chunks).toString('utf8');
					resolve({ status: incoming.statusCode ?? 0, headers, text });
				});
			},
		);
		outgoing.on('timeout', () => outgoing.destroy(new Error(`no answer in ${TIMEOUT_MS} ms`)));
		outgoing.on('error', reject);
		outgoing.end(payload);
	});
}
