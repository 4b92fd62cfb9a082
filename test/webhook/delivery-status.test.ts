/** What has become of an event at an endpoint, from what is kept. Each row differs from the first in little. */
import { describe, expect, test } from 'vitest';
import {
	DELIVERY_STATUSES,
	deliveryStatusOf,
	type DeliveryFacts,
	type DeliveryStatus,
} from '../../src/webhook/delivery-status.ts';

const behind = { sequence: 4, isAwake: true };
const past = { sequence: 5, isAwake: false };

const facts: DeliveryFacts = {
	event: { sequence: 5, type: 'user.updated', occurredAt: 100 },
	endpoint: { types: null, state: 'enabled', delivery: 'push', createdAt: 50, updatedAt: 50 },
	cursor: behind,
	isAccepted: false,
	isDead: false,
	isDiscarded: false,
	isHeld: false,
};
const young = { ...facts.endpoint, createdAt: 200, updatedAt: 200 };
const changed = { ...facts.endpoint, updatedAt: 200 };
const deaf = { ...facts.endpoint, types: ['group.*'] };
const polled = { ...facts.endpoint, delivery: 'poll' as const };
const disabled = { ...facts.endpoint, state: 'disabled' as const };

const CASES: readonly (readonly [string, Partial<DeliveryFacts>, DeliveryStatus])[] = [
	['an endpoint that is behind', {}, 'waiting'],
	['a poll endpoint that is behind', { endpoint: polled }, 'unfetched'],
	['that sleeps before it', { cursor: { sequence: 4, isAwake: false } }, 'not_subscribed'],
	['that does not subscribe', { endpoint: deaf }, 'not_subscribed'],
	['that has not heard of the log', { cursor: undefined }, 'not_subscribed'],
	['that is disabled', { endpoint: disabled }, 'endpoint_disabled'],
	['that is disabled, in a held log', { endpoint: disabled, isHeld: true }, 'endpoint_disabled'],
	['in a held log', { isHeld: true }, 'held'],
	['in a held log, not subscribed', { isHeld: true, endpoint: deaf }, 'not_subscribed'],
	['that is past it', { cursor: past }, 'delivered'],
	['that is past it, and was changed since', { cursor: past, endpoint: changed }, 'settled'],
	['that has accepted it', { isAccepted: true }, 'delivered'],
	[
		'that has accepted it, and let a replay of it die',
		{ isAccepted: true, isDead: true },
		'delivered',
	],
	['that has let it die', { isDead: true, cursor: past }, 'dead_letter'],
	['that it was discarded for', { isDiscarded: true, cursor: past }, 'discarded'],
	['that it will be discarded for', { isDiscarded: true }, 'discarded'],
	[
		'that has accepted it before it was discarded',
		{ isDiscarded: true, isAccepted: true },
		'delivered',
	],
	['that is younger', { endpoint: young, cursor: past }, 'before_endpoint'],
	['that is younger, and has not begun', { endpoint: young, cursor: undefined }, 'before_endpoint'],
	['that is younger, and begins in the past', { endpoint: young }, 'waiting'],
];

describe('an event at an endpoint', () => {
	test.each(CASES)('%s', (_name, different, status) => {
		expect(deliveryStatusOf({ ...facts, ...different })).toBe(status);
	});

	test('every status comes up', () => {
		expect(new Set(CASES.map(([, , status]) => status))).toEqual(new Set(DELIVERY_STATUSES));
	});
});
