/**
 * Settles a POST by what its answer means: the cursor goes on, waits for another try, sets its events
 * aside as dead letters, or stops because the endpoint is disabled.
 */
import { warn } from '../platform/log.ts';
import {
	type Attempt,
	type Delivery,
	settleDead,
	settleDelivered,
	settleDisabled,
	settleFailed,
} from '../store/delivery-lease.ts';
import { OPERATIONS } from '../store/operations.ts';
import { nextTry, pauseSeconds } from '../webhook/backoff.ts';
import type { Outcome } from '../webhook/outcome.ts';
import type { Attempted } from './attempt.ts';
import { type DeliveryDeps, type Turn, wakeLater } from './turn.ts';

/** A failed attempt that may be repeated. */
interface Failed extends Attempted {
	readonly outcome: Extract<Outcome, { kind: 'retry' }>;
}

/** Why an endpoint is disabled. */
interface Verdict {
	readonly reason: string;
	/** The verdict holds only while this is when the endpoint began to fail. */
	readonly failingSince?: number;
}

const GONE: Verdict = { reason: 'The endpoint answered 410 Gone.' };

/** Settles a POST; resolves to the next delivery, if the turn goes on. */
export async function settle(
	turn: Turn,
	delivery: Delivery,
	{ outcome, record }: Attempted,
	deps: DeliveryDeps,
): Promise<Delivery | undefined> {
	switch (outcome.kind) {
		case 'delivered': {
			const attempt: Attempt = { ...record, outcome: 'delivered' };
			return settleDelivered(deps.db, turn.lease, attempt, deps.now());
		}
		case 'disable':
			return disable(turn, record, GONE, deps);
		case 'retry': {
			const verdict = verdictOn(delivery, outcome.error, deps);
			return verdict === undefined
				? retry(turn, delivery, { outcome, record }, deps)
				: disable(turn, record, verdict, deps);
		}
	}
}

/** An endpoint that fails again after it has only failed for days is given up. */
function verdictOn(
	{ failingSince }: Delivery,
	error: string,
	{ now, disableAfterMs }: DeliveryDeps,
): Verdict | undefined {
	if (failingSince === null || now() - failingSince < disableAfterMs) return undefined;
	const since = new Date(failingSince).toISOString();
	const reason = `All deliveries have failed since ${since}. The last error was: ${error}`;
	return { reason, failingSince };
}

/** Gives the cursor back until its next try; after the last one its events are dead letters. */
async function retry(
	turn: Turn,
	delivery: Delivery,
	{ outcome, record }: Failed,
	deps: DeliveryDeps,
): Promise<Delivery | undefined> {
	const { db, random } = deps;
	const failures = delivery.attempts + 1;
	const { retryAfterSeconds, isOverloaded } = outcome;
	const pause = isOverloaded
		? pauseSeconds(failures, { random: random(), retryAfterSeconds })
		: undefined;
	const delaySeconds = nextTry(failures, {
		scheduleSeconds: deps.retryScheduleSeconds,
		random: random(),
		afterSeconds: pause ?? retryAfterSeconds,
	});
	const now = deps.now();
	const throttledUntil = pause === undefined ? 0 : now + Math.ceil(pause * 1_000);

	if (delaySeconds === 'exhausted') {
		const { endpointId, directoryId } = turn.lease;
		warn('delivery.gave_up', { endpointId, directoryId, webhookId: record.webhookId });
		return settleDead(db, turn.lease, { ...record, outcome: 'dead' }, { throttledUntil, now });
	}
	const delayMs = Math.ceil(delaySeconds * 1_000);
	const times = { dueAt: now + delayMs, throttledUntil, now };
	if (await settleFailed(db, turn.lease, { ...record, outcome: 'retry' }, times)) {
		await wakeLater(turn.wakeUp, delayMs, deps);
	}
	return undefined;
}

/** Disables the endpoint and tells those who listen to operations; its cursors keep their place. */
async function disable(
	{ lease }: Turn,
	record: Attempted['record'],
	verdict: Verdict,
	deps: DeliveryDeps,
): Promise<undefined> {
	const attempt: Attempt = { ...record, outcome: 'disabled' };
	const change = { ...verdict, eventId: deps.newId('evt'), now: deps.now() };
	const toTell = await settleDisabled(deps.db, lease, attempt, change);
	const { endpointId, directoryId } = lease;
	warn('delivery.endpoint_disabled', { endpointId, directoryId, reason: verdict.reason });
	await Promise.all(
		toTell.map((each) => wakeLater({ directoryId: OPERATIONS.id, endpointId: each }, 0, deps)),
	);
	return undefined;
}
