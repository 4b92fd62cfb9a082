/**
 * What is noticed in one request, as a table; and what holds whatever a client sends: names come from the
 * vocabulary, and what is kept says nothing of anybody and stays small.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AGENT_KINDS, agentKind } from '../../src/doctor/agents.ts';
import { countSignals } from '../../src/doctor/count.ts';
import { evidenceOf } from '../../src/doctor/evidence.ts';
import { observe } from '../../src/doctor/observe.ts';
import {
	ADMITTED_SIGNALS,
	OUTCOMES,
	refusedBy,
	SIGNALS,
	type Signal,
} from '../../src/doctor/signals.ts';
import { DAY_MS, Timeline } from '../../src/doctor/timeline.ts';
import { SECRET } from '../../src/transcript/redactor.ts';
import type { Exchange } from '../../src/transcript/exchange.ts';

type Given = Partial<Omit<Exchange, 'body'>> & {
	readonly status?: number;
	readonly scimType?: string;
	readonly body?: unknown;
};

const UNNAMED = { 'user-agent': 'client/1.0' };
const UNNAMED_KIND = agentKind('client/1.0');

/** The answer to a bulk request whose operations ended so. */
const bulkOf = (...statuses: readonly number[]): Given => ({
	method: 'POST',
	target: '/Bulk',
	reply: {
		status: 200,
		headers: {},
		body: JSON.stringify({
			Operations: statuses.map((status) => {
				const response = status === 400 ? { scimType: 'mutability' } : undefined;
				return { method: 'PUT', status: String(status), response };
			}),
		}),
	},
});

function exchange({ status = 200, scimType, body, ...given }: Given): Exchange {
	const answer = { status: String(status), ...(scimType === undefined ? {} : { scimType }) };
	return {
		at: Date.parse('2026-06-15T12:00:00Z'),
		method: 'GET',
		target: '/Users',
		credentials: 'bearer',
		headers: UNNAMED,
		body: body === undefined ? undefined : JSON.stringify(body),
		reply: { status, headers: {}, body: status < 400 ? '' : JSON.stringify(answer) },
		isCut: false,
		...given,
	};
}

const EMAILS = [{ value: 'a@b.example' }];

function create(more: object): Given {
	return { method: 'POST', status: 201, body: { userName: 'a@b.example', ...more } };
}

const ADMITTED: ReadonlySet<string> = new Set(ADMITTED_SIGNALS);

describe('a request shows', () => {
	test.each<readonly [string, Given, readonly Signal[]]>([
		['a read', {}, ['ok.read']],
		['a search', { method: 'POST', target: '/Users/.search', body: {} }, ['ok.read']],
		['a deletion', { method: 'DELETE', target: '/Users/1', status: 204 }, ['ok.write']],
		['bulk', { method: 'POST', target: '/Bulk', body: {} }, ['ok.write']],
		['bulk that is done by half', bulkOf(200, 409), ['ok.write']],
		['bulk that fails', bulkOf(400, 409, 200), ['invalid.mutability']],
		['bulk of users that there are not', bulkOf(404), ['missing.write']],
		['404 of a user', { target: '/Users/1', status: 404 }, ['missing']],
		['404 of a change', { method: 'PATCH', target: '/Users/1', status: 404 }, ['missing.write']],
		['404 of a deletion', { method: 'DELETE', target: '/Users/1', status: 404 }, ['missing']],
		[
			'the base URL and the path twice',
			{ target: '/Users/scim/v2/Users', status: 404 },
			['url.resource_twice'],
		],
		['a write to the base URL', { method: 'POST', target: '', status: 405 }, ['url.base_alone']],
		['404 of a search', { target: '/.search', status: 404 }, ['missing']],
		['409', { method: 'PUT', target: '/Users/1', status: 409 }, ['conflict']],
		['412', { method: 'PUT', target: '/Users/1', status: 412 }, ['failed.version']],
		['429', { status: 429 }, ['throttled']],
		['503', { status: 503 }, ['server_error']],
		['401 for a token', { status: 401 }, [`refused.token.${UNNAMED_KIND}`]],
		['401 for none', { status: 401, credentials: 'none' }, [`refused.no_token.${UNNAMED_KIND}`]],
		[
			'401 for Basic',
			{ status: 401, credentials: 'other' },
			[`refused.not_bearer.${UNNAMED_KIND}`],
		],
		['nothing without a token', { target: '/ServiceProviderConfig', credentials: 'none' }, []],
		['403', { status: 403 }, ['inactive']],
		[
			'403 for a filter of discovery',
			{ target: '/Schemas?filter=id+pr', status: 403 },
			['failed.other', 'form.schemas_all'],
		],
		['400 without a name', { status: 400 }, ['invalid.other']],
		['400 with a name', { status: 400, scimType: 'invalidFilter' }, ['invalid.filter']],
		['400 with a name that we do not have', { status: 400, scimType: 'x' }, ['invalid.other']],
		[
			'a user that is complete',
			{ ...create({ emails: EMAILS, active: true }) },
			['ok.create', 'user.complete'],
		],
		[
			'attributes in other letter case',
			create({ Emails: EMAILS, ACTIVE: 'True' }),
			['ok.create', 'user.complete'],
		],
		[
			'a user without anything',
			{ ...create({}), body: { userName: 'maren' } },
			['ok.create', 'user.no_email', 'user.no_active', 'user.name_plain'],
		],
		[
			'nothing of a user that was refused',
			{ ...create({}), status: 400, scimType: 'invalidValue' },
			['invalid.value'],
		],
		[
			'attributes of a PATCH, by path and in a value',
			{
				method: 'PATCH',
				target: '/Users/1',
				body: {
					Operations: [
						{ op: 'replace', path: 'emails[type eq "work"].value', value: 'a@b.example' },
						{ op: 'replace', value: { active: false, '__proto__.x': 1 } },
					],
				},
			},
			['ok.write', 'user.email', 'user.active'],
		],
		[
			'a group',
			{ method: 'POST', target: '/Groups', status: 201, body: {} },
			['ok.create', 'group.request'],
		],
		['no User-Agent', { headers: {} }, ['ok.read', 'agent.none']],
		['an empty one', { headers: { 'user-agent': '' } }, ['ok.read', 'agent.empty']],
		[
			'one that names a provider',
			{ headers: { 'user-agent': 'Okta SCIM Client 1.0.0' } },
			['ok.read', 'agent.okta-scim-v2'],
		],
		[
			'nothing of who is refused but that',
			{ status: 401, headers: { 'user-agent': 'Okta SCIM Client 1.0.0' } },
			['refused.token.okta-scim-v2'],
		],
	])('%s', (_name, given, signals) => {
		const seen = observe(exchange(given));
		const kind = `agent.${UNNAMED_KIND}`;
		const isAdmitted = seen.some((signal) => ADMITTED.has(signal));
		const isUnnamed = (given.headers ?? UNNAMED) === UNNAMED;
		expect(seen.includes(kind as Signal)).toBe(isUnnamed && isAdmitted);
		expect(seen.filter((name) => name !== kind).toSorted()).toEqual([...signals].toSorted());
	});

	test('one outcome, if it had a good token', () => {
		fc.assert(
			fc.property(anExchange, (any) => {
				const outcomes = observe(any).filter((signal) => OUTCOMES.includes(signal));
				expect(outcomes.length).toBe(
					any.credentials === 'bearer' || any.reply.status === 401 ? 1 : 0,
				);
			}),
		);
	});
});

const PATHS = ['/Users', '/Groups/1', '/users', '/v1/Users', '/Schemas/urn:a', '', '/Users/Users'];

const anExchange: fc.Arbitrary<Exchange> = fc
	.record({
		method: fc.constantFrom('GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'),
		path: fc.oneof(fc.constantFrom(...PATHS), fc.webPath()),
		query: fc.option(fc.webQueryParameters()),
		credentials: fc.constantFrom('bearer' as const, 'none' as const, 'other' as const),
		agent: fc.option(fc.string()),
		body: fc.option(fc.oneof(fc.json(), fc.string())),
		status: fc.integer({ min: 200, max: 599 }),
		answer: fc.string(),
	})
	.map(({ method, path, query, credentials, agent, body, status, answer }) => ({
		at: 0,
		method,
		target: query === null ? path : `${path}?${query}`,
		credentials,
		headers: agent === null ? {} : { 'user-agent': agent },
		body: body ?? undefined,
		reply: { status, headers: {}, body: answer },
		isCut: false,
	}));

describe('whatever a client sends', () => {
	test('the names are those of the vocabulary, each once', () => {
		fc.assert(
			fc.property(anExchange, (any) => {
				const signals = observe(any);
				expect(signals.filter((signal) => !Object.hasOwn(SIGNALS, signal))).toEqual([]);
				expect(new Set(signals).size).toBe(signals.length);
			}),
		);
	});

	test('what is kept of it is below 4 KB', () => {
		fc.assert(
			fc.property(
				anExchange,
				fc.nat({ max: 30_000 }),
				fc.string({ unit: 'grapheme' }),
				(any, length, text) => {
					const body = JSON.stringify({
						userName: text.repeat(100),
						x: '"—😀'.repeat(length / 10),
					});
					const long = { ...any, target: any.target + 'a'.repeat(length), body };
					for (const { evidence } of countSignals([long])) {
						expect(new TextEncoder().encode(evidence ?? '').length).toBeLessThanOrEqual(4096);
					}
				},
			),
			{ numRuns: 50 },
		);
	});

	test('the vocabulary stays small, and each name says what it means', () => {
		const entries = Object.entries(SIGNALS);
		// How requests are refused, by each kind of client; those kinds; and what else there is.
		const kinds = AGENT_KINDS.length;
		expect(kinds).toBeLessThanOrEqual(28);
		expect(entries.length).toBeLessThanOrEqual(3 * kinds + kinds + 56);
		expect(entries.filter(([, { means }]) => !/[.`*]$/.test(means))).toEqual([]);
	});
});

describe('the evidence', () => {
	const user = {
		userName: 'maren.holt@orchard.example',
		password: 'Kelp-Orbit',
		phoneNumbers: [{ type: 'work', value: '+31 20 555 01' }],
	};
	const conflict = exchange({ method: 'POST', status: 409, scimType: 'uniqueness', body: user });

	test('keeps forms, and masks what is personal', () => {
		const { body, ...rest } = evidenceOf(conflict, 'whole');
		expect(rest).toMatchObject({ method: 'POST', target: '/Users', status: 409 });
		expect(JSON.parse(body ?? '')).toEqual({
			userName: 'xxxxx.xxxx@xxxxxxx.xxxxxxx',
			password: SECRET,
			phoneNumbers: [{ type: 'work', value: '+00 00 000 00' }],
		});
	});

	test('masks every script, with the signs that are no letters', () => {
		const title = 'हिन्दी ไทย é 👩‍🚀 ①²';
		const { body } = evidenceOf({ ...conflict, body: JSON.stringify({ title }) }, 'whole');
		expect(body).toMatch(/^\{"title":"[x0 ]+"\}$/);
	});

	test('of a head has no body', () => {
		expect(evidenceOf(conflict, 'head').body).toBeNull();
	});

	test('is that of the last request of a day', () => {
		const later = { ...conflict, at: conflict.at + 1, method: 'PUT' };
		const [row] = countSignals([later, conflict]);
		expect(row).toMatchObject({ signal: 'conflict', count: 2, lastAt: later.at });
		expect(JSON.parse(row?.evidence ?? '')).toMatchObject({ method: 'PUT' });
	});
});

describe('a streak', () => {
	const aRequest = fc.record({
		at: fc.integer({ min: 1, max: 5 * DAY_MS }),
		status: fc.constantFrom(200, 401),
	});
	const apart = { selector: ({ at }: { readonly at: number }) => at };

	test('is what really came since the last good one, in whichever order requests are noted', () => {
		fc.assert(
			fc.property(fc.uniqueArray(aRequest, apart), (requests) => {
				const seen = new Timeline(countSignals(requests.map((each) => exchange(each))));
				const times = (status: number) =>
					requests.filter((each) => each.status === status).map(({ at }) => at);
				const since = Math.max(0, ...times(200));
				expect(seen.streak(refusedBy('token'))).toBe(times(401).filter((at) => at > since).length);
			}),
		);
	});
});

describe('a client', () => {
	test.each([
		['Okta SCIM Client 1.0.0', 'okta-scim-v2'],
		['', 'empty'],
		[undefined, 'none'],
		['curl/7.88.1', agentKind('CURL/8.5.0')],
		['Apache-HttpClient/4.5.13 (Java/11.0.2)', agentKind('Apache-HttpClient/5.1 (Java/17)')],
	])('that calls itself %j is %s', (userAgent, kind) => {
		expect(agentKind(userAgent)).toBe(kind);
	});

	test('is of one kind, whatever it calls itself, and others are mostly of another', () => {
		fc.assert(fc.property(fc.string(), (any) => AGENT_KINDS.includes(agentKind(any))));
		const tools = [
			'curl/8',
			'python-requests/2',
			'Go-http-client/2',
			'Java/17',
			'zgrab/0.x',
			'axios/1',
		];
		expect(new Set(tools.map(agentKind)).size).toBeGreaterThanOrEqual(5);
	});
});
