/** The client against a real server: what each noun does, lists in pages, and following the log. */
import { describe, expect, inject, test } from 'vitest';
import {
	AuthenticationError,
	BadRequestError,
	ConflictError,
	NotFoundError,
	PermissionError,
	Rollcall,
	type RollcallEvent,
} from '../../src/sdk/index.ts';
import { listen } from '../support/node/http.ts';
import { createGroup, createUser } from '../support/node/scim.ts';

const rollcall = new Rollcall({ url: inject('url'), apiKey: inject('adminKey') });

/** Another customer for each test. */
function aTenant(): string {
	return `sdk-${crypto.randomUUID()}`;
}

async function aDirectory(tenant = aTenant()) {
	const directory = { name: 'Acme Okta', tenant, product: 'crm', type: 'okta-scim-v2' } as const;
	return rollcall.directories.create(directory);
}

describe('directories', () => {
	test('are created, listed, read, renamed and deleted', async () => {
		const { id, tenant, scim } = await aDirectory();
		expect(scim.secret.length).toBeGreaterThan(20);
		const other = await aDirectory(tenant);
		const listed = await rollcall.directories.list({ tenant, product: undefined }).toArray();
		expect(listed.map((each) => each.id)).toEqual([id, other.id]);
		expect((await rollcall.directories.get(id)).scim.secret).toBeUndefined();
		const patched = await rollcall.directories.update(id, { name: 'Okta', state: 'inactive' });
		expect(patched).toMatchObject({ id, name: 'Okta', state: 'inactive' });
		await expect(rollcall.directories.delete(id)).resolves.toBeUndefined();
		await expect(rollcall.directories.get(id)).rejects.toThrow(NotFoundError);
	});

	test('have tokens that are made, rotated and revoked, and statistics', async () => {
		const directory = await aDirectory();
		const { id } = directory;
		const made = await rollcall.directories.tokens.create(id, { description: 'second' });
		expect(made.secret).not.toBe(directory.scim.secret);
		await rollcall.directories.tokens.revoke(id, made.id);
		const rotated = await rollcall.directories.rotateToken(id, { overlap_seconds: 0 });
		const tokens = await rollcall.directories.tokens.list(id).toArray();
		expect(tokens.filter(({ state }) => state === 'live').map((each) => each.id)).toEqual([
			rotated.id,
		]);
		const renewed = { scim: { ...directory.scim, secret: rotated.secret } };
		await createUser(renewed, 'ada@acme.example');
		expect(await rollcall.directories.statistics(id)).toMatchObject({ users: 1, active_users: 1 });
	});

	test('have a brake, a mapping and schemas of their own', async () => {
		const { id } = await aDirectory();
		const { brake, attributeMapping, schemas } = rollcall.directories;
		expect(await brake.set(id, { users: 5 })).toMatchObject({ state: 'armed' });
		await expect(brake.resume(id)).rejects.toThrow(ConflictError);
		await brake.delete(id);
		expect(await brake.get(id)).toMatchObject({ state: 'off' });

		const mapping = { custom_attributes: { title: 'title' } };
		expect(await attributeMapping.preview(id, mapping).toArray()).toEqual([]);
		await attributeMapping.set(id, mapping);
		expect(await attributeMapping.get(id)).toMatchObject({
			custom_attributes: { title: ['title'] },
		});
		await attributeMapping.delete(id);

		const urn = 'urn:example:acme:2.0:User';
		const badge = { name: 'badge', type: 'string' as const };
		const schema = { id: urn, name: 'Acme', resource_type: 'User' as const, attributes: [badge] };
		await schemas.create(id, schema);
		expect(await schemas.get(id, urn)).toMatchObject({ name: 'Acme' });
		expect(await schemas.replace(id, urn, { ...schema, name: 'Acme 2' })).toMatchObject({
			name: 'Acme 2',
		});
		await schemas.delete(id, urn);
		expect(await schemas.list(id).toArray()).toEqual([]);
	});
});

describe('users and groups', () => {
	test('are found, and listed through all pages', async () => {
		const directory = await aDirectory();
		const { id } = directory;
		const { users, groups } = rollcall.directories;
		const names = Array.from({ length: 7 }, (_, at) => `user${at}@acme.example`);
		const ids: string[] = [];
		for (const name of names) ids.push(await createUser(directory, name));
		const crew = await createGroup(directory, 'Crew', ids.slice(0, 3));

		const seen: string[] = [];
		for await (const user of users.list(id, { limit: 3 })) seen.push(user.user_name);
		expect(seen).toEqual(names);
		const pages: number[] = [];
		for await (const page of users.list(id, { limit: 3 }).pages()) pages.push(page.data.length);
		expect(pages).toEqual([3, 3, 1]);
		const list = users.list(id, { limit: 2 });
		const first = await list.page();
		const second = await list.page(first.next_cursor ?? '');
		expect([...first.data, ...second.data].map((user) => user.user_name)).toEqual(
			names.slice(0, 4),
		);

		const [found] = await users.list(id, { email: 'USER1@acme.example', active: true }).toArray();
		expect(found).toMatchObject({ id: ids[1], raw: { userName: names[1] } });
		expect((await users.get(id, ids[1]!)).user_name).toBe(names[1]);
		expect(await users.groups(id, ids[1]!).toArray()).toMatchObject([{ id: crew, name: 'Crew' }]);
		expect(await groups.list(id, { name: 'crew' }).toArray()).toMatchObject([{ id: crew }]);
		expect(await groups.get(id, crew)).toMatchObject({ name: 'Crew' });
		expect(await groups.members(id, crew, { limit: 2 }).toArray()).toHaveLength(3);
	});
});

describe('the event log', () => {
	test('is listed through all pages from where it is asked for', async () => {
		const directory = await aDirectory();
		for (const name of ['ada', 'ben', 'cem', 'dan']) await createUser(directory, name);
		const { events } = rollcall.directories;
		const sequences = async (query: { after?: number; types?: string[] }) =>
			(await events.list(directory.id, { limit: 2, ...query }).toArray()).map(
				({ sequence }) => sequence,
			);
		expect(await sequences({})).toEqual([1, 2, 3, 4, 5]);
		expect(await sequences({ after: 2 })).toEqual([3, 4, 5]);
		expect(await sequences({ types: ['user.*'] })).toEqual([2, 3, 4, 5]);
		const { data } = await events.list(directory.id).page();
		const last = data.at(-1)!;
		expect(await events.get(directory.id, last.id)).toEqual(last);
		expect(await events.attempts(directory.id, last.id).toArray()).toEqual([]);
	});

	test('is followed: each event once, as it happens, until the signal aborts', async () => {
		const directory = await aDirectory();
		const stop = new AbortController();
		const { events } = rollcall.directories;
		const log = events.follow(directory.id, { types: ['user.*'] }, { signal: stop.signal });
		const seen: RollcallEvent[] = [];
		const following = (async () => {
			for await (const event of log) {
				seen.push(event);
				if (seen.length === 2) await createUser(directory, 'cem');
				if (seen.length === 3) stop.abort();
			}
		})();
		await createUser(directory, 'ada');
		await createUser(directory, 'ben');
		await following;
		expect(seen.map(({ sequence }) => sequence)).toEqual([2, 3, 4]);
		expect(log.position).toBe(4);

		const rest = events.follow(directory.id, { after: 3 }, { signal: AbortSignal.timeout(20_000) });
		for await (const event of rest) {
			// The type tells what the data is.
			expect(event.type === 'user.created' && event.data.user_name).toBe('cem');
			break;
		}
	});

	test('ends at once when it is told to while nothing happens', async () => {
		const { id } = await aDirectory();
		const stop = new AbortController();
		const log = rollcall.directories.events.follow(id, { after: 1 }, { signal: stop.signal });
		const next = log[Symbol.asyncIterator]().next();
		stop.abort();
		expect(await next).toEqual({ done: true, value: undefined });
	});
});

describe('webhook endpoints', () => {
	test('are created, tested, changed, given a new secret and deleted', async () => {
		const receiver = await listen((_, response) => response.writeHead(500).end('broken'));
		const { id: directoryId } = await aDirectory();
		const { webhookEndpoints } = rollcall;
		const { id, secret } = await webhookEndpoints.create({
			url: receiver,
			directory_id: directoryId,
			types: ['user.*'],
		});
		expect(secret).toMatch(/^whsec_/);
		expect(await webhookEndpoints.test(id)).toMatchObject({ outcome: 'failed', status: 500 });
		expect(await webhookEndpoints.attempts(id).toArray()).toMatchObject([{ kind: 'test' }]);
		const patch = { description: 'CRM', state: 'disabled' } as const;
		expect(await webhookEndpoints.update(id, patch)).toMatchObject(patch);
		expect((await webhookEndpoints.rotateSecret(id)).secret).not.toBe(secret);
		const listed = await webhookEndpoints.list({ directory_id: directoryId }).toArray();
		expect(listed).toMatchObject([{ id, description: 'CRM' }]);
		await webhookEndpoints.delete(id);
		await expect(webhookEndpoints.get(id)).rejects.toThrow(NotFoundError);
	});

	test('have replays and dead letters', async () => {
		const { id: directoryId } = await aDirectory();
		const { webhookEndpoints } = rollcall;
		const receiver = await listen((_, response) => response.writeHead(500).end());
		const { id } = await webhookEndpoints.create({ url: receiver, directory_id: directoryId });
		const replay = await webhookEndpoints.replays.create(id, { from_sequence: 1 });
		expect(await webhookEndpoints.replays.get(id, replay.id)).toMatchObject({ state: 'running' });
		expect(await webhookEndpoints.replays.list(id).toArray()).toHaveLength(1);
		await webhookEndpoints.replays.cancel(id, replay.id);
		expect(await webhookEndpoints.deadLetters.list(id).toArray()).toEqual([]);
		await expect(webhookEndpoints.deadLetters.redeliver(id, 'evt_none')).rejects.toThrow(
			NotFoundError,
		);
	});
});

describe('tenants, providers, setup links and signing keys', () => {
	test('are read', async () => {
		const { tenant, id } = await aDirectory();
		expect(await rollcall.tenants.get(tenant)).toMatchObject({
			directory_count: 1,
			directories: { data: [{ id }] },
		});
		const names: string[] = [];
		for await (const each of rollcall.tenants.list({ limit: 2 })) names.push(each.tenant);
		expect(names).toContain(tenant);
		expect((await rollcall.providers.list().toArray()).map(({ type }) => type)).toContain('google');
		const signingKeys = await rollcall.signingKeys.list().toArray();
		expect(signingKeys.map(({ state }) => state)).toContain('current');
	});

	test('are made', async () => {
		const tenant = aTenant();
		const link = await rollcall.setupLinks.create({ tenant, product: 'crm' });
		expect(link.url).toMatch(/^http/);
		expect(await rollcall.setupLinks.list({ tenant }).toArray()).toHaveLength(1);
		await rollcall.setupLinks.revoke(link.id);
		expect(await rollcall.setupLinks.get(link.id)).toMatchObject({ state: 'revoked' });
		const { id } = await rollcall.signingKeys.create();
		await rollcall.signingKeys.delete(id);
	});
});

describe('API keys', () => {
	test('see and do what they are made for, and nothing once they are revoked', async () => {
		const [tenant, elsewhere] = [aTenant(), await aDirectory()];
		const { id } = await aDirectory(tenant);
		const key = await rollcall.apiKeys.create({ name: 'Desk', scopes: ['read'], tenant });
		expect(await rollcall.apiKeys.get(key.id)).toMatchObject({ name: 'Desk', state: 'live' });
		const desk = new Rollcall({ url: inject('url'), apiKey: key.secret });
		expect(await desk.directories.list().toArray()).toMatchObject([{ id }]);
		await expect(desk.directories.get(elsewhere.id)).rejects.toThrow(NotFoundError);
		await expect(desk.directories.update(id, { name: 'x' })).rejects.toThrow(PermissionError);
		await rollcall.apiKeys.revoke(key.id);
		await expect(desk.directories.get(id)).rejects.toThrow(AuthenticationError);
	});

	test('are in the audit log for what they did', async () => {
		const { id } = await aDirectory();
		await expect
			.poll(() => rollcall.auditLog.list({ directory_id: id }).toArray())
			.toEqual([expect.objectContaining({ method: 'POST', status: 201, actor: 'admin-key' })]);
	});
});

describe('refusals', () => {
	test('name each field, and the request', async () => {
		const error = await rollcall.directories
			.create({ name: '', tenant: 't', product: 'p', type: 'nobody' as 'google' })
			.catch((thrown: unknown) => thrown);
		expect(error).toBeInstanceOf(BadRequestError);
		expect(error).toMatchObject({
			status: 400,
			title: 'The request is not valid',
			errors: [{ field: 'name' }, { field: 'type' }],
			requestId: expect.stringMatching(/.{8,}/),
		});
	});
});
