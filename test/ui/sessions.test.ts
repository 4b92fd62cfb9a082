/**
 * What holds for all pages of the dashboard: who comes in and for how long, that nobody else can act in their
 * name, what a key may not do there, and what every page says to the browser.
 */
import { afterEach, describe, expect, test, vi } from 'vitest';
import { newSecret, seal, unseal } from '../../src/platform/crypto.ts';
import { newId } from '../../src/platform/ids.ts';
import { PAGES } from '../../src/ui/dashboard/routes.tsx';
import { PAGES as PORTAL_PAGES } from '../../src/ui/portal/routes.tsx';
import type { Env } from '../../src/env.ts';
import { api, createDirectory, ORIGIN, testEnv } from '../support/client.ts';
import { costOf } from '../support/d1-meter.ts';
import { query } from '../support/delivery.ts';
import { makeKey } from '../support/keys.ts';
import { populate, type Populated } from '../support/populated.ts';
import { snapshot } from '../support/snapshot.ts';
import { signedIn, Visitor, type Opened } from '../support/visitor.ts';
import { callWorker } from '../support/worker.ts';

const SIGN_IN = '/dashboard/sign-in';
/** A page that only somebody who is signed in sees. */
const INSIDE = '/dashboard/api-keys';
const COOKIE = '__Host-rollcall_session';
const KEY = testEnv.ROLLCALL_ADMIN_KEY ?? '';
const HOUR = 3_600_000;

afterEach(() => {
	vi.useRealTimers();
});

const isIn = async (visitor: Visitor) => (await visitor.open(INSIDE)).status === 200;

/** Somebody with the same cookies, perhaps in front of another deployment. */
function copyOf({ cookie }: Visitor, bindings: Partial<Env> = {}): Visitor {
	const copy = new Visitor(bindings);
	copy.cookie = cookie;
	return copy;
}

/** An address that nobody else has in these tests. */
let addresses = 0;
const newAddress = () => `203.0.113.${(addresses += 1)}`;

const tryKey = (key: string, address: string, visitor = new Visitor()) =>
	visitor.submit(SIGN_IN, { key }, { 'CF-Connecting-IP': address });

async function failOften(address: string, times = 10): Promise<number[]> {
	const statuses = [];
	for (let at = 0; at < times; at += 1) statuses.push((await tryKey('wrong', address)).status);
	return statuses;
}

describe('signing in', () => {
	test('needs a key that is good; what is wrong is told beside the field, and the key is not told', async () => {
		const revoked = await makeKey();
		await api('DELETE', `/api-keys/${revoked.id}`);
		for (const key of ['wrong-key-0123', `${KEY}x`, newSecret('rck_'), revoked.secret]) {
			const visitor = new Visitor();
			const { status, html } = await tryKey(key, newAddress(), visitor);
			expect(status).toBe(401);
			expect(html).toMatch(/id="key-error" class="error">This API key is unknown/);
			expect(html).not.toContain(key);
			expect(visitor.cookie).toBe('');
		}
	});

	test('leads to the overview, is noted, and is over at the latest after 12 hours', async () => {
		const key = await makeKey({ scopes: ['admin'] });
		const visitor = new Visitor();
		const { status, headers } = await visitor.submit(SIGN_IN, { key: key.secret });
		expect([status, headers.get('Location')]).toEqual([303, '/dashboard']);
		expect(await isIn(visitor)).toBe(true);
		await vi.waitFor(
			async () => {
				const noted = await query('SELECT action FROM audit_log WHERE actor = ?', key.id);
				expect(noted).toContainEqual({ action: 'session.create' });
			},
			{ timeout: 30_000 },
		);
		vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 12 * HOUR - 60_000 });
		expect(await isIn(visitor)).toBe(true);
		vi.setSystemTime(Date.now() + 60_000);
		expect(await isIn(visitor)).toBe(false);
	});

	test('notes that the key was used', async () => {
		const key = await makeKey();
		await signedIn(key.secret);
		const { body } = await api('GET', `/api-keys/${key.id}`);
		expect(body).toMatchObject({ last_used_at: expect.any(String) });
	});

	test('is not asked for again, and every page says with which key it was', async () => {
		const key = await makeKey({ name: '<Desk>', scopes: ['read'], tenant: 'cust-01' });
		const visitor = await signedIn(key.secret);
		const again = await visitor.open(`${SIGN_IN}?next=${encodeURIComponent('/dashboard/people')}`);
		expect([again.status, again.headers.get('Location')]).toEqual([303, '/dashboard/people']);
		for (const [path, status] of [
			['/dashboard/people', 200],
			[INSIDE, 403],
			['/dashboard/no-such-page', 404],
			['/dashboard/sign-out', 405],
		] as const) {
			const opened = await visitor.open(path);
			expect([path, opened.status]).toEqual([path, status]);
			expect(opened.html).toContain('&lt;Desk&gt;');
			expect(opened.html).toContain('tenant cust-01 only, read only');
			expect(opened.html).toContain('aria-label="Main"');
		}
	});

	test('costs two round trips, and one when it is refused', async () => {
		// Beside the key the tries are counted; then there is a session to be opened.
		const cost = await costOf(() => tryKey(KEY, newAddress()));
		expect(cost).toMatchObject({ trips: 2 });
		const refused = await costOf(() => tryKey('wrong', newAddress()));
		expect(refused).toMatchObject({ trips: 1 });
	});

	test.each([
		['https', `${COOKIE}=`, ['Path=/', 'HttpOnly', 'Secure', 'SameSite=Lax', 'Max-Age=43200']],
		['http', 'rollcall_session=', ['Path=/', 'HttpOnly', 'SameSite=Lax', 'Max-Age=43200']],
	])('over %s sets a cookie that scripts and other sites do not have', async (scheme, name, is) => {
		const body = new URLSearchParams({ key: KEY });
		const origin = ORIGIN.replace('https:', `${scheme}:`);
		const { headers } = await callWorker(`${origin}${SIGN_IN}`, { method: 'POST', body });
		const [cookie = '', ...others] = headers.getSetCookie();
		expect(others).toEqual([]);
		expect(cookie.startsWith(name)).toBe(true);
		expect(cookie.split('; ').slice(1).toSorted()).toEqual(is.toSorted());
	});

	test.each([
		['/dashboard/directories?type=google&x=a%20b', '/dashboard/directories?type=google&x=a%20b'],
		["/dashboard/people?query=O'Hara (it)", '/dashboard/people?query=O%27Hara%20(it)'],
		['', '/dashboard'],
		['/', '/dashboard'],
		['/dashboarding', '/dashboard'],
		['/dashboard/../setup/x', '/dashboard'],
		['/dashboard/%2e%2e/setup/x', '/dashboard'],
		['//evil.example/dashboard', '/dashboard'],
		['/\\evil.example/dashboard', '/dashboard'],
		['\t//evil.example/dashboard', '/dashboard'],
		['https://evil.example/dashboard', '/dashboard'],
		[`${ORIGIN}@evil.example/dashboard`, '/dashboard'],
		[`${ORIGIN.replace('https:', 'http:')}/dashboard/x`, '/dashboard'],
		['javascript:alert(1)', '/dashboard'],
		['/dashboard/x\r\nSet-Cookie: a=b', '/dashboard/xSet-Cookie:%20a=b'],
	])('that asks for %j leads to %s', async (next, place) => {
		const { status, headers } = await new Visitor().submit(SIGN_IN, { key: KEY, next });
		expect([status, headers.get('Location')]).toEqual([303, place]);
	});

	test('is asked for where nobody is signed in, and leads back to what was asked for', async () => {
		const path = '/dashboard/api-keys?cursor=a%26b';
		const visitor = new Visitor();
		const { headers } = await visitor.open(path);
		const asked = headers.get('Location') ?? '';
		expect(asked).toBe(`${SIGN_IN}?next=${encodeURIComponent(path)}`);
		const { html } = await visitor.open(asked);
		const next = /name="next" value="([^"]*)"/.exec(html)?.[1]?.replaceAll('&amp;', '&') ?? '';
		const back = await visitor.submit(SIGN_IN, { key: KEY, next });
		expect(back.headers.get('Location')).toBe(path);
	});
});

describe('a client that fails to sign in', () => {
	test('has ten tries; then a good key is refused too, for a quarter of an hour', async () => {
		const address = newAddress();
		expect(await failOften(address)).toEqual(Array.from({ length: 10 }, () => 401));
		const visitor = new Visitor();
		const paused = await tryKey(KEY, address, visitor);
		expect(paused.status).toBe(429);
		const seconds = Number(paused.headers.get('Retry-After'));
		expect(seconds).toBeGreaterThan(14 * 60);
		expect(seconds).toBeLessThanOrEqual(15 * 60);
		expect(visitor.cookie).toBe('');
		expect((await tryKey(KEY, newAddress())).status).toBe(303);
		// A try meanwhile makes the pause no longer.
		await query('UPDATE sign_in_failures SET expires_at = ? WHERE client = ?', Date.now(), address);
		expect((await tryKey(KEY, address)).status).toBe(303);
	});

	test('has no more tries when it makes them all at once', async () => {
		const address = newAddress();
		const tries = Array.from({ length: 30 }, () => tryKey('wrong', address));
		const statuses = (await Promise.all(tries)).map(({ status }) => status);
		expect(statuses.filter((status) => status === 401)).toHaveLength(10);
	});

	test('and then signs in has its tries again', async () => {
		const address = newAddress();
		await failOften(address, 9);
		expect((await tryKey(KEY, address)).status).toBe(303);
		expect(await failOften(address)).not.toContain(429);
	});

	test('is the whole network of a household, whatever its addresses look like', async () => {
		const spellings = ['2001:db8::1', '2001:db8::a:b:c:d', '2001:db8:0:0:1::', '2001:db8::2:0:0:3'];
		const [first = '', ...others] = spellings;
		await failOften(first);
		for (const address of others) expect((await tryKey(KEY, address)).status).toBe(429);
		expect((await tryKey(KEY, '2001:db8:0:1::1')).status).toBe(303);
		expect((await tryKey(KEY, '::1')).status).toBe(303);
	});
});

describe('a session', () => {
	test('is always a new one: a cookie from before is replaced, and good for nothing more', async () => {
		const visitor = await signedIn();
		const before = copyOf(visitor);
		await visitor.submit(SIGN_IN, { key: KEY });
		expect(visitor.cookie).not.toBe(before.cookie);
		expect(await isIn(visitor)).toBe(true);
		expect(await isIn(before)).toBe(false);
		const planted = new Visitor();
		planted.cookie = `${COOKIE}=planted`;
		await planted.submit(SIGN_IN, { key: KEY });
		expect(planted.cookie).not.toContain('planted');
		expect(await isIn(planted)).toBe(true);
	});

	test('is over after signing out, for every copy of its cookie, and no other one is', async () => {
		const [visitor, other] = [await signedIn(), await signedIn()];
		const copy = copyOf(visitor);
		const { status, headers } = await visitor.submit('/dashboard/sign-out');
		expect(status).toBe(303);
		expect(headers.getSetCookie()).toEqual([
			expect.stringMatching(/^__Host-rollcall_session=; Max-Age=0; Path=\/; HttpOnly; Secure/),
		]);
		expect(visitor.cookie).toBe('');
		expect(await isIn(copy)).toBe(false);
		expect(await isIn(other)).toBe(true);
	});

	test('is over when its key is revoked', async () => {
		const key = await makeKey({ scopes: ['admin'] });
		const visitor = await signedIn(key.secret);
		await api('DELETE', `/api-keys/${key.id}`);
		expect(await isIn(visitor)).toBe(false);
		const sent = await visitor.submit(INSIDE, { name: 'x', scopes: 'read' });
		expect(sent.headers.get('Location')).toBe(`${SIGN_IN}?ended`);
	});

	test('is over when its key has expired', async () => {
		const key = await makeKey({ scopes: ['admin'] });
		const visitor = await signedIn(key.secret);
		expect(await isIn(visitor)).toBe(true);
		await query('UPDATE api_keys SET expires_at = ? WHERE id = ?', Date.now(), key.id);
		expect(await isIn(visitor)).toBe(false);
	});

	test('is over when the first key of the deployment is another one, or what seals cookies is', async () => {
		const visitor = await signedIn();
		expect(await isIn(copyOf(visitor, { ROLLCALL_ADMIN_KEY: `${KEY}-new` }))).toBe(false);
		const master = btoa('another-master-key-32-bytes-----');
		expect(await isIn(copyOf(visitor, { ROLLCALL_MASTER_KEY: master }))).toBe(false);
		expect(await isIn(visitor)).toBe(true);
	});

	test('is in a cookie that nobody can make or change', async () => {
		const { cookie } = await signedIn();
		const sealed = cookie.slice(COOKIE.length + 1);
		const caller = { id: 'admin-key', scopes: ['admin'], tenant: null, product: null };
		const forged = { id: 'ses_x', caller, csrf: 'x', expiresAt: Date.now() + HOUR };
		const master = testEnv.ROLLCALL_MASTER_KEY ?? '';
		const flipped = Array.from({ length: 8 }, (_, at) => {
			const place = 3 + Math.floor(((sealed.length - 4) * at) / 7);
			const other = sealed[place] === 'A' ? 'B' : 'A';
			return sealed.slice(0, place) + other + sealed.slice(place + 1);
		});
		const cookies = [
			...flipped,
			sealed.slice(0, -1),
			`${sealed}A`,
			'',
			'v1.',
			'undefined',
			JSON.stringify(forged),
			btoa(JSON.stringify(forged)),
			// Sealed by us, but not as a cookie; and as one, of a session that was never opened.
			await seal(master, 'something else', JSON.stringify(forged)),
			await seal(master, 'session', JSON.stringify(forged)),
		];
		for (const value of cookies) {
			const visitor = new Visitor();
			visitor.cookie = `${COOKIE}=${encodeURIComponent(value)}`;
			const { status, headers } = await visitor.open(INSIDE);
			expect([status, headers.get('Location')?.startsWith(SIGN_IN)]).toEqual([303, true]);
		}
		const renamed = new Visitor();
		renamed.cookie = `rollcall_session=${sealed}`;
		expect(await isIn(renamed)).toBe(false);
	});
});

const keysNamed = (name: string) => query('SELECT id FROM api_keys WHERE name = ?', name);

describe('a form', () => {
	test('is taken from a page of the session alone', async () => {
		const [visitor, other] = [await signedIn(), await signedIn()];
		const name = crypto.randomUUID();
		const fields = { name, scopes: 'read' };
		const sent = [
			visitor.submit(INSIDE, { ...fields, _csrf: '' }),
			visitor.submit(INSIDE, { ...fields, _csrf: 'guess' }),
			visitor.submit(INSIDE, { ...fields, _csrf: other.csrf }),
			...['cross-site', 'same-site', 'none'].map((site) =>
				visitor.submit(INSIDE, fields, { 'Sec-Fetch-Site': site }),
			),
		];
		for (const { status, html } of await Promise.all(sent)) {
			expect(status).toBe(403);
			expect(html).toMatch(/This form (is out of date|was submitted from)/);
		}
		expect(await keysNamed(name)).toEqual([]);
		expect((await visitor.submit(INSIDE, fields)).status).toBe(200);
		expect(await keysNamed(name)).toHaveLength(1);
	});

	test.each([
		['/dashboard/branding', '/dashboard/branding'],
		['/dashboard/branding/delete', '/dashboard/branding'],
		['/dashboard/directories/dir_x/tokens/tok_x/revoke', '/dashboard/directories/dir_x/tokens'],
		['/dashboard/directories/dir_x/brake/resume', '/dashboard/directories/dir_x'],
		['/dashboard/setup-links/sl_x/revoke?tenant=a', '/dashboard/setup-links'],
		['/dashboard/sign-out', '/dashboard'],
	])('of an earlier session is out of date: %s leads back to %s', async (path, again) => {
		const visitor = await signedIn();
		const { status, html } = await visitor.submit(path, { _csrf: 'earlier' });
		expect(status).toBe(403);
		expect(html).toContain('This form is out of date</h1>');
		expect(html).not.toContain('API key does not allow');
		expect(html).toContain(`<a href="${again}">Open the page again</a>`);
	});

	test('that the key cannot send is refused in words of the page', async () => {
		const reader = await signedIn((await makeKey()).secret);
		reader.csrf = await csrfIn(reader.cookie);
		const refused = await reader.submit('/dashboard/branding', { product: 'x' });
		expect(refused.status).toBe(403);
		expect(refused.html).toContain('It needs the scope write, and has read.');
		expect(refused.html).not.toContain('This call');
		const bound = await makeKey({ scopes: ['admin'], product: 'crm' });
		const visitor = await signedIn(bound.secret);
		const { html } = await visitor.open('/dashboard/signing-keys');
		expect(html).toContain(
			'limited to product crm. This needs an API key for all tenants and products.',
		);
		const { body } = await bound.call<{ detail: string }>('GET', '/signing-keys');
		expect(body.detail).toContain('is bound to the product "crm".');
	});

	test.each([
		['https://evil.example', 403],
		['http://rollcall.test', 403],
		['https://rollcall.test:8443', 403],
		[ORIGIN, 200],
	])('from %s is answered %i where a browser tells the origin only', async (origin, status) => {
		const visitor = await signedIn();
		const name = crypto.randomUUID();
		const response = await callWorker(`${ORIGIN}${INSIDE}`, {
			method: 'POST',
			headers: { Cookie: visitor.cookie, Origin: origin },
			body: new URLSearchParams({ _csrf: visitor.csrf, name, scopes: 'read' }),
		});
		await response.text();
		expect(response.status).toBe(status);
		expect(await keysNamed(name)).toHaveLength(status === 200 ? 1 : 0);
	});

	test('to sign in is not taken from another site either', async () => {
		const visitor = new Visitor();
		const sent = { 'Sec-Fetch-Site': 'cross-site' };
		expect((await visitor.submit(SIGN_IN, { key: KEY }, sent)).status).toBe(403);
		expect(visitor.cookie).toBe('');
	});

	test('that is too long is not read', async () => {
		const visitor = await signedIn();
		const name = 'x'.repeat(300_000);
		for (const path of [INSIDE, SIGN_IN]) {
			const { status, html } = await visitor.submit(path, { name, key: name });
			expect([status, html.includes('This form is too large.')]).toEqual([413, true]);
		}
	});

	test.each([
		[
			'its page',
			`${ORIGIN}${INSIDE}?cursor=a`,
			`&next=${encodeURIComponent(`${INSIDE}?cursor=a`)}`,
		],
		['nowhere', undefined, ''],
		['another site', 'https://evil.example/dashboard/x', ''],
		['another page of ours', `${ORIGIN}/setup/x`, ''],
	])(
		'that comes too late, from %s, is not taken, and leads back there alone',
		async (_from, page, back) => {
			const visitor = new Visitor();
			const sent = page === undefined ? {} : { Referer: page };
			const fields = { name: 'x', scopes: 'read' };
			const { status, headers } = await visitor.submit(INSIDE, fields, sent);
			const asked = headers.get('Location') ?? '';
			expect([status, asked]).toEqual([303, `${SIGN_IN}?ended${back}`]);
			expect((await visitor.open(asked)).html).toContain('Your session has ended');
		},
	);
});

test('every page keeps to itself: no scripts of others, no frames, no copies, no referrer', async () => {
	const visitor = await signedIn();
	const answers = [
		await visitor.open(INSIDE),
		await visitor.open('/dashboard/no-such-page'),
		await visitor.open('/dashboard/sign-out'),
		await visitor.submit(INSIDE, { _csrf: '' }),
		await new Visitor().open(SIGN_IN),
		await new Visitor().open(INSIDE),
		await tryKey('wrong', newAddress()),
	];
	expect(answers.map(({ status }) => status)).toEqual([200, 404, 405, 403, 200, 303, 401]);
	for (const { headers } of answers) {
		const policy = headers.get('Content-Security-Policy')?.split('; ');
		expect(policy).toEqual([
			"default-src 'none'",
			"script-src 'self'",
			"style-src 'self'",
			"img-src 'self' data:",
			"connect-src 'self'",
			"form-action 'self'",
			"frame-ancestors 'none'",
			"base-uri 'none'",
		]);
		expect(headers.get('Cache-Control')).toBe('no-store');
		expect(headers.get('Referrer-Policy')).toBe('same-origin');
		expect(headers.get('X-Content-Type-Options')).toBe('nosniff');
		expect(headers.get('X-Robots-Tag')).toBe('noindex, nofollow');
	}
});

describe('to somebody who has neither signed in nor a link', () => {
	// The stream is no page: 204 is what ends one (test/ui/live.test.ts).
	const others = new Set(['/sign-in', '/live/stream']);
	const pathsOf = (pages: typeof PAGES) =>
		Object.entries(pages)
			.filter(([path, { GET }]) => GET !== undefined && !others.has(path))
			.map(([path]) => path.replaceAll(/:\w+/g, 'x'));

	test('no page of the dashboard is shown, but where to sign in', async () => {
		for (const path of pathsOf(PAGES)) {
			const { status, headers } = await new Visitor().open(`/dashboard${path}`);
			expect([path, status]).toEqual([path, 303]);
			expect(headers.get('Location')).toMatch(/^\/dashboard\/sign-in(\?next=|$)/);
		}
	});

	test('no page of the setup portal is shown', async () => {
		for (const path of pathsOf(PORTAL_PAGES)) {
			const { status, headers } = await new Visitor().open(path);
			expect([path, status]).toEqual([path, expect.toBeOneOf([400, 401, 403, 404, 410])]);
			expect(headers.get('Content-Security-Policy')).toContain("default-src 'none'");
			expect(headers.get('Referrer-Policy')).toBe('no-referrer');
			expect(headers.get('Cache-Control')).toBe('no-store');
		}
	});
});

test('neither keys nor sessions are in logs, URLs or titles', async () => {
	const lines: string[] = [];
	for (const method of ['log', 'warn'] as const) {
		vi.spyOn(console, method).mockImplementation((line) => void lines.push(String(line)));
	}
	const key = await makeKey({ scopes: ['admin'] });
	const wrong = newSecret('rck_');
	const visitor = new Visitor();
	const answers = [
		await visitor.submit(SIGN_IN, { key: wrong }),
		await visitor.submit(SIGN_IN, { key: key.secret, next: INSIDE }),
		await visitor.open(INSIDE),
		await visitor.submit(INSIDE, { name: '' }),
	];
	const { cookie, csrf } = visitor;
	answers.push(await visitor.submit('/dashboard/sign-out'));
	vi.restoreAllMocks();
	const sealed = cookie.slice(COOKIE.length + 1);
	const told = [
		...lines,
		...answers.map(({ headers }) => headers.get('Location') ?? ''),
		...answers.map(({ html }) => /<title>(.*)<\/title>/.exec(html)?.[1] ?? ''),
	].join('\n');
	expect(lines.join('\n')).toContain('"event":"dashboard.sign_in_refused"');
	for (const secret of [wrong, key.secret, sealed, csrf]) {
		expect(secret.length).toBeGreaterThan(20);
		expect(told).not.toContain(secret);
	}
	for (const { html } of answers) {
		expect(html).not.toContain(key.secret);
		expect(html).not.toContain(sealed);
	}
});

/** What is for everybody: who comes in, and who leaves. */
const OPEN = new Set(['/sign-in', '/sign-out']);

/** Forms that are sent and change nothing. */
const READS = new Set(['/directories/:id/mapping/preview']);

describe('keys', () => {
	test('that are bound to a tenant sign in, and see only theirs', async () => {
		const [mine, other] = [await createDirectory(), await createDirectory()];
		const key = await makeKey({ scopes: ['admin'], tenant: mine.tenant });
		await makeKey({ name: 'of the other tenant', tenant: other.tenant });
		const visitor = await signedIn(key.secret);
		const { status, html } = await visitor.open(INSIDE);
		expect(status).toBe(200);
		expect(html).toContain(mine.tenant);
		expect(html).not.toContain(other.tenant);
		expect(html).not.toContain('of the other tenant');
	});

	test('that may only read change nothing with any form of any page', async () => {
		const forms = Object.entries(PAGES)
			.filter(([path, { POST }]) => POST !== undefined && !OPEN.has(path))
			.map(([path]) => path);
		expect(forms).toContain('/api-keys/:id/revoke');
		const name = `read-${crypto.randomUUID()}`;
		const theirs = await populate(name);
		const visitor = await signedIn((await makeKey()).secret);
		visitor.csrf = await csrfIn(visitor.cookie);
		const before = await snapshot();
		const taken: string[] = [];
		for (const path of forms) {
			const filled = path.replaceAll(/:(\w+)/g, (_, of: string) => idIn(theirs, path, of));
			const outcomes: string[] = [];
			for (const _confirm of namesOf(name, theirs)) {
				if (outcomes.includes('refused')) break;
				const sent = { ...fieldsFor(theirs), _confirm };
				outcomes.push(outcomeOf(await visitor.submit(`/dashboard${filled}`, sent)));
			}
			// Which of the names is that of what is concerned is the page's affair; some ask for it first.
			const isRefused = outcomes.includes('refused') && !outcomes.includes('taken');
			if (!isRefused && !READS.has(path)) taken.push(`${path}: ${outcomes.join(', ')}`);
		}
		expect(taken).toEqual([]);
		expect(await snapshot()).toEqual(before);
	});
});

/** What has become of a form. */
function outcomeOf({ status, html }: Opened): 'refused' | 'returned' | 'taken' {
	expect(html).not.toContain('This form is out of date');
	if (status === 400) return 'returned';
	return status === 403 || status === 404 ? 'refused' : 'taken';
}

/** What may have to be typed to confirm. */
function namesOf(name: string, theirs: Populated): readonly string[] {
	const { product, urn, recordingId } = theirs;
	const named = [name, `${name} endpoint`, `${name} token`, `${name} key`];
	return ['Test', 'key_0', ...named, product, urn, recordingId];
}

/** What the forms of a session bring back: not every page that a key may open has one. */
async function csrfIn(cookie: string): Promise<string> {
	const sealed = cookie.slice(COOKIE.length + 1);
	const session = await unseal(testEnv.ROLLCALL_MASTER_KEY ?? '', 'session', sealed);
	return (JSON.parse(session ?? '') as { csrf: string }).csrf;
}

/** Something for whatever a form may ask for. */
function fieldsFor(theirs: Populated) {
	return {
		_once: newId('once'),
		name: 'Changed',
		description: 'Changed',
		scopes: 'admin',
		tenant: theirs.tenant,
		product: theirs.product,
		type: 'google',
		url: 'https://changed.example/',
		users: '1',
		urn: theirs.urn,
		directory_id: theirs.directoryId,
		endpoint_id: theirs.endpointId,
		definition: '{}',
	};
}

/** What the parameters of paths are called by. */
function idIn(theirs: Populated, path: string, name: string): string {
	const noun = path.split('/')[1] ?? '';
	const ids: Readonly<Record<string, string>> = {
		'directories id': theirs.directoryId,
		'webhooks id': theirs.endpointId,
		'api-keys id': theirs.keyId,
		'setup-links id': theirs.linkId,
		'signing-keys id': 'key_0',
		...Object.fromEntries(
			Object.entries(theirs).flatMap(([key, value]) =>
				typeof value === 'string' ? [[`${noun} ${key}`, value]] : [],
			),
		),
	};
	const id = ids[`${noun} ${name}`];
	if (id === undefined) throw new Error(`Say here what :${name} is in ${path}.`);
	return encodeURIComponent(id);
}
