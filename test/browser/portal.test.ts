/** A customer's IT admin connects a provider by a setup link, while the page waits for it. */
import { expect, inject, test } from 'vitest';
import type { SetupLink } from '../../src/contract/setup-links.ts';
import {
	expectAccessible,
	expectNoOverflow,
	NARROW,
	useBrowser,
	WIDE,
	type Visitor,
	follow,
} from './support/stage.ts';
import { LOGO_ORIGIN } from './support/hostile-world.ts';

const visit = useBrowser();

/** Calls the API as the operator. */
async function operator<Answer>(method: string, path: string, body: object = {}): Promise<Answer> {
	const answer = await fetch(new URL(`/v1${path}`, inject('url')), {
		method,
		headers: {
			Authorization: `Bearer ${inject('adminKey')}`,
			'Content-Type': 'application/json',
		},
		...(method === 'DELETE' ? {} : { body: JSON.stringify(body) }),
	});
	if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
	const text = await answer.text();
	return (text === '' ? undefined : JSON.parse(text)) as Answer;
}

async function aLink(body: object = {}) {
	const tenant = `Globex ${crypto.randomUUID()}`;
	const link = await operator<SetupLink & { readonly url: string }>('POST', '/setup-links', {
		tenant,
		product: 'Acme CRM',
		...body,
	});
	return { ...link, path: new URL(link.url).pathname };
}

/** Okta's provisioning, as far as it matters here. */
function okta(baseUrl: string, token: string) {
	const send = (method: string, path: string, body?: object) =>
		fetch(baseUrl + path, {
			method,
			headers: {
				'User-Agent': 'Okta SCIM Client 1.0.0',
				Authorization: `Bearer ${token}`,
				'Content-Type': 'application/scim+json',
			},
			...(body === undefined ? {} : { body: JSON.stringify(body) }),
		});
	return {
		test: async () => (await send('GET', '/Users?startIndex=1&count=2')).status,
		assign: async (givenName: string, familyName: string) => {
			const address = `${givenName}.${familyName}@globex.example`.toLowerCase();
			const answer = await send('POST', '/Users', {
				schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
				userName: address,
				name: { givenName, familyName },
				emails: [{ value: address, primary: true, type: 'work' }],
				active: true,
			});
			return answer.status;
		},
		push: async (displayName: string) => {
			const schemas = ['urn:ietf:params:scim:schemas:core:2.0:Group'];
			return (await send('POST', '/Groups', { schemas, displayName })).status;
		},
	};
}

const LOOKS = [
	{ viewport: NARROW, colorScheme: 'dark' },
	{ viewport: WIDE, colorScheme: 'light' },
] as const;

/** Good at both widths, in light and in dark. */
async function expectGood({ page }: Visitor): Promise<void> {
	for (const { viewport, colorScheme } of LOOKS) {
		await page.setViewportSize(viewport);
		await page.emulateMedia({ colorScheme });
		await expectAccessible(page);
		await expectNoOverflow(page);
	}
	expect(await page.title()).not.toMatch(/rcs/);
}

test('an IT admin connects Okta, and watches who comes', async () => {
	const link = await aLink();
	const visitor = await visit({ permissions: ['clipboard-read', 'clipboard-write'] });
	const { page, goTo } = visitor;
	await operator('PUT', '/branding/Acme%20CRM', { name: 'Acme', accent_color: '#8a2be2' });
	await goTo(link.path);
	await expectGood(visitor);

	// By keyboard alone.
	await page.getByLabel('Okta').focus();
	await page.keyboard.press('Space');
	await follow(page.getByLabel('Okta'), 'Enter');
	expect(new URL(page.url()).pathname).toBe(`/setup/${link.id}/connect`);
	await expectGood(visitor);
	const url = await page.getByLabel('SCIM base URL', { exact: true }).inputValue();
	const token = await page.getByLabel('Bearer token', { exact: true }).inputValue();
	await page.getByRole('button', { name: 'Copy Bearer token' }).click();
	expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(token);
	await page.reload();
	expect(await page.getByLabel('Bearer token', { exact: true }).inputValue()).toBe(token);

	await follow(page.getByRole('link', { name: 'Next: check the connection' }));
	const summary = page.getByRole('status').first();
	const expectSummary = (text: string) => expect.poll(() => summary.textContent()).toBe(text);
	await expectSummary('Waiting for the first request from Okta.');
	await expectGood(visitor);
	await page.getByRole('link', { name: 'Check again' }).focus();

	expect(await okta(url, 'a wrong one').test()).toBe(401);
	await expectSummary('Okta reaches us, but its token is not accepted.');
	await expect.poll(() => page.getByText('The token is wrong').count()).toBe(1);
	await expectGood(visitor);

	const { test: press, assign, push } = okta(url, token);
	expect(await press()).toBe(200);
	await expectSummary('The connection works. No users received yet.');
	expect(await assign('Jane', 'Roe')).toBe(201);
	await expectSummary('Connected: 1 user received.');
	// Whatever has changed, the focus is where it was.
	expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Check again');

	await follow(page.getByRole('link', { name: 'Next: first users' }));
	expect(await page.getByText('Jane Roe').count()).toBe(1);
	expect(await push('Sales <b>')).toBe(201);
	await expectSummary('1 user and 1 group received.');
	await expectGood(visitor);

	await follow(page.getByRole('link', { name: 'Next: finish setup' }));
	expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Connected');
	await expectGood(visitor);

	// The token has been used, so it is not shown any more; there is another one.
	await follow(page.getByRole('link', { name: 'Connect' }));
	expect(await page.content()).not.toContain(token);
	await expectGood(visitor);
	await follow(page.getByRole('button', { name: 'Create new token' }));
	const next = page.getByLabel('Bearer token', { exact: true });
	expect(await okta(url, await next.inputValue()).test()).toBe(200);
	expect(await press()).toBe(200);

	const stranger = await visit();
	await stranger.goTo(link.path);
	expect(await stranger.page.title()).toBe('This link has already been used');
	await expectGood(stranger);
});

test.each([NARROW, WIDE])(
	'what is clicked stays where it is while the page changes: %o',
	async (viewport) => {
		const link = await aLink();
		const { page, goTo } = await visit({ viewport });
		await goTo(link.path);
		await page.getByLabel('Okta').check();
		await follow(page.getByRole('button', { name: 'Create connection' }));
		const url = await page.getByLabel('SCIM base URL', { exact: true }).inputValue();
		const token = await page.getByLabel('Bearer token', { exact: true }).inputValue();
		await follow(page.getByRole('link', { name: 'Next: check the connection' }));
		const summary = page.getByRole('status').first();
		const expectSummary = (text: string) => expect.poll(() => summary.textContent()).toBe(text);
		const placesOf = () =>
			page.locator('.actions a').evaluateAll((links) =>
				links.map((each) => {
					const { x, y, width, height } = each.getBoundingClientRect();
					return { x, y, width, height };
				}),
			);
		const firstChoice = page.locator('.actions a.button:not(.outline)');
		const hint = page.getByText('No request after your test?');
		const places = await placesOf();
		expect(places).toHaveLength(3);
		expect(await firstChoice.textContent()).toBe('Next: first users');
		expect(await hint.count()).toBe(1);
		await page.evaluate(() => {
			document.body.dataset['moved'] = '0';
			new PerformanceObserver((list) => {
				const shifts = list.getEntries() as unknown as {
					readonly sources: { node: Node | null }[];
				}[];
				const nodes = shifts.flatMap(({ sources }) => sources.map(({ node }) => node));
				const actions = document.querySelector('.actions');
				const moved = nodes.filter((node) => node?.contains(actions) ?? actions?.contains(node));
				document.body.dataset['moved'] = String(
					Number(document.body.dataset['moved']) + moved.length,
				);
			}).observe({ type: 'layout-shift' });
		});

		const client = okta(url, token);
		expect(await okta(url, 'a wrong one').test()).toBe(401);
		await expectSummary('Okta reaches us, but its token is not accepted.');
		await expect.poll(() => page.getByText('The token is wrong').count()).toBe(1);
		expect(await firstChoice.textContent()).toBe('Back to URL, token and steps');
		expect(await hint.count()).toBe(0);
		expect(await placesOf()).toEqual(places);
		expect(await client.assign('Ann', 'Moe')).toBe(201);
		await expectSummary('Connected: 1 user received.');
		await expect.poll(() => page.getByText('The token is wrong').count()).toBe(0);
		expect(await firstChoice.textContent()).toBe('Next: first users');
		expect(await placesOf()).toEqual(places);
		expect(await page.evaluate(() => document.body.dataset['moved'])).toBe('0');

		// Whoever waits is told why it is in vain.
		await operator('DELETE', `/setup-links/${link.id}`);
		await expect.poll(() => page.title()).toBe('This link has been revoked');
	},
);

test('without JavaScript everything works as well', async () => {
	const link = await aLink();
	const visitor = await visit({ javaScriptEnabled: false });
	const { page, goTo } = visitor;
	await goTo(link.path);
	await page.getByLabel('Okta').check();
	await follow(page.getByRole('button', { name: 'Create connection' }));
	const url = await page.getByLabel('SCIM base URL', { exact: true }).inputValue();
	const token = await page.getByLabel('Bearer token', { exact: true }).inputValue();
	await follow(page.getByRole('link', { name: 'Next: check the connection' }));
	expect(await okta(url, token).assign('Jim', 'Poe')).toBe(201);
	await follow(page.getByRole('link', { name: 'Check again' }));
	expect(await page.getByRole('status').first().textContent()).toBe('Connected: 1 user received.');
	await follow(page.getByRole('link', { name: 'Next: first users' }));
	expect(await page.getByText('Jim Poe').count()).toBe(1);
	await follow(page.getByRole('link', { name: 'Next: finish setup' }));
	expect(await page.title()).toBe('Connected');
});

test('without JavaScript a second click loses nothing', async () => {
	const link = await aLink();
	const { page, goTo } = await visit({ javaScriptEnabled: false });
	await goTo(link.path);
	await page.getByLabel('Okta').check();
	// The browser gives up the first answer when the second click sends the form again.
	await page.getByRole('button', { name: 'Create connection' }).dblclick();
	const [url, token] = [
		page.getByLabel('SCIM base URL', { exact: true }),
		page.getByLabel('Bearer token', { exact: true }),
	];
	expect(await okta(await url.inputValue(), await token.inputValue()).test()).toBe(200);
});

test('a link that is over says so, and what to do', async () => {
	const visitor = await visit();
	const { page, goTo } = visitor;
	await goTo('/setup/rcsl_nothing');
	expect(await page.title()).toBe('Link not found');
	await expectGood(visitor);
	const withdrawn = await aLink();
	await goTo(withdrawn.path);
	await operator('DELETE', `/setup-links/${withdrawn.id}`);
	await page.getByLabel('Okta').check();
	await follow(page.getByRole('button', { name: 'Create connection' }));
	expect(await page.title()).toBe('This link has been revoked');
	await expectGood(visitor);
	const gone = await aLink();
	await goTo(gone.path);
	await page.getByLabel('Okta').check();
	await follow(page.getByRole('button', { name: 'Create connection' }));
	const directoryId = await page.getByLabel('SCIM base URL', { exact: true }).inputValue();
	await operator('DELETE', `/directories/${directoryId.split('/').at(-1)}`);
	await page.reload();
	expect(await page.title()).toBe('This connection no longer exists');
});

test('an operator gives the portal a name and a colour', async () => {
	// Other tests may have given a product a logo.
	const visitor = await visit({ images: LOGO_ORIGIN });
	const { page, goTo, signIn } = visitor;
	await signIn();
	await goTo('/dashboard/branding');
	await page.getByLabel('Product', { exact: true }).fill('Acme Mail');
	await page.getByLabel('Name', { exact: true }).fill('Mail & More');
	await page.getByLabel('Colour').fill('#FFEE00');
	await follow(page.getByRole('button', { name: 'Save' }));
	expect(await page.getByRole('status').textContent()).toBe('Branding saved.');
	expect(await page.getByText('Mail & More').count()).toBe(1);
	await follow(page.getByRole('link', { name: 'Edit Acme Mail' }));
	expect(await page.getByLabel('Colour').inputValue()).toBe('#ffee00');
	await expectGood(visitor);
	const link = await aLink({ product: 'Acme Mail' });
	await goTo(link.path);
	expect(await page.locator('.masthead').textContent()).toBe('Mail & More');
	const button = page.getByRole('button', { name: 'Create connection' });
	const [ground, text] = await button.evaluate((element) => {
		const { backgroundColor, color } = getComputedStyle(element);
		return [backgroundColor, color];
	});
	expect([ground, text]).toEqual(['rgb(255, 238, 0)', 'rgb(0, 0, 0)']);
	// Told from others even where its colour is that of the page.
	expect(await button.evaluate((element) => getComputedStyle(element).borderTopWidth)).toBe('2px');
	// A browser that keeps no cookies does not use the link up.
	await page.context().clearCookies();
	await page.getByLabel('Okta').check();
	await follow(button);
	expect(await page.title()).toBe('Your browser blocks cookies');
	await expectGood(visitor);
	await follow(page.getByRole('link', { name: 'Open the link again' }));
	expect(await page.title()).toBe('Connect your identity provider');
	await expectGood(visitor);
});
