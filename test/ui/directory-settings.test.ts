/** What is set on the pages of a directory: its settings, its attribute mapping, and Google Workspace. */
import { describe, expect, test } from 'vitest';
import type { AttributeMapping } from '../../src/contract/attribute-mapping.ts';
import type { DeprovisioningBrake } from '../../src/contract/brake.ts';
import type { Directory } from '../../src/contract/directories.ts';
import type { GoogleConnection } from '../../src/contract/google.ts';
import type { DirectorySchema } from '../../src/contract/schemas.ts';
import { createDirectory, user } from '../support/client.ts';
import { at, errorBeside, listed, shown } from '../support/directory-pages.ts';
import { consentAt, google, GOOGLE, open } from '../support/google-consent.ts';
import { Scene } from '../support/google-scene.ts';
import { makeKey } from '../support/keys.ts';
import { signedIn } from '../support/visitor.ts';

const mappingOf = (directory: { readonly id: string }) =>
	shown<AttributeMapping>(directory, '/attribute-mapping');

/** In front of the mapping of a directory with two users. */
async function staffed() {
	const scene = await at('/mapping');
	for (const userName of ['ada', 'bea']) {
		await scene.directory.scim('POST', '/Users', user(userName, { title: `Dr <${userName}>` }));
	}
	return scene;
}

const connectionOf = (directory: { readonly id: string }) =>
	shown<GoogleConnection>(directory, '/google');

describe('settings', () => {
	test('rename a directory, and say beside the field why not', async () => {
		const { directory, visitor, path } = await at('/settings');
		expect((await visitor.submit(path, { name: ' Acme ' })).status).toBe(303);
		expect(await shown<Directory>(directory)).toMatchObject({ name: 'Acme' });
		const { status, html } = await visitor.submit(path, { name: 'x'.repeat(201) });
		expect([status, errorBeside(html, 'name')]).toEqual([400, expect.stringContaining('200')]);
		expect(html).toContain('x'.repeat(201));
	});

	test('deactivate by name, and activate again', async () => {
		const { directory, visitor, path } = await at('/settings');
		const unnamed = await visitor.submit(`${path}/deactivate`, { _confirm: 'test' });
		expect(errorBeside(unnamed.html, 'confirm-deactivate')).toBe('That name does not match.');
		expect((await directory.scim('GET', '/Users')).status).toBe(200);
		expect((await visitor.submit(`${path}/deactivate`, { _confirm: 'Test' })).status).toBe(303);
		expect((await directory.scim('GET', '/Users')).status).toBe(403);
		expect((await visitor.open(path)).html).toContain('Activate directory');
		expect((await visitor.submit(`${path}/activate`)).status).toBe(303);
		expect((await directory.scim('GET', '/Users')).status).toBe(200);
	});

	test('turn the brake on with what is suggested, give it other limits, and turn it off by name', async () => {
		const { directory, visitor, path } = await at('/settings');
		const brake = () => shown<DeprovisioningBrake>(directory, '/deprovisioning-brake');
		const { suggestion } = await brake();
		const { html } = await visitor.open(path);
		expect(html).toMatch(new RegExp(`name="users"[^>]*value="${suggestion.users}"`));
		const limits = { users: '', percent: '7', window_seconds: '86400' };
		expect((await visitor.submit(`${path}/brake`, limits)).status).toBe(303);
		expect((await brake()).limits).toEqual({ users: null, percent: 7, window_seconds: 86_400 });
		expect((await visitor.submit(`${path}/brake/off`, { _confirm: 'no' })).status).toBe(400);
		expect((await brake()).state).toBe('armed');
		expect((await visitor.submit(`${path}/brake/off`, { _confirm: 'Test' })).status).toBe(303);
		expect((await brake()).state).toBe('off');
	});

	test.each([
		['users', { users: '0' }],
		['users', { users: 'many' }],
		['users', { users: '', percent: '' }],
		['percent', { percent: '100' }],
		['window_seconds', { users: '3', window_seconds: '7' }],
	])('take no brake whose %s is wrong: %j', async (field, fields) => {
		const { visitor, path } = await at('/settings');
		const { status, html } = await visitor.submit(`${path}/brake`, fields);
		expect([status, errorBeside(html, field)]).toEqual([400, expect.any(String)]);
	});

	test('declare a schema as JSON, and delete it by its URN', async () => {
		const { directory, visitor, path } = await at('/settings');
		const urn = 'urn:acme:scim:schemas:badge:2.0:User';
		const schema = { id: urn, name: 'Badge', resource_type: 'User' };
		const declare = (definition: string) => visitor.submit(`${path}/schemas`, { definition });
		const noJson = await declare('{"id": <b>');
		expect(errorBeside(noJson.html, 'definition')).toContain('Must be valid JSON.');
		expect(noJson.html).toContain('&lt;b&gt;');
		const misfit = await declare(JSON.stringify({ ...schema, attributes: [{ name: 'a b' }] }));
		expect(errorBeside(misfit.html, 'definition')).toContain('attributes.0.name');
		const declared = await declare(JSON.stringify({ ...schema, attributes: [{ name: 'level' }] }));
		expect(declared.status).toBe(303);
		expect(await listed<DirectorySchema>(directory, '/schemas')).toMatchObject([{ id: urn }]);
		const { html } = await visitor.open(path);
		expect(html).toContain(urn);
		const remove = (typed: string) =>
			visitor.submit(`${path}/schemas/delete`, { urn, _confirm: typed });
		expect(errorBeside((await remove('it')).html, 'confirm-schema-0')).toBe(
			'That URN does not match.',
		);
		expect((await remove(urn)).status).toBe(303);
		expect(await listed(directory, '/schemas')).toEqual([]);
	});

	test('delete a directory by its name alone', async () => {
		const { directory, visitor, path } = await at('/settings');
		const unnamed = await visitor.submit(`${path}/delete`, { _confirm: directory.id });
		expect([unnamed.status, errorBeside(unnamed.html, 'confirm-delete')]).toEqual([
			400,
			'That name does not match.',
		]);
		const deleted = await visitor.submit(`${path}/delete`, { _confirm: 'Test' });
		expect(deleted.headers.get('location')).toBe('/dashboard/directories?done=directory_deleted');
		expect((await visitor.open(path)).status).toBe(404);
	});
});

describe('the attribute mapping', () => {
	test('is shown before it is saved, for the oldest users or those who were searched for', async () => {
		const { directory, visitor, path } = await staffed();
		const fields = {
			last_name: 'title',
			custom_name: ['job', 'phone', ''],
			custom_paths: ['nickName\ntitle', 'phoneNumbers.value', ''],
		};
		const { status, html } = await visitor.submit(`${path}/preview`, fields);
		expect(status).toBe(200);
		expect(html).toMatch(/ada[\s\S]*last_name[\s\S]*Dr &lt;ada&gt;[\s\S]*bea/);
		expect(html).toMatch(
			/These paths have no value for any of these users:[\s\S]*phoneNumbers\.value/,
		);
		expect(html).toContain('nickName\ntitle</textarea>');
		expect(html).toContain('aria-current="page">Mapping</a>');
		const bea = await visitor.submit(`${path}/preview`, { ...fields, search: 'be' });
		expect(bea.html).toContain('Dr &lt;bea&gt;');
		expect(bea.html).not.toContain('Dr &lt;ada&gt;');
		const nobody = await visitor.submit(`${path}/preview`, { ...fields, search: 'zoe' });
		expect([nobody.status, errorBeside(nobody.html, 'search')]).toEqual([400, 'No users match.']);
		expect((await mappingOf(directory)).fields.last_name).toBeNull();
	});

	test('is saved, shown again as it was typed, and ended by name', async () => {
		const { directory, visitor, path } = await staffed();
		const fields = { email: 'userName', custom_name: ' job ', custom_paths: 'title\r\n nickName ' };
		expect((await visitor.submit(path, fields)).status).toBe(303);
		expect(await mappingOf(directory)).toMatchObject({
			fields: { email: ['userName'], first_name: null },
			custom_attributes: { job: ['title', 'nickName'] },
		});
		expect((await visitor.open(path)).html).toContain('title\nnickName</textarea>');
		const unnamed = await visitor.submit(`${path}/delete`, { _confirm: 'job' });
		expect(errorBeside(unnamed.html, 'confirm-delete')).toBe('That name does not match.');
		expect((await visitor.submit(`${path}/delete`, { _confirm: 'Test' })).status).toBe(303);
		expect(await mappingOf(directory)).toMatchObject({ custom_attributes: {} });
		expect((await visitor.open(path)).html).not.toContain('Reset mapping');
	});

	test.each([
		['email', { email: 'emails[type eq' }],
		['first_name', { first_name: 'userName\npassword' }],
		['custom-name-1', { custom_name: 'Job Title', custom_paths: 'title' }],
		['custom-name-1', { custom_name: '', custom_paths: 'title' }],
		['custom-name-1', { custom_name: '__proto__', custom_paths: 'title' }],
		['custom-name-2', { custom_name: ['job', 'job'], custom_paths: ['title', 'nickName'] }],
		['custom-paths-1', { custom_name: 'job', custom_paths: '' }],
		['custom-paths-2', { custom_name: ['a', 'b'], custom_paths: ['title', 'title[['] }],
	])('is refused beside %s for %j', async (id, fields) => {
		const { directory, visitor, path } = await at('/mapping');
		for (const part of ['', '/preview']) {
			const { status, html } = await visitor.submit(`${path}${part}`, fields);
			expect([status, errorBeside(html, id)]).toEqual([400, expect.any(String)]);
		}
		expect(await mappingOf(directory)).toMatchObject({ custom_attributes: {} });
	});

	test('calls fields in what is wrong as the form does', async () => {
		const { visitor, path } = await at('/mapping');
		const wrong = await visitor.submit(path, { email: 'emails[type eq' });
		expect(wrong.html).toMatch(
			/role="alert"[^>]*><strong>E-mail address:<\/strong> The path &quot;emails\[type eq&quot; cannot be parsed: the &quot;\[&quot; at position 7 is not closed\./,
		);
		const job = await visitor.submit(path, { custom_name: 'job', custom_paths: 'title[[' });
		expect(job.html).toMatch(/role="alert"[^>]*><strong>Custom attribute “job”:<\/strong> /);
	});

	test('may be tried by a key that may not set it', async () => {
		const { path } = await staffed();
		const visitor = await signedIn((await makeKey()).secret);
		await visitor.open(path);
		const { status, html } = await visitor.submit(`${path}/preview`, { last_name: 'title' });
		expect([status, html.includes('Dr &lt;ada&gt;')]).toEqual([200, true]);
	});
});

describe('Google Workspace', () => {
	test('is for directories of its type alone', async () => {
		const { visitor, path } = await at('/google');
		expect((await visitor.open(path)).status).toBe(409);
		expect((await visitor.open(path.replace('/google', ''))).html).not.toContain('>Google</a>');
	});

	test('has settings, of which only what differs is sent', async () => {
		const { directory, visitor, path } = await at('/google', 'google');
		const usual = { interval_minutes: '60', removed_users: 'delete', groups: 'on' };
		const fields = { ...usual, users_query: "orgUnitPath='/Staff'", removed_users: 'deactivate' };
		expect((await visitor.submit(path, fields)).status).toBe(303);
		expect((await connectionOf(directory)).settings).toMatchObject({
			interval_minutes: 60,
			users_query: "orgUnitPath='/Staff'",
			groups: true,
			groups_query: null,
			removed_users: 'deactivate',
		});
		expect((await visitor.submit(path, usual)).status).toBe(303);
		expect((await connectionOf(directory)).settings).toMatchObject({ users_query: null });
		const { status, html } = await visitor.submit(path, { ...usual, interval_minutes: '14' });
		expect([status, errorBeside(html, 'interval_minutes')]).toEqual([400, expect.any(String)]);
	});

	test('is not asked for by a deployment without a client at Google', async () => {
		const { visitor, path } = await at('/google', 'google');
		const { status, html } = await visitor.submit(`${path}/authorize`);
		expect([status, html.includes('ROLLCALL_GOOGLE_CLIENT_ID')]).toEqual([409, true]);
		expect((await visitor.submit(`${path}/sync`)).status).toBe(409);
	});

	test('is connected by a URL that is shown once, synchronised, and disconnected by name', async () => {
		const { admin } = google.workspace();
		const directory = await createDirectory('google');
		const path = `/dashboard/directories/${directory.id}/google`;
		const visitor = await signedIn(undefined, GOOGLE);
		const asked = await visitor.submit(`${path}/authorize`);
		const [, url = ''] = /id="consent-url"[^>]* value="([^"]*)"/.exec(asked.html) ?? [];
		expect((await open(await consentAt(url.replaceAll('&amp;', '&')))).status).toBe(200);
		const { html } = await visitor.open(path);
		expect(html).not.toContain('consent-url');
		expect(html).toContain(admin);
		expect(html).toContain('Sync now');
		const begun = await visitor.submit(`${path}/sync`);
		expect(begun.headers.get('location')).toBe(`${path}?done=sync_started`);
		const unnamed = await visitor.submit(`${path}/disconnect`, { _confirm: 'Google' });
		expect(errorBeside(unnamed.html, 'confirm-disconnect')).toBe('That name does not match.');
		expect((await connectionOf(directory)).state).toBe('connected');
		expect((await visitor.submit(`${path}/disconnect`, { _confirm: 'Test' })).status).toBe(303);
		expect((await connectionOf(directory)).state).toBe('disconnected');
	});

	test('tells what synchronisations do, and what they could not', async () => {
		const scene = await Scene.open();
		const [ada, bea] = ['ada@acme.example', 'bea@acme.example'].map((address) =>
			scene.workspace.putUser(address),
		);
		await scene.run();
		scene.workspace.change(ada ?? '', { primaryEmail: 'bea@acme.example' });
		scene.workspace.change(bea ?? '', { primaryEmail: 'ada@acme.example' });
		await scene.run();
		const visitor = await signedIn();
		const { html } = await visitor.open(`/dashboard/directories/${scene.id}/google`);
		expect(html).toMatch(/Last sync[\s\S]*complete/);
		expect(html).toMatch(/could not be saved: 2[\s\S]*keeps it\./);
	});
});
