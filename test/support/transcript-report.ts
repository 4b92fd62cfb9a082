/**
 * Writes the table of docs/providers/README.md that shows how each transcript went, at the end of a run in
 * which all of them were replayed. There are no times in it: where nothing has changed, nothing changes.
 */
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import type { Reporter, TestModule } from 'vitest/node';
import { type Scenario, withScenarios } from '../../scripts/scenarios.ts';

declare module 'vitest' {
	/** What a test tells the reporters besides its result. */
	interface TaskMeta {
		/** How the replay of a transcript went. */
		scenario?: Scenario;
	}
}

const ROOT = resolve(import.meta.dirname, '../..');
const PAGE = resolve(ROOT, 'docs/providers/README.md');

/** The reporter; it prints nothing. */
export class TranscriptReport implements Reporter {
	onTestRunEnd(modules: readonly TestModule[]): void {
		const tests = modules.flatMap((module) => [...module.children.allTests()]);
		const scenarios = tests.flatMap((test) => test.meta().scenario ?? []);
		const replayed = new Set(scenarios.map(({ file }) => file));
		const files = globSync('test/idp/*.json', { cwd: ROOT }).map((path) => basename(path));
		if (!files.every((file) => replayed.has(file))) return;
		const before = readFileSync(PAGE, 'utf8');
		const after = withScenarios(before, scenarios);
		if (after !== before) writeFileSync(PAGE, after);
	}
}
