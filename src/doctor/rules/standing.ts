/** When something bad stands: it came after its good counterpart, or keeps coming beside it. */
import { AGENT_KINDS, expectedAgent, type AgentKind } from '../agents.ts';
import type { Case } from '../model.ts';
import { ADMITTED_SIGNALS, endedBy, type Signal } from '../signals.ts';
import { dayOf, DAY_MS, type Timeline } from '../timeline.ts';

/** How often the bad must have come. */
interface Threshold {
	/** Epoch milliseconds of a good one that is known otherwise than by its signals. */
	readonly goodAt?: number;
	/** If no good one is known: at the beginning nobody should wait for more. */
	readonly never: number;
	/** Since the last good one. */
	readonly since: number;
}

/** True if the bad signals came after the last of their good counterparts, and often enough not to be a slip. */
export function isStanding(
	seen: Timeline,
	bad: readonly Signal[],
	{ goodAt = 0, never, since }: Threshold,
): boolean {
	const lastGood = Math.max(seen.last(bad.flatMap(endedBy)), goodAt);
	return seen.streak(bad, goodAt) >= (lastGood === 0 ? never : since);
}

/** When a request was let in last, or a token used, of which signals may be gone; 0 for never. */
export function heardAt({ seen, facts }: Pick<Case, 'seen' | 'facts'>): number {
	const used = facts.tokens.map(({ lastUsedAt }) => lastUsedAt ?? 0);
	return Math.max(seen.last(ADMITTED_SIGNALS), ...used);
}

/**
 * How those call themselves whose requests count when they are refused: who was let in, and who is expected.
 * Anybody may send a token that he has made up; as long as nobody was let in, he may be the provider.
 */
export function ownAgents({ seen, facts }: Pick<Case, 'seen' | 'facts'>): readonly AgentKind[] {
	const admitted = new Set(AGENT_KINDS.filter((kind) => seen.last([`agent.${kind}`]) > 0));
	if (admitted.size === 0) return AGENT_KINDS;
	const expected = expectedAgent(facts.type);
	return AGENT_KINDS.filter((kind) => admitted.has(kind) || kind === expected);
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
		row,
		of,
		share,
	}: {
		/** So often without anything good in between. */
		readonly row: number;
		/** What it is a share of, in the last two days, in which it came twice as often at least. */
		readonly of: readonly Signal[];
		readonly share: number;
	},
): boolean {
	const today = dayOf(now);
	if (seen.last(bad) < now - OVER_MS) return false;
	if (seen.streak(bad) >= row) return true;
	if (seen.days(bad, today - WEEK_DAYS) >= DAYS_MIN) return true;
	const recent = seen.count(bad, today - 1);
	return recent >= row * 2 && recent >= share * seen.count(of, today - 1);
}
