/** Replays: where their requests may lead, and how answers are compared. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { match } from '../../src/transcript/match.ts';
import { replay, type WireRequest } from '../../src/transcript/replay.ts';

const BASE = 'https://app.example.com/scim/v2';

/** What a transcript of two steps sends, the first of which captures the id that is answered. */
async function sent(path: string, headers: Record<string, string> = {}, id = 'x') {
	const requests: WireRequest[] = [];
	const problems: string[] = [];
	const send = (request: WireRequest) => {
		requests.push(request);
		return Promise.resolve({ status: 200, headers: new Headers(), text: JSON.stringify({ id }) });
	};
	const first = { name: 'a', method: 'GET', path: '/Users', capture: { id: 'id' } };
	const steps = [first, { name: 'b', method: 'GET', path, headers }];
	for await (const report of replay(
		{ idp: 'i', name: 'n', steps },
		{ base: `${BASE}/`, token: 't', send },
	)) {
		problems.push(...report.problems);
	}
	return { urls: requests.slice(1).map(({ url }) => url), problems };
}

describe('a request of a transcript', () => {
	test.each(['', '?a=../b', '/Users/{{id}}', '/Users/...', '/Users/a..b', '//Users'])(
		'goes below the base: %s',
		async (path) => {
			const { urls, problems } = await sent(path);
			expect([urls, problems]).toEqual([[BASE + path.replace('{{id}}', 'x')], []]);
		},
	);

	test.each([
		'https://evil.example/Users',
		'.evil.example/Users',
		'@evil.example/Users',
		'x/Users',
		'/..',
		'/../../v1/directories',
		'/Users/%2e%2E/x',
		'/Users/.%2e?x',
		'/Users/..%2fx',
		'/Users\\..\\x',
		'/./x',
	])('leads nowhere else: %s', async (path) => {
		const { urls, problems } = await sent(path);
		expect([urls, problems]).toEqual([[], [`the transcript leads away from ${BASE}: ${path}`]]);
	});

	test('nor does what a service has answered', async () => {
		expect((await sent('/Users/{{id}}', {}, '../x')).urls).toEqual([]);
		expect((await sent('/Users/{{id}}', {}, '..')).urls).toEqual([]);
		expect((await sent('/Users/{{id}}', {}, 'a/b?c')).urls).toEqual([`${BASE}/Users/a%2Fb%3Fc`]);
	});

	test.each(['Host', 'connection', 'Transfer-Encoding', 'Content-Length', 'proxy-authorization'])(
		'says nothing of whom it is for: %s',
		async (name) => {
			const { urls, problems } = await sent('/Users', { [name]: 'evil.example' });
			expect([urls, problems]).toEqual([[], [`a transcript must not set ${name}`]]);
		},
	);
});

describe('$contains', () => {
	test('finds each element once, in any order, among thousands', () => {
		const members = Array.from({ length: 20_000 }, (_, at) => ({ value: `${at}` }));
		const want = { $contains: members, $length: members.length };
		expect(match(want, members.toReversed(), '$')).toEqual([]);
		expect(match({ $contains: [...members, { value: '7' }] }, members, '$')).toHaveLength(1);
	});

	const element = fc.oneof(
		fc.constantFrom('a', 'b', 1, null),
		fc.record(
			{ value: fc.constantFrom('a', 'b', 1), type: fc.constantFrom('x', 'y') },
			{ requiredKeys: [] },
		),
	);

	test('is the same as to look at one after the other', () => {
		fc.assert(
			fc.property(fc.array(element), fc.array(element), (want, actual) => {
				const left = [...actual];
				const missing = want.filter((item) => {
					const at = left.findIndex((each) => match(item, each, '$').length === 0);
					if (at >= 0) left.splice(at, 1);
					return at < 0;
				});
				expect(match({ $contains: want }, actual, '$')).toHaveLength(missing.length);
			}),
		);
	});
});
