/**
 * When a failed delivery is tried again, and for how long an overloaded receiver is left alone. Pure:
 * the random number is an argument, the schedule too.
 */

/** Seconds before each try, the first one included (Standard Webhooks, "Example retry schedule"). */
export const RETRY_SCHEDULE_SECONDS: readonly number[] = [
	0, 5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400,
];

/** A Queue message can wait for 24 hours at most (`delaySeconds`). */
const DELAY_SECONDS_MAX = 86_400;

/** ± a tenth: receivers that failed together must not be asked again together. */
const JITTER = 0.1;

/** The pause of a receiver that is overloaded and says nothing more; it doubles with each failure. */
const PAUSE_SECONDS_MIN = 30;

/** Bounded, because what one directory meets may not be true of the endpoint's others. */
const PAUSE_SECONDS_MAX = 300;

export interface RetryOptions {
	readonly scheduleSeconds: readonly number[];
	/** In [0, 1). */
	readonly random: number;
	/** Not before that; the later of this and the schedule counts. */
	readonly afterSeconds?: number | undefined;
}

/** The seconds (not whole) until the next try after `failures` failed ones, or that there is none. */
export function nextTry(failures: number, options: RetryOptions): number | 'exhausted' {
	const scheduled = options.scheduleSeconds[failures];
	if (scheduled === undefined) return 'exhausted';
	const earliest = options.afterSeconds ?? 0;
	return Math.min(Math.max(jittered(scheduled, options.random), earliest), DELAY_SECONDS_MAX);
}

/**
 * The seconds (not whole) for which an endpoint whose receiver is overloaded gets nothing, whatever
 * the directory: what the receiver asked for, or else a pause that grows with its failures.
 */
export function pauseSeconds(
	failures: number,
	options: { readonly random: number; readonly retryAfterSeconds: number | undefined },
): number {
	if (options.retryAfterSeconds !== undefined) return options.retryAfterSeconds;
	const grown = Math.min(PAUSE_SECONDS_MIN * 2 ** (failures - 1), PAUSE_SECONDS_MAX);
	return jittered(grown, options.random);
}

/** Milliseconds to wait for `waitMs` to be over: a little more, so that not all come at that moment. */
export function afterPause(waitMs: number, random: number): number {
	const spreadMs = Math.max(waitMs * JITTER, 1_000);
	return Math.min(waitMs + spreadMs * random, DELAY_SECONDS_MAX * 1_000);
}

function jittered(seconds: number, random: number): number {
	return seconds * (1 - JITTER + 2 * JITTER * random);
}
