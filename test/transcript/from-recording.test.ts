/** Transcripts of recordings: what is left out, what is added, and what is told of it. */
import { globSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { difference } from '../../src/transcript/difference.ts';
import type { Exchange } from '../../src/transcript/exchange.ts';
import { toTranscript } from '../../src/transcript/from-recording.ts';
import { readTranscript } from '../../src/transcript/read.ts';

const ERROR = 'urn:ietf:params:scim:api:messages:2.0:Error';
const LIST = 'urn:ietf:params:scim:api:messages:2.0:ListResponse';
const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
const ADA = '0199d3f0-c4a2-7c51-a1d4-e0b8f6a92c31';
const BOB = '0199d3f0-c4a2-7c51-a1d4-e0b8f6a92c32';
const CREW = '0199d3f0-c4a2-7c51-a1d4-e0b8f6a92c33';

const OWN_USERS = new RegExp(`${ADA}|${BOB}`, 'g');

interface Parts extends Partial<Omit<Exchange, 'body' | 'reply'>> {
	readonly body?: unknown;
	readonly status?: number;
	readonly reply?: unknown;
}

const exchange = ({ body, status = 200, reply, ...more }: Parts): Exchange => ({
	at: 0,
	method: 'GET',
	target: '/Users',
	credentials: 'bearer',
	headers: {},
	isCut: false,
	...more,
	body: body === undefined ? undefined : JSON.stringify(body),
	reply: { status, headers: {}, body: reply === undefined ? '' : JSON.stringify(reply) },
});

/** The id of one of many. */
const idOf = (at: number) => `0199d3f0-c4a2-7c51-a1d4-${String(at).padStart(12, '0')}`;

const transcribe = (...parts: readonly Parts[]) =>
	toTranscript(parts.map(exchange), { idp: 'Okta', missed: 0, declared: 0 });

const view = (id: string, more: object, target = `/Users/${id}`) => ({
	target,
	reply: { schemas: [USER], id, userName: 'heron', ...more, meta: { resourceType: 'User' } },
});

const search = (cursor: string, reply: object) => ({
	method: 'POST',
	target: '/Users/.search',
	body: { cursor },
	reply: { schemas: [LIST], totalResults: 2, Resources: [], ...reply },
});

describe('a transcript', () => {
	test('leaves out what the service could not serve, and says what is missing', () => {
		const parts = [429, 500, 503, 413, 200, 501].map((status) => ({ status }));
		const about = { idp: 'Okta', missed: 7, declared: 2 };
		const { steps, notes, name } = toTranscript(parts.map(exchange), about);
		expect(steps.map(({ expect: wanted }) => wanted?.status)).toEqual([200, 501]);
		expect(name).toBe('Recorded traffic of Okta, 2 requests');
		expect(notes).toContain('4 requests left out that the service could not serve.');
		expect(notes).toContain('The directory declares 2 schemas of its own');
		expect(notes).toContain('7 requests too many or too large to be kept.');
	});

	test('has no variables but its own', () => {
		const headers = { 'user-agent': 'x {{token}}', 'if-match': '{{token}}' };
		const body = { title: '{{token}}' };
		const { steps, ...all } = transcribe({ headers, body, target: '/Users?x={{token}}' });
		expect(JSON.stringify([steps, all.headers])).not.toContain('{{');
	});

	test('makes managers before those whom they manage, however many there are', () => {
		const people = Array.from({ length: 12_000 }, (_, at) => ({
			id: idOf(at),
			manager: { value: idOf(at + 1) },
		}));
		const { steps } = transcribe({ reply: { schemas: [LIST], Resources: people } });
		const made = steps.slice(0, -1).map(({ body }) => (body as { manager?: object }).manager);
		expect(made).toHaveLength(12_001);
		expect(made.slice(0, 3)).toEqual([undefined, { value: '{{user1}}' }, { value: '{{user2}}' }]);
	});

	test('makes those whom a conflict alone has told of', () => {
		const conflict = { schemas: [ERROR], status: '409', scimType: 'uniqueness', detail: 'x' };
		const post = (userName: string) => ({
			method: 'POST',
			body: { schemas: [USER], userName },
			status: 409,
			reply: conflict,
		});
		const rename = {
			method: 'PATCH',
			target: `/Users/${ADA}`,
			body: { Operations: [{ op: 'replace', value: { userName: 'otter' } }] },
			status: 409,
			reply: conflict,
		};
		const { steps } = transcribe(post('heron'), post('HERON'), rename);
		expect(steps.slice(0, 2).map(({ body }) => body)).toEqual([
			{ schemas: [USER], userName: 'heron' },
			{ schemas: [USER], userName: 'otter' },
		]);
		expect(steps.slice(2).map(({ expect: wanted }) => wanted)).toEqual(
			Array.from({ length: 3 }, () => ({
				status: 409,
				body: { schemas: [ERROR], status: '409', scimType: 'uniqueness' },
			})),
		);
	});

	test('makes groups after their members, as they were seen first', () => {
		const crew = (members: readonly (string | undefined)[]) => ({
			target: `/Groups/${CREW}`,
			reply: {
				schemas: [],
				id: CREW,
				displayName: 'Crew',
				members: members.map((value) => ({ value, display: 'x' })),
				meta: { resourceType: 'Group' },
			},
		});
		const join = {
			method: 'PATCH',
			target: `/Groups/${CREW}`,
			body: { Operations: [{ op: 'add', path: 'members', value: [{ value: BOB }] }] },
			status: 204,
		};
		const { steps } = transcribe(crew([ADA]), join, crew([ADA, BOB]));
		const before = steps.filter(({ name }) => name.startsWith('Before'));
		expect(before.map(({ path }) => path)).toEqual(['/Users', '/Users', '/Groups']);
		expect(before[2]).toMatchObject({
			name: 'Before: group1',
			body: {
				displayName: 'Crew',
				members: [{ value: expect.stringMatching(/^\{\{user\d\}\}$/) }],
			},
			capture: { group1: 'id' },
		});
		expect(before[2]?.body).toHaveProperty('members.length', 1);
		expect(steps.at(-1)?.expect?.body).toMatchObject({
			id: '{{group1}}',
			members: { $length: 2 },
			meta: { resourceType: 'Group' },
		});
	});

	const put = (id: string, more: object): Parts => ({
		...view(id, more),
		method: 'PUT',
		body: { schemas: [USER], userName: 'heron', ...more },
	});
	test.each<[string, readonly Parts[], object]>([
		['what the first full view shows', [view(ADA, {}), put(ADA, { title: 'Dr' })], {}],
		[
			'more of what a view was not asked for',
			[view(ADA, {}, `/Users/${ADA}?attributes=userName`), view(ADA, { title: 'Dr' })],
			{ title: 'Dr' },
		],
		[
			'more of what a view was to leave out',
			[
				view(ADA, { active: true }, `/Users/${ADA}?excludedAttributes=title`),
				put(ADA, { title: 'Dr', nickName: 'x' }),
			],
			{ active: true, title: 'Dr' },
		],
	])('makes what was there before of %s', (_name, parts, more) => {
		const [before] = transcribe(...parts).steps;
		expect(before?.body).toEqual({ schemas: [USER], userName: 'heron', ...more });
		expect(before?.headers).toEqual({ 'Content-Type': 'application/scim+json' });
	});

	const group = (members: readonly (string | undefined)[] | undefined, query = '') => ({
		target: `/Groups/${CREW}${query}`,
		reply: {
			schemas: [],
			id: CREW,
			displayName: 'Crew',
			...(members && { members: members.map((value) => ({ value })) }),
			meta: { resourceType: 'Group' },
		},
	});
	const change = (...Operations: readonly object[]) => ({
		method: 'PATCH',
		target: `/Groups/${CREW}`,
		body: { Operations },
		status: 204,
	});
	const hidden = group(undefined, '?excludedAttributes=members');
	test.each<[string, readonly Parts[], readonly (string | undefined)[]]>([
		[
			'one whom a PATCH has removed',
			[hidden, change({ op: 'Remove', path: 'members', value: [{ value: ADA }] }), group([BOB])],
			[ADA, BOB],
		],
		[
			'one whom nothing but the removal names',
			[change({ op: 'remove', path: `members[value eq "${ADA}"]` })],
			[ADA],
		],
		[
			'not one who was added meanwhile',
			[hidden, change({ op: 'add', value: { members: [{ value: ADA }] } }), group([ADA, BOB])],
			[BOB],
		],
		[
			'nobody who was added and removed',
			[
				change(
					{ op: 'add', path: 'members', value: [{ value: ADA }] },
					{ op: 'remove', path: `members[value eq "${ADA}"]` },
				),
				group(undefined),
			],
			[],
		],
		[
			'nobody who came after an empty group was shown',
			[
				group(undefined),
				change({ op: 'add', path: 'members', value: [{ value: ADA }] }),
				group([ADA]),
			],
			[],
		],
		[
			'one whom a bulk request has removed',
			[
				{
					method: 'POST',
					target: '/Bulk',
					body: {
						Operations: [
							{
								method: 'PATCH',
								path: `/Groups/${CREW}`,
								data: {
									Operations: [{ op: 'remove', path: `members[value eq "${ADA}"]` }],
								},
							},
						],
					},
					reply: { Operations: [{ method: 'PATCH', status: '204' }] },
				},
				group(undefined),
			],
			[ADA],
		],
	])('knows of the members before: %s', (_name, parts, members) => {
		const { steps } = transcribe(...parts);
		const before = steps.filter(({ name }) => name.startsWith('Before'));
		const made = before.find(({ path }) => path === '/Groups')?.body;
		// Users are created in the order in which they are named.
		const names = new Map(
			[...new Set(JSON.stringify(parts).match(OWN_USERS))].map((id, at) => [id, at]),
		);
		const wanted = members.map((id) => ({ value: `{{user${(names.get(String(id)) ?? 0) + 1}}}` }));
		expect((made as { members?: object[] }).members ?? []).toEqual(expect.arrayContaining(wanted));
		expect((made as { members?: object[] }).members ?? []).toHaveLength(members.length);
	});

	test('has ids of what a bulk request has made, wherever they come back', () => {
		const bulk = {
			method: 'POST',
			target: '/Bulk',
			body: {
				Operations: [
					{ method: 'POST', path: '/Users', bulkId: 'a', data: { userName: '{{heron}}' } },
					{ method: 'POST', path: '/Users', bulkId: 'b', data: { userName: 'heron' } },
				],
			},
			reply: {
				Operations: [
					{ method: 'POST', bulkId: 'b', status: '409' },
					{ method: 'POST', bulkId: 'a', status: '201', location: `https://x/Users/${ADA}` },
				],
			},
		};
		const list = { totalResults: 1, Resources: [{ id: ADA, userName: '{{heron}}' }] };
		const { steps } = transcribe(bulk, { reply: { schemas: [LIST], ...list } });
		expect(steps.map(({ name }) => name)).toEqual([
			'1. POST /Bulk',
			'Look up user1',
			'2. GET /Users',
		]);
		const filter = encodeURIComponent('userName eq "{ {heron}}"');
		expect(steps[1]?.path).toBe(`/Users?filter=${filter}`);
		expect(steps[2]?.expect?.body).toMatchObject({ Resources: [{ id: '{{user1}}' }] });
	});

	test('expects no body of a HEAD', () => {
		const { steps } = transcribe({ method: 'HEAD', reply: { schemas: [LIST], nextCursor: 'x' } });
		expect(steps[0]?.expect).toEqual({ status: 200 });
	});

	test('has the cursor of a search by POST', () => {
		const { steps } = transcribe(search('', { nextCursor: 'heron' }), search('heron', {}));
		expect(steps[0]?.capture).toEqual({ cursor1: 'nextCursor' });
		expect(steps[1]?.body).toEqual({ cursor: '{{cursor1}}' });
	});

	test.each([
		['a page of more', '/Users?count=1', { totalResults: 5 }],
		['a part of a value', '/Users?filter=userName sw "a"', { totalResults: 1 }],
		['an order', '/Users?filter=meta.lastModified gt "2026"', { totalResults: 1 }],
	])('does not expect to find the same by %s', (_name, target, found) => {
		const reply = { schemas: [LIST], ...found, Resources: [{ id: ADA, userName: 'a' }] };
		expect(transcribe({ target, reply }).steps.at(-1)?.expect?.body).toEqual({
			schemas: [LIST],
			totalResults: { $type: 'integer' },
		});
	});

	test('sends no braces that a replay would fill', () => {
		const { steps } = transcribe({
			method: 'POST',
			target: '/Users?x={{base}}&filter=userName eq %22%7b%7Btoken}}%22',
			body: { userName: '{{token}}', title: '{{{base}}' },
			status: 201,
			reply: { id: ADA, userName: '{{token}}' },
		});
		expect(decodeURIComponent(JSON.stringify(steps))).not.toContain('{{');
		expect(steps[0]?.path).toBe('/Users?x={%20{base}}&filter=userName eq %22%7b%20%7Btoken}}%22');
		expect(steps[0]?.body).toEqual({ userName: '{ {token}}', title: '{ { {base}}' });
	});

	test('has the usual headers once, and others where they differ', () => {
		const usual = { 'user-agent': 'Okta', accept: '*/*' };
		const { headers, steps } = transcribe(
			{ headers: usual },
			{ headers: { ...usual, 'content-type': 'application/json' }, method: 'POST', body: {} },
			{ headers: { accept: '*/*' }, credentials: 'none', status: 401 },
			{ headers: { ...usual, accept: 'text/html' }, status: 401 },
			{ headers: usual, credentials: 'other', status: 401 },
		);
		expect(headers).toEqual({
			'User-Agent': 'Okta',
			Accept: '*/*',
			'Content-Type': 'application/json',
		});
		expect(steps.map((step) => step.headers)).toEqual([
			undefined,
			undefined,
			{ 'User-Agent': null, Authorization: null },
			{ Accept: 'text/html', Authorization: 'Bearer not-the-token' },
			{ Authorization: 'Basic bm90OmtlcHQ=' },
		]);
	});
});

const reply = (status: number, body: unknown) => ({
	status,
	headers: new Headers(),
	text: body === undefined ? '' : JSON.stringify(body),
});

test('every file of test/idp is a transcript', () => {
	const files = globSync('test/idp/*.json');
	expect(files.length).toBeGreaterThan(20);
	const flaws = files.flatMap((path) => {
		const read = readTranscript(JSON.parse(readFileSync(path, 'utf8')));
		return read.ok ? [] : read.error.map((flaw) => `${path}: ${flaw}`);
	});
	expect(flaws).toEqual([]);
});

describe('a difference', () => {
	test.each<[string, object, ReturnType<typeof reply>, readonly string[]]>([
		['of nothing', { status: 204 }, reply(204, undefined), ['  status 204']],
		[
			'of a status alone',
			{ status: [200, 204] },
			reply(404, { detail: 'x' }),
			['- status 200 or 204', '+ status 404', '+ {', '+   "detail": "x"', '+ }'],
		],
		[
			'below what holds',
			{ body: { a: { b: 1, c: { $type: 'integer' } }, d: [1, 2] } },
			reply(200, { a: { b: 2, c: 3, more: 4 }, d: [1, 2] }),
			[
				'  {',
				'    "a": {',
				'-     "b": 1,',
				'+     "b": 2,',
				'      "c": {',
				'        "$type": "integer"',
				'      }',
				'    },',
				'    "d": [',
				'      1,',
				'      2',
				'    ]',
				'  }',
			],
		],
		[
			'of a matcher',
			{ body: { $length: 1 } },
			reply(200, []),
			['- {', '-   "$length": 1', '- }', '+ []'],
		],
	])('%s', (_name, expected, came, lines) => {
		expect(difference(expected, came)).toEqual(lines);
	});
});
