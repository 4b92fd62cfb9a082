/** Entity tags and the preconditions that name them, for reads and for writes. */
import { describe, expect, test } from 'vitest';
import {
	createDirectory,
	group,
	patch,
	user,
	type Reply,
	type TestDirectory,
} from '../support/client.ts';

type Headers = Record<string, string>;

const tagOf = ({ headers }: Reply): string => headers.get('ETag') ?? '';
const versionOf = ({ body }: Reply): string =>
	(body['meta'] as { version: string } | undefined)?.version ?? '';

async function create(directory: TestDirectory, path: string, body: unknown): Promise<string> {
	const created = await directory.scim('POST', path, body);
	expect(created.status).toBe(201);
	return `${path}/${String(created.body['id'])}`;
}

const idIn = (path: string): string => path.split('/').at(-1) ?? '';
const isUser = (path: string): boolean => path.startsWith('/Users');
const rename = (path: string, value: string) => patch({ op: 'replace', path, value });

describe('RFC 7644 §3.14: the tag', () => {
	test('is the version of a resource that shows no others', async () => {
		const directory = await createDirectory();
		const created = await directory.scim('POST', '/Users', user('anna'));
		expect(tagOf(created)).toBe('W/"1"');
		const path = `/Users/${String(created.body['id'])}`;
		expect(tagOf(await directory.scim('PATCH', path, rename('title', 'Captain')))).toBe('W/"2"');
		expect(tagOf(await directory.scim('PATCH', path, rename('title', 'Captain')))).toBe('W/"2"');
		expect(tagOf(await directory.scim('PUT', path, user('anna')))).toBe('W/"3"');
	});

	test('moves with a user’s groups and with a member’s name, which no version counts', async () => {
		const directory = await createDirectory();
		const anna = await create(directory, '/Users', user('anna'));
		const crew = await create(directory, '/Groups', group('Crew', [idIn(anna)]));
		const seen = new Set<string>();
		const look = async (path: string) => {
			const reply = await directory.scim('GET', path);
			expect(tagOf(reply)).toBe(versionOf(reply));
			seen.add(`${path} ${tagOf(reply)}`);
			return tagOf(reply);
		};
		const annaInCrew = await look(anna);
		const crewWithAnna = await look(crew);
		expect(annaInCrew).toMatch(/^W\/"1-[0-9a-z]+"$/);
		expect(crewWithAnna).toMatch(/^W\/"1-[0-9a-z]+"$/);
		expect((await directory.scim('GET', crew, undefined, ifNoneMatch(crewWithAnna))).status).toBe(
			304,
		);

		await directory.scim('PATCH', anna, rename('displayName', 'Ann'));
		expect(await look(crew)).not.toBe(crewWithAnna);
		await directory.scim('PATCH', crew, rename('displayName', 'The Crew'));
		expect(await look(anna)).not.toBe(annaInCrew.replace('1-', '2-'));
		await directory.scim('PATCH', crew, patch({ op: 'remove', path: 'members' }));
		expect(await look(anna)).toBe('W/"2"');
		expect(await look(crew)).toBe('W/"3"');
		expect(seen.size).toBe(6);
	});

	test('is that of a GET with the same view in every answer, in lists too', async () => {
		const directory = await createDirectory();
		const anna = await create(directory, '/Users', user('anna', { displayName: 'Anna' }));
		const bert = await create(directory, '/Users', user('bert'));
		const inner = await create(directory, '/Groups', group('Inner', [idIn(bert)]));
		const members = [anna, bert, inner].map(idIn);
		const created = await directory.scim('POST', '/Groups', group('Crew', members));
		const crew = `/Groups/${String(created.body['id'])}`;
		const same = async (reply: Reply, path: string) => {
			expect(tagOf(reply)).not.toBe('');
			expect([tagOf(reply), versionOf(reply) || tagOf(reply)]).toEqual(
				Array(2).fill(tagOf(await directory.scim('GET', path))),
			);
		};
		await same(created, crew);
		await same(await directory.scim('PUT', crew, group('Crew!', members.toReversed())), crew);
		await same(await directory.scim('PATCH', bert, rename('title', 'Cook')), bert);
		await same(await directory.scim('PUT', bert, user('bert')), bert);
		const views = [
			'?attributes=members.display',
			'?attributes=displayName',
			'?attributes=meta.version',
			'?excludedAttributes=members',
		];
		for (const view of views) {
			const path = `${crew}${view}`;
			await same(await directory.scim('PUT', path, group(view, members)), path);
			// RFC 7644 §3.5.2: without "attributes" it may be answered 204, which shows no members.
			if (view.startsWith('?excluded')) continue;
			await same(await directory.scim('PATCH', path, rename('displayName', `${view}!`)), path);
		}
		for (const [path, view] of [
			['/Users', ''],
			['/Groups', ''],
			['/Groups', '?excludedAttributes=members'],
			['/Groups', '?attributes=meta'],
		] as const) {
			const list = await directory.scim<{ Resources: { id: string; meta: { version: string } }[] }>(
				'GET',
				`${path}${view}`,
			);
			expect(list.headers.get('ETag')).toBeNull();
			expect(list.body.Resources.length).toBeGreaterThan(1);
			for (const { id, meta } of list.body.Resources) {
				expect(meta.version).toBe(tagOf(await directory.scim('GET', `${path}/${id}${view}`)));
			}
		}
	});

	test('is the version after a PATCH that shows nothing, and a later write may name it', async () => {
		const directory = await createDirectory();
		const anna = await create(directory, '/Users', user('anna'));
		const crew = await create(directory, '/Groups', group('Crew', [idIn(anna)]));
		const patched = await directory.scim('PATCH', crew, rename('displayName', 'The Crew'));
		expect([patched.status, tagOf(patched)]).toEqual([204, 'W/"2"']);
		const next = rename('displayName', 'Crew');
		expect((await directory.scim('PATCH', crew, next, ifMatch(tagOf(patched)))).status).toBe(204);
		expect((await directory.scim('PATCH', crew, next, ifMatch(tagOf(patched)))).status).toBe(412);
	});

	test('is the plain version in an event, which shows no others', async () => {
		const directory = await createDirectory();
		const anna = await create(directory, '/Users', user('anna'));
		await create(directory, '/Groups', group('Crew', [idIn(anna)]));
		await directory.scim('PATCH', anna, rename('title', 'Captain'));
		expect((await directory.events()).at(-1)?.data).toMatchObject({
			raw: { meta: { version: 'W/"2"' } },
		});
	});
});

const ifMatch = (tag: string): Headers => ({ 'If-Match': tag });
const ifNoneMatch = (tag: string): Headers => ({ 'If-None-Match': tag });

/** What a request with these headers is answered, for a resource whose tag is `W/"2-<mark>"`. */
const CONDITIONS: readonly (readonly [
	name: string,
	headers: (tag: string) => Headers,
	read: number,
	write: number,
])[] = [
	['no precondition', () => ({}), 200, 200],
	['If-Match with the tag', ifMatch, 200, 200],
	['If-Match with the tag as a strong one', (tag) => ifMatch(tag.slice(2)), 200, 200],
	['If-Match with the version alone', () => ifMatch('W/"2"'), 412, 200],
	['If-Match with other related resources', () => ifMatch('W/"2-other"'), 412, 200],
	['If-Match with a list that has the tag', (tag) => ifMatch(`"x", W/"1",${tag}`), 200, 200],
	['If-Match with another version', () => ifMatch('W/"1"'), 412, 412],
	['If-Match with a version that begins alike', () => ifMatch('W/"20"'), 412, 412],
	['If-Match with *', () => ifMatch('*'), 200, 200],
	['If-Match with an unquoted tag', () => ifMatch('2'), 412, 412],
	['If-Match with an unfinished tag', () => ifMatch('W/"2'), 412, 412],
	['If-Match with a * among tags', () => ifMatch('W/"1", *'), 412, 412],
	['If-Match with a name that objects inherit', () => ifMatch('"constructor"'), 412, 412],
	['If-None-Match with the tag', ifNoneMatch, 304, 412],
	['If-None-Match with the tag as a strong one', (tag) => ifNoneMatch(tag.slice(2)), 304, 412],
	['If-None-Match with the version alone', () => ifNoneMatch('W/"2"'), 200, 412],
	['If-None-Match with a list', (tag) => ifNoneMatch(`"x", ${tag}`), 304, 412],
	['If-None-Match with another version', () => ifNoneMatch('W/"1"'), 200, 200],
	['If-None-Match with *', () => ifNoneMatch('*'), 304, 412],
	['If-None-Match with what is no tag', () => ifNoneMatch('2, W/2, "2'), 200, 200],
	[
		'If-Match before If-None-Match',
		(tag) => ({ ...ifMatch('"1"'), ...ifNoneMatch(tag) }),
		412,
		412,
	],
	['both, met and unmet', (tag) => ({ ...ifMatch(tag), ...ifNoneMatch(tag) }), 304, 412],
];

describe('RFC 9110 §13: preconditions', () => {
	test.each(CONDITIONS)('%s', async (_name, headersOf, read, write) => {
		const directory = await createDirectory();
		const anna = await create(directory, '/Users', user('anna'));
		await directory.scim('PATCH', anna, rename('title', 'Captain'));
		const crew = await create(directory, '/Groups', group('Crew', [idIn(anna)]));
		await directory.scim('PATCH', crew, rename('displayName', 'The Crew'));
		for (const path of [anna, crew]) {
			const tag = tagOf(await directory.scim('GET', path));
			expect(tag).toMatch(/^W\/"2-/);
			const headers = headersOf(tag);
			for (const method of ['GET', 'HEAD']) {
				const reply = await directory.scim(method, path, undefined, headers);
				expect(reply.status, method).toBe(read);
				if (read === 412) continue;
				expect(reply.headers.get('ETag')).toBe(tag);
				expect(reply.headers.get('Location')).toMatch(new RegExp(`${path}$`));
				expect(reply.body === undefined).toBe(read === 304 || method === 'HEAD');
			}
		}
		const before = (await directory.events()).length;
		for (const path of [anna, crew]) {
			const headers = headersOf(tagOf(await directory.scim('GET', path)));
			const body = isUser(path) ? user('anna', { title: 'Captain' }) : rename('externalId', 'x');
			const method = isUser(path) ? 'PUT' : 'PATCH';
			const changed = await directory.scim(method, `${path}?attributes=id`, body, headers);
			expect(changed.status, method).toBe(write);
			if (write !== 412) continue;
			expect(changed.body).toMatchObject({
				status: '412',
				detail: expect.stringContaining('W/"2"'),
			});
			const deleted = await directory.scim('DELETE', path, undefined, headers);
			expect(deleted.status).toBe(412);
		}
		expect(await directory.events()).toHaveLength(write === 412 ? before : before + 1);
		if (write === 412) return;
		const headers = headersOf(tagOf(await directory.scim('GET', anna)));
		expect((await directory.scim('DELETE', anna, undefined, headers)).status).toBe(204);
	});

	test.each([{ 'If-Match': '*' }, { 'If-Match': 'W/"1"' }, { 'If-None-Match': '*' }])(
		'a resource that does not exist is 404, whatever is asked of its tag (%j)',
		async (headers) => {
			const directory = await createDirectory();
			for (const [method, body] of [
				['GET', undefined],
				['PUT', user('anna')],
				['PATCH', rename('title', 'x')],
				['DELETE', undefined],
			] as const) {
				const reply = await directory.scim(method, '/Users/none', body, headers);
				expect(reply.status, method).toBe(404);
			}
		},
	);

	test('have no meaning where there is no tag: creating and listing', async () => {
		const directory = await createDirectory();
		const headers = { 'If-Match': 'W/"7"', 'If-None-Match': '*' };
		expect((await directory.scim('POST', '/Users', user('anna'), headers)).status).toBe(201);
		expect((await directory.scim('GET', '/Users', undefined, headers)).status).toBe(200);
		expect((await directory.scim('GET', '/Schemas', undefined, headers)).status).toBe(200);
	});

	test('are looked at after the token and the resource, and before what the body says', async () => {
		const directory = await createDirectory();
		const anna = await create(directory, '/Users', user('anna'));
		const stale = { 'If-Match': 'W/"7"' };
		const ask = async (path: string, body: string, headers: Headers) =>
			(await directory.scim('PUT', path, body, headers)).status;
		const wrong = { ...stale, Authorization: 'Bearer wrong' };
		expect(await ask('/Users/none', '{"broken', wrong)).toBe(401);
		expect(await ask('/Users/none', '{"broken', stale)).toBe(404);
		expect(await ask(anna, '{"broken', stale)).toBe(412);
		expect(await ask(anna, '{"userName":1}', stale)).toBe(412);
		expect(await ask(anna, '{"broken', {})).toBe(400);
		expect(await ask(anna, '{"userName":1}', {})).toBe(400);
		// RFC 9110 §13.2.1: what shows without a look into the body is said before.
		expect(await ask(anna, '{}', { ...stale, 'Content-Type': 'text/xml' })).toBe(415);
		expect(await ask('/Users/none', '{}', { 'Content-Type': 'text/xml' })).toBe(404);
	});
});
