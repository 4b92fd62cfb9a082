/** The version of the protocol in the URL (RFC 7644 §3.13). */
import { expect, test } from 'vitest';
import { createDirectory, send, user } from '../support/client.ts';
import { scimError, list } from './shared.ts';

test('RFC 7644 §3.13 the version in the URL is the one that is performed: v2', async () => {
	const directory = await createDirectory();
	expect(directory.path).toMatch(/^\/scim\/v2\//);
	expect((await directory.scim('GET', '/Users')).status).toBe(200);
});

test.each(['v1', 'v1.1', 'v3', 'v20'])(
	'RFC 7644 §3.13 %s is not supported: the request is rejected as invalidVers',
	async (version) => {
		const directory = await createDirectory();
		for (const [method, path] of [
			['GET', '/Users'],
			['POST', '/Users'],
			['PUT', '/Users/x'],
			['PATCH', '/Users/x'],
			['DELETE', '/Users/x'],
		] as const) {
			const url = directory.path.replace('/scim/v2/', `/scim/${version}/`);
			const reply = await send(`${url}${path}`, {
				method,
				headers: {
					Authorization: `Bearer ${directory.token}`,
					'Content-Type': 'application/scim+json',
				},
				...(method === 'GET' || method === 'DELETE' ? {} : { body: JSON.stringify(user('anna')) }),
			});
			expect(reply).toMatchObject(scimError(400, 'invalidVers'));
		}
		expect((await list(directory, '/Users')).totalResults).toBe(0);
	},
);
