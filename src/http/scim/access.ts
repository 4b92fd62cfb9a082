/**
 * The bearer token of a SCIM request. A missing or malformed one is looked up like any other, so that
 * every refusal costs the same and says the same; a request that is wrong in another way learns so
 * only if its token is good.
 */
import { isUseNoteworthy } from '../../directory/access.ts';
import { now } from '../../platform/clock.ts';
import { sha256Hex } from '../../platform/crypto.ts';
import type { ScimError } from '../../scim/errors.ts';
import type { OpenDirectory, TokenProof } from '../../store/access.ts';
import { touchToken } from '../../store/directories.ts';
import { openDirectory } from '../../store/resources.ts';
import type { AppContext } from '../context.ts';
import { scimError } from './respond.ts';

/** The proof that comes with a request. */
export async function proofOf(c: AppContext): Promise<TokenProof> {
	const header = c.req.header('Authorization') ?? '';
	const token = /^Bearer +([^\s]+) *$/i.exec(header)?.[1] ?? '';
	return {
		directoryId: c.req.param('directoryId') ?? '',
		tokenHash: await sha256Hex(token),
		now: now(),
	};
}

/** Refuses a request for a reason that only the bearer of a good token may know. */
export async function refuse(
	c: AppContext,
	proof: TokenProof,
	error: ScimError,
	headers: Readonly<Record<string, string>> = {},
): Promise<Response> {
	const access = await openDirectory(c.get('db'), proof);
	return access.ok ? scimError(error, headers) : scimError(access.error);
}

/** Notes the use of a token, off the request path. */
export function noteUse(c: AppContext, directory: OpenDirectory, at: number): void {
	if (!isUseNoteworthy(directory.token, at)) return;
	c.executionCtx.waitUntil(touchToken(c.get('db'), directory.key, directory.token.id, at));
}
