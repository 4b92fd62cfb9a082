/** The groups of a directory. */
import type { List } from '../list.ts';
import type { Answer, CallOptions, Item, Query, Transport } from '../transport.ts';

/** The calls about groups. */
export class Groups {
	readonly #transport: Transport;

	constructor(transport: Transport) {
		this.#transport = transport;
	}

	/** Lists the groups of a directory; filters combine. */
	list(
		directoryId: string,
		query?: Query<'listGroups'>,
		options?: CallOptions,
	): List<Item<'listGroups'>> {
		return this.#transport.list('listGroups', { path: { id: directoryId }, query }, options);
	}

	/** Reads a group. */
	get(directoryId: string, groupId: string, options?: CallOptions): Promise<Answer<'getGroup'>> {
		return this.#transport.call('getGroup', { path: { id: directoryId, groupId } }, options);
	}

	/** Lists the direct members of a group: users and nested groups. */
	members(
		directoryId: string,
		groupId: string,
		query?: Query<'listGroupMembers'>,
		options?: CallOptions,
	): List<Item<'listGroupMembers'>> {
		return this.#transport.list(
			'listGroupMembers',
			{ path: { id: directoryId, groupId }, query },
			options,
		);
	}

	/** Lists what happened to a group itself, the latest first, also to one that was deleted. */
	events(
		directoryId: string,
		groupId: string,
		query?: Query<'listGroupEvents'>,
		options?: CallOptions,
	): List<Item<'listGroupEvents'>> {
		return this.#transport.list(
			'listGroupEvents',
			{ path: { id: directoryId, groupId }, query },
			options,
		);
	}
}
