/**
 * Idempotency-Key (draft-ietf-httpapi-idempotency-key-header): what is sent again is done once and
 * answered as the first time, unless it failed.
 */
import { describe, expect, test, vi } from 'vitest';
import type { Directory } from '../../src/contract/directories.ts';
import { ANSWERS_KEPT_MS, claimKey, expireAnswers } from '../../src/store/idempotency.ts';
import { openDatabase } from '../../src/store/database.ts';
import { send, testEnv, type Reply } from '../support/client.ts';
import { costOf } from '../support/d1-meter.ts';
import { query } from '../support/delivery.ts';
import { makeKey } from '../support/keys.ts';
import type { Env } from '../../src/env.ts';

const db = openDatabase(testEnv.DB);
const newKey = () => crypto.randomUUID();
const newBody = () => ({
	name: 'Acme',
	tenant: `tenant-${crypto.randomUUID()}`,
	product: 'crm',
	type: 'okta-scim-v2',
});

interface Options {
	readonly secret?: string;
	readonly method?: string;
	readonly bindings?: Partial<Env>;
}

/** Sends a request with an Idempotency-Key. */
function post<Body = Record<string, unknown>>(
	path: string,
	key: string | undefined,
	body: unknown,
	{ secret = testEnv.ROLLCALL_ADMIN_KEY ?? '', method = 'POST', bindings = {} }: Options = {},
): Promise<Reply<Body>> {
	const headers = {
		Authorization: `Bearer ${secret}`,
		'Content-Type': 'application/json',
		...(key === undefined ? {} : { 'Idempotency-Key': key }),
	};
	const text = typeof body === 'string' ? body : JSON.stringify(body);
	return send<Body>(`/v1${path}`, { method, headers, body: text }, bindings);
}

const countOf = async (tenant: string) =>
	(await query<object>('SELECT 1 FROM directories WHERE tenant = ?', tenant)).length;

const isReplayed = ({ headers }: Reply<unknown>) => headers.get('Idempotency-Replayed');

describe('the same request again', () => {
	test('is answered as the first time, secret and all, and nothing is done', async () => {
		const [key, body] = [newKey(), newBody()];
		const first = await post<Directory>('/directories', key, body);
		const again = await post<Directory>('/directories', key, body);
		expect(first.status).toBe(201);
		expect(first.body.scim.secret).toMatch(/^rcscim_/);
		expect([again.status, again.body]).toEqual([first.status, first.body]);
		expect(again.headers.get('Content-Type')).toBe(first.headers.get('Content-Type'));
		expect([isReplayed(first), isReplayed(again)]).toEqual([null, 'true']);
		expect(again.headers.get('X-Request-Id')).not.toBe(first.headers.get('X-Request-Id'));
		expect(again.headers.get('Cache-Control')).toBe('no-store');
		expect(await countOf(body.tenant)).toBe(1);
	});

	test('at the same time is done once: the others are answered 409, or as the first one', async () => {
		const [key, body] = [newKey(), newBody()];
		const replies = await Promise.all(
			Array.from({ length: 10 }, () => post('/directories', key, body)),
		);
		expect(await countOf(body.tenant)).toBe(1);
		const done = replies.filter(({ status }) => status === 201);
		expect(done.filter((reply) => isReplayed(reply) === null)).toHaveLength(1);
		expect(new Set(done.map(({ body: { id } }) => id)).size).toBe(1);
		for (const { status, headers } of replies.filter((reply) => !done.includes(reply))) {
			expect([status, headers.get('Retry-After')]).toEqual([409, '2']);
		}
		expect((await post('/directories', key, body)).status).toBe(201);
	});

	test('of what was refused is looked at anew, and may be mended: nothing was done', async () => {
		const [key, body] = [newKey(), newBody()];
		const first = await post('/directories', key, { name: 'Acme' });
		const again = await post('/directories', key, { name: 'Acme' });
		expect([first.status, again.status]).toEqual([400, 400]);
		expect(isReplayed(again)).toBeNull();
		expect((await post('/directories', key, body)).status).toBe(201);
		expect(await countOf(body.tenant)).toBe(1);
	});

	test('is noted in the audit log once', async () => {
		const [key, body] = [newKey(), newBody()];
		const { body: directory } = await post('/directories', key, body);
		await post('/directories', key, body);
		await post('/directories', newKey(), body);
		const changes = () =>
			query<object>(
				`SELECT 1 FROM audit_log WHERE tenant = ? AND kind = 'management'`,
				body.tenant,
			);
		await expect.poll(async () => (await changes()).length).toBe(2);
		expect(directory['id']).toMatch(/^dir_/);
	});

	test('without a key is done again, and costs nothing more', async () => {
		const body = newBody();
		const first = await post('/directories', undefined, body);
		expect(first.status).toBe(201);
		expect((await post('/directories', undefined, body)).status).toBe(201);
		expect(await countOf(body.tenant)).toBe(2);
		const path = `/directories/${String(first.body['id'])}/tokens`;
		const without = await costOf(() => post(path, undefined, {}));
		const with_ = await costOf(() => post(path, newKey(), {}));
		expect(with_.trips - without.trips).toBe(2);
	});

	test('of another method than POST is done again: there the key says nothing', async () => {
		const created = await post('/directories', newKey(), newBody());
		const key = newKey();
		const path = `/directories/${String(created.body['id'])}`;
		for (const name of ['One', 'Two']) {
			const reply = await post(path, key, { name }, { method: 'PATCH' });
			expect(reply).toMatchObject({ status: 200, body: { name } });
		}
	});
});

describe('another request under the same key', () => {
	test.each<[string, string, (body: object) => unknown]>([
		['with another body', '/directories', (body) => ({ ...body, name: 'Other' })],
		['with the same body in other letters', '/directories', (body) => JSON.stringify(body) + ' '],
		['to another path', '/webhook-endpoints', (body) => body],
	])('422: %s', async (_name, path, bodyOf) => {
		const [key, body] = [newKey(), newBody()];
		await post('/directories', key, body);
		const reply = await post(path, key, bodyOf(body));
		const errors = [{ field: 'Idempotency-Key' }];
		expect(reply).toMatchObject({ status: 422, body: { status: 422, errors } });
		expect(reply.headers.get('Content-Type')).toBe('application/problem+json');
		expect(await countOf(body.tenant)).toBe(1);
	});

	test('is no other one if another API key sends it: keys are not shared', async () => {
		const [key, tenant] = [newKey(), `tenant-${crypto.randomUUID()}`];
		const [one, two] = [
			await makeKey({ scopes: ['write'], tenant }),
			await makeKey({ scopes: ['write'], tenant }),
		];
		const body = { ...newBody(), tenant };
		const first = await post<Directory>('/directories', key, body, one);
		const second = await post<Directory>('/directories', key, body, two);
		expect([first.status, second.status]).toEqual([201, 201]);
		expect(isReplayed(second)).toBeNull();
		expect(second.body.id).not.toBe(first.body.id);
		const other = await makeKey({ scopes: ['write'], tenant: 'another' });
		expect((await post('/directories', key, body, other)).status).toBe(403);
	});
});

describe('a request that failed may be sent again', () => {
	test.each([
		['D1 does not answer', 'D1_ERROR: Network connection lost.', 503],
		['something is wrong here', 'a bug', 500],
	])('%s', async (_name, message, status) => {
		const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
		const [key, created] = [newKey(), await post<Directory>('/directories', newKey(), newBody())];
		const failing = new Proxy(testEnv.DB, {
			get: (target, property) => {
				const value = Reflect.get(target, property) as unknown;
				if (property !== 'prepare') {
					return typeof value === 'function' ? (value.bind(target) as unknown) : value;
				}
				return (text: string) => {
					if (/insert into "tokens"/i.test(text)) throw new Error(message);
					return target.prepare(text);
				};
			},
		});
		const path = `/directories/${created.body.id}/tokens`;
		const failed = await post(path, key, {}, { bindings: { DB: failing } });
		expect(failed.status).toBe(status);
		const again = await post(path, key, {});
		expect([again.status, isReplayed(again)]).toEqual([201, null]);
		expect(isReplayed(await post(path, key, {}))).toBe('true');
		warn.mockRestore();
	});

	test('who died while serving it loses its claim after a minute, to the same request alone', async () => {
		const now = Date.now();
		const request = { caller: 'ak_test', key: newKey(), hash: 'a' };
		const claim = (claimId: string, ms: number, hash = 'a') =>
			claimKey(db, { ...request, hash }, claimId, now + ms);
		expect(await claim('one', 0)).toEqual({ kind: 'claimed' });
		expect(await claim('two', 59_999)).toEqual({ kind: 'in flight' });
		expect(await claim('three', 60_000, 'b')).toEqual({ kind: 'mismatch' });
		expect(await claim('four', 60_000)).toEqual({ kind: 'claimed' });
		expect(await claim('five', 60_001)).toEqual({ kind: 'in flight' });
	});
});

describe('an answer is kept for a day', () => {
	test('sealed, and for no longer', async () => {
		const [key, body] = [newKey(), newBody()];
		const first = await post<Directory>('/directories', key, body);
		const rows = () =>
			query<{ answer: string; claimed_at: number }>(
				'SELECT answer, claimed_at FROM idempotency_keys WHERE key = ?',
				key,
			);
		const [row] = await rows();
		expect(row?.answer).toMatch(/^v1\./);
		expect(row?.answer).not.toContain(first.body.id);
		await expireAnswers(db, row?.claimed_at ?? 0, 100);
		expect(await rows()).toHaveLength(1);
		// Retention may be late: what is older counts no more.
		const claimedAt = Date.now() - ANSWERS_KEPT_MS - 1;
		await query('UPDATE idempotency_keys SET claimed_at = ? WHERE key = ?', claimedAt, key);
		const later = await post<Directory>('/directories', key, body);
		expect(isReplayed(later)).toBeNull();
		expect(later.body.id).not.toBe(first.body.id);
		await expireAnswers(db, Date.now() + 1, 1_000_000);
		expect(await rows()).toEqual([]);
	});

	test('409 if the master key has changed since: nobody can read it', async () => {
		const [key, body] = [newKey(), newBody()];
		await post('/directories', key, body);
		const bindings = { ROLLCALL_MASTER_KEY: btoa('x'.repeat(32)) };
		const reply = await post('/directories', key, body, { bindings });
		expect(reply.status).toBe(409);
		expect(reply.body['detail']).toContain('master key');
	});
});

test.each([
	['empty', ''],
	['too long', 'k'.repeat(256)],
	['with a blank', 'a b'],
	['beyond ASCII', 'schlüssel'],
	['given twice', 'a, b'],
])('400: a key that is %s', async (_name, key) => {
	const body = newBody();
	const reply = await post('/directories', key, body);
	expect(reply.status).toBe(400);
	expect(reply.body['detail']).toContain('Idempotency-Key');
	expect(await countOf(body.tenant)).toBe(0);
	expect((await post('/directories', 'k'.repeat(255), body)).status).not.toBe(400);
});
