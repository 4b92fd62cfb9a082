/** /v1/api-keys: making, listing and revoking them. Whether one is good is decided in access.ts. */
import { apiKeyQuery, newApiKey, type ApiKey } from '../../contract/api-keys.ts';
import { pageOf, toTimestamp } from '../../contract/shared.ts';
import { now } from '../../platform/clock.ts';
import { newSecret, sha256Hex } from '../../platform/crypto.ts';
import { newId } from '../../platform/ids.ts';
import {
	findKeyOf,
	insertApiKey,
	listApiKeys,
	revokeApiKey,
	type ApiKeyRow,
} from '../../store/api-keys.ts';
import { param, type AppContext } from '../context.ts';
import { API_KEY_PREFIX, ownerOf } from './access.ts';
import { audit } from './audit.ts';
import { pageAnswer, readListQuery } from './list.ts';
import { fieldProblem, problem } from './problem.ts';
import { readBody } from './validate.ts';

/** POST /v1/api-keys: whoever may do this may do everything, within its binding, so it grants no more. */
export async function create(c: AppContext): Promise<Response> {
	const body = await readBody(c, newApiKey);
	if (!body.ok) return body.error;
	const { name, scopes, expires_at: expiresAt = null } = body.value;
	const owner = ownerOf(c.get('caller'), body.value);
	if (!owner.ok) return owner.error;
	const createdAt = now();
	if (expiresAt !== null && expiresAt <= createdAt) {
		return fieldProblem([{ field: 'expires_at', detail: 'must be in the future' }]);
	}
	const secret = newSecret(API_KEY_PREFIX);
	const { tenant = null, product = null } = owner.value;
	const key = { id: newId('ak'), name, scopes, tenant, product, createdAt, expiresAt };
	await insertApiKey(c.get('db'), { ...key, hash: await sha256Hex(secret) });
	audit(c, 'api_key.create', key.id, key);
	return c.json({ ...toApiKey({ ...key, lastUsedAt: null, state: 'live' }), secret }, 201);
}

/** GET /v1/api-keys: those that are bound to what the caller is bound to. */
export async function list(c: AppContext): Promise<Response> {
	const query = await readListQuery(c, apiKeyQuery);
	if (!query.ok) return query.error;
	const { cursor: after, limit } = query.value;
	const wanted = { after, limit: limit + 1, now: now() };
	const rows = await listApiKeys(c.get('db'), c.get('caller'), wanted);
	const page = pageOf(rows, limit, ({ id }) => id);
	return pageAnswer(c, { ...page, data: page.data.map(toApiKey) });
}

/** GET /v1/api-keys/{id} */
export async function read(c: AppContext): Promise<Response> {
	const row = await findKeyOf(c.get('db'), c.get('caller'), param(c, 'id'), now());
	return row === undefined ? unknownKey(c) : c.json(toApiKey(row));
}

/** DELETE /v1/api-keys/{id}: effective at once, nothing caches keys. A key may revoke itself. */
export async function remove(c: AppContext): Promise<Response> {
	const id = param(c, 'id');
	const key = await revokeApiKey(c.get('db'), c.get('caller'), id, now());
	if (key === undefined) return unknownKey(c);
	audit(c, 'api_key.revoke', id, key);
	return c.body(null, 204);
}

function unknownKey(c: AppContext): Response {
	return problem(404, `There is no API key "${param(c, 'id')}".`);
}

function toApiKey(row: ApiKeyRow): ApiKey {
	return {
		id: row.id,
		name: row.name,
		scopes: row.scopes,
		tenant: row.tenant,
		product: row.product,
		state: row.state,
		created_at: toTimestamp(row.createdAt),
		expires_at: toTimestamp(row.expiresAt),
		last_used_at: toTimestamp(row.lastUsedAt),
	};
}
