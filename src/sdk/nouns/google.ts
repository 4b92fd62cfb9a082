/** The connection of a directory of type `google` to Google Workspace, which is asked for users and groups. */
import type { Answer, Body, CallOptions, Transport } from '../transport.ts';

/** The calls about the connection to Google Workspace. */
export class Google {
	readonly #transport: Transport;

	constructor(transport: Transport) {
		this.#transport = transport;
	}

	/** Reads the connection: who consented, the synchronisation under way, the last one, what failed. */
	get(directoryId: string, options?: CallOptions): Promise<Answer<'getGoogleConnection'>> {
		return this.#transport.call('getGoogleConnection', { path: { id: directoryId } }, options);
	}

	/** Makes the URL on which an administrator of the customer consents, once, within a day. */
	authorize(
		directoryId: string,
		authorization?: Body<'authorizeGoogle'>,
		options?: CallOptions,
	): Promise<Answer<'authorizeGoogle'>> {
		return this.#transport.call(
			'authorizeGoogle',
			{ path: { id: directoryId }, body: authorization },
			options,
		);
	}

	/** Changes what is synchronised, and how often. */
	update(
		directoryId: string,
		settings: Body<'updateGoogleSettings'>,
		options?: CallOptions,
	): Promise<Answer<'updateGoogleSettings'>> {
		return this.#transport.call(
			'updateGoogleSettings',
			{ path: { id: directoryId }, body: settings },
			options,
		);
	}

	/** Begins a synchronisation now. */
	sync(directoryId: string, options?: CallOptions): Promise<Answer<'syncGoogle'>> {
		return this.#transport.call('syncGoogle', { path: { id: directoryId } }, options);
	}

	/** Ends the connection and revokes the consent; users and groups stay as they are. */
	disconnect(directoryId: string, options?: CallOptions): Promise<void> {
		return this.#transport.call('disconnectGoogle', { path: { id: directoryId } }, options);
	}
}
