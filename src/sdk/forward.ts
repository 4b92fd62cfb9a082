/**
 * SCIM under an application's own domain: forwards what identity providers send there to Rollcall, and
 * nothing but SCIM of a directory. What may pass is listed, both ways; everything else stays behind.
 * Speaks Fetch's Request and Response, as the receiver does.
 */
import { BodyAlreadyRead, readBody } from './body.ts';
import { report } from './report.ts';

/** Where to forward from and to. */
export interface ForwardOptions {
	/** Where Rollcall is: `https://rollcall.example.workers.dev`. */
	readonly url: string | undefined;
	/** The path that the application gives to SCIM; `/api/scim` when left out. */
	readonly prefix?: string;
	/**
	 * The application's own origin, `https://app.example.com`: `Location` and `meta.location` of resources
	 * then are below it. When left out they name Rollcall's host, where the same token is good.
	 */
	readonly origin?: string | undefined;
	/** Hears of what kept a request from being answered by Rollcall; writes to the console when left out. */
	readonly onError?: (error: unknown) => void;
	/** Used in place of the platform's `fetch`. */
	readonly fetch?: (url: string, init: RequestInit) => Promise<Response>;
}

/** Rollcall takes 4 MiB; it is the one to say so. */
const BODY_BYTES_MAX = 5 * 1024 * 1024;

/** More than the longest write takes, so that a provider is never left waiting for good. */
const TIMEOUT_MS = 60_000;

const METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']);

/** What SCIM knows of a request. No cookies: those are the application's. */
const REQUEST_HEADERS = [
	'accept',
	'authorization',
	'content-encoding',
	'content-type',
	'if-match',
	'if-none-match',
	'user-agent',
] as const;

/** What Rollcall says of an answer, less what only holds on the connection to it (RFC 9110 §7.6.1). */
const RESPONSE_HEADERS = [
	'accept-encoding',
	'allow',
	'cache-control',
	'content-location',
	'content-type',
	'etag',
	'last-modified',
	'location',
	'retry-after',
	'vary',
	'www-authenticate',
	'x-request-id',
] as const;

/** Tells Rollcall under which URL the provider reached the SCIM endpoints of all directories. */
const BASE_HEADER = 'rollcall-scim-base';

/** `/v2/{directory}/…`; `/v2.0/…` is how BoxyHQ SAML Jackson and Ory Polis write it. */
const BELOW_PREFIX = /^(\/v2(?:\.0)?)(\/[\w-]+(?:\/[\w.~!$&'()*+,;=:@%-]+)*\/?)$/;

/** A segment that a URL parser takes for a step, or a slash in disguise (WHATWG URL, "double-dot path segment"). */
const MISLEADING = /(?:^|\/)(?:\.|%2e){1,2}(?:\/|$)|%2f|%5c|%00/i;

/** Makes a handler that forwards SCIM requests: a function from Request to Response. */
export function createForwarder(options: ForwardOptions): (request: Request) => Promise<Response> {
	const { onError = report, fetch: send = fetch } = options;
	return async (request) => {
		if (!METHODS.has(request.method)) return refuse(405, `${request.method} is not SCIM.`);
		const path = pathOf(request, options);
		if (path === undefined) {
			return refuse(404, 'The SCIM endpoint of a directory is {prefix}/v2/{directoryId}.');
		}
		try {
			const body = await readBody(request, BODY_BYTES_MAX);
			if (body === undefined) return refuse(413, 'The body is too large.');
			const answer = await send(targetOf(options, path), {
				method: request.method,
				headers: headersOf(request, options, path),
				...(body.byteLength > 0 && { body }),
				redirect: 'manual',
				signal: AbortSignal.timeout(TIMEOUT_MS),
			});
			return passOn(answer);
		} catch (error) {
			onError(error);
			if (error instanceof BodyAlreadyRead) return refuse(500, error.message);
			return refuse(502, 'Rollcall could not be reached. Try again.');
		}
	};
}

/** What is below the prefix, its parts checked. */
interface Path {
	/** `/v2` or `/v2.0`, as the provider knows it. */
	readonly version: string;
	/** From the directory's id on. */
	readonly rest: string;
	/** With its question mark, or empty. */
	readonly query: string;
}

/** Undefined if it is not the SCIM endpoint of a directory. */
function pathOf(request: Request, { prefix = '/api/scim' }: ForwardOptions): Path | undefined {
	const { pathname, search } = new URL(request.url);
	const root = trimmed(prefix);
	if (!pathname.startsWith(`${root}/`)) return undefined;
	const found = BELOW_PREFIX.exec(pathname.slice(root.length));
	const [, version, rest] = found ?? [];
	if (version === undefined || rest === undefined || MISLEADING.test(rest)) return undefined;
	return { version, rest, query: search };
}

function targetOf({ url }: ForwardOptions, { rest, query }: Path): string {
	if (url === undefined || !/^https?:\/\//.test(url)) {
		throw new TypeError('`url` must say where Rollcall is, as https://…. Is the variable set?');
	}
	return `${trimmed(url)}/scim/v2${rest}${query}`;
}

function headersOf(
	request: Request,
	{ origin, prefix = '/api/scim' }: ForwardOptions,
	{ version }: Path,
): Headers {
	const headers = only(REQUEST_HEADERS, request.headers);
	if (origin !== undefined) {
		headers.set(BASE_HEADER, `${trimmed(origin)}${trimmed(prefix)}${version}`);
	}
	return headers;
}

/** The answer with its body as it streams in; `fetch` has undone its coding already. */
function passOn(answer: Response): Response {
	const { status, body } = answer;
	return new Response(body, { status, headers: only(RESPONSE_HEADERS, answer.headers) });
}

function only(names: readonly string[], headers: Headers): Headers {
	const chosen = new Headers();
	for (const name of names) {
		const value = headers.get(name);
		if (value !== null) chosen.set(name, value);
	}
	return chosen;
}

function trimmed(text: string): string {
	return text.replace(/\/+$/, '');
}

/** RFC 7644 §3.12. */
function refuse(status: number, detail: string): Response {
	const schemas = ['urn:ietf:params:scim:api:messages:2.0:Error'];
	return new Response(JSON.stringify({ schemas, status: String(status), detail }), {
		status,
		headers: {
			'Content-Type': 'application/scim+json',
			...(status === 405 && { Allow: [...METHODS].join(', ') }),
		},
	});
}
