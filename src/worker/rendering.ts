/**
 * Renders the next POST of a delivery as its endpoint wants it: a signed webhook (Standard Webhooks) or
 * a Security Event Token (RFC 8935), with the endpoint's own headers. Opens the sealed secrets; sends
 * nothing.
 */
import { unseal } from '../platform/crypto.ts';
import type { Delivery, Lease } from '../store/delivery-lease.ts';
import { toWebhook } from '../webhook/payload.ts';
import { toSet } from '../webhook/set.ts';
import { signedHeaders } from '../webhook/signature.ts';
import type { SignSet } from './set-signer.ts';

/** What rendering needs of the platform. */
export interface RenderingDeps {
	/** 32 bytes in base64. */
	readonly masterKey: string;
	readonly signSet: SignSet;
}

/** One POST, ready to be sent. */
export interface Rendered {
	/** The same for every try at the same events. */
	readonly id: string;
	/** Names in lower case. */
	readonly headers: Readonly<Record<string, string>>;
	readonly body: string;
}

/** In place of a lane, for an event that is in no log. */
export const TEST_LANE = 'test';

/** Renders a POST; throws when a secret was sealed with another master key, or D1 has no signing key. */
export async function render(
	lease: Lease,
	delivery: Delivery,
	attemptedAt: number,
	deps: RenderingDeps,
): Promise<Rendered> {
	const renderAs = delivery.format === 'set' ? renderSet : renderWebhook;
	const rendered = await renderAs(lease, delivery, attemptedAt, deps);
	const own = await ownHeaders(lease, delivery, deps);
	// What Rollcall says itself comes last: nobody can put words into its mouth.
	return { ...rendered, headers: { ...own, ...markOf(lease.lane), ...rendered.headers } };
}

/** Tells what is sent again, or only to try, from what comes as it happens. */
function markOf(lane: string): Readonly<Record<string, string>> {
	if (lane === '') return {};
	return lane === TEST_LANE ? { 'rollcall-test': 'true' } : { 'rollcall-replay': lane };
}

async function renderWebhook(
	lease: Lease,
	delivery: Delivery,
	attemptedAt: number,
	deps: RenderingDeps,
): Promise<Rendered> {
	const webhook = toWebhook(directoryOf(lease, delivery), delivery.events, delivery.maxBatch);
	const secrets = await secretsOf(lease, delivery, attemptedAt, deps);
	const signed = await signedHeaders(webhook, attemptedAt, secrets);
	return { ...webhook, headers: { ...signed, 'content-type': 'application/json' } };
}

/** RFC 8935 §2.1; the endpoint takes one SET at a time. */
async function renderSet(
	lease: Lease,
	delivery: Delivery,
	attemptedAt: number,
	deps: RenderingDeps,
): Promise<Rendered> {
	const [event] = delivery.events;
	const claims = toSet(directoryOf(lease, delivery), event, {
		issuer: delivery.origin,
		audience: delivery.audience ?? delivery.url,
		endpointId: lease.endpointId,
		issuedAtMs: attemptedAt,
	});
	return {
		id: claims.jti,
		body: await deps.signSet(claims),
		headers: { 'content-type': 'application/secevent+jwt', accept: 'application/json' },
	};
}

function directoryOf(lease: Lease, { tenant, product }: Delivery) {
	return { id: lease.directoryId, tenant, product };
}

/** The secret, and the one before it until its receivers have had the time to change. */
async function secretsOf(
	lease: Lease,
	delivery: Delivery,
	attemptedAt: number,
	{ masterKey }: RenderingDeps,
): Promise<readonly string[]> {
	const { sealedSecret, sealedPreviousSecret, previousSecretUntil } = delivery;
	const sealed = [sealedSecret];
	if (sealedPreviousSecret !== null && (previousSecretUntil ?? 0) > attemptedAt) {
		sealed.push(sealedPreviousSecret);
	}
	return Promise.all(sealed.map((each) => unseal(masterKey, lease.endpointId, each)));
}

/** The headers that the endpoint asked for. */
async function ownHeaders(
	lease: Lease,
	{ sealedHeaders }: Delivery,
	{ masterKey }: RenderingDeps,
): Promise<Record<string, string>> {
	if (sealedHeaders === null) return {};
	const text = await unseal(masterKey, lease.endpointId, sealedHeaders);
	const headers = JSON.parse(text) as Record<string, string>;
	return Object.fromEntries(
		Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
	);
}
