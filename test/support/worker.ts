/**
 * Calls the Worker's fetch handler as the runtime would, with the real bindings of the test's workerd.
 * Not through `exports.default.fetch`: the test pool imports the main module again for each such call,
 * and each takes longer than the one before it (600 calls: half a second apiece).
 */
import { createExecutionContext } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import type { Env } from '../../src/env.ts';
import worker from '../../src/index.ts';

/** Sends a request to the Worker; what it leaves to `waitUntil` goes on after the answer. */
export async function callWorker(
	url: string,
	init?: RequestInit,
	bindings: Partial<Env> = {},
): Promise<Response> {
	const request = new Request(url, init);
	return await worker.fetch(request, { ...env, ...bindings }, createExecutionContext());
}
