/**
 * Idempotency-Key (draft-ietf-httpapi-idempotency-key-header): a POST that is sent again under the same
 * key is done once, and answered as the first time. The answer is stored after the work is done, in
 * another transaction: if the isolate dies between the two, or D1 does not take the answer, the key
 * stays claimed for a minute (409), and then the request is done a second time. What was refused is not
 * kept: nothing was done, and the request may be mended and sent under the same key.
 */
import { now } from '../../platform/clock.ts';
import { seal, sha256Hex, unseal } from '../../platform/crypto.ts';
import { newId } from '../../platform/ids.ts';
import { describe, warn } from '../../platform/log.ts';
import { MAX_BODY_BYTES } from '../../scim/limits.ts';
import { claimKey, keepAnswer, releaseKey, type KeyedRequest } from '../../store/idempotency.ts';
import type { AppContext } from '../context.ts';
import type { Handler } from '../methods.ts';
import { problem } from './problem.ts';

/** Visible ASCII; the quotes that the draft puts around a key are taken as a part of it. */
const KEY = /^[\x21-\x7e]{1,255}$/;

/** When to ask again for the answer to a request that is being served. */
const RETRY_AFTER_SECONDS = '2';

/** A row of D1 has 2 MB at most, and sealing adds a third. */
const ANSWER_CHARACTERS_MAX = 500_000;

/** An answer as it is kept. */
interface KeptAnswer {
	readonly status: number;
	readonly headers: readonly (readonly [string, string])[];
	readonly body: string;
}

/** Answers a POST with an Idempotency-Key once; every other request goes straight to the handler. */
export async function once(c: AppContext, handler: Handler): Promise<Response> {
	const key = c.req.header('Idempotency-Key');
	if (key === undefined || c.req.method !== 'POST') return handler(c);
	if (!KEY.test(key)) {
		return refused(400, 'Idempotency-Key must be 1 to 255 visible ASCII characters.');
	}
	// No handler takes more, so there is nothing to be done twice.
	if (Number(c.req.header('Content-Length') ?? 0) > MAX_BODY_BYTES) return handler(c);
	const { pathname, search } = new URL(c.req.url);
	const caller = c.get('caller').id;
	// Hono keeps the text for the handler.
	const hash = await sha256Hex(`POST ${pathname}${search}\n${await c.req.text()}`);
	const served = await serveOnce(c, { caller, key, hash }, handler);
	switch (served) {
		case 'mismatch':
			return refused(422, 'This Idempotency-Key was used for another request.');
		case 'in flight':
			return problem(409, 'The first request with this Idempotency-Key is still being processed.', {
				headers: { 'Retry-After': RETRY_AFTER_SECONDS },
			});
		case 'unreadable':
			return problem(
				409,
				'The request was processed, but its response can no longer be read: the master key has changed.',
			);
		default:
			return served;
	}
}

/** Answers the first request with a key through the handler, and all others as the first; or says why not. */
export async function serveOnce(
	c: AppContext,
	request: KeyedRequest,
	handler: Handler,
): Promise<Response | 'mismatch' | 'in flight' | 'unreadable'> {
	const claimId = newId('claim');
	const claim = await claimKey(c.get('db'), request, claimId, now());
	if (claim.kind === 'claimed') return serve(c, handler, request, claimId);
	if (claim.kind !== 'answered') return claim.kind;
	return (await replay(c, request, claim.answer)) ?? 'unreadable';
}

function refused(status: 400 | 422, detail: string): Response {
	return problem(status, detail, { errors: [{ field: 'Idempotency-Key', detail }] });
}

async function serve(
	c: AppContext,
	handler: Handler,
	request: KeyedRequest,
	claimId: string,
): Promise<Response> {
	let sealed: string | undefined;
	try {
		const response = await handler(c);
		const body = await response.clone().text();
		const isKept = response.status < 400;
		if (isKept && body.length <= ANSWER_CHARACTERS_MAX) {
			const { status, headers } = response;
			const answer: KeptAnswer = { status, headers: [...headers], body };
			sealed = await seal(c.get('config').masterKey, contextOf(request), JSON.stringify(answer));
		}
		return response;
	} finally {
		await settle(c, request, claimId, sealed);
	}
}

/** Keeps the answer, or gives the key back. The work is done: that this fails is not the client's concern. */
async function settle(
	c: AppContext,
	request: KeyedRequest,
	claimId: string,
	sealed: string | undefined,
): Promise<void> {
	const db = c.get('db');
	try {
		if (sealed === undefined) await releaseKey(db, request, claimId);
		else await keepAnswer(db, request, claimId, sealed);
	} catch (thrown) {
		warn('idempotency.failed', { requestId: c.get('requestId'), error: describe(thrown) });
	}
}

/** The answer that is kept; undefined if the master key has changed. */
async function replay(
	c: AppContext,
	request: KeyedRequest,
	sealed: string,
): Promise<Response | undefined> {
	const opened = await unseal(c.get('config').masterKey, contextOf(request), sealed);
	if (opened === undefined) return undefined;
	const { status, headers, body } = JSON.parse(opened) as KeptAnswer;
	const answer = new Response(body === '' ? null : body, {
		status,
		headers: headers.map(([name, value]) => [name, value]),
	});
	answer.headers.set('Idempotency-Replayed', 'true');
	return answer;
}

/** What a kept answer is sealed for. */
function contextOf({ caller, key }: KeyedRequest): string {
	return `idempotency ${caller} ${key}`;
}
