/**
 * The explicit queue of a writer. A Durable Object does not keep two calls from interleaving while
 * one awaits D1, so commands wait here: one commit at a time, in arrival order, and each commit takes
 * all that waits (group commit), up to a bound.
 */

/** Commits several commands and answers each, in order. */
export type CommitAll<Command, Answer> = (
	commands: readonly Command[],
) => Promise<readonly Answer[]>;

export interface QueueLimits {
	/** Commands, and their weight, that one commit may take; a heavier command goes alone. */
	readonly commitSizeMax: number;
	readonly commitWeightMax: number;
	/** Commands, and their weight, that may wait; beyond it a command is refused. */
	readonly waitingMax: number;
	readonly waitingWeightMax: number;
}

interface Waiting<Command, Answer> {
	readonly command: Command;
	readonly weight: number;
	readonly resolve: (answer: Answer) => void;
	readonly reject: (reason: unknown) => void;
}

export class CommitQueue<Command, Answer> {
	readonly #commitAll: CommitAll<Command, Answer>;
	readonly #limits: QueueLimits;
	#waiting: Waiting<Command, Answer>[] = [];
	#waitingWeight = 0;
	#running = false;

	constructor(commitAll: CommitAll<Command, Answer>, limits: QueueLimits) {
		this.#commitAll = commitAll;
		this.#limits = limits;
	}

	/**
	 * Queues a command that weighs so much (bytes, say); undefined when the queue is full. Rejects if
	 * its commit throws.
	 */
	submit(command: Command, weight: number): Promise<Answer> | undefined {
		const { waitingMax, waitingWeightMax } = this.#limits;
		const isFull = this.#waiting.length >= waitingMax || this.#waitingWeight >= waitingWeightMax;
		if (isFull) return undefined;
		const answer = new Promise<Answer>((resolve, reject) => {
			this.#waiting.push({ command, weight, resolve, reject });
			this.#waitingWeight += weight;
		});
		if (!this.#running) void this.#run();
		return answer;
	}

	async #run(): Promise<void> {
		this.#running = true;
		while (this.#waiting.length > 0) {
			const taken = this.#take();
			// A commit that throws fails its own commands and nobody else's.
			await this.#commit(taken);
		}
		this.#running = false;
	}

	/** The commands of the next commit: at least one, and no more than its limits allow. */
	#take(): readonly Waiting<Command, Answer>[] {
		const { commitSizeMax, commitWeightMax } = this.#limits;
		let count = 0;
		let total = 0;
		for (const { weight } of this.#waiting) {
			if (count > 0 && (count === commitSizeMax || total + weight > commitWeightMax)) break;
			count += 1;
			total += weight;
		}
		this.#waitingWeight -= total;
		return this.#waiting.splice(0, count);
	}

	async #commit(taken: readonly Waiting<Command, Answer>[]): Promise<void> {
		try {
			const answers = await this.#commitAll(taken.map(({ command }) => command));
			taken.forEach(({ resolve, reject }, at) => {
				const answer = answers[at];
				if (answer === undefined) reject(new Error('A commit left a command unanswered.'));
				else resolve(answer);
			});
		} catch (thrown) {
			for (const { reject } of taken) reject(thrown);
		}
	}
}
