/** An operator signs in, makes an API key, and revokes it. */
import { expect, test } from 'vitest';
import { expectAccessible, expectNoOverflow, NARROW, useBrowser, follow } from './support/stage.ts';

const visit = useBrowser();

test('an operator makes an API key, sees its secret once, and revokes it by name', async () => {
	const { page, signIn, goTo } = await visit();
	await signIn();
	await goTo('/dashboard/api-keys');
	await page.getByLabel('Name').fill('Support desk');
	await page.getByLabel('Read').check();
	// The answer to the first click has the secret, and must not be lost to the second one.
	const clicked = Promise.withResolvers<void>();
	let sent = 0;
	await page.route('**/dashboard/api-keys', async (route) => {
		if (route.request().method() === 'POST') {
			sent += 1;
			await clicked.promise;
		}
		await route.continue();
	});
	const button = page.getByRole('button', { name: 'Create API key' });
	await button.scrollIntoViewIfNeeded();
	const { x, y } = (await button.boundingBox()) ?? { x: 0, y: 0 };
	// Not by the button: playwright would wait for the answer.
	await page.mouse.click(x + 5, y + 5);
	await expect.poll(() => sent).toBe(1);
	await page.mouse.click(x + 5, y + 5);
	const answered = page.waitForEvent('load');
	clicked.resolve();
	await answered;
	const secret = await page.getByLabel('Secret of API key “Support desk”').last().inputValue();
	expect(secret).toMatch(/^rck_/);
	expect(sent).toBe(1);
	await expectAccessible(page);
	await page.setViewportSize(NARROW);
	await expectNoOverflow(page);

	const desk = await visit();
	await desk.signIn(secret);
	expect(await desk.page.title()).toContain('Rollcall');

	await goTo('/dashboard/api-keys');
	expect(await page.content()).not.toContain(secret);
	// The server is shared with other tests that make keys.
	await page.getByRole('row', { name: 'Support desk' }).getByText('Revoke…').click();
	await page.getByLabel('Type “Support desk” to confirm').fill('Support desk');
	await follow(page.getByRole('button', { name: 'Revoke' }));
	expect(await page.getByRole('status').textContent()).toBe('API key revoked.');

	await desk.goTo('/dashboard/api-keys');
	expect(new URL(desk.page.url()).pathname).toBe('/dashboard/sign-in');
});
