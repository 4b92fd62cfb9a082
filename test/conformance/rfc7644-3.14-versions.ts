/** Versions as entity tags, and If-Match (RFC 7644 §3.14). If-None-Match: rfc7644-3.14-conditional. */
import { describe, expect, test } from 'vitest';
import { createDirectory, group, patch, user } from '../support/client.ts';
import { create, scimError, metaOf } from './shared.ts';

const change = patch({ op: 'replace', path: 'displayName', value: 'New' });

describe('RFC 7644 §3.14 ETag', () => {
	test('every answer with a resource has it as a header, equal to meta.version', async () => {
		const directory = await createDirectory();
		for (const [endpoint, body] of [
			['/Users', user('anna')],
			['/Groups', group('Crew')],
		] as const) {
			const created = await directory.scim('POST', endpoint, body);
			const path = `${endpoint}/${String(created.body['id'])}`;
			for (const reply of [
				created,
				await directory.scim('GET', path),
				await directory.scim('PUT', path, body),
				await directory.scim('PATCH', `${path}?attributes=meta`, change),
			]) {
				expect(reply.headers.get('ETag')).toMatch(/^W\/"[^"]+"$/);
				expect(reply.headers.get('ETag')).toBe(metaOf(reply.body).version);
			}
		}
	});

	test('moves with every change, and only then', async () => {
		const directory = await createDirectory();
		const { path, body } = await create(directory, '/Users', user('anna'));
		const versions = [metaOf(body).version];
		for (const request of [
			['PUT', user('anna')],
			['PATCH', change],
			['PATCH', change],
			['PUT', user('anna')],
		] as const) {
			const reply = await directory.scim(request[0], path, request[1]);
			versions.push(metaOf(reply.body).version);
		}
		expect(versions.map((version) => versions.indexOf(version))).toEqual([0, 0, 2, 2, 4]);
	});

	test('of a group moves with its members', async () => {
		const directory = await createDirectory();
		const { id } = await create(directory, '/Users', user('anna'));
		const { path, body } = await create(directory, '/Groups', group('Crew'));
		const join = patch({ op: 'add', path: 'members', value: [{ value: id }] });
		await directory.scim('PATCH', path, join);
		const after = await directory.scim('GET', path);
		expect(after.headers.get('ETag')).not.toBe(metaOf(body).version);
	});
});

describe('RFC 7644 §3.14 If-Match', () => {
	test.each(['PUT', 'PATCH', 'DELETE'])(
		'%s with another version is 412 and does nothing',
		async (method) => {
			const directory = await createDirectory();
			for (const [endpoint, body] of [
				['/Users', user('anna')],
				['/Groups', group('Crew')],
			] as const) {
				const created = await create(directory, endpoint, body);
				const sent = { PUT: body, PATCH: change, DELETE: undefined }[method];
				const stale = { 'If-Match': 'W/"999"' };
				expect(await directory.scim(method, created.path, sent, stale)).toMatchObject(
					scimError(412),
				);
				expect((await directory.scim('GET', created.path)).body).toEqual(created.body);
			}
		},
	);

	test.each(['PUT', 'PATCH', 'DELETE'])('%s with the current version is done', async (method) => {
		const directory = await createDirectory();
		const { path, body } = await create(directory, '/Users', user('anna'));
		const sent = { PUT: user('anna', { title: 'x' }), PATCH: change, DELETE: undefined }[method];
		const current = { 'If-Match': metaOf(body).version };
		const reply = await directory.scim(method, path, sent, current);
		expect(reply.status).toBe(method === 'DELETE' ? 204 : 200);
	});

	test('one of several versions, or any: is done', async () => {
		const directory = await createDirectory();
		const { path, body } = await create(directory, '/Users', user('anna'));
		const several = { 'If-Match': `W/"999", ${metaOf(body).version}` };
		expect((await directory.scim('PATCH', path, change, several)).status).toBe(200);
		expect((await directory.scim('DELETE', path, undefined, { 'If-Match': '*' })).status).toBe(204);
	});
});
