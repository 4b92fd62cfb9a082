/** API keys for tests, and calls that are made with them. */
import { expect } from 'vitest';
import type { ApiKey } from '../../src/contract/api-keys.ts';
import { api, send, type Reply } from './client.ts';

/** A key, and how to call with it. */
export interface TestKey {
	readonly id: string;
	readonly secret: string;
	call: <Body = Record<string, unknown>>(
		method: string,
		path: string,
		body?: unknown,
	) => Promise<Reply<Body>>;
}

/** Makes a key that is good for reading unless told otherwise. */
export async function makeKey(body: Record<string, unknown> = {}): Promise<TestKey> {
	const made = await api<ApiKey>('POST', '/api-keys', { name: 'Test', scopes: ['read'], ...body });
	expect(made.status).toBe(201);
	return keyOf(made.body.id, made.body.secret ?? '');
}

/** A key with this secret. */
function keyOf(id: string, secret: string): TestKey {
	return { id, secret, call: (...request) => callWith(secret, ...request) };
}

/** Calls the /v1 API with any secret, or without one. */
export function callWith<Body = Record<string, unknown>>(
	secret: string | undefined,
	method: string,
	path: string,
	body?: unknown,
): Promise<Reply<Body>> {
	return send<Body>(`/v1${path}`, {
		method,
		headers: {
			...(secret === undefined ? {} : { Authorization: `Bearer ${secret}` }),
			...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
		},
		...(body === undefined ? {} : { body: JSON.stringify(body) }),
	});
}
