/** /v1/directories/{id}/tokens: the secrets that identity providers send. */
import type * as z from 'zod';
import { newToken, tokenRotation, type Token } from '../../contract/directories.ts';
import { toTimestamp, type Page } from '../../contract/shared.ts';
import { now } from '../../platform/clock.ts';
import {
	insertToken,
	listTokens,
	revokeToken,
	rotateTokens,
	type TokenRow,
} from '../../store/tokens.ts';
import { param, type AppContext } from '../context.ts';
import { audit } from './audit.ts';
import { find, unknownDirectory } from './directories.ts';
import { makeToken } from './new-token.ts';
import { fieldProblem, problem } from './problem.ts';
import { readBody, readOptionalBody } from './validate.ts';

/** POST /v1/directories/{id}/tokens */
export async function create(c: AppContext): Promise<Response> {
	const body = await readBody(c, newToken);
	if (!body.ok) return body.error;
	return make(c, 'token.create', body.value, insertToken);
}

/** POST /v1/directories/{id}/rotate-token: a new token, and an end to all others. */
export async function rotate(c: AppContext): Promise<Response> {
	const body = await readOptionalBody(c, tokenRotation);
	if (!body.ok) return body.error;
	const { overlap_seconds: overlapSeconds, ...given } = body.value;
	return make(c, 'token.rotate', given, (db, directoryKey, token, at) =>
		rotateTokens(db, directoryKey, token, { now: at, until: at + overlapSeconds * 1000 }),
	);
}

/** Makes a token and answers with its secret. */
async function make(
	c: AppContext,
	action: string,
	given: z.output<typeof newToken>,
	store: typeof insertToken,
): Promise<Response> {
	const { description = null, expires_at: expiresAt = null } = given;
	const at = now();
	if (expiresAt !== null && expiresAt <= at) {
		return fieldProblem([{ field: 'expires_at', detail: 'must be in the future' }]);
	}
	const directory = await find(c);
	if (directory === undefined) return unknownDirectory(c);
	const { secret, token } = await makeToken(description, expiresAt);
	await store(c.get('db'), directory.key, token, at);
	audit(c, action, token.id);
	const row = {
		...token,
		directoryKey: directory.key,
		createdAt: at,
		lastUsedAt: null,
		revokedAt: null,
	};
	return c.json({ ...toToken(row, at), secret } satisfies Token, 201);
}

/** GET /v1/directories/{id}/tokens */
export async function list(c: AppContext): Promise<Response> {
	const rows = await listTokens(c.get('db'), param(c, 'id'));
	if (rows === undefined) return unknownDirectory(c);
	return c.json({
		data: rows.map((row) => toToken(row, now())),
		next_cursor: null,
	} satisfies Page<Token>);
}

/** DELETE /v1/directories/{id}/tokens/{tokenId}: effective at once, nothing caches tokens. */
export async function remove(c: AppContext): Promise<Response> {
	const tokenId = param(c, 'tokenId');
	const directory = await find(c);
	if (directory === undefined) return unknownDirectory(c);
	if (!(await revokeToken(c.get('db'), directory.key, tokenId, now()))) {
		return problem(404, `This directory has no token "${tokenId}".`);
	}
	audit(c, 'token.revoke', tokenId);
	return c.body(null, 204);
}

function toToken(row: TokenRow, at: number): Token {
	const expired = row.expiresAt !== null && row.expiresAt <= at;
	return {
		id: row.id,
		description: row.description,
		state: row.revokedAt !== null ? 'revoked' : expired ? 'expired' : 'live',
		created_at: toTimestamp(row.createdAt),
		expires_at: toTimestamp(row.expiresAt),
		last_used_at: toTimestamp(row.lastUsedAt),
		revoked_at: toTimestamp(row.revokedAt),
	};
}
