/**
 * `npm run screenshots`: the pictures of the documentation, docs/images/*.png. Starts a server of its own, fills
 * it with example people, and goes from page to page as an operator and as a customer's IT admin do.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { Rollcall } from '../src/sdk/index.ts';
import { launchChromium } from './chromium.ts';
import { exampleWorld, provision, type ExampleWorld } from './example-world.ts';
import { defer, runScript } from './lifecycle.ts';
import { ROOT, startLocalServer, type LocalServer } from './local-server.ts';

const IMAGES = `${ROOT}/docs/images`;
const WIDE = { viewport: { width: 1440, height: 900 } };
/** Of a page that is longer, the end is left out. */
const SCREENS_MAX = 1.5;
const NARROW = { viewport: { width: 360, height: 740 } };

async function main(): Promise<number> {
	const statePath = mkdtempSync(join(tmpdir(), 'rollcall-screenshots-'));
	defer(() => rmSync(statePath, { recursive: true, force: true, maxRetries: 3 }));
	const server = await startLocalServer({
		port: 0,
		statePath,
		vars: { ROLLCALL_ALLOW_INSECURE_TARGETS: 'true' },
		onProgress: (line) => console.log(`· ${line}`),
	});
	defer(() => server.stop());
	const browser = await launchChromium();
	defer(() => browser.close());
	mkdirSync(IMAGES, { recursive: true });
	const world = await exampleWorld(
		new Rollcall({ url: server.url, apiKey: server.adminKey, timeoutMs: 60_000 }),
	);
	await showDashboard(browser, server, world);
	await showPortal(browser, server, world);
	return 0;
}

async function showDashboard(
	browser: Browser,
	server: LocalServer,
	{ okta, janeId, failingEndpointId }: ExampleWorld,
): Promise<void> {
	const jane = `/dashboard/people/${okta.id}/${janeId}`;
	const pages = {
		overview: '/dashboard',
		directory: `/dashboard/directories/${okta.id}`,
		user: `/dashboard/directories/${okta.id}/users/${janeId}`,
		timeline: jane,
		webhook: `/dashboard/webhooks/${failingEndpointId}`,
		attempts: `/dashboard/webhooks/${failingEndpointId}/attempts`,
		live: '/dashboard/live',
	};
	const signIn = async (options: BrowserContextOptions) => {
		const page = await open(browser, server, options);
		await page.goto('/dashboard/sign-in');
		await page.getByLabel('API key').fill(server.adminKey);
		await page.getByRole('button', { name: 'Sign in' }).click();
		await page.waitForURL('**/dashboard');
		return page;
	};
	const wide = await signIn(WIDE);
	for (const [name, path] of Object.entries(pages)) await take(wide, name, path);
	const narrow = await signIn({ ...NARROW, colorScheme: 'dark' });
	await take(narrow, 'overview-narrow', pages.overview);
	await take(narrow, 'timeline-narrow', pages.timeline);
}

async function showPortal(
	browser: Browser,
	server: LocalServer,
	{ setupUrl }: ExampleWorld,
): Promise<void> {
	const page = await open(browser, server, WIDE);
	await take(page, 'portal-choose', new URL(setupUrl).pathname);
	await page.getByLabel('Okta').check();
	await page.getByRole('button', { name: 'Create connection' }).click();
	await page.waitForURL('**/connect');
	const connected = new URL(page.url()).pathname;
	await take(page, 'portal-connect', connected);
	const values = await page
		.locator('input[readonly]')
		.evaluateAll((fields) => fields.map((field) => (field as unknown as { value: string }).value));
	const named = (part: string) => values.find((value) => value.includes(part)) ?? '';
	const endpoint = named('/scim/v2/');
	const scim = { endpoint, path: new URL(endpoint).pathname, secret: named('rcscim_') };
	await provision({ scim }, 'initech.example');
	await take(page, 'portal-check', connected.replace('/connect', '/check'));
	await take(page, 'portal-done', connected.replace('/connect', '/done'));
}

async function open(
	browser: Browser,
	server: LocalServer,
	options: BrowserContextOptions,
): Promise<Page> {
	const context = await browser.newContext({ ...options, baseURL: server.url });
	return context.newPage();
}

async function take(page: Page, name: string, path: string): Promise<void> {
	const answer = await page.goto(path);
	if (answer?.ok() !== true) throw new Error(`${path} is answered ${answer?.status()}.`);
	const { width = 0, height = 0 } = page.viewportSize() ?? {};
	const whole = await page.evaluate('document.documentElement.scrollHeight');
	const clip = { x: 0, y: 0, width, height: Math.min(Number(whole), height * SCREENS_MAX) };
	const file = `${IMAGES}/${name}.png`;
	await page.screenshot({ path: file, clip, fullPage: true, animations: 'disabled' });
	console.log(`· docs/images/${name}.png`);
}

await runScript(main, 1);
