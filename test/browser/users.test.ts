/** An operator finds a user by what a customer says of her, and reads what happened to her. */
import { expect, inject, test } from 'vitest';
import { expectAccessible, expectNoOverflow, NARROW, useBrowser, follow } from './support/stage.ts';

const visit = useBrowser();

/** Sends JSON, and reads what is answered. */
async function post(url: string, secret: string, body: object, method = 'POST') {
	const response = await fetch(url, {
		method,
		headers: { Authorization: `Bearer ${secret}`, 'Content-Type': 'application/json' },
		body: JSON.stringify(body),
	});
	expect(response.ok, `${method} ${url}`).toBe(true);
	return (await response.json()) as { id: string; scim: { endpoint: string; secret: string } };
}

test('an operator searches a directory for a user, and follows her through her groups and events', async () => {
	const { page, signIn, goTo } = await visit();
	const origin = inject('url').replace(/\/$/, '');
	const directory = await post(`${origin}/v1/directories`, inject('adminKey'), {
		name: 'People of Acme',
		tenant: 'people',
		product: 'crm',
		type: 'okta-scim-v2',
	});
	const { endpoint, secret } = directory.scim;
	const create = (path: string, body: object) => post(`${endpoint}${path}`, secret, body);
	const made: string[] = [];
	for (let at = 0; at < 55; at += 1) {
		const { id } = await create('/Users', {
			schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
			userName: `user${at}@acme.example`,
			displayName: at === 7 ? 'Jane Smith <script>alert(1)</script>' : `User ${at}`,
		});
		made.push(id);
	}
	await create('/Groups', {
		schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'],
		displayName: 'Support',
		members: made.map((value) => ({ value })),
	});
	await post(
		`${endpoint}/Users/${made[7]}`,
		secret,
		{
			schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
			userName: 'user7@acme.example',
			displayName: 'Jane Smith <script>alert(1)</script>',
			active: false,
		},
		'PUT',
	);

	await signIn();
	await goTo(`/dashboard/directories/${directory.id}/users`);
	expect(await page.locator('tbody tr').count()).toBe(50);
	await follow(page.getByRole('link', { name: 'Next page' }));
	expect(await page.locator('tbody tr').count()).toBe(5);

	// By keyboard alone.
	await page.getByLabel('Search', { exact: true }).fill('nobody at all');
	await follow(page.getByLabel('Search', { exact: true }), 'Enter');
	await page.getByText('No users found.').waitFor();
	await expectAccessible(page);
	await page.getByLabel('Search', { exact: true }).fill('jane sm');
	await page.getByLabel('Status').selectOption('Inactive');
	await follow(page.getByLabel('Search', { exact: true }), 'Enter');
	const jane = page.getByRole('link', { name: 'Jane Smith' });
	await expectAccessible(page);
	await page.setViewportSize(NARROW);
	await expectNoOverflow(page);

	await follow(jane);
	await page.getByText('Deactivated').waitFor();
	expect(await page.getByRole('heading', { level: 1 }).textContent()).toContain('<script>');
	await expectAccessible(page);
	await expectNoOverflow(page);

	await follow(page.getByRole('link', { name: 'Support' }).first());
	await page.getByRole('heading', { name: 'Members' }).waitFor();
	expect(await page.locator('[aria-label="Members"] tbody tr').count()).toBe(50);
	await follow(page.getByRole('link', { name: 'Next page' }));
	await page.getByText('user54@acme.example').first().waitFor();
	await expectAccessible(page);
	await expectNoOverflow(page);

	await goTo(`/dashboard/directories/${directory.id}/groups?search=sup`);
	expect(await page.getByRole('link', { name: 'Support' }).count()).toBe(1);
	await expectAccessible(page);
	await expectNoOverflow(page);
});
