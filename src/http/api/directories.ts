/** /v1/directories and their tokens. */
import {
	directoryPatch,
	directoryQuery,
	newDirectory,
	newToken,
	type Directory,
	type Token,
} from '../../contract/directories.ts';
import { pageOf, toTimestamp, type Page } from '../../contract/shared.ts';
import { now } from '../../platform/clock.ts';
import { newSecret, sha256Hex } from '../../platform/crypto.ts';
import { newId } from '../../platform/ids.ts';
import { limitsOf } from '../../store/brake.ts';
import {
	findDirectory,
	insertToken,
	listDirectories,
	listTokens,
	revokeToken,
	type DirectoryRow,
	type NewToken,
	type TokenRow,
} from '../../store/directories.ts';
import { createDirectory, write } from '../../worker/writer-client.ts';
import { originOf, param, type AppContext } from '../context.ts';
import { audit } from './audit.ts';
import { problem, problemOf } from './problem.ts';
import { readBody, readQuery } from './validate.ts';

/** POST /v1/directories */
export async function create(c: AppContext): Promise<Response> {
	const body = await readBody(c, newDirectory);
	if (!body.ok) return body.error;
	const { secret, token } = await makeToken(null, null);
	const directory = { id: newId('dir'), ...body.value, token };
	await createDirectory(c.env, c.executionCtx, directory);
	audit(c, 'directory.create', directory.id);
	const row = await findDirectory(c.get('db'), directory.id);
	return row === undefined ? unknownDirectory(c) : c.json(toDirectory(c, row, secret), 201);
}

/** GET /v1/directories */
export async function list(c: AppContext): Promise<Response> {
	const query = readQuery(c, directoryQuery);
	if (!query.ok) return query.error;
	const { cursor = 0, limit, ...filter } = query.value;
	const rows = await listDirectories(c.get('db'), { ...filter, after: cursor, limit: limit + 1 });
	const page = pageOf(rows, limit, ({ key }) => key);
	const data = page.data.map((row) => toDirectory(c, row));
	return c.json({ ...page, data } satisfies Page<Directory>);
}

/** GET /v1/directories/{id} */
export async function read(c: AppContext): Promise<Response> {
	const row = await find(c);
	return row === undefined ? unknownDirectory(c) : c.json(toDirectory(c, row));
}

/** PATCH /v1/directories/{id} */
export async function update(c: AppContext): Promise<Response> {
	const body = await readBody(c, directoryPatch);
	if (!body.ok) return body.error;
	if ((await find(c)) === undefined) return unknownDirectory(c);
	const { name, state } = body.value;
	const answer = await write(c.env, c.executionCtx, param(c, 'id'), {
		tokenHash: null,
		size: 0,
		command: {
			kind: 'updateDirectory',
			...(name === undefined ? {} : { name }),
			...(state === undefined ? {} : { state }),
		},
	});
	if (!answer.ok) return problemOf(answer.error);
	audit(c, 'directory.update', param(c, 'id'));
	return read(c);
}

/** POST /v1/directories/{id}/tokens */
export async function createToken(c: AppContext): Promise<Response> {
	const body = await readBody(c, newToken);
	if (!body.ok) return body.error;
	const directory = await find(c);
	if (directory === undefined) return unknownDirectory(c);
	const { description = null, expires_at: expiresAt = null } = body.value;
	const { secret, token } = await makeToken(description, expiresAt);
	const at = now();
	await insertToken(c.get('db'), directory.key, token, at);
	audit(c, 'token.create', token.id);
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
export async function readTokens(c: AppContext): Promise<Response> {
	const directory = await find(c);
	if (directory === undefined) return unknownDirectory(c);
	const rows = await listTokens(c.get('db'), directory.key);
	return c.json({
		data: rows.map((row) => toToken(row, now())),
		next_cursor: null,
	} satisfies Page<Token>);
}

/** DELETE /v1/directories/{id}/tokens/{tokenId}: effective at once, nothing caches tokens. */
export async function deleteToken(c: AppContext): Promise<Response> {
	const tokenId = param(c, 'tokenId');
	const directory = await find(c);
	if (directory === undefined) return unknownDirectory(c);
	if (!(await revokeToken(c.get('db'), directory.key, tokenId, now()))) {
		return problem(404, `This directory has no token "${tokenId}".`);
	}
	audit(c, 'token.revoke', tokenId);
	return c.body(null, 204);
}

/** The directory that the path names. */
function find(c: AppContext): Promise<DirectoryRow | undefined> {
	return findDirectory(c.get('db'), param(c, 'id'));
}

/** 404 for the directory that the path names. */
export function unknownDirectory(c: AppContext): Response {
	return problem(404, `There is no directory "${param(c, 'id')}".`);
}

async function makeToken(
	description: string | null,
	expiresAt: number | null,
): Promise<{ secret: string; token: NewToken }> {
	const secret = newSecret('rcscim_');
	const hash = await sha256Hex(secret);
	return { secret, token: { id: newId('tok'), hash, description, expiresAt } };
}

function toDirectory(c: AppContext, row: DirectoryRow, secret?: string): Directory {
	const path = `/scim/v2/${row.id}`;
	return {
		id: row.id,
		name: row.name,
		tenant: row.tenant,
		product: row.product,
		// Only what the contract allows is ever stored.
		type: row.type as Directory['type'],
		state: row.state,
		scim: {
			path,
			endpoint: `${originOf(c)}${path}`,
			...(secret === undefined ? {} : { secret }),
		},
		user_count: row.userCount,
		group_count: row.groupCount,
		last_sequence: row.lastSequence,
		deliveries: row.pausedAt === null ? 'flowing' : 'held',
		deprovisioning_brake: limitsOf(row),
		created_at: toTimestamp(row.createdAt),
		updated_at: toTimestamp(row.updatedAt),
	};
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
