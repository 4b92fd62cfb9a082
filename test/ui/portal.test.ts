/** The pages behind a setup link, without scripts: used once, by one browser, for one directory. */
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { Token } from '../../src/contract/directories.ts';
import { providerOf } from '../../src/contract/providers.ts';
import type { Env } from '../../src/env.ts';
import { PROVIDERS } from '../../src/providers/index.ts';
import { api, createDirectory, ORIGIN, send, testEnv, user } from '../support/client.ts';
import { costOf } from '../support/d1-meter.ts';
import { query } from '../support/delivery.ts';
import { faultyD1 } from '../support/faults.ts';
import {
	directoriesOf,
	makeLink,
	pathOf,
	readLink,
	textOf,
	titleOf,
	tokenOn,
	use,
} from '../support/setup.ts';
import { signedIn, Visitor, type Opened } from '../support/visitor.ts';
import { callWorker } from '../support/worker.ts';

afterEach(() => {
	vi.restoreAllMocks();
});

const PROTECTED = {
	'Content-Type': /^text\/html/,
	'Cache-Control': /^no-store$/,
	'Referrer-Policy': /^no-referrer$/,
	'X-Robots-Tag': /noindex/,
	'Content-Security-Policy': /default-src 'none'.*form-action 'self'.*frame-ancestors 'none'/,
	'X-Content-Type-Options': /^nosniff$/,
};

function expectProtected(page: Opened): void {
	for (const [name, value] of Object.entries(PROTECTED)) {
		expect(page.headers.get(name), name).toMatch(value);
	}
	expect(titleOf(page) ?? '').not.toMatch(/rcs/);
}

const nobody = () => new Visitor();

/** Somebody who has opened a link before, and keeps cookies. */
function keeping(bindings: Partial<Env> = {}): Visitor {
	const visitor = new Visitor(bindings);
	visitor.cookie = '__Secure-rollcall_setup_probe=1';
	return visitor;
}

/** The pages after the first one. */
const PARTS = ['connect', 'check', 'check/live', 'users', 'users/live', 'done'] as const;

describe('the first page', () => {
	test('of a live link says what it is for, and opening it does not use it', async () => {
		const link = await makeLink();
		const visitor = nobody();
		for (const _time of [1, 2]) {
			const shown = await visitor.open(pathOf(link));
			expect(shown.status).toBe(200);
			expectProtected(shown);
			expect(shown.html).toContain(link.tenant);
			expect(shown.html).toMatch(/type="radio" name="type" value="okta-scim-v2"/);
			expect(shown.html.match(/<script[^>]*>/g)).toEqual([
				'<script type="module" src="/ui/app.js">',
			]);
			expect(shown.html).not.toContain('style=');
		}
		const head = await callWorker(link.url, { method: 'HEAD' });
		expect([head.status, await head.text()]).toEqual([200, '']);
		expect(visitor.cookie).toBe('__Secure-rollcall_setup_probe=1');
		expect(await readLink(link)).toMatchObject({ state: 'live' });
	});

	test('does not use the link up in a browser that keeps no cookies', async () => {
		const link = await makeLink();
		const opened = await nobody().open(pathOf(link));
		const [cookie = ''] = opened.headers.getSetCookie();
		expect(cookie.split('; ').slice(1).toSorted()).toEqual([
			'HttpOnly',
			'Path=/setup',
			'SameSite=Lax',
			'Secure',
		]);
		const sent = await nobody().submit(pathOf(link), { type: 'okta-scim-v2' });
		expect([sent.status, titleOf(sent)]).toEqual([400, 'Your browser blocks cookies']);
		expect(textOf(sent)).toContain('The link is not used up.');
		expect(sent.html).toContain(`href="${pathOf(link)}"`);
		expect(await readLink(link)).toMatchObject({ state: 'live' });
		expect(await directoriesOf(link)).toEqual([]);
		expect((await use(link)).page.status).toBe(200);
	});

	test('of the id of a link leads to the pages behind it', async () => {
		const link = await makeLink();
		const { visitor } = await use(link);
		const short = await visitor.open(`/setup/${link.id}`);
		const next = short.headers.get('Location') ?? '';
		expect([short.status, next]).toEqual([303, `/setup/${link.id}/connect`]);
		expect((await visitor.open(next)).status).toBe(200);
	});

	test('of a link that is for a connection with a name says that name, and what stays', async () => {
		const directory = await createDirectory('okta-scim-v2');
		const { body } = await api<{ name: string }>('GET', `/directories/${directory.id}`);
		const link = await makeLink({ directory_id: directory.id });
		const text = textOf(await nobody().open(pathOf(link)));
		expect(text).toContain(`Set up the connection ${body.name} to`);
		expect(text).toContain(`adds a new token to ${body.name} . The existing setup keeps working.`);
	});

	test('says in which zone its deadline is', async () => {
		const { html } = await nobody().open(pathOf(await makeLink()));
		expect(html).toMatch(/<time [^>]*data-zone[^>]*>[-\d]{10} [:\d]{8} UTC<\/time>/);
	});

	test.each([{}, { type: '' }, { type: 'okta' }, { type: '__proto__' }])(
		'asks again for a provider where %j is sent',
		async (fields) => {
			const link = await makeLink();
			const { sent } = await use(link, fields);
			expect(sent.status).toBe(400);
			expect(sent.html).toContain('id="type-error"');
			expect(await readLink(link)).toMatchObject({ state: 'live' });
			expect(await directoriesOf(link)).toEqual([]);
		},
	);

	test.each([
		['multipart/form-data; boundary=none', 'type=google'],
		['application/json', '{"type":"google"}'],
	])('asks again where it is sent %s', async (type, body) => {
		const link = await makeLink();
		const init = { method: 'POST', headers: { 'Content-Type': type }, body };
		expect((await callWorker(link.url, init)).status).toBe(400);
	});

	test.each([
		['revoked', 'UPDATE setup_links SET revoked_at = 1 WHERE id = ?', 'has been revoked'],
		['expired', 'UPDATE setup_links SET expires_at = 1 WHERE id = ?', 'has expired'],
	])('of a link that is %s says so, and makes nothing', async (_state, statement, title) => {
		const link = await makeLink();
		await query(statement, link.id);
		for (const page of [await nobody().open(pathOf(link)), (await use(link)).sent]) {
			expect([page.status, titleOf(page)]).toEqual([410, `This link ${title}`]);
			expect(textOf(page)).toMatch(/ask the person who sent it|ask them for a new link/i);
			expectProtected(page);
		}
		expect(await directoriesOf(link)).toEqual([]);
	});

	test('of a link whose directory was deleted, or is of another tenant by now, says so', async () => {
		const [deleted, moved] = [await createDirectory(), await createDirectory()];
		const links = [
			await makeLink({ directory_id: deleted.id }),
			await makeLink({ directory_id: moved.id }),
		];
		await api('DELETE', `/directories/${deleted.id}`);
		await query(`UPDATE directories SET tenant = 'other' WHERE id = ?`, moved.id);
		for (const link of links) {
			const page = await nobody().open(pathOf(link));
			const title = 'This connection no longer exists';
			expect([page.status, titleOf(page)]).toEqual([410, title]);
		}
	});

	test('of an unknown link is a page too, and so is what cannot be done', async () => {
		const unknown = `/setup/rcsl_${'A'.repeat(43)}`;
		for (const page of [
			await nobody().open(unknown),
			await nobody().submit(unknown, { type: 'google' }),
			await nobody().open(`${unknown}x/`),
		]) {
			expect([page.status, titleOf(page)]).toEqual([404, 'Link not found']);
		}
		expect((await nobody().open(`${unknown}/nothing`)).status).toBe(404);
		expect(textOf(await nobody().open(unknown))).toContain('when their connection is deleted');
		const never = await nobody().open('/setup/sl_x/connect');
		expect([never.status, titleOf(never)]).toEqual([
			410,
			'This page is not available in this browser',
		]);
		const put = await callWorker(`${ORIGIN}${unknown}`, { method: 'PUT' });
		expect([put.status, put.headers.get('Allow')]).toEqual([405, 'GET, HEAD, POST']);
		expect(await put.text()).toContain('<title>This is not possible here</title>');
	});

	test.each([
		['expired', 'UPDATE setup_links SET expires_at = 1 WHERE id = ?', 'This link has expired'],
		['revoked', 'UPDATE setup_links SET revoked_at = 1 WHERE id = ?', 'This link has been revoked'],
	])('of a used link that is %s says so to everybody', async (_how, statement, title) => {
		const link = await makeLink();
		const { visitor } = await use(link);
		await query(statement, link.id);
		for (const each of [visitor, nobody()]) {
			expect(titleOf(await each.open(pathOf(link)))).toBe(title);
			// Browsers drop the cookie when it expires.
			expect(titleOf(await each.open(`/setup/${link.id}/check`))).toBe(title);
		}
	});

	test('says before it that the choice is for good, and for one browser', async () => {
		const text = textOf(await nobody().open(pathOf(await makeLink())));
		expect(text).toContain('You cannot change the provider later');
		expect(text).toContain(
			'It is used up when you click Create connection. Then continue in this browser.',
		);
	});

	test('does not offer Google where it cannot be connected, and stays unused', async () => {
		const link = await makeLink();
		expect((await nobody().open(pathOf(link))).html).not.toContain('value="google"');
		const { sent } = await use(link, { type: 'google' });
		expect(sent.status).toBe(400);
		expect(await directoriesOf(link)).toEqual([]);
		const directory = await createDirectory('google');
		const forIt = await makeLink({ directory_id: directory.id });
		const first = await nobody().open(pathOf(forIt));
		expect(textOf(first)).toContain(
			'is not available here yet. Tell the person who sent you the link',
		);
		expect(first.html).not.toContain('<form');
		expect((await use(forIt, {})).sent.status).toBe(400);
		for (const each of [link, forIt]) expect(await readLink(each)).toMatchObject({ state: 'live' });
	});

	test('says that its directory is deactivated, and whom to ask', async () => {
		const directory = await createDirectory('okta-scim-v2');
		await api('PATCH', `/directories/${directory.id}`, { state: 'inactive' });
		const link = await makeLink({ directory_id: directory.id });
		const first = await nobody().open(pathOf(link));
		const { page } = await use(link, {});
		for (const each of [first, page]) {
			expect(textOf(each)).toContain('is deactivated and refuses all requests.');
			expect(textOf(each)).toContain('Ask the person who sent you the link to activate it');
		}
	});

	test('shows names as text, and so do all that follow', async () => {
		const evil = `<img src=x onerror=alert(1)>"'&${crypto.randomUUID()}`;
		const link = await makeLink({ tenant: evil, product: evil, name: evil });
		const first = await nobody().open(pathOf(link));
		const { visitor, page } = await use(link);
		const pages = [first, page];
		const [directory] = await directoriesOf(link);
		const token = tokenOn(page);
		const created = await scim(directory?.id, token, {
			...user('evil'),
			displayName: evil,
			name: { givenName: evil, familyName: evil },
		});
		expect(created).toBe(201);
		for (const part of PARTS) pages.push(await visitor.open(`/setup/${link.id}/${part}`));
		const forIt = await makeLink({ directory_id: directory?.id ?? '' });
		pages.push(await nobody().open(pathOf(forIt)));
		for (const { status, html } of pages) {
			expect(status).toBe(200);
			expect(html).not.toMatch(/<img|"'&[0-9a-f]/);
		}
		expect(pages[0]?.html).toContain('&lt;img src=x onerror=alert(1)&gt;&quot;&#39;&amp;');
		expect(pages[5]?.html).toContain('&lt;img src=x onerror=alert(1)&gt;&quot;&#39;&amp;');
	});

	test.each([
		[{ 'Sec-Fetch-Site': 'cross-site' }, 403],
		[{ 'Sec-Fetch-Site': 'same-site', Origin: ORIGIN }, 403],
		[{ 'Sec-Fetch-Site': 'none' }, 403],
		[{ Origin: 'https://elsewhere.test' }, 403],
		[{ Origin: ORIGIN }, 303],
		[{ Origin: 'null' }, 303],
		[{ 'Sec-Fetch-Site': 'same-origin', Origin: ORIGIN }, 303],
		[{}, 303],
	])('sent with %j is answered with %i', async (headers, status) => {
		const link = await makeLink();
		const body = new URLSearchParams({ type: 'okta-scim-v2' });
		const visitor = nobody();
		await visitor.open(pathOf(link));
		const sent = { ...headers, Cookie: visitor.cookie };
		const answer = await callWorker(link.url, { method: 'POST', headers: sent, body });
		expect(answer.status).toBe(status);
		expect(await directoriesOf(link)).toHaveLength(status === 303 ? 1 : 0);
	});
});

/** Creates a user as a provider does; the status of the answer. */
async function scim(id: string | undefined, token: string | undefined, body: object) {
	const created = await send(`/scim/v2/${id}/Users`, {
		method: 'POST',
		headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/scim+json' },
		body: JSON.stringify(body),
	});
	return created.status;
}

describe('connecting', () => {
	test('makes the directory, and shows its URL and token until that is used', async () => {
		const link = await makeLink({ name: 'Acme Okta' });
		const { visitor, sent, page } = await use(link);
		expect([sent.status, sent.html]).toEqual([303, '']);
		expect(sent.headers.get('Referrer-Policy')).toBe('no-referrer');
		expect([page.status, titleOf(page)]).toEqual([200, 'Connect Okta']);
		expectProtected(page);
		const [directory] = await directoriesOf(link);
		expect(directory).toMatchObject({
			name: 'Acme Okta',
			product: 'crm',
			type: 'okta-scim-v2',
			state: 'active',
		});
		expect(page.html).toContain(`value="${directory?.scim.endpoint}"`);
		expect(page.html).toContain('SCIM connector base URL');
		const token = tokenOn(page);
		// Going back and forth, and opening the link again, lose nothing.
		await visitor.open(`/setup/${link.id}/check`);
		const again = await visitor.open(pathOf(link));
		expect([again.status, again.headers.get('Location')]).toEqual([
			303,
			`/setup/${link.id}/connect`,
		]);
		expect(tokenOn(await visitor.open(`/setup/${link.id}/connect`))).toBe(token);
		expect(await readLink(link)).toMatchObject({ state: 'used', directory_id: directory?.id });
		const tokens = await api<{ data: Token[] }>('GET', `/directories/${directory?.id}/tokens`);
		expect(tokens.body.data).toMatchObject([{ description: `Setup link ${link.id}` }]);

		expect(await scim(directory?.id, token, user('first'))).toBe(201);
		await expect
			.poll(async () => tokenOn(await visitor.open(`/setup/${link.id}/connect`)))
			.toBeUndefined();
		expect(textOf(await visitor.open(`/setup/${link.id}/connect`))).toContain(
			'The token is in use, so it is no longer shown.',
		);
	});

	test('of a link without a name calls the directory as its provider', async () => {
		const link = await makeLink();
		await use(link, { type: 'azure-scim-v2' });
		expect(await directoriesOf(link)).toMatchObject([{ name: 'Microsoft Entra ID' }]);
	});

	test('shows the steps of the provider, with the URL in its form and the token filled in', async () => {
		const link = await makeLink();
		const { page } = await use(link, { type: 'azure-scim-v2' });
		const [directory] = await directoriesOf(link);
		const values = [...page.html.matchAll(/value="([^"]*)"/g)].map(([, value]) => value);
		const url = `${directory?.scim.endpoint}?aadOptscim062020`;
		expect(values.filter((value) => value === url)).toHaveLength(2);
		expect(values.filter((value) => value === tokenOn(page))).toHaveLength(2);
		expect(page.html).toContain('In <strong>Tenant URL</strong> enter:');
	});

	test('shows what its steps refer to: the attributes to check, and what to do if it fails', async () => {
		const { page } = await use(await makeLink(), { type: 'azure-scim-v2' });
		const [steps = '', below = ''] = page.html.split(
			'<h2 id="attributes">Attributes to check</h2>',
		);
		expect(steps).toContain('review the mappings of users and groups');
		expect(steps).toContain('href="#attributes"');
		const [attributes = '', failing = ''] = below.split('<h2>Troubleshooting</h2>');
		const { mappings, troubleshooting } = PROVIDERS['azure-scim-v2'];
		expect(attributes.match(/<dt><code>(\w+)<\/code><\/dt>/g)).toEqual(
			mappings.map(({ attribute }) => `<dt><code>${attribute}</code></dt>`),
		);
		expect(attributes).toContain('<dd>From <code>userPrincipalName</code>, or from');
		expect(failing.match(/<dt>/g)).toHaveLength(troubleshooting.length);
		expect(failing).toContain('is in <strong>Quarantine</strong>.');
	});

	test('calls a provider without a name what it is', async () => {
		const { page } = await use(await makeLink(), { type: 'generic-scim-v2' });
		expect(titleOf(page)).toBe('Connect your identity provider');
		expect(page.html).not.toContain('Any other');
	});

	test('tells the products of a provider apart, and keeps the templates of their own', async () => {
		const { page: ping } = await use(await makeLink(), { type: 'ping-scim-v2' });
		const headings = [...ping.html.matchAll(/<h3>(.*?)<\/h3>/g)].map((found) => found[1]);
		expect(headings).toEqual(['PingOne', 'PingFederate']);
		expect(ping.html.split('<ol class="steps">')).toHaveLength(3);
		expect(ping.html.match(/<details class="folded" open="">/g)).toHaveLength(1);
		const { page: onelogin } = await use(await makeLink(), { type: 'onelogin-scim-v2' });
		expect(onelogin.html).toContain('&quot;{$parameters.scimusername}&quot;');
		expect(onelogin.html).not.toMatch(/\{(?:endpoint|secret|origin|directory)\}|\*\*|`/);
	});

	test('by a link for a directory makes another token for it', async () => {
		const directory = await createDirectory('onelogin-scim-v2');
		const link = await makeLink({ directory_id: directory.id });
		expect((await nobody().open(pathOf(link))).html).not.toContain('type="radio"');
		const { page } = await use(link, {});
		expect(page.html).toContain('SCIM Bearer Token');
		const read = (token: string | undefined) =>
			send(`${directory.path}/Users`, { headers: { Authorization: `Bearer ${token}` } });
		expect((await read(tokenOn(page))).status).toBe(200);
		expect((await read(directory.token)).status).toBe(200);
		expect(await directoriesOf(link)).toHaveLength(1);
		const entry = () =>
			query(
				`SELECT directory_id FROM audit_log WHERE actor = ? AND action = 'token.create'`,
				link.id,
			);
		await expect.poll(entry).toEqual([{ directory_id: directory.id }]);
	});

	test('makes a new token where the old one is lost: nobody has used that one, so it ends', async () => {
		const link = await makeLink();
		const { visitor, page } = await use(link);
		const [directory] = await directoriesOf(link);
		vi.useFakeTimers({ now: Date.now() + 3_600_001, toFake: ['Date'] });
		try {
			const later = await visitor.open(`/setup/${link.id}/connect`);
			expect(tokenOn(later)).toBeUndefined();
			expect(textOf(later)).toContain('one hour has passed');
		} finally {
			vi.useRealTimers();
		}
		// The secret has left the cookie as well.
		expect(tokenOn(await visitor.open(`/setup/${link.id}/connect`))).toBeUndefined();
		const path = `/setup/${link.id}/token`;
		expect((await visitor.submit(path, { _csrf: 'guessed' })).status).toBe(403);
		const foreign = { 'Sec-Fetch-Site': 'cross-site' };
		expect((await visitor.submit(path, {}, foreign)).status).toBe(403);
		const sent = await visitor.submit(path);
		expect([sent.status, sent.headers.get('Location')]).toEqual([303, `/setup/${link.id}/connect`]);
		const next = tokenOn(await visitor.open(`/setup/${link.id}/connect`));
		expect(next).not.toBe(tokenOn(page));
		expect(await scim(directory?.id, tokenOn(page), user('old'))).toBe(401);
		expect(await scim(directory?.id, next, user('new'))).toBe(201);
		// Who has been let in keeps the token that did it.
		await expect
			.poll(async () => tokenOn(await visitor.open(`/setup/${link.id}/connect`)))
			.toBeUndefined();
		await visitor.submit(path);
		expect(await scim(directory?.id, next, user('newer'))).toBe(201);
	});

	test('makes ten tokens at most, one unused at a time, whatever cookie comes back', async () => {
		const link = await makeLink();
		const { visitor } = await use(link);
		vi.useFakeTimers({ now: Date.now() + 3_600_001, toFake: ['Date'] });
		try {
			await visitor.open(`/setup/${link.id}/connect`);
		} finally {
			vi.useRealTimers();
		}
		const { cookie, csrf } = visitor;
		const path = `/setup/${link.id}/token`;
		const answers: number[] = [];
		for (let time = 0; time < 12; time += 1) {
			visitor.cookie = cookie;
			answers.push((await visitor.submit(path, { _csrf: csrf })).status);
		}
		expect(answers).toEqual(Array<number>(12).fill(303));
		visitor.cookie = cookie;
		const full = await visitor.open(`/setup/${link.id}/connect`);
		expect(textOf(full)).toContain('has created 10 tokens, which is the limit');
		expect(full.html).not.toContain('Create new token');
		const tokens = await query<{ revoked_at: number | null }>(
			`SELECT revoked_at FROM tokens WHERE description = ? ORDER BY created_at`,
			`Setup link ${link.id}`,
		);
		expect(tokens).toHaveLength(10);
		expect(tokens.filter(({ revoked_at: at }) => at === null)).toHaveLength(1);
	});

	test('tells the other tab that its other choice was not taken', async () => {
		const link = await makeLink();
		const { visitor } = await use(link, { type: 'okta-scim-v2' });
		const same = await visitor.submit(pathOf(link), { type: 'okta-scim-v2' });
		expect(same.headers.get('Location')).toBe(`/setup/${link.id}/connect`);
		const other = await visitor.submit(pathOf(link), { type: 'azure-scim-v2' });
		const told = textOf(await visitor.open(other.headers.get('Location') ?? ''));
		expect(told).toContain('You have already used this link for Okta');
		expect(told).toContain('This link connects Okta only.');
	});

	test('names each field to copy as the provider does, and longer values have room', async () => {
		for (const type of ['onelogin-scim-v2', 'okta-scim-v2', 'ping-scim-v2']) {
			const { page } = await use(await makeLink(), { type });
			const labels = [...page.html.matchAll(/<label for="[^"]*">(.*?)<\/label>/g)].map(
				([, name]) => name,
			);
			expect(new Set(labels).size, type).toBe(labels.length);
			if (type !== 'onelogin-scim-v2') continue;
			expect(labels).toContain('SCIM Base URL<span class="hidden"> (step 2)</span>');
			expect(page.html).toMatch(/<textarea id="step-1-3"[^>]*readonly/);
		}
	});

	test('shows every provider, whatever its setup is like', async () => {
		for (const type of Object.keys(PROVIDERS).filter((each) => each !== 'google')) {
			const { visitor, page } = await use(await makeLink(), { type });
			expect([type, page.status]).toEqual([type, 200]);
			expect(textOf(page)).toContain(providerOf(type)?.form?.secret ?? 'Bearer token');
			const ids = [...page.html.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
			expect(new Set(ids).size, type).toBe(ids.length);
			expect(visitor.cookie).toMatch(/; __Secure-rollcall_setup_sl_[0-9a-f]{32}=v1\.[\w-]+$/);
			const done = textOf(
				await visitor.open(`/setup/${/sl_\w+?(?==)/.exec(visitor.cookie)?.[0]}/done`),
			);
			// Before the part for when it fails.
			expect(done.split('If something stops working')[0], type).not.toMatch(
				/active: false|PATCH|\bPUT\b|DELETE|rate limit|\b429\b/,
			);
		}
	});
});

/** How far it is, on a page or in the part of it that changes. */
const summaryOf = ({ html }: Opened) =>
	/class="summary">([^<]*)</.exec(html)?.[1] ?? /data-summary="([^"]*)"/.exec(html)?.[1];

describe('the check', () => {
	test('waits, tells what is wrong, then who has come; with scripts and without', async () => {
		const link = await makeLink();
		const { visitor, page } = await use(link);
		const [directory] = await directoriesOf(link);
		const check = `/setup/${link.id}/check`;
		const [waiting, part] = [await visitor.open(check), await visitor.open(`${check}/live`)];
		for (const each of [waiting, part]) {
			expect(each.status).toBe(200);
			expectProtected(each);
			expect(summaryOf(each)).toBe('Waiting for the first request from Okta.');
			expect(textOf(each)).not.toContain('No requests received');
		}
		expect(part.html).not.toContain('<html');
		expect(waiting.html).toContain(part.html);

		const agent = { 'User-Agent': 'Okta SCIM Client 1.0.0' };
		const look = (token: string, path = '/Users') =>
			send(`/scim/v2/${directory?.id}${path}`, {
				headers: { ...agent, Authorization: `Bearer ${token}` },
			});
		expect((await look('wrong')).status).toBe(401);
		await expect
			.poll(async () => summaryOf(await visitor.open(check)))
			.toBe('Okta reaches us, but its token is not accepted.');
		const refused = textOf(await visitor.open(check));
		expect(refused).toContain('The token is wrong');
		expect(refused).toContain('Probably sent by Okta.');
		expect(refused).toContain('What to do: ');

		expect((await look(tokenOn(page) ?? '')).status).toBe(200);
		await expect
			.poll(async () => summaryOf(await visitor.open(check)))
			.toBe('The connection works. No users received yet.');
		await expect
			.poll(async () => textOf(await visitor.open(check)))
			.not.toContain('The token is wrong');
		const none = await visitor.open(`/setup/${link.id}/users`);
		expect(textOf(none)).toContain('Assign a user to the application in Okta');
		expect(titleOf(await visitor.open(`/setup/${link.id}/done`))).toBe('No users yet');

		const jane = { ...user('jane'), name: { givenName: 'Jane', familyName: 'Roe' } };
		expect(await scim(directory?.id, tokenOn(page), jane)).toBe(201);
		expect(summaryOf(await visitor.open(check))).toBe('Connected: 1 user received.');
		const users = await visitor.open(`/setup/${link.id}/users`);
		expect(summaryOf(users)).toBe('1 user received.');
		expect(textOf(users)).toContain('Jane Roe');
		const done = await visitor.open(`/setup/${link.id}/done`);
		expect(titleOf(done)).toBe('Connected');
		expect(textOf(done)).toContain('1 user received from Okta');
	});

	test('of a directory that is in use tells the new token from those that were there', async () => {
		const directory = await createDirectory('okta-scim-v2');
		const link = await makeLink({ directory_id: directory.id });
		const { visitor } = await use(link, {});
		const check = `/setup/${link.id}/check`;
		expect(summaryOf(await visitor.open(check))).toMatch(/^Waiting/);
		await directory.scim('POST', '/Users', user('there'));
		await expect
			.poll(async () => textOf(await visitor.open(check)))
			.toContain('Requests are accepted with an older token.');
		expect(summaryOf(await visitor.open(check))).toBe(
			'Requests arrive, but none with the new token has been accepted.',
		);
	});

	test('of a directory that is in use tells who was there from who has come', async () => {
		const directory = await createDirectory('okta-scim-v2');
		await directory.scim('POST', '/Users', user('earlier'));
		expect((await directory.scim('GET', '/nothing')).status).toBe(404);
		const wrong = await send(`${directory.path}/users`, {
			headers: { Authorization: `Bearer ${directory.token}` },
		});
		expect(wrong.status).toBe(404);
		const signals = () =>
			query(
				`SELECT 1 FROM traffic_signals AS s JOIN directories AS d ON d.key = s.directory_key
				WHERE d.id = ? AND s.signal = 'url.letter_case'`,
				directory.id,
			);
		await expect.poll(signals).toHaveLength(1);
		const { visitor, page } = await use(await makeLink({ directory_id: directory.id }), {});
		const base = page.html.match(/\/setup\/sl_[0-9a-f]+/)?.[0] ?? '';
		const check = textOf(await visitor.open(`${base}/check`));
		expect(check).toContain('Waiting for the first request');
		expect(check).toContain('No new users yet. 1 user was already there.');
		expect(check).not.toContain('The URL is wrong');
		const users = await visitor.open(`${base}/users`);
		expect(summaryOf(users)).toBe('No new users yet. 1 user was already there.');
		expect(users.html).not.toContain('earlier');
		expect(users.html.match(/class="past"/g)).toHaveLength(1);
		const done = await visitor.open(`${base}/done`);
		expect(titleOf(done)).toBe('Not connected yet');
		expect(await scim(directory.id, tokenOn(page), user('newcomer'))).toBe(201);
		await expect.poll(async () => titleOf(await visitor.open(`${base}/done`))).toBe('Connected');
		expect(textOf(await visitor.open(`${base}/done`))).toContain(
			'1 user received from Okta. 1 user was already there.',
		);
		const come = await visitor.open(`${base}/users`);
		expect(summaryOf(come)).toBe('1 user received. 1 user was already there.');
		expect(come.html).toContain('newcomer');
		expect(come.html).not.toContain('earlier');
	});

	test.each([
		['GET', '/Users/Users', 404, 'entered with /Users'],
		['GET', '/v2/Users', 404, 'It contains a part of the base URL twice.'],
		['GET', '/users', 404, 'with a capital'],
		['POST', '', 405, 'must be followed by /Users or /Groups'],
	])('of a good token at a wrong URL blames the URL: %s %s', async (method, path, status, why) => {
		const link = await makeLink();
		const { visitor, page } = await use(link);
		const [directory] = await directoriesOf(link);
		const answer = await send(`/scim/v2/${directory?.id}${path}`, {
			method,
			headers: {
				Authorization: `Bearer ${tokenOn(page)}`,
				...(method === 'POST' ? { 'Content-Type': 'application/scim+json' } : {}),
			},
			...(method === 'POST' ? { body: JSON.stringify(user('lost')) } : {}),
		});
		expect(answer.status).toBe(status);
		const check = () => visitor.open(`/setup/${link.id}/check`);
		await expect
			.poll(async () => summaryOf(await check()))
			.toBe('Requests arrive, but there is a problem: The URL is wrong.');
		const text = textOf(await check())
			.replaceAll(' .', '.')
			.replaceAll(/\s+/g, ' ');
		expect(text).toContain('Token accepted : done.');
		expect(text).toContain(why);
		expect(text).not.toContain('older');
		// It has done nothing, so it can be copied once more.
		expect(tokenOn(await visitor.open(`/setup/${link.id}/connect`))).toBe(tokenOn(page));
		expect(titleOf(await visitor.open(`/setup/${link.id}/done`))).toBe('There is a problem');
	});

	test('of a deactivated directory says that it is, and not that the token is another', async () => {
		const link = await makeLink();
		const { visitor, page } = await use(link);
		const [directory] = await directoriesOf(link);
		await api('PATCH', `/directories/${directory?.id}`, { state: 'inactive' });
		expect(await scim(directory?.id, tokenOn(page), user('refused'))).toBe(403);
		const check = () => visitor.open(`/setup/${link.id}/check`);
		await expect
			.poll(async () => summaryOf(await check()))
			.toBe('The directory is deactivated. Ask the person who sent you the link to activate it.');
		const text = textOf(await check());
		expect(text).toContain('Ask the person who sent you the link to activate it.');
		expect(text).not.toContain('older');
	});

	test('of another provider than was chosen names the one that talks', async () => {
		const link = await makeLink();
		const { visitor, page } = await use(link);
		const [directory] = await directoriesOf(link);
		for (const name of ['one', 'two', 'three', 'four']) {
			const created = await send(`/scim/v2/${directory?.id}/Users`, {
				method: 'POST',
				headers: {
					Authorization: `Bearer ${tokenOn(page)}`,
					'Content-Type': 'application/scim+json',
					'User-Agent': 'OneLogin',
				},
				body: JSON.stringify(user(name)),
			});
			expect(created.status).toBe(201);
		}
		const done = () => visitor.open(`/setup/${link.id}/done`);
		await expect.poll(async () => textOf(await done())).toContain('received from OneLogin.');
		const text = textOf(await done());
		expect(text).toContain('Requests come from a different identity provider');
		expect(text).not.toContain('Setup is complete');
		expect(text).toContain(
			'ask the person who sent you the link for a new one that lets you choose it',
		);
		expect(textOf(await visitor.open(`/setup/${link.id}/users`))).toContain(
			'Requests come from a different identity provider',
		);
	});

	test('says what a single request was refused for', async () => {
		const link = await makeLink();
		const { visitor, page } = await use(link);
		const [directory] = await directoriesOf(link);
		const text = async () => textOf(await visitor.open(`/setup/${link.id}/check`));
		expect((await send(`/scim/v2/${directory?.id}/Users`)).status).toBe(401);
		await expect
			.poll(text)
			.toContain('It was answered with status 401: its token is missing or not valid.');
		expect(await scim(directory?.id, tokenOn(page), { schemas: [] })).toBe(400);
		await expect.poll(text).toContain('It was answered with status 400: it contains invalid data.');
		expect(await text()).toContain('Reason:');
		expect(await scim(directory?.id, tokenOn(page), user('good'))).toBe(201);
		await expect.poll(text).not.toContain('A request was refused');
	});

	test('names a token that was pasted with the word Bearer, and what to do', async () => {
		const link = await makeLink();
		const { visitor, page } = await use(link);
		const [directory] = await directoriesOf(link);
		expect(await scim(directory?.id, `Bearer ${tokenOn(page)}`, user('twice'))).toBe(401);
		const text = async () => textOf(await visitor.open(`/setup/${link.id}/check`));
		await expect.poll(text).toContain('with that word twice because it was pasted with the token');
		expect(await text()).toContain('enter only the token');
		expect(await scim(directory?.id, 'wrong', user('wrong'))).toBe(401);
		await expect.poll(text).toContain('Copy the token again from the step Connect');
	});

	test('shows the last ten users by all their names, and says how many there are', async () => {
		const link = await makeLink();
		const { visitor, page } = await use(link);
		const [directory] = await directoriesOf(link);
		const group = {
			schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'],
			displayName: 'Sales',
		};
		const pushed = await send(`/scim/v2/${directory?.id}/Groups`, {
			method: 'POST',
			headers: {
				Authorization: `Bearer ${tokenOn(page)}`,
				'Content-Type': 'application/scim+json',
			},
			body: JSON.stringify(group),
		});
		expect(pushed.status).toBe(201);
		const users = async () => textOf(await visitor.open(`/setup/${link.id}/users`));
		expect(await users()).toContain('No users yet. Assign a user to the application in Okta');
		for (let at = 1; at <= 12; at += 1) {
			const name = { givenName: 'Jane', familyName: 'Roe' };
			const created = await scim(directory?.id, tokenOn(page), { ...user(`jane${at}`), name });
			expect(created).toBe(201);
		}
		const text = await users();
		expect(text).toContain('Showing the newest 10 of 12.');
		expect(text).toMatch(/Jane Roe jane12/);
		expect(text).not.toMatch(/jane1\b/);
	});

	test('is one round trip, as is every page behind a link', async () => {
		const link = await makeLink();
		expect((await costOf(() => nobody().open(pathOf(link)))).trips).toBe(1);
		const { visitor } = await use(link);
		for (const part of PARTS) {
			const cost = await costOf(() => visitor.open(`/setup/${link.id}/${part}`));
			expect([part, cost.trips]).toEqual([part, 1]);
		}
	});
});

/** A writer that cannot be reached, or whose answers are lost. */
function deafWriter(isDone: boolean): Env['DIRECTORY_WRITER'] {
	const create = async (directory: { id: string }) => {
		const stub = testEnv.DIRECTORY_WRITER.getByName(directory.id) as unknown as {
			create: (given: object) => Promise<unknown>;
		};
		if (isDone) await stub.create(directory);
		throw new Error('Network connection lost.');
	};
	return { getByName: () => ({ create }) } as unknown as Env['DIRECTORY_WRITER'];
}

/** What the form of a link's page sends. */
const formOf = ({ html }: Opened) => ({
	type: 'okta-scim-v2',
	_once: /name="_once" value="([^"]+)"/.exec(html)?.[1] ?? '',
});

describe('a link is used once', () => {
	test('by one of those who try at the same moment', async () => {
		const link = await makeLink();
		const tries = await Promise.all(Array.from({ length: 6 }, () => use(link)));
		const used = tries.filter(({ sent }) => sent.status === 410);
		expect(used.map(({ sent }) => titleOf(sent))).toEqual(
			Array<string>(5).fill('This link has already been used'),
		);
		expect(tries.filter(({ page }) => tokenOn(page) !== undefined)).toHaveLength(1);
		const directories = await directoriesOf(link);
		expect(directories).toHaveLength(1);
		const tokens = await api<{ data: Token[] }>('GET', `/directories/${directories[0]?.id}/tokens`);
		expect(tokens.body.data).toHaveLength(1);
	});

	test('and a form that is sent twice at once is answered twice the same', async () => {
		const link = await makeLink();
		const visitor = nobody();
		const form = formOf(await visitor.open(pathOf(link)));
		// What a browser does on a second click: it sends the form again, and keeps the second answer's cookie alone.
		const both = await Promise.all([1, 2].map(() => keeping().submit(pathOf(link), form)));
		// The first answer was lost on the way, and the page is sent again.
		both.push(await nobody().submit(pathOf(link), form));
		for (const sent of both) {
			expect([sent.status, sent.headers.get('Location')]).toEqual([
				303,
				`/setup/${link.id}/connect`,
			]);
			visitor.cookie = sent.headers.getSetCookie()[0]?.split(';')[0] ?? '';
			const [directory] = await directoriesOf(link);
			const page = await visitor.open(`/setup/${link.id}/connect`);
			expect(page.html).toContain(directory?.id);
			expect(tokenOn(page)).toBeDefined();
		}
		const [directory, ...others] = await directoriesOf(link);
		expect(others).toEqual([]);
		const tokens = await api<{ data: Token[] }>('GET', `/directories/${directory?.id}/tokens`);
		expect(tokens.body.data).toHaveLength(1);
		const kept = await query<object>('SELECT * FROM idempotency_keys WHERE caller = ?', link.id);
		expect(kept).toHaveLength(1);
		expect(JSON.stringify(kept)).not.toContain(form._once);
	});

	test('but of the forms of two visitors one alone, whatever is guessed', async () => {
		const link = await makeLink();
		const visitors = [nobody(), nobody()];
		const forms = await Promise.all(
			visitors.map(async (each) => formOf(await each.open(pathOf(link)))),
		);
		expect(forms[0]?._once).not.toBe(forms[1]?._once);
		const sent = await Promise.all(
			visitors.map((each, at) => each.submit(pathOf(link), forms[at] ?? {})),
		);
		expect(sent.map(({ status }) => String(status)).toSorted()).toEqual(['303', '410']);
		const loser = sent.findIndex(({ status }) => status === 410);
		for (const once of [forms[loser]?._once ?? '', `once_${'A'.repeat(43)}`, 'once', '']) {
			const form = { type: 'okta-scim-v2', _once: once };
			const again = await nobody().submit(pathOf(link), form);
			expect([again.status, again.headers.getSetCookie()]).toEqual([410, []]);
		}
		const kept = await query<object>('SELECT * FROM idempotency_keys WHERE caller = ?', link.id);
		expect(kept).toHaveLength(1);
	});

	test('and a form that another site sends again lets nobody in', async () => {
		const link = await makeLink();
		const form = formOf(await nobody().open(pathOf(link)));
		expect((await keeping().submit(pathOf(link), form)).status).toBe(303);
		const foreign = { 'Sec-Fetch-Site': 'cross-site' };
		const again = await nobody().submit(pathOf(link), form, foreign);
		expect([again.status, again.headers.getSetCookie()]).toEqual([410, []]);
	});

	test.each([
		['some minutes later', 'UPDATE setup_links SET used_at = used_at - 300001 WHERE id = ?'],
		['once it is withdrawn', 'UPDATE setup_links SET revoked_at = 1 WHERE id = ?'],
		['once it is over', 'UPDATE setup_links SET expires_at = 1 WHERE id = ?'],
	])('and a form that is sent again %s lets nobody in', async (_when, statement) => {
		const link = await makeLink();
		const form = formOf(await nobody().open(pathOf(link)));
		expect((await keeping().submit(pathOf(link), form)).status).toBe(303);
		await query(statement, link.id);
		const again = await nobody().submit(pathOf(link), form);
		expect([again.status, again.headers.getSetCookie()]).toEqual([410, []]);
	});

	test('and a form can be sent again where nothing came of it', async () => {
		vi.spyOn(console, 'warn').mockReturnValue();
		const link = await makeLink();
		const form = formOf(await nobody().open(pathOf(link)));
		const failed = keeping({ DIRECTORY_WRITER: deafWriter(false) });
		expect((await failed.submit(pathOf(link), form)).status).toBe(503);
		expect((await keeping().submit(pathOf(link), form)).status).toBe(303);
	});

	test('and goes on in the browser alone that has used it', async () => {
		const [link, other] = [await makeLink(), await makeLink()];
		const [{ visitor }, { visitor: stranger }] = [await use(link), await use(other)];
		const [name = '', value = ''] = (stranger.cookie.split('; ')[1] ?? '').split('=');
		const renamed = nobody();
		renamed.cookie = `${name.replace(other.id, link.id)}=${value}`;
		for (const each of [nobody(), stranger, renamed]) {
			for (const part of PARTS) {
				const page = await each.open(`/setup/${link.id}/${part}`);
				expect([page.status, titleOf(page)]).toEqual([
					410,
					'This page is not available in this browser',
				]);
				expect(tokenOn(page)).toBeUndefined();
				expect(page.html).not.toContain(link.tenant);
			}
			const again = await each.open(pathOf(link));
			expect([again.status, titleOf(again)]).toEqual([410, 'This link has already been used']);
			const sent = await each.submit(pathOf(link), { type: 'okta-scim-v2' });
			expect(sent.status).toBe(410);
			expect((await each.submit(`/setup/${link.id}/token`)).status).toBe(410);
		}
		// Both go on side by side in one browser.
		visitor.cookie = `${visitor.cookie}; ${stranger.cookie}`;
		for (const { id } of [link, other]) {
			expect((await visitor.open(`/setup/${id}/connect`)).status).toBe(200);
		}
	});

	test('its cookie is for the portal, and for no script', async () => {
		const { sent } = await use(await makeLink({ expires_in_seconds: 3600 }));
		const [cookie = ''] = sent.headers.getSetCookie();
		const [, ...attributes] = cookie.split('; ');
		expect(attributes.toSorted()).toEqual([
			'HttpOnly',
			expect.stringMatching(/^Max-Age=3(?:600|59\d)$/),
			'Path=/setup',
			'SameSite=Lax',
			'Secure',
		]);
	});

	const ends: readonly (readonly [string, string, string])[] = [
		['revoked', 'UPDATE setup_links SET revoked_at = 1 WHERE id = ?', 'has been revoked'],
		['over', 'UPDATE setup_links SET expires_at = 1 WHERE id = ?', 'has expired'],
		['forgotten', 'DELETE FROM setup_links WHERE id = ?', 'has expired'],
		['given back', `UPDATE setup_links SET used_by = 'x' WHERE id = ?`, 'has already been used'],
	];
	test.each(ends)('and no more than that browser once it is %s', async (_how, statement, title) => {
		const link = await makeLink();
		const { visitor } = await use(link);
		await query(statement, link.id);
		for (const part of PARTS) {
			const page = await visitor.open(`/setup/${link.id}/${part}`);
			expect([page.status, titleOf(page)]).toEqual([410, `This link ${title}`]);
		}
		expect((await visitor.submit(`/setup/${link.id}/token`)).status).toBe(410);
	});

	test.each(['revoke', 'regenerate'])(
		'and to %s it on the dashboard takes its token along only where that is asked for',
		async (verb) => {
			const name = `Acme ${crypto.randomUUID()}`;
			const operator = await signedIn();
			for (const [fields, status] of [
				[{}, 201],
				[{ tokens: 'revoke' }, 401],
			] as const) {
				const link = await makeLink({ name });
				const { page } = await use(link);
				const [directory] = await directoriesOf(link);
				const path = `/dashboard/setup-links/${link.id}/${verb}`;
				const list = await operator.open(`/dashboard/setup-links?tenant=${link.tenant}`);
				expect(list.html).toContain(
					`id="${verb === 'revoke' ? '' : 'regenerate-'}tokens-${link.id}"`,
				);
				const sent = await operator.submit(path, { _confirm: name, ...fields });
				expect(sent.status).toBe(verb === 'revoke' ? 303 : 200);
				expect(textOf(sent).includes('All existing tokens stay valid.')).toBe(
					verb === 'regenerate' && status === 201,
				);
				expect(await scim(directory?.id, tokenOn(page), user('later'))).toBe(status);
			}
		},
	);

	test('and leads nowhere once its directory is deleted, or is of another tenant', async () => {
		const links = [await makeLink(), await makeLink()];
		const [first, second] = [await use(links[0]!), await use(links[1]!)];
		const [deleted] = await directoriesOf(links[0]!);
		await api('DELETE', `/directories/${deleted?.id}`);
		await query(`UPDATE directories SET product = 'other' WHERE tenant = ?`, links[1]!.tenant);
		for (const [at, { visitor }] of [first, second].entries()) {
			const page = await visitor.open(`/setup/${links[at]?.id}/users`);
			const title = 'This connection no longer exists';
			expect([page.status, titleOf(page)]).toEqual([410, title]);
		}
		// Its link is deleted with it: the browser that has used it is told all the same.
		await query('DELETE FROM setup_links WHERE id = ?', links[0]!.id);
		const again = await first.visitor.open(pathOf(links[0]!));
		expect(again.headers.get('Location')).toBe(`/setup/${links[0]?.id}/connect`);
		expect(titleOf(await nobody().open(pathOf(links[0]!)))).toBe('Link not found');
	});

	test.each([
		['the writer cannot be reached', { DIRECTORY_WRITER: deafWriter(false) }],
		['the answer of the writer is lost', { DIRECTORY_WRITER: deafWriter(true) }],
		['D1 does not use it', { DB: faultyD1((batch) => (batch === 1 ? 'fails before' : 'none')) }],
		[
			'it is not told that D1 has',
			{ DB: faultyD1((batch) => (batch === 1 ? 'fails after' : 'none')) },
		],
	])('and stays good where nothing came of it: %s', async (_what, bindings) => {
		vi.spyOn(console, 'warn').mockReturnValue();
		const link = await makeLink();
		const { sent: failed } = await use(link, undefined, bindings);
		expect([failed.status, titleOf(failed)]).toEqual([503, 'Something went wrong']);
		expect(failed.headers.get('Content-Type')).toMatch(/^text\/html/);
		expect(failed.headers.getSetCookie()).toEqual([]);
		expect(await readLink(link)).toMatchObject({ state: 'live', directory_id: null });
		const { page } = await use(link);
		expect(page.status).toBe(200);
		const directories = await directoriesOf(link);
		expect(directories).toHaveLength(1);
		expect(await scim(directories[0]?.id, tokenOn(page), user('first'))).toBe(201);
	});

	test('its secret and its token are in no log', async () => {
		const lines: string[] = [];
		for (const method of ['log', 'warn'] as const) {
			vi.spyOn(console, method).mockImplementation((line) => void lines.push(String(line)));
		}
		const link = await makeLink();
		await nobody().open(pathOf(link));
		const { visitor, page } = await use(link);
		const token = tokenOn(page) ?? '';
		await use(link, undefined, { DIRECTORY_WRITER: deafWriter(false) });
		await visitor.open(`${pathOf(link)}/more`);
		for (const part of PARTS) await visitor.open(`/setup/${link.id}/${part}`);
		const secret = pathOf(link).split('/').at(-1) ?? '';
		await vi.waitFor(
			async () => {
				const entries = await query<Record<string, unknown>>(
					`SELECT actor, action, path, directory_id FROM audit_log WHERE actor = ? ORDER BY action`,
					link.id,
				);
				const [directory] = await directoriesOf(link);
				const common = { actor: link.id, path: '/setup/…', directory_id: directory?.id };
				expect(entries).toEqual([
					{ ...common, action: 'directory.create' },
					{ ...common, action: 'setup_link.redeem' },
				]);
			},
			{ timeout: 30_000 },
		);
		const all = await query<Record<string, unknown>>('SELECT * FROM audit_log');
		for (const hidden of [secret, token]) {
			expect(JSON.stringify(all)).not.toContain(hidden);
			expect(lines.join('\n')).not.toContain(hidden);
		}
		expect(lines.join('\n')).toContain('"/setup/…"');
	});
});
