/**
 * Signs webhooks and checks secrets (Standard Webhooks, "Signature scheme"). The HMAC is the
 * reference library's, ed25519 the platform's; no cryptography is made here.
 */
import { Webhook } from 'standardwebhooks';
import { err, ok, type Result } from '../result.ts';

/** What a symmetric secret starts with when people see it (Standard Webhooks, "Signature scheme"). */
export const SECRET_PREFIX = 'whsec_';
/** What the secret key of an asymmetric pair starts with: the base64 of its seed and public key. */
export const SECRET_KEY_PREFIX = 'whsk_';
/** What the public key of an asymmetric pair starts with: the base64 of its 32 bytes. */
export const PUBLIC_KEY_PREFIX = 'whpk_';

/** 192 to 512 bits, as the specification asks. */
const SECRET_BYTES_MIN = 24;
const SECRET_BYTES_MAX = 64;

/** An ed25519 seed, and as much again for the public key (RFC 8032 §5.1.5). */
const KEY_BYTES = 32;

/** Checks a secret that somebody brought: `whsec_` and the base64 of 24 to 64 bytes. */
export function checkSecret(secret: string): Result<string, string> {
	if (!secret.startsWith(SECRET_PREFIX)) return err(`A secret starts with ${SECRET_PREFIX}.`);
	const bytes = decodedLength(secret.slice(SECRET_PREFIX.length));
	if (bytes === undefined) return err('A secret is padded base64 after its prefix.');
	if (bytes < SECRET_BYTES_MIN || bytes > SECRET_BYTES_MAX) {
		return err(`A secret has ${SECRET_BYTES_MIN} to ${SECRET_BYTES_MAX} bytes, not ${bytes}.`);
	}
	return ok(secret);
}

/**
 * Makes the three `webhook-` headers. Several secrets give several signatures, so that a receiver
 * can change its secret without missing a webhook (Standard Webhooks, "Webhook headers"). Each secret's
 * prefix says how it signs. Throws for a secret that is none.
 */
export async function signedHeaders(
	webhook: { readonly id: string; readonly body: string },
	attemptedAt: number,
	secrets: readonly string[],
): Promise<Record<string, string>> {
	const signatures = secrets.map(async (secret) =>
		secret.startsWith(SECRET_KEY_PREFIX)
			? signWithKey(webhook, attemptedAt, secret)
			: new Webhook(secret).sign(webhook.id, new Date(attemptedAt), webhook.body),
	);
	return {
		'webhook-id': webhook.id,
		'webhook-timestamp': timestampOf(attemptedAt),
		'webhook-signature': (await Promise.all(signatures)).join(' '),
	};
}

/** `v1a`: ed25519 over the same text as `v1`. */
async function signWithKey(
	webhook: { readonly id: string; readonly body: string },
	attemptedAt: number,
	secret: string,
): Promise<string> {
	const bytes = atob(secret.slice(SECRET_KEY_PREFIX.length));
	const key = await crypto.subtle.importKey(
		'jwk',
		// RFC 8037 §2.
		{
			kty: 'OKP',
			crv: 'Ed25519',
			d: base64Url(bytes.slice(0, KEY_BYTES)),
			x: base64Url(bytes.slice(KEY_BYTES)),
		},
		'Ed25519',
		false,
		['sign'],
	);
	const signed = `${webhook.id}.${timestampOf(attemptedAt)}.${webhook.body}`;
	const signature = await crypto.subtle.sign('Ed25519', key, new TextEncoder().encode(signed));
	return `v1a,${btoa(String.fromCharCode(...new Uint8Array(signature)))}`;
}

/** The header `webhook-timestamp`: whole seconds. */
export function timestampOf(attemptedAt: number): string {
	return String(Math.floor(attemptedAt / 1000));
}

function base64Url(bytes: string): string {
	return btoa(bytes).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/** Only canonical base64 counts: receivers' libraries disagree about anything looser. */
function decodedLength(base64: string): number | undefined {
	try {
		const bytes = atob(base64);
		return btoa(bytes) === base64 ? bytes.length : undefined;
	} catch {
		return undefined;
	}
}
