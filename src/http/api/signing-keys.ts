/** /v1/signing-keys: the keys that sign Security Event Tokens. */
import type { Page } from '../../contract/shared.ts';
import type { SigningKey } from '../../contract/signing-keys.ts';
import { now } from '../../platform/clock.ts';
import { addSigningKey, keyInUse, signingKeys } from '../../worker/set-signer.ts';
import type { AppContext } from '../context.ts';
import { signingDeps } from '../sets/keys.ts';
import { audit } from './audit.ts';

/** GET /v1/signing-keys: all of them, oldest first, on one page: one is made when an operator asks. */
export async function list(c: AppContext): Promise<Response> {
	return c.json({ data: await read(c), next_cursor: null } satisfies Page<SigningKey>);
}

/** POST /v1/signing-keys: the next key; it signs once receivers have had the time to learn of it. */
export async function create(c: AppContext): Promise<Response> {
	const { id } = await addSigningKey(signingDeps(c));
	audit(c, 'signing_key.create', id);
	const key = (await read(c)).find((each) => each.id === id);
	return c.json(key, 201);
}

async function read(c: AppContext): Promise<readonly SigningKey[]> {
	const keys = await signingKeys(signingDeps(c));
	const current = keyInUse(keys, now());
	return keys.map(({ id, publicKey, createdAt }) => ({
		id,
		state: id === current.id ? 'current' : id > current.id ? 'next' : 'previous',
		public_key: JSON.parse(publicKey) as Record<string, unknown>,
		created_at: new Date(createdAt).toISOString(),
	}));
}
