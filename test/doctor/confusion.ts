/** How often the doctor is right on the corpus: who talks, and what is found. */
import { FINDING_NAMES, type FindingName } from '../../src/doctor/findings.ts';
import { PROVIDER_KEYS, type ProviderKey } from '../../src/providers/keys.ts';
import type { Case } from './corpus.ts';

/** Who talks, against who is recognised. */
export interface Recognitions {
	readonly talks: ProviderKey;
	/** How often each was recognised; null for nobody. */
	readonly as: ReadonlyMap<ProviderKey | null, number>;
}

/** A finding, in how many cases it was rightly and wrongly found, and rightly and wrongly not. */
export interface Verdict {
	readonly finding: FindingName;
	readonly found: number;
	readonly missed: number;
	readonly falseAlarms: number;
	readonly silent: number;
}

/** The confusion table of recognition: a row for each provider that talks in the corpus. */
export function recognitions(cases: readonly Case[]): readonly Recognitions[] {
	return PROVIDER_KEYS.flatMap((talks) => {
		const own = cases.filter((each) => each.talks === talks);
		if (own.length === 0) return [];
		const as = new Map<ProviderKey | null, number>();
		for (const { diagnosis } of own) {
			const { recognised } = diagnosis.provider;
			as.set(recognised, (as.get(recognised) ?? 0) + 1);
		}
		return [{ talks, as }];
	});
}

/** The confusion table of findings. */
export function verdicts(cases: readonly Case[]): readonly Verdict[] {
	return FINDING_NAMES.map((finding) => {
		const count = (isThere: boolean, isFound: boolean) =>
			cases.filter(
				({ findings, diagnosis }) =>
					findings.includes(finding) === isThere &&
					diagnosis.findings.some(({ name }) => name === finding) === isFound,
			).length;
		return {
			finding,
			found: count(true, true),
			missed: count(true, false),
			falseAlarms: count(false, true),
			silent: count(false, false),
		};
	});
}
