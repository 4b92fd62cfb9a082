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
const [ADA, BOB, CREW] = [1, 2, 3].map((at) => `0199d3f0-c4a2-7c51-a1d4-e0b8f6a92c3${at}`);

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

const transcribe = (...parts: readonly Parts[]) =>
	toTranscript(parts.map(exchange), { idp: 'Okta', missed: 0 });

describe('a transcript', () => {
	test('leaves out what the service could not serve, and says what is missing', () => {
		const parts = [429, 500, 503, 413, 200, 501].map((status) => ({ status }));
		const { steps, notes, name } = toTranscript(parts.map(exchange), { idp: 'Okta', missed: 7 });
		expect(steps.map(({ expect: wanted }) => wanted?.status)).toEqual([200, 501]);
		expect(name).toBe('Recorded traffic of Okta, 2 requests');
		expect(notes).toContain('4 requests left out that the service could not serve.');
		expect(notes).toContain('7 requests too many or too large to be kept.');
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
			target: '/Users?x={{base}}',
			body: { userName: '{{token}}' },
			status: 201,
			reply: { id: ADA, userName: '{{token}}' },
		});
		expect(JSON.stringify(steps)).not.toContain('{{');
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
