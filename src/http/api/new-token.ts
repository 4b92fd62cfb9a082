/** Makes the bearer tokens of directories. */
import { newSecret, sha256Hex } from '../../platform/crypto.ts';
import { newId } from '../../platform/ids.ts';
import type { NewToken } from '../../store/tokens.ts';

/** Makes a token, and its secret unless one is given; nothing is stored yet. */
export async function makeToken(
	description: string | null,
	expiresAt: number | null,
	given?: string,
): Promise<{ secret: string; token: NewToken }> {
	const secret = given ?? newSecret('rcscim_');
	const hash = await sha256Hex(secret);
	return { secret, token: { id: newId('tok'), hash, description, expiresAt } };
}
