/** What the cycles share: the client with its memory, and phases of work in parallel lanes. */
import type { Caller } from './caller.ts';
import type { Changes, Departures } from './changes.ts';
import type { Groups } from './groups.ts';
import { inLanes } from './lanes.ts';
import type { Model } from './model.ts';
import type { Organisation } from './people.ts';
import type { Users } from './users.ts';

/** What is to happen, all of it made up before anything is sent. */
export interface Plan {
	readonly organisation: Organisation;
	readonly changes: Changes;
	readonly departures: Departures;
}

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

	/** Does the work for each item, and for those that failed once more if the next cycle would. */
	async work<Item>(
		phase: string,
		items: readonly Item[],
		work: (item: Item) => Promise<boolean>,
	): Promise<void> {
		if (items.length === 0) return;
		const failed = await this.#pass(phase, items, work);
		if (!this.model.retry.nextCycle || failed.length === 0) return;
		await this.#pass(`${phase}, next cycle`, failed, work);
	}

	async #pass<Item>(
		phase: string,
		items: readonly Item[],
		work: (item: Item) => Promise<boolean>,
	): Promise<readonly Item[]> {
		this.caller.phase = phase;
		this.caller.tellProgress();
		return inLanes(items, this.#lanes, async (item) => {
			if (this.caller.isStopped) return false;
			const isDone = await work(item);
			// What was interrupted has neither succeeded nor failed.
			if (!isDone && this.caller.isStopped) return false;
			this.operations.total += 1;
			if (!isDone) this.operations.failed += 1;
			return isDone;
		});
	}
}
