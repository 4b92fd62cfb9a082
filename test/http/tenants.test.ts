/** Tenants: what their directories add up to, whatever they are called, and at a cost of their own. */
import { describe, expect, test } from 'vitest';
import type { Page } from '../../src/contract/shared.ts';
import type { Tenant, TenantInFull } from '../../src/contract/tenants.ts';
import { api, createDirectory, testEnv, user, group } from '../support/client.ts';
import { costOf } from '../support/d1-meter.ts';
import { makeKey } from '../support/keys.ts';

function read(tenant: string) {
	return api<TenantInFull>('GET', `/tenants/${encodeURIComponent(tenant)}`);
}

/** Directories as rows alone, `each` of them for so many tenants. */
async function fill(prefix: string, tenants: number, each: number): Promise<void> {
	await testEnv.DB.prepare(
		`WITH RECURSIVE n(at) AS (SELECT 0 UNION ALL SELECT at + 1 FROM n WHERE at < ?2 * ?3 - 1)
		INSERT INTO directories (id, name, tenant, product, type, state, shard, last_sequence, last_key,
			user_count, group_count, active_user_count, created_at, updated_at)
		SELECT printf('dir_%s_%d', ?1, at), 'x', printf('%s-%05d', ?1, at % ?2), printf('p%d', at / ?2),
			'google', 'active', 'DB', 1, 0, 3, 1, 2, 1, 1 FROM n`,
	)
		.bind(prefix, tenants, each)
		.run();
}

/** What a key that is bound sees. */
async function seenBy(own: Record<string, string>, path: string) {
	const key = await makeKey(own);
	return key.call<Page<Tenant> & TenantInFull>('GET', path);
}

/** The least of some, for what is noted off the request path may fall into one of them. */
async function rowsOf(action: () => Promise<unknown>): Promise<number> {
	const costs = [await costOf(action), await costOf(action), await costOf(action)];
	return Math.min(...costs.map(({ rowsRead }) => rowsRead));
}

describe('a tenant', () => {
	test.each([
		'acme',
		'Acme & Söhne GmbH / Süd',
		'a/b/../c',
		'50% off',
		'%2F',
		'%25',
		'?x=1#y',
		'日本 \u{1F3E2}',
		'a\\b',
		"'; DROP TABLE directories; --",
		'...',
		'x'.repeat(200),
	])('is found by its name, be it %j', async (name) => {
		const directory = await createDirectory('google', { tenant: name, product: 'crm' });
		const { status, body } = await read(name);
		expect(status).toBe(200);
		expect(body).toEqual({
			tenant: name,
			products: ['crm'],
			directory_count: 1,
			user_count: 0,
			active_user_count: 0,
			group_count: 0,
			directories: { data: [expect.objectContaining({ id: directory.id })], next_cursor: null },
		});
		expect((await read(`${name} `)).status).toBe(404);
	});

	test('adds up what its directories have', async () => {
		const tenant = `tenant-${crypto.randomUUID()}`;
		const crm = await createDirectory('google', { tenant, product: 'crm' });
		const mail = await createDirectory('google', { tenant, product: 'a mail' });
		await createDirectory('google', { tenant, product: 'crm' });
		const { body: first } = await crm.scim('POST', '/Users', user('first'));
		await crm.scim('POST', '/Users', user('second', { active: false }));
		await mail.scim('POST', '/Users', user('third'));
		await crm.scim('POST', '/Groups', group('group', [String(first['id'])]));
		const { directories, ...summary } = (await read(tenant)).body;
		expect(summary).toEqual({
			tenant,
			products: ['a mail', 'crm'],
			directory_count: 3,
			user_count: 3,
			active_user_count: 2,
			group_count: 1,
		});
		expect(directories.data).toMatchObject([
			{ id: crm.id, user_count: 2 },
			{ id: mail.id, user_count: 1 },
			{ user_count: 0 },
		]);
		const paged = await api<TenantInFull>('GET', `/tenants/${tenant}?limit=2`);
		expect(paged.body).toMatchObject({
			...summary,
			directories: { data: directories.data.slice(0, 2) },
		});
		const cursor = paged.body.directories.next_cursor ?? '';
		const rest = await api<TenantInFull>('GET', `/tenants/${tenant}?cursor=${cursor}`);
		expect(rest.body.directories).toEqual({ data: directories.data.slice(2), next_cursor: null });
		expect((await api('GET', `/tenants/other?cursor=${cursor}`)).body).toMatchObject({
			status: 400,
			errors: [{ field: 'cursor' }],
		});
	});

	test('is gone with its last directory, and one that is being deleted does not count', async () => {
		const { id, tenant } = await createDirectory();
		const isListed = async () => {
			const { body } = await api<Page<Tenant>>('GET', '/tenants?limit=1000');
			return body.data.some((each) => each.tenant === tenant);
		};
		expect(await isListed()).toBe(true);
		await testEnv.DB.prepare('UPDATE directories SET deleted_at = 1 WHERE id = ?').bind(id).run();
		expect(await isListed()).toBe(false);
		expect((await read(tenant)).status).toBe(404);
	});

	test('is what a bound key is bound to, and of that alone', async () => {
		const tenant = `tenant-${crypto.randomUUID()}`;
		const product = `product-${crypto.randomUUID()}`;
		await createDirectory('google', { tenant, product });
		await createDirectory('google', { tenant, product: 'mail' });
		await createDirectory('google', { tenant: 'elsewhere', product });
		const ofTenant = await seenBy({ tenant }, '/tenants');
		expect(ofTenant.body.data).toMatchObject([{ tenant, directory_count: 2 }]);
		const ofProduct = await seenBy({ product }, '/tenants');
		expect(ofProduct.body.data).toMatchObject([
			{ tenant: 'elsewhere', products: [product], directory_count: 1 },
			{ tenant, products: [product], directory_count: 1 },
		]);
		const ofBoth = await seenBy({ tenant, product }, `/tenants/${tenant}`);
		expect(ofBoth.body).toMatchObject({ directory_count: 1, directories: { data: [{ product }] } });
		expect((await seenBy({ tenant }, '/tenants/elsewhere')).status).toBe(404);
		expect((await seenBy({ tenant, product: 'none' }, `/tenants/${tenant}`)).status).toBe(404);
	});

	test.each(['operations', 'nobody', '%20'])('is not "%s"', async (path) => {
		expect((await api('GET', `/tenants/${path}`)).status).toBe(404);
	});
});

describe('the list', () => {
	test('goes on by name, and misses nobody', async () => {
		const prefix = `page-${crypto.randomUUID()}`;
		await fill(prefix, 25, 2);
		const seen: Tenant[] = [];
		let cursor = '';
		for (let pages = 0; pages < 100; pages += 1) {
			const { body } = await api<Page<Tenant>>(
				'GET',
				`/tenants?limit=7${cursor && `&cursor=${cursor}`}`,
			);
			seen.push(...body.data);
			if (body.next_cursor === null) break;
			cursor = body.next_cursor;
		}
		const names = seen.map(({ tenant }) => tenant);
		expect(names).not.toContain('');
		expect(new Set(names).size).toBe(names.length);
		const filled = seen.filter(({ tenant }) => tenant.startsWith(prefix));
		expect(filled).toHaveLength(25);
		expect(filled[0]).toEqual({
			tenant: `${prefix}-00000`,
			products: ['p0', 'p1'],
			directory_count: 2,
			user_count: 6,
			active_user_count: 4,
			group_count: 2,
		});
	});

	test('reads what it shows, however many other tenants there are', async () => {
		const tenant = `cost-${crypto.randomUUID()}`;
		await createDirectory('google', { tenant });
		const key = await makeKey({ tenant });
		const costs = async () => [
			await rowsOf(() => api('GET', '/tenants?limit=5')),
			await rowsOf(() => read(tenant)),
			await rowsOf(() => key.call('GET', '/tenants')),
		];
		const before = await costs();
		await fill(`many-${crypto.randomUUID()}`, 1_000, 2);
		expect(await costs()).toEqual(before);
		for (const rows of before) expect(rows).toBeLessThan(60);
	});
});
