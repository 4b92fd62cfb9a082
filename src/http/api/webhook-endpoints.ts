/** /v1/webhook-endpoints */
import { toCursor, type Page } from '../../contract/shared.ts';
import {
	newWebhookEndpoint,
	webhookEndpointQuery,
	type WebhookEndpoint,
} from '../../contract/webhook-endpoints.ts';
import { now } from '../../platform/clock.ts';
import { randomBase64, seal } from '../../platform/crypto.ts';
import { newId } from '../../platform/ids.ts';
import { findDirectory } from '../../store/directories.ts';
import {
	findEndpoint,
	insertEndpoint,
	listEndpoints,
	type Endpoint,
} from '../../store/webhook-endpoints.ts';
import { isTypePattern } from '../../webhook/payload.ts';
import { checkSecret, SECRET_PREFIX } from '../../webhook/signature.ts';
import { checkTarget } from '../../webhook/target.ts';
import type { AppContext } from '../context.ts';
import { audit } from './audit.ts';
import { unknownType } from './events.ts';
import { fieldProblem, problem } from './problem.ts';
import { readBody, readQuery } from './validate.ts';

/** Standard Webhooks asks for 24 to 64 bytes. */
const SECRET_BYTES = 32;

/** POST /v1/webhook-endpoints */
export async function create(c: AppContext): Promise<Response> {
	const body = await readBody(c, newWebhookEndpoint);
	if (!body.ok) return body.error;
	const { url, types, directory_id: directoryId, tenant, product } = body.value;
	const target = checkTarget(url, {
		allowInsecure: c.get('config').allowInsecureTargets,
		ownHost: new URL(c.req.url).host,
	});
	if (!target.ok) return fieldProblem([{ field: 'url', detail: target.error }]);
	const wrong = types?.find((type) => !isTypePattern(type));
	if (wrong !== undefined) return unknownType('types', wrong);
	const secret = body.value.secret ?? `${SECRET_PREFIX}${randomBase64(SECRET_BYTES)}`;
	const checked = checkSecret(secret);
	if (!checked.ok) return fieldProblem([{ field: 'secret', detail: checked.error }]);
	const db = c.get('db');
	if (directoryId !== undefined && (await findDirectory(db, directoryId)) === undefined) {
		const detail = `there is no directory "${directoryId}"`;
		return fieldProblem([{ field: 'directory_id', detail }], 404);
	}
	const id = newId('ep');
	const row = await insertEndpoint(db, {
		id,
		scope: {
			...(directoryId === undefined ? {} : { directoryId }),
			...(tenant === undefined ? {} : { tenant }),
			...(product === undefined ? {} : { product }),
		},
		url: target.value.href,
		description: body.value.description ?? null,
		types: types ?? null,
		maxBatch: body.value.max_batch,
		sealedSecret: await seal(c.get('config').masterKey, id, secret),
		now: now(),
	});
	audit(c, 'webhook_endpoint.create', id);
	return c.json({ ...toWebhookEndpoint(row), secret }, 201);
}

/** GET /v1/webhook-endpoints */
export async function list(c: AppContext): Promise<Response> {
	const query = readQuery(c, webhookEndpointQuery);
	if (!query.ok) return query.error;
	const { cursor, limit } = query.value;
	const rows = await listEndpoints(c.get('db'), { after: cursor, limit: limit + 1 });
	const page = rows.slice(0, limit);
	return c.json({
		data: page.map(toWebhookEndpoint),
		next_cursor: rows.length > limit ? toCursor(page.at(-1)?.id ?? '') : null,
	} satisfies Page<WebhookEndpoint>);
}

/** GET /v1/webhook-endpoints/{id} */
export async function read(c: AppContext): Promise<Response> {
	const id = c.req.param('id') ?? '';
	const row = await findEndpoint(c.get('db'), id);
	return row === undefined
		? problem(404, `There is no webhook endpoint "${id}".`)
		: c.json(toWebhookEndpoint(row));
}

function toWebhookEndpoint(row: Endpoint): WebhookEndpoint {
	return {
		id: row.id,
		url: row.url,
		description: row.description,
		directory_id: row.directoryId,
		tenant: row.tenant,
		product: row.product,
		types: row.types,
		max_batch: row.maxBatch,
		state: row.state,
		disabled_reason: row.disabledReason,
		created_at: new Date(row.createdAt).toISOString(),
		updated_at: new Date(row.updatedAt).toISOString(),
	};
}
