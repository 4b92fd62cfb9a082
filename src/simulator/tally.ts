/** Counts of what was sent: by call and status, with the times that answers took. */

/** One kind of call, as JSON shows it. */
export interface CallCount {
	readonly call: string;
	readonly count: number;
	/** How often each status came; 0 where no answer did. */
	readonly statuses: Readonly<Record<string, number>>;
	readonly latency_ms: Latency;
}

/** How long answers took, in milliseconds. */
export interface Latency {
	readonly p50: number;
	readonly p95: number;
	readonly max: number;
}

/** Counts requests. */
export class Tally {
	retries = 0;
	readonly #calls = new Map<string, { statuses: Map<number, number>; times: number[] }>();

	/** Counts a request; status 0 if there was no answer. */
	add(call: string, status: number, ms: number): void {
		let entry = this.#calls.get(call);
		if (entry === undefined) {
			entry = { statuses: new Map(), times: [] };
			this.#calls.set(call, entry);
		}
		entry.statuses.set(status, (entry.statuses.get(status) ?? 0) + 1);
		entry.times.push(ms);
	}

	/** Requests in all. */
	get requests(): number {
		return [...this.#calls.values()].reduce((sum, { times }) => sum + times.length, 0);
	}

	/** How long answers took, of all calls. */
	get latencyMs(): Latency {
		return latencyOf([...this.#calls.values()].flatMap(({ times }) => times));
	}

	/** The kinds of calls, by name. */
	calls(): readonly CallCount[] {
		return [...this.#calls]
			.toSorted(([one], [other]) => (one < other ? -1 : 1))
			.map(([call, { statuses, times }]) => ({
				call,
				count: times.length,
				statuses: Object.fromEntries([...statuses].toSorted(([one], [other]) => one - other)),
				latency_ms: latencyOf(times),
			}));
	}
}

function latencyOf(times: readonly number[]): Latency {
	const sorted = times.toSorted((one, other) => one - other);
	const at = (part: number) =>
		Math.round((sorted[Math.ceil(sorted.length * part) - 1] ?? 0) * 10) / 10;
	return { p50: at(0.5), p95: at(0.95), max: at(1) };
}
