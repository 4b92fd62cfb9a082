/** The core resources and the enterprise extension (RFC 7643 §4). */
import { describe, expect, test } from 'vitest';
import { createDirectory, group, ORIGIN, patch, testEnv, user } from '../support/client.ts';
import { create, ENTERPRISE, scimError, found } from './shared.ts';

describe('RFC 7643 §4.1.1 userName', () => {
	test.each([
		['left out', {}],
		['null', { userName: null }],
		['empty', { userName: '' }],
		['blank', { userName: '  ' }],
	])('%s is refused in POST and PUT', async (_name, name) => {
		const directory = await createDirectory();
		const body = { schemas: user('x').schemas, ...name };
		expect(await directory.scim('POST', '/Users', body)).toMatchObject(
			scimError(400, 'invalidValue'),
		);
		const { path } = await create(directory, '/Users', user('anna'));
		expect(await directory.scim('PUT', path, body)).toMatchObject(scimError(400, 'invalidValue'));
	});

	test('is unique in any letter case, and kept as written', async () => {
		const directory = await createDirectory();
		const { path, body } = await create(directory, '/Users', user('Anna@Example.com'));
		expect(body['userName']).toBe('Anna@Example.com');
		expect(await directory.scim('POST', '/Users', user('aNNA@example.COM'))).toMatchObject(
			scimError(409, 'uniqueness'),
		);
		expect(await found(directory, '/Users', 'userName eq "ANNA@EXAMPLE.COM"')).toEqual([
			'Anna@Example.com',
		]);
		// Its own name in other letters is no conflict.
		const renamed = await directory.scim('PUT', path, user('anna@example.com'));
		expect(renamed.body['userName']).toBe('anna@example.com');
	});
});

describe('RFC 7643 §4.1.1 password', () => {
	test('is in no answer, not even if asked for, and cannot be filtered by', async () => {
		const directory = await createDirectory();
		const secret = 'correct horse battery staple';
		const { path, body } = await create(directory, '/Users', user('anna', { password: secret }));
		const replies = [
			body,
			(await directory.scim('GET', `${path}?attributes=password`)).body,
			(await directory.scim('GET', '/Users?attributes=userName,password')).body,
			(await directory.scim('PUT', path, user('anna', { password: `${secret}!` }))).body,
			(
				await directory.scim(
					'PATCH',
					`${path}?attributes=password,userName`,
					patch({ op: 'replace', path: 'password', value: `${secret}?` }),
				)
			).body,
		];
		for (const reply of replies) {
			expect(JSON.stringify(reply)).not.toMatch(/password|horse/);
		}
		const filter = encodeURIComponent(`password eq "${secret}"`);
		expect(await directory.scim('GET', `/Users?filter=${filter}`)).toMatchObject(
			scimError(400, 'invalidFilter'),
		);
	});

	test('is kept and passed on nowhere, neither in clear nor hashed', async () => {
		const directory = await createDirectory();
		const secret = `secret-${crypto.randomUUID()}`;
		const { path } = await create(directory, '/Users', user('anna', { password: secret }));
		const change = patch({ op: 'replace', path: 'password', value: `${secret}-2` });
		expect((await directory.scim('PATCH', path, change)).status).toBe(200);
		expect(JSON.stringify(await directory.events())).not.toMatch(/password|secret-/);
		const { results } = await testEnv.DB.prepare(
			`SELECT * FROM users WHERE directory_key = (SELECT key FROM directories WHERE id = ?)`,
		)
			.bind(directory.id)
			.all();
		expect(results).toHaveLength(1);
		expect(JSON.stringify(results)).not.toMatch(/password|secret-/);
	});
});

describe('RFC 7643 §4.1.2 groups of a user', () => {
	test('tell id, URI and kind of each direct membership', async () => {
		const directory = await createDirectory();
		const { id, path } = await create(directory, '/Users', user('anna'));
		const inner = await create(directory, '/Groups', group('Inner', [id]));
		await create(directory, '/Groups', group('Outer', [inner.id]));
		expect((await directory.scim('GET', path)).body['groups']).toEqual([
			{
				value: inner.id,
				$ref: `${ORIGIN}${directory.path}${inner.path}`,
				display: 'Inner',
				type: 'direct',
			},
		]);
	});

	test('are changed through the group alone', async () => {
		const directory = await createDirectory();
		const crew = await create(directory, '/Groups', group('Crew'));
		const groups = [{ value: crew.id, type: 'direct' }];
		const { id, path } = await create(directory, '/Users', user('anna', { groups }));
		expect((await directory.scim('PUT', path, user('anna', { groups }))).status).toBe(200);
		expect(
			await directory.scim('PATCH', path, patch({ op: 'add', path: 'groups', value: groups })),
		).toMatchObject(scimError(400, 'mutability'));
		expect((await directory.scim('GET', path)).body).not.toHaveProperty('groups');
		const join = patch({ op: 'add', path: 'members', value: [{ value: id }] });
		expect((await directory.scim('PATCH', crew.path, join)).status).toBe(204);
		expect((await directory.scim('GET', path)).body['groups']).toMatchObject(groups);
		// What was true yesterday does not come back with a PUT that repeats it.
		const leave = patch({ op: 'remove', path: `members[value eq "${id}"]` });
		expect((await directory.scim('PATCH', crew.path, leave)).status).toBe(204);
		expect((await directory.scim('PUT', path, user('anna', { groups }))).body).not.toHaveProperty(
			'groups',
		);
	});
});

describe('RFC 7643 §4.2 Group', () => {
	test.each([{}, { displayName: null }, { displayName: '' }])(
		'displayName is required: %j',
		async (name) => {
			const directory = await createDirectory();
			const body = { schemas: group('x').schemas, ...name };
			expect(await directory.scim('POST', '/Groups', body)).toMatchObject(
				scimError(400, 'invalidValue'),
			);
			const { path } = await create(directory, '/Groups', group('Crew'));
			expect(await directory.scim('PUT', path, body)).toMatchObject(scimError(400, 'invalidValue'));
			const removed = patch({ op: 'remove', path: 'displayName' });
			expect(await directory.scim('PATCH', path, removed)).toMatchObject(
				scimError(400, 'mutability'),
			);
		},
	);

	test('members are users and groups, told by id, URI and type', async () => {
		const directory = await createDirectory();
		const anna = await create(directory, '/Users', user('anna'));
		const inner = await create(directory, '/Groups', group('Inner'));
		const outer = await create(directory, '/Groups', group('Outer', [anna.id, inner.id]));
		const base = `${ORIGIN}${directory.path}`;
		expect((await directory.scim('GET', outer.path)).body['members']).toEqual([
			{ value: anna.id, $ref: `${base}${anna.path}`, type: 'User', display: 'anna' },
			{ value: inner.id, $ref: `${base}${inner.path}`, type: 'Group', display: 'Inner' },
		]);
	});

	test('members come and go, but what one says of itself is immutable', async () => {
		const directory = await createDirectory();
		const anna = await create(directory, '/Users', user('anna'));
		const bert = await create(directory, '/Users', user('bert'));
		const { path } = await create(directory, '/Groups', group('Crew', [anna.id]));
		for (const sub of ['value', 'type', '$ref', 'display']) {
			const operation = {
				op: 'replace',
				path: `members[value eq "${anna.id}"].${sub}`,
				value: bert.id,
			};
			expect(await directory.scim('PATCH', path, patch(operation))).toMatchObject(
				scimError(400, 'mutability'),
			);
		}
		expect((await directory.scim('GET', path)).body['members']).toMatchObject([{ value: anna.id }]);
	});
});

describe('RFC 7643 §4.3 enterprise user', () => {
	test('keeps every attribute, and a manager by id and URI', async () => {
		const directory = await createDirectory();
		const boss = await create(directory, '/Users', user('boss'));
		const extension = {
			employeeNumber: '701984',
			costCenter: '4130',
			organization: 'Universal Studios',
			division: 'Theme Park',
			department: 'Tour Operations',
			manager: { value: boss.id, $ref: `../Users/${boss.id}` },
		};
		const { path } = await create(directory, '/Users', user('anna', { [ENTERPRISE]: extension }));
		expect((await directory.scim('GET', path)).body[ENTERPRISE]).toEqual(extension);
		const filter = `${ENTERPRISE}:manager.value eq "${boss.id}"`;
		expect(await found(directory, '/Users', filter)).toEqual(['anna']);
	});
});
