/**
 * ES256 keys and the JWTs that they sign (RFC 7515, RFC 7518 §3.4). The cryptography is jose's; which
 * key is used, and how it is kept, is decided elsewhere.
 */
import { exportJWK, generateKeyPair, importJWK, type JWK, SignJWT } from 'jose';

const ALGORITHM = 'ES256';

/** A key pair as two JWKs (RFC 7517); the public one is ready to be published. */
export interface KeyPair {
	readonly publicKey: JWK;
	readonly privateKey: JWK;
}

/** Makes a key pair of this `kid`. */
export async function newKeyPair(kid: string): Promise<KeyPair> {
	const pair = await generateKeyPair(ALGORITHM, { extractable: true });
	const about = { kid, alg: ALGORITHM, use: 'sig' };
	return {
		publicKey: { ...(await exportJWK(pair.publicKey)), ...about },
		privateKey: { ...(await exportJWK(pair.privateKey)), ...about },
	};
}

/** Signs claims as a JWT of this `typ`. */
export type SignJwt = (claims: object, typ: string) => Promise<string>;

/** Makes a private JWK ready to sign; throws if it is none of ours. */
export async function signerWith(privateKey: JWK): Promise<SignJwt> {
	const { kid } = privateKey;
	if (kid === undefined) throw new Error('A signing key has no kid.');
	const key = await importJWK(privateKey, ALGORITHM);
	return (claims, typ) =>
		new SignJWT({ ...claims }).setProtectedHeader({ alg: ALGORITHM, kid, typ }).sign(key);
}
