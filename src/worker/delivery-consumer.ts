/**
 * The queue consumer. A wake-up is handled as soon as its cursor is claimed, because D1 knows the rest:
 * the POSTs go on behind the handler, so that a slow endpoint keeps nobody's wake-up waiting. (For the
 * queue not to wait for them either: `queue_consumer_no_wait_for_wait_until` in wrangler.toml.)
 */
import { describe, info, warn } from '../platform/log.ts';
import { afterPause } from '../webhook/backoff.ts';
import { type Claimed, claimTurn, deliverTurn, giveBack } from './deliver.ts';
import type { Slot } from './slots.ts';
import type { DeliveryDeps } from './turn.ts';
import type { WakeUp } from './wake-up.ts';
import type { KeepAlive } from './writer-client.ts';

/** D1 is given time to recover; when it does not, the sweep goes on where the queue gives up. */
const RETRY_DELAY_SECONDS = 10;

/** An endpoint that has its share of slots is left alone for at least as long as this. */
const CROWDED_MS_MIN = 1_000;

/** Handles a batch of wake-ups at once, each on its own; never throws, so that none repeats another. */
export async function handleQueue(
	batch: MessageBatch<WakeUp>,
	context: KeepAlive,
	deps: DeliveryDeps,
): Promise<void> {
	// A queue is paid by the message: this is where they can be counted.
	info('delivery.woken', { wakeUps: batch.messages.length });
	await Promise.all(batch.messages.map((message) => handleWakeUp(message, context, deps)));
}

async function handleWakeUp(
	message: Message<WakeUp>,
	context: KeepAlive,
	deps: DeliveryDeps,
): Promise<void> {
	const wakeUp = message.body;
	const slot = await deps.slots.take(wakeUp.endpointId);
	let turn: Claimed | undefined;
	try {
		turn = await claimTurn(wakeUp, deps);
		message.ack();
	} catch (thrown) {
		warn('delivery.not_claimed', { ...wakeUp, error: describe(thrown) });
		message.retry({ delaySeconds: RETRY_DELAY_SECONDS });
	}
	if (turn === undefined) slot.free();
	else context.waitUntil(serve(turn, slot, deps));
}

/** Behind the handler: what fails or is cut off here keeps its lease until the sweep takes it up. */
async function serve(turn: Claimed, slot: Slot, deps: DeliveryDeps): Promise<void> {
	try {
		if (slot.crowdedForMs === 0) {
			await deliverTurn(turn, deps);
		} else {
			const crowdedMs = Math.max(slot.crowdedForMs, CROWDED_MS_MIN);
			const waitMs = deps.slots.stayAway(turn.lease.endpointId, crowdedMs);
			await giveBack(turn, afterPause(waitMs, deps.random()), deps);
		}
	} catch (thrown) {
		warn('delivery.interrupted', { ...turn.wakeUp, error: describe(thrown) });
	} finally {
		slot.free();
	}
}
