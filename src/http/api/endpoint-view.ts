/**
 * Finds the webhook endpoint that a path names, and the one of its logs that a request is about; shows
 * the endpoint without its secrets.
 */
import { toTimestamp } from '../../contract/shared.ts';
import {
	DEAD_LETTERS_COUNTED,
	FAILING_COUNTED,
	FAILING_NAMED,
	type WebhookEndpoint,
} from '../../contract/webhook-endpoints.ts';
import { now } from '../../platform/clock.ts';
import { unseal } from '../../platform/crypto.ts';
import { err, ok, type Result } from '../../result.ts';
import { findLog, type DirectoryRow } from '../../store/directories.ts';
import { isCovered } from '../../store/endpoint-scope.ts';
import {
	findShownEndpoint,
	type CountLimits,
	type ShownEndpoint,
} from '../../store/shown-endpoints.ts';
import { findEndpoint, type Endpoint } from '../../store/webhook-endpoints.ts';
import { REDACTED } from '../../webhook/headers.ts';
import { param, type AppContext } from '../context.ts';
import { fieldProblem, problem } from './problem.ts';

/** The endpoint that the path names, or 404. */
export async function endpointOf(c: AppContext): Promise<Result<Endpoint, Response>> {
	const id = param(c, 'id');
	const row = await findEndpoint(c.get('db'), id);
	return row === undefined ? err(unknownEndpoint(c)) : ok(row);
}

/** 404 for the endpoint that the path names. */
export function unknownEndpoint(c: AppContext): Response {
	return problem(404, `There is no webhook endpoint "${param(c, 'id')}".`);
}

/**
 * The log that the field directory_id names, if it names one. 404, in the same words, for a directory
 * that does not exist and for one that the endpoint does not cover.
 */
export async function coveredLog(
	c: AppContext,
	endpoint: Endpoint,
	directoryId: string | null | undefined,
): Promise<Result<DirectoryRow | undefined, Response>> {
	if (directoryId === null || directoryId === undefined) return ok(undefined);
	return covered(endpoint, directoryId, await findLog(c.get('db'), directoryId));
}

/** The endpoint that the path names and the log that the field directory_id names, if it names one, at once. */
export async function endpointWithLog(
	c: AppContext,
	directoryId: string | undefined,
): Promise<Result<EndpointWithLog, Response>> {
	const [endpoint, found] = await Promise.all([
		endpointOf(c),
		directoryId === undefined ? undefined : findLog(c.get('db'), directoryId),
	]);
	if (!endpoint.ok) return endpoint;
	if (directoryId === undefined) return ok({ endpoint: endpoint.value, log: undefined });
	const log = covered(endpoint.value, directoryId, found);
	return log.ok ? ok({ endpoint: endpoint.value, log: log.value }) : log;
}

/** An endpoint, and the one of its logs that is meant, if one is. */
interface EndpointWithLog {
	readonly endpoint: Endpoint;
	readonly log: DirectoryRow | undefined;
}

function covered(
	endpoint: Endpoint,
	directoryId: string,
	log: DirectoryRow | undefined,
): Result<DirectoryRow, Response> {
	if (log !== undefined && isCovered(endpoint, log)) return ok(log);
	const detail = `this endpoint does not cover directory "${directoryId}"`;
	return err(fieldProblem([{ field: 'directory_id', detail }], 404));
}

/** Tells how an endpoint for webhooks signs. */
export function signingOf({ publicKey }: Endpoint): 'symmetric' | 'asymmetric' {
	return publicKey === null ? 'symmetric' : 'asymmetric';
}

/** How far is counted what is shown of an endpoint. */
export const COUNTED: CountLimits = {
	deadLetters: DEAD_LETTERS_COUNTED,
	failingDirectories: FAILING_COUNTED,
	named: FAILING_NAMED,
};

/** Shows the endpoint that the path names as it is by now. */
export async function showEndpoint(c: AppContext, secret?: string): Promise<Response> {
	const row = await findShownEndpoint(c.get('db'), param(c, 'id'), COUNTED);
	return row === undefined ? unknownEndpoint(c) : c.json(await toWebhookEndpoint(c, row, secret));
}

/** An endpoint as the API shows it, with the secret that was made for it just now. */
export async function toWebhookEndpoint(
	c: AppContext,
	row: ShownEndpoint,
	secret?: string,
): Promise<WebhookEndpoint> {
	const { previousSecretUntil, throttledUntil } = row;
	const at = now();
	const isOverlapping = previousSecretUntil !== null && previousSecretUntil > at;
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
		signing: row.format === 'set' ? null : signingOf(row),
		public_key: row.publicKey,
		previous_secret_expires_at: isOverlapping ? toTimestamp(previousSecretUntil) : null,
		state: row.state,
		disabled_reason: row.disabledReason,
		failing_since: toTimestamp(row.failingSince),
		failing_directories: row.failingDirectories.map((directory) => ({
			directory_id: directory.id,
			directory_name: directory.name,
			failing_since: toTimestamp(directory.since),
			events_behind: directory.eventsBehind,
			attempts: directory.attempts,
			last_error: directory.lastError,
			due_at: toTimestamp(directory.dueAt),
		})),
		failing_directory_count: row.failingDirectoryCount,
		paused_until: throttledUntil > at ? toTimestamp(throttledUntil) : null,
		dead_letter_count: row.deadLetters,
		created_at: toTimestamp(row.createdAt),
		updated_at: toTimestamp(row.updatedAt),
		...(secret === undefined ? {} : { secret }),
	};
}

/** The custom headers without their values. None when they cannot be opened: what else there is to see can be seen. */
export async function redactedHeaders(
	c: AppContext,
	{ id, headers }: Endpoint,
): Promise<Record<string, string> | null> {
	if (headers === null) return null;
	const text = await unseal(c.get('config').masterKey, id, headers);
	const names = Object.keys(JSON.parse(text ?? '{}') as object);
	return Object.fromEntries(names.map((name) => [name, REDACTED]));
}
