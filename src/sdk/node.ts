/**
 * Lets a handler that speaks Fetch's Request and Response answer requests as Node's `http`, Express and
 * Next.js Pages hold them. Their types are told by shape, so that none of them is needed here.
 */
import { BodyAlreadyRead, piecesOf } from './body.ts';

/** As much of Node's IncomingMessage, and of what frameworks add to it, as is needed. */
export interface NodeRequest extends AsyncIterable<Uint8Array> {
	readonly method?: string | undefined;
	readonly url?: string | undefined;
	/** Express: the path before routers took their part away. */
	readonly originalUrl?: string;
	readonly headers: Readonly<Record<string, string | string[] | undefined>>;
	readonly readableDidRead?: boolean;
	readonly readableEnded?: boolean;
	/** What a parser made of the body. */
	readonly body?: unknown;
	/** Where some platforms keep it as it came. */
	readonly rawBody?: unknown;
}

/** As much of Node's ServerResponse as is needed. */
export interface NodeResponse {
	statusCode: number;
	readonly destroyed: boolean;
	setHeader(name: string, value: string): unknown;
	write(chunk: Uint8Array): boolean;
	end(): unknown;
	destroy(): unknown;
	once(event: 'drain' | 'close', listener: () => void): unknown;
}

/** A handler as Node's `http`, Express and Next.js Pages call it. */
export type NodeHandler = (request: NodeRequest, response: NodeResponse) => Promise<void>;

/** Makes a handler for Node of one for Fetch. */
export function toNodeHandler(handle: (request: Request) => Promise<Response>): NodeHandler {
	return async (incoming, outgoing) => {
		const request = toRequest(incoming);
		const isRequest = request !== undefined;
		await send(isRequest ? await handle(request) : new Response(null, { status: 400 }), outgoing);
	};
}

/**
 * Undefined for what Fetch has no Request for: a method like TRACE, or a target that is no path (a
 * proxy's form, or what would be taken for another host).
 */
function toRequest(incoming: NodeRequest): Request | undefined {
	try {
		const { originalUrl, url = '/' } = incoming;
		const target = originalUrl ?? url;
		// Only the path is looked at; the host would be whatever the caller says.
		return target.startsWith('/') ? makeRequest(`http://localhost${target}`, incoming) : undefined;
	} catch {
		return undefined;
	}
}

function makeRequest(url: string, incoming: NodeRequest): Request {
	const { method = 'GET' } = incoming;
	const headers = new Headers();
	for (const [name, value] of Object.entries(incoming.headers)) {
		for (const each of [value ?? []].flat()) headers.append(name, each);
	}
	const hasBody = method !== 'GET' && method !== 'HEAD';
	return new Request(url, {
		method,
		headers,
		// `duplex`: a stream is sent while it is read (Fetch, "RequestInit").
		...(hasBody && ({ body: bodyOf(incoming), duplex: 'half' } as RequestInit)),
	});
}

/** The body as it came: what a parser kept of it, or the stream. */
function bodyOf(incoming: NodeRequest): NonNullable<RequestInit['body']> {
	const { rawBody, body, readableDidRead, readableEnded } = incoming;
	for (const kept of [rawBody, body]) {
		if (typeof kept === 'string' || kept instanceof Uint8Array)
			return kept as Uint8Array<ArrayBuffer>;
	}
	// An empty object may stand for a body that nobody has parsed (Express 4).
	const isParsed = typeof body === 'object' && body !== null && Object.keys(body).length > 0;
	const isRead = readableDidRead === true || readableEnded === true || isParsed;
	const pieces = incoming[Symbol.asyncIterator]();
	return new ReadableStream<Uint8Array>({
		async pull(controller) {
			if (isRead) throw new BodyAlreadyRead();
			const next = await pieces.next();
			if (next.done === true) controller.close();
			else controller.enqueue(next.value);
		},
	});
}

async function send(from: Response, to: NodeResponse): Promise<void> {
	to.statusCode = from.status;
	from.headers.forEach((value, name) => {
		to.setHeader(name, value);
	});
	try {
		for await (const piece of piecesOf(from.body)) {
			if (!to.write(piece)) await drained(to);
			if (to.destroyed) return;
		}
		to.end();
	} catch {
		// The head has gone out already: who waits for the rest must see that it does not come.
		to.destroy();
	}
}

function drained(response: NodeResponse): Promise<void> {
	return new Promise((resolve) => {
		if (response.destroyed) resolve();
		response.once('drain', resolve);
		response.once('close', resolve);
	});
}
