/** One client at work: its memory of users and groups, and what it does for many of them at once. */
import type { Caller } from './caller.ts';
import type { Groups } from './groups.ts';
import type { Model } from './model.ts';
import type { Users } from './users.ts';

/** One client at work. */
export class Client {
	readonly model: Model;
	readonly caller: Caller;
	readonly users: Users;
	/** Absent where the client pushes no groups. */
	readonly groups: Groups | undefined;
	/** Operations on users, groups and memberships: what providers count as events. */
	readonly operations = { total: 0, failed: 0 };
	readonly #lanes: number;

	constructor(parts: {
		readonly model: Model;
		readonly caller: Caller;
		readonly users: Users;
		readonly groups: Groups | undefined;
		readonly lanes: number;
	}) {
		this.model = parts.model;
		this.caller = parts.caller;
		this.users = parts.users;
		this.groups = parts.groups;
		this.#lanes = parts.lanes;
	}

	/** Does an operation for each item, and for those where it failed once more if the next cycle would. */
	async work<Item>(
		phase: string,
		items: readonly Item[],
		operation: (item: Item) => Promise<boolean>,
	): Promise<void> {
		const counted = async (item: Item) => {
			const isDone = await operation(item);
			// What was interrupted has neither succeeded nor failed.
			if (!isDone && this.caller.isStopped) return false;
			this.operations.total += 1;
			if (!isDone) this.operations.failed += 1;
			return isDone;
		};
		const failed = await this.each(phase, items, counted);
		if (this.model.retry.nextCycle) await this.each(`${phase}, next cycle`, failed, counted);
	}

	/**
	 * Does something for each item, in parallel lanes, which stand for one connection each; resolves to the
	 * items for which it failed. A lane has its items from the beginning, so that the order in it does not
	 * depend on how fast the answers come.
	 */
	async each<Item>(
		phase: string,
		items: readonly Item[],
		work: (item: Item) => Promise<boolean>,
	): Promise<readonly Item[]> {
		if (items.length === 0) return [];
		this.caller.phase = phase;
		this.caller.tellProgress();
		const failed = new Set<Item>();
		const lane = async (first: number) => {
			for (let index = first; index < items.length; index += this.#lanes) {
				if (this.caller.isStopped) return;
				const item = items[index] as Item;
				if (!(await work(item))) failed.add(item);
			}
		};
		const lanes = Math.min(this.#lanes, items.length);
		await Promise.all(Array.from({ length: lanes }, (_, index) => lane(index)));
		return items.filter((item) => failed.has(item));
	}
}
