/**
 * What is really in events and webhooks, from SCIM request to receiver: each validates against the
 * schema that /openapi.json publishes for its type, each request causes the events that docs/events.md
 * promises, 5,000 members cause 5,000 of them, and nothing secret is in any.
 */
import { runInDurableObject } from 'cloudflare:test';
import fc from 'fast-check';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { openApiDocument, type OpenApiDocument } from '../../src/http/openapi.ts';
import type { Command } from '../../src/directory/model.ts';
import { USER_URN } from '../../src/scim/urns.ts';
import type { Event } from '../../src/webhook/payload.ts';
import type { WakeUp } from '../../src/worker/wake-up.ts';
import {
	api,
	bulk,
	createDirectory,
	createEndpoint,
	group,
	logOf,
	ORIGIN,
	patch,
	send,
	testEnv,
	user,
	type TestDirectory,
} from '../support/client.ts';
import { deliver, Scene, traffic } from '../support/delivery.ts';
import { checkerOf, type Check } from '../support/event-schemas.ts';
import { notingQueue, withWriter } from '../support/faults.ts';
import { filledId, fillUsers } from '../support/fill.ts';
import { eventsIn, Receiver } from '../support/receiver.ts';
import { keyOfName } from '../../src/providers/keys.ts';
import type { Transcript } from '../../src/transcript/format.ts';
import { replay } from '../../src/transcript/replay.ts';
import { BADGE, declare } from '../support/schemas.ts';
import { callWorker } from '../support/worker.ts';

let check: Check;
let documented: readonly string[];

beforeAll(async () => {
	const { body } = await send<OpenApiDocument>('/openapi.json');
	check = checkerOf(body);
	documented = Object.keys(body.webhooks);
});

/** What is wrong with events, by the schemas of their types. */
function problemsOf(events: readonly { readonly type: string }[]): readonly string[] {
	return events.flatMap((event) => check(event).map((problem) => `${event.type} ${problem}`));
}

async function makeUser(directory: TestDirectory, name: string): Promise<string> {
	return idOf(await directory.scim('POST', '/Users', user(name)));
}

async function makeGroup(
	directory: TestDirectory,
	name: string,
	...members: string[]
): Promise<string> {
	return idOf(await directory.scim('POST', '/Groups', group(name, members)));
}

function idOf({ body }: { readonly body: Record<string, unknown> }): string {
	return body['id'] as string;
}

/** Everything that can happen to a directory, its deletion too, and to an endpoint; returns both logs. */
async function liveThroughAll(): Promise<readonly Event[]> {
	const directory = await createDirectory();
	const path = `/directories/${directory.id}`;
	const before = (await logOf('operations')).length;
	const [anna, bert] = [await makeUser(directory, 'anna'), await makeUser(directory, 'bert')];
	const crew = await makeGroup(directory, 'Crew', anna);
	const staff = await makeGroup(directory, 'Staff', crew, bert);
	await directory.scim('PATCH', `/Users/${anna}`, patch({ op: 'add', value: { title: 'x' } }));
	await directory.scim('PUT', `/Groups/${staff}`, { ...group('Team', [anna]), externalId: 'ext' });
	await api('PATCH', path, { state: 'inactive' });
	await api('PATCH', path, { state: 'active' });

	const endpoint = await createEndpoint({
		url: 'https://gone.example.com/',
		...scopeOf(directory),
	});
	await api('PATCH', `/webhook-endpoints/${endpoint.id}`, { state: 'disabled' });
	await api('PUT', `${path}/deprovisioning-brake`, { users: 1 });
	const leave = patch({ op: 'replace', path: 'active', value: false });
	await directory.scim('PATCH', `/Users/${anna}`, leave);
	await directory.scim('DELETE', `/Users/${bert}`);
	await api('POST', `${path}/deprovisioning-brake/resume`);
	await directory.scim('DELETE', `/Groups/${staff}`);
	const log = await logOf(directory.id);
	const last = new Receiver();
	await createEndpoint({ url: last.url, ...scopeOf(directory) });
	await api('DELETE', path);
	await vi.waitFor(() => expect(last.events).toHaveLength(1), { timeout: 30_000 });
	return [...log, ...last.events, ...(await logOf('operations')).slice(before)];
}

const scopeOf = ({ id }: TestDirectory) => ({ directory_id: id });

test('GET /openapi.json needs no key, and is the document', async () => {
	const { status, headers, body } = await send('/openapi.json');
	expect([status, headers.get('Content-Type')]).toEqual([200, 'application/json']);
	expect(body).toEqual(JSON.parse(JSON.stringify(openApiDocument())));
});

describe('each event validates against the published schema of its type', () => {
	const transcripts = import.meta.glob<Transcript>('../idp/*.json', {
		eager: true,
		import: 'default',
	});

	test.each(Object.entries(transcripts))('%s', async (_path, scenario) => {
		const directory = await createDirectory(keyOfName(scenario.idp));
		const target = { base: `${ORIGIN}${directory.path}`, token: directory.token };
		const steps = replay(scenario, {
			...target,
			send: async ({ url, method, headers, body }) => {
				const answer = await callWorker(url, { method, headers, ...(body && { body }) });
				return { status: answer.status, headers: answer.headers, text: await answer.text() };
			},
		});
		for await (const _step of steps);
		const events = await logOf(directory.id);
		expect(events.length).toBeGreaterThan(1);
		expect(problemsOf(events)).toEqual([]);
	});

	test('and every type that can occur does', async () => {
		const events = await liveThroughAll();
		expect(problemsOf(events)).toEqual([]);
		const occurred = new Set(events.map(({ type }) => type));
		const missing = documented.filter((type) => !occurred.has(type));
		expect(missing).toEqual(['webhook_endpoint.test', 'batch']);
	});

	test('webhooks too: alone, in batches, and on demand', async () => {
		const directory = await createDirectory();
		const [alone, batches] = [new Receiver(), new Receiver()];
		const scope = scopeOf(directory);
		const endpoint = await createEndpoint({ url: alone.url, ...scope });
		await createEndpoint({ url: batches.url, max_batch: 3, ...scope });
		const users = Array.from({ length: 10 }, (_, at) => makeUser(directory, `user${at}`));
		await makeGroup(directory, 'Crew', ...(await Promise.all(users)));
		const log = await directory.events();
		for (const receiver of [alone, batches]) {
			await vi.waitFor(() => expect(receiver.events).toEqual(log), { timeout: 30_000 });
		}
		for (const type of documented.filter((name) => name !== 'batch')) {
			await api('POST', `/webhook-endpoints/${endpoint.id}/test`, { type });
		}
		const tests = alone.events.slice(log.length);
		expect(tests.map(({ type }) => type)).toEqual(documented.slice(0, -1));
		const webhooks = [...alone.received, ...batches.received];
		expect(problemsOf(webhooks.map(({ body }) => JSON.parse(body) as Event))).toEqual([]);
	});
});

/** A request, and the events that it causes, as `type who (group)`. */
type Cause = readonly [
	name: string,
	request: (ids: Readonly<Record<string, string>>) => readonly [string, string, unknown?],
	events: readonly string[],
];

const deleting = (name: string) => (ids: Readonly<Record<string, string>>) => {
	const kind = name.startsWith('g') ? 'Groups' : 'Users';
	return ['DELETE', `/${kind}/${ids[name]}`] as const;
};

/**
 * Of g-crew are u-anna, u-bert and g-staff; of g-staff are u-anna and g-guests; of g-all are g-crew
 * and u-anna.
 */
const CAUSES: readonly Cause[] = [
	[
		'a user in three groups is deleted',
		deleting('u-anna'),
		[
			'group.user_removed u-anna (g-staff)',
			'group.user_removed u-anna (g-crew)',
			'group.user_removed u-anna (g-all)',
			'user.deleted u-anna',
		],
	],
	['a user in no group is deleted', deleting('u-cleo'), ['user.deleted u-cleo']],
	[
		'a group is deleted that is nested, and has users and a nested group',
		deleting('g-crew'),
		[
			'group.updated g-all: members -g-crew',
			'group.user_removed u-anna (g-crew)',
			'group.user_removed u-bert (g-crew)',
			'group.updated g-crew: members -g-staff',
			'group.deleted g-crew',
		],
	],
	[
		'a user and one of its groups are deleted in one bulk',
		({ 'u-anna': anna, 'g-crew': crew }) => [
			'POST',
			'/Bulk',
			bulk(
				{ method: 'DELETE', path: `/Users/${anna}` },
				{ method: 'DELETE', path: `/Groups/${crew}` },
			),
		],
		[
			'group.user_removed u-anna (g-staff)',
			'group.user_removed u-anna (g-crew)',
			'group.user_removed u-anna (g-all)',
			'user.deleted u-anna',
			'group.updated g-all: members -g-crew',
			'group.user_removed u-bert (g-crew)',
			'group.updated g-crew: members -g-staff',
			'group.deleted g-crew',
		],
	],
	[
		'a nested group and the group around it are deleted in one bulk',
		({ 'g-guests': guests, 'g-staff': staff }) => [
			'POST',
			'/Bulk',
			bulk(
				{ method: 'DELETE', path: `/Groups/${guests}` },
				{ method: 'DELETE', path: `/Groups/${staff}` },
			),
		],
		[
			'group.updated g-staff: members -g-guests',
			'group.deleted g-guests',
			'group.updated g-crew: members -g-staff',
			'group.user_removed u-anna (g-staff)',
			'group.deleted g-staff',
		],
	],
	[
		'a PATCH renames a group and names members who come and who go',
		({ 'g-crew': crew, 'u-cleo': cleo, 'u-bert': bert, 'g-guests': guests }) => [
			'PATCH',
			`/Groups/${crew}`,
			patch(
				{ op: 'add', path: 'members', value: [{ value: guests }, { value: cleo }] },
				{ op: 'remove', path: `members[value eq "${bert}"]` },
				{ op: 'replace', path: 'displayName', value: 'g-crew' },
				{ op: 'add', value: { externalId: 'ext' } },
			),
		],
		[
			'group.updated g-crew: externalId',
			'group.updated g-crew: members +g-guests',
			'group.user_added u-cleo (g-crew)',
			'group.user_removed u-bert (g-crew)',
		],
	],
	[
		'a PUT replaces members: first those who go',
		({ 'g-crew': crew, 'u-cleo': cleo, 'u-bert': bert }) => [
			'PUT',
			`/Groups/${crew}`,
			group('g-crew', [cleo ?? '', bert ?? '']),
		],
		[
			'group.user_removed u-anna (g-crew)',
			'group.updated g-crew: members -g-staff',
			'group.user_added u-cleo (g-crew)',
		],
	],
	[
		'a PATCH that takes back what it does',
		({ 'g-crew': crew, 'u-cleo': cleo }) => [
			'PATCH',
			`/Groups/${crew}`,
			patch(
				{ op: 'add', path: 'members', value: [{ value: cleo }] },
				{ op: 'remove', path: `members[value eq "${cleo}"]` },
			),
		],
		[],
	],
];

describe('which request causes which events, in which order', () => {
	test.each(CAUSES)('%s', async (_name, request, expected) => {
		const directory = await createDirectory();
		const ids: Record<string, string> = {};
		for (const name of ['u-anna', 'u-bert', 'u-cleo']) ids[name] = await makeUser(directory, name);
		for (const [name, ...members] of [
			['g-guests'],
			['g-staff', 'u-anna', 'g-guests'],
			['g-crew', 'u-anna', 'u-bert', 'g-staff'],
			['g-all', 'g-crew', 'u-anna'],
		] as const) {
			const memberIds = members.map((member) => ids[member] ?? '');
			ids[name] = await makeGroup(directory, name, ...memberIds);
		}
		const before = (await directory.events()).length;
		const reply = await directory.scim(...request(ids));
		expect([200, 204]).toContain(reply.status);
		const events = (await directory.events()).slice(before);
		expect(events.map(brief)).toEqual(expected);
		expect(problemsOf(events)).toEqual([]);
	});
});

interface Told {
	readonly user_name?: string;
	readonly name?: string;
	readonly group?: { readonly name: string };
	readonly changes?: readonly { path: string; from: unknown; to: unknown }[];
}

/** An event in a line. */
function brief({ type, data }: Event): string {
	const { user_name: userName, name, group: around, changes = [] } = data as Told;
	const told = changes.map(({ path, from, to }) => {
		const { display } = (to ?? from ?? {}) as { display?: string };
		return path === 'members' ? ` ${path} ${to === null ? '-' : '+'}${display}` : ` ${path}`;
	});
	const who = `${type} ${userName ?? name}`;
	if (around !== undefined) return `${who} (${around.name})`;
	return told.length === 0 ? who : `${who}:${told.join()}`;
}

/** What went to D1 through {@link watched}. */
const watch = { trips: 0, charactersMax: 0, parametersMax: 0 };

/** D1 that counts round trips and notes how large values and how many of them were bound. */
function watched(): D1Database {
	return new Proxy(testEnv.DB, {
		get(target, property) {
			if (property === 'batch') {
				return (statements: D1PreparedStatement[]) => {
					watch.trips += 1;
					return target.batch(statements);
				};
			}
			return (text: string) => {
				const statement = target.prepare(text);
				const bind = statement.bind.bind(statement);
				return Object.assign(statement, {
					bind: (...values: unknown[]) => {
						const lengths = values.map((each) => (typeof each === 'string' ? each.length : 0));
						watch.charactersMax = Math.max(watch.charactersMax, ...lengths);
						watch.parametersMax = Math.max(watch.parametersMax, values.length);
						return bind(...values);
					},
				});
			};
		},
	});
}

/** Has a command written, and delivers what it causes: whatever the number of events, in one commit. */
async function cause(wakeUp: WakeUp, command: Command): Promise<readonly Event[]> {
	const sent: WakeUp[] = [];
	watch.trips = 0;
	const bindings = { WEBHOOK_QUEUE: notingQueue(sent), DB: watched() };
	const result = await withWriter(wakeUp.directoryId, bindings, (writer) =>
		writer.write({ command, tokenHash: null, size: 0 }),
	);
	expect(result.ok).toBe(true);
	// One trip to read, one to commit, and one message.
	expect([watch.trips, sent]).toEqual([2, [wakeUp]]);
	// It would send the message a second time, were this to take half a minute.
	const stub = testEnv.DIRECTORY_WRITER.getByName(wakeUp.directoryId);
	await runInDurableObject(stub, (_writer, { storage }) => storage.deleteAlarm());

	const scene = new Scene();
	scene.clock = Date.now();
	traffic.trips = 0;
	await deliver(wakeUp, scene.deps());
	const { trips } = traffic;
	const events = scene.received.flatMap(({ body }) => eventsIn(body));
	// A claim, and a settlement for each POST of a hundred.
	const posts = Math.ceil(events.length / 100);
	expect([scene.received.length, trips, scene.sent]).toEqual([posts, posts + 1, []]);
	return events;
}

/** What happened to whom, in a line for each event. */
function lines(events: readonly Event[]): readonly string[] {
	return events.map(({ type, data }) => `${type} ${(data as { id: string }).id}`);
}

const COUNT = 5_000;

/** So many filled users, from the last to the first: no order that a database would choose. */
function filledIds(from: number): readonly string[] {
	return Array.from({ length: COUNT }, (_, at) => filledId(from + at)).toReversed();
}

describe('5,000 members cause 5,000 events', () => {
	test('in order, in one commit and one message, a hundred to a POST', async () => {
		const directory = await createDirectory();
		await fillUsers(directory, 2 * COUNT);
		const id = await makeGroup(directory, 'Crew');
		const { id: endpointId } = await createEndpoint({
			url: 'https://members.example.com/',
			directory_id: directory.id,
			max_batch: 100,
		});
		const wakeUp = { directoryId: directory.id, endpointId, lane: '' };
		const [first, second] = [filledIds(1), filledIds(COUNT + 1)];
		const patchMembers = (op: string, members: readonly string[]): Command => ({
			kind: 'patch',
			type: 'Group',
			id,
			body: patch({ op, path: 'members', value: members.map((value) => ({ value })) }),
			wantsResource: false,
			wantsMembers: false,
		});

		const added = await cause(wakeUp, patchMembers('add', first));
		expect(lines(added)).toEqual(first.map((member) => `group.user_added ${member}`));

		const replaced = await cause(wakeUp, patchMembers('replace', second));
		const gone = lines(replaced).slice(0, COUNT);
		expect(new Set(gone)).toEqual(new Set(first.map((member) => `group.user_removed ${member}`)));
		const come = lines(replaced).slice(COUNT);
		expect(come).toEqual(second.map((member) => `group.user_added ${member}`));

		const deleted = await cause(wakeUp, { kind: 'delete', type: 'Group', id });
		const left = lines(deleted).slice(0, COUNT);
		expect(new Set(left)).toEqual(new Set(second.map((member) => `group.user_removed ${member}`)));
		expect(lines(deleted).slice(COUNT)).toEqual([`group.deleted ${id}`]);

		const events = [...added, ...replaced, ...deleted];
		expect(problemsOf(events)).toEqual([]);
		const [start = 0] = events.map(({ sequence }) => sequence);
		expect(events.map(({ sequence }) => sequence)).toEqual(events.map((_, at) => start + at));
		// D1 takes 2 MB for a value, which is text of four bytes a character at most, and 100 values.
		expect(watch.charactersMax).toBeLessThanOrEqual(500_000);
		expect(watch.parametersMax).toBeLessThanOrEqual(100);
	});
});

/** What must be nowhere but in the requests. */
const SECRET = 'top-secret-5f0c';

describe('passwords, and what a schema of the directory declares as writeOnly, are in nothing', () => {
	const PIN = { name: 'pin', mutability: 'writeOnly', returned: 'never' };
	const ATTRIBUTES = [
		{ name: 'level' },
		PIN,
		{ name: 'lock', type: 'complex', subAttributes: [PIN, { name: 'name' }] },
		{ name: 'keys', type: 'complex', multiValued: true, subAttributes: [PIN, { name: 'value' }] },
	];
	const badge = {
		level: 'x',
		pin: SECRET,
		lock: { pin: SECRET, name: 'front' },
		keys: [{ pin: SECRET, value: 'k' }],
	};

	/** Ways to give secrets to a user, each with something that is none, so that it causes an event. */
	const body = fc.constantFrom<Record<string, unknown>>(
		{ password: SECRET },
		{ PassWord: SECRET, [BADGE]: badge },
		{ [`${USER_URN}:password`]: SECRET, [`${BADGE}:pin`]: SECRET },
		{ [USER_URN]: { password: SECRET }, [BADGE.toUpperCase()]: badge },
		{ password: { value: SECRET } },
	);
	const operation = fc.constantFrom<Record<string, unknown>>(
		{ op: 'add', path: 'password', value: SECRET },
		{ op: 'Replace', path: 'PASSWORD', value: SECRET },
		{ op: 'replace', path: `${USER_URN}:password`, value: SECRET },
		{ op: 'replace', path: `${BADGE}:pin`, value: SECRET },
		{ op: 'add', path: `${BADGE}:lock.pin`, value: SECRET },
		{ op: 'add', path: `${BADGE}:lock`, value: badge.lock },
		{ op: 'add', path: `${BADGE}:keys`, value: badge.keys },
		{ op: 'replace', path: `${BADGE}:keys[value eq "k"].pin`, value: SECRET },
		{ op: 'replace', path: BADGE, value: badge },
		{ op: 'add', value: { password: SECRET, [BADGE]: badge } },
		{ op: 'add', value: { [`${BADGE}:pin`]: SECRET, [`${USER_URN}:password`]: SECRET } },
		{ op: 'replace', value: { [BADGE]: { lock: { pin: SECRET } } } },
	);
	const title = fc.constantFrom('a', 'b', 'c');
	const step = fc.oneof(
		fc.record({ method: fc.constant('POST'), body, title }),
		fc.record({ method: fc.constant('PUT'), body, title }),
		fc.record({
			method: fc.constant('PATCH'),
			body: fc.array(operation, { minLength: 1, maxLength: 4 }),
			title,
		}),
	);

	test('events, webhooks, attempts, answers of /v1, and all of the database', async () => {
		const receiver = new Receiver();
		const { url } = receiver;
		const tenant = `tenant-${crypto.randomUUID()}`;
		const { id: endpointId } = await createEndpoint({ url, tenant, max_batch: 10 });
		const logs: string[] = [];
		await fc.assert(
			fc.asyncProperty(fc.array(step, { maxLength: 8 }), fc.boolean(), async (steps, isBulk) => {
				const directory = await createDirectory('azure-scim-v2', { tenant });
				await declare(directory, ATTRIBUTES);
				const id = await makeUser(directory, 'first');
				const requests = steps.map(({ method, body: given, title: value }, at) => {
					const path = method === 'POST' ? '/Users' : `/Users/${id}`;
					const data = Array.isArray(given)
						? patch(...given, {
								op: 'add',
								path: 'title',
								value,
							})
						: user(method === 'POST' ? `user${at}` : 'first', { ...given, title: value });
					return { method, path, data, ...(method === 'POST' ? { bulkId: `b${at}` } : {}) };
				});
				if (isBulk) await directory.scim('POST', '/Bulk', bulk(...requests));
				else
					for (const { method, path, data } of requests) await directory.scim(method, path, data);
				// Whoever stays is looked for in the database.
				if (isBulk) await directory.scim('DELETE', `/Users/${id}`);
				logs.push(JSON.stringify(await logOf(directory.id)));
			}),
			{ numRuns: 25 },
		);
		expect(logs.filter((log) => log.includes(SECRET))).toEqual([]);
		expect(logs.filter((log) => log.includes('"user.updated"')).length).toBeGreaterThan(5);

		const count = logs.flatMap((log) => JSON.parse(log) as Event[]).length;
		await vi.waitFor(() => expect(receiver.events).toHaveLength(count), { timeout: 30_000 });
		expect(receiver.received.filter((webhook) => webhook.body.includes(SECRET))).toEqual([]);
		const attempts = await api('GET', `/webhook-endpoints/${endpointId}/attempts?limit=1000`);
		expect(attempts.body['data']).not.toEqual([]);
		expect(JSON.stringify(attempts.body)).not.toContain(SECRET);
		expect(await tablesWith(SECRET)).toEqual([]);
	});

	test('nor what a user had of them before they were declared; older events keep what they said', async () => {
		const directory = await createDirectory();
		const created = await directory.scim('POST', '/Users', user('anna', { [BADGE]: badge }));
		const path = `/Users/${idOf(created)}`;
		await declare(directory, ATTRIBUTES);
		const before = (await logOf(directory.id)).length;
		const retitle = patch({ op: 'add', path: 'title', value: 'x' });
		await directory.scim('PATCH', path, retitle);
		await directory.scim('PUT', path, user('anna', { [BADGE]: { level: 'y' } }));
		await directory.scim('DELETE', path);
		const events = (await logOf(directory.id)).slice(before);
		expect(events.map(brief)).toEqual([
			'user.updated anna: title',
			`user.updated anna: title, ${BADGE}:keys, ${BADGE}:level, ${BADGE}:lock.name`,
			'user.deleted anna',
		]);
		expect(events[0]?.data).toMatchObject({
			raw: { [BADGE]: { level: 'x', lock: { name: 'front' }, keys: [{ value: 'k' }] } },
		});
		expect(JSON.stringify(events)).not.toContain(SECRET);
		expect(problemsOf(events)).toEqual([]);
	});
});

/** The tables that hold a text anywhere. */
async function tablesWith(text: string): Promise<readonly string[]> {
	const { results: tables } = await testEnv.DB.prepare(
		`SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE '\\_cf\\_%' ESCAPE '\\'`,
	).all<{ name: string }>();
	expect(tables.map(({ name }) => name)).toContain('events');
	const found: string[] = [];
	for (const { name } of tables) {
		const { results } = await testEnv.DB.prepare(`SELECT * FROM "${name}"`).all();
		if (JSON.stringify(results).includes(text)) found.push(name);
	}
	return found;
}
