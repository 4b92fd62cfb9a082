/** What bad input gets: a clear SCIM error, the same one for every wrong token, and nothing written. */
import { describe, expect, test, vi } from 'vitest';
import type { Env } from '../../src/env.ts';
import {
	api,
	createDirectory,
	group,
	ORIGIN,
	patch,
	send,
	testEnv,
	user,
} from '../support/client.ts';
import { callWorker } from '../support/worker.ts';

const ERROR = 'urn:ietf:params:scim:api:messages:2.0:Error';

describe('RFC 7644 §2: authentication', () => {
	test('refuses every wrong token with the same answer', async () => {
		const directory = await createDirectory();
		const other = await createDirectory();
		const expired = await api<{ secret: string }>('POST', `/directories/${directory.id}/tokens`, {
			expires_at: '2020-01-01T00:00:00Z',
		});
		const revoked = await api<{ id: string; secret: string }>(
			'POST',
			`/directories/${directory.id}/tokens`,
			{ description: 'to be revoked' },
		);
		await api('DELETE', `/directories/${directory.id}/tokens/${revoked.body.id}`);
		const headers: Record<string, Record<string, string>> = {
			none: {},
			malformed: { Authorization: 'Basic dXNlcjpwYXNz' },
			'no token after the scheme': { Authorization: 'Bearer ' },
			unknown: { Authorization: 'Bearer rcscim_unknown' },
			'another directory’s': { Authorization: `Bearer ${other.token}` },
			expired: { Authorization: `Bearer ${expired.body.secret}` },
			revoked: { Authorization: `Bearer ${revoked.body.secret}` },
		};
		const answers = new Set<string>();
		for (const [name, header] of Object.entries(headers)) {
			for (const [method, path, body] of [
				['GET', '/Users', undefined],
				['GET', '/Nowhere', undefined],
				['POST', '/Users', '{"broken'],
				['POST', '/Users', JSON.stringify(user('x@example.com'))],
				['DELETE', '/Users/x', undefined],
			] as const) {
				const reply = await send(`${directory.path}${path}`, {
					method,
					headers: { ...header, ...(body ? { 'Content-Type': 'application/scim+json' } : {}) },
					...(body ? { body } : {}),
				});
				expect(reply.status, `${name}: ${method} ${path}`).toBe(401);
				expect(reply.headers.get('WWW-Authenticate')).toBe('Bearer realm="SCIM"');
				answers.add(JSON.stringify(reply.body));
			}
		}
		expect(answers.size).toBe(1);
		expect(await directory.events()).toEqual([]);
	});

	test('a write without a good token does not reach the writer, and a revoked one is refused by it', async () => {
		const directory = await createDirectory();
		const unreachable = {
			getByName: () => {
				throw new Error('The writer was reached.');
			},
		} as unknown as Env['DIRECTORY_WRITER'];
		const refused = await callWorker(
			`${ORIGIN}${directory.path}/Users`,
			{ method: 'POST', headers: { Authorization: 'Bearer wrong' }, body: 'x'.repeat(100) },
			{ DIRECTORY_WRITER: unreachable },
		);
		expect(refused.status).toBe(401);

		expect((await directory.scim('POST', '/Users', user('one'))).status).toBe(201);
		const tokens = await api<{ data: { id: string }[] }>(
			'GET',
			`/directories/${directory.id}/tokens`,
		);
		await api('DELETE', `/directories/${directory.id}/tokens/${tokens.body.data[0]?.id ?? ''}`);
		expect((await directory.scim('POST', '/Users', user('two'))).status).toBe(401);
		expect(await directory.events()).toHaveLength(1);
	});

	test('answers 401 for a directory that does not exist', async () => {
		const directory = await createDirectory();
		const reply = await send('/scim/v2/dir_nowhere/Users', {
			headers: { Authorization: `Bearer ${directory.token}` },
		});
		expect(reply.status).toBe(401);
	});

	test('accepts a second token beside the first, and any letter case of the scheme', async () => {
		const directory = await createDirectory();
		const second = await api<{ secret: string }>('POST', `/directories/${directory.id}/tokens`, {
			expires_at: '2999-01-01T00:00:00Z',
		});
		for (const token of [directory.token, second.body.secret]) {
			const reply = await directory.scim('GET', '/Users', undefined, {
				Authorization: `bearer ${token}`,
			});
			expect(reply.status).toBe(200);
		}
	});

	test('answers 403 in a deactivated directory, to reads and writes, and serves it again later', async () => {
		const directory = await createDirectory();
		await api('PATCH', `/directories/${directory.id}`, { state: 'inactive' });
		for (const [method, path, body] of [
			['GET', '/Users', undefined],
			['GET', '/ServiceProviderConfig', undefined],
			['POST', '/Users', user('x@example.com')],
			['DELETE', '/Users/x', undefined],
		] as const) {
			const reply = await directory.scim(method, path, body);
			expect(reply.status, `${method} ${path}`).toBe(403);
			expect(reply.body).toMatchObject({ schemas: [ERROR], status: '403' });
		}
		await api('PATCH', `/directories/${directory.id}`, { state: 'active' });
		expect((await directory.scim('POST', '/Users', user('x@example.com'))).status).toBe(201);
	});
});

describe('RFC 7644 §3.12: errors', () => {
	const long = JSON.stringify(user('x@example.com', { title: 'x'.repeat(4 * 1024 * 1024) }));
	test.each([
		['malformed JSON', 'POST', '/Users', '{"userName":', {}, 400, 'invalidSyntax'],
		['empty body', 'POST', '/Users', '', {}, 400, 'invalidSyntax'],
		['array', 'POST', '/Users', '[]', {}, 400, 'invalidSyntax'],
		['string', 'POST', '/Users', '"text"', {}, 400, 'invalidSyntax'],
		['null', 'POST', '/Groups', 'null', {}, 400, 'invalidSyntax'],
		['other media type', 'POST', '/Users', '{}', { 'Content-Type': 'text/xml' }, 415, undefined],
		['over the size limit', 'POST', '/Users', long, {}, 413, undefined],
		[
			'nested too deep',
			'POST',
			'/Users',
			`{"urn:x:y":${'{"a":'.repeat(3_000)}1${'}'.repeat(3_000)}}`,
			{},
			400,
			'invalidSyntax',
		],
		[
			'another charset',
			'POST',
			'/Users',
			'{}',
			{ 'Content-Type': 'application/json; charset=latin1' },
			415,
			undefined,
		],
		['a content encoding', 'POST', '/Users', '{}', { 'Content-Encoding': 'br' }, 415, undefined],
		[
			'a resource that is too large',
			'POST',
			'/Users',
			JSON.stringify(user('x', { title: 'x'.repeat(200_000) })),
			{},
			413,
			undefined,
		],
		[
			'too many values',
			'POST',
			'/Users',
			JSON.stringify(
				user('x', {
					emails: Array.from({ length: 201 }, (_, at) => ({ value: `a${at}@x.example` })),
				}),
			),
			{},
			400,
			'tooMany',
		],
		[
			'a blank userName',
			'POST',
			'/Users',
			'{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":" "}',
			{},
			400,
			'invalidValue',
		],
		[
			'a filter on a location',
			'GET',
			'/Users?filter=meta.location%20pr',
			undefined,
			{},
			400,
			'invalidFilter',
		],
		['no userName', 'POST', '/Users', '{}', {}, 400, 'invalidValue'],
		['no displayName', 'POST', '/Groups', '{}', {}, 400, 'invalidValue'],
		['wrong type', 'POST', '/Users', '{"userName":1}', {}, 400, 'invalidValue'],
		['bad filter', 'GET', '/Users?filter=userName%20eq', undefined, {}, 400, 'invalidFilter'],
		[
			'unknown filter attribute',
			'GET',
			'/Users?filter=nope%20pr',
			undefined,
			{},
			400,
			'invalidFilter',
		],
		['bad count', 'GET', '/Users?count=many', undefined, {}, 400, 'invalidValue'],
		['unknown resource', 'GET', '/Users/none', undefined, {}, 404, undefined],
		['unknown resource to change', 'PATCH', '/Users/none', '{}', {}, 404, undefined],
		['unknown resource to delete', 'DELETE', '/Groups/none', undefined, {}, 404, undefined],
		['unknown path', 'GET', '/Nowhere', undefined, {}, 404, undefined],
		['unknown schema', 'GET', '/Schemas/urn:none', undefined, {}, 404, undefined],
		['wrong method', 'DELETE', '/Users', undefined, {}, 405, undefined],
		['wrong method on discovery', 'POST', '/Schemas', '{}', {}, 405, undefined],
	])('%s', async (_name, method, path, body, headers, status, scimType) => {
		const directory = await createDirectory();
		const reply = await directory.scim(method, path, body, headers);
		expect(reply.status).toBe(status);
		expect(reply.headers.get('Content-Type')).toBe('application/scim+json');
		expect(reply.body).toMatchObject({ schemas: [ERROR], status: String(status) });
		expect(reply.body['scimType']).toBe(scimType);
		expect(String(reply.body['detail'])).not.toMatch(/SELECT|INSERT|sqlite|\.ts:/i);
		expect(await directory.events()).toEqual([]);
	});

	test('bytes that are no UTF-8 are refused, not replaced', async () => {
		const directory = await createDirectory();
		const reply = await send(`${directory.path}/Users`, {
			method: 'POST',
			headers: { Authorization: `Bearer ${directory.token}`, 'Content-Type': 'application/json' },
			body: new Uint8Array([...new TextEncoder().encode('{"userName":"caf'), 0xe9, 0x22, 0x7d]),
		});
		expect(reply.status).toBe(400);
		expect(reply.body['scimType']).toBe('invalidSyntax');
	});

	test('405 names the methods that are possible', async () => {
		const directory = await createDirectory();
		const reply = await directory.scim('PUT', '/Users', user('x@example.com'));
		expect(reply.status).toBe(405);
		expect(reply.headers.get('Allow')).toBe('GET, HEAD, POST');
	});

	test('a body without Content-Length is cut off at the limit, too', async () => {
		const directory = await createDirectory();
		const block = new Uint8Array(64 * 1024).fill(32);
		let left = 80;
		const body = new ReadableStream<Uint8Array>({
			pull: (controller) => {
				left -= 1;
				if (left < 0) controller.close();
				else controller.enqueue(block);
			},
		});
		const reply = await send(`${directory.path}/Users`, {
			method: 'POST',
			headers: { Authorization: `Bearer ${directory.token}`, 'Content-Type': 'application/json' },
			body,
		});
		expect(reply.status).toBe(413);
	});

	test.each(['Anna@Example.com', 'ANNA@EXAMPLE.COM', 'anna@example.com'])(
		'RFC 7644 §3.3: a second user named %s is 409 uniqueness, in POST, PUT and PATCH',
		async (name) => {
			const directory = await createDirectory();
			await directory.scim('POST', '/Users', user('anna@example.com'));
			const other = await directory.scim('POST', '/Users', user('other@example.com'));
			const path = `/Users/${String(other.body['id'])}`;
			for (const reply of [
				await directory.scim('POST', '/Users', user(name)),
				await directory.scim('PUT', path, user(name)),
				await directory.scim(
					'PATCH',
					path,
					patch({ op: 'replace', path: 'userName', value: name }),
				),
				await directory.scim('PATCH', path, patch({ op: 'replace', value: { userName: name } })),
			]) {
				expect(reply.status).toBe(409);
				expect(reply.body['scimType']).toBe('uniqueness');
			}
			expect((await directory.events()).map(({ type }) => type)).toEqual([
				'user.created',
				'user.created',
			]);
		},
	);

	test('case folding is Unicode’s: STRASSE is Straße', async () => {
		const directory = await createDirectory();
		await directory.scim('POST', '/Groups', group('Königsstraße'));
		const reply = await directory.scim('POST', '/Groups', group('KÖNIGSSTRASSE'));
		expect(reply.status).toBe(409);
	});

	test('a PATCH that fails in its last operation leaves nothing of the ones before', async () => {
		const directory = await createDirectory();
		const created = await directory.scim('POST', '/Users', user('anna@example.com'));
		const path = `/Users/${String(created.body['id'])}`;
		const reply = await directory.scim(
			'PATCH',
			path,
			patch(
				{ op: 'replace', path: 'title', value: 'Captain' },
				{ op: 'replace', path: 'nosuchattribute', value: 1 },
			),
		);
		expect(reply.status).toBe(400);
		expect((await directory.scim('GET', path)).body).not.toHaveProperty('title');
		expect(await directory.events()).toHaveLength(1);
	});

	test('a group with an unknown member is refused whole, except for Okta, where it is skipped and reported', async () => {
		const generic = await createDirectory();
		const refused = await generic.scim('POST', '/Groups', group('Crew', ['nobody']));
		expect(refused.status).toBe(400);
		expect(refused.body).toMatchObject({ scimType: 'invalidValue' });
		expect(String(refused.body['detail'])).toContain('nobody');
		expect((await generic.scim('GET', '/Groups')).body['totalResults']).toBe(0);

		const okta = await createDirectory('okta-scim-v2');
		const log = vi.spyOn(console, 'warn');
		const gone = crypto.randomUUID();
		const accepted = await okta.scim('POST', '/Groups', group('Crew', ['nobody', gone]));
		expect(accepted.status).toBe(201);
		expect(accepted.body).not.toHaveProperty('members');
		const lines = log.mock.calls.map(([line]) => JSON.parse(String(line)) as object);
		log.mockRestore();
		expect(lines).toContainEqual({
			event: 'writer.members_skipped',
			directoryId: okta.id,
			groupId: accepted.body['id'],
			count: 2,
			ids: gone,
		});
	});

	test('no answer tells of another directory’s resources', async () => {
		const one = await createDirectory();
		const two = await createDirectory('generic-scim-v2', { tenant: one.tenant });
		const created = await one.scim('POST', '/Users', user('anna@example.com'));
		const id = String(created.body['id']);
		expect((await two.scim('GET', `/Users/${id}`)).status).toBe(404);
		expect((await two.scim('DELETE', `/Users/${id}`)).status).toBe(404);
		expect((await two.scim('GET', '/Users')).body['totalResults']).toBe(0);
		expect((await two.scim('POST', '/Groups', group('Crew', [id]))).status).toBe(400);
		expect((await two.scim('POST', '/Users', user('anna@example.com'))).status).toBe(201);
	});

	test('a name that objects inherit is a name like any other', async () => {
		const directory = await createDirectory();
		const body = `{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"x@example.com","__proto__":{"active":false},"constructor":{"a":1}}`;
		const created = await directory.scim('POST', '/Users', body);
		expect(created.status).toBe(201);
		expect(created.body['active']).toBe(true);
		expect((await directory.scim('GET', '/Users/constructor')).status).toBe(404);
	});
});

describe('the /v1 API', () => {
	test.each([
		['POST', '/directories', { name: 'x', tenant: 'x', product: 'x' }, 400, 'type'],
		['POST', '/directories', { name: 'x', tenant: 'x', product: 'x', type: 'nope' }, 400, 'type'],
		[
			'POST',
			'/directories',
			{ name: '', tenant: 'x', product: 'x', type: 'generic-scim-v2' },
			400,
			'name',
		],
		['GET', '/directories?limit=0', undefined, 400, 'limit'],
		['GET', '/directories?limit=0x10', undefined, 400, 'limit'],
		[
			'POST',
			'/directories',
			{ name: 'a\u0000b', tenant: 'x', product: 'x', type: 'generic-scim-v2' },
			400,
			'name',
		],
		['GET', '/directories?cursor=tampered', undefined, 400, 'cursor'],
		['GET', '/webhook-endpoints?cursor=tampered', undefined, 400, 'cursor'],
		['GET', '/webhook-endpoints?limit=1001', undefined, 400, 'limit'],
		['GET', '/webhook-endpoints?state=asleep', undefined, 400, 'state'],
		['GET', '/webhook-endpoints?scope=x', undefined, 400, 'scope'],
		['GET', '/webhook-endpoints?state=enabled&state=disabled', undefined, 400, 'state'],
		['GET', '/webhook-endpoints?limit=1&%6cimit=1', undefined, 400, 'limit'],
		['GET', '/webhook-endpoints?__proto__=x', undefined, 400, '__proto__'],
		['POST', '/directories', JSON.parse('{"__proto__": {}}'), 400, '__proto__'],
		[
			'POST',
			'/webhook-endpoints',
			JSON.parse('{"url": "https://example.com", "headers": {"\\u005f_proto__": "v"}}'),
			400,
			'headers.__proto__',
		],
		[
			'PUT',
			'/directories/dir_x/schemas/urn:x',
			JSON.parse('{"attributes": [{"name": "a"}, {"name": "b", "__proto__": null}]}'),
			400,
			'attributes.1.__proto__',
		],
	])('%s %s %j: %i names the field', async (method, path, body, status, field) => {
		const reply = await api<{ errors: { field: string }[] }>(method, path, body);
		expect(reply.status).toBe(status);
		expect(reply.headers.get('Content-Type')).toBe('application/problem+json');
		expect(reply.body).toMatchObject({
			status,
			title: expect.any(String),
			type: expect.stringMatching(/^.problems.[a-z-]+$/),
		});
		expect(reply.body.errors.map((error) => error.field)).toContain(field);
	});

	test('a body that is nested as deep as it can be is refused, not a failure', async () => {
		const deep = '['.repeat(30_000) + ']'.repeat(30_000);
		const reply = await send('/v1/directories', {
			method: 'POST',
			headers: {
				Authorization: `Bearer ${testEnv.ROLLCALL_ADMIN_KEY}`,
				'Content-Type': 'application/json',
			},
			body: `{"name": ${deep}}`,
		});
		expect(reply.status).toBe(400);
	});

	test.each<[Record<string, unknown>, status: number, field: string]>([
		[{ url: undefined }, 400, 'url'],
		[{ url: 'example.com' }, 400, 'url'],
		[{ url: 'ftp://example.com' }, 400, 'url'],
		[{ url: 'https://u:p@example.com' }, 400, 'url'],
		[{ url: `${ORIGIN}/hook` }, 400, 'url'],
		[{ url: `https://example.com/${'x'.repeat(2000)}` }, 400, 'url'],
		[{ tenat: 'acme' }, 400, 'tenat'],
		[{ description: 'x'.repeat(201) }, 400, 'description'],
		[{ description: '\ud800' }, 400, 'description'],
		[{ types: ['user.eaten'] }, 400, 'types'],
		[{ types: ['*'] }, 400, 'types'],
		[{ types: [] }, 400, 'types'],
		[{ types: 'user.*' }, 400, 'types'],
		[{ tenant: 'acme', types: ['webhook_endpoint.disabled'] }, 400, 'types'],
		[{ directory_id: 'operations', types: ['user.*'] }, 400, 'types'],
		[{ max_batch: 0 }, 400, 'max_batch'],
		[{ max_batch: 101 }, 400, 'max_batch'],
		[{ max_batch: 1.5 }, 400, 'max_batch'],
		[{ max_batch: '1' }, 400, 'max_batch'],
		[{ secret: 'short' }, 400, 'secret'],
		[{ secret: `whsec_${btoa('x'.repeat(65))}` }, 400, 'secret'],
		[{ signing: 'rsa' }, 400, 'signing'],
		[{ signing: 'asymmetric', secret: `whsec_${btoa('x'.repeat(32))}` }, 400, 'secret'],
		[{ headers: { 'X A': 'v' } }, 400, 'headers.X A'],
		[{ headers: { Host: 'v' } }, 400, 'headers.Host'],
		[{ headers: { 'X-A': 'v\r\nX-B: v' } }, 400, 'headers.X-A'],
		[{ headers: { 'X-A': 1 } }, 400, 'headers.X-A'],
		[{ headers: ['X-A'] }, 400, 'headers'],
		[{ headers: { 'X-A': 'v'.repeat(5000) } }, 400, 'headers'],
		[{ directory_id: 'dir_none' }, 404, 'directory_id'],
		[{ directory_id: 'dir_none', tenant: 'acme' }, 400, 'directory_id'],
		[{ directory_id: 'operations', product: 'crm' }, 400, 'directory_id'],
		[{ tenant: '' }, 400, 'tenant'],
		[{ from_sequence: 1 }, 400, 'from_sequence'],
		[{ tenant: 'acme', from_sequence: 1 }, 400, 'from_sequence'],
		[{ directory_id: 'operations', from_sequence: 1e9 }, 400, 'from_sequence'],
		[{ format: 'xml' }, 400, 'format'],
		[{ audience: 'us' }, 400, 'audience'],
		[{ delivery: 'poll', url: undefined }, 400, 'delivery'],
		[{ format: 'set', types: ['directory.*'] }, 400, 'types'],
		[{ format: 'set', types: ['user.*', 'webhook_endpoint.disabled'] }, 400, 'types'],
		[{ format: 'set', max_batch: 2 }, 400, 'max_batch'],
		[{ format: 'set', signing: 'symmetric' }, 400, 'signing'],
		[{ format: 'set', secret: `whsec_${btoa('x'.repeat(32))}` }, 400, 'secret'],
		[{ format: 'set', directory_id: 'operations' }, 400, 'directory_id'],
		[{ format: 'set', delivery: 'poll' }, 400, 'url'],
		[{ format: 'set', delivery: 'poll', url: undefined, headers: {} }, 400, 'headers'],
	])('a webhook endpoint with %j: %i names the field', async (given, status, field) => {
		const body = { url: 'https://example.com', ...given };
		const reply = await api<{ errors: { field: string }[] }>('POST', '/webhook-endpoints', body);
		expect(reply.status).toBe(status);
		expect(reply.body.errors.map((error) => error.field)).toEqual([field]);
	});

	test('refuses an unknown query parameter by name', async () => {
		const reply = await api<{ detail: string }>('GET', '/directories?tennant=acme');
		expect(reply.status).toBe(400);
		expect(reply.body.detail).toContain('tennant');
	});

	test('refuses an unknown field by name', async () => {
		const reply = await api<{ detail: string }>('POST', '/directories', { tenat: 'acme' });
		expect(reply.status).toBe(400);
		expect(reply.body.detail).toContain('tenat: there is no such field');
	});

	test.each([
		['GET', '/directories/dir_none', 404],
		['GET', '/directories/dir_none/events', 404],
		['GET', '/directories/dir_none/tokens', 404],
		['GET', '/webhook-endpoints/ep_none', 404],
		['GET', '/nowhere', 404],
		['DELETE', '/directories', 405],
	])('%s %s: %i', async (method, path, status) => {
		const reply = await api(method, path);
		expect(reply.status).toBe(status);
		expect(reply.body).toMatchObject({ status });
	});

	test.each([{}, { Authorization: 'Bearer wrong' }, { Authorization: 'Basic eDp5' }])(
		'without the admin key: 401 (%j)',
		async (headers) => {
			const reply = await send('/v1/directories', { headers });
			expect(reply.status).toBe(401);
			expect(reply.headers.get('WWW-Authenticate')).toContain('Bearer');
			expect(reply.headers.get('Content-Type')).toBe('application/problem+json');
		},
	);
});
