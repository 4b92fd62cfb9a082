/**
 * Webhook endpoints through the API, from making one to deleting it, with the real D1 and Queue. What
 * arrives is verified with the standardwebhooks package, or with a public key and WebCrypto alone.
 */
import { Webhook } from 'standardwebhooks';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { EndpointTestResult } from '../../src/contract/endpoint-tests.ts';
import { EVENT_BATCH, EVENT_TYPE_LIST } from '../../src/contract/event-types.ts';
import type { WebhookEndpoint } from '../../src/contract/webhook-endpoints.ts';
import type { Env } from '../../src/env.ts';
import {
	api,
	createDirectory,
	createEndpoint,
	ORIGIN,
	send,
	testEnv,
	user,
	type TestDirectory,
} from '../support/client.ts';
import { query } from '../support/delivery.ts';
import { deafQueue } from '../support/faults.ts';
import { isSignedFor } from '../support/public-key.ts';
import { type Received, Receiver } from '../support/receiver.ts';

const OTHER_MASTER_KEY = btoa('another master key of 32 bytes, ');
const OWN_SECRET = `whsec_${btoa('a secret that somebody has brought')}`;

afterEach(() => {
	vi.restoreAllMocks();
});

/** Makes an endpoint that hears of nothing, unless it is given a scope. */
function makeEndpoint(body: Record<string, unknown>) {
	const scope = 'directory_id' in body ? {} : { tenant: `nobody-${crypto.randomUUID()}` };
	const url = body['delivery'] === 'poll' ? {} : { url: 'https://example.com' };
	return createEndpoint({ ...url, ...scope, ...body });
}

function cursorsOf(endpointId: string): Promise<Record<string, unknown>[]> {
	return query(
		'SELECT sequence, state, due_at FROM delivery_cursors WHERE endpoint_id = ?',
		endpointId,
	);
}

/** A directory whose log ends with the nth user; the first event is the directory's own. */
async function directoryOf(users: number): Promise<TestDirectory> {
	const directory = await createDirectory();
	for (let at = 1; at <= users; at += 1) await directory.scim('POST', '/Users', user(`user${at}`));
	return directory;
}

function change(id: string, body: Record<string, unknown>) {
	return api<WebhookEndpoint>('PATCH', `/webhook-endpoints/${id}`, body);
}

function sendTest(id: string, body?: Record<string, unknown>) {
	return api<EndpointTestResult>('POST', `/webhook-endpoints/${id}/test`, body);
}

function rotate(id: string, body?: Record<string, unknown>) {
	return api<WebhookEndpoint & { errors?: { field: string }[] }>(
		'POST',
		`/webhook-endpoints/${id}/rotate-secret`,
		body,
	);
}

/** Whether a receiver that knows this secret accepts the webhook. */
function isSignedWith(secret: string, { headers, body }: Received): boolean {
	try {
		new Webhook(secret).verify(body, headers);
		return true;
	} catch {
		return false;
	}
}

/** Makes one in a deployment with other bindings. */
async function makeWith<Body>(bindings: Partial<Env>, body: Record<string, unknown>) {
	return (await api<Body>('POST', '/webhook-endpoints', body, bindings)).body;
}

/** The ids of one page, and where the next one begins. */
async function list(parameters: string) {
	const reply = await api<{ data: WebhookEndpoint[]; next_cursor: string | null }>(
		'GET',
		`/webhook-endpoints?${parameters}`,
	);
	expect(reply.status).toBe(200);
	return { ids: reply.body.data.map(({ id }) => id), next: reply.body.next_cursor };
}

describe('making one', () => {
	test('shows what it is, and its secret this once', async () => {
		const directory = await createDirectory();
		const made = await makeEndpoint({
			url: 'https://Example.com',
			description: 'CRM',
			directory_id: directory.id,
			types: ['user.*', 'group.created'],
			max_batch: 7,
			headers: { 'X-Route': 'turquoise', Authorization: 'Bearer abc' },
		});
		const { secret, ...shown } = made;
		expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
		expect(shown).toEqual({
			id: expect.stringMatching(/^ep_[0-9a-f]{32}$/),
			url: 'https://example.com/',
			description: 'CRM',
			directory_id: directory.id,
			tenant: null,
			product: null,
			types: ['user.*', 'group.created'],
			max_batch: 7,
			format: 'webhook',
			delivery: 'push',
			audience: null,
			headers: { 'X-Route': '[redacted]', Authorization: '[redacted]' },
			signing: 'symmetric',
			public_key: null,
			previous_secret_expires_at: null,
			state: 'enabled',
			disabled_reason: null,
			failing_since: null,
			failing_directories: [],
			failing_directory_count: 0,
			paused_until: null,
			dead_letter_count: 0,
			created_at: expect.any(String),
			updated_at: expect.any(String),
		});
		expect((await api('GET', `/webhook-endpoints/${made.id}`)).body).toEqual(shown);
		const [listed] = (
			await api<{ data: unknown[] }>('GET', `/webhook-endpoints?directory_id=${directory.id}`)
		).body.data;
		expect(listed).toEqual(shown);
		const [row] = await query('SELECT * FROM webhook_endpoints WHERE id = ?', made.id);
		for (const hidden of [secret, 'turquoise', 'Bearer abc']) {
			expect(JSON.stringify(row)).not.toContain(hidden);
		}
	});

	test('takes a secret that is brought', async () => {
		const made = await makeEndpoint({ secret: OWN_SECRET });
		expect(made.secret).toBe(OWN_SECRET);
	});

	test('an asymmetric one shows its public key always, and its secret key never', async () => {
		const made = await makeEndpoint({ signing: 'asymmetric' });
		expect(made).toMatchObject({
			signing: 'asymmetric',
			public_key: expect.stringMatching(/^whpk_[A-Za-z0-9+/]{43}=$/),
		});
		expect(made).not.toHaveProperty('secret');
		const { body } = await api('GET', `/webhook-endpoints/${made.id}`);
		expect(body).toEqual(made);
	});

	test('one for SETs hears of users and groups, and is signed with the key of the service', async () => {
		const made = await makeEndpoint({
			url: 'https://example.com/set',
			format: 'set',
			audience: 'https://example.com/application',
		});
		expect(made).toMatchObject({
			format: 'set',
			delivery: 'push',
			audience: 'https://example.com/application',
			types: ['user.*', 'group.*'],
			signing: null,
			public_key: null,
		});
		expect(made).not.toHaveProperty('secret');
	});

	test('one to be polled gets its URL and a bearer token', async () => {
		const made = await makeEndpoint({
			format: 'set',
			delivery: 'poll',
			types: ['user.deleted'],
		});
		expect(made).toMatchObject({
			url: `${ORIGIN}/sets/${made.id}`,
			types: ['user.deleted'],
			secret: expect.stringMatching(/^rcset_[\w-]{43}$/),
		});
	});

	test.each([
		['https://[::ffff:127.0.0.1]/', 'The URL must name a host, not an IP address.'],
		['http://example.com/', 'The URL must use https.'],
	])('without the development switch, %s is refused: %s', async (url, detail) => {
		const { errors } = await makeWith<{ errors: object[] }>(
			{ ROLLCALL_ALLOW_INSECURE_TARGETS: 'false' },
			{ url },
		);
		expect(errors).toEqual([{ field: 'url', detail }]);
	});
});

describe('where it begins', () => {
	test('now, unless it is told otherwise', async () => {
		const receiver = new Receiver();
		const { url } = receiver;
		const directory = await directoryOf(2);
		await makeEndpoint({ url, directory_id: directory.id });
		await directory.scim('POST', '/Users', user('later'));
		await vi.waitFor(() => expect(receiver.sequences).toEqual([4]), { timeout: 30_000 });
	});

	test('with from_sequence it hears at once of what there is, and then of what comes', async () => {
		const receiver = new Receiver();
		const { url } = receiver;
		const directory = await directoryOf(3);
		const { id } = await makeEndpoint({ url, directory_id: directory.id, from_sequence: 3 });
		await vi.waitFor(() => expect(receiver.sequences).toEqual([3, 4]), { timeout: 30_000 });
		await expect.poll(() => cursorsOf(id)).toMatchObject([{ state: 'idle', sequence: 4 }]);
		await directory.scim('POST', '/Users', user('later'));
		await vi.waitFor(() => expect(receiver.sequences).toEqual([3, 4, 5]), { timeout: 30_000 });
	});

	test('a queue that takes nothing costs time, and no event: the cursor is awake for the sweep', async () => {
		const directory = await directoryOf(1);
		const { id } = await makeWith<WebhookEndpoint>(
			{ WEBHOOK_QUEUE: deafQueue },
			{ url: new Receiver().url, directory_id: directory.id, from_sequence: 2 },
		);
		expect(await cursorsOf(id)).toMatchObject([{ state: 'awake', sequence: 1 }]);
	});

	test.each([
		[0, false],
		[1, false],
		[2, true],
		[4, true],
		[5, true],
		[6, false],
		[1.5, false],
	])('from_sequence %s in a log that keeps 2 to 4 is possible: %s', async (from, isPossible) => {
		const directory = await directoryOf(3);
		await testEnv.DB.prepare('UPDATE directories SET first_sequence = 2 WHERE id = ?')
			.bind(directory.id)
			.run();
		const reply = await api<{ errors?: { field: string }[] }>('POST', '/webhook-endpoints', {
			url: new Receiver().url,
			directory_id: directory.id,
			from_sequence: from,
		});
		expect(reply.status).toBe(isPossible ? 201 : 400);
		expect(reply.body.errors?.[0]?.field).toBe(isPossible ? undefined : 'from_sequence');
	});

	test('in a directory that the brake holds, it waits in its place', async () => {
		const directory = await directoryOf(2);
		await testEnv.DB.prepare('UPDATE directories SET paused_at = 1 WHERE id = ?')
			.bind(directory.id)
			.run();
		const scope = { url: 'https://example.com', directory_id: directory.id };
		const { id } = await makeEndpoint({ ...scope, from_sequence: 2 });
		expect(await cursorsOf(id)).toMatchObject([{ state: 'idle', sequence: 1 }]);
	});

	test('one that is polled is awake, and due for nobody but its poller', async () => {
		const directory = await directoryOf(2);
		const { id } = await makeEndpoint({
			format: 'set',
			delivery: 'poll',
			directory_id: directory.id,
			from_sequence: 2,
		});
		const [cursor] = await cursorsOf(id);
		expect(cursor).toMatchObject({ state: 'awake', sequence: 1 });
		expect(cursor?.['due_at']).toBeGreaterThan(Date.now() + 1e12);
	});
});

describe('listing them', () => {
	test('by scope and state, page by page', async () => {
		const tenant = `tenant-${crypto.randomUUID()}`;
		const url = 'https://example.com';
		const all = [
			await makeEndpoint({ url, tenant }),
			await makeEndpoint({ url, tenant, product: 'crm' }),
			await makeEndpoint({ url, tenant, product: 'erp' }),
			await makeEndpoint({ url, tenant: `${tenant}-other`, product: 'crm' }),
		];
		const ids = all.map(({ id }) => id);
		await change(ids[2] ?? '', { state: 'disabled' });
		const [one, two, three] = ids;
		expect((await list(`tenant=${tenant}`)).ids).toEqual([one, two, three]);
		expect((await list(`tenant=${tenant}&product=crm`)).ids).toEqual([two]);
		expect((await list(`tenant=${tenant}&state=disabled`)).ids).toEqual([three]);
		expect((await list(`tenant=${tenant}&directory_id=dir_none`)).ids).toEqual([]);
		const first = await list(`tenant=${tenant}&limit=2`);
		expect(first.ids).toEqual([one, two]);
		const second = await list(`tenant=${tenant}&limit=2&cursor=${first.next}`);
		expect(second).toEqual({ ids: [three], next: null });
	});
});

describe('changing one', () => {
	test('changes what is given, and nothing else', async () => {
		const made = await makeEndpoint({
			url: 'https://example.com/one',
			description: 'one',
			tenant: 'acme',
			types: ['user.*'],
			headers: { 'X-One': '1' },
		});
		const { secret, ...before } = made;
		expect(secret).toBeDefined();
		const one = await change(made.id, { url: 'https://example.com/two', max_batch: 5 });
		expect(one.status).toBe(200);
		expect(one.body).toEqual({
			...before,
			url: 'https://example.com/two',
			max_batch: 5,
			updated_at: one.body.updated_at,
		});
		const two = await change(made.id, { headers: { 'X-Two': '2', 'X-Three': '3' } });
		expect(two.body.headers).toEqual({ 'X-Two': '[redacted]', 'X-Three': '[redacted]' });
		const three = await change(made.id, { description: null, types: null, headers: null });
		expect(three.body).toMatchObject({ description: null, types: null, headers: null });
		expect((await api('GET', `/webhook-endpoints/${made.id}`)).body).toEqual(three.body);
	});

	test('a new URL is tried at once, however long the old one was to be left alone', async () => {
		const directory = await createDirectory();
		const old = new Receiver(() => 500);
		const { id } = await makeEndpoint({ url: old.url, directory_id: directory.id });
		await directory.scim('POST', '/Users', user('one'));
		const attempts = () => query('SELECT attempts FROM delivery_cursors WHERE endpoint_id = ?', id);
		await expect.poll(attempts).toEqual([{ attempts: 1 }]);
		await testEnv.DB.batch([
			testEnv.DB.prepare('UPDATE delivery_cursors SET due_at = ? WHERE endpoint_id = ?').bind(
				Date.now() + 3_600_000,
				id,
			),
			testEnv.DB.prepare('UPDATE webhook_endpoints SET throttled_until = ? WHERE id = ?').bind(
				Date.now() + 3_600_000,
				id,
			),
		]);
		const mended = new Receiver();
		const { body } = await change(id, { url: old.url, max_batch: 2 });
		expect(body.failing_since).not.toBeNull();
		expect(Date.parse(body.paused_until ?? '')).toBeGreaterThan(Date.now());
		expect((await change(id, { url: mended.url })).body).toMatchObject({
			failing_since: null,
			failing_directories: [],
			failing_directory_count: 0,
			paused_until: null,
		});
		await vi.waitFor(() => expect(mended.received).toHaveLength(1), { timeout: 30_000 });
	});

	test('one for SETs goes back to users and groups when its types are taken away', async () => {
		const { id } = await makeEndpoint({
			url: 'https://example.com',
			format: 'set',
			types: ['user.deleted'],
		});
		expect((await change(id, { types: null })).body.types).toEqual(['user.*', 'group.*']);
		expect((await change(id, { audience: 'us' })).body.audience).toBe('us');
		expect((await change(id, { audience: null })).body.audience).toBeNull();
	});

	test.each<[string, Record<string, unknown>, Record<string, unknown>, string]>([
		['an empty body', {}, {}, 'body'],
		['a scope: directory', {}, { directory_id: 'dir_x' }, 'directory_id'],
		['a scope: tenant', {}, { tenant: 'acme' }, 'tenant'],
		['a scope: product', {}, { product: 'crm' }, 'product'],
		['the format', {}, { format: 'set' }, 'format'],
		['the delivery', {}, { delivery: 'poll' }, 'delivery'],
		['the way of signing', {}, { signing: 'asymmetric' }, 'signing'],
		['the secret', {}, { secret: OWN_SECRET }, 'secret'],
		['a place to begin', {}, { from_sequence: 1 }, 'from_sequence'],
		['the id', {}, { id: 'ep_x' }, 'id'],
		['a URL of nowhere', {}, { url: 'nowhere' }, 'url'],
		['our own URL', {}, { url: `${ORIGIN}/x` }, 'url'],
		['no URL', {}, { url: null }, 'url'],
		['unknown types', {}, { types: ['user.eaten'] }, 'types'],
		['no types', {}, { types: [] }, 'types'],
		['types of another log', { tenant: 'acme' }, { types: ['webhook_endpoint.*'] }, 'types'],
		['too large a batch', {}, { max_batch: 101 }, 'max_batch'],
		['a header of ours', {}, { headers: { 'Webhook-Id': 'x' } }, 'headers.Webhook-Id'],
		['a redacted header', {}, { headers: { 'X-A': '[redacted]' } }, 'headers.X-A'],
		[
			'a header that objects do not hold',
			{ headers: { 'X-A': 'a' } },
			JSON.parse('{"headers": {"__proto__": "v"}}'),
			'headers.__proto__',
		],
		['an audience of a webhook', {}, { audience: 'us' }, 'audience'],
		['another state', {}, { state: 'asleep' }, 'state'],
		['a reason for nothing', {}, { disabled_reason: 'x' }, 'disabled_reason'],
		['a reason to enable', {}, { state: 'enabled', disabled_reason: 'x' }, 'disabled_reason'],
		['types without SETs', { format: 'set' }, { types: ['directory.*'] }, 'types'],
		['a batch of SETs', { format: 'set' }, { max_batch: 2 }, 'max_batch'],
	])('refuses %s by name', async (_name, kind, body, field) => {
		const { id } = await makeEndpoint(kind);
		const before = await api('GET', `/webhook-endpoints/${id}`);
		const reply = await api<{ errors: { field: string }[] }>(
			'PATCH',
			`/webhook-endpoints/${id}`,
			body,
		);
		expect(reply.status).toBe(400);
		expect(reply.body.errors[0]?.field).toBe(field);
		expect((await api('GET', `/webhook-endpoints/${id}`)).body).toEqual(before.body);
	});

	test.each<[Record<string, unknown>, string]>([
		[{ url: 'https://example.com' }, 'url'],
		[{ headers: { 'X-A': 'a' } }, 'headers'],
	])('refuses %j where nothing is sent, because it is polled', async (body, field) => {
		const { id } = await makeEndpoint({ format: 'set', delivery: 'poll' });
		const reply = await change(id, body);
		expect(reply.status).toBe(400);
		expect(reply.body).toMatchObject({ errors: [{ field }] });
	});
});

describe('disabling and enabling one', () => {
	test('it goes on at once where it stopped, and the operations log tells of it', async () => {
		const operations = new Receiver();
		const receiver = new Receiver();
		const watcher = await makeEndpoint({
			url: operations.url,
			directory_id: 'operations',
			types: ['webhook_endpoint.disabled'],
		});
		const directory = await createDirectory();
		const { id } = await makeEndpoint({
			url: receiver.url,
			description: 'CRM',
			directory_id: directory.id,
		});
		await directory.scim('POST', '/Users', user('one'));
		await vi.waitFor(() => expect(receiver.sequences).toEqual([2]), { timeout: 30_000 });

		const disabled = await change(id, { state: 'disabled', disabled_reason: 'Maintenance' });
		expect(disabled.body).toMatchObject({ state: 'disabled', disabled_reason: 'Maintenance' });
		await vi.waitFor(() => expect(operations.received).toHaveLength(1), { timeout: 30_000 });
		expect(JSON.parse(operations.received[0]?.body ?? '')).toMatchObject({
			type: 'webhook_endpoint.disabled',
			directory_id: 'operations',
			data: { id, description: 'CRM', directory_id: directory.id, reason: 'Maintenance' },
		});
		const again = await change(id, { state: 'disabled', disabled_reason: 'Longer maintenance' });
		expect(again.body.disabled_reason).toBe('Longer maintenance');
		for (const name of ['two', 'three']) await directory.scim('POST', '/Users', user(name));
		expect(await cursorsOf(id)).toMatchObject([{ state: 'idle', sequence: 2 }]);

		const enabled = await change(id, { state: 'enabled' });
		expect(enabled.body).toMatchObject({ state: 'enabled', disabled_reason: null });
		await vi.waitFor(() => expect(receiver.sequences).toEqual([2, 3, 4]), { timeout: 30_000 });
		expect(operations.received).toHaveLength(1);
		await api('DELETE', `/webhook-endpoints/${watcher.id}`);
	});

	test('enabling what is enabled ends its pause, and what waits is tried at once', async () => {
		const directory = await createDirectory();
		let status = 503;
		const receiver = new Receiver(
			() => new Response(null, { status, headers: { 'Retry-After': '86400' } }),
		);
		const { id } = await makeEndpoint({ url: receiver.url, directory_id: directory.id });
		await directory.scim('POST', '/Users', user('one'));
		const shown = async () => (await api<WebhookEndpoint>('GET', `/webhook-endpoints/${id}`)).body;
		await expect.poll(async () => (await shown()).paused_until).not.toBeNull();
		status = 204;
		const enabled = await change(id, { state: 'enabled' });
		expect(enabled.body).toMatchObject({ state: 'enabled', paused_until: null });
		await vi.waitFor(() => expect(receiver.sequences).toEqual([2, 2]), { timeout: 30_000 });
	});

	test('without a reason, the API is the reason', async () => {
		const { id } = await makeEndpoint({});
		const { body } = await change(id, { state: 'disabled', description: 'Old' });
		expect(body).toMatchObject({
			state: 'disabled',
			disabled_reason: 'Disabled through the API.',
			description: 'Old',
		});
	});
});

describe('deleting one', () => {
	test('takes its cursors and dead letters along, and stops the consumer that is under way', async () => {
		const answered = Promise.withResolvers<void>();
		const { url, received } = new Receiver(async () => {
			await answered.promise;
			return new Response(null);
		});
		const directory = await directoryOf(3);
		const { id } = await makeEndpoint({ url, directory_id: directory.id, from_sequence: 2 });
		await testEnv.DB.prepare(
			`INSERT INTO dead_letters (endpoint_id, directory_key, sequence, event_id, attempts, died_at)
			VALUES (?, 1, 1, 'evt_x', 1, 1)`,
		)
			.bind(id)
			.run();
		await vi.waitFor(() => expect(received).toHaveLength(1), { timeout: 30_000 });
		const path = `/webhook-endpoints/${id}`;
		expect((await api('DELETE', path)).status).toBe(204);
		answered.resolve();
		const attempts = () => query('SELECT id FROM delivery_attempts WHERE endpoint_id = ?', id);
		await expect.poll(attempts).toHaveLength(1);
		expect((await api('GET', path)).status).toBe(404);
		expect((await api('DELETE', path)).status).toBe(404);
		expect(await cursorsOf(id)).toEqual([]);
		expect(await query('SELECT 1 FROM dead_letters WHERE endpoint_id = ?', id)).toEqual([]);
		await directory.scim('POST', '/Users', user('later'));
		expect(await cursorsOf(id)).toEqual([]);
		expect(received).toHaveLength(1);
	});
});

describe('rotating its secret', () => {
	test('the old one signs too, for a day', async () => {
		const { url, received } = new Receiver();
		const made = await makeEndpoint({ url });
		const before = Date.now();
		const { status, body } = await send<WebhookEndpoint>(
			`/v1/webhook-endpoints/${made.id}/rotate-secret`,
			{ method: 'POST', headers: { Authorization: `Bearer ${testEnv.ROLLCALL_ADMIN_KEY}` } },
		);
		expect(status).toBe(200);
		const { secret = '', previous_secret_expires_at: expiresAt } = body;
		expect(secret).toMatch(/^whsec_/);
		expect(secret).not.toBe(made.secret);
		const overlapMs = Date.parse(expiresAt ?? '') - before;
		expect(overlapMs).toBeGreaterThanOrEqual(86_400_000);
		expect(overlapMs).toBeLessThan(86_400_000 + 60_000);

		await sendTest(made.id);
		expect(received[0]?.headers['webhook-signature']).toMatch(/^v1,[^ ]+ v1,[^ ]+$/);
		for (const known of [made.secret, secret]) expect(isSignedWith(known, received[0]!)).toBe(true);

		await testEnv.DB.prepare('UPDATE webhook_endpoints SET previous_secret_until = ? WHERE id = ?')
			.bind(Date.now(), made.id)
			.run();
		await sendTest(made.id);
		expect(received[1]?.headers['webhook-signature']).toMatch(/^v1,[^ ]+$/);
		expect(isSignedWith(made.secret, received[1]!)).toBe(false);
		expect(isSignedWith(secret, received[1]!)).toBe(true);
		const { body: shown } = await api('GET', `/webhook-endpoints/${made.id}`);
		expect(shown['previous_secret_expires_at']).toBeNull();
		expect(shown).not.toHaveProperty('secret');
	});

	test('without an overlap the old one ends at once; a brought one is taken', async () => {
		const { url, received } = new Receiver();
		const made = await makeEndpoint({ url });
		const rotated = await rotate(made.id, { secret: OWN_SECRET, overlap_seconds: 0 });
		expect(rotated.body).toMatchObject({ secret: OWN_SECRET, previous_secret_expires_at: null });
		await sendTest(made.id);
		expect(isSignedWith(OWN_SECRET, received[0]!)).toBe(true);
		expect(isSignedWith(made.secret, received[0]!)).toBe(false);
	});

	test('to the one it has is refused: it would end no leak', async () => {
		const { id } = await makeEndpoint({ secret: OWN_SECRET });
		const refused = await rotate(id, { secret: OWN_SECRET });
		expect([refused.status, refused.body.errors?.[0]?.field]).toEqual([400, 'secret']);
		expect((await rotate(id)).status).toBe(200);
		expect((await rotate(id, { secret: OWN_SECRET })).status).toBe(200);
	});

	test('at most two sign: a further rotation ends the overlap of the one before', async () => {
		const { url, received } = new Receiver();
		const made = await makeEndpoint({ url });
		const second = await rotate(made.id);
		const third = await rotate(made.id, {});
		await sendTest(made.id);
		const secrets = [made.secret, second.body.secret ?? '', third.body.secret ?? ''];
		expect(secrets.map((secret) => isSignedWith(secret, received[0]!))).toEqual([
			false,
			true,
			true,
		]);
	});

	test('of an asymmetric one gives it a new key pair', async () => {
		const { url, received } = new Receiver();
		const made = await makeEndpoint({ url, signing: 'asymmetric' });
		const rotated = await rotate(made.id, { overlap_seconds: 604_800 });
		expect(rotated.body).not.toHaveProperty('secret');
		expect(rotated.body.public_key).not.toBe(made.public_key);
		await sendTest(made.id);
		expect(await isSignedFor(made.public_key ?? '', received[0]!)).toBe(true);
		expect(await isSignedFor(rotated.body.public_key ?? '', received[0]!)).toBe(true);
	});

	test('of one that is polled gives it a new bearer token, with the same overlap', async () => {
		const made = await makeEndpoint({ format: 'set', delivery: 'poll' });
		const rotated = await rotate(made.id, { overlap_seconds: 60 });
		expect(rotated.body).toMatchObject({
			secret: expect.stringMatching(/^rcset_/),
			previous_secret_expires_at: expect.any(String),
		});
		const poll = async (token: string, bindings: Partial<Env> = {}) => {
			const request = {
				method: 'POST',
				headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
				body: JSON.stringify({ returnImmediately: true }),
			};
			return (await send(`/sets/${made.id}`, request, bindings)).status;
		};
		expect(await poll(made.secret)).toBe(200);
		expect(await poll(rotated.body.secret ?? '')).toBe(200);
		// A token that cannot be opened is good for nobody.
		expect(await poll(made.secret, { ROLLCALL_MASTER_KEY: OTHER_MASTER_KEY })).toBe(401);
		await rotate(made.id, { overlap_seconds: 0 });
		expect(await poll(rotated.body.secret ?? '')).toBe(401);
	});

	test.each<[Record<string, unknown>, Record<string, unknown>, number, string | undefined]>([
		[{}, { secret: 'whsec_short' }, 400, 'secret'],
		[{}, { overlap_seconds: 604_801 }, 400, 'overlap_seconds'],
		[{}, { overlap_seconds: -1 }, 400, 'overlap_seconds'],
		[{}, { overlap: 1 }, 400, 'overlap'],
		[{ signing: 'asymmetric' }, { secret: OWN_SECRET }, 400, 'secret'],
		[{ format: 'set', delivery: 'poll' }, { secret: OWN_SECRET }, 400, 'secret'],
		[{ format: 'set' }, {}, 409, undefined],
	])('of %j with %j: %i %s', async (kind, body, status, field) => {
		const { id } = await makeEndpoint(kind);
		const reply = await rotate(id, body);
		expect(reply.status).toBe(status);
		expect(reply.body.errors?.[0]?.field).toBe(field);
	});
});

describe('a test event', () => {
	test('is sent at once, signed and marked, and kept as an attempt', async () => {
		const { url, received } = new Receiver(() => new Response('thanks', { status: 202 }));
		const directory = await createDirectory();
		const made = await makeEndpoint({
			url,
			directory_id: directory.id,
			headers: { 'X-Route': 'blue' },
		});
		const { status, body } = await sendTest(made.id);
		expect(status).toBe(200);
		expect(body).toEqual({
			webhook_id: expect.stringMatching(/^evt_/),
			type: 'webhook_endpoint.test',
			outcome: 'delivered',
			status: 202,
			error: null,
			answer: 'thanks',
			duration_ms: expect.any(Number),
			attempt_id: expect.stringMatching(/^att_/),
			request: expect.objectContaining({ url, missing: null }),
		});
		expect(received).toHaveLength(1);
		expect(received[0]?.headers).toMatchObject({
			'content-type': 'application/json',
			'rollcall-test': 'true',
			'user-agent': 'Rollcall-Webhooks/1.0',
			'webhook-id': body.webhook_id,
			'x-route': 'blue',
		});
		expect(received[0]?.headers).not.toHaveProperty('rollcall-replay');
		expect(isSignedWith(made.secret, received[0]!)).toBe(true);
		expect(JSON.parse(received[0]?.body ?? '')).toMatchObject({
			id: body.webhook_id,
			type: 'webhook_endpoint.test',
			directory_id: 'operations',
			sequence: 0,
			data: { id: made.id },
		});
		const attempts = await query(
			`SELECT a.lane, a.webhook_id, a.first_sequence, a.last_sequence, a.status, a.outcome, a.answer,
				d.id AS directory_id FROM delivery_attempts AS a
				JOIN directories AS d ON d.key = a.directory_key WHERE a.endpoint_id = ?`,
			made.id,
		);
		expect(attempts).toEqual([
			{
				lane: 'test',
				webhook_id: body.webhook_id,
				first_sequence: 0,
				last_sequence: 0,
				status: 202,
				outcome: 'delivered',
				answer: 'thanks',
				directory_id: directory.id,
			},
		]);
		expect(await cursorsOf(made.id)).toEqual([]);
	});

	test('may be an example of any type, as of the scope of the endpoint', async () => {
		const { url, received } = new Receiver();
		const directory = await createDirectory();
		const one = await makeEndpoint({ url, directory_id: directory.id });
		const all = await makeEndpoint({ url, tenant: 'acme', max_batch: 10 });
		expect((await sendTest(one.id, { type: 'group.user_added' })).body.type).toBe(
			'group.user_added',
		);
		expect(JSON.parse(received[0]?.body ?? '')).toMatchObject({
			type: 'group.user_added',
			directory_id: directory.id,
			tenant: directory.tenant,
			sequence: 0,
			data: { user_name: expect.any(String), group: { id: expect.any(String) } },
		});
		await sendTest(all.id, { type: 'user.created' });
		expect(JSON.parse(received[1]?.body ?? '')).toMatchObject({
			type: 'batch',
			data: [{ type: 'user.created', tenant: 'acme', sequence: 0 }],
		});
		expect(isSignedWith(all.secret, received[1]!)).toBe(true);
	});

	test('to an asymmetric endpoint is verified with its public key alone', async () => {
		const { url, received } = new Receiver();
		const made = await makeEndpoint({ url, signing: 'asymmetric' });
		await sendTest(made.id);
		expect(received[0]?.headers['webhook-signature']).toMatch(/^v1a,[^ ]+$/);
		expect(await isSignedFor(made.public_key ?? '', received[0]!)).toBe(true);
	});

	test('is webhook_endpoint.test whatever types the endpoint subscribes to: it changes nobody', async () => {
		const { id } = await makeEndpoint({ url: new Receiver().url, types: ['user.*'] });
		expect((await sendTest(id)).body.type).toBe('webhook_endpoint.test');
	});

	test.each([
		[undefined, 'user.created'],
		[['user.*'], 'user.created'],
		[['group.*', 'user.deleted'], 'user.deleted'],
		[['group.user_added'], 'group.user_added'],
	])('to an endpoint for SETs of %j is a token of the type %s', async (types, type) => {
		const { url, received } = new Receiver();
		const { id } = await makeEndpoint({ url, format: 'set', types });
		const { body } = await sendTest(id);
		expect(body).toMatchObject({ type, outcome: 'delivered' });
		expect(received).toHaveLength(1);
	});

	test('to an endpoint for SETs is a token of the type that is asked for', async () => {
		const { url, received } = new Receiver();
		const { id } = await makeEndpoint({ url, format: 'set' });
		const refused = await sendTest(id, { type: 'webhook_endpoint.test' });
		expect(refused.status).toBe(400);
		expect(refused.body).toMatchObject({ errors: [{ field: 'type' }] });
		const { body } = await sendTest(id, { type: 'user.updated' });
		expect(body).toMatchObject({ outcome: 'delivered', webhook_id: expect.stringContaining(id) });
		expect(received[0]?.headers).toMatchObject({
			'content-type': 'application/secevent+jwt',
			'rollcall-test': 'true',
		});
		expect(received[0]?.body.split('.')).toHaveLength(3);
	});

	test.each<[string, () => Response, Partial<EndpointTestResult>]>([
		[
			'an error',
			() => new Response('no such tenant', { status: 500 }),
			{ status: 500, error: 'HTTP 500', answer: 'no such tenant' },
		],
		[
			'a redirect',
			() => new Response(null, { status: 302, headers: { Location: 'https://example.com' } }),
			{ status: 302, error: 'HTTP 302' },
		],
		[
			'a broken connection',
			() => {
				throw new TypeError('fetch failed');
			},
			{ status: null, error: 'network', answer: null },
		],
	])('says how it failed: %s; once, and without harm', async (_name, answer, result) => {
		const { url, received } = new Receiver(answer);
		const { id } = await makeEndpoint({ url });
		const { status, body } = await sendTest(id);
		expect(status).toBe(200);
		expect(body).toMatchObject({ outcome: 'failed', ...result });
		expect(received).toHaveLength(1);
		const { body: shown } = await api('GET', `/webhook-endpoints/${id}`);
		expect(shown).toMatchObject({ state: 'enabled', failing_since: null });
	});

	test('that is delivered ends what has failed since; the pause of an hour ago is none', async () => {
		const { id } = await makeEndpoint({ url: new Receiver().url });
		const hourAgo = Date.now() - 3_600_000;
		await testEnv.DB.prepare(
			'UPDATE webhook_endpoints SET failing_since = ?1, throttled_until = ?1 WHERE id = ?2',
		)
			.bind(hourAgo, id)
			.run();
		const shown = async () => (await api('GET', `/webhook-endpoints/${id}`)).body;
		const failing_since = new Date(hourAgo).toISOString();
		expect(await shown()).toMatchObject({ failing_since, paused_until: null });
		expect((await sendTest(id)).body.outcome).toBe('delivered');
		expect(await shown()).toMatchObject({ failing_since: null });
	});

	test('says what cannot be opened after a change of the master key, until it is set anew', async () => {
		const { url, received } = new Receiver();
		const { id } = await makeEndpoint({ url, headers: { 'X-Route': 'blue' } });
		const path = `/webhook-endpoints/${id}`;
		const call = <Body>(method: string, to: string, body?: object) =>
			api<Body>(method, `${path}${to}`, body, {
				ROLLCALL_MASTER_KEY: OTHER_MASTER_KEY,
			});
		const fail = async (error: string) => {
			const { status, body } = await call('POST', '/test');
			expect({ status, body }).toMatchObject({ status: 200, body: { outcome: 'failed', error } });
		};
		await fail(
			'The signing secret cannot be opened: ROLLCALL_MASTER_KEY has changed. Rotate the secret.',
		);
		expect(received).toEqual([]);
		const rotated = await call<WebhookEndpoint>('POST', '/rotate-secret');
		expect(rotated).toMatchObject({ status: 200, body: { headers: {} } });
		await fail(
			'The custom headers cannot be opened: ROLLCALL_MASTER_KEY has changed. Set them again.',
		);
		expect((await call('PATCH', '', { headers: { 'X-Route': 'red' } })).status).toBe(200);
		expect((await call('POST', '/test')).body).toMatchObject({ outcome: 'delivered' });
		expect(received[0]?.headers).toMatchObject({ 'x-route': 'red' });
		// The secret before it is not there to sign, although the overlap goes on.
		expect(received[0]?.headers['webhook-signature']).toMatch(/^v1,[^ ]+$/);
		expect(isSignedWith(rotated.body.secret ?? '', received[0]!)).toBe(true);
	});

	test('is sent to a disabled endpoint, too, which stays disabled', async () => {
		const { url, received } = new Receiver();
		const { id } = await makeEndpoint({ url });
		await change(id, { state: 'disabled' });
		expect((await sendTest(id)).body.outcome).toBe('delivered');
		expect(received).toHaveLength(1);
		const { body } = await api('GET', `/webhook-endpoints/${id}`);
		expect(body['state']).toBe('disabled');
	});

	test('is held against the rules for targets again', async () => {
		const { url, received } = new Receiver();
		const { id } = await makeEndpoint({ url });
		await testEnv.DB.prepare('UPDATE webhook_endpoints SET url = ? WHERE id = ?')
			.bind(`${ORIGIN}/hook`, id)
			.run();
		expect((await sendTest(id)).body).toMatchObject({
			outcome: 'failed',
			status: null,
			error: 'The URL must not point to this service itself.',
		});
		expect(received).toEqual([]);
	});

	test.each<[Record<string, unknown>, Record<string, unknown>, number]>([
		[{}, { type: 'user.eaten' }, 400],
		[{}, { type: 'user.*' }, 400],
		[{}, { kind: 'user.created' }, 400],
		[{ format: 'set' }, { type: 'directory.created' }, 400],
		[{ format: 'set', delivery: 'poll' }, {}, 409],
	])('to %j with %j: %i', async (kind, body, status) => {
		const { id } = await makeEndpoint(kind);
		const reply = await sendTest(id, body);
		expect(reply.status).toBe(status);
		expect(reply.headers.get('Content-Type')).toBe('application/problem+json');
	});
});

test('an endpoint that does not exist is unknown in the same words everywhere', async () => {
	const gone = await makeEndpoint({});
	await api('DELETE', `/webhook-endpoints/${gone.id}`);
	const never = `ep_${'0'.repeat(32)}`;
	const answers = new Set<string>();
	for (const id of [gone.id, never]) {
		for (const [method, path, body] of [
			['GET', '', undefined],
			['PATCH', '', { max_batch: 2 }],
			['DELETE', '', undefined],
			['POST', '/rotate-secret', undefined],
			['POST', '/test', undefined],
			['GET', '/attempts', undefined],
			['GET', '/attempts/att_0', undefined],
			['GET', '/cursors', undefined],
		] as const) {
			const reply = await api(method, `/webhook-endpoints/${id}${path}`, body);
			expect(reply.status, `${method} ${path}`).toBe(404);
			answers.add(JSON.stringify(reply.body).replace(id, 'ep'));
		}
	}
	expect(answers.size).toBe(1);
});

describe('a webhook that comes to this service by a name that it does not know', () => {
	test.each(['/Users', '/Groups', '/Bulk'])(
		'is refused by %s, and causes no event',
		async (path) => {
			const directory = await createDirectory();
			const read = () => api('GET', `/directories/${directory.id}`);
			const before = await read();
			for (const { example } of [...EVENT_TYPE_LIST, EVENT_BATCH]) {
				const { status } = await directory.scim('POST', path, example);
				expect([example['type'], status]).toEqual([example['type'], 400]);
			}
			const { last_sequence: last } = (await read()).body;
			expect(last).toBe(before.body['last_sequence']);
			expect(last).toBe(1);
		},
	);
});
