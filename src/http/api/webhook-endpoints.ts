/** /v1/webhook-endpoints: making, listing, changing and deleting them. */
import { logsOf, misfitsOf, misfitsOfNew, SET_TYPES } from '../../contract/endpoint-rules.ts';
import { pageOf } from '../../contract/shared.ts';
import {
	newWebhookEndpoint,
	webhookEndpointPatch,
	webhookEndpointQuery,
	type NewWebhookEndpoint,
	type WebhookEndpoint,
	type WebhookEndpointPatch,
} from '../../contract/webhook-endpoints.ts';
import { now } from '../../platform/clock.ts';
import { seal } from '../../platform/crypto.ts';
import { newId } from '../../platform/ids.ts';
import { err, ok, type Result } from '../../result.ts';
import type { DueCursor } from '../../store/delivery-cursors.ts';
import { findLog } from '../../store/directories.ts';
import { mayTouch } from '../../store/ownership.ts';
import { listEndpoints, NOTHING_COUNTED } from '../../store/shown-endpoints.ts';
import {
	deleteEndpoint,
	disableEndpoint,
	enableEndpoint,
	insertEndpoint,
	updateEndpoint,
	type Endpoint,
	type EndpointChange,
} from '../../store/webhook-endpoints.ts';
import { checkTarget } from '../../webhook/target.ts';
import { sendWakeUps } from '../../worker/delivery-client.ts';
import { originOf, type AppContext } from '../context.ts';
import { ownerOf } from './access.ts';
import { audit } from './audit.ts';
import { makeSecret, secretKindOf } from './endpoint-secrets.ts';
import { COUNTED, endpointOf, showEndpoint, toWebhookEndpoint } from './endpoint-view.ts';
import { pageAnswer, readListQuery } from './list.ts';
import { fieldProblem, type FieldError } from './problem.ts';
import { readBody } from './validate.ts';

/** POST /v1/webhook-endpoints */
export async function create(c: AppContext): Promise<Response> {
	const body = await readBody(c, newWebhookEndpoint);
	if (!body.ok) return body.error;
	const isOfDirectory = body.value.directory_id !== undefined;
	const owner = isOfDirectory ? ok({}) : ownerOf(c.get('caller'), body.value);
	if (!owner.ok) return owner.error;
	const endpoint = { ...body.value, ...owner.value };
	// Once more, for a key that is bound has narrowed the scope.
	const misfits = misfitsOfNew(endpoint);
	if (misfits.length > 0) return fieldProblem(misfits);
	const id = newId('ep');
	const origin = originOf(c);
	const url =
		endpoint.delivery === 'poll'
			? ok(`${origin}/sets/${id}`)
			: checkUrl(c, endpoint.url ?? '', [origin]);
	if (!url.ok) return fieldProblem([url.error]);
	const refusal = await checkScope(c, endpoint);
	if (refusal !== undefined) return refusal;
	const { format, directory_id: directoryId, tenant, product, from_sequence: from } = endpoint;
	const kind = secretKindOf(endpoint, endpoint.signing ?? 'symmetric');
	const secret = await makeSecret(c, id, kind, endpoint.secret);
	const row = await insertEndpoint(c.get('db'), {
		id,
		scope: { directoryId, tenant, product },
		url: url.value,
		description: endpoint.description ?? null,
		types: endpoint.types ?? (format === 'set' ? SET_TYPES : null),
		maxBatch: endpoint.max_batch,
		format,
		delivery: endpoint.delivery,
		origin,
		audience: endpoint.audience ?? null,
		headers: await sealHeaders(c, id, endpoint.headers ?? null),
		secret: secret.sealed,
		publicKey: secret.publicKey,
		fromSequence: from,
		now: now(),
	});
	if (from !== undefined && directoryId !== undefined && row.delivery === 'push') {
		sendWakeUps(c.env, c.executionCtx, [{ directoryId, endpointId: id }]);
	}
	audit(c, 'webhook_endpoint.create', id, row);
	return c.json(await toWebhookEndpoint(c, { ...row, ...NOTHING_COUNTED }, secret.shown), 201);
}

/** GET /v1/webhook-endpoints */
export async function list(c: AppContext): Promise<Response> {
	const query = await readListQuery(c, webhookEndpointQuery);
	if (!query.ok) return query.error;
	const { directory_id: directoryId, dead_letters: hasDeadLetters, ...fields } = query.value;
	const { cursor: after, limit, ...rest } = fields;
	const rows = await listEndpoints(c.get('db'), {
		...rest,
		caller: c.get('caller'),
		directoryId,
		hasDeadLetters,
		limits: COUNTED,
		after,
		limit: limit + 1,
	});
	const page = pageOf(rows, limit, ({ id }) => id);
	const data = await Promise.all(page.data.map((row) => toWebhookEndpoint(c, row)));
	return pageAnswer<WebhookEndpoint>(c, { ...page, data });
}

/** GET /v1/webhook-endpoints/{id} */
export function read(c: AppContext): Promise<Response> {
	return showEndpoint(c);
}

/** PATCH /v1/webhook-endpoints/{id}: changes are made first, then it is started or stopped. */
export async function update(c: AppContext): Promise<Response> {
	const body = await readBody(c, webhookEndpointPatch);
	if (!body.ok) return body.error;
	const patch = body.value;
	const endpoint = await endpointOf(c);
	if (!endpoint.ok) return endpoint.error;
	const row = endpoint.value;
	const { id, format, delivery, directoryId, tenant, product } = row;
	const logs = logsOf({ directory_id: directoryId, tenant, product });
	const misfits = misfitsOf({ format, delivery, logs }, patch);
	if (misfits.length > 0) return fieldProblem(misfits);
	const url =
		patch.url === undefined ? ok(row.url) : checkUrl(c, patch.url, [originOf(c), row.origin]);
	if (!url.ok) return fieldProblem([url.error]);
	const change = await toChange(c, row, patch, url.value);
	const hasChange = Object.keys(change).length > 0;
	const moved = hasChange ? await updateEndpoint(c.get('db'), id, change, now()) : [];
	const started = await changeState(c, id, patch);
	sendWakeUps(c.env, c.executionCtx, [...moved, ...started]);
	audit(c, 'webhook_endpoint.update', id, row);
	return showEndpoint(c);
}

/** DELETE /v1/webhook-endpoints/{id}: a consumer under way stops after the POST that it is at. */
export async function remove(c: AppContext): Promise<Response> {
	const endpoint = await endpointOf(c);
	if (!endpoint.ok) return endpoint.error;
	await deleteEndpoint(c.get('db'), endpoint.value.id);
	audit(c, 'webhook_endpoint.delete', endpoint.value.id, endpoint.value);
	return c.body(null, 204);
}

/** What a PATCH says of the row, state aside; a URL that stays the same is no change. */
async function toChange(
	c: AppContext,
	row: Endpoint,
	patch: WebhookEndpointPatch,
	url: string,
): Promise<EndpointChange> {
	const { description, types, max_batch: maxBatch, headers, audience } = patch;
	const noTypes = row.format === 'set' ? SET_TYPES : null;
	const isNewReason = patch.disabled_reason !== undefined && row.state === 'disabled';
	return {
		...(url === row.url ? {} : { url }),
		...(description === undefined ? {} : { description }),
		...(types === undefined ? {} : { types: types ?? noTypes }),
		...(maxBatch === undefined ? {} : { maxBatch }),
		...(headers === undefined ? {} : { headers: await sealHeaders(c, row.id, headers) }),
		...(audience === undefined ? {} : { audience }),
		...(isNewReason ? { disabledReason: patch.disabled_reason ?? null } : {}),
	};
}

/** Starts or stops an endpoint; returns which cursors are due for it. */
async function changeState(
	c: AppContext,
	id: string,
	{ state, disabled_reason: reason = 'Disabled through the API.' }: WebhookEndpointPatch,
): Promise<readonly DueCursor[]> {
	if (state === undefined) return [];
	const db = c.get('db');
	if (state === 'enabled') return enableEndpoint(db, id, now());
	return (await disableEndpoint(db, { id, reason, eventId: newId('evt'), now: now() })) ?? [];
}

/** Checks a URL against the rules for targets; this service is known by several names. */
function checkUrl(
	c: AppContext,
	url: string,
	ownOrigins: readonly string[],
): Result<string, FieldError> {
	const { allowInsecureTargets: allowInsecure } = c.get('config');
	const target = checkTarget(url, { allowInsecure, ownOrigins });
	return target.ok ? ok(target.value.href) : err({ field: 'url', detail: target.error });
}

/** 404 for a directory that does not exist, 400 for a sequence that its log does not have. */
async function checkScope(
	c: AppContext,
	{ directory_id: directoryId, from_sequence: from }: NewWebhookEndpoint,
): Promise<Response | undefined> {
	if (directoryId === undefined) return undefined;
	const log = await findLog(c.get('db'), directoryId);
	if (log === undefined || !mayTouch(c.get('caller'), log)) {
		const detail = `there is no directory "${directoryId}"`;
		return fieldProblem([{ field: 'directory_id', detail }], 404);
	}
	const next = log.lastSequence + 1;
	if (from === undefined || (from >= log.firstSequence && from <= next)) return undefined;
	const detail = `the log has ${log.firstSequence} to ${log.lastSequence}, and ${next} is next`;
	return fieldProblem([{ field: 'from_sequence', detail }]);
}

async function sealHeaders(
	c: AppContext,
	id: string,
	headers: Readonly<Record<string, string>> | null,
): Promise<string | null> {
	if (headers === null || Object.keys(headers).length === 0) return null;
	return seal(c.get('config').masterKey, id, JSON.stringify(headers));
}
