/** Tenants: the customers of the application, as far as they have directories. */
import type { List } from '../list.ts';
import type { Answer, CallOptions, Item, Query, Transport } from '../transport.ts';

/** The calls about tenants. */
export class Tenants {
	readonly #transport: Transport;

	constructor(transport: Transport) {
		this.#transport = transport;
	}

	/** Lists tenants by name. */
	list(query?: Query<'listTenants'>, options?: CallOptions): List<Item<'listTenants'>> {
		return this.#transport.list('listTenants', { query }, options);
	}

	/** Reads a tenant, with one page of its directories. */
	get(
		tenant: string,
		query?: Query<'getTenant'>,
		options?: CallOptions,
	): Promise<Answer<'getTenant'>> {
		return this.#transport.call('getTenant', { path: { tenant }, query }, options);
	}
}
