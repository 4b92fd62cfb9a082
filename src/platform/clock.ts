/** The only clock: everything else is given `now`, or waits here. */

/** The time in epoch milliseconds. */
export function now(): number {
	return Date.now();
}

/** Resolves after so many milliseconds. */
export function sleep(delayMs: number): Promise<void> {
	return new Promise((resolve) => {
		setTimeout(resolve, delayMs);
	});
}
