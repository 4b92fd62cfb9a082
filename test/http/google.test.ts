/**
 * The connection to Google Workspace: asked for through the API or a setup link, consented to at the small
 * Google, changed and ended through the API. What a synchronisation does is tested elsewhere.
 */
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { DirectoryDiagnosis } from '../../src/contract/diagnosis.ts';
import type { Directory, Token } from '../../src/contract/directories.ts';
import type { Env } from '../../src/env.ts';
import { DIRECTORY_SCOPES } from '../../src/google/oauth.ts';
import { INTERVAL_MINUTES, USUAL_SETTINGS } from '../../src/google/settings.ts';
import { seal, unseal } from '../../src/platform/crypto.ts';
import { api, createDirectory, ORIGIN, testEnv, user } from '../support/client.ts';
import { query } from '../support/delivery.ts';
import {
	askConsent,
	connectionOf,
	consent,
	consentAt,
	google,
	GOOGLE,
	open,
	woken,
} from '../support/google-consent.ts';
import { googleError } from '../support/google-server.ts';
import { makeKey } from '../support/keys.ts';
import { makeLink, pathOf, readLink, textOf, use } from '../support/setup.ts';
import { Visitor } from '../support/visitor.ts';

afterEach(() => {
	vi.restoreAllMocks();
});

const DISCONNECTED = {
	state: 'disconnected',
	account: null,
	connected_at: null,
	settings: USUAL_SETTINGS,
	run: null,
	last_run: null,
	next_run_at: null,
	failures: 0,
	last_error: null,
};

async function aDirectory(): Promise<{ id: string; tenant: string }> {
	return createDirectory('google');
}

/** The row of a directory's connection. */
async function rowOf(directoryId: string): Promise<Record<string, unknown> | undefined> {
	const [row] = await query<Record<string, unknown>>(
		`SELECT g.* FROM google_connections AS g JOIN directories AS d ON d.key = g.directory_key
		WHERE d.id = ?`,
		directoryId,
	);
	return row;
}

/** Puts values into the row, as a synchronisation would. */
async function put(directoryId: string, column: string, value: unknown): Promise<void> {
	await query(
		`UPDATE google_connections SET ${column} = ?
		WHERE directory_key = (SELECT key FROM directories WHERE id = ?)`,
		value,
		directoryId,
	);
}

/** What the audit log has of a directory, without the making of it. */
async function auditOf(directoryId: string): Promise<readonly unknown[]> {
	const entries = await query<{ action: string }>(
		`SELECT actor, action, target FROM audit_log WHERE directory_id = ? AND kind = 'management'
		ORDER BY id`,
		directoryId,
	);
	return entries.filter(({ action }) => action.startsWith('google.'));
}

/** Changes settings. */
const change = (id: string, body: unknown) => api('PATCH', `/directories/${id}/google`, body);

/** Synchronises now. */
const sync = (id: string) => api('POST', `/directories/${id}/google/sync`, undefined, GOOGLE);

/** Ends the connection. */
const disconnect = (id: string) => api('DELETE', `/directories/${id}/google`, undefined, GOOGLE);

/** Deletes the directory. */
const remove = (id: string) => api('DELETE', `/directories/${id}`, undefined, GOOGLE);

/** Sends the form of a setup link. */
const submit = (url: string, bindings: Partial<Env> = GOOGLE) =>
	open(
		url,
		{
			method: 'POST',
			headers: { Cookie: '__Secure-rollcall_setup_probe=1' },
			body: new URLSearchParams({ type: 'google' }),
		},
		bindings,
	);

/** What was done by means of a setup link. */
async function linkAudit(id: string): Promise<readonly string[]> {
	const entries = await query<{ action: string }>(
		'SELECT action FROM audit_log WHERE actor = ? ORDER BY action',
		id,
	);
	return entries.map(({ action }) => action);
}

/** The tokens of a directory. */
const tokensOf = async (id: string) =>
	(await api<{ data: Token[] }>('GET', `/directories/${id}/tokens`)).body.data;

describe('consent', () => {
	test('is asked for at Google, for lasting and read access alone, with PKCE (RFC 7636)', async () => {
		const before = Date.now();
		const { id } = await aDirectory();
		const asked = await askConsent(id);
		const url = new URL(asked.url);
		expect(url.origin + url.pathname).toBe(`${google.origin}/o/oauth2/v2/auth`);
		expect(Object.fromEntries(url.searchParams)).toEqual({
			client_id: google.clientId,
			redirect_uri: `${ORIGIN}/google/callback`,
			response_type: 'code',
			scope: `openid email ${DIRECTORY_SCOPES.join(' ')}`,
			access_type: 'offline',
			prompt: 'consent',
			include_granted_scopes: 'false',
			state: expect.stringMatching(/^v1\.[\w-]+$/),
			code_challenge: expect.stringMatching(/^[\w-]{43}$/),
			code_challenge_method: 'S256',
		});
		expect(Date.parse(asked.expires_at)).toBeGreaterThanOrEqual(before + 86_400_000);
		expect(asked.url).not.toContain(id);
	});

	test('connects the directory, with the token sealed and the first run due', async () => {
		const workspace = google.workspace();
		const { id, tenant } = await aDirectory();
		expect(await connectionOf(id)).toEqual(DISCONNECTED);
		const page = await consent(id);
		expect([page.status, page.title]).toEqual([200, 'Google Workspace is connected']);
		expect(page.text).toContain(tenant);
		expect(page.text).toContain(workspace.admin);
		expect(await connectionOf(id)).toMatchObject({
			state: 'connected',
			account: workspace.admin,
			connected_at: expect.any(String),
			next_run_at: expect.any(String),
			settings: USUAL_SETTINGS,
		});
		await expect.poll(() => woken).toContain(id);
		const [token = ''] = workspace.refreshTokens;
		const row = await rowOf(id);
		expect(JSON.stringify(row)).not.toContain(token);
		const masterKey = testEnv.ROLLCALL_MASTER_KEY ?? '';
		const sealed = String(row?.['refresh_token']);
		expect(await unseal(masterKey, `google:${id}`, sealed)).toBe(token);
		expect(await unseal(masterKey, 'google:dir_other', sealed)).toBeUndefined();
		await expect
			.poll(() => auditOf(id))
			.toEqual([
				{ actor: 'admin-key', action: 'google.authorize', target: id },
				{ actor: 'admin-key', action: 'google.connect', target: id },
			]);
	});

	test('its page is for nobody else, and loads nothing', async () => {
		google.workspace();
		const { id } = await aDirectory();
		const pages = [await open(`${ORIGIN}/google/callback`), await consent(id)];
		for (const { headers, text } of pages) {
			expect(headers.get('Content-Type')).toMatch(/^text\/html/);
			expect(headers.get('Cache-Control')).toBe('no-store');
			expect(headers.get('Referrer-Policy')).toBe('no-referrer');
			expect(headers.get('Content-Security-Policy')).toMatch(/^default-src 'none'/);
			expect(text.match(/<script[^>]*>/g)).toEqual(['<script type="module" src="/ui/app.js">']);
			expect(text).not.toMatch(/style=|<img/);
		}
		const post = await open(`${ORIGIN}/google/callback`, { method: 'POST' });
		expect([post.status, post.headers.get('Allow')]).toEqual([405, 'GET, HEAD']);
	});

	test('leads back to the page of the application that asked', async () => {
		google.workspace();
		const { id } = await aDirectory();
		const asked = await askConsent(id, { return_url: 'https://app.example.com/done?a=b' });
		const page = await open(await consentAt(asked.url));
		expect([page.status, page.headers.get('Location')]).toEqual([
			303,
			'https://app.example.com/done?a=b',
		]);
		expect(page.headers.get('Referrer-Policy')).toBe('no-referrer');
		expect(await connectionOf(id)).toMatchObject({ state: 'connected' });
	});

	test('that is refused leads back there as well, and says so', async () => {
		google.workspace();
		google.consenting = undefined;
		const { id } = await aDirectory();
		const asked = await askConsent(id, { return_url: 'https://app.example.com/done?a=b#c' });
		const page = await open(await consentAt(asked.url));
		expect([page.status, page.headers.get('Location')]).toEqual([
			303,
			'https://app.example.com/done?a=b&error=access_denied#c',
		]);
		expect(await connectionOf(id)).toMatchObject({ state: 'disconnected' });
	});

	test.each([
		['not a URL', GOOGLE],
		['javascript:alert(1)', GOOGLE],
		['ftp://app.example.com', GOOGLE],
		// What the operator has not allowed.
		[
			'http://app.example.com',
			{ ...GOOGLE, ROLLCALL_ALLOW_INSECURE_TARGETS: '', ROLLCALL_GOOGLE_URL: '' },
		],
	])('does not lead to %s', async (returnUrl, bindings) => {
		const { id } = await aDirectory();
		const path = `/directories/${id}/google/authorize`;
		const refused = await api('POST', path, { return_url: returnUrl }, bindings);
		expect(refused.body).toMatchObject({ status: 400, errors: [{ field: 'return_url' }] });
	});

	test('is good once: for those who load the page again, and who open the link again', async () => {
		google.workspace();
		const { id } = await aDirectory();
		const { url } = await askConsent(id);
		const back = await consentAt(url);
		expect((await open(back)).status).toBe(200);
		const before = await rowOf(id);
		for (const again of [back, await consentAt(url)]) {
			const page = await open(again);
			expect([page.status, page.title]).toEqual([410, 'This link has already been used']);
		}
		expect(await rowOf(id)).toEqual(before);
	});

	test('is taken from one of those who come with it at the same moment', async () => {
		google.workspace();
		const { id } = await aDirectory();
		const { url } = await askConsent(id);
		const backs = await Promise.all(Array.from({ length: 4 }, () => consentAt(url)));
		const pages = await Promise.all(backs.map((back) => open(back)));
		const statuses = pages.map(({ status }) => status);
		expect(statuses.toSorted((one, other) => one - other)).toEqual([200, 410, 410, 410]);
	});

	test('is asked for anew by each who asks, until one has connected', async () => {
		google.workspace();
		const { id } = await aDirectory();
		const [first, second] = [await askConsent(id), await askConsent(id)];
		expect((await open(await consentAt(second.url))).status).toBe(200);
		expect((await open(await consentAt(first.url))).status).toBe(410);
		expect((await consent(id)).status).toBe(200);
	});

	test('leaves no secret in answers and logs', async () => {
		const lines: string[] = [];
		for (const method of ['log', 'warn'] as const) {
			vi.spyOn(console, method).mockImplementation((line) => void lines.push(String(line)));
		}
		const workspace = google.workspace();
		const { id } = await aDirectory();
		const { url } = await askConsent(id);
		const back = await consentAt(url);
		const pages = [await open(`${back}&error=access_denied`), await open(back), await open(back)];
		const [token = ''] = workspace.refreshTokens;
		await expect.poll(async () => (await auditOf(id)).length).toBe(2);
		const texts = [
			...lines,
			...pages.map(({ text }) => text),
			JSON.stringify(await connectionOf(id)),
			JSON.stringify(await query('SELECT * FROM audit_log WHERE directory_id = ?', id)),
		].join('\n');
		const code = new URL(back).searchParams.get('code') ?? '';
		for (const secret of [token, ...workspace.accessTokens.keys(), code, google.clientSecret]) {
			expect(secret).not.toBe('');
			expect(texts).not.toContain(secret);
		}
	});
});

/** A callback with a state that holds this. */
async function callbackWith(held: Record<string, unknown>, context = 'google-consent') {
	const by = { id: 'admin-key', tenant: null, product: null };
	const times = { askedAt: Date.now(), expiresAt: Date.now() + 60_000 };
	const asked = { returnUrl: null, setupLink: null, verifier: 'v' };
	const text = JSON.stringify({ by, ...times, ...asked, ...held });
	const state = await seal(testEnv.ROLLCALL_MASTER_KEY ?? '', context, text);
	return `${ORIGIN}/google/callback?code=4/code&state=${encodeURIComponent(state)}`;
}

describe('a consent is not taken', () => {
	test('with a state that was not sealed here for this', async () => {
		google.workspace();
		const { id } = await aDirectory();
		const back = new URL(await consentAt((await askConsent(id)).url));
		const state = back.searchParams.get('state') ?? '';
		const flipped = state.slice(0, -2) + (state.endsWith('A') ? 'BB' : 'AA');
		const pages = await Promise.all(
			['', 'v1.', flipped, `${state}A`, 'v1.AAAA'].map((other) => {
				const url = new URL(back);
				url.searchParams.set('state', other);
				return open(url.toString());
			}),
		);
		back.searchParams.delete('state');
		pages.push(await open(back.toString()));
		pages.push(await open(await callbackWith({ directoryId: id }, `google:${id}`)));
		for (const page of pages) {
			expect([page.status, page.title]).toEqual([
				400,
				'This page was not opened from a setup link',
			]);
		}
		expect(await connectionOf(id)).toEqual(DISCONNECTED);
	});

	test('with a state that has expired, or is about nothing', async () => {
		const { id } = await aDirectory();
		const past = { askedAt: 1, expiresAt: Date.now() - 1 };
		const expired = await open(await callbackWith({ directoryId: id, ...past }));
		expect([expired.status, expired.title]).toEqual([410, 'This link has expired']);
		const unknown = await open(await callbackWith({ directoryId: 'dir_nothing' }));
		expect([unknown.status, unknown.title]).toEqual([410, 'This connection no longer exists']);
	});

	test('for a directory that has been deleted meanwhile', async () => {
		google.workspace();
		const { id } = await aDirectory();
		const back = await consentAt((await askConsent(id)).url);
		expect((await api('DELETE', `/directories/${id}`)).status).toBe(204);
		expect((await open(back)).status).toBe(410);
		expect(await rowOf(id)).toBeUndefined();
	});

	test('with the code of another request (RFC 7636 §4.6)', async () => {
		google.workspace();
		const { id } = await aDirectory();
		const [mine, other] = [
			new URL(await consentAt((await askConsent(id)).url)),
			new URL(await consentAt((await askConsent(id)).url)),
		];
		mine.searchParams.set('code', other.searchParams.get('code') ?? '');
		const page = await open(mine.toString());
		expect([page.status, page.title]).toEqual([400, 'Google’s answer is no longer valid']);
		expect(await connectionOf(id)).toEqual(DISCONNECTED);
	});

	test.each([
		['access_denied', 403, 'You did not grant access', 'Manage'],
		['admin_policy_enforced', 403, 'Your organisation does not allow', google.clientId],
		['org_internal', 403, 'not open to your organisation', 'External'],
		['redirect_uri_mismatch', 503, 'not set up correctly in Google', `${ORIGIN}/google/callback`],
		['invalid_client', 503, 'Google does not know', 'ROLLCALL_GOOGLE_CLIENT_SECRET'],
		['server_error', 503, 'Google did not answer', 'Try again'],
		['disabled_client', 400, 'Google refused', 'disabled_client'],
		['<b>strange</b>', 400, 'Google refused', 'unknown'],
	])('when Google says %s: the page says what to do', async (error, status, title, remedy) => {
		google.workspace();
		const { id } = await aDirectory();
		const back = new URL(await consentAt((await askConsent(id)).url));
		back.searchParams.delete('code');
		back.searchParams.set('error', error);
		const page = await open(back.toString());
		expect(page.status).toBe(status);
		expect(page.title).toContain(title);
		expect(page.text).toContain(remedy);
		expect(page.text).not.toContain('<b>');
		expect(await connectionOf(id)).toEqual(DISCONNECTED);
	});

	test('without all permissions: the page names those that are missing', async () => {
		const workspace = google.workspace();
		const [users, groups, members] = DIRECTORY_SCOPES;
		workspace.granted = [users];
		const { id } = await aDirectory();
		const page = await consent(id);
		expect([page.status, page.title]).toEqual([403, 'Some permissions are missing']);
		for (const scope of [groups, members]) expect(page.text).toContain(`<code>${scope}</code>`);
		expect(page.text).not.toContain(`<code>${users}</code>`);
		expect(await connectionOf(id)).toEqual(DISCONNECTED);
	});

	test.each([
		['forbidden', 'Not Authorized to access this resource/api', /Groups &gt; Read/],
		['accessNotConfigured', 'Admin SDK API has not been used', /Admin SDK API is not enabled/],
	])('of an account that may not read: %s', async (reason, message, remedy) => {
		const workspace = google.workspace();
		workspace.intercept = () => googleError(403, reason, message);
		const { id } = await aDirectory();
		const page = await consent(id);
		expect([page.status, page.title]).toEqual([
			403,
			'This account is not allowed to read users and groups',
		]);
		expect(page.text).toMatch(remedy);
		expect(await connectionOf(id)).toEqual(DISCONNECTED);
	});

	test('of another Workspace, before the one that is connected is disconnected', async () => {
		const mine = google.workspace('admin@mine.example');
		const { id } = await aDirectory();
		await consent(id);
		google.workspace('admin@other.example');
		const page = await consent(id);
		expect([page.status, page.title]).toEqual([409, 'This is a different Google Workspace']);
		expect(await connectionOf(id)).toMatchObject({ state: 'connected', account: mine.admin });
		expect((await api('DELETE', `/directories/${id}/google`, undefined, GOOGLE)).status).toBe(204);
		expect((await consent(id)).status).toBe(200);
		expect(await connectionOf(id)).toMatchObject({ account: 'admin@other.example' });
	});

	test('where Google gives no refresh token, or does not answer', async () => {
		google.workspace();
		const { id } = await aDirectory();
		const fetchAll = globalThis.fetch;
		const back = await consentAt((await askConsent(id)).url);
		const answers = [
			Response.json({ access_token: 'a', scope: DIRECTORY_SCOPES.join(' ') }),
			new Response('<html>', { status: 502 }),
		];
		globalThis.fetch = async () => answers.shift() ?? Promise.reject(new TypeError('no network'));
		try {
			const pages = [await open(back), await open(back), await open(back)];
			expect(pages.map(({ status, title }) => [status, title])).toEqual([
				[400, 'Google did not grant lasting access'],
				[503, 'Google did not answer'],
				[503, 'Google did not answer'],
			]);
		} finally {
			globalThis.fetch = fetchAll;
		}
		expect(await connectionOf(id)).toEqual(DISCONNECTED);
		// Nothing was used up: the same answer of Google's still connects.
		expect((await open(back)).status).toBe(200);
	});
});

describe('a consent is taken', () => {
	test('after a refusal, by the link to try again', async () => {
		const workspace = google.workspace();
		google.consenting = undefined;
		const { id } = await aDirectory();
		const refused = await consent(id);
		expect(refused.status).toBe(403);
		google.consenting = workspace;
		const link = /<a href="([^"]+)">Try again/.exec(refused.text)?.[1]?.replaceAll('&amp;', '&');
		expect((await open(await consentAt(link ?? ''))).status).toBe(200);
	});

	test('where Google is only too busy to let it be tried', async () => {
		const workspace = google.workspace();
		workspace.intercept = () => googleError(403, 'quotaExceeded', 'Quota exceeded');
		expect((await consent((await aDirectory()).id)).status).toBe(200);
	});

	test('of an account that may not read groups, where none are wanted', async () => {
		const workspace = google.workspace();
		workspace.intercept = ({ path }) =>
			path.endsWith('/groups') ? googleError(403, 'forbidden', 'Not Authorized') : undefined;
		const { id } = await aDirectory();
		expect((await consent(id)).status).toBe(403);
		await api('PATCH', `/directories/${id}/google`, { groups: false });
		expect((await consent(id)).status).toBe(200);
	});

	test('again after it was revoked: failures are forgotten, settings are not', async () => {
		google.workspace();
		const { id } = await aDirectory();
		await consent(id);
		await api('PATCH', `/directories/${id}/google`, { interval_minutes: 15 });
		for (const [column, value] of [
			['state', 'revoked'],
			['failures', 3],
			['last_error', 'Token has been expired or revoked.'],
			['next_run_at', null],
			['run', JSON.stringify(RUN)],
		] as const) {
			await put(id, column, value);
		}
		expect(await connectionOf(id)).toMatchObject({ state: 'revoked', failures: 3 });
		expect((await consent(id)).status).toBe(200);
		expect(await connectionOf(id)).toMatchObject({
			state: 'connected',
			failures: 0,
			last_error: null,
			run: null,
			next_run_at: expect.any(String),
			settings: { ...USUAL_SETTINGS, interval_minutes: 15 },
		});
	});

	test('of another administrator: the one before is revoked at Google', async () => {
		const [first, second] = [
			google.workspace('a@same.example'),
			google.workspace('b@SAME.example'),
		];
		const { id } = await aDirectory();
		google.consenting = first;
		await consent(id);
		google.consenting = second;
		expect((await consent(id)).status).toBe(200);
		await expect.poll(() => first.refreshTokens.size).toBe(0);
		expect(second.refreshTokens.size).toBe(1);
	});
});

describe('a deployment without a client at Google', () => {
	test('says so', async () => {
		const { id } = await aDirectory();
		for (const call of ['authorize', 'sync']) {
			const refused = await api('POST', `/directories/${id}/google/${call}`);
			expect(refused.status).toBe(409);
			expect(refused.body['detail']).toContain('ROLLCALL_GOOGLE_CLIENT_ID');
		}
		const back = await consentAt((await askConsent(id)).url);
		expect((await open(back, {}, {})).status).toBe(503);
		expect(await connectionOf(id)).toEqual(DISCONNECTED);
	});

	test('says so where half of it is set', async () => {
		const { id } = await aDirectory();
		const half = { ROLLCALL_GOOGLE_CLIENT_ID: google.clientId };
		const refused = await api('GET', `/directories/${id}`, undefined, half);
		expect(refused.status).toBe(503);
		expect(refused.body['detail']).toContain('ROLLCALL_GOOGLE_CLIENT_SECRET is missing');
	});

	test('whose secret is wrong tells the administrator whom to ask', async () => {
		google.workspace();
		const { id } = await aDirectory();
		const back = await consentAt((await askConsent(id)).url);
		const page = await open(back, {}, { ...GOOGLE, ROLLCALL_GOOGLE_CLIENT_SECRET: 'wrong' });
		expect([page.status, page.title]).toEqual([503, 'Google does not know this application']);
	});
});

const CALLS = [
	['GET', ''],
	['POST', '/authorize'],
	['PATCH', '', { groups: false }],
	['POST', '/sync'],
	['DELETE', ''],
] as const;

describe.each(CALLS)('%s /directories/{id}/google%s', (method, path, body?: object) => {
	test('is for directories of type google', async () => {
		const { id } = await createDirectory('okta-scim-v2');
		const refused = await api(method, `/directories/${id}/google${path}`, body, GOOGLE);
		expect(refused.status).toBe(409);
		expect(refused.body['detail']).toContain('"okta-scim-v2"');
		expect(await rowOf(id)).toBeUndefined();
	});

	test('is 404 for what is not there, or is another tenant’s', async () => {
		const { id } = await aDirectory();
		const key = await makeKey({ scopes: ['write'], tenant: 'another' });
		expect((await key.call(method, `/directories/${id}/google${path}`, body)).status).toBe(404);
		const nothing = `/directories/dir_nothing/google${path}`;
		expect((await api(method, nothing, body, GOOGLE)).status).toBe(404);
		expect(await rowOf(id)).toBeUndefined();
	});
});

describe('settings', () => {
	test('are changed one by one, before there is a connection and after', async () => {
		google.workspace();
		const { id } = await aDirectory();
		const first = { users_query: 'orgUnitPath=/Staff', removed_users: 'deactivate' };
		expect((await change(id, first)).body).toEqual({
			...DISCONNECTED,
			settings: { ...USUAL_SETTINGS, ...first },
		});
		await consent(id);
		await change(id, { interval_minutes: INTERVAL_MINUTES.max, allow_mass_removal_once: true });
		expect((await change(id, { users_query: null })).body).toMatchObject({
			state: 'connected',
			settings: {
				...USUAL_SETTINGS,
				removed_users: 'deactivate',
				interval_minutes: INTERVAL_MINUTES.max,
				allow_mass_removal_once: true,
			},
		});
		const updates = async () =>
			(await auditOf(id)).filter((entry) => JSON.stringify(entry).includes('google.update'));
		await expect.poll(async () => (await updates()).length).toBe(3);
	});

	test('a shorter interval brings the next run forward, but not the step of one under way', async () => {
		google.workspace();
		const { id } = await aDirectory();
		await consent(id);
		const late = Date.now() + 86_400_000;
		await put(id, 'next_run_at', late);
		await change(id, { groups: true });
		expect((await rowOf(id))?.['next_run_at']).toBe(late);
		await change(id, { interval_minutes: INTERVAL_MINUTES.min });
		const next = Number((await rowOf(id))?.['next_run_at']);
		expect(next).toBeLessThanOrEqual(Date.now() + 15 * 60_000);
		const run = JSON.stringify(RUN);
		await put(id, 'run', run);
		await put(id, 'next_run_at', late);
		await change(id, { interval_minutes: 20 });
		expect(await rowOf(id)).toMatchObject({ next_run_at: late, run });
	});

	test.each([
		['is under way', 'run', JSON.stringify(RUN)],
		['has failed', 'failures', 1],
	])('others have a run that %s begin anew at once', async (_how, column, value) => {
		google.workspace();
		const { id } = await aDirectory();
		await consent(id);
		await put(id, column, value);
		await put(id, 'next_run_at', Date.now() + 86_400_000);
		await change(id, { users_query: 'orgUnitPath=/Staff' });
		const row = await rowOf(id);
		expect(row?.['run']).toBeNull();
		expect(Number(row?.['next_run_at'])).toBeLessThanOrEqual(Date.now());
		// One that nobody is connected by does not run at all.
		await disconnect(id);
		await put(id, 'failures', 1);
		await change(id, { groups: false });
		expect((await rowOf(id))?.['next_run_at']).toBeNull();
	});

	test.each<[Record<string, unknown>, string]>([
		[{ interval_minutes: INTERVAL_MINUTES.min - 1 }, 'interval_minutes'],
		[{ interval_minutes: INTERVAL_MINUTES.max + 1 }, 'interval_minutes'],
		[{ interval_minutes: 30.5 }, 'interval_minutes'],
		[{ interval_minutes: null }, 'interval_minutes'],
		[{ users_query: '' }, 'users_query'],
		[{ users_query: 'x'.repeat(501) }, 'users_query'],
		[{ groups_query: 7 }, 'groups_query'],
		[{ groups: 'yes' }, 'groups'],
		[{ removed_users: 'suspend' }, 'removed_users'],
		[{ allow_mass_removal_once: null }, 'allow_mass_removal_once'],
		[{ account: 'admin@acme.example' }, 'account'],
	])('%j is refused, with the field named', async (body, field) => {
		const { id } = await aDirectory();
		const refused = await change(id, body);
		expect(refused.body).toMatchObject({ status: 400, errors: [{ field }] });
		expect(await rowOf(id)).toBeUndefined();
	});
});

const COUNTS = { seen: 2, created: 1, updated: 0, removed: 0, unchanged: 1 };
const REPORT = {
	started_at: 1_700_000_000_000,
	ended_at: null,
	complete: false,
	users: COUNTS,
	groups: COUNTS,
	memberships: { added: 1, removed: 0 },
	requests: 3,
	errors: 1,
	refused: [{ kind: 'user', google_id: '1', name: 'anna@acme.example', reason: 'Taken' }],
};
/** What the guard goes by. */
const GUARD = { guarded: { user: 7, group: 0 }, isHeld: true };
const RUN = {
	phase: 'groups',
	page_token: 'secret page token',
	pages: 1,
	pass: 1,
	after: '',
	deferred: 0,
	report: { ...REPORT, ...GUARD },
};

describe('synchronising now', () => {
	test('makes the next run due at once', async () => {
		google.workspace();
		const { id } = await aDirectory();
		await consent(id);
		await expect.poll(() => woken).toContain(id);
		await put(id, 'next_run_at', Date.now() + 86_400_000);
		const begun = await sync(id);
		expect(begun.status).toBe(202);
		expect(Date.parse(String(begun.body['next_run_at']))).toBeLessThanOrEqual(Date.now());
		await expect.poll(() => woken.filter((each) => each === id)).toHaveLength(2);
		await expect
			.poll(() => auditOf(id))
			.toContainEqual({
				actor: 'admin-key',
				action: 'google.sync',
				target: id,
			});
	});

	test('is refused without a consent, and where it was revoked', async () => {
		google.workspace();
		const { id } = await aDirectory();
		const never = await sync(id);
		expect(never.status).toBe(409);
		expect(never.body['detail']).toContain(
			'No administrator of Google Workspace has given consent',
		);
		await consent(id);
		await put(id, 'state', 'revoked');
		const revoked = await sync(id);
		expect(revoked.status).toBe(409);
		expect(revoked.body['detail']).toContain('no longer accepts the consent');
	});

	test('is refused while the directory is inactive', async () => {
		google.workspace();
		const { id } = await aDirectory();
		await consent(id);
		await api('PATCH', `/directories/${id}`, { state: 'inactive' });
		const refused = await sync(id);
		expect(refused.status).toBe(409);
		expect(refused.body['detail']).toContain('inactive');
	});

	test('is refused while a run is under way, unless that waits for its next try', async () => {
		google.workspace();
		const { id } = await aDirectory();
		await consent(id);
		await put(id, 'run', JSON.stringify(RUN));
		const busy = await sync(id);
		expect(busy.status).toBe(409);
		expect(busy.body['detail']).toContain('2023-11-14T22:13:20.000Z');
		await put(id, 'failures', 2);
		expect((await sync(id)).status).toBe(202);
	});

	test('a run under way and the last one are shown, but not where it goes on', async () => {
		google.workspace();
		const { id } = await aDirectory();
		await consent(id);
		await put(id, 'run', JSON.stringify(RUN));
		await put(id, 'last_run', JSON.stringify({ ...REPORT, ...GUARD, ended_at: 1_700_000_060_000 }));
		const connection = await connectionOf(id);
		const { started_at: _start, ended_at: _end, complete: _complete, ...counted } = REPORT;
		const begun = { ...counted, started_at: '2023-11-14T22:13:20.000Z' };
		expect(connection.run).toEqual({ ...begun, phase: 'groups' });
		expect(connection.last_run).toEqual({
			...begun,
			ended_at: '2023-11-14T22:14:20.000Z',
			complete: false,
		});
	});
});

/** The state of a diagnosis, and what it finds. */
async function diagnosisOf(id: string) {
	const { body } = await api<DirectoryDiagnosis>('GET', `/directories/${id}/diagnosis`);
	return [body.state, body.findings.map(({ name }) => name)];
}

describe('the diagnosis', () => {
	test('tells how the connection is, of which no request tells', async () => {
		google.workspace();
		const { id } = await aDirectory();
		expect(await diagnosisOf(id)).toEqual(['silent', ['google_not_connected']]);
		await consent(id);
		expect(await diagnosisOf(id)).toEqual(['healthy', []]);
		await put(id, 'last_run', JSON.stringify({ ...REPORT, ...GUARD }));
		expect(await diagnosisOf(id)).toEqual(['failing', ['google_run_stopped', 'google_refused']]);
		await put(id, 'last_run', JSON.stringify({ ...REPORT, ...GUARD, errors: 0, isHeld: false }));
		await put(id, 'failures', 1);
		expect(await diagnosisOf(id)).toEqual(['attention', ['google_failing']]);
		await put(id, 'run', JSON.stringify(RUN));
		expect(await diagnosisOf(id)).toEqual(['failing', ['google_failing']]);
		await put(id, 'state', 'revoked');
		expect(await diagnosisOf(id)).toEqual(['failing', ['google_consent_revoked']]);
		await disconnect(id);
		expect(await diagnosisOf(id)).toEqual(['silent', ['google_not_connected']]);
	});
});

describe('disconnecting', () => {
	test('revokes the consent at Google and forgets the token; users and settings stay', async () => {
		const workspace = google.workspace();
		const directory = await createDirectory('google');
		const { id } = directory;
		await directory.scim('POST', '/Users', user('kept'));
		await consent(id);
		await api('PATCH', `/directories/${id}/google`, { interval_minutes: 30 });
		await put(id, 'run', JSON.stringify(RUN));
		expect((await disconnect(id)).status).toBe(204);
		expect(workspace.refreshTokens.size).toBe(0);
		expect(await connectionOf(id)).toEqual({
			...DISCONNECTED,
			settings: { ...USUAL_SETTINGS, interval_minutes: 30 },
		});
		expect(await rowOf(id)).toMatchObject({ refresh_token: null, account: null });
		const { body } = await api<Directory>('GET', `/directories/${id}`);
		expect(body.user_count).toBe(1);
		expect((await disconnect(id)).status).toBe(204);
		await expect
			.poll(() => auditOf(id))
			.toContainEqual({
				actor: 'admin-key',
				action: 'google.disconnect',
				target: id,
			});
	});

	test('leaves the consent at Google where another directory lives by it', async () => {
		const workspace = google.workspace();
		const [one, other] = [await aDirectory(), await aDirectory()];
		await consent(one.id);
		await consent(other.id);
		await disconnect(one.id);
		expect(workspace.refreshTokens.size).toBe(2);
		await disconnect(other.id);
		expect(workspace.refreshTokens.size).toBe(0);
	});

	test('where two are disconnected at once, revokes it all the same', async () => {
		const workspace = google.workspace();
		const [one, other] = [await aDirectory(), await aDirectory()];
		await consent(one.id);
		await consent(other.id);
		await Promise.all([disconnect(one.id), disconnect(other.id)]);
		expect(workspace.refreshTokens.size).toBe(0);
	});

	test('ends consent URLs that are still about', async () => {
		google.workspace();
		const { id } = await aDirectory();
		await consent(id);
		const { url } = await askConsent(id);
		await disconnect(id);
		expect((await open(await consentAt(url))).title).toBe('This link has already been used');
		expect(await connectionOf(id)).toEqual(DISCONNECTED);
	});

	test('is done even where Google does not answer', async () => {
		const warned = vi.spyOn(console, 'warn').mockReturnValue();
		google.workspace();
		const { id } = await aDirectory();
		await consent(id);
		const fetchAll = globalThis.fetch;
		globalThis.fetch = () => Promise.reject(new TypeError('no network'));
		try {
			expect((await disconnect(id)).status).toBe(204);
		} finally {
			globalThis.fetch = fetchAll;
		}
		expect(await connectionOf(id)).toEqual(DISCONNECTED);
		expect(warned.mock.calls.join()).toContain('google.not_revoked');
	});
});

describe('deleting the directory', () => {
	test('revokes the consent at Google, unless another directory lives by it', async () => {
		const workspace = google.workspace();
		const [one, other, last] = [await aDirectory(), await aDirectory(), await aDirectory()];
		for (const { id } of [one, other, last]) await consent(id);
		expect((await remove(one.id)).status).toBe(204);
		expect(workspace.refreshTokens.size).toBe(3);
		await Promise.all([remove(other.id), remove(last.id)]);
		await expect.poll(() => workspace.refreshTokens.size).toBe(0);
	});

	test('is done before Google is asked, and where Google does not answer', async () => {
		const warned = vi.spyOn(console, 'warn').mockReturnValue();
		const workspace = google.workspace();
		const { id } = await aDirectory();
		await consent(id);
		const fetchAll = globalThis.fetch;
		let statusAtGoogle: number | undefined;
		globalThis.fetch = async () => {
			statusAtGoogle = (await api('GET', `/directories/${id}`)).status;
			throw new TypeError('no network');
		};
		try {
			expect((await remove(id)).status).toBe(204);
			await expect.poll(() => warned.mock.calls.join()).toContain('google.not_revoked');
		} finally {
			globalThis.fetch = fetchAll;
		}
		expect(statusAtGoogle).toBe(404);
		expect(workspace.refreshTokens.size).toBe(1);
	});
});

describe('a setup link', () => {
	test('makes the directory and leads to Google, and Google back to the connection', async () => {
		const workspace = google.workspace();
		const tenant = `tenant-${crypto.randomUUID()}`;
		const link = await makeLink({ tenant, product: 'crm' });
		const policy = (await open(link.url)).headers.get('Content-Security-Policy');
		expect(policy).toContain(`form-action 'self' ${google.origin};`);
		const sent = await submit(link.url);
		expect(sent.status).toBe(303);
		expect(sent.text).toBe('');
		const page = await open(await consentAt(sent.headers.get('Location') ?? ''));
		expect(page.title).toBe('Google Workspace is connected');
		const made = await api<{ data: Directory[] }>('GET', `/directories?tenant=${tenant}`);
		const [directory] = made.body.data;
		expect(directory).toMatchObject({ type: 'google', product: 'crm' });
		const id = directory?.id ?? '';
		expect(await connectionOf(id)).toMatchObject({ state: 'connected', account: workspace.admin });
		await expect
			.poll(() => auditOf(id))
			.toEqual([
				{ actor: link.id, action: 'google.authorize', target: id },
				{ actor: link.id, action: 'google.connect', target: id },
			]);
		await expect
			.poll(() => linkAudit(link.id))
			.toEqual(['directory.create', 'google.authorize', 'google.connect', 'setup_link.redeem']);
		expect((await submit(link.url)).status).toBe(410);
	});

	test('goes on, in the browser that has consented, with what comes', async () => {
		const workspace = google.workspace();
		const link = await makeLink();
		const visitor = new Visitor(GOOGLE);
		await visitor.open(pathOf(link));
		const sent = await visitor.submit(pathOf(link), { type: 'google' });
		const back = new URL(await consentAt(sent.headers.get('Location') ?? ''));
		const page = await visitor.open(back.pathname + back.search);
		expect(page.html).toContain(`href="/setup/${link.id}/check"`);
		const connect = await visitor.open(`/setup/${link.id}/connect`);
		expect(connect.headers.get('Location')).toBe(`/setup/${link.id}/check`);
		const check = async () => textOf(await visitor.open(`/setup/${link.id}/check`));
		const begun = await check();
		expect(begun).toContain(`Consent given by ${workspace.admin}.`);
		expect(begun).toContain('The first sync is running');
		const { directory_id: id } = await readLink(link);
		await put(id ?? '', 'run', JSON.stringify(RUN));
		expect(await check()).toContain('Read so far: 2 users, 2 groups.');
		await put(id ?? '', 'run', null);
		await put(id ?? '', 'last_run', JSON.stringify(REPORT));
		expect(await check()).toContain('The first sync is complete. No users received.');
		await query('UPDATE directories SET user_count = 7 WHERE id = ?', id);
		expect(await check()).toContain('Connected: 7 users received.');
		// What the state of the consent carries opens nothing without the cookie.
		expect((await open(`${ORIGIN}/setup/${link.id}/check`)).status).toBe(410);
	});

	test('is good until somebody has consented: for whoever turns back at Google, or is refused', async () => {
		const workspace = google.workspace();
		const tenant = `tenant-${crypto.randomUUID()}`;
		const link = await makeLink({ tenant, product: 'crm' });
		const first = await submit(link.url);
		expect(await readLink(link)).toMatchObject({ state: 'live', used_at: null });
		const again = await open(link.url);
		expect([again.status, again.text]).toEqual([
			200,
			expect.stringContaining('Continue to Google'),
		]);
		google.consenting = undefined;
		const second = await submit(link.url);
		expect((await open(await consentAt(second.headers.get('Location') ?? ''))).status).toBe(403);
		google.consenting = workspace;
		const third = await submit(link.url);
		const made = await api<{ data: Directory[] }>('GET', `/directories?tenant=${tenant}`);
		expect(made.body.data).toHaveLength(1);
		const back = await consentAt(third.headers.get('Location') ?? '');
		expect((await open(back)).title).toBe('Google Workspace is connected');
		expect(await readLink(link)).toMatchObject({ state: 'used' });
		for (const page of [
			await open(link.url),
			await submit(link.url),
			await open(await consentAt(first.headers.get('Location') ?? '')),
		]) {
			expect([page.status, page.title]).toEqual([410, 'This link has already been used']);
		}
	});

	test('that is sent several times at once makes one directory, and each leads to Google', async () => {
		google.workspace();
		const tenant = `tenant-${crypto.randomUUID()}`;
		const link = await makeLink({ tenant, product: 'crm' });
		const sent = await Promise.all(Array.from({ length: 4 }, () => submit(link.url)));
		expect(sent.map(({ status }) => status)).toEqual([303, 303, 303, 303]);
		const made = await api<{ data: Directory[] }>('GET', `/directories?tenant=${tenant}`);
		expect(made.body.data).toHaveLength(1);
	});

	test.each([
		['revoked', 'This link has been revoked'],
		['used by another consent', 'This link has already been used'],
	])('that was %s while somebody was at Google connects nothing', async (how, title) => {
		google.workspace();
		const { id } = await aDirectory();
		const link = await makeLink({ directory_id: id });
		const sent = await submit(link.url);
		const back = await consentAt(sent.headers.get('Location') ?? '');
		if (how === 'revoked') await api('DELETE', `/setup-links/${link.id}`);
		else await query('UPDATE setup_links SET used_at = 1 WHERE id = ?', link.id);
		const page = await open(back);
		expect([page.status, page.title]).toEqual([410, title]);
		expect(await connectionOf(id)).toMatchObject({ state: 'disconnected' });
	});

	test('that has expired while somebody was at Google is good for them, and for nobody else', async () => {
		google.workspace();
		const { id } = await aDirectory();
		const link = await makeLink({ directory_id: id });
		const sent = await submit(link.url);
		const back = await consentAt(sent.headers.get('Location') ?? '');
		await query('UPDATE setup_links SET expires_at = 1 WHERE id = ?', link.id);
		expect((await submit(link.url)).title).toBe('This link has expired');
		expect((await open(back)).status).toBe(200);
		expect(await readLink(link)).toMatchObject({ state: 'used' });
	});

	test('of a tenant whose directory is another one’s now leads nowhere', async () => {
		const { id } = await aDirectory();
		const link = await makeLink({ directory_id: id });
		await query(`UPDATE directories SET tenant = 'other' WHERE id = ?`, id);
		expect((await submit(link.url)).status).toBe(410);
	});

	test('for a directory leads to Google, and makes no token', async () => {
		google.workspace();
		const { id } = await aDirectory();
		const before = await tokensOf(id);
		const link = await makeLink({ directory_id: id });
		expect((await open(link.url)).text).toContain('Continue to Google');
		const sent = await submit(link.url);
		expect((await open(await consentAt(sent.headers.get('Location') ?? ''))).status).toBe(200);
		expect(await tokensOf(id)).toEqual(before);
	});

	test('stays unused where the operator has no client at Google, and says whom to ask', async () => {
		const { id } = await aDirectory();
		const link = await makeLink({ directory_id: id });
		expect((await open(link.url, {}, {})).text).not.toContain('Continue to Google');
		const { page } = await use(link, {});
		expect(page.status).toBe(400);
		expect(textOf(page)).toContain(
			'is not available here yet. Tell the person who sent you the link',
		);
		expect(await readLink(link)).toMatchObject({ state: 'live' });
	});
});
