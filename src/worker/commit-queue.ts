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
	/** Commands one commit may take. */
	readonly commitSizeMax: number;
	/** Commands that may wait; beyond it a command is refused. */
	readonly waitingMax: number;
}

interface Waiting<Command, Answer> {
	readonly command: Command;
	readonly resolve: (answer: Answer) => void;
	readonly reject: (reason: unknown) => void;
}

export class CommitQueue<Command, Answer> {
	readonly #commitAll: CommitAll<Command, Answer>;
	readonly #limits: QueueLimits;
	#waiting: Waiting<Command, Answer>[] = [];
	#running = false;

	constructor(commitAll: CommitAll<Command, Answer>, limits: QueueLimits) {
		this.#commitAll = commitAll;
		this.#limits = limits;
	}

	/** Queues a command; undefined when the queue is full. Rejects if its commit throws. */
	submit(command: Command): Promise<Answer> | undefined {
		if (this.#waiting.length >= this.#limits.waitingMax) return undefined;
		const answer = new Promise<Answer>((resolve, reject) => {
			this.#waiting.push({ command, resolve, reject });
		});
		if (!this.#running) void this.#run();
		return answer;
	}

	async #run(): Promise<void> {
		this.#running = true;
		while (this.#waiting.length > 0) {
			const taken = this.#waiting.splice(0, this.#limits.commitSizeMax);
			// A commit that throws fails its own commands and nobody else's.
			await this.#commit(taken);
		}
		this.#running = false;
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
