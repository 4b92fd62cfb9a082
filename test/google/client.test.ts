/** The client of the Directory API against the small Google: what it asks, and what it makes of answers. */
import { describe, expect, test } from 'vitest';
import { GoogleClient, type GooglePage } from '../../src/google/client.ts';
import type { GoogleFailure } from '../../src/google/failures.ts';
import type { Result } from '../../src/result.ts';
import { googleError, GoogleServer, type Workspace } from '../support/google-server.ts';

function setUp() {
	const google = new GoogleServer();
	const workspace = google.workspace();
	const clock = { at: Date.now() };
	const client = clientOf(google, workspace.grant(), clock);
	return { google, workspace, client, clock };
}

function clientOf(google: GoogleServer, refreshToken: string, clock = { at: Date.now() }) {
	const { clientId, clientSecret, origin: apiUrl } = google;
	return new GoogleClient({
		oauth: { clientId, clientSecret, apiUrl },
		refreshToken,
		fetch: (url, request) => google.handle(new Request(url, request)),
		now: () => clock.at,
	});
}

/** All pages of a list. */
async function all(
	read: (pageToken: string | null) => Promise<Result<GooglePage, GoogleFailure>>,
): Promise<unknown[]> {
	const items: unknown[] = [];
	for (let token: string | null = null; ;) {
		const page = await read(token);
		if (!page.ok) throw new Error(page.error.detail);
		items.push(...page.value.items);
		token = page.value.nextPageToken;
		if (token === null) return items;
	}
}

const tokensOf = ({ requests }: Workspace) => requests.filter(({ path }) => path === '/token');

describe('lists', () => {
	test("are read page by page, in Google's order, and no more of each than is wanted", async () => {
		const { workspace, client } = setUp();
		for (const name of ['c', 'a', 'b']) workspace.putUser(`${name}@x.example`, { isAdmin: true });
		workspace.pageMax = 2;
		const users = await all((token) => client.users(null, token));
		expect(users).toEqual(
			['a', 'b', 'c'].map((name) => ({
				id: expect.any(String),
				primaryEmail: `${name}@x.example`,
				name: expect.anything(),
				suspended: false,
				archived: false,
			})),
		);
		expect(client.requests).toBe(3);
	});

	test('of those who were deleted have ids alone', async () => {
		const { workspace, client } = setUp();
		const id = workspace.putUser('a@x.example');
		workspace.deleteUser(id);
		expect(await all((token) => client.deletedUsers(token))).toEqual([{ id }]);
	});

	test('of groups and members, of which a group may have none', async () => {
		const { workspace, client } = setUp();
		const member = { id: '1', email: 'a@x.example', type: 'USER' } as const;
		const id = workspace.putGroup('g@x.example', 'G', [member]);
		const empty = workspace.putGroup('h@x.example', 'H');
		expect(await all((token) => client.groups(null, token))).toEqual([
			{ id, email: 'g@x.example', name: 'G' },
			{ id: empty, email: 'h@x.example', name: 'H' },
		]);
		expect(await all((token) => client.members(id, token))).toEqual([{ id: '1', type: 'USER' }]);
		expect(await all((token) => client.members(empty, token))).toEqual([]);
	});

	test('are asked for by the words of the API', async () => {
		const { workspace, client } = setUp();
		await client.users('orgUnitPath=/x', null);
		await client.groups('email:a*', 'after:b');
		await client.members('a/b', null);
		const asked = workspace.requests.filter(({ path }) => path !== '/token');
		expect(asked.map(({ method, path, query }) => [method, path, query])).toEqual([
			[
				'GET',
				'/admin/directory/v1/users',
				{
					customer: 'my_customer',
					maxResults: '500',
					projection: 'full',
					orderBy: 'email',
					query: 'orgUnitPath=/x',
					fields: expect.stringMatching(/^users\(id,primaryEmail,.*\),nextPageToken$/),
				},
			],
			[
				'GET',
				'/admin/directory/v1/groups',
				{
					customer: 'my_customer',
					maxResults: '200',
					query: 'email:a*',
					pageToken: 'after:b',
					fields: 'groups(id,email,name),nextPageToken',
				},
			],
			[
				'GET',
				'/admin/directory/v1/groups/a%2Fb/members',
				{ maxResults: '200', fields: 'members(id,type),nextPageToken' },
			],
		]);
	});
});

describe('access tokens', () => {
	test('serve until shortly before they expire', async () => {
		const { workspace, client, clock } = setUp();
		await client.users(null, null);
		clock.at += 3_500_000;
		await client.users(null, null);
		expect(tokensOf(workspace)).toHaveLength(1);
		clock.at += 50_000;
		await client.users(null, null);
		expect(tokensOf(workspace)).toHaveLength(2);
	});

	test('that are refused are replaced once', async () => {
		const { workspace, client } = setUp();
		await client.users(null, null);
		workspace.expireTokens();
		expect(await client.users(null, null)).toMatchObject({ ok: true });
		expect(tokensOf(workspace)).toHaveLength(2);
		workspace.intercept = ({ path }) =>
			path === '/token' ? undefined : googleError(401, 'authError', 'Invalid Credentials');
		expect(await client.users(null, null)).toMatchObject({ ok: false, error: { kind: 'denied' } });
		expect(tokensOf(workspace)).toHaveLength(3);
	});

	test('are not given for a consent that was taken back, nor to an unknown client', async () => {
		const { google, workspace, client } = setUp();
		workspace.revoke();
		expect(await client.users(null, null)).toMatchObject({ error: { kind: 'revoked' } });
		const other = new GoogleClient({
			oauth: { clientId: google.clientId, clientSecret: 'wrong', apiUrl: google.origin },
			refreshToken: workspace.grant(),
			fetch: (url, request) => google.handle(new Request(url, request)),
			now: Date.now,
		});
		expect(await other.users(null, null)).toMatchObject({
			error: { kind: 'denied', detail: expect.stringContaining('invalid_client') },
		});
	});
});

describe('what is no success', () => {
	const answers: readonly [string, () => Response, Partial<GoogleFailure>][] = [
		['403 quotaExceeded', () => googleError(403, 'quotaExceeded', 'Q'), { kind: 'quota' }],
		[
			'403 userRateLimitExceeded',
			() => googleError(403, 'userRateLimitExceeded', 'Q'),
			{ kind: 'quota' },
		],
		[
			'403 dailyLimitExceeded',
			() => googleError(403, 'dailyLimitExceeded', 'Q'),
			{ kind: 'quota' },
		],
		[
			'429 with Retry-After',
			() => googleError(429, 'rateLimitExceeded', 'Q', undefined, { 'retry-after': '7' }),
			{ kind: 'quota', retryAfterMs: 7_000 },
		],
		['429 without a body', () => new Response(null, { status: 429 }), { kind: 'quota' }],
		[
			'403 forbidden',
			() => googleError(403, 'forbidden', 'Not Authorized to access this resource/api'),
			{ kind: 'denied' },
		],
		[
			'403 by its details',
			() =>
				Response.json(
					{ error: { code: 403, message: 'x', details: [{ reason: 'SERVICE_DISABLED' }] } },
					{ status: 403 },
				),
			{ kind: 'denied', detail: expect.stringContaining('Admin SDK API') as string },
		],
		['403 without JSON', () => new Response('<html>', { status: 403 }), { kind: 'denied' }],
		['404', () => googleError(404, 'notFound', 'N'), { kind: 'not_found' }],
		['400', () => googleError(400, 'invalid', 'Invalid Input: query'), { kind: 'invalid' }],
		['500', () => googleError(500, 'backendError', 'B'), { kind: 'unavailable' }],
		[
			'503 with Retry-After',
			() => new Response('x', { status: 503, headers: { 'retry-after': '30' } }),
			{ kind: 'unavailable', retryAfterMs: 30_000 },
		],
		['408', () => new Response(null, { status: 408 }), { kind: 'unavailable' }],
		['302', () => new Response(null, { status: 302 }), { kind: 'unavailable' }],
		['200 that breaks off', () => new Response('{"users":[{"id":"1"}'), { kind: 'unavailable' }],
		['200 that is empty', () => new Response(''), { kind: 'unavailable' }],
		['200 that is no object', () => new Response('7'), { kind: 'unavailable' }],
		// Each of these would say that people have left.
		...[
			[],
			{ users: null },
			{ users: {} },
			{ users: 'none' },
			{ users: [null] },
			{ users: [['1']] },
			{ users: [{ id: '1' }], nextPageToken: 7 },
			{ error: { code: 503 } },
		].map((body): (typeof answers)[number] => [
			`200 with ${JSON.stringify(body)}`,
			() => Response.json(body),
			{ kind: 'unavailable' },
		]),
	];

	test.each(answers)('%s is told as what it is', async (_name, answer, failure) => {
		const { workspace, client } = setUp();
		workspace.intercept = ({ path }) => (path === '/token' ? undefined : answer());
		const got = await client.users(null, null);
		expect(got).toMatchObject({ ok: false, error: failure });
	});

	test('a network that fails is Google not being there', async () => {
		const { google, workspace } = setUp();
		const client = new GoogleClient({
			oauth: { clientId: google.clientId, clientSecret: google.clientSecret, apiUrl: undefined },
			refreshToken: workspace.grant(),
			fetch: async (url) => {
				expect(url).toBe('https://oauth2.googleapis.com/token');
				throw new TypeError('Network');
			},
			now: Date.now,
		});
		expect(await client.users(null, null)).toMatchObject({ error: { kind: 'unavailable' } });
	});

	test('the token endpoint may be overloaded, too', async () => {
		const { workspace, client } = setUp();
		workspace.intercept = () => new Response('', { status: 503, headers: { 'retry-after': '9' } });
		expect(await client.users(null, null)).toMatchObject({
			error: { kind: 'unavailable', retryAfterMs: 9_000 },
		});
	});
});
