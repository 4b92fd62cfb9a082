/** Which SCIM attributes feed the profiles of a directory's users. */
import type { List } from '../list.ts';
import type { Answer, Body, CallOptions, Item, Query, Transport } from '../transport.ts';

/** The calls about the attribute mapping. */
export class AttributeMapping {
	readonly #transport: Transport;

	constructor(transport: Transport) {
		this.#transport = transport;
	}

	/** Reads the mapping, and whether it has been applied to everybody. */
	get(directoryId: string, options?: CallOptions): Promise<Answer<'getAttributeMapping'>> {
		return this.#transport.call('getAttributeMapping', { path: { id: directoryId } }, options);
	}

	/** Replaces the mapping. Users whose profiles differ by it have a `user.updated` each. */
	set(
		directoryId: string,
		mapping: Body<'setAttributeMapping'>,
		options?: CallOptions,
	): Promise<Answer<'setAttributeMapping'>> {
		return this.#transport.call(
			'setAttributeMapping',
			{ path: { id: directoryId }, body: mapping },
			options,
		);
	}

	/** Goes back to the usual mapping. */
	delete(directoryId: string, options?: CallOptions): Promise<Answer<'deleteAttributeMapping'>> {
		return this.#transport.call('deleteAttributeMapping', { path: { id: directoryId } }, options);
	}

	/** Tries a mapping on stored users; changes nothing. */
	preview(
		directoryId: string,
		request: Body<'previewAttributeMapping'>,
		query?: Query<'previewAttributeMapping'>,
		options?: CallOptions,
	): List<Item<'previewAttributeMapping'>> {
		return this.#transport.list(
			'previewAttributeMapping',
			{ path: { id: directoryId }, query, body: request },
			options,
		);
	}
}
