/** docs/providers: that the pages say what the code says, and show every transcript. */
import { globSync, readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { describe, expect, test } from 'vitest';
import { providersPages } from '../../scripts/providers-pages.ts';
import { scenarioPartOf, withScenarios } from '../../scripts/scenarios.ts';
import type { Transcript } from '../../src/transcript/format.ts';

const FOLDER = 'docs/providers';
const read = (file: string) => readFileSync(`${FOLDER}/${file}`, 'utf8');
const pages = providersPages(read('README.md'));

describe('docs/providers', () => {
	test.each([...pages])('%s is what `npm run docs` writes', (file, page) => {
		expect(read(file) === page, 'run `npm run docs`').toBe(true);
	});

	test('has no page of a provider that is gone', () => {
		const others = readdirSync(FOLDER).filter((file) => !pages.has(file));
		expect(others.filter((file) => file !== 'doctor.md')).toEqual([]);
	});
});

describe('the table of scenarios', () => {
	const files = globSync('test/idp/*.json').toSorted();

	/** The cells of a row, by the file that it links to. */
	const rows = new Map(
		scenarioPartOf(read('README.md'))
			.split('\n')
			.flatMap((line) => {
				const file = /\]\(\.\.\/\.\.\/test\/idp\/([\w.-]+)\)/.exec(line)?.[1];
				if (file === undefined) return [];
				const cells = line.split(' | ').map((cell) => cell.replaceAll(/^\||\|$/g, '').trim());
				return [[file, cells] as const];
			}),
	);

	test.each(files)('has %s as it is, and passed', (path) => {
		const { idp, name, steps } = JSON.parse(readFileSync(path, 'utf8')) as Transcript;
		const [provider, scenario, count, result] = rows.get(basename(path)) ?? [];
		expect({ provider, count, result }, 'run test/e2e/idp-scenarios.test.ts').toEqual({
			provider: idp,
			count: String(steps.length),
			result: 'passed',
		});
		expect(scenario).toContain(name);
	});

	test('has no other', () => {
		expect([...rows.keys()]).toEqual(files.map((path) => basename(path)));
	});

	test('tells of failures, and leaves the rest of the page alone', () => {
		const page = read('README.md');
		const scenario = { idp: 'Okta', file: 'a.json', name: 'A $& B', steps: 3, failures: 2 };
		const after = withScenarios(page, [scenario]);
		expect(after).toMatch(/^\| Okta +\| \[A \$& B\]\(.*\) \| 3 +\| 2 failures \|$/m);
		expect(after.replace(scenarioPartOf(after), '')).toBe(page.replace(scenarioPartOf(page), ''));
	});
});
