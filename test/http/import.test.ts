/**
 * Moving a directory here from another system: it keeps its id and its token, users and groups keep
 * their ids, and doing it again changes nothing.
 */
import { describe, expect, test } from 'vitest';
import type { Directory } from '../../src/contract/directories.ts';
import type { ImportResult } from '../../src/contract/import.ts';
import { makeKey } from '../support/keys.ts';
import { api, createDirectory, logOf, patch, send, user } from '../support/client.ts';

const uuid = () => crypto.randomUUID();
const ada = (id: string) => ({
	id,
	userName: `${id}@example.com`,
	name: { givenName: 'Ada' },
	active: true,
});
const importInto = (directoryId: string, body: unknown) =>
	api<ImportResult>('POST', `/directories/${directoryId}/import`, body);

const moved = (more: Record<string, unknown> = {}) =>
	api<Directory & { errors: { field: string }[] }>('POST', '/directories', {
		name: 'Moved',
		tenant: `tenant-${uuid()}`,
		product: 'crm',
		type: 'okta-scim-v2',
		...more,
	});

describe('a directory that moves here', () => {
	test('keeps its id and its token, so that its provider changes the host name alone', async () => {
		const [id, secret] = [uuid(), 'ecLIubTo-Ldp4XZG_DAlVg'];
		const created = await moved({ id, scim_secret: secret });
		expect(created.status).toBe(201);
		expect(created.body).toMatchObject({ id, scim: { path: `/scim/v2/${id}`, secret } });
		const users = await send(`/scim/v2/${id}/Users`, {
			headers: { Authorization: `Bearer ${secret}` },
		});
		expect(users.status).toBe(200);
		expect(await logOf(id)).toMatchObject([{ sequence: 1, type: 'directory.created' }]);
	});

	test('takes neither the id nor the token of another one', async () => {
		const [id, secret] = [uuid(), `secret-${uuid()}`];
		const first = await moved({ id, scim_secret: secret });
		const sameId = await moved({ id });
		expect(sameId.status).toBe(409);
		expect(sameId.body.errors).toMatchObject([{ field: 'id' }]);
		const sameSecret = await moved({ scim_secret: secret });
		expect(sameSecret.status).toBe(409);
		expect(sameSecret.body.errors).toMatchObject([{ field: 'scim_secret' }]);
		const now = await api<Directory>('GET', `/directories/${id}`);
		expect(now.body.tenant).toBe(first.body.tenant);
		const tokens = await api<{ data: unknown[] }>('GET', `/directories/${id}/tokens`);
		expect(tokens.body.data).toHaveLength(1);
		expect(await logOf(id)).toHaveLength(1);
	});

	test('is not shown to another tenant, even to one that knows its token', async () => {
		const [id, secret] = [uuid(), `secret-${uuid()}`];
		const tenant = `tenant-${uuid()}`;
		expect((await moved({ id, scim_secret: secret, tenant })).status).toBe(201);
		expect((await moved({ id, scim_secret: secret, tenant })).status).toBe(201);
		const other = await moved({ id, scim_secret: secret });
		expect(other.status).toBe(409);
		expect(other.body.errors).toMatchObject([{ field: 'id' }]);
	});

	test.each([
		['an id', { id: uuid() }],
		['a token', { scim_secret: `secret-${uuid()}` }],
	])('is not made with %s by a bound key, to which a conflict would tell', async (_name, more) => {
		const tenant = `tenant-${uuid()}`;
		const key = await makeKey({ scopes: ['write'], tenant });
		const body = { name: 'Moved', tenant, product: 'crm', type: 'okta-scim-v2', ...more };
		const refused = await key.call('POST', '/directories', body);
		expect(refused).toMatchObject({
			status: 403,
			body: { errors: [{ field: Object.keys(more)[0] }] },
		});
	});

	test('is made once by ten requests for the same id at once', async () => {
		const id = uuid();
		const all = await Promise.all(Array.from({ length: 10 }, () => moved({ id })));
		expect(all.filter(({ status }) => status === 201)).toHaveLength(1);
		expect(all.filter(({ status }) => status === 409)).toHaveLength(9);
		const tokens = await api<{ data: unknown[] }>('GET', `/directories/${id}/tokens`);
		expect(tokens.body.data).toHaveLength(1);
	});

	test.each([
		['an id with a slash', { id: 'a/b/c/d/e/f/g/h/i/j' }, 'id'],
		['an id that is short', { id: 'short' }, 'id'],
		['the id of the operations log', { id: 'operations' }, 'id'],
		['a token that can be guessed', { scim_secret: 'secret' }, 'scim_secret'],
		['a token with a blank', { scim_secret: 'a secret with blanks' }, 'scim_secret'],
	])('is refused with %s', async (_name, more, field) => {
		const refused = await moved(more);
		expect(refused.status).toBe(400);
		expect(refused.body.errors).toMatchObject([{ field }]);
	});
});

describe('users and groups that move here', () => {
	test('keep their ids, and are what their provider finds', async () => {
		const directory = await createDirectory();
		const [one, two, crew] = [uuid(), uuid(), uuid()];
		const batch = {
			users: [ada(one), { ...ada(two), active: false }],
			groups: [{ id: crew, displayName: 'Crew', externalId: 'crew-1' }],
			memberships: [{ group_id: crew, user_ids: [one, two] }],
		};
		const { status, body } = await importInto(directory.id, batch);
		expect(status).toBe(200);
		expect(body).toEqual({
			users: { created: 2, existing: 0 },
			groups: { created: 1, existing: 0 },
			memberships: { done: 2 },
			failures: [],
		});
		const found = await directory.scim('GET', `/Users/${two}`);
		expect(found.body).toMatchObject({ id: two, active: false, userName: `${two}@example.com` });
		const group = await directory.scim<{ members: { value: string }[] }>('GET', `/Groups/${crew}`);
		expect(group.body.members.map(({ value }) => value).toSorted()).toEqual([one, two].toSorted());
		const types = (await directory.events()).map(({ type }) => type);
		expect(types).toEqual([
			'user.created',
			'user.created',
			'group.created',
			'group.user_added',
			'group.user_added',
		]);

		const again = await importInto(directory.id, batch);
		expect(again.body).toEqual({
			users: { created: 0, existing: 2 },
			groups: { created: 0, existing: 1 },
			memberships: { done: 2 },
			failures: [],
		});
		expect(await directory.events()).toHaveLength(types.length);
	});

	test('are left as they are when they are here already: the provider knows better', async () => {
		const directory = await createDirectory();
		const id = uuid();
		await importInto(directory.id, { users: [ada(id)] });
		const replaced = { op: 'replace', path: 'active', value: false };
		await directory.scim('PATCH', `/Users/${id}`, patch(replaced));
		await importInto(directory.id, { users: [ada(id)] });
		const { body } = await directory.scim('GET', `/Users/${id}`);
		expect(body['active']).toBe(false);
	});

	test('fail one by one, and say why', async () => {
		const directory = await createDirectory();
		const taken = await directory.scim('POST', '/Users', user('taken@example.com'));
		const [good, bad, crew, unknown] = [uuid(), uuid(), uuid(), uuid()];
		const { status, body } = await importInto(directory.id, {
			users: [ada(good), { id: bad, userName: 'Taken@example.com' }, { id: uuid() }],
			groups: [
				{ id: crew, displayName: 'Crew' },
				{ id: String(taken.body['id']), displayName: 'A group with the id of a user' },
			],
			memberships: [
				{ group_id: crew, user_ids: [good, unknown] },
				{ group_id: unknown, user_ids: [good] },
			],
		});
		expect(status).toBe(200);
		expect(body).toMatchObject({
			users: { created: 1, existing: 0 },
			groups: { created: 1, existing: 0 },
			memberships: { done: 1 },
		});
		const seen = body.failures.map(({ kind, id, group_id: of, status: code }) => [
			kind,
			id,
			of,
			code,
		]);
		expect(seen).toEqual([
			['group', taken.body['id'], null, 409],
			['user', bad, null, 409],
			['user', expect.any(String), null, 400],
			['membership', unknown, crew, 404],
			['membership', good, unknown, 404],
		]);
	});

	test('become members beside those who are refused', async () => {
		const directory = await createDirectory();
		const [good, bad, crew] = [uuid(), uuid(), uuid()];
		const { body } = await importInto(directory.id, {
			users: [ada(good), { id: bad }],
			groups: [{ id: crew, displayName: 'Crew' }],
			memberships: [{ group_id: crew, user_ids: [good, bad] }],
		});
		expect(body.memberships).toEqual({ done: 1 });
		expect(body.failures).toMatchObject([
			{ kind: 'user', id: bad, status: 400 },
			{ kind: 'membership', id: bad, group_id: crew, status: 404 },
		]);
	});

	test('have an id each: the first that has it stays what it is', async () => {
		const directory = await createDirectory();
		const id = uuid();
		const { body } = await importInto(directory.id, {
			users: [ada(id), { id, userName: 'second' }],
			groups: [{ id, displayName: 'Third' }],
		});
		expect(body.users.created).toBe(1);
		expect(body.failures).toMatchObject([
			{ kind: 'user', id, status: 409 },
			{ kind: 'group', id, status: 409 },
		]);
		const { body: found } = await directory.scim('GET', `/Users/${id}`);
		expect(found).toMatchObject({ id, userName: `${id}@example.com` });
		expect(await directory.events()).toHaveLength(1);
	});

	test.each([
		['nothing', {}, 'body'],
		['a user without an id', { users: [{ userName: 'ada' }] }, 'users.0.id'],
		['an id that is no path segment', { users: [{ id: '../Groups' }] }, 'users.0.id'],
		['an id of an endpoint', { users: [{ id: '.search' }] }, 'users.0.id'],
		[
			'a group without users',
			{ memberships: [{ group_id: 'g', user_ids: [] }] },
			'memberships.0.user_ids',
		],
		[
			'too many',
			{ users: Array.from({ length: 501 }, (_, at) => ({ id: `user-${at}` })) },
			'users',
		],
		['an unknown field', { people: [] }, 'people'],
		[
			'a value that is nested too deep',
			{ users: [{ id: uuid(), nested: JSON.parse('['.repeat(100) + ']'.repeat(100)) as unknown }] },
			'body',
		],
	])('are refused: %s', async (_name, body, field) => {
		const directory = await createDirectory();
		const refused = await api<{ errors: { field: string }[] }>(
			'POST',
			`/directories/${directory.id}/import`,
			body,
		);
		expect(refused.status).toBe(400);
		expect(refused.body.errors.map((error) => error.field)).toContain(field);
	});

	test('have ids that no other resource has, whatever comes at the same moment', async () => {
		const directory = await createDirectory();
		const ids = Array.from({ length: 10 }, uuid);
		const results = await Promise.all(
			ids.flatMap((id) => [
				importInto(directory.id, { users: [ada(id)] }),
				importInto(directory.id, { groups: [{ id, displayName: id }] }),
			]),
		);
		const made = results.flatMap(({ body }) => [body.users.created, body.groups.created]);
		expect(made.reduce((sum, each) => sum + each, 0)).toBe(ids.length);
		const failed = results.flatMap(({ body }) => body.failures.map(({ status }) => status));
		expect(failed).toEqual(ids.map(() => 409));
		const { body } = await api<Directory>('GET', `/directories/${directory.id}`);
		expect(body.user_count + body.group_count).toBe(ids.length);
	});

	test('need a directory that exists', async () => {
		const refused = await importInto('dir_none', { users: [ada(uuid())] });
		expect(refused.status).toBe(404);
	});

	test('500 of them are one commit', async () => {
		const directory = await createDirectory();
		const users = Array.from({ length: 500 }, () => ada(uuid()));
		const { body } = await importInto(directory.id, { users });
		expect(body.users).toEqual({ created: 500, existing: 0 });
		expect(await directory.events()).toHaveLength(500);
	});
});
