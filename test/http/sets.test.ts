/**
 * Security Event Tokens as their receivers get them: pushed through the real Queue (RFC 8935) or polled
 * (RFC 8936), and verified with jose against the keys that are served.
 */
import { createLocalJWKSet, decodeProtectedHeader, jwtVerify, type JSONWebKeySet } from 'jose';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { SigningKey } from '../../src/contract/signing-keys.ts';
import type { WebhookEndpoint } from '../../src/contract/webhook-endpoints.ts';
import type { Env } from '../../src/env.ts';
import { newId } from '../../src/platform/ids.ts';
import { openDatabase } from '../../src/store/database.ts';
import { signingKeys } from '../../src/worker/set-signer.ts';
import {
	api,
	bulk,
	createDirectory,
	createEndpoint,
	group,
	ORIGIN,
	patch,
	send,
	type Reply,
	type TestDirectory,
	testEnv,
	user,
} from '../support/client.ts';
import { faultyD1, type Fault } from '../support/faults.ts';
import { Receiver } from '../support/receiver.ts';

const PROV = 'urn:ietf:params:scim:event:prov:';
const AUDIENCE = 'https://receiver.example.com/sets';

/** The claims of a SET that tests look at. */
interface Claims {
	readonly jti: string;
	readonly iat: number;
	readonly toe: number;
	readonly txn: string;
	readonly sequence: number;
	readonly directory_id: string;
	readonly sub_id: { readonly format: string; readonly uri: string };
	readonly events: Record<string, { readonly data?: unknown }>;
}

interface Polled {
	readonly sets: Record<string, string>;
	readonly moreAvailable?: boolean;
	readonly err?: string;
	readonly description?: string;
}

type Poller = WebhookEndpoint & { secret: string };

interface Problem {
	readonly detail: string;
	readonly errors?: readonly { readonly field: string }[];
}

let directory: TestDirectory;
let poller: Poller;

beforeEach(async () => {
	directory = await createDirectory();
	poller = await createEndpoint({
		format: 'set',
		delivery: 'poll',
		directory_id: directory.id,
		audience: AUDIENCE,
	});
});

afterEach(() => {
	vi.useRealTimers();
	vi.restoreAllMocks();
});

async function jwks(): Promise<JSONWebKeySet> {
	const { body } = await send<JSONWebKeySet & Record<string, unknown>>('/.well-known/jwks.json');
	return body;
}

/** Verifies a SET as a receiver does, and returns its claims. */
async function verified(set: string, audience = AUDIENCE): Promise<Claims> {
	const { payload } = await jwtVerify<Claims>(set, createLocalJWKSet(await jwks()), {
		issuer: ORIGIN,
		audience,
		typ: 'secevent+jwt',
		algorithms: ['ES256'],
	});
	return payload;
}

function pollAs(
	token: string,
	path: string,
	body: unknown,
	bindings: Partial<Env> = {},
): Promise<Reply<Polled>> {
	const init = {
		method: 'POST',
		headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
		body: typeof body === 'string' ? body : JSON.stringify(body),
	};
	return send<Polled & Record<string, unknown>>(path, init, bindings);
}

/** Polls without waiting; returns the answer. */
async function poll(request: Record<string, unknown> = {}, token = poller.secret): Promise<Polled> {
	const body = { returnImmediately: true, ...request };
	const reply = await pollAs(token, new URL(poller.url).pathname, body);
	expect(reply.status, JSON.stringify(reply.body)).toBe(200);
	return reply.body;
}

const addUser = async (name = `${crypto.randomUUID()}@example.com`) =>
	String((await directory.scim('POST', '/Users', user(name))).body['id']);

/** Makes a SET, and tells which key has signed it. */
async function kidOf(): Promise<string | undefined> {
	await addUser();
	const { sets } = await poll();
	await poll({ ack: Object.keys(sets) });
	const [set = ''] = Object.values(sets);
	await verified(set);
	return decodeProtectedHeader(set).kid;
}

/** The last two signing keys. */
async function states() {
	const { body } = await api<{ data: SigningKey[]; next_cursor: null }>('GET', '/signing-keys');
	return body.data.slice(-2).map(({ id, state }) => [id, state]);
}

describe('the keys', () => {
	test('are public, may be kept for a while, and hold no private part', async () => {
		const reply = await send<{ keys: Record<string, unknown>[] }>('/.well-known/jwks.json');
		expect(reply.status).toBe(200);
		expect(reply.headers.get('Content-Type')).toBe('application/jwk-set+json');
		expect(reply.headers.get('Cache-Control')).toBe('public, max-age=300');
		expect(reply.body.keys).toEqual([
			{
				kty: 'EC',
				crv: 'P-256',
				alg: 'ES256',
				use: 'sig',
				kid: expect.stringMatching(/^key_/) as string,
				x: expect.any(String) as string,
				y: expect.any(String) as string,
			},
		]);
		expect((await send('/.well-known/jwks.json')).body).toEqual(reply.body);
		const wrong = await send('/.well-known/jwks.json', { method: 'POST' });
		expect([wrong.status, wrong.headers.get('Allow')]).toEqual([405, 'GET, HEAD']);
	});

	test('begin with one, however many ask for it first', async () => {
		await testEnv.DB.prepare('DELETE FROM signing_keys').run();
		const deps = {
			db: openDatabase(testEnv.DB),
			masterKey: testEnv.ROLLCALL_MASTER_KEY ?? '',
			now: Date.now,
			newId,
		};
		const answers = await Promise.all(Array.from({ length: 5 }, () => signingKeys(deps)));
		expect(new Set(answers.flat().map(({ id }) => id)).size).toBe(1);
		// Isolates go on with the key they know for a minute.
		vi.setSystemTime(Date.now() + 120_000);
		await addUser();
		for (const set of Object.values((await poll()).sets)) await verified(set);
	});

	test('change without a SET that anybody cannot verify', async () => {
		const old = await kidOf();
		const made = await api<SigningKey>('POST', '/signing-keys');
		expect(made).toMatchObject({ status: 201, body: { state: 'next' } });
		expect(JSON.stringify(made.body)).not.toContain('"d"');
		const { id } = made.body;
		expect((await jwks()).keys).toContainEqual(made.body.public_key);
		expect(await states()).toEqual([
			[old, 'current'],
			[id, 'next'],
		]);
		expect(await kidOf()).toBe(old);
		vi.setSystemTime(Date.now() + 11 * 60_000);
		expect(await kidOf()).toBe(id);
		expect(await states()).toEqual([
			[old, 'previous'],
			[id, 'current'],
		]);
		expect((await jwks()).keys.map(({ kid }) => kid)).toContain(old);
	});

	test('one waits to sign at a time, however many are asked for', async () => {
		vi.setSystemTime(Date.now() + 11 * 60_000);
		const replies = await Promise.all(
			Array.from({ length: 4 }, () => api<Problem>('POST', '/signing-keys', {})),
		);
		const statuses = replies.map(({ status }) => status);
		expect(statuses.toSorted((one, two) => one - two)).toEqual([201, 409, 409, 409]);
		const since = new Date(Date.now() + 600_000).toISOString();
		expect(replies.find(({ status }) => status === 409)?.body.detail).toContain(since);
		const unknown = await api<Problem>('POST', '/signing-keys', { algorithm: 'RS256' });
		expect([unknown.status, unknown.body.errors?.[0]?.field]).toEqual([400, 'algorithm']);
		vi.setSystemTime(Date.now() + 11 * 60_000);
		expect((await api('POST', '/signing-keys')).status).toBe(201);
	});

	test('a key that is retired is gone at once, and the newest that receivers know signs', async () => {
		vi.setSystemTime(Date.now() + 60 * 60_000);
		const first = await kidOf();
		const { body: all } = await api<{ data: SigningKey[] }>('GET', '/signing-keys');
		for (const { id } of all.data) if (id !== first) await api('DELETE', `/signing-keys/${id}`);
		const refused = await api<Problem>('DELETE', `/signing-keys/${first}`);
		expect([refused.status, refused.body.detail]).toEqual([409, expect.stringMatching(/only/)]);
		expect((await api('DELETE', `/signing-keys/${newId('key')}`)).status).toBe(404);

		// Nobody can know the second for sure, but it is all there is.
		const { body: second } = await api<SigningKey>('POST', '/signing-keys');
		const retired = await api('DELETE', `/signing-keys/${first}`);
		expect(retired.status).toBe(204);
		expect((await jwks()).keys.map(({ kid }) => kid)).toEqual([second.id]);
		expect(await kidOf()).toBe(second.id);
		expect(await states()).toEqual([[second.id, 'current']]);

		const { body: third } = await api<SigningKey>('POST', '/signing-keys');
		vi.setSystemTime(Date.now() + 11 * 60_000);
		expect(await kidOf()).toBe(third.id);
		const { body: fourth } = await api<SigningKey>('POST', '/signing-keys');
		await api('DELETE', `/signing-keys/${third.id}`);
		expect(await kidOf()).toBe(second.id);
		expect(await states()).toEqual([
			[second.id, 'current'],
			[fourth.id, 'next'],
		]);
		const entries = testEnv.DB.prepare(
			`SELECT count(*) AS n FROM audit_log WHERE action = 'signing_key.delete' AND target = ?`,
		).bind(third.id);
		await expect.poll(() => entries.first('n')).toBe(1);
	});
});

describe('RFC 8935 push', () => {
	test('every change arrives as a SET of its own, in order, and can be verified', async () => {
		// RFC 8935 §2.2.
		const { url, received } = new Receiver(() => 202);
		await createEndpoint({ url, format: 'set', directory_id: directory.id });
		const anna = await addUser('anna@example.com');
		const created = await directory.scim('POST', '/Groups', group('Crew', [anna]));
		const crew = `/Groups/${String(created.body['id'])}`;
		const path = `/Users/${anna}`;
		await directory.scim('PATCH', path, patch({ op: 'replace', value: { active: false } }));
		await directory.scim('PUT', path, user('anna@example.com', { active: true, title: 'Guide' }));
		await directory.scim('DELETE', path);
		await vi.waitFor(() => expect(received).toHaveLength(7), { timeout: 30_000 });

		for (const { headers } of received) {
			expect(headers).toMatchObject({
				'content-type': 'application/secevent+jwt',
				accept: 'application/json',
			});
		}
		const claims = await Promise.all(received.map(({ body }) => verified(body, url)));
		const told = claims.map(({ sub_id: { uri }, events }) => [uri, Object.keys(events)]);
		expect(told).toEqual([
			[path, [`${PROV}create:full`]],
			[crew, [`${PROV}create:full`]],
			[crew, [`${PROV}patch:full`]],
			[path, [`${PROV}patch:full`, `${PROV}deactivate`]],
			[path, [`${PROV}put:full`, `${PROV}activate`]],
			[crew, [`${PROV}patch:full`]],
			[path, [`${PROV}delete`]],
		]);
		expect(claims.map(({ sequence }) => sequence)).toEqual([2, 3, 4, 5, 6, 7, 8]);
		expect(claims[0]?.events[`${PROV}create:full`]?.data).toMatchObject({
			id: anna,
			userName: 'anna@example.com',
		});
		// RFC 9967 §2.1, RFC 8417 §2.2: neither a subject nor an expiry that makes it look like an ID token.
		expect(claims.flatMap(Object.keys)).not.toContain('sub');
		expect(claims.flatMap(Object.keys)).not.toContain('exp');

		const { body: config } = await directory.scim('GET', '/ServiceProviderConfig');
		const { eventUris, asyncRequest } = config['securityEvents'] as Record<string, unknown>;
		expect(asyncRequest).toBe('none');
		expect(eventUris).toEqual(
			expect.arrayContaining(claims.flatMap(({ events }) => Object.keys(events))),
		);
	});
});

describe('RFC 8936 poll', () => {
	test('SETs are offered in order until they are acknowledged', async () => {
		for (let n = 0; n < 3; n += 1) await addUser();
		const { sets, moreAvailable } = await poll();
		expect(moreAvailable).toBeUndefined();
		const claims = await Promise.all(Object.values(sets).map((set) => verified(set)));
		expect(claims.map(({ sequence }) => sequence)).toEqual([2, 3, 4]);
		expect(claims.map(({ jti }) => jti)).toEqual(Object.keys(sets));
		for (const { jti, txn } of claims) expect(jti).toBe(`${txn}.${poller.id}`);

		const [first = '', second = '', third = ''] = Object.keys(sets);
		expect(Object.keys((await poll({ maxEvents: 1 })).sets)).toEqual([first]);
		expect((await poll({ maxEvents: 1 })).moreAvailable).toBe(true);
		expect(
			await poll({ ack: [second, third, 'unknown', `evt_0.${poller.id}`], maxEvents: 0 }),
		).toEqual({ sets: {}, moreAvailable: true });
		expect(Object.keys((await poll()).sets)).toEqual([first]);
		expect(await poll({ ack: [first] })).toEqual({ sets: {} });
		await addUser();
		expect(Object.keys((await poll()).sets)).toHaveLength(1);
	});

	test('an answer holds 100 SETs at most, and says that there are more', async () => {
		const users = Array.from({ length: 101 }, (_none, at) => ({
			method: 'POST',
			path: '/Users',
			bulkId: String(at),
			data: user(`user-${at}@example.com`),
		}));
		expect((await directory.scim('POST', '/Bulk', bulk(...users))).status).toBe(200);
		const { sets, moreAvailable } = await poll({ maxEvents: 1000 });
		expect([Object.keys(sets).length, moreAvailable]).toEqual([100, true]);
		const rest = await poll({ ack: Object.keys(sets) });
		expect([Object.keys(rest.sets).length, rest.moreAvailable]).toEqual([1, undefined]);
	});

	test('an answer without SETs waits for one, unless it is wanted at once', async () => {
		expect(await poll()).toEqual({ sets: {} });
		const waiting = poll({ returnImmediately: false });
		await addUser();
		expect(Object.keys((await waiting).sets)).toHaveLength(1);
	});

	test('§2.6 a SET that is refused is set aside as a dead letter, and can be had again', async () => {
		await addUser();
		const [jti = ''] = Object.keys((await poll()).sets);
		const setErrs = {
			[jti]: { err: 'invalid_audience', description: 'Not for us.' },
			other: { err: 'x' },
		};
		expect(await poll({ setErrs })).toEqual({ sets: {} });
		const letters = () =>
			api<{ data: { event_id: string; last_error: string }[] }>(
				'GET',
				`/webhook-endpoints/${poller.id}/dead-letters`,
			);
		expect((await letters()).body.data).toMatchObject([
			{ last_error: 'invalid_audience: Not for us.' },
		]);
		const again = await api('POST', `/webhook-endpoints/${poller.id}/dead-letters/redeliver`);
		expect(again.status).toBe(202);
		expect(Object.keys((await poll()).sets)).toEqual([jti]);
		expect(await poll({ ack: [jti] })).toEqual({ sets: {} });
		expect((await letters()).body.data).toEqual([]);
	});

	test('what is no text in an error, or names nothing, does no harm', async () => {
		await addUser();
		const [jti = ''] = Object.keys((await poll()).sets);
		const strange = ['\0', '\ud800', '__proto__', "'", ''];
		const jtis = strange.map((text) => `${text}.${poller.id}`);
		const noErrors = Object.fromEntries(jtis.map((each) => [each, { err: 'x', description: 'y' }]));
		expect(
			Object.keys((await poll({ ack: [...strange, ...jtis], setErrs: noErrors })).sets),
		).toEqual([jti]);
		const setErrs = { [jti]: { err: 'bad\0', description: '\ud800 set' } };
		expect(await poll({ setErrs })).toEqual({ sets: {} });
		const letters = await api<{ data: { last_error: string }[] }>(
			'GET',
			`/webhook-endpoints/${poller.id}/dead-letters`,
		);
		expect(letters.body.data).toMatchObject([{ last_error: 'bad: \ufffd set' }]);
	});

	test('a replay offers SETs again, under the same jti', async () => {
		await addUser();
		const before = Object.keys((await poll()).sets);
		await poll({ ack: before });
		const replay = await api('POST', `/webhook-endpoints/${poller.id}/replay`, {
			from_sequence: 1,
		});
		expect(replay.status).toBe(202);
		expect(Object.keys((await poll()).sets)).toEqual(before);
		expect(await poll({ ack: before })).toEqual({ sets: {} });
	});

	test('both tokens are good while one is being changed', async () => {
		const rotated = await api<Poller>('POST', `/webhook-endpoints/${poller.id}/rotate-secret`, {
			overlap_seconds: 60,
		});
		expect(rotated.body.secret).toMatch(/^rcset_/);
		await poll({}, rotated.body.secret);
		await poll();
		vi.setSystemTime(Date.now() + 61_000);
		const { pathname } = new URL(poller.url);
		expect((await pollAs(poller.secret, pathname, {})).status).toBe(401);
		await poll({}, rotated.body.secret);
	});

	test('a stranger learns nothing, not even whether there is such an endpoint', async () => {
		const other = await createEndpoint({ format: 'set', delivery: 'poll' });
		const pushed = await createEndpoint({ format: 'set', url: 'https://receiver.example.com/x' });
		const path = `/sets/${poller.id}`;
		const attempts = await Promise.all([
			pollAs(other.secret, path, {}),
			pollAs('wrong', path, {}),
			pollAs(testEnv.ROLLCALL_ADMIN_KEY ?? '', path, {}),
			pollAs(poller.secret, `/sets/${newId('ep')}`, {}),
			pollAs('', `/sets/${pushed.id}`, {}),
			send<Polled & Record<string, unknown>>(path, { method: 'POST', body: '{}' }),
		]);
		for (const { status, headers, body } of attempts) {
			expect(status).toBe(401);
			expect(headers.get('WWW-Authenticate')).toBe('Bearer realm="Rollcall"');
			expect(body).toEqual(attempts[0]?.body);
			expect(body.err).toBe('authentication_failed');
		}
	});

	test('a disabled endpoint says why, and goes on where it was', async () => {
		await addUser();
		const path = `/webhook-endpoints/${poller.id}`;
		await api('PATCH', path, { state: 'disabled', disabled_reason: 'Maintenance.' });
		const refused = await pollAs(poller.secret, `/sets/${poller.id}`, {});
		expect(refused.status).toBe(403);
		expect(refused.body).toEqual({
			err: 'access_denied',
			description: 'The endpoint is disabled: Maintenance.',
		});
		await api('PATCH', path, { state: 'enabled' });
		expect(Object.keys((await poll()).sets)).toHaveLength(1);
	});

	test.each([
		['deleted', 'DELETE', undefined, 401],
		['disabled', 'PATCH', { state: 'disabled' }, 403],
	])(
		'a poll that is held while its endpoint is %s says so',
		async (_what, method, body, status) => {
			const changes: number[] = [];
			const DB = faultyD1(async (trip): Promise<Fault> => {
				if (trip > 0) return 'none';
				const changed = await api(method, `/webhook-endpoints/${poller.id}`, body);
				changes.push(changed.status);
				vi.setSystemTime(Date.now() + 21_000);
				return 'none';
			});
			const reply = await pollAs(poller.secret, `/sets/${poller.id}`, {}, { DB });
			expect(changes).toHaveLength(1);
			expect(reply.status).toBe(status);
		},
	);

	test.each<[string, unknown, RegExp]>([
		['no JSON', 'sets, please', /not valid JSON/],
		['no object', '[]', /body/],
		['a negative number', { maxEvents: -1 }, /maxEvents/],
		['a wrong type', { ack: 'jti' }, /ack/],
		['an error without a code', { setErrs: { x: { description: 'y' } } }, /setErrs\.x\.err/],
	])('a request with %s is refused by name', async (_name, body, description) => {
		const reply = await pollAs(poller.secret, `/sets/${poller.id}`, body);
		expect(reply.status).toBe(400);
		expect(reply.body).toEqual({
			err: 'invalid_request',
			description: expect.stringMatching(description) as string,
		});
	});

	test('other methods, media types and sizes are refused', async () => {
		const path = `/sets/${poller.id}`;
		const read = await send(path);
		expect([read.status, read.headers.get('Allow')]).toEqual([405, 'POST']);
		const headers = { Authorization: `Bearer ${poller.secret}` };
		expect((await send(path, { method: 'POST', headers, body: '{}' })).status).toBe(415);
		const large = { ack: ['x'.repeat(300_000)] };
		expect((await pollAs(poller.secret, path, large)).status).toBe(413);
	});
});
