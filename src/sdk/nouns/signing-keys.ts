/** The keys that sign Security Event Tokens. */
import type { List } from '../list.ts';
import type { Answer, CallOptions, Item, Transport } from '../transport.ts';

/** The calls about signing keys. */
export class SigningKeys {
	readonly #transport: Transport;

	constructor(transport: Transport) {
		this.#transport = transport;
	}

	/** Lists the signing keys. */
	list(options?: CallOptions): List<Item<'listSigningKeys'>> {
		return this.#transport.list('listSigningKeys', {}, options);
	}

	/** Makes the next signing key. */
	create(options?: CallOptions): Promise<Answer<'createSigningKey'>> {
		return this.#transport.call('createSigningKey', {}, options);
	}

	/** Retires a signing key. */
	delete(id: string, options?: CallOptions): Promise<void> {
		return this.#transport.call('deleteSigningKey', { path: { id } }, options);
	}
}
