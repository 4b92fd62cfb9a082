/**
 * Deliveries: how fast creates are answered and how long after its answer a change reaches a webhook
 * receiver, now and then, in a burst, and beside endpoints that are slow; how many events a second one
 * endpoint and fifty are sent; and the Queue messages it takes. Bounded in count and in time.
 */
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { LocalServer } from '../scripts/local-server.ts';
import { startWebhookReceiver, type WebhookReceiver } from '../scripts/webhook-receiver.ts';
import { Rollcall, type Directory } from '../src/sdk/index.ts';
import type { Figure } from './run.ts';
import { openScim, quantile, type Send } from './scim.ts';

const CREATE_MS_MAX = 30_000;
const DRAIN_MS_MAX = 60_000;

/** After the last webhook, for the queue message that may still be on its way. */
const SETTLE_MS = 1_500;

/** Below the time limit of a POST, so that each delivery to a slow endpoint succeeds; not all at once. */
const SLOW_MS = 10_000;
const SLOW_STEP_MS = 100;

/** Users who are created over SCIM while webhooks go out. */
interface Load {
	readonly label: string;
	readonly count: number;
	readonly parallelism: number;
	/** From an answer to the next request. */
	readonly pauseMs: number;
	/** Events in one webhook at most. */
	readonly batchSizeMax: number;
	/** Endpoints beside the one in question that answer after {@link SLOW_MS} or more. */
	readonly slowNeighbours: number;
}

const SPARSE = { count: 200, parallelism: 1, pauseMs: 100, batchSizeMax: 1, slowNeighbours: 0 };
const STEADY = { ...SPARSE, pauseMs: 0 };
const BURST = { ...STEADY, count: 1_000, parallelism: 16 };

const LOADS: readonly Load[] = [
	{ ...SPARSE, label: 'one now and then' },
	{ ...STEADY, label: 'one after another' },
	{ ...BURST, label: '16 at a time' },
	{ ...BURST, label: '16 at a time, batched', batchSizeMax: 100 },
	// Last, because what goes to slow endpoints is not waited for.
	{ ...SPARSE, label: 'one now and then, 1 slow neighbour', slowNeighbours: 1 },
	{ ...SPARSE, label: 'one now and then, 20 slow neighbours', slowNeighbours: 20 },
];

/** Events that are in the log already when endpoints are made which start at its beginning. */
interface Backlog {
	readonly label: string;
	readonly events: number;
	readonly endpoints: number;
	readonly batchSizeMax: number;
}

const BACKLOGS: readonly Backlog[] = [
	{ label: 'backlog, 1 endpoint', events: 1_000, endpoints: 1, batchSizeMax: 1 },
	{ label: 'backlog, 1 endpoint, batched', events: 10_000, endpoints: 1, batchSizeMax: 100 },
	{ label: 'backlog, 50 endpoints', events: 100, endpoints: 50, batchSizeMax: 1 },
	{ label: 'backlog, 50 endpoints, batched', events: 1_000, endpoints: 50, batchSizeMax: 100 },
];

/** A bulk request takes no more operations. */
const BULK_SIZE_MAX = 1_000;

/** Of all endpoints: receivers know it before the first webhook comes. */
const SECRET = `whsec_${randomBytes(32).toString('base64')}`;

/** Measures a fresh server; resolves to the figures. */
export async function benchDeliveries(server: LocalServer): Promise<readonly Figure[]> {
	const rollcall = new Rollcall({ url: server.url, apiKey: server.adminKey });
	const figures: Figure[] = [];
	for (const backlog of BACKLOGS) {
		console.log(`· ${backlog.label}`);
		figures.push(...(await measureBacklog(server, rollcall, backlog)));
	}
	for (const load of LOADS) {
		console.log(`· ${load.label}`);
		figures.push(...(await measureLoad(server, rollcall, load)));
	}
	return figures;
}

async function measureLoad(
	server: LocalServer,
	rollcall: Rollcall,
	load: Load,
): Promise<readonly Figure[]> {
	const { label } = load;
	const receivers = [await startWebhookReceiver(() => {})];
	const [receiver] = receivers as [WebhookReceiver];
	const directory = await createDirectory(rollcall, label);
	const { send, close } = openScim(server, directory);
	try {
		receiver.useSecret(SECRET);
		const endpoint = { tenant: label, secret: SECRET };
		await rollcall.webhookEndpoints.create({
			...endpoint,
			url: receiver.url,
			max_batch: load.batchSizeMax,
		});
		for (let at = 0; at < load.slowNeighbours; at += 1) {
			const answerAfterMs = SLOW_MS + at * SLOW_STEP_MS;
			const slow = await startWebhookReceiver(() => {}, { answerAfterMs });
			receivers.push(slow);
			slow.useSecret(SECRET);
			await rollcall.webhookEndpoints.create({ ...endpoint, url: slow.url });
		}
		const messagesBefore = server.wakeUps();
		const { answers, seconds } = await createUsers(send, load);
		await arrived(receiver, answers.size);
		const delays = receiver.received
			.map(({ userId, arrivedAtMs }) => arrivedAtMs - (answers.get(userId) ?? arrivedAtMs))
			.toSorted((left, right) => left - right);
		const messages = load.slowNeighbours > 0 ? undefined : server.wakeUps() - messagesBefore;
		return [
			...(load.pauseMs > 0
				? []
				: [{ name: `creates answered, ${label}`, value: answers.size / seconds, unit: '/s' }]),
			{ name: `answer to webhook p50, ${label}`, value: quantile(delays, 0.5), unit: 'ms' },
			{ name: `answer to webhook p99, ${label}`, value: quantile(delays, 0.99), unit: 'ms' },
			{ name: `events missing, ${label}`, value: answers.size - delays.length, unit: '' },
			...queueFigures(label, messages, delays.length),
		];
	} finally {
		close();
		await Promise.all(receivers.map((each) => each.close()));
	}
}

async function createUsers(send: Send, { count, parallelism, pauseMs }: Load) {
	/** When the creation of each user was answered, by id. */
	const answers = new Map<string, number>();
	const startedAtMs = performance.now();
	let next = 0;
	const work = async () => {
		while (next < count && performance.now() - startedAtMs < CREATE_MS_MAX) {
			next += 1;
			const { id } = await send<{ id: string }>('POST', '/Users', toUser(next));
			answers.set(id, performance.now());
			if (pauseMs > 0) await sleep(pauseMs);
		}
	};
	await Promise.all(Array.from({ length: parallelism }, work));
	return { answers, seconds: (performance.now() - startedAtMs) / 1000 };
}

async function measureBacklog(
	server: LocalServer,
	rollcall: Rollcall,
	{ label, events, endpoints, batchSizeMax }: Backlog,
): Promise<readonly Figure[]> {
	const receiver = await startWebhookReceiver(() => {});
	const directory = await createDirectory(rollcall, label);
	const { send, close } = openScim(server, directory);
	try {
		for (let first = 1; first <= events; first += BULK_SIZE_MAX) {
			const size = Math.min(BULK_SIZE_MAX, events + 1 - first);
			await send('POST', '/Bulk', toBulk(first, size));
		}
		receiver.useSecret(SECRET);
		const messagesBefore = server.wakeUps();
		const startedAtMs = performance.now();
		for (let at = 0; at < endpoints; at += 1) {
			await rollcall.webhookEndpoints.create({
				url: receiver.url,
				directory_id: directory.id,
				// The first event tells of the directory itself.
				from_sequence: 2,
				max_batch: batchSizeMax,
				secret: SECRET,
			});
		}
		const expected = events * endpoints;
		await arrived(receiver, expected);
		const { received } = receiver;
		const seconds = ((received.at(-1)?.arrivedAtMs ?? startedAtMs) - startedAtMs) / 1000;
		return [
			{ name: `events delivered, ${label}`, value: received.length / seconds, unit: '/s' },
			{ name: `events missing, ${label}`, value: expected - received.length, unit: '' },
			...queueFigures(label, server.wakeUps() - messagesBefore, received.length),
		];
	} finally {
		close();
		await receiver.close();
	}
}

/** Waits until so many events have come, and the queue has come to rest. */
async function arrived({ received }: WebhookReceiver, count: number): Promise<void> {
	const deadline = performance.now() + DRAIN_MS_MAX;
	while (received.length < count && performance.now() < deadline) await sleep(10);
	await sleep(SETTLE_MS);
}

function queueFigures(label: string, messages: number | undefined, events: number): Figure[] {
	if (messages === undefined) return [];
	const value = (messages * 1_000) / events;
	return [{ name: `Queue messages per 1,000 events, ${label}`, value, unit: '' }];
}

/** A tenant of its own, so that one measurement hears nothing of another. */
function createDirectory(rollcall: Rollcall, tenant: string): Promise<Directory> {
	return rollcall.directories.create({
		name: tenant,
		tenant,
		product: 'bench',
		type: 'generic-scim-v2',
	});
}

function toBulk(first: number, size: number): object {
	return {
		schemas: ['urn:ietf:params:scim:api:messages:2.0:BulkRequest'],
		Operations: Array.from({ length: size }, (_, at) => ({
			method: 'POST',
			path: '/Users',
			bulkId: String(first + at),
			data: toUser(first + at),
		})),
	};
}

function toUser(number: number): object {
	return {
		schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
		userName: `user-${number}@bench.example`,
		name: { givenName: 'User', familyName: String(number) },
		emails: [{ value: `user-${number}@bench.example`, type: 'work', primary: true }],
		active: true,
	};
}
