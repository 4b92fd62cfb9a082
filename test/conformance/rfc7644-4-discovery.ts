/** The endpoints of discovery (RFC 7644 §4). What they say: rfc7643-5-discovery. */
import { describe, expect, test } from 'vitest';
import { createDirectory } from '../support/client.ts';
import { ENTERPRISE, scimError, GROUP, list, MESSAGES, USER } from './shared.ts';

const CORE = 'urn:ietf:params:scim:schemas:core:2.0';

describe('RFC 7644 §4 endpoints', () => {
	test('/ServiceProviderConfig is one object of its schema', async () => {
		const directory = await createDirectory();
		const { status, body } = await directory.scim('GET', '/ServiceProviderConfig');
		expect(status).toBe(200);
		expect(body['schemas']).toEqual([`${CORE}:ServiceProviderConfig`]);
	});

	test('/Schemas returns all schemas as a ListResponse, and each by its URN', async () => {
		const directory = await createDirectory();
		const page = await list(directory, '/Schemas');
		expect(page.schemas).toEqual([`${MESSAGES}:ListResponse`]);
		expect(page.totalResults).toBe(page.Resources.length);
		const ids = page.Resources.map(({ id }) => String(id));
		expect(ids).toEqual(expect.arrayContaining([USER, GROUP, ENTERPRISE]));
		for (const [at, id] of ids.entries()) {
			expect((await directory.scim('GET', `/Schemas/${id}`)).body).toEqual(page.Resources[at]);
		}
		expect(await directory.scim('GET', '/Schemas/urn:none')).toMatchObject(scimError(404));
	});

	test('/ResourceTypes returns all types as a ListResponse, and each by its name', async () => {
		const directory = await createDirectory();
		const page = await list(directory, '/ResourceTypes');
		expect(page.schemas).toEqual([`${MESSAGES}:ListResponse`]);
		expect(page.Resources.map(({ id }) => id)).toEqual(['User', 'Group']);
		for (const type of page.Resources) {
			const { body } = await directory.scim('GET', `/ResourceTypes/${String(type['id'])}`);
			expect(body).toEqual(type);
		}
		expect(await directory.scim('GET', '/ResourceTypes/Robot')).toMatchObject(scimError(404));
	});

	test.each(['/ServiceProviderConfig', '/Schemas', '/ResourceTypes', '/ResourceTypes/User'])(
		'%s ignores sorting, paging and the like',
		async (endpoint) => {
			const directory = await createDirectory();
			const plain = await directory.scim('GET', endpoint);
			const query = 'sortBy=id&sortOrder=descending&startIndex=2&count=1&nothing=x';
			expect((await directory.scim('GET', `${endpoint}?${query}`)).body).toEqual(plain.body);
		},
	);

	test.each(['/Schemas', '/ResourceTypes'])('%s with a filter is 403', async (endpoint) => {
		const directory = await createDirectory();
		for (const filter of ['id pr', 'id eq "User"', '']) {
			const query = new URLSearchParams({ filter }).toString();
			expect(await directory.scim('GET', `${endpoint}?${query}`)).toMatchObject(scimError(403));
		}
	});
});
