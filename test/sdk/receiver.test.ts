/**
 * What a receiver applies, in which order and how often, and what it answers: alone, and behind the
 * real Express and Hono.
 */
import express from 'express';
import * as fc from 'fast-check';
import { Hono } from 'hono';
import { describe, expect, test, vi } from 'vitest';
import { receiveWebhooks as receiveInExpress } from '../../src/sdk/express.ts';
import { receiveWebhooks as receiveInHono } from '../../src/sdk/hono.ts';
import {
	createReceiver,
	MemoryStore,
	type EventCallbacks,
	type ReceiverOptions,
	type RollcallEvent,
	type SequenceStore,
} from '../../src/sdk/index.ts';
import { listen } from '../support/node/http.ts';
import { anEvent, aSecret, webhookRequest } from '../support/node/webhooks.ts';

const SECRET = aSecret(1);

const user = (sequence: number, id = 'u1', type = 'user.updated', directory = 'dir_1') =>
	anEvent({ type, sequence, directory_id: directory, data: { id } });

/** A receiver, what it applied, and what was said to `onError`. */
function aReceiver(on?: EventCallbacks, options: Partial<ReceiverOptions> = {}) {
	const applied: string[] = [];
	const errors: unknown[] = [];
	const note = ({ type, sequence }: RollcallEvent) => void applied.push(`${type} ${sequence}`);
	const receive = createReceiver({
		secret: SECRET,
		store: new MemoryStore(),
		on: on ?? { '*': note },
		onError: (error) => errors.push(error),
		...options,
	});
	const deliver = async (events: RollcallEvent | readonly RollcallEvent[]) => {
		const answer = await receive(await webhookRequest(events, SECRET));
		return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
	};
	return { receive, deliver, applied, errors, note };
}

const tally = (counts: { applied?: number; stale?: number; ignored?: number }) => ({
	status: 200,
	body: { applied: 0, stale: 0, ignored: 0, ...counts },
});

describe('a callback', () => {
	test.each<[type: string, called: string[]]>([
		['user.created', ['user.created', 'user.*', '*']],
		['user.updated', ['user.*', '*']],
		['robot.built', ['*']],
	])('is called for what it covers, the most specific one first: %s', async (type, wanted) => {
		const called: string[] = [];
		const { deliver } = aReceiver({
			'*': () => void called.push('*'),
			'user.*': () => void called.push('user.*'),
			'user.created': async () => {
				await Promise.resolve();
				called.push('user.created');
			},
		});
		expect(await deliver(user(1, 'u1', type))).toEqual(tally({ applied: 1 }));
		expect(called).toEqual(wanted);
	});

	test('that fails keeps the more general ones from being called', async () => {
		const called: string[] = [];
		const { deliver } = aReceiver({
			'user.updated': () => Promise.reject(new Error('no')),
			'*': () => void called.push('*'),
		});
		expect((await deliver(user(1))).status).toBe(500);
		expect(called).toEqual([]);
	});

	test('is called at once if it is not async, as synchronous databases need it', async () => {
		const done: string[] = [];
		const store: SequenceStore = {
			once(_key, _sequence, apply) {
				const result = apply(undefined);
				done.push(`committed, ${typeof result}`);
				return true;
			},
		};
		const { deliver } = aReceiver(
			{ 'user.updated': () => void done.push('a'), '*': () => void done.push('b') },
			{ store },
		);
		await deliver(user(1));
		expect(done).toEqual(['a', 'b', 'committed, undefined']);
	});

	test('is not needed: what nobody asked for is accepted, so that it does not come again', async () => {
		const { deliver } = aReceiver({ 'user.deleted': () => {} });
		expect(await deliver(user(1))).toEqual(tally({ ignored: 1 }));
		expect(await deliver(user(2, 'u1', 'robot.built'))).toEqual(tally({ ignored: 1 }));
		expect(await deliver(user(3, 'u1', 'constructor'))).toEqual(tally({ ignored: 1 }));
	});

	test('gets events whose type it is for, as TypeScript knows them', () => {
		const on: EventCallbacks = {
			'user.updated': ({ data }) => void data.changes.map(({ path }) => path),
			'group.user_added': ({ data }) => void [data.group.id, data.email],
			'user.*': (event) => void (event.type === 'user.deleted' && event.data.raw.id),
			// @ts-expect-error -- there is no such type
			'user.vanished': () => {},
		};
		expect(Object.keys(on)).toHaveLength(4);
	});

	test('is not called for tests, which tell of nothing that has happened', async () => {
		const { deliver, applied } = aReceiver();
		expect(await deliver(user(0, 'u1', 'user.deleted'))).toEqual(tally({ ignored: 1 }));
		expect(applied).toEqual([]);
	});
});

describe('an event', () => {
	test('takes effect once, however often it comes', async () => {
		const { deliver, applied } = aReceiver();
		expect(await deliver(user(7))).toEqual(tally({ applied: 1 }));
		expect(await deliver(user(7))).toEqual(tally({ stale: 1 }));
		expect(applied).toEqual(['user.updated 7']);
	});

	test('takes effect once when its twin comes while it is being applied', async () => {
		const done = vi.fn<() => void>();
		const { deliver } = aReceiver({
			'*': async () => {
				await Promise.resolve();
				done();
			},
		});
		const answers = await Promise.all([deliver(user(7)), deliver(user(7)), deliver(user(7))]);
		expect(done).toHaveBeenCalledOnce();
		expect(answers.map(({ body }) => body['applied'])).toEqual([1, 0, 0]);
	});

	test('that comes late is left out', async () => {
		const { deliver, applied } = aReceiver();
		await deliver(user(9, 'u1', 'user.deleted'));
		expect(await deliver(user(5, 'u1', 'user.created'))).toEqual(tally({ stale: 1 }));
		expect(applied).toEqual(['user.deleted 9']);
	});

	test('that was a dead letter takes effect after later events of others', async () => {
		const { deliver } = aReceiver();
		await deliver(user(9, 'u2'));
		expect(await deliver(user(5, 'u1'))).toEqual(tally({ applied: 1 }));
	});

	test.each([
		['a user', user(8, 'x'), user(3, 'x', 'user.created'), 'stale'],
		['another user', user(8, 'x'), user(3, 'y'), 'applied'],
		[
			'the same user of another directory',
			user(8),
			user(3, 'u1', 'user.updated', 'dir_2'),
			'applied',
		],
		['a membership', membership(8, 'u1', 'g1'), membership(3, 'u1', 'g1'), 'stale'],
		[
			'a membership in another group',
			membership(8, 'u1', 'g1'),
			membership(3, 'u1', 'g2'),
			'applied',
		],
		['a membership, after its user', user(8), membership(3, 'u1', 'g1'), 'applied'],
	])('is compared with what it is about: %s', async (_, before, after, outcome) => {
		const { deliver } = aReceiver();
		await deliver(before);
		expect(await deliver(after)).toEqual(tally({ [outcome]: 1 }));
	});

	test('is compared with all of its directory, if the application says so', async () => {
		const { deliver } = aReceiver(undefined, { keyOf: (event) => event.directory_id });
		await deliver(user(9, 'u2'));
		expect(await deliver(user(5, 'u1'))).toEqual(tally({ stale: 1 }));
	});

	test('leaves each user as its last event says, in whatever order and how often they come', async () => {
		const delivery = fc.array(fc.record({ id: fc.constantFrom('a', 'b'), at: fc.nat(9) }), {
			minLength: 1,
		});
		await fc.assert(
			fc.asyncProperty(fc.array(delivery), async (webhooks) => {
				const state = new Map<string, number>();
				const { deliver } = aReceiver({
					'user.*': ({ data, sequence }) => void state.set(data.id, sequence),
				});
				const events = webhooks.map((batch) => batch.map(({ id, at }) => user(at + 1, id)));
				await Promise.all(events.map((batch) => deliver(batch)));
				for (const id of ['a', 'b']) {
					const all = events.flat().filter(({ data }) => data.id === id);
					const last = all.reduce((max, { sequence }) => Math.max(max, sequence), 0);
					expect(state.get(id) ?? 0).toBe(last);
				}
			}),
			{ numRuns: 50 },
		);
	});
});

function membership(sequence: number, id: string, group: string): RollcallEvent {
	const data = { id, group: { id: group, name: 'Crew' } };
	return anEvent({ type: 'group.user_added', sequence, data });
}

describe('a callback that throws', () => {
	test('makes Rollcall try again, until it does not', async () => {
		let isBroken = true;
		const { deliver, errors } = aReceiver({
			'user.updated': () => {
				if (isBroken) throw new Error('password of the database: hunter2');
			},
		});
		const failed = await deliver(user(7));
		expect(failed).toEqual({
			status: 500,
			body: { error: 'The callback for user.updated (evt_dir_1_7) failed.' },
		});
		expect(errors).toEqual([new Error('password of the database: hunter2')]);
		isBroken = false;
		expect(await deliver(user(7))).toEqual(tally({ applied: 1 }));
	});

	test('stops its batch there: what comes before is not applied again, what comes after waits', async () => {
		let broken = 2;
		const seen: number[] = [];
		const { deliver } = aReceiver({
			'*': async ({ sequence }) => {
				await Promise.resolve();
				if (sequence === broken) throw new Error('no');
				seen.push(sequence);
			},
		});
		const batch = [user(1, 'a'), user(2, 'b'), user(3, 'c')];
		expect((await deliver(batch)).status).toBe(500);
		expect(seen).toEqual([1]);
		broken = 0;
		expect(await deliver(batch)).toEqual(tally({ applied: 2, stale: 1 }));
		expect(seen).toEqual([1, 2, 3]);
	});

	test('does not hold up what comes after it', async () => {
		const { deliver } = aReceiver({
			'user.updated': () => Promise.reject(new Error('no')),
			'user.deleted': () => {},
		});
		const both = await Promise.all([deliver(user(1)), deliver(user(2, 'u1', 'user.deleted'))]);
		expect(both.map(({ status }) => status)).toEqual([500, 200]);
	});
});

describe('deliveries', () => {
	test('of one directory wait for one another, those of different ones do not', async () => {
		const started: string[] = [];
		const other = Promise.withResolvers<void>();
		const { deliver } = aReceiver({
			'*': async (event) => {
				started.push(`${event.directory_id} ${event.sequence}`);
				if (event.directory_id === 'dir_1') await other.promise;
				else other.resolve();
			},
		});
		await Promise.all([
			deliver(user(1)),
			deliver(user(2)),
			deliver(user(1, 'u1', 'user.updated', 'dir_2')),
		]);
		expect(started.indexOf('dir_2 1')).toBeLessThan(started.indexOf('dir_1 2'));
	});

	test('happen in the transactions of the store', async () => {
		const log: string[] = [];
		const store: SequenceStore<{ write: (text: string) => void }> = {
			async once(key, sequence, apply) {
				const writes: string[] = [];
				await apply({ write: (text) => void writes.push(text) });
				log.push(...writes, `${key} at ${sequence}`);
				return true;
			},
		};
		const receive = createReceiver({
			secret: SECRET,
			store,
			on: { 'user.*': ({ data }, tx) => tx.write(`saved ${data.id}`) },
		});
		await receive(await webhookRequest(user(7), SECRET));
		expect(log).toEqual(['saved u1', 'dir_1/user/u1 at 7']);
	});
});

/** What is other than in a webhook that Rollcall sends. */
interface Change {
	readonly method?: string;
	readonly body?: string;
	readonly headers?: Readonly<Record<string, string>>;
}

describe('a webhook that cannot be taken', () => {
	const later = { 'webhook-timestamp': '1' };
	test.each<[what: string, status: number, change: Change]>([
		['has a wrong signature', 401, { headers: { 'webhook-signature': 'v1,AAAA' } }],
		['has another body', 401, { body: '{}' }],
		['is old', 400, { headers: later }],
		['has no signature', 400, { headers: { 'webhook-signature': '' } }],
		['is no POST', 405, { method: 'PUT' }],
		['has an enormous body', 413, { body: 'x'.repeat(9 * 1024 * 1024) }],
	])('is refused with a status that says why: it %s', async (_, status, change) => {
		const { receive, applied } = aReceiver();
		const request = await webhookRequest(user(7), SECRET);
		const headers = { ...Object.fromEntries(request.headers), ...change.headers };
		const body = change.body ?? (await request.text());
		const answer = await receive(
			new Request(request.url, { method: 'POST', ...change, headers, body }),
		);
		expect(answer.status).toBe(status);
		expect(await answer.json()).toEqual({ error: expect.any(String) as string });
		expect(applied).toEqual([]);
	});

	test('for want of a secret is the receiver’s failure, not the sender’s', async () => {
		const { deliver, errors } = aReceiver(undefined, { secret: undefined });
		expect((await deliver(user(7))).status).toBe(500);
		expect(String(errors[0])).toContain('Is the variable set?');
	});
});

/** Posts a webhook to an application that is put together so. */
async function postToExpress(...before: express.RequestHandler[]) {
	const { note, applied, errors } = aReceiver();
	const app = express();
	const onError = (error: unknown) => errors.push(error);
	const options = { secret: SECRET, store: new MemoryStore(), on: { '*': note }, onError };
	app.use(...before, (_request, _response, next) => {
		next();
	});
	app.use('/hooks', express.Router().post('/rollcall', receiveInExpress(options)));
	const origin = await listen(app);
	const answer = await fetch(await webhookRequest(user(7), SECRET, `${origin}/hooks/rollcall`));
	return { status: answer.status, body: await answer.json(), applied, errors };
}

describe('in Express', () => {
	test.each<[where: string, before: express.RequestHandler[]]>([
		['without any parser', []],
		['behind express.raw()', [express.raw({ type: '*/*' })]],
		['behind express.text()', [express.text({ type: '*/*' })]],
		[
			'behind a parser that keeps the body as rawBody',
			[
				express.json({
					verify: (request, _, buffer) => Object.assign(request, { rawBody: buffer }),
				}),
			],
		],
		['behind a parser of something else', [express.urlencoded()]],
	])('receives %s', async (_, before) => {
		expect(await postToExpress(...before)).toMatchObject({ ...tally({ applied: 1 }), errors: [] });
	});

	test('says loudly that express.json() must not come first', async () => {
		const { status, body, applied, errors } = await postToExpress(express.json());
		expect(status).toBe(500);
		expect(body).toEqual({ error: expect.stringContaining('before express.json()') as string });
		expect(errors).toHaveLength(1);
		expect(applied).toEqual([]);
	});

	test('answers 413 to a body that never ends', async () => {
		const origin = await listen(
			express().use(receiveInExpress({ secret: SECRET, store: new MemoryStore(), on: {} })),
		);
		const piece = new Uint8Array(1024 * 1024);
		const body = new ReadableStream({ pull: (controller) => controller.enqueue(piece) });
		const init = { method: 'POST', body, duplex: 'half' } as RequestInit;
		expect((await fetch(origin, init)).status).toBe(413);
	});
});

describe('in Hono and other frameworks of Fetch', () => {
	test('receives as a handler, and as a function of a Request', async () => {
		const { note, applied } = aReceiver();
		const handle = receiveInHono({ secret: SECRET, store: new MemoryStore(), on: { '*': note } });
		const app = new Hono().post('/webhooks', handle);
		expect((await app.request(await webhookRequest(user(7), SECRET))).status).toBe(200);
		expect((await handle(await webhookRequest(user(8), SECRET))).status).toBe(200);
		expect(applied).toEqual(['user.updated 7', 'user.updated 8']);
	});

	test('says loudly that the body must not be read before', async () => {
		const handle = receiveInHono({
			secret: SECRET,
			store: new MemoryStore(),
			on: {},
			onError: () => {},
		});
		const app = new Hono().post('/webhooks', async (c) => {
			await c.req.json();
			return handle(c);
		});
		const answer = await app.request(await webhookRequest(user(7), SECRET));
		expect(answer.status).toBe(500);
		expect(await answer.text()).toContain('The body was read before');
	});
});
