/**
 * The synchronisation of Google Workspace against the small Google, with real D1 and the directory's real
 * writer: what comes of what is there, that nothing is told twice or forgotten wherever a run is cut off,
 * and what happens when Google, or an administrator, says no.
 */
import {
	createScheduledController,
	runDurableObjectAlarm,
	runInDurableObject,
} from 'cloudflare:test';
import fc from 'fast-check';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { Fetch } from '../../src/google/client.ts';
import worker from '../../src/index.ts';
import { openDatabase, type Database } from '../../src/store/database.ts';
import { disconnectGoogle, hastenGoogleRun } from '../../src/store/google-connections.ts';
import { DirectoryWriter } from '../../src/worker/directory-writer.ts';
import type { GoogleSyncDeps } from '../../src/worker/google-sync.ts';
import type { Writer } from '../../src/worker/writer.ts';
import { api, group, logOf, patch, testEnv, user } from '../support/client.ts';
import { query } from '../support/delivery.ts';
import { faultyD1 } from '../support/faults.ts';
import { google, GOOGLE } from '../support/google-consent.ts';
import { MASTER_KEY, realDb, Scene, smallScene } from '../support/google-scene.ts';
import { googleError } from '../support/google-server.ts';

const withoutClient = () => ({ google: undefined, masterKey: MASTER_KEY });

afterEach(() => {
	vi.restoreAllMocks();
});

describe('a first run', () => {
	test('brings 1,200 users on several pages, and groups with their members', async () => {
		const scene = await Scene.open();
		const { workspace } = scene;
		const ids = Array.from({ length: 1_200 }, (_, at) =>
			workspace.putUser(`user${String(at).padStart(4, '0')}@acme.example`),
		);
		workspace.putGroup(
			'big@acme.example',
			'Big',
			ids.slice(0, 450).map((id) => ({ id, type: 'USER' })),
		);
		const report = await scene.run();
		expect(report).toMatchObject({
			complete: true,
			users: { seen: 1_200, created: 1_200, updated: 0, removed: 0, unchanged: 0 },
			groups: { seen: 1, created: 1 },
			memberships: { added: 450, removed: 0 },
			errors: 0,
			// A token; deleted users and groups a page each, users and members three.
			requests: 9,
		});
		const news = await scene.news();
		expect(news.filter((line) => line.startsWith('user.created'))).toHaveLength(1_200);
		expect(new Set(news).size).toBe(news.length);
		expect(news).toHaveLength(1_200 + 1 + 450);
		const { body } = await scene.directory.scim('GET', '/Users?count=0');
		expect(body).toMatchObject({ totalResults: 1_200 });
	});

	test('nests groups, and leaves out who is not in the directory', async () => {
		const { scene } = await smallScene();
		await scene.run();
		expect(await scene.members('Engineering')).toEqual(['anna Test', 'bert Test']);
		expect(await scene.members('Everybody')).toEqual(['Engineering', 'cleo Test']);
		expect(await scene.user('anna@acme.example')).toMatchObject({
			externalId: expect.stringMatching(/^1\d{20}$/),
			active: true,
			emails: [{ value: 'anna@acme.example', type: 'work', primary: true }],
		});
	});

	test("makes one user of one who came over SCIM before, by Google's id or by address", async () => {
		const { scene, anna, bert } = await smallScene({ groups: false });
		const { directory } = scene;
		const made = await Promise.all([
			directory.scim('POST', '/Users', user('ANNA@acme.example', { nickName: 'An' })),
			directory.scim('POST', '/Users', user('robert@acme.example', { externalId: bert })),
			directory.scim('POST', '/Users', user('local@acme.example')),
		]);
		await scene.news();
		const report = await scene.run();
		expect(report.users).toMatchObject({ created: 1, updated: 2, removed: 0 });
		expect(await scene.news()).toEqual([
			'user.updated anna@acme.example',
			'user.updated bert@acme.example',
			'user.created cleo@acme.example',
		]);
		expect(await scene.user('anna@acme.example')).toMatchObject({
			id: made[0].body['id'],
			externalId: anna,
		});
		expect(await scene.user('bert@acme.example')).toMatchObject({ id: made[1].body['id'] });
		// Whom Google never had stays.
		expect(await scene.userNames()).toContain('local@acme.example');
		await scene.run();
		expect(await scene.news()).toEqual([]);
	});

	test('asks only for what the settings want', async () => {
		const { scene, workspace } = await smallScene({
			users_query: 'email:anna*',
			groups_query: 'email:eng*',
		});
		await scene.run();
		expect(await scene.userNames()).toEqual(['anna@acme.example']);
		expect(await scene.members('Engineering')).toEqual(['anna Test']);
		await expect(scene.members('Everybody')).rejects.toThrow('No Groups');
		const users = workspace.requests.find(
			({ path, query: asked }) => path.endsWith('/users') && asked['showDeleted'] === undefined,
		);
		expect(users?.query).toMatchObject({
			customer: 'my_customer',
			maxResults: '500',
			projection: 'full',
			orderBy: 'email',
			query: 'email:anna*',
		});
		expect(users?.headers['user-agent']).toContain('gzip');
	});

	test('leaves groups alone where they are not wanted', async () => {
		const { scene, workspace } = await smallScene({ groups: false });
		const report = await scene.run();
		expect(report).toMatchObject({ complete: true, groups: { seen: 0 } });
		expect(workspace.requests.some(({ path }) => path.includes('groups'))).toBe(false);
	});
});

describe('a further run', () => {
	test('without changes writes nothing to the directory and causes no event', async () => {
		const { scene } = await smallScene();
		await scene.run();
		const before = await logOf(scene.id);
		const write = vi.fn<GoogleSyncDeps['write']>();
		const report = await scene.run({ write });
		expect(write).not.toHaveBeenCalled();
		expect(report).toMatchObject({
			users: { seen: 3, unchanged: 3, updated: 0 },
			groups: { seen: 2, unchanged: 2 },
			memberships: { added: 0, removed: 0 },
		});
		expect(await logOf(scene.id)).toEqual(before);
	});

	test('tells of what has changed, and of nothing else', async () => {
		const { scene, workspace, anna, bert, cleo, eng, all } = await smallScene();
		await scene.run();
		await scene.news();
		workspace.change(anna, { suspended: true });
		workspace.change(bert, { primaryEmail: 'robert@acme.example', aliases: ['bert@acme.example'] });
		workspace.change(cleo, { archived: true, lastLoginTime: '2026-01-01T00:00:00Z' });
		const dora = workspace.putUser('dora@acme.example');
		workspace.change(eng, { name: 'Eng', description: 'No place for it' });
		workspace.members.set(eng, [
			{ id: bert, type: 'USER' },
			{ id: dora, type: 'USER' },
		]);
		workspace.members.set(all, [{ id: cleo, type: 'USER' }]);
		const report = await scene.run();
		expect(await scene.news()).toEqual([
			'user.updated anna@acme.example',
			'user.updated cleo@acme.example',
			'user.created dora@acme.example',
			'user.updated robert@acme.example',
			'group.updated Eng',
			'group.user_removed anna@acme.example Eng',
			'group.user_added dora@acme.example Eng',
			'group.updated Everybody',
		]);
		expect(report).toMatchObject({
			users: { created: 1, updated: 3 },
			groups: { updated: 1, unchanged: 1 },
			memberships: { added: 1, removed: 2 },
		});
		expect(await scene.user('anna@acme.example')).toMatchObject({ active: false });
		expect(await scene.user('cleo@acme.example')).toMatchObject({ active: false });
		expect((await scene.user('robert@acme.example'))['emails']).toEqual([
			{ value: 'robert@acme.example', type: 'work', primary: true },
			{ value: 'bert@acme.example', type: 'other' },
		]);
	});

	test('a login at Google is no change', async () => {
		const { scene, workspace, anna } = await smallScene({ groups: false });
		await scene.run();
		workspace.change(anna, { lastLoginTime: '2026-01-01T00:00:00Z' });
		const write = vi.fn<GoogleSyncDeps['write']>();
		await scene.run({ write });
		expect(write).not.toHaveBeenCalled();
	});

	test('makes again what somebody has deleted here, and ends memberships that Google does not know', async () => {
		const { scene } = await smallScene();
		await scene.run();
		const { directory } = scene;
		const { id: annaId } = await scene.user('anna@acme.example');
		const { id: cleoId } = await scene.user('cleo@acme.example');
		const eng = await scene.find('Groups', 'displayName eq "Engineering"');
		await directory.scim('DELETE', `/Users/${String(annaId)}`);
		const add = patch({ op: 'add', path: 'members', value: [{ value: cleoId }] });
		await directory.scim('PATCH', `/Groups/${String(eng['id'])}`, add);
		await scene.run();
		expect(await scene.members('Engineering')).toEqual(['anna Test', 'bert Test']);
	});

	test('users who exchange addresses along a chain all keep their ids', async () => {
		const { scene, workspace, anna, bert, cleo } = await smallScene({ groups: false });
		workspace.pageMax = 1;
		await scene.run();
		const idOf = async (name: string) => (await scene.user(`${name}@acme.example`))['id'];
		const [annaId, bertId, cleoId] = [await idOf('anna'), await idOf('bert'), await idOf('cleo')];
		workspace.change(cleo, { primaryEmail: 'zoe@acme.example' });
		workspace.change(bert, { primaryEmail: 'cleo@acme.example' });
		workspace.change(anna, { primaryEmail: 'bert@acme.example' });
		expect(await scene.run()).toMatchObject({ errors: 0, users: { updated: 3 } });
		expect([await idOf('bert'), await idOf('cleo'), await idOf('zoe')]).toEqual([
			annaId,
			bertId,
			cleoId,
		]);
	});

	test('users who swap addresses keep them, and are kept up otherwise', async () => {
		const { scene, workspace, anna, bert } = await smallScene({ groups: false });
		await scene.run();
		const before = [await scene.user('anna@acme.example'), await scene.user('bert@acme.example')];
		await scene.news();
		workspace.change(anna, { primaryEmail: 'bert@acme.example', suspended: true });
		workspace.change(bert, { primaryEmail: 'anna@acme.example' });
		const report = await scene.run();
		expect(report).toMatchObject({ complete: true, errors: 2, users: { removed: 0 } });
		const reason = 'Another user has its userName, and keeps it.';
		expect(report.refused).toEqual([
			{ kind: 'user', google_id: bert, name: 'anna@acme.example', reason },
			{ kind: 'user', google_id: anna, name: 'bert@acme.example', reason },
		]);
		expect((await scene.connection()).last_error).toContain('anna@acme.example, bert@acme.example');
		const [news, { id }] = [await scene.news(), await scene.user('anna@acme.example')];
		expect(id).toBe(before[0]?.['id']);
		expect(news.toSorted()).toEqual([
			'user.updated anna@acme.example',
			'user.updated bert@acme.example',
		]);
		expect(await scene.user('anna@acme.example')).toMatchObject({ active: false });
		await scene.run();
		expect(await scene.news()).toEqual([]);
		// One that makes way for a run solves it.
		workspace.change(bert, { primaryEmail: 'robert@acme.example' });
		expect(await scene.run()).toMatchObject({ errors: 0 });
		workspace.change(bert, { primaryEmail: 'anna@acme.example' });
		await scene.run();
		const after = [await scene.user('bert@acme.example'), await scene.user('anna@acme.example')];
		expect(after.map((each) => each['id'])).toEqual(before.map((each) => each['id']));
	});
});

describe('a user who is gone at Google', () => {
	test('is deleted, first of all', async () => {
		const { scene, workspace, bert } = await smallScene();
		await scene.run();
		await scene.news();
		workspace.deleteUser(bert);
		workspace.putUser('anna@acme.example', { suspended: true });
		const report = await scene.run();
		expect(report.users).toMatchObject({ removed: 1, seen: 2 });
		expect(await scene.news()).toEqual([
			'group.user_removed bert@acme.example Engineering',
			'user.deleted bert@acme.example',
			'user.updated anna@acme.example',
		]);
		await scene.run();
		expect(await scene.news()).toEqual([]);
	});

	test('is deactivated where that is wanted, once, and active again when restored', async () => {
		const { scene, workspace, bert } = await smallScene({ removed_users: 'deactivate' });
		await scene.run();
		const { id } = await scene.user('bert@acme.example');
		const record = workspace.users.get(bert);
		workspace.deleteUser(bert);
		await scene.run();
		expect(await scene.user('bert@acme.example')).toMatchObject({ id, active: false });
		expect(await scene.members('Engineering')).toEqual(['anna Test']);
		await scene.news();
		await scene.run();
		expect(await scene.news()).toEqual([]);
		workspace.deleted.delete(bert);
		if (record !== undefined) workspace.users.set(bert, record);
		await scene.run();
		expect(await scene.user('bert@acme.example')).toMatchObject({ id, active: true });
	});

	test('who only does not match the query any more is removed as well', async () => {
		const { scene } = await smallScene({ groups: false });
		await scene.run();
		await scene.set({ users_query: 'email:anna*' });
		const report = await scene.run();
		expect(report.users).toMatchObject({ removed: 2, seen: 1 });
		expect(await scene.userNames()).toEqual(['anna@acme.example']);
	});

	test.each(['delete', 'deactivate'])(
		'and another one with the same address are two (%s)',
		async (removed) => {
			const { scene, workspace, bert } = await smallScene({ removed_users: removed });
			await scene.run();
			const { id } = await scene.user('bert@acme.example');
			workspace.deleteUser(bert);
			const next = workspace.putUser('bert@acme.example', {
				name: { fullName: 'Bert the Second' },
			});
			const report = await scene.run();
			expect(report).toMatchObject({ complete: true, errors: 0, users: { created: 1 } });
			const now = await scene.user('bert@acme.example');
			expect(now).toMatchObject({ externalId: next, active: true, displayName: 'Bert the Second' });
			expect(now['id']).not.toBe(id);
			expect((await scene.directory.scim('GET', `/Users/${String(id)}`)).status).toBe(404);
			await scene.news();
			await scene.run();
			expect(await scene.news()).toEqual([]);
		},
	);

	test.each([
		['a new account', (scene: Scene) => scene.workspace.putUser('bert@acme.example')],
		[
			'another one',
			(scene: Scene, cleo: string) =>
				scene.workspace.change(cleo, { primaryEmail: 'bert@acme.example' }),
		],
	])('and was kept makes way for %s that gets the address, later', async (_who, give) => {
		const { scene, workspace, bert, cleo } = await smallScene({
			removed_users: 'deactivate',
			groups: false,
		});
		await scene.run();
		const leaver = await scene.user('bert@acme.example');
		const heir = await scene.user('cleo@acme.example');
		workspace.deleteUser(bert);
		await scene.run();
		// More than 20 days later Google does not name the leaver any more.
		workspace.deleted.clear();
		await scene.run();
		expect(await scene.user('bert@acme.example')).toMatchObject({
			id: leaver['id'],
			active: false,
		});
		await scene.news();
		const made = give(scene, cleo);
		const report = await scene.run();
		expect(report).toMatchObject({ complete: true, errors: 0, users: { removed: 1 } });
		expect(await scene.news()).toEqual([
			'user.deleted bert@acme.example',
			`user.${made === undefined ? 'updated' : 'created'} bert@acme.example`,
		]);
		const now = await scene.user('bert@acme.example');
		expect(now['id']).not.toBe(leaver['id']);
		expect(now['id'] === heir['id']).toBe(made === undefined);
		await scene.run();
		expect(await scene.news()).toEqual([]);
	});

	test('and is not said to be deleted, has an heir all the same', async () => {
		const { scene, workspace, bert } = await smallScene();
		await scene.run();
		const { id } = await scene.user('bert@acme.example');
		workspace.deleteUser(bert);
		// More than 20 days ago.
		workspace.deleted.clear();
		const next = workspace.putUser('bert@acme.example');
		const report = await scene.run();
		expect(report).toMatchObject({ errors: 0, users: { created: 1, removed: 1 } });
		const now = await scene.user('bert@acme.example');
		expect(now).toMatchObject({ externalId: next });
		expect(now['id']).not.toBe(id);
	});
});

describe('groups', () => {
	test('of the same name are told apart by their address, and keep that name', async () => {
		const { scene, workspace, eng } = await smallScene();
		const other = workspace.putGroup('zeng@acme.example', 'engineering');
		expect(await scene.run()).toMatchObject({ errors: 0, groups: { seen: 3, created: 3 } });
		const name = 'engineering (zeng@acme.example)';
		expect(await scene.find('Groups', `displayName eq "${name}"`)).toMatchObject({
			externalId: other,
		});
		await scene.news();
		workspace.change(other, { description: 'changed' });
		await scene.run();
		expect(await scene.news()).toEqual([]);
		expect(await scene.find('Groups', 'displayName eq "Engineering"')).toMatchObject({
			externalId: eng,
		});
	});

	test('that are deleted go with their memberships, and their name is free', async () => {
		const { scene, workspace, eng } = await smallScene();
		await scene.run();
		await scene.news();
		workspace.deleteGroup(eng);
		const next = workspace.putGroup('eng@acme.example', 'Engineering');
		expect(await scene.run()).toMatchObject({ errors: 0, groups: { removed: 1, created: 1 } });
		expect(await scene.find('Groups', 'displayName eq "Engineering"')).toMatchObject({
			externalId: next,
		});
		expect(await scene.members('Everybody')).toEqual(['cleo Test']);
	});

	test('with members on several pages, in several slices', async () => {
		const scene = await Scene.open();
		const { workspace } = scene;
		const ids = Array.from({ length: 90 }, (_, at) => workspace.putUser(`u${at}@acme.example`));
		const members = ids.map((id) => ({ id, type: 'USER' as const }));
		const big = workspace.putGroup('big@acme.example', 'Big', members);
		await scene.run();
		workspace.pageMax = 1;
		workspace.members.set(big, members.slice(5));
		const report = await scene.run();
		expect(report.memberships).toEqual({ added: 0, removed: 5 });
		expect(await scene.members('Big')).toHaveLength(85);
	});
});

/** What a run was in the middle of when its isolate died. */
type Death = { readonly at: number; readonly isAfter: boolean };

/** Dies at some of all that it does, before or after it is done. */
function mortal(scene: Scene, death: Death): Partial<GoogleSyncDeps> {
	let done = 0;
	let isDead = false;
	const guard = async <Of>(act: () => Promise<Of>): Promise<Of> => {
		if (isDead) throw new Error('Dead');
		done += 1;
		if (done <= death.at) return act();
		isDead = true;
		if (death.isAfter) await act();
		throw new Error('Dead');
	};
	const stub: unknown = testEnv.DIRECTORY_WRITER.getByName(scene.id);
	return {
		write: (request) => guard(() => (stub as Writer).write(request)),
		fetch: ((url, request) =>
			guard(() => google.handle(new Request(url, request)))) satisfies Fetch,
		db: mortalDb(guard),
	};
}

function mortalDb(guard: <Of>(act: () => Promise<Of>) => Promise<Of>): Database {
	const binding = new Proxy(testEnv.DB, {
		get(target, property) {
			if (property === 'batch') {
				return (statements: D1PreparedStatement[]) => guard(() => target.batch(statements));
			}
			const value: unknown = Reflect.get(target, property);
			return typeof value === 'function' ? (value.bind(target) as unknown) : value;
		},
	});
	return openDatabase(binding);
}

describe('wherever it is cut off', () => {
	test('a run that goes on tells everything once, and nothing else', async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.array(fc.record({ at: fc.nat(40), isAfter: fc.boolean() }), { maxLength: 6 }),
				fc.array(fc.record({ at: fc.nat(40), isAfter: fc.boolean() }), { maxLength: 6 }),
				async (first, second) => {
					const { scene, workspace, anna, bert, eng } = await smallScene();
					workspace.pageMax = 2;
					const runWith = async (deaths: readonly Death[]) => {
						for (const death of deaths) {
							await hastenGoogleRun(realDb, scene.id, scene.at);
							await scene.slice(scene.sync(mortal(scene, death)));
							scene.at += 100_000;
						}
						return scene.run();
					};
					await runWith(first);
					const initial = await scene.news();
					expect([...initial].toSorted()).toEqual([
						'group.created Engineering',
						'group.created Everybody',
						'group.updated Everybody',
						'group.user_added anna@acme.example Engineering',
						'group.user_added bert@acme.example Engineering',
						'group.user_added cleo@acme.example Everybody',
						'user.created anna@acme.example',
						'user.created bert@acme.example',
						'user.created cleo@acme.example',
					]);
					workspace.deleteUser(bert);
					workspace.change(anna, { suspended: true });
					const dora = workspace.putUser('bert@acme.example');
					workspace.members.set(eng, [{ id: dora, type: 'USER' }]);
					await runWith(second);
					const later = await scene.news();
					expect([...later].toSorted()).toEqual([
						'group.user_added bert@acme.example Engineering',
						'group.user_removed anna@acme.example Engineering',
						'group.user_removed bert@acme.example Engineering',
						'user.created bert@acme.example',
						'user.deleted bert@acme.example',
						'user.updated anna@acme.example',
					]);
					await scene.run();
					expect(await scene.news()).toEqual([]);
				},
			),
			{ numRuns: 12 },
		);
	});

	test('two writers at once tell nothing twice', async () => {
		const { scene } = await smallScene();
		await Promise.all([scene.slice(), scene.slice(), scene.slice()]);
		await scene.run();
		const news = await scene.news();
		expect(new Set(news).size).toBe(news.length);
		expect(news).toHaveLength(9);
	});

	test('D1 that fails is asked again later, and the run is where it was', async () => {
		const { scene } = await smallScene();
		const db = openDatabase(faultyD1((batch) => (batch === 1 ? 'fails after' : 'none')));
		const next = await scene.slice(scene.sync({ db }));
		expect(next).toBe(scene.at + 10_000);
		expect(await scene.run()).toMatchObject({ complete: true });
		expect(await scene.news()).toHaveLength(9);
	});

	test('a writer that is too busy has the page again', async () => {
		const { scene } = await smallScene();
		const next = await scene.slice(
			scene.sync({ write: async () => ({ ok: false, error: { status: 429, detail: 'Busy' } }) }),
		);
		expect(next).toBe(scene.at + 10_000);
		expect(await scene.connection()).toMatchObject({ failures: 0, last_error: null });
		expect(await scene.run()).toMatchObject({ complete: true, errors: 0 });
	});
});

describe('when Google says no', () => {
	test('an access token that has expired is replaced on the way', async () => {
		const { scene, workspace } = await smallScene();
		let refused = 0;
		workspace.intercept = ({ path }) => {
			if (!path.endsWith('/groups') || refused > 0) return undefined;
			refused += 1;
			workspace.expireTokens();
			return googleError(401, 'authError', 'Invalid Credentials');
		};
		expect(await scene.run()).toMatchObject({ complete: true, errors: 0 });
		expect(refused).toBe(1);
		const tokens = workspace.requests.filter(({ path }) => path === '/token');
		expect(tokens).toHaveLength(2);
	});

	test('a consent that was taken back stops it until somebody connects again', async () => {
		const { scene, workspace } = await smallScene();
		await scene.run();
		await scene.news();
		workspace.revoke();
		const report = await scene.run();
		expect(report.complete).toBe(false);
		expect(await scene.connection()).toMatchObject({
			state: 'revoked',
			run: null,
			next_run_at: null,
			last_error: expect.stringContaining('Connect again'),
		});
		expect(await scene.slice()).toBeUndefined();
		await scene.connect();
		expect(await scene.run()).toMatchObject({ complete: true });
		expect(await scene.connection()).toMatchObject({ state: 'connected', last_error: null });
		expect(await scene.news()).toEqual([]);
	});

	test.each([
		['quotaExceeded', () => googleError(403, 'quotaExceeded', 'Quota exceeded')],
		['userRateLimitExceeded', () => googleError(403, 'userRateLimitExceeded', 'Slow down')],
		['rateLimitExceeded', () => googleError(429, 'rateLimitExceeded', 'Slow down')],
		['500', () => googleError(500, 'backendError', 'Oops')],
		['503 that is no JSON', () => new Response('<html>', { status: 503 })],
		['200 that is no JSON', () => new Response('<!doctype html><title>Sorry</title>')],
		['an answer that breaks off', () => new Response('{"users": [{"id": "1"')],
	])('%s is waited out, longer each time, and the run goes on where it was', async (_name, no) => {
		const { scene, workspace } = await smallScene();
		let refusals = 3;
		workspace.intercept = ({ path }) =>
			path.endsWith('/groups') && (refusals -= 1) >= 0 ? no() : undefined;
		for (const [failures, seconds] of [
			[1, 5],
			[2, 10],
			[3, 20],
		] as const) {
			expect(await scene.slice()).toBe(scene.at + seconds * 1_000);
			const connection = await scene.connection();
			expect(connection).toMatchObject({ state: 'connected', failures });
			expect(connection.last_error).toMatch(/Google/);
			expect(JSON.parse(connection.run ?? '')).toMatchObject({ phase: 'groups' });
			// Until then it leaves Google alone.
			const asked = workspace.requests.length;
			expect(await scene.slice()).toBe(scene.at + seconds * 1_000);
			expect(workspace.requests).toHaveLength(asked);
			scene.at += seconds * 1_000;
		}
		await scene.slice();
		expect(await scene.connection()).toMatchObject({ run: null, failures: 0, last_error: null });
		const users = workspace.requests.filter(
			({ path, query: asked }) => path.endsWith('/users') && asked['showDeleted'] === undefined,
		);
		expect(users).toHaveLength(1);
		expect(await scene.news()).toHaveLength(9);
	});

	test('it waits as long as Retry-After asks', async () => {
		const { scene, workspace } = await smallScene();
		workspace.intercept = ({ path }) =>
			path === '/token'
				? undefined
				: googleError(429, 'rateLimitExceeded', 'Slow down', undefined, { 'retry-after': '120' });
		expect(await scene.slice()).toBe(scene.at + 120_000);
	});

	test.each([
		[
			'forbidden',
			'Not Authorized to access this resource/api',
			'an administrator whose role has the Admin API privileges',
		],
		['accessNotConfigured', 'Admin SDK API has not been used', 'The Admin SDK API is not enabled'],
		['somethingNew', 'No', 'Google refuses the request. (No (HTTP 403))'],
	])('%s ends the run with the remedy, and is tried rarely', async (reason, message, remedy) => {
		const { scene, workspace } = await smallScene();
		workspace.intercept = ({ path }) =>
			path.endsWith('/users') ? googleError(403, reason, message) : undefined;
		expect(await scene.slice()).toBe(scene.at + 6 * 3_600_000);
		expect(await scene.connection()).toMatchObject({
			state: 'connected',
			run: null,
			failures: 1,
			last_error: expect.stringContaining(remedy),
		});
	});

	test('a permission that was not granted is named when it is missed', async () => {
		const { scene, workspace } = await smallScene();
		workspace.granted = workspace.granted.filter((scope) => !scope.includes('group.member'));
		const report = await scene.run();
		expect(report).toMatchObject({ complete: false, users: { created: 3 } });
		expect((await scene.connection()).last_error).toContain('leave every box');
	});

	test('a query that Google does not understand is said', async () => {
		const { scene } = await smallScene({ users_query: 'nonsense' });
		expect(await scene.slice()).toBe(scene.at + 3_600_000);
		expect((await scene.connection()).last_error).toContain('Invalid Input: query');
	});

	test.each([400, 404, 412])(
		'what is puzzling (%d) is asked again with the next run',
		async (status) => {
			const { scene, workspace } = await smallScene({ interval_minutes: 15 });
			workspace.intercept = ({ path }) =>
				path.endsWith('/groups') ? googleError(status, 'conditionNotMet', 'Hm') : undefined;
			expect(await scene.slice()).toBe(scene.at + 15 * 60_000);
			expect(await scene.connection()).toMatchObject({ run: null, failures: 1 });
			workspace.intercept = () => undefined;
			expect(await scene.run()).toMatchObject({ complete: true });
			expect(await scene.connection()).toMatchObject({ failures: 0, last_error: null });
		},
	);

	test('a list that is none is waited out, and nobody has left', async () => {
		const { scene, workspace } = await smallScene({ groups: false });
		await scene.run();
		await scene.news();
		workspace.intercept = ({ path }) =>
			path.endsWith('/users') ? Response.json({ users: {} }) : undefined;
		await hastenGoogleRun(realDb, scene.id, scene.at);
		expect(await scene.slice()).toBe(scene.at + 5_000);
		expect((await scene.connection()).last_error).toContain('is no list');
		workspace.intercept = () => undefined;
		await scene.run();
		expect(await scene.news()).toEqual([]);
	});

	test('a page token that is too old has the list again', async () => {
		const { scene, workspace } = await smallScene();
		workspace.pageMax = 1;
		let refused = 0;
		workspace.intercept = ({ path, query: asked }) => {
			const isSecond = path.endsWith('/users') && asked['pageToken'] !== undefined;
			if (!isSecond || refused > 0) return undefined;
			refused += 1;
			return googleError(400, 'invalid', 'Invalid Input: pageToken');
		};
		expect(await scene.run()).toMatchObject({ complete: true, errors: 0, users: { created: 3 } });
		expect(refused).toBe(1);
		expect(await scene.news()).toHaveLength(9);
	});

	test('a deployment without a client at Google says so', async () => {
		const { scene } = await smallScene();
		await scene.slice(scene.sync({ config: withoutClient }));
		expect((await scene.connection()).last_error).toContain('ROLLCALL_GOOGLE_CLIENT_ID');
	});

	test('a user whom the directory refuses is counted, and the others come', async () => {
		const { scene, workspace } = await smallScene({ groups: false });
		workspace.putUser(`${'x'.repeat(1_001)}@acme.example`);
		workspace.users.set('broken', { id: 'broken', etag: '' });
		const report = await scene.run();
		expect(report).toMatchObject({ complete: true, errors: 2, users: { created: 3 } });
		expect((await scene.connection()).last_error).toMatch(
			/^2 of Google's users and groups could not be written: x{200}, user broken\./,
		);
		expect(report.refused).toEqual([
			{
				kind: 'user',
				google_id: expect.any(String),
				name: 'x'.repeat(200),
				reason: expect.any(String),
			},
			{
				kind: 'user',
				google_id: 'broken',
				name: null,
				reason: expect.stringContaining('no address'),
			},
		]);
	});

	test('a user of whom Google tells too little is not gone', async () => {
		const { scene, workspace, anna } = await smallScene({ groups: false });
		await scene.run();
		workspace.change(anna, { primaryEmail: '' });
		expect(await scene.run()).toMatchObject({ errors: 1, users: { seen: 3, removed: 0 } });
	});
});

/** Twenty users of whom eleven are gone since the last run. */
async function halved(how: 'deleted' | 'missing') {
	const scene = await Scene.open({ groups: false });
	const { workspace } = scene;
	const ids = Array.from({ length: 20 }, (_, at) => workspace.putUser(`u${at}@acme.example`));
	await scene.run();
	for (const id of ids.slice(0, 11)) workspace.deleteUser(id);
	if (how === 'missing') workspace.deleted.clear();
	await scene.news();
	return scene;
}

describe('a run that would remove more than half of the users', () => {
	test.each(['deleted', 'missing'] as const)('stops, and says why (%s)', async (how) => {
		const scene = await halved(how);
		const report = await scene.run();
		expect(report).toMatchObject({ complete: false, users: { removed: 0 } });
		expect(await scene.news()).toEqual([]);
		const connection = await scene.connection();
		expect(connection).toMatchObject({ state: 'connected', run: null, failures: 0 });
		expect(connection.last_error).toContain('11 of 20 users');
		expect(connection.last_error).toContain('allow_mass_removal_once');
		// It comes back in its time, and does not get used to it.
		expect(connection.next_run_at).toBe(report.started_at + 3_600_000);
		expect(await scene.run()).toMatchObject({ complete: false });
	});

	test.each(['deleted', 'missing'] as const)('may do so once, if told (%s)', async (how) => {
		const scene = await halved(how);
		await scene.set({ allow_mass_removal_once: true });
		const report = await scene.run();
		expect(report).toMatchObject({ complete: true, users: { removed: 11 } });
		expect(await scene.news()).toHaveLength(11);
		const { settings, last_error: lastError } = await scene.connection();
		expect(lastError).toBeNull();
		expect(JSON.parse(settings)).toEqual({ interval_minutes: 60, groups: false });
	});

	test('stops before the first of them, on however many pages Google names them, each time', async () => {
		const scene = await Scene.open({ groups: false });
		const { workspace } = scene;
		workspace.pageMax = 50;
		const ids = Array.from({ length: 203 }, (_, at) => workspace.putUser(`u${at}@acme.example`));
		await scene.run();
		await scene.news();
		for (const id of ids.slice(0, 120)) workspace.deleteUser(id);
		for (let runs = 0; runs < 3; runs += 1) {
			expect(await scene.run()).toMatchObject({ complete: false, users: { seen: 0, removed: 0 } });
			expect((await scene.connection()).last_error).toContain('120 of 203 users');
		}
		expect(await scene.news()).toEqual([]);
		await scene.set({ allow_mass_removal_once: true });
		expect(await scene.run()).toMatchObject({ complete: true, users: { seen: 83, removed: 120 } });
		expect(await scene.news()).toHaveLength(120);
	});

	test('stays stopped although those whom Google has named are gone', async () => {
		const scene = await Scene.open({ groups: false });
		const { workspace } = scene;
		const ids = Array.from({ length: 100 }, (_, at) => workspace.putUser(`u${at}@acme.example`));
		await scene.run();
		for (const id of ids.slice(0, 45)) workspace.deleteUser(id);
		const rest = ids.slice(45, 72).map((id) => [id, workspace.users.get(id)] as const);
		for (const [id] of rest) workspace.users.delete(id);
		// 27 of the 55 that are left are less than half of them.
		for (const removed of [45, 0, 0]) {
			expect(await scene.run()).toMatchObject({ complete: false, users: { removed } });
			expect((await scene.connection()).last_error).toContain('72 of 100 users');
		}
		for (const [id, record] of rest) if (record !== undefined) workspace.users.set(id, record);
		expect(await scene.run()).toMatchObject({ complete: true, users: { removed: 0 } });
		for (const [id] of rest) workspace.users.delete(id);
		expect(await scene.run()).toMatchObject({ complete: true, users: { removed: 27 } });
	});

	test('stops for groups as well', async () => {
		const scene = await Scene.open();
		const { workspace } = scene;
		workspace.putUser('anna@acme.example');
		const ids = Array.from({ length: 20 }, (_, at) =>
			workspace.putGroup(`g${at}@a.example`, `G${at}`),
		);
		await scene.run();
		await scene.set({ groups_query: 'email:g1@*' });
		expect(await scene.run()).toMatchObject({ complete: false, groups: { removed: 0 } });
		expect((await scene.connection()).last_error).toContain('19 of 20 groups');
		await scene.set({ groups_query: null });
		for (const id of ids.slice(0, 10)) workspace.deleteGroup(id);
		expect(await scene.run()).toMatchObject({ complete: true, groups: { removed: 10 } });
	});

	test('stops if there is no user at all, however few there were', async () => {
		const { scene, workspace } = await smallScene();
		await scene.run();
		await scene.news();
		const users = [...workspace.users];
		workspace.users.clear();
		await scene.set({ allow_mass_removal_once: true });
		expect(await scene.run()).toMatchObject({ complete: false, users: { removed: 0 } });
		expect((await scene.connection()).last_error).toContain('no user at all');
		for (const [id, record] of users) workspace.users.set(id, record);
		expect(await scene.run()).toMatchObject({ complete: true });
		expect(await scene.news()).toEqual([]);
	});

	test('is no such run as long as ten are removed', async () => {
		const scene = await Scene.open({ groups: false });
		const ids = Array.from({ length: 12 }, (_, at) => scene.workspace.putUser(`u${at}@a.example`));
		await scene.run();
		for (const id of ids.slice(0, 10)) scene.workspace.deleteUser(id);
		expect(await scene.run()).toMatchObject({ complete: true, users: { removed: 10 } });
	});

	test('is braked like any other, if its directory has a brake', async () => {
		const scene = await Scene.open({ groups: false });
		const ids = Array.from({ length: 12 }, (_, at) => scene.workspace.putUser(`u${at}@a.example`));
		await scene.run();
		await api('PUT', `/directories/${scene.id}/deprovisioning-brake`, { users: 3 });
		for (const id of ids.slice(0, 4)) scene.workspace.deleteUser(id);
		await scene.run();
		const brake = await api('GET', `/directories/${scene.id}/deprovisioning-brake`);
		expect(brake.body).toMatchObject({ state: 'engaged', counted: 4 });
	});
});

/** A scene whose run is cut off after its users. */
async function underWay() {
	const small = await smallScene();
	small.workspace.intercept = ({ path }) =>
		path.endsWith('/groups') ? googleError(503, 'backendError', 'Later') : undefined;
	await small.scene.slice();
	small.workspace.intercept = () => undefined;
	expect((await small.scene.connection()).run).not.toBeNull();
	small.scene.at += 60_000;
	return small;
}

const remove = (id: string) => api('DELETE', `/directories/${id}`, undefined, GOOGLE);

describe('a directory', () => {
	test('that is inactive is left alone until it is active again', async () => {
		const { scene, workspace } = await underWay();
		await api('PATCH', `/directories/${scene.id}`, { state: 'inactive' });
		const asked = workspace.requests.length;
		expect(await scene.slice()).toBeUndefined();
		expect(workspace.requests).toHaveLength(asked);
		await api('PATCH', `/directories/${scene.id}`, { state: 'active' });
		expect(await scene.run()).toMatchObject({ complete: true });
	});

	test.each([
		['disconnected', (id: string) => disconnectGoogle(realDb, id, Date.now())],
		['deactivated', (id: string) => api('PATCH', `/directories/${id}`, { state: 'inactive' })],
		['deleted', remove],
	])('that is %s while Google is being asked does not go on', async (how, end) => {
		const { scene, workspace } = await underWay();
		let isEnded = false;
		workspace.intercept = async ({ path }) => {
			if (!path.endsWith('/groups') || isEnded) return undefined;
			isEnded = true;
			await end(scene.id);
			return undefined;
		};
		await scene.slice();
		expect(isEnded).toBe(true);
		expect(await scene.slice()).toBeUndefined();
		// Groups that were written are known as Google's, unless nothing is known of the directory any more.
		const groups = await query(
			`SELECT 1 FROM google_resources AS g JOIN directories AS d ON d.key = g.directory_key
			WHERE d.id = ? AND g.kind = 'group'`,
			scene.id,
		);
		expect(groups).toHaveLength(how === 'deleted' ? 0 : 2);
	});

	test('that is deleted leaves nothing of its connection behind', async () => {
		const { scene } = await smallScene();
		await scene.run();
		const keys = () => query<{ key: number }>('SELECT key FROM directories WHERE id = ?', scene.id);
		const [found] = await keys();
		await remove(scene.id);
		const stub = testEnv.DIRECTORY_WRITER.getByName(scene.id);
		await expect
			.poll(async () => {
				await runDurableObjectAlarm(stub);
				return keys();
			})
			.toEqual([]);
		for (const table of ['google_connections', 'google_resources', 'google_pages']) {
			const left = await query(`SELECT 1 FROM ${table} WHERE directory_key = ?`, found?.key);
			expect(left).toEqual([]);
		}
	});
});

/** Has the writer's own alarm go off; when it is armed for then, in milliseconds from now. */
async function alarm({ id }: Scene): Promise<number> {
	await query(
		`UPDATE google_connections SET next_run_at = 0
		WHERE directory_key = (SELECT key FROM directories WHERE id = ?)`,
		id,
	);
	const stub = testEnv.DIRECTORY_WRITER.getByName(id);
	return runInDurableObject(stub, async (_writer, state) => {
		const writer = new DirectoryWriter(state, { ...testEnv, ...GOOGLE });
		await writer.syncGoogle();
		// Else the object that has no client at Google would use the alarm up.
		await state.storage.deleteAlarm();
		await writer.alarm();
		return ((await state.storage.getAlarm()) ?? Infinity) - Date.now();
	});
}

describe('the writer', () => {
	test('synchronises in its alarm, and leaves the next run to the cron trigger', async () => {
		const { scene } = await smallScene();
		await alarm(scene);
		const { run, last_run: last } = await scene.connection();
		expect(run).toBeNull();
		expect(JSON.parse(last ?? '')).toMatchObject({ complete: true, users: { created: 3 } });
		expect(await scene.news()).toHaveLength(9);
		// Nothing was written, which arms it for something else.
		expect(await alarm(scene)).toBe(Infinity);
	});

	test('comes back in its alarm to what is to be done soon', async () => {
		const { scene, workspace } = await smallScene();
		workspace.intercept = ({ path }) =>
			path === '/token' ? undefined : googleError(503, 'backendError', 'Later');
		expect(await alarm(scene)).toBeLessThanOrEqual(5_000);
	});

	test('others write between the pages of a large run', async () => {
		const scene = await Scene.open({ groups: false });
		for (let at = 0; at < 600; at += 1) scene.workspace.putUser(`u${at}@acme.example`);
		const slice = scene.slice();
		const written: number[] = [];
		for (let at = 0; at < 5; at += 1) {
			written.push((await scene.directory.scim('POST', '/Groups', group(`G${at}`))).status);
		}
		await slice;
		expect(written).toEqual([201, 201, 201, 201, 201]);
		await scene.run();
		const log = await logOf(scene.id);
		const firstGroup = log.findIndex(({ type }) => type === 'group.created');
		expect(firstGroup).toBeLessThan(log.findLastIndex(({ type }) => type === 'user.created'));
	});

	test('is told by the cron trigger whose time has come', async () => {
		const { scene } = await smallScene();
		// Its own bindings have no client at Google, which it finds out when it is woken.
		await worker.scheduled(createScheduledController({ cron: '* * * * *' }), testEnv);
		await expect
			.poll(async () => (await scene.connection()).last_error)
			.toContain('ROLLCALL_GOOGLE_CLIENT_ID');
	});
});
