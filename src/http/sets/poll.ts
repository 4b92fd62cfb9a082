/** POST /sets/{endpointId}: SETs for receivers that come for them (RFC 8936). */
import type { PollAnswer, PollRequest } from '../../contract/sets.ts';
import { now, sleep } from '../../platform/clock.ts';
import { info, warn } from '../../platform/log.ts';
import { mayOffer, poll, type Offer, type RefusedEvent } from '../../store/set-poll.ts';
import type { Endpoint } from '../../store/webhook-endpoints.ts';
import { eventIdOf, toSet } from '../../webhook/set.ts';
import { createSetSigner } from '../../worker/set-signer.ts';
import type { AppContext } from '../context.ts';
import { signingDeps } from './keys.ts';
import { authenticate, readPoll } from './request.ts';

/** SETs in one answer: each is signed, which takes time. */
const EVENTS_MAX = 100;

/** How long an answer waits for something to say; intermediaries often give up after 30 s. */
const WAIT_MS = 20_000;

/** How often it looks. */
const LOOK_MS = 1_000;

/** What is kept of a receiver's error. */
const ERROR_CHARACTERS_MAX = 1_000;

/** POST /sets/{endpointId} */
export async function pollSets(c: AppContext): Promise<Response> {
	const endpoint = await authenticate(c);
	if (!endpoint.ok) return endpoint.error;
	const request = await readPoll(c);
	if (!request.ok) return request.error;
	const { id } = endpoint.value;
	const offer = await answerOf(c, id, request.value);
	const { maxEvents, returnImmediately } = request.value;
	if (offer.events.length === 0 && maxEvents !== 0 && !returnImmediately) {
		// While the answer was held, the endpoint may have been deleted or disabled.
		const still = await authenticate(c);
		if (!still.ok) return still.error;
	}
	const sets = await signed(c, endpoint.value, offer);
	info('sets.polled', { endpointId: id, sets: offer.events.length });
	const more = offer.hasMore ? { moreAvailable: true } : {};
	return c.json({ sets, ...more } satisfies PollAnswer);
}

/** Settles what the request says of earlier SETs; then waits for others, if it is to (§2.4). */
async function answerOf(c: AppContext, endpointId: string, request: PollRequest): Promise<Offer> {
	const { maxEvents = EVENTS_MAX, returnImmediately } = request;
	const db = c.get('db');
	const max = Math.min(maxEvents, EVENTS_MAX);
	const until = now() + WAIT_MS;
	const refused = refusedBy(endpointId, request);
	if (refused.length > 0) warn('sets.refused', { endpointId, sets: refused.length });
	const acknowledged = request.ack.flatMap((jti) => eventIdOf(jti, endpointId) ?? []);
	let offer = await poll(db, { endpointId, acknowledged, refused, max, now: now() });
	if (max === 0 || returnImmediately) return offer;
	while (offer.events.length === 0 && now() < until && !c.req.raw.signal.aborted) {
		await sleep(LOOK_MS);
		if (!(await mayOffer(db, endpointId))) continue;
		offer = await poll(db, { endpointId, acknowledged: [], refused: [], max, now: now() });
	}
	return offer;
}

function refusedBy(endpointId: string, { setErrs }: PollRequest): readonly RefusedEvent[] {
	return Object.entries(setErrs).flatMap(([jti, { err, description }]) => {
		const id = eventIdOf(jti, endpointId);
		const text = `${err}: ${description}`.replaceAll('\0', '');
		const error = text.slice(0, ERROR_CHARACTERS_MAX).toWellFormed();
		return id === undefined ? [] : [{ id, error }];
	});
}

/** The SETs by their `jti`, in order: JSON objects keep theirs in most languages. */
async function signed(
	c: AppContext,
	{ id, origin, audience, url }: Endpoint,
	{ events }: Offer,
): Promise<PollAnswer['sets']> {
	const sign = createSetSigner(signingDeps(c));
	const context = {
		issuer: origin,
		audience: audience ?? url,
		endpointId: id,
		issuedAtMs: now(),
	};
	const sets: [string, string][] = [];
	for (const { directoryId, tenant, product, ...event } of events) {
		const claims = toSet({ id: directoryId, tenant, product }, event, context);
		const set = await sign(claims);
		if (!set.ok) throw new Error(set.error);
		sets.push([claims.jti, set.value]);
	}
	return Object.fromEntries(sets);
}
