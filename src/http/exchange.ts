/**
 * A SCIM request and its answer as they were, for the diagnosis and for recordings: what the handlers have
 * read and written is used again, and nothing is read for this alone, but for the few words of an error.
 */
import type { Credentials, Exchange } from '../transcript/exchange.ts';
import type { AppContext } from './context.ts';

/** A body beyond that is left out: it would tell little more, and hold up memory. */
const BODY_CHARACTERS_MAX = 256 * 1024;

/** Header fields that identity providers are told apart by, or that decide how an answer looks. */
const HEADERS = [
	'accept',
	'content-type',
	'content-encoding',
	'user-agent',
	'if-match',
	'if-none-match',
] as const;
const REPLY_HEADERS = ['content-type', 'etag', 'location', 'retry-after'] as const;

/** The exchange that a request below /scim/v2/{directoryId} was; `started` is when it came. */
export async function exchangeOf(c: AppContext, started: number): Promise<Exchange> {
	const { method, url } = c.req;
	const body = c.get('requestText');
	const reply = c.get('replyText') ?? (c.res.status >= 400 ? await c.res.clone().text() : '');
	const isCut = (body?.length ?? 0) > BODY_CHARACTERS_MAX || reply.length > BODY_CHARACTERS_MAX;
	return {
		at: started,
		method,
		target: url.replace(/^[a-z]+:\/\/[^/]+\/+scim\/+v2\/+[^/?#]*/i, '').replace(/^\/{2,}/, '/'),
		credentials: credentialsOf(c.req.header('Authorization')),
		headers: pick(HEADERS, (name) => c.req.header(name)),
		body: isCut ? undefined : body,
		reply: {
			status: c.res.status,
			headers: pick(REPLY_HEADERS, (name) => c.res.headers.get(name)),
			body: isCut ? '' : reply,
		},
		isCut,
	};
}

function credentialsOf(authorization = ''): Credentials {
	if (authorization.trim() === '') return 'none';
	return /^Bearer +\S/i.test(authorization) ? 'bearer' : 'other';
}

function pick(
	names: readonly string[],
	valueOf: (name: string) => string | null | undefined,
): Readonly<Record<string, string>> {
	const found = names.flatMap((name) => {
		const value = valueOf(name);
		return value === undefined || value === null ? [] : [[name, value] as const];
	});
	return Object.fromEntries(found);
}
