/** The dashboard by keyboard alone, and how still its pages are while they load. */
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, inject, test } from 'vitest';
import { Rollcall } from '../../src/sdk/index.ts';
import { NARROW, useBrowser, WIDE } from './support/stage.ts';

const visit = useBrowser();

/** A tenant of these tests alone: on the live page what others do would appear, and move the rest down. */
const TENANT = `keyboard-${crypto.randomUUID()}`;
beforeAll(async () => {
	const rollcall = new Rollcall({ url: inject('url'), apiKey: inject('adminKey') });
	const type = 'okta-scim-v2';
	await rollcall.directories.create({ name: 'Still', tenant: TENANT, product: 'crm', type });
});

/** Goes on with Tab until what has the focus is called so. */
async function tabTo(page: Page, name: string, role: string): Promise<void> {
	const wanted = page.getByRole(role as 'button', { name, exact: true }).last();
	for (let at = 0; at < 60; at += 1) {
		await page.keyboard.press('Tab');
		expect(await showsFocus(page)).toBe(true);
		if (await wanted.evaluate((element) => element === document.activeElement)) return;
	}
	throw new Error(`No Tab leads to the ${role} "${name}".`);
}

/** Whether the focus can be seen where it is. */
function showsFocus(page: Page): Promise<boolean> {
	return page.evaluate(() => {
		const focused = document.activeElement;
		if (focused === null || focused === document.body) return true;
		const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(focused);
		const { width, height } = focused.getBoundingClientRect();
		const hasRing = outlineStyle !== 'none' && Number.parseFloat(outlineWidth) > 0;
		return width > 0 && height > 0 && (hasRing || boxShadow !== 'none');
	});
}

describe('with a keyboard alone', () => {
	test('an operator signs in, goes to the API keys, makes one, and signs out', async () => {
		const { page, goTo } = await visit();
		await goTo('/dashboard/sign-in');
		await tabTo(page, 'API key', 'textbox');
		await page.keyboard.type(inject('adminKey'));
		await page.keyboard.press('Enter');
		await page.waitForURL('**/dashboard');
		await tabTo(page, 'API keys', 'link');
		await page.keyboard.press('Enter');
		await page.waitForURL('**/dashboard/api-keys');
		await tabTo(page, 'Name', 'textbox');
		await page.keyboard.type('Typed');
		await tabTo(page, 'Read', 'checkbox');
		await page.keyboard.press('Space');
		await tabTo(page, 'Create API key', 'button');
		await page.keyboard.press('Enter');
		const secret = page.getByLabel('Secret of API key “Typed”').last();
		await expect.poll(() => secret.inputValue()).toMatch(/^rck_/);
		await tabTo(page, 'Sign out', 'button');
		await page.keyboard.press('Enter');
		await page.waitForURL('**/dashboard/sign-in?signed-out');
	});

	test('the first Tab leads past the navigation to the content', async () => {
		const { page, goTo, signIn } = await visit();
		await signIn();
		await goTo('/dashboard/api-keys');
		await page.keyboard.press('Tab');
		const skip = page.getByRole('link', { name: 'Skip to content' });
		expect(await skip.evaluate((element) => element === document.activeElement)).toBe(true);
		expect(await showsFocus(page)).toBe(true);
		const box = await skip.boundingBox();
		expect(box?.x).toBeGreaterThanOrEqual(0);
		expect(box?.y).toBeGreaterThanOrEqual(0);
		await page.keyboard.press('Enter');
		expect(await page.evaluate(() => document.activeElement?.id)).toBe('content');
		await page.keyboard.press('Tab');
		expect(await page.evaluate(() => document.activeElement?.closest('main')?.id)).toBe('content');
	});
});

describe.each([
	['wide', WIDE],
	['narrow', NARROW],
])('pages in a %s window', (_width, viewport) => {
	test.each([
		'/dashboard/sign-in',
		'/dashboard',
		'/dashboard/directories',
		'/dashboard/webhooks',
		'/dashboard/events/operations',
		`/dashboard/live?tenant=${TENANT}`,
		'/dashboard/api-keys',
	])('lie still: %s', async (path) => {
		// Far from UTC, so that the script puts the times right of the first page of all.
		const { page, goTo, signIn } = await visit({ viewport, timezoneId: 'Pacific/Auckland' });
		await page.addInitScript(watchShifts);
		await signIn();
		await page.context().clearCookies({ name: 'time_zone' });
		for (let time = 1; time <= 2; time += 1) {
			await goTo(path);
			expect(await page.evaluate(shiftsSoFar)).toBeLessThan(0.01);
		}
	});
});

/** What moved although nobody asked for it, as browsers count it (Layout Instability API). */
function watchShifts(): void {
	const seen: { value: number; hadRecentInput: boolean }[] = [];
	Reflect.set(window, 'shifts', seen);
	new PerformanceObserver((list) => {
		for (const entry of list.getEntries()) {
			seen.push(entry as unknown as { value: number; hadRecentInput: boolean });
		}
	}).observe({ type: 'layout-shift', buffered: true });
}

/** The sum of them, two frames after everything has loaded. */
async function shiftsSoFar(): Promise<number> {
	for (let frame = 0; frame < 2; frame += 1) {
		await new Promise((resolve) => requestAnimationFrame(resolve));
	}
	const seen = Reflect.get(window, 'shifts') as { value: number; hadRecentInput: boolean }[];
	return seen
		.filter(({ hadRecentInput }) => !hadRecentInput)
		.reduce((sum, { value }) => sum + value, 0);
}
