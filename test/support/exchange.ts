/** Exchanges for tests that note them directly. */
import type { Exchange } from '../../src/transcript/exchange.ts';

/** A read that was answered. */
export function exchangeAt(at: number): Exchange {
	return {
		at,
		method: 'GET',
		target: '/Users',
		credentials: 'bearer',
		headers: {},
		body: undefined,
		reply: { status: 200, headers: {}, body: '{}' },
		isCut: false,
	};
}
