/** Reads the body of a SCIM request: media type, size and syntax, before anything looks inside. */
import { err, ok, type Result } from '../../result.ts';
import { badRequest, type ScimError } from '../../scim/errors.ts';
import { isObject, type JsonObject } from '../../scim/json.ts';
import { MAX_BODY_BYTES, MAX_BODY_DEPTH } from '../../scim/limits.ts';

/** RFC 7644 §3.1: both are accepted. */
const MEDIA_TYPES = ['application/scim+json', 'application/json'];

/** JSON is UTF-8 (RFC 8259 §8.1). */
const UTF8 = /^charset="?utf-8"?$/;

const TOO_LARGE: ScimError = {
	status: 413,
	detail: `The body is larger than ${MAX_BODY_BYTES} bytes. Split the request, for example a group's members over several PATCH requests.`,
};

export interface Body {
	readonly value: JsonObject;
	/** Characters of its text. */
	readonly size: number;
}

/** The body as a JSON object; 415, 413 or 400 otherwise. */
export async function readBody(request: Request): Promise<Result<Body, ScimError>> {
	const [mediaType, ...parameters] = (request.headers.get('Content-Type') ?? MEDIA_TYPES[0] ?? '')
		.toLowerCase()
		.split(';')
		.map((part) => part.trim());
	const isUtf8 = parameters.every((each) => !each.startsWith('charset=') || UTF8.test(each));
	if (!MEDIA_TYPES.includes(mediaType ?? '') || !isUtf8) {
		const detail = `Content-Type must be ${MEDIA_TYPES.join(' or ')}, in UTF-8.`;
		return err({ status: 415, detail });
	}
	const encoding = request.headers.get('Content-Encoding') ?? 'identity';
	if (encoding !== 'identity') {
		return err({ status: 415, detail: `Content-Encoding "${encoding}" is not supported.` });
	}
	if (Number(request.headers.get('Content-Length') ?? 0) > MAX_BODY_BYTES) return err(TOO_LARGE);
	const read = await readText(request);
	if (!read.ok) return read;
	const text = read.value;
	if (nesting(text) > MAX_BODY_DEPTH) {
		const detail = `The body may be nested ${MAX_BODY_DEPTH} levels deep.`;
		return err(badRequest('invalidSyntax', detail));
	}
	let value: unknown;
	try {
		value = JSON.parse(text);
	} catch {
		return err(badRequest('invalidSyntax', 'The body is not valid JSON.'));
	}
	return isObject(value)
		? ok({ value, size: text.length })
		: err(badRequest('invalidSyntax', 'The body must be a JSON object.'));
}

/** Reads no further than the limit, for Content-Length may be missing; bytes that are no text fail. */
async function readText(request: Request): Promise<Result<string, ScimError>> {
	const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false });
	let text = '';
	let bytes = 0;
	const chunks: AsyncIterable<Uint8Array> | readonly Uint8Array[] = request.body ?? [];
	try {
		for await (const chunk of chunks) {
			bytes += chunk.byteLength;
			if (bytes > MAX_BODY_BYTES) return err(TOO_LARGE);
			text += decoder.decode(chunk, { stream: true });
		}
		return ok(text + decoder.decode());
	} catch (thrown) {
		if (!(thrown instanceof TypeError)) throw thrown;
		return err(badRequest('invalidSyntax', 'The body is not valid UTF-8.'));
	}
}

/** How deep the brackets of a JSON text nest, without parsing it: a deep one would overflow a stack. */
function nesting(text: string): number {
	let depth = 0;
	let deepest = 0;
	let isInString = false;
	for (let at = 0; at < text.length; at += 1) {
		const character = text[at];
		if (character === '"') isInString = !isInString;
		else if (isInString) at += character === '\\' ? 1 : 0;
		else if (character === '[' || character === '{') deepest = Math.max(deepest, (depth += 1));
		else if (character === ']' || character === '}') depth -= 1;
	}
	return deepest;
}
