/** What a run came to, as data: what `--json` prints. */
import type { Finding } from './findings.ts';
import type { CallCount, Latency } from './tally.ts';

/** The verdict of a run. */
export interface Verdict {
	/** The word for the model, and the key of its provider. */
	readonly client: string;
	readonly provider: string;
	readonly cycle: string;
	readonly seed: number;
	readonly users: number;
	readonly groups: number;
	/** False if it was ended before its end. */
	readonly complete: boolean;
	/** Why it ended at the connection test, or on the way. */
	readonly stopped: { readonly message: string; readonly remedy: string } | null;
	/** There is no failure and no divergence, and it came to its end. */
	readonly passed: boolean;
	readonly seconds: number;
	readonly requests: number;
	readonly retries: number;
	readonly latency_ms: Latency;
	/** Operations on users, groups and memberships, and those that failed. */
	readonly operations: { readonly total: number; readonly failed: number };
	readonly calls: readonly CallCount[];
	readonly findings: readonly Finding[];
	/** What the provider would do about the share of failures, if that is known. */
	readonly outlook: string | null;
}
