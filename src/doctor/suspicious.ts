/**
 * Where a fault may be: what is cheap to look for in many directories, before each of those few is diagnosed.
 * Every error and every warning that rests on signals needs some of these; what else it needs is not asked.
 */
import { PROVIDER_KEYS } from '../providers/keys.ts';
import { MARKS } from './recognise.ts';
import { EXPIRES_SOON_MS } from './rules/credentials.ts';
import { DUE_MS } from './rules/google.ts';
import { QUIET_DAYS_OF_DAILY } from './rules/habits.ts';
import { SIGNALS } from './signals.ts';
import { DAY_MS } from './timeline.ts';

/** What makes a directory suspicious. Times are epoch milliseconds. */
interface Suspicious {
	readonly now: number;
	/** No token was used since. */
	readonly quietSince: number;
	/** A token expires before. */
	readonly expiresBefore: number;
	/** A run of the synchronisation with Google was due before. */
	readonly dueBefore: number;
	/** Signals of which one is enough. */
	readonly once: readonly string[];
	/** Signals of which so many are: no rule about them finds anything in fewer. */
	readonly often: { readonly signals: readonly string[]; readonly times: number };
	/** Marks of another provider, each with the type of directories where it is that. */
	readonly foreign: readonly (readonly [type: string, signal: string])[];
}

const named = (pattern: RegExp) => Object.keys(SIGNALS).filter((name) => pattern.test(name));

/** What a fault shows in at a time. */
export function suspiciousAt(now: number): Suspicious {
	return {
		now,
		quietSince: now - QUIET_DAYS_OF_DAILY * DAY_MS,
		expiresBefore: now + EXPIRES_SOON_MS,
		dueBefore: now - DUE_MS,
		...SUSPICIOUS,
	};
}

const SUSPICIOUS: Pick<Suspicious, 'once' | 'often' | 'foreign'> = {
	once: named(/^(?:inactive$|refused\.|url\.)/),
	often: {
		signals: named(
			/^(?:conflict|missing\.write|throttled|server_error|failed\.version|user\.no_.*|(?:invalid|unsupported)\..*)$/,
		),
		times: 3,
	},
	// Directories of the generic type are for whoever talks.
	foreign: PROVIDER_KEYS.filter((key) => key !== 'generic-scim-v2').flatMap((type) => {
		const own = new Set(MARKS.flatMap(({ signal, provider }) => (provider === type ? signal : [])));
		const others = new Set(MARKS.map(({ signal }) => signal).filter((signal) => !own.has(signal)));
		return Array.from(others, (signal) => [type, signal] as const);
	}),
};
