/** Setup links: with one, a customer's IT admin sets up the connection. */
import type { List } from '../list.ts';
import type { Answer, Body, CallOptions, Item, Query, Transport } from '../transport.ts';

/** The calls about setup links. */
export class SetupLinks {
	readonly #transport: Transport;

	constructor(transport: Transport) {
		this.#transport = transport;
	}

	/** Makes a setup link. Its URL is in this answer only. */
	create(link: Body<'createSetupLink'>, options?: CallOptions): Promise<Answer<'createSetupLink'>> {
		return this.#transport.call('createSetupLink', { body: link }, options);
	}

	/** Lists setup links, without their URLs. */
	list(query?: Query<'listSetupLinks'>, options?: CallOptions): List<Item<'listSetupLinks'>> {
		return this.#transport.list('listSetupLinks', { query }, options);
	}

	/** Reads a setup link. */
	get(id: string, options?: CallOptions): Promise<Answer<'getSetupLink'>> {
		return this.#transport.call('getSetupLink', { path: { id } }, options);
	}

	/**
	 * Revokes a setup link and makes another for the same. Its URL is in this answer only. Tokens that were
	 * created with the old one stay valid unless `tokens` is `'revoke'`.
	 */
	regenerate(
		id: string,
		how?: Body<'regenerateSetupLink'>,
		options?: CallOptions,
	): Promise<Answer<'regenerateSetupLink'>> {
		return this.#transport.call('regenerateSetupLink', { path: { id }, body: how }, options);
	}

	/**
	 * Revokes a setup link at once. What was set up with it stays; the tokens that were created with it do
	 * unless `tokens` is `'revoke'`.
	 */
	revoke(id: string, how?: Query<'revokeSetupLink'>, options?: CallOptions): Promise<void> {
		return this.#transport.call('revokeSetupLink', { path: { id }, query: how }, options);
	}
}
