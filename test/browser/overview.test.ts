/** An operator begins: the first steps, a directory, and what the overview tells once there is something. */
import { inject, expect, test } from 'vitest';
import {
	expectAccessible,
	expectNoOverflow,
	NARROW,
	useBrowser,
	WIDE,
	follow,
} from './support/stage.ts';

const visit = useBrowser();

/** Calls the API. */
async function call(path: string, init: RequestInit = {}): Promise<Record<string, unknown>> {
	const response = await fetch(new URL(`/v1${path}`, inject('url')), {
		...init,
		headers: {
			Authorization: `Bearer ${inject('adminKey')}`,
			'Content-Type': 'application/json',
		},
	});
	return (await response.json()) as Record<string, unknown>;
}

test('an operator makes the first directory and copies what its identity provider needs', async () => {
	const key = await call('/api-keys', {
		method: 'POST',
		body: JSON.stringify({ name: 'Overview', scopes: ['write'], tenant: 'Overview Ltd' }),
	});
	const { page, signIn, goTo } = await visit({ timezoneId: 'America/New_York' });
	await signIn(String(key['secret']));
	await goTo('/dashboard');
	await expectAccessible(page);
	await follow(page.getByRole('link', { name: 'Create a directory' }));
	await expectAccessible(page);

	const form = page.getByRole('region', { name: 'New directory' });
	await form.getByLabel('Name').fill('Overview Okta with a name that is rather long');
	await form.getByLabel('Product').fill('crm');
	await form.getByLabel('Identity provider').selectOption('Okta');
	await follow(form.getByRole('button', { name: 'Create directory' }));
	const url = await page.getByLabel('SCIM base URL').first().inputValue();
	const token = await page.getByLabel('Bearer token for').last().inputValue();
	await page.getByRole('button', { name: 'Copy SCIM base URL' }).waitFor();
	await expectAccessible(page);
	await page.setViewportSize(NARROW);
	await expectNoOverflow(page);

	const scim = (path: string, body: object) =>
		fetch(`${url}${path}`, {
			method: 'POST',
			headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/scim+json' },
			body: JSON.stringify(body),
		});
	const schemas = ['urn:ietf:params:scim:schemas:core:2.0:User'];
	expect((await scim('/Users', { schemas, userName: 'a@example.com' })).status).toBe(201);
	await call('/webhook-endpoints', {
		method: 'POST',
		body: JSON.stringify({ url: 'http://127.0.0.1:9/hook', tenant: 'Overview Ltd' }),
	});

	for (const [colorScheme, size, hours] of [
		['light', NARROW, '24 hours'],
		['dark', WIDE, '7 days'],
	] as const) {
		await page.emulateMedia({ colorScheme });
		await page.setViewportSize(size);
		await goTo('/dashboard');
		await follow(page.getByRole('link', { name: hours }));
		await page.getByText('Times are in America/New_York.').waitFor();
		await page.getByText('Show as table').first().click();
		await expectAccessible(page);
		await expectNoOverflow(page);
	}
	await follow(page.getByRole('link', { name: 'All directories' }));
	await page.getByRole('search').getByLabel('Identity provider').selectOption('Okta');
	await follow(page.getByRole('button', { name: 'Apply filters' }));
	await page.getByRole('link', { name: 'Overview Okta' }).waitFor();
	await page.setViewportSize(NARROW);
	await expectAccessible(page);
	await expectNoOverflow(page);
});

test('the overview does not move while it loads', async () => {
	const { page, signIn, goTo } = await visit();
	await signIn();
	await page.addInitScript(() => {
		const shifts: number[] = [];
		Object.assign(globalThis, { shifts });
		new PerformanceObserver((list) => {
			for (const entry of list.getEntries()) {
				shifts.push((entry as PerformanceEntry & { value: number }).value);
			}
		}).observe({ type: 'layout-shift', buffered: true });
	});
	await goTo('/dashboard');
	await page.waitForLoadState('networkidle');
	const shifts = await page.evaluate(
		() => (globalThis as unknown as { shifts: readonly number[] }).shifts,
	);
	expect(shifts).toEqual([]);
});
