/** The alias /Me, which a token that stands for no user cannot have (RFC 7644 §3.11). */
import { expect, test } from 'vitest';
import { createDirectory, patch, send, user } from '../support/client.ts';
import { scimError } from './shared.ts';

test.each([
	['GET', undefined],
	['POST', user('anna')],
	['PUT', user('anna')],
	['PATCH', patch({ op: 'replace', path: 'title', value: 'x' })],
	['DELETE', undefined],
])('RFC 7644 §3.11 %s /Me is 501', async (method, body) => {
	const directory = await createDirectory();
	expect(await directory.scim(method, '/Me', body)).toMatchObject(scimError(501));
	expect(await directory.events()).toEqual([]);
	expect(await send(`${directory.path}/Me`, { method })).toMatchObject(scimError(401));
});
