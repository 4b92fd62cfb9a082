/** Reads the body of a request, as it came, and no more of it than is good for anybody. */

/**
 * The body was read before it came here, and what a parser leaves of it is not what was signed. A mistake in
 * how the application is put together, which would otherwise look like a wrong signature.
 */
export class BodyAlreadyRead extends Error {
	override readonly name = 'BodyAlreadyRead';

	constructor() {
		super(
			'The body was read before it came to this handler of Rollcall, which needs it as it was sent. ' +
				'Put the handler before express.json() and its like; in Next.js Pages, ' +
				'export const config = { api: { bodyParser: false } } from the same file.',
		);
	}
}

/** The whole body; undefined if it has more than `bytesMax`. Throws {@link BodyAlreadyRead}. */
export async function readBody(
	request: Request,
	bytesMax: number,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
	if (request.bodyUsed) throw new BodyAlreadyRead();
	if (Number(request.headers.get('content-length') ?? 0) > bytesMax) return undefined;
	const chunks: Uint8Array[] = [];
	let length = 0;
	for await (const chunk of piecesOf(request.body)) {
		chunks.push(chunk);
		length += chunk.byteLength;
		if (length > bytesMax) return undefined;
	}
	const body = new Uint8Array(length);
	let offset = 0;
	for (const chunk of chunks) {
		body.set(chunk, offset);
		offset += chunk.byteLength;
	}
	return body;
}

/** A body piece by piece; none has no pieces. */
export function piecesOf(body: Request['body']): AsyncIterable<Uint8Array> | readonly Uint8Array[] {
	// Every runtime that has Fetch lets streams be gone through; not every type of them says so.
	return (body as unknown as AsyncIterable<Uint8Array> | null) ?? [];
}
