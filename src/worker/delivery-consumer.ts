/**
 * The queue consumer: claims the cursor that a wake-up names, posts its events in order, settles
 * each POST in D1. All that must survive is in D1, so this may die between any two lines: the lease
 * runs out and the sweep wakes the cursor again. What answers mean is decided in webhook/.
 */
import { unseal } from '../platform/crypto.ts';
import { describe, info, warn } from '../platform/log.ts';
import type { Post, Posted } from '../platform/post.ts';
import type { Database } from '../store/database.ts';
import {
	type Attempt,
	claim,
	type Delivery,
	release,
	settleDead,
	settleDelivered,
	settleDisabled,
	settleFailed,
} from '../store/delivery-lease.ts';
import type { Lease } from '../store/delivery-statements.ts';
import { nextTry } from '../webhook/backoff.ts';
import { type Answer, decide } from '../webhook/outcome.ts';
import { toWebhook } from '../webhook/payload.ts';
import { signedHeaders } from '../webhook/signature.ts';
import { checkTarget } from '../webhook/target.ts';
import type { WakeUp } from './wake-up.ts';

/** What delivery needs of the platform. */
export interface DeliveryDeps {
	readonly db: Database;
	readonly now: () => number;
	readonly newId: (prefix: 'att' | 'lease') => string;
	readonly random: () => number;
	readonly post: Post;
	readonly sendWakeUp: (wakeUp: WakeUp, delaySeconds: number) => Promise<void>;
	readonly masterKey: string;
	readonly allowInsecureTargets: boolean;
	readonly retryScheduleSeconds: readonly number[];
	/** After this, a cursor with work left goes to the back of the queue. */
	readonly budgetMs: number;
}

/** A busy cursor may keep a consumer this long before others get their turn. */
export const DELIVERY_BUDGET_MS = 20_000;

/** Each POST takes two of the 10,000 subrequests that all wake-ups of one invocation share. */
const POSTS_MAX = 400;

/** D1 is given time to recover; when it does not, the sweep goes on where the queue gives up. */
const RETRY_DELAY_SECONDS = 10;

/** Serves a batch of wake-ups at once, each on its own; never throws, so that none repeats another. */
export async function handleQueue(batch: MessageBatch<WakeUp>, deps: DeliveryDeps): Promise<void> {
	await Promise.all(
		batch.messages.map(async (message) => {
			try {
				await deliver(message.body, deps);
				message.ack();
			} catch (thrown) {
				warn('delivery.interrupted', { ...message.body, error: describe(thrown) });
				message.retry({ delaySeconds: RETRY_DELAY_SECONDS });
			}
		}),
	);
}

/** Delivers what is due at one cursor, in order; throws only when D1 or the configuration fails. */
export async function deliver(wakeUp: WakeUp, deps: DeliveryDeps): Promise<void> {
	const { db, now } = deps;
	const startedAt = now();
	const { directoryId, endpointId } = wakeUp;
	const lease: Lease = { id: deps.newId('lease'), directoryId, endpointId };
	let delivery = await claim(db, lease, startedAt);
	for (let posts = 1; delivery !== undefined; posts += 1) {
		const { outcome, record } = await tryOnce(lease, delivery, deps);
		switch (outcome.kind) {
			case 'delivered':
				delivery = await settleDelivered(db, lease, { ...record, outcome: 'delivered' }, now());
				break;
			case 'disable': {
				const reason = 'The endpoint answered 410 Gone.';
				await settleDisabled(db, lease, { ...record, outcome: 'disabled' }, reason, now());
				warn('delivery.endpoint_disabled', { ...wakeUp, reason });
				return;
			}
			case 'retry': {
				const delaySeconds = nextTry(delivery.attempts + 1, {
					scheduleSeconds: deps.retryScheduleSeconds,
					random: deps.random(),
					retryAfterSeconds: outcome.afterSeconds,
				});
				if (delaySeconds === 'exhausted') {
					delivery = await settleDead(db, lease, { ...record, outcome: 'dead' }, now());
					warn('delivery.gave_up', { ...wakeUp, webhookId: record.webhookId });
					break;
				}
				const dueAt = now() + Math.ceil(delaySeconds * 1000);
				if (await settleFailed(db, lease, { ...record, outcome: 'retry' }, dueAt)) {
					await wakeLater(wakeUp, Math.ceil(delaySeconds), deps);
				}
				return;
			}
		}
		const isOverBudget = posts >= POSTS_MAX || now() - startedAt >= deps.budgetMs;
		if (isOverBudget && delivery !== undefined) {
			if (await release(db, lease, now())) await wakeLater(wakeUp, 0, deps);
			return;
		}
	}
}

/** Posts once what is next; what came of it is still to be settled. */
async function tryOnce(lease: Lease, delivery: Delivery, deps: DeliveryDeps) {
	const { events } = delivery;
	const secret = await unseal(deps.masterKey, lease.endpointId, delivery.sealedSecret);
	const directory = { id: lease.directoryId, tenant: delivery.tenant, product: delivery.product };
	const webhook = toWebhook(directory, events, delivery.maxBatch);
	const attemptedAt = deps.now();
	const headers = signedHeaders(webhook, attemptedAt, [secret]);
	// The rules may have become stricter since the endpoint was made.
	const target = checkTarget(delivery.url, { allowInsecure: deps.allowInsecureTargets });
	const posted: Posted | Refused = target.ok
		? await deps.post(target.value.href, headers, webhook.body)
		: { kind: 'failed', reason: target.error, durationMs: 0 };
	const outcome = decide(posted, deps.now());

	const answered = posted.kind === 'answered';
	const record: Omit<Attempt, 'outcome'> = {
		endpointId: lease.endpointId,
		id: deps.newId('att'),
		directoryKey: delivery.directoryKey,
		webhookId: webhook.id,
		firstSequence: events[0].sequence,
		lastSequence: events.at(-1)?.sequence ?? events[0].sequence,
		attemptedAt,
		durationMs: posted.durationMs,
		status: answered ? posted.status : null,
		error: outcome.kind === 'delivered' ? null : outcome.error,
		answer: answered ? posted.excerpt : null,
	};
	info('delivery.attempted', {
		endpointId: lease.endpointId,
		directoryId: lease.directoryId,
		webhookId: webhook.id,
		events: events.length,
		outcome: outcome.kind,
		error: record.error,
		durationMs: posted.durationMs,
	});
	return { outcome, record };
}

/** A URL that the rules refuse counts as a failed try: it may be mended before the schedule ends. */
type Refused = Extract<Answer, { kind: 'failed' }> & { readonly durationMs: number };

/** The schedule lives in D1, so a message that cannot be sent only costs time. */
async function wakeLater(wakeUp: WakeUp, delaySeconds: number, deps: DeliveryDeps): Promise<void> {
	try {
		await deps.sendWakeUp(wakeUp, delaySeconds);
	} catch (thrown) {
		warn('delivery.wake_up_not_sent', { ...wakeUp, error: describe(thrown) });
	}
}
