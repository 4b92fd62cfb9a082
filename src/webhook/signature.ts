/**
 * Signs webhooks and checks secrets (Standard Webhooks, "Signature scheme"). The HMAC is the
 * reference library's; no cryptography is made here.
 */
import { Webhook } from 'standardwebhooks';
import { err, ok, type Result } from '../result.ts';

/** What a symmetric secret starts with when people see it (Standard Webhooks, "Signature scheme"). */
export const SECRET_PREFIX = 'whsec_';

/** 192 to 512 bits, as the specification asks. */
const SECRET_BYTES_MIN = 24;
const SECRET_BYTES_MAX = 64;

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
 * can change its secret without missing a webhook (Standard Webhooks, "Webhook headers").
 */
export function signedHeaders(
	webhook: { readonly id: string; readonly body: string },
	attemptedAt: number,
	secrets: readonly string[],
): Record<string, string> {
	const timestamp = new Date(attemptedAt);
	const signatures = secrets.map((secret) =>
		new Webhook(secret).sign(webhook.id, timestamp, webhook.body),
	);
	return {
		'webhook-id': webhook.id,
		'webhook-timestamp': String(Math.floor(attemptedAt / 1000)),
		'webhook-signature': signatures.join(' '),
	};
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
