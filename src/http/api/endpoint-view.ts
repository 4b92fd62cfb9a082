/** Finds the webhook endpoint that a path names, and shows it without its secrets. */
import type { WebhookEndpoint } from '../../contract/webhook-endpoints.ts';
import { now } from '../../platform/clock.ts';
import { unseal } from '../../platform/crypto.ts';
import { err, ok, type Result } from '../../result.ts';
import { findEndpoint, type Endpoint } from '../../store/webhook-endpoints.ts';
import { REDACTED } from '../../webhook/headers.ts';
import type { AppContext } from '../context.ts';
import { problem } from './problem.ts';

/** The endpoint that the path names, or 404. */
export async function endpointOf(c: AppContext): Promise<Result<Endpoint, Response>> {
	const id = c.req.param('id') ?? '';
	const row = await findEndpoint(c.get('db'), id);
	return row === undefined ? err(problem(404, `There is no webhook endpoint "${id}".`)) : ok(row);
}

/** Shows the endpoint that the path names as it is by now. */
export async function showEndpoint(c: AppContext, secret?: string): Promise<Response> {
	const endpoint = await endpointOf(c);
	if (!endpoint.ok) return endpoint.error;
	return c.json(await toWebhookEndpoint(c, endpoint.value, secret));
}

/** An endpoint as the API shows it, with the secret that was made for it just now. */
export async function toWebhookEndpoint(
	c: AppContext,
	row: Endpoint,
	secret?: string,
): Promise<WebhookEndpoint> {
	const { previousSecretUntil, failingSince, publicKey } = row;
	const signing = publicKey === null ? 'symmetric' : 'asymmetric';
	const isOverlapping = previousSecretUntil !== null && previousSecretUntil > now();
	return {
		id: row.id,
		url: row.url,
		description: row.description,
		directory_id: row.directoryId,
		tenant: row.tenant,
		product: row.product,
		types: row.types,
		max_batch: row.maxBatch,
		format: row.format,
		delivery: row.delivery,
		audience: row.audience,
		headers: await redactedHeaders(c, row),
		signing: row.format === 'set' ? null : signing,
		public_key: publicKey,
		previous_secret_expires_at: isOverlapping ? iso(previousSecretUntil) : null,
		state: row.state,
		disabled_reason: row.disabledReason,
		failing_since: failingSince === null ? null : iso(failingSince),
		created_at: iso(row.createdAt),
		updated_at: iso(row.updatedAt),
		...(secret === undefined ? {} : { secret }),
	};
}

async function redactedHeaders(
	c: AppContext,
	{ id, headers }: Endpoint,
): Promise<Record<string, string> | null> {
	if (headers === null) return null;
	const text = await unseal(c.get('config').masterKey, id, headers);
	const names = Object.keys(JSON.parse(text) as object);
	return Object.fromEntries(names.map((name) => [name, REDACTED]));
}

function iso(at: number): string {
	return new Date(at).toISOString();
}
