/** Before the browser tests: one local server for all of them. Each makes its own directories in it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { startLocalServer } from '../../../scripts/local-server.ts';
import { chromiumPath } from '../../../scripts/chromium.ts';

declare module 'vitest' {
	interface ProvidedContext {
		/** Where the server listens. */
		url: string;
		/** The API key that may do everything. */
		adminKey: string;
	}
}

/** Returns what undoes it. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
	chromiumPath();
	const statePath = mkdtempSync(join(tmpdir(), 'rollcall-browser-'));
	const lines: string[] = [];
	const server = await startLocalServer({
		port: 0,
		statePath,
		vars: {
			// The tests' receivers listen on loopback, without TLS.
			ROLLCALL_ALLOW_INSECURE_TARGETS: 'true',
			// What nobody accepts is given up soon.
			ROLLCALL_RETRY_SCHEDULE_SECONDS: '0,1',
		},
		onLog: (line) => lines.push(line),
	});
	project.provide('url', server.url);
	project.provide('adminKey', server.adminKey);
	return async () => {
		await server.stop();
		rmSync(statePath, { recursive: true, force: true });
	};
}
