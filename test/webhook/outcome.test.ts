/** What each answer means (Standard Webhooks, "Delivery success and failure"). */
import { describe, expect, test } from 'vitest';
import { decide } from '../../src/webhook/outcome.ts';

const NOW = Date.UTC(2026, 10, 22, 12, 0, 0);

describe('a status', () => {
	test.each([
		[200, 'delivered'],
		[204, 'delivered'],
		[299, 'delivered'],
		[199, 'retry'],
		[301, 'retry'],
		[302, 'retry'],
		[304, 'retry'],
		[400, 'retry'],
		[401, 'retry'],
		[404, 'retry'],
		[410, 'disable'],
		[429, 'retry'],
		[500, 'retry'],
		[502, 'retry'],
		[504, 'retry'],
	])('%i means %s', (status, kind) => {
		expect(decide({ kind: 'answered', status, retryAfter: null }, NOW).kind).toBe(kind);
	});

	test('that fails is named in the error', () => {
		expect(decide({ kind: 'answered', status: 404, retryAfter: null }, NOW)).toEqual({
			kind: 'retry',
			error: 'HTTP 404',
			retryAfterSeconds: undefined,
			isOverloaded: false,
		});
	});

	test.each([
		[429, true],
		[502, true],
		[503, true],
		[504, true],
		[500, false],
		[413, false],
		[301, false],
	])('%i says that the receiver is overloaded: %j', (status, isOverloaded) => {
		const outcome = decide({ kind: 'answered', status, retryAfter: null }, NOW);
		expect(outcome).toMatchObject({ isOverloaded });
	});
});

test('no answer at all is tried again, and says why', () => {
	expect(decide({ kind: 'failed', reason: 'timeout' }, NOW)).toEqual({
		kind: 'retry',
		error: 'timeout',
		retryAfterSeconds: undefined,
		isOverloaded: false,
	});
});

describe('Retry-After', () => {
	test.each([
		['0', 0],
		['120', 120],
		['86400', 86_400],
		['86401', 86_400],
		['99999999999999999999', 86_400],
		['Sun, 22 Nov 2026 12:00:30 GMT', 30],
		['Sun, 22 Nov 2026 11:00:00 GMT', 0],
		['Fri, 31 Dec 2027 23:59:59 GMT', 86_400],
		['Sunday, 22-Nov-26 12:00:30 GMT', 30],
		['soon', undefined],
		['1.5', undefined],
		['-1', undefined],
		['', undefined],
		[null, undefined],
	])('%j means %j seconds', (retryAfter, retryAfterSeconds) => {
		expect(decide({ kind: 'answered', status: 503, retryAfter }, NOW)).toMatchObject({
			kind: 'retry',
			retryAfterSeconds,
		});
	});
});
