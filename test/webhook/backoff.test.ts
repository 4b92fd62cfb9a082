/** The retry schedule (Standard Webhooks, "Example retry schedule"), its jitter and its bounds. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
	afterPause,
	nextTry,
	pauseSeconds,
	RETRY_SCHEDULE_SECONDS,
} from '../../src/webhook/backoff.ts';

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
	expect(nextTry(1, { scheduleSeconds, random: 0.5, afterSeconds: 60 })).toBe(60);
	expect(nextTry(2, { scheduleSeconds, random: 0.5, afterSeconds: 60 })).toBe(300);
});

test('no delay is longer than a Queue message can wait', () => {
	fc.assert(
		fc.property(
			fc.integer({ min: 0, max: 9 }),
			fc.double({ min: 0, max: 1, noNaN: true }),
			fc.option(fc.nat(), { nil: undefined }),
			(failures, random, afterSeconds) => {
				const delay = nextTry(failures, { scheduleSeconds, random, afterSeconds });
				expect(delay).toBeGreaterThanOrEqual(0);
				expect(delay).toBeLessThanOrEqual(86_400);
			},
		),
	);
});

describe('an overloaded receiver', () => {
	test.each([
		[1, 30],
		[2, 60],
		[3, 120],
		[4, 240],
		[5, 300],
		[20, 300],
	])('that has failed %i times is left alone for %i seconds', (failures, expected) => {
		const pause = (random: number) =>
			pauseSeconds(failures, { random, retryAfterSeconds: undefined });
		expect(pause(0.5)).toBe(expected);
		expect(pause(0)).toBeCloseTo(expected * 0.9);
		expect(pause(1)).toBeCloseTo(expected * 1.1);
	});

	test.each([0, 7, 86_400])('that asks for %i seconds gets just that', (retryAfterSeconds) => {
		expect(pauseSeconds(5, { random: 0.9, retryAfterSeconds })).toBe(retryAfterSeconds);
	});

	test('is not asked again by all at one moment, nor later than a message can wait', () => {
		expect(afterPause(100_000, 0)).toBe(100_000);
		expect(afterPause(100_000, 1)).toBe(110_000);
		expect(afterPause(100, 1)).toBe(1_100);
		expect(afterPause(86_400_000, 1)).toBe(86_400_000);
	});
});
