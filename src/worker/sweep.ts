/**
 * The safety nets under the queue: wake-ups are sent again for cursors that should have been served
 * and were not (a lost message, a dead consumer). Serves nothing itself; a wake-up too many is
 * harmless.
 */
import { describe, info, warn } from '../platform/log.ts';
import type { Database } from '../store/database.ts';
import { dueEverywhere, dueForDirectory } from '../store/delivery-cursors.ts';
import type { WakeUp } from './wake-up.ts';

type WakeUpQueue = Pick<Queue<WakeUp>, 'sendBatch'>;

/** What a sweep needs of the platform. */
export interface SweepDeps {
	readonly db: Database;
	readonly queue: WakeUpQueue;
	readonly now: () => number;
}

/** A cursor's own message gets this long before a net replaces it. */
const GRACE_MS = 10_000;

/** What was sent again gets longer, for it may wait in the queue: a long one must not grow by its nets. */
const AGAIN_MS = 60_000;

/** Of one sweep; what is left waits for the next, the longest waiting first. */
const WAKE_UPS_MAX = 1_000;

/** Queue.sendBatch takes 100 messages. */
const SEND_BATCH_MAX = 100;

/** Sends wake-ups for overdue cursors of every directory. */
export async function sweep(deps: SweepDeps): Promise<void> {
	await resend(await dueEverywhere(deps.db, deps.now() - GRACE_MS, WAKE_UPS_MAX), deps);
}

/** Sends wake-ups for one directory's overdue cursors; returns when to look again, if ever. */
export async function sweepDirectory(
	deps: SweepDeps,
	directoryId: string,
): Promise<number | undefined> {
	const now = deps.now();
	const { due, nextAt } = await dueForDirectory(deps.db, directoryId, now - GRACE_MS);
	const isSent = await resend(due, deps);
	if (nextAt === undefined) return undefined;
	return isSent ? now + AGAIN_MS : Math.max(nextAt, now) + GRACE_MS;
}

/** Sends wake-ups; rejects when the queue does not take them. */
export async function wakeUpAll(queue: WakeUpQueue, wakeUps: readonly WakeUp[]): Promise<void> {
	for (let from = 0; from < wakeUps.length; from += SEND_BATCH_MAX) {
		await queue.sendBatch(wakeUps.slice(from, from + SEND_BATCH_MAX).map((body) => ({ body })));
	}
}

/** Tells whether anything was sent; what cannot be sent is still due at the next sweep. */
async function resend(due: readonly WakeUp[], { queue }: SweepDeps): Promise<boolean> {
	if (due.length === 0) return false;
	try {
		await wakeUpAll(queue, due);
		info('sweep.woke', { cursors: due.length });
		return true;
	} catch (thrown) {
		warn('sweep.not_sent', { cursors: due.length, error: describe(thrown) });
		return false;
	}
}
