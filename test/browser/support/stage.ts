/**
 * A browser in front of the running Worker. What no page may do fails every test: write to the console,
 * break its own Content-Security-Policy, load anything from elsewhere, or have a violation that axe finds.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { AxeResults } from 'axe-core';
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { afterEach, expect, inject } from 'vitest';
import { launchChromium } from '../../../scripts/chromium.ts';

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

/** How somebody's browser is set up. */
interface Profile extends BrowserContextOptions {
	/** The only other place that pages may load from; it answers every request with an image. */
	readonly images?: string;
}

/**
 * For the top of a test file: opens browser profiles, each as new, and closes them after each test, which fails
 * if a page did what none may do.
 */
export function useBrowser(): (profile?: Profile) => Promise<Visitor> {
	let visitors: Visitor[] = [];
	afterEach(async () => {
		const offences = visitors.flatMap((visitor) => visitor.offences);
		for (const visitor of visitors) await visitor.close();
		visitors = [];
		if (offences.length > 0) throw new Error(`The pages did this:\n${offences.join('\n')}`);
	});
	return async (profile = {}) => {
		const visitor = await enter(await chromiumOfThisFile(), profile);
		visitors.push(visitor);
		return visitor;
	};
}

let launched: Promise<Browser> | undefined;

function chromiumOfThisFile(): Promise<Browser> {
	launched ??= launchChromium();
	return launched;
}

/**
 * Consoles are told of answers that refuse, and of requests while a test has taken the network away, too: a test
 * that expects either looks at what comes of it.
 */
const UNLUCKY =
	/^Failed to load resource: (the server responded with a status of|net::ERR_INTERNET_DISCONNECTED)/;

const IMAGE = '<svg xmlns="http://www.w3.org/2000/svg" width="120" height="40"/>';

async function enter(browser: Browser, { images, ...options }: Profile): Promise<Visitor> {
	const origin = inject('url').replace(/\/$/, '');
	const context = await browser.newContext({ viewport: WIDE, baseURL: origin, ...options });
	if (images !== undefined) {
		await context.route(`${images}/**`, (route) =>
			route.fulfill({ contentType: 'image/svg+xml', body: IMAGE }),
		);
	}
	const page = await context.newPage();
	const offences: string[] = [];
	page.on('console', (message) => {
		const isOffence =
			['error', 'warning'].includes(message.type()) && !UNLUCKY.test(message.text());
		if (isOffence) offences.push(message.text());
	});
	page.on('pageerror', (error) => offences.push(String(error)));
	page.on('request', (request) => {
		const url = new URL(request.url());
		const isOurs = url.protocol === 'data:' || [origin, images].includes(url.origin);
		if (!isOurs) offences.push(`loads ${url.origin}`);
	});
	page.on('dialog', (dialog) => {
		offences.push(`opens a dialog: ${dialog.message()}`);
		void dialog.dismiss();
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
			await follow(page.getByRole('button', { name: 'Sign in' }));
		},
		close: () => context.close(),
	};
}

/**
 * Clicks what leads to another page, or presses a key on it, and waits until all of that page is there. What
 * the page before says may look like what is waited for, and a page says what it says before it has its style.
 */
export async function follow(control: Locator, key?: string): Promise<void> {
	await Promise.all([
		control.page().waitForEvent('load'),
		key === undefined ? control.click() : control.press(key),
	]);
}

/** Holds a page to what axe knows of the WCAG (2.2, AA) and of good practice. */
export async function expectAccessible(page: Page): Promise<void> {
	expect(await violationsOf(page)).toEqual([]);
}

/** What axe finds on a page. */
export async function violationsOf(page: Page): Promise<readonly string[]> {
	await page.evaluate(finishTransitions);
	// Through the debugger, so that the page's policy does not forbid it.
	await page.evaluate(AXE);
	const { violations } = await page.evaluate(() =>
		(globalThis as unknown as { axe: { run: () => Promise<AxeResults> } }).axe.run(),
	);
	return violations.map(
		({ id, nodes }) =>
			`${id}: ${nodes.map(({ html, failureSummary }) => `${html} ${failureSummary ?? ''}`).join(' | ')}`,
	);
}

/** Colours are held against one another where they come to rest; each that does may start another one. */
function finishTransitions(): void {
	for (let at = 0; at < 10; at += 1) {
		for (const animation of document.getAnimations()) {
			if (animation instanceof CSSTransition) animation.finish();
		}
	}
}

/** No page is wider than its window: only what is in a frame of its own scrolls sideways. */
export async function expectNoOverflow(page: Page): Promise<void> {
	expect(await overflowOf(page)).toBe(0);
}

/** By how many pixels a page is wider than its window. */
export function overflowOf(page: Page): Promise<number> {
	return page.evaluate(() => {
		const { scrollWidth, clientWidth } = document.documentElement;
		return Math.max(0, scrollWidth - clientWidth);
	});
}
