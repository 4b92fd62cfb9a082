/** Setup links: made and revoked through the API, used once by a browser, with the real writer and D1. */
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { Directory, Token } from '../../src/contract/directories.ts';
import type { SetupLink } from '../../src/contract/setup-links.ts';
import type { Env } from '../../src/env.ts';
import { PROVIDERS } from '../../src/providers/index.ts';
import { api, createDirectory, ORIGIN, send, testEnv, user } from '../support/client.ts';
import { query } from '../support/delivery.ts';
import { faultyD1 } from '../support/faults.ts';
import { makeKey } from '../support/keys.ts';
import { callWorker } from '../support/worker.ts';

afterEach(() => {
	vi.restoreAllMocks();
});

type Made = SetupLink & { readonly url: string };

async function makeLink(body: Record<string, unknown> = {}): Promise<Made> {
	const isOfDirectory = 'directory_id' in body;
	const owner = isOfDirectory ? {} : { tenant: `tenant-${crypto.randomUUID()}`, product: 'crm' };
	const made = await api<Made>('POST', '/setup-links', { ...owner, ...body });
	expect(made.status).toBe(201);
	return made.body;
}

interface Page {
	readonly status: number;
	readonly headers: Headers;
	readonly text: string;
}

async function open(
	url: string,
	init: RequestInit = {},
	bindings: Partial<Env> = {},
): Promise<Page> {
	const response = await callWorker(url, init, bindings);
	return { status: response.status, headers: response.headers, text: await response.text() };
}

/** Sends the form as a browser does, whose pages have no referrer. */
function submit(
	url: string,
	fields: Record<string, string> = { type: 'okta-scim-v2' },
	headers: Record<string, string> = { 'Sec-Fetch-Site': 'same-origin', Origin: 'null' },
	bindings: Partial<Env> = {},
): Promise<Page> {
	return open(url, { method: 'POST', headers, body: new URLSearchParams(fields) }, bindings);
}

const tokenOn = ({ text }: Page) => /rcscim_[\w-]{43}/.exec(text)?.[0];
const titleOf = ({ text }: Page) => /<title>(.*)<\/title>/.exec(text)?.[1];

async function directoriesOf({ tenant }: SetupLink): Promise<readonly Directory[]> {
	const path = `/directories?tenant=${encodeURIComponent(tenant)}`;
	return (await api<{ data: Directory[] }>('GET', path)).body.data;
}

async function readLink({ id }: SetupLink): Promise<SetupLink> {
	return (await api<SetupLink>('GET', `/setup-links/${id}`)).body;
}

describe('through the API', () => {
	test('a link is made with its URL shown once, and its secret kept as a hash alone', async () => {
		const before = Date.now();
		const { url, ...shown } = await makeLink({ tenant: 'acme', product: 'crm', name: 'Acme Okta' });
		expect(url).toMatch(/^https:\/\/rollcall\.test\/setup\/rcsl_[\w-]{43}$/);
		expect(shown).toEqual({
			id: expect.stringMatching(/^sl_[0-9a-f]{32}$/),
			state: 'live',
			tenant: 'acme',
			product: 'crm',
			directory_id: null,
			name: 'Acme Okta',
			created_at: expect.any(String),
			expires_at: expect.any(String),
			used_at: null,
		});
		expect(Date.parse(shown.expires_at) - Date.parse(shown.created_at)).toBe(7 * 86_400_000);
		expect(Date.parse(shown.created_at)).toBeGreaterThanOrEqual(before);
		expect(await readLink(shown)).toEqual(shown);
		const [row = {}] = await query<Record<string, unknown>>(
			'SELECT * FROM setup_links WHERE id = ?',
			shown.id,
		);
		expect(row['created_by']).toBe('admin-key');
		expect(JSON.stringify(row)).not.toContain(url.split('/').at(-1));
	});

	test('a link for a directory has its tenant and product', async () => {
		const directory = await createDirectory();
		const link = await makeLink({ directory_id: directory.id, expires_in_seconds: 60 });
		expect(link).toMatchObject({
			directory_id: directory.id,
			tenant: directory.tenant,
			product: 'product',
		});
		expect(Date.parse(link.expires_at) - Date.parse(link.created_at)).toBe(60_000);
	});

	test.each([
		[{}, 400, ['tenant', 'product']],
		[{ tenant: 'a' }, 400, ['product']],
		[{ product: 'a' }, 400, ['tenant']],
		[{ tenant: '', product: 'b' }, 400, ['tenant']],
		[{ directory_id: 'dir_nothing' }, 404, ['directory_id']],
		[{ directory_id: 'operations' }, 404, ['directory_id']],
		[{ directory_id: 'dir_nothing', tenant: 'a' }, 400, ['directory_id']],
		[{ directory_id: 'dir_nothing', name: 'a' }, 400, ['name']],
		[{ tenant: 'a', product: 'b', expires_in_seconds: 0 }, 400, ['expires_in_seconds']],
		[{ tenant: 'a', product: 'b', expires_in_seconds: 2_592_001 }, 400, ['expires_in_seconds']],
		[{ tenant: 'a', product: 'b', expires_in_seconds: 1.5 }, 400, ['expires_in_seconds']],
		[{ tenant: 'a', product: 'b', url: 'https://x' }, 400, ['url']],
	])('%j is refused with %i, and %j named', async (body, status, fields) => {
		const refused = await api('POST', '/setup-links', body);
		expect(refused.status).toBe(status);
		expect(refused.body['errors']).toEqual(
			fields.map((field) => ({ field, detail: expect.any(String) })),
		);
	});

	test('lists have what was asked for, page by page', async () => {
		const tenant = `tenant-${crypto.randomUUID()}`;
		const directory = await createDirectory('google', { tenant, product: 'mail' });
		const [live, used, revoked, expired] = [
			await makeLink({ tenant }),
			await makeLink({ directory_id: directory.id }),
			await makeLink({ tenant }),
			await makeLink({ tenant }),
		];
		await submit(used.url);
		await api('DELETE', `/setup-links/${revoked.id}`);
		await query('UPDATE setup_links SET expires_at = ? WHERE id = ?', Date.now(), expired.id);
		const list = async (parameters: string) => {
			const path = `/setup-links?tenant=${tenant}${parameters}`;
			return (await api<{ data: SetupLink[]; next_cursor: string | null }>('GET', path)).body;
		};
		const ids = async (parameters: string) => (await list(parameters)).data.map(({ id }) => id);
		const all = [live, used, revoked, expired].map(({ id }) => id);
		expect(await ids('')).toEqual(all);
		expect(await ids('&state=live')).toEqual([live.id]);
		expect(await ids('&state=used')).toEqual([used.id]);
		expect(await ids('&state=revoked')).toEqual([revoked.id]);
		expect(await ids('&state=expired')).toEqual([expired.id]);
		expect(await ids('&product=mail')).toEqual([used.id]);
		expect(await ids(`&directory_id=${directory.id}`)).toEqual([used.id]);
		const { data, next_cursor: next } = await list('&limit=3');
		expect(data.map(({ id }) => id)).toEqual(all.slice(0, 3));
		expect(await ids(`&limit=3&cursor=${next}`)).toEqual([expired.id]);
	});

	test('revoking is done at once, as often as it is asked for', async () => {
		const link = await makeLink();
		for (let time = 1; time <= 2; time += 1) {
			expect((await api('DELETE', `/setup-links/${link.id}`)).status).toBe(204);
		}
		expect(await readLink(link)).toMatchObject({ state: 'revoked' });
		expect((await submit(link.url)).status).toBe(410);
		expect((await api('DELETE', '/setup-links/sl_0')).status).toBe(404);
		expect((await api('GET', '/setup-links/sl_0')).status).toBe(404);
	});

	test('a bound key makes links for its own', async () => {
		const [tenant, other] = [`tenant-${crypto.randomUUID()}`, await createDirectory()];
		const key = await makeKey({ scopes: ['write'], tenant });
		const made = await key.call<Made>('POST', '/setup-links', { product: 'crm' });
		expect(made).toMatchObject({ status: 201, body: { tenant, product: 'crm' } });
		const foreign = { tenant: other.tenant, product: 'crm' };
		expect((await key.call('POST', '/setup-links', foreign)).body).toMatchObject({
			status: 403,
			errors: [{ field: 'tenant' }],
		});
		const ofOther = await key.call('POST', '/setup-links', { directory_id: other.id });
		expect(ofOther.body).toMatchObject({ status: 404, errors: [{ field: 'directory_id' }] });
	});
});

describe('the page', () => {
	const PROTECTED = {
		'Content-Type': /^text\/html/,
		'Cache-Control': /^no-store$/,
		'Referrer-Policy': /^no-referrer$/,
		'X-Robots-Tag': /noindex/,
		'Content-Security-Policy': /default-src 'none'.*form-action 'self'.*frame-ancestors 'none'/,
		'X-Content-Type-Options': /^nosniff$/,
	};

	test('of a live link says what it is for, and opening it does not use it', async () => {
		const link = await makeLink();
		for (const method of ['GET', 'HEAD', 'GET']) {
			const shown = await open(link.url, { method });
			expect(shown.status).toBe(200);
			for (const [name, value] of Object.entries(PROTECTED)) {
				expect(shown.headers.get(name), name).toMatch(value);
			}
			if (method === 'HEAD') continue;
			expect(shown.text).toContain(link.tenant);
			expect(shown.text).toContain('<option value="okta-scim-v2">Okta</option>');
			expect(shown.text).not.toMatch(/<script|style=|src=|href=/);
		}
		expect(await readLink(link)).toMatchObject({ state: 'live' });
	});

	test('makes the directory, and shows its URL and token once', async () => {
		const link = await makeLink({ name: 'Acme Okta' });
		const done = await submit(link.url);
		expect(done.status).toBe(200);
		for (const [name, value] of Object.entries(PROTECTED)) {
			expect(done.headers.get(name), name).toMatch(value);
		}
		const [directory] = await directoriesOf(link);
		expect(directory).toMatchObject({
			name: 'Acme Okta',
			product: 'crm',
			type: 'okta-scim-v2',
			state: 'active',
		});
		expect(done.text).toContain(`<code>${directory?.scim.endpoint}</code>`);
		expect(done.text).toContain('SCIM connector base URL');
		const created = await send(`${directory?.scim.path}/Users`, {
			method: 'POST',
			headers: {
				Authorization: `Bearer ${tokenOn(done)}`,
				'Content-Type': 'application/scim+json',
			},
			body: JSON.stringify(user('first')),
		});
		expect(created.status).toBe(201);
		expect(await readLink(link)).toMatchObject({ state: 'used', directory_id: directory?.id });
		const tokens = await api<{ data: Token[] }>('GET', `/directories/${directory?.id}/tokens`);
		expect(tokens.body.data).toMatchObject([{ description: `Setup link ${link.id}` }]);
		for (const again of [await open(link.url), await submit(link.url)]) {
			expect([again.status, titleOf(again)]).toEqual([410, 'This link has been used']);
			expect(tokenOn(again)).toBeUndefined();
		}
		expect(await directoriesOf(link)).toHaveLength(1);
	});

	test('of a link without a name calls the directory as its provider', async () => {
		const link = await makeLink();
		await submit(link.url, { type: 'azure-scim-v2' });
		expect(await directoriesOf(link)).toMatchObject([{ name: 'Microsoft Entra ID' }]);
	});

	test('shows the steps of the provider, with the URL in its form and the token filled in', async () => {
		const link = await makeLink();
		const done = await submit(link.url, { type: 'azure-scim-v2' });
		const [directory] = await directoriesOf(link);
		const text = done.text.replaceAll(/\s+/g, ' ');
		expect(text).toContain(
			`In <strong>Tenant URL</strong> enter: <pre><code>${directory?.scim.endpoint}?aadOptscim062020</code></pre>`,
		);
		expect(text).toContain(
			`In <strong>Secret Token</strong> enter: <pre><code>${tokenOn(done)}</code></pre>`,
		);
	});

	test('shows what its steps refer to: the attributes to check, and what to do if it fails', async () => {
		const done = await submit((await makeLink()).url, { type: 'azure-scim-v2' });
		const text = done.text.replaceAll(/\s+/g, ' ');
		const [steps = '', below = ''] = text.split('<h2>Attributes to check</h2>');
		expect(steps).toContain('see what to check below');
		const [attributes = '', failing = ''] = below.split('<h2>If it fails</h2>');
		const { mappings, troubleshooting } = PROVIDERS['azure-scim-v2'];
		expect(attributes.match(/<dt><code>(\w+)<\/code><\/dt>/g)).toEqual(
			mappings.map(({ attribute }) => `<dt><code>${attribute}</code></dt>`),
		);
		expect(attributes).toContain('<dd>From <code>userPrincipalName</code>, or from');
		expect(failing.match(/<dt>/g)).toHaveLength(troubleshooting.length);
		expect(failing).toContain('is in <strong>Quarantine</strong>.');
	});

	test('calls a provider without a name what it is', async () => {
		const done = await submit((await makeLink()).url, { type: 'generic-scim-v2' });
		expect(done.text).toContain('Paste these two into your identity provider.');
		expect(done.text).toContain('This is how your identity provider is connected:');
		expect(done.text).not.toContain('Any other');
	});

	test('tells the products of a provider apart, and keeps the templates of their own', async () => {
		const ping = await submit((await makeLink()).url, { type: 'ping-scim-v2' });
		const headings = [...ping.text.matchAll(/<h2>(.*)<\/h2>/g)].map((found) => found[1]);
		expect(headings).toEqual(['PingOne', 'PingFederate', 'Attributes to check', 'If it fails']);
		expect(ping.text.split('<ol>')).toHaveLength(3);
		const onelogin = await submit((await makeLink()).url, { type: 'onelogin-scim-v2' });
		expect(onelogin.text).toContain('&quot;userName&quot;: &quot;{$parameters.scimusername}&quot;');
		expect(onelogin.text).not.toMatch(/\{(?:endpoint|secret|origin|directory)\}|\*\*|`/);
	});

	test('of a link for a directory makes another token for it', async () => {
		const directory = await createDirectory('onelogin-scim-v2');
		const link = await makeLink({ directory_id: directory.id });
		expect((await open(link.url)).text).not.toContain('<select');
		const done = await submit(link.url, {});
		expect(done.text).toContain('SCIM Bearer Token');
		const read = (token: string | undefined) =>
			send(`${directory.path}/Users`, { headers: { Authorization: `Bearer ${token}` } });
		expect((await read(tokenOn(done))).status).toBe(200);
		expect((await read(directory.token)).status).toBe(200);
		expect(await directoriesOf(link)).toHaveLength(1);
		const entry = () =>
			query(
				`SELECT directory_id FROM audit_log WHERE actor = ? AND action = 'token.create'`,
				link.id,
			);
		await expect.poll(entry).toEqual([{ directory_id: directory.id }]);
	});

	test.each([{}, { type: '' }, { type: 'okta' }, { type: '__proto__' }])(
		'asks again for a provider where %j is sent',
		async (fields) => {
			const link = await makeLink();
			const asked = await submit(link.url, fields);
			expect(asked.status).toBe(400);
			expect(asked.text).toContain('<select');
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
		expect((await open(link.url, init)).status).toBe(400);
	});

	test.each([
		['revoked', 'UPDATE setup_links SET revoked_at = 1 WHERE id = ?', 'has been withdrawn'],
		['expired', 'UPDATE setup_links SET expires_at = 1 WHERE id = ?', 'has expired'],
	])('of a link that is %s says so, and makes nothing', async (_state, statement, title) => {
		const link = await makeLink();
		await query(statement, link.id);
		for (const page of [await open(link.url), await submit(link.url)]) {
			expect([page.status, titleOf(page)]).toEqual([410, `This link ${title}`]);
			for (const [name, value] of Object.entries(PROTECTED)) {
				expect(page.headers.get(name), name).toMatch(value);
			}
		}
		expect(await directoriesOf(link)).toEqual([]);
	});

	test('of an unknown link is a page too, and so is what cannot be done', async () => {
		const unknown = `${ORIGIN}/setup/rcsl_${'A'.repeat(43)}`;
		for (const page of [await open(unknown), await submit(unknown), await open(`${unknown}x/`)]) {
			expect([page.status, titleOf(page)]).toEqual([404, 'There is no such link']);
		}
		const put = await open(unknown, { method: 'PUT' });
		expect([put.status, put.headers.get('Allow')]).toEqual([405, 'GET, HEAD, POST']);
		expect(titleOf(put)).toBe('That is not possible here');
	});

	test('shows names as text', async () => {
		const evil = `<img src=x onerror=alert(1)>"'&${crypto.randomUUID()}`;
		const link = await makeLink({ tenant: evil, product: evil, name: evil });
		const pages = [await open(link.url), await submit(link.url)];
		const [directory] = await directoriesOf(link);
		const forIt = await makeLink({ directory_id: directory?.id ?? '' });
		pages.push(await open(forIt.url), await submit(forIt.url));
		expect(pages.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
		for (const { text } of pages) expect(text).not.toMatch(/<img|"'&[0-9a-f]/);
		expect(pages[0]?.text).toContain('&lt;img src=x onerror=alert(1)&gt;&quot;&#39;&amp;');
	});

	test.each([
		[{ 'Sec-Fetch-Site': 'cross-site' }, 403],
		[{ 'Sec-Fetch-Site': 'same-site', Origin: ORIGIN }, 403],
		[{ 'Sec-Fetch-Site': 'none' }, 403],
		[{ Origin: 'https://elsewhere.test' }, 403],
		[{ Origin: ORIGIN }, 200],
		[{ Origin: 'null' }, 200],
		[{ 'Sec-Fetch-Site': 'same-origin', Origin: ORIGIN }, 200],
		[{}, 200],
	])('sent with %j is answered with %i', async (headers, status) => {
		const link = await makeLink();
		const answer = await submit(link.url, { type: 'google' }, headers);
		expect(answer.status).toBe(status);
		expect(await directoriesOf(link)).toHaveLength(status === 200 ? 1 : 0);
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

describe('a link is used once', () => {
	test('by one of those who try at the same moment', async () => {
		const link = await makeLink();
		const pages = await Promise.all(Array.from({ length: 6 }, () => submit(link.url)));
		const used = pages.filter(({ status }) => status === 410);
		expect(used.map(titleOf)).toEqual(Array<string>(5).fill('This link has been used'));
		expect(pages.filter((page) => tokenOn(page) !== undefined)).toHaveLength(1);
		const directories = await directoriesOf(link);
		expect(directories).toHaveLength(1);
		const tokens = await api<{ data: Token[] }>('GET', `/directories/${directories[0]?.id}/tokens`);
		expect(tokens.body.data).toHaveLength(1);
	});

	test.each([
		['the writer cannot be reached', { DIRECTORY_WRITER: deafWriter(false) }],
		['the answer of the writer is lost', { DIRECTORY_WRITER: deafWriter(true) }],
		['D1 does not use it', { DB: faultyD1((batch) => (batch === 0 ? 'fails before' : 'none')) }],
		[
			'it is not told that D1 has',
			{ DB: faultyD1((batch) => (batch === 0 ? 'fails after' : 'none')) },
		],
	])('and stays good where nothing came of it: %s', async (_what, bindings) => {
		vi.spyOn(console, 'warn').mockReturnValue();
		const link = await makeLink();
		const failed = await submit(link.url, undefined, {}, bindings);
		expect([failed.status, titleOf(failed)]).toEqual([503, 'This did not work']);
		expect(failed.headers.get('Content-Type')).toMatch(/^text\/html/);
		expect(await readLink(link)).toMatchObject({ state: 'live', directory_id: null });
		const done = await submit(link.url);
		expect(done.status).toBe(200);
		const directories = await directoriesOf(link);
		expect(directories).toHaveLength(1);
		const users = await send(`${directories[0]?.scim.path}/Users`, {
			headers: { Authorization: `Bearer ${tokenOn(done)}` },
		});
		expect(users.status).toBe(200);
	});

	test('its secret and its token are in no log', async () => {
		const lines: string[] = [];
		for (const method of ['log', 'warn'] as const) {
			vi.spyOn(console, method).mockImplementation((line) => void lines.push(String(line)));
		}
		const link = await makeLink();
		await open(link.url);
		const token = tokenOn(await submit(link.url)) ?? '';
		await submit(link.url, undefined, {}, { DIRECTORY_WRITER: deafWriter(false) });
		await open(`${link.url}/more`);
		const secret = link.url.split('/').at(-1) ?? '';
		await vi.waitFor(async () => {
			const entries = await query<Record<string, unknown>>(
				`SELECT actor, action, path, directory_id FROM audit_log WHERE actor = ? ORDER BY action`,
				link.id,
			);
			const [directory] = await directoriesOf(link);
			expect(entries).toEqual([
				{
					actor: link.id,
					action: 'directory.create',
					path: '/setup/…',
					directory_id: directory?.id,
				},
				{
					actor: link.id,
					action: 'setup_link.redeem',
					path: '/setup/…',
					directory_id: directory?.id,
				},
			]);
		});
		const all = await query<Record<string, unknown>>('SELECT * FROM audit_log');
		for (const hidden of [secret, token]) {
			expect(JSON.stringify(all)).not.toContain(hidden);
			expect(lines.join('\n')).not.toContain(hidden);
		}
		expect(lines.join('\n')).toContain('"/setup/…"');
	});
});
