/**
 * A turn: what one consumer does with one cursor until it gives it back. Here is what it needs of the
 * platform, what bounds it, and how the next turn is announced.
 */
import { describe, warn } from '../platform/log.ts';
import type { Database } from '../store/database.ts';
import type { Lease } from '../store/delivery-lease.ts';
import type { AttemptDeps } from './attempt.ts';
import type { Slots } from './slots.ts';
import type { WakeUp } from './wake-up.ts';

/** What delivery needs of the platform. */
export interface DeliveryDeps extends AttemptDeps {
	readonly db: Database;
	readonly newId: (prefix: 'att' | 'lease' | 'evt') => string;
	readonly random: () => number;
	readonly sendWakeUp: (wakeUp: WakeUp, delaySeconds: number) => Promise<void>;
	readonly retryScheduleSeconds: readonly number[];
	/** After this, a cursor with work left goes to the back of the queue. */
	readonly budgetMs: number;
	/** An endpoint may be disabled when all its tries have failed for as long as this. */
	readonly disableAfterMs: number;
	readonly slots: Slots;
}

/**
 * A busy cursor keeps its slot this long before others get their turn. With the last POST's 16 s and a
 * few round trips to D1 it stays within the 30 s that the platform grants to `waitUntil`.
 */
export const DELIVERY_BUDGET_MS = 5_000;

/** Long enough for a receiver that broke on a Friday evening. */
export const DISABLE_AFTER_MS = 5 * 86_400_000;

/** One consumer's turn at one cursor. */
export interface Turn {
	readonly wakeUp: WakeUp;
	readonly lease: Lease;
	readonly startedAt: number;
}

/** Announces a turn; D1 knows when it is due, so a message that cannot be sent only costs time. */
export async function wakeLater(
	wakeUp: WakeUp,
	delayMs: number,
	{ sendWakeUp }: DeliveryDeps,
): Promise<void> {
	try {
		await sendWakeUp(wakeUp, Math.ceil(Math.max(delayMs, 0) / 1_000));
	} catch (thrown) {
		warn('delivery.wake_up_not_sent', { ...wakeUp, error: describe(thrown) });
	}
}
