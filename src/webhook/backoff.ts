/**
 * When a failed delivery is tried again. Pure: the random number is an argument, the schedule too.
 */

/** Seconds before each try, the first one included (Standard Webhooks, "Example retry schedule"). */
export const RETRY_SCHEDULE_SECONDS: readonly number[] = [
	0, 5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400,
];

/** A Queue message can wait for 24 hours at most (`delaySeconds`). */
const DELAY_SECONDS_MAX = 86_400;

/** ± a tenth: receivers that failed together must not be asked again together. */
const JITTER = 0.1;

export interface RetryOptions {
	readonly scheduleSeconds: readonly number[];
	/** In [0, 1). */
	readonly random: number;
	/** What the receiver asked for; the later of this and the schedule counts. */
	readonly retryAfterSeconds?: number | undefined;
}

/** The seconds (not whole) until the next try after `failures` failed ones, or that there is none. */
export function nextTry(failures: number, options: RetryOptions): number | 'exhausted' {
	const scheduled = options.scheduleSeconds[failures];
	if (scheduled === undefined) return 'exhausted';
	const jittered = scheduled * (1 - JITTER + 2 * JITTER * options.random);
	const wished = options.retryAfterSeconds ?? 0;
	return Math.min(Math.max(jittered, wished), DELAY_SECONDS_MAX);
}
