/** HTTP itself: media types, bodies and their codings, methods, paths, and headers of every answer. */
import { describe, expect, test, vi } from 'vitest';
import { MAX_BODY_BYTES, MAX_BODY_DEPTH } from '../../src/scim/limits.ts';
import {
	api,
	createDirectory,
	group,
	ORIGIN,
	patch,
	send,
	user,
	type Reply,
	type TestDirectory,
} from '../support/client.ts';

const ERROR = 'urn:ietf:params:scim:api:messages:2.0:Error';

const bytesOf = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));

/** A POST of a user whose body is sent as it is: no Content-Type but the one given. */
function post(
	directory: TestDirectory,
	body: BodyInit,
	headers: Record<string, string> = {},
	{ method = 'POST', path = '/Users' } = {},
): Promise<Reply> {
	return send(`${directory.path}${path}`, {
		method,
		headers: { Authorization: `Bearer ${directory.token}`, ...headers },
		body,
	});
}

const compress = async (
	bytes: Uint8Array,
	format: 'gzip' | 'deflate' = 'gzip',
): Promise<Uint8Array> => {
	const compressed = new Blob([bytes]).stream().pipeThrough(new CompressionStream(format));
	return new Uint8Array(await new Response(compressed).arrayBuffer());
};

/** A user with so many levels of nesting in what no schema knows. */
const deep = (levels: number): string => {
	const inner = levels - 1;
	return `{"userName":"deep","other":${'['.repeat(inner)}${']'.repeat(inner)}}`;
};

/** A body in pieces, so that nobody knows its length; tells how many of them were taken. */
function inPieces(piece: Uint8Array, count: number): { body: ReadableStream; taken: () => number } {
	let taken = 0;
	const body = new ReadableStream<Uint8Array>({
		pull: (controller) => {
			if (taken === count) return controller.close();
			taken += 1;
			controller.enqueue(piece.slice());
		},
	});
	return { body, taken: () => taken };
}

describe('RFC 7644 §3.1, §3.8: media types', () => {
	test.each([
		undefined,
		'application/scim+json',
		'application/json',
		'Application/SCIM+JSON; Charset=UTF-8',
		'application/json;charset="utf-8"',
		'application/json ; odata=verbose ; charset=utf8',
		'application/json; profile="a;charset=latin1"; charset=utf-8',
		'application/json;',
	])('a body of Content-Type %s is read', async (contentType) => {
		const directory = await createDirectory();
		const headers = contentType === undefined ? {} : { 'Content-Type': contentType };
		expect((await post(directory, bytesOf(user('anna')), headers)).status).toBe(201);
	});

	test.each([
		'text/plain;charset=UTF-8',
		'application/xml',
		'application/jsonp',
		'json',
		'application/x-www-form-urlencoded',
		'application/json; charset=iso-8859-1',
		'application/scim+json; charset="UTF-16"',
		'application/json; charset=utf-8; charset=latin1',
		'application/scim+json, application/json',
	])('a body of Content-Type %s is 415', async (contentType) => {
		const directory = await createDirectory();
		const reply = await post(directory, bytesOf(user('anna')), { 'Content-Type': contentType });
		expect(reply.status).toBe(415);
		expect(reply.body['detail']).toContain('application/scim+json or application/json');
		// RFC 9110 §12.5.3: Accept-Encoding would say that the coding is to blame.
		expect(reply.headers.get('Accept-Encoding')).toBeNull();
	});

	const scim = 'application/scim+json';
	const json = 'application/json';
	test.each([
		[undefined, scim],
		['*/*', scim],
		['application/scim+json', scim],
		['application/json', json],
		['Application/JSON;charset=UTF-8', json],
		['application/json, application/scim+json', scim],
		['application/scim+json;q=0.5, application/json;q=0.8', json],
		['application/scim+json; q=0.8, application/json; q=0.5', scim],
		['application/json, */*;q=0.1', json],
		['application/json;q=0.2, application/*;q=0.9', scim],
		['application/*;q=0.5, application/scim+json;q=0', json],
		['application/json;q="1.0", application/scim+json;q=0.9', json],
		['application/json;q=much', scim],
		['text/html, image/png', scim],
		['application/json;q=0', scim],
		['', scim],
		[';;,,/q=="', scim],
	])('Accept %s is answered as %s', async (accept, expected) => {
		const directory = await createDirectory();
		const headers = accept === undefined ? {} : { Accept: accept };
		for (const reply of [
			await directory.scim('POST', '/Users', user('anna'), headers),
			await directory.scim('GET', '/Users', undefined, headers),
			await directory.scim('HEAD', '/Users', undefined, headers),
			await directory.scim('GET', '/Schemas', undefined, headers),
			await directory.scim('GET', '/Users/none', undefined, headers),
			await directory.scim('GET', '/Me', undefined, headers),
			await directory.scim('GET', '/Users', undefined, { ...headers, Authorization: 'Bearer x' }),
			await send('/scim/v1/x/Users', { headers }),
		]) {
			expect(reply.headers.get('Content-Type')).toBe(expected);
			expect(reply.headers.get('Vary')).toBeNull();
		}
	});
});

describe('RFC 9110 §8.4: content codings', () => {
	const JSON_TYPE = { 'Content-Type': 'application/scim+json' };

	test.each([
		['gzip', 'gzip'],
		['x-gzip', 'gzip'],
		['GZip', 'gzip'],
		['deflate', 'deflate'],
		['identity', undefined],
		['', undefined],
	] as const)('%s is undone, in POST, PUT and PATCH', async (coding, format) => {
		const directory = await createDirectory();
		const code = (value: unknown) =>
			format === undefined ? bytesOf(value) : compress(bytesOf(value), format);
		const headers = { ...JSON_TYPE, 'Content-Encoding': coding };
		const created = await post(directory, await code(user('anna')), headers);
		expect(created.status).toBe(201);
		const path = `/Users/${String(created.body['id'])}`;
		const replaced = user('anna', { title: 'Captain '.repeat(1_000) });
		const put = await post(directory, await code(replaced), headers, { method: 'PUT', path });
		expect(put.body['title']).toBe(replaced['title' as keyof typeof replaced]);
		const change = patch({ op: 'replace', path: 'title', value: 'Cook' });
		const patched = await post(directory, await code(change), headers, { method: 'PATCH', path });
		expect(patched.body['title']).toBe('Cook');
	});

	test.each(['br', 'zstd', 'compress', 'gzip, gzip', 'gzip, identity', 'aws-chunked', 'gzip;q=1'])(
		'%s is 415, and the answer says what is possible',
		async (coding) => {
			const directory = await createDirectory();
			const body = await compress(bytesOf(user('anna')));
			const reply = await post(directory, body, { ...JSON_TYPE, 'Content-Encoding': coding });
			expect(reply.status).toBe(415);
			expect(reply.headers.get('Accept-Encoding')).toBe('gzip, deflate');
			expect(reply.body['detail']).toContain(coding);
		},
	);

	test('what is corrupt, cut short or followed by something is 400 invalidSyntax', async () => {
		const directory = await createDirectory();
		const good = await compress(bytesOf(user('anna')));
		const with_ = (at: number, value: number) => good.with(at, value);
		for (const [name, bytes] of Object.entries({
			'not compressed': bytesOf(user('anna')),
			deflate: await compress(bytesOf(user('anna')), 'deflate'),
			empty: new Uint8Array(),
			'cut in the header': good.subarray(0, 5),
			'cut in the middle': good.subarray(0, good.length / 2),
			'cut in the trailer': good.subarray(0, -1),
			'another checksum': with_(good.length - 8, (good.at(-8) ?? 0) ^ 1),
			'another byte': with_(20, (good[20] ?? 0) ^ 0xff),
			'more behind': new Uint8Array([...good, 0]),
			twice: new Uint8Array([...good, ...good]),
		})) {
			const reply = await post(directory, bytes, { ...JSON_TYPE, 'Content-Encoding': 'gzip' });
			expect(reply.status, name).toBe(400);
			expect(reply.body['scimType'], name).toBe('invalidSyntax');
		}
		const noText = await compress(new Uint8Array([0x7b, 0xff, 0x7d]));
		const reply = await post(directory, noText, { ...JSON_TYPE, 'Content-Encoding': 'gzip' });
		expect(reply.body['detail']).toContain('UTF-8');
		expect(await directory.events()).toEqual([]);
	});

	test('the limit is that of the text, and a bomb is not inflated beyond it', async () => {
		const directory = await createDirectory();
		const headers = { ...JSON_TYPE, 'Content-Encoding': 'gzip' };
		const text = JSON.stringify(user('anna'));
		const most = await compress(new TextEncoder().encode(text.padEnd(MAX_BODY_BYTES)));
		expect((await post(directory, most, headers)).status).toBe(201);
		const more = await compress(new TextEncoder().encode(text.padEnd(MAX_BODY_BYTES + 1)));
		expect((await post(directory, more, headers)).status).toBe(413);

		// Zeros become a thousandth: each piece inflates to 16 MiB, all of them to 4 GiB.
		const piece = (await compress(new Uint8Array(16 * 1024 * 1024))).subarray(10, -8);
		const header = (await compress(new Uint8Array(0))).subarray(0, 10);
		const bomb = inPieces(new Uint8Array([...header, ...piece]), 256);
		expect((await post(directory, bomb.body, headers)).status).toBe(413);
		expect(bomb.taken()).toBeLessThan(4);
	});

	test('compressed data that goes on without becoming anything ends at the limit, too', async () => {
		const directory = await createDirectory();
		// RFC 1951 §3.2.4: stored blocks of no bytes, after a zlib header (RFC 1950 §2.2).
		const blocks = new Uint8Array(64 * 1024);
		for (let at = 0; at + 5 <= blocks.length; at += 5) blocks.set([0, 0, 0, 0xff, 0xff], at);
		const endless = inPieces(blocks.subarray(0, blocks.length - (blocks.length % 5)), Infinity);
		let isFirst = true;
		const body = endless.body.pipeThrough(
			new TransformStream<Uint8Array, Uint8Array>({
				transform: (chunk, controller) => {
					if (isFirst) controller.enqueue(new Uint8Array([0x78, 0x9c]));
					isFirst = false;
					controller.enqueue(chunk);
				},
			}),
		);
		const reply = await post(directory, body, { ...JSON_TYPE, 'Content-Encoding': 'deflate' });
		expect(reply.status).toBe(400);
		expect(reply.body['scimType']).toBe('invalidSyntax');
	});
});

describe('RFC 8259: the JSON of a body', () => {
	test.each([
		['nothing', '', 400],
		['white space', ' \n\t', 400],
		['null', 'null', 400],
		['an array', '[{"userName":"anna"}]', 400],
		['a number', '17', 400],
		['text', '"anna"', 400],
		['true', 'true', 400],
		['half an object', '{"userName":"anna"', 400],
		['something behind', '{"userName":"anna"}{}', 400],
		['a comment', '{"userName":"anna"/* */}', 400],
		['a trailing comma', '{"userName":"anna",}', 400],
		['single quotes', "{'userName':'anna'}", 400],
		['NaN', '{"userName":"anna","other":NaN}', 400],
		['a control character in text', '{"userName":"an\u0001na"}', 400],
		['UTF-16', new Uint8Array([0xff, 0xfe, 0x7b, 0, 0x7d, 0]), 400],
		['half a character', new Uint8Array([0x7b, 0x7d, 0xc3]), 400],
		['a lone surrogate in UTF-8', new Uint8Array([0x22, 0xed, 0xa0, 0x80, 0x22]), 400],
		['too deep a nesting', deep(MAX_BODY_DEPTH + 1), 400],
		['nesting that would overflow a stack', deep(500_000), 400],
		['the deepest nesting', deep(MAX_BODY_DEPTH), 200],
		['brackets in text', `{"userName":"${'[{'.repeat(100)}"}`, 200],
		['brackets and quotes in text', `{"userName":"\\"${'[{'.repeat(100)}\\\\"}`, 200],
		['a byte order mark', '\ufeff{"userName":"anna"}', 200],
		['a name given twice, of which the last counts', '{"userName":1,"userName":"anna"}', 200],
		['white space around', '\r\n {"userName" : "anna"} \t', 200],
	])('%s', async (name, body, status) => {
		// Of a type whose bodies need not name their schemas.
		const directory = await createDirectory('google');
		const headers = { 'Content-Type': 'application/scim+json' };
		const target = await directory.scim('POST', '/Users', user('someone'));
		const path = `/Users/${String(target.body['id'])}`;
		const before = (await directory.events()).length;
		const created = await post(directory, body, headers);
		expect(created.status).toBe(status === 200 ? 201 : 400);
		if (status === 200) return;
		for (const reply of [
			created,
			await post(directory, body, headers, { method: 'PUT', path }),
			await post(directory, body, headers, { method: 'PATCH', path }),
		]) {
			expect(reply.status, name).toBe(400);
			expect(reply.body).toMatchObject({
				schemas: [ERROR],
				status: '400',
				scimType: 'invalidSyntax',
				detail: expect.any(String),
			});
		}
		expect(await directory.events()).toHaveLength(before);
	});

	test.each(['with Content-Length', 'without'])('the limit of its size, %s', async (kind) => {
		const directory = await createDirectory();
		const text = JSON.stringify(user('anna'));
		for (const [size, status] of [
			[MAX_BODY_BYTES + 1, 413],
			[MAX_BODY_BYTES, 201],
		] as const) {
			const bytes = new TextEncoder().encode(text.padEnd(size));
			const headers = {
				'Content-Type': 'application/json',
				...(kind === 'without' ? {} : { 'Content-Length': String(size) }),
			};
			const body = kind === 'without' ? inPieces(bytes, 1).body : bytes;
			const reply = await post(directory, body, headers);
			expect(reply.status).toBe(status);
			expect(reply.body).toMatchObject(
				status === 413 ? { schemas: [ERROR], status: '413' } : { userName: 'anna' },
			);
		}
	});

	test('a body that DELETE does not need is not looked at', async () => {
		const directory = await createDirectory();
		const created = await directory.scim('POST', '/Users', user('anna'));
		const path = `/Users/${String(created.body['id'])}`;
		const headers = { 'Content-Type': 'text/xml', 'Content-Encoding': 'br' };
		const reply = await post(directory, '{"broken', headers, { method: 'DELETE', path });
		expect(reply.status).toBe(204);
	});
});

describe('RFC 9110 §9: methods', () => {
	test('HEAD says what GET says, without a body', async () => {
		const directory = await createDirectory();
		const created = await directory.scim('POST', '/Users', user('anna'));
		const id = String(created.body['id']);
		await directory.scim('POST', '/Groups', group('Crew', [id]));
		for (const path of [
			`/Users/${id}`,
			'/Users',
			'/Groups?count=1',
			'/Users?filter=userName%20eq',
			'/Users/none',
			'/ServiceProviderConfig',
			'/Schemas',
			'/ResourceTypes/User',
			'/Me',
			'/Nowhere',
		]) {
			const get = await directory.scim('GET', path);
			const head = await directory.scim('HEAD', path);
			const ofItsOwn = new Set(['x-request-id', 'content-length']);
			const rest = ({ headers }: Reply) => [...headers].filter(([name]) => !ofItsOwn.has(name));
			expect(head.status, path).toBe(get.status);
			// The runtime adds it to an answer that has a body.
			expect(head.headers.get('Content-Length')).toBe(String(bytesOf(get.body).length));
			expect(rest(head), path).toEqual(rest(get));
			expect(head.body, path).toBeUndefined();
		}
	});

	test('what is not possible is 405 and says what is', async () => {
		const directory = await createDirectory();
		const read = 'GET, HEAD';
		for (const [path, allow] of [
			['/Users', `${read}, POST`],
			['/Groups/', `${read}, POST`],
			['/Users/x', `DELETE, ${read}, PATCH, PUT`],
			['/Groups/x/', `DELETE, ${read}, PATCH, PUT`],
			['/ServiceProviderConfig', read],
			['/Schemas', read],
			['/Schemas/urn:x', read],
			['/ResourceTypes', read],
			['/ResourceTypes/User/', read],
		] as const) {
			for (const method of ['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND']) {
				if (allow.split(', ').includes(method)) continue;
				const reply = await directory.scim(method, path);
				expect(reply.status, `${method} ${path}`).toBe(405);
				expect(reply.headers.get('Allow')).toBe(allow);
				expect(reply.body).toMatchObject({ schemas: [ERROR], status: '405' });
			}
		}
	});
});

describe('RFC 3986: paths', () => {
	test('a trailing slash and an escaped letter change nothing', async () => {
		const directory = await createDirectory();
		const created = await directory.scim('POST', '/Users/', user('anna bee'));
		expect(created.status).toBe(201);
		const id = String(created.body['id']);
		for (const path of [
			'/Users/',
			'/%55sers',
			`/Users/${id}/`,
			`/Users/%${id.charCodeAt(0).toString(16)}${id.slice(1)}`,
			'/ServiceProviderConfig/',
			'/Schemas/',
			'/ResourceTypes/',
		]) {
			expect((await directory.scim('GET', path)).status, path).toBe(200);
		}
		for (const path of [
			'/Users?filter=userName%20eq%20%22anna%20bee%22',
			'/Users?filter=userName+eq+%22anna+bee%22',
			'/Users/?filter=userName%20eq%20%22%61nna%20bee%22',
		]) {
			expect((await directory.scim('GET', path)).body, path).toMatchObject({ totalResults: 1 });
		}
		const put = await directory.scim('PUT', `/Users/${id}/`, user('anna'));
		expect(put.headers.get('Location')).toBe(`${ORIGIN}${directory.path}/Users/${id}`);
	});

	test.each([
		'/Users/a%2Fb',
		'/Users/%2F',
		'/Users/%00',
		'/Users/%0A',
		'/Users/%zz',
		'/Users/%',
		'/Users/%C3',
		'/Users/%ED%A0%80',
		'/Users/%25',
		'/Users/%E2%98%83',
		'/Users/%F0%9F%98%80',
		'/Users/é',
		"/Users/'%20OR%201=1--",
		'/Users/%2e%2e%2fGroups',
		'/Users/constructor',
		'/Users/__proto__',
		'/Users/*',
		'/Users/:id',
		`/Users/${'x'.repeat(10_000)}`,
		`/Users/${'%20'.repeat(3_000)}`,
		'/Users/x/y',
		'/Users//x',
		'/users',
		'/USERS',
		'/groups/x',
		'/schemas',
		'/serviceproviderconfig',
		'/me',
		'/User',
		'/Nowhere',
		'/%00',
		'/%zz',
		'/..%2fUsers',
		'/constructor',
	])('there is nothing at %s, which is said as a SCIM error', async (path) => {
		const directory = await createDirectory();
		for (const method of ['GET', 'PUT', 'PATCH', 'DELETE']) {
			const body = method.startsWith('P') ? '{"userName":"x"}' : undefined;
			const reply = await directory.scim(method, path, body);
			expect(reply.status, method).toBe(404);
			expect(reply.body).toMatchObject({ schemas: [ERROR], status: '404' });
			expect(reply.body).not.toHaveProperty('scimType');
			expect(reply.headers.get('Location')).toBeNull();
		}
	});

	test.each([
		['%zz', 400],
		['%00', 400],
		['%FF%FE', 400],
		['+', 400],
		['userName%20eq%20%22%zz%22', 400],
		['userName%20eq%20%22%00%22', 400],
		['userName%20eq%20%22%E2%98%83%22', 200],
		['userName%20eq%20%22%FF%22', 400],
		['userName%20eq%20%22a%26b%3D%23%22', 200],
	])('the escapes in a filter, %s: %i', async (filter, status) => {
		const directory = await createDirectory();
		const reply = await directory.scim('GET', `/Users?filter=${filter}`);
		expect(reply.status).toBe(status);
		expect(reply.body).toMatchObject(
			status === 200 ? { totalResults: 0 } : { scimType: 'invalidFilter' },
		);
	});

	test.each([
		['/scim', 404],
		['/scim/', 404],
		['/scim/v2', 404],
		['/scim/v2/', 404],
		['/scim/v2//Users', 404],
		['/scim/V2/x/Users', 404],
		['/scim/nowhere', 404],
		['/scim/v1/x/Users', 400],
		['/scim/v3/x/Users', 400],
		['/scim/v1', 400],
		['/scim/v1.1/x', 400],
		['/scim/v22/x/Users', 400],
		['/scim/v2.0/x/Users', 400],
	])(
		'RFC 7644 §3.13: %s, where no directory is named or no v2 is spoken: %i',
		async (path, status) => {
			for (const method of ['GET', 'POST', 'DELETE']) {
				const reply = await send(path, { method });
				expect(reply.status, method).toBe(status);
				expect(reply.body).toMatchObject({ schemas: [ERROR], status: String(status) });
				expect(reply.body['scimType']).toBe(status === 400 ? 'invalidVers' : undefined);
			}
		},
	);

	test('a path in a bulk request may hold what no URI can', async () => {
		const directory = await createDirectory();
		const path = '/Users/\udc00x';
		const reply = await directory.scim<{ Operations: unknown[] }>('POST', '/Bulk', {
			schemas: ['urn:ietf:params:scim:api:messages:2.0:BulkRequest'],
			Operations: [
				{ method: 'POST', path: '/Users', bulkId: 'a', data: user('anna') },
				{ method: 'DELETE', path },
			],
		});
		expect(reply.status).toBe(200);
		expect(reply.body.Operations).toMatchObject([{ status: '201' }, { status: '404' }]);
	});

	test('what is not SCIM is no SCIM error', async () => {
		const reply = await send('/scimitar');
		expect(reply.status).toBe(404);
		expect(reply.headers.get('Content-Type')).toBe('application/problem+json');
	});
});

describe('RFC 7643 §3.1: where a resource is', () => {
	test('every answer that shows one says it in meta, Location and Content-Location', async () => {
		const directory = await createDirectory();
		const created = await directory.scim('POST', '/Users', user('anna'));
		const path = `/Users/${String(created.body['id'])}`;
		const change = patch({ op: 'replace', path: 'title', value: 'Captain' });
		for (const reply of [
			created,
			await directory.scim('GET', path),
			await directory.scim('HEAD', path),
			await directory.scim('PUT', path, user('anna')),
			await directory.scim('PATCH', path, change),
			await directory.scim('PATCH', `${path}?attributes=userName`, change),
		]) {
			const location = `${ORIGIN}${directory.path}${path}`;
			expect(reply.headers.get('Location')).toBe(location);
			expect(reply.headers.get('Content-Location')).toBe(location);
			const { meta = { location } } = reply.body ?? {};
			expect(meta).toMatchObject({ location });
		}
		const { body: crew } = await directory.scim('POST', '/Groups', group('Crew'));
		const crewPath = `/Groups/${String(crew['id'])}`;
		const rename = patch({ op: 'replace', path: 'displayName', value: 'The Crew' });
		const renamed = await directory.scim('PATCH', crewPath, rename);
		expect(renamed.status).toBe(204);
		expect(renamed.headers.get('Location')).toBe(`${ORIGIN}${directory.path}${crewPath}`);
		expect(renamed.headers.get('ETag')).toBe('W/"2"');
		const deleted = await directory.scim('DELETE', path);
		expect(deleted.status).toBe(204);
		expect(deleted.headers.get('Location')).toBeNull();
		expect(deleted.headers.get('ETag')).toBeNull();
		for (const { headers, body } of [renamed, deleted]) {
			expect(body).toBeUndefined();
			expect(headers.get('Content-Type')).toBeNull();
			expect(headers.get('Content-Location')).toBeNull();
		}
	});
});

describe('every answer', () => {
	test('has a request id, is kept by nobody, and sends nobody elsewhere', async () => {
		const directory = await createDirectory();
		const created = await directory.scim('POST', '/Users', user('anna'));
		const path = `/Users/${String(created.body['id'])}`;
		const ids = new Set<string | null>();
		const replies = [
			created,
			await directory.scim('GET', path, undefined, { 'If-None-Match': '*' }),
			await directory.scim('HEAD', path),
			await directory.scim('GET', '/Users', undefined, { Authorization: 'Bearer x' }),
			await directory.scim('GET', '/Nowhere'),
			await directory.scim('PUT', '/Users', '{}'),
			await directory.scim('GET', '/Me'),
			await directory.scim('POST', '/Users', '{"broken'),
			await directory.scim('DELETE', path),
			await send(`${directory.path}/ServiceProviderConfig`),
			await send('/scim/v1/x'),
			await send('/nowhere'),
		];
		for (const { status, headers } of replies) {
			expect(headers.get('Cache-Control')).toBe('no-store');
			expect(headers.get('X-Request-Id')).toMatch(/^req_[0-9a-f]{32}$/);
			expect([301, 302, 303, 307, 308]).not.toContain(status);
			expect(headers.has('WWW-Authenticate')).toBe(status === 401);
			ids.add(headers.get('X-Request-Id'));
		}
		expect(ids.size).toBe(replies.length);
	});

	test('leaves a line in the log that holds nothing personal', async () => {
		const directory = await createDirectory();
		const id = '0190b1c2-0000-7000-8000-000000000000';
		const base = directory.path;
		const lines = vi.spyOn(console, 'log');
		for (const [path, logged] of [
			[`${base}/Users/${id}`, `${base}/Users/${id}`],
			[`${base}/Users/anna@example.com`, `${base}/Users/…`],
			[`${base}/Users/anna/`, `${base}/Users/…`],
			[`${base}/%55sers/v2anna`, `${base}/Users/…`],
			[`${base}/Users/dir_anna/title`, `${base}/Users/…/…`],
			[`${base}/Users/anna%2Fberg`, `${base}/Users/…`],
			[`${base}/Users/a%0Ab`, `${base}/Users/…`],
			[`${base}/User/anna`, `${base}/…/…`],
			[`${base}/users/anna`, `${base}/…/…`],
			[`${base}/Me/anna`, `${base}/Me/…`],
			[`${base}/.search`, `${base}/.search`],
			[`${base}/Users/.search`, `${base}/Users/.search`],
			[`${base}/Bulk`, `${base}/Bulk`],
			[`${base}/Users?filter=userName%20eq%20%22anna%22`, `${base}/Users`],
			['/scim/v2/anna@example.com/Users', '/scim/v2/…/Users'],
			['/scim/v1/anna', '/scim/v1/…'],
			['/Users/anna', '/Users/…'],
		] as const) {
			lines.mockClear();
			await send(path, { headers: { Authorization: `Bearer ${directory.token}` } });
			const line = lines.mock.calls
				.map(([text]) => JSON.parse(String(text)) as { event: string; path: string })
				.find(({ event }) => event === 'http.request');
			expect(line?.path).toBe(logged);
			expect(JSON.stringify(lines.mock.calls)).not.toMatch(/anna|rcscim_/);
		}
		lines.mockRestore();
		expect((await api('GET', `/directories/${directory.id}`)).status).toBe(200);
	});
});
