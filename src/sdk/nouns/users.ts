/** The users of a directory, as profiles that are the same whatever identity provider they come from. */
import type { List } from '../list.ts';
import type { Answer, CallOptions, Item, Query, Transport } from '../transport.ts';

/** The calls about users. */
export class Users {
	readonly #transport: Transport;

	constructor(transport: Transport) {
		this.#transport = transport;
	}

	/**
	 * Lists the users of a directory; filters combine. With `updated_after` they come in the order in
	 * which they last changed, else in that of their creation.
	 */
	list(
		directoryId: string,
		query?: Query<'listUsers'>,
		options?: CallOptions,
	): List<Item<'listUsers'>> {
		return this.#transport.list('listUsers', { path: { id: directoryId }, query }, options);
	}

	/** Reads a user. */
	get(directoryId: string, userId: string, options?: CallOptions): Promise<Answer<'getUser'>> {
		return this.#transport.call('getUser', { path: { id: directoryId, userId } }, options);
	}

	/** Lists the groups that a user is a direct member of. */
	groups(
		directoryId: string,
		userId: string,
		query?: Query<'listUserGroups'>,
		options?: CallOptions,
	): List<Item<'listUserGroups'>> {
		return this.#transport.list(
			'listUserGroups',
			{ path: { id: directoryId, userId }, query },
			options,
		);
	}
}
