/** The small Google behind a port of loopback, for tests that run in Node and for a try by hand. */
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { GoogleServer } from '../google-server.ts';

/** A Google that listens. */
export interface ListeningGoogle {
	readonly google: GoogleServer;
	/** What `ROLLCALL_GOOGLE_URL` is to be. */
	readonly origin: string;
	readonly stop: () => Promise<void>;
}

/** Starts a Google on a free port, or on the one that is given. */
export async function startGoogle(port = 0): Promise<ListeningGoogle> {
	const google = new GoogleServer();
	const server: Server = createServer((incoming, outgoing) => {
		const chunks: Buffer[] = [];
		incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
		incoming.on('end', () => {
			const { method = 'GET', url = '/', headers } = incoming;
			const request = new Request(`${google.origin}${url}`, {
				method,
				headers: headers as Record<string, string>,
				...(method === 'POST' ? { body: Buffer.concat(chunks) } : {}),
			});
			void answer(google, request, outgoing);
		});
	});
	await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
	return {
		google,
		origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		stop: async () => {
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		},
	};
}

async function answer(google: GoogleServer, request: Request, outgoing: ServerResponse) {
	const response = await google.handle(request);
	outgoing.writeHead(response.status, Object.fromEntries(response.headers));
	outgoing.end(Buffer.from(await response.arrayBuffer()));
}
