/** What a service provider tells of itself, to whom, and what is not there. */
import { describe, expect, test } from 'vitest';
import { api, createDirectory, ORIGIN, send } from '../support/client.ts';

const ERROR = 'urn:ietf:params:scim:api:messages:2.0:Error';
const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

interface List {
	readonly totalResults: number;
	readonly itemsPerPage: number;
	readonly startIndex: number;
	readonly Resources: readonly { id: string; meta: { location: string; resourceType: string } }[];
}

describe('RFC 7644 §4: discovery', () => {
	test('describes what is served, with absolute locations', async () => {
		const directory = await createDirectory();
		const base = `${ORIGIN}${directory.path}`;
		const config = await directory.scim('GET', '/ServiceProviderConfig');
		expect(config.body).toMatchObject({
			patch: { supported: true },
			filter: { supported: true },
			etag: { supported: true },
			meta: { location: `${base}/ServiceProviderConfig` },
		});
		const types = await directory.scim<{ Resources: { endpoint: string }[] }>(
			'GET',
			'/ResourceTypes',
		);
		expect(types.body.Resources.map(({ endpoint }) => endpoint)).toEqual(['/Users', '/Groups']);
		const schemas = await directory.scim<List>('GET', '/Schemas');
		expect(schemas.body.Resources.map(({ id }) => id)).toContain(ENTERPRISE);
	});

	test.each(['ResourceTypes', 'Schemas'])(
		'/%s: each document is found at its location, which its headers repeat',
		async (endpoint) => {
			const directory = await createDirectory();
			const list = await directory.scim<List>('GET', `/${endpoint}`);
			const { totalResults, itemsPerPage, startIndex, Resources } = list.body;
			expect([totalResults, itemsPerPage, startIndex]).toEqual([
				Resources.length,
				Resources.length,
				1,
			]);
			for (const { id, meta } of Resources) {
				expect(meta.location).toBe(`${ORIGIN}${directory.path}/${endpoint}/${id}`);
				const path = `/${endpoint}/${id}`;
				for (const spelling of [path, `${path}/`, `/${endpoint}/${encodeURIComponent(id)}`]) {
					const one = await directory.scim('GET', spelling);
					expect(one.status, spelling).toBe(200);
					expect(one.body).toEqual(Resources.find((each) => each.id === id));
					expect(one.headers.get('Content-Location')).toBe(meta.location);
				}
			}
		},
	);

	test.each([
		[`/Schemas/${USER.toUpperCase()}`, USER],
		[`/Schemas/${USER.toLowerCase()}`, USER],
		[`/Schemas/${encodeURIComponent(ENTERPRISE.toUpperCase())}`, ENTERPRISE],
		['/ResourceTypes/User', 'User'],
		['/ResourceTypes/group', 'Group'],
	])('%s is %s', async (path, id) => {
		const directory = await createDirectory();
		expect((await directory.scim('GET', path)).body).toMatchObject({ id });
	});

	test.each([
		'/Schemas/User',
		'/Schemas/urn:none',
		'/Schemas/constructor',
		'/Schemas/%00',
		`/Schemas/${USER}%20`,
		'/ResourceTypes/Users',
		'/ResourceTypes/__proto__',
		`/ResourceTypes/${USER}`,
		`/Schemas/${USER}/attributes`,
		'/ServiceProviderConfigs',
		'/ServiceProviderConfig/x',
	])('%s: 404', async (path) => {
		const directory = await createDirectory();
		const reply = await directory.scim('GET', path);
		expect(reply.status).toBe(404);
		expect(reply.body).toMatchObject({ schemas: [ERROR], status: '404' });
	});

	test('a filter is refused with 403; other parameters of a query are ignored', async () => {
		const directory = await createDirectory();
		for (const path of [
			'/Schemas',
			`/Schemas/${USER}`,
			'/ResourceTypes',
			'/ResourceTypes/User',
			'/ServiceProviderConfig',
		]) {
			const plain = await directory.scim('GET', path);
			for (const filter of ['id%20pr', 'broken%20filter', '']) {
				const reply = await directory.scim('GET', `${path}?filter=${filter}`);
				expect(reply.status, path).toBe(403);
				expect(reply.body).toMatchObject({ schemas: [ERROR], status: '403' });
				expect(reply.body).not.toHaveProperty('scimType');
			}
			for (const query of [
				'startIndex=2&count=1',
				'count=0',
				'startIndex=many&count=few',
				'sortBy=id&sortOrder=descending',
				'attributes=id',
				'attributes=id&excludedAttributes=id',
				'cursor=x',
			]) {
				const reply = await directory.scim('GET', `${path}?${query}`);
				expect(reply.status, query).toBe(200);
				expect(reply.body, query).toEqual(plain.body);
			}
		}
	});
});

describe('RFC 7644 §4: /ServiceProviderConfig without a token', () => {
	test('is there for a directory that exists, active or not', async () => {
		const directory = await createDirectory();
		const path = `${directory.path}/ServiceProviderConfig`;
		const known = await directory.scim('GET', '/ServiceProviderConfig');
		for (const state of ['active', 'inactive']) {
			await api('PATCH', `/directories/${directory.id}`, { state });
			const reply = await send(path);
			expect(reply.status).toBe(200);
			expect(reply.body).toEqual(known.body);
			expect(reply.headers.get('Content-Location')).toBe(`${ORIGIN}${path}`);
			expect((await send(path, { method: 'HEAD' })).status).toBe(200);
			expect((await send(`${path}?filter=id%20pr`)).status).toBe(403);
		}
		// Who shows a token is told how it stands with it.
		expect((await directory.scim('GET', '/ServiceProviderConfig')).status).toBe(403);
	});

	test('is not there for a directory that does not exist', async () => {
		const reply = await send('/scim/v2/dir_none/ServiceProviderConfig');
		expect(reply.status).toBe(404);
		expect(reply.body).toMatchObject({ schemas: [ERROR], status: '404' });
	});

	test.each(['Bearer wrong', 'Bearer ', 'Basic eDp5', ''])(
		'a wrong Authorization header is told apart from none: "%s"',
		async (Authorization) => {
			const directory = await createDirectory();
			const reply = await send(`${directory.path}/ServiceProviderConfig`, {
				headers: { Authorization },
			});
			expect(reply.status).toBe(401);
			expect(reply.headers.get('WWW-Authenticate')).toContain('Bearer');
		},
	);

	test('nothing else is', async () => {
		const directory = await createDirectory();
		for (const path of [
			'/Schemas',
			'/ResourceTypes',
			'/Users',
			'/Me',
			'/ServiceProviderConfig/x',
		]) {
			const reply = await send(`${directory.path}${path}`);
			expect(reply.status, path).toBe(401);
		}
		const change = await send(`${directory.path}/ServiceProviderConfig`, { method: 'POST' });
		expect(change.status).toBe(401);
	});
});

describe('RFC 7644 §3.11: /Me', () => {
	test.each(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'])(
		'%s is not implemented, for a token stands for no user',
		async (method) => {
			const directory = await createDirectory();
			for (const path of ['/Me', '/Me/', '/Me/x', '/Me?attributes=id']) {
				const body = ['POST', 'PUT', 'PATCH'].includes(method) ? '{}' : undefined;
				const reply = await directory.scim(method, path, body);
				expect(reply.status, path).toBe(501);
				if (method === 'HEAD') continue;
				expect(reply.body).toMatchObject({ schemas: [ERROR], status: '501' });
				const wrong = { Authorization: 'Bearer wrong' };
				expect((await directory.scim(method, path, body, wrong)).status).toBe(401);
			}
		},
	);
});
