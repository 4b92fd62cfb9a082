/** The course of a run: its parts in their order, when it stops, and how long it waits. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
	addRefused,
	beginRun,
	endReport,
	guardRemovals,
	isLastPass,
	isProven,
	nextPhase,
	nextRunAt,
	readAgain,
	refusalsOf,
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
	for (let run: GoogleRun | undefined = beginRun(0, undefined); run !== undefined;) {
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
		const first = turnPage(turnPage({ ...beginRun(7, undefined), phase: 'users' }, 'x'), null);
		const again = readAgain(nextPhase(first, { groups: true }) ?? first);
		expect(again).toMatchObject({ phase: 'users', page_token: null, pages: 2, pass: 2 });
		expect(isProven(turnPage(again, null))).toBe(true);
	});

	test('begins each part, and each group, at its beginning, and keeps its counts', () => {
		const users = { seen: 5, created: 1, updated: 2, removed: 3, unchanged: 2 };
		const run = { ...turnPage(beginRun(7, undefined), 'x'), after: 'y', deferred: 3 };
		const atStart = { page_token: null, pages: 0, pass: 1, deferred: 0 };
		// Who was named as deleted, on however many pages, goes before the list is read.
		const named = nextPhase(run, { groups: true }) ?? run;
		expect(named).toEqual({ ...run, phase: 'remove_deleted_users', page_token: null });
		const next = nextPhase({ ...named, report: { ...run.report, users } }, { groups: true });
		expect(next).toMatchObject({ ...atStart, phase: 'users', after: '', report: { users } });
		expect(turnGroup(run, 'z')).toEqual({ ...run, ...atStart, phase: 'members', after: 'z' });
		// What has been seen of a list counts when it is begun again.
		expect(restartList(run)).toEqual({ ...run, page_token: null, deferred: 0 });
		expect(endReport(run, 9, 'complete')).toMatchObject({
			started_at: 7,
			ended_at: 9,
			complete: true,
		});
	});

	test('counts what the guard has let go before, until a run comes to its end', () => {
		const first = beginRun(0, undefined);
		const guarded = { user: 45, group: 0 };
		const removing = { report: { ...first.report, guarded } };
		const stopped = endReport(removing, 1, 'stopped');
		const second = beginRun(2, stopped);
		expect(second.report).toMatchObject({ guarded, isHeld: true, users: { removed: 0 } });
		expect(beginRun(4, endReport(second, 3, 'failed')).report).toMatchObject({ guarded });
		for (const last of [
			endReport(second, 3, 'complete'),
			endReport(removing, 3, 'failed'),
			endReport(removing, 3, 'complete'),
		]) {
			expect(beginRun(4, last).report).toEqual({ ...first.report, started_at: 4 });
		}
	});

	test('names the first of those whom the directory refuses, and not at any length', () => {
		const { report } = beginRun(0, undefined);
		expect(refusalsOf(report)).toBeNull();
		const refusal = { kind: 'user', google_id: '1', name: 'x'.repeat(999), reason: 'No' } as const;
		let refused = addRefused(report, [refusal, { ...refusal, name: null }]);
		refused = addRefused(refused, [{ ...refusal, kind: 'group', google_id: null, name: null }]);
		expect(refusalsOf(refused)).toMatch(
			/^3 of Google's users and groups could not be written: x{200}, user 1, group without an id\. /,
		);
		for (let more = 0; more < 9; more += 1) refused = addRefused(refused, [refusal]);
		expect(refused).toMatchObject({ errors: 12, refused: { length: 5 } });
		expect(refusalsOf(refused)).toContain(' and 7 more.');
	});

	test('comes again after its interval, and never at once', () => {
		const run = beginRun(1_000, undefined);
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
