/** References to resources that the same bulk job creates (RFC 7644 §3.7.1, §3.7.2). */
import { describe, expect, test } from 'vitest';
import { createDirectory, group, patch, user } from '../support/client.ts';
import { bulk, create, ENTERPRISE, list } from './shared.ts';

const alice = { method: 'POST', path: '/Users', bulkId: 'qwerty', data: user('Alice') };
const guides = {
	method: 'POST',
	path: '/Groups',
	bulkId: 'ytrewq',
	data: group('Tour Guides', ['bulkId:qwerty']),
};

/** The id at the end of a location. */
const idOf = (location: string | undefined) => location?.split('/').at(-1) ?? '';

describe('RFC 7644 §3.7.2 bulkId', () => {
	test.each([
		['after what it refers to', [alice, guides]],
		['before what it refers to', [guides, alice]],
	])('a reference that comes %s becomes the permanent id', async (_name, operations) => {
		const directory = await createDirectory();
		const reply = await bulk(directory, operations);
		expect(reply.Operations).toMatchObject(
			operations.map(({ method, bulkId }) => ({ method, bulkId, status: '201' })),
		);
		const made = new Map(reply.Operations.map((each) => [each.bulkId, idOf(each.location)]));
		const seen = await directory.scim('GET', `/Groups/${made.get('ytrewq') ?? ''}`);
		expect(seen.body['members']).toMatchObject([{ value: made.get('qwerty'), type: 'User' }]);
		const stored = JSON.stringify([await directory.events(), seen.body]);
		expect(stored).not.toContain('bulkId:');
	});

	test('references in extensions are replaced in the same way', async () => {
		const directory = await createDirectory();
		const bob = {
			method: 'POST',
			path: '/Users',
			bulkId: 'ytrewq',
			data: user('Bob', {
				[ENTERPRISE]: { employeeNumber: '11250', manager: { value: 'bulkId:qwerty' } },
			}),
		};
		const reply = await bulk(directory, [alice, bob]);
		const [manager, report] = reply.Operations.map(({ location }) => idOf(location));
		expect((await directory.scim('GET', `/Users/${report ?? ''}`)).body[ENTERPRISE]).toMatchObject({
			manager: { value: manager },
		});
	});

	test('references in PATCH and PUT are replaced, too', async () => {
		const directory = await createDirectory();
		const one = await create(directory, '/Groups', group('One'));
		const two = await create(directory, '/Groups', group('Two'));
		const add = { op: 'add', path: 'members', value: [{ value: 'bulkId:qwerty' }] };
		const reply = await bulk(directory, [
			{ method: 'PATCH', path: one.path, data: patch(add) },
			{ method: 'PUT', path: two.path, data: group('Two', ['bulkId:qwerty']) },
			alice,
		]);
		const id = idOf(reply.Operations.find(({ bulkId }) => bulkId === 'qwerty')?.location);
		for (const { path } of [one, two]) {
			expect((await directory.scim('GET', path)).body['members']).toMatchObject([{ value: id }]);
		}
	});

	test('a reference to what was not created fails its operation, and no other', async () => {
		const directory = await createDirectory();
		await create(directory, '/Users', user('Alice'));
		const other = { method: 'POST', path: '/Users', bulkId: 'other', data: user('other') };
		const unknown = { ...guides, bulkId: 'x', data: group('Lost', ['bulkId:nothing']) };
		const reply = await bulk(directory, [alice, guides, unknown, other]);
		const statuses = new Map(reply.Operations.map(({ bulkId, status }) => [bulkId, status]));
		expect(statuses.get('qwerty')).toBe('409');
		expect(statuses.get('ytrewq')).toMatch(/^4\d\d$/);
		expect(statuses.get('x')).toMatch(/^4\d\d$/);
		expect(statuses.get('other')).toBe('201');
		expect((await list(directory, '/Groups')).totalResults).toBe(0);
	});
});

/** The creation of a user whose manager the same job creates. */
const managedBy = (manager: string, bulkId: string) => ({
	...alice,
	bulkId,
	data: user(bulkId, { [ENTERPRISE]: { manager: { value: `bulkId:${manager}` } } }),
});

describe('RFC 7644 §3.7.1 circular references', () => {
	test('two groups that are members of each other: the RFC’s own example', async () => {
		const directory = await createDirectory();
		const reply = await bulk(directory, [
			{ ...guides, bulkId: 'qwerty', data: group('Group A', ['bulkId:ytrewq']) },
			{ ...guides, bulkId: 'ytrewq', data: group('Group B', ['bulkId:qwerty']) },
		]);
		expect(reply.Operations.map(({ status }) => status)).toEqual(['201', '201']);
		const [a, b] = reply.Operations.map(({ location }) => idOf(location));
		expect((await list(directory, '/Groups')).Resources).toMatchObject([
			{ id: a, displayName: 'Group A', members: [{ value: b, type: 'Group' }] },
			{ id: b, displayName: 'Group B', members: [{ value: a, type: 'Group' }] },
		]);
	});

	test('a user whose manager reports to it', async () => {
		const directory = await createDirectory();
		const reply = await bulk(directory, [managedBy('b', 'a'), managedBy('a', 'b')]);
		expect(reply.Operations.map(({ status }) => status)).toEqual(['201', '201']);
		const [a, b] = reply.Operations.map(({ location }) => idOf(location));
		const users = (await list(directory, '/Users')).Resources;
		expect(users.map((each) => each[ENTERPRISE])).toMatchObject([
			{ manager: { value: b } },
			{ manager: { value: a } },
		]);
	});
});
