/** An operator watches while an identity provider works: what it asks for and what comes of it appears. */
import { expect, inject, test } from 'vitest';
import { openSender } from '../../src/cli/sender.ts';
import { Rollcall } from '../../src/sdk/index.ts';
import { modelNamed } from '../../src/simulator/models.ts';
import { simulate } from '../../src/simulator/simulate.ts';
import { createUser } from '../support/node/scim.ts';
import { expectAccessible, expectNoOverflow, NARROW, useBrowser, follow } from './support/stage.ts';

const visit = useBrowser();

/** A new directory of a tenant of its own. */
async function aDirectory() {
	const rollcall = new Rollcall({ url: inject('url'), apiKey: inject('adminKey') });
	const tenant = `live-${crypto.randomUUID()}`;
	const type = 'okta-scim-v2';
	const made = await rollcall.directories.create({ name: 'Watched', tenant, product: 'crm', type });
	return { ...made, tenant };
}

/** An identity provider provisions two people and a group. */
async function provision({ scim }: Awaited<ReturnType<typeof aDirectory>>): Promise<void> {
	const model = modelNamed('okta');
	if (model === undefined) throw new Error('There is no such client.');
	const sender = openSender(scim.endpoint, new AbortController().signal);
	const options = { cycle: 'initial', seed: 1, users: 2, groups: 1, isRecorded: false } as const;
	const { verdict } = await simulate(
		{ ...options, model, token: scim.secret, base: scim.endpoint, query: '' },
		{
			send: sender.send,
			now: () => performance.now(),
			sleep: async () => {},
			isStopped: () => false,
		},
	);
	sender.close();
	expect(verdict.passed).toBe(true);
}

test('requests and events appear while one watches, and wait while one pauses', async () => {
	const directory = await aDirectory();
	const { page, signIn, goTo } = await visit();
	await signIn();
	await goTo(`/dashboard/live?tenant=${directory.tenant}`);
	const log = page.getByRole('log');
	await expect.poll(() => log.getByText('directory.created').count()).toBe(1);
	expect(await page.getByRole('link', { name: 'Load newer' }).count()).toBe(0);

	await provision(directory);
	await log.getByText('group.created').waitFor();
	await log.getByText('POST /Groups').waitFor();
	await expect.poll(() => log.getByText('user.created').count()).toBe(2);
	await expect.poll(() => page.getByRole('status').textContent()).toMatch(/^Live\. \d+ new\.$/);
	await expectAccessible(page);

	await page.getByRole('button', { name: 'Pause' }).click();
	expect(await page.getByRole('status').textContent()).toBe('Paused.');
	const paused = await log.getByRole('row').count();
	await createUser(directory, 'meanwhile@acme.example');
	// Another viewer sees it by now.
	const other = await visit();
	await other.signIn();
	await other.goTo(`/dashboard/live?tenant=${directory.tenant}`);
	await other.page.getByText('meanwhile@acme.example').waitFor();
	expect(await log.getByRole('row').count()).toBe(paused);

	await page.getByRole('button', { name: 'Resume' }).click();
	await log.getByText('meanwhile@acme.example').waitFor();
	expect(await log.getByText('directory.created').count()).toBe(1);
	expect(await log.getByText('meanwhile@acme.example').count()).toBe(1);

	await page.setViewportSize(NARROW);
	await expectNoOverflow(page);
});

test('a server that goes away for a moment costs nothing, and signing out ends it', async () => {
	const directory = await aDirectory();
	const { page, signIn, goTo } = await visit();
	await signIn();
	await goTo(`/dashboard/live?directory_id=${directory.id}`);
	const log = page.getByRole('log');
	await createUser(directory, 'first@acme.example');
	await log.getByText('first@acme.example').waitFor();
	await page.getByRole('status').getByText('Live.').waitFor();

	const context = page.context();
	await context.setOffline(true);
	await createUser(directory, 'second@acme.example');
	await context.setOffline(false);
	await log.getByText('second@acme.example').waitFor();
	expect(await log.getByText('first@acme.example').count()).toBe(1);

	const tab = await context.newPage();
	await tab.goto('/dashboard/api-keys');
	await follow(tab.getByRole('button', { name: 'Sign out' }));
	await page.getByText('You are signed out. Reload the page.').waitFor();
});

test('without a script the newest are there, with a way to look again', async () => {
	const directory = await aDirectory();
	await createUser(directory, 'plain@acme.example');
	const { page, signIn, goTo } = await visit({ javaScriptEnabled: false });
	await signIn();
	await goTo(`/dashboard/live?tenant=${directory.tenant}`);
	await page.getByText('plain@acme.example').waitFor();
	expect(await page.getByRole('button', { name: 'Pause' }).count()).toBe(0);
	await follow(page.getByRole('link', { name: 'Load newer' }));
	await page.getByText('plain@acme.example').waitFor();
	expect(new URL(page.url()).searchParams.get('tenant')).toBe(directory.tenant);
});
