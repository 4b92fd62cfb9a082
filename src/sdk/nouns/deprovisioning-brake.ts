/** The brake of a directory: it holds deliveries when too many users lose their access at once. */
import type { Answer, Body, CallOptions, Transport } from '../transport.ts';

/** The calls about the deprovisioning brake. */
export class DeprovisioningBrake {
	readonly #transport: Transport;

	constructor(transport: Transport) {
		this.#transport = transport;
	}

	/** Reads the brake: its limits, and what it holds. */
	get(directoryId: string, options?: CallOptions): Promise<Answer<'getBrake'>> {
		return this.#transport.call('getBrake', { path: { id: directoryId } }, options);
	}

	/** Sets the limits of the brake, which turns it on. */
	set(
		directoryId: string,
		limits: Body<'setBrake'>,
		options?: CallOptions,
	): Promise<Answer<'setBrake'>> {
		return this.#transport.call('setBrake', { path: { id: directoryId }, body: limits }, options);
	}

	/** Turns the brake off. */
	delete(directoryId: string, options?: CallOptions): Promise<void> {
		return this.#transport.call('deleteBrake', { path: { id: directoryId } }, options);
	}

	/** Delivers what the brake holds. */
	resume(directoryId: string, options?: CallOptions): Promise<Answer<'resumeDeliveries'>> {
		return this.#transport.call('resumeDeliveries', { path: { id: directoryId } }, options);
	}

	/** Skips what the brake holds; it stays in the log. */
	discard(directoryId: string, options?: CallOptions): Promise<Answer<'discardDeliveries'>> {
		return this.#transport.call('discardDeliveries', { path: { id: directoryId } }, options);
	}
}
