/** What an attempt has sent, made again: its events are in the log, and its endpoint says the rest. */
import { NOT_KEPT, type AttemptRequest } from '../../contract/attempts.ts';
import { err, ok, type Result } from '../../result.ts';
import { TEST_LANE, type AttemptInFull, type AttemptRow } from '../../store/attempts.ts';
import type { PendingEvent } from '../../store/delivery-lease.ts';
import type { Endpoint } from '../../store/webhook-endpoints.ts';
import { markOf } from '../../webhook/headers.ts';
import { toWebhookAgain, type EventDirectory } from '../../webhook/payload.ts';
import { toSet } from '../../webhook/set.ts';
import { timestampOf } from '../../webhook/signature.ts';
import type { AppContext } from '../context.ts';
import { redactedHeaders } from './endpoint-view.ts';

/** What of an attempt tells what it has sent. */
type Sent = Pick<AttemptRow, 'lane' | 'webhookId' | 'attemptedAt' | 'directoryId'>;

/** Makes the request of an attempt again. */
export async function requestOf(
	c: AppContext,
	endpoint: Endpoint,
	{ attempt, owner, events }: Omit<AttemptInFull, 'attempt'> & { readonly attempt: Sent },
): Promise<AttemptRequest> {
	const { directoryId } = attempt;
	const directory = directoryId === null || owner === null ? null : { id: directoryId, ...owner };
	const body = bodyOf(endpoint, attempt, directory, events);
	const custom = Object.entries((await redactedHeaders(c, endpoint)) ?? {});
	return {
		url: endpoint.url,
		headers: {
			...Object.fromEntries(custom.map(([name, value]) => [name.toLowerCase(), value])),
			...markOf(attempt.lane, attempt.lane === TEST_LANE),
			...headersOf(endpoint, attempt),
		},
		body: body.ok ? body.value : null,
		missing: body.ok ? null : body.error,
	};
}

function headersOf({ format }: Endpoint, { webhookId, attemptedAt }: Sent) {
	if (format === 'set') {
		return { accept: 'application/json', 'content-type': 'application/secevent+jwt' };
	}
	return {
		'content-type': 'application/json',
		'webhook-id': webhookId,
		'webhook-timestamp': timestampOf(attemptedAt),
		'webhook-signature': NOT_KEPT,
	};
}

const EXAMPLE = 'This was a test event, which is not in any log.';
const EXPIRED = 'The events that were sent are no longer kept.';
const UNKNOWN =
	'It is no longer known which events of this range were sent: the limits of the endpoint or the replay have changed since.';

function bodyOf(
	endpoint: Endpoint,
	{ lane, webhookId, attemptedAt }: Sent,
	directory: EventDirectory | null,
	[event, ...others]: readonly PendingEvent[],
): Result<Record<string, unknown>, string> {
	if (event === undefined) return err(lane === TEST_LANE ? EXAMPLE : EXPIRED);
	if (directory === null) return err(EXPIRED);
	if (endpoint.format === 'set') {
		const { origin, audience, url, id } = endpoint;
		const context = { issuer: origin, audience: audience ?? url, endpointId: id };
		const claims = toSet(directory, event, { ...context, issuedAtMs: attemptedAt });
		return claims.jti === webhookId ? ok({ ...claims }) : err(UNKNOWN);
	}
	const webhook = toWebhookAgain(directory, [event, ...others], webhookId);
	return webhook === undefined
		? err(UNKNOWN)
		: ok(JSON.parse(webhook.body) as Record<string, unknown>);
}
