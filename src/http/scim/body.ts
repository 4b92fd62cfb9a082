/** Reads the body of a SCIM request: media type, size and syntax, before anything looks inside. */
import { err, ok, type Result } from '../../result.ts';
import { badRequest, type ScimError } from '../../scim/errors.ts';
import { isObject, type JsonObject } from '../../scim/json.ts';
import { MAX_BODY_BYTES } from '../../scim/limits.ts';

/** RFC 7644 §3.1: both are accepted. */
const MEDIA_TYPES = ['application/scim+json', 'application/json'];

const TOO_LARGE: ScimError = {
	status: 413,
	detail: `The body is larger than ${MAX_BODY_BYTES} bytes. Split the request, for example a group's members over several PATCH requests.`,
};

/** The body as a JSON object; 415, 413 or 400 otherwise. */
export async function readBody(request: Request): Promise<Result<JsonObject, ScimError>> {
	const mediaType = request.headers.get('Content-Type')?.split(';')[0]?.trim().toLowerCase();
	if (mediaType !== undefined && !MEDIA_TYPES.includes(mediaType)) {
		return err({ status: 415, detail: `Content-Type must be ${MEDIA_TYPES.join(' or ')}.` });
	}
	if (Number(request.headers.get('Content-Length') ?? 0) > MAX_BODY_BYTES) return err(TOO_LARGE);
	const text = await readText(request);
	if (text === undefined) return err(TOO_LARGE);
	let value: unknown;
	try {
		value = JSON.parse(text);
	} catch {
		return err(badRequest('invalidSyntax', 'The body is not valid JSON.'));
	}
	return isObject(value)
		? ok(value)
		: err(badRequest('invalidSyntax', 'The body must be a JSON object.'));
}

/** Reads no further than the limit: Content-Length may be missing. Undefined if there is more. */
async function readText(request: Request): Promise<string | undefined> {
	const decoder = new TextDecoder();
	let text = '';
	let bytes = 0;
	const chunks: AsyncIterable<Uint8Array> | readonly Uint8Array[] = request.body ?? [];
	for await (const chunk of chunks) {
		bytes += chunk.byteLength;
		if (bytes > MAX_BODY_BYTES) return undefined;
		text += decoder.decode(chunk, { stream: true });
	}
	return text + decoder.decode();
}
