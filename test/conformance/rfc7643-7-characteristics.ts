/** Mutability, letter case and uniqueness as the attributes of RFC 7643 §7 promise them. */
import { describe, expect, test } from 'vitest';
import { createDirectory, group, patch, user } from '../support/client.ts';
import { create, ENTERPRISE, scimError, found } from './shared.ts';

describe('RFC 7643 §7 caseExact', () => {
	test('filters look at letter case where an attribute is case exact, and only there', async () => {
		const directory = await createDirectory();
		const { id } = await create(
			directory,
			'/Users',
			user('Anna', {
				externalId: 'Ext',
				title: 'Captain',
				profileUrl: 'https://example.com/Anna',
				[ENTERPRISE]: { department: 'Sea' },
			}),
		);
		for (const [filter, isFound] of [
			[`id eq "${id}"`, true],
			[`id eq "${id.toUpperCase()}"`, false],
			['externalId eq "EXT"', false],
			['externalId sw "Ex"', true],
			['externalId sw "ex"', false],
			['profileUrl eq "https://example.com/anna"', false],
			['userName eq "ANNA"', true],
			['title ew "TAIN"', true],
			[`${ENTERPRISE}:department eq "SEA"`, true],
		] as const) {
			expect(await found(directory, '/Users', filter), filter).toEqual(isFound ? ['Anna'] : []);
		}
	});

	test('letter case is kept, where it matters and where it does not', async () => {
		const directory = await createDirectory();
		const written = {
			externalId: 'eXt',
			profileUrl: 'https://example.com/ANNA',
			title: 'CapTain',
			emails: [{ value: 'Anna@EXAMPLE.com', type: 'Work' }],
		};
		const { path } = await create(directory, '/Users', user('AnNa', written));
		expect((await directory.scim('GET', path)).body).toMatchObject({
			userName: 'AnNa',
			...written,
		});
	});
});

describe('RFC 7643 §7 mutability', () => {
	test('readOnly attributes are changed by no request', async () => {
		const directory = await createDirectory();
		const { path, body } = await create(directory, '/Users', user('anna'));
		const forged = { id: 'x', meta: { version: 'W/"9"' }, groups: [{ value: 'x' }] };
		expect((await directory.scim('PUT', path, user('anna', forged))).body).toEqual(body);
		const whole = patch({ op: 'replace', value: forged });
		expect((await directory.scim('PATCH', path, whole)).body).toEqual(body);
		for (const [name, value] of Object.entries(forged)) {
			for (const op of ['add', 'replace', 'remove']) {
				const operation = patch({ op, path: name, ...(op === 'remove' ? {} : { value }) });
				expect(await directory.scim('PATCH', path, operation)).toMatchObject(
					scimError(400, 'mutability'),
				);
			}
		}
		expect((await directory.scim('GET', path)).body).toEqual(body);
	});

	test('what the service provider says of a member is not the client’s to say', async () => {
		const directory = await createDirectory();
		const { id } = await create(directory, '/Users', user('anna'));
		const members = [{ value: id, display: 'Forged', type: 'Group', $ref: 'https://x.example/' }];
		const { path } = await create(directory, '/Groups', { ...group('Crew'), members });
		expect((await directory.scim('GET', path)).body['members']).toMatchObject([
			{ value: id, display: 'anna', type: 'User' },
		]);
	});
});

describe('RFC 7643 §7 uniqueness "server"', () => {
	test.each([
		['/Users', 'userName', (name: string) => user(name)],
		['/Groups', 'displayName', (name: string) => group(name)],
	] as const)('%s: no two have the same %s', async (endpoint, attribute, of) => {
		const directory = await createDirectory();
		await create(directory, endpoint, of('Königsstraße'));
		const { path } = await create(directory, endpoint, of('other'));
		const taken = 'KÖNIGSSTRASSE';
		expect(await directory.scim('POST', endpoint, of(taken))).toMatchObject(
			scimError(409, 'uniqueness'),
		);
		expect(await directory.scim('PUT', path, of(taken))).toMatchObject(
			scimError(409, 'uniqueness'),
		);
		const change = patch({ op: 'replace', path: attribute, value: taken });
		expect(await directory.scim('PATCH', path, change)).toMatchObject(scimError(409, 'uniqueness'));
		// A user and a group may share a name, and so may two directories.
		const sameName = endpoint === '/Users' ? group('Königsstraße') : user('Königsstraße');
		await create(directory, endpoint === '/Users' ? '/Groups' : '/Users', sameName);
		await create(await createDirectory(), endpoint, of(taken));
	});
});
