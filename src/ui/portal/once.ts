/**
 * The form of a link that is sent twice: without scripts a second click takes the place of the first, whose
 * answer, with the cookie in it, the browser drops. Both are answered the same, so that either is as good.
 * It goes by a secret in the form: who only has the link has another form, with another secret.
 */
import { sleep } from '../../platform/clock.ts';
import { newSecret, sha256Hex } from '../../platform/crypto.ts';
import { serveOnce } from '../../http/api/idempotency.ts';
import type { AppContext } from '../../http/context.ts';

/** What a form is known by when it is sent again. */
export function newOnce(): string {
	return newSecret('once_');
}

const ONCE = /^once_[\w-]{43}$/;

/** How long to wait for the answer to the first of two: longer than it ever takes. */
const [PAUSE_MS, PAUSES_MAX] = [250, 60];

/** Answers a form of a link, and whatever else is sent with the same `once`; all others each for itself. */
export async function answerOnce(
	c: AppContext,
	linkId: string,
	once: string,
	answer: () => Promise<Response>,
): Promise<Response> {
	if (!ONCE.test(once)) return answer();
	const request = { caller: linkId, key: await sha256Hex(once), hash: '' };
	const serve = async (): Promise<Response> => {
		for (let pauses = 0; pauses < PAUSES_MAX; pauses += 1) {
			const served = await serveOnce(c, request, answer);
			if (served instanceof Response) return served;
			if (served !== 'in flight') break;
			await sleep(PAUSE_MS);
		}
		return answer();
	};
	const served = serve();
	// The browser hangs up on the first request when it sends the second one; it is done all the same.
	c.executionCtx.waitUntil(Promise.allSettled([served]));
	return served;
}
