/** Replays: parts of the log that are sent to one endpoint again. */
import type { List } from '../list.ts';
import type { Answer, Body, CallOptions, Item, Query, Transport } from '../transport.ts';

/** The calls about replays. */
export class Replays {
	readonly #transport: Transport;

	constructor(transport: Transport) {
		this.#transport = transport;
	}

	/** Begins to send a part of the log again: from a sequence, or from a time. */
	create(
		endpointId: string,
		replay: Body<'createReplay'>,
		options?: CallOptions,
	): Promise<Answer<'createReplay'>> {
		return this.#transport.call(
			'createReplay',
			{ path: { id: endpointId }, body: replay },
			options,
		);
	}

	/** Lists the replays to an endpoint, the latest first. */
	list(
		endpointId: string,
		query?: Query<'listReplays'>,
		options?: CallOptions,
	): List<Item<'listReplays'>> {
		return this.#transport.list('listReplays', { path: { id: endpointId }, query }, options);
	}

	/** Reads how far a replay has come, with one page of its directories. */
	get(
		endpointId: string,
		replayId: string,
		query?: Query<'getReplay'>,
		options?: CallOptions,
	): Promise<Answer<'getReplay'>> {
		return this.#transport.call(
			'getReplay',
			{ path: { id: endpointId, replayId }, query },
			options,
		);
	}

	/** Cancels a replay. */
	cancel(endpointId: string, replayId: string, options?: CallOptions): Promise<void> {
		return this.#transport.call('cancelReplay', { path: { id: endpointId, replayId } }, options);
	}
}
