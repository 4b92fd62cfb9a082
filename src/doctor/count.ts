/** Exchanges as counted signals: what a directory keeps of its traffic. */
import type { Exchange } from '../transcript/exchange.ts';
import { EvidenceMaker } from './evidence.ts';
import { observe } from './observe.ts';
import { endedBy, type Signal } from './signals.ts';
import { dayOf, type SignalRow } from './timeline.ts';

/** What is added to the row of a signal. */
export interface SignalAddition extends SignalRow {
	/**
	 * The streak goes on that the row has, unless one of these came since; if there are none here, another
	 * one began.
	 */
	readonly endedBy: readonly Signal[];
}

/** The same, with what it is made of. */
interface Counted extends Omit<SignalAddition, 'evidence'> {
	readonly signal: Signal;
	readonly exchange: Exchange;
}

/** Each signal of each day once, so that a burst of requests is a few rows. */
export function countSignals(exchanges: readonly Exchange[]): readonly SignalAddition[] {
	const counts = new Map<string, Counted>();
	// Several requests may have come at the same time: their order decides, not it.
	const lastOf = new Map<Signal, number>();
	for (const [index, exchange] of exchanges.toSorted((a, b) => a.at - b.at).entries()) {
		const day = dayOf(exchange.at);
		for (const signal of observe(exchange)) {
			const name = `${day} ${signal}`;
			const endedAt = Math.max(...endedBy(signal).map((good) => lastOf.get(good) ?? -1), -1);
			const end = { isEnded: endedAt > (lastOf.get(signal) ?? -1), isKnown: endedAt !== -1 };
			counts.set(name, next(counts.get(name), { day, signal, exchange }, end));
			lastOf.set(signal, index);
		}
	}
	// Only the last request of each signal is redacted.
	const evidence = new EvidenceMaker();
	return Array.from(counts.values(), ({ exchange, ...count }) => ({
		...count,
		evidence: evidence.of(count.signal, exchange),
	}));
}

function next(
	before: Counted | undefined,
	seen: Pick<Counted, 'day' | 'signal' | 'exchange'>,
	end: {
		/** A good counterpart came since the signal did. */
		readonly isEnded: boolean;
		/** One came at all. */
		readonly isKnown: boolean;
	},
): Counted {
	const { at } = seen.exchange;
	const goods = endedBy(seen.signal);
	const isNew = before === undefined || end.isEnded;
	const one = goods.length === 0 ? 0 : 1;
	return {
		...seen,
		count: (before?.count ?? 0) + 1,
		streak: (isNew ? 0 : before.streak) + one,
		streaks: (before?.streaks ?? 0) + (isNew ? one : 0),
		endedBy: end.isKnown ? [] : goods,
		firstAt: before?.firstAt ?? at,
		lastAt: at,
	};
}
