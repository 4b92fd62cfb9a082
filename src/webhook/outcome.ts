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
			readonly retryAfterSeconds: number | undefined;
			/** All of the endpoint's directories are to leave the receiver alone for a while. */
			readonly isOverloaded: boolean;
	  };

/** A receiver may not put off a webhook for longer than a Queue message can wait. */
const RETRY_AFTER_SECONDS_MAX = 86_400;

/** What a receiver that has too much to do answers, or the proxy before it (ibid.; 503: RFC 9110 §15.6.4). */
const OVERLOADED: ReadonlySet<number> = new Set([429, 502, 503, 504]);

/** Decides what an answer means; redirects are failures and are not followed. */
export function decide(answer: Answer, now: number): Outcome {
	if (answer.kind === 'failed') {
		return {
			kind: 'retry',
			error: answer.reason,
			retryAfterSeconds: undefined,
			isOverloaded: false,
		};
	}
	const { status, retryAfter } = answer;
	if (status >= 200 && status <= 299) return { kind: 'delivered' };
	const error = `HTTP ${status}`;
	if (status === 410) return { kind: 'disable', error };
	return {
		kind: 'retry',
		error,
		retryAfterSeconds: parseRetryAfter(retryAfter, now),
		isOverloaded: OVERLOADED.has(status),
	};
}

/** `Retry-After` is seconds or a date (RFC 9110 §10.2.3); anything else is no wish at all. */
function parseRetryAfter(value: string | null, now: number): number | undefined {
	if (value === null) return undefined;
	const seconds = /^\d+$/.test(value) ? Number(value) : (parseDate(value) - now) / 1000;
	if (Number.isNaN(seconds)) return undefined;
	return Math.min(Math.max(Math.ceil(seconds), 0), RETRY_AFTER_SECONDS_MAX);
}

/** All three forms begin with a day's name (RFC 9110 §5.6.7); Date.parse would take `1.5` for a day too. */
function parseDate(value: string): number {
	return /^[A-Z][a-z]{2}/.test(value) ? Date.parse(value) : Number.NaN;
}
