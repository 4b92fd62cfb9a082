/** The promises of the writer: nothing lost, nothing twice, nothing out of order, whatever fails. */
import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { describe, expect, test } from 'vitest';
import type { Command } from '../../src/directory/model.ts';
import { sha256Hex } from '../../src/platform/crypto.ts';
import { newId, newResourceId } from '../../src/platform/ids.ts';
import type { WakeUp } from '../../src/worker/wake-up.ts';
import type { WriteResult } from '../../src/worker/writer.ts';
import {
	createDirectory,
	createEndpoint,
	group,
	patch,
	testEnv,
	user,
	type TestDirectory,
} from '../support/client.ts';
import { costOf } from '../support/d1-meter.ts';
import { filledId, fillUsers } from '../support/fill.ts';
import { deafQueue, faultyD1, notingQueue, withWriter, type Fault } from '../support/faults.ts';

async function rows<Row>(query: string, ...values: unknown[]): Promise<Row[]> {
	const { results } = await testEnv.DB.prepare(query)
		.bind(...values)
		.all<Row>();
	return results;
}

/** The log is 1..N without a gap, and the directory's counters agree with it and with the rows. */
async function expectSound(directory: TestDirectory): Promise<void> {
	const [row] = await rows<Record<string, number>>(
		`SELECT d.last_sequence, d.user_count, d.group_count,
			(SELECT count(*) FROM events WHERE directory_key = d.key) AS events,
			(SELECT min(sequence) FROM events WHERE directory_key = d.key) AS first,
			(SELECT max(sequence) FROM events WHERE directory_key = d.key) AS last,
			(SELECT count(*) FROM users WHERE directory_key = d.key) AS users,
			(SELECT count(*) FROM groups WHERE directory_key = d.key) AS groups
		FROM directories AS d WHERE d.id = ?`,
		directory.id,
	);
	expect(row).toMatchObject({
		events: row?.['last_sequence'],
		first: 1,
		last: row?.['last_sequence'],
		users: row?.['user_count'],
		groups: row?.['group_count'],
	});
}

async function createUser(directory: TestDirectory, name: string): Promise<string> {
	const reply = await directory.scim('POST', '/Users', user(name));
	expect(reply.status).toBe(201);
	return String(reply.body['id']);
}

function createCommand(userName: string): Command {
	return { kind: 'create', type: 'User', id: newResourceId(), body: user(userName) };
}

describe('group commit', () => {
	test('200 parallel writes are all answered, numbered 1..N, in few commits', async () => {
		const directory = await createDirectory();
		await directory.scim('GET', '/Users');
		let replies: { status: number }[] = [];
		const cost = await costOf(async () => {
			replies = await Promise.all(
				Array.from({ length: 200 }, (_, at) =>
					directory.scim('POST', '/Users', user(`user${at}@example.com`)),
				),
			);
		});
		expect(replies.every(({ status }) => status === 201)).toBe(true);
		const events = await directory.events();
		// The directory's own creation is event 1.
		expect(events.map(({ sequence }) => sequence)).toEqual(
			Array.from({ length: 200 }, (_, at) => at + 2),
		);
		expect(new Set(events.map(({ data }) => (data as { id: string }).id)).size).toBe(200);
		expect((await directory.scim('GET', '/Users?count=0')).body['totalResults']).toBe(200);
		await expectSound(directory);
		// Two round trips a commit, and far fewer commits than writes (one that notes the token's use).
		expect(cost.trips).toBeLessThan(50);
	});

	test('a command sees those before it in the same commit, and one that fails fails alone', async () => {
		const directory = await createDirectory();
		const id = await createUser(directory, 'anna@example.com');
		const replies = await Promise.all([
			directory.scim('POST', '/Users', user('same@example.com')),
			directory.scim('POST', '/Users', user('SAME@example.com')),
			directory.scim('POST', '/Users', user('')),
			directory.scim('DELETE', `/Users/${id}`),
			directory.scim('PATCH', `/Users/${id}`, patch({ op: 'replace', path: 'title', value: 'x' })),
			directory.scim('POST', '/Users', user('anna@example.com')),
		]);
		expect(replies.map(({ status }) => status)).toEqual([201, 409, 400, 204, 404, 201]);
		await expectSound(directory);
	});

	test('two users swap their names in one commit', async () => {
		const directory = await createDirectory();
		const [one, two] = [await createUser(directory, 'one'), await createUser(directory, 'two')];
		const rename = (id: string, name: string) =>
			directory.scim(
				'PATCH',
				`/Users/${id}`,
				patch({ op: 'replace', path: 'userName', value: name }),
			);
		const replies = await Promise.all([
			rename(one, 'aside'),
			rename(two, 'one'),
			rename(one, 'two'),
		]);
		expect(replies.map(({ status }) => status)).toEqual([200, 200, 200]);
		expect((await directory.scim('GET', `/Users/${one}`)).body['userName']).toBe('two');
		expect((await directory.scim('GET', `/Users/${two}`)).body['userName']).toBe('one');
	});

	test('an identity provider that repeats itself writes nothing and causes no event', async () => {
		const directory = await createDirectory();
		const id = await createUser(directory, 'anna@example.com');
		const crew = await directory.scim('POST', '/Groups', group('Crew', [id]));
		const before = await directory.events();
		const cost = await costOf(async () => {
			for (const [method, path, body] of [
				['PUT', `/Users/${id}`, user('anna@example.com')],
				['PATCH', `/Users/${id}`, patch({ op: 'replace', path: 'active', value: 'True' })],
				['PUT', `/Groups/${String(crew.body['id'])}`, group('Crew', [id])],
				[
					'PATCH',
					`/Groups/${String(crew.body['id'])}`,
					patch({ op: 'add', path: 'members', value: [{ value: id }] }),
				],
			] as const) {
				expect((await directory.scim(method, path, body)).status).toBeLessThan(300);
			}
		});
		expect(cost.rowsWritten).toBe(0);
		expect(await directory.events()).toEqual(before);
		const { meta } = (await directory.scim('GET', `/Users/${id}`)).body as {
			meta: { version: string };
		};
		// The tag of the first version, in which the user's group is shown.
		expect(meta.version).toMatch(/^W\/"1-/);
	});

	test('beyond its bound the queue answers 429, and loses nothing that it took', async () => {
		const directory = await createDirectory();
		const tokenHash = await sha256Hex(directory.token);
		const gate = Promise.withResolvers<'none'>();
		const results = await withWriter(
			directory.id,
			{ DB: faultyD1(() => gate.promise) },
			async (writer) => {
				const answers = Array.from({ length: 600 }, (_, at) =>
					writer.write({
						tokenHash,
						size: 0,
						command: createCommand(`u${at}`),
					}),
				);
				// Refusals do not wait for D1, which waits for the gate.
				expect(await answers.at(-1)).toMatchObject({ ok: false, error: { status: 429 } });
				gate.resolve('none');
				return Promise.all(answers);
			},
		);
		const created = results.filter(({ ok }) => ok);
		// One is in its commit already, and 500 wait.
		expect(created).toHaveLength(501);
		expect(await directory.events()).toHaveLength(501);
		await expectSound(directory);
	});

	test('5,000 members in one PATCH are 5,000 events in order', async () => {
		const directory = await createDirectory();
		await fillUsers(directory, 5_000);
		const ids = Array.from({ length: 5_000 }, (_, at) => filledId(at + 1));
		const crew = await directory.scim('POST', '/Groups', group('Crew'));
		const path = `/Groups/${String(crew.body['id'])}`;
		const members = ids.map((value) => ({ value }));
		const added = await directory.scim(
			'PATCH',
			path,
			patch({ op: 'add', path: 'members', value: members }),
		);
		expect(added.status).toBe(204);
		const removed = await directory.scim('PATCH', path, patch({ op: 'remove', path: 'members' }));
		expect(removed.status).toBe(204);
		const events = await directory.events();
		expect(events.map(({ type }) => type)).toEqual([
			'group.created',
			...ids.map(() => 'group.user_added'),
			...ids.map(() => 'group.user_removed'),
		]);
		await expectSound(directory);
	}, 30_000);
});

describe('two writers at once', () => {
	test('lose no update and use no sequence twice: the fence is in the data', async () => {
		const directory = await createDirectory();
		await fillUsers(directory, 60);
		const ids = Array.from({ length: 60 }, (_, at) => filledId(at + 1));
		const crew = await directory.scim('POST', '/Groups', group('Crew'));
		const groupId = String(crew.body['id']);
		const tokenHash = await sha256Hex(directory.token);
		const add = (memberId: string): Command => ({
			kind: 'patch',
			type: 'Group',
			id: groupId,
			body: patch({ op: 'add', path: 'members', value: [{ value: memberId }] }),
			wantsResource: false,
			wantsMembers: false,
		});
		const results = await withWriter(directory.id, {}, (one) =>
			withWriter(directory.id, {}, async (two) => {
				const answers: Promise<WriteResult>[] = [];
				for (const [at, memberId] of ids.entries()) {
					const writer = at % 2 === 0 ? one : two;
					answers.push(writer.write({ command: add(memberId), tokenHash, size: 0 }));
					// Let the queues run, so that commits of both are under way at the same time.
					if (at % 6 === 5) await Promise.race(answers.slice(-1));
				}
				return Promise.all(answers);
			}),
		);
		expect(results.every(({ ok }) => ok)).toBe(true);
		const reply = await directory.scim('GET', `/Groups/${groupId}`);
		const members = reply.body['members'] as { value: string }[];
		expect(members.map(({ value }) => value).toSorted()).toEqual(ids.toSorted());
		expect(await directory.events()).toHaveLength(1 + ids.length);
		await expectSound(directory);
	});

	test('that create the same userName: one wins, the other answers 409', async () => {
		const directory = await createDirectory();
		const tokenHash = await sha256Hex(directory.token);
		const results = await withWriter(directory.id, {}, (one) =>
			withWriter(directory.id, {}, (two) =>
				Promise.all([
					one.write({ command: createCommand('same@example.com'), tokenHash, size: 0 }),
					two.write({ command: createCommand('same@example.com'), tokenHash, size: 0 }),
				]),
			),
		);
		const statuses = results.map((each) => (each.ok ? each.value.status : each.error.status));
		expect(statuses.toSorted((a, b) => a - b)).toEqual([201, 409]);
		await expectSound(directory);
	});
});

describe('D1 fails', () => {
	const LOAD = 0;
	const COMMIT = 1;
	test.each<[string, (batch: number) => Fault]>([
		['while reading', (batch) => (batch === LOAD ? 'fails before' : 'none')],
		['before the commit', (batch) => (batch === COMMIT ? 'fails before' : 'none')],
		['after the commit', (batch) => (batch === COMMIT ? 'fails after' : 'none')],
		['twice in a row', (batch) => ([1, 2].includes(batch) ? 'fails before' : 'none')],
		['after the commit, then again', (batch) => (batch > 0 && batch < 3 ? 'fails after' : 'none')],
	])('%s: the write is answered once and counts once', async (_name, faultOf) => {
		const directory = await createDirectory();
		const endpoint = await createEndpoint({
			url: 'https://receiver.example.com/hook',
			directory_id: directory.id,
		});
		const result = await withWriter(
			directory.id,
			{ DB: faultyD1(faultOf), WEBHOOK_QUEUE: deafQueue },
			async (writer) =>
				writer.write({
					tokenHash: await sha256Hex(directory.token),
					size: 0,
					command: createCommand('anna@example.com'),
				}),
		);
		expect(result.ok && result.value.status).toBe(201);
		expect(await directory.events()).toHaveLength(1);
		expect((await directory.scim('GET', '/Users')).body['totalResults']).toBe(1);
		expect(
			await rows('SELECT state FROM delivery_cursors WHERE endpoint_id = ?', endpoint.id),
		).toEqual([{ state: 'awake' }]);
		await expectSound(directory);
	});

	test('for good: 503, nothing written, and the next write goes through', async () => {
		const directory = await createDirectory();
		const command: Command = createCommand('anna@example.com');
		const tokenHash = await sha256Hex(directory.token);
		const broken = faultyD1((batch) => (batch >= COMMIT ? 'fails before' : 'none'));
		const failed = await withWriter(directory.id, { DB: broken }, (writer) =>
			writer.write({ command, tokenHash, size: 0 }),
		);
		expect(failed).toMatchObject({ ok: false, error: { status: 503 } });
		expect(await directory.events()).toEqual([]);
		await createUser(directory, 'anna@example.com');
		await expectSound(directory);
	}, 20_000);
});

describe('a commit that D1 refuses', () => {
	test('fails the command that it cannot hold, and no other', async () => {
		const directory = await createDirectory();
		const tokenHash = await sha256Hex(directory.token);
		// The first command is alone in its commit (batches 0 and 1); the others are refused together
		// (2 and 3), then one by one, where the first of them is refused again (4 and 5).
		const DB = faultyD1((batch) => ([3, 5].includes(batch) ? 'is refused' : 'none'));
		const results = await withWriter(directory.id, { DB }, (writer) =>
			Promise.all(
				['one', 'two', 'three', 'four'].map((name) =>
					writer.write({ command: createCommand(name), tokenHash, size: 0 }),
				),
			),
		);
		const statuses = results.map((each) => (each.ok ? each.value.status : each.error.status));
		expect(statuses).toEqual([201, 500, 201, 201]);
		expect(await directory.events()).toHaveLength(3);
		await expectSound(directory);
	});

	test('an overloaded D1 is not asked again', async () => {
		const directory = await createDirectory();
		const tokenHash = await sha256Hex(directory.token);
		let batches = 0;
		const DB = faultyD1((batch) => {
			batches += 1;
			return batch === 1 ? 'is overloaded' : 'none';
		});
		const result = await withWriter(directory.id, { DB }, (writer) =>
			writer.write({ command: createCommand('anna'), tokenHash, size: 0 }),
		);
		expect(result).toMatchObject({ ok: false, error: { status: 503 } });
		expect(batches).toBe(2);
		await expectSound(directory);
	});

	test('a renaming, which has no event to fence it, writes no counter of another writer', async () => {
		const directory = await createDirectory();
		const tokenHash = await sha256Hex(directory.token);
		const gate = Promise.withResolvers<'none'>();
		const isHeld = Promise.withResolvers<null>();
		const DB = faultyD1((batch) => {
			if (batch !== 1) return 'none';
			isHeld.resolve(null);
			return gate.promise;
		});
		const renamed = await withWriter(directory.id, { DB }, (slow) =>
			withWriter(directory.id, {}, async (quick) => {
				const command: Command = { kind: 'updateDirectory', name: 'Renamed' };
				const renaming = slow.write({ command, tokenHash: null, size: 0 });
				await isHeld.promise;
				await quick.write({ command: createCommand('anna'), tokenHash, size: 0 });
				gate.resolve('none');
				return renaming;
			}),
		);
		expect(renamed.ok).toBe(true);
		await expectSound(directory);
		await createUser(directory, 'bert');
		await expectSound(directory);
	});
});

describe('the writer dies', () => {
	test.each<[string, (batch: number) => Fault, number]>([
		['before it has read', (batch) => (batch === 0 ? 'dies before' : 'none'), 0],
		['before its commit', (batch) => (batch === 1 ? 'dies before' : 'none'), 0],
		[
			'after its commit, before its answer and its wake-ups',
			(batch) => (batch === 1 ? 'dies after' : 'none'),
			1,
		],
	])('%s: the next one goes on from D1', async (_name, faultOf, survived) => {
		const directory = await createDirectory();
		const endpoint = await createEndpoint({
			url: 'https://receiver.example.com/hook',
			directory_id: directory.id,
		});
		const command: Command = createCommand('anna@example.com');
		const request = { command, tokenHash: await sha256Hex(directory.token), size: 0 };
		await withWriter(directory.id, { DB: faultyD1(faultOf) }, async (writer) => {
			void writer.write(request);
			// The dead one has done what it could once D1 holds what it is to hold.
			await expect
				.poll(async () => (await directory.events()).length)
				.toBeGreaterThanOrEqual(survived);
		});
		await evictDurableObject(testEnv.DIRECTORY_WRITER.getByName(directory.id));
		// The platform repeats the call, or the identity provider does: it counts once.
		const result = await withWriter(directory.id, { WEBHOOK_QUEUE: deafQueue }, (writer) =>
			writer.write(request),
		);
		expect(result.ok && result.value.status).toBe(201);
		expect(await directory.events()).toHaveLength(1);
		const awake = `SELECT 1 FROM delivery_cursors WHERE endpoint_id = ? AND state = 'awake'`;
		expect(await rows(awake, endpoint.id)).toHaveLength(1);
		await expectSound(directory);
	});

	test('evicted between any two writes, it continues the sequence', async () => {
		const directory = await createDirectory();
		for (let at = 0; at < 5; at += 1) {
			await createUser(directory, `user${at}`);
			await evictDurableObject(testEnv.DIRECTORY_WRITER.getByName(directory.id));
		}
		expect((await directory.events()).map(({ sequence }) => sequence)).toEqual([2, 3, 4, 5, 6]);
	});

	test('its alarm is armed before the commit', async () => {
		const directory = await createDirectory();
		await runDurableObjectAlarm(testEnv.DIRECTORY_WRITER.getByName(directory.id));
		const tokenHash = await sha256Hex(directory.token);
		const DB = faultyD1((batch) => (batch === 1 ? 'dies before' : 'none'));
		await withWriter(directory.id, { DB }, async (writer) => {
			void writer.write({ command: createCommand('anna'), tokenHash, size: 0 });
			const stub = testEnv.DIRECTORY_WRITER.getByName(directory.id);
			const armed = () => runInDurableObject(stub, (_writer, state) => state.storage.getAlarm());
			await expect.poll(armed).not.toBeNull();
		});
	});

	test('a directory that is made twice tells an endpoint that was made in between nothing', async () => {
		const id = newId('dir');
		const token = {
			id: newId('tok'),
			hash: await sha256Hex(id),
			description: null,
			expiresAt: null,
		};
		const directory = { id, name: 'D', tenant: id, product: 'p', type: 'okta-scim-v2', token };
		await withWriter(id, {}, (writer) => writer.create(directory));
		const endpoint = await createEndpoint({ url: 'https://receiver.example.com/', tenant: id });
		await withWriter(id, {}, (writer) => writer.create(directory));
		const cursor = testEnv.DB.prepare('SELECT * FROM delivery_cursors WHERE endpoint_id = ?');
		expect(await cursor.bind(endpoint.id).first()).toBeNull();
	});

	test('its alarm sends what was never sent', async () => {
		const directory = await createDirectory();
		const endpoint = await createEndpoint({
			url: 'https://receiver.example.com/hook',
			directory_id: directory.id,
		});
		const sent: WakeUp[] = [];
		const queue = notingQueue(sent);
		await withWriter(directory.id, { WEBHOOK_QUEUE: deafQueue }, async (writer) =>
			writer.write({
				tokenHash: await sha256Hex(directory.token),
				size: 0,
				command: createCommand('anna'),
			}),
		);
		expect(await runDurableObjectAlarm(testEnv.DIRECTORY_WRITER.getByName(directory.id))).toBe(
			true,
		);
		// A cursor's own message has ten seconds before a net replaces it.
		await testEnv.DB.prepare(
			'UPDATE delivery_cursors SET due_at = due_at - 20000 WHERE endpoint_id = ?',
		)
			.bind(endpoint.id)
			.run();
		await withWriter(directory.id, { WEBHOOK_QUEUE: queue }, (writer) => writer.alarm());
		expect(sent).toEqual([{ directoryId: directory.id, endpointId: endpoint.id, lane: '' }]);
	});
});

test('times of a directory go on from the last one, even if that was another machine’s clock', async () => {
	const directory = await createDirectory();
	const endpoint = await createEndpoint({
		url: 'https://receiver.example.com/hook',
		directory_id: directory.id,
	});
	const ahead = Date.now() + 3_600_000;
	await rows('UPDATE directories SET updated_at = ? WHERE id = ?', ahead, directory.id);
	const made = [await createUser(directory, 'anna'), await createUser(directory, 'bert')];
	const times = await rows<Record<string, unknown>>(
		'SELECT id, modified_at FROM users ORDER BY modified_at',
	);
	const own = times.filter(({ id }) => made.includes(String(id)));
	expect(own).toEqual(made.map((id, at) => ({ id, modified_at: ahead + 1 + at })));
	// Deliveries do not wait for the clock to get there.
	const [cursor] = await rows<{ due_at: number }>(
		'SELECT due_at FROM delivery_cursors WHERE endpoint_id = ?',
		endpoint.id,
	);
	expect(cursor?.due_at).toBeLessThan(ahead);
});
