import { availableParallelism } from 'node:os';
import { cloudflareTest, readD1Migrations } from '@cloudflare/vitest-pool-workers';
import { defineConfig } from 'vitest/config';
import { TranscriptReport } from './test/support/transcript-report.ts';

/** The values a test Worker runs with; never used outside tests. */
const TEST_BINDINGS = {
	ROLLCALL_ADMIN_KEY: 'test-admin-key-0123456789',
	ROLLCALL_MASTER_KEY: 'dGVzdC1tYXN0ZXIta2V5LTMyLWJ5dGVzLS0tLS0tLS0=',
	ROLLCALL_ALLOW_INSECURE_TARGETS: 'true',
};

/** What is waited for comes soon, or not at all: no test is to depend on how fast, or how busy, the machine is. */
const PATIENT = {
	testTimeout: 180_000,
	hookTimeout: 180_000,
	expect: { poll: { timeout: 30_000 } },
};

/**
 * `pure` runs the core in Node, without a Worker; `workers` runs in workerd with real D1, Durable Object
 * and Queue; `node` runs what applications run (SDK, CLI, examples) against a local server; `browser` runs
 * Chromium before a local server.
 */
export default defineConfig({
	test: {
		// The tests wait more than they compute, so two files at a time are faster even on two cores.
		maxWorkers: Math.max(2, availableParallelism() - 1),
		reporters: ['default', new TranscriptReport()],
		// `npm run coverage`: the protocol core, where every branch is a promise to some provider.
		coverage: {
			include: ['src/scim/**'],
			reporter: ['text'],
			thresholds: { branches: 97 },
		},
		projects: [
			{
				test: {
					name: 'pure',
					...PATIENT,
					include: [
						'test/{scim,directory,webhook,transcript,providers,doctor,simulator,google}/**/*.test.ts',
						'test/*.test.ts',
					],
				},
			},
			{
				plugins: [
					cloudflareTest(async () => ({
						wrangler: { configPath: './wrangler.toml' },
						miniflare: {
							bindings: {
								...TEST_BINDINGS,
								TEST_MIGRATIONS: await readD1Migrations('migrations'),
							},
						},
					})),
				],
				test: {
					name: 'workers',
					...PATIENT,
					disableConsoleIntercept: true,
					include: ['test/{store,worker,http,ui,e2e,conformance}/**/*.test.ts'],
					setupFiles: ['test/support/apply-migrations.ts'],
				},
			},
			{
				test: {
					name: 'node',
					...PATIENT,
					include: ['test/{sdk,cli,package,examples,import,readme}/**/*.test.ts'],
					globalSetup: ['test/support/node/global-setup.ts'],
				},
			},
			{
				test: {
					name: 'browser',
					...PATIENT,
					include: ['test/browser/**/*.test.ts'],
					globalSetup: ['test/browser/support/global-setup.ts'],
				},
			},
		],
	},
});
