/**
 * The part of docs/providers/README.md that a run of the tests writes: every transcript of test/idp with
 * its number of steps and how they went. The rest of the page is written by `npm run docs`.
 */
import { table } from './markdown.ts';

const BEGIN =
	'<!-- scenarios: from here on written by `npx vitest run --project workers test/e2e/idp-scenarios.test.ts`. -->';
const END = '<!-- scenarios: up to here. -->';

/** How the replay of one transcript went. */
export interface Scenario {
	/** Whose transcript it is, as people call it. */
	readonly idp: string;
	/** Its file in test/idp. */
	readonly file: string;
	/** What it shows. */
	readonly name: string;
	readonly steps: number;
	/** In how many places answers or events were not as they should be. */
	readonly failures: number;
}

/** The page with another table. */
export function withScenarios(page: string, scenarios: readonly Scenario[]): string {
	return page.replace(scenarioPartOf(page), () => scenarioPart(scenarios));
}

/** The part of a page, its marks included; one with an empty table if there is none. */
export function scenarioPartOf(page: string): string {
	const from = page.indexOf(BEGIN);
	const to = page.indexOf(END, from);
	return from === -1 || to === -1 ? scenarioPart([]) : page.slice(from, to + END.length);
}

function scenarioPart(scenarios: readonly Scenario[]): string {
	const rows = scenarios
		.toSorted((one, other) => (one.file < other.file ? -1 : 1))
		.map(({ idp, file, name, steps, failures }) => [
			idp,
			`[${name}](../../test/idp/${file})`,
			String(steps),
			failures === 0 ? 'passed' : `${failures} failures`,
		]);
	return [BEGIN, table(['provider', 'scenario', 'steps', 'result'], rows), END].join('\n\n');
}
