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
	 * which they last changed, with `search` in that of what was found, else in that of their creation.
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

	/** Reads what happened to a user, and why: requests, events, deliveries, and a conclusion. */
	timeline(
		directoryId: string,
		userId: string,
		query?: Query<'getTimeline'>,
		options?: CallOptions,
	): Promise<Answer<'getTimeline'>> {
		const path = { id: directoryId, userId };
		return this.#transport.call('getTimeline', { path, query }, options);
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

	/** Lists what happened to a user, the latest first, also to one who was deleted. */
	events(
		directoryId: string,
		userId: string,
		query?: Query<'listUserEvents'>,
		options?: CallOptions,
	): List<Item<'listUserEvents'>> {
		return this.#transport.list(
			'listUserEvents',
			{ path: { id: directoryId, userId }, query },
			options,
		);
	}
}
