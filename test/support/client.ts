/** Speaks to the Worker as its users do: HTTP requests with an admin key or a directory's token. */
import { env } from 'cloudflare:workers';
import { expect } from 'vitest';
import type { Env } from '../../src/env.ts';
import type { Directory } from '../../src/contract/directories.ts';
import type { WebhookEndpoint } from '../../src/contract/webhook-endpoints.ts';
import type { Event } from '../../src/webhook/payload.ts';
import { callWorker } from './worker.ts';

export const ORIGIN = 'https://rollcall.test';

export const testEnv = env as unknown as Env;

/** An answer with its body read as JSON. */
export interface Reply<Body = Record<string, unknown>> {
	readonly status: number;
	readonly headers: Headers;
	readonly body: Body;
}

/** Sends any request. */
export async function send<Body = Record<string, unknown>>(
	path: string,
	init: RequestInit = {},
	bindings: Partial<Env> = {},
): Promise<Reply<Body>> {
	const response = await callWorker(`${ORIGIN}${path}`, init, bindings);
	const text = await response.text();
	return {
		status: response.status,
		headers: response.headers,
		body: (text === '' ? undefined : JSON.parse(text)) as Body,
	};
}

/** Calls the /v1 API with the admin key, of a deployment with other bindings if they are given. */
export function api<Body = Record<string, unknown>>(
	method: string,
	path: string,
	body?: unknown,
	bindings: Partial<Env> = {},
): Promise<Reply<Body>> {
	return callWith(testEnv.ROLLCALL_ADMIN_KEY, method, path, body, bindings);
}

/** Calls the /v1 API with any secret, or without one. */
export function callWith<Body = Record<string, unknown>>(
	secret: string | undefined,
	method: string,
	path: string,
	body?: unknown,
	bindings: Partial<Env> = {},
): Promise<Reply<Body>> {
	const init = {
		method,
		headers: {
			...(secret === undefined ? {} : { Authorization: `Bearer ${secret}` }),
			...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
		},
		...(body === undefined ? {} : { body: JSON.stringify(body) }),
	};
	return send<Body>(`/v1${path}`, init, bindings);
}

/** A directory of its own for a test, and how to speak SCIM to it. */
export interface TestDirectory {
	readonly id: string;
	readonly tenant: string;
	readonly path: string;
	readonly token: string;
	scim: <Body = Record<string, unknown>>(
		method: string,
		path: string,
		body?: unknown,
		headers?: Record<string, string>,
	) => Promise<Reply<Body>>;
	/** The whole log, without the directory's own events. */
	events: () => Promise<readonly Event[]>;
}

/** Creates a directory; its tenant is its own unless given. */
export async function createDirectory(
	type = 'generic-scim-v2',
	scope: { tenant?: string; product?: string } = {},
): Promise<TestDirectory> {
	const { tenant = `tenant-${crypto.randomUUID()}`, product = 'product' } = scope;
	const created = await api<Directory>('POST', '/directories', {
		name: 'Test',
		tenant,
		product,
		type,
	});
	expect(created.status).toBe(201);
	const { id, scim } = created.body;
	const token = scim.secret ?? '';
	return {
		id,
		tenant,
		path: scim.path,
		token,
		scim: (method, path, body, headers = {}) =>
			send(`${scim.path}${path}`, {
				method,
				headers: {
					Authorization: `Bearer ${token}`,
					...(body === undefined ? {} : { 'Content-Type': 'application/scim+json' }),
					...headers,
				},
				...(body === undefined
					? {}
					: { body: typeof body === 'string' ? body : JSON.stringify(body) }),
			}),
		events: async () => (await logOf(id)).filter((event) => !event.type.startsWith('directory.')),
	};
}

/** Reads a whole log, of a directory or `operations`, by following `after`. */
export async function logOf(id: string): Promise<readonly Event[]> {
	const events: Event[] = [];
	for (;;) {
		const path = `/directories/${id}/events?after=${events.at(-1)?.sequence ?? 0}&limit=1000`;
		const { body } = await api<{ data: Event[] }>('GET', path);
		if (body.data.length === 0) return events;
		events.push(...body.data);
	}
}

/** Creates a webhook endpoint. */
export async function createEndpoint(
	body: Record<string, unknown>,
): Promise<WebhookEndpoint & { secret: string }> {
	const created = await api<WebhookEndpoint & { secret: string }>(
		'POST',
		'/webhook-endpoints',
		body,
	);
	expect(created.status).toBe(201);
	return created.body;
}

/** A minimal user. */
export function user(userName: string, more: Record<string, unknown> = {}) {
	return { schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'], userName, ...more };
}

/** A minimal group. */
export function group(displayName: string, memberIds: readonly string[] = []) {
	return {
		schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'],
		displayName,
		...(memberIds.length === 0 ? {} : { members: memberIds.map((value) => ({ value })) }),
	};
}

/** A PATCH body. */
export function patch(...operations: readonly Record<string, unknown>[]) {
	return {
		schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
		Operations: operations,
	};
}

/** The body of a bulk request. */
export function bulk(...operations: readonly object[]) {
	return {
		schemas: ['urn:ietf:params:scim:api:messages:2.0:BulkRequest'],
		Operations: operations,
	};
}
