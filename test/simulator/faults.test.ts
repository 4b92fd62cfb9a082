/**
 * Services that do one thing wrong, against every client: who takes it for a failure, and who would be
 * misled without noticing, is as the table says.
 */
import { describe, expect, test } from 'vitest';
import type { Finding } from '../../src/simulator/findings.ts';
import { elements, own } from '../../src/simulator/json.ts';
import { MODELS } from '../../src/simulator/models.ts';
import type { Answer, SimulatorRequest } from '../../src/simulator/wire.ts';
import { bodyOf, MemoryScim } from '../support/memory-scim.ts';
import { run, type PartialOptions } from '../support/simulated-world.ts';

/** What a service does instead of what would be right. */
type Fault = (request: SimulatorRequest, service: MemoryScim) => Answer;

const ALL = MODELS.map(({ client }) => client);
const except = (...left: string[]) => ALL.filter((client) => !left.includes(client));
const DELETING = except('okta', 'okta-wizard', 'jumpcloud', 'rippling');

const is = (request: SimulatorRequest, method: string, endpoint: string) =>
	request.method === method && request.target.split(/[?/]/)[1] === endpoint;
const isLookup = ({ method, target }: SimulatorRequest) =>
	method === 'GET' && target.includes('filter=');
const plain = (status: number, text = ''): Answer => ({ status, headers: {}, text });
const withBody = (answer: Answer, body: unknown): Answer => ({
	...answer,
	text: JSON.stringify(body),
});

/** Answers what `when` picks as `then` says, and all else well. */
const where =
	(
		when: (request: SimulatorRequest) => boolean,
		then: (right: Answer, request: SimulatorRequest) => Answer,
	): Fault =>
	(request, service) => {
		const right = service.handle(request);
		return when(request) ? then(right, request) : right;
	};
/** Answers what `when` picks well, and does nothing. */
const ignoring =
	(when: (request: SimulatorRequest) => boolean): Fault =>
	(request, service) =>
		when(request) ? plain(204) : service.handle(request);

const FAULTS: readonly {
	readonly name: string;
	readonly fault: Fault;
	readonly check: Finding['check'];
	readonly options?: PartialOptions;
	/** The clients to which it is a failure. */
	readonly failure: readonly string[];
	/** Those who would not notice. */
	readonly divergence?: readonly string[];
}[] = [
	{
		name: '500 to every PATCH of a group',
		fault: (request, service) =>
			is(request, 'PATCH', 'Groups') ? plain(500) : service.handle(request),
		check: 'status',
		// The others change members by PUT, or create the group with them.
		failure: [
			'okta',
			'entra',
			'entra-compliant',
			'onelogin',
			'jumpcloud',
			'pingfederate',
			'sailpoint',
			'generic',
		],
	},
	{
		name: '400 to every PATCH of a group',
		fault: (request, service) =>
			is(request, 'PATCH', 'Groups') ? plain(400) : service.handle(request),
		check: 'group-stopped',
		failure: ['okta'],
	},
	{
		name: '409 without a body to a repeated creation',
		fault: where(
			(request) => is(request, 'POST', 'Users'),
			(right) => (right.status === 409 ? plain(409) : right),
		),
		check: 'conflict-body',
		options: { cycle: 'retry-storm' },
		failure: ['okta', 'okta-wizard', 'generic'],
	},
	{
		name: 'a second user for a repeated creation',
		fault: (request, service) => {
			const right = service.handle(request);
			if (!is(request, 'POST', 'Users') || right.status !== 409) return right;
			return withBody(plain(201), {
				id: `again-${Math.floor(performance.now() * 1e6)}`,
				userName: '',
			});
		},
		check: 'duplicate',
		options: { cycle: 'retry-storm' },
		failure: ['generic'],
		divergence: except('generic'),
	},
	{
		name: 'no id in what was created',
		fault: where(
			(request) => is(request, 'POST', 'Users'),
			(right) => withBody(right, { ...bodyOf(right), id: undefined }),
		),
		check: 'missing-id',
		failure: ALL,
	},
	{
		name: 'no body in what was created',
		fault: where(
			(request) => is(request, 'POST', 'Users'),
			({ status }) => plain(status),
		),
		check: 'empty-body',
		failure: ['okta', 'okta-wizard', 'generic'],
	},
	{
		name: '201 without Location',
		fault: where(
			(request) => is(request, 'POST', 'Users'),
			(right) => ({ ...right, headers: { 'content-type': 'application/scim+json' } }),
		),
		check: 'location',
		failure: ['generic'],
	},
	{
		name: 'totalResults as a string',
		fault: where(
			({ method }) => method === 'GET',
			(right) => {
				const { totalResults, ...rest } = bodyOf(right);
				return totalResults === undefined
					? right
					: withBody(right, { ...rest, totalResults: JSON.stringify(totalResults) });
			},
		),
		check: 'not-integers',
		failure: ['okta', 'okta-wizard', 'onelogin', 'sailpoint', 'generic'],
	},
	{
		name: '404 to a filter that matches nothing',
		fault: where(isLookup, (right) => (bodyOf(right)['totalResults'] === 0 ? plain(404) : right)),
		check: 'not-found-status',
		// Okta and OneLogin take it for "nobody"; SailPoint and Keycloak use no filter.
		failure: except('okta', 'okta-wizard', 'onelogin', 'sailpoint', 'keycloak'),
	},
	{
		name: 'a filter that is ignored',
		fault: (request, service) =>
			service.handle(
				isLookup(request) ? { ...request, target: request.target.split('?')[0] ?? '' } : request,
			),
		check: 'filter-ignored',
		failure: except('sailpoint', 'keycloak'),
	},
	{
		name: 'a changed userName',
		fault: where(
			(request) => is(request, 'POST', 'Users'),
			(right) => withBody(right, { ...bodyOf(right), userName: 'somebody-else' }),
		),
		check: 'changed-name',
		failure: ['entra', 'entra-compliant', 'generic'],
		divergence: except('entra', 'entra-compliant', 'generic'),
	},
	{
		name: 'changes of users that are lost',
		fault: where(
			({ method, target }) => method === 'GET' && target.startsWith('/Users/'),
			(right) => withBody(right, { ...bodyOf(right), displayName: 'As It Was' }),
		),
		check: 'update-lost',
		failure: [
			'okta',
			'okta-wizard',
			'entra',
			'entra-compliant',
			'cyberark',
			'sailpoint',
			'generic',
		],
		divergence: ['onelogin', 'jumpcloud', 'pingone', 'pingfederate', 'keycloak', 'google'],
	},
	{
		name: 'PATCH of users that does nothing',
		fault: ignoring((request) => is(request, 'PATCH', 'Users')),
		check: 'active',
		options: { cycle: 'offboarding', users: 20 },
		failure: ['entra', 'entra-compliant', 'sailpoint', 'generic'],
		divergence: ['okta', 'jumpcloud', 'pingone', 'rippling', 'google'],
	},
	{
		name: 'PATCH of groups that does nothing',
		fault: ignoring((request) => is(request, 'PATCH', 'Groups')),
		check: 'members',
		failure: ['sailpoint', 'generic'],
		divergence: ['okta', 'entra', 'entra-compliant', 'onelogin', 'jumpcloud', 'pingfederate'],
	},
	{
		name: 'DELETE that does nothing',
		fault: ignoring(({ method, target }) => method === 'DELETE' && target.startsWith('/Users')),
		check: 'still-there',
		options: { cycle: 'offboarding', users: 20 },
		failure: ['generic'],
		// JumpCloud deletes the user that it tries out.
		divergence: [...DELETING.filter((client) => client !== 'generic'), 'jumpcloud'],
	},
	{
		name: 'answers that are no JSON',
		fault: where(
			({ method }) => method === 'POST',
			(right) => ({ ...right, text: '<html>' }),
		),
		check: 'not-json',
		failure: ALL,
	},
	{
		name: 'pages that end too soon',
		fault: where(
			({ method, target }) => method === 'GET' && /^\/(?:Users|Groups)\?startIndex/.test(target),
			(right) => withBody(right, { ...bodyOf(right), totalResults: 500 }),
		),
		check: 'pages',
		failure: ['onelogin', 'pingfederate', 'rippling', 'sailpoint', 'generic'],
	},
	{
		name: 'the first page to whoever asks for another',
		fault: (request, service) => {
			const target = request.target.replace(/startIndex=\d+/, 'startIndex=1');
			return service.handle({ ...request, target });
		},
		check: 'pages',
		options: { groups: 3 },
		failure: ['onelogin', 'pingfederate', 'rippling', 'sailpoint', 'generic'],
	},
	{
		name: 'userNames in lower case',
		fault: (request, service) => {
			const right = service.handle(request);
			const { userName, ...rest } = bodyOf(right);
			return typeof userName === 'string'
				? withBody(right, { ...rest, userName: userName.toLowerCase() })
				: right;
		},
		// The first hard name of seed 1 has capitals.
		check: 'update-lost',
		failure: [
			'okta',
			'okta-wizard',
			'entra',
			'entra-compliant',
			'cyberark',
			'sailpoint',
			'generic',
		],
		divergence: [
			'onelogin',
			'jumpcloud',
			'pingone',
			'pingfederate',
			'rippling',
			'keycloak',
			'google',
		],
	},
	{
		name: 'filters that tell letter cases apart',
		fault: (request, service) => {
			const right = service.handle(request);
			const filter = new URLSearchParams(request.target.split('?')[1]).get('filter') ?? '';
			const value: unknown = JSON.parse(/".*"/.exec(filter)?.[0] ?? 'null');
			if (value === null) return right;
			const found = elements(bodyOf(right)['Resources']).filter((each) =>
				[own(each, 'displayName'), own(each, 'userName')].includes(value),
			);
			return withBody(right, { ...bodyOf(right), totalResults: found.length, Resources: found });
		},
		check: 'letter-case',
		failure: ['generic'],
		divergence: except('generic', 'sailpoint', 'keycloak'),
	},
	{
		name: '500 to an apostrophe',
		fault: (request, service) =>
			isLookup(request) && request.target.includes("'") ? plain(500) : service.handle(request),
		check: 'status',
		// The first hard name of this seed has one.
		options: { seed: 8 },
		failure: except('sailpoint', 'keycloak'),
	},
	{
		name: 'errors without a body',
		fault: (request, service) =>
			is(request, 'POST', 'Groups') ? plain(400) : service.handle(request),
		check: 'error-body',
		failure: ['generic'],
	},
	{
		name: 'bodies of another type',
		fault: where(
			() => true,
			(right) => ({ ...right, headers: { ...right.headers, 'content-type': 'text/html' } }),
		),
		check: 'content-type',
		failure: ['generic'],
	},
];

describe.each(FAULTS)('$name', ({ fault, check, options, failure, divergence = [] }) => {
	test(`is "${check}" to those who mind`, async () => {
		const minding: Record<Finding['kind'], string[]> = { failure: [], divergence: [] };
		for (const { client, key } of MODELS) {
			const service = new MemoryScim(key);
			const small = { users: 5, groups: 2, ...options };
			const { verdict } = await run(client, (request) => fault(request, service), small);
			const found = verdict.findings.find((each) => each.check === check);
			if (found !== undefined) minding[found.kind].push(client);
			expect(verdict.passed, client).toBe(verdict.findings.length === 0);
			// Nothing fails without a finding that says why.
			expect(verdict.operations.failed > 0 && verdict.findings.length === 0, client).toBe(false);
		}
		expect(minding.failure.toSorted()).toEqual([...failure].toSorted());
		expect(minding.divergence.toSorted()).toEqual([...divergence].toSorted());
	});
});

test('a client without groups never asks for them', async () => {
	const service = new MemoryScim('google');
	const { sent } = await run('google', (request) => service.handle(request), { cycle: 'all' });
	expect(sent.filter(({ target }) => target.startsWith('/Groups'))).toEqual([]);
});
