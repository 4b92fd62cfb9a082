/** Bodies, media types and errors (RFC 7644 §3.8, §3.12). Negotiation: rfc7644-3.8-negotiation. */
import { describe, expect, test } from 'vitest';
import { createDirectory, ORIGIN, patch, send, user } from '../support/client.ts';
import { faultyD1 } from '../support/faults.ts';
import { callWorker } from '../support/worker.ts';
import { create, scimError, found, MESSAGES } from './shared.ts';

describe('RFC 7644 §3.8 formats', () => {
	test.each([
		'application/scim+json',
		'application/json',
		'application/scim+json; charset=utf-8',
		'application/json;charset="UTF-8"',
		'APPLICATION/SCIM+JSON',
	])('a body of %s is accepted', async (mediaType) => {
		const directory = await createDirectory();
		const headers = { 'Content-Type': mediaType };
		const reply = await directory.scim('POST', '/Users', user('anna'), headers);
		expect(reply.status).toBe(201);
		const path = `/Users/${String(reply.body['id'])}`;
		const change = patch({ op: 'replace', path: 'title', value: 'x' });
		expect((await directory.scim('PATCH', path, change, headers)).status).toBe(200);
	});

	test('UTF-8 goes in and comes out as it was', async () => {
		const directory = await createDirectory();
		const name = 'Åsa 漢字 🙂 "\\/\n';
		const { path } = await create(directory, '/Users', user(name, { title: 'Kapitänin' }));
		expect((await directory.scim('GET', path)).body).toMatchObject({
			userName: name,
			title: 'Kapitänin',
		});
		expect(await found(directory, '/Users', 'title eq "KAPITÄNIN"')).toEqual([name]);
	});

	test.each(['text/xml', 'text/plain', 'application/x-www-form-urlencoded'])(
		'a body of %s is refused with 415',
		async (mediaType) => {
			const directory = await createDirectory();
			const headers = { 'Content-Type': mediaType };
			expect(await directory.scim('POST', '/Users', user('anna'), headers)).toMatchObject(
				scimError(415),
			);
		},
	);

	test('every answer that has a body is application/scim+json unless another is asked for', async () => {
		const directory = await createDirectory();
		const { path } = await create(directory, '/Users', user('anna'));
		for (const at of ['/Users', path, '/Schemas', '/ServiceProviderConfig', '/Users/none']) {
			const reply = await directory.scim('GET', at);
			expect(reply.headers.get('Content-Type'), at).toMatch(/^application\/scim\+json\b/);
		}
	});
});

describe('RFC 7644 §3.12 errors', () => {
	test.each([
		['400', 'POST', '/Users', '{', 400, 'invalidSyntax'],
		['404 of a resource', 'GET', '/Users/none', undefined, 404, undefined],
		['404 of an endpoint', 'GET', '/Robots', undefined, 404, undefined],
		['409', 'POST', '/Users', JSON.stringify(user('taken')), 409, 'uniqueness'],
	] as const)('%s', async (_name, method, path, body, status, scimType) => {
		const directory = await createDirectory();
		await create(directory, '/Users', user('taken'));
		const reply = await directory.scim(method, path, body);
		expect(reply).toMatchObject(scimError(status, scimType));
		expect(Object.keys(reply.body).toSorted()).toEqual(
			['detail', 'schemas', ...(scimType === undefined ? [] : ['scimType']), 'status'].toSorted(),
		);
	});

	test('401 without a good token, 412 for an outdated version, 413 for too much', async () => {
		const directory = await createDirectory();
		const { path } = await create(directory, '/Users', user('anna'));
		expect(await send(`${directory.path}/Users`)).toMatchObject(scimError(401));
		const stale = { 'If-Match': 'W/"99"' };
		expect(await directory.scim('PUT', path, user('anna'), stale)).toMatchObject(scimError(412));
		const large = user('large', { title: 'x'.repeat(5 * 1024 * 1024) });
		expect(await directory.scim('POST', '/Users', large)).toMatchObject(scimError(413));
	});

	test('a failure within says what to do, and nothing of what is inside', async () => {
		const directory = await createDirectory();
		const response = await callWorker(
			`${ORIGIN}${directory.path}/Users`,
			{ headers: { Authorization: `Bearer ${directory.token}` } },
			{ DB: faultyD1(() => 'fails before') },
		);
		expect(response.status).toBe(503);
		const body: Record<string, unknown> = await response.json();
		expect(body).toMatchObject({ schemas: [`${MESSAGES}:Error`], status: '503' });
		expect(body['detail']).toMatch(/again.*req_/i);
		expect(JSON.stringify(body)).not.toMatch(/SELECT|sqlite|\.ts:/i);
	});
});
