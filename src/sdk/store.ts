/**
 * What a receiver remembers, so that an event that comes again, or late, changes nothing: the sequence
 * that was last applied, under a key. An application keeps it in its own database.
 */

/** Remembers which event was last applied. `Tx` is what its transactions give to callbacks. */
export interface SequenceStore<Tx = undefined> {
	/**
	 * Calls `apply` and remembers the sequence under the key, unless that one or a greater one is
	 * remembered there. Says whether it called `apply`. What fails, or is thrown by `apply`, is thrown on
	 * and leaves the sequence as it was. In one transaction with what `apply` does, each event takes effect
	 * exactly once; if the sequence is written after `apply`, at least once.
	 */
	once(
		key: string,
		sequence: number,
		apply: (tx: Tx) => void | Promise<void>,
	): boolean | Promise<boolean>;
}

/** Remembers in this process alone, and forgets when it ends: for tests, and to try things out. */
export class MemoryStore implements SequenceStore {
	readonly #sequences = new Map<string, number>();

	async once(
		key: string,
		sequence: number,
		apply: (tx: undefined) => void | Promise<void>,
	): Promise<boolean> {
		if ((this.#sequences.get(key) ?? 0) >= sequence) return false;
		await apply(undefined);
		this.#sequences.set(key, sequence);
		return true;
	}
}
