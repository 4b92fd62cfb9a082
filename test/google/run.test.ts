/** The course of a run: its parts in their order, when it stops, and how long it waits. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
	beginRun,
	endReport,
	guardRemovals,
	isLastPass,
	isProven,
	nextPhase,
	nextRunAt,
	readAgain,
	restartList,
	retryDelayMs,
	turnGroup,
	turnPage,
} from '../../src/google/run.ts';
import { parseSettings, USUAL_SETTINGS, type GoogleRun } from '../../src/google/settings.ts';

/** The parts that a run goes through, if resources of a list are put off so many times. */
function course(groups: boolean, deferred: { users?: number; groups?: number } = {}): string[] {
	const parts: string[] = [];
	const left = { users: 0, groups: 0, ...deferred };
	for (let run: GoogleRun | undefined = beginRun(0); run !== undefined;) {
		const { phase, pass, deferred: before } = run;
		parts.push(pass === 1 ? phase : `${phase} ${pass}`);
		const isList = phase === 'users' || phase === 'groups';
		const isPutOff = isList && left[phase] > 0;
		if (isPutOff) left[phase] -= 1;
		run = nextPhase(Object.assign(run, { deferred: isPutOff ? 1 : before }), { groups });
	}
	return parts;
}

describe('a run', () => {
	test('removes who is gone before it reads what takes long, and members last', () => {
		const users = ['deleted_users', 'users', 'remove_users'];
		expect(course(true)).toEqual([...users, 'groups', 'remove_groups', 'members']);
		expect(course(false)).toEqual(users);
	});

	test('goes over a list again where names were taken, and not for ever', () => {
		expect(course(false, { users: 9 })).toEqual([
			'deleted_users',
			'users',
			'remove_users',
			'users 2',
			'remove_users 2',
			'users 3',
			'remove_users 3',
		]);
		expect(course(true, { groups: 1 }).slice(3)).toEqual([
			'groups',
			'remove_groups',
			'groups 2',
			'remove_groups 2',
			'members',
		]);
		expect([1, 2, 3].map((pass) => isLastPass({ pass }))).toEqual([false, false, true]);
	});

	test('takes nobody for gone by one reading of a list of several pages', () => {
		expect(isProven({ pages: 0, pass: 1 })).toBe(true);
		expect(isProven({ pages: 1, pass: 1 })).toBe(true);
		expect(isProven({ pages: 2, pass: 1 })).toBe(false);
		const first = turnPage(turnPage({ ...beginRun(7), phase: 'users' }, 'x'), null);
		const again = readAgain(nextPhase(first, { groups: true }) ?? first);
		expect(again).toMatchObject({ phase: 'users', page_token: null, pages: 2, pass: 2 });
		expect(isProven(turnPage(again, null))).toBe(true);
	});

	test('begins each part, and each group, at its beginning, and keeps its counts', () => {
		const users = { seen: 5, created: 1, updated: 2, removed: 3, unchanged: 2 };
		const run = { ...turnPage(beginRun(7), 'x'), after: 'y', deferred: 3 };
		const next = nextPhase({ ...run, report: { ...run.report, users } }, { groups: true });
		const atStart = { page_token: null, pages: 0, pass: 1, deferred: 0 };
		expect(next).toMatchObject({ ...atStart, phase: 'users', after: '', report: { users } });
		expect(turnGroup(run, 'z')).toEqual({ ...run, ...atStart, phase: 'members', after: 'z' });
		// What has been seen of a list counts when it is begun again.
		expect(restartList(run)).toEqual({ ...run, page_token: null, deferred: 0 });
		expect(endReport(run, 9, true)).toMatchObject({ started_at: 7, ended_at: 9, complete: true });
	});

	test('comes again after its interval, and never at once', () => {
		const run = beginRun(1_000);
		expect(nextRunAt(run, { interval_minutes: 15 }, 2_000)).toBe(1_000 + 15 * 60_000);
		expect(nextRunAt(run, { interval_minutes: 15 }, 16 * 60_000)).toBe(17 * 60_000);
	});
});

test('settings that an older version has kept are as usual where it knew nothing', () => {
	expect(parseSettings('{}')).toEqual(USUAL_SETTINGS);
	expect(parseSettings('{"groups":false}')).toEqual({ ...USUAL_SETTINGS, groups: false });
});

describe('the guard', () => {
	test.each([
		[10, 10, true],
		[20, 10, true],
		[20, 11, false],
		[22, 11, true],
		[1_000, 500, true],
		[1_000, 501, false],
		[11, 11, false],
	])('of %d lets %d go: %s', (known, going, may) => {
		for (const kind of ['user', 'group'] as const) {
			const removals = { kind, known, going };
			const reason = guardRemovals(removals, USUAL_SETTINGS);
			expect(reason === undefined).toBe(may);
			const told = `${going} of ${known} ${kind}s`;
			expect(reason ?? told).toContain(told);
			const allowed = { ...USUAL_SETTINGS, allow_mass_removal_once: true };
			expect(guardRemovals(removals, allowed)).toBeUndefined();
		}
	});

	test.each([
		['user', 0, null, false],
		['user', 1, null, true],
		['user', undefined, null, true],
		['user', 0, 'orgUnitPath=/Contractors', true],
		['group', 0, null, true],
	] as const)('of one %s, with %s in the list of the query %s: %s', (kind, listed, query, may) => {
		const removals = { kind, known: 1, going: 1, ...(listed === undefined ? {} : { listed }) };
		const settings = { users_query: query, allow_mass_removal_once: true };
		expect(guardRemovals(removals, settings) === undefined).toBe(may);
	});
});

describe('the wait after a failure', () => {
	test('doubles from seconds to an hour, with jitter down to a half', () => {
		const delays = [1, 2, 3, 10, 11, 50].map((failures) =>
			retryDelayMs({ kind: 'quota' }, failures, 1),
		);
		expect(delays).toEqual([5_000, 10_000, 20_000, 2_560_000, 3_600_000, 3_600_000]);
		expect(retryDelayMs({ kind: 'unavailable' }, 1, 0)).toBe(2_500);
	});

	test('is long where somebody has to do something, and has no end without a consent', () => {
		expect(retryDelayMs({ kind: 'denied' }, 1, 1)).toBe(6 * 3_600_000);
		expect(retryDelayMs({ kind: 'revoked' }, 1, 1)).toBeNull();
	});

	test('is never shorter than Google asks, up to a day', () => {
		fc.assert(
			fc.property(
				fc.integer({ min: 1, max: 100 }),
				fc.integer({ min: 0, max: 200_000_000 }),
				fc.double({ min: 0, max: 0.999, noNaN: true }),
				(failures, retryAfterMs, random) => {
					const delay = retryDelayMs({ kind: 'quota', retryAfterMs }, failures, random) ?? 0;
					expect(delay).toBeGreaterThanOrEqual(Math.min(retryAfterMs, 86_400_000));
					expect(delay).toBeLessThanOrEqual(86_400_000);
				},
			),
		);
	});
});
