/** The identity providers that a directory can be connected to. */
import type { List } from '../list.ts';
import type { Answer, CallOptions, Item, Transport } from '../transport.ts';

/** The calls about identity providers. */
export class Providers {
	readonly #transport: Transport;

	constructor(transport: Transport) {
		this.#transport = transport;
	}

	/** Lists them all, with what their forms call the two things that are to be pasted. */
	list(options?: CallOptions): List<Item<'listProviders'>> {
		return this.#transport.list('listProviders', {}, options);
	}

	/** Reads one by its type, with the steps that connect it and what to do if it fails. */
	get(type: string, options?: CallOptions): Promise<Answer<'getProvider'>> {
		return this.#transport.call('getProvider', { path: { type } }, options);
	}
}
