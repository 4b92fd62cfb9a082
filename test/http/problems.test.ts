/**
 * How the /v1 API refuses (RFC 9457): whatever the call, the refusal has a type that is explained, a
 * title that goes with it, and names the field that is wrong. That every answer is as the OpenAPI
 * document says is checked with each call of every test (support/worker).
 */
import { beforeAll, describe, expect, test } from 'vitest';
import type { Operation } from '../../src/contract/operation.ts';
import { OPERATIONS } from '../../src/contract/operations/index.ts';
import { PROBLEMS, type ProblemStatus } from '../../src/contract/problem.ts';
import { callWorker } from '../support/worker.ts';
import { callWith, ORIGIN, send, testEnv, type Reply } from '../support/client.ts';
import { makeKey } from '../support/keys.ts';
import { populate, type Populated } from '../support/populated.ts';

const operations: readonly (readonly [string, Operation])[] = Object.entries(OPERATIONS);
const withBody = operations.filter(([, { body }]) => body !== undefined);
const withQuery = operations.filter(([, { query }]) => query !== undefined);
const withId = operations.filter(([, { path }]) => path.includes('{'));

/** An id, a name and a URN of nothing that there is. */
const NOTHING = 'urn:example:nothing';

interface Problem {
	readonly type: string;
	readonly title: string;
	readonly status: number;
	readonly detail: string;
	readonly errors?: readonly { readonly field: string; readonly detail: string }[];
}

/** Sends text as it is. */
function sendText(
	method: string,
	path: string,
	text: string,
	headers: Record<string, string> = {},
): Promise<Reply<Problem>> {
	return send<Problem>(`/v1${path}`, {
		method,
		headers: {
			Authorization: `Bearer ${testEnv.ROLLCALL_ADMIN_KEY}`,
			'Content-Type': 'application/json',
			...headers,
		},
		body: text,
	});
}

const call = (method: string, path: string, body?: unknown) =>
	callWith<Problem>(testEnv.ROLLCALL_ADMIN_KEY, method, path, body);

/** What there is to compare of an answer. */
function refusalIn({ status, headers, body }: Reply<Problem>) {
	const { detail, errors, ...rest } = body;
	return {
		...rest,
		answered: status,
		mediaType: headers.get('Content-Type'),
		isTold: detail !== '',
		fields: errors?.map(({ field }) => field),
	};
}

/** A refusal of this kind, about these fields. */
function refusal(status: ProblemStatus, fields: readonly string[] = []) {
	const { name, title } = PROBLEMS[status];
	return {
		type: `/problems/${name}`,
		title,
		status,
		answered: status,
		mediaType: 'application/problem+json',
		isTold: true,
		fields,
	};
}

/** The path of a call to what there is; encoded, for a URN may hold anything. */
function pathTo({ path }: Operation, { directoryId, endpointId, urn }: Populated): string {
	return path
		.replace('/directories/{id}', `/directories/${directoryId}`)
		.replace('/webhook-endpoints/{id}', `/webhook-endpoints/${endpointId}`)
		.replace('{urn}', encodeURIComponent(urn));
}

let there: Populated;
beforeAll(async () => {
	there = await populate('problems');
});

describe('every call that takes a body', () => {
	test.each(withBody)(
		'%s: refuses what is not JSON, too much, or of another type',
		async (_, operation) => {
			const { method } = operation;
			const path = pathTo(operation, there);
			for (const text of ['{"name": ', 'nothing', '\u0000']) {
				expect(refusalIn(await sendText(method, path, text))).toEqual(refusal(400, ['body']));
			}
			const large = JSON.stringify({ name: 'x'.repeat(5 * 1024 * 1024) });
			expect(refusalIn(await sendText(method, path, large))).toEqual(refusal(413, ['body']));
			for (const type of ['text/plain', 'application/x-www-form-urlencoded', '']) {
				const refused = await sendText(method, path, '{}', { 'Content-Type': type });
				expect(refusalIn(refused)).toEqual(refusal(415, ['body']));
			}
		},
	);

	test.each(withBody)('%s: refuses what is no object, and fields by name', async (_, operation) => {
		const { method } = operation;
		const path = pathTo(operation, there);
		for (const body of [[], null, 7, 'text', true]) {
			expect(refusalIn(await call(method, path, body))).toEqual(refusal(400, ['body']));
		}
		const unknown = await call(method, path, { 'no such field': 1 });
		expect(unknown.status).toBe(400);
		expect(unknown.body.errors).toContainEqual({
			field: 'no such field',
			detail: 'there is no such field',
		});
		const hidden = await sendText(method, path, '{"__proto__": {"tenant": "acme"}}');
		expect(refusalIn(hidden)).toEqual(refusal(400, ['__proto__']));
	});

	test.each(withBody.filter(([, { isBodyOptional }]) => isBodyOptional !== true))(
		'%s: needs one',
		async (_, operation) => {
			const reply = await call(operation.method, pathTo(operation, there));
			expect(refusalIn(reply)).toEqual(refusal(415, ['body']));
		},
	);
});

describe('every call with a query', () => {
	test.each(withQuery)(
		'%s: refuses parameters by name, and twice the same',
		async (_, operation) => {
			const { method, body } = operation;
			const required = operation.path === '/people' ? 'query=jane&' : '';
			const path = `${pathTo(operation, there)}?${required}`;
			const given = body === undefined ? undefined : {};
			expect(refusalIn(await call(method, `${path}such=1`, given))).toEqual(refusal(400, ['such']));
			expect(refusalIn(await call(method, `${path}limit=1&limit=2`, given))).toEqual(
				refusal(400, ['limit']),
			);
			for (const limit of ['0', '-1', '1.5', 'x', '', '100000000000000000']) {
				const reply = await call(method, `${path}limit=${limit}`, given);
				expect(refusalIn(reply)).toEqual(refusal(400, ['limit']));
			}
		},
	);
});

describe('every call without a query', () => {
	test.each(operations.filter(([, { query }]) => query === undefined))(
		'%s: refuses parameters by name, and does nothing',
		async (_, operation) => {
			const path = `${pathTo(operation, there)}?dry_run=true`;
			const reply = await call(operation.method, path, operation.body && {});
			expect(refusalIn(reply)).toEqual(refusal(400, ['dry_run']));
		},
	);
});

describe('the operations log', () => {
	const calls = operations.filter(
		([, { path }]) =>
			path.startsWith('/directories/{id}') && !path.startsWith('/directories/{id}/events'),
	);

	test.each(calls)('is no directory: %s', async (_, operation) => {
		const path = pathTo(operation, { ...there, directoryId: 'operations' });
		expect(refusalIn(await call(operation.method, path, operation.body && {}))).toEqual(
			refusal(404),
		);
	});
});

describe('every call that names something', () => {
	// The branding of any product may be set: products are but named.
	const named = withId.filter(([id]) => id !== 'setBranding');
	test.each(named)('%s: 404 for what is not there', async (_, operation) => {
		const path = operation.path.replaceAll(/\{\w+\}/g, NOTHING);
		const [example] = (operation.body?.meta()?.['examples'] ?? []) as readonly object[];
		const id = operation.path.includes('{urn}') ? { id: NOTHING } : {};
		const body = example === undefined ? undefined : { ...example, ...id };
		const reply = await call(operation.method, path, body);
		expect(refusalIn(reply)).toEqual(refusal(404));
	});
});

describe('what is no call', () => {
	const paths = new Map<string, Set<string>>();
	for (const [, { path, method }] of operations) {
		paths.set(path, (paths.get(path) ?? new Set()).add(method));
	}

	test.each([...paths])(
		'%s: 405 for other methods, with those that there are',
		async (path, has) => {
			const allow = [...has, ...(has.has('GET') ? ['HEAD'] : [])].toSorted().join(', ');
			const target = path.replaceAll(/\{\w+\}/g, NOTHING);
			for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']) {
				if (has.has(method)) continue;
				const reply = await call(method, target);
				expect(refusalIn(reply)).toEqual(refusal(405));
				expect(reply.headers.get('Allow')).toBe(allow);
			}
		},
	);

	test.each([
		'/',
		'',
		'/nothing',
		'/directories/x/nothing',
		'/Directories',
		'/directories//',
		'/v1',
	])('404: /v1%s', async (path) => {
		expect(refusalIn(await call('GET', path))).toEqual(refusal(404));
		expect(refusalIn(await call('POST', path, {}))).toEqual(refusal(404));
	});

	test.each(['/nothing', '/directories', '/directories/x', '/directories/x/nothing'])(
		'/v1%s: 401 without a key, whatever is there',
		async (path) => {
			for (const method of ['GET', 'POST', 'PUT', 'OPTIONS']) {
				const reply = await callWith<Problem>(undefined, method, path);
				expect(refusalIn(reply)).toEqual(refusal(401));
				expect(reply.headers.get('WWW-Authenticate')).toMatch(/^Bearer /);
			}
		},
	);
});

describe('each kind of problem', () => {
	test('403: a key that lacks the scope', async () => {
		const reader = await makeKey({ scopes: ['read'] });
		const reply = await reader.call<Problem>('POST', '/directories', {});
		expect(refusalIn(reply)).toEqual(refusal(403));
	});

	test('409: what is not possible as things are', async () => {
		const path = `/directories/${there.directoryId}/deprovisioning-brake/resume`;
		expect(refusalIn(await call('POST', path))).toEqual(refusal(409));
	});

	test('422: another request under the same Idempotency-Key', async () => {
		const headers = { 'Idempotency-Key': crypto.randomUUID() };
		const body = { url: 'https://app.example.com/a', tenant: 'problems tenant' };
		const path = '/webhook-endpoints';
		await sendText('POST', path, JSON.stringify(body), headers);
		const other = await sendText('POST', path, JSON.stringify({ ...body, tenant: 'b' }), headers);
		expect(refusalIn(other)).toEqual(refusal(422, ['Idempotency-Key']));
		const wrong = await sendText('POST', path, '{}', { 'Idempotency-Key': 'a b' });
		expect(refusalIn(wrong)).toEqual(refusal(400, ['Idempotency-Key']));
	});

	test('429: a directory whose queue is full says when to come again', async () => {
		const full = {
			getByName: () => ({
				changeSchemas: () =>
					Promise.resolve({ ok: false, error: { status: 429, detail: 'Too many.' } }),
			}),
		} as unknown as typeof testEnv.DIRECTORY_WRITER;
		const path = `/v1/directories/${there.directoryId}/schemas/${encodeURIComponent(there.urn)}`;
		const init = {
			method: 'DELETE',
			headers: { Authorization: `Bearer ${testEnv.ROLLCALL_ADMIN_KEY}` },
		};
		const reply = await send<Problem>(path, init, { DIRECTORY_WRITER: full });
		expect(refusalIn(reply)).toEqual(refusal(429));
		expect(reply.headers.get('Retry-After')).toMatch(/^\d+$/);
	});
});

describe('the type of a problem', () => {
	test.each(Object.entries(PROBLEMS))('%s leads to a page about it', async (status, kind) => {
		const page = await callWorker(`${ORIGIN}/problems/${kind.name}`);
		expect(page.status).toBe(200);
		expect(page.headers.get('Content-Type')).toMatch(/^text\/plain/);
		const text = await page.text();
		expect(text).toContain(`${kind.title} (${status})`);
		expect(text).toContain(kind.meaning);
		const all = await (await callWorker(`${ORIGIN}/problems`)).text();
		expect(all).toContain(text);
	});
});
