/** What holds of every run: the seed decides, retries are bounded, and what was sent can be replayed. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MODELS, modelNamed, withParameters } from '../../src/simulator/models.ts';
import { CYCLES } from '../../src/simulator/simulate.ts';
import type { JsonObject } from '../../src/transcript/json.ts';
import type { Answer, Loss, SimulatorRequest } from '../../src/simulator/wire.ts';
import { replay, type WireRequest } from '../../src/transcript/replay.ts';
import { keyOfName, PROVIDER_KEYS } from '../../src/providers/keys.ts';
import { MemoryScim } from '../support/memory-scim.ts';
import { run } from '../support/simulated-world.ts';

const BASE = 'http://memory.example';
const BUSY: Answer = { status: 429, headers: { 'retry-after': '7' }, text: '' };

const serve = (key: string) => {
	const service = new MemoryScim(key);
	return (request: SimulatorRequest) => service.handle(request);
};
/** Answers only what is picked otherwise, the first so many times. */
function failing(
	key: string,
	times: number,
	pick: (request: SimulatorRequest) => boolean,
	instead: Answer | Loss,
) {
	const right = serve(key);
	let left = times;
	return (request: SimulatorRequest) =>
		pick(request) && (left -= 1) >= 0 ? instead : right(request);
}
const is = (method: SimulatorRequest['method'], endpoint: string) => (request: SimulatorRequest) =>
	request.method === method && request.target.startsWith(endpoint);
const isCreation = is('POST', '/Users');

/** Does the first request that is picked, and never answers it. */
function losing(
	right: (request: SimulatorRequest) => Answer,
	pick: (request: SimulatorRequest) => boolean,
) {
	let isLost = false;
	return (request: SimulatorRequest): Answer | Loss => {
		const answer = right(request);
		if (isLost || !pick(request)) return answer;
		isLost = true;
		return { kind: 'timeout', detail: 'no answer in 30 s' };
	};
}

/** Finds nobody, and takes everybody for the same. */
const amnesiac = ({ method }: SimulatorRequest): Answer => {
	const body = method === 'POST' ? { id: 'same', userName: '' } : { totalResults: 0 };
	return { status: method === 'POST' ? 201 : 200, headers: {}, text: JSON.stringify(body) };
};

describe('the seed', () => {
	const runs = fc.record({
		client: fc.constantFrom(...MODELS.map(({ client }) => client)),
		cycle: fc.constantFrom(...CYCLES),
		seed: fc.nat(),
		users: fc.integer({ min: 1, max: 6 }),
		groups: fc.integer({ min: 0, max: 3 }),
		concurrency: fc.integer({ min: 1, max: 5 }),
	});

	test('decides what is sent, and in which order', async () => {
		await fc.assert(
			fc.asyncProperty(runs, async ({ client, ...options }) => {
				const one = await run(client, serve('generic-scim-v2'), options);
				const other = await run(client, serve('generic-scim-v2'), options);
				expect(other.sent).toEqual(one.sent);
				expect(other.verdict).toEqual(one.verdict);
			}),
			{ numRuns: 12 },
		);
	});

	test('decides whom the comparison looks at, whichever answer comes first', async () => {
		const options = { users: 200, groups: 60, cycle: 'all' } as const;
		const of = async (client: string, wrong: string, jitter: number) => {
			const service = new MemoryScim();
			const respond = (request: SimulatorRequest) => {
				const answer = service.handle(request);
				const isRead = request.method === 'GET' && /^\/\w+\/[^?]/.test(request.target);
				return isRead && answer.text.includes(wrong)
					? { ...answer, text: answer.text.replace('"title":"', '"title":"Not ') }
					: answer;
			};
			let state = jitter;
			const turns = () => (state = (state * 48_271) % 2_147_483_647) % 9;
			const { verdict } = await run(client, respond, { ...options, turns });
			const { findings, operations, requests } = verdict;
			const found = findings.map(({ check, call, status, count }) => [check, call, status, count]);
			return { found, operations, requests };
		};
		for (const wrong of ['.1@sim1', '.40@sim1', '.113@sim1']) {
			const first = await of('pingone', wrong, 1);
			for (const jitter of [7, 70_007]) {
				expect(await of('pingone', wrong, jitter), wrong).toEqual(first);
			}
		}
	});

	test('decides what a client sends back of what it read: no times of the server', async () => {
		const { sent } = await run('okta', serve('okta-scim-v2'), { cycle: 'incremental', users: 20 });
		const bodies = sent.filter(is('PUT', '/Users')).map(({ body = '' }) => body);
		expect(bodies.length).toBeGreaterThan(0);
		for (const body of bodies) {
			expect(JSON.parse(body)).toMatchObject({ meta: { resourceType: 'User' } });
			expect(body).not.toMatch(/"(?:created|lastModified|version)"/);
		}
	});

	test('decides who is sent', async () => {
		await fc.assert(
			fc.asyncProperty(runs, fc.nat(), async ({ client, ...options }, seed) => {
				fc.pre(seed !== options.seed);
				const peopleOf = async (from: number) => {
					const { sent } = await run(client, serve('generic-scim-v2'), { ...options, seed: from });
					return sent.filter(isCreation).map(({ body = '' }) => body);
				};
				const one = await peopleOf(options.seed);
				const other = new Set(await peopleOf(seed));
				expect(one.filter((body) => other.has(body))).toEqual([]);
			}),
			{ numRuns: 12 },
		);
	});

	test('decides more than the number of lanes does: everybody is created once', async () => {
		for (const concurrency of [1, 3, 8]) {
			const { sent } = await run('entra', serve('azure-scim-v2'), { concurrency });
			const names = sent.filter(isCreation).map(({ body = '' }) => body);
			expect(new Set(names).size).toBe(12);
			expect(names).toHaveLength(12);
		}
	});
});

test('every provider has a client, and every client answers to its name', () => {
	expect(PROVIDER_KEYS.map((key) => modelNamed(key)?.key)).toEqual(PROVIDER_KEYS);
	expect(MODELS.map(({ client }) => modelNamed(client.toUpperCase())?.client)).toEqual(
		MODELS.map(({ client }) => client),
	);
	expect(modelNamed('azure')).toBe(modelNamed('entra'));
	expect(modelNamed('ping')).toBe(modelNamed('pingone'));
	expect(modelNamed('constructor')).toBeUndefined();
	expect(MODELS.map(({ name }) => keyOfName(name))).toEqual(MODELS.map(({ key }) => key));
});

test.each([
	['entra', 'v=2&aadOptscim062020', 'entra-compliant'],
	['entra', 'aadOptscim062020=', 'entra-compliant'],
	['entra', 'v=aadOptscim062020', 'entra'],
	['entra', '', 'entra'],
	['okta', 'aadOptscim062020', 'okta'],
])('with the parameters of the tenant URL, %s?%s is %s', (name, query, client) => {
	expect(withParameters(modelNamed(name)!, query).client).toBe(client);
});

const sentBy = async (client: string) => (await run(client, serve('generic-scim-v2'))).sent;

describe('headers', () => {
	test('are those of the client: Entra ID sends no User-Agent', async () => {
		for (const { headers } of await sentBy('entra')) {
			expect(Object.keys(headers)).not.toContain('User-Agent');
			expect(headers).toMatchObject({ Authorization: 'Bearer secret-token' });
		}
	});

	test('name the type of a body only where there is one, but for Google', async () => {
		const [okta] = await sentBy('okta');
		expect(okta?.headers).toEqual({
			Authorization: 'Bearer secret-token',
			Accept: 'application/scim+json',
			'Accept-Charset': 'utf-8',
			'User-Agent': 'Okta SCIM Client 1.0.0',
		});
		const [google] = await sentBy('google');
		expect(google?.headers).toMatchObject({ 'Content-Type': 'application/json' });
	});

	test('come with the flag and the parameters of the tenant URL', async () => {
		const respond = serve('azure-scim-v2');
		const { sent } = await run('entra-compliant', respond, { query: 'aadOptscim062020&v=2' });
		const [first, second] = sent;
		expect(first?.target).toMatch(/^\/Users\?aadOptscim062020&v=2&filter=/);
		expect(second?.target).toMatch(/^\/Groups\?aadOptscim062020&v=2&excludedAttributes=/);
	});
});

describe('retries', () => {
	test('wait as long as Retry-After asks, and are no finding if they succeed', async () => {
		const { verdict, slept } = await run('okta', failing('okta-scim-v2', 2, isCreation, BUSY));
		expect(slept).toEqual([7000, 7000]);
		expect(verdict).toMatchObject({ passed: true, retries: 2 });
	});

	test('never wait longer than half a minute', async () => {
		const busy = { ...BUSY, headers: { 'retry-after': '86400' } };
		const { slept } = await run('okta', failing('okta-scim-v2', 1, isCreation, busy));
		expect(slept).toEqual([30_000]);
	});

	test('are as many as the client makes', async () => {
		const { verdict, sent } = await run(
			'okta',
			failing('okta-scim-v2', Number.POSITIVE_INFINITY, isCreation, BUSY),
			{ users: 1, groups: 0 },
		);
		expect(sent.filter(isCreation)).toHaveLength(4);
		expect(verdict.findings).toMatchObject([{ check: 'status', status: 429, count: 1 }]);
		expect(verdict.findings[0]?.examples[0]?.message).toContain('429, 4 times');
	});

	test.each([
		['rippling', 'Users'],
		['jumpcloud', 'Groups'],
	])('are made of what was not answered: %s looks for one of %s', async (client, endpoint) => {
		const service = new MemoryScim();
		const isIt = is('POST', `/${endpoint}`);
		// The first ones of JumpCloud are its trial.
		let seen = client === 'jumpcloud' ? -1 : 0;
		const pick = (request: SimulatorRequest) => isIt(request) && (seen += 1) > 0;
		const { verdict } = await run(
			client,
			losing((request) => service.handle(request), pick),
		);
		expect(verdict).toMatchObject({ passed: true, retries: 1, operations: { failed: 0 } });
		expect(service.directory.directory).toMatchObject({ userCount: 12, groupCount: 3 });
	});

	test('fail where what was created is not looked for', async () => {
		const { verdict } = await run(
			'rippling',
			losing(serve('rippling-scim-v2'), is('POST', '/Groups')),
		);
		expect(verdict.findings).toMatchObject([
			{ check: 'status', call: 'POST /Groups', status: 409 },
		]);
	});

	test('excuse no 404 to a change', async () => {
		const isChange = is('PUT', '/Users');
		const right = serve('onelogin-scim-v2');
		let changes = 0;
		const respond = (request: SimulatorRequest) =>
			isChange(request) && (changes += 1) === 2
				? { status: 404, headers: {}, text: '' }
				: right(request);
		const options = { cycle: 'incremental', users: 20, concurrency: 1 } as const;
		const { verdict } = await run('onelogin', losing(respond, isChange), options);
		expect(verdict.retries).toBe(1);
		expect(verdict.findings).toContainEqual(
			expect.objectContaining({ check: 'status', call: 'PUT /Users/{id}', status: 404 }),
		);
	});

	test('come with the next cycle for Entra ID, which counts the failure all the same', async () => {
		const error: Answer = { status: 500, headers: {}, text: '' };
		const { verdict, sent } = await run('entra', failing('azure-scim-v2', 1, isCreation, error));
		expect(sent.filter(isCreation)).toHaveLength(13);
		expect(verdict).toMatchObject({ passed: false, operations: { failed: 1 } });
		expect(verdict.outlook).toBeNull();
	});

	test('do not help where most fails: Entra ID would go into quarantine', async () => {
		const error: Answer = { status: 500, headers: {}, text: '' };
		const { verdict } = await run('entra', failing('azure-scim-v2', 99, isCreation, error));
		expect(verdict.outlook).toMatch(/^24 of 30 .*quarantine as soon as there are 5,000 failures/);
	});
});

test.each([1, 5, 12])('a quarter of the people are hard to spell, of seed %i too', async (seed) => {
	const { sent } = await run('generic', serve('generic-scim-v2'), { users: 32, groups: 12, seed });
	const made = sent.filter(isCreation).map(({ body = '' }) => JSON.parse(body) as JsonObject);
	const names = made.map((each) => String(each['userName']));
	const shown = made.map((each) => String(each['displayName']));
	for (const hard of [/o'/, /^[A-Z].*\.[A-Z]/, /\+/])
		expect(names.filter((name) => hard.test(name))).toHaveLength(1);
	for (const hard of [/^\w+ O'/, /Müller/, /"Mac"/, /van der/, /𠮷/u, /100% \\/]) {
		expect(shown.filter((name) => hard.test(name))).toHaveLength(1);
	}
	expect(names.filter((name) => !/^[\x21-\x7e]+$/.test(name))).toEqual([]);
	const lookups = sent
		.filter(is('GET', '/Groups?filter'))
		.map(({ target }) => decodeURIComponent(target));
	expect(lookups.filter((target) => target.includes('\\"South\\"'))).not.toEqual([]);
	expect(lookups.filter((target) => target.includes('Köln &'))).not.toEqual([]);
});

describe('who is there and not found', () => {
	test('is a finding to Keycloak, which reads one page of the list', async () => {
		const options = { users: 120, groups: 2, cycle: 'retry-storm' } as const;
		const { verdict } = await run('keycloak', serve('keycloak-scim-v2'), options);
		expect(verdict.operations.failed).toBeGreaterThan(0);
		expect(verdict.passed).toBe(false);
		expect(verdict.findings.map(({ check }) => check)).toEqual(['filter-misses', 'pages']);
		expect(verdict.findings[1]?.examples[0]?.message).toBe(
			'/Users without "count" shows 100 of 124.',
		);
	});

	test('is refused by a second initial cycle of it, with the cause', async () => {
		const service = new MemoryScim('keycloak-scim-v2');
		const options = { users: 120, groups: 0 };
		const once = () => run('keycloak', (request) => service.handle(request), options);
		expect((await once()).verdict.passed).toBe(true);
		const { findings } = (await once()).verdict;
		expect(findings).toMatchObject([
			{ check: 'status', status: 409, count: 20 },
			{ check: 'pages' },
		]);
	});
});

describe('the end', () => {
	test('comes at the connection test if the token is wrong', async () => {
		const { verdict, sent } = await run('generic', () => ({
			status: 401,
			headers: { 'content-type': 'application/scim+json' },
			text: '{"detail":"secret-token is wrong"}',
		}));
		expect(sent).toHaveLength(1);
		expect(verdict).toMatchObject({ complete: false, passed: false });
		expect(verdict.stopped?.message).toContain('401: the token is not accepted');
		expect(verdict.findings[0]?.examples[0]?.answer.body).toBe('{"detail":"(redacted) is wrong"}');
	});

	test.each<[string, Answer | Loss, RegExp, RegExp]>([
		[
			'nobody',
			{ kind: 'refused', detail: 'nobody listens there' },
			/nobody listens there/,
			/--url/,
		],
		[
			'a web page',
			{ status: 200, headers: {}, text: '<!doctype html><p>Hi' },
			/a web page/,
			/base/,
		],
		[
			'another place',
			{ status: 302, headers: { location: 'https://login.example/' }, text: '' },
			/https:\/\/login\.example\//,
			/not followed/,
		],
		['nothing', { status: 404, headers: {}, text: '' }, /404/, /SCIM base URL/],
		[
			'JSON of its own',
			{ status: 200, headers: {}, text: '{"ok":true}' },
			/ListResponse/,
			/finding/,
		],
	])('comes at the connection test if there is %s', async (_name, answer, message, remedy) => {
		const { verdict } = await run('okta', () => answer);
		expect(verdict.stopped?.message).toMatch(message);
		expect(verdict.stopped?.remedy).toMatch(remedy);
		expect(verdict.passed).toBe(false);
	});

	test('comes at what the service lacks, with a URL that is right', async () => {
		const right = serve('cyberark-scim-v2');
		const { verdict } = await run('cyberark', (request) =>
			request.target.startsWith('/ResourceTypes')
				? { status: 404, headers: {}, text: '' }
				: right(request),
		);
		expect(verdict.stopped?.message).toBe('GET /ResourceTypes/User was answered 404.');
		expect(verdict.stopped?.remedy).toMatch(/^The URL is right, since GET \/ServiceProviderConfig/);
	});

	test('comes when the server goes away', async () => {
		const respond = serve('okta-scim-v2');
		let count = 0;
		const { verdict, sent } = await run(
			'okta',
			(request) =>
				(count += 1) > 30 ? { kind: 'refused', detail: 'nobody listens there' } : respond(request),
			{ users: 200, concurrency: 1 },
		);
		expect(sent).toHaveLength(40);
		expect(verdict.stopped?.message).toContain('can no longer be reached');
	});

	test('comes when somebody wants it, with what is known so far', async () => {
		const { verdict, sent } = await run('okta', serve('okta-scim-v2'), {
			stopAfter: 20,
			concurrency: 1,
		});
		expect(sent).toHaveLength(20);
		expect(verdict).toMatchObject({ complete: false, passed: false, stopped: null, requests: 20 });
		expect(verdict.findings).toEqual([]);
	});
});

describe('the transcript', () => {
	test.each(MODELS)('of $client can be replayed', async ({ client, key }) => {
		const options = { cycle: 'all', isRecorded: true, base: BASE } as const;
		const { transcript, leftOut } = await run(client, serve(key), options);
		// These learn the ids of what they created again from whole lists.
		const isUnsure = ['sailpoint', 'keycloak'].includes(client);
		expect(leftOut > 0).toBe(isUnsure);
		expect(JSON.stringify(transcript)).not.toMatch(/secret-token|memory\.example/);

		// Ids that do not look like those of the first service.
		const service = new MemoryScim(key);
		for (let other = 0; other < 3; other += 1) {
			const body = JSON.stringify({ userName: `stranger-${other}` });
			service.handle({ method: 'POST', target: '/Users', body });
		}
		const send = async ({ method, url, body }: WireRequest) => {
			const answer = service.handle({ method, target: url.slice(BASE.length), body });
			return { ...answer, headers: new Headers(answer.headers) };
		};
		const steps = replay(transcript!, { base: BASE, token: 'other', send });
		for await (const { step, problems } of steps) expect(problems, step.name).toEqual([]);
	});

	test('is bounded', async () => {
		const options = { isRecorded: true, users: 500, groups: 0 };
		const { transcript, leftOut, verdict } = await run('google', amnesiac, options);
		expect(transcript?.steps).toHaveLength(1000);
		expect(leftOut).toBe(verdict.requests - 1000);
	});
});
