/**
 * A browser in front of the running Worker. What no page may do fails every test: write to the console,
 * break its own Content-Security-Policy, load anything from elsewhere, or have a violation that axe finds.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { AxeResults } from 'axe-core';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterEach, expect, inject } from 'vitest';
import { launchChromium } from './chromium.ts';

const AXE = readFileSync(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8');

/** The widths that every page has to work at. */
export const NARROW = { width: 360, height: 740 };
export const WIDE = { width: 1440, height: 900 };

/** A browser as a person has it. */
export interface Visitor {
	readonly page: Page;
	/** Opens a path of the server. */
	readonly goTo: (path: string) => Promise<void>;
	/** Signs in to the dashboard, with the first API key unless told otherwise. */
	readonly signIn: (key?: string) => Promise<void>;
	/** What the pages did that none may do. */
	readonly offences: readonly string[];
	readonly close: () => Promise<void>;
}

/**
 * For the top of a test file: opens browser profiles, each as new, and closes them after each test, which fails
 * if a page did what none may do.
 */
export function useBrowser(): (options?: BrowserContextOptions) => Promise<Visitor> {
	let visitors: Visitor[] = [];
	afterEach(async () => {
		const offences = visitors.flatMap((visitor) => visitor.offences);
		for (const visitor of visitors) await visitor.close();
		visitors = [];
		if (offences.length > 0) throw new Error(`The pages did this:\n${offences.join('\n')}`);
	});
	return async (options = {}) => {
		const visitor = await enter(await chromiumOfThisFile(), options);
		visitors.push(visitor);
		return visitor;
	};
}

let launched: Promise<Browser> | undefined;

function chromiumOfThisFile(): Promise<Browser> {
	launched ??= launchChromium();
	return launched;
}

async function enter(browser: Browser, options: BrowserContextOptions): Promise<Visitor> {
	const origin = inject('url').replace(/\/$/, '');
	const context = await browser.newContext({ viewport: WIDE, baseURL: origin, ...options });
	const page = await context.newPage();
	const offences: string[] = [];
	page.on('console', (message) => {
		// Answers that refuse are told there too: a test that expects one looks at the answer.
		if (/Failed to load resource: the server responded with a status of/.test(message.text()))
			return;
		if (['error', 'warning'].includes(message.type())) offences.push(message.text());
	});
	page.on('pageerror', (error) => offences.push(String(error)));
	page.on('request', (request) => {
		const url = new URL(request.url());
		if (url.protocol !== 'data:' && url.origin !== origin) offences.push(`loads ${url.origin}`);
	});
	await page.addInitScript(() => {
		document.addEventListener('securitypolicyviolation', (event) =>
			// oxlint-disable-next-line eslint/no-console -- it is what the page's console is looked at for
			console.error(`CSP: ${event.violatedDirective} blocks ${event.blockedURI}`),
		);
	});
	return {
		page,
		offences,
		goTo: async (path) => {
			await page.goto(path);
		},
		signIn: async (key = inject('adminKey')) => {
			await page.goto('/dashboard/sign-in');
			await page.getByLabel('API key').fill(key);
			await page.getByRole('button', { name: 'Sign in' }).click();
		},
		close: () => context.close(),
	};
}

/** Holds a page to what axe knows of the WCAG (2.2, AA) and of good practice. */
export async function expectAccessible(page: Page): Promise<void> {
	// Through the debugger, so that the page's policy does not forbid it.
	await page.evaluate(AXE);
	const { violations } = await page.evaluate(() =>
		(globalThis as unknown as { axe: { run: () => Promise<AxeResults> } }).axe.run(),
	);
	const told = violations.map(
		({ id, nodes }) =>
			`${id}: ${nodes.map(({ html, failureSummary }) => `${html} ${failureSummary ?? ''}`).join(' | ')}`,
	);
	expect(told).toEqual([]);
}

/** No page is wider than its window: only what is in a frame of its own scrolls sideways. */
export async function expectNoOverflow(page: Page): Promise<void> {
	const [content, window] = await page.evaluate(() => [
		document.documentElement.scrollWidth,
		document.documentElement.clientWidth,
	]);
	expect(content).toBeLessThanOrEqual(window ?? 0);
}
