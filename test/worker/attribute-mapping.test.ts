/**
 * The attribute mapping of a directory: who sees it, what is told when it changes, and that nobody is
 * told twice or forgotten, whatever fails and whoever writes meanwhile.
 */
import { runDurableObjectAlarm } from 'cloudflare:test';
import { describe, expect, test, vi } from 'vitest';
import type {
	AttributeMapping,
	AttributeMappingPreview,
} from '../../src/contract/attribute-mapping.ts';
import { mappingText } from '../../src/directory/mapping.ts';
import type { Command } from '../../src/directory/model.ts';
import { sha256Hex } from '../../src/platform/crypto.ts';
import type { Event } from '../../src/webhook/payload.ts';
import {
	api,
	createDirectory,
	group,
	patch,
	testEnv,
	user,
	type TestDirectory,
} from '../support/client.ts';
import { costOf } from '../support/d1-meter.ts';
import { faultyD1, withWriter, type Fault } from '../support/faults.ts';
import { fillExtension, filledId, fillMembers, fillUsers } from '../support/fill.ts';
import { BADGE, declare } from '../support/schemas.ts';

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const COST_CENTER = { custom_attributes: { cost_center: `${ENTERPRISE}:costCenter` } };
/** As it is kept. */
const KEPT = mappingText({
	fields: {},
	custom_attributes: { cost_center: [`${ENTERPRISE}:costCenter`] },
});

const pathOf = (directory: TestDirectory) => `/directories/${directory.id}/attribute-mapping`;
const setMapping = (directory: TestDirectory, body: object) =>
	api<AttributeMapping>('PUT', pathOf(directory), body);
const preview = (directory: TestDirectory, body: object, query = '') =>
	api<AttributeMappingPreview>('POST', `${pathOf(directory)}/preview${query}`, body);
const readMapping = async (directory: TestDirectory) =>
	(await api<AttributeMapping>('GET', pathOf(directory))).body;

async function createUser(
	directory: TestDirectory,
	name: string,
	more: Record<string, unknown> = {},
): Promise<string> {
	const reply = await directory.scim('POST', '/Users', user(name, more));
	expect(reply.status).toBe(201);
	return String(reply.body['id']);
}

const inCostCenter = (costCenter: string) => ({ [ENTERPRISE]: { costCenter } });

/** Waits until all events of the last mapping are written. */
async function whenApplied(directory: TestDirectory): Promise<void> {
	await vi.waitFor(
		async () => expect(await readMapping(directory)).toMatchObject({ state: 'applied' }),
		{ timeout: 30_000, interval: 50 },
	);
}

interface Told {
	readonly id: string;
	readonly custom_attributes: Readonly<Record<string, unknown>>;
}

/** What the event of a user or a membership says. */
const told = ({ data }: Pick<Event, 'data'>) => data as Told;

/** The cost center that the last event of each user tells. */
function lastTold(events: readonly Event[]): ReadonlyMap<string, unknown> {
	return new Map(
		events.map((event) => [told(event).id, told(event).custom_attributes['cost_center']]),
	);
}

describe('over HTTP', () => {
	test('a mapping is shown as it is: the usual one, one that was set, and the usual one again', async () => {
		const directory = await createDirectory();
		const usual = {
			state: 'applied',
			progress: null,
			fields: { email: null, first_name: null, last_name: null, display_name: null },
			custom_attributes: {},
			defaults: {
				email: ['emails[primary eq true].value', 'emails.value', 'userName'],
				first_name: ['name.givenName'],
				last_name: ['name.familyName'],
				display_name: ['displayName', 'name.formatted'],
			},
		};
		expect(await readMapping(directory)).toEqual(usual);
		const given = {
			fields: { email: ['emails[type eq "work"].value', ' userName '], first_name: null },
			custom_attributes: { cost_center: `${ENTERPRISE}:costCenter` },
		};
		const set = await setMapping(directory, given);
		const expected = {
			...usual,
			fields: { ...usual.fields, email: ['emails[type eq "work"].value', 'userName'] },
			custom_attributes: { cost_center: [`${ENTERPRISE}:costCenter`] },
		};
		expect(set).toMatchObject({ status: 200, body: expected });
		expect(await readMapping(directory)).toEqual(expected);
		const deleted = await api('DELETE', pathOf(directory));
		expect(deleted).toMatchObject({ status: 200, body: usual });
		expect(await readMapping(directory)).toEqual(usual);
	});

	test.each<[string, object, string]>([
		['a path that names nothing', { fields: { email: ['title', 'nope'] } }, 'fields.email.1'],
		['a single path, too', { fields: { email: 'nope' } }, 'fields.email.0'],
		['what is no path', { fields: { email: 5 } }, 'fields.email'],
		['no path at all', { fields: { email: [] } }, 'fields.email'],
		['an empty path', { custom_attributes: { a: ' ' } }, 'custom_attributes.a'],
		['a long path', { custom_attributes: { a: 'x'.repeat(1_001) } }, 'custom_attributes.a'],
		['many paths', { custom_attributes: { a: Array(11).fill('title') } }, 'custom_attributes.a'],
		['the password', { custom_attributes: { a: 'password' } }, 'custom_attributes.a.0'],
		['an unknown field', { field: {} }, 'field'],
		['a field that cannot be mapped', { fields: { active: 'title' } }, 'fields.active'],
		[
			'a name with capitals',
			{ custom_attributes: { costCenter: 'title' } },
			'custom_attributes.costCenter',
		],
		['a name with a digit first', { custom_attributes: { '1a': 'title' } }, 'custom_attributes.1a'],
		[
			'a long name',
			{ custom_attributes: { ['x'.repeat(65)]: 'title' } },
			`custom_attributes.${'x'.repeat(65)}`,
		],
		[
			'__proto__',
			JSON.parse('{"custom_attributes":{"__proto__":"title"}}') as object,
			'custom_attributes.__proto__',
		],
		[
			'many names',
			{
				custom_attributes: Object.fromEntries(
					Array.from({ length: 51 }, (_, n) => [`a${n}`, 'title']),
				),
			},
			'custom_attributes',
		],
	])('%s is refused by name', async (_name, body, field) => {
		const directory = await createDirectory();
		for (const reply of [
			await setMapping(directory, body),
			await api('POST', `${pathOf(directory)}/preview`, body),
		]) {
			expect(reply.status).toBe(400);
			expect(reply.body).toMatchObject({
				errors: [{ field, detail: expect.stringMatching(/\S/) }],
			});
		}
		expect((await readMapping(directory)).custom_attributes).toEqual({});
	});

	test('as much as may be is taken', async () => {
		const directory = await createDirectory();
		const names = Array.from(
			{ length: 50 },
			(_, n) => [`a_${n}`.padEnd(64, 'x'), 'title'] as const,
		);
		const set = await setMapping(directory, { custom_attributes: Object.fromEntries(names) });
		expect(set.status).toBe(200);
		expect(Object.keys(set.body.custom_attributes)).toHaveLength(50);
	});

	test('there is none of a directory that does not exist', async () => {
		const path = '/directories/dir_0/attribute-mapping';
		const body = COST_CENTER;
		expect((await api('GET', path)).status).toBe(404);
		expect((await api('PUT', path, body)).status).toBe(404);
		expect((await api('DELETE', path)).status).toBe(404);
		expect((await api('POST', `${path}/preview`, body)).status).toBe(404);
	});

	test('what is never returned cannot be read by a mapping, not even if it is older', async () => {
		const directory = await createDirectory();
		await createUser(directory, 'anna', { [BADGE]: { pin: 'SECRET', level: '1' } });
		const mapped = { custom_attributes: { pin: `${BADGE}:pin`, badge: BADGE } };
		await setMapping(directory, mapped);
		expect((await directory.events()).at(-1)).toMatchObject({
			data: { custom_attributes: { pin: 'SECRET' } },
		});
		const seen = (await directory.events()).length;
		await declare(directory, [
			{ name: 'level' },
			{ name: 'pin', returned: 'never', mutability: 'writeOnly' },
		]);
		const badge = await createUser(directory, 'bert', { [BADGE]: { pin: 'SECRET', level: '2' } });
		const crew = await directory.scim('POST', '/Groups', group('Crew', [badge]));
		expect(crew.status).toBe(201);
		const refused = await setMapping(directory, mapped);
		expect(refused.body).toMatchObject({ errors: [{ field: 'custom_attributes.pin.0' }] });
		await setMapping(directory, { custom_attributes: { b: BADGE } });
		const later = (await directory.events()).slice(seen);
		expect(later.length).toBeGreaterThan(3);
		expect(JSON.stringify(later)).not.toContain('SECRET');
	});
});

describe('a preview', () => {
	test('shows users by both mappings, what differs, and which paths find nothing; it changes nothing', async () => {
		const directory = await createDirectory();
		const anna = await createUser(directory, 'anna', { title: 'Lead', ...inCostCenter('4130') });
		await createUser(directory, 'bert');
		await setMapping(directory, { custom_attributes: { title: 'title' } });
		const log = await directory.events();
		const { status, body } = await preview(directory, {
			fields: { display_name: 'title' },
			custom_attributes: { cost_center: `${ENTERPRISE}:costCenter`, badge: [BADGE, 'nickName'] },
		});
		expect(status).toBe(200);
		expect(body).toMatchObject({
			data: [
				{
					before: { id: anna, display_name: null, custom_attributes: { title: 'Lead' } },
					after: {
						id: anna,
						display_name: 'Lead',
						custom_attributes: { cost_center: '4130', badge: null },
					},
					changes: [
						{ path: 'custom_attributes.cost_center', from: null, to: '4130' },
						{ path: 'custom_attributes.title', from: 'Lead', to: null },
						{ path: 'display_name', from: null, to: 'Lead' },
					],
				},
				{ before: { user_name: 'bert' }, changes: [] },
			],
			unmatched: [
				{ field: 'custom_attributes.badge.0', path: BADGE },
				{ field: 'custom_attributes.badge.1', path: 'nickName' },
			],
			next_cursor: null,
		});
		expect(await directory.events()).toEqual(log);
		expect((await readMapping(directory)).custom_attributes).toEqual({ title: ['title'] });
	});

	test('goes over all users page by page, and shows those who are named', async () => {
		const directory = await createDirectory();
		await fillUsers(directory, 5);
		const seen: string[] = [];
		let query = '?limit=2';
		for (let pages = 0; pages < 3; pages += 1) {
			const { body } = await preview(directory, COST_CENTER, query);
			seen.push(...body.data.map(({ after }) => after.id));
			query = `?limit=2&cursor=${body.next_cursor}`;
			if (body.next_cursor === null) break;
		}
		expect(seen).toEqual([1, 2, 3, 4, 5].map(filledId));
		const named = await preview(directory, {
			...COST_CENTER,
			user_ids: [filledId(4), filledId(2)],
		});
		expect(named.body.data.map(({ after }) => after.id)).toEqual([2, 4].map(filledId));
		expect(named.body.next_cursor).toBeNull();
	});

	test.each<[string, number, object, string, string]>([
		['a user who is not there', 404, { user_ids: [filledId(1), 'nobody'] }, '', 'user_ids.1'],
		['nobody', 400, { user_ids: [] }, '', 'user_ids'],
		['too many', 400, { user_ids: Array(101).fill('x') }, '', 'user_ids'],
		['a bad size', 400, {}, '?limit=101', 'limit'],
		['a cursor that is none', 400, {}, '?cursor=MQ', 'cursor'],
		['an unknown parameter', 400, {}, '?page=2', 'page'],
	])('of %s is refused', async (_name, status, body, query, field) => {
		const directory = await createDirectory();
		await fillUsers(directory, 1);
		const reply = await preview(directory, body, query);
		expect(reply.status).toBe(status);
		expect(reply.body).toMatchObject({ errors: [{ field }] });
	});
});

describe('a new mapping', () => {
	test('is told of users whose profile differs, once, and the SCIM resource is as it was', async () => {
		const directory = await createDirectory();
		const anna = await createUser(directory, 'anna', inCostCenter('4130'));
		await createUser(directory, 'bert');
		const before = await directory.scim('GET', `/Users/${anna}`);
		const set = await setMapping(directory, COST_CENTER);
		expect(set.body.state).toBe('applied');
		const [, , update, ...more] = await directory.events();
		expect(more).toEqual([]);
		expect(update).toMatchObject({
			type: 'user.updated',
			data: {
				id: anna,
				custom_attributes: { cost_center: '4130' },
				updated_at: (before.body['meta'] as { lastModified: string }).lastModified,
				changes: [{ path: 'custom_attributes.cost_center', from: null, to: '4130' }],
				raw: { userName: 'anna', meta: { version: 'W/"1"' } },
			},
		});
		const after = await directory.scim('GET', `/Users/${anna}`);
		expect(after.body).toEqual(before.body);
		expect(after.headers.get('ETag')).toBe(before.headers.get('ETag'));
		// Nothing more to tell: the same again, in other words, and for nobody.
		await setMapping(directory, COST_CENTER);
		await setMapping(directory, {
			custom_attributes: { cost_center: [`${ENTERPRISE}:COSTCENTER`] },
		});
		await setMapping(directory, {
			custom_attributes: { cost_center: `${ENTERPRISE}:costCenter`, badge: BADGE },
		});
		expect(await directory.events()).toHaveLength(3);
		await api('DELETE', pathOf(directory));
		expect((await directory.events()).at(-1)).toMatchObject({
			sequence: 5,
			data: {
				id: anna,
				custom_attributes: {},
				changes: [{ path: 'custom_attributes.cost_center', from: '4130', to: null }],
			},
		});
	});

	test('is in every event of users from then on, memberships included', async () => {
		const directory = await createDirectory();
		await setMapping(directory, {
			fields: { email: `${ENTERPRISE}:manager.value` },
			custom_attributes: {
				cost_center: `${ENTERPRISE}:costCenter`,
				badge: `${BADGE}:level`,
				title: 'title',
				name: 'name.givenName',
			},
		});
		const more = {
			title: 'Lead',
			name: { givenName: 'Anna' },
			[ENTERPRISE]: { costCenter: '4130', manager: { value: 'm1' } },
			[BADGE.toUpperCase()]: { LEVEL: [7, "it's"] },
		};
		const shown = {
			email: 'm1',
			first_name: 'Anna',
			custom_attributes: { cost_center: '4130', badge: [7, "it's"], title: 'Lead', name: 'Anna' },
		};
		const anna = await createUser(directory, 'anna', more);
		const members = (op: string) => patch({ op, path: 'members', value: [{ value: anna }] });
		const crew = await directory.scim('POST', '/Groups', group('Crew', [anna]));
		const crewPath = `/Groups/${String(crew.body['id'])}`;
		await directory.scim('PATCH', crewPath, members('remove'));
		await directory.scim('PATCH', crewPath, members('add'));
		await directory.scim('PUT', crewPath, group('Crew'));
		await directory.scim('PATCH', crewPath, members('add'));
		await directory.scim(
			'PATCH',
			`/Users/${anna}`,
			patch({ op: 'replace', path: 'active', value: false }),
		);
		await directory.scim('DELETE', crewPath);
		await directory.scim('POST', '/Groups', group('Team', [anna]));
		await directory.scim('DELETE', `/Users/${anna}`);
		const events = (await directory.events()).filter((event) => told(event).id === anna);
		expect(events.map(({ type }) => type)).toEqual([
			'user.created',
			'group.user_added',
			'group.user_removed',
			'group.user_added',
			'group.user_removed',
			'group.user_added',
			'user.updated',
			'group.user_removed',
			'group.user_added',
			'group.user_removed',
			'user.deleted',
		]);
		for (const { data } of events) expect(data).toMatchObject(shown);
	});

	test('is known to a writer who has not set it', async () => {
		const directory = await createDirectory();
		await createUser(directory, 'anna');
		await withWriter(directory.id, {}, (other) => other.changeMapping(KEPT));
		await createUser(directory, 'bert', inCostCenter('4130'));
		expect(lastTold([(await directory.events()).at(-1)!])).toEqual(
			new Map([[expect.any(String), '4130']]),
		);
	});

	test('is written about in a log that endpoints hear of, and the brake does not count', async () => {
		const directory = await createDirectory();
		await createUser(directory, 'anna', inCostCenter('1'));
		const brake = await api('PUT', `/directories/${directory.id}/deprovisioning-brake`, {
			users: 1,
		});
		expect(brake.status).toBe(200);
		await setMapping(directory, COST_CENTER);
		const after = await api('GET', `/directories/${directory.id}/deprovisioning-brake`);
		expect(after.body).toMatchObject({ state: 'armed', counted: 0 });
	});
});

/** Moves a user to another cost center. */
const moving = (id: string, costCenter: string): Command => ({
	kind: 'patch',
	type: 'User',
	id,
	body: patch({ op: 'replace', path: `${ENTERPRISE}:costCenter`, value: costCenter }),
	wantsResource: false,
	wantsMembers: false,
});

/** Every user has a cost center of its own, but for each third. */
async function fill(directory: TestDirectory, count: number): Promise<number> {
	await fillUsers(directory, count);
	await fillExtension(
		directory,
		'key % 3 <> 0',
		ENTERPRISE,
		`json_object('costCenter', 'cc-' || key)`,
	);
	return count - Math.floor(count / 3);
}

/** Who was told, in the order of the log: exactly those who have a cost center, once each. */
async function expectTold(directory: TestDirectory, count: number): Promise<void> {
	const events = await directory.events();
	const wanted = Array.from({ length: count }, (_, at) => at + 1).filter((at) => at % 3 !== 0);
	expect(events.map((event) => [event.type, told(event).id])).toEqual(
		wanted.map((at) => ['user.updated', filledId(at)]),
	);
	expect([...lastTold(events).values()]).toEqual(wanted.map((at) => `cc-${at}`));
	expect(events.map(({ sequence }) => sequence)).toEqual(wanted.map((_, at) => at + 2));
}

describe('in a large directory', () => {
	test('it goes by pages with two round trips each, and tells how far it has come', async () => {
		const directory = await createDirectory();
		await fill(directory, 2_000);
		const cost = await costOf(async () => {
			const result = await withWriter(directory.id, {}, async (writer) => {
				const changed = await writer.changeMapping(KEPT);
				await writer.alarm();
				return changed;
			});
			expect(result).toMatchObject({
				ok: true,
				value: { job: { total: 2_000, checked: 500, changed: 334, after: 500, until: 2_000 } },
			});
		});
		await expectTold(directory, 2_000);
		expect(await readMapping(directory)).toMatchObject({ state: 'applied', progress: null });
		// The mapping, the schemas, four full pages and the empty one behind; and what an alarm reads.
		expect(cost.trips).toBeLessThanOrEqual(2 + 5 * 2 + 3);
		expect(cost.rowsRead).toBeLessThan(2_000 * 8);
	});

	test('it goes on after the answer, and another mapping is refused until it is done', async () => {
		const directory = await createDirectory();
		await fill(directory, 1_200);
		const reached = Promise.withResolvers<null>();
		const gate = Promise.withResolvers<'none'>();
		// The mapping, the first page, the schemas, its events: the second page has to wait.
		const DB = faultyD1((batch) => {
			if (batch !== 4) return 'none';
			reached.resolve(null);
			return gate.promise;
		});
		await withWriter(directory.id, { DB }, async (writer) => {
			const changed = await writer.changeMapping(KEPT);
			await reached.promise;
			expect(changed).toMatchObject({ ok: true, value: { job: { checked: 500 } } });
			expect(await readMapping(directory)).toMatchObject({
				state: 'applying',
				progress: { users: 1_200, checked: 500, changed: 334 },
				custom_attributes: { cost_center: [`${ENTERPRISE}:costCenter`] },
			});
			const refused = await setMapping(directory, {});
			expect(refused).toMatchObject({
				status: 409,
				body: { detail: expect.stringContaining('applied') },
			});
			expect((await api('DELETE', pathOf(directory))).status).toBe(409);
			gate.resolve('none');
			// The same again is no other mapping: whose answer was lost may ask again.
			expect((await setMapping(directory, COST_CENTER)).status).toBe(200);
			await whenApplied(directory);
		});
		await expectTold(directory, 1_200);
		expect((await setMapping(directory, {})).status).toBe(200);
		await whenApplied(directory);
		const events = await directory.events();
		expect(events).toHaveLength(1_600);
		expect(new Set(events.slice(800).map((event) => told(event).id)).size).toBe(800);
	});

	test('who is changed meanwhile is told by the new mapping then, and not once more', async () => {
		const directory = await createDirectory();
		await fill(directory, 1_200);
		const tokenHash = await sha256Hex(directory.token);
		await withWriter(directory.id, {}, async (writer) => {
			const changing = writer.changeMapping(KEPT);
			const written = await Promise.all(
				[1, 501, 1_100, 1_200].map((at) =>
					writer.write({ command: moving(filledId(at), `new-${at}`), tokenHash, size: 0 }),
				),
			);
			expect(written.every(({ ok }) => ok)).toBe(true);
			expect((await changing).ok).toBe(true);
			await whenApplied(directory);
		});
		const events = await directory.events();
		expect(events.map(({ sequence }) => sequence)).toEqual(events.map((_, at) => at + 2));
		const last = lastTold(events);
		const times = (at: number) => events.filter((event) => told(event).id === filledId(at)).length;
		expect([1, 501, 1_100, 1_200].map((at) => last.get(filledId(at)))).toEqual([
			'new-1',
			'new-501',
			'new-1100',
			'new-1200',
		]);
		// The first was on the page that came before.
		expect([1, 501, 1_100, 1_200].map(times)).toEqual([2, 1, 1, 1]);
		// Two of them had none before.
		expect(last.size).toBe(802);
	});

	test('members are told with it from whole groups, too', async () => {
		const directory = await createDirectory();
		await fill(directory, 900);
		const crew = await directory.scim('POST', '/Groups', group('Crew'));
		const id = String(crew.body['id']);
		await fillMembers(directory, id, 900);
		await setMapping(directory, COST_CENTER);
		await whenApplied(directory);
		const before = (await directory.events()).length;
		expect((await directory.scim('DELETE', `/Groups/${id}`)).status).toBe(204);
		const gone = (await directory.events())
			.slice(before)
			.filter(({ type }) => type === 'group.user_removed');
		expect(gone).toHaveLength(900);
		const last = lastTold(gone);
		expect([last.get(filledId(1)), last.get(filledId(3)), last.get(filledId(899))]).toEqual([
			'cc-1',
			null,
			'cc-899',
		]);
	});
});

describe('whatever fails', () => {
	// The mapping, a page of users, the schemas, the events, the next page and its events.
	const STEPS = [0, 1, 2, 3, 4, 5] as const;
	const cases = (faults: readonly Fault[]) =>
		STEPS.flatMap((step) => faults.map((fault): [number, Fault] => [step, fault]));

	test.each(cases(['fails before', 'fails after']))(
		'D1, at step %i, %s: each user is told once',
		async (step, fault) => {
			const directory = await createDirectory();
			await fill(directory, 700);
			const DB = faultyD1((batch) => (batch === step ? fault : 'none'));
			await withWriter(directory.id, { DB }, async (writer) => {
				expect((await writer.changeMapping(KEPT)).ok).toBe(true);
				await whenApplied(directory);
			});
			await expectTold(directory, 700);
		},
	);

	test.each(cases(['dies before', 'dies after']).slice(1))(
		'the writer, at step %i, %s: its alarm goes on, and each user is told once',
		async (step, fault) => {
			const directory = await createDirectory();
			await fill(directory, 700);
			const DB = faultyD1((batch) => (batch >= step ? fault : 'none'));
			await withWriter(directory.id, { DB }, async (writer) => {
				void writer.changeMapping(KEPT);
				// Until the mapping is there, there is nothing to go on with.
				await vi.waitFor(
					async () => expect((await readMapping(directory)).custom_attributes).not.toEqual({}),
					{ timeout: 30_000 },
				);
			});
			const stub = testEnv.DIRECTORY_WRITER.getByName(directory.id);
			expect(await runDurableObjectAlarm(stub)).toBe(true);
			await whenApplied(directory);
			await expectTold(directory, 700);
		},
	);

	test('D1 for long: the mapping holds, the alarm is armed, and it tells the rest', async () => {
		const directory = await createDirectory();
		await fill(directory, 700);
		const DB = faultyD1((batch) => (batch >= 4 ? 'is overloaded' : 'none'));
		await withWriter(directory.id, { DB }, async (writer) => {
			expect((await writer.changeMapping(KEPT)).ok).toBe(true);
			await writer.alarm();
		});
		expect(await readMapping(directory)).toMatchObject({
			state: 'applying',
			progress: { checked: 500 },
		});
		const stub = testEnv.DIRECTORY_WRITER.getByName(directory.id);
		expect(await runDurableObjectAlarm(stub)).toBe(true);
		await whenApplied(directory);
		await expectTold(directory, 700);
	});

	test.each<[Fault, number]>([
		['is refused', 500],
		['is overloaded', 503],
	])('a mapping that %s by D1 is not set', async (fault, status) => {
		const directory = await createDirectory();
		const DB = faultyD1(() => fault);
		const failed = await withWriter(directory.id, { DB }, (writer) => writer.changeMapping(KEPT));
		expect(failed).toMatchObject({ ok: false, error: { status } });
		expect((await readMapping(directory)).custom_attributes).toEqual({});
	});

	test('two writers at once write the events of a page once', async () => {
		const directory = await createDirectory();
		await fill(directory, 700);
		const reached = Promise.withResolvers<null>();
		const gate = Promise.withResolvers<'none'>();
		const DB = faultyD1((batch) => {
			if (batch !== 3) return 'none';
			reached.resolve(null);
			return gate.promise;
		});
		await withWriter(directory.id, { DB }, (slow) =>
			withWriter(directory.id, {}, async (quick) => {
				const changed = slow.changeMapping(KEPT);
				await reached.promise;
				await quick.alarm();
				gate.resolve('none');
				expect(await changed).toMatchObject({ ok: true, value: { job: null } });
			}),
		);
		await expectTold(directory, 700);
		expect((await readMapping(directory)).state).toBe('applied');
	});

	test('a commit that was decided by the mapping before is fenced, and decided anew', async () => {
		const directory = await createDirectory();
		const tokenHash = await sha256Hex(directory.token);
		const reached = Promise.withResolvers<null>();
		const gate = Promise.withResolvers<'none'>();
		const DB = faultyD1((batch) => {
			if (batch !== 1) return 'none';
			reached.resolve(null);
			return gate.promise;
		});
		await withWriter(directory.id, { DB }, (committer) =>
			withWriter(directory.id, {}, async (other) => {
				const body = user('anna', inCostCenter('4130'));
				const command: Command = { kind: 'create', type: 'User', id: 'u1', body };
				const created = committer.write({ command, tokenHash, size: 0 });
				await reached.promise;
				expect((await other.changeMapping(KEPT)).ok).toBe(true);
				gate.resolve('none');
				expect((await created).ok).toBe(true);
			}),
		);
		const events = await directory.events();
		expect(events.map(({ type }) => type)).toEqual(['user.created']);
		expect(lastTold(events).get('u1')).toBe('4130');
	});
});
