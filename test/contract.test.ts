/** That the check of every test's answers against the OpenAPI document finds what it is there to find. */
import { describe, expect, test } from 'vitest';
import { directory } from '../src/contract/directories.ts';
import { event } from '../src/contract/event-types.ts';
import { problemExample } from '../src/contract/problem.ts';
import { contractBreaches, type Answered } from './support/contract.ts';

type Body = Readonly<Record<string, unknown>>;

const exampleOf = (schema: typeof directory | typeof event) =>
	((schema.meta()?.['examples'] ?? []) as readonly Body[])[0] ?? {};

const ACME = exampleOf(directory);
const CREATED = { name: 'Acme', tenant: 'acme', product: 'crm', type: 'google' };

interface Exchange {
	readonly method?: string;
	readonly path?: string;
	readonly sent?: unknown;
	readonly status?: number;
	readonly headers?: Readonly<Record<string, string>>;
	readonly body?: unknown;
}

/** What is wrong with an exchange; unless told otherwise, nothing is: a directory is read. */
function breaches({ method = 'GET', path = '/directories/x', sent, ...answer }: Exchange) {
	const { status = 200, body = status < 300 ? ACME : problemExample(404) } = answer;
	const mediaType = status < 300 ? 'application/json' : 'application/problem+json';
	const answered: Answered = {
		status,
		headers: new Headers({
			'Cache-Control': 'no-store',
			'Content-Type': mediaType,
			'X-Request-Id': 'req_1',
			...answer.headers,
		}),
		body: body === null ? '' : JSON.stringify(body),
	};
	const url = new URL(`https://rollcall.test/v1${path}`);
	return contractBreaches(
		{ method, url, body: sent === undefined ? '' : JSON.stringify(sent) },
		answered,
	);
}

describe('nothing is wrong with', () => {
	test.each<[string, Exchange]>([
		['a directory', {}],
		['one that is asked for with HEAD', { method: 'HEAD', body: null }],
		['one that is created', { method: 'POST', path: '/directories', sent: CREATED, status: 201 }],
		['one that is not there', { status: 404 }],
		['a path that is not there', { path: '/nothing', status: 404 }],
		[
			'a page of the log',
			{ path: '/directories/x/events?types=user.*,group.*&limit=5', body: log() },
		],
		['a deletion', { method: 'DELETE', path: '/signing-keys/x', status: 204, body: null }],
	])('%s', (_, exchange) => {
		expect(breaches(exchange)).toEqual([]);
	});
});

describe('a breach is', () => {
	const { user_count: _count, ...partial } = ACME;
	test.each<[string, Exchange, RegExp]>([
		['a status that is not documented', { status: 418 }, /getDirectory \(418\): this status/],
		['a member that is not', { body: { ...ACME, extra: 1 } }, /#\/extra: is not documented/],
		['one inside', { body: { ...ACME, scim: { extra: 1 } } }, /#\/scim\/extra: is not documented/],
		['a member that is missing', { body: partial }, /required property "user_count"/],
		['a value of another type', { body: { ...ACME, user_count: 'x' } }, /#\/user_count: .*integer/],
		['an answer that may be kept', { headers: { 'Cache-Control': 'private' } }, /may be cached/],
		['another media type', { headers: { 'Content-Type': 'text/plain' } }, /is text\/plain, not/],
		[
			'a refusal that does not say when to come again',
			{ status: 503, body: problemExample(503) },
			/lacks the header Retry-After/,
		],
		[
			'a body where there is none',
			{ method: 'DELETE', path: '/signing-keys/x', status: 204, body: {} },
			/deleteSigningKey \(204\): has a body/,
		],
		[
			'a call that the document lacks',
			{ path: '/nothing' },
			/GET \/v1\/nothing \(200\): this status/,
		],
		[
			'an undocumented parameter that is accepted',
			{ path: '/directories?such=1', body: { data: [], next_cursor: null } },
			/the parameter such is not documented/,
		],
		[
			'a parameter that is accepted, but not as documented',
			{ path: '/directories?limit=0', body: { data: [], next_cursor: null } },
			/parameter limit/,
		],
		[
			'a body that is accepted, but not as documented',
			{ method: 'POST', path: '/directories', sent: { ...CREATED, such: 1 }, status: 201 },
			/body#\/such/,
		],
		[
			'a field more in an event',
			{ path: '/directories/x/events', body: log({ extra: 1 }) },
			/#\/data\/0\/extra: is not documented/,
		],
		[
			'an event of no known type',
			{ path: '/directories/x/events', body: log({ type: 'user.renamed' }) },
			/#\/data\/0\/type/,
		],
	])('%s', (_, exchange, wanted) => {
		expect(breaches(exchange).join('\n')).toMatch(wanted);
	});
});

/** A page with one event. */
function log(more: Body = {}): Body {
	return { data: [{ ...exampleOf(event), ...more }], next_cursor: null, position: 42 };
}
