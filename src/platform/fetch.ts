/**
 * Outbound requests that are not webhooks: what is asked of an identity provider's API. The answer is whole
 * when it is returned, so that it never takes longer, nor more memory, than is said here.
 */

/** An API that has not answered by then is asked again later. */
const TIMEOUT_MS = 30_000;

/** 500 users with every field that Google has are some 5 MB; a Worker has 128 MB. */
const BYTES_MAX = 16 * 1024 * 1024;

/** A request to an API; names of headers in lower case. */
export interface ApiRequest {
	readonly method: 'GET' | 'POST';
	readonly headers: Readonly<Record<string, string>>;
	readonly body?: string;
}

/**
 * Sends a request and waits for the whole answer, of whatever status. Redirects are answers like any
 * other. Throws if there is none in time, or if it is too large.
 */
export async function fetchWhole(url: string, request: ApiRequest): Promise<Response> {
	const response = await fetch(url, {
		...request,
		redirect: 'manual',
		signal: AbortSignal.timeout(TIMEOUT_MS),
	});
	const { status, headers } = response;
	const body: ReadableStream<Uint8Array> | null = response.body;
	return new Response(body === null ? null : await readWhole(body), { status, headers });
}

async function readWhole(body: ReadableStream<Uint8Array>): Promise<Blob> {
	const chunks: Uint8Array[] = [];
	let bytes = 0;
	for await (const chunk of body) {
		bytes += chunk.byteLength;
		if (bytes > BYTES_MAX) throw new Error(`The answer has more than ${BYTES_MAX} bytes.`);
		chunks.push(chunk);
	}
	return new Blob(chunks);
}
