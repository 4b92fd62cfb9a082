/** The log of a directory: what happened, in order, for as long as it is kept. */
import type { Event } from '../api-types.ts';
import { List } from '../list.ts';
import type { Answer, CallOptions, Item, Query, Transport } from '../transport.ts';

/** The longest that the service holds an answer. */
const WAIT_SECONDS = 25;

/** Where to begin, and what to leave out. */
export interface FollowQuery {
	/** Only events after this sequence; from the oldest that is kept when left out. */
	readonly after?: number | undefined;
	/** Exact event types or groups of them (`user.*`); all when left out. */
	readonly types?: string[] | undefined;
}

/** The calls about events. */
export class Events {
	readonly #transport: Transport;

	constructor(transport: Transport) {
		this.#transport = transport;
	}

	/** Lists the events of a directory that have happened so far, from the oldest unless told otherwise. */
	list(
		directoryId: string,
		query: Query<'listEvents'> = {},
		options?: CallOptions,
	): List<Event, Answer<'listEvents'>> {
		const { after: _after, since: _since, before: _before, ...filters } = query;
		return new List((next) =>
			this.#transport.call(
				'listEvents',
				{
					path: { id: directoryId },
					query: next === undefined ? query : { ...filters, cursor: Number(next) },
				},
				options,
			),
		);
	}

	/**
	 * Follows the log: each event once, in order, as it happens, until the signal aborts. Failures that
	 * may pass are waited out. Throws a `GoneError` if `after` is so old that events would be skipped.
	 */
	follow(directoryId: string, query: FollowQuery = {}, options: CallOptions = {}): FollowedLog {
		return new FollowedLog(this.#transport, directoryId, query, options);
	}

	/** Reads an event. */
	get(directoryId: string, eventId: string, options?: CallOptions): Promise<Event> {
		return this.#transport.call('getEvent', { path: { id: directoryId, eventId } }, options);
	}

	/** Lists the attempts to deliver an event, to any endpoint. */
	attempts(
		directoryId: string,
		eventId: string,
		query?: Query<'listEventAttempts'>,
		options?: CallOptions,
	): List<Item<'listEventAttempts'>> {
		return this.#transport.list(
			'listEventAttempts',
			{ path: { id: directoryId, eventId }, query },
			options,
		);
	}
}

/** A log that is being followed; to be gone through once, with `for await`. */
export class FollowedLog implements AsyncIterable<Event> {
	readonly #transport: Transport;
	readonly #directoryId: string;
	readonly #types: string[] | undefined;
	readonly #options: CallOptions;
	#position: number | undefined;

	constructor(
		transport: Transport,
		directoryId: string,
		{ after, types }: FollowQuery,
		options: CallOptions,
	) {
		this.#transport = transport;
		this.#directoryId = directoryId;
		this.#types = types;
		this.#options = { retries: Number.POSITIVE_INFINITY, ...options };
		this.#position = after;
	}

	/**
	 * How far it has come: what to give as `after` to go on from here. Once the event at hand is done
	 * with, that is the place to keep; undefined as long as nothing was read.
	 */
	get position(): number | undefined {
		return this.#position;
	}

	/** Each event, as it happens. */
	async *[Symbol.asyncIterator](): AsyncGenerator<Event, void, undefined> {
		for (;;) {
			const page = await this.#nextPage();
			if (page === undefined) return;
			for (const event of page.data) {
				this.#position = event.sequence;
				yield event;
				if (this.#options.signal?.aborted === true) return;
			}
			this.#position = page.position;
		}
	}

	/** Undefined once it is told to stop: that is how following ends, and no failure. */
	async #nextPage(): Promise<Answer<'listEvents'> | undefined> {
		const query = { after: this.#position, types: this.#types, wait: WAIT_SECONDS };
		try {
			return await this.#transport.call(
				'listEvents',
				{ path: { id: this.#directoryId }, query },
				this.#options,
			);
		} catch (error) {
			if (this.#options.signal?.aborted === true) return undefined;
			throw error;
		}
	}
}
