/**
 * A world in which every step between a commit and a webhook may go wrong: D1, the queue, the network
 * and the isolates themselves, around the real writer, consumer and sweeps. Time is virtual, and one
 * stream of seeded numbers decides everything. What is done in it, and what must hold, a test says.
 */
import { createExecutionContext, createMessageBatch, getQueueResult } from 'cloudflare:test';
import fc from 'fast-check';
import { vi } from 'vitest';
import type { Env } from '../../src/env.ts';
import type { Posted } from '../../src/platform/post.ts';
import { openDatabase } from '../../src/store/database.ts';
import { handleQueue } from '../../src/worker/delivery-consumer.ts';
import type { DirectoryWriter } from '../../src/worker/directory-writer.ts';
import { Slots } from '../../src/worker/slots.ts';
import { sweep } from '../../src/worker/sweep.ts';
import type { WakeUp } from '../../src/worker/wake-up.ts';
import { testEnv } from './client.ts';
import { Scene } from './delivery.ts';
import { withWriter } from './faults.ts';

/** Where something can go wrong. */
export const STEPS = ['load', 'commit', 'send', 'claim', 'POST', 'settle', 'sweep'] as const;
type Step = (typeof STEPS)[number];

/**
 * What can go wrong there. To stall is to go on much later, when others have taken over; to die takes
 * everything with it that the isolate was about.
 */
const FATES = ['fails before', 'fails after', 'dies before', 'dies after', 'stalls'] as const;

/** A step goes wrong at least so often. */
const MISHAP_EVERY_MAX = 10;

/** Some steps take longer than others, so that they meet in ever another order. */
const LATENCY = 0.3;
const LATENCY_MS_MAX = 10;

/** What the queue makes of some of its messages. */
const LIE = 0.3;
const LIES = ['lost', 'doubled', 'late'] as const;
const LATE_MS_MAX = 3_600_000;

/** Long enough that an endpoint which is down for days loses nothing, and is disabled before it does. */
const SCHEDULE_SECONDS: readonly number[] = [0, 5, 300, 1_800, 7_200].concat(
	Array<number>(20).fill(43_200),
);

/** Few, so that those who wait, and those who come to a crowded endpoint, are met often. */
const SLOT_LIMITS = { total: 3, perEndpoint: 2 };

/** What steps are told by. */
const INSERTS_EVENTS = /insert into "?events\b/i;
const TAKES_LEASE = /set lease_id = \?/i;

/** A seeded source of decisions. */
export class Luck {
	readonly #numbers: Iterator<number>;

	constructor(numbers: Iterator<number>) {
		this.#numbers = numbers;
	}

	/** A whole number from 0 to `end`, which is not included. */
	below(end: number): number {
		return Math.floor(this.#next() * end);
	}

	happens(probability: number): boolean {
		return this.#next() < probability;
	}

	one<Choice>(choices: readonly Choice[]): Choice {
		return choices[this.below(choices.length)] as Choice;
	}

	#next(): number {
		return (this.#numbers.next().value as number) / 2 ** 31;
	}
}

/** Luck without end, for a property; what it gave is told by its seed alone. */
export const anyLuck: fc.Arbitrary<Luck> = fc
	.infiniteStream(fc.noBias(fc.nat(2 ** 31 - 1)), { noHistory: true })
	.map((numbers) => new Luck(numbers));

/**
 * Where code runs. Once it is dead, each step of it does nothing and throws: what its code makes of
 * that, nobody hears. (It cannot hang instead, because workerd minds promises that never resolve.)
 */
interface Isolate {
	isDead: boolean;
	/** Nobody waits for it any longer. */
	hasStalled: boolean;
}

/** Waits in the caller's own context: workerd lets no promise lead from one object into another. */
async function until(condition: () => boolean): Promise<void> {
	while (!condition()) await sleep(1);
}

/** Real time, which the world's clock does not tell. */
function sleep(ms: number): Promise<void> {
	return new Promise((resolve) => {
		setTimeout(resolve, ms);
	});
}

/** A webhook as the application got it, and what the application said to it. */
export interface Arrival {
	readonly headers: Readonly<Record<string, string>>;
	readonly body: string;
	readonly status: number;
}

/** The application's side of an endpoint. */
export interface Receiver {
	readonly arrivals: Arrival[];
	/** The answer to a webhook that has come for the nth time in a row without being accepted. */
	answer: (tries: number) => { readonly status: number; readonly retryAfter?: string };
}

/** The world; one at a time, because its clock is everybody's. */
export class Chaos {
	readonly luck: Luck;
	/** By URL. */
	readonly receivers = new Map<string, Receiver>();
	/** How many mishaps each step has met. */
	readonly mishaps = new Map<Step, number>();
	/** What nobody may throw, whatever happens. */
	readonly broken: unknown[] = [];
	/** From then on nothing goes wrong any more. */
	isCalm = false;
	#messages: { readonly wakeUp: WakeUp; readonly at: number }[] = [];
	#stalled: { mayGoOn: boolean }[] = [];
	/** How many times more each step goes well before its next mishap. */
	readonly #luckLeft = new Map<Step, number>();
	readonly #works = new Set<Promise<void>>();
	readonly #scene = new Scene();

	/** Starts the clock a year ahead, where no alarm goes off by itself: alarms are rung by the test. */
	constructor(luck: Luck) {
		this.luck = luck;
		vi.useRealTimers();
		vi.setSystemTime(Date.now() + 365 * 86_400_000);
	}

	/** Lets time pass. */
	pass(ms: number): void {
		vi.setSystemTime(Date.now() + ms);
	}

	/**
	 * Runs something with a writer of the directory that remembers nothing, as after an eviction, in an
	 * isolate of its own; its death is silent.
	 */
	writer(
		directoryId: string,
		use: (writer: DirectoryWriter, isAlive: () => boolean) => Promise<void>,
	): Promise<void> {
		return this.#run((isolate) => {
			const DB = this.#database(isolate, (text) => (INSERTS_EVENTS.test(text) ? 'commit' : 'load'));
			const bindings = { DB, WEBHOOK_QUEUE: this.#queue(isolate) };
			return withWriter(directoryId, bindings, (writer) => use(writer, () => !isolate.isDead));
		});
	}

	/** Gives a consumer up to five of the messages that have come, in any order. */
	consumer(): Promise<void> {
		const taken: WakeUp[] = [];
		while (taken.length < 5) {
			const due = this.#messages.filter(({ at }) => at <= Date.now());
			if (due.length === 0) break;
			const message = this.luck.one(due);
			this.#messages = this.#messages.filter((each) => each !== message);
			taken.push(message.wakeUp);
		}
		if (taken.length === 0) return Promise.resolve();
		return this.#run(async (isolate) => {
			const queue = this.#queue(isolate);
			const deps = this.#scene.deps({
				db: openDatabase(
					this.#database(isolate, (text) => (TAKES_LEASE.test(text) ? 'claim' : 'settle')),
				),
				now: () => Date.now(),
				random: () => this.luck.below(1000) / 1000,
				post: (url, headers, body) => this.#post(isolate, { url, headers, body }),
				sendWakeUp: async (wakeUp, delaySeconds) => {
					await queue.send(wakeUp, { delaySeconds });
				},
				retryScheduleSeconds: SCHEDULE_SECONDS,
				slots: new Slots(SLOT_LIMITS, () => Date.now()),
			});
			const messages = taken.map((body, at) => ({
				id: String(at),
				timestamp: new Date(),
				attempts: 1,
				body,
			}));
			const batch = createMessageBatch<WakeUp>('rollcall-webhooks', messages);
			const context = createExecutionContext();
			await handleQueue(batch, context, deps);
			const { retryMessages } = (await getQueueResult(batch, context)) as {
				retryMessages: readonly { readonly msgId: string }[];
			};
			const refused = retryMessages.map(({ msgId }) => taken[Number(msgId)]!);
			const again = isolate.isDead ? taken : refused;
			for (const wakeUp of again) this.#accept(wakeUp, 10_000);
		});
	}

	/** The cron's net under everything. */
	sweep(): Promise<void> {
		return this.#run(async (isolate) => {
			const db = openDatabase(this.#database(isolate, () => 'sweep'));
			// It may fail as a whole: the next one is a minute away.
			await sweep({ db, queue: this.#queue(isolate), now: () => Date.now() }).catch(() => {});
		});
	}

	/** Lets some of what has stalled go on, or all of it. */
	thaw(share = 1): void {
		for (const each of this.#stalled) each.mayGoOn = this.luck.happens(share);
		this.#stalled = this.#stalled.filter(({ mayGoOn }) => !mayGoOn);
	}

	/** Ends all mishaps, and waits for whatever still runs. */
	async calm(): Promise<void> {
		this.isCalm = true;
		this.thaw();
		await Promise.all(this.#works);
	}

	/** Resolves when the work is done, or nobody waits for it any longer. */
	#run(work: (isolate: Isolate) => Promise<void>): Promise<void> {
		const isolate: Isolate = { isDead: false, hasStalled: false };
		let isDone = false;
		const whole = work(isolate)
			.catch((thrown: unknown) => {
				if (!isolate.isDead) this.broken.push(thrown);
			})
			.finally(() => {
				isDone = true;
				this.#works.delete(whole);
			});
		this.#works.add(whole);
		return until(() => isDone || isolate.hasStalled);
	}

	/** Does one step, or lets it meet its fate; `fail` says what a failure looks like. */
	async #step<Value>(
		isolate: Isolate,
		step: Step,
		act: () => Promise<Value>,
		fail: () => Value,
	): Promise<Value> {
		if (!this.isCalm && this.luck.happens(LATENCY)) await sleep(this.luck.below(LATENCY_MS_MAX));
		assertAlive(isolate);
		const fate = this.#fateOf(step);
		if (fate === 'stalls') {
			const stalled = { mayGoOn: false };
			this.#stalled.push(stalled);
			isolate.hasStalled = true;
			await until(() => stalled.mayGoOn);
		}
		if (fate === 'dies before') isolate.isDead = true;
		if (fate === 'fails before') return fail();
		assertAlive(isolate);
		const value = await act();
		if (fate === 'dies after') isolate.isDead = true;
		assertAlive(isolate);
		return fate === 'fails after' ? fail() : value;
	}

	/** Mishaps come by chance, but never far apart, and their kinds in turn: none is left out. */
	#fateOf(step: Step): (typeof FATES)[number] | undefined {
		if (this.isCalm) return undefined;
		const left = this.#luckLeft.get(step) ?? this.luck.below(MISHAP_EVERY_MAX);
		this.#luckLeft.set(step, left - 1);
		if (left > 0) return undefined;
		this.#luckLeft.delete(step);
		const count = (this.mishaps.get(step) ?? 0) + 1;
		this.mishaps.set(step, count);
		return FATES[count % FATES.length];
	}

	/** D1 as an isolate reaches it; what a step is, its statements tell. */
	#database(isolate: Isolate, stepOf: (text: string) => Step): D1Database {
		const texts = new WeakMap<object, string>();
		const wrap = (text: string, statement: D1PreparedStatement): D1PreparedStatement => {
			texts.set(statement, text);
			const bind = statement.bind.bind(statement);
			const wrapped: Record<string, unknown> = {
				bind: (...values: unknown[]) => wrap(text, bind(...values)),
			};
			for (const method of ['all', 'run', 'raw', 'first'] as const) {
				const run = statement[method].bind(statement) as (...args: unknown[]) => Promise<unknown>;
				wrapped[method] = (...args: unknown[]) =>
					this.#step(isolate, stepOf(text), () => run(...args), loseConnection);
			}
			return Object.assign(statement, wrapped);
		};
		const client: Pick<D1Database, 'prepare' | 'batch'> = {
			prepare: (text) => wrap(text, testEnv.DB.prepare(text)),
			batch: <Row>(statements: D1PreparedStatement[]) => {
				const step = stepOf(statements.map((each) => texts.get(each) ?? '').join('\n'));
				return this.#step(isolate, step, () => testEnv.DB.batch<Row>(statements), loseConnection);
			},
		};
		return client as D1Database;
	}

	/** The queue as an isolate reaches it. */
	#queue(isolate: Isolate): Env['WEBHOOK_QUEUE'] {
		const send = (wakeUps: readonly WakeUp[], delayMs: number) =>
			this.#step(
				isolate,
				'send',
				async () => {
					for (const wakeUp of wakeUps) this.#accept(wakeUp, delayMs);
				},
				refuseMessage,
			);
		return {
			send: (wakeUp: WakeUp, { delaySeconds = 0 } = {}) => send([wakeUp], delaySeconds * 1000),
			sendBatch: (messages: Iterable<{ body: WakeUp }>) =>
				send(
					Array.from(messages, ({ body }) => body),
					0,
				),
		} as unknown as Env['WEBHOOK_QUEUE'];
	}

	/** The queue has the message; what it makes of it is its own affair. */
	#accept(wakeUp: WakeUp, delayMs: number): void {
		const at = Date.now() + delayMs;
		const lie = !this.isCalm && this.luck.happens(LIE) ? this.luck.one(LIES) : 'none';
		if (lie === 'lost') return;
		if (lie === 'doubled') this.#messages.push({ wakeUp, at: Date.now() });
		this.#messages.push({ wakeUp, at: lie === 'late' ? at + this.luck.below(LATE_MS_MAX) : at });
	}

	/** The network between a consumer and the application. */
	#post(
		isolate: Isolate,
		sent: { url: string; headers: Readonly<Record<string, string>>; body: string },
	): Promise<Posted> {
		const { url, headers, body } = sent;
		return this.#step<Posted>(
			isolate,
			'POST',
			async () => {
				this.pass(this.luck.below(300));
				const receiver = this.receivers.get(url);
				if (receiver === undefined) throw new Error(`Nobody receives ${url}`);
				const id = headers['webhook-id'] ?? '';
				const before = receiver.arrivals.filter((each) => each.headers['webhook-id'] === id);
				const tries = before.toReversed().findIndex(({ status }) => status < 300);
				const { status, retryAfter = null } = receiver.answer(tries === -1 ? before.length : tries);
				receiver.arrivals.push({ headers: { ...headers }, body, status });
				return { kind: 'answered', status, retryAfter, excerpt: '', durationMs: 1 };
			},
			() => ({ kind: 'failed', reason: 'timeout', durationMs: 15_000 }),
		);
	}
}

function assertAlive(isolate: Isolate): void {
	if (isolate.isDead) throw new Error('The isolate is dead.');
}

function loseConnection(): never {
	throw new Error('D1_ERROR: Network connection lost.');
}

function refuseMessage(): never {
	throw new Error('Queue send failed');
}
