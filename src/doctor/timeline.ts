/** The signals of a directory over its recent days, and what can be asked of them. Knows of no rule. */
import { endedBy, isSignal, type Signal } from './signals.ts';

/** How often a signal was seen on a day. */
export interface SignalRow {
	readonly signal: string;
	/** Days since 1970 in UTC. */
	readonly day: number;
	readonly count: number;
	/** How many of them came since the last of its good counterparts on that day; 0 if it has none. */
	readonly streak: number;
	/** How many such streaks there were. */
	readonly streaks: number;
	/** Epoch milliseconds. */
	readonly firstAt: number;
	readonly lastAt: number;
	/** The last request that showed it, as JSON; null if none is kept, or a later row has it. */
	readonly evidence: string | null;
}

/** A day in milliseconds. */
export const DAY_MS = 86_400_000;

/** An hour in milliseconds. */
export const HOUR_MS = 3_600_000;

/** What a stretch of signals amounts to. */
export interface Tally {
	readonly count: number;
	/** Epoch milliseconds; 0 for never. */
	readonly firstAt: number;
	readonly lastAt: number;
}

/** The signals of a directory. */
export class Timeline {
	readonly #rows: readonly SignalRow[];

	/** Rows of signals that are not known (any more) are passed over. */
	constructor(rows: readonly SignalRow[]) {
		this.#rows = rows.filter(({ signal }) => isSignal(signal));
	}

	/** When one of these was seen last; 0 for never. */
	last(signals: readonly Signal[]): number {
		return this.tally(signals).lastAt;
	}

	/** How often these were seen on a day or later. */
	count(signals: readonly Signal[], fromDay = 0): number {
		return this.tally(signals, fromDay).count;
	}

	/** On how many days from one on any of these was seen. */
	days(signals: readonly Signal[], fromDay = 0): number {
		return new Set(this.#of(signals, fromDay).map(({ day }) => day)).size;
	}

	/** Count, first and last of these together, on a day or later. */
	tally(signals: readonly Signal[], fromDay = 0): Tally {
		const rows = this.#of(signals, fromDay);
		return {
			count: rows.reduce((sum, { count }) => sum + count, 0),
			firstAt: rows.reduce((first, row) => Math.min(first || row.firstAt, row.firstAt), 0),
			lastAt: rows.reduce((last, row) => Math.max(last, row.lastAt), 0),
		};
	}

	/** How often these were seen since the last of their good counterparts, or since a time after that. */
	streak(bad: readonly Signal[], from = 0): number {
		const since = Math.max(from, this.last(bad.flatMap(endedBy)));
		return this.#of(bad, 0)
			.filter(({ lastAt }) => lastAt > since)
			.reduce((sum, { streak }) => sum + streak, 0);
	}

	/** How often these began again after a good counterpart, on a day or later. */
	streaks(bad: readonly Signal[], fromDay: number): number {
		return this.#of(bad, fromDay).reduce((sum, { streaks }) => sum + streaks, 0);
	}

	/** The latest evidence for one of these. */
	evidence(signals: readonly Signal[]): string | undefined {
		let latest: SignalRow | undefined;
		for (const row of this.#of(signals, 0)) {
			if (row.evidence !== null && row.lastAt >= (latest?.lastAt ?? 0)) latest = row;
		}
		return latest?.evidence ?? undefined;
	}

	/** The one of these that was seen last. */
	latest<Name extends Signal>(signals: readonly Name[]): Name | undefined {
		const at = this.last(signals);
		return at === 0 ? undefined : signals.find((signal) => this.last([signal]) === at);
	}

	#of(signals: readonly Signal[], fromDay: number): readonly SignalRow[] {
		const wanted: ReadonlySet<string> = new Set(signals);
		return this.#rows.filter(({ signal, day }) => day >= fromDay && wanted.has(signal));
	}
}

/** The day that a time is in, as days since 1970 in UTC. */
export function dayOf(at: number): number {
	return Math.floor(at / DAY_MS);
}
