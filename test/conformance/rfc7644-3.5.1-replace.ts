/** Replacing with PUT (RFC 7644 §3.5.1). */
import { describe, expect, test } from 'vitest';
import { createDirectory, group, ORIGIN, patch, user } from '../support/client.ts';
import { create, ENTERPRISE, scimError, metaOf, USER } from './shared.ts';

describe('RFC 7644 §3.5.1 PUT', () => {
	test('replaces values, clears what is left out, and answers 200 with the whole resource', async () => {
		const directory = await createDirectory();
		const { id, path, body } = await create(
			directory,
			'/Users',
			user('anna', {
				externalId: 'one',
				title: 'Captain',
				name: { familyName: 'Berg', givenName: 'Anna' },
				emails: [{ value: 'a@example.com', type: 'work' }],
				[ENTERPRISE]: { department: 'Sea' },
			}),
		);
		const reply = await directory.scim(
			'PUT',
			path,
			user('anna', { externalId: 'two', name: { familyName: 'Dahl' }, nickName: 'A' }),
		);
		expect(reply.status).toBe(200);
		expect(reply.body).toEqual({
			schemas: [USER],
			id,
			externalId: 'two',
			userName: 'anna',
			name: { familyName: 'Dahl' },
			nickName: 'A',
			active: true,
			meta: {
				...metaOf(body),
				lastModified: metaOf(reply.body).lastModified,
				version: metaOf(reply.body).version,
			},
		});
		expect(reply.headers.get('Location')).toBe(`${ORIGIN}${directory.path}${path}`);
		expect(reply.headers.get('ETag')).toBe(metaOf(reply.body).version);
		expect((await directory.scim('GET', path)).body).toEqual(reply.body);
	});

	test('takes a representation as GET gave it, readOnly attributes and all', async () => {
		const directory = await createDirectory();
		const { id, path } = await create(directory, '/Users', user('anna', { title: 'Captain' }));
		const crew = await create(directory, '/Groups', group('Crew', [id]));
		for (const at of [path, crew.path]) {
			const seen = await directory.scim('GET', at);
			const put = await directory.scim('PUT', at, seen.body);
			expect(put.status).toBe(200);
			expect(put.body).toEqual(seen.body);
		}
		expect(await directory.events()).toHaveLength(3);
	});

	test('ignores readOnly values', async () => {
		const directory = await createDirectory();
		const { path, body } = await create(directory, '/Users', user('anna'));
		const forged = { id: 'x', meta: { created: '2001-01-01T00:00:00Z' }, groups: [{ value: 'x' }] };
		expect((await directory.scim('PUT', path, user('anna', forged))).body).toEqual(body);
	});

	test('replaces writeOnly values, which no answer shows', async () => {
		const directory = await createDirectory();
		const { path } = await create(directory, '/Users', user('anna', { password: 'first one' }));
		const reply = await directory.scim('PUT', path, user('anna', { password: 'second one' }));
		expect(reply.status).toBe(200);
		expect(reply.body).not.toHaveProperty('password');
		expect(await directory.scim('PUT', path, user('anna', { password: 5 }))).toMatchObject(
			scimError(400, 'invalidValue'),
		);
	});

	test('without a required attribute it is refused, and nothing changes', async () => {
		const directory = await createDirectory();
		const anna = await create(directory, '/Users', user('anna', { title: 'Captain' }));
		const body = { schemas: [USER], title: 'Cook' };
		expect(await directory.scim('PUT', anna.path, body)).toMatchObject(
			scimError(400, 'invalidValue'),
		);
		expect((await directory.scim('GET', anna.path)).body).toEqual(anna.body);
		const crew = await create(directory, '/Groups', group('Crew'));
		const { schemas } = group('Crew');
		expect(await directory.scim('PUT', crew.path, { schemas })).toMatchObject(
			scimError(400, 'invalidValue'),
		);
	});

	test('replaces the members of a group as a whole', async () => {
		const directory = await createDirectory();
		const ids: string[] = [];
		for (const name of ['anna', 'bert', 'carl']) {
			ids.push((await create(directory, '/Users', user(name))).id);
		}
		const { path } = await create(directory, '/Groups', group('Crew', ids.slice(0, 2)));
		const put = await directory.scim('PUT', path, group('Crew', ids.slice(1)));
		expect(put.body['members']).toHaveLength(2);
		expect((await directory.scim('GET', path)).body['members']).toMatchObject([
			{ value: ids[1] },
			{ value: ids[2] },
		]);
		const cleared = await directory.scim('PUT', path, { ...group('Crew'), members: [] });
		expect(cleared.body).not.toHaveProperty('members');
	});

	test('a name that another resource has is 409 uniqueness', async () => {
		const directory = await createDirectory();
		await create(directory, '/Users', user('anna'));
		const { path } = await create(directory, '/Users', user('bert'));
		expect(await directory.scim('PUT', path, user('Anna'))).toMatchObject(
			scimError(409, 'uniqueness'),
		);
		const change = patch({ op: 'replace', path: 'userName', value: 'ANNA' });
		expect(await directory.scim('PATCH', path, change)).toMatchObject(scimError(409, 'uniqueness'));
		expect((await directory.scim('GET', path)).body['userName']).toBe('bert');
	});
});
