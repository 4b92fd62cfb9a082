/**
 * One delivery attempt: renders a POST, checks its target, sends it, and says what its answer means and
 * what is to be kept of it. Settles nothing.
 */
import { info } from '../platform/log.ts';
import type { Post, Posted } from '../platform/post.ts';
import type { Attempt, Delivery, Lease } from '../store/delivery-lease.ts';
import { decide, type Outcome } from '../webhook/outcome.ts';
import { checkTarget } from '../webhook/target.ts';
import { render, type RenderingDeps } from './rendering.ts';

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

/** Posts once what is next; throws as {@link render} does. */
export async function attempt(
	lease: Lease,
	delivery: Delivery,
	deps: AttemptDeps,
): Promise<Attempted> {
	const { endpointId, directoryId, lane } = lease;
	const { events } = delivery;
	const attemptedAt = deps.now();
	const rendered = await render(lease, delivery, attemptedAt, deps);
	const posted = await postTo(delivery, rendered, deps);
	const outcome = decide(posted, deps.now());
	const isAnswered = posted.kind === 'answered';
	const record = {
		endpointId,
		id: deps.newId('att'),
		directoryKey: delivery.directoryKey,
		lane,
		webhookId: rendered.id,
		firstSequence: events[0].sequence,
		lastSequence: events.at(-1)?.sequence ?? events[0].sequence,
		attemptedAt,
		durationMs: posted.durationMs,
		status: isAnswered ? posted.status : null,
		error: outcome.kind === 'delivered' ? null : outcome.error,
		answer: isAnswered ? posted.excerpt : null,
	};
	const { webhookId, durationMs, error } = record;
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
	{ headers, body }: { headers: Readonly<Record<string, string>>; body: string },
	{ post, allowInsecureTargets }: AttemptDeps,
): Promise<Posted | { kind: 'failed'; reason: string; durationMs: number }> {
	const ownHost = URL.canParse(origin) ? new URL(origin).host : undefined;
	const target = checkTarget(url, { allowInsecure: allowInsecureTargets, ownHost });
	if (!target.ok) return { kind: 'failed', reason: target.error, durationMs: 0 };
	return post(target.value.href, headers, body);
}
