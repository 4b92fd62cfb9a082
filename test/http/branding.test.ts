/** How the setup portal looks: set by product through the API, and seen by whoever has a link. */
import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import type { Branding } from '../../src/contract/branding.ts';
import { foregroundOn } from '../../src/ui/portal/brand.tsx';
import { api } from '../support/client.ts';
import { query } from '../support/delivery.ts';
import { makeKey } from '../support/keys.ts';
import { makeLink, pathOf, titleOf, use } from '../support/setup.ts';
import { signedIn, Visitor } from '../support/visitor.ts';

afterEach(async () => {
	await query('DELETE FROM branding');
});

const LOOK = {
	name: 'Acme <CRM>',
	logo_url: 'https://cdn.acme.example/logo.svg?v=1&w=2',
	accent_color: '#FFCC00',
};

const put = (product: string, body: object = LOOK) =>
	api<Branding>('PUT', `/branding/${encodeURIComponent(product)}`, body);
const remove = (product: string) => api('DELETE', `/branding/${encodeURIComponent(product)}`);
const list = async () => (await api<{ data: Branding[] }>('GET', '/branding')).body.data;

/** A channel of a colour in linear light (WCAG 2.2). */
const linear = (value: number) =>
	value / 255 <= 0.040_45 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4;

describe('through the API', () => {
	test('a branding is set, listed, replaced as a whole and deleted', async () => {
		const made = await put('a/b ü');
		const shown = { ...LOOK, product: 'a/b ü', accent_color: '#ffcc00' };
		expect(made).toMatchObject({ status: 200, body: shown });
		const other = await put('default', { name: 'Ours' });
		const ours = { product: 'default', name: 'Ours', logo_url: null, accent_color: null };
		expect(other.body).toMatchObject(ours);
		expect(await list()).toMatchObject([ours, shown]);
		await put('a/b ü', { accent_color: '#000000' });
		const [, replaced] = await list();
		expect(replaced).toMatchObject({ name: null, logo_url: null, accent_color: '#000000' });
		expect([(await remove('a/b ü')).status, (await remove('a/b ü')).status]).toEqual([204, 404]);
		expect(await list()).toMatchObject([ours]);
		await expect
			.poll(() =>
				query(`SELECT action, target FROM audit_log WHERE action GLOB 'branding.*' ORDER BY id`),
			)
			.toEqual([
				{ action: 'branding.set', target: 'a/b ü' },
				{ action: 'branding.set', target: 'default' },
				{ action: 'branding.set', target: 'a/b ü' },
				{ action: 'branding.delete', target: 'a/b ü' },
			]);
	});

	test('lists go on from page to page', async () => {
		for (const product of ['b', 'default', 'a']) await put(product);
		const products: string[] = [];
		for (let cursor: string | null = ''; cursor !== null;) {
			const next: string = cursor === '' ? '' : `&cursor=${cursor}`;
			const { body } = await api<{ data: Branding[]; next_cursor: string | null }>(
				'GET',
				`/branding?limit=1${next}`,
			);
			products.push(...body.data.map(({ product }) => product));
			cursor = body.next_cursor;
		}
		expect(products).toEqual(['default', 'a', 'b']);
	});

	test.each([
		['logo_url', 'http://acme.example/logo.svg'],
		['logo_url', 'data:image/svg+xml,<svg/>'],
		['logo_url', 'https://me:pass@acme.example/logo.svg'],
		['logo_url', 'https://*/logo.svg'],
		['logo_url', 'https://*.example/logo.svg'],
		['logo_url', "https://acme.example;script-src'unsafe-inline'/logo.svg"],
		['logo_url', 'https://acme.example,evil.example/logo.svg'],
		['logo_url', 'https://localhost/logo.svg'],
		['logo_url', 'https://[::1]/logo.svg'],
		['logo_url', 'https://127.0.0.1/logo.svg'],
		['logo_url', 'https://10.1/logo.svg'],
		['logo_url', 'https://0x7f.1/logo.svg'],
		['logo_url', 'https://acme.example/"><script>'],
		['logo_url', '/logo.svg'],
		['accent_color', 'red'],
		['accent_color', '#fff'],
		['accent_color', '#ffffff}body{display:none'],
		['accent_color', '#ffffff\n'],
		['name', ''],
		['name', 'a\0b'],
		['name', 'Acme \u202Emrc'],
		['name', 'Acme \u2067crm'],
		['color', '#ffffff'],
	])('%s is not to be %j', async (field, value) => {
		const refused = await put('crm', { [field]: value });
		expect(refused.body).toMatchObject({ status: 400, errors: [{ field }] });
		expect(await list()).toEqual([]);
	});

	test.each([
		'https://1.acme.example',
		'https://acme.xn--p1ai',
		'https://a.2b',
		'https://a.b2:8443',
	])('a logo may come from %s', async (host) => {
		const made = await put('crm', { logo_url: `${host}/logo.svg` });
		expect([made.status, made.body.logo_url]).toEqual([200, `${host}/logo.svg`]);
	});

	test('a key that is bound to a product has its branding, and no other', async () => {
		for (const product of ['crm', 'mail', 'default']) await put(product);
		const key = await makeKey({ scopes: ['write'], product: 'crm' });
		const seen = await key.call<{ data: Branding[] }>('GET', '/branding');
		expect(seen.body.data.map(({ product }) => product)).toEqual(['crm']);
		expect((await key.call('PUT', '/branding/crm', { name: 'Ours' })).status).toBe(200);
		for (const product of ['mail', 'default', 'other']) {
			expect((await key.call('PUT', `/branding/${product}`, {})).status).toBe(404);
			expect((await key.call('DELETE', `/branding/${product}`)).status).toBe(404);
		}
		const named = await makeKey({ scopes: ['write'], product: 'default' });
		expect((await named.call('PUT', '/branding/default', {})).status).toBe(404);
	});

	test('a key that is bound to a tenant changes nothing that other tenants see', async () => {
		await put('crm');
		const key = await makeKey({ scopes: ['admin'], tenant: 'acme' });
		expect((await key.call('GET', '/branding')).body['data']).toEqual([]);
		expect((await key.call('PUT', '/branding/crm', {})).status).toBe(403);
		expect((await key.call('DELETE', '/branding/crm')).status).toBe(403);
		const reader = await makeKey({ scopes: ['read'] });
		expect((await reader.call('PUT', '/branding/crm', {})).status).toBe(403);
	});
});

describe('the portal', () => {
	test('has the look of its product, else that of all, on every page', async () => {
		const product = `product-${crypto.randomUUID()}`;
		const link = await makeLink({ tenant: 'acme', product });
		const plain = await new Visitor().open(pathOf(link));
		expect(plain.html).toContain(`<strong>${product}</strong>`);
		expect(plain.html).not.toMatch(/<style|<img/);
		await put('default', { name: 'Everything', accent_color: '#000080' });
		expect((await new Visitor().open(pathOf(link))).html).toContain('<strong>Everything</strong>');
		const unknown = await new Visitor().open('/setup/rcsl_unknown');
		expect(unknown.html).toContain('<strong>Everything</strong>');
		await put(product);
		const { visitor, page } = await use(link);
		const check = await visitor.open(`/setup/${link.id}/check`);
		const used = await new Visitor().open(pathOf(link));
		expect(titleOf(used)).toBe('This link has already been used');
		for (const { html, headers } of [page, check, used]) {
			expect(html).toContain('Acme &lt;CRM&gt;');
			expect(html).toContain('src="https://cdn.acme.example/logo.svg?v=1&amp;w=2"');
			// With a width and a height a browser frames one that does not load.
			expect(html).not.toMatch(/<img[^>]* (width|height)=/);
			const policy = headers.get('Content-Security-Policy') ?? '';
			expect(policy).toContain("img-src 'self' data: https://cdn.acme.example;");
			const nonce = /'nonce-([^']+)'/.exec(policy)?.[1];
			expect(html).toContain(
				`<style nonce="${nonce}">.portal{--brand:#ffcc00;--on-brand:#000}</style>`,
			);
		}
	});

	test('text on any colour can be read: 4.5 to 1 at least (WCAG 2.2 §1.4.3)', () => {
		const channel = fc.integer({ min: 0, max: 255 });
		fc.assert(
			fc.property(channel, channel, channel, (red, green, blue) => {
				const hex = [red, green, blue].map((each) => each.toString(16).padStart(2, '0')).join('');
				const luminance = 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
				const isBlack = foregroundOn(`#${hex}`) === '#000';
				const ratio = isBlack ? (luminance + 0.05) / 0.05 : 1.05 / (luminance + 0.05);
				expect(ratio).toBeGreaterThanOrEqual(4.5);
			}),
		);
	});
});

describe('the page of the dashboard', () => {
	const PATH = '/dashboard/branding';

	test('sets, shows as the portal does, and deletes', async () => {
		const visitor = await signedIn();
		const empty = await visitor.open(PATH);
		expect([empty.status, empty.html.includes('Acme')]).toEqual([200, false]);
		const sent = await visitor.submit(PATH, { product: 'crm', ...LOOK });
		expect(sent.status).toBe(303);
		const { html, headers } = await visitor.open(`${PATH}?product=crm`);
		expect(html).toContain('value="Acme &lt;CRM&gt;"');
		expect(html).toContain('{--brand:#ffcc00;--on-brand:#000}');
		expect(headers.get('Content-Security-Policy')).toContain('https://cdn.acme.example;');
		const unnamed = await visitor.submit(`${PATH}/delete`, { product: 'crm', _confirm: 'x' });
		expect(unnamed.status).toBe(400);
		await visitor.submit(`${PATH}/delete`, { product: 'crm', _confirm: 'crm' });
		expect(await list()).toEqual([]);
	});

	test('tells what is wrong beside the field, and keeps what was typed', async () => {
		const visitor = await signedIn();
		const fields = { product: 'crm', name: '', logo_url: 'http://a.example', accent_color: 'red' };
		const { status, html } = await visitor.submit(PATH, fields);
		expect(status).toBe(400);
		expect(html).toMatch(/id="logo_url-error" class="error">/);
		expect(html).toMatch(/id="accent_color-error" class="error">/);
		expect(html).toContain('value="http://a.example"');
		const nameless = await visitor.submit(PATH, { ...fields, product: '' });
		expect(nameless.html).toMatch(/id="product-error" class="error">/);
	});

	test('offers nothing to a key that may only read', async () => {
		await put('crm');
		const key = await makeKey({ scopes: ['read'] });
		const visitor = await signedIn(key.secret);
		const { html } = await visitor.open(PATH);
		expect(html).toContain('Acme &lt;CRM&gt;');
		expect(html).not.toMatch(/Save|Delete/);
		expect((await visitor.submit(PATH, { product: 'crm' })).status).toBe(403);
	});
});
