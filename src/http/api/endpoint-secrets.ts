/** The secrets of webhook endpoints: making them, and POST …/rotate-secret. */
import { secretRotation } from '../../contract/webhook-endpoints.ts';
import { now } from '../../platform/clock.ts';
import { newEd25519Pair, newSecret, randomBase64, seal, unseal } from '../../platform/crypto.ts';
import { replaceSecret, type Endpoint } from '../../store/webhook-endpoints.ts';
import { PUBLIC_KEY_PREFIX, SECRET_KEY_PREFIX, SECRET_PREFIX } from '../../webhook/signature.ts';
import type { AppContext } from '../context.ts';
import { audit } from './audit.ts';
import { endpointOf, showEndpoint, signingOf } from './endpoint-view.ts';
import { fieldProblem, problem } from './problem.ts';
import { readOptionalBody } from './validate.ts';

/**
 * What the secret of an endpoint is: it signs webhooks in one of two ways, or lets a poller in; SETs that
 * are pushed need none.
 */
type SecretKind = 'symmetric' | 'asymmetric' | 'poller' | 'none';

/** The kind of secret that an endpoint has; `signing` counts where it signs webhooks. */
export function secretKindOf(
	{ format, delivery }: Pick<Endpoint, 'format' | 'delivery'>,
	signing: 'symmetric' | 'asymmetric',
): SecretKind {
	if (format === 'set') return delivery === 'poll' ? 'poller' : 'none';
	return signing;
}

/** A secret as it is kept, and as it is shown this once. */
export interface MadeSecret {
	readonly sealed: string;
	/** Of a key pair, whose other half nobody else needs to see. */
	readonly publicKey: string | null;
	readonly shown: string | undefined;
}

/** Standard Webhooks asks for 24 to 64 bytes. */
const SECRET_BYTES = 32;

/** Makes the secret of an endpoint, or takes the one that was brought. */
export async function makeSecret(
	c: AppContext,
	endpointId: string,
	kind: SecretKind,
	brought?: string,
): Promise<MadeSecret> {
	const { secret, publicKey } = await plainSecret(kind, brought);
	return {
		sealed: await seal(c.get('config').masterKey, endpointId, secret),
		publicKey,
		shown: kind === 'symmetric' || kind === 'poller' ? secret : undefined,
	};
}

async function plainSecret(
	kind: SecretKind,
	brought?: string,
): Promise<{ secret: string; publicKey: string | null }> {
	switch (kind) {
		case 'symmetric':
			return {
				secret: brought ?? `${SECRET_PREFIX}${randomBase64(SECRET_BYTES)}`,
				publicKey: null,
			};
		case 'asymmetric': {
			const pair = await newEd25519Pair();
			return {
				secret: `${SECRET_KEY_PREFIX}${pair.secretKey}`,
				publicKey: `${PUBLIC_KEY_PREFIX}${pair.publicKey}`,
			};
		}
		case 'poller':
			return { secret: newSecret('rcset_'), publicKey: null };
		case 'none':
			return { secret: '', publicKey: null };
	}
}

/**
 * POST /v1/webhook-endpoints/{id}/rotate-secret. Two secrets are good at most: one more rotation ends
 * the overlap of the one before.
 */
export async function rotateSecret(c: AppContext): Promise<Response> {
	const body = await readOptionalBody(c, secretRotation);
	if (!body.ok) return body.error;
	const endpoint = await endpointOf(c);
	if (!endpoint.ok) return endpoint.error;
	const { id } = endpoint.value;
	const { secret: brought, overlap_seconds: overlapSeconds } = body.value;
	const kind = secretKindOf(endpoint.value, signingOf(endpoint.value));
	if (kind === 'none') {
		return problem(
			409,
			'This endpoint has no secret: its Security Event Tokens are signed with a key of this service.',
		);
	}
	if (kind !== 'symmetric' && brought !== undefined) {
		return fieldProblem([
			{ field: 'secret', detail: 'cannot be set: Rollcall generates it for this endpoint' },
		]);
	}
	if (brought !== undefined) {
		const current = await unseal(c.get('config').masterKey, id, endpoint.value.secret);
		if (brought === current) {
			return fieldProblem([
				{ field: 'secret', detail: 'must not be the current secret of the endpoint' },
			]);
		}
	}
	const at = now();
	const made = await makeSecret(c, id, kind, brought);
	const change = {
		secret: made.sealed,
		publicKey: made.publicKey,
		previousSecretUntil: overlapSeconds === 0 ? null : at + overlapSeconds * 1000,
	};
	await replaceSecret(c.get('db'), id, change, at);
	audit(c, 'webhook_endpoint.rotate_secret', id, endpoint.value);
	return showEndpoint(c, made.shown);
}
