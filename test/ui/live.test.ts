/**
 * The live page and its stream: each request and each event once, however often one connects again, and
 * nothing of others. What the stream does over minutes is told to it by a clock of the test's own.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { advance, carried, type LivePosition } from '../../src/store/live-position.ts';
import type { LiveLook, LiveRequest } from '../../src/store/live.ts';
import {
	LOOK_MS,
	message,
	tail,
	TAIL_MS,
	type TailDeps,
} from '../../src/ui/dashboard/live/tail.ts';
import { createDirectory, ORIGIN, user, type TestDirectory } from '../support/client.ts';
import { costOf } from '../support/d1-meter.ts';
import { makeKey } from '../support/keys.ts';
import { signedIn, type Visitor } from '../support/visitor.ts';
import { callWorker } from '../support/worker.ts';

const XSS = '<img src=x onerror=alert(1)>';

/** A message of a stream. */
interface Message {
	readonly event: string;
	readonly data: string;
	readonly id: string | undefined;
}

/** Where the script of a page would connect to. */
async function streamOf(visitor: Visitor, parameters = ''): Promise<string> {
	const { html } = await visitor.open(`/dashboard/live${parameters}`);
	const path = /data-live="([^"]+)"/.exec(html)?.[1];
	if (path === undefined) throw new Error(html);
	return path.replaceAll('&amp;', '&');
}

/** A connection as a browser has one. */
class Source {
	readonly #reader: ReadableStreamDefaultReader<string>;
	#text = '';

	constructor(body: ReadableStream<Uint8Array>) {
		this.#reader = body.pipeThrough(new TextDecoderStream()).getReader();
	}

	static async open(visitor: Visitor, path: string, lastEventId?: string): Promise<Source> {
		const response = await connect(visitor, path, lastEventId);
		const type = response.headers.get('Content-Type');
		if (type !== 'text/event-stream' || response.body === null) {
			throw new Error(`There is no stream: ${response.status}, ${type}`);
		}
		return new Source(response.body);
	}

	/** The next message; undefined at the end. */
	async next(): Promise<Message | undefined> {
		for (;;) {
			const [first, ...rest] = this.#text.split('\n\n');
			if (first !== undefined && rest.length > 0) {
				this.#text = rest.join('\n\n');
				const parsed = parse(first);
				if (parsed !== undefined) return parsed;
				continue;
			}
			const { value, done } = await this.#reader.read();
			if (done) return undefined;
			this.#text += value;
		}
	}

	/** Messages until one holds all of these texts, itself included. */
	async until(...texts: readonly string[]): Promise<readonly Message[]> {
		const seen: Message[] = [];
		const isThere = (text: string) => seen.some(({ data }) => data.includes(text));
		while (!texts.every(isThere)) {
			const found = await this.next();
			if (found === undefined) throw new Error(`The stream ended without ${texts.join(', ')}.`);
			seen.push(found);
		}
		return seen;
	}

	close(): Promise<void> {
		return this.#reader.cancel();
	}
}

function parse(text: string): Message | undefined {
	const lines = text.split('\n');
	const of = (name: string) =>
		lines.filter((line) => line.startsWith(`${name}: `)).map((line) => line.slice(name.length + 2));
	const [event] = of('event');
	return event === undefined ? undefined : { event, data: of('data').join('\n'), id: of('id')[0] };
}

function connect(visitor: Visitor, path: string, lastEventId?: string): Promise<Response> {
	const headers = {
		Cookie: visitor.cookie,
		...(lastEventId === undefined ? {} : { 'Last-Event-ID': lastEventId }),
	};
	return callWorker(`${ORIGIN}${path}`, { headers });
}

async function add(directory: TestDirectory, userName: string): Promise<void> {
	expect((await directory.scim('POST', '/Users', user(userName))).status).toBe(201);
}

/** How often each of these is told by messages. */
function countsOf(messages: readonly Message[], texts: readonly string[]): readonly number[] {
	const all = messages.map(({ data }) => data).join('\n');
	return texts.map((text) => all.split(text).length - 1);
}

describe('the page', () => {
	test('shows the newest requests and events without a script, as text', async () => {
		const directory = await createDirectory();
		await add(directory, XSS);
		const visitor = await signedIn();
		const open = () => visitor.open(`/dashboard/live?tenant=${directory.tenant}`);
		await expect.poll(async () => (await open()).html).toContain('POST /Users');
		const { html } = await open();
		expect(html).toContain('user.created');
		expect(html).toContain('&lt;img src=x');
		expect(html).not.toContain('<img');
		expect(html).toContain('Load newer');
		expect(html).toContain(`<option value="${directory.id}">Test`);
	});

	test('shows of others nothing to a key that is bound', async () => {
		const [own, other] = [await createDirectory(), await createDirectory()];
		await add(own, 'own@acme.example');
		await add(other, 'other@acme.example');
		const { secret } = await makeKey({ tenant: own.tenant });
		const visitor = await signedIn(secret);
		const open = (parameters = '') => visitor.open(`/dashboard/live${parameters}`);
		await expect.poll(async () => (await open()).html).toContain('POST /Users');
		const { html } = await open();
		expect(html).toContain('own@acme.example');
		for (const parameters of ['', `?tenant=${other.tenant}`, `?directory_id=${other.id}`]) {
			const shown = (await open(parameters)).html;
			expect(shown).not.toContain('other@acme.example');
			expect(shown).not.toContain(`/directories/${other.id}"`);
		}
	});

	test('is one round trip', async () => {
		const visitor = await signedIn();
		expect((await costOf(() => visitor.open('/dashboard/live'))).trips).toBe(1);
	});
});

describe('the stream', () => {
	test('goes on from the page, and after a break from where it was: each once', async () => {
		const directory = await createDirectory();
		const visitor = await signedIn();
		await add(directory, 'before@acme.example');
		const path = await streamOf(visitor, `?tenant=${directory.tenant}`);
		await add(directory, 'one@acme.example');
		const first = await Source.open(visitor, path);
		const told = [...(await first.until('one@acme.example', 'POST /Users'))];
		await first.close();
		await add(directory, 'two@acme.example');
		await directory.scim('GET', '/Groups');
		const again = await Source.open(visitor, path, told.at(-1)?.id);
		told.push(...(await again.until('two@acme.example', 'GET /Groups')));
		await again.close();
		// One that is told at last shows that there is nothing else between.
		await add(directory, 'three@acme.example');
		const last = await Source.open(visitor, path, told.at(-1)?.id);
		const rest = await last.until('three@acme.example');
		await last.close();
		told.push(...rest);
		const names = ['before@', 'one@', 'two@', 'three@'].map((name) => `<div>${name}acme.example`);
		expect(countsOf(told, names)).toEqual([0, 1, 1, 1]);
		expect(countsOf(told, ['GET /Groups'])).toEqual([1]);
	});

	test('tells a bound key of its own alone, and of directories that are made meanwhile', async () => {
		const [own, other] = [await createDirectory(), await createDirectory()];
		const { secret } = await makeKey({ tenant: own.tenant });
		const visitor = await signedIn(secret);
		const source = await Source.open(visitor, await streamOf(visitor));
		await add(other, 'other@acme.example');
		const made = await createDirectory('generic-scim-v2', { tenant: own.tenant });
		await add(made, 'made@acme.example');
		await add(own, 'own@acme.example');
		const told = await source.until('own@acme.example', 'made@acme.example');
		await source.close();
		expect(countsOf(told, ['directory.created', 'other@', other.id])).toEqual([1, 0, 0]);
	});

	test('takes the position of nobody else, and none that was made for something else', async () => {
		const [own, other] = [await createDirectory(), await createDirectory()];
		const admin = await signedIn();
		const path = await streamOf(admin);
		await add(other, 'other@acme.example');
		const { secret } = await makeKey({ tenant: own.tenant });
		const visitor = await signedIn(secret);
		for (const id of [new URLSearchParams(path.split('?')[1]).get('from') ?? '', 'v1.nonsense']) {
			const source = await Source.open(visitor, '/dashboard/live/stream', id);
			const first = await source.next();
			expect(first?.data).toContain('Activity while you were away');
			await add(own, 'own@acme.example');
			const told = await source.until('own@acme.example');
			expect(countsOf(told, ['other@'])).toEqual([0]);
			await source.close();
			await own.scim('DELETE', `/Users/${await idOf(own, 'own@acme.example')}`);
		}
	});

	test('ends with the session, and is not begun without one', async () => {
		const directory = await createDirectory();
		const visitor = await signedIn();
		const path = await streamOf(visitor, `?tenant=${directory.tenant}`);
		const source = await Source.open(visitor, path);
		const { cookie } = visitor;
		await visitor.submit('/dashboard/sign-out');
		expect(await source.next()).toMatchObject({ event: 'over' });
		expect(await source.next()).toBeUndefined();
		visitor.cookie = cookie;
		const late = await Source.open(visitor, path);
		expect(await late.next()).toMatchObject({ event: 'over' });
		visitor.cookie = '';
		expect((await connect(visitor, path)).status).toBe(204);
	});

	test('looks with one round trip', async () => {
		const directory = await createDirectory();
		const visitor = await signedIn();
		const path = await streamOf(visitor, `?tenant=${directory.tenant}`);
		await add(directory, 'seen@acme.example');
		const cost = await costOf(async () => {
			const source = await Source.open(visitor, path);
			await source.until('seen@acme.example');
			await source.close();
		});
		expect(cost.trips).toBe(1);
	});
});

async function idOf(directory: TestDirectory, userName: string): Promise<string> {
	const filter = encodeURIComponent(`userName eq "${userName}"`);
	const { body } = await directory.scim<{ Resources: readonly { id: string }[] }>(
		'GET',
		`/Users?filter=${filter}`,
	);
	return body.Resources[0]?.id ?? '';
}

const NOWHERE: LivePosition = { at: 0, logs: [], before: '', requests: [] };

const NOTHING: LiveLook = { events: [], requests: [] };

/** A tail by a clock that only waiting moves, with what it says and when it looked. */
async function run(look: TailDeps['look'], isGone: () => boolean = () => false) {
	const started = 1_000_000;
	let now = started;
	const said: string[] = [];
	const looked: number[] = [];
	const deps: TailDeps = {
		look: (position, limit) => {
			looked.push(now - started);
			return look(position, limit);
		},
		render: async ({ events, requests }) => `<tr>${events.length + requests.length}</tr>`,
		seal: async () => 'sealed',
		isGone,
		now: () => now,
		sleep: async (delayMs) => {
			now += delayMs;
		},
	};
	for await (const text of tail(deps, NOWHERE)) said.push(text);
	return { said, looked };
}

const aRequest = (id: string): LiveRequest => ({
	kind: 'request',
	id,
	occurredAt: 0,
	directoryId: 'dir',
	directoryName: null,
	action: 'scim.users.list',
	method: 'GET',
	path: '/',
	status: 200,
	durationMs: 1,
});

describe('over time', () => {
	test('it ends by itself, having looked every two seconds and said so', async () => {
		const { said, looked } = await run(async () => NOTHING);
		expect(looked).toEqual(Array.from({ length: TAIL_MS / LOOK_MS }, (_, at) => at * LOOK_MS));
		expect(said[0]).toBe('retry: 2000\n\n');
		expect(said.slice(1)).toEqual(looked.map(() => ':\n\n'));
	});

	test('it looks no more once nobody listens, or the session is over', async () => {
		let looks = 0;
		const gone = await run(
			async () => {
				looks += 1;
				return NOTHING;
			},
			() => looks === 3,
		);
		expect(gone.looked).toHaveLength(3);
		const over = await run(async () => undefined);
		expect(over).toMatchObject({ looked: [0], said: [/retry/, /^event: over\n/] });
	});

	test('it hurries as long as there is more than fits in a look', async () => {
		let left = 3;
		const { looked } = await run(async (_, limit) => {
			left -= 1;
			if (left < 0) return undefined;
			return { events: [], requests: Array.from({ length: limit }, (__, at) => aRequest(`${at}`)) };
		});
		expect(looked).toEqual([0, 250, 500, 750]);
	});

	test('a message cannot be left by what it holds', () => {
		fc.assert(
			fc.property(fc.string(), (data) => {
				const lines = message('rows', data, 'id').split('\n');
				const end = lines.splice(-2);
				expect(end).toEqual(['', '']);
				expect(lines.slice(0, 2)).toEqual(['event: rows', 'id: id']);
				expect(lines.slice(2).every((line) => line.startsWith('data: '))).toBe(true);
				expect(message('rows', data)).not.toContain('\r');
			}),
		);
	});
});

/** As the store reads it. */
const isTold = ({ at, logs: named }: LivePosition, key: number, sequence: number, when: number) => {
	const known = named.find((log) => log[0] === key);
	return known === undefined ? when < at : sequence <= known[1];
};

describe('a position', () => {
	/** Events of logs, each with a time that never goes back in its log. */
	const logs = fc.array(fc.array(fc.nat(20_000), { maxLength: 12 }), { maxLength: 8 });

	test('covers what was told and nothing else, however late one looks again', () => {
		fc.assert(
			fc.property(logs, fc.nat(200_000), fc.integer({ min: 1, max: 9 }), (given, later, limit) => {
				const all = given
					.flatMap((times, key) =>
						times
							.toSorted((left, right) => left - right)
							.map((occurredAt, at) => ({ key, sequence: at + 1, occurredAt })),
					)
					.toSorted((left, right) => left.occurredAt - right.occurredAt || left.key - right.key);
				const told = all.slice(0, limit);
				const isCut = told.length === limit;
				// What was all read was read after it had happened.
				const now = 20_000 + later;
				const position = carried(advance(NOWHERE, { events: told, requests: [], isCut }, now));
				for (const event of all) {
					const { key, sequence, occurredAt } = event;
					expect(isTold(position, key, sequence, occurredAt)).toBe(told.includes(event));
				}
			}),
		);
	});

	test('is small enough for a header, whatever has happened', () => {
		const now = 10_000_000;
		const events = Array.from({ length: 5_000 }, (_, at) => ({
			key: at,
			sequence: 1_000_000 + at,
			occurredAt: now - 5_000 + at,
		}));
		const requests = events.map(({ key }) => ({
			id: `aud_${now.toString(16).padStart(12, '0')}${String(key).padStart(20, '0')}`,
		}));
		const position = carried(advance(NOWHERE, { events, requests, isCut: false }, now));
		expect(JSON.stringify(position).length).toBeLessThan(6_000);
		// What is not carried is covered by the times.
		for (const { key, sequence, occurredAt } of events) {
			expect(isTold(position, key, sequence, occurredAt)).toBe(true);
		}
		for (const { id } of requests) {
			expect(id < position.before || position.requests.includes(id)).toBe(true);
		}
	});
});
