/**
 * Renders the next POST of a delivery as its endpoint wants it: a signed webhook (Standard Webhooks) or
 * a Security Event Token (RFC 8935), with the endpoint's own headers. Opens the sealed secrets; sends
 * nothing.
 */
import { unseal } from '../platform/crypto.ts';
import { warn } from '../platform/log.ts';
import { err, ok, type Result } from '../result.ts';
import { TEST_LANE } from '../store/attempts.ts';
import type { Delivery, Lease } from '../store/delivery-lease.ts';
import { secretsAt } from '../store/webhook-endpoints.ts';
import { markOf } from '../webhook/headers.ts';
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

/** What is sent. */
export interface Content {
	/** Names in lower case. */
	readonly headers: Readonly<Record<string, string>>;
	readonly body: string;
}

/** One POST. */
export interface Rendered {
	/** The same for every try at the same events. */
	readonly id: string;
	/** Ready to be sent; or why that cannot be, and what an operator is to do. */
	readonly content: Result<Content, string>;
}

const HAS_CHANGED = 'cannot be opened: ROLLCALL_MASTER_KEY has changed.';
const NO_SECRET = `The signing secret ${HAS_CHANGED} Rotate the secret.`;
const NO_HEADERS = `The custom headers ${HAS_CHANGED} Set them again.`;

/** Renders a POST; throws when D1 fails. */
export async function render(
	lease: Lease,
	delivery: Delivery,
	attemptedAt: number,
	deps: RenderingDeps,
): Promise<Rendered> {
	const renderAs = delivery.format === 'set' ? renderSet : renderWebhook;
	const { id, content } = await renderAs(lease, delivery, attemptedAt, deps);
	if (!content.ok) return { id, content };
	const own = await ownHeaders(lease, delivery, deps);
	if (!own.ok) return { id, content: own };
	const { headers, body } = content.value;
	// What Rollcall says itself comes last: nobody can put words into its mouth.
	return {
		id,
		content: ok({
			headers: { ...own.value, ...markOf(lease.lane, lease.lane === TEST_LANE), ...headers },
			body,
		}),
	};
}

async function renderWebhook(
	lease: Lease,
	delivery: Delivery,
	attemptedAt: number,
	deps: RenderingDeps,
): Promise<Rendered> {
	const webhook = toWebhook(directoryOf(lease, delivery), delivery.events, delivery.maxBatch);
	const { id, body } = webhook;
	const secrets = await openSecrets(lease, secretsAt(delivery, attemptedAt), deps);
	if (!secrets.ok) return { id, content: secrets };
	const signed = await signedHeaders(webhook, attemptedAt, secrets.value);
	return { id, content: ok({ headers: { ...signed, 'content-type': 'application/json' }, body }) };
}

/** Opens the secrets that sign. The one before the current one does not, if it cannot be opened. */
async function openSecrets(
	{ endpointId }: Lease,
	sealed: readonly string[],
	{ masterKey }: RenderingDeps,
): Promise<Result<readonly string[], string>> {
	const opened = sealed.map((each) => unseal(masterKey, endpointId, each));
	const [current, ...previous] = await Promise.all(opened);
	if (current === undefined) return err(NO_SECRET);
	const good = previous.filter((secret) => secret !== undefined);
	if (good.length < previous.length) warn('delivery.previous_secret_not_opened', { endpointId });
	return ok([current, ...good]);
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
	const body = await deps.signSet(claims);
	if (!body.ok) return { id: claims.jti, content: body };
	const headers = { 'content-type': 'application/secevent+jwt', accept: 'application/json' };
	return { id: claims.jti, content: ok({ headers, body: body.value }) };
}

function directoryOf(lease: Lease, { tenant, product }: Delivery) {
	return { id: lease.directoryId, tenant, product };
}

/** The headers that the endpoint asked for. */
async function ownHeaders(
	lease: Lease,
	{ headers: sealed }: Delivery,
	{ masterKey }: RenderingDeps,
): Promise<Result<Record<string, string>, string>> {
	if (sealed === null) return ok({});
	const text = await unseal(masterKey, lease.endpointId, sealed);
	if (text === undefined) return err(NO_HEADERS);
	const headers = Object.entries(JSON.parse(text) as Record<string, string>);
	return ok(Object.fromEntries(headers.map(([name, value]) => [name.toLowerCase(), value])));
}
