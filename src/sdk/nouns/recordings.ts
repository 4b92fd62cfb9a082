/** Recordings of what a directory is sent and answers, redacted. */
import type { List } from '../list.ts';
import type { Answer, Body, CallOptions, Item, Query, Transport } from '../transport.ts';

/** The calls about recordings. */
export class Recordings {
	readonly #transport: Transport;

	constructor(transport: Transport) {
		this.#transport = transport;
	}

	/** Starts to record; it ends by itself. */
	create(
		directoryId: string,
		recording?: Body<'createRecording'>,
		options?: CallOptions,
	): Promise<Answer<'createRecording'>> {
		return this.#transport.call(
			'createRecording',
			{ path: { id: directoryId }, body: recording },
			options,
		);
	}

	/** Lists the recordings of a directory, the latest first. */
	list(
		directoryId: string,
		query?: Query<'listRecordings'>,
		options?: CallOptions,
	): List<Item<'listRecordings'>> {
		return this.#transport.list('listRecordings', { path: { id: directoryId }, query }, options);
	}

	/** Reads how far a recording has come. */
	get(
		directoryId: string,
		recordingId: string,
		options?: CallOptions,
	): Promise<Answer<'getRecording'>> {
		return this.#transport.call(
			'getRecording',
			{ path: { id: directoryId, recordingId } },
			options,
		);
	}

	/** Ends a recording now. */
	stop(
		directoryId: string,
		recordingId: string,
		options?: CallOptions,
	): Promise<Answer<'stopRecording'>> {
		return this.#transport.call(
			'stopRecording',
			{ path: { id: directoryId, recordingId } },
			options,
		);
	}

	/** Deletes a recording and all that is in it. */
	delete(directoryId: string, recordingId: string, options?: CallOptions): Promise<void> {
		return this.#transport.call(
			'deleteRecording',
			{ path: { id: directoryId, recordingId } },
			options,
		);
	}

	/** Reads a recording as a transcript, which `rollcall replay` plays. */
	transcript(
		directoryId: string,
		recordingId: string,
		options?: CallOptions,
	): Promise<Answer<'getTranscript'>> {
		return this.#transport.call(
			'getTranscript',
			{ path: { id: directoryId, recordingId } },
			options,
		);
	}
}
