/** Bulk requests and their answers (RFC 7644 §3.7, §3.7.3, §3.7.4). bulkId references: rfc7644-3.7.2-bulk-ids. */
import { describe, expect, test } from 'vitest';
import {
	createDirectory,
	group,
	ORIGIN,
	patch,
	type TestDirectory,
	user,
} from '../support/client.ts';
import { bulk, bulkRequest, create, scimError, list, MESSAGES, metaOf } from './shared.ts';

const post = (bulkId: string, name = bulkId) => ({
	method: 'POST',
	path: '/Users',
	bulkId,
	data: user(name),
});

async function limitsOf(directory: TestDirectory) {
	const { body } = await directory.scim<{
		bulk: { supported: boolean; maxOperations: number; maxPayloadSize: number };
	}>('GET', '/ServiceProviderConfig');
	return body.bulk;
}

describe('RFC 7644 §3.7 a bulk job', () => {
	test('creates, replaces, patches and deletes, and answers 200 with a result for each', async () => {
		const directory = await createDirectory();
		const base = `${ORIGIN}${directory.path}`;
		const [put, patched, gone] = [
			await create(directory, '/Users', user('put')),
			await create(directory, '/Users', user('patched')),
			await create(directory, '/Users', user('gone')),
		] as const;
		const reply = await bulk(directory, [
			post('qwerty', 'alice'),
			{ method: 'PUT', path: put.path, data: user('put', { title: 'Cook' }) },
			{
				method: 'PATCH',
				path: patched.path,
				data: patch({ op: 'add', path: 'nickName', value: 'P' }),
			},
			{ method: 'DELETE', path: gone.path },
		]);
		expect(reply.schemas).toEqual([`${MESSAGES}:BulkResponse`]);
		expect(reply).not.toHaveProperty('failOnErrors');
		expect(reply.Operations).toMatchObject([
			{ method: 'POST', bulkId: 'qwerty', status: '201' },
			{ method: 'PUT', location: `${base}${put.path}`, status: '200' },
			{ method: 'PATCH', location: `${base}${patched.path}`, status: '200' },
			{ method: 'DELETE', location: `${base}${gone.path}`, status: '204' },
		]);
		const [created] = reply.Operations;
		const alice = await directory.scim('GET', created?.location?.slice(base.length) ?? '');
		expect(alice.body['userName']).toBe('alice');
		expect(created?.version).toBe(metaOf(alice.body).version);
		expect((await directory.scim('GET', put.path)).body['title']).toBe('Cook');
		expect((await directory.scim('GET', patched.path)).body['nickName']).toBe('P');
		expect((await directory.scim('GET', gone.path)).status).toBe(404);
	});

	test('goes on after a failure, and answers it with its error; a failed POST has no location', async () => {
		const directory = await createDirectory();
		const { id, path } = await create(directory, '/Users', user('taken'));
		const reply = await bulk(directory, [
			post('one', 'Taken'),
			{ method: 'PUT', path: '/Users/none', data: user('x') },
			{ method: 'PATCH', path, data: patch({ op: 'remove', path: 'userName' }) },
			post('two', 'fresh'),
		]);
		expect(reply.Operations).toMatchObject([
			{ method: 'POST', bulkId: 'one', status: '409', response: { scimType: 'uniqueness' } },
			{ method: 'PUT', status: '404', location: `${ORIGIN}${directory.path}/Users/none` },
			{ method: 'PATCH', status: '400', location: `${ORIGIN}${directory.path}/Users/${id}` },
			{ method: 'POST', bulkId: 'two', status: '201' },
		]);
		expect(reply.Operations[0]).not.toHaveProperty('location');
		for (const { status, response } of reply.Operations.slice(0, 3)) {
			expect(response).toMatchObject({
				schemas: [`${MESSAGES}:Error`],
				status,
				detail: expect.stringMatching(/\w/) as string,
			});
		}
		expect((await list(directory, '/Users')).totalResults).toBe(2);
	});

	test.each([
		[1, ['409'], 1],
		[2, ['409', '201', '409'], 2],
		[3, ['409', '201', '409', '201'], 3],
	])(
		'failOnErrors %i: ends after as many errors, with the results so far',
		async (most, statuses, total) => {
			const directory = await createDirectory();
			await create(directory, '/Users', user('taken'));
			const reply = await bulk(
				directory,
				[post('a', 'taken'), post('b'), post('c', 'taken'), post('d')],
				{ failOnErrors: most },
			);
			expect(reply.Operations.map(({ status }) => status)).toEqual(statuses);
			expect((await list(directory, '/Users')).totalResults).toBe(total);
		},
	);

	test('operations are done in order, each after those it builds upon', async () => {
		const directory = await createDirectory();
		const { path } = await create(directory, '/Users', user('anna'));
		const title = (value: string) => ({
			method: 'PATCH',
			path,
			data: patch({ op: 'replace', path: 'title', value }),
		});
		const reply = await bulk(directory, [
			title('first'),
			title('second'),
			{ method: 'DELETE', path },
			post('again', 'anna'),
			title('third'),
		]);
		expect(reply.Operations.map(({ status }) => status)).toEqual([
			'200',
			'200',
			'204',
			'201',
			'404',
		]);
	});

	test('a version that is not the current one fails its operation with 412', async () => {
		const directory = await createDirectory();
		const { path, body } = await create(directory, '/Users', user('anna'));
		const { version } = metaOf(body);
		const change = (at: string) => ({
			method: 'PATCH',
			path,
			version: at,
			data: patch({ op: 'replace', path: 'title', value: at }),
		});
		const reply = await bulk(directory, [
			change('W/"999"'),
			change(version),
			{ method: 'DELETE', path, version },
		]);
		expect(reply.Operations.map(({ status }) => status)).toEqual(['412', '200', '412']);
	});
});

describe('RFC 7644 §3.7 what a bulk request must have', () => {
	const { method: _method, ...withoutMethod } = post('a');
	const { path: _path, ...withoutPath } = post('a');
	const { data: _data, ...withoutData } = post('a');
	const { bulkId: _bulkId, ...withoutBulkId } = post('a');
	test.each<[string, unknown]>([
		['no object', 'POST'],
		['no method', withoutMethod],
		['an unknown method', { ...post('a'), method: 'GET' }],
		['no path', withoutPath],
		['no data in a POST', withoutData],
		['no bulkId in a POST', withoutBulkId],
		['no data in a PUT', { method: 'PUT', path: '/Users/x' }],
		['no data in a PATCH', { method: 'PATCH', path: '/Users/x' }],
		['a POST to a resource', { ...post('a'), path: '/Users/x' }],
		['a DELETE of an endpoint', { method: 'DELETE', path: '/Users' }],
		['another endpoint', { ...post('a'), path: '/Robots' }],
		['a bulk job within', { ...post('a'), path: '/Bulk' }],
	])('%s: is refused, as a whole or as that operation', async (_name, operation) => {
		const directory = await createDirectory();
		const reply = await bulkRequest(directory, { Operations: [operation] });
		// A reply of another status is the error itself.
		const result = reply.status === 200 ? reply.body.Operations[0] : undefined;
		expect(result?.status ?? String(reply.status)).toMatch(/^4\d\d$/);
		expect((result?.response ?? reply.body)['detail']).toMatch(/\w/);
		expect((await list(directory, '/Users')).totalResults).toBe(0);
	});

	test.each([
		['other schemas', { schemas: [`${MESSAGES}:PatchOp`], Operations: [post('a')] }],
		['no Operations', {}],
		['Operations that are no array', { Operations: post('a') }],
		['failOnErrors 0', { failOnErrors: 0, Operations: [post('a')] }],
		['failOnErrors that is no integer', { failOnErrors: 'one', Operations: [post('a')] }],
	])('%s: 400, and nothing is done', async (_name, body) => {
		const directory = await createDirectory();
		const reply = await bulkRequest(directory, body);
		expect(reply.status).toBe(400);
		expect(reply.body).toMatchObject({ schemas: [`${MESSAGES}:Error`], status: '400' });
		expect((await list(directory, '/Users')).totalResults).toBe(0);
	});

	test('POST is the only method of /Bulk', async () => {
		const directory = await createDirectory();
		const reply = await directory.scim('GET', '/Bulk');
		expect(reply).toMatchObject(scimError(405));
		expect(reply.headers.get('Allow')).toBe('POST');
	});
});

describe('RFC 7644 §3.7.4 limits', () => {
	test('are stated: how many operations, how many bytes', async () => {
		const { supported, maxOperations, maxPayloadSize } = await limitsOf(await createDirectory());
		expect(supported).toBe(true);
		expect(maxOperations).toBeGreaterThan(0);
		expect(maxPayloadSize).toBeGreaterThan(0);
	});

	test('one operation too many: 413 names maxOperations, and nothing is done', async () => {
		const directory = await createDirectory();
		const { maxOperations } = await limitsOf(directory);
		const remove = { method: 'DELETE', path: '/Users/none' };
		const operations = [post('a'), ...Array.from({ length: maxOperations }, () => remove)];
		const reply = await bulkRequest(directory, { Operations: operations });
		expect(reply.status).toBe(413);
		expect(reply.body).toMatchObject({ schemas: [`${MESSAGES}:Error`], status: '413' });
		expect(reply.body['detail']).toContain(String(maxOperations));
		expect((await list(directory, '/Users')).totalResults).toBe(0);
	});

	test('a payload that is too large: 413 names maxPayloadSize', async () => {
		const directory = await createDirectory();
		const { maxPayloadSize } = await limitsOf(directory);
		const filler = { ...post('a'), filler: 'x'.repeat(maxPayloadSize) };
		const reply = await bulkRequest(directory, { Operations: [filler] });
		expect(reply.status).toBe(413);
		expect(reply.body['detail']).toContain('maxPayloadSize');
		expect(reply.body['detail']).toContain(String(maxPayloadSize));
	});
});

test('RFC 7644 §3.7 groups are in bulk what they are otherwise', async () => {
	const directory = await createDirectory();
	const { id } = await create(directory, '/Users', user('anna'));
	const reply = await bulk(directory, [
		{ method: 'POST', path: '/Groups', bulkId: 'g', data: group('Crew', [id]) },
		{ method: 'POST', path: '/Groups', bulkId: 'h', data: group('Lost', ['nobody']) },
	]);
	expect(reply.Operations.map(({ status }) => status)).toEqual(['201', '400']);
	expect((await list(directory, '/Groups')).Resources).toMatchObject([
		{ displayName: 'Crew', members: [{ value: id }] },
	]);
});
