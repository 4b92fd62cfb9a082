/** The operator's question, end to end: "Why has Jane still access?" */
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

interface Made {
	readonly id: string;
	readonly scim: { readonly path: string; readonly secret: string };
}

async function send<Body>(
	path: string,
	secret: string,
	method: string,
	body: unknown,
): Promise<Body> {
	const response = await fetch(new URL(path, inject('url')), {
		method,
		headers: { Authorization: `Bearer ${secret}`, 'Content-Type': 'application/json' },
		body: JSON.stringify(body),
	});
	expect(response.status).toBeLessThan(300);
	return (await response.json()) as Body;
}

test('an operator finds Jane, and sees that an endpoint has not taken her deactivation', async () => {
	const tenant = `tenant ${crypto.randomUUID()}`;
	const key = inject('adminKey');
	const api = <Body>(path: string, body: unknown) => send<Body>(`/v1${path}`, key, 'POST', body);
	const named = { name: 'Acme Okta', tenant, product: 'crm', type: 'okta-scim-v2' };
	const { id, scim } = await api<Made>('/directories', named);
	await api('/webhook-endpoints', {
		directory_id: id,
		description: 'CRM production',
		// Nobody listens there.
		url: 'http://127.0.0.1:9/hook',
	});
	const jane = await send<{ id: string }>(`${scim.path}/Users`, scim.secret, 'POST', {
		schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
		userName: 'jane@acme.example',
		displayName: 'Jane Doe',
	});
	await send(`${scim.path}/Users/${jane.id}`, scim.secret, 'PATCH', {
		schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
		Operations: [{ op: 'replace', path: 'active', value: false }],
	});

	const { page, signIn, goTo } = await visit();
	await signIn();
	await goTo('/dashboard/people');
	await expectAccessible(page);
	await page.getByLabel('Person').fill('JANE');
	await page.getByLabel('Tenant').fill(tenant);
	await follow(page.getByLabel('Tenant'), 'Enter');
	await expectAccessible(page);
	await page.setViewportSize(NARROW);
	await expectNoOverflow(page);
	await follow(page.getByRole('link', { name: 'Jane Doe' }));
	expect(page.url()).toContain('/dashboard/people/dir_');

	const summary = page.getByRole('region', { name: 'Summary' });
	await expect
		.poll(async () => {
			await page.reload();
			return summary.innerText();
		})
		.toMatch(
			/deactivated Jane Doe[^]*“CRM production” (?:has not accepted|did not accept) the user\.updated event/,
		);
	await expectNoOverflow(page);
	await page.setViewportSize(WIDE);
	await expectAccessible(page);
	const now = page.getByRole('region', { name: 'Now' });
	expect(await now.innerText()).toContain('inactive');

	await page.getByLabel('State as of', { exact: true }).fill('2020-01-01T10:00');
	await follow(page.getByRole('button', { name: 'Show state' }));
	const then = page.getByRole('region', { name: 'As of 2020-01-01 10:00:00' });
	await then.getByText('not found').waitFor();
	await expectAccessible(page);
	await follow(page.getByRole('link', { name: 'Back to now' }));
	expect([await then.count(), await now.count()]).toEqual([0, 1]);

	// Here nobody waits long for an endpoint that is not there: it may be a dead letter by now.
	await follow(summary.getByRole('link', { name: /^View (endpoint|dead letters)$/ }).first());
	expect(page.url()).toContain('/dashboard/webhooks/ep_');
});
