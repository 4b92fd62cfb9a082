/** An operator connects an application: an endpoint is made, tested, fails, and is mended. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { verifyWebhook } from '../../src/sdk/index.ts';
import type { Directory } from '../../src/contract/directories.ts';
import {
	expectAccessible,
	expectNoOverflow,
	NARROW,
	useBrowser,
	WIDE,
	type Visitor,
	follow,
} from './support/stage.ts';

const visit = useBrowser();

/** The application: what it was sent, and what it answers. */
const received: { readonly headers: IncomingMessage['headers']; readonly body: string }[] = [];
let answer = { status: 200, body: 'thanks' };
let server: Server;
let receiver = '';

async function receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
	received.push({ headers: request.headers, body: await text(request) });
	response.writeHead(answer.status).end(answer.body);
}

beforeAll(async () => {
	server = createServer((request, response) => {
		void receive(request, response);
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	receiver = `127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(() => {
	server.close();
});

async function post<Body>(path: string, body: unknown, key = inject('adminKey')): Promise<Body> {
	const response = await fetch(new URL(path, inject('url')), {
		method: 'POST',
		headers: {
			authorization: `Bearer ${key}`,
			'content-type': path.startsWith('/scim') ? 'application/scim+json' : 'application/json',
		},
		body: JSON.stringify(body),
	});
	expect(response.status).toBeLessThan(300);
	return (await response.json()) as Body;
}

/** A directory, and how its provider makes a user. */
async function aDirectory() {
	const { id, name, scim } = await post<Directory>('/v1/directories', {
		name: 'Acme Okta',
		tenant: `acme ${crypto.randomUUID()}`,
		product: 'crm',
		type: 'okta-scim-v2',
	});
	const schemas = ['urn:ietf:params:scim:schemas:core:2.0:User'];
	const provision = (userName: string) =>
		post(`${scim.path}/Users`, { schemas, userName }, scim.secret);
	return { id, name, provision };
}

/** At both widths. */
async function expectGood({ page }: Visitor) {
	for (const size of [NARROW, WIDE]) {
		await page.setViewportSize(size);
		await expectNoOverflow(page);
		await expectAccessible(page);
	}
}

/** Goes to another of the endpoint's pages, until it is all there. */
async function turnTo({ page }: Visitor, name: string, end: string) {
	await follow(page.getByRole('link', { name, exact: true }));
	expect(new URL(page.url()).pathname.endsWith(end)).toBe(true);
}

/** Opens the page again until it says something: what is delivered is so in its own time. */
async function expectSoon({ page }: Visitor, what: string) {
	await expect
		.poll(async () => {
			await page.reload();
			return page.getByText(what).count();
		})
		.toBeGreaterThan(0);
}

test('an operator connects an application, sees it fail, and sends again what it missed', async () => {
	const directory = await aDirectory();
	const visitor = await visit();
	const { page, goTo, signIn } = visitor;
	await signIn();

	await goTo('/dashboard/webhooks');
	await page.getByLabel('URL').fill(`http://${receiver}/hook`);
	await page.getByLabel('Description').fill('CRM <b>production</b>');
	const form = page.getByRole('region', { name: 'New endpoint' });
	await form.getByLabel('Scope').selectOption('One directory');
	await form.getByLabel('Directory', { exact: true }).fill(directory.id);
	await page.getByLabel('All (user.*)').check();
	await page.getByText('More options').click();
	await page.getByLabel('Custom headers').fill('Authorization: Bearer hush');
	await follow(page.getByRole('button', { name: 'Create endpoint' }));
	const secret = await page
		.getByLabel('Secret of endpoint “CRM <b>production</b>”')
		.last()
		.inputValue();
	expect(secret).toMatch(/^whsec_/);
	await expectGood(visitor);

	await follow(page.getByRole('link', { name: 'send a test event' }));
	expect(await page.title()).toContain('CRM <b>production</b>');
	await page.getByText('Send test event…').click();
	await follow(page.getByRole('button', { name: 'Send test event' }));
	expect(await page.getByLabel('Response body').textContent()).toBe('thanks');
	expect(await page.getByLabel('Request headers').textContent()).toContain(
		'authorization: [redacted]',
	);
	const [tested] = received;
	expect(tested?.headers.authorization).toBe('Bearer hush');
	expect(await verifyWebhook(tested?.body ?? '', tested?.headers ?? {}, secret)).toMatchObject({
		type: 'webhook_endpoint.test',
	});
	await expectGood(visitor);

	answer = { status: 500, body: '<h1>database is down</h1>' };
	await directory.provision('ada@acme.example');
	await turnTo(visitor, 'Dead letters', '/dead-letters');
	await expectSoon(visitor, 'user.created');
	await expectGood(visitor);

	await turnTo(visitor, 'Attempts', '/attempts');
	await page.getByLabel('Outcome').selectOption('dead');
	await follow(page.getByRole('button', { name: 'Apply filters' }));
	await follow(page.getByRole('table').getByRole('link').first());
	expect(await page.getByLabel('Response body').textContent()).toBe(answer.body);
	const sent = await page.getByLabel('Request body').textContent();
	expect(JSON.parse(sent ?? '')).toEqual(JSON.parse(received.at(-1)?.body ?? ''));
	await expectGood(visitor);

	await follow(
		page.getByRole('navigation', { name: 'Sections' }).getByRole('link', { name: 'Overview' }),
	);
	await page.getByRole('heading', { name: 'Cursor lag' }).waitFor();
	await page.getByText('Disable endpoint…').click();
	await page.getByLabel('Reason').fill('Until the database is back.');
	await follow(page.getByRole('button', { name: 'Disable endpoint' }));
	await directory.provision('grace@acme.example');
	await page.reload();
	const lag = page.getByRole('row', { name: directory.name });
	expect(await lag.textContent()).toContain('endpoint disabled');
	expect(await lag.getByRole('cell').nth(1).textContent()).toBe('1');
	await expectGood(visitor);

	answer = { status: 200, body: '' };
	await follow(page.getByRole('button', { name: 'Enable endpoint' }));
	await expectSoon(visitor, 'No events are pending');
	await turnTo(visitor, 'Dead letters (1)', '/dead-letters');
	await follow(page.getByRole('button', { name: 'Redeliver' }).first());
	await expectSoon(visitor, 'No dead letters.');
	const replayed = received.find(({ headers }) => headers['rollcall-replay'] !== undefined);
	expect(replayed?.body).toContain('ada@acme.example');
});

test('an operator replays a part of the log, changes an endpoint, and deletes it by its name', async () => {
	const directory = await aDirectory();
	await directory.provision('ada@acme.example');
	const { id } = await post<{ id: string }>('/v1/webhook-endpoints', {
		url: `http://${receiver}/other`,
		directory_id: directory.id,
	});
	const visitor = await visit({ timezoneId: 'Asia/Tokyo' });
	const { page, goTo, signIn } = visitor;
	await signIn();

	await goTo(`/dashboard/webhooks/${id}/replays`);
	expect(await page.getByText('Time zone: Asia/Tokyo.').count()).toBe(1);
	await page.getByLabel('First sequence').fill('1');
	await follow(page.getByRole('button', { name: 'Start replay' }));
	await follow(page.getByRole('link', { name: 'View progress' }));
	await expectSoon(visitor, '1 of 1');
	await expectGood(visitor);
	await turnTo(visitor, 'Settings', '/settings');
	await page.getByLabel('Maximum events per request').fill('25');
	await follow(page.getByRole('button', { name: 'Save changes' }));
	expect(await page.getByRole('status').textContent()).toBe('Endpoint saved.');
	await expectGood(visitor);
	await goTo(`/dashboard/webhooks/${id}`);
	await page.getByText('Delete endpoint…').click();
	const name = `${receiver} (${id.slice(-6)})`;
	await page.getByLabel(`Type “${name}” to confirm`).fill(name);
	await follow(page.getByRole('button', { name: 'Delete endpoint' }));
	expect(await page.getByRole('status').textContent()).toBe('Endpoint deleted.');

	await turnTo(visitor, 'Signing keys', '/signing-keys');
	await follow(page.getByRole('button', { name: 'Create signing key' }));
	expect(await page.getByRole('status').textContent()).toBe('Signing key created.');
	await expectGood(visitor);
});
