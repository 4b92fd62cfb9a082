/**
 * One delivery attempt: renders a POST, checks its target, sends it, and says what its answer means and
 * what is to be kept of it. What cannot be sent is a failed try. Settles nothing.
 */
import { info } from '../platform/log.ts';
import type { Post, Posted } from '../platform/post.ts';
import type { Attempt } from '../store/attempts.ts';
import type { Delivery, Lease } from '../store/delivery-lease.ts';
import { decide, type Outcome } from '../webhook/outcome.ts';
import { checkTarget } from '../webhook/target.ts';
import { type Content, render, type RenderingDeps } from './rendering.ts';

/** What an attempt needs of the platform. */
export interface AttemptDeps extends RenderingDeps {
	/** Epoch milliseconds. */
	readonly now: () => number;
	readonly newId: (prefix: 'att') => string;
	readonly post: Post;
	readonly allowInsecureTargets: boolean;
}

/** An attempt that was made: what its answer means, and what is kept of it but for what came of that. */
export interface Attempted {
	readonly outcome: Outcome;
	readonly record: Omit<Attempt, 'outcome'>;
}

/** Posts once what is next; throws when D1 fails. */
export async function attempt(
	lease: Lease,
	delivery: Delivery,
	deps: AttemptDeps,
): Promise<Attempted> {
	const { endpointId, directoryId, lane } = lease;
	const { events } = delivery;
	const attemptedAt = deps.now();
	const { id: webhookId, content } = await render(lease, delivery, attemptedAt, deps);
	const posted = content.ok ? await postTo(delivery, content.value, deps) : unsent(content.error);
	const outcome = decide(posted, deps.now());
	const isAnswered = posted.kind === 'answered';
	const record = {
		endpointId,
		id: deps.newId('att'),
		directoryKey: delivery.directoryKey,
		lane,
		webhookId,
		firstSequence: events[0].sequence,
		lastSequence: events.at(-1)?.sequence ?? events[0].sequence,
		attemptedAt,
		durationMs: posted.durationMs,
		status: isAnswered ? posted.status : null,
		error: outcome.kind === 'delivered' ? null : outcome.error,
		answer: isAnswered ? posted.excerpt : null,
	};
	const { durationMs, error } = record;
	info('delivery.attempted', {
		endpointId,
		directoryId,
		lane,
		webhookId,
		events: events.length,
		outcome: outcome.kind,
		error,
		durationMs,
	});
	return { outcome, record };
}

/**
 * The rules on targets may have become stricter since the endpoint was made. A URL that they refuse is a
 * failed try: it may be mended before the schedule ends.
 */
async function postTo(
	{ url, origin }: Delivery,
	{ headers, body }: Content,
	{ post, allowInsecureTargets }: AttemptDeps,
): Promise<Posted | Unsent> {
	const rules = { allowInsecure: allowInsecureTargets, ownOrigins: [origin] };
	const target = checkTarget(url, rules);
	if (!target.ok) return unsent(target.error);
	return post(target.value.href, headers, body);
}

/** A try that ended before anything was sent. */
interface Unsent {
	readonly kind: 'failed';
	readonly reason: string;
	readonly durationMs: 0;
}

function unsent(reason: string): Unsent {
	return { kind: 'failed', reason, durationMs: 0 };
}
