/** An operator looks after a directory: its tokens, what the brake holds, its mapping, and its end. */
import type { Page } from 'playwright-core';
import { expect, inject, test } from 'vitest';
import {
	expectAccessible,
	expectNoOverflow,
	NARROW,
	useBrowser,
	WIDE,
	follow,
} from './support/stage.ts';

const visit = useBrowser();

/** Calls the server as an application, or as an identity provider, does. */
async function call<Body>(
	token: string,
	method: string,
	path: string,
	body?: unknown,
): Promise<Body> {
	const response = await fetch(new URL(path, inject('url')), {
		method,
		headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
		...(body === undefined ? {} : { body: JSON.stringify(body) }),
	});
	const text = await response.text();
	return (text === '' ? undefined : JSON.parse(text)) as Body;
}

const api = <Body>(method: string, path: string, body?: unknown) =>
	call<Body>(inject('adminKey'), method, `/v1${path}`, body);

/** A directory with three users, of whom each has a title. */
async function aDirectory(name: string, type = 'okta-scim-v2') {
	const made = await api<{ id: string; scim: { path: string; secret: string } }>(
		'POST',
		'/directories',
		{ name, tenant: 'orchard', product: 'crm', type },
	);
	const { id, scim } = made;
	const send = <Body>(method: string, path: string, body?: unknown) =>
		call<Body>(scim.secret, method, `${scim.path}${path}`, body);
	const users: string[] = [];
	for (const user of ['ada', 'bea', 'cleo']) {
		const sent = await send<{ id: string }>('POST', '/Users', {
			schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
			userName: `${user}@orchard.example`,
			title: 'Gardener',
		});
		users.push(sent.id);
	}
	return { id, users, send, path: `/dashboard/directories/${id}` };
}

/** Holds a page to what every page has to be, at both widths. */
async function expectGood(page: Page): Promise<void> {
	for (const size of [NARROW, WIDE]) {
		await page.setViewportSize(size);
		await expectNoOverflow(page);
		await expectAccessible(page);
	}
}

test('every page of a directory can be used by everybody, at any width', async () => {
	const { id, path } = await aDirectory('Orchard', 'google');
	await api('POST', `/directories/${id}/recordings`, {});
	await api('POST', '/webhook-endpoints', { url: 'https://app.example.com/', directory_id: id });
	await api('POST', `/directories/${id}/schemas`, {
		id: 'urn:orchard:scim:schemas:badge:2.0:User',
		name: 'Badge',
		resource_type: 'User',
		attributes: [{ name: 'level' }],
	});
	const { page, signIn, goTo } = await visit();
	await signIn();
	for (const part of ['', '/tokens', '/mapping', '/google', '/recordings', '/settings']) {
		await goTo(`${path}${part}`);
		expect(await page.getByRole('heading', { level: 1 }).textContent()).toContain('Orchard');
		for (const summary of await page.locator('main summary').all()) {
			if (await summary.isVisible()) await summary.click();
		}
		await expectGood(page);
	}
});

test('an operator sees at once how a directory is, at any width', async () => {
	const { id, path } = await aDirectory('Orchard at once');
	const wrong = { headers: { Authorization: 'Bearer wrong' } };
	for (let at = 0; at < 2; at += 1) {
		const { status } = await fetch(new URL(`/scim/v2/${id}/Users`, inject('url')), wrong);
		expect(status).toBe(401);
	}
	const { page, signIn, goTo } = await visit();
	await signIn();
	const finding = page.locator('a[href="#finding-wrong_token"]');
	await expect
		.poll(async () => {
			await goTo(path);
			return finding.count();
		})
		.toBe(1);
	for (const size of [NARROW, WIDE]) {
		await page.setViewportSize(size);
		const first = [finding, page.getByText('Last sync'), page.getByLabel('SCIM base URL').first()];
		for (const each of first) {
			const { y = Infinity, height = 0 } = (await each.boundingBox()) ?? {};
			expect(y + height).toBeLessThan(size.height);
		}
	}
});

test('an operator makes a token, rotates it, and revokes one by its name', async () => {
	const { path } = await aDirectory('Orchard tokens');
	const { page, signIn, goTo } = await visit();
	await signIn();
	await goTo(path);
	await follow(page.getByRole('link', { name: 'Tokens' }).first());
	const make = page.getByRole('form', { name: 'New token' });
	await make.getByLabel('Description').fill('Autumn');
	await follow(make.getByRole('button'));
	const secret = page.getByRole('textbox', { name: 'Bearer token “Autumn”' });
	expect(await secret.inputValue()).toMatch(/^rcscim_/);
	await expectGood(page);

	const rotation = page.getByRole('form', { name: 'Rotate token' });
	await rotation.getByLabel('Description').fill('Winter');
	await rotation.getByLabel('Other tokens expire').selectOption('After 1 hour');
	await follow(rotation.getByRole('button'));
	await page.getByRole('textbox', { name: 'Bearer token “Winter”' }).waitFor();

	await goTo(`${path}/tokens`);
	expect(await page.content()).not.toContain('rcscim_');
	const autumn = page.getByRole('row', { name: 'Autumn' });
	await autumn.getByText('Revoke…').click();
	await autumn.getByLabel('Type “Autumn” to confirm').fill('Winter');
	await follow(autumn.getByRole('button', { name: 'Revoke' }));
	expect(await autumn.locator('.error').textContent()).toBe('That name does not match.');
	await autumn.getByLabel('Type “Autumn” to confirm').fill('Autumn');
	await follow(autumn.getByRole('button', { name: 'Revoke' }));
	expect(await page.getByRole('status').textContent()).toBe('Token revoked.');
	expect(await autumn.locator('.badge').textContent()).toBe('revoked');
});

test('an operator sees whom the brake has held back, and lets it go on', async () => {
	const { id, users, send, path } = await aDirectory('Orchard brake');
	await api('PUT', `/directories/${id}/deprovisioning-brake`, { users: 1 });
	for (const user of users) await send('DELETE', `/Users/${user}`);
	const { page, signIn, goTo } = await visit();
	await signIn();
	await goTo(path);
	const held = page.getByRole('region', { name: 'Held deliveries' });
	expect(await held.textContent()).toContain('bea@orchard.example');
	await expectGood(page);
	await held.getByText('Resume deliveries…').click();
	await held.getByLabel('Type “Orchard brake” to confirm').first().fill('Orchard brake');
	await follow(held.getByRole('button', { name: 'Resume deliveries' }));
	expect(await page.getByRole('status').textContent()).toBe('Deliveries resumed.');
	expect(await held.count()).toBe(0);
});

test('an operator tries a mapping before it is saved', async () => {
	const { path } = await aDirectory('Orchard mapping');
	const { page, signIn, goTo } = await visit();
	await signIn();
	await goTo(`${path}/mapping`);
	await page.getByLabel('Name 1').fill('Job');
	await page.getByLabel('Paths 1').fill('title');
	await follow(page.getByRole('button', { name: 'Preview' }));
	expect(await page.locator('#custom-name-1-error').textContent()).toContain('lowercase letters');
	await expectGood(page);
	await page.getByLabel('Name 1').fill('job');
	await follow(page.getByLabel('Name 1'), 'Enter');
	const preview = page.getByRole('region', { name: 'Preview' });
	expect(await preview.textContent()).toContain('custom_attributes.job');
	await expectGood(page);
	await follow(page.getByRole('button', { name: 'Save mapping' }));
	expect(await page.getByRole('status').textContent()).toBe('Mapping saved.');
	expect(await page.getByLabel('Name 1').inputValue()).toBe('job');
});

test('an operator deletes a directory by its name', async () => {
	const { path } = await aDirectory('Orchard end');
	const { page, signIn, goTo } = await visit();
	await signIn();
	await goTo(`${path}/settings`);
	await page.getByText('Delete directory…').click();
	await page.getByLabel('Type “Orchard end” to confirm').last().fill('Orchard end');
	await follow(page.getByRole('button', { name: 'Delete directory' }));
	expect(new URL(page.url()).pathname).toBe('/dashboard/directories');
	await goTo(path);
	expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Not found');
});
