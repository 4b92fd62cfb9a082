/** Proof Key for Code Exchange (RFC 7636): who exchanges a code shows that it asked for it. */
import { newSecret } from './crypto.ts';

/** A new code verifier: 43 characters out of 256 random bits (§4.1). */
export function newVerifier(): string {
	return newSecret('');
}

/** The code challenge of a verifier, by the method `S256` (§4.2). */
export async function challengeOf(verifier: string): Promise<string> {
	const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier));
	const base64 = btoa(String.fromCharCode(...new Uint8Array(digest)));
	return base64.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}
