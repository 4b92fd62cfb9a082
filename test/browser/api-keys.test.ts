/** An operator signs in, makes an API key, and revokes it. */
import { expect, test } from 'vitest';
import { expectAccessible, expectNoOverflow, NARROW, useBrowser } from './support/stage.ts';

const visit = useBrowser();

test('an operator makes an API key, sees its secret once, and revokes it by name', async () => {
	const { page, signIn, goTo } = await visit();
	await signIn();
	await goTo('/dashboard/api-keys');
	await page.getByLabel('Name').fill('Support desk');
	await page.getByLabel('Read').check();
	await page.getByRole('button', { name: 'Make the key' }).click();
	const secret = await page
		.getByLabel('The secret of the API key “Support desk”')
		.last()
		.inputValue();
	expect(secret).toMatch(/^rck_/);
	await expectAccessible(page);
	await page.setViewportSize(NARROW);
	await expectNoOverflow(page);

	const desk = await visit();
	await desk.signIn(secret);
	expect(await desk.page.title()).toContain('Rollcall');

	await goTo('/dashboard/api-keys');
	expect(await page.content()).not.toContain(secret);
	await page.getByText('Revoke…').first().click();
	await page.getByLabel('Type “Support desk” to confirm').fill('Support desk');
	await page.getByRole('button', { name: 'Revoke' }).click();
	expect(await page.getByRole('status').textContent()).toBe('Revoked.');

	await desk.goTo('/dashboard/api-keys');
	expect(new URL(desk.page.url()).pathname).toBe('/dashboard/sign-in');
});
