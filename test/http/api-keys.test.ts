/** API keys: made once, kept as hashes, good for their scopes alone, and no longer than they are live. */
import { expect, describe, test, vi } from 'vitest';
import type { ApiKey } from '../../src/contract/api-keys.ts';
import type { Operation } from '../../src/contract/operation.ts';
import { OPERATIONS } from '../../src/contract/operations/index.ts';
import { api, callWith, testEnv } from '../support/client.ts';
import { query } from '../support/delivery.ts';
import { makeKey } from '../support/keys.ts';

const operations: readonly (readonly [string, Operation])[] = Object.entries(OPERATIONS);

/** The path of a call with ids of nothing that there is. */
function pathOf({ path }: Operation): string {
	return path.replaceAll(/\{\w+\}/g, 'nothing-of-this-name');
}

/** Makes a call that changes nothing: what it names does not exist, and what it says is not valid. */
function attempt(secret: string | undefined, operation: Operation) {
	const body = operation.body === undefined ? undefined : { 'no such field': 1 };
	return callWith(secret, operation.method, pathOf(operation), body);
}

function list(keys: { data: readonly ApiKey[] }, id: string): ApiKey | undefined {
	return keys.data.find((key) => key.id === id);
}

describe('an API key', () => {
	test('is shown with its secret once, and kept as a hash alone', async () => {
		const made = await api<ApiKey>('POST', '/api-keys', {
			name: ' CI ',
			scopes: ['write', 'read'],
			tenant: 'acme',
			expires_at: '2099-01-01T00:00:00+01:00',
		});
		expect(made.status).toBe(201);
		const { secret, ...shown } = made.body;
		expect(secret).toMatch(/^rck_[\w-]{43}$/);
		expect(shown).toEqual({
			id: expect.stringMatching(/^ak_[0-9a-f]{32}$/),
			name: 'CI',
			scopes: ['write', 'read'],
			tenant: 'acme',
			product: null,
			state: 'live',
			created_at: expect.any(String),
			expires_at: '2098-12-31T23:00:00.000Z',
			last_used_at: null,
		});
		expect((await api('GET', `/api-keys/${shown.id}`)).body).toEqual(shown);
		const all = await api<{ data: ApiKey[] }>('GET', '/api-keys?limit=1000');
		expect(list(all.body, shown.id)).toEqual(shown);
		const rows = await query<Record<string, unknown>>(
			'SELECT * FROM api_keys WHERE id = ?',
			shown.id,
		);
		expect(JSON.stringify(rows)).not.toContain(secret);
	});

	test.each([
		[{ scopes: ['read'] }, 'name'],
		[{ name: '', scopes: ['read'] }, 'name'],
		[{ name: 'x' }, 'scopes'],
		[{ name: 'x', scopes: [] }, 'scopes'],
		[{ name: 'x', scopes: ['root'] }, 'scopes.0'],
		[{ name: 'x', scopes: ['read', 'read'] }, 'scopes'],
		[{ name: 'x', scopes: ['read'], tenant: '' }, 'tenant'],
		[{ name: 'x', scopes: ['read'], product: 1 }, 'product'],
		[{ name: 'x', scopes: ['read'], expires_at: 'tomorrow' }, 'expires_at'],
		[{ name: 'x', scopes: ['read'], expires_at: '2020-01-01T00:00:00Z' }, 'expires_at'],
		[{ name: 'x', scopes: ['read'], secret: 'rck_mine' }, 'secret'],
	])('%j is refused, and "%s" named', async (body, field) => {
		const refused = await api('POST', '/api-keys', body);
		expect(refused.status).toBe(400);
		expect(refused.body['errors']).toEqual([{ field, detail: expect.any(String) }]);
	});

	test('lists go on with a cursor, oldest first', async () => {
		const made = [await makeKey(), await makeKey(), await makeKey()];
		const seen: string[] = [];
		for (let next = ''; ;) {
			const path = `/api-keys?limit=2${next && `&cursor=${next}`}`;
			const page = await api<{ data: ApiKey[]; next_cursor: string | null }>('GET', path);
			seen.push(...page.body.data.map(({ id }) => id));
			if (page.body.next_cursor === null) break;
			next = page.body.next_cursor;
		}
		expect(seen.slice(-3)).toEqual(made.map(({ id }) => id));
		expect(new Set(seen).size).toBe(seen.length);
		expect((await api('GET', '/api-keys?cursor=AAAA')).body).toMatchObject({
			status: 400,
			errors: [{ field: 'cursor' }],
		});
	});

	test('says when it was used, to within some minutes', async () => {
		const key = await makeKey();
		const lastUsed = async () =>
			(await api<ApiKey>('GET', `/api-keys/${key.id}`)).body.last_used_at;
		expect(await lastUsed()).toBeNull();
		await key.call('GET', '/providers');
		const first = await vi.waitFor(
			async () => {
				const at = await lastUsed();
				expect(at).not.toBeNull();
				return at;
			},
			{ timeout: 30_000 },
		);
		await key.call('GET', '/providers');
		await key.call('GET', '/providers');
		expect(await lastUsed()).toBe(first);
		const longAgo = Date.now() - 3_600_000;
		await query('UPDATE api_keys SET last_used_at = ? WHERE id = ?', longAgo, key.id);
		await key.call('GET', '/providers');
		await vi.waitFor(
			async () => expect(Date.parse((await lastUsed()) ?? '')).toBeGreaterThan(longAgo),
			{ timeout: 30_000 },
		);
	});

	test('is not good any more once it is revoked, as often as that is asked for', async () => {
		const key = await makeKey();
		expect((await key.call('GET', '/directories')).status).toBe(200);
		expect((await api('DELETE', `/api-keys/${key.id}`)).status).toBe(204);
		expect((await key.call('GET', '/directories')).status).toBe(401);
		const [{ revoked_at: at } = {}] = await query<Record<string, unknown>>(
			'SELECT revoked_at FROM api_keys WHERE id = ?',
			key.id,
		);
		expect((await api('DELETE', `/api-keys/${key.id}`)).status).toBe(204);
		expect(await query('SELECT revoked_at FROM api_keys WHERE id = ?', key.id)).toEqual([
			{ revoked_at: at },
		]);
		expect((await api('GET', `/api-keys/${key.id}`)).body).toMatchObject({ state: 'revoked' });
		expect((await api('DELETE', '/api-keys/ak_0')).status).toBe(404);
	});

	test('may revoke itself', async () => {
		const key = await makeKey({ scopes: ['admin'] });
		expect((await key.call('DELETE', `/api-keys/${key.id}`)).status).toBe(204);
		expect((await key.call('GET', `/api-keys/${key.id}`)).status).toBe(401);
	});
});

describe('a bound key', () => {
	test.each([
		[{ tenant: 'here' }, {}, { tenant: 'here', product: null }],
		[{ tenant: 'here' }, { product: 'crm' }, { tenant: 'here', product: 'crm' }],
		[{ tenant: 'here' }, { tenant: 'here' }, { tenant: 'here', product: null }],
		[{ product: 'crm' }, { tenant: 'here' }, { tenant: 'here', product: 'crm' }],
		[{ tenant: 'here', product: 'crm' }, {}, { tenant: 'here', product: 'crm' }],
	])('of %j that asks for a key of %j makes one of %j', async (own, asked, binding) => {
		const admin = await makeKey({ scopes: ['admin'], ...own });
		const body = { name: 'Another', scopes: ['admin'], ...asked };
		const made = await admin.call<ApiKey>('POST', '/api-keys', body);
		expect(made).toMatchObject({ status: 201, body: binding });
	});

	test.each([
		[{ tenant: 'here' }, { tenant: 'there' }, ['tenant']],
		[{ product: 'crm' }, { tenant: 'here', product: 'mail' }, ['product']],
		[{ tenant: 'here', product: 'crm' }, { product: 'mail' }, ['product']],
		[{ tenant: 'here', product: 'crm' }, { tenant: 'a', product: 'b' }, ['tenant', 'product']],
	])('of %j that asks for a key of %j is refused', async (own, asked, fields) => {
		const admin = await makeKey({ scopes: ['admin'], ...own });
		const refused = await admin.call('POST', '/api-keys', {
			name: 'x',
			scopes: ['read'],
			...asked,
		});
		expect(refused.status).toBe(403);
		expect(refused.body['errors']).toMatchObject(fields.map((field) => ({ field })));
	});

	test('sees and revokes the keys of its binding alone', async () => {
		const [tenant, product] = [`tenant-${crypto.randomUUID()}`, `product-${crypto.randomUUID()}`];
		const admin = await makeKey({ scopes: ['admin'], tenant });
		const narrower = await makeKey({ tenant, product });
		const others = [
			await makeKey(),
			await makeKey({ product }),
			await makeKey({ tenant: 'other' }),
		];
		const seen = await admin.call<{ data: ApiKey[] }>('GET', '/api-keys');
		expect(seen.body.data.map(({ id }) => id)).toEqual([admin.id, narrower.id]);
		for (const { id, call } of others) {
			for (const method of ['GET', 'DELETE']) {
				expect((await admin.call(method, `/api-keys/${id}`)).status, method).toBe(404);
			}
			expect((await call('GET', '/providers')).status).toBe(200);
		}
		expect((await admin.call('DELETE', `/api-keys/${narrower.id}`)).status).toBe(204);
		expect((await narrower.call('GET', '/providers')).status).toBe(401);
	});
});

describe('every call', () => {
	const RANK = ['read', 'write', 'admin'] as const;

	test.each(operations)('%s needs a key that is good', async (_id, operation) => {
		const [revoked, expired] = [await makeKey(), await makeKey({ scopes: ['admin'] })];
		await query('UPDATE api_keys SET revoked_at = 1 WHERE id = ?', revoked.id);
		await query('UPDATE api_keys SET expires_at = ? WHERE id = ?', Date.now(), expired.id);
		const secrets = [
			undefined,
			'',
			'garbage',
			`rck_${'A'.repeat(43)}`,
			`${testEnv.ROLLCALL_ADMIN_KEY}x`,
			revoked.secret,
			expired.secret,
			expired.secret.toUpperCase(),
		];
		for (const secret of secrets) {
			const { status, headers, body } = await attempt(secret, operation);
			expect(status, secret).toBe(401);
			expect(headers.get('WWW-Authenticate')).toMatch(/^Bearer\b/);
			expect(headers.get('Content-Type')).toBe('application/problem+json');
			expect(body).toMatchObject({ status: 401, errors: [] });
		}
	});

	test.each(operations)('%s needs its scope', async (_id, operation) => {
		const answers = RANK.map(async (scope) => {
			const key = await makeKey({ scopes: [scope] });
			const { status, body } = await attempt(key.secret, operation);
			const isRefused = String(body?.['detail']).includes(`needs an API key with the scope "`);
			return [scope, status === 403 && isRefused ? 'refused' : status === 401 ? 401 : 'let in'];
		});
		const least = RANK.indexOf(operation.scope);
		expect(await Promise.all(answers)).toEqual(
			RANK.map((scope, at) => [scope, at < least ? 'refused' : 'let in']),
		);
	});

	test.each(['/nothing', '/directories/x/nothing'])(
		'what does not exist (%s) too',
		async (path) => {
			expect((await callWith(undefined, 'GET', path)).status).toBe(401);
			expect((await api('GET', path)).status).toBe(404);
		},
	);
});
