/** Exchanges as counted signals: what a directory keeps of its traffic. */
import type { Exchange } from '../transcript/exchange.ts';
import { EvidenceMaker } from './evidence.ts';
import { observe } from './observe.ts';
import type { Signal } from './signals.ts';
import { dayOf, type SignalRow } from './timeline.ts';

/** How often a signal was seen on a day, and the last exchange that showed it. */
interface Counted extends Omit<SignalRow, 'evidence'> {
	readonly signal: Signal;
	readonly exchange: Exchange;
}

/** Each signal of each day once, so that a burst of requests is a few rows. */
export function countSignals(exchanges: readonly Exchange[]): readonly SignalRow[] {
	const counts = new Map<string, Counted>();
	for (const exchange of exchanges) {
		const day = dayOf(exchange.at);
		for (const signal of observe(exchange)) {
			const name = `${day} ${signal}`;
			counts.set(name, addTo(counts.get(name), { day, signal }, exchange));
		}
	}
	// Only the last request of each signal is redacted.
	const evidence = new EvidenceMaker();
	return Array.from(counts.values(), ({ exchange, ...count }) => ({
		...count,
		evidence: evidence.of(count.signal, exchange),
	}));
}

function addTo(
	before: Counted | undefined,
	of: Pick<Counted, 'day' | 'signal'>,
	exchange: Exchange,
): Counted {
	const { at } = exchange;
	return {
		...of,
		count: (before?.count ?? 0) + 1,
		firstAt: Math.min(before?.firstAt ?? at, at),
		lastAt: Math.max(before?.lastAt ?? at, at),
		exchange: before !== undefined && before.lastAt > at ? before.exchange : exchange,
	};
}
