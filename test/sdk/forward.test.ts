/**
 * SCIM under an application's own domain: what reaches Rollcall and what comes back, with the real
 * Express and the real Worker; and what never leaves the application, whatever a caller writes.
 */
import type { ServerResponse } from 'node:http';
import { connect } from 'node:net';
import express from 'express';
import * as fc from 'fast-check';
import { Hono } from 'hono';
import { describe, expect, inject, onTestFinished, test } from 'vitest';
import { forwardScim as forwardInExpress } from '../../src/sdk/express.ts';
import { forwardScim as forwardInHono } from '../../src/sdk/hono.ts';
import { createForwarder, Rollcall, type ForwardOptions } from '../../src/sdk/index.ts';
import { listen } from '../support/node/http.ts';

const ROLLCALL_URL: string = inject('url');

const CORE = 'urn:ietf:params:scim:schemas:core:2.0:User';
const SCIM_JSON = 'application/scim+json';

/** An application in front of the real Worker, and how a provider speaks to it. */
async function anApplication(options: Partial<ForwardOptions> = {}) {
	const rollcall = new Rollcall({ url: ROLLCALL_URL, apiKey: inject('adminKey') });
	const directory = await rollcall.directories.create({
		name: 'Forwarded',
		tenant: `tenant-${crypto.randomUUID()}`,
		product: 'app',
		type: 'okta-scim-v2',
	});
	const app = express();
	app.use('/api/scim', forwardInExpress({ url: ROLLCALL_URL, ...options }));
	const origin = await listen(app);
	const call = (method: string, path: string, body?: string | ArrayBuffer, headers = {}) =>
		fetch(`${origin}/api/scim${path}`, {
			method,
			headers: {
				Authorization: `Bearer ${directory.scim.secret}`,
				...(body !== undefined && { 'Content-Type': SCIM_JSON }),
				...headers,
			},
			...(body !== undefined && { body }),
		});
	return { origin, directory, call };
}

const ada = JSON.stringify({ schemas: [CORE], userName: 'ada@acme.example' });

describe('a provider that speaks to the application', () => {
	test.each(['/v2', '/v2.0'])('reaches Rollcall below %s', async (version) => {
		const { directory, call } = await anApplication();
		const base = `${version}/${directory.id}`;
		const created = await call('POST', `${base}/Users`, ada);
		const { id } = (await created.json()) as { id: string };
		expect(created.status).toBe(201);
		expect(created.headers.get('content-type')).toContain(SCIM_JSON);
		const tag = created.headers.get('etag');
		expect(tag).toMatch(/^W\//);

		const found = await call(
			'GET',
			`${base}/Users?filter=${encodeURIComponent('userName eq "ada@acme.example"')}`,
		);
		expect(await found.json()).toMatchObject({ totalResults: 1, Resources: [{ id }] });

		const same = await call('GET', `${base}/Users/${id}`, undefined, { 'If-None-Match': tag });
		expect([same.status, await same.text()]).toEqual([304, '']);
		const head = await call('HEAD', `${base}/Users/${id}`);
		expect([head.status, await head.text()]).toEqual([200, '']);

		const patch = JSON.stringify({
			schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
			Operations: [{ op: 'replace', path: 'active', value: false }],
		});
		const late = await call('PATCH', `${base}/Users/${id}`, patch, { 'If-Match': 'W/"99"' });
		expect(late.status).toBe(412);
		expect((await call('PATCH', `${base}/Users/${id}`, patch)).status).toBe(200);
		const deleted = await call('DELETE', `${base}/Users/${id}`);
		expect([deleted.status, await deleted.text()]).toEqual([204, '']);
		expect((await call('GET', `${base}/Users/${id}`)).status).toBe(404);
	});

	test('sends its body on as it is, whatever its coding', async () => {
		const { directory, call } = await anApplication();
		const stream = new Blob([ada]).stream().pipeThrough(new CompressionStream('gzip'));
		const body = await new Response(stream).arrayBuffer();
		const path = `/v2/${directory.id}/Users`;
		expect((await call('POST', path, body, { 'Content-Encoding': 'gzip' })).status).toBe(201);
	});

	test('is refused by Rollcall as ever, and learns how to do better', async () => {
		const { directory, call } = await anApplication();
		const path = `/v2/${directory.id}/Users`;
		const unknown = await call('GET', path, undefined, { Authorization: 'Bearer wrong' });
		expect(unknown.status).toBe(401);
		expect(unknown.headers.get('www-authenticate')).toContain('Bearer');
		const broken = await call('POST', path, '{');
		expect(await broken.json()).toMatchObject({ status: '400', scimType: 'invalidSyntax' });
	});

	test('is told of resources under the domain of the application, if that is known', async () => {
		const { directory, call } = await anApplication({ origin: 'https://app.example.com/' });
		const base = `https://app.example.com/api/scim/v2.0/${directory.id}`;
		const created = await call('POST', `/v2.0/${directory.id}/Users`, ada);
		const { id, meta } = (await created.json()) as { id: string; meta: { location: string } };
		expect(meta.location).toBe(`${base}/Users/${id}`);
		expect(created.headers.get('location')).toBe(meta.location);
		expect(created.headers.get('content-location')).toBe(meta.location);
		const list = await call('GET', `/v2.0/${directory.id}/Users`);
		expect(await list.json()).toMatchObject({ Resources: [{ meta }] });
	});

	test('is told of resources under the host of Rollcall, if not', async () => {
		const { directory, call } = await anApplication();
		const created = await call('POST', `/v2/${directory.id}/Users`, ada, {
			'Rollcall-Scim-Base': 'https://evil.example/scim',
		});
		expect(created.headers.get('location')).toContain(`${ROLLCALL_URL}/scim/v2/${directory.id}/`);
	});
});

describe('Rollcall', () => {
	test.each([
		'javascript:alert(1)',
		'https://user:password@app.example',
		'https://app.example/?query',
		'https://app.example/a b',
		`https://app.example/${'a'.repeat(200)}`,
		'https://',
	])('does not take %s for a base of SCIM', async (base) => {
		const { directory } = await anApplication();
		const answer = await fetch(`${ROLLCALL_URL}/scim/v2/${directory.id}/ServiceProviderConfig`, {
			headers: { 'Rollcall-Scim-Base': base },
		});
		expect(answer.headers.get('content-location')).toContain(ROLLCALL_URL);
	});
});

/** What a forwarder sends where Rollcall would be. */
function recorded(options: Partial<ForwardOptions> = {}) {
	const sent: { url: string; headers: Record<string, string> }[] = [];
	const errors: unknown[] = [];
	const forward = createForwarder({
		url: 'https://rollcall.example',
		onError: (error) => errors.push(error),
		fetch: (url, init) => {
			sent.push({ url, headers: Object.fromEntries(new Headers(init.headers)) });
			return Promise.resolve(
				new Response('{}', {
					headers: {
						'Content-Type': SCIM_JSON,
						'Content-Encoding': 'gzip',
						'Content-Length': '99',
						'Set-Cookie': 'a=b',
						Connection: 'close',
						ETag: 'W/"1"',
					},
				}),
			);
		},
		...options,
	});
	return { forward, sent, errors };
}

describe('the forwarder', () => {
	test('passes on what SCIM needs, and neither cookies nor what only holds on a connection', async () => {
		const { forward, sent } = recorded();
		const answer = await forward(
			new Request('https://app.example/api/scim/v2/dir_1/Users?count=1', {
				headers: {
					Accept: SCIM_JSON,
					Authorization: 'Bearer token',
					Connection: 'keep-alive',
					Cookie: 'session=secret',
					Forwarded: 'for=1.2.3.4',
					Host: 'app.example',
					'If-Match': 'W/"1"',
					'User-Agent': 'Okta',
					'X-Forwarded-Host': 'evil.example',
				},
			}),
		);
		expect(sent).toEqual([
			{
				url: 'https://rollcall.example/scim/v2/dir_1/Users?count=1',
				headers: {
					accept: SCIM_JSON,
					authorization: 'Bearer token',
					'if-match': 'W/"1"',
					'user-agent': 'Okta',
				},
			},
		]);
		expect(Object.fromEntries(answer.headers)).toEqual({
			'content-type': SCIM_JSON,
			etag: 'W/"1"',
		});
	});

	test.each([
		['/api/scim/', '/api/scim/v2/dir_1/Users'],
		['/scim', '/scim/v2/dir_1/Users'],
		['', '/v2/dir_1/Users'],
	])('takes the prefix "%s"', async (prefix, path) => {
		const { forward, sent } = recorded({ prefix, url: 'https://rollcall.example/' });
		await forward(new Request(`https://app.example${path}`));
		expect(sent.map(({ url }) => url)).toEqual(['https://rollcall.example/scim/v2/dir_1/Users']);
	});

	test.each([
		'/v1/directories',
		'/api/scim',
		'/api/scim/',
		'/api/scim/v2',
		'/api/scim/v2/',
		'/api/scim/v1/dir_1/Users',
		'/api/scim/v2.00/dir_1/Users',
		'/api/scim/v2/../../v1/directories',
		'/api/scim/v2/dir_1/../../../v1/directories',
		'/api/scim/v2/%2e%2e/%2e%2e/v1/directories',
		'/api/scim/v2/dir_1/.%2e/%2E./%2e%2E/v1/directories',
		'/api/scim/v2/..%2f..%2fv1/directories',
		'/api/scim/v2/dir_1/Users/..%2F..%2F..%2F..%2Fv1/directories',
		'/api/scim/v2/dir_1/..%5c..%5c..%5cv1',
		'/api/scim/v2/dir_1\\..\\..\\..\\v1',
		'/api/scim//evil.example/v2/dir_1',
		'/api/scim/v2//evil.example/Users',
		'/api/scim/v2/dir_1//v1',
		'/api/scim/v2/https://evil.example/Users',
		'/api/scim/v2/@evil.example/Users',
		'/api/scim/v2/dir_1;/../../v1',
		'/api/scimv2/dir_1/Users',
		'//evil.example/api/scim/v2/dir_1',
	])('sends nothing for %s', async (path) => {
		const { forward, sent } = recorded();
		const answer = await forward(new Request(`https://app.example${path}`));
		expect([answer.status, sent]).toEqual([404, []]);
		expect(await answer.json()).toMatchObject({ status: '404' });
	});

	test('sends nothing but SCIM of a directory to nobody but Rollcall, whatever the path', async () => {
		const piece = fc.oneof(
			fc.constantFrom(
				'..',
				'.',
				'/',
				'//',
				'\\',
				'%2e',
				'%2E%2e',
				'%2f',
				'%5c',
				'@',
				':',
				'?',
				'#',
			),
			fc.constantFrom('v1', 'v2', 'v2.0', 'dir_1', 'Users', 'https://evil.example', '%00', '\t'),
			fc.string(),
		);
		await fc.assert(
			fc.asyncProperty(fc.array(piece), fc.boolean(), async (pieces, isSlashed) => {
				const path = `/api/scim/v2/${pieces.join(isSlashed ? '/' : '')}`;
				fc.pre(URL.canParse(`https://app.example${path}`));
				const { forward, sent } = recorded();
				await forward(new Request(`https://app.example${path}`));
				for (const { url } of sent) {
					// As `fetch` will read it.
					const { origin, pathname } = new URL(url);
					expect(origin).toBe('https://rollcall.example');
					expect(pathname).toMatch(/^\/scim\/v2\/[\w-]+(?:\/|$)/);
					expect(decodeURIComponent(pathname.replaceAll(/%(?![0-7][\da-f])/gi, ''))).not.toMatch(
						/\/\.\.?(?:\/|$)/,
					);
				}
			}),
			{ numRuns: 1000 },
		);
	});

	test('does not follow a target that is no path (RFC 9112 §3.2.2)', async () => {
		const { sent, ...options } = recordingOptions();
		const origin = await listen(express().use(forwardInExpress(options)));
		const { port } = new URL(origin);
		for (const target of [
			'http://evil.example/api/scim/v2/dir_1/Users',
			'/api/scim/v2/dir_1/../../../../v1/directories',
			'//evil.example/api/scim/v2/dir_1/Users',
		]) {
			const status = await rawRequest(Number(port), `GET ${target} HTTP/1.1\r\nHost: app\r\n\r\n`);
			expect([target, status]).toEqual([target, expect.stringMatching(/ 40[04] /)]);
		}
		expect(sent).toEqual([]);
	});

	test('refuses methods that SCIM does not have', async () => {
		const { forward, sent } = recorded();
		const answer = await forward(
			new Request('https://app.example/api/scim/v2/dir_1/Users', { method: 'OPTIONS' }),
		);
		expect([answer.status, sent]).toEqual([405, []]);
		expect(answer.headers.get('allow')).toContain('PATCH');
	});

	test.each([
		['cannot be reached', { fetch: () => Promise.reject(new Error('no route to 10.0.0.1')) }],
		['has no URL', { url: undefined }],
		['has a URL that is none', { url: 'rollcall.example' }],
	])('answers 502 if Rollcall %s, and tells why to the application alone', async (_, options) => {
		const { forward, errors } = recorded(options);
		const answer = await forward(new Request('https://app.example/api/scim/v2/dir_1/Users'));
		expect([answer.status, errors.length]).toEqual([502, 1]);
		expect(await answer.text()).not.toContain('10.0.0.1');
	});

	test('does not follow redirects: the token is for Rollcall', async () => {
		let calls = 0;
		const upstream = await listen((_, response) => {
			calls += 1;
			response.writeHead(302, { Location: '/elsewhere' }).end();
		});
		const forward = createForwarder({ url: upstream });
		const answer = await forward(new Request('https://app.example/api/scim/v2/dir_1/Users'));
		expect([answer.status, calls]).toEqual([302, 1]);
	});

	test('streams answers', async () => {
		const begun = Promise.withResolvers<ServerResponse>();
		const upstream = await listen((_, response) => {
			response.writeHead(200, { 'Content-Type': SCIM_JSON });
			response.write('{"Resources":');
			begun.resolve(response);
		});
		const origin = await listen(express().use(forwardInExpress({ url: upstream })));
		const answer = await fetch(`${origin}/api/scim/v2/dir_1/Users`);
		const reader = answer.body!.pipeThrough(new TextDecoderStream()).getReader();
		expect((await reader.read()).value).toBe('{"Resources":');
		(await begun.promise).end('[]}');
		expect((await reader.read()).value).toBe('[]}');
	});

	test('says loudly that a body parser must not come first', async () => {
		const { sent, errors, ...options } = recordingOptions();
		const app = express().use(express.json({ type: '*/*' }), forwardInExpress(options));
		const origin = await listen(app);
		const init = { method: 'POST', body: ada, headers: { 'Content-Type': SCIM_JSON } };
		const answer = await fetch(`${origin}/api/scim/v2/dir_1/Users`, init);
		expect(answer.status).toBe(500);
		expect(await answer.text()).toContain('before express.json()');
		expect([sent, errors.length]).toEqual([[], 1]);
	});

	test('is a handler of Hono, too', async () => {
		const { sent, ...options } = recordingOptions();
		const app = new Hono().all('/api/scim/*', forwardInHono(options));
		expect((await app.request('/api/scim/v2/dir_1/Users', { method: 'DELETE' })).status).toBe(200);
		expect(sent).toEqual(['https://rollcall.example/scim/v2/dir_1/Users']);
	});
});

function recordingOptions() {
	const sent: string[] = [];
	const errors: unknown[] = [];
	return {
		sent,
		errors,
		url: 'https://rollcall.example',
		onError: (error: unknown) => void errors.push(error),
		fetch: (url: string) => {
			sent.push(url);
			return Promise.resolve(new Response('{}'));
		},
	};
}

/** Sends a request as it is, which no client would write; resolves to the status line. */
async function rawRequest(port: number, text: string): Promise<string> {
	const socket = connect(port, '127.0.0.1');
	onTestFinished(() => void socket.destroy());
	socket.write(text);
	const [answer] = (await new Promise<Buffer[]>((resolve, reject) => {
		socket.once('data', (data: Buffer) => {
			resolve([data]);
		});
		socket.once('error', reject);
	})) as [Buffer];
	return answer.toString().split('\r\n')[0] ?? '';
}
