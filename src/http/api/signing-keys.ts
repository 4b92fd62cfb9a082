/** /v1/signing-keys: the keys that sign Security Event Tokens. */
import { toTimestamp, type Page } from '../../contract/shared.ts';
import { newSigningKey, type SigningKey } from '../../contract/signing-keys.ts';
import { now } from '../../platform/clock.ts';
import type { SigningKeyRow } from '../../store/signing-keys.ts';
import { addSigningKey, keyInUse, retireSigningKey, signingKeys } from '../../worker/set-signer.ts';
import { param, type AppContext } from '../context.ts';
import { signingDeps } from '../sets/keys.ts';
import { audit } from './audit.ts';
import { problem } from './problem.ts';
import { readOptionalBody } from './validate.ts';

/** GET /v1/signing-keys: all of them, oldest first, on one page: one is made when an operator asks. */
export async function list(c: AppContext): Promise<Response> {
	const keys = await signingKeys(signingDeps(c));
	const current = keyInUse(keys, now());
	return c.json({
		data: keys.map((key) => toSigningKey(key, current)),
		next_cursor: null,
	} satisfies Page<SigningKey>);
}

/** POST /v1/signing-keys: the next key; it signs once receivers have had the time to learn of it. */
export async function create(c: AppContext): Promise<Response> {
	const body = await readOptionalBody(c, newSigningKey);
	if (!body.ok) return body.error;
	const key = await addSigningKey(signingDeps(c));
	if (!key.ok) {
		const since = toTimestamp(key.error);
		return problem(
			409,
			`There is already a next key. It signs from ${since}; create another one after that.`,
		);
	}
	audit(c, 'signing_key.create', key.value.id);
	const current = keyInUse(await signingKeys(signingDeps(c)), now());
	return c.json(toSigningKey(key.value, current), 201);
}

/** DELETE /v1/signing-keys/{id}: it is published no longer, and what it has signed not verified. */
export async function remove(c: AppContext): Promise<Response> {
	const id = param(c, 'id');
	const outcome = await retireSigningKey(signingDeps(c), id);
	if (outcome === 'unknown') return problem(404, `There is no signing key "${id}".`);
	if (outcome === 'last') {
		return problem(
			409,
			'This is the only signing key. Create another one with POST /v1/signing-keys first.',
		);
	}
	audit(c, 'signing_key.delete', id);
	return c.body(null, 204);
}

function toSigningKey(
	{ id, publicKey, createdAt }: SigningKeyRow,
	current: SigningKeyRow,
): SigningKey {
	return {
		id,
		state: id === current.id ? 'current' : id > current.id ? 'next' : 'previous',
		public_key: JSON.parse(publicKey) as Record<string, unknown>,
		created_at: toTimestamp(createdAt),
	};
}
