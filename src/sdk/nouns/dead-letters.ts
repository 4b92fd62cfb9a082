/** Dead letters: events that an endpoint did not accept before its schedule was exhausted. */
import type { List } from '../list.ts';
import type { Answer, Body, CallOptions, Item, Query, Transport } from '../transport.ts';

/** The calls about dead letters. */
export class DeadLetters {
	readonly #transport: Transport;

	constructor(transport: Transport) {
		this.#transport = transport;
	}

	/** Lists the dead letters of an endpoint. */
	list(
		endpointId: string,
		query?: Query<'listDeadLetters'>,
		options?: CallOptions,
	): List<Item<'listDeadLetters'>> {
		return this.#transport.list('listDeadLetters', { path: { id: endpointId }, query }, options);
	}

	/** Sends one of them again. */
	redeliver(
		endpointId: string,
		eventId: string,
		options?: CallOptions,
	): Promise<Answer<'redeliver'>> {
		return this.#transport.call('redeliver', { path: { id: endpointId, eventId } }, options);
	}

	/** Sends all of them again, or those of one directory. */
	redeliverAll(
		endpointId: string,
		redelivery?: Body<'redeliverAll'>,
		options?: CallOptions,
	): Promise<Answer<'redeliverAll'>> {
		return this.#transport.call(
			'redeliverAll',
			{ path: { id: endpointId }, body: redelivery },
			options,
		);
	}
}
