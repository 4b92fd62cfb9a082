/** The only reader of the clock; everything else is given `now` in epoch milliseconds. */
export function now(): number {
	return Date.now();
}
