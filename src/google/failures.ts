/**
 * Why Google did not answer as asked, and what is to be done about it. Whoever administers the connection
 * reads the detail, so it names the remedy.
 * https://developers.google.com/workspace/admin/directory/v1/limits
 * https://developers.google.com/workspace/admin/directory/v1/guides/troubleshoot-error-codes
 */
import { fieldOf, objectOf, objectsOf, parseObject, textOf, type GoogleObject } from './json.ts';

/** A failure, by what follows from it. */
export interface GoogleFailure {
	readonly kind: /** The refresh token is not good any more: somebody has to consent again. */
		| 'revoked'
		/** Google will refuse it again until somebody has changed something. */
		| 'denied'
		/** Too much at once; later it is answered. */
		| 'quota'
		/** No answer, or none that says anything; later there may be one. */
		| 'unavailable'
		/** What was named is not there. */
		| 'not_found'
		/** The request itself: a query that Google does not understand, or a page token that is too old. */
		| 'invalid';
	readonly detail: string;
	/** What Google asks to wait for at least, in milliseconds. */
	readonly retryAfterMs?: number;
}

/** An answer as far as failures are told by it. */
export interface FailedAnswer {
	readonly status: number;
	readonly body: string;
	readonly retryAfter: string | null;
}

/** Reasons of a 403 that ask to come again later. */
const QUOTA_REASONS = new Set([
	'quotaExceeded',
	'rateLimitExceeded',
	'userRateLimitExceeded',
	'dailyLimitExceeded',
	'RATE_LIMIT_EXCEEDED',
]);

/** Reasons of a 403 with a remedy of their own; the texts of Google say no more than what is wrong. */
const REMEDIES: ReadonlyMap<string, string> = new Map([
	[
		'insufficientPermissions',
		"The consent lacks a permission. Connect again, and leave every box on Google's page checked.",
	],
	[
		'ACCESS_TOKEN_SCOPE_INSUFFICIENT',
		"The consent lacks a permission. Connect again, and leave every box on Google's page checked.",
	],
	[
		'accessNotConfigured',
		'The Admin SDK API is not enabled in the Google Cloud project of the OAuth client. Enable it under "APIs & Services", then sync again.',
	],
	[
		'SERVICE_DISABLED',
		'The Admin SDK API is not enabled in the Google Cloud project of the OAuth client. Enable it under "APIs & Services", then sync again.',
	],
	[
		'forbidden',
		'The account that consented may not read users and groups. Connect again with an administrator whose role has the Admin API privileges "Users > Read" and "Groups > Read", and check under Security > API controls that the application is not blocked.',
	],
]);

/** Tells what an answer of the Directory API means that is no success. */
export function failureOf({ status, body, retryAfter }: FailedAnswer): GoogleFailure {
	const error = objectOf(fieldOf(parseObject(body), 'error'));
	const reasons = [...objectsOf(error, 'details'), ...objectsOf(error, 'errors')].flatMap(
		(each) => textOf(each, 'reason') ?? [],
	);
	const said = saidBy(error, status);
	const wait = secondsOf(retryAfter);
	if (status === 429 || (status === 403 && reasons.some((each) => QUOTA_REASONS.has(each)))) {
		return { kind: 'quota', detail: `Google's quota is used up: ${said}`, ...wait };
	}
	if (status === 401 || status === 403) {
		const remedy = reasons.map((reason) => REMEDIES.get(reason)).find((text) => text !== undefined);
		return { kind: 'denied', detail: `${remedy ?? 'Google refuses the request.'} (${said})` };
	}
	if (status === 404) return { kind: 'not_found', detail: said };
	if (status >= 400 && status < 500 && status !== 408)
		return { kind: 'invalid', detail: `Google: ${said}` };
	return { kind: 'unavailable', detail: `Google does not answer as it should: ${said}`, ...wait };
}

/** Tells what an answer of the token endpoint means that is no success (RFC 6749 §5.2). */
export function tokenFailureOf({ status, body, retryAfter }: FailedAnswer): GoogleFailure {
	const answer = parseObject(body);
	const error = textOf(answer, 'error');
	if (error === 'invalid_grant') {
		const detail =
			'Google no longer accepts the consent: it was revoked or has expired, or the account was changed. Connect again.';
		return { kind: 'revoked', detail };
	}
	if (error === 'invalid_client' || error === 'unauthorized_client') {
		const detail = `Google does not know this deployment's OAuth client (${error}). Its client id and secret are variables of the deployment.`;
		return { kind: 'denied', detail };
	}
	const said = `HTTP ${status}${error === undefined ? '' : ` ${error}`}`;
	const kind = status === 429 ? 'quota' : 'unavailable';
	return { kind, detail: `Google gives no access token: ${said}`, ...secondsOf(retryAfter) };
}

/** Google's own words, as much of them as an operator needs. */
function saidBy(error: GoogleObject, status: number): string {
	const message = textOf(error, 'message');
	return message === undefined ? `HTTP ${status}` : `${message.slice(0, 300)} (HTTP ${status})`;
}

/** What a `Retry-After` of seconds asks for; Google sends no dates. */
function secondsOf(retryAfter: string | null): { readonly retryAfterMs?: number } {
	return retryAfter !== null && /^\d{1,6}$/.test(retryAfter)
		? { retryAfterMs: Number(retryAfter) * 1_000 }
		: {};
}
