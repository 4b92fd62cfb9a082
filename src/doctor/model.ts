/** What the diagnosis is made of, and what it says. */
import type { ProviderKey } from '../providers/keys.ts';
import type { Evidence } from './evidence.ts';
import type { Recognition } from './recognise.ts';
import type { Signal } from './signals.ts';
import type { Tally, Timeline } from './timeline.ts';

/** What is known of a directory beside its traffic. Times are epoch milliseconds. */
export interface Facts {
	readonly type: ProviderKey;
	readonly state: 'active' | 'inactive';
	readonly userCount: number;
	readonly groupCount: number;
	readonly createdAt: number;
	readonly tokens: readonly TokenFacts[];
	/** Null where there was never a connection to Google Workspace. */
	readonly google: GoogleFacts | null;
}

/** What is known of the connection to Google Workspace. Times are epoch milliseconds. */
export interface GoogleFacts {
	readonly state: 'disconnected' | 'connected' | 'revoked';
	/** In a row. */
	readonly failures: number;
	readonly lastError: string | null;
	/** When to go on, or to begin the next run; null for never. */
	readonly nextRunAt: number | null;
	/** Of the run that is under way; null while there is none. */
	readonly runStartedAt: number | null;
	/** The guard has stopped a run, and none has come to its end since. */
	readonly isHeld: boolean;
	/** How many users and groups the last run could not write. */
	readonly refused: number;
}

/** What is known of a token. Times are epoch milliseconds. */
export interface TokenFacts {
	readonly createdAt: number;
	/** Null for never. */
	readonly expiresAt: number | null;
	readonly revokedAt: number | null;
	readonly lastUsedAt: number | null;
}

/** `error`: nothing, or little, gets through. `warning`: something is lost. `hint`: worth knowing. */
export type Severity = 'error' | 'warning' | 'hint';

/** What a rule looks at. */
export interface Case {
	readonly seen: Timeline;
	readonly facts: Facts;
	readonly now: number;
	readonly recognition: Recognition;
	/** The one that talks, or if that is not known the configured one. */
	readonly provider: ProviderKey;
}

/** What a rule has found. */
export interface Symptom {
	readonly severity: Severity;
	/** What was seen, as sentences. */
	readonly detail: string;
	/** Which signals show it: they have the evidence. */
	readonly signals: readonly Signal[];
	/** Where the signals do not say it, how often and when. */
	readonly tally?: Tally;
}

/** Looks for one fault; undefined if there is none, or none any more. */
export type Rule = (found: Case) => Symptom | undefined;

/** One fault that was found. */
export interface Finding<Name extends string = string> {
	readonly name: Name;
	readonly severity: Severity;
	readonly title: string;
	readonly detail: string;
	readonly count: number;
	/** Epoch milliseconds; null for what no request shows. */
	readonly firstSeen: number | null;
	readonly lastSeen: number | null;
	readonly evidence: Evidence | null;
	/** What to do, in the words of the provider's admin console. */
	readonly remedy: string;
}

/** Requests of one day in UTC. */
export interface DayCount {
	/** Days since 1970. */
	readonly day: number;
	readonly requests: number;
	/** Those that were answered with 400 or more. */
	readonly failures: number;
}
