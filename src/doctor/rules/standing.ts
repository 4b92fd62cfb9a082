/** When something bad stands: it came after its good counterpart, or keeps coming beside it. */
import type { Case } from '../model.ts';
import { ADMITTED_SIGNALS, type Signal } from '../signals.ts';
import { dayOf, DAY_MS, HOUR_MS, type Timeline } from '../timeline.ts';

/** What the good counterpart is, and how often the bad must have come. */
interface Threshold {
	readonly good: readonly Signal[];
	/** Epoch milliseconds of a good one that is known otherwise. */
	readonly goodAt?: number;
	/** If no good one is known: at the beginning nobody should wait for more. */
	readonly never: number;
	/** Since the last good one. */
	readonly since: number;
}

/** Both on one day, with so much time between them, is no slip. */
const APART_MS = HOUR_MS / 6;

/** True if the bad signals came last, and often enough not to be a slip. */
export function isStanding(
	seen: Timeline,
	bad: readonly Signal[],
	{ good, goodAt = 0, never, since }: Threshold,
): boolean {
	const { count, lastAt } = seen.tally(bad);
	const lastGood = Math.max(seen.last(good), goodAt);
	if (count === 0 || lastAt <= lastGood) return false;
	if (lastGood === 0) return count >= never;
	if (seen.streak(bad, good) >= since) return true;
	// Of a day on which both came, only that it ended badly is known.
	return lastAt - lastGood >= APART_MS && seen.count(bad, dayOf(lastAt)) >= since;
}

/** When a request was let in last, or a token used, of which signals may be gone; 0 for never. */
export function heardAt({ seen, facts }: Pick<Case, 'seen' | 'facts'>): number {
	const used = facts.tokens.map(({ lastUsedAt }) => lastUsedAt ?? 0);
	return Math.max(seen.last(ADMITTED_SIGNALS), ...used);
}

/** What has not come for so long does not stand: the slowest retry is that of Entra ID, after a day. */
export const OVER_MS = 2 * DAY_MS;

/** Seen on so many days of a week, among whatever else. */
const DAYS_MIN = 3;
const WEEK_DAYS = 7;

/** True if it came again and again: several times in a row, on several days, or as much of the whole. */
export function isRecurring(
	seen: Timeline,
	now: number,
	bad: readonly Signal[],
	{
		good,
		row,
		of,
		share,
	}: {
		readonly good: readonly Signal[];
		/** So often without anything good in between. */
		readonly row: number;
		/** What it is a share of, in the last two days. */
		readonly of: readonly Signal[];
		readonly share: number;
	},
): boolean {
	const today = dayOf(now);
	if (seen.last(bad) < now - OVER_MS) return false;
	if (seen.streak(bad, good) >= row) return true;
	if (seen.days(bad, today - WEEK_DAYS) >= DAYS_MIN) return true;
	const recent = seen.count(bad, today - 1);
	return recent >= row * 2 && recent >= share * seen.count(of, today - 1);
}
