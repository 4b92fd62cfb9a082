/** What discovery tells without a token (RFC 7643 §5, RFC 7644 §4). */
import { describe, expect, test } from 'vitest';
import { createDirectory, send } from '../support/client.ts';
import { scimError } from './shared.ts';

describe('RFC 7643 §5 and RFC 7644 §4 without a token', () => {
	test('the configuration of an existing directory is public, so that its authentication can be found', async () => {
		const directory = await createDirectory();
		const reply = await send(`${directory.path}/ServiceProviderConfig`);
		expect(reply.status).toBe(200);
		expect(reply.body).toEqual((await directory.scim('GET', '/ServiceProviderConfig')).body);
		expect(reply.body['authenticationSchemes']).toMatchObject([{ type: 'oauthbearertoken' }]);
	});

	test('of none there is none, and a wrong token is refused as everywhere', async () => {
		const directory = await createDirectory();
		expect(await send('/scim/v2/dir_nowhere/ServiceProviderConfig')).toMatchObject(scimError(404));
		const headers = { Authorization: 'Bearer wrong' };
		expect(await send(`${directory.path}/ServiceProviderConfig`, { headers })).toMatchObject(
			scimError(401),
		);
	});

	test.each(['/Schemas', '/ResourceTypes', '/Users', '/Groups', '/Me', '/Bulk', ''])(
		'"%s" is not public',
		async (endpoint) => {
			const directory = await createDirectory();
			expect(await send(`${directory.path}${endpoint}`)).toMatchObject(scimError(401));
		},
	);
});
