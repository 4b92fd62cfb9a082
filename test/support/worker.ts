/**
 * Calls the Worker's fetch handler as the runtime would, with the real bindings of the test's workerd.
 * Not through `exports.default.fetch`: the test pool imports the main module again for each such call,
 * and each takes longer than the one before it (600 calls: half a second apiece).
 */
import { createExecutionContext } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import type { Env } from '../../src/env.ts';
import worker from '../../src/index.ts';
import { contractBreaches } from './contract.ts';

/**
 * Sends a request to the Worker; what it leaves to `waitUntil` goes on after the answer. An answer of
 * /v1 that is not as the OpenAPI document says is thrown as an error, in whatever test it comes up.
 */
export async function callWorker(
	url: string,
	init?: RequestInit,
	bindings: Partial<Env> = {},
): Promise<Response> {
	const request = new Request(url, init);
	const isApi = /^\/v1(\/|$)/.test(new URL(url).pathname);
	const asked = isApi ? request.clone() : undefined;
	const response = await worker.fetch(request, { ...env, ...bindings }, createExecutionContext());
	if (asked !== undefined) await holdToContract(asked, response.clone());
	return response;
}

async function holdToContract(request: Request, response: Response): Promise<void> {
	const sent = { method: request.method, url: new URL(request.url), body: await request.text() };
	const { status, headers } = response;
	const breaches = contractBreaches(sent, { status, headers, body: await response.text() });
	if (breaches.length === 0) return;
	throw new Error(`Not as the OpenAPI document says:\n${breaches.slice(0, 10).join('\n')}`);
}
