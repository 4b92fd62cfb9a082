/** The command line tool as it ships, in processes of its own, against a real server. */
import { describe, expect, inject, test } from 'vitest';
import { Rollcall } from '../../src/sdk/index.ts';
import { type Ended, startCli } from '../support/node/cli.ts';
import { listen } from '../support/node/http.ts';
import { createGroup, createUser } from '../support/node/scim.ts';

const rollcall = new Rollcall({ url: inject('url'), apiKey: inject('adminKey') });

/** Starts the tool, as somebody whose environment says where Rollcall is. */
function start(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
	const here = { ROLLCALL_URL: inject('url'), ROLLCALL_API_KEY: inject('adminKey') };
	return startCli(args, { ...here, ...env });
}

/** Runs the tool to its end. */
function run(...args: readonly string[]): Promise<Ended> {
	return start(args).ended;
}

/** Runs the tool for its JSON. */
async function json(...args: readonly string[]): Promise<unknown> {
	const { code, stdout, stderr } = await run(...args, '--json');
	expect(stderr, args.join(' ')).not.toContain('error');
	expect(code, args.join(' ')).toBe(0);
	return JSON.parse(stdout);
}

async function aDirectory() {
	const tenant = `cli-${crypto.randomUUID()}`;
	const directory = { name: 'Acme Okta', tenant, product: 'crm', type: 'okta-scim-v2' } as const;
	return rollcall.directories.create(directory);
}

describe('directories', () => {
	test('are created with what the IT admin needs, once', async () => {
		const tenant = `cli-${crypto.randomUUID()}`;
		const options = ['--name', 'Acme Okta', '--tenant', tenant, '--product', 'crm'];
		const created = await run('directories', 'create', ...options, '--type', 'okta-scim-v2');
		expect(created).toMatchObject({ code: 0 });
		expect(created.stdout).toMatch(/^Name {2,}Acme Okta$/m);
		expect(created.stdout).toMatch(/^SCIM base URL {2,}http\S+\/scim\/v2\/dir_\w+$/m);
		const secret = /^Bearer token {2,}(\S{20,})$/m.exec(created.stdout)?.[1] ?? '';
		expect(created.stderr).toContain('shown only once');

		const listed = await run('directories', 'list', '--tenant', tenant);
		const [head, row, ...rest] = listed.stdout.trimEnd().split('\n');
		expect(head?.split(/ {2,}/)).toEqual([
			'ID',
			'NAME',
			'TENANT',
			'PRODUCT',
			'TYPE',
			'STATE',
			'USERS',
			'GROUPS',
		]);
		const cells = row?.split(/ {2,}/) ?? [];
		expect(cells.slice(1)).toEqual([
			'Acme Okta',
			tenant,
			'crm',
			'okta-scim-v2',
			'active',
			'0',
			'0',
		]);
		expect(rest).toEqual([]);
		expect(head?.indexOf('NAME')).toBe(row?.indexOf('Acme Okta'));

		const shown = await run('directories', 'get', cells[0] ?? '');
		expect(shown.stdout).toContain('Acme Okta');
		expect(listed.stdout + shown.stdout).not.toContain(secret);
	});

	test('get new tokens, and are deleted only by who is sure', async () => {
		const { id } = await aDirectory();
		const rotated = await run('directories', 'rotate-token', id, '--overlap', '60');
		expect(rotated.stdout).toMatch(/^Bearer token {2,}\S{20,}$/m);

		const unsure = await run('directories', 'delete', id);
		expect(unsure.code).toBe(2);
		expect(unsure.stderr).toContain('0 users and 0 groups. Add --yes to confirm.');
		expect(await json('directories', 'get', id)).toMatchObject({ id });

		expect(await run('directories', 'delete', id, '--yes')).toMatchObject({
			code: 0,
			stdout: `Deleted ${id}.\n`,
		});
		expect(await run('directories', 'get', id)).toMatchObject({ code: 1 });
	});
});

describe('google', () => {
	test('connects with the consent of an administrator, synchronises, and disconnects', async () => {
		const directory = {
			name: 'Acme Google',
			tenant: 'acme',
			product: 'crm',
			type: 'google',
		} as const;
		const { id } = await rollcall.directories.create(directory);
		const changed = await json('google', 'settings', id, '--groups', 'false', '--interval', '15');
		expect(changed).toMatchObject({ settings: { groups: false, interval_minutes: 15 } });

		const connecting = start(['google', 'connect', id]);
		await expect.poll(connecting.stdout).toContain('\n');
		const page = await fetch(connecting.stdout().trim());
		expect(await page.text()).toContain('Google Workspace is connected');
		const connected = await connecting.ended;
		expect(connected.code).toBe(0);
		expect(connected.stdout).toMatch(/^State {2,}connected$/m);
		expect(connected.stdout).toContain(inject('googleAdmin'));

		const users = () => json('users', 'list', id);
		await expect.poll(users).toMatchObject([{ user_name: 'ada@w1.example' }]);
		const status = async () => (await run('google', 'status', id)).stdout;
		await expect.poll(status).toMatch(/^Last sync {2,}\S+Z: 1 users \(\+1 ~0 -0\)/m);
		expect(await run('google', 'sync', id)).toMatchObject({ code: 0 });

		expect(await run('google', 'disconnect', id)).toMatchObject({ code: 2 });
		expect(await run('google', 'disconnect', id, '--yes')).toMatchObject({ code: 0 });
		expect(await status()).toMatch(/^State {2,}disconnected$/m);
		expect(await run('google', 'sync', id)).toMatchObject({ code: 1 });
		expect(await run('google', 'settings', id)).toMatchObject({ code: 2 });
	});
});

describe('users and groups', () => {
	test('are listed and shown', async () => {
		const directory = await aDirectory();
		const { id } = directory;
		const ada = await createUser(directory, 'ada', { displayName: '王\u{1f468}\u200d\u{1f680}' });
		await createUser(directory, 'benedict', { active: false });
		await createGroup(directory, 'Crew', [ada]);

		const { stdout } = await run('users', 'list', id);
		const [head, first, second] = stdout.split('\n');
		expect(first).toMatch(/ada .* yes /);
		expect(second).toMatch(/benedict .* no /);
		// The name is six units of text, but four places wide.
		expect(first!.indexOf('yes')).toBe(head!.indexOf('ACTIVE') + 2);
		expect(await json('users', 'list', id, '--active', 'false')).toMatchObject([
			{ user_name: 'benedict' },
		]);
		expect(await json('users', 'get', id, ada)).toMatchObject({
			id: ada,
			raw: { userName: 'ada' },
		});
		expect(await json('groups', 'list', id)).toMatchObject([{ name: 'Crew' }]);

		const cut = await run('users', 'list', id, '--limit', '1');
		expect(cut.stdout.trimEnd().split('\n')).toHaveLength(2);
		expect(cut.stderr).toContain('There are more results. Increase --limit (now 1).');
	});

	test('cannot write to the terminal what is no text', async () => {
		const directory = await aDirectory();
		await createUser(directory, 'eve', { displayName: 'Eve\u001b[2J\u202e' });
		const { stdout } = await run('users', 'list', directory.id);
		expect(stdout).toContain(String.raw`Eve\u001b[2J\u202e`);
	});
});

describe('events tail', () => {
	test('shows what happens in a directory, until Ctrl-C', async () => {
		const directory = await aDirectory();
		const tail = start(['events', 'tail', '--directory', directory.id, '--after', '0']);
		await expect.poll(tail.stdout).toContain('directory.created');
		const ada = await createUser(directory, 'ada');
		await createGroup(directory, 'Crew', [ada]);
		await expect.poll(tail.stdout).toMatch(/ 4 {2}group.user_added +ada in Crew/);
		tail.interrupt();
		const { code, stdout } = await tail.ended;
		expect(code).toBe(0);
		expect(stdout.trimEnd().split('\n')).toHaveLength(4);
	});

	test('prints one event a line as JSON', async () => {
		const directory = await aDirectory();
		await createUser(directory, 'ada');
		const options = ['--directory', directory.id, '--after', '0', '--types', 'user.*', '--json'];
		const tail = start(['events', 'tail', ...options]);
		await expect.poll(tail.stdout).toContain('\n');
		expect(JSON.parse(tail.stdout())).toMatchObject({ type: 'user.created', sequence: 2 });
	});

	test('shows what happens in new directories too', async () => {
		// A key of one customer, whose directories are few.
		const { tenant, id } = await aDirectory();
		const { secret } = await rollcall.apiKeys.create({ name: 'tail', scopes: ['read'], tenant });
		const tail = start(['events', 'tail', '--after', '0'], { ROLLCALL_API_KEY: secret });
		await expect.poll(tail.stdout).toContain(id);
		const body = { name: 'Second', tenant, product: 'crm', type: 'google' } as const;
		const second = await rollcall.directories.create(body);
		await expect.poll(tail.stdout).toContain(second.id);
		tail.interrupt();
		expect(await tail.ended).toMatchObject({ code: 0 });
	});
});

describe('endpoints', () => {
	test('are created, tested, listed, given a new secret and deleted', async () => {
		const receiver = await listen((_, response) => response.end('thanks'));
		const { id: directory } = await aDirectory();
		const options = ['--directory', directory, '--types', 'user.*,group.*'];
		const created = await run('endpoints', 'create', receiver, ...options);
		expect(created.stdout).toMatch(/^Secret {2,}whsec_\S+$/m);
		const id = /^Endpoint {2,}(ep_\w+)$/m.exec(created.stdout)?.[1] ?? '';
		expect(await json('endpoints', 'test', id)).toMatchObject({
			outcome: 'delivered',
			status: 200,
		});
		expect(await json('endpoints', 'get', id)).toMatchObject({ types: ['user.*', 'group.*'] });
		expect((await run('endpoints', 'list', '--limit', '1000')).stdout).toContain(
			`directory ${directory}`,
		);
		expect((await run('endpoints', 'rotate-secret', id)).stdout).toMatch(/^Secret {2,}whsec_/m);
		expect(await json('endpoints', 'replay', id, '--from-sequence', '1')).toMatchObject({
			endpoint_id: id,
		});
		expect(await run('endpoints', 'dead-letters', id)).toMatchObject({
			code: 0,
			stderr: 'No results.\n',
		});
		expect(await json('endpoints', 'delete', id, '--yes')).toEqual({ id, deleted: true });
	});

	test('that fail their test end with 1', async () => {
		const receiver = await listen((_, response) => response.writeHead(500).end());
		const { id: directory } = await aDirectory();
		const { id } = await rollcall.webhookEndpoints.create({
			url: receiver,
			directory_id: directory,
		});
		const tested = await run('endpoints', 'test', id);
		expect(tested.stdout).toMatch(/^Outcome {2,}failed$/m);
		expect(tested.code).toBe(1);
	});
});

describe('tenants, providers, setup links and keys', () => {
	test('are listed', async () => {
		const { tenant } = await aDirectory();
		const tenants = (await json('tenants', 'list', '--limit', '1000')) as { tenant: string }[];
		expect(tenants.map((each) => each.tenant)).toContain(tenant);
		expect((await run('providers', 'list')).stdout).toMatch(/^okta-scim-v2 {2,}Okta /m);
	});

	test('a provider is shown with its steps, filled in for a directory', async () => {
		const { id, scim } = (await aDirectory()) as { id: string; scim: { endpoint: string } };
		const filled = await run('providers', 'show', 'azure-scim-v2', '--directory', id);
		expect(filled.stdout).toMatch(/^Microsoft Entra ID\n/);
		expect(filled.stdout).toContain('In "Tenant URL" enter:');
		expect(filled.stdout).toContain(`   ${scim.endpoint}?aadOptscim062020\n`);
		expect(filled.stdout).toContain('   {secret}\n');
		expect((await run('providers', 'show', 'google')).stdout).toContain('{origin}/google/callback');
		expect(await json('providers', 'show', 'google')).toMatchObject({ authentication: 'oauth' });
		const unknown = await run('providers', 'show', 'nobody');
		expect(unknown.code).toBe(1);
		expect(unknown.stderr).toBe(
			'error: There is no provider "nobody". `rollcall providers list` shows their types.\n',
		);
	});

	test('are made and revoked', async () => {
		const tenant = `cli-${crypto.randomUUID()}`;
		const made = await run('setup-links', 'create', '--tenant', tenant, '--product', 'crm');
		const link = /^Setup link {2,}(sl_\w+)$/m.exec(made.stdout)?.[1] ?? '';
		expect(made.stdout).toMatch(/^URL {2,}http/m);
		expect(await json('setup-links', 'list', '--tenant', tenant)).toMatchObject([{ id: link }]);
		const anew = await run(
			'setup-links',
			'regenerate',
			link,
			'--expires-in',
			'3600',
			'--revoke-tokens',
		);
		const next = /^Setup link {2,}(sl_\w+)$/m.exec(anew.stdout)?.[1] ?? '';
		expect(anew.stdout).toMatch(/^URL {2,}http/m);
		expect(anew.stderr).toContain('shown only once');
		expect(await json('setup-links', 'list', '--tenant', tenant)).toMatchObject([
			{ id: link, state: 'revoked' },
			{ id: next, state: 'live' },
		]);
		expect(await json('setup-links', 'list', '--directory', 'dir_none')).toEqual([]);
		expect(await json('setup-links', 'revoke', next)).toEqual({ id: next, revoked: true });

		const key = await run('keys', 'create', '--name', 'Desk', '--scopes', 'read,write');
		expect(key.stdout).toMatch(/^Secret {2,}rck_\S+$/m);
		const id = /^Key {2,}(ak_\w+)$/m.exec(key.stdout)?.[1] ?? '';
		expect(await run('keys', 'revoke', id)).toMatchObject({ code: 0, stdout: `Revoked ${id}.\n` });
		const keys = (await json('keys', 'list', '--limit', '1000')) as { id: string; state: string }[];
		expect(keys.find((each) => each.id === id)).toMatchObject({ state: 'revoked' });
	});
});

describe('what goes wrong', () => {
	test('in the call ends with 1, and tells what, why and what to do', async () => {
		const options = ['--name', ' ', '--tenant', 't', '--product', 'p', '--type', 'nobody'];
		const refused = await run('directories', 'create', ...options);
		expect(refused).toMatchObject({ code: 1, stdout: '' });
		expect(refused.stderr).toMatch(
			/^error: POST \/v1\/directories was refused with 400: The request is not valid$/m,
		);
		expect(refused.stderr).toMatch(/^ {2}name: /m);
		expect(refused.stderr).toMatch(/^ {2}type: /m);
		expect(refused.stderr).toMatch(/^request id: \S+$/m);
	});

	test.each([
		['a wrong key', { ROLLCALL_API_KEY: 'rck_wrong' }, 'hint: Check ROLLCALL_API_KEY'],
		['no such page', { ROLLCALL_URL: `${inject('url')}/nowhere` }, 'error: GET /v1/directories'],
	])('%s ends with 1 and a hint', async (_, env, message) => {
		const { code, stderr } = await start(['directories', 'list'], env).ended;
		expect(stderr).toContain(message);
		expect(code).toBe(1);
	});

	test.each([
		[['directories', 'list', '--limit', 'many'], 'Must be a whole number.'],
		[['directories', 'list', '--colour'], "unknown option '--colour'"],
		[['directories', 'create', '--name', 'x'], "required option '--tenant <tenant>' not specified"],
		[['directories', 'get'], "missing required argument 'directory'"],
		[['keys', 'create', '--name', 'x', '--scopes', 'all'], 'Must be one of read, write, admin.'],
		[['nonsense'], "unknown command 'nonsense'"],
		[['directories'], 'Usage: rollcall directories'],
		[[], 'Usage: rollcall'],
	])('%j ends with 2 and what is wrong', async (args, message) => {
		const { code, stdout, stderr } = await run(...args);
		expect(stderr).toContain(message);
		expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
	});

	test.each([
		[{ ROLLCALL_URL: '' }, 'Set ROLLCALL_URL'],
		[{ ROLLCALL_URL: 'rollcall' }, 'is not the URL of a Rollcall'],
		[{ ROLLCALL_API_KEY: '' }, 'Set ROLLCALL_API_KEY'],
	])('%o ends with 2', async (env, message) => {
		const { code, stderr } = await start(['tenants', 'list'], env).ended;
		expect(stderr).toContain(message);
		expect(code).toBe(2);
	});
});

describe('help', () => {
	test('shows every command, with examples', async () => {
		const { code, stdout } = await run('--help');
		expect(code).toBe(0);
		const commands =
			'directories users groups events endpoints tenants providers setup-links keys import';
		for (const command of commands.split(' '))
			expect(stdout).toMatch(new RegExp(`^  ${command} `, 'm'));
		expect(stdout).toContain('Examples:');
		const create = await run('directories', 'create', '--help');
		expect(create.stdout).toContain('$ rollcall directories create --name "Acme Okta"');
		expect(create.stdout).toContain('ROLLCALL_URL');
		expect((await run('--version')).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
	});

	test('options beat the environment, wherever they stand', async () => {
		const env = { ROLLCALL_URL: 'http://127.0.0.1:9', ROLLCALL_API_KEY: 'rck_wrong' };
		const options = ['--url', inject('url'), '--api-key', inject('adminKey')];
		const before = start([...options, 'providers', 'list'], env).ended;
		const after = start(['providers', 'list', ...options], env).ended;
		expect(await Promise.all([before, after])).toMatchObject([{ code: 0 }, { code: 0 }]);
	});
});
