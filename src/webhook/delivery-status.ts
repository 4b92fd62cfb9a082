/**
 * What has become of one event at one endpoint, told from what is kept: the cursor, the attempts, the dead
 * letters, what the brake had discarded. Attempts are kept for a shorter time than events.
 */
import { matchesTypes } from './payload.ts';

/** Every answer there is. */
export const DELIVERY_STATUSES = [
	'delivered',
	'settled',
	'waiting',
	'unfetched',
	'held',
	'dead_letter',
	'discarded',
	'not_subscribed',
	'endpoint_disabled',
	'before_endpoint',
] as const;
export type DeliveryStatus = (typeof DELIVERY_STATUSES)[number];

/** What is known of an event and an endpoint that covers its log. Times are epoch milliseconds. */
export interface DeliveryFacts {
	readonly event: {
		readonly sequence: number;
		readonly type: string;
		readonly occurredAt: number;
	};
	readonly endpoint: {
		readonly types: readonly string[] | null;
		readonly state: 'enabled' | 'disabled';
		readonly delivery: 'push' | 'poll';
		readonly createdAt: number;
		readonly updatedAt: number;
	};
	/** How far the endpoint has come in the log; undefined if it has not heard of it yet. */
	readonly cursor: { readonly sequence: number; readonly isAwake: boolean } | undefined;
	/** An attempt was accepted, or a poller has acknowledged it. */
	readonly isAccepted: boolean;
	/** It is a dead letter of the endpoint. */
	readonly isDead: boolean;
	/** The brake held it, and an operator decided against it. */
	readonly isDiscarded: boolean;
	/** The brake holds the deliveries of the directory. */
	readonly isHeld: boolean;
}

/** Tells what has become of an event at an endpoint. */
export function deliveryStatusOf(facts: DeliveryFacts): DeliveryStatus {
	const { event, endpoint, cursor } = facts;
	if (facts.isAccepted) return 'delivered';
	if (facts.isDead) return 'dead_letter';
	const isOlder = event.occurredAt < endpoint.createdAt;
	const isPast = cursor !== undefined && cursor.sequence >= event.sequence;
	// An endpoint may be made to begin in the past: then what lies before its cursor is still to come.
	if (isOlder && (isPast || cursor === undefined)) return 'before_endpoint';
	if (facts.isDiscarded) return 'discarded';
	// The commit of an event that is subscribed to makes the cursor.
	if (cursor === undefined || !matchesTypes(endpoint.types, event.type)) return 'not_subscribed';
	// It was subscribed to all the time, and has been neither set aside nor discarded.
	if (isPast) return endpoint.updatedAt <= event.occurredAt ? 'delivered' : 'settled';
	if (endpoint.state === 'disabled') return 'endpoint_disabled';
	if (facts.isHeld) return 'held';
	// Before one that sleeps there is nothing that it subscribed to when it was written.
	if (!cursor.isAwake) return 'not_subscribed';
	return endpoint.delivery === 'poll' ? 'unfetched' : 'waiting';
}
