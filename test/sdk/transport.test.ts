/** How the client sends: what it tries again, what it does not, and what its errors tell. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import {
	ApiError,
	ConflictError,
	ConnectionError,
	GoneError,
	IdempotencyError,
	NotFoundError,
	RateLimitError,
	Rollcall,
	type RollcallError,
	type RollcallOptions,
	ServerError,
	TimeoutError,
} from '../../src/sdk/index.ts';
import { listen } from '../support/node/http.ts';

const KEY = 'rck_nobody_may_read_this';
const TENANT = { tenant: 'acme' };

/** What a server does with one request. */
type Step = (request: IncomingMessage, response: ServerResponse) => unknown;

const ok: Step = (_, response) => response.end(JSON.stringify(TENANT));
const lost: Step = (request) => request.socket.destroy();
const silent: Step = () => {};
const refuse =
	(status: number, headers: Record<string, string> = { 'retry-after': '0' }): Step =>
	(_, response) => {
		const problem = { type: 'about:blank', title: 'No', status, detail: 'Not now.', errors: [] };
		response
			.writeHead(status, { 'content-type': 'application/problem+json', ...headers })
			.end(JSON.stringify(problem));
	};

const page = (sequences: readonly number[], position: number): Step => {
	const data = sequences.map((sequence) => ({ sequence, type: 'user.created' }));
	return (_, response) => response.end(JSON.stringify({ data, next_cursor: null, position }));
};

interface Seen {
	readonly call: string;
	readonly key: string | undefined;
	readonly body: string;
}

/** A client of a server that does one step for each request, and what that server has seen. */
async function against(steps: readonly Step[], options: Partial<RollcallOptions> = {}) {
	const seen: Seen[] = [];
	const url = await listen((request, response) => {
		const chunks: Buffer[] = [];
		request.on('data', (chunk: Buffer) => chunks.push(chunk));
		request.on('end', () => {
			const key = request.headers['idempotency-key']?.toString();
			const body = Buffer.concat(chunks).toString();
			seen.push({ call: `${request.method} ${request.url}`, key, body });
			(steps[seen.length - 1] ?? refuse(500))(request, response);
		});
	});
	return { rollcall: new Rollcall({ url, apiKey: KEY, ...options }), seen, url };
}

describe('a call is tried again', () => {
	test.each([
		['the connection breaks', lost],
		['it was refused with 429', refuse(429)],
		['it was refused with 502', refuse(502)],
		['it was refused with 503', refuse(503)],
		['it was refused with 504', refuse(504)],
	])('when %s', async (_, failure) => {
		const { rollcall, seen } = await against([failure, failure, ok]);
		expect(await rollcall.tenants.get('acme')).toEqual(TENANT);
		expect(seen.map(({ call }) => call)).toEqual(Array(3).fill('GET /v1/tenants/acme'));
	});

	test('when no answer comes in time', async () => {
		const { rollcall, seen } = await against([silent, ok]);
		// The second answers at once, however busy the machine is.
		const timeoutMs = 1_000;
		expect(await rollcall.tenants.get('acme', {}, { timeoutMs })).toEqual(TENANT);
		expect(seen).toHaveLength(2);
	});

	test('as the same POST, which another call is not', async () => {
		const { rollcall, seen } = await against([lost, ok, ok]);
		const key = { name: 'Desk', scopes: ['read' as const] };
		await rollcall.apiKeys.create(key);
		await rollcall.apiKeys.create(key);
		const keys = seen.map((each) => each.key);
		expect(keys[0]).toMatch(/^[0-9a-f-]{36}$/);
		expect(keys[1]).toBe(keys[0]);
		expect(keys[2]).not.toBe(keys[0]);
		expect(seen.map(({ body }) => JSON.parse(body) as unknown)).toEqual([key, key, key]);
	});

	test('as the POST that the caller names', async () => {
		const { rollcall, seen } = await against([ok]);
		await rollcall.signingKeys.create({ idempotencyKey: 'order-66' });
		expect(seen[0]?.key).toBe('order-66');
	});

	test('no sooner than it is asked to', async () => {
		const { rollcall } = await against([refuse(429, { 'retry-after': '1' }), ok]);
		const startedAt = performance.now();
		await rollcall.tenants.get('acme');
		expect(performance.now() - startedAt).toBeGreaterThanOrEqual(990);
	});

	test('so often and no more', async () => {
		const { rollcall, seen } = await against(Array(9).fill(refuse(503)) as Step[], { retries: 2 });
		await expect(rollcall.tenants.get('acme')).rejects.toThrow(ServerError);
		expect(seen).toHaveLength(3);
	});
});

describe('a call is not tried again', () => {
	test.each([
		[400, ApiError],
		[404, NotFoundError],
		[409, ConflictError],
		[410, GoneError],
		[422, IdempotencyError],
		[500, ServerError],
	])('when it was refused with %i', async (status, kind) => {
		const { rollcall, seen } = await against([refuse(status), ok]);
		const failure = rollcall.tenants.get('acme');
		await expect(failure).rejects.toThrow(kind);
		await expect(failure).rejects.toMatchObject({ status, detail: 'Not now.' });
		expect(seen).toHaveLength(1);
	});

	test('when it is asked to wait for longer than a minute', async () => {
		const { rollcall, seen } = await against([refuse(429, { 'retry-after': '3600' }), ok]);
		await expect(rollcall.tenants.get('acme')).rejects.toThrow(RateLimitError);
		expect(seen).toHaveLength(1);
	});

	test('when its signal has aborted', async () => {
		const stop = new AbortController();
		const { rollcall, seen } = await against([
			(request, response) => {
				stop.abort(new Error('enough'));
				refuse(503, { 'retry-after': '30' })(request, response);
			},
		]);
		const failure = rollcall.tenants.get('acme', {}, { signal: stop.signal });
		await expect(failure).rejects.toThrow('enough');
		expect(seen).toHaveLength(1);
	});
});

describe('what is deleted', () => {
	test('is deleted, even if the first answer was lost', async () => {
		const { rollcall, seen } = await against([lost, refuse(404)]);
		await expect(rollcall.directories.delete('dir_1')).resolves.toBeUndefined();
		expect(seen).toHaveLength(2);
	});

	test('must have been there', async () => {
		const { rollcall } = await against([refuse(429), refuse(404)]);
		await expect(rollcall.directories.delete('dir_1')).rejects.toThrow(NotFoundError);
	});
});

describe('following the log', () => {
	test('outlives failures, skips nothing and gets nothing twice', async () => {
		const outage = Array(5).fill(refuse(503)) as Step[];
		const after = [page([], 6), lost, page([7], 7), refuse(410)];
		const { rollcall, seen } = await against([page([1, 2], 4), ...outage, ...after]);
		const log = rollcall.directories.events.follow('dir_1', { after: 0 });
		const sequences: number[] = [];
		const positions: (number | undefined)[] = [];
		const all = (async () => {
			for await (const { sequence } of log) {
				sequences.push(sequence);
				positions.push(log.position);
			}
		})();
		await expect(all).rejects.toThrow(GoneError);
		expect(sequences).toEqual([1, 2, 7]);
		expect(positions).toEqual([1, 2, 7]);
		const asked = seen.map(({ call }) => Number(/after=(\d+)/.exec(call)?.[1]));
		expect(asked).toEqual([0, 4, 4, 4, 4, 4, 4, 6, 6, 7]);
	});
});

describe('errors', () => {
	test('tell what failed and why, and never the key', async () => {
		const { rollcall, url } = await against([
			lost,
			silent,
			refuse(401),
			(_, response) => response.end('<html>'),
			(_, response) => response.writeHead(302, { location: 'https://evil.example' }).end(),
		]);
		const options = { retries: 0, timeoutMs: 1_000 };
		const failures: unknown[] = [];
		for (let at = 0; at < 5; at += 1) {
			failures.push(
				await rollcall.tenants.get('acme', {}, options).catch((error: unknown) => error),
			);
		}
		const [network, timeout, refused, notJson, redirected] = failures as RollcallError[];
		expect(network).toBeInstanceOf(ConnectionError);
		expect(network?.message).toContain(`GET /v1/tenants/acme did not reach ${url}`);
		expect(timeout).toBeInstanceOf(TimeoutError);
		expect(refused).toMatchObject({ name: 'AuthenticationError', status: 401, title: 'No' });
		expect(notJson?.message).toContain('was not answered with JSON');
		expect(redirected?.message).toContain('was redirected to https://evil.example');
		const told = inspect([...failures, rollcall], { depth: 20, showHidden: true });
		expect(told).not.toContain(KEY);
	});

	test.each([
		[{ url: 'rollcall.example.com' }, 'is not the URL'],
		[{ url: 'ftp://rollcall.example.com' }, 'is not the URL'],
		[{ apiKey: '' }, 'The API key is empty'],
		// What plain JavaScript makes of a variable that is not set.
		[JSON.parse('{"apiKey": null}') as object, 'The API key is empty'],
		[{ apiKey: `${KEY}\n` }, 'The API key is empty, or holds characters'],
	])('come at once where the client cannot work: %o', (options, message) => {
		const make = () =>
			new Rollcall({ url: 'https://rollcall.example.com', apiKey: KEY, ...options });
		expect(make).toThrow(message);
		expect(make).not.toThrow(KEY);
	});

	test.each(['', '.', '..'])('come instead of another call for the id "%s"', async (id) => {
		const { rollcall, seen } = await against([ok]);
		await expect(rollcall.directories.delete(id)).rejects.toThrow('id is to be an id');
		expect(seen).toEqual([]);
	});
});

describe('a client', () => {
	test('finds a Rollcall below a path, and encodes ids', async () => {
		const { seen, url } = await against([ok]);
		const rollcall = new Rollcall({ url: `${url}/sync/`, apiKey: KEY });
		await rollcall.tenants.get('a/b?c', { limit: 5, cursor: undefined });
		expect(seen[0]?.call).toBe('GET /sync/v1/tenants/a%2Fb%3Fc?limit=5');
	});
});
