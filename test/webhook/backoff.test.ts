/** The retry schedule (Standard Webhooks, "Example retry schedule"), its jitter and its bounds. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { nextTry, RETRY_SCHEDULE_SECONDS } from '../../src/webhook/backoff.ts';

const scheduleSeconds = RETRY_SCHEDULE_SECONDS;

describe('the default schedule', () => {
	test.each([
		[1, 5],
		[2, 300],
		[3, 1_800],
		[4, 7_200],
		[5, 18_000],
		[6, 36_000],
		[7, 50_400],
		[8, 72_000],
		[9, 86_400],
		[10, 'exhausted'],
		[11, 'exhausted'],
	])('after %i failures: %s', (failures, expected) => {
		expect(nextTry(failures, { scheduleSeconds, random: 0.5 })).toEqual(expected);
	});

	test('begins immediately', () => {
		expect(scheduleSeconds[0]).toBe(0);
	});
});

test('the jitter is a tenth to either side', () => {
	expect(nextTry(2, { scheduleSeconds, random: 0 })).toBeCloseTo(270);
	expect(nextTry(2, { scheduleSeconds, random: 1 })).toBeCloseTo(330);
});

test('the receiver may ask for later, not for earlier', () => {
	expect(nextTry(1, { scheduleSeconds, random: 0.5, retryAfterSeconds: 60 })).toBe(60);
	expect(nextTry(2, { scheduleSeconds, random: 0.5, retryAfterSeconds: 60 })).toBe(300);
});

test('no delay is longer than a Queue message can wait', () => {
	fc.assert(
		fc.property(
			fc.integer({ min: 0, max: 9 }),
			fc.double({ min: 0, max: 1, noNaN: true }),
			fc.option(fc.nat(), { nil: undefined }),
			(failures, random, retryAfterSeconds) => {
				const delay = nextTry(failures, { scheduleSeconds, random, retryAfterSeconds });
				expect(delay).toBeGreaterThanOrEqual(0);
				expect(delay).toBeLessThanOrEqual(86_400);
			},
		),
	);
});
