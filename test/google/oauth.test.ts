/** The OAuth of Google as it is on the wire; the whole way through it is in test/http/google.test.ts. */
import { describe, expect, test } from 'vitest';
import type { Fetch } from '../../src/google/client.ts';
import {
	consentUrl,
	DIRECTORY_SCOPES,
	exchangeCode,
	revokeToken,
	type OAuthClient,
} from '../../src/google/oauth.ts';

const CLIENT: OAuthClient = {
	clientId: '1234.apps.googleusercontent.com',
	clientSecret: 'GOCSPX-secret',
	apiUrl: undefined,
};

const REDIRECT_URI = 'https://rollcall.test/google/callback';

/** A Google that answers so, and keeps what it was asked. */
function answering(answer: () => Response) {
	const asked: { url: string; form: Record<string, string> }[] = [];
	const fetch: Fetch = async (url, { body }) => {
		asked.push({ url, form: Object.fromEntries(new URLSearchParams(body)) });
		return answer();
	};
	return { asked, fetch };
}

const exchange = (answer: () => Response) =>
	exchangeCode(
		CLIENT,
		{ code: '4/code', redirectUri: REDIRECT_URI, verifier: 'verifier' },
		answering(answer).fetch,
	);

/** An ID token with these claims; its signature is not looked at. */
function idToken(claims: object): string {
	const bytes = new TextEncoder().encode(JSON.stringify(claims));
	const base64 = btoa(String.fromCharCode(...bytes));
	return `e30.${base64.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')}.c2ln`;
}

describe('consent', () => {
	test('is asked for at Google itself', () => {
		const request = { redirectUri: REDIRECT_URI, state: 'v1.state', challenge: 'challenge' };
		const url = new URL(consentUrl(CLIENT, request));
		expect(url.origin + url.pathname).toBe('https://accounts.google.com/o/oauth2/v2/auth');
		expect(url.searchParams.get('state')).toBe('v1.state');
		expect(url.searchParams.get('redirect_uri')).toBe(REDIRECT_URI);
	});
});

describe('a code', () => {
	test('is exchanged with secret and verifier (RFC 6749 §4.1.3, RFC 7636 §4.5)', async () => {
		const { asked, fetch } = answering(() => Response.json({ access_token: 'a' }));
		const given = { code: '4/code', redirectUri: REDIRECT_URI, verifier: 'verifier' };
		await exchangeCode(CLIENT, given, fetch);
		expect(asked).toEqual([
			{
				url: 'https://oauth2.googleapis.com/token',
				form: {
					client_id: CLIENT.clientId,
					client_secret: CLIENT.clientSecret,
					grant_type: 'authorization_code',
					code: '4/code',
					redirect_uri: REDIRECT_URI,
					code_verifier: 'verifier',
				},
			},
		]);
	});

	test.each([
		['all', `${DIRECTORY_SCOPES.join(' ')} openid`, []],
		['none', 'openid', DIRECTORY_SCOPES],
		['not said', undefined, DIRECTORY_SCOPES],
		['a longer name', `${DIRECTORY_SCOPES[0]}.x`, DIRECTORY_SCOPES],
	])('tells which scopes are missing: %s', async (_what, scope, missing) => {
		const exchanged = await exchange(() => Response.json({ access_token: 'a', scope }));
		expect(exchanged).toMatchObject({ ok: true, value: { missing, refreshToken: undefined } });
	});

	test.each([
		['an address', idToken({ email: 'ädmin@acme.example' }), 'ädmin@acme.example'],
		['none', idToken({ sub: '1' }), undefined],
		['one that is no text', idToken({ email: 1 }), undefined],
		['no JSON', 'e30.bm90aGluZw.c2ln', undefined],
		['no base64', 'e30.%%%.c2ln', undefined],
		['no token', 'nothing', undefined],
		['a prototype', idToken(JSON.parse('{"__proto__":{"email":"x"}}') as object), undefined],
	])('tells the account by its ID token: %s', async (_what, token, account) => {
		const exchanged = await exchange(() => Response.json({ access_token: 'a', id_token: token }));
		expect(exchanged).toMatchObject({ ok: true, value: { account } });
	});

	test.each([
		['an error', () => Response.json({ error: 'invalid_grant' }, { status: 400 }), 'invalid_grant'],
		['no JSON', () => new Response('<html>', { status: 502 }), 'unreachable'],
		['no token', () => Response.json({}), 'unreachable'],
		[
			'nothing',
			() => {
				throw new TypeError('no network');
			},
			'unreachable',
		],
	])('that is not exchanged says why: %s', async (_what, answer, error) => {
		expect(await exchange(answer)).toEqual({ ok: false, error: { error } });
	});
});

test.each([
	['done', () => Response.json({}), true],
	['ended before', () => Response.json({ error: 'invalid_token' }, { status: 400 }), true],
	['refused', () => Response.json({ error: 'invalid_request' }, { status: 400 }), false],
	['broken', () => new Response('', { status: 503 }), false],
])('revoking a token tells whether it has ended: %s', async (_what, answer, isRevoked) => {
	const { asked, fetch } = answering(answer);
	expect(await revokeToken(CLIENT, '1//token', fetch)).toBe(isRevoked);
	expect(asked).toEqual([
		{ url: 'https://oauth2.googleapis.com/revoke', form: { token: '1//token' } },
	]);
});
