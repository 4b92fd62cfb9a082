/** Setup links as the API makes, replaces and revokes them. The pages behind them are in test/ui. */
import { describe, expect, test } from 'vitest';
import type { SetupLink } from '../../src/contract/setup-links.ts';
import { api, createDirectory, send } from '../support/client.ts';
import { query } from '../support/delivery.ts';
import { makeKey } from '../support/keys.ts';
import {
	directoriesOf,
	makeLink,
	readLink,
	tokenOn,
	use,
	type MadeLink,
} from '../support/setup.ts';

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
			revoked_at: null,
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
		const directory = await createDirectory('okta-scim-v2', { tenant, product: 'mail' });
		const [live, used, revoked, expired] = [
			await makeLink({ tenant }),
			await makeLink({ directory_id: directory.id }),
			await makeLink({ tenant }),
			await makeLink({ tenant }),
		];
		await use(used);
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
		const newest = await list('&order=newest&limit=3');
		expect(newest.data.map(({ id }) => id)).toEqual(all.toReversed().slice(0, 3));
		const last = `&limit=3&cursor=${newest.next_cursor}`;
		expect(await ids(`&order=newest${last}`)).toEqual([live.id]);
		expect((await api('GET', `/setup-links?tenant=${tenant}${last}`)).status).toBe(400);
		expect((await api('GET', '/setup-links?order=used')).body).toMatchObject({
			status: 400,
			errors: [{ field: 'order' }],
		});
	});

	test('revoking is done at once, as often as it is asked for', async () => {
		const link = await makeLink();
		for (let time = 1; time <= 2; time += 1) {
			expect((await api('DELETE', `/setup-links/${link.id}`)).status).toBe(204);
		}
		expect(await readLink(link)).toMatchObject({ state: 'revoked' });
		expect((await use(link)).sent.status).toBe(410);
		expect((await api('DELETE', '/setup-links/sl_0')).status).toBe(404);
		expect((await api('GET', '/setup-links/sl_0')).status).toBe(404);
	});

	test('revoking after the use is told, throws out, and leaves what was set up', async () => {
		const link = await makeLink();
		const { visitor } = await use(link);
		const path = `/setup/${link.id}/connect`;
		expect((await visitor.open(path)).status).toBe(200);
		expect(await readLink(link)).toMatchObject({ state: 'used', revoked_at: null });
		await api('DELETE', `/setup-links/${link.id}`);
		const { state, used_at: usedAt, revoked_at: revokedAt } = await readLink(link);
		expect(state).toBe('used');
		expect(Date.parse(revokedAt ?? '')).toBeGreaterThanOrEqual(Date.parse(usedAt ?? ''));
		expect((await visitor.open(path)).status).toBe(410);
		const [directory] = await directoriesOf(link);
		const tokens = await api<{ data: object[] }>('GET', `/directories/${directory?.id}/tokens`);
		expect(tokens.body.data).toMatchObject([{ revoked_at: null }]);
	});

	test('revoking takes the tokens made with the link along if it is asked for, and no others', async () => {
		const directory = await createDirectory();
		const [link, other] = [
			await makeLink({ directory_id: directory.id }),
			await makeLink({ directory_id: directory.id }),
		];
		const [{ page }, { page: ofOther }] = [await use(link), await use(other)];
		const status = async (token = '') =>
			(await send(`${directory.path}/Users`, { headers: { Authorization: `Bearer ${token}` } }))
				.status;
		const path = `/setup-links/${link.id}`;
		expect((await api('DELETE', `${path}?tokens=keep`)).status).toBe(204);
		expect(await status(tokenOn(page))).toBe(200);
		const key = await makeKey({ scopes: ['write'], tenant: 'another' });
		expect((await key.call('DELETE', `${path}?tokens=revoke`)).status).toBe(404);
		expect((await api('DELETE', `${path}?tokens=all`)).body).toMatchObject({
			status: 400,
			errors: [{ field: 'tokens' }],
		});
		expect(await status(tokenOn(page))).toBe(200);
		// It can be asked for afterwards, too.
		for (let time = 1; time <= 2; time += 1) {
			expect((await api('DELETE', `${path}?tokens=revoke`)).status).toBe(204);
		}
		expect(await status(tokenOn(page))).toBe(401);
		for (const good of [tokenOn(ofOther), directory.token]) expect(await status(good)).toBe(200);
		const entries = () =>
			query(
				`SELECT l.directory_id FROM audit_log AS l JOIN tokens AS t ON t.id = l.target
					WHERE l.action = 'token.revoke' AND t.description = ?`,
				`Setup link ${link.id}`,
			);
		await expect.poll(entries).toEqual([{ directory_id: directory.id }]);
	});

	test('one that takes the place of another is for the same, and the other is good no more', async () => {
		const name = '<i>Acme</i>';
		const lost = await makeLink({ name, expires_in_seconds: 3600 });
		const anew = await api<MadeLink>('POST', `/setup-links/${lost.id}/regenerate`);
		const { tenant, product } = lost;
		expect(anew).toMatchObject({
			status: 201,
			body: { state: 'live', tenant, product, directory_id: null, name },
		});
		const { created_at: from, expires_at: to, url } = anew.body;
		expect(Date.parse(to) - Date.parse(from)).toBe(3_600_000);
		expect(await readLink(lost)).toMatchObject({ state: 'revoked' });
		expect((await use(lost)).sent.status).toBe(410);
		expect((await use({ url })).page.status).toBe(200);

		// It has made a directory by now, which the next one is for.
		const [directory] = await directoriesOf(lost);
		const body = { expires_in_seconds: 60 };
		const again = await api<MadeLink>('POST', `/setup-links/${anew.body.id}/regenerate`, body);
		expect(again.body).toMatchObject({ directory_id: directory?.id, name: null });
		expect(Date.parse(again.body.expires_at) - Date.parse(again.body.created_at)).toBe(60_000);
		expect(await readLink(anew.body)).toMatchObject({ state: 'used' });
		expect((await use(again.body)).page.status).toBe(200);
		expect(await directoriesOf(lost)).toHaveLength(1);
	});

	test('taking the place of another takes the tokens made with it along where that is asked for', async () => {
		const [kept, ended] = [await makeLink(), await makeLink()];
		for (const [link, body, status] of [
			[kept, {}, 200],
			[ended, { tokens: 'revoke' }, 401],
		] as const) {
			const { page } = await use(link);
			const [directory] = await directoriesOf(link);
			const anew = await api<MadeLink>('POST', `/setup-links/${link.id}/regenerate`, body);
			expect(anew).toMatchObject({ status: 201, body: { directory_id: directory?.id } });
			const headers = { Authorization: `Bearer ${tokenOn(page)}` };
			const answer = await send(`/scim/v2/${directory?.id}/Users`, { headers });
			expect(answer.status).toBe(status);
		}
		const refused = await api('POST', `/setup-links/${kept.id}/regenerate`, { tokens: 'all' });
		expect(refused.body).toMatchObject({ status: 400, errors: [{ field: 'tokens' }] });
		const entries = () =>
			query(
				`SELECT 1 FROM audit_log AS l JOIN tokens AS t ON t.id = l.target
					WHERE l.action = 'token.revoke' AND t.description = ?`,
				`Setup link ${ended.id}`,
			);
		await expect.poll(entries).toHaveLength(1);
	});

	test("nobody replaces another's, or one that there is not", async () => {
		const link = await makeLink();
		const key = await makeKey({ scopes: ['write'], tenant: 'another' });
		const path = `/setup-links/${link.id}/regenerate`;
		expect((await key.call('POST', path)).status).toBe(404);
		expect((await api('POST', '/setup-links/sl_0/regenerate')).status).toBe(404);
		expect((await api('POST', path, { expires_in_seconds: 1 })).status).toBe(400);
		expect(await readLink(link)).toMatchObject({ state: 'live' });
	});

	test('a bound key makes links for its own', async () => {
		const [tenant, other] = [`tenant-${crypto.randomUUID()}`, await createDirectory()];
		const key = await makeKey({ scopes: ['write'], tenant });
		const made = await key.call<MadeLink>('POST', '/setup-links', { product: 'crm' });
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
