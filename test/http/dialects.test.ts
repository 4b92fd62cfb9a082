/**
 * What directories of a provider's type forgive and `generic-scim-v2`, which follows the RFCs to the
 * letter, does not.
 */
import { describe, expect, test } from 'vitest';
import { createDirectory, patch, user } from '../support/client.ts';

const GENERIC = 'generic-scim-v2';

describe('RFC 7643 §3, RFC 7644 §3.1: a body names its schemas', () => {
	test.each([
		['POST', '/Users', { userName: 'bert' }, 201],
		['PUT', '/Users/{id}', { userName: 'anna' }, 200],
		['PATCH', '/Users/{id}', { Operations: [{ op: 'add', path: 'title', value: 'x' }] }, 200],
		['POST', '/Bulk', { Operations: [] }, 200],
		['POST', '/Users/.search', {}, 200],
		['POST', '/.search', { filter: 'userName pr' }, 200],
	])('%s %s without them', async (method, path, body, forgiven) => {
		for (const type of [GENERIC, 'okta-scim-v2', 'azure-scim-v2', 'google']) {
			const directory = await createDirectory(type);
			const created = await directory.scim('POST', '/Users', user('anna'));
			const target = path.replace('{id}', String(created.body['id']));
			for (const schemas of [{}, { schemas: null }]) {
				const reply = await directory.scim(method, target, { ...schemas, ...body });
				if (type === GENERIC) {
					expect(reply.status, type).toBe(400);
					expect(reply.body).toMatchObject({ scimType: 'invalidSyntax' });
					expect(reply.body['detail']).toMatch(/^"schemas" must be an array of URNs/);
				} else expect([forgiven, 409], type).toContain(reply.status);
			}
			if (type === GENERIC) expect(await directory.events()).toHaveLength(1);
		}
	});

	test('what else is wrong with a body is said first', async () => {
		const directory = await createDirectory();
		const { body } = await directory.scim('POST', '/Users', {});
		expect(body).toMatchObject({ scimType: 'invalidValue', detail: '"userName" is required.' });
	});
});

test('RFC 7644 §3.5.2: a PATCH has one operation or more, except from Entra', async () => {
	for (const [type, status] of [
		[GENERIC, 400],
		['okta-scim-v2', 400],
		['azure-scim-v2', 200],
	] as const) {
		const directory = await createDirectory(type);
		const created = await directory.scim('POST', '/Users', user('anna'));
		const path = `/Users/${String(created.body['id'])}`;
		const reply = await directory.scim('PATCH', path, patch());
		expect(reply.status, type).toBe(status);
		if (status === 400) expect(reply.body).toMatchObject({ scimType: 'invalidSyntax' });
		expect(await directory.events()).toHaveLength(1);
	}
});

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
