/**
 * How HTTP code reaches delivery: it tells the queue of cursors that it has set going, and sends test
 * events. D1 knows already who is awake, so what cannot be told here is found by the next sweep.
 */
import type { Config, Env } from '../env.ts';
import { now } from '../platform/clock.ts';
import { newId } from '../platform/ids.ts';
import { describe, warn } from '../platform/log.ts';
import { post } from '../platform/post.ts';
import type { Database } from '../store/database.ts';
import { type Attempt, settleTest, TEST_LANE } from '../store/attempts.ts';
import type { Delivery, PendingEvent } from '../store/delivery-lease.ts';
import type { Endpoint } from '../store/webhook-endpoints.ts';
import { attempt } from './attempt.ts';
import { createSetSigner } from './set-signer.ts';
import { wakeUpAll } from './sweep.ts';
import type { WakeUp } from './wake-up.ts';
import type { KeepAlive } from './writer-client.ts';

/** Sends wake-ups after the answer. */
export function sendWakeUps(env: Env, context: KeepAlive, wakeUps: readonly WakeUp[]): void {
	if (wakeUps.length === 0) return;
	context.waitUntil(
		wakeUpAll(env.WEBHOOK_QUEUE, wakeUps).catch((thrown: unknown) => {
			warn('delivery.wake_up_not_sent', { cursors: wakeUps.length, error: describe(thrown) });
		}),
	);
}

/** An event that is in no log, and the directory that it is said to be of. */
export interface TestEvent {
	readonly directory: { readonly id: string; readonly tenant: string; readonly product: string };
	/** Under which directory the attempt is kept. */
	readonly directoryKey: number;
	readonly event: PendingEvent;
}

/**
 * Sends one event at once and keeps the attempt. Whether the endpoint is enabled, and how far it has
 * come, does not matter and does not change; only that it fails is over once it takes the event.
 */
export async function sendTest(
	db: Database,
	{ masterKey, allowInsecureTargets }: Config,
	endpoint: Endpoint,
	{ directory, directoryKey, event }: TestEvent,
): Promise<Attempt> {
	const lease = { id: '', directoryId: directory.id, endpointId: endpoint.id, lane: TEST_LANE };
	const { tenant, product } = directory;
	const own = { tenant, product, directoryKey, attempts: 0, events: [event] } as const;
	const delivery: Delivery = { ...endpoint, ...own };
	const signSet = createSetSigner({ db, masterKey, now, newId });
	const deps = { now, newId, post, masterKey, allowInsecureTargets, signSet };
	const { outcome, record } = await attempt(lease, delivery, deps);
	// Nobody tries again.
	const kept: Attempt = { ...record, outcome: outcome.kind === 'delivered' ? 'delivered' : 'dead' };
	await settleTest(db, kept);
	return kept;
}
