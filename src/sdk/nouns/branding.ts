/** How the setup portal introduces itself, by product. */
import type { List } from '../list.ts';
import type { Answer, Body, CallOptions, Item, Query, Transport } from '../transport.ts';

/** The calls about branding. */
export class Branding {
	readonly #transport: Transport;

	constructor(transport: Transport) {
		this.#transport = transport;
	}

	/** Lists brandings. */
	list(query?: Query<'listBranding'>, options?: CallOptions): List<Item<'listBranding'>> {
		return this.#transport.list('listBranding', { query }, options);
	}

	/** Sets all of the branding of a product; `default` is for those that have none of their own. */
	set(
		product: string,
		branding: Body<'setBranding'>,
		options?: CallOptions,
	): Promise<Answer<'setBranding'>> {
		return this.#transport.call('setBranding', { path: { product }, body: branding }, options);
	}

	/** Deletes the branding of a product. */
	delete(product: string, options?: CallOptions): Promise<void> {
		return this.#transport.call('deleteBranding', { path: { product } }, options);
	}
}
