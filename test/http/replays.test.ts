/**
 * Having again what was missed: replays of the log and redelivery of dead letters, from the API to the
 * receiver. Where the queue is not what is tested, the consumer is called by the wake-ups that were sent.
 */
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import type { DeadLetter, Replay, ReplayInFull } from '../../src/contract/replays.ts';
import type { Page } from '../../src/contract/shared.ts';
import type { Event } from '../../src/webhook/payload.ts';
import { api, createDirectory, createEndpoint, type Reply, user } from '../support/client.ts';
import { costOf } from '../support/d1-meter.ts';
import { answer, query } from '../support/delivery.ts';
import { directoryWith, keepFrom, timeAt } from '../support/logs.ts';
import { Receiver } from '../support/receiver.ts';
import { Stage } from '../support/stage.ts';

const URL_OF = (name: string) => `https://${name}.example.com/hook`;

interface Problem {
	readonly detail: string;
	readonly errors?: readonly { readonly field: string; readonly detail: string }[];
	readonly replay_id?: string;
}

const places = (letters: readonly DeadLetter[]) =>
	letters.map((letter) => [letter.directory_id, letter.sequence]);

afterEach(() => {
	vi.restoreAllMocks();
});

describe('a replay', () => {
	test('comes through the real Queue, in order, marked, with the webhook-ids of the first time, to one endpoint', async () => {
		const [one, two] = [new Receiver(), new Receiver()];
		const directory = await createDirectory();
		const scope = { directory_id: directory.id };
		const { id } = await createEndpoint({ url: one.url, ...scope });
		await createEndpoint({ url: two.url, ...scope });
		for (const name of ['a', 'b', 'c']) await directory.scim('POST', '/Users', user(name));
		for (const { received } of [one, two]) {
			await vi.waitFor(() => expect(received).toHaveLength(3), { timeout: 30_000 });
		}
		const started = await api<Replay>('POST', `/webhook-endpoints/${id}/replay`, {
			from_sequence: 2,
		});
		expect(started.status).toBe(202);
		await vi.waitFor(() => expect(one.received).toHaveLength(6), { timeout: 30_000 });
		expect(one.sequences).toEqual([2, 3, 4, 2, 3, 4]);
		const headers = one.received.map((webhook) => webhook.headers);
		const ids = headers.map((each) => each['webhook-id']);
		expect(ids.slice(3)).toEqual(ids.slice(0, 3));
		const replays = headers.map((each) => each['rollcall-replay']);
		expect(replays).toEqual([...Array<undefined>(3), ...Array<string>(3).fill(started.body.id)]);
		expect(two.received).toHaveLength(3);
		const path = `/webhook-endpoints/${id}/replays/${started.body.id}`;
		await expect.poll(async () => (await api<Replay>('GET', path)).body.state).toBe('done');
	});

	test.each([
		['from a sequence', { from_sequence: 3 }, [3, 4, 5, 6]],
		['from the oldest', { from_sequence: 1 }, [1, 2, 3, 4, 5, 6]],
		['of one event', { from_sequence: 6, to_sequence: 6 }, [6]],
		['of a range', { from_sequence: 2, to_sequence: 4 }, [2, 3, 4]],
		['by type', { from_sequence: 1, types: ['group.*'] }, [3, 6]],
		['by exact type', { from_sequence: 1, types: ['user.created', 'user.deleted'] }, [2, 4, 5]],
		['of types that did not occur', { from_sequence: 1, types: ['user.deleted'] }, []],
		['from a time', { from_time: timeAt(3) }, [3, 4, 5, 6]],
		['from between two events', { from_time: '2026-01-01T01:00:03.001+01:00' }, [4, 5, 6]],
		['from before the log', { from_time: '1970-01-01T00:00:00Z', types: ['user.*'] }, [2, 4, 5]],
		['of a time', { from_time: timeAt(3), to_time: timeAt(5) }, [3, 4, 5]],
		[
			'to a time that is yet to come',
			{ from_time: timeAt(5), to_time: '2099-01-01T00:00:00Z' },
			[5, 6],
		],
	])('%s', async (_, body, sequences) => {
		const stage = new Stage();
		const directory = await directoryWith(6);
		const { id } = await createEndpoint({ url: URL_OF('one'), directory_id: directory.id });
		const replay = await stage.replay(id, body);
		expect(replay).toMatchObject({ source: 'log', state: 'running', directories: 1 });
		expect(replay.types).toEqual('types' in body ? body.types : null);
		await stage.serve();
		expect(stage.sequences).toEqual(sequences);
		const headers = stage.received.map((each) => each.headers['rollcall-replay']);
		expect(new Set(headers)).toEqual(new Set(sequences.length === 0 ? [] : [replay.id]));
		const { body: done } = await stage.read(id, replay.id);
		expect(done).toMatchObject({ state: 'done', directories_done: 1, sequences_left: 0 });
	});

	test('goes on in batches, and shows how far it has come', async () => {
		const stage = new Stage();
		const directory = await directoryWith(6);
		const { id } = await createEndpoint({
			url: URL_OF('batch'),
			directory_id: directory.id,
			max_batch: 2,
		});
		stage.respond = ({ sequences }) => answer(sequences.includes(4) ? 503 : 200);
		const replay = await stage.replay(id, { from_sequence: 1 });
		expect(replay.sequences_left).toBe(6);
		await stage.serve();
		expect(stage.received.map(({ sequences }) => sequences)).toEqual([
			[1, 2],
			[3, 4],
		]);
		const { body } = await stage.read(id, replay.id);
		expect(body).toMatchObject({ state: 'running', directories_done: 0, sequences_left: 4 });
		expect(body.progress).toEqual({
			data: [
				{
					directory_id: directory.id,
					next_sequence: 3,
					until_sequence: 6,
					state: 'running',
					attempts: 1,
					last_error: expect.stringContaining('503') as unknown,
					due_at: expect.stringMatching(/^20.+Z$/) as unknown,
				},
			],
			next_cursor: null,
		});
	});

	test('from a time covers all directories of the scope that have such events', async () => {
		const stage = new Stage();
		const tenant = `tenant-${crypto.randomUUID()}`;
		const loud = await directoryWith(5, { tenant });
		const silent = await directoryWith(2, { tenant });
		const last = await directoryWith(4, { tenant, product: 'other' });
		await directoryWith(5);
		const { id } = await createEndpoint({ url: URL_OF('wide'), tenant });
		const replay = await stage.replay(id, { from_time: timeAt(4) });
		expect(replay).toMatchObject({ directories: 2, sequences_left: 3 });
		await stage.serve();
		const events = stage.received.map(({ body }) => JSON.parse(body) as Event);
		expect(events.map((event) => [event.directory_id, event.sequence])).toEqual([
			[loud.id, 4],
			[loud.id, 5],
			[last.id, 4],
		]);
		const path = `${id}/replays/${replay.id}?limit=1`;
		const first = await stage.call<ReplayInFull>('GET', path);
		const { data, next_cursor: cursor } = first.body.progress;
		const next = await stage.call<ReplayInFull>('GET', `${path}&cursor=${cursor}`);
		expect([...data, ...next.body.progress.data].map((each) => each.directory_id)).toEqual([
			loud.id,
			last.id,
		]);
		expect(next.body.progress.next_cursor).toBeNull();
		expect(silent.id).not.toBe(loud.id);

		const ofOne = await stage.replay(id, { from_time: timeAt(1), directory_id: last.id });
		expect(ofOne).toMatchObject({ directories: 1, sequences_left: 4 });
		const bySequence = await stage.replay(id, { from_sequence: 2, directory_id: silent.id });
		expect(bySequence).toMatchObject({ directories: 1, sequences_left: 1 });
	});

	describe('from a time of which not everything is kept', () => {
		test('sends what there is, and its answer says until when something may be missing', async () => {
			const stage = new Stage();
			const tenant = `tenant-${crypto.randomUUID()}`;
			const whole = await directoryWith(6, { tenant });
			const partial = await directoryWith(6, { tenant });
			const empty = await directoryWith(5, { tenant });
			await keepFrom(partial, 4);
			await keepFrom(empty, 6);
			const { id } = await createEndpoint({ url: URL_OF('partial'), tenant });
			const since = (at: number, directory?: { id: string }) =>
				stage.replay(id, { from_time: timeAt(at), directory_id: directory?.id });

			const all = await since(2);
			expect(all).toMatchObject({ directories: 2, incomplete_until: timeAt(5) });
			const { body } = await stage.read(id, all.id);
			expect(body).not.toHaveProperty('incomplete_until');
			expect(await since(3, partial)).toMatchObject({ incomplete_until: timeAt(4) });
			for (const complete of [await since(1, whole), await since(4, partial), await since(6)]) {
				expect(complete).not.toHaveProperty('incomplete_until');
			}
			await stage.serve();
			const events = stage.received.map((each) => JSON.parse(each.body) as Event);
			const ofAll = events.slice(0, 8).map((event) => [event.directory_id, event.sequence]);
			expect(ofAll).toEqual([
				...[2, 3, 4, 5, 6].map((sequence) => [whole.id, sequence]),
				...[4, 5, 6].map((sequence) => [partial.id, sequence]),
			]);
		});

		test('is complete if the log was kept from its beginning, however early the time', async () => {
			const stage = new Stage();
			const directory = await directoryWith(3);
			const { id } = await createEndpoint({ url: URL_OF('early'), directory_id: directory.id });
			const replay = await stage.replay(id, { from_time: '1970-01-01T00:00:00Z' });
			expect(replay).not.toHaveProperty('incomplete_until');
		});
	});

	test('is listed, newest first', async () => {
		const stage = new Stage();
		const directory = await directoryWith(2);
		const { id } = await createEndpoint({ url: URL_OF('list'), directory_id: directory.id });
		const made: string[] = [];
		for (let at = 0; at < 3; at += 1) {
			made.unshift((await stage.replay(id, { from_sequence: 1 })).id);
		}
		const first = await stage.call<Page<Replay>>('GET', `${id}/replays?limit=2`);
		expect(first.body.data.map((each) => each.id)).toEqual(made.slice(0, 2));
		const cursor = first.body.next_cursor;
		const next = await stage.call<Page<Replay>>('GET', `${id}/replays?cursor=${cursor}`);
		expect(next.body).toMatchObject({ data: [{ id: made[2] }], next_cursor: null });
	});

	test('that is cancelled stops, even in the middle of a POST', async () => {
		const stage = new Stage();
		const directory = await directoryWith(5);
		const { id } = await createEndpoint({ url: URL_OF('cancel'), directory_id: directory.id });
		const replay = await stage.replay(id, { from_sequence: 1 });
		const path = `${id}/replays/${replay.id}`;
		stage.respond = async () => {
			expect((await stage.call('DELETE', path)).status).toBe(204);
			return answer(200);
		};
		await stage.serve();
		expect(stage.sequences).toEqual([1]);
		expect((await stage.call('GET', path)).status).toBe(404);
		expect((await stage.call('DELETE', path)).status).toBe(404);
	});

	test('rests while its endpoint is disabled, and goes on where it stopped', async () => {
		const stage = new Stage();
		const directory = await directoryWith(4);
		const { id } = await createEndpoint({ url: URL_OF('rest'), directory_id: directory.id });
		const replay = await stage.replay(id, { from_sequence: 1 });
		stage.respond = async ({ sequences }) => {
			if (sequences.includes(2)) await stage.call('PATCH', id, { state: 'disabled' });
			return answer(200);
		};
		await stage.serve();
		expect(stage.sequences).toEqual([1, 2]);
		const { body: held } = await stage.read(id, replay.id);
		expect(held).toMatchObject({ state: 'held', progress: { data: [{ due_at: null }] } });
		stage.respond = () => answer(200);
		await stage.call('PATCH', id, { state: 'enabled' });
		await vi.waitFor(() => expect(stage.wakeUps).toHaveLength(1), { timeout: 30_000 });
		await stage.serve();
		expect(stage.sequences).toEqual([1, 2, 2, 3, 4]);
	});

	test('of a directory that the brake holds waits for the release', async () => {
		const stage = new Stage();
		const directory = await directoryWith(2);
		const { id } = await createEndpoint({ url: URL_OF('brake'), directory_id: directory.id });
		await query('UPDATE directories SET paused_at = 1 WHERE id = ?', directory.id);
		expect(await stage.replay(id, { from_sequence: 1 })).toMatchObject({ state: 'held' });
		expect(stage.wakeUps).toEqual([]);
	});

	test('to an endpoint that is polled waits for its poller', async () => {
		const stage = new Stage();
		const directory = await directoryWith(3);
		const { id } = await createEndpoint({
			directory_id: directory.id,
			format: 'set',
			delivery: 'poll',
		});
		const replay = await stage.replay(id, { from_sequence: 1 });
		const { body } = await stage.read(id, replay.id);
		expect(body).toMatchObject({ state: 'running', progress: { data: [{ due_at: null }] } });
		expect(stage.wakeUps).toEqual([]);
	});

	test('can be of the operations log', async () => {
		const stage = new Stage();
		const directory = await directoryWith(1);
		const off = await createEndpoint({ url: URL_OF('gone'), directory_id: directory.id });
		await stage.call('PATCH', off.id, { state: 'disabled' });
		const { id } = await createEndpoint({ url: URL_OF('ops'), directory_id: 'operations' });
		await stage.replay(id, { from_sequence: 1 });
		await stage.serve();
		const events = stage.received.map(({ body }) => JSON.parse(body) as Event);
		expect(events.at(-1)).toMatchObject({
			type: 'webhook_endpoint.disabled',
			directory_id: 'operations',
			data: { id: off.id },
		});
	});

	test('does not read more of a long log than of a short one', async () => {
		const stage = new Stage();
		const costs: number[] = [];
		for (const size of [100, 100_000]) {
			const directory = await directoryWith(size);
			const { id } = await createEndpoint({ url: URL_OF('long'), directory_id: directory.id });
			const range = { from_time: timeAt(size / 2), to_time: timeAt(size / 2 + 9) };
			const cost = await costOf(async () => {
				expect(await stage.replay(id, range)).toMatchObject({ sequences_left: 10 });
			});
			costs.push(cost.rowsRead);
		}
		// Two searches by halves: ten more halvings each, of two rows.
		expect(costs[1]).toBeLessThanOrEqual((costs[0] ?? 0) + 40);
		expect(costs[1]).toBeLessThan(120);
	});
});

describe('a replay is refused', () => {
	const tomorrow = new Date(Date.now() + 86_400_000).toISOString();
	let endpointId = '';
	beforeAll(async () => {
		const directory = await directoryWith(6);
		await keepFrom(directory, 3);
		const scope = { directory_id: directory.id, types: ['user.*'] };
		endpointId = (await createEndpoint({ url: URL_OF('refuse'), ...scope })).id;
	});

	test.each([
		['without a beginning', {}, 'from_sequence', 'either from_sequence or from_time is required'],
		['with two', { from_sequence: 3, from_time: timeAt(3) }, 'from_time', 'not both'],
		['with two ends', { from_sequence: 3, to_time: timeAt(4) }, 'to_time', 'use to_sequence'],
		['with another end', { from_time: timeAt(3), to_sequence: 4 }, 'to_sequence', 'use to_time'],
		['before what is kept', { from_sequence: 2 }, 'from_sequence', 'the log holds 3 to 6'],
		['after the end', { from_sequence: 7 }, 'from_sequence', 'the log holds 3 to 6'],
		['beyond the end', { from_sequence: 3, to_sequence: 7 }, 'to_sequence', 'the log holds 3 to 6'],
		['backwards', { from_sequence: 4, to_sequence: 3 }, 'to_sequence', 'before from_sequence'],
		['back in time', { from_time: timeAt(4), to_time: timeAt(3) }, 'to_time', 'before from_time'],
		['from the future', { from_time: tomorrow }, 'from_time', 'must be in the past'],
		['of a time without events', { from_time: timeAt(7) }, 'from_time', 'no kept event'],
		[
			'of a forgotten time',
			{ from_time: timeAt(1), to_time: timeAt(2) },
			'from_time',
			'no kept event',
		],
		['from no time', { from_time: 'yesterday' }, 'from_time', 'must be a time'],
		['from no number', { from_sequence: '3' }, 'from_sequence', 'must be a number'],
		['from half a number', { from_sequence: 3.5 }, 'from_sequence', 'must be a whole number'],
		['from zero', { from_sequence: 0 }, 'from_sequence', 'must be at least 1'],
		[
			'of an unknown type',
			{ from_sequence: 3, types: ['user.*', 'user.gone'] },
			'types',
			'user.gone',
		],
		['of no type', { from_sequence: 3, types: [] }, 'types', 'at least one is required'],
		[
			'of types not subscribed to',
			{ from_sequence: 3, types: ['group.created'] },
			'types',
			'does not',
		],
		['with a misspelt field', { from_sequence: 3, form_time: timeAt(3) }, 'form_time', ''],
	])('%s', async (_, body, field, detail) => {
		const stage = new Stage();
		const refused = await stage.call<Problem>('POST', `${endpointId}/replay`, body);
		expect(refused.status).toBe(400);
		expect(refused.headers.get('Content-Type')).toBe('application/problem+json');
		expect(refused.body.errors?.map((each) => each.field)).toEqual([field]);
		expect(refused.body.detail).toContain(detail);
		const { body: none } = await stage.call<Page<Replay>>('GET', `${endpointId}/replays`);
		expect(none.data).toEqual([]);
		expect(stage.wakeUps).toEqual([]);
	});

	test.each<[string, Record<string, unknown>, Record<string, unknown>, string]>([
		['of a directory', {}, {}, 'webhook_endpoint.*'],
		['of a directory', { types: ['user.*'] }, {}, 'deprovisioning_brake.engaged'],
		['of a tenant', { directory_id: undefined, tenant: 'acme' }, {}, 'webhook_endpoint.disabled'],
		['of operations', { directory_id: 'operations' }, {}, 'user.*'],
		['of everything, in a directory', { directory_id: undefined }, {}, 'webhook_endpoint.*'],
		[
			'of everything, in operations',
			{ directory_id: undefined },
			{ directory_id: 'operations' },
			'directory.*',
		],
	])('for types that the log never has: %s', async (name, scope, range, type) => {
		const stage = new Stage();
		const directory = await directoryWith(2);
		const all = { url: URL_OF('never'), directory_id: directory.id, ...scope };
		const { id } = await createEndpoint(all);
		const where = name.endsWith('in a directory') ? { directory_id: directory.id } : range;
		const body = { from_time: timeAt(1), types: [type], ...where };
		const refused = await stage.call<Problem>('POST', `${id}/replay`, body);
		expect(refused.status).toBe(400);
		expect(refused.body.errors).toMatchObject([{ field: 'types' }]);
		expect(refused.body.detail).toContain(`"${type}"`);
		expect(refused.body.detail).toContain('the operations log');
		await stage.call('DELETE', id);
	});

	test('for a directory out of scope, in the words for one that does not exist', async () => {
		const stage = new Stage();
		const directory = await directoryWith(2);
		const foreign = await directoryWith(2);
		for (const scope of [
			{ directory_id: directory.id },
			{ tenant: directory.tenant },
			{ tenant: directory.tenant, product: 'product' },
		]) {
			const { id } = await createEndpoint({ url: URL_OF('scope'), ...scope });
			for (const directoryId of [foreign.id, `dir_${'0'.repeat(32)}`, 'operations']) {
				const body = { directory_id: directoryId, from_sequence: 1 };
				const refused = await stage.call<Problem>('POST', `${id}/replay`, body);
				expect(refused.status).toBe(404);
				expect(refused.body.errors).toEqual([
					{
						field: 'directory_id',
						detail: `this endpoint does not cover directory "${directoryId}"`,
					},
				]);
			}
		}
	});

	test('by sequence for an endpoint that covers several directories', async () => {
		const stage = new Stage();
		const { tenant } = await directoryWith(2);
		const { id } = await createEndpoint({ url: URL_OF('several'), tenant });
		const refused = await stage.call<Problem>('POST', `${id}/replay`, { from_sequence: 1 });
		expect(refused.status).toBe(400);
		expect(refused.body.errors?.[0]?.field).toBe('directory_id');
	});

	test('to a disabled endpoint', async () => {
		const stage = new Stage();
		const directory = await directoryWith(2);
		const { id } = await createEndpoint({ url: URL_OF('off'), directory_id: directory.id });
		await stage.call('PATCH', id, { state: 'disabled' });
		const refused = await stage.call<Problem>('POST', `${id}/replay`, { from_sequence: 1 });
		expect(refused.status).toBe(409);
		expect(refused.body.detail).toContain('disabled');
	});

	test('beyond ten under way', async () => {
		const stage = new Stage();
		const directory = await directoryWith(2);
		const { id } = await createEndpoint({ url: URL_OF('ten'), directory_id: directory.id });
		for (let at = 0; at < 10; at += 1) await stage.replay(id, { from_sequence: 2 });
		const refused = await stage.call<Problem>('POST', `${id}/replay`, { from_sequence: 2 });
		expect(refused.status).toBe(409);
		expect(refused.body.detail).toContain('10 running replays');
		await vi.waitFor(() => expect(stage.wakeUps).toHaveLength(10), { timeout: 30_000 });
		await stage.serve();
		await stage.replay(id, { from_sequence: 2 });
	});

	test('for ids and cursors that are not those of the endpoint', async () => {
		const stage = new Stage();
		const directory = await directoryWith(2);
		const scope = { directory_id: directory.id };
		const { id } = await createEndpoint({ url: URL_OF('mine'), ...scope });
		const other = await createEndpoint({ url: URL_OF('other'), ...scope });
		const replay = await stage.replay(other.id, { from_sequence: 1 });
		const nobody = `ep_${'0'.repeat(32)}`;
		for (const [method, path, status] of [
			['GET', `${id}/replays/${replay.id}`, 404],
			['DELETE', `${id}/replays/${replay.id}`, 404],
			['GET', `${id}/replays/rpl_`, 404],
			['GET', `${nobody}/replays`, 404],
			['GET', `${nobody}/dead-letters`, 404],
			['POST', `${nobody}/dead-letters/redeliver`, 404],
			['POST', `${id}/dead-letters/evt_1/redeliver`, 404],
			['GET', `${id}/dead-letters?directory_id=dir_0`, 404],
			['GET', `${id}/replays?cursor=abc`, 400],
			['GET', `${id}/replays?limit=0`, 400],
			['GET', `${other.id}/replays/${replay.id}?cursor=abc`, 400],
			['GET', `${id}/dead-letters?cursor=1.x`, 400],
			['GET', `${id}/dead-letters?cursor=MTI`, 400],
			['PUT', `${id}/replays`, 405],
		] as const) {
			const { status: answered, body } = await stage.call<Problem>(method, path);
			expect([path, answered]).toEqual([path, status]);
			expect(body.detail).not.toBe('');
		}
		const body = { from_sequence: 1 };
		expect((await stage.call('POST', `${nobody}/replay`, body)).status).toBe(404);
	});
});

describe('dead letters', () => {
	test('are listed in the order of their log, redelivered, and gone once they are accepted', async () => {
		const stage = new Stage();
		const directory = await directoryWith(6);
		const scope = { directory_id: directory.id };
		const { id } = await createEndpoint({ url: URL_OF('dead'), ...scope });
		await stage.kill(id, 2, 2);
		await stage.kill(id, 4, 5);
		const letters = await stage.deadLetters(id);
		const [, next] = letters;
		expect(letters.map((letter) => letter.sequence)).toEqual([2, 4, 5]);
		expect(next).toMatchObject({
			type: 'user.created',
			directory_id: directory.id,
			attempts: 1,
			event_kept: true,
			replay_id: null,
		});
		expect(next?.last_error).toContain('500');
		const one = `${id}/dead-letters/${next?.event_id}/redeliver`;
		const started = await stage.call('POST', one);
		expect(started.status).toBe(202);
		expect(started.body).toMatchObject({ source: 'dead_letters', state: 'running' });
		expect(started.body.id).toMatch(/^rdl_/);
		await stage.serve();
		expect(stage.sequences).toEqual([4]);
		expect(stage.received[0]?.id).toBe(next?.event_id);
		expect(stage.received[0]?.headers['rollcall-replay']).toBe(started.body.id);
		expect((await stage.deadLetters(id)).map((letter) => letter.sequence)).toEqual([2, 5]);
		expect((await stage.call('POST', one)).status).toBe(404);

		const rest = await stage.call('POST', `${id}/dead-letters/redeliver`);
		expect(rest.status).toBe(202);
		await stage.serve();
		// Not what lies between them.
		expect(stage.sequences).toEqual([4, 2, 5]);
		expect(await stage.deadLetters(id)).toEqual([]);
		const again = await stage.call<Problem>('POST', `${id}/dead-letters/redeliver`);
		expect(again.status).toBe(409);
	});

	test('that are being redelivered are not redelivered twice', async () => {
		const stage = new Stage();
		const directory = await directoryWith(4);
		const { id } = await createEndpoint({ url: URL_OF('twice'), directory_id: directory.id });
		await stage.kill(id, 2, 3);
		const [first, next] = await stage.deadLetters(id);
		const one = `${id}/dead-letters/${first?.event_id}/redeliver`;
		const started = await stage.call('POST', one);
		const again = await stage.call<Problem>('POST', one);
		expect(again.status).toBe(409);
		expect(again.body.replay_id).toBe(started.body.id);
		expect((await stage.deadLetters(id)).map((letter) => letter.replay_id)).toEqual([
			started.body.id,
			null,
		]);
		const others = await stage.call('POST', `${id}/dead-letters/redeliver`, {});
		expect(others.status).toBe(202);
		expect((await stage.call('POST', `${id}/dead-letters/redeliver`)).status).toBe(409);
		await stage.serve();
		expect(stage.sequences).toEqual([first?.sequence, next?.sequence]);
	});

	test('that die again stay, and can be redelivered again', async () => {
		const stage = new Stage();
		const directory = await directoryWith(3);
		const { id } = await createEndpoint({ url: URL_OF('again'), directory_id: directory.id });
		await stage.kill(id, 2, 2);
		stage.respond = () => answer(503);
		await stage.call('POST', `${id}/dead-letters/redeliver`);
		await stage.serve({ retryScheduleSeconds: [0] });
		const [letter] = await stage.deadLetters(id);
		expect(letter).toMatchObject({ sequence: 2, replay_id: null });
		expect(letter?.last_error).toContain('503');
		expect((await stage.call('POST', `${id}/dead-letters/redeliver`)).status).toBe(202);
	});

	test('are of one endpoint, in pages and by directory', async () => {
		const stage = new Stage();
		const tenant = `tenant-${crypto.randomUUID()}`;
		const one = await directoryWith(3, { tenant });
		const two = await directoryWith(3, { tenant });
		const { id } = await createEndpoint({ url: URL_OF('pages'), tenant });
		const other = await createEndpoint({ url: URL_OF('others'), tenant });
		stage.respond = () => answer(500);
		await stage.replay(id, { from_time: timeAt(2) });
		await stage.serve({ retryScheduleSeconds: [0] });
		stage.respond = () => answer(200);
		const all = [
			[one.id, 2],
			[one.id, 3],
			[two.id, 2],
			[two.id, 3],
		];
		expect(places(await stage.deadLetters(id))).toEqual(all);
		expect(places(await stage.deadLetters(id, `?directory_id=${two.id}`))).toEqual(all.slice(2));
		expect(await stage.deadLetters(other.id)).toEqual([]);
		const paged: DeadLetter[] = [];
		for (let cursor: string | null = ''; cursor !== null;) {
			const path: string = `${id}/dead-letters?limit=3${cursor && `&cursor=${cursor}`}`;
			const page: Reply<Page<DeadLetter>> = await stage.call('GET', path);
			paged.push(...page.body.data);
			cursor = page.body.next_cursor;
		}
		expect(places(paged)).toEqual(all);
		const body = { directory_id: two.id };
		const started = await stage.call('POST', `${id}/dead-letters/redeliver`, body);
		expect(started.body.directories).toBe(1);
		await stage.serve();
		expect(places(await stage.deadLetters(id))).toEqual(all.slice(0, 2));
	});

	test('whose event is not kept any more are shown as such, and cannot be redelivered', async () => {
		const stage = new Stage();
		const directory = await directoryWith(4);
		const { id } = await createEndpoint({ url: URL_OF('kept'), directory_id: directory.id });
		await stage.kill(id, 2, 3);
		await keepFrom(directory, 3);
		const [gone, kept] = await stage.deadLetters(id);
		expect(gone).toMatchObject({ type: null, event_kept: false });
		expect(kept).toMatchObject({ type: 'group.created', event_kept: true });
		const path = `${id}/dead-letters/${gone?.event_id}/redeliver`;
		expect((await stage.call('POST', path)).status).toBe(410);
		const rest = await stage.call('POST', `${id}/dead-letters/redeliver`);
		expect(rest.body.sequences_left).toBe(1);
	});

	test('of a disabled endpoint wait for it to be enabled', async () => {
		const stage = new Stage();
		const directory = await directoryWith(2);
		const { id } = await createEndpoint({ url: URL_OF('wait'), directory_id: directory.id });
		await stage.kill(id, 2, 2);
		const [letter] = await stage.deadLetters(id);
		await stage.call('PATCH', id, { state: 'disabled' });
		const one = `${id}/dead-letters/${letter?.event_id}/redeliver`;
		expect((await stage.call('POST', one)).status).toBe(409);
		expect((await stage.call('POST', `${id}/dead-letters/redeliver`)).status).toBe(409);
	});
});
