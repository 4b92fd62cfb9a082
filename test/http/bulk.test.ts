/** /Bulk as clients see it (RFC 7644 §3.7): the RFC's own examples, refusals, limits and tokens. */
import { describe, expect, test } from 'vitest';
import {
	api,
	createDirectory,
	group,
	ORIGIN,
	patch,
	send,
	user,
	type TestDirectory,
} from '../support/client.ts';
import { callWorker } from '../support/worker.ts';

const BULK_REQUEST = 'urn:ietf:params:scim:api:messages:2.0:BulkRequest';
const BULK_RESPONSE = 'urn:ietf:params:scim:api:messages:2.0:BulkResponse';
const ERROR = 'urn:ietf:params:scim:api:messages:2.0:Error';
const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
const GROUP = 'urn:ietf:params:scim:schemas:core:2.0:Group';
const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

interface Result {
	readonly method?: string;
	readonly bulkId?: string;
	readonly version?: string;
	readonly location?: string;
	readonly status: string;
	readonly response?: Record<string, unknown>;
}

interface Resource {
	readonly id: string;
	readonly meta: { readonly version: string; readonly location: string };
	readonly members?: readonly unknown[];
}

/** Sends a bulk request that is answered 200; its results. */
async function bulk(
	directory: TestDirectory,
	Operations: readonly unknown[],
	more: Record<string, unknown> = {},
): Promise<readonly Result[]> {
	const reply = await directory.scim<{ schemas: string[]; Operations: Result[] }>('POST', '/Bulk', {
		schemas: [BULK_REQUEST],
		Operations,
		...more,
	});
	expect(reply.status, JSON.stringify(reply.body)).toBe(200);
	expect(reply.headers.get('Content-Type')).toContain('application/scim+json');
	expect(reply.body.schemas).toEqual([BULK_RESPONSE]);
	return reply.body.Operations;
}

const post = (bulkId: string, data: unknown, path = '/Users') => ({
	method: 'POST',
	path,
	bulkId,
	data,
});

/** Reads what a location names. */
async function at(directory: TestDirectory, location: string | undefined) {
	const reply = await directory.scim<Resource>(
		'GET',
		String(location).split(directory.path)[1] ?? '',
	);
	expect(reply.status).toBe(200);
	return reply.body;
}

/** The operations of the example in §3.7.3 on three users; as printed, the first names no schema. */
async function example(schema: string, versions: readonly string[]) {
	const directory = await createDirectory();
	const ids: string[] = [];
	for (const name of ['b7c14771', '5d8d29d3', 'e9025315']) {
		const created = await directory.scim('POST', '/Users', user(name, { nickName: 'x' }));
		ids.push(String(created.body['id']));
	}
	const [bob, dave, gone] = ids.map((id) => `/Users/${id}`);
	const operations = [
		{
			method: 'POST',
			path: '/Users',
			bulkId: 'qwerty',
			data: { schemas: [schema], userName: 'Alice' },
		},
		{
			method: 'PUT',
			path: bob,
			version: versions[0],
			data: { schemas: [USER], id: ids[0], userName: 'Bob' },
		},
		{
			method: 'PATCH',
			path: dave,
			version: versions[1],
			data: [
				{ op: 'remove', path: 'nickName' },
				{ op: 'add', path: 'userName', value: 'Dave' },
			],
		},
		{ method: 'DELETE', path: gone, version: versions[2] },
	];
	const locations = [bob, dave, gone].map((path) => `${ORIGIN}${directory.path}${path}`);
	return { directory, operations, locations };
}

describe('RFC 7644 §3.7, the examples', () => {
	test('§3.7.1 circular references are resolved', async () => {
		const directory = await createDirectory();
		const results = await bulk(directory, [
			{
				method: 'POST',
				path: '/Groups',
				bulkId: 'qwerty',
				data: {
					schemas: [GROUP],
					displayName: 'Group A',
					members: [{ type: 'Group', value: 'bulkId:ytrewq' }],
				},
			},
			{
				method: 'POST',
				path: '/Groups',
				bulkId: 'ytrewq',
				data: {
					schemas: [GROUP],
					displayName: 'Group B',
					members: [{ type: 'Group', value: 'bulkId:qwerty' }],
				},
			},
		]);
		const [a, b] = await Promise.all(results.map(({ location }) => at(directory, location)));
		const found = await directory.scim('GET', '/Groups?filter=displayName%20sw%20%22Group%22');
		expect(found.body).toMatchObject({
			totalResults: 2,
			Resources: [
				{
					id: a?.id,
					displayName: 'Group A',
					members: [{ value: b?.id, $ref: b?.meta.location, type: 'Group' }],
				},
				{
					id: b?.id,
					displayName: 'Group B',
					members: [{ value: a?.id, $ref: a?.meta.location, type: 'Group' }],
				},
			],
		});
	});

	test('§3.7.2 a new user joins a new group; location and version are those of a later GET', async () => {
		const directory = await createDirectory();
		const results = await bulk(directory, [
			{
				method: 'POST',
				path: '/Users',
				bulkId: 'qwerty',
				data: { schemas: [USER], userName: 'Alice' },
			},
			{
				method: 'POST',
				path: '/Groups',
				bulkId: 'ytrewq',
				data: {
					schemas: [GROUP],
					displayName: 'Tour Guides',
					members: [{ type: 'User', value: 'bulkId:qwerty' }],
				},
			},
		]);
		const [alice, guides] = await Promise.all(
			results.map(({ location }) => at(directory, location)),
		);
		expect(results).toEqual([
			{
				method: 'POST',
				bulkId: 'qwerty',
				location: alice?.meta.location,
				version: alice?.meta.version,
				status: '201',
			},
			{
				method: 'POST',
				bulkId: 'ytrewq',
				location: guides?.meta.location,
				version: guides?.meta.version,
				status: '201',
			},
		]);
		expect(guides?.members).toEqual([
			{ value: alice?.id, $ref: alice?.meta.location, type: 'User', display: 'Alice' },
		]);
	});

	test('§3.7.2 extensions that reference other resources', async () => {
		const directory = await createDirectory();
		const [alice, bob] = await bulk(directory, [
			{
				method: 'POST',
				path: '/Users',
				bulkId: 'qwerty',
				data: { schemas: [USER], userName: 'Alice' },
			},
			{
				method: 'POST',
				path: '/Users',
				bulkId: 'ytrewq',
				data: {
					schemas: [USER, ENTERPRISE],
					userName: 'Bob',
					[ENTERPRISE]: { employeeNumber: '11250', manager: { value: 'bulkId:qwerty' } },
				},
			},
		]);
		const { id } = await at(directory, alice?.location);
		expect(await at(directory, bob?.location)).toMatchObject({
			[ENTERPRISE]: { employeeNumber: '11250', manager: { value: id } },
		});
	});

	const PRINTED = 'urn:ietf:params:scim:api:messages:2.0:User';
	const CURRENT = ['W/"1"', 'W/"1"', 'W/"1"'];
	const STALE = ['W/"3694e05e9dff591"', 'W/"edac3253e2c0ef2"', 'W/"0ee8add0a938e1a"'];
	const schemaError = {
		method: 'POST',
		bulkId: 'qwerty',
		status: '400',
		response: {
			schemas: [ERROR],
			scimType: 'invalidSyntax',
			detail: expect.any(String) as string,
			status: '400',
		},
	};

	test('§3.7.3 add, update and remove a user', async () => {
		const { directory, operations, locations } = await example(USER, CURRENT);
		const results = await bulk(directory, operations, { failOnErrors: 1 });
		const [bob, dave, gone] = locations;
		expect(results).toEqual([
			{
				location: expect.any(String) as string,
				method: 'POST',
				bulkId: 'qwerty',
				version: 'W/"1"',
				status: '201',
			},
			{ location: bob, method: 'PUT', version: 'W/"2"', status: '200' },
			{ location: dave, method: 'PATCH', version: 'W/"2"', status: '200' },
			{ location: gone, method: 'DELETE', status: '204' },
		]);
		const names = await directory.scim<{ Resources: { userName: string }[] }>('GET', '/Users');
		expect(names.body.Resources.map(({ userName }) => userName).toSorted()).toEqual([
			'Alice',
			'Bob',
			'Dave',
		]);
	});

	test('§3.7.3 failOnErrors 1 stops at the first error', async () => {
		const { directory, operations } = await example(PRINTED, CURRENT);
		expect(await bulk(directory, operations, { failOnErrors: 1 })).toEqual([schemaError]);
		expect(await directory.events()).toHaveLength(3);
	});

	test('§3.7.3 without it all are processed, here in vain', async () => {
		const { directory, operations, locations } = await example(PRINTED, STALE);
		const changed = (method: string, nth: number) => ({
			location: locations[nth],
			method,
			version: 'W/"1"',
			status: '412',
			response: {
				schemas: [ERROR],
				detail: expect.stringContaining('changed') as string,
				status: '412',
			},
		});
		expect(await bulk(directory, operations)).toEqual([
			schemaError,
			changed('PUT', 0),
			changed('PATCH', 1),
			changed('DELETE', 2),
		]);
		expect(await directory.events()).toHaveLength(3);
	});
});

describe('RFC 7644 §3.7 operations of all kinds', () => {
	test('on users and groups, each answered as the single request', async () => {
		const directory = await createDirectory();
		const anna = String((await directory.scim('POST', '/Users', user('anna'))).body['id']);
		const crew = String(
			(await directory.scim('POST', '/Groups', group('Crew', [anna]))).body['id'],
		);
		const results = await bulk(directory, [
			post('u', user('bert')),
			{
				method: 'patch',
				path: `/Groups/${crew}`,
				data: patch({ op: 'add', path: 'members', value: [{ value: 'bulkId:u' }] }),
			},
			{ method: 'PUT', path: `Users/${anna}/`, bulkId: 'mine', data: user('anna', { title: 'x' }) },
			{
				method: 'PATCH',
				path: '/Users/bulkId:u',
				data: patch({ op: 'replace', path: 'active', value: 'False' }),
			},
			{
				method: 'PATCH',
				path: `/Groups/${crew}`,
				data: patch({ op: 'remove', path: 'members[value eq "bulkId:u"]' }),
			},
			post('v', user('ANNA')),
			{ method: 'DELETE', path: `/Groups/${crew}` },
			{ method: 'DELETE', path: `/Groups/${crew}` },
			{ method: 'PUT', path: '/Users/nobody', data: user('x') },
			{ method: 'GET', path: `/Users/${anna}` },
		]);
		expect(results.map(({ status }) => status)).toEqual([
			'201',
			'204',
			'200',
			'200',
			'204',
			'409',
			'204',
			'404',
			'404',
			'400',
		]);
		expect(results[2]).toMatchObject({ method: 'PUT', bulkId: 'mine' });
		expect(results[5]).toEqual({
			method: 'POST',
			bulkId: 'v',
			status: '409',
			response: {
				schemas: [ERROR],
				status: '409',
				scimType: 'uniqueness',
				detail: expect.stringContaining('userName') as string,
			},
		});
		expect(results[8]).toMatchObject({ location: `${ORIGIN}${directory.path}/Users/nobody` });
		expect(results.slice(6).every(({ version }) => version === undefined)).toBe(true);
		const events = await directory.events();
		expect(events.map(({ type }) => type)).toEqual([
			'user.created',
			'group.created',
			'group.user_added',
			'user.created',
			'group.user_added',
			'user.updated',
			'user.updated',
			'group.user_removed',
			'group.user_removed',
			'group.deleted',
		]);
		expect(events.map(({ sequence }) => sequence)).toEqual(events.map((_, nth) => nth + 2));
	});

	test('the version of a result is good for the next bulk', async () => {
		const directory = await createDirectory();
		const [made, crew] = await bulk(directory, [
			post('u', user('anna')),
			post('g', group('Crew', ['bulkId:u']), '/Groups'),
		]);
		const change = (result: Result | undefined, data: unknown) => ({
			method: 'PUT',
			path: String(result?.location).split(directory.path)[1],
			version: result?.version,
			data,
		});
		const operations = [change(made, user('anna', { title: 'x' })), change(crew, group('Ship'))];
		const again = await bulk(directory, operations);
		expect(again.map(({ status }) => status)).toEqual(['200', '200']);
		const stale = await bulk(directory, operations);
		expect(stale.map(({ status }) => status)).toEqual(['412', '412']);
	});

	test('a directory of Okta skips members that it does not know, others refuse them', async () => {
		for (const [type, status] of [
			['okta-scim-v2', '201'],
			['generic-scim-v2', '400'],
		] as const) {
			const directory = await createDirectory(type);
			const results = await bulk(directory, [post('g', group('Crew', ['nobody']), '/Groups')]);
			expect(results.map((each) => each.status)).toEqual([status]);
		}
	});

	test('no operations, no results', async () => {
		expect(await bulk(await createDirectory(), [])).toEqual([]);
	});
});

describe('RFC 7644 §3.7 refusals of the whole request', () => {
	const long = JSON.stringify({
		Operations: [post('u', user('x', { title: 'x'.repeat(4 * 1024 * 1024) }))],
	});
	const many = {
		Operations: Array.from({ length: 1_001 }, () => ({ method: 'DELETE', path: '/Users/x' })),
	};
	test.each<[string, unknown, number, string | undefined, string]>([
		['no JSON', '{"Operations":', 400, 'invalidSyntax', 'JSON'],
		['an array', '[]', 400, 'invalidSyntax', 'object'],
		[
			'another message',
			{ ...many, schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'] },
			400,
			'invalidSyntax',
			'BulkRequest',
		],
		['no Operations', { schemas: [BULK_REQUEST] }, 400, 'invalidSyntax', 'Operations'],
		['failOnErrors 0', { failOnErrors: 0, Operations: [] }, 400, 'invalidValue', 'failOnErrors'],
		['§3.7.4 too many operations', many, 413, undefined, 'maxOperations (1000)'],
		['§3.7.4 too large a payload', long, 413, undefined, 'maxPayloadSize (4194304 bytes)'],
	])('%s', async (_name, body, status, scimType, detail) => {
		const directory = await createDirectory();
		const reply = await directory.scim('POST', '/Bulk', body);
		expect(reply.status).toBe(status);
		expect(reply.body).toMatchObject({
			schemas: [ERROR],
			status: String(status),
			detail: expect.stringContaining(detail) as string,
		});
		expect(reply.body['scimType']).toBe(scimType);
		expect(await directory.events()).toEqual([]);
	});

	test('§3.7.4 a payload of unknown length that turns out too large', async () => {
		const directory = await createDirectory();
		const bytes = new TextEncoder().encode(long);
		const chunks = new ReadableStream<Uint8Array>({
			pull(controller) {
				controller.enqueue(bytes.subarray(0, 64 * 1024));
			},
		});
		const response = await callWorker(`${ORIGIN}${directory.path}/Bulk`, {
			method: 'POST',
			headers: {
				Authorization: `Bearer ${directory.token}`,
				'Content-Type': 'application/scim+json',
			},
			body: chunks,
		});
		expect(response.status).toBe(413);
		expect(await response.json()).toMatchObject({
			detail: expect.stringContaining('maxPayloadSize') as string,
		});
	});

	test('the limits are those of ServiceProviderConfig (RFC 7643 §5)', async () => {
		const config = await (await createDirectory()).scim('GET', '/ServiceProviderConfig');
		expect(config.body['bulk']).toEqual({
			supported: true,
			maxOperations: 1_000,
			maxPayloadSize: 4_194_304,
		});
	});

	test.each(['GET', 'PUT', 'PATCH', 'DELETE'])('%s is not possible', async (method) => {
		const directory = await createDirectory();
		const reply = await directory.scim(method, '/Bulk');
		expect(reply.status).toBe(405);
		expect(reply.headers.get('Allow')).toBe('POST');
	});
});

describe('RFC 7644 §2: authentication', () => {
	const body = { Operations: [post('u', user('x'))] };

	test('a wrong token is refused before anything else, a revoked one by the writer', async () => {
		const directory = await createDirectory();
		const wrong = await send(`${directory.path}/Bulk`, {
			method: 'POST',
			headers: { Authorization: 'Bearer wrong', 'Content-Type': 'application/scim+json' },
			body: '{"broken',
		});
		expect(wrong.status).toBe(401);
		await bulk(directory, []);
		const tokens = await api<{ data: { id: string }[] }>(
			'GET',
			`/directories/${directory.id}/tokens`,
		);
		await api('DELETE', `/directories/${directory.id}/tokens/${tokens.body.data[0]?.id ?? ''}`);
		expect((await directory.scim('POST', '/Bulk', body)).status).toBe(401);
		expect(await directory.events()).toEqual([]);
	});

	test('a deactivated directory takes none', async () => {
		const directory = await createDirectory();
		await bulk(directory, []);
		await api('PATCH', `/directories/${directory.id}`, { state: 'inactive' });
		expect((await directory.scim('POST', '/Bulk', body)).status).toBe(403);
		expect(await directory.events()).toEqual([]);
	});
});
