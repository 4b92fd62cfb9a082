/** `meta.location` and the Content-Location header (RFC 7643 §3.1). */
import { expect, test } from 'vitest';
import { createDirectory, group, patch, user } from '../support/client.ts';
import { metaOf } from './shared.ts';

test('RFC 7643 §3.1 Content-Location is meta.location, in every answer that has the resource', async () => {
	const directory = await createDirectory();
	for (const [endpoint, body] of [
		['/Users', user('anna')],
		['/Groups', group('Crew')],
	] as const) {
		const created = await directory.scim('POST', endpoint, body);
		const path = `${endpoint}/${String(created.body['id'])}`;
		const change = patch({ op: 'replace', path: 'externalId', value: 'x' });
		for (const reply of [
			created,
			await directory.scim('GET', path),
			await directory.scim('GET', `${path}?attributes=meta`),
			await directory.scim('PUT', path, body),
			await directory.scim('PATCH', `${path}?attributes=meta.location`, change),
		]) {
			expect(reply.headers.get('Content-Location')).toBe(metaOf(created.body).location);
			expect(metaOf(reply.body).location).toBe(metaOf(created.body).location);
		}
	}
});
