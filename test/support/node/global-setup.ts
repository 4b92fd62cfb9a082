/**
 * Before the tests that run in Node: the package is built as it ships, and one local server is started
 * for all of them, with a Google beside it. Each test makes its own directories in it.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { startLocalServer } from '../../../scripts/local-server.ts';
import { buildPackage } from '../../../scripts/package-build.ts';
import { startGoogle } from './google-server.ts';

declare module 'vitest' {
	interface ProvidedContext {
		/** Where the server listens. */
		url: string;
		/** The API key that may do everything. */
		adminKey: string;
		/** The administrator of the Google Workspace whose consent the server's client at Google gets. */
		googleAdmin: string;
	}
}

/** Returns what undoes it. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
	await buildPackage();
	const { google, origin, stop } = await startGoogle();
	const workspace = google.workspace();
	workspace.putUser('ada@w1.example');
	const statePath = mkdtempSync(join(tmpdir(), 'rollcall-tests-'));
	const server = await startLocalServer({
		port: 0,
		statePath,
		// The tests' receivers listen on loopback, without TLS.
		vars: {
			ROLLCALL_ALLOW_INSECURE_TARGETS: 'true',
			ROLLCALL_GOOGLE_CLIENT_ID: google.clientId,
			ROLLCALL_GOOGLE_CLIENT_SECRET: google.clientSecret,
			ROLLCALL_GOOGLE_URL: origin,
		},
	});
	project.provide('url', server.url);
	project.provide('adminKey', server.adminKey);
	project.provide('googleAdmin', workspace.admin);
	return async () => {
		await server.stop();
		await stop();
		rmSync(statePath, { recursive: true, force: true });
	};
}
