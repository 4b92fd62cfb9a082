/**
 * The examples from end to end: an identity provider's requests go into the real Worker, by itself and
 * through the application, and after each of them the application's table of users is as the directory is.
 */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, inject, onTestFinished, test } from 'vitest';
import { openReplaySender } from '../../src/cli/sender.ts';
import { Rollcall, type ProviderType, type RollcallEvent } from '../../src/sdk/index.ts';
import { prepareExample, type Example } from '../support/node/examples.ts';
import { aSecret, webhookRequest } from '../support/node/webhooks.ts';
import { keyOfName } from '../../src/providers/keys.ts';
import type { Transcript } from '../../src/transcript/format.ts';
import { replay } from '../../src/transcript/replay.ts';

/** Starting, compiling and delivering, on however busy a machine. */
const PATIENCE_MS = 180_000;
const POLL = { timeout: 60_000, interval: 50 };

const SECRET = aSecret(7);

/** Whose requests, and where they go to: below the application's path for SCIM, or to Rollcall itself. */
type Played = [who: string, file: string, forwarded: '/v2' | '/v2.0' | undefined];

const ENTRA: Played = ['Entra ID, by itself', 'entra-user-lifecycle-legacy-patch.json', undefined];
const ONELOGIN: Played = ['OneLogin, through the application', 'onelogin-lifecycle.json', '/v2'];
const GOOGLE: Played = ["Google, at Jackson's path", 'google-lifecycle.json', '/v2.0'];

/** The same receiver and forwarder as API routes of Pages, and one that forgets about the parser. */
const PAGES = {
	'pages/api/pages-webhooks.ts': `
		import { receiveWebhooks } from 'rollcall/next';
		import { removeUser, saveUser, store } from '../../lib/users';
		export const config = { api: { bodyParser: false } };
		export default receiveWebhooks({
			secret: process.env.ROLLCALL_WEBHOOK_SECRET,
			store,
			on: { 'user.created': saveUser, 'user.updated': saveUser, 'user.deleted': removeUser },
		}).handler;`,
	'pages/api/parsed-webhooks.ts': `
		import { receiveWebhooks } from 'rollcall/next';
		import { store } from '../../lib/users';
		export default receiveWebhooks({
			secret: process.env.ROLLCALL_WEBHOOK_SECRET,
			store,
			on: {},
			onError: () => {},
		}).handler;`,
	'pages/api/pages-scim/[...path].ts': `
		import { forwardScim } from 'rollcall/next';
		export const config = { api: { bodyParser: false } };
		export default forwardScim({
			url: process.env.ROLLCALL_URL,
			prefix: '/api/pages-scim',
			origin: process.env.APP_URL,
		}).handler;`,
};

/** Where an application has its handlers. */
interface Mount {
	readonly webhooks: string;
	readonly scim: string;
	readonly transcripts: readonly Played[];
	/** Receivers that were put together wrongly, and what they say. */
	readonly mistakes: readonly (readonly [path: string, says: string])[];
}

/** Next.js has both of its routers. */
const MOUNTS: Readonly<Record<'express' | 'next', readonly Mount[]>> = {
	express: [
		{
			webhooks: '/webhooks',
			scim: '/api/scim',
			transcripts: [ENTRA, ONELOGIN, GOOGLE],
			mistakes: [],
		},
	],
	next: [
		{
			webhooks: '/api/webhooks',
			scim: '/api/scim',
			transcripts: [ENTRA, ONELOGIN],
			mistakes: [],
		},
		{
			webhooks: '/api/pages-webhooks',
			scim: '/api/pages-scim',
			transcripts: [GOOGLE],
			mistakes: [['/api/parsed-webhooks', 'bodyParser: false']],
		},
	],
};

const ROLLCALL_URL: string = inject('url');
const ADMIN_KEY: string = inject('adminKey');
const rollcall = new Rollcall({ url: ROLLCALL_URL, apiKey: ADMIN_KEY });

/** A new directory, and its token. */
async function createDirectory(tenant: string, type: ProviderType = 'generic-scim-v2') {
	const owner = { tenant, product: 'app' };
	const { id, scim } = await rollcall.directories.create({ name: 'Acme', type, ...owner });
	return { id, path: scim.path, token: scim.secret ?? '' };
}

type Directory = Awaited<ReturnType<typeof createDirectory>>;

async function eventsOf({ id }: Directory): Promise<RollcallEvent[]> {
	return await rollcall.directories.events.list(id).toArray();
}

/** A user as far as the tests compare it. */
interface Seen {
	readonly id: string;
	readonly locked: number;
}

const byId = (a: Seen, b: Seen) => (a.id < b.id ? -1 : 1);

/** Whom a directory has, as the application is to list them. */
async function wantedOf({ path, token }: Directory): Promise<Seen[]> {
	const answer = await fetch(`${ROLLCALL_URL}${path}/Users?count=100`, {
		headers: { Authorization: `Bearer ${token}` },
	});
	const { Resources } = (await answer.json()) as { Resources: { id: string; active: boolean }[] };
	return Resources.map(({ id, active }) => ({ id, locked: active ? 0 : 1 })).toSorted(byId);
}

/** Whom the application lists of a directory. */
async function listedOf(example: Example, { id }: Directory): Promise<Seen[]> {
	const users = (await example.users()).filter((user) => user.directory_id === id);
	return users.map((user) => ({ id: user.id, locked: user.locked })).toSorted(byId);
}

/** Plays a transcript; after each step the application follows. Tells how many it saw, locked, and lost. */
async function play(example: Example, directory: Directory, scenario: Transcript, base: string) {
	const seen = new Set<string>();
	const locked = new Set<string>();
	const gone = new Set<string>();
	const { send, close } = openReplaySender(base);
	onTestFinished(close);
	const target = { base, token: directory.token, send };
	for await (const { step, problems } of replay(scenario, target)) {
		expect(problems, step.name).toEqual([]);
		const wanted = await wantedOf(directory);
		await expect.poll(() => listedOf(example, directory), POLL).toEqual(wanted);
		const here = new Set(wanted.map(({ id }) => id));
		for (const id of seen) if (!here.has(id)) gone.add(id);
		for (const user of wanted) {
			seen.add(user.id);
			if (user.locked === 1) locked.add(user.id);
		}
	}
	return { seen: seen.size, locked: locked.size, gone: gone.size };
}

describe.each(['express', 'next'] as const)('examples/%s', (name) => {
	let example: Example;

	beforeAll(async () => {
		example = await prepareExample(name, name === 'next' ? PAGES : {});
		await example.start({
			APP_URL: example.origin,
			ROLLCALL_URL,
			ROLLCALL_WEBHOOK_SECRET: SECRET,
		});
	}, PATIENCE_MS);

	afterAll(() => example.stop(), PATIENCE_MS);

	describe.each([...MOUNTS[name]])('with $webhooks and $scim', (mount) => {
		const { webhooks, scim, transcripts, mistakes } = mount;
		const tenant = `tenant-${crypto.randomUUID()}`;
		let endpointId: string;

		beforeAll(async () => {
			const url = `${example.origin}${webhooks}`;
			endpointId = (await rollcall.webhookEndpoints.create({ url, tenant, secret: SECRET })).id;
		});

		/** Posts an event as Rollcall would. */
		const post = async (event: RollcallEvent, secret = SECRET, path = webhooks) =>
			await fetch(await webhookRequest(event, secret, `${example.origin}${path}`));

		test.each([...transcripts])(
			'%s: who is created appears, deactivated is locked, deleted is gone; and no event takes effect twice or late',
			async (_, file, forwarded) => {
				const text = readFileSync(new URL(`../idp/${file}`, import.meta.url), 'utf8');
				const scenario = JSON.parse(text) as Transcript;
				const provider = keyOfName(scenario.idp);
				const directory = await createDirectory(tenant, provider);
				const base =
					forwarded === undefined
						? `${ROLLCALL_URL}${directory.path}`
						: `${example.origin}${scim}${forwarded}/${directory.id}`;
				const counts = await play(example, directory, scenario, base);
				for (const count of Object.values(counts)) expect(count).toBeGreaterThan(0);

				// Backwards: each but the first is late, and each has been applied before.
				const before = await example.users();
				const events = (await eventsOf(directory)).filter(({ type }) => type.startsWith('user.'));
				expect(events.length).toBeGreaterThan(5);
				for (const event of events.toReversed()) {
					const answer = await post(event);
					expect(await answer.json()).toEqual({ applied: 0, stale: 1, ignored: 0 });
				}
				expect(await example.users()).toEqual(before);

				const { replays } = rollcall.webhookEndpoints;
				const started = await replays.create(endpointId, {
					directory_id: directory.id,
					from_sequence: 1,
				});
				const state = async () => (await replays.get(endpointId, started.id)).state;
				await expect.poll(state, POLL).toBe('done');
				expect(await example.users()).toEqual(before);
			},
			PATIENCE_MS,
		);

		test('what nobody signed is refused, and changes nothing', async () => {
			const before = await example.users();
			const [event] = await eventsOf(await createDirectory(tenant));
			expect((await post(event!, aSecret(8))).status).toBe(401);
			expect(await example.users()).toEqual(before);
		});

		test(
			'its own domain is where resources are said to be, and their names are text',
			async () => {
				const directory = await createDirectory(tenant);
				const base = `${example.origin}${scim}/v2.0/${directory.id}`;
				const created = await fetch(`${base}/Users`, {
					method: 'POST',
					headers: {
						Authorization: `Bearer ${directory.token}`,
						'Content-Type': 'application/scim+json',
					},
					body: JSON.stringify({
						schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
						userName: '<b>bold</b>',
					}),
				});
				const { id, meta } = (await created.json()) as { id: string; meta: { location: string } };
				expect(meta.location).toBe(`${base}/Users/${id}`);
				expect(created.headers.get('location')).toBe(meta.location);
				await expect.poll(() => listedOf(example, directory), POLL).toHaveLength(1);

				const page = await (await fetch(example.origin)).text();
				expect(page).toMatch(/<td>&(?:#60|lt);b&(?:#62|gt);bold/);
				expect(page).not.toContain('<b>bold');
			},
			PATIENCE_MS,
		);

		test.each(['/v2/../../v1/tenants', '/v2/%2e%2e/%2e%2e/v1/tenants', '/../v1/tenants'])(
			'nothing but SCIM is reached through it: %s',
			async (path) => {
				const base = `${example.origin}${scim}`;
				const headers = { Authorization: `Bearer ${ADMIN_KEY}` };
				const { send, close } = openReplaySender(base);
				onTestFinished(close);
				const request = { method: 'GET', url: base + path, headers, body: undefined };
				const answer = await send(request, path);
				expect(answer.status).toBeGreaterThanOrEqual(300);
				expect(answer.text).not.toContain(tenant);
			},
		);

		test.each([...mistakes])('a mistake is refused loudly: %s', async (path, says) => {
			const [event] = await eventsOf(await createDirectory(tenant));
			const answer = await post(event!, SECRET, path);
			expect(answer.status).toBe(500);
			expect(await answer.text()).toContain(says);
		});
	});
});
