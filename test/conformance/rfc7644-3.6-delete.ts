/** Deleting resources (RFC 7644 §3.6). */
import { describe, expect, test } from 'vitest';
import { createDirectory, group, patch, user } from '../support/client.ts';
import { create, scimError, list } from './shared.ts';

describe.each([
	['/Users', (name: string) => user(name, { externalId: name })],
	['/Groups', (name: string) => ({ ...group(name), externalId: name })],
] as const)('RFC 7644 §3.6 DELETE of %s', (endpoint, of) => {
	test('answers 204 without a body', async () => {
		const directory = await createDirectory();
		const { path } = await create(directory, endpoint, of('anna'));
		const reply = await directory.scim('DELETE', path);
		expect(reply.status).toBe(204);
		expect(reply.body).toBeUndefined();
	});

	test('afterwards every operation on the resource is 404', async () => {
		const directory = await createDirectory();
		const { path } = await create(directory, endpoint, of('anna'));
		await directory.scim('DELETE', path);
		const change = patch({ op: 'replace', path: 'displayName', value: 'x' });
		for (const [method, body] of [
			['GET', undefined],
			['PUT', of('anna')],
			['PATCH', change],
			['DELETE', undefined],
		] as const) {
			expect(await directory.scim(method, path, body)).toMatchObject(scimError(404));
		}
	});

	test('afterwards no query finds the resource', async () => {
		const directory = await createDirectory();
		const { id, path } = await create(directory, endpoint, of('anna'));
		await create(directory, endpoint, of('bert'));
		await directory.scim('DELETE', path);
		expect((await list(directory, endpoint)).totalResults).toBe(1);
		for (const filter of [`id eq "${id}"`, 'externalId eq "anna"', 'meta.created pr and id pr']) {
			const page = await list(directory, endpoint, { filter });
			expect(page.Resources.filter((each) => each['id'] === id)).toEqual([]);
		}
	});

	test('afterwards its name is free', async () => {
		const directory = await createDirectory();
		const { id, path } = await create(directory, endpoint, of('anna'));
		await directory.scim('DELETE', path);
		const again = await create(directory, endpoint, of('anna'));
		expect(again.id).not.toBe(id);
	});
});

test('RFC 7644 §3.6 a deleted resource is a member of nothing, and cannot be made one', async () => {
	const directory = await createDirectory();
	const { id, path } = await create(directory, '/Users', user('anna'));
	const crew = await create(directory, '/Groups', group('Crew', [id]));
	await directory.scim('DELETE', path);
	expect((await directory.scim('GET', crew.path)).body).not.toHaveProperty('members');
	const join = patch({ op: 'add', path: 'members', value: [{ value: id }] });
	expect(await directory.scim('PATCH', crew.path, join)).toMatchObject(
		scimError(400, 'invalidValue'),
	);
});
