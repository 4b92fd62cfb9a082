/**
 * `rollcall import polis`, from the real library of Polis to the real Worker: everything keeps its id,
 * and the identity provider's next cycle creates and deletes nothing.
 */
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { Rollcall } from '../../src/sdk/index.ts';
import type { DirectoryReport } from '../../src/cli/polis/import.ts';
import {
	callScim,
	POLIS_KEY,
	startPolis,
	type PolisServer,
	type Provisioned,
} from './polis-server.ts';

const PATCH_OP = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';
const USERS = 120;

const rollcall = new Rollcall({ url: inject('url'), apiKey: inject('adminKey') });
const folder = mkdtempSync(join(tmpdir(), 'rollcall-import-'));
let polis: PolisServer;

beforeAll(async () => {
	polis = await startPolis();
});
afterAll(async () => {
	await polis.stop();
	rmSync(folder, { recursive: true, force: true });
});

interface Ran {
	readonly code: number;
	readonly stdout: string;
	readonly stderr: string;
}

/** Runs the tool as it ships. */
function run(args: readonly string[], apiKey = POLIS_KEY): Promise<Ran> {
	const all = ['dist/cli/main.js', 'import', 'polis', '--url', polis.url, '--api-key', apiKey];
	const env = {
		...process.env,
		ROLLCALL_URL: inject('url'),
		ROLLCALL_API_KEY: inject('adminKey'),
	};
	return new Promise((resolve) => {
		execFile(process.execPath, [...all, ...args], { env }, (error, stdout, stderr) => {
			resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr });
		});
	});
}

const reportsOf = ({ stdout }: Ran) => JSON.parse(stdout) as readonly DirectoryReport[];

/** A product of its own for each test, with one directory in Polis. */
async function provisioned(product: string): Promise<Provisioned> {
	const { data } = await polis.sync.directories.create({
		name: 'Acme Okta',
		tenant: 'acme',
		product,
		type: 'okta-scim-v2',
	});
	if (data === null) throw new Error('Polis has made no directory.');
	return { id: data.id, secret: data.scim.secret ?? '' };
}

const userBody = (at: number) => ({
	schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
	userName: `user${at}@acme.example`,
	name: { givenName: 'User', familyName: `Number ${at}` },
	emails: [{ primary: true, value: `user${at}@acme.example`, type: 'work' }],
	externalId: `00u${at}`,
	active: true,
});

/** What Okta has sent to Polis so far: users, one of them deactivated, one deleted, and groups of them. */
async function fill(directory: Provisioned, count = USERS) {
	const users: string[] = [];
	for (let at = 0; at < count; at += 1) {
		const { body } = await polis.scim('POST', directory, '/Users', userBody(at));
		users.push(String(body['id']));
	}
	const deactivate = { op: 'replace', value: { active: false } };
	await polis.scim('PATCH', directory, `/Users/${users[1]}`, {
		schemas: [PATCH_OP],
		Operations: [deactivate],
	});
	await polis.scim('DELETE', directory, `/Users/${users[2]}`);
	const groups: string[] = [];
	for (const displayName of ['Everybody', 'Crew', 'Nobody']) {
		const { body } = await polis.scim('POST', directory, '/Groups', {
			schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'],
			displayName,
		});
		groups.push(String(body['id']));
	}
	const kept = users.filter((_, at) => at !== 2);
	const addMembers = (groupId: string | undefined, ids: readonly string[]) =>
		polis.scim('PATCH', directory, `/Groups/${groupId}`, {
			schemas: [PATCH_OP],
			Operations: [{ op: 'add', path: 'members', value: ids.map((value) => ({ value })) }],
		});
	await addMembers(groups[0], kept);
	await addMembers(groups[1], kept.slice(0, 2));
	return { users: kept, groups };
}

async function collect<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
	const all: Item[] = [];
	for await (const item of items) all.push(item);
	return all;
}

describe('a directory of Polis', () => {
	const product = `crm-${crypto.randomUUID()}`;
	let directory: Provisioned;
	let known: Awaited<ReturnType<typeof fill>>;

	beforeAll(async () => {
		directory = await provisioned(product);
		known = await fill(directory);
		// Last, so that Polis itself does not send to it.
		await polis.sync.directories.update(directory.id, {
			webhook: { endpoint: 'https://app.example/webhooks', secret: 'secret' },
		});
	});

	test('is looked at by a dry run, which writes nothing', async () => {
		const ran = await run(['--product', product, '--dry-run', '--json']);
		expect(ran).toMatchObject({ code: 0 });
		expect(reportsOf(ran)).toMatchObject([
			{
				id: directory.id,
				directory: 'missing',
				users: { read: USERS - 1, created: 0 },
				groups: { read: 3, created: 0 },
				memberships: { read: USERS + 1, done: 0 },
			},
		]);
		await expect(rollcall.directories.get(directory.id)).rejects.toMatchObject({ status: 404 });
	});

	test('is moved as far as Polis answers, and the rest by the next run', async () => {
		// The directory, three pages of users and an empty one, and then nothing any more.
		const file = join(folder, 'report.json');
		polis.failAfter(3);
		const broken = await run(['--product', product]);
		expect(broken.code).toBe(1);
		expect(broken.stderr).toContain('500');
		const begun = await rollcall.directories.get(directory.id);
		expect(begun.group_count).toBe(0);

		polis.failAfter(Number.POSITIVE_INFINITY);
		const ran = await run(['--product', product, '--json', '--report', file]);
		expect(ran.stderr).toContain('119 users imported');
		expect(ran.code).toBe(0);
		const [report] = reportsOf(ran);
		expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual([report]);
		expect(report).toMatchObject({
			directory: 'existing',
			groups: { read: 3, created: 3, existing: 0 },
			memberships: { read: USERS + 1, done: USERS + 1 },
			reduced: [],
			failures: [],
			webhook: { url: 'https://app.example/webhooks', secret: expect.stringMatching(/^whsec_/) },
		});
		const { read, created, existing } = report?.users ?? { read: 0, created: 0, existing: 0 };
		expect([read, created + existing]).toEqual([USERS - 1, USERS - 1]);
	}, 120_000);

	test('has all users and groups with their ids, and who is inactive', async () => {
		const users = await collect(rollcall.directories.users.list(directory.id));
		expect(users.map(({ id }) => id).toSorted()).toEqual(known.users.toSorted());
		expect(users.filter(({ active }) => !active).map(({ id }) => id)).toEqual([known.users[1]]);
		const groups = await collect(rollcall.directories.groups.list(directory.id));
		expect(groups.map(({ id }) => id).toSorted()).toEqual(known.groups.toSorted());
		const crew = known.groups[1] ?? '';
		const members = await collect(rollcall.directories.groups.members(directory.id, crew));
		expect(members.map(({ id }) => id).toSorted()).toEqual(known.users.slice(0, 2).toSorted());
	});

	test('has an endpoint for its webhook, which waits for its receiver', async () => {
		const endpoints = await collect(rollcall.webhookEndpoints.list({ directory_id: directory.id }));
		expect(endpoints).toMatchObject([{ url: 'https://app.example/webhooks', state: 'disabled' }]);
	});

	test("goes on with its provider's next cycle, which creates and deletes nothing", async () => {
		const { last_sequence: before } = await rollcall.directories.get(directory.id);
		const base = `${inject('url')}/scim/v2/${directory.id}`;
		const scim = (method: string, path: string, body?: unknown) =>
			callScim(`${base}${path}`, method, directory.secret, body);
		// As Okta does it: looks for each user by name, then writes it under the id that it has found.
		for (const at of [0, 3, 4]) {
			const filter = encodeURIComponent(`userName eq "user${at}@acme.example"`);
			const found = await scim('GET', `/Users?filter=${filter}`);
			const [resource] = found.body['Resources'] as readonly { readonly id: string }[];
			const id = known.users[at < 2 ? at : at - 1];
			expect(resource?.id).toBe(id);
			expect((await scim('PUT', `/Users/${id}`, { ...userBody(at), id })).status).toBe(200);
		}
		const found = await scim(
			'GET',
			`/Groups?filter=${encodeURIComponent('displayName eq "Everybody"')}`,
		);
		const [everybody] = found.body['Resources'] as readonly { readonly id: string }[];
		expect(everybody?.id).toBe(known.groups[0]);
		const value = known.users.map((id) => ({ value: id }));
		const replaced = await scim('PATCH', `/Groups/${everybody?.id}`, {
			schemas: [PATCH_OP],
			Operations: [{ op: 'replace', path: 'members', value }],
		});
		expect(replaced.status).toBeLessThan(300);
		const { last_sequence: after } = await rollcall.directories.get(directory.id);
		expect(after).toBe(before);
	});

	test('is left as it is by another run', async () => {
		const { last_sequence: before } = await rollcall.directories.get(directory.id);
		const ran = await run(['--directory', directory.id, '--json']);
		expect(ran.code).toBe(0);
		expect(reportsOf(ran)).toMatchObject([
			{
				directory: 'existing',
				users: { created: 0, existing: USERS - 1 },
				groups: { created: 0, existing: 3 },
				failures: [],
				webhook: { url: 'https://app.example/webhooks' },
			},
		]);
		const { last_sequence: after } = await rollcall.directories.get(directory.id);
		expect(after).toBe(before);
	});
});

test('a user whose raw form no directory takes is moved with the least that is known', async () => {
	const product = `odd-${crypto.randomUUID()}`;
	const directory = await provisioned(product);
	const odd = { ...userBody(1), name: 'Ada Byron', emails: 'ada@acme.example' };
	await polis.sync.users.setTenantAndProduct('acme', product).create({
		id: crypto.randomUUID(),
		directoryId: directory.id,
		email: 'ada@acme.example',
		first_name: 'Ada',
		last_name: 'Byron',
		active: false,
		raw: odd,
	});
	const ran = await run(['--product', product, '--tenant', 'acme', '--json']);
	expect(ran.code).toBe(0);
	expect(reportsOf(ran)).toMatchObject([{ users: { read: 1, created: 1 }, reduced: [{}] }]);
	const [user] = await collect(rollcall.directories.users.list(directory.id));
	expect(user).toMatchObject({
		first_name: 'Ada',
		last_name: 'Byron',
		email: 'ada@acme.example',
		active: false,
		external_id: '00u1',
	});
});

test('what Entra has patched in the enterprise extension arrives, though Polis splits its URN', async () => {
	const product = `entra-${crypto.randomUUID()}`;
	const directory = await provisioned(product);
	const urn = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
	const body = { ...userBody(1), [urn]: { department: 'Before', costCenter: '7' } };
	const { body: created } = await polis.scim('POST', directory, '/Users', body);
	await polis.scim('PATCH', directory, `/Users/${String(created['id'])}`, {
		schemas: [PATCH_OP],
		Operations: [{ op: 'replace', path: `${urn}:department`, value: 'Sales' }],
	});
	const ran = await run(['--product', product, '--json']);
	expect(reportsOf(ran)).toMatchObject([{ users: { created: 1 }, reduced: [], failures: [] }]);
	const [user] = await collect(rollcall.directories.users.list(directory.id));
	expect(user?.raw).toMatchObject({ [urn]: { department: 'Sales', costCenter: '7' } });
	expect(JSON.stringify(user?.raw)).not.toContain('"0:User:');
});

test('a product without directories is an error: nothing was moved', async () => {
	const ran = await run(['--product', `none-${crypto.randomUUID()}`]);
	expect(ran.code).toBe(1);
	expect(ran.stderr).toContain('no such directory');
});

test('a directory whose id is taken by another tenant is left alone', async () => {
	const product = `taken-${crypto.randomUUID()}`;
	const { id } = await provisioned(product);
	await rollcall.directories.create({
		id,
		name: 'Another',
		tenant: 'other',
		product,
		type: 'okta-scim-v2',
	});
	const ran = await run(['--product', product]);
	expect(ran.code).toBe(1);
	expect(ran.stderr).toContain('of tenant "other"');
});

describe('what is asked wrongly', () => {
	test.each([
		['which directories', [], POLIS_KEY, 2, '--product'],
		['the key', ['--product', 'crm'], 'wrong', 1, '--api-key'],
	])('%s', async (_name, args, apiKey, code, said) => {
		const ran = await run(args, apiKey);
		expect(ran.code).toBe(code);
		expect(ran.stderr).toContain(said);
	});

	test('an unknown directory', async () => {
		const ran = await run(['--directory', crypto.randomUUID()]);
		expect(ran.code).toBe(1);
		expect(ran.stderr).toContain('404');
	});
});
