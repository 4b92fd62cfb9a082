/**
 * Bounds what one isolate delivers at once. All of it together, because an isolate has 128 MB; and what
 * goes to one endpoint, so that one that does not answer, in however many directories, leaves room for
 * the others. Knows nothing of what is delivered.
 */
import { sleep } from '../platform/clock.ts';

/** How many deliveries may be under way at once. */
export interface SlotLimits {
	readonly total: number;
	readonly perEndpoint: number;
}

/** A delivery may hold a quarter of a million characters of events, as rows and as a body. */
export const SLOT_LIMITS: SlotLimits = { total: 50, perEndpoint: 20 };

/** A delivery whose end was cut off never frees its slot; by then it is long over. */
const SLOT_MS_MAX = 60_000;

/** How often it looks for a free slot. */
const LOOK_MS = 20;

/** Who is sent away from an endpoint comes back at most so much later than if nobody else waited. */
const QUEUED_MS_MAX = 60_000;

/** One place among the deliveries under way. */
export interface Slot {
	/** 0 unless the endpoint has more than its share: how long the oldest of its deliveries has taken. */
	readonly crowdedForMs: number;
	readonly free: () => void;
}

interface Taken {
	readonly endpointId: string;
	readonly takenAt: number;
}

/** The slots of one isolate. */
export class Slots {
	readonly #limits: SlotLimits;
	readonly #now: () => number;
	/** In the order in which they were taken. */
	readonly #taken = new Set<Taken>();
	/** When the next one that is sent away from an endpoint may come back. */
	readonly #nextTurn = new Map<string, number>();

	constructor(limits: SlotLimits, now: () => number) {
		this.#limits = limits;
		this.#now = now;
	}

	/** Takes a slot, and waits while there is none: a consumer that waits gets no further messages. */
	async take(endpointId: string): Promise<Slot> {
		// Polled: whoever would tell of a free slot is another invocation, which may end before it does.
		while (this.#isFull()) await sleep(LOOK_MS);
		const takenAt = this.#now();
		const ofEndpoint = [...this.#taken].filter((slot) => slot.endpointId === endpointId);
		const [oldest] = ofEndpoint.length < this.#limits.perEndpoint ? [] : ofEndpoint;
		const taken: Taken = { endpointId, takenAt };
		this.#taken.add(taken);
		return {
			crowdedForMs: oldest === undefined ? 0 : Math.max(takenAt - oldest.takenAt, 1),
			free: () => void this.#taken.delete(taken),
		};
	}

	/**
	 * For how many milliseconds one more that is sent away from an endpoint is to stay away: for `waitMs`,
	 * and then until its turn. Came all back at once, most would be sent away again, each at the price of
	 * a message. Turns are as far apart as slots get free when each is taken for `waitMs`, unless told.
	 */
	stayAway(
		endpointId: string,
		waitMs: number,
		apartMs = waitMs / this.#limits.perEndpoint,
	): number {
		const earliest = this.#now() + waitMs;
		const nextTurn = this.#nextTurn.get(endpointId) ?? 0;
		const turn = Math.min(Math.max(nextTurn, earliest), earliest + QUEUED_MS_MAX);
		this.#nextTurn.set(endpointId, turn + apartMs);
		return turn - this.#now();
	}

	#isFull(): boolean {
		const diedAt = this.#now() - SLOT_MS_MAX;
		for (const slot of this.#taken) if (slot.takenAt <= diedAt) this.#taken.delete(slot);
		return this.#taken.size >= this.#limits.total;
	}
}
