/**
 * How an administrator of Google Workspace consents (OAuth 2.0 for web server applications), and how that
 * is taken back. Pure: the request to Google is an argument. Who may consent to what is decided elsewhere.
 * https://developers.google.com/identity/protocols/oauth2/web-server
 */
import { err, ok, type Result } from '../result.ts';
import type { Fetch } from './client.ts';
import { parseObject, textOf, type GoogleObject } from './json.ts';

/** The OAuth client, and where Google is. */
export interface OAuthClient {
	readonly clientId: string;
	readonly clientSecret: string;
	/** Stands in for all of Google's hosts; undefined for Google itself. */
	readonly apiUrl: string | undefined;
}

/** Google's hosts, as far as they are asked for anything. */
type GoogleHost = 'accounts.google.com' | 'oauth2.googleapis.com' | 'admin.googleapis.com';

/** Scheme and host of one of Google's, or of what stands in for it. */
export function originOfGoogle({ apiUrl }: Pick<OAuthClient, 'apiUrl'>, host: GoogleHost): string {
	return apiUrl ?? `https://${host}`;
}

/** What the Directory API is read with: nothing is ever written at Google. */
export const DIRECTORY_SCOPES = [
	'https://www.googleapis.com/auth/admin.directory.user.readonly',
	'https://www.googleapis.com/auth/admin.directory.group.readonly',
	'https://www.googleapis.com/auth/admin.directory.group.member.readonly',
] as const;

/** One of them. */
export type DirectoryScope = (typeof DIRECTORY_SCOPES)[number];

/** What makes one request for consent: `challenge` is that of PKCE, by SHA-256 (RFC 7636 §4.2). */
interface ConsentRequest {
	readonly redirectUri: string;
	readonly state: string;
	readonly challenge: string;
}

/**
 * The page of Google's on which an administrator consents. `offline` and `consent` together make Google
 * give a refresh token each time; scopes that the account has granted the client before, for something
 * else, are not added.
 */
export function consentUrl(client: OAuthClient, request: ConsentRequest): string {
	const parameters = new URLSearchParams({
		client_id: client.clientId,
		redirect_uri: request.redirectUri,
		response_type: 'code',
		scope: ['openid', 'email', ...DIRECTORY_SCOPES].join(' '),
		access_type: 'offline',
		prompt: 'consent',
		include_granted_scopes: 'false',
		state: request.state,
		code_challenge: request.challenge,
		code_challenge_method: 'S256',
	});
	return `${originOfGoogle(client, 'accounts.google.com')}/o/oauth2/v2/auth?${parameters.toString()}`;
}

/** What Google gave for a code. */
export interface Grant {
	readonly accessToken: string;
	/** Undefined where Google gave none. */
	readonly refreshToken: string | undefined;
	/** The address of the account that consented. */
	readonly account: string | undefined;
	/** Scopes that were asked for and not granted: each has a box of its own on Google's page. */
	readonly missing: readonly DirectoryScope[];
}

/** Google's error code (RFC 6749 §5.2), or `unreachable` where it gave no answer that says anything. */
interface ExchangeFailure {
	readonly error: string;
}

/** Exchanges the code of a callback, which is good once and for minutes. */
export async function exchangeCode(
	client: OAuthClient,
	given: { readonly code: string; readonly redirectUri: string; readonly verifier: string },
	fetch: Fetch,
): Promise<Result<Grant, ExchangeFailure>> {
	const answer = await post(client, fetch, 'token', {
		client_id: client.clientId,
		client_secret: client.clientSecret,
		grant_type: 'authorization_code',
		code: given.code,
		redirect_uri: given.redirectUri,
		code_verifier: given.verifier,
	});
	const accessToken = textOf(answer.body, 'access_token');
	if (answer.status !== 200 || accessToken === undefined) {
		return err({ error: textOf(answer.body, 'error') ?? 'unreachable' });
	}
	const granted = (textOf(answer.body, 'scope') ?? '').split(' ');
	return ok({
		accessToken,
		refreshToken: textOf(answer.body, 'refresh_token'),
		account: emailIn(textOf(answer.body, 'id_token') ?? ''),
		missing: DIRECTORY_SCOPES.filter((scope) => !granted.includes(scope)),
	});
}

/**
 * Ends at Google what a token is good for; false if that is not certain. It ends the consent of the account
 * to the client, and with it any other token of the two.
 */
export async function revokeToken(
	client: Pick<OAuthClient, 'apiUrl'>,
	token: string,
	fetch: Fetch,
): Promise<boolean> {
	const answer = await post(client, fetch, 'revoke', { token });
	// `invalid_token`: it has ended already.
	return answer.status === 200 || textOf(answer.body, 'error') === 'invalid_token';
}

/** The status and the JSON of an answer; 0 for no answer. */
async function post(
	client: Pick<OAuthClient, 'apiUrl'>,
	fetch: Fetch,
	path: 'token' | 'revoke',
	parameters: Readonly<Record<string, string>>,
): Promise<{ status: number; body: GoogleObject }> {
	const url = `${originOfGoogle(client, 'oauth2.googleapis.com')}/${path}`;
	const headers = { 'content-type': 'application/x-www-form-urlencoded' };
	const body = new URLSearchParams(parameters).toString();
	try {
		const answer = await fetch(url, { method: 'POST', headers, body });
		return { status: answer.status, body: parseObject(await answer.text()) };
	} catch {
		return { status: 0, body: {} };
	}
}

/**
 * The address in an ID token. Its signature need not be checked, because it came from Google itself over
 * TLS (OpenID Connect Core 1.0 §3.1.3.7, 6).
 */
function emailIn(idToken: string): string | undefined {
	const payload = (idToken.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/');
	try {
		const bytes = Uint8Array.from(atob(payload), (character) => character.charCodeAt(0));
		return textOf(parseObject(new TextDecoder().decode(bytes)), 'email');
	} catch {
		return undefined;
	}
}
