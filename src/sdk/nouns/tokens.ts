/** The bearer tokens of a directory; several may be live, so that one can be rotated at leisure. */
import type { List } from '../list.ts';
import type { Answer, Body, CallOptions, Item, Transport } from '../transport.ts';

/** The calls about SCIM tokens. */
export class Tokens {
	readonly #transport: Transport;

	constructor(transport: Transport) {
		this.#transport = transport;
	}

	/** Lists the tokens of a directory, without their secrets. */
	list(directoryId: string, options?: CallOptions): List<Item<'listTokens'>> {
		return this.#transport.list('listTokens', { path: { id: directoryId } }, options);
	}

	/** Makes a token. Its secret is in this answer only. */
	create(
		directoryId: string,
		token: Body<'createToken'> = {},
		options?: CallOptions,
	): Promise<Answer<'createToken'>> {
		return this.#transport.call('createToken', { path: { id: directoryId }, body: token }, options);
	}

	/** Revokes a token at once. */
	revoke(directoryId: string, tokenId: string, options?: CallOptions): Promise<void> {
		return this.#transport.call('revokeToken', { path: { id: directoryId, tokenId } }, options);
	}
}
