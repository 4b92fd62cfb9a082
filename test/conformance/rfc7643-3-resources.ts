/** What every resource has: schemas, common attributes and extensions (RFC 7643 §3). */
import { describe, expect, test } from 'vitest';
import { createDirectory, group, ORIGIN, patch, user } from '../support/client.ts';
import { create, ENTERPRISE, scimError, found, GROUP, list, metaOf, USER } from './shared.ts';

const DATE_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;

describe('RFC 7643 §3 and §3.3 "schemas"', () => {
	test('names the base schema first, and the extensions that are in use', async () => {
		const directory = await createDirectory();
		const plain = await create(directory, '/Users', user('anna'));
		expect(plain.body['schemas']).toEqual([USER]);
		const crew = await create(directory, '/Groups', group('Crew'));
		expect(crew.body['schemas']).toEqual([GROUP]);
		const add = patch({ op: 'add', path: `${ENTERPRISE}:department`, value: 'Sea' });
		const extended = await directory.scim('PATCH', plain.path, add);
		expect(extended.body['schemas']).toEqual([USER, ENTERPRISE]);
		const remove = patch({ op: 'remove', path: ENTERPRISE });
		expect((await directory.scim('PATCH', plain.path, remove)).body['schemas']).toEqual([USER]);
	});

	test('has no value twice, whatever a client sends', async () => {
		const directory = await createDirectory();
		const { body } = await create(directory, '/Users', {
			...user('anna', { [ENTERPRISE]: { department: 'Sea' } }),
			schemas: [USER, ENTERPRISE, USER, ENTERPRISE.toLowerCase()],
		});
		expect(body['schemas']).toEqual([USER, ENTERPRISE]);
	});

	test('may come in any order', async () => {
		const directory = await createDirectory();
		const extension = { [ENTERPRISE]: { department: 'Sea' } };
		const one = await create(directory, '/Users', {
			...user('one', extension),
			schemas: [USER, ENTERPRISE],
		});
		const two = await create(directory, '/Users', {
			...user('two', extension),
			schemas: [ENTERPRISE, USER],
		});
		expect(two.body['schemas']).toEqual(one.body['schemas']);
		expect(two.body[ENTERPRISE]).toEqual(one.body[ENTERPRISE]);
	});

	test.each([
		['empty', []],
		['no array', USER],
		['without the base schema', [ENTERPRISE]],
		['of another resource type', [GROUP]],
		['of something else than strings', [USER, 5]],
	])('%s is refused: %j', async (_name, schemas) => {
		const directory = await createDirectory();
		const body = { schemas, userName: 'anna' };
		expect(await directory.scim('POST', '/Users', body)).toMatchObject(
			scimError(400, 'invalidSyntax'),
		);
		const { path } = await create(directory, '/Users', user('anna'));
		expect(await directory.scim('PUT', path, body)).toMatchObject(scimError(400, 'invalidSyntax'));
	});

	test('an extension has its own container, so that equal names do not meet', async () => {
		const directory = await createDirectory();
		const other = 'urn:example:params:scim:schemas:crew:2.0:User';
		const { path } = await create(
			directory,
			'/Users',
			user('anna', {
				title: 'Captain',
				[ENTERPRISE]: { department: 'Sea' },
				[other]: { title: 'Skipper', department: 'Harbour' },
			}),
		);
		const { body } = await directory.scim('GET', path);
		expect(body).toMatchObject({
			title: 'Captain',
			[ENTERPRISE]: { department: 'Sea' },
			[other]: { title: 'Skipper', department: 'Harbour' },
		});
		expect(body).not.toHaveProperty('department');
		expect((body['schemas'] as string[]).toSorted()).toEqual([USER, ENTERPRISE, other].toSorted());
	});
});

describe('RFC 7643 §3.1 common attributes', () => {
	test('exist in every resource type, whatever "schemas" says', async () => {
		const directory = await createDirectory();
		for (const [endpoint, body, name] of [
			['/Users', user('anna', { externalId: 'ext' }), 'anna'],
			['/Groups', { ...group('Crew'), externalId: 'ext' }, 'Crew'],
		] as const) {
			const { id, body: created } = await create(directory, endpoint, body);
			expect(created).toMatchObject({ id, externalId: 'ext' });
			for (const filter of [
				`id eq "${id}"`,
				'externalId eq "ext"',
				`meta.created eq "${metaOf(created).created}"`,
				`meta.resourceType eq "${endpoint === '/Users' ? 'User' : 'Group'}"`,
			]) {
				expect(await found(directory, endpoint, filter), filter).toEqual([name]);
			}
		}
	});

	test('"id" is given by the service provider: whatever a client says is ignored', async () => {
		const directory = await createDirectory();
		const { id, path } = await create(directory, '/Users', { ...user('anna'), id: 'mine' });
		expect(id).not.toBe('mine');
		const replaced = await directory.scim('PUT', path, { ...user('anna'), id: 'mine' });
		expect(replaced.body['id']).toBe(id);
		const renamed = patch({ op: 'replace', path: 'id', value: 'mine' });
		expect(await directory.scim('PATCH', path, renamed)).toMatchObject(
			scimError(400, 'mutability'),
		);
		expect((await directory.scim('GET', '/Users/mine')).status).toBe(404);
	});

	test('"id" is in every representation, also in partial ones', async () => {
		const directory = await createDirectory();
		const { id, path } = await create(directory, '/Users', user('anna'));
		for (const query of ['attributes=userName', 'excludedAttributes=id', 'attributes=nothing']) {
			expect((await directory.scim('GET', `${path}?${query}`)).body['id'], query).toBe(id);
			const { body } = await directory.scim<{ Resources: object[] }>('GET', `/Users?${query}`);
			expect(body.Resources).toMatchObject([{ id }]);
		}
	});

	test('"id" is unique over all resources, stays, and is not given again', async () => {
		const directory = await createDirectory();
		const anna = await create(directory, '/Users', user('anna'));
		const crew = await create(directory, '/Groups', group('Crew'));
		await directory.scim('PUT', anna.path, user('ann'));
		expect((await directory.scim('GET', anna.path)).body).toMatchObject({
			id: anna.id,
			userName: 'ann',
		});
		await directory.scim('DELETE', anna.path);
		const again = await create(directory, '/Users', user('anna'));
		expect(new Set([anna.id, crew.id, again.id]).size).toBe(3);
		expect((await directory.scim('GET', `/Groups/${again.id}`)).status).toBe(404);
	});

	test('"id" never holds the reserved word bulkId', async () => {
		const directory = await createDirectory();
		const { id } = await create(directory, '/Users', user('bulkId:1', { externalId: 'bulkId:1' }));
		expect(id).toMatch(/^[0-9a-f-]{36}$/);
	});

	test('"externalId" is the client’s: none is made up, and letter case is kept', async () => {
		const directory = await createDirectory();
		const without = await create(directory, '/Users', user('without'));
		expect(without.body).not.toHaveProperty('externalId');
		const { body } = await create(directory, '/Users', user('with', { externalId: 'ExT-1' }));
		expect(body['externalId']).toBe('ExT-1');
		expect(await found(directory, '/Users', 'externalId eq "ext-1"')).toEqual([]);
		expect(await found(directory, '/Users', 'externalId eq "ExT-1"')).toEqual(['with']);
	});

	test('"externalId" belongs to one provisioning domain and is not forced to be unique', async () => {
		const one = await createDirectory();
		const two = await createDirectory('generic-scim-v2', { tenant: one.tenant });
		for (const [directory, name] of [
			[one, 'anna'],
			[two, 'bert'],
			[two, 'carl'],
		] as const) {
			await create(directory, '/Users', user(name, { externalId: 'same' }));
		}
		expect(await found(one, '/Users', 'externalId eq "same"')).toEqual(['anna']);
		expect(await found(two, '/Users', 'externalId eq "same"')).toEqual(['bert', 'carl']);
	});

	test('"meta" is the service provider’s: whatever a client says is ignored', async () => {
		const directory = await createDirectory();
		const meta = {
			resourceType: 'Robot',
			created: '2001-01-01T00:00:00Z',
			lastModified: '2001-01-01T00:00:00Z',
			location: 'https://elsewhere.example/Users/1',
			version: 'W/"99"',
		};
		const { id, path, body } = await create(directory, '/Users', { ...user('anna'), meta });
		const location = `${ORIGIN}${directory.path}/Users/${id}`;
		expect(metaOf(body)).toMatchObject({ resourceType: 'User', location, version: 'W/"1"' });
		expect(metaOf(body).created).toMatch(DATE_TIME);
		expect(metaOf(body).created).not.toBe(meta.created);
		expect((await directory.scim('PUT', path, { ...user('anna'), meta })).body).toEqual(body);
	});

	test('"created" stays; "lastModified" equals it until the first change, and moves only on one', async () => {
		const directory = await createDirectory();
		const { path, body } = await create(directory, '/Users', user('anna'));
		const before = metaOf(body);
		expect(before.lastModified).toBe(before.created);
		expect(before.created).toMatch(DATE_TIME);
		await directory.scim('PUT', path, user('anna'));
		expect(metaOf((await directory.scim('GET', path)).body)).toEqual(before);
		const change = patch({ op: 'replace', path: 'title', value: 'Captain' });
		const after = metaOf((await directory.scim('PATCH', path, change)).body);
		expect(after.created).toBe(before.created);
		expect(Date.parse(after.lastModified)).toBeGreaterThanOrEqual(Date.parse(before.created));
		expect(after.version).not.toBe(before.version);
	});

	test('"version" is the entity tag of the answer, and a weak one', async () => {
		const directory = await createDirectory();
		const { path } = await create(directory, '/Users', user('anna'));
		const reply = await directory.scim('GET', path);
		expect(metaOf(reply.body).version).toMatch(/^W\/".+"$/);
		expect(reply.headers.get('ETag')).toBe(metaOf(reply.body).version);
		const [listed] = (await list(directory, '/Users')).Resources;
		expect(metaOf(listed ?? {}).version).toBe(metaOf(reply.body).version);
	});
});
