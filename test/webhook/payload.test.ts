/** The shape of webhooks on the wire, and that the same events always make the same webhook. */
import fc from 'fast-check';
import { describe, expect, expectTypeOf, test } from 'vitest';
import type { EventType as RecordedType } from '../../src/directory/model.ts';
import {
	EVENT_TYPES,
	type EventRow,
	isTypePattern,
	matchesTypes,
	OPERATIONS_EVENT_TYPES,
	toEvent,
	toWebhook,
	toWebhookAgain,
} from '../../src/webhook/payload.ts';

const DIRECTORY = { id: 'dir_1', tenant: 'acme', product: 'crm' };

function row(sequence: number): EventRow {
	return {
		sequence,
		id: `evt_${sequence}`,
		type: 'user.created',
		occurredAt: Date.UTC(2026, 0, 2, 3, 4, 5, sequence),
		data: `{"n":${sequence}}`,
	};
}

describe('an event', () => {
	test('has a type that the directory records, and the other way round', () => {
		expectTypeOf<(typeof EVENT_TYPES)[number]>().toEqualTypeOf<RecordedType>();
		expect(EVENT_TYPES).toHaveLength(12);
	});

	test('has the public shape', () => {
		expect(toEvent(DIRECTORY, row(42))).toEqual({
			id: 'evt_42',
			type: 'user.created',
			timestamp: '2026-01-02T03:04:05.042Z',
			sequence: 42,
			directory_id: 'dir_1',
			tenant: 'acme',
			product: 'crm',
			data: { n: 42 },
		});
	});

	test('keeps a property named __proto__ as plain data', () => {
		const event = toEvent(DIRECTORY, { ...row(1), data: '{"__proto__":{"admin":true}}' });
		expect(JSON.stringify(event.data)).toBe('{"__proto__":{"admin":true}}');
	});
});

describe('a webhook', () => {
	test('is the event itself when max_batch is 1', () => {
		const webhook = toWebhook(DIRECTORY, [row(7)], 1);
		expect(webhook.id).toBe('evt_7');
		expect(JSON.parse(webhook.body)).toEqual(toEvent(DIRECTORY, row(7)));
	});

	test('is a batch when max_batch is more, even of one event', () => {
		const events: [EventRow, ...EventRow[]] = [row(7), row(8), row(9)];
		const webhook = toWebhook(DIRECTORY, events, 3);
		expect(webhook.id).toBe('evt_7_9');
		expect(JSON.parse(webhook.body)).toEqual({
			type: 'batch',
			timestamp: '2026-01-02T03:04:05.009Z',
			data: events.map((event) => toEvent(DIRECTORY, event)),
		});
		expect(JSON.parse(toWebhook(DIRECTORY, [row(7)], 2).body)).toMatchObject({ type: 'batch' });
	});

	test('is the same for the same events, and has no full stop in its id', () => {
		const first = toWebhook(DIRECTORY, [row(1), row(2)], 10);
		expect(toWebhook(DIRECTORY, [row(1), row(2)], 10)).toEqual(first);
		expect(toWebhook(DIRECTORY, [row(1), row(2), row(3)], 10).id).not.toBe(first.id);
		expect(first.id).not.toContain('.');
	});

	test('has another id for each choice of events between the same two', () => {
		const choices: number[][] = [];
		for (let bits = 0; bits < 256; bits += 1) {
			choices.push([2, 3, 4, 5, 6, 7, 8, 9].filter((_, at) => (bits >> at) % 2 === 1));
		}
		const ids = choices.map((between) => {
			const rows = [...between, 10].map(row);
			const { id } = toWebhook(DIRECTORY, [row(1), ...rows], 100);
			expect(id).toMatch(/^evt_1_10(_[0-9a-z]+)?$/);
			expect(toWebhook(DIRECTORY, [row(1), ...rows], 50).id).toBe(id);
			return id;
		});
		expect(new Set(ids).size).toBe(256);
	});
});

/** Rows in the order of their sequences. */
function rowsOf(numbers: readonly number[]): readonly [EventRow, ...EventRow[]] {
	const [first, ...rest] = numbers.toSorted((left, right) => left - right).map(row);
	if (first === undefined) throw new Error('A webhook has an event.');
	return [first, ...rest];
}

describe('a webhook that was sent', () => {
	const sequences = fc.uniqueArray(fc.integer({ min: 1, max: 60 }), {
		minLength: 1,
		maxLength: 20,
	});

	test('is made again of its events and its id', () => {
		fc.assert(
			fc.property(sequences, fc.integer({ min: 1, max: 100 }), (numbers, maxBatch) => {
				const all = rowsOf(numbers);
				const rows = maxBatch === 1 ? ([all[0]] as const) : all;
				const sent = toWebhook(DIRECTORY, rows, maxBatch);
				expect(toWebhookAgain(DIRECTORY, rows, sent.id)).toEqual(sent);
			}),
		);
	});

	test('is not made of other events', () => {
		fc.assert(
			fc.property(sequences, sequences, (numbers, others) => {
				fc.pre(numbers.length !== others.length || numbers.some((each) => !others.includes(each)));
				const { id } = toWebhook(DIRECTORY, rowsOf(numbers), 100);
				expect(toWebhookAgain(DIRECTORY, rowsOf(others), id)).toBeUndefined();
			}),
		);
	});
});

describe('event types', () => {
	test.each([
		[null, 'user.created', true],
		[[], 'user.created', false],
		[['user.created'], 'user.created', true],
		[['user.created'], 'user.updated', false],
		[['user.*'], 'user.updated', true],
		[['user.*'], 'group.user_added', false],
		[['group.*'], 'group.user_added', true],
		[['user.*', 'group.created'], 'group.created', true],
		[['user'], 'user.created', false],
		[['group.user_*'], 'group.user_added', false],
	])('%j covers %s: %j', (patterns, type, covered) => {
		expect(matchesTypes(patterns, type)).toBe(covered);
	});

	test.each([
		...[...EVENT_TYPES, ...OPERATIONS_EVENT_TYPES].map((type): [string, boolean] => [type, true]),
		['user.*', true],
		['webhook_endpoint.*', true],
		['deprovisioning_brake.*', true],
		// It is in no log, so that nobody can subscribe to it.
		['webhook_endpoint.test', false],
		['directory.*', true],
		['users.*', false],
		['user.create', false],
		['*', false],
		['.*', false],
		['', false],
		['user.[a-z]*', false],
		['*.*', false],
	])('%s is a pattern: %j', (pattern, valid) => {
		expect(isTypePattern(pattern)).toBe(valid);
	});
});
