/** An operator looks things up in the logs, and sends an IT admin a setup link. */
import { expect, inject, test } from 'vitest';
import { Rollcall } from '../../src/sdk/index.ts';
import { createGroup, createUser } from '../support/node/scim.ts';
import { expectAccessible, expectNoOverflow, NARROW, useBrowser, follow } from './support/stage.ts';

const visit = useBrowser();

/** A directory with a person in a group. */
async function aDirectory() {
	const rollcall = new Rollcall({ url: inject('url'), apiKey: inject('adminKey') });
	const tenant = `logs-${crypto.randomUUID()}`;
	const type = 'okta-scim-v2';
	const made = await rollcall.directories.create({
		name: 'Looked up',
		tenant,
		product: 'crm',
		type,
	});
	const directory = { ...made, scim: { ...made.scim, secret: made.scim.secret ?? '' } };
	const userId = await createUser(directory, 'ada@acme.example', { title: '<b>Countess</b>' });
	await createGroup(directory, 'Crew', [userId]);
	return directory;
}

test('an operator finds an event, and goes from one to the next', async () => {
	const { id, tenant } = await aDirectory();
	const { page, signIn, goTo } = await visit({ timezoneId: 'America/New_York' });
	await signIn();
	await goTo('/dashboard/events');
	await expectAccessible(page);
	await page.getByLabel('Tenant').fill(tenant);
	await follow(page.getByRole('button', { name: 'Apply filters' }));
	await follow(page.getByRole('link', { name: 'Looked up' }));
	await page.getByLabel('Types').fill('group.*');
	await follow(page.getByRole('button', { name: 'Apply filters' }));
	expect(await page.getByRole('row').count()).toBe(3);
	await expectAccessible(page);
	// An hour that has not come yet, where the viewer is.
	await page.getByLabel('From').fill('2999-01-01T10:00');
	await follow(page.getByRole('button', { name: 'Apply filters' }));
	expect(await page.getByLabel('From').inputValue()).toBe('2999-01-01T10:00');
	await page.getByText('No matching events.').waitFor();
	await follow(page.getByRole('link', { name: 'newest events' }));
	await follow(page.getByRole('link', { name: 'group.user_added' }));
	await expectAccessible(page);
	expect(await page.getByLabel('Payload as sent to endpoints').textContent()).toContain(
		'"user_name": "ada@acme.example"',
	);
	await follow(page.getByRole('link', { name: 'Previous event' }));
	expect(await page.getByRole('heading', { level: 1 }).textContent()).toContain('group.created');
	await page.setViewportSize(NARROW);
	await expectNoOverflow(page);
	await goTo(`/dashboard/events/${id}`);
	await expectNoOverflow(page);
});

test('an operator reads who did what', async () => {
	const { id } = await aDirectory();
	const { page, signIn, goTo } = await visit();
	await signIn();
	await goTo('/dashboard/audit-log');
	await page.getByLabel('Directory').fill(id);
	await page.getByLabel('Source').selectOption('Dashboard and API');
	await follow(page.getByRole('button', { name: 'Apply filters' }));
	expect(await page.getByRole('row').allTextContents()).toContainEqual(
		expect.stringContaining('Create directory'),
	);
	await expectAccessible(page);
	await page.setViewportSize(NARROW);
	await expectNoOverflow(page);
});

test('an operator makes a setup link, replaces it, and revokes it by name', async () => {
	const { page, signIn, goTo } = await visit();
	const tenant = `links-${crypto.randomUUID()}`;
	await signIn();
	await goTo('/dashboard/setup-links');
	await page.getByText('New setup link for a new directory…').click();
	const form = page.getByRole('form', { name: 'New setup link for a new directory' });
	await form.getByLabel('Tenant').fill(tenant);
	await form.getByLabel('Product').fill('crm');
	await form.getByLabel('Name').fill('Acme Okta');
	await follow(form.getByRole('button', { name: 'Create setup link' }));
	const shown = page.getByRole('textbox', { name: 'Setup link for Acme Okta' });
	const url = await shown.inputValue();
	expect(url).toContain('/setup/rcsl_');
	await expectAccessible(page);

	await goTo(`/dashboard/setup-links?tenant=${tenant}`);
	expect(await page.content()).not.toContain(url);
	await page.getByText('Regenerate link…').click();
	await page.getByLabel('Type “Acme Okta” to confirm').first().fill('Acme Okta');
	await follow(page.getByRole('button', { name: 'Regenerate link' }));
	expect(await shown.inputValue()).not.toBe(url);

	await goTo(`/dashboard/setup-links?tenant=${tenant}&state=live`);
	await page.getByText('Revoke…').click();
	await page.getByLabel('Type “Acme Okta” to confirm').last().fill('Acme Okta');
	await follow(page.getByRole('button', { name: 'Revoke' }));
	expect(await page.getByRole('status').textContent()).toBe('Setup link revoked.');
	await goTo(`/dashboard/setup-links?tenant=${tenant}&state=live`);
	await page.getByText('No setup links match these filters.').waitFor();
	await page.setViewportSize(NARROW);
	await expectNoOverflow(page);
});
