/**
 * Signs Security Event Tokens (RFC 8417) with ES256, and keeps the keys: the first is made when one is
 * needed, further ones when an operator asks. Every key is published before it is used, and after,
 * until an operator retires it.
 */
import type { JWK } from 'jose';
import { seal, unseal } from '../platform/crypto.ts';
import { newKeyPair, signerWith, type SignJwt } from '../platform/es256.ts';
import { err, ok, type Result } from '../result.ts';
import type { Database } from '../store/database.ts';
import {
	deleteSigningKey,
	insertFirstSigningKey,
	insertSigningKey,
	listSigningKeys,
	type SigningKeyRow,
} from '../store/signing-keys.ts';

/** What keys are made and kept with. */
export interface SigningDeps {
	readonly db: Database;
	/** 32 bytes in base64. */
	readonly masterKey: string;
	/** Epoch milliseconds. */
	readonly now: () => number;
	readonly newId: (prefix: 'key') => string;
}

/** Makes a signed JWT of the claims of a SET; an error says why there is no key to sign it with. */
export type SignSet = (claims: object) => Promise<Result<string, string>>;

/** RFC 8417 §2.3: the type of a JWT that is a SET. */
const SET_TYPE = 'secevent+jwt';

/** For how long receivers may keep the published keys, in seconds. */
export const JWKS_MAX_AGE_SECONDS = 300;

/** A new key signs only when nobody can hold published keys that lack it. */
const PUBLISHED_BEFORE_USE_MS = 2 * JWKS_MAX_AGE_SECONDS * 1000;

/** How long an isolate goes on with the key it knows. */
const KNOWN_MS = 60_000;

let known: { readonly id: string; readonly sign: SignJwt; readonly until: number } | undefined;

const NO_KEY =
	'The signing key cannot be opened: ROLLCALL_MASTER_KEY has changed. Add a signing key.';

/** Makes the signer of SETs; it throws when D1 fails. */
export function createSetSigner(deps: SigningDeps): SignSet {
	return async (claims) => {
		const now = deps.now();
		if (known === undefined || known.until <= now) {
			const key = keyInUse(await signingKeys(deps), now);
			const sign = known?.id === key.id ? known.sign : await signerOf(deps, key);
			if (sign === undefined) return err(NO_KEY);
			known = { id: key.id, sign, until: now + KNOWN_MS };
		}
		return ok(await known.sign(claims, SET_TYPE));
	};
}

/** Reads the keys, oldest first; the first one is made here, so that there is always one. */
export async function signingKeys(
	deps: SigningDeps,
): Promise<readonly [SigningKeyRow, ...SigningKeyRow[]]> {
	let [first, ...others] = await listSigningKeys(deps.db);
	if (first === undefined) {
		await insertFirstSigningKey(deps.db, await newSigningKey(deps));
		[first, ...others] = await listSigningKeys(deps.db);
	}
	if (first === undefined) throw new Error('The first signing key was not kept.');
	return [first, ...others];
}

/**
 * Adds a key, which will sign once it has been published for long enough. While another waits for that,
 * none is added: the error is from when that one signs (epoch milliseconds).
 */
export async function addSigningKey(deps: SigningDeps): Promise<Result<SigningKeyRow, number>> {
	const key = await newSigningKey(deps);
	const isAdded = await insertSigningKey(deps.db, key, deps.now() - PUBLISHED_BEFORE_USE_MS);
	if (isAdded) return ok(key);
	const keys = await signingKeys(deps);
	return err((keys.at(-1) ?? keys[0]).createdAt + PUBLISHED_BEFORE_USE_MS);
}

/**
 * Retires a key unless it is the last one. Those who have it go on for a while: receivers for as long as
 * they may keep the published keys, other isolates with signing for a minute.
 */
export async function retireSigningKey(
	{ db }: SigningDeps,
	id: string,
): ReturnType<typeof deleteSigningKey> {
	const outcome = await deleteSigningKey(db, id);
	if (outcome === 'deleted' && known?.id === id) known = undefined;
	return outcome;
}

/** The newest key that everybody can know; the first one there is needs not wait. */
export function keyInUse(
	keys: readonly [SigningKeyRow, ...SigningKeyRow[]],
	now: number,
): SigningKeyRow {
	const latest = now - PUBLISHED_BEFORE_USE_MS;
	return keys.findLast(({ createdAt }) => createdAt <= latest) ?? keys[0];
}

async function newSigningKey({ masterKey, now, newId }: SigningDeps): Promise<SigningKeyRow> {
	const id = newId('key');
	const { publicKey, privateKey } = await newKeyPair(id);
	return {
		id,
		publicKey: JSON.stringify(publicKey),
		privateKey: await seal(masterKey, id, JSON.stringify(privateKey)),
		createdAt: now(),
	};
}

async function signerOf(
	{ masterKey }: SigningDeps,
	key: SigningKeyRow,
): Promise<SignJwt | undefined> {
	const text = await unseal(masterKey, key.id, key.privateKey);
	return text === undefined ? undefined : signerWith(JSON.parse(text) as JWK);
}
