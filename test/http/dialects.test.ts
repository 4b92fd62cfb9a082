/**
 * What directories of a provider's type forgive and `generic-scim-v2`, which follows the RFCs to the
 * letter, does not.
 */
import { describe, expect, test } from 'vitest';
import { createDirectory, patch, user } from '../support/client.ts';

describe('RFC 7643 §3, RFC 7644 §3.1: a body names its schemas', () => {
	test.each([
		['POST', '/Users', { userName: 'bert' }, 201],
		['PUT', '/Users/{id}', { userName: 'anna' }, 200],
		['PATCH', '/Users/{id}', { Operations: [{ op: 'add', path: 'title', value: 'x' }] }, 200],
		['POST', '/Bulk', { Operations: [] }, 200],
		['POST', '/Users/.search', {}, 200],
		['POST', '/.search', { filter: 'userName pr' }, 200],
	])('%s %s without them', async (method, path, body, forgiven) => {
		const send = async (type: string, more: object) => {
			const directory = await createDirectory(type);
			const created = await directory.scim('POST', '/Users', user('anna'));
			const target = path.replace('{id}', String(created.body['id']));
			return directory.scim(method, target, { ...more, ...body });
		};
		for (const more of [{}, { schemas: null }]) {
			const refused = await send('generic-scim-v2', more);
			expect(refused.status).toBe(400);
			expect(refused.body).toMatchObject({
				scimType: 'invalidSyntax',
				detail: expect.stringMatching(/^"schemas" must be an array of URNs/),
			});
			for (const type of ['okta-scim-v2', 'azure-scim-v2', 'google']) {
				expect((await send(type, more)).status, type).toBe(forgiven);
			}
		}
	});

	test('what else is wrong with a body is said first', async () => {
		const directory = await createDirectory();
		const { body } = await directory.scim('POST', '/Users', {});
		expect(body).toMatchObject({ scimType: 'invalidValue', detail: '"userName" is required.' });
	});
});

test.each([
	['generic-scim-v2', 400],
	['okta-scim-v2', 400],
	['azure-scim-v2', 200],
])(
	'RFC 7644 §3.5.2: a PATCH has one operation or more, except from Entra: %s',
	async (type, status) => {
		const directory = await createDirectory(type);
		const created = await directory.scim('POST', '/Users', user('anna'));
		const path = `/Users/${String(created.body['id'])}`;
		const reply = await directory.scim('PATCH', path, patch());
		const scimType = status === 400 ? 'invalidSyntax' : undefined;
		expect([reply.status, reply.body['scimType']]).toEqual([status, scimType]);
		expect(await directory.events()).toHaveLength(1);
	},
);

test('RFC 7644 §3.5.2: "schemas" may be modified, and is what the resource contains', async () => {
	const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
	const core = 'urn:ietf:params:scim:schemas:core:2.0:User';
	const directory = await createDirectory();
	const created = await directory.scim('POST', '/Users', user('anna'));
	const path = `/Users/${String(created.body['id'])}`;
	const add = { op: 'add', path: 'schemas', value: [enterprise] };
	const nothing = await directory.scim('PATCH', path, patch(add));
	expect(nothing.body).toMatchObject({ schemas: [core] });
	const set = { op: 'add', path: `${enterprise}:department`, value: 'Tools' };
	const both = await directory.scim('PATCH', path, patch(add, set));
	expect(both.body).toMatchObject({ schemas: [core, enterprise] });
});
