/**
 * Sends requests of the simulator and of transcripts exactly as they are. fetch() would add headers of its
 * own, where some providers send no User-Agent at all, and drop a dangling "?". Follows no redirects.
 */
import { Agent as HttpAgent, type ClientRequest, request as startHttp } from 'node:http';
import { Agent as HttpsAgent, request as startHttps } from 'node:https';
import { err, ok, type Result } from '../result.ts';
import type { Answer, Ask, Loss, Patience, Send, SimulatorRequest } from '../simulator/wire.ts';
import type { Send as SendStep } from '../transcript/replay.ts';

/** An answer that is longer is none that a client would read. */
const BODY_BYTES_MAX = 32 * 1024 * 1024;

/** Where there is nobody: another request would not find anybody either. */
const NOBODY: ReadonlyMap<string, string> = new Map([
	['ECONNREFUSED', 'nothing is listening there'],
	['ENOTFOUND', 'the host does not exist'],
	['EAI_AGAIN', 'the host name cannot be resolved'],
	['EHOSTUNREACH', 'the host is unreachable'],
	['ENETUNREACH', 'the network is unreachable'],
]);

/** A sender for one base URL, with connections of its own; `close` ends them. */
export function openSender(
	base: string,
	signal: AbortSignal,
): { readonly send: Send; readonly close: () => void } {
	const isSecure = base.startsWith('https:');
	const agent = isSecure ? new HttpsAgent({ keepAlive: true }) : new HttpAgent({ keepAlive: true });
	const start = isSecure ? startHttps : startHttp;
	const { origin } = new URL(base);
	const prefix = base.slice(origin.length);

	const attempt = async (request: SimulatorRequest, patience: Patience): Promise<Attempt> => {
		const payload = request.body === undefined ? undefined : Buffer.from(request.body);
		let outgoing: ClientRequest;
		try {
			outgoing = start(origin, {
				agent,
				// As it is: URL would tidy it.
				path: `${prefix}${request.target}`,
				method: request.method,
				headers: {
					...request.headers,
					...(payload === undefined ? {} : { 'Content-Length': String(payload.length) }),
				},
			});
		} catch (error) {
			// A path or header that HTTP cannot carry; it names the header, and not what is in it.
			return { result: err(lossOf(error as NodeJS.ErrnoException)), wasStale: false };
		}
		return answerTo(outgoing, payload, patience, signal);
	};
	return {
		send: async (request, patience) => {
			const first = await attempt(request, patience);
			// The server has closed an idle connection just as it was used again (RFC 9110 §9.2.2).
			return first.wasStale && request.method !== 'POST'
				? (await attempt(request, patience)).result
				: first.result;
		},
		close: () => agent.destroy(),
	};
}

/** How long a request of a transcript may take. */
const STEP_TIMEOUT_MS = 30_000;

/** A sender for the transcripts that are replayed against one base URL; it throws where no answer comes. */
export function openReplaySender(base: string): {
	readonly send: SendStep;
	readonly close: () => void;
} {
	const sender = openSender(base, new AbortController().signal);
	const send: SendStep = async ({ method, url, headers, body }) => {
		// A replay leads nowhere else.
		const target = url.slice(base.length);
		const request = { method: method as Ask['method'], target, headers, body };
		const answer = await sender.send(request, { timeoutMs: STEP_TIMEOUT_MS });
		if (!answer.ok) throw new Error(`no response: ${answer.error.detail}`);
		const { status, text } = answer.value;
		return { status, headers: new Headers(answer.value.headers), text };
	};
	return { send, close: sender.close };
}

interface Attempt {
	readonly result: Result<Answer, Loss>;
	readonly wasStale: boolean;
}

async function answerTo(
	outgoing: ClientRequest,
	payload: Buffer | undefined,
	{ timeoutMs, abandonMs }: Patience,
	signal: AbortSignal,
): Promise<Attempt> {
	return new Promise((resolve) => {
		const end = (result: Result<Answer, Loss>, wasStale = false) => {
			clearTimeout(timer);
			signal.removeEventListener('abort', stop);
			resolve({ result, wasStale });
		};
		const hangUp = (loss: Loss) => {
			end(err(loss));
			outgoing.destroy();
		};
		const timer = setTimeout(() => {
			const isAbandoned = abandonMs !== undefined;
			hangUp(
				isAbandoned
					? { kind: 'abandoned', detail: `the client closed the connection after ${abandonMs} ms` }
					: { kind: 'timeout', detail: `no response in ${timeoutMs / 1000} s` },
			);
		}, abandonMs ?? timeoutMs);
		const stop = () => hangUp({ kind: 'stopped', detail: 'the run was stopped' });
		if (signal.aborted) {
			stop();
			return;
		}
		signal.addEventListener('abort', stop);

		outgoing.on('error', (error: NodeJS.ErrnoException) => {
			const wasStale = outgoing.reusedSocket && error.code === 'ECONNRESET';
			end(err(lossOf(error)), wasStale);
		});
		outgoing.on('response', (incoming) => {
			const chunks: Buffer[] = [];
			let length = 0;
			incoming.on('data', (chunk: Buffer) => {
				length += chunk.length;
				chunks.push(chunk);
				if (length > BODY_BYTES_MAX) {
					hangUp({ kind: 'broken', detail: `the response is longer than ${BODY_BYTES_MAX} bytes` });
				}
			});
			incoming.on('error', (error) => end(err(lossOf(error))));
			incoming.on('end', () => {
				const headers = Object.fromEntries(
					Object.entries(incoming.headersDistinct).map(([name, values]) => [
						name,
						(values ?? []).join(', '),
					]),
				);
				const text = Buffer.concat(chunks).toString('utf8');
				end(ok({ status: incoming.statusCode ?? 0, headers, text }));
			});
		});
		outgoing.end(payload);
	});
}

function lossOf(error: NodeJS.ErrnoException): Loss {
	const { code = '', message } = error;
	const nobody = NOBODY.get(code);
	if (nobody !== undefined) return { kind: 'refused', detail: `${nobody} (${code})` };
	return { kind: 'broken', detail: [message, code].filter((each) => each !== '').join(', ') };
}
