/** The content codings of request bodies (RFC 9110 §8.4): which are accepted, and how they are undone. */
import { MAX_BODY_BYTES } from '../../scim/limits.ts';

type Compression = 'gzip' | 'deflate';

/** How the bytes of a body stand for its text. */
export type Coding = Compression | 'identity';

/** Codings by the names that a Content-Encoding header may give them. */
const FORMATS: ReadonlyMap<string, Compression> = new Map([
	['gzip', 'gzip'],
	['x-gzip', 'gzip'],
	['deflate', 'deflate'],
]);

/** For an Accept-Encoding header that tells a client what it may send (RFC 9110 §12.5.3). */
export const ACCEPTED_CODINGS = 'gzip, deflate';

/** How a body with this Content-Encoding is compressed; undefined if it cannot be read. */
export function codingOf(contentEncoding: string = ''): Coding | undefined {
	const name = contentEncoding.trim().toLowerCase();
	return name === '' || name === 'identity' ? 'identity' : FORMATS.get(name);
}

/** What is given to the inflater at a time. It inflates at once all that it is given, 1032-fold at most. */
const SLICE_BYTES = 1024;

/** What is taken from it at a time: as much as a slice can become, so that nothing piles up unread. */
const BUFFER_BYTES = 1032 * SLICE_BYTES;

/**
 * Inflates a body in steps, so that a small body that becomes a huge one can be given up early.
 * Throws when the data is corrupt, cut short, or larger in its compressed form than any body may be.
 */
export async function* inflate(
	body: AsyncIterable<Uint8Array>,
	format: Compression,
): AsyncGenerator<Uint8Array, void> {
	const { readable, writable } = new DecompressionStream(format);
	const writer: WritableStreamDefaultWriter<Uint8Array> = writable.getWriter();
	// Whatever goes wrong with feeding shows at the other end.
	feed(body, writer).catch((thrown: unknown) => writer.abort(thrown).catch(() => {}));
	const reader = readable.getReader({ mode: 'byob' });
	let buffer = new ArrayBuffer(BUFFER_BYTES);
	try {
		for (;;) {
			const { done, value } = await reader.read(new Uint8Array(buffer));
			if (done) return;
			yield value.slice();
			({ buffer } = value);
		}
	} finally {
		await writer.abort().catch(() => {});
	}
}

async function feed(
	body: AsyncIterable<Uint8Array>,
	writer: WritableStreamDefaultWriter<Uint8Array>,
): Promise<void> {
	let bytes = 0;
	for await (const chunk of body) {
		bytes += chunk.byteLength;
		// Compressed data may go on without end and become nothing.
		if (bytes > MAX_BODY_BYTES) throw new RangeError('The compressed body is too large.');
		for (let at = 0; at < chunk.byteLength; at += SLICE_BYTES) {
			await writer.write(chunk.subarray(at, at + SLICE_BYTES));
		}
	}
	await writer.close();
}
