/**
 * What an answer means (Standard Webhooks, "Delivery success and failure"): only 2xx is success, 410
 * ends the subscription, everything else is tried again. When that is, `backoff` says.
 */

/** What came of a POST: an HTTP answer, or the reason why there is none. */
export type Answer =
	| { readonly kind: 'answered'; readonly status: number; readonly retryAfter: string | null }
	| { readonly kind: 'failed'; readonly reason: string };

export type Outcome =
	| { readonly kind: 'delivered' }
	| { readonly kind: 'disable'; readonly error: string }
	| {
			readonly kind: 'retry';
			readonly error: string;
			/** The receiver's wish, at most {@link RETRY_AFTER_SECONDS_MAX}. */
			readonly afterSeconds: number | undefined;
	  };

/** A receiver may not put off a webhook for longer than a Queue message can wait. */
const RETRY_AFTER_SECONDS_MAX = 86_400;

/** Decides what an answer means; redirects are failures and are not followed. */
export function decide(answer: Answer, now: number): Outcome {
	if (answer.kind === 'failed') {
		return { kind: 'retry', error: answer.reason, afterSeconds: undefined };
	}
	const { status, retryAfter } = answer;
	if (status >= 200 && status <= 299) return { kind: 'delivered' };
	const error = `HTTP ${status}`;
	if (status === 410) return { kind: 'disable', error };
	return { kind: 'retry', error, afterSeconds: parseRetryAfter(retryAfter, now) };
}

/** `Retry-After` is seconds or a date (RFC 9110 §10.2.3); anything else is no wish at all. */
function parseRetryAfter(value: string | null, now: number): number | undefined {
	if (value === null) return undefined;
	const seconds = /^\d+$/.test(value) ? Number(value) : (Date.parse(value) - now) / 1000;
	if (Number.isNaN(seconds)) return undefined;
	return Math.min(Math.max(Math.ceil(seconds), 0), RETRY_AFTER_SECONDS_MAX);
}
