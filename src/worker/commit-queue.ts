/**
 * The explicit queue of a writer. A Durable Object does not keep two calls from interleaving while
 * one awaits D1, so commands wait here: one commit at a time, in arrival order, and each commit takes
 * all that waits (group commit), up to a bound.
 */

/** Commits several commands and answers each, in order. */
export type CommitAll<Command, Answer> = (
	commands: readonly Command[],
) => Promise<readonly Answer[]>;

/** What a queue takes; weights are in whatever unit commands are submitted with. */
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

/** Work of another kind, beside which no commit may run. */
interface Alone {
	/** Never rejects. */
	readonly run: () => Promise<void>;
}

/** Commands that wait for their commit, and the one that is under way. */
export class CommitQueue<Command, Answer> {
	readonly #commitAll: CommitAll<Command, Answer>;
	readonly #limits: QueueLimits;
	#waiting: (Waiting<Command, Answer> | Alone)[] = [];
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
		if (this.#isFull()) return undefined;
		const answer = new Promise<Answer>((resolve, reject) => {
			this.#waiting.push({ command, weight, resolve, reject });
			this.#waitingWeight += weight;
		});
		if (!this.#running) void this.#run();
		return answer;
	}

	/**
	 * Queues work that is no command: it begins when all that came before it is done, and what comes
	 * after it waits for its end. Undefined when the queue is full. Rejects if the work throws.
	 */
	alone<Outcome>(work: () => Promise<Outcome>): Promise<Outcome> | undefined {
		if (this.#isFull()) return undefined;
		const outcome = new Promise<Outcome>((resolve, reject) => {
			// Whatever it throws, be it at once, is for its caller: the queue goes on.
			const run = () => new Promise<Outcome>((settle) => settle(work())).then(resolve, reject);
			this.#waiting.push({ run });
		});
		if (!this.#running) void this.#run();
		return outcome;
	}

	#isFull(): boolean {
		const { waitingMax, waitingWeightMax } = this.#limits;
		return this.#waiting.length >= waitingMax || this.#waitingWeight >= waitingWeightMax;
	}

	async #run(): Promise<void> {
		this.#running = true;
		for (;;) {
			const [next] = this.#waiting;
			if (next === undefined) break;
			if ('run' in next) {
				this.#waiting.shift();
				await next.run();
			} else {
				// A commit that throws fails its own commands and nobody else's.
				await this.#commit(this.#take());
			}
		}
		this.#running = false;
	}

	/** The commands of the next commit: at least one, and no more than its limits allow. */
	#take(): readonly Waiting<Command, Answer>[] {
		const { commitSizeMax, commitWeightMax } = this.#limits;
		const taken: Waiting<Command, Answer>[] = [];
		let total = 0;
		for (const waiting of this.#waiting) {
			if ('run' in waiting) break;
			const isEnough = taken.length === commitSizeMax || total + waiting.weight > commitWeightMax;
			if (taken.length > 0 && isEnough) break;
			taken.push(waiting);
			total += waiting.weight;
		}
		this.#waitingWeight -= total;
		this.#waiting.splice(0, taken.length);
		return taken;
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
