/**
 * What goes over the wire: the event object, shared by webhooks and the REST event log, and the
 * body and id of one webhook. Knows nothing of HTTP, signatures or the database.
 */

/** The event types of a directory's log; grouped by full stops (Standard Webhooks, "Event types"). */
export const EVENT_TYPES = [
	'user.created',
	'user.updated',
	'user.deleted',
	'group.created',
	'group.updated',
	'group.deleted',
	'group.user_added',
	'group.user_removed',
	'directory.created',
	'directory.activated',
	'directory.deactivated',
	'directory.deleted',
] as const;

/** The event types of the operations log: what operators must hear of. */
export const OPERATIONS_EVENT_TYPES = [
	'webhook_endpoint.disabled',
	'deprovisioning_brake.engaged',
	'deprovisioning_brake.released',
] as const;

/** The directory that an event belongs to, as its receivers know it. */
export interface EventDirectory {
	readonly id: string;
	readonly tenant: string;
	readonly product: string;
}

/** An event as it is kept: `data` is JSON, `occurredAt` epoch milliseconds. */
export interface EventRow {
	readonly sequence: number;
	readonly id: string;
	readonly type: string;
	readonly occurredAt: number;
	readonly data: string;
}

/** An event as receivers see it (Standard Webhooks, "Payload structure"). */
export interface Event {
	readonly id: string;
	readonly type: string;
	readonly timestamp: string;
	readonly sequence: number;
	readonly directory_id: string;
	readonly tenant: string;
	readonly product: string;
	readonly data: unknown;
}

/** One webhook, ready to be signed: its id and the exact text to send. */
export interface Webhook {
	readonly id: string;
	readonly body: string;
}

/** Tells whether a pattern (`user.created` or `user.*`) covers an event type. */
function matchesType(pattern: string, type: string): boolean {
	return pattern.endsWith('.*') ? type.startsWith(pattern.slice(0, -1)) : pattern === type;
}

/** Tells whether a subscription covers an event type; none at all covers every type. */
export function matchesTypes(patterns: readonly string[] | null, type: string): boolean {
	return patterns === null || patterns.some((pattern) => matchesType(pattern, type));
}

/** Tells whether a pattern covers any type there is, so that a misspelt one is refused. */
export function isTypePattern(pattern: string): boolean {
	return [...EVENT_TYPES, ...OPERATIONS_EVENT_TYPES].some((type) => matchesType(pattern, type));
}

/** Renders a kept event for its receivers. */
export function toEvent(directory: EventDirectory, row: EventRow): Event {
	return {
		id: row.id,
		type: row.type,
		timestamp: new Date(row.occurredAt).toISOString(),
		sequence: row.sequence,
		directory_id: directory.id,
		tenant: directory.tenant,
		product: directory.product,
		data: JSON.parse(row.data),
	};
}

/**
 * Makes the webhook for the next events: the event itself when `maxBatch` is 1, else a batch.
 * Same events, same id and same body: the id "remains the same no matter how many times" a webhook
 * is retried (Standard Webhooks, "Webhook metadata"), and it holds no full stop.
 */
export function toWebhook(
	directory: EventDirectory,
	rows: readonly [EventRow, ...EventRow[]],
	maxBatch: number,
): Webhook {
	const [first] = rows;
	if (maxBatch === 1) return { id: first.id, body: JSON.stringify(toEvent(directory, first)) };
	const last = rows.at(-1) ?? first;
	const batch = {
		type: 'batch',
		timestamp: new Date(last.occurredAt).toISOString(),
		data: rows.map((row) => toEvent(directory, row)),
	};
	return { id: batchId(rows, last), body: JSON.stringify(batch) };
}

/**
 * Makes the webhook again that was sent under an id; undefined if these are not the events that it carried,
 * which its id tells.
 */
export function toWebhookAgain(
	directory: EventDirectory,
	rows: readonly [EventRow, ...EventRow[]],
	id: string,
): Webhook | undefined {
	const isBatch = rows.length > 1 || id !== rows[0].id;
	const webhook = toWebhook(directory, rows, isBatch ? Infinity : 1);
	return webhook.id === id ? webhook : undefined;
}

/**
 * Names a batch by its first event and its last. Where it leaves out some in between, also by which: a
 * replay, or other types since the last try, may leave out others.
 */
function batchId(rows: readonly [EventRow, ...EventRow[]], last: EventRow): string {
	const [first] = rows;
	const id = `${first.id}_${last.sequence}`;
	if (last.sequence - first.sequence === rows.length - 1) return id;
	// FNV-1a over the sequences: no secret is at stake.
	const mark = rows.reduce(
		(hash, { sequence }) => Math.imul(hash ^ sequence, 0x01000193),
		0x811c9dc5,
	);
	return `${id}_${(mark >>> 0).toString(36)}`;
}
