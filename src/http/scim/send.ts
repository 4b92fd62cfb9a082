/** How a SCIM request reaches the writer of its directory: with the token that it came with. */
import type { Command } from '../../directory/model.ts';
import type { TokenProof } from '../../store/access.ts';
import { write } from '../../worker/writer-client.ts';
import type { AppContext } from '../context.ts';
import { noteBad } from './access.ts';

/** Sends a command of so many characters; a token that the writer refuses is admitted no more. */
export async function send(
	c: AppContext,
	proof: TokenProof,
	command: Command,
	size: number,
): ReturnType<typeof write> {
	const { directoryId, tokenHash } = proof;
	const answer = await write(c.env, c.executionCtx, directoryId, { tokenHash, command, size });
	if (!answer.ok && [401, 403].includes(answer.error.status)) noteBad(proof);
	return answer;
}
