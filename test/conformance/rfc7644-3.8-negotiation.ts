/** Media types that a client asks for, HEAD, and compressed bodies (RFC 7644 §3.8; RFC 9110). */
import { describe, expect, test } from 'vitest';
import { createDirectory, group, ORIGIN, type TestDirectory, user } from '../support/client.ts';
import { callWorker } from '../support/worker.ts';
import { create, scimError, list } from './shared.ts';

describe('RFC 7644 §3.8 Accept', () => {
	test.each([
		['nothing', undefined, 'application/scim+json'],
		['anything', '*/*', 'application/scim+json'],
		['SCIM', 'application/scim+json', 'application/scim+json'],
		['SCIM in UTF-8', 'application/scim+json; charset=utf-8', 'application/scim+json'],
		['JSON', 'application/json', 'application/json'],
		['both', 'application/json, application/scim+json', 'application/scim+json'],
		['JSON rather', 'application/scim+json;q=0.5, application/json', 'application/json'],
		['SCIM rather', 'application/json;q=0.5, application/scim+json', 'application/scim+json'],
		['a browser', 'text/html, */*;q=0.1', 'application/scim+json'],
	])('who asks for %s (%s) gets %s', async (_name, accept, expected) => {
		const directory = await createDirectory();
		const headers = accept === undefined ? {} : { Accept: accept };
		const created = await directory.scim('POST', '/Users', user('anna'), headers);
		expect(created.status).toBe(201);
		for (const reply of [
			created,
			await directory.scim('GET', '/Users', undefined, headers),
			await directory.scim('GET', '/ServiceProviderConfig', undefined, headers),
			await directory.scim('GET', '/Users/none', undefined, headers),
		]) {
			expect(reply.headers.get('Content-Type')?.split(';')[0]).toBe(expected);
		}
	});
});

describe('RFC 9110 §9.3.2 HEAD', () => {
	test('is GET without the body, on every endpoint that can be read', async () => {
		const directory = await createDirectory();
		const anna = await create(directory, '/Users', user('anna'));
		const crew = await create(directory, '/Groups', group('Crew', [anna.id]));
		for (const path of [
			anna.path,
			crew.path,
			'/Users',
			'/Users?count=0',
			'/ServiceProviderConfig',
			'/Schemas',
			'/ResourceTypes/User',
			'/Users/none',
		]) {
			const get = await directory.scim('GET', path);
			const head = await directory.scim('HEAD', path);
			expect(head.status, path).toBe(get.status);
			expect(head.body).toBeUndefined();
			for (const name of ['Content-Type', 'ETag', 'Location', 'Content-Location']) {
				expect(head.headers.get(name), `${path} ${name}`).toBe(get.headers.get(name));
			}
		}
	});
});

/** Sends bytes as they are. */
async function post(directory: TestDirectory, body: BodyInit, encoding: string) {
	const response = await callWorker(`${ORIGIN}${directory.path}/Users`, {
		method: 'POST',
		headers: {
			Authorization: `Bearer ${directory.token}`,
			'Content-Type': 'application/scim+json',
			'Content-Encoding': encoding,
		},
		body,
	});
	const reply: Record<string, unknown> = await response.json();
	return { status: response.status, headers: response.headers, body: reply };
}

/** Text as a gzip body. */
const gzip = (text: string) =>
	new Response(new Blob([text]).stream().pipeThrough(new CompressionStream('gzip'))).arrayBuffer();

describe('RFC 9110 §8.4 Content-Encoding', () => {
	test('a gzip body is read', async () => {
		const directory = await createDirectory();
		const bytes = await gzip(JSON.stringify(user('anna', { title: 'Kapitänin' })));
		const reply = await post(directory, bytes, 'gzip');
		expect(reply.status).toBe(201);
		expect(reply.body).toMatchObject({ userName: 'anna', title: 'Kapitänin' });
	});

	test('a small body that unpacks to a large one is 413', async () => {
		const directory = await createDirectory();
		const bytes = await gzip(JSON.stringify(user('anna', { title: ' '.repeat(64 * 1024 * 1024) })));
		expect(bytes.byteLength).toBeLessThan(100_000);
		expect(await post(directory, bytes, 'gzip')).toMatchObject(scimError(413));
	});

	test('bytes that are no gzip are refused, and so is an encoding that nobody speaks', async () => {
		const directory = await createDirectory();
		expect(await post(directory, JSON.stringify(user('anna')), 'gzip')).toMatchObject(
			scimError(400, 'invalidSyntax'),
		);
		const broken = (await gzip(JSON.stringify(user('anna')))).slice(0, 20);
		expect(await post(directory, broken, 'gzip')).toMatchObject(scimError(400, 'invalidSyntax'));
		expect(await post(directory, JSON.stringify(user('anna')), 'zopfli')).toMatchObject(
			scimError(415),
		);
		expect((await list(directory, '/Users')).totalResults).toBe(0);
	});
});
