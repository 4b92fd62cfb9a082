/** The schemas that a directory declares beyond those of RFC 7643. */
import type { List } from '../list.ts';
import type { Answer, Body, CallOptions, Item, Transport } from '../transport.ts';

/** The calls about declared schemas. */
export class Schemas {
	readonly #transport: Transport;

	constructor(transport: Transport) {
		this.#transport = transport;
	}

	/** Lists the schemas that a directory declares. */
	list(directoryId: string, options?: CallOptions): List<Item<'listSchemas'>> {
		return this.#transport.list('listSchemas', { path: { id: directoryId } }, options);
	}

	/** Declares a schema. */
	create(
		directoryId: string,
		schema: Body<'createSchema'>,
		options?: CallOptions,
	): Promise<Answer<'createSchema'>> {
		return this.#transport.call(
			'createSchema',
			{ path: { id: directoryId }, body: schema },
			options,
		);
	}

	/** Reads a declared schema. */
	get(directoryId: string, urn: string, options?: CallOptions): Promise<Answer<'getSchema'>> {
		return this.#transport.call('getSchema', { path: { id: directoryId, urn } }, options);
	}

	/** Puts a schema in the place of a declared one. */
	replace(
		directoryId: string,
		urn: string,
		schema: Body<'replaceSchema'>,
		options?: CallOptions,
	): Promise<Answer<'replaceSchema'>> {
		return this.#transport.call(
			'replaceSchema',
			{ path: { id: directoryId, urn }, body: schema },
			options,
		);
	}

	/** Ends a declared schema; its attributes are kept where users have them. */
	delete(directoryId: string, urn: string, options?: CallOptions): Promise<void> {
		return this.#transport.call('deleteSchema', { path: { id: directoryId, urn } }, options);
	}
}
