/** API keys: who may call the API, for what, and for whom. */
import type { List } from '../list.ts';
import type { Answer, Body, CallOptions, Item, Query, Transport } from '../transport.ts';

/** The calls about API keys. */
export class ApiKeys {
	readonly #transport: Transport;

	constructor(transport: Transport) {
		this.#transport = transport;
	}

	/** Makes an API key. Its secret is in this answer only. */
	create(key: Body<'createApiKey'>, options?: CallOptions): Promise<Answer<'createApiKey'>> {
		return this.#transport.call('createApiKey', { body: key }, options);
	}

	/** Lists API keys, without their secrets. */
	list(query?: Query<'listApiKeys'>, options?: CallOptions): List<Item<'listApiKeys'>> {
		return this.#transport.list('listApiKeys', { query }, options);
	}

	/** Reads an API key. */
	get(id: string, options?: CallOptions): Promise<Answer<'getApiKey'>> {
		return this.#transport.call('getApiKey', { path: { id } }, options);
	}

	/** Revokes an API key at once. */
	revoke(id: string, options?: CallOptions): Promise<void> {
		return this.#transport.call('revokeApiKey', { path: { id } }, options);
	}
}
