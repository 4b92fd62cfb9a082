/**
 * The question "Why has Jane still access?": people are found wherever they are or were, and the timeline of one
 * shows requests, events and deliveries as they happened, with an answer. Writer, D1 and Queue are the real ones.
 */
import { beforeAll, describe, expect, test, vi } from 'vitest';
import type { PeoplePage, Person } from '../../src/contract/people.ts';
import type { TimelineEntry, TimelinePage } from '../../src/contract/timeline.ts';
import {
	api,
	bulk,
	createDirectory,
	createEndpoint,
	group,
	patch,
	testEnv,
	user,
	type TestDirectory,
} from '../support/client.ts';
import { costOf } from '../support/d1-meter.ts';
import { answer, deliver, query, Scene } from '../support/delivery.ts';
import { filledDirectory, filledId } from '../support/fill.ts';
import { makeKey } from '../support/keys.ts';
import { keepFrom } from '../support/logs.ts';
import { Receiver } from '../support/receiver.ts';

type Parameters_ = Readonly<Record<string, string>>;

const timelinePath = (directory: TestDirectory, userId: string, parameters: Parameters_ = {}) =>
	`/directories/${directory.id}/users/${userId}/timeline?${new URLSearchParams(parameters).toString()}`;

async function timelineOf(
	directory: TestDirectory,
	userId: string,
	parameters: Parameters_ = {},
): Promise<TimelinePage> {
	const reply = await api<TimelinePage>('GET', timelinePath(directory, userId, parameters));
	expect(reply.status).toBe(200);
	return reply.body;
}

const deactivation = patch({ op: 'replace', path: 'active', value: false });

async function add(directory: TestDirectory, path: '/Users' | '/Groups', body: object) {
	const reply = await directory.scim<{ id: string }>('POST', path, body);
	expect(reply.status).toBe(201);
	return reply.body.id;
}

const jane = (more: Readonly<Record<string, unknown>> = {}) =>
	user('jane@acme.example', { displayName: 'Jane Doe', externalId: 'X-17', ...more });

/** What an entry is about, in a word. */
const brief = (entry: TimelineEntry) =>
	entry.kind === 'request' ? `${entry.method} ${entry.status}` : entry.type;

/** The timeline once the audit log has so many of its requests: they are noted a moment later. */
async function withRequests(directory: TestDirectory, userId: string, count: number) {
	return vi.waitFor(
		async () => {
			const page = await timelineOf(directory, userId);
			expect(page.data.filter(({ kind }) => kind === 'request')).toHaveLength(count);
			return page;
		},
		{ timeout: 30_000 },
	);
}

/** Codes of the conclusion, and the deliveries of the latest event. */
async function latest(directory: TestDirectory, id: string) {
	const { data, conclusion } = await timelineOf(directory, id);
	const event = data.find(({ kind }) => kind === 'event');
	if (event?.kind !== 'event') throw new Error('There is no event.');
	const deliveries = event.deliveries.map((each) => [each.endpoint, each] as const);
	return {
		codes: conclusion?.map(({ code }) => code) ?? [],
		deliveries: Object.fromEntries(deliveries),
		conclusion,
	};
}

/** A directory with a user, and an endpoint for each kind of receiver. */
async function stage(
	endpoints: Readonly<Record<string, Record<string, unknown>>>,
	product = 'product',
) {
	const directory = await createDirectory('generic-scim-v2', { product });
	const id = await add(directory, '/Users', jane());
	const ids = new Map<string, string>();
	for (const [description, body] of Object.entries(endpoints)) {
		const url = new Receiver(() => (description === 'failing' ? 500 : 200)).url;
		const made = await createEndpoint({
			directory_id: directory.id,
			description,
			...(body['delivery'] === 'poll' ? {} : { url }),
			...body,
		});
		ids.set(description, made.id);
	}
	return { directory, id, endpoint: (name: string) => ids.get(name) ?? '' };
}

const deactivate = ({ directory, id }: { directory: TestDirectory; id: string }) =>
	directory.scim('PATCH', `/Users/${id}`, deactivation);

const find = async (parameters: Parameters_): Promise<PeoplePage> => {
	const path = `/people?${new URLSearchParams(parameters).toString()}`;
	const reply = await api<PeoplePage>('GET', path);
	expect(reply.status).toBe(200);
	return reply.body;
};
const told = (people: readonly Person[]) =>
	people.map(({ directory, user: who, state }) => [directory.id, who.user_name, state]);

/** The data of an event that tells of somebody gone. */
const goneData = (name: string) =>
	JSON.stringify({
		id: name,
		user_name: name,
		email: null,
		display_name: null,
		external_id: null,
		active: true,
	});

describe('what happened', () => {
	test('each event is linked to the request that caused it, also where that was about a group', async () => {
		const directory = await createDirectory();
		const id = await add(directory, '/Users', jane());
		const crew = await add(directory, '/Groups', group('Crew', [id]));
		await directory.scim('GET', `/Users/${id}`);
		await directory.scim('PATCH', `/Users/${id}`, deactivation);
		const path = `/Users/${id}`;
		await directory.scim(
			'POST',
			'/Bulk',
			bulk({ method: 'PATCH', path, data: patch({ op: 'add', value: { title: 'x' } }) }),
		);
		await directory.scim('PATCH', `/Users/${id}`, { schemas: ['none'] });
		await directory.scim('PATCH', `/Groups/${crew}`, patch({ op: 'remove', path: 'members' }));
		await directory.scim('DELETE', `/Users/${id}`);
		const { data, name } = await withRequests(directory, id, 8);
		expect(name).toBe('Jane Doe');
		expect(data.map(brief)).toEqual([
			'user.deleted',
			'DELETE 204',
			'group.user_removed',
			'PATCH 204',
			'PATCH 400',
			'user.updated',
			'POST 200',
			'user.updated',
			'PATCH 200',
			'GET 200',
			'group.user_added',
			'POST 201',
			'user.created',
			'POST 201',
		]);
		const causes = data.flatMap((entry) => {
			if (entry.kind === 'request') return [];
			expect(entry.source).toBe('scim');
			const cause = data.find(
				(each) => each.kind === 'request' && each.request_id === entry.request_id,
			);
			return cause?.kind === 'request' ? [cause.action] : ['none'];
		});
		expect(causes).toEqual([
			'scim.users.delete',
			'scim.groups.patch',
			'scim.bulk',
			'scim.users.patch',
			'scim.groups.create',
			'scim.users.create',
		]);
	});

	test('pages follow one another without a gap, whatever their size', async () => {
		const directory = await createDirectory();
		const id = await add(directory, '/Users', jane());
		const crew = await add(directory, '/Groups', group('Crew'));
		for (const op of ['add', 'remove', 'add']) {
			const members = op === 'add' ? { value: [{ value: id }] } : {};
			await directory.scim('PATCH', `/Groups/${crew}`, patch({ op, path: 'members', ...members }));
			await directory.scim('GET', `/Users/${id}`);
		}
		const whole = await withRequests(directory, id, 7);
		expect(whole.next_cursor).toBeNull();
		for (const limit of ['1', '2', '3']) {
			const entries: TimelineEntry[] = [];
			let cursor: string | null = '';
			while (cursor !== null) {
				const parameters: Parameters_ = { limit, ...(cursor === '' ? {} : { cursor }) };
				const page: TimelinePage = await timelineOf(directory, id, parameters);
				expect(page.conclusion === null).toBe(cursor !== '');
				entries.push(...page.data);
				cursor = page.next_cursor;
			}
			expect(entries).toEqual(whole.data);
		}
	});

	test('a new attribute mapping is told as what it is', async () => {
		const directory = await createDirectory();
		const id = await add(directory, '/Users', jane({ nickName: 'jd@other.example' }));
		const mapping = { fields: { email: ['nickName'] }, custom_attributes: {} };
		expect(
			(await api('PUT', `/directories/${directory.id}/attribute-mapping`, mapping)).status,
		).toBeLessThan(300);
		await vi.waitFor(
			async () => {
				const { data } = await timelineOf(directory, id);
				expect(data[0]).toMatchObject({
					type: 'user.updated',
					source: 'attribute_mapping',
					request_id: null,
				});
			},
			{ timeout: 30_000 },
		);
	});

	test('nobody is made up: 404 for a user that never was, and for a directory that is not there', async () => {
		const directory = await createDirectory();
		expect((await api('GET', timelinePath(directory, 'nobody'))).status).toBe(404);
		expect((await api('GET', timelinePath({ ...directory, id: 'dir_no' }, 'x'))).status).toBe(404);
	});

	test('two round trips, however many users there are', async () => {
		const costs = [];
		for (const size of [100, 3_000]) {
			const { directory } = await filledDirectory(size);
			await createEndpoint({ tenant: directory.tenant, url: new Receiver().url });
			await directory.scim('PATCH', `/Users/${filledId(50)}`, deactivation);
			await vi.waitFor(
				async () => {
					const { data } = await timelineOf(directory, filledId(50));
					expect(data[0]).toMatchObject({ deliveries: [{ status: 'delivered' }] });
				},
				{ timeout: 30_000 },
			);
			await withRequests(directory, filledId(50), 1);
			const parameters = { at: new Date().toISOString() };
			costs.push(await costOf(() => timelineOf(directory, filledId(50), parameters)));
		}
		expect(costs[0]).toMatchObject({ trips: 2, rowsWritten: 0 });
		// Ranges end at the next row, which the last directory has not; a longer log is searched longer.
		const [small, large] = costs.map(({ rowsRead }) => rowsRead);
		expect(Math.abs((small ?? 0) - (large ?? 0))).toBeLessThan(10);
		expect(costs[1]?.trips).toBe(2);
	});
});

describe('what became of an event at each endpoint', () => {
	test('delivered, waiting, not subscribed, disabled, older than the endpoint', async () => {
		const at = await stage({
			good: {},
			batches: { max_batch: 10 },
			failing: {},
			others: { types: ['group.*'] },
			off: {},
			polled: { format: 'set', delivery: 'poll' },
		});
		await api('PATCH', `/webhook-endpoints/${at.endpoint('off')}`, { state: 'disabled' });
		await deactivate(at);
		await createEndpoint({
			tenant: at.directory.tenant,
			url: new Receiver().url,
			description: 'late',
		});
		const { codes, conclusion } = await vi.waitFor(
			async () => {
				const found = await latest(at.directory, at.id);
				expect(found.deliveries).toMatchObject({
					good: { status: 'delivered', http_status: 200, attempts: 0, error: null },
					batches: { status: 'delivered', http_status: 200 },
					failing: { status: 'waiting', http_status: 500, attempts: 1 },
					others: { status: 'not_subscribed', at: null },
					off: { status: 'endpoint_disabled' },
					polled: { status: 'unfetched', attempts: 0, next_try_at: null },
					late: { status: 'before_endpoint' },
				});
				expect(found.deliveries['failing']?.next_try_at).not.toBeNull();
				expect(found.deliveries['good']?.at).not.toBeNull();
				return found;
			},
			{ timeout: 30_000 },
		);
		expect(codes).toEqual([
			'inactive',
			'delivery_failing',
			'endpoint_disabled',
			'delivery_unfetched',
		]);
		expect(conclusion?.[0]?.text).toMatch(/^The identity provider deactivated Jane Doe at 20/);
		expect(conclusion?.[1]).toMatchObject({
			severity: 'error',
			endpoint_id: at.endpoint('failing'),
		});
		expect(conclusion?.[1]?.text).toMatch(
			/^The endpoint “failing” has not accepted the user\.updated event .* 500/,
		);
	});

	test('a dead letter, and delivered after all once it was redelivered', async () => {
		const at = await stage({ failing: {} });
		await deactivate(at);
		const wakeUp = { directoryId: at.directory.id, endpointId: at.endpoint('failing'), lane: '' };
		await vi.waitFor(
			async () => {
				expect((await latest(at.directory, at.id)).deliveries['failing']).toMatchObject({
					attempts: 1,
				});
			},
			{ timeout: 30_000 },
		);
		const scene = new Scene();
		scene.clock = Date.now() + 600_000;
		scene.respond = () => answer(503);
		await deliver(wakeUp, scene.deps({ retryScheduleSeconds: [0] }));
		const dead = await latest(at.directory, at.id);
		expect(dead.deliveries['failing']).toMatchObject({
			status: 'dead_letter',
			http_status: 503,
			attempts: 2,
		});
		expect(dead.codes).toEqual(['inactive', 'delivery_dead']);
		scene.respond = () => answer(200);
		const redeliver = `/webhook-endpoints/${wakeUp.endpointId}/dead-letters/redeliver`;
		const { body } = await api<{ id: string }>('POST', redeliver);
		scene.clock += 600_000;
		await vi.waitFor(
			async () => {
				await deliver({ ...wakeUp, lane: body.id }, scene.deps());
				const { deliveries, codes } = await latest(at.directory, at.id);
				expect(deliveries['failing']).toMatchObject({ status: 'delivered', http_status: 200 });
				expect(codes).toEqual(['inactive', 'delivered']);
			},
			{ timeout: 30_000 },
		);
	});

	test('held by the brake, and discarded', async () => {
		const at = await stage({ good: {} });
		const brake = `/directories/${at.directory.id}/deprovisioning-brake`;
		expect((await api('PUT', brake, { users: 1 })).status).toBe(200);
		const other = await add(at.directory, '/Users', user('other'));
		await at.directory.scim('PATCH', `/Users/${other}`, deactivation);
		await deactivate(at);
		const held = await latest(at.directory, at.id);
		expect(held.deliveries).toMatchObject({ good: { status: 'held' } });
		expect(held.codes).toEqual(['inactive', 'delivery_held']);
		expect((await api('POST', `${brake}/discard`)).status).toBe(200);
		const discarded = await latest(at.directory, at.id);
		expect(discarded.deliveries['good']).toMatchObject({ status: 'discarded', error: null });
		expect(discarded.deliveries['good']?.at).not.toBeNull();
		expect(discarded.codes).toEqual(['inactive', 'delivery_discarded']);
	});

	test('without attempts that are kept: delivered if nothing else is possible, else settled', async () => {
		const at = await stage({ good: {}, polled: { format: 'set', delivery: 'poll' } });
		await deactivate(at);
		await vi.waitFor(
			async () => {
				expect((await latest(at.directory, at.id)).codes).toContain('delivery_unfetched');
				expect((await latest(at.directory, at.id)).deliveries['good']?.at).not.toBeNull();
			},
			{ timeout: 30_000 },
		);
		await query('DELETE FROM delivery_attempts WHERE endpoint_id = ?', at.endpoint('good'));
		const forgotten = (await latest(at.directory, at.id)).deliveries['good'];
		expect(forgotten).toMatchObject({ status: 'delivered', at: null, http_status: null });
		await api('PATCH', `/webhook-endpoints/${at.endpoint('good')}`, { types: ['user.*'] });
		const changed = await latest(at.directory, at.id);
		expect(changed.deliveries['good']).toMatchObject({ status: 'settled' });
		expect(changed.codes).toContain('delivery_unknown');
	});

	test('a key that is bound to a tenant does not hear of endpoints of others', async () => {
		const product = crypto.randomUUID();
		const at = await stage({ good: {} }, product);
		await createEndpoint({
			product,
			url: new Receiver().url,
			description: 'of all tenants',
		});
		const key = await makeKey({ tenant: at.directory.tenant });
		const { body } = await key.call<TimelinePage>('GET', timelinePath(at.directory, at.id));
		expect(JSON.stringify(body)).not.toContain('of all tenants');
		expect(JSON.stringify(await timelineOf(at.directory, at.id))).toContain('of all tenants');
	});
});

describe('why', () => {
	test('nothing was asked for: the identity provider still has her active', async () => {
		const directory = await createDirectory();
		const id = await add(directory, '/Users', jane());
		const { conclusion } = await withRequests(directory, id, 1);
		expect(conclusion?.map(({ code }) => code)).toEqual([
			'active',
			'no_deprovisioning',
			'nobody_told',
		]);
		expect(conclusion?.[1]?.text).toMatch(/POST at 20.* \(201\)/);
	});

	test('what was asked for was refused, by a directory that is deactivated', async () => {
		const directory = await createDirectory();
		const id = await add(directory, '/Users', jane());
		await api('PATCH', `/directories/${directory.id}`, { state: 'inactive' });
		expect((await directory.scim('DELETE', `/Users/${id}`)).status).toBe(403);
		const { conclusion } = await withRequests(directory, id, 2);
		const codes = conclusion?.map(({ code }) => code);
		expect(codes).toEqual(['active', 'directory_inactive', 'request_refused', 'nobody_told']);
	});
});

describe('other accounts of the same person', () => {
	test('in the tenant, by user name, address or external id, those who are active first', async () => {
		const one = await createDirectory();
		const two = await createDirectory('okta-scim-v2', { tenant: one.tenant, product: 'other' });
		const id = await add(one, '/Users', jane());
		await one.scim('DELETE', `/Users/${id}`);
		const again = await add(one, '/Users', jane({ active: false }));
		const emails = [{ value: 'JANE@acme.example' }];
		const there = await add(two, '/Users', user('jd', { displayName: 'J', emails }));
		await add(two, '/Users', user('jane@acme.example.net'));
		await add(await createDirectory(), '/Users', jane());
		const { conclusion, other_accounts } = await timelineOf(one, id);
		expect(told(other_accounts ?? [])).toEqual([
			[two.id, 'jd', 'active'],
			[one.id, 'jane@acme.example', 'inactive'],
		]);
		expect(conclusion?.[0]).toMatchObject({
			code: 'active_elsewhere',
			account: { directory_id: two.id, user_id: there },
		});
		const { other_accounts: former } = await timelineOf(one, again);
		expect(former?.map((each) => [each.user.id, each.state])).toEqual([
			[there, 'active'],
			[id, 'deleted'],
		]);
		const key = await makeKey({ product: 'product' });
		const { body } = await key.call<TimelinePage>('GET', timelinePath(one, id));
		expect(told(body.other_accounts ?? [])).toEqual([[one.id, 'jane@acme.example', 'inactive']]);
		expect(body.conclusion?.at(-1)?.text).toMatch(/^No endpoint that this key can access received/);
	});
});

describe('as of a time', () => {
	let directory: TestDirectory;
	let id = '';
	const times: Record<string, string> = {};

	/** Notes a time between what was before and what comes. */
	async function mark(name: string): Promise<void> {
		const next = async () => {
			const [{ at } = { at: 0 }] = await query<{ at: number }>(
				'SELECT max(occurred_at) AS at FROM events',
			);
			expect(Date.now()).toBeGreaterThan(at + 1);
			times[name] = new Date(Date.now() - 1).toISOString();
		};
		await vi.waitFor(next, { interval: 1, timeout: 30_000 });
	}

	beforeAll(async () => {
		directory = await createDirectory();
		await mark('before');
		id = await add(directory, '/Users', jane());
		const crew = await add(directory, '/Groups', group('Crew', [id]));
		await add(directory, '/Groups', group('Staff', [id]));
		await mark('member');
		await directory.scim('PATCH', `/Groups/${crew}`, patch({ op: 'remove', path: 'members' }));
		await directory.scim('PATCH', `/Users/${id}`, deactivation);
		await mark('inactive');
		await directory.scim('DELETE', `/Users/${id}`);
		await mark('gone');
	});

	const asOf = async (name: string) =>
		(await timelineOf(directory, id, { at: times[name] ?? '' })).as_of;

	test.each([
		['before', null, []],
		['member', true, ['Crew', 'Staff']],
		['inactive', false, ['Staff']],
		['gone', null, []],
	])('%s', async (name, active, groups) => {
		const state = await asOf(name);
		expect(state?.user?.active ?? null).toBe(active);
		expect(state?.groups.map((each) => each.name)).toEqual(groups);
		expect(state?.is_complete).toBe(true);
	});

	test('where the log is cut it says so, and tells what can still be known', async () => {
		const events = await directory.events();
		const update = events.find(({ type }) => type === 'user.updated')?.sequence ?? 0;
		await keepFrom(directory, update);
		expect(await asOf('member')).toMatchObject({ user: null, is_complete: false });
		expect(await asOf('inactive')).toMatchObject({ user: { active: false }, is_complete: true });
	});
});

describe('finding people', () => {
	let one: TestDirectory;
	let two: TestDirectory;
	let id = '';

	beforeAll(async () => {
		one = await createDirectory('okta-scim-v2');
		two = await createDirectory('google', { tenant: one.tenant, product: 'other' });
		const emails = [{ value: 'Jane.Mail@acme.example' }];
		id = await add(one, '/Users', jane({ emails }));
		await add(
			two,
			'/Users',
			user('JANE@acme.example', { displayName: 'Ægir Jane', active: false }),
		);
		const gone = await add(
			two,
			'/Users',
			user('janet', { displayName: 'Ærøskøbing', externalId: 'gone-1' }),
		);
		await two.scim('DELETE', `/Users/${gone}`);
		await add(one, '/Users', user('bob', { displayName: '100%_\'"' }));
	});

	test.each([
		['a user name', 'jane@ACME.example', 2],
		['the beginning of names, also of who is gone', 'jan', 3],
		['an address', 'jane.mail@acme.example', 1],
		['the beginning of an address', 'JANE.M', 1],
		['the beginning of a display name', 'jane d', 1],
		['an external id', 'X-17', 1],
		['an external id in other letters', 'x-17', 0],
		['the external id of who is gone', 'gone-1', 1],
		['letters beyond ASCII', 'ÆRØSK', 1],
		['two of them', 'æ', 2],
		['signs that SQL knows', `100%_'"`, 1],
		['nobody', '%', 0],
	])('by %s', async (_name, text, count) => {
		const { data, next_cursor, left_out } = await find({ query: text, tenant: one.tenant });
		expect(data).toHaveLength(count);
		expect([next_cursor, left_out]).toEqual([null, undefined]);
	});

	test('by the first name, the last name, or both, whatever the display name is', async () => {
		const directory = await createDirectory();
		const { tenant } = directory;
		const name = { givenName: 'Zoë', familyName: 'Ångström' };
		const body = { ...user('u1'), displayName: undefined, name };
		const nameless = await add(directory, '/Users', body);
		const others = ['Else', 'Zoë Ångström', 'Ångström, Zoë'].map(async (displayName, at) =>
			add(directory, '/Users', user(`u${at + 2}`, { displayName, name })),
		);
		const ids = [nameless, ...(await Promise.all(others))].toSorted();
		const texts = ['zo', 'ZOË', 'zoë ång', 'ång', 'ÅNGSTRÖM', 'Ångström, Zoë', 'ÅNGSTRÖM,zoë'];
		for (const text of texts) {
			const { data } = await find({ query: text, tenant });
			expect(data.map((each) => each.user.id).toSorted()).toEqual(ids);
			const path = `/directories/${directory.id}/users?search=${encodeURIComponent(text)}`;
			const { body: users } = await api<{ data: { id: string }[] }>('GET', path);
			expect(users.data.map((each) => each.id).toSorted()).toEqual(ids);
		}
		expect((await timelineOf(directory, nameless)).name).toBe('Zoë Ångström');
		for (const each of ids) await directory.scim('DELETE', `/Users/${each}`);
		for (const text of texts) {
			const { data } = await find({ query: text, tenant });
			expect(data.map(({ state }) => state)).toEqual(ids.map(() => 'deleted'));
		}
	});

	test('by the name of today: one that was given up finds nobody', async () => {
		const directory = await createDirectory();
		const { tenant } = directory;
		const name = { givenName: 'Zoë', familyName: 'Doe' };
		const user1 = await add(directory, '/Users', user('u1', { displayName: 'Zoë Doe', name }));
		const found = async (text: string) => (await find({ query: text, tenant })).data.length;
		const change = (value: object) =>
			directory.scim('PATCH', `/Users/${user1}`, patch({ op: 'replace', value }));
		expect([await found('doe'), await found('roe')]).toEqual([1, 0]);
		await change({ name: { familyName: 'Roe' } });
		expect([await found('doe'), await found('roe')]).toEqual([0, 1]);
		// Who is called otherwise is found by all names, again.
		await change({ displayName: 'Nobody' });
		expect([await found('zoë'), await found('roe'), await found('nob')]).toEqual([1, 1, 1]);
	});

	test('in every directory of a tenant, or of one product', async () => {
		const both = await find({ query: ' jan ', tenant: one.tenant });
		expect(told(both.data)).toEqual([
			[one.id, 'jane@acme.example', 'active'],
			[two.id, 'JANE@acme.example', 'inactive'],
			[two.id, 'janet', 'deleted'],
		]);
		expect(both.data[2]?.deleted_at).not.toBeNull();
		const other = await find({ query: 'jan', tenant: one.tenant, product: 'other' });
		expect(other.data).toHaveLength(2);
		expect(told((await find({ query: id })).data)).toEqual([
			[one.id, 'jane@acme.example', 'active'],
		]);
	});

	test('pages go from directory to directory', async () => {
		const first = await find({ query: 'jan', tenant: one.tenant, limit: '1' });
		expect(told(first.data)).toEqual([[one.id, 'jane@acme.example', 'active']]);
		const cursor = first.next_cursor ?? '';
		const second = await find({ query: 'jan', tenant: one.tenant, limit: '1', cursor });
		expect(told(second.data)).toEqual([[two.id, 'JANE@acme.example', 'inactive']]);
		expect(second.left_out).toEqual([{ directory_id: two.id, what: 'users' }]);
		expect(second.next_cursor).toBeNull();
	});

	test('by what an attribute mapping makes of them', async () => {
		const fields = { email: ['nickName'] };
		const directory = await createDirectory();
		await api('PUT', `/directories/${directory.id}/attribute-mapping`, {
			fields,
			custom_attributes: {},
		});
		await add(directory, '/Users', jane({ nickName: 'jd@nick.example' }));
		const { data } = await find({ query: 'jane', tenant: directory.tenant });
		expect(data[0]?.user.email).toBe('jd@nick.example');
	});

	test('a key sees its own alone', async () => {
		const key = await makeKey({ product: 'other' });
		const path = `/people?query=jan&tenant=${one.tenant}`;
		const { body } = await key.call<PeoplePage>('GET', path);
		expect(told(body.data).map(([directory]) => directory)).toEqual([two.id, two.id]);
	});

	test('one round trip, by index: as many rows of 3,000 users as of 100', async () => {
		const costs = [];
		for (const size of [100, 3_000]) {
			const { directory } = await filledDirectory(size);
			costs.push(
				await costOf(() => find({ query: 'USER50@example.com', tenant: directory.tenant })),
			);
			costs.push(await costOf(() => find({ query: 'user', tenant: directory.tenant })));
		}
		const [exact, many, ...large] = costs;
		expect(large).toEqual([exact, many]);
		expect(exact).toMatchObject({ trips: 1, rowsWritten: 0 });
		expect(exact?.rowsRead).toBeLessThan(60);
		const { directory } = await filledDirectory(100);
		const { data, left_out } = await find({ query: 'user', tenant: directory.tenant });
		expect(data).toHaveLength(25);
		expect(left_out).toEqual([{ directory_id: directory.id, what: 'users' }]);
	});

	test('of many deletions the newest are looked at, and it is said that there are older ones', async () => {
		const directory = await createDirectory();
		const { DB } = testEnv;
		await DB.prepare(
			`WITH RECURSIVE n(at) AS (SELECT 2 UNION ALL SELECT at + 1 FROM n WHERE at < 5010)
			INSERT INTO events (directory_key, sequence, id, type, occurred_at, resource_type, resource_id, data)
			SELECT key, at, 'evt_' || at, 'user.deleted', at, 'User', 'u', iif(at = 2, ?2, ?3)
			FROM directories CROSS JOIN n WHERE id = ?1`,
		)
			.bind(directory.id, goneData('ancient'), goneData('recent'))
			.run();
		const { tenant } = directory;
		const old = await find({ query: 'anc', tenant });
		expect(old).toEqual({
			data: [],
			next_cursor: null,
			left_out: [{ directory_id: directory.id, what: 'deletions' }],
		});
		// By the id an index finds everybody.
		expect((await find({ query: 'ancient', tenant })).data).toHaveLength(1);
	});
});
