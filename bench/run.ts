/**
 * `npm run bench`: runs the benchmarks of this folder against a local server of their own, one after
 * another, and prints a table for each. Figures are of this machine and of local workerd: good for
 * comparing one change with another, not for promises about production.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defer, runScript, ScriptError } from '../scripts/lifecycle.ts';
import { startLocalServer } from '../scripts/local-server.ts';
import type { LocalServer } from '../scripts/local-server.ts';
import { benchDeliveries } from './deliveries.ts';
import { benchLargeDirectory } from './large-directory.ts';
import { benchPages } from './pages.ts';

/** One figure: what was measured and how much it was. */
export interface Figure {
	readonly name: string;
	readonly value: number;
	readonly unit: string;
}

const BENCHMARKS: ReadonlyMap<string, (server: LocalServer) => Promise<readonly Figure[]>> =
	new Map([
		['deliveries', benchDeliveries],
		['large-directory', benchLargeDirectory],
		['pages', benchPages],
	]);

async function main(wanted: readonly string[]): Promise<number> {
	const unknown = wanted.find((name) => !BENCHMARKS.has(name));
	if (unknown !== undefined) {
		throw new ScriptError(
			`No benchmark is called "${unknown}"; there are: ${[...BENCHMARKS.keys()].join(', ')}`,
		);
	}
	for (const [name, run] of BENCHMARKS) {
		if (wanted.length > 0 && !wanted.includes(name)) continue;
		console.log(`\n${name}`);
		print(await withServer(run));
	}
	return 0;
}

/** Gives the benchmark a fresh server with empty state. */
async function withServer<Result>(run: (server: LocalServer) => Promise<Result>): Promise<Result> {
	const statePath = mkdtempSync(join(tmpdir(), 'rollcall-bench-'));
	defer(() => rmSync(statePath, { recursive: true, force: true, maxRetries: 3 }));
	const server = await startLocalServer({
		port: 0,
		statePath,
		onProgress: (line) => console.log(`· ${line}`),
	});
	defer(() => server.stop());
	const result = await run(server);
	await server.stop();
	return result;
}

function print(figures: readonly Figure[]): void {
	const width = Math.max(...figures.map((figure) => figure.name.length));
	for (const { name, value, unit } of figures) {
		const digits = value < 100 ? 1 : 0;
		console.log(`  ${name.padEnd(width)}  ${value.toFixed(digits).padStart(8)} ${unit}`);
	}
}

await runScript(async () => await main(process.argv.slice(2)), 130);
