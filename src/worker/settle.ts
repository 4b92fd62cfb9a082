/**
 * Settles a POST by what its answer means: the cursor goes on, waits for another try, sets its events
 * aside as dead letters, or stops because the endpoint is disabled.
 */
import { warn } from '../platform/log.ts';
import type { Attempt } from '../store/attempts.ts';
import {
	type Delivery,
	settleDead,
	settleDelivered,
	settleDisabled,
	settleFailed,
} from '../store/delivery-lease.ts';
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

/** Of the events under way: hours of retries, which one moment of bad luck does not explain. */
const DISABLING_FAILURES_MIN = 5;

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
		case 'disable': {
			const otherwise = { retryAfterSeconds: undefined, isOverloaded: false };
			const failed: Failed = { outcome: { ...outcome, kind: 'retry', ...otherwise }, record };
			return disable(turn, delivery, failed, GONE, deps);
		}
		case 'retry': {
			const verdict = verdictOn(delivery, outcome.error, deps);
			return verdict === undefined
				? retry(turn, delivery, { outcome, record }, deps)
				: disable(turn, delivery, { outcome, record }, verdict, deps);
		}
	}
}

/**
 * An endpoint that has only failed for days is given up when the events under way have failed often
 * enough, or for the last time. That it failed days ago, and fails now, is not enough: nothing may have
 * been sent in between.
 */
function verdictOn(
	{ failingSince, attempts }: Delivery,
	error: string,
	{ now, disableAfterMs, retryScheduleSeconds }: DeliveryDeps,
): Verdict | undefined {
	const failuresMin = Math.min(DISABLING_FAILURES_MIN, retryScheduleSeconds.length);
	if (failingSince === null || attempts + 1 < failuresMin) return undefined;
	if (now() - failingSince < disableAfterMs) return undefined;
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

/**
 * Disables the endpoint and tells those who listen to operations; its cursors keep their place. If the
 * verdict does not hold any more, it is a failure like any other.
 */
async function disable(
	turn: Turn,
	delivery: Delivery,
	failed: Failed,
	verdict: Verdict,
	deps: DeliveryDeps,
): Promise<Delivery | undefined> {
	const attempt: Attempt = { ...failed.record, outcome: 'disabled' };
	const change = { ...verdict, eventId: deps.newId('evt'), now: deps.now() };
	const woken = await settleDisabled(deps.db, turn.lease, attempt, change);
	if (woken === undefined) return retry(turn, delivery, failed, deps);
	const { endpointId, directoryId } = turn.lease;
	warn('delivery.endpoint_disabled', { endpointId, directoryId, reason: verdict.reason });
	await Promise.all(woken.map((wakeUp) => wakeLater(wakeUp, 0, deps)));
	return undefined;
}
