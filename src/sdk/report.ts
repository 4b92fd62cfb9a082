/** Where handlers say what went wrong, unless the application wants to hear of it itself. */

/** Writes to the console. */
export function report(error: unknown): void {
	// oxlint-disable-next-line eslint/no-console -- a failure that nobody hears of is worse
	console.error('rollcall:', error);
}
