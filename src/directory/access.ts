/**
 * Whether a bearer token opens a directory (RFC 7644 §2). Every refusal reads the same, whatever is
 * wrong with the token, so that nothing can be learned by trying.
 */
import type { ScimError } from '../scim/errors.ts';
import { err, ok, type Result } from '../result.ts';
import type { Directory } from './model.ts';

/** What is known of the token that came with a request, in the directory it was sent to. */
export interface TokenState {
	readonly id: string;
	/** Epoch milliseconds. */
	readonly expiresAt: number | null;
	readonly revokedAt: number | null;
	readonly lastUsedAt: number | null;
}

const UNAUTHORIZED: ScimError = {
	status: 401,
	detail: 'The bearer token is missing, unknown, expired or revoked for this directory.',
};

const DEACTIVATED: ScimError = {
	status: 403,
	detail: 'This directory is deactivated. Its operator can activate it again.',
};

/** 401 without a live token of this very directory, 403 when the directory is deactivated. */
export function checkAccess<Checked extends Pick<Directory, 'state'>>(
	directory: Checked | undefined,
	token: TokenState | undefined,
	now: number,
): Result<{ readonly directory: Checked; readonly token: TokenState }, ScimError> {
	if (directory === undefined || token === undefined) return err(UNAUTHORIZED);
	if (token.revokedAt !== null) return err(UNAUTHORIZED);
	if (token.expiresAt !== null && token.expiresAt <= now) return err(UNAUTHORIZED);
	return directory.state === 'active' ? ok({ directory, token }) : err(DEACTIVATED);
}

/** "Last used" is told to this precision: a write for every request would be the dearer half of it. */
const LAST_USED_RESOLUTION_MS = 5 * 60_000;

/** True if the use of a token is worth noting. */
export function isUseNoteworthy(
	{ lastUsedAt }: Pick<TokenState, 'lastUsedAt'>,
	now: number,
): boolean {
	return lastUsedAt === null || now - lastUsedAt >= LAST_USED_RESOLUTION_MS;
}
