/**
 * Delivers what is due at one cursor: claims it, posts its events in order, settles each POST in D1.
 * All that must survive is in D1, so this may die between any two lines: the lease runs out and the
 * sweep wakes the cursor again. How a POST looks and what its answer means is decided elsewhere.
 */
import { claim, type Delivery, type Lease, release } from '../store/delivery-lease.ts';
import { afterPause } from '../webhook/backoff.ts';
import { attempt } from './attempt.ts';
import { settle } from './settle.ts';
import { type DeliveryDeps, type Turn, wakeLater } from './turn.ts';
import type { WakeUp } from './wake-up.ts';

/** A cursor that was claimed, and the first POST of the turn. */
export interface Claimed extends Turn {
	readonly first: Delivery;
}

/** Each POST takes two of the 10,000 subrequests that all wake-ups of one invocation share. */
const POSTS_MAX = 400;

/** A receiver that was overloaded gets its directories back one after another. */
const THROTTLED_APART_MS = 50;

/** Claims the cursor that a wake-up names; undefined when there is nothing to do, or another does it. */
export async function claimTurn(wakeUp: WakeUp, deps: DeliveryDeps): Promise<Claimed | undefined> {
	const { directoryId, endpointId, lane = '' } = wakeUp;
	const lease: Lease = { id: deps.newId('lease'), directoryId, endpointId, lane };
	const startedAt = deps.now();
	const first = await claim(deps.db, lease, startedAt);
	return first && { wakeUp, lease, startedAt, first };
}

/**
 * Delivers from a cursor that was claimed until nothing is left, a POST failed, or its time is up. It
 * ends in bounded time. Throws when D1 fails.
 */
export async function deliverTurn(turn: Claimed, deps: DeliveryDeps): Promise<void> {
	let delivery: Delivery | undefined = turn.first;
	for (let posts = 0; delivery !== undefined; posts += 1) {
		const waitMs = mustWait(turn, delivery, posts, deps);
		if (waitMs !== undefined) {
			await giveBack(turn, waitMs, deps);
			return;
		}
		const attempted = await attempt(turn.lease, delivery, deps);
		delivery = await settle(turn, delivery, attempted, deps);
	}
}

/** For how many milliseconds the cursor is to wait before its next POST; undefined: not at all. */
function mustWait(
	{ lease, startedAt }: Turn,
	{ throttledUntil }: Delivery,
	posts: number,
	{ now, random, budgetMs, slots }: DeliveryDeps,
): number | undefined {
	const throttledMs = throttledUntil - now();
	if (throttledMs > 0) {
		return afterPause(slots.stayAway(lease.endpointId, throttledMs, THROTTLED_APART_MS), random());
	}
	const isOverBudget = posts >= POSTS_MAX || now() - startedAt >= budgetMs;
	return posts > 0 && isOverBudget ? 0 : undefined;
}

/** Gives the cursor back and announces its next turn. */
export async function giveBack(turn: Turn, waitMs: number, deps: DeliveryDeps): Promise<void> {
	if (await release(deps.db, turn.lease, deps.now() + Math.ceil(waitMs))) {
		await wakeLater(turn.wakeUp, waitMs, deps);
	}
}
