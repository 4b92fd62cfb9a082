/** API keys for tests. */
import { expect } from 'vitest';
import type { ApiKey } from '../../src/contract/api-keys.ts';
import { api, callWith, type Reply } from './client.ts';

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
	const { id, secret = '' } = made.body;
	return { id, secret, call: (...request) => callWith(secret, ...request) };
}
