/**
 * What a run of the synchronisation of Google Workspace costs, how much it holds at a time, and what comes of
 * it when something changes while it is under way: at Google, in the settings, in the connection.
 */
import { describe, expect, test, vi } from 'vitest';
import { fetchWhole } from '../../src/platform/fetch.ts';
import { patchGoogleSettings } from '../../src/store/google-connections.ts';
import type { GoogleSyncDeps } from '../../src/worker/google-sync.ts';
import { costOf } from '../support/d1-meter.ts';
import { query } from '../support/delivery.ts';
import { fillMembers, fillUsers } from '../support/fill.ts';
import { realDb, Scene, smallScene } from '../support/google-scene.ts';
import type { GoogleMember, Intercept } from '../support/google-server.ts';

/** Does something once, when a request comes that is meant; the request passes. */
function once(
	isMeant: (request: Parameters<Intercept>[0]) => boolean,
	act: () => unknown,
): Intercept {
	let isDone = false;
	return async (request) => {
		if (isDone || !isMeant(request)) return undefined;
		isDone = true;
		await act();
		return undefined;
	};
}

/** A request for the list of users; of its nth page, by whether it has a page token. */
const forUsers =
	(isFurther = false) =>
	({ path, query: asked }: Parameters<Intercept>[0]) =>
		path.endsWith('/users') &&
		asked['showDeleted'] === undefined &&
		(asked['pageToken'] !== undefined) === isFurther;

/** What the list that is gone over has had, page by page. */
const pagesOf = ({ id }: Scene) =>
	query<{ characters: number }>(
		`SELECT length(p.google_ids) AS characters FROM google_pages AS p
		JOIN directories AS d ON d.key = p.directory_key WHERE d.id = ?`,
		id,
	);

describe('a run costs', () => {
	test('by what it looks at, not by how large the directory is', async () => {
		const { scene, workspace } = await smallScene();
		await fillUsers(scene.directory, 2_000);
		const first = await costOf(() => scene.run());
		expect(first.rowsRead).toBeLessThan(1_500);
		workspace.putUser('dora@acme.example');
		const further = await costOf(() => scene.run());
		expect(further.rowsRead).toBeLessThan(1_000);
	});

	test('two round trips for a page and one for a group, and a row for a page, if nothing has changed', async () => {
		const scene = await Scene.open();
		const { workspace } = scene;
		workspace.pageMax = 50;
		const putSome = (from: number) => {
			for (let at = from; at < from + 100; at += 1) workspace.putUser(`u${at}@acme.example`);
			for (let at = from; at < from + 10; at += 1) workspace.putGroup(`g${at}@a.example`, `G${at}`);
		};
		const costOfRun = async () => {
			await scene.run();
			return costOf(() => scene.run());
		};
		putSome(0);
		const little = await costOfRun();
		putSome(100);
		const more = await costOfRun();
		// Two pages of users, ten groups.
		expect(more.trips - little.trips).toBe(2 * 2 + 10);
		// A page, and the connection with its index.
		expect(more.rowsWritten - little.rowsWritten).toBeLessThanOrEqual(2 * 4);
		expect(little.trips).toBeLessThan(35);
	});
});

describe('a group of 20,000 members', () => {
	const PAGES = 100;
	const PER_PAGE = 200;

	/** Members whom nobody has to keep: almost all of them are outside of the directory. */
	function crowd(inside: readonly string[]): Intercept {
		return ({ path, query: asked }) => {
			if (!path.endsWith('/members')) return undefined;
			const page = Number(asked['pageToken'] ?? 0);
			const outside = Array.from({ length: PER_PAGE }, (_, at) => ({
				id: String(10 ** 20 + page * PER_PAGE + at),
				type: 'USER',
			}));
			const own = inside.filter((_, at) => at % PAGES === page).map((id) => ({ id, type: 'USER' }));
			const nextPageToken = page + 1 < PAGES ? { nextPageToken: String(page + 1) } : {};
			return Response.json({ members: [...outside, ...own], ...nextPageToken });
		};
	}

	test('is read a page at a time, and no more than a page is held', async () => {
		const scene = await Scene.open();
		const { workspace } = scene;
		const ids = Array.from({ length: 40 }, (_, at) => workspace.putUser(`u${at}@acme.example`));
		workspace.putGroup('all@acme.example', 'All');
		workspace.intercept = crowd(ids);
		let [runMax, pageMax, pages] = [0, 0, 0];
		const look = vi.fn<() => Promise<void>>(async () => {
			const { run } = await scene.connection();
			runMax = Math.max(runMax, run?.length ?? 0);
			const kept = await pagesOf(scene);
			pages = Math.max(pages, kept.length);
			pageMax = Math.max(pageMax, ...kept.map(({ characters }) => characters));
		});
		const report = await scene.run({ random: () => 1 }, look);
		expect(report).toMatchObject({ complete: true, errors: 0, memberships: { added: 40 } });
		expect(await scene.members('All')).toHaveLength(40);
		expect(look).toHaveBeenCalledTimes(3);
		expect(pages).toBeGreaterThan(PAGES / 2);
		expect(runMax).toBeLessThan(1_000);
		expect(pageMax).toBeLessThan(10_000);
		expect(await pagesOf(scene)).toEqual([]);
		// Those who have left are not on any page.
		workspace.intercept = crowd(ids.slice(0, 30));
		expect((await scene.run()).memberships).toEqual({ added: 0, removed: 10 });
	});

	test('is emptied some thousands at a time', async () => {
		const scene = await Scene.open();
		const { workspace, directory } = scene;
		workspace.putUser('anna@acme.example');
		workspace.putGroup('all@acme.example', 'All');
		await fillUsers(directory, 4_500);
		await scene.run();
		const { id } = await scene.find('Groups', 'displayName eq "All"');
		await fillMembers(directory, String(id), 4_500);
		const sent: number[] = [];
		const { write } = scene.deps();
		const noting: GoogleSyncDeps['write'] = (request) => {
			sent.push(request.size);
			return write(request);
		};
		const report = await scene.run({ write: noting });
		expect(report.memberships).toEqual({ added: 0, removed: 4_500 });
		// Five hundred at a time.
		expect(sent).toHaveLength(9);
		expect(Math.max(...sent)).toBeLessThan(50_000);
		expect(await scene.members('All')).toEqual([]);
	});
});

describe('who is on no page of a list because it was changed while it was read', () => {
	test('is not gone: a user with another address', async () => {
		const { scene, workspace, cleo } = await smallScene({ groups: false });
		workspace.pageMax = 2;
		await scene.run();
		const { id } = await scene.user('cleo@acme.example');
		await scene.news();
		workspace.intercept = once(forUsers(true), () =>
			workspace.change(cleo, { primaryEmail: 'aaa@acme.example' }),
		);
		expect(await scene.run()).toMatchObject({
			complete: true,
			users: { updated: 1, created: 0, removed: 0 },
		});
		expect(await scene.news()).toEqual(['user.updated aaa@acme.example']);
		expect((await scene.user('aaa@acme.example'))['id']).toBe(id);
	});

	test('is not gone: a group with another address', async () => {
		const { scene, workspace, eng } = await smallScene();
		workspace.putGroup('far@acme.example', 'Far');
		workspace.pageMax = 2;
		await scene.run();
		await scene.news();
		// The second page begins after "eng".
		workspace.change(eng, { email: 'zzz@acme.example' });
		workspace.intercept = once(
			({ path, query: asked }) => path.endsWith('/groups') && asked['pageToken'] !== undefined,
			() => workspace.change(eng, { email: 'aaa@acme.example' }),
		);
		expect(await scene.run()).toMatchObject({ complete: true, groups: { removed: 0 } });
		expect(await scene.news()).toEqual([]);
	});

	test('is not gone: a member of a group', async () => {
		const { scene, workspace, anna, bert, eng } = await smallScene();
		workspace.pageMax = 1;
		await scene.run();
		await scene.news();
		const [a, b, stranger] = [anna, bert, '999'].map((id) => ({ id, type: 'USER' as const })) as [
			GoogleMember,
			GoogleMember,
			GoogleMember,
		];
		const requestOf = (isFurther: boolean) =>
			once(
				({ path, query: asked }) =>
					path.includes(eng) && (asked['pageToken'] !== undefined) === isFurther,
				() => workspace.members.set(eng, isFurther ? [a, b, stranger] : [b, stranger]),
			);
		const [first, second] = [requestOf(false), requestOf(true)];
		workspace.intercept = async (request) => {
			await first(request);
			await second(request);
			return undefined;
		};
		expect((await scene.run()).memberships).toEqual({ added: 0, removed: 0 });
		expect(await scene.news()).toEqual([]);
		workspace.members.set(eng, [b, stranger]);
		expect((await scene.run()).memberships).toEqual({ added: 0, removed: 1 });
	});
});

describe('while Google is being asked', () => {
	test('somebody consents anew: the consent that has ended does not end the new one', async () => {
		const { scene, workspace } = await smallScene();
		workspace.intercept = once(
			({ path }) => path === '/token',
			async () => {
				workspace.refreshTokens.clear();
				scene.at += 1_000;
				await scene.connect();
			},
		);
		await scene.slice();
		expect(await scene.connection()).toMatchObject({ state: 'connected', last_error: null });
		expect(await scene.run()).toMatchObject({ complete: true });
	});

	test.each([
		['a narrower search', { users_query: 'email:anna*' }, false],
		['a narrower search, after a page,', { users_query: 'email:anna*' }, true],
		['no groups', { groups: false }, true],
	])('the settings want %s: the run begins anew with them', async (_what, change, isFurther) => {
		const { scene, workspace } = await smallScene();
		workspace.pageMax = 2;
		workspace.intercept = once(forUsers(isFurther), () =>
			patchGoogleSettings(realDb, scene.id, {
				patch: JSON.stringify(change),
				nextRunAtMax: null,
				isAnother: true,
				now: scene.at,
			}),
		);
		expect(await scene.slice()).toBe(scene.at);
		expect(await scene.connection()).toMatchObject({ run: null, next_run_at: scene.at });
		const report = await scene.run();
		expect(report.complete).toBe(true);
		// Whom the first try has written already is not forgotten.
		const wanted = ['anna', 'bert', 'cleo'].slice(0, 'groups' in change ? 3 : 1);
		expect(await scene.userNames()).toEqual(wanted.map((name) => `${name}@acme.example`));
		expect(report.groups.seen).toBe('groups' in change ? 0 : 2);
	});

	test('what may be removed is allowed: the run that is under way does not use it up', async () => {
		const { scene, workspace } = await smallScene();
		const patch = { patch: '{"allow_mass_removal_once":true}', nextRunAtMax: null };
		workspace.intercept = once(
			({ path }) => path.endsWith('/members'),
			() => patchGoogleSettings(realDb, scene.id, { ...patch, isAnother: true, now: scene.at }),
		);
		await scene.slice();
		const { settings, run, last_run: last } = await scene.connection();
		expect(JSON.parse(settings)).toMatchObject({ allow_mass_removal_once: true });
		expect([run, last]).toEqual([null, null]);
	});

	test('somebody wants it to be asked: it is asked again at once', async () => {
		const { scene, workspace } = await smallScene();
		const sync = scene.sync();
		workspace.intercept = once(forUsers(), () => sync.nudge());
		expect(await scene.slice(sync)).toBe(scene.at);
		expect(await sync.resume()).toBe(scene.at + 3_600_000);
	});
});

describe('an answer that is too large', () => {
	test('is not taken into memory, and is no end of the run', async () => {
		const { scene, workspace } = await smallScene();
		let sent = 0;
		workspace.intercept = ({ path }) => {
			if (path === '/token') return undefined;
			const chunk = new Uint8Array(1_048_576).fill(32);
			const pull = (controller: ReadableStreamDefaultController) => {
				sent += 1;
				controller.enqueue(chunk);
			};
			return new Response(new ReadableStream({ pull }, { highWaterMark: 0 }));
		};
		expect(await scene.slice(scene.sync({ fetch: fetchWhole }))).toBe(scene.at + 5_000);
		expect(sent).toBeLessThan(20);
		const { state, last_error: lastError, run } = await scene.connection();
		expect([state, run === null]).toEqual(['connected', false]);
		expect(lastError).toContain('too large');
	});
});
