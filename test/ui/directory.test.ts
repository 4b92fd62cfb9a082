/** The pages of one directory: every form of them, sent well and badly, by those who may and those who may not. */
import { describe, expect, test, vi } from 'vitest';
import type { DeprovisioningBrake } from '../../src/contract/brake.ts';
import type { Directory, Token } from '../../src/contract/directories.ts';
import type { Recording } from '../../src/contract/recordings.ts';
import { api, createEndpoint, patch, send, user } from '../support/client.ts';
import { costOf } from '../support/d1-meter.ts';
import { at, errorBeside, listed, shown } from '../support/directory-pages.ts';
import { fillUsers } from '../support/fill.ts';
import { Scene } from '../support/google-scene.ts';
import { makeKey } from '../support/keys.ts';
import { signedIn } from '../support/visitor.ts';

const PARTS = ['', '/tokens', '/mapping', '/recordings', '/settings'];

/** The forms, each with a call that only a key that may write can make. */
const FORMS = [
	['/brake/resume', { _confirm: 'Test' }],
	['/brake/discard', { _confirm: 'Test' }],
	['/tokens', {}],
	['/tokens/rotate', { overlap_seconds: '0', _confirm: 'Test' }],
	['/mapping', { email: 'userName' }],
	['/mapping/delete', { _confirm: 'Test' }],
	['/google', { interval_minutes: '30' }],
	['/google/sync', {}],
	['/google/authorize', {}],
	['/google/disconnect', { _confirm: 'Test' }],
	['/recordings', { minutes: '5' }],
	['/recordings/rec_1/stop', {}],
	['/recordings/rec_1/delete', { _confirm: 'rec_1' }],
	['/settings', { name: 'Other' }],
	['/settings/activate', {}],
	['/settings/deactivate', { _confirm: 'Test' }],
	['/settings/brake', { users: '5' }],
	['/settings/brake/off', { _confirm: 'Test' }],
	['/settings/schemas', { definition: '{}' }],
	['/settings/schemas/delete', { urn: 'urn:a', _confirm: 'urn:a' }],
	['/settings/delete', { _confirm: 'Test' }],
] as const;

describe('every page', () => {
	test.each([...PARTS, '/google'])('of a directory costs as little as can be: %s', async (part) => {
		const { visitor, path } = await at(part, 'google');
		expect((await costOf(() => visitor.open(path))).trips).toBe(1);
	});

	test('reads as little of a large directory as of a small one', async () => {
		const { directory, visitor, path } = await at();
		const small = await costOf(() => visitor.open(path));
		await fillUsers(directory, 3_000);
		const large = await costOf(() => visitor.open(path));
		expect(large.rowsRead - small.rowsRead).toBeLessThan(10);
	});

	test('is not there for a key of another tenant, and none of its forms is taken', async () => {
		const { path } = await at();
		const { secret } = await makeKey({ scopes: ['admin'], tenant: 'another' });
		const visitor = await signedIn(secret);
		for (const part of PARTS) expect((await visitor.open(`${path}${part}`)).status).toBe(404);
		for (const [part, fields] of FORMS) {
			expect([part, (await visitor.submit(`${path}${part}`, fields)).status]).toEqual([part, 404]);
		}
	});

	test('offers a key that may only read nothing that it may not do', async () => {
		const { directory, path } = await at('', 'google');
		const visitor = await signedIn((await makeKey()).secret);
		for (const part of PARTS) {
			const { status, html } = await visitor.open(`${path}${part}`);
			expect(status).toBe(200);
			const buttons = [...html.matchAll(/<button(?! type)[^>]*>([^<]*)</g)].map(([, text]) => text);
			expect(buttons).toEqual(part === '/mapping' ? ['Sign out', 'Preview changes'] : ['Sign out']);
		}
		for (const [part, fields] of FORMS) {
			expect([part, (await visitor.submit(`${path}${part}`, fields)).status]).toEqual([part, 403]);
		}
		expect(await shown<Directory>(directory)).toMatchObject({ name: 'Test', state: 'active' });
	});

	test('shows names as text, whatever is in them', async () => {
		const { directory, visitor, path } = await at();
		const name = '<img src=x onerror=alert(1)>"\'';
		await api('PATCH', `/directories/${directory.id}`, { name });
		for (const part of PARTS) {
			const { html } = await visitor.open(`${path}${part}`);
			expect(html).not.toContain('<img');
			expect(html).toContain('&lt;img src=x');
		}
	});
});

describe('the summary', () => {
	test('tells what the provider is given, who hears of it and how to set it up', async () => {
		const { directory, visitor, path } = await at('', 'azure-scim-v2');
		await createEndpoint({ url: 'https://a.example/hook', tenant: directory.tenant });
		await createEndpoint({ url: 'https://b.example/hook', tenant: 'another' });
		const { html } = await visitor.open(path);
		expect(html).toContain(`/scim/v2/${directory.id}?aadOptscim062020`);
		expect(html).toContain('the bearer token of the directory');
		expect(html).toContain('https://a.example/hook');
		expect(html).not.toContain('https://b.example/hook');
		expect(html).toContain(`/dashboard/setup-links?directory_id=${directory.id}`);
	});

	test('has no URL to paste for Google Workspace', async () => {
		const { visitor, path } = await at('', 'google');
		const { html } = await visitor.open(path);
		expect(html).toContain('Nothing to paste');
		expect(html).not.toContain('id="endpoint"');
	});

	test('tells of the last sync with Google Workspace', async () => {
		const scene = await Scene.open();
		scene.workspace.putUser('ada@acme.example');
		await scene.run();
		const visitor = await signedIn();
		const { html } = await visitor.open(`/dashboard/directories/${scene.id}`);
		expect(html).toMatch(/Last sync<\/dt><dd><time/);
	});

	test('tells what the doctor has found, with the evidence and without secrets', async () => {
		const { directory, visitor, path } = await at();
		const headers = { Authorization: 'Bearer not-the-token' };
		await send(`${directory.path}/Users?count=1`, { headers });
		await send(`${directory.path}/Users?count=1`, { headers });
		await vi.waitFor(
			async () => {
				const { html } = await visitor.open(path);
				expect(html).toContain('The token is wrong');
				expect(html).toContain('Evidence for wrong_token');
				// At the top with what is looked for first, and before what is looked up.
				expect(html).toMatch(/href="#finding-wrong_token"[\s\S]*Last sync[\s\S]*SCIM base URL/);
				expect(html).toMatch(/id="finding-wrong_token"[\s\S]*id="details"/);
				expect(html).not.toContain('not-the-token');
			},
			{ timeout: 30_000, interval: 100 },
		);
	});

	test('shows a response that is JSON as such, for the finding that speaks of it', async () => {
		const { directory, visitor, path } = await at();
		for (const name of ['a', 'b', 'c']) {
			await directory.scim('POST', '/Users', { ...user(name), active: 'maybe' });
		}
		await vi.waitFor(
			async () => {
				const { html } = await visitor.open(path);
				expect(html).toContain('The response to the last request names the attribute');
				expect(html).toMatch(/&quot;scimType&quot;: &quot;invalidValue&quot;/);
				expect(html).not.toContain('{\\&quot;');
			},
			{ timeout: 30_000, interval: 100 },
		);
	});

	test('does not say that a connection works whose last request was refused', async () => {
		const { directory, visitor, path } = await at();
		await directory.scim('POST', '/Users', user('ada', { active: true }));
		const headers = { Authorization: 'Bearer not-the-token' };
		await vi.waitFor(
			async () => expect((await visitor.open(path)).html).toContain('The connection works.'),
			{ timeout: 30_000, interval: 100 },
		);
		await send(`${directory.path}/Users?count=1`, { headers });
		await vi.waitFor(
			async () => {
				const { html } = await visitor.open(path);
				expect(html).toContain(
					'Requests were accepted before, but the last one was refused (401).',
				);
				expect(html).not.toContain('The connection works.');
			},
			{ timeout: 30_000, interval: 100 },
		);
	});

	test('tells a key that may only read of nothing that it cannot do', async () => {
		const { directory, path } = await at();
		const reader = await signedIn((await makeKey({ tenant: directory.tenant })).secret);
		expect((await reader.open(path)).html).not.toContain('Create bearer tokens');
		const { html } = await reader.open(`${path}/recordings`);
		expect(html).toContain('No recordings yet.');
		expect(html).not.toContain('Start one');
	});

	test.each(['resume', 'discard'] as const)('lets an operator %s what is held', async (verb) => {
		const { directory, visitor, path } = await at();
		await api('PUT', `/directories/${directory.id}/deprovisioning-brake`, { users: 1 });
		for (const name of ['ada', 'bea', 'cleo']) {
			const made = await directory.scim<{ id: string }>('POST', '/Users', user(name));
			const inactive = patch({ op: 'replace', value: { active: false } });
			await directory.scim('PATCH', `/Users/${made.body.id}`, inactive);
		}
		// What it holds is only known when the brake was looked at.
		expect((await costOf(() => visitor.open(path))).trips).toBe(2);
		const { html } = await visitor.open(path);
		expect(html).toMatch(/Held deliveries[\s\S]*bea/);
		const unnamed = await visitor.submit(`${path}/brake/${verb}`, { _confirm: 'Tost' });
		expect(unnamed.status).toBe(400);
		expect(errorBeside(unnamed.html, `confirm-${verb}`)).toBe('That name does not match.');
		const engaged = await shown<DeprovisioningBrake>(directory, '/deprovisioning-brake');
		expect(engaged.state).toBe('engaged');
		const answer = await visitor.submit(`${path}/brake/${verb}`, { _confirm: 'Test' });
		expect(answer.status).toBe(303);
		expect((await visitor.open(path)).html).not.toContain('Held deliveries');
		expect((await visitor.submit(`${path}/brake/${verb}`, { _confirm: 'Test' })).status).toBe(409);
	});
});

describe('tokens', () => {
	test('are made and shown once, with what they are for and when they end', async () => {
		const { directory, visitor, path } = await at('/tokens');
		const fields = { description: 'A & B', expires_on: '2099-01-31' };
		const { html } = await visitor.submit(path, fields);
		const secret = /value="(rcscim_[^"]+)"/.exec(html)?.[1] ?? '';
		const headers = { Authorization: `Bearer ${secret}` };
		expect((await send(`${directory.path}/Users`, { headers })).status).toBe(200);
		const again = await visitor.open(path);
		expect(again.html).not.toContain(secret);
		expect(again.html).toContain('A &amp; B');
		const token = (await listed<Token>(directory, '/tokens')).at(-1);
		expect(token).toMatchObject({ description: 'A & B', expires_at: '2099-01-31T23:59:59.000Z' });
	});

	test.each([
		['', 'new'],
		['/rotate', 'rotated'],
	])('are not made with what is wrong, which stays: %s', async (part, id) => {
		const { visitor, path } = await at('/tokens');
		const fields = { description: 'x'.repeat(201), expires_on: '2001-02-03' };
		const { status, html } = await visitor.submit(`${path}${part}`, fields);
		expect(status).toBe(400);
		expect(errorBeside(html, `${id}-description`)).toContain('200');
		expect(html).toContain('value="2001-02-03"');
		const past = await visitor.submit(`${path}${part}`, { expires_on: '2001-02-03' });
		expect(errorBeside(past.html, `${id}-expires-on`)).toBe('Must be in the future.');
	});

	test('are rotated: the one before is good as long as was chosen', async () => {
		const { directory, visitor, path } = await at('/tokens');
		const unnamed = await visitor.submit(`${path}/rotate`, { overlap_seconds: '0' });
		expect(errorBeside(unnamed.html, 'confirm-rotate')).toBe('That name does not match.');
		expect((await directory.scim('GET', '/Users')).status).toBe(200);
		const atOnce = { overlap_seconds: '0', _confirm: 'Test' };
		const { html } = await visitor.submit(`${path}/rotate`, atOnce);
		expect(html).toMatch(/value="rcscim_/);
		expect((await directory.scim('GET', '/Users')).status).toBe(401);
	});

	test('are revoked by their description, or by the end of their id where they have none', async () => {
		const { directory, visitor, path } = await at('/tokens');
		const [token] = await listed<Token>(directory, '/tokens');
		const revoke = `${path}/${token?.id}/revoke`;
		const end = token?.id.slice(-6) ?? '';
		const { html } = await visitor.open(path);
		expect(html).toContain(`Type “${end}” (the end of the token ID) to confirm`);
		const unnamed = await visitor.submit(revoke, { _confirm: 'it' });
		expect([unnamed.status, errorBeside(unnamed.html, `confirm-${token?.id}`)]).toEqual([
			400,
			'That name does not match.',
		]);
		expect((await directory.scim('GET', '/Users')).status).toBe(200);
		expect((await visitor.submit(revoke, { _confirm: end })).status).toBe(303);
		expect((await directory.scim('GET', '/Users')).status).toBe(401);
		expect((await visitor.submit(`${path}/tok_none/revoke`)).status).toBe(404);
	});
});

describe('recordings', () => {
	test('are started, stopped, downloaded and deleted by their id', async () => {
		const { directory, visitor, path } = await at('/recordings');
		const started = await visitor.submit(path, { minutes: '5', exchanges_max: '10' });
		expect(started.headers.get('location')).toBe(`${path}?done=recording_started`);
		const [recording] = await listed<Recording>(directory, '/recordings');
		expect(recording).toMatchObject({ state: 'recording', exchanges_max: 10 });
		const id = recording?.id ?? '';
		expect((await visitor.submit(path, { minutes: '5' })).html).toContain('already being recorded');
		expect((await visitor.submit(`${path}/${id}/stop`)).status).toBe(303);
		expect((await visitor.open(path)).html).toContain('>ended<');
		const file = await visitor.open(`${path}/${id}/transcript`);
		expect(file.headers.get('content-disposition')).toContain('attachment');
		expect(JSON.parse(file.html)).toMatchObject({ steps: [] });
		expect((await visitor.submit(`${path}/${id}/delete`, { _confirm: 'it' })).status).toBe(400);
		expect((await visitor.submit(`${path}/${id}/delete`, { _confirm: id })).status).toBe(303);
		expect(await listed(directory, '/recordings')).toEqual([]);
	});

	test.each(['0', '1441', 'soon'])('do not last %s minutes', async (minutes) => {
		const { visitor, path } = await at('/recordings');
		const { status, html } = await visitor.submit(path, { minutes });
		expect([status, errorBeside(html, 'minutes') === undefined]).toEqual([400, false]);
		expect(html).toContain(`value="${minutes}"`);
	});
});
