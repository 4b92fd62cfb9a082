/**
 * The main job: how fast SCIM creates are answered, one and 16 at a time, and how long after its
 * answer a change reaches a webhook receiver. Bounded in count and in time.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { LocalServer } from '../scripts/local-server.ts';
import { ManagementClient } from '../scripts/management-client.ts';
import type { CreatedDirectory } from '../scripts/management-client.ts';
import { startWebhookReceiver } from '../scripts/webhook-receiver.ts';
import type { WebhookReceiver } from '../scripts/webhook-receiver.ts';
import type { Figure } from './run.ts';
import { openScim, quantile } from './scim.ts';

const PHASE_MS_MAX = 30_000;
const DRAIN_MS_MAX = 30_000;

interface Plan {
	readonly label: string;
	readonly count: number;
	readonly parallelism: number;
	/** Events in one webhook at most. */
	readonly batchSizeMax: number;
}

const PLANS: readonly Plan[] = [
	{ label: 'one at a time', count: 200, parallelism: 1, batchSizeMax: 1 },
	{ label: '16 at a time', count: 1_000, parallelism: 16, batchSizeMax: 1 },
	{ label: '16 at a time, batched', count: 1_000, parallelism: 16, batchSizeMax: 100 },
];

interface Phase {
	/** How many creates were answered. */
	readonly created: number;
	readonly seconds: number;
}

/** Measures a fresh server; resolves to the figures. */
export async function benchMainJob(server: LocalServer): Promise<readonly Figure[]> {
	const client = new ManagementClient(server.url, server.adminKey);
	const figures: Figure[] = [];
	for (const plan of PLANS) {
		const receiver = await startWebhookReceiver(() => {});
		try {
			// A tenant of its own, so that a plan's endpoint hears of that plan only.
			const endpoint = await client.createEndpoint({
				url: receiver.url,
				tenant: plan.label,
				max_batch: plan.batchSizeMax,
			});
			receiver.useSecret(endpoint.secret);
			figures.push(...(await measure(server, client, receiver, plan)));
		} finally {
			await receiver.close();
		}
	}
	return figures;
}

async function measure(
	server: LocalServer,
	client: ManagementClient,
	receiver: WebhookReceiver,
	plan: Plan,
): Promise<readonly Figure[]> {
	const directory = await client.createDirectory({
		name: plan.label,
		tenant: plan.label,
		product: 'bench',
		type: 'generic-scim-v2',
	});
	const startedAtMs = performance.now();
	const answers = new Map<string, number>();
	const { created, seconds } = await createUsers(server, directory, plan, answers);

	const deadline = performance.now() + DRAIN_MS_MAX;
	const arrivals = () => receiver.received.filter((event) => event.userId !== '');
	while (arrivals().length < created && performance.now() < deadline) await sleep(10);
	const delays = arrivals()
		.map((event) => event.arrivedAtMs - (answers.get(event.userId) ?? event.arrivedAtMs))
		.toSorted((left, right) => left - right);
	const lastAtMs = receiver.received.at(-1)?.arrivedAtMs ?? startedAtMs;
	const rate = (arrivals().length * 1000) / (lastAtMs - startedAtMs);
	return [
		{ name: `creates answered, ${plan.label}`, value: created / seconds, unit: '/s' },
		{ name: `events delivered, ${plan.label}`, value: rate, unit: '/s' },
		{ name: `events missing, ${plan.label}`, value: created - arrivals().length, unit: '' },
		{ name: `answer to webhook p50, ${plan.label}`, value: quantile(delays, 0.5), unit: 'ms' },
		{ name: `answer to webhook p99, ${plan.label}`, value: quantile(delays, 0.99), unit: 'ms' },
	];
}

async function createUsers(
	server: LocalServer,
	directory: CreatedDirectory,
	plan: Plan,
	answers: Map<string, number>,
): Promise<Phase> {
	const { send, close } = openScim(server, directory);
	const startedAtMs = performance.now();
	let next = 0;
	const work = async () => {
		while (next < plan.count && performance.now() - startedAtMs < PHASE_MS_MAX) {
			next += 1;
			const { id } = await send<{ id: string }>('POST', '/Users', toUser(next));
			answers.set(id, performance.now());
		}
	};
	try {
		await Promise.all(Array.from({ length: plan.parallelism }, work));
	} finally {
		close();
	}
	return { created: answers.size, seconds: (performance.now() - startedAtMs) / 1000 };
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
