/**
 * The only outbound fetch: one webhook POST. Never throws and never follows a redirect; whatever
 * happens is returned as a value. What it means is not decided here.
 */

import { now } from './clock.ts';

/** What came of a POST. */
export type Posted =
	| {
			readonly kind: 'answered';
			readonly status: number;
			readonly retryAfter: string | null;
			/** The start of the answer's body. */
			readonly excerpt: string;
			readonly durationMs: number;
	  }
	| {
			readonly kind: 'failed';
			readonly reason: 'timeout' | 'network';
			readonly durationMs: number;
	  };

/** POSTs a body under headers with names in lower case; failures are values, it never throws. */
export type Post = (
	url: string,
	headers: Readonly<Record<string, string>>,
	body: string,
) => Promise<Posted>;

/** Standard Webhooks, "Request timeouts": 15 to 30 s; the lease on the cursor must outlast it. */
const TIMEOUT_MS = 15_000;

/** How long an answer's body is waited for. */
const EXCERPT_MS_MAX = 1_000;

/** What is kept of an answer's body: enough for an error message, too little to read a page. */
const EXCERPT_BYTES_MAX = 1_024;

/** Sends a body; the headers say of what type it is. */
export const post: Post = async (url, headers, body) => {
	const started = now();
	const signal = AbortSignal.timeout(TIMEOUT_MS);
	try {
		const response = await fetch(url, {
			method: 'POST',
			headers: { ...headers, 'user-agent': 'Rollcall-Webhooks/1.0' },
			body,
			// Workers know only `follow` and `manual`; with `manual` a redirect is an answer like any other.
			redirect: 'manual',
			signal,
		});
		return {
			kind: 'answered',
			status: response.status,
			retryAfter: response.headers.get('retry-after'),
			excerpt: await readExcerpt(response.body),
			durationMs: now() - started,
		};
	} catch {
		const reason = signal.aborted ? 'timeout' : 'network';
		return { kind: 'failed', reason, durationMs: now() - started };
	}
};

/** The status has decided already, so a body that breaks off is an excerpt like any other. */
async function readExcerpt(body: ReadableStream<Uint8Array> | null): Promise<string> {
	if (body === null) return '';
	const decoder = new TextDecoder();
	const reader = body.getReader();
	// The status has come: a body that dawdles must not hold up the next event.
	const impatience = setTimeout(() => void reader.cancel().catch(() => {}), EXCERPT_MS_MAX);
	let excerpt = '';
	let left = EXCERPT_BYTES_MAX;
	try {
		while (left > 0) {
			const { done, value } = await reader.read();
			if (done) return excerpt + decoder.decode();
			excerpt += decoder.decode(value.subarray(0, left), { stream: true });
			left -= value.byteLength;
		}
		await reader.cancel();
	} catch {
		return excerpt;
	} finally {
		clearTimeout(impatience);
	}
	return excerpt;
}
