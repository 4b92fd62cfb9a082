/**
 * Secrets: made, hashed and sealed here and nowhere else. Bearer tokens carry 256 random bits, so a
 * plain SHA-256 of them is enough at rest (a password hash protects guessable secrets, these are
 * not); webhook secrets must be read again to sign, so they are sealed with AES-GCM.
 */
const text = new TextEncoder();

/** A new secret of 256 random bits, base64url, behind a prefix that secret scanners can know. */
export function newSecret(prefix: string): string {
	return prefix + toBase64Url(crypto.getRandomValues(new Uint8Array(32)));
}

/** Random bytes in base64. */
export function randomBase64(bytes: number): string {
	return toBase64(crypto.getRandomValues(new Uint8Array(bytes)));
}

/** An ed25519 key pair (RFC 8032) in base64: the secret key is the seed with the public key after it. */
export async function newEd25519Pair(): Promise<{ secretKey: string; publicKey: string }> {
	// The platform's types do not know what each algorithm and format give.
	const pair = (await crypto.subtle.generateKey('Ed25519', true, [
		'sign',
		'verify',
	])) as CryptoKeyPair;
	const jwk = (await crypto.subtle.exportKey('jwk', pair.privateKey)) as JsonWebKey;
	const [seed, publicKey] = [fromBase64(jwk.d ?? ''), fromBase64(jwk.x ?? '')];
	return { secretKey: toBase64([...seed, ...publicKey]), publicKey: toBase64(publicKey) };
}

/** The SHA-256 of a text, in lower-case hex. */
export async function sha256Hex(value: string): Promise<string> {
	const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', text.encode(value)));
	return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Compares two texts in time that does not depend on where they differ. */
export async function equalSecrets(left: string, right: string): Promise<boolean> {
	const [a, b] = await Promise.all([
		crypto.subtle.digest('SHA-256', text.encode(left)),
		crypto.subtle.digest('SHA-256', text.encode(right)),
	]);
	return crypto.subtle.timingSafeEqual(a, b);
}

/**
 * Encrypts a secret for storage, or for a client to bring back: `v1.` + base64url(iv ‖ ciphertext), of
 * characters that every URL takes. `context` (what the secret belongs to) is authenticated, so that a
 * sealed value moved to another row or request does not open.
 */
export async function seal(masterKey: string, context: string, secret: string): Promise<string> {
	const iv = crypto.getRandomValues(new Uint8Array(12));
	const sealed = await crypto.subtle.encrypt(
		{ name: 'AES-GCM', iv, additionalData: text.encode(context) },
		await aesKey(masterKey),
		text.encode(secret),
	);
	return `v1.${toBase64Url(new Uint8Array([...iv, ...new Uint8Array(sealed)]))}`;
}

/**
 * Decrypts what {@link seal} made; undefined when the key, the context or the value is not the one
 * sealed.
 */
export async function unseal(
	masterKey: string,
	context: string,
	sealed: string,
): Promise<string | undefined> {
	const key = await aesKey(masterKey);
	if (!sealed.startsWith('v1.')) return undefined;
	try {
		const bytes = fromBase64(sealed.slice(3));
		const opened = await crypto.subtle.decrypt(
			{ name: 'AES-GCM', iv: bytes.subarray(0, 12), additionalData: text.encode(context) },
			key,
			bytes.subarray(12),
		);
		return new TextDecoder().decode(opened);
	} catch {
		return undefined;
	}
}

function aesKey(masterKey: string): Promise<CryptoKey> {
	const bytes = Uint8Array.from(atob(masterKey), (character) => character.charCodeAt(0));
	return crypto.subtle.importKey('raw', bytes, 'AES-GCM', false, ['encrypt', 'decrypt']);
}

/** Reads either alphabet, for some secrets are stored in the other one; throws unless it is exact. */
function fromBase64(encoded: string): Uint8Array<ArrayBuffer> {
	const base64 = encoded.replaceAll('-', '+').replaceAll('_', '/');
	const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
	// atob passes over blanks and stray bits at the end, so that several texts would mean the same.
	if (toBase64Url(bytes) !== urlSafe(base64)) throw new Error('A sealed secret is not base64.');
	return bytes;
}

function urlSafe(base64: string): string {
	return base64.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

function toBase64Url(bytes: Uint8Array): string {
	return urlSafe(toBase64(bytes));
}

function toBase64(bytes: Iterable<number>): string {
	// Not all at once: a call takes some tens of thousands of arguments at most.
	return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
}

/** Makes the HMAC-SHA-256 (RFC 2104) of texts with one key, which is in base64. */
export async function macWith(key: string): Promise<(value: string) => Promise<Uint8Array>> {
	const algorithm = { name: 'HMAC', hash: 'SHA-256' };
	const imported = await crypto.subtle.importKey('raw', fromBase64(key), algorithm, false, [
		'sign',
	]);
	return async (value) =>
		new Uint8Array(await crypto.subtle.sign('HMAC', imported, text.encode(value)));
}
