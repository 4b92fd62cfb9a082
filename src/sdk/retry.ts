/** When a call is tried again, and after how long. */

/** The statuses of failures that may pass. */
const TRANSIENT: ReadonlySet<number> = new Set([429, 502, 503, 504]);

const BACKOFF_MS_MIN = 500;
const BACKOFF_MS_MAX = 8_000;

/** A caller would rather know than wait for longer than this. */
export const RETRY_AFTER_MS_MAX = 60_000;

/** Whether a call that was answered so may be tried again. */
export function isTransient(status: number): boolean {
	return TRANSIENT.has(status);
}

/** How long to wait before a retry, the first being 0: twice as long each time, and never all at once. */
export function backoffMs(retry: number): number {
	const ceiling = Math.min(BACKOFF_MS_MIN * 2 ** Math.min(retry, 10), BACKOFF_MS_MAX);
	return ceiling * (0.5 + Math.random() / 2);
}

/** What `Retry-After` asks for (RFC 9110 §10.2.3): seconds, or a date; undefined without one. */
export function retryAfterMs(answer: Response): number | undefined {
	const text = answer.headers.get('retry-after')?.trim() ?? '';
	if (/^\d+$/.test(text)) return Number(text) * 1000;
	const at = Date.parse(text);
	return Number.isNaN(at) ? undefined : Math.max(0, at - Date.now());
}

/** Waits; rejects with the signal's reason once it aborts. */
export function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
	return new Promise((resolve, reject) => {
		const stop = () => {
			clearTimeout(timer);
			reject(signal?.reason as Error);
		};
		const timer = setTimeout(() => {
			signal?.removeEventListener('abort', stop);
			resolve();
		}, ms);
		if (signal?.aborted === true) stop();
		else signal?.addEventListener('abort', stop, { once: true });
	});
}
