/** An event of a timeline as it is shown: what brought it about, and what became of it at each endpoint. */
import { toTimestamp } from '../../contract/shared.ts';
import type { EventDelivery, TimelineEvent } from '../../contract/timeline.ts';
import { MAPPED_FIELDS } from '../../directory/mapping.ts';
import { isArray, isObject, own, ownText, type JsonObject } from '../../scim/json.ts';
import { NEVER } from '../../store/delivery-cursors.ts';
import type { ResourceEventRow } from '../../store/resource-events.ts';
import {
	ENDPOINTS_MAX,
	type CarryingAttempt,
	type CoveringEndpoint,
	type DeliveriesRead,
} from '../../store/timeline-deliveries.ts';
import type { ScimRequestRow } from '../../store/timeline-requests.ts';
import type { TimelineDirectory } from '../../store/timeline.ts';
import { deliveryStatusOf } from '../../webhook/delivery-status.ts';
import { matchesTypes } from '../../webhook/payload.ts';

/** An event with its data. */
export interface Happened {
	readonly row: ResourceEventRow;
	readonly data: JsonObject;
}

/** An event as it is shown, with what it was made of. */
export interface EventEntry extends Happened {
	readonly cause: ScimRequestRow | undefined;
	readonly shown: TimelineEvent;
	/** How far each endpoint has come in the log, by its id. */
	readonly endpoints: ReadonlyMap<string, CoveringEndpoint>;
}

/** Shows an event. */
export function toEventEntry(
	happened: Happened,
	directory: TimelineDirectory,
	read: DeliveriesRead,
	cause: ScimRequestRow | undefined,
): EventEntry {
	const { row, data } = happened;
	const group = own(data, 'group');
	const endpoints = read.endpoints.slice(0, ENDPOINTS_MAX);
	return {
		...happened,
		cause,
		endpoints: new Map(endpoints.map((endpoint) => [endpoint.id, endpoint])),
		shown: {
			kind: 'event',
			id: row.id,
			at: toTimestamp(row.occurredAt),
			type: row.type,
			sequence: row.sequence,
			active: row.type !== 'user.deleted' && own(data, 'active') === true,
			group: isObject(group)
				? { id: ownText(group, 'id') ?? '', name: ownText(group, 'name') ?? '' }
				: null,
			changes: changesOf(data),
			source: cause === undefined ? sourceOf(data, directory) : 'scim',
			request_id: cause?.requestId ?? null,
			deliveries: endpoints.map((endpoint) => deliveryOf(row, endpoint, directory, read)),
		},
	};
}

function changesOf(data: JsonObject): TimelineEvent['changes'] {
	const changes = own(data, 'changes');
	return isArray(changes) ? (changes as unknown as TimelineEvent['changes']) : [];
}

/** What brought an event about that no SCIM request did. */
function sourceOf(data: JsonObject, { type }: TimelineDirectory): TimelineEvent['source'] {
	if (isRemapping(data)) return 'attribute_mapping';
	return type === 'google' ? 'google' : null;
}

/** Whether a new attribute mapping brought an event about: it alone tells of fields of the profile. */
export function isRemapping(data: JsonObject): boolean {
	const paths = changesOf(data).map(({ path }) => path);
	const fields: readonly string[] = MAPPED_FIELDS;
	return (
		paths.length > 0 &&
		paths.every((path) => fields.includes(path) || path.startsWith('custom_attributes.'))
	);
}

function deliveryOf(
	event: ResourceEventRow,
	endpoint: CoveringEndpoint,
	directory: TimelineDirectory,
	read: DeliveriesRead,
): EventDelivery {
	const { sequence } = event;
	const isThis = (each: { readonly endpointId: string; readonly sequence: number }) =>
		each.endpointId === endpoint.id && each.sequence === sequence;
	const dead = read.dead.find(isThis);
	const discarded = read.discarded.find(
		({ after, until }) => after < sequence && sequence <= until,
	);
	const isWanted = discarded === undefined && matchesTypes(endpoint.types, event.type);
	const attempts = (read.attempts.get(sequence) ?? []).filter(
		({ endpointId, isAlone }) => endpointId === endpoint.id && (isAlone === 1 || isWanted),
	);
	const accepted = attempts.findLast(({ outcome }) => outcome === 'delivered');
	const status = deliveryStatusOf({
		event,
		endpoint,
		cursor:
			endpoint.sequence === null
				? undefined
				: { sequence: endpoint.sequence, isAwake: endpoint.isAwake },
		isAccepted: accepted !== undefined || (dead === undefined && read.acknowledged.some(isThis)),
		isDead: dead !== undefined,
		isDiscarded: discarded !== undefined,
		isHeld: directory.pausedAt !== null,
	});
	const failed = attempts.filter(({ outcome }) => outcome !== 'delivered');
	return {
		endpoint_id: endpoint.id,
		endpoint: nameOf(endpoint),
		status,
		at: toTimestamp(settledAt(status, accepted, dead, discarded)),
		http_status: (accepted ?? attempts[0])?.status ?? null,
		attempts: dead?.attempts ?? failed.length,
		next_try_at:
			status === 'waiting' && endpoint.dueAt !== null && endpoint.dueAt < NEVER
				? toTimestamp(endpoint.dueAt)
				: null,
		error: errorOf(status, endpoint, dead?.lastError ?? null),
	};
}

function settledAt(
	status: EventDelivery['status'],
	accepted: CarryingAttempt | undefined,
	dead: { readonly diedAt: number } | undefined,
	discarded: { readonly discardedAt: number } | undefined,
): number | null {
	switch (status) {
		case 'delivered':
			return accepted?.attemptedAt ?? null;
		case 'dead_letter':
			return dead?.diedAt ?? null;
		case 'discarded':
			return discarded?.discardedAt ?? null;
		default:
			return null;
	}
}

function errorOf(
	status: EventDelivery['status'],
	{ attempts, lastError, disabledReason }: CoveringEndpoint,
	died: string | null,
): string | null {
	if (status === 'dead_letter') return died;
	if (status === 'endpoint_disabled') return disabledReason;
	return status === 'waiting' && attempts > 0 ? lastError : null;
}

/** Not the whole URL: for many receivers it is a secret. That of a poll endpoint is our own. */
function nameOf({ id, description, delivery, url }: CoveringEndpoint): string {
	if (description !== null && description !== '') return description;
	if (delivery === 'poll') return `poll endpoint ${id}`;
	return URL.canParse(url) ? new URL(url).host : url;
}
