/** Reads the body of a SCIM request: media type, coding, size and syntax, before anything looks inside. */
import { err, ok, type Result } from '../../result.ts';
import { badRequest } from '../../scim/errors.ts';
import { isObject, type JsonObject } from '../../scim/json.ts';
import { MAX_BODY_BYTES } from '../../scim/limits.ts';
import type { AppContext } from '../context.ts';
import { keepText } from '../exchange.ts';
import { isTooDeep, TOO_DEEP } from '../json-body.ts';
import { ACCEPTED_CODINGS, codingOf, inflate, type Coding } from './content-coding.ts';
import { ACCEPTED_TYPES, isReadable } from './media-type.ts';
import type { HttpError } from './respond.ts';

const TOO_LARGE: HttpError = {
	status: 413,
	detail: `The body is larger than ${MAX_BODY_BYTES} bytes. Split the request, for example a group's members over several PATCH requests.`,
};

/** A body that has been read. */
export interface Body {
	readonly value: JsonObject;
	/** Characters of its text. */
	readonly size: number;
}

/** The body as a JSON object; 415, 413 or 400 otherwise. */
export async function readBody(c: AppContext): Promise<Result<Body, HttpError>> {
	const request = c.req.raw;
	const { headers } = request;
	if (!isReadable(headers.get('Content-Type') ?? undefined)) {
		return err({ status: 415, detail: `Content-Type must be ${ACCEPTED_TYPES}, in UTF-8.` });
	}
	const encoding = headers.get('Content-Encoding') ?? undefined;
	const coding = codingOf(encoding);
	if (coding === undefined) {
		const detail = `Content-Encoding "${encoding}" is not supported. Supported: ${ACCEPTED_CODINGS}.`;
		return err({ status: 415, detail, headers: { 'Accept-Encoding': ACCEPTED_CODINGS } });
	}
	if (Number(headers.get('Content-Length') ?? 0) > MAX_BODY_BYTES) return err(TOO_LARGE);
	const read = await readText(request, coding);
	if (!read.ok) return read;
	keepText(c, 'requestText', read.value);
	return parse(read.value);
}

/** Reads no further than the limit, for Content-Length may be missing, and is not that of the text. */
async function readText({ body }: Request, coding: Coding): Promise<Result<string, HttpError>> {
	const chunks: Uint8Array[] = [];
	if (body !== null) {
		const plain: AsyncIterable<Uint8Array> = coding === 'identity' ? body : inflate(body, coding);
		let bytes = 0;
		try {
			for await (const chunk of plain) {
				bytes += chunk.byteLength;
				if (bytes > MAX_BODY_BYTES) return err(TOO_LARGE);
				chunks.push(chunk);
			}
		} catch {
			return invalid(`The body is incomplete, or not valid for Content-Encoding ${coding}.`);
		}
	}
	try {
		// A byte order mark is passed over (RFC 8259 §8.1); bytes that are no text are not.
		const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false });
		return ok(decoder.decode(await new Blob(chunks).arrayBuffer()));
	} catch {
		return invalid('The body is not valid UTF-8.');
	}
}

function parse(text: string): Result<Body, HttpError> {
	if (text.trim() === '') return invalid('The body is empty; it must be a JSON object.');
	if (isTooDeep(text)) return invalid(TOO_DEEP);
	let value: unknown;
	try {
		value = JSON.parse(text);
	} catch {
		return invalid('The body is not valid JSON.');
	}
	return isObject(value)
		? ok({ value, size: text.length })
		: invalid('The body must be a JSON object.');
}

function invalid(detail: string): Result<never, HttpError> {
	return err(badRequest('invalidSyntax', detail));
}
