/** Conditional requests with If-None-Match (RFC 7644 §3.14; RFC 9110 §13.1.2). */
import { describe, expect, test } from 'vitest';
import { createDirectory, group, patch, user } from '../support/client.ts';
import { create, scimError, metaOf } from './shared.ts';

const change = patch({ op: 'replace', path: 'displayName', value: 'New' });

describe('RFC 7644 §3.14 If-None-Match', () => {
	test.each(['GET', 'HEAD'])(
		'%s of the version that a client has is 304 without a body',
		async (method) => {
			const directory = await createDirectory();
			const anna = await create(directory, '/Users', user('anna'));
			const crew = await create(directory, '/Groups', group('Crew', [anna.id]));
			for (const path of [anna.path, crew.path, `${anna.path}?attributes=displayName`]) {
				const tag = (await directory.scim('GET', path)).headers.get('ETag') ?? '';
				for (const header of [tag, `W/"999", ${tag}`, '*']) {
					const known = await directory.scim(method, path, undefined, { 'If-None-Match': header });
					expect(known.status, `${path} ${header}`).toBe(304);
					expect(known.body).toBeUndefined();
					expect(known.headers.get('ETag')).toBe(tag);
				}
				const other = await directory.scim(method, path, undefined, { 'If-None-Match': 'W/"999"' });
				expect(other.status).toBe(200);
			}
		},
	);

	test('after a change it is 200 with the new version', async () => {
		const directory = await createDirectory();
		const { path, body } = await create(directory, '/Users', user('anna'));
		await directory.scim('PATCH', path, change);
		const old = { 'If-None-Match': metaOf(body).version };
		const reply = await directory.scim('GET', path, undefined, old);
		expect(reply.status).toBe(200);
		expect(reply.body['displayName']).toBe('New');
	});

	test('a group is 200 again after its members have changed', async () => {
		const directory = await createDirectory();
		const { id, path: anna } = await create(directory, '/Users', user('anna'));
		const { path } = await create(directory, '/Groups', group('Crew', [id]));
		const tag = (await directory.scim('GET', path)).headers.get('ETag') ?? '';
		await directory.scim('DELETE', anna);
		const reply = await directory.scim('GET', path, undefined, { 'If-None-Match': tag });
		expect(reply.status).toBe(200);
		expect(reply.body).not.toHaveProperty('members');
	});

	test.each(['PUT', 'PATCH', 'DELETE'])(
		'%s of the current version is 412 and does nothing',
		async (method) => {
			const directory = await createDirectory();
			const { path, body } = await create(directory, '/Users', user('anna'));
			const sent = { PUT: user('anna', { title: 'x' }), PATCH: change, DELETE: undefined }[method];
			for (const header of [metaOf(body).version, '*']) {
				const reply = await directory.scim(method, path, sent, { 'If-None-Match': header });
				expect(reply).toMatchObject(scimError(412));
			}
			expect((await directory.scim('GET', path)).body).toEqual(body);
			const other = await directory.scim(method, path, sent, { 'If-None-Match': 'W/"999"' });
			expect(other.status).toBe(method === 'DELETE' ? 204 : 200);
		},
	);
});
