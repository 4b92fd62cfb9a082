/**
 * A SCIM request and its answer as they were, for the diagnosis and for recordings: what the handlers have
 * read and written is used again, and nothing is read for this alone, but for the few words of an error.
 */
import type { Credentials, Exchange } from '../transcript/exchange.ts';
import type { AppContext } from './context.ts';

/** A body beyond that is left out: it would tell little more, and hold up memory. */
const BODY_CHARACTERS_MAX = 256 * 1024;

/** No client that is known sends more; anybody may send 100 KB, for each of which a pattern is looked. */
const HEADER_CHARACTERS_MAX = 1_000;

/** What stands for a longer one. */
const TOO_LONG = '(too long)';

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

/**
 * Remembers the text of a body, which has been read or written anyway, until the request has been answered.
 * A long one is let go: several at once are more than an isolate has room for.
 */
export function keepText(c: AppContext, which: 'requestText' | 'replyText', text: string): void {
	if (text.length > BODY_CHARACTERS_MAX) c.set('isCut', true);
	else c.set(which, text);
}

/** The exchange that a request below /scim/v2/{directoryId} was; `started` is when it came. */
export async function exchangeOf(c: AppContext, started: number): Promise<Exchange> {
	const { method, url } = c.req;
	const body = c.get('requestText');
	const reply = c.get('replyText') ?? (c.res.status >= 400 ? await c.res.clone().text() : '');
	const headers = pick(HEADERS, (name) => c.req.header(name));
	const isCut = c.get('isCut') === true || Object.values(headers).includes(TOO_LONG);
	return {
		at: started,
		method,
		target: url.replace(/^[a-z]+:\/\/[^/]+\/+scim\/+v2\/+[^/?#]*/i, '').replace(/^\/{2,}/, '/'),
		credentials: credentialsOf(c.req.header('Authorization')),
		headers,
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
	// A token that was pasted with the word `Bearer` has it twice.
	return /^Bearer +(?!Bearer\b)\S/i.test(authorization) ? 'bearer' : 'other';
}

function pick(
	names: readonly string[],
	valueOf: (name: string) => string | null | undefined,
): Readonly<Record<string, string>> {
	const found = names.flatMap((name) => {
		const value = valueOf(name);
		if (value === undefined || value === null) return [];
		// Not a part of it, which would keep all of it in memory.
		return [[name, value.length > HEADER_CHARACTERS_MAX ? TOO_LONG : value] as const];
	});
	return Object.fromEntries(found);
}
