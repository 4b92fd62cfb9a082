/** People: the same person may be a user of several directories. */
import type { Answer, CallOptions, Query, Transport } from '../transport.ts';

/** The calls about people. */
export class People {
	readonly #transport: Transport;

	constructor(transport: Transport) {
		this.#transport = transport;
	}

	/** Finds a person in all directories, one page of them at a time; also who was deleted. */
	search(query: Query<'searchPeople'>, options?: CallOptions): Promise<Answer<'searchPeople'>> {
		return this.#transport.call('searchPeople', { query }, options);
	}
}
