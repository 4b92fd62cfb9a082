/** GET /.well-known/jwks.json: the public halves of the keys that sign SETs (RFC 7517 §5). */
import type { JWK } from 'jose';
import { now } from '../../platform/clock.ts';
import { newId } from '../../platform/ids.ts';
import { JWKS_MAX_AGE_SECONDS, signingKeys, type SigningDeps } from '../../worker/set-signer.ts';
import type { AppContext } from '../context.ts';

/** Shows all keys, for old SETs are verified too; there is one before the first SET is made. */
export async function readJwks(c: AppContext): Promise<Response> {
	const keys = await signingKeys(signingDeps(c));
	const body = { keys: keys.map(({ publicKey }) => JSON.parse(publicKey) as JWK) };
	return new Response(JSON.stringify(body), {
		headers: {
			'Content-Type': 'application/jwk-set+json',
			'Cache-Control': `public, max-age=${JWKS_MAX_AGE_SECONDS}`,
		},
	});
}

/** What the keys are made and used with. */
export function signingDeps(c: AppContext): SigningDeps {
	return { db: c.get('db'), masterKey: c.get('config').masterKey, now, newId };
}
