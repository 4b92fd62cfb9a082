/** The diagnosis of a directory: who talks, how it goes, and what is wrong, from signals and facts alone. */
import type { ProviderKey } from '../providers/keys.ts';
import { namedBy } from './agents.ts';
import { readEvidence, type Evidence } from './evidence.ts';
import { FINDING_NAMES, FINDINGS, type FindingName } from './findings.ts';
import type { Case, DayCount, Facts, Finding, Severity, Symptom } from './model.ts';
import { recognise, type Recognition } from './recognise.ts';
import { remedyFor } from './remedies.ts';
import { heardAt, ownAgents } from './rules/standing.ts';
import {
	DONE,
	endedBy,
	OUTCOMES,
	refusalOf,
	refusedBy,
	SIGNALS,
	WRITTEN,
	type Refusal,
	type Signal,
} from './signals.ts';
import { Timeline, type SignalRow } from './timeline.ts';

/** How many days back signals matter: the longest that a rule looks. */
export const DIAGNOSED_DAYS = 15;

/** `failing`: an error stands. `silent`: nothing is heard. `attention`: a warning stands. */
export type Health = 'healthy' | 'attention' | 'failing' | 'silent';

/** A request that was refused. */
export interface Refused extends Evidence {
	/** What was wrong with its credentials; null if it was refused for something else. */
	readonly refusal: Refusal | null;
}

/** What there is to tell about the connection of a directory. Times are epoch milliseconds. */
export interface Diagnosis {
	readonly state: Health;
	readonly provider: Pick<Recognition, 'recognised' | 'confidence' | 'because'> & {
		readonly configured: ProviderKey;
	};
	/** Whatever came of it; null if there was none. */
	readonly lastRequestAt: number | null;
	/** The last one with a good token. */
	readonly lastAcceptedAt: number | null;
	/** The last one that was done, in the days that signals matter. */
	readonly lastDoneAt: number | null;
	/** The last one that was refused, as far as nothing has shown since that it was mended. */
	readonly lastRefused: Refused | null;
	/** The days on which there were requests, the last one first. */
	readonly days: readonly DayCount[];
	/** What is worst first. */
	readonly findings: readonly Finding<FindingName>[];
}

const SEVERITIES: readonly Severity[] = ['error', 'warning', 'hint'];

/** Tells what the signals of the last days, and what is known of the directory, mean at a time. */
export function diagnose(rows: readonly SignalRow[], facts: Facts, now: number): Diagnosis {
	const seen = new Timeline(rows);
	const known = recognise(seen, facts.type);
	// Of who was never let in, only the header of the last refused request is known.
	const recognition = known.recognised === null ? byRefused(seen, facts, known) : known;
	const provider = recognition.recognised ?? facts.type;
	const found: Case = { seen, facts, now, recognition, provider };
	const findings = FINDING_NAMES.flatMap((name) => {
		const symptom = FINDINGS[name].rule(found);
		return symptom === undefined ? [] : [findingOf(name, symptom, found)];
	}).toSorted((a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity));
	const { recognised, confidence, because } = recognition;
	return {
		state: healthOf(findings),
		provider: { configured: facts.type, recognised, confidence, because },
		lastRequestAt: Math.max(seen.last(OUTCOMES), heardAt(found)) || null,
		lastAcceptedAt: heardAt(found) || null,
		lastDoneAt: seen.last(DONE) || null,
		lastRefused: lastRefused(seen),
		days: daysOf(rows),
		findings,
	};
}

function byRefused(seen: Timeline, facts: Facts, recognition: Recognition): Recognition {
	const agents = ownAgents({ seen, facts });
	const kept = seen.evidence(
		(['token', 'not_bearer', 'no_token'] as const).flatMap((refusal) => refusedBy(refusal, agents)),
	);
	const agent = kept === undefined ? undefined : readEvidence(kept)?.headers['user-agent'];
	const recognised = agent === undefined ? undefined : namedBy(agent);
	if (recognised === undefined) return recognition;
	return {
		...recognition,
		recognised,
		confidence: 'low',
		because: ['The `User-Agent` of the last refused request names this provider.'],
	};
}

/** Those of which a request is kept; who is looked for and not there is no failure. */
const REFUSED = OUTCOMES.filter((name) => SIGNALS[name].evidence !== undefined);

function lastRefused(seen: Timeline): Refused | null {
	const latest = seen.latest(REFUSED);
	if (latest === undefined) return null;
	const isMended = seen.last([...endedBy(latest), ...WRITTEN]) > seen.last([latest]);
	const kept = isMended ? undefined : seen.evidence([latest]);
	const evidence = kept === undefined ? undefined : readEvidence(kept);
	return evidence === undefined ? null : { ...evidence, refusal: refusalOf(latest) ?? null };
}

function findingOf(name: FindingName, symptom: Symptom, found: Case): Finding<FindingName> {
	const { severity, detail, signals } = symptom;
	const { seen, provider } = found;
	const { count, firstAt, lastAt } = symptom.tally ?? seen.tally(signals);
	const kept = seen.evidence(signals);
	return {
		name,
		severity,
		title: FINDINGS[name].title,
		detail,
		count,
		firstSeen: firstAt || null,
		lastSeen: lastAt || null,
		evidence: (kept === undefined ? undefined : readEvidence(kept)) ?? null,
		remedy: remedyFor(name, provider),
	};
}

/** Nothing comes, and nothing is asked for. */
const SILENT: ReadonlySet<FindingName> = new Set(['no_traffic', 'google_not_connected']);

function healthOf(findings: readonly Finding<FindingName>[]): Health {
	if (findings.some(({ severity }) => severity === 'error')) return 'failing';
	if (findings.some(({ name }) => SILENT.has(name))) return 'silent';
	return findings.some(({ severity }) => severity === 'warning') ? 'attention' : 'healthy';
}

const WELL: ReadonlySet<string> = new Set<Signal>(['ok.read', 'ok.create', 'ok.write']);
const COUNTED: ReadonlySet<string> = new Set(OUTCOMES);

function daysOf(rows: readonly SignalRow[]): readonly DayCount[] {
	const outcomes = rows.filter(({ signal }) => COUNTED.has(signal));
	return [...Map.groupBy(outcomes, ({ day }) => day)]
		.map(([day, ofDay]) => ({
			day,
			requests: sum(ofDay),
			failures: sum(ofDay.filter(({ signal }) => !WELL.has(signal))),
		}))
		.toSorted((a, b) => b.day - a.day);
}

function sum(rows: readonly SignalRow[]): number {
	return rows.reduce((total, { count }) => total + count, 0);
}
