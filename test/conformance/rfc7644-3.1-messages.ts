/** Messages, methods and endpoints of the protocol (RFC 7644 §1 to §3.2). */
import { describe, expect, test } from 'vitest';
import { createDirectory, group, ORIGIN, patch, send, testEnv, user } from '../support/client.ts';
import { create, scimError, list, MESSAGES, metaOf } from './shared.ts';

describe('RFC 7644 §1.2 and §1.3 URLs', () => {
	test('every location in an answer can be followed as it is', async () => {
		const directory = await createDirectory();
		const { id, body } = await create(directory, '/Users', user('anna bee'));
		const crew = await create(directory, '/Groups', group('Crew', [id]));
		const locations = [
			body,
			crew.body,
			(await directory.scim('GET', '/ServiceProviderConfig')).body,
			...(await list(directory, '/ResourceTypes')).Resources,
			...(await list(directory, '/Schemas')).Resources,
		].map((each) => metaOf(each).location);
		expect(locations).toHaveLength(11);
		for (const location of locations) {
			expect(new URL(location).href).toBe(location);
			expect(location.startsWith(`${ORIGIN}${directory.path}/`)).toBe(true);
			const reply = await send(location.slice(ORIGIN.length), {
				headers: { Authorization: `Bearer ${directory.token}` },
			});
			expect(reply.status).toBe(200);
			expect(metaOf(reply.body).location).toBe(location);
		}
	});
});

describe('RFC 7644 §2 access', () => {
	test('a token stands for one directory, to read and to write', async () => {
		const one = await createDirectory();
		const two = await createDirectory('generic-scim-v2', { tenant: one.tenant });
		const { path } = await create(one, '/Users', user('anna'));
		for (const [method, body] of [
			['GET', undefined],
			['PUT', user('mine')],
			['PATCH', patch({ op: 'replace', path: 'title', value: 'mine' })],
			['DELETE', undefined],
		] as const) {
			const foreign = await one.scim(method, path, body, { Authorization: `Bearer ${two.token}` });
			expect(foreign).toMatchObject(scimError(401));
			expect(foreign.headers.get('WWW-Authenticate')).toMatch(/^Bearer\b/);
			// In the other directory there is no such resource.
			expect(await two.scim(method, path, body)).toMatchObject(scimError(404));
		}
		expect((await one.scim('GET', path)).body['userName']).toBe('anna');
	});
});

describe('RFC 7643 §9.2 and RFC 7644 §7.7 credentials', () => {
	test('a token is kept as a hash, never in clear', async () => {
		const { id, token } = await createDirectory();
		const { results } = await testEnv.DB.prepare(
			'SELECT * FROM tokens WHERE directory_key = (SELECT key FROM directories WHERE id = ?)',
		)
			.bind(id)
			.all();
		expect(results).toHaveLength(1);
		expect(token).toMatch(/^rcscim_[\w-]{43}$/);
		expect(JSON.stringify(results)).not.toContain(token.slice('rcscim_'.length));
	});
});

describe('RFC 7644 §3.1 messages', () => {
	test('are not discoverable as schemas', async () => {
		const directory = await createDirectory();
		const ids = (await list(directory, '/Schemas')).Resources.map(({ id }) => String(id));
		expect(ids.filter((id) => id.startsWith('urn:ietf:params:scim:api:'))).toEqual([]);
		for (const message of ['ListResponse', 'SearchRequest', 'PatchOp', 'BulkRequest', 'Error']) {
			expect(await directory.scim('GET', `/Schemas/${MESSAGES}:${message}`)).toMatchObject(
				scimError(404),
			);
		}
	});

	test('an answer tells the state as it is kept: what one method answers, all others show', async () => {
		const directory = await createDirectory();
		const { path, body } = await create(
			directory,
			'/Users',
			user('anna', { TITLE: 'Captain', shoeSize: 42, emails: [{ value: 'a@example.com' }] }),
		);
		expect(body).toMatchObject({ title: 'Captain' });
		expect(body).not.toHaveProperty('shoeSize');
		expect((await directory.scim('GET', path)).body).toEqual(body);
		expect((await list(directory, '/Users')).Resources).toEqual([body]);
		const put = await directory.scim('PUT', path, user('anna', { nickName: 'A', shoeSize: 43 }));
		expect((await directory.scim('GET', path)).body).toEqual(put.body);
		const change = patch({ op: 'replace', path: 'title', value: 'Skipper' });
		const patched = await directory.scim('PATCH', path, change);
		expect((await directory.scim('GET', path)).body).toEqual(patched.body);
	});
});

describe('RFC 7644 §3.2 methods', () => {
	test.each(['/Users/2819c223-7f76-453a-919d-413861904646', '/Users/anna', '/Groups/crew'])(
		'PUT %s creates nothing',
		async (path) => {
			const directory = await createDirectory();
			const body = path.startsWith('/Users') ? user('anna') : group('Crew');
			expect(await directory.scim('PUT', path, { ...body, id: path.split('/')[2] })).toMatchObject(
				scimError(404),
			);
			expect((await list(directory, path.split('/').slice(0, 2).join('/'))).totalResults).toBe(0);
			expect(await directory.events()).toEqual([]);
		},
	);

	test.each([
		['PUT', '/Users'],
		['PATCH', '/Users'],
		['DELETE', '/Groups'],
		['POST', '/ServiceProviderConfig'],
		['PUT', '/ResourceTypes/User'],
		['DELETE', '/Schemas'],
	])('%s %s is no method of the endpoint: 405 with Allow', async (method, path) => {
		const directory = await createDirectory();
		const reply = await directory.scim(method, path, method === 'DELETE' ? undefined : {});
		expect(reply).toMatchObject(scimError(405));
		expect(reply.headers.get('Allow')).toMatch(/\bGET\b/);
		expect(reply.headers.get('Allow')).not.toContain(method === 'PATCH' ? 'PATCH' : `${method},`);
	});
});
