/**
 * A directory, an endpoint, a log and a clock for delivery tests: rows are made with SQL as the
 * writer would make them, the receiver and the queue are recorders, D1 is the real one.
 */
import { env } from 'cloudflare:workers';
import { eq } from 'drizzle-orm';
import { decodeJwt } from 'jose';
import { seal } from '../../src/platform/crypto.ts';
import { newId } from '../../src/platform/ids.ts';
import type { Posted } from '../../src/platform/post.ts';
import { Batch, openDatabase } from '../../src/store/database.ts';
import { wakeStatement, wokenCursors, type WokenRow } from '../../src/store/delivery-cursors.ts';
import type { EndpointScope } from '../../src/store/endpoint-scope.ts';
import { insertEndpoint, type NewEndpoint } from '../../src/store/webhook-endpoints.ts';
import { directories, events } from '../../src/store/tables.ts';
import { claimTurn, deliverTurn } from '../../src/worker/deliver.ts';
import { createSetSigner } from '../../src/worker/set-signer.ts';
import { SLOT_LIMITS, Slots } from '../../src/worker/slots.ts';
import type { DeliveryDeps } from '../../src/worker/turn.ts';
import type { WakeUp } from '../../src/worker/wake-up.ts';
import { dataOf } from './event-data.ts';

const { DB, ROLLCALL_MASTER_KEY } = env as unknown as {
	DB: D1Database;
	ROLLCALL_MASTER_KEY: string;
};

export const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';

/** What went to D1 since a test last cleared it: round trips, and the text of each statement. */
export const traffic = { trips: 0, statements: [] as string[] };

/** D1 that keeps count. */
const meteredBinding = new Proxy(DB, {
	get(target, property) {
		if (property === 'batch') {
			return (statements: D1PreparedStatement[]) => {
				traffic.trips += 1;
				return target.batch(statements);
			};
		}
		if (property === 'prepare') {
			return (text: string) => {
				traffic.statements.push(text);
				return meterStatement(target.prepare(text));
			};
		}
		return Reflect.get(target, property) as unknown;
	},
});

/** A statement that runs alone is a trip too; in a batch it does not pass here. */
function meterStatement(statement: D1PreparedStatement): D1PreparedStatement {
	const bind = statement.bind.bind(statement);
	return Object.assign(statement, {
		bind: (...values: unknown[]) => {
			const bound = bind(...values);
			for (const method of ['all', 'run', 'raw', 'first'] as const) {
				const run = bound[method].bind(bound) as (...args: unknown[]) => unknown;
				const metered = (...args: unknown[]) => {
					traffic.trips += 1;
					return run(...args);
				};
				Object.assign(bound, { [method]: metered });
			}
			return bound;
		},
	});
}

export const db = openDatabase(meteredBinding);

export interface TestDirectory {
	readonly key: number;
	readonly id: string;
	readonly tenant: string;
	readonly product: string;
}

let lastKey = 0;

/** A directory of its own for a test, with a tenant of its own. */
export async function makeDirectory(
	names: { tenant?: string; product?: string } = {},
): Promise<TestDirectory> {
	lastKey += 1;
	const id = newId('dir');
	const { tenant = `tenant of ${id}`, product = `product of ${id}` } = names;
	await DB.prepare(
		`INSERT INTO directories (key, id, name, tenant, product, type, state, shard, last_sequence,
		last_key, user_count, group_count, created_at, updated_at)
		VALUES (?, ?, 'Test', ?, ?, 'generic-scim-v2', 'active', 'DB', 0, 0, 0, 0, 0, 0)`,
	)
		.bind(lastKey, id, tenant, product)
		.run();
	return { key: lastKey, id, tenant, product };
}

/** What an endpoint may have of its own. */
export type EndpointOptions = Partial<
	Pick<NewEndpoint, 'url' | 'types' | 'maxBatch' | 'format' | 'delivery' | 'origin' | 'audience'>
> & { readonly headers?: Readonly<Record<string, string>> };

/** An endpoint; returns its id. */
export async function makeEndpoint(
	scope: EndpointScope,
	{ headers, ...options }: EndpointOptions = {},
): Promise<string> {
	const id = newId('ep');
	await insertEndpoint(db, {
		id,
		scope,
		url: 'https://receiver.example.com/hook',
		description: null,
		types: null,
		maxBatch: 1,
		format: 'webhook',
		delivery: 'push',
		origin: 'https://rollcall.test',
		audience: null,
		publicKey: null,
		headers: headers ? await sealFor(id, JSON.stringify(headers)) : null,
		secret: await sealFor(id, SECRET),
		now: 0,
		...options,
	});
	return id;
}

/** Seals a secret of an endpoint. */
export function sealFor(endpointId: string, secret: string): Promise<string> {
	return seal(ROLLCALL_MASTER_KEY, endpointId, secret);
}

/** Commits events as the writer does, in one batch; returns the endpoints to wake. */
export async function commit(
	directory: TestDirectory,
	types: readonly string[],
	options: { now?: number; data?: string } = {},
): Promise<string[]> {
	const { now = 0, data } = options;
	const row = await DB.prepare('SELECT last_sequence FROM directories WHERE key = ?')
		.bind(directory.key)
		.first<{ last_sequence: number }>();
	const firstSequence = (row?.last_sequence ?? 0) + 1;
	const rows = types.map((type, index) => ({
		directoryKey: directory.key,
		sequence: firstSequence + index,
		id: `evt_${directory.key}x${firstSequence + index}`,
		type,
		occurredAt: now,
		resourceType: 'User',
		resourceId: 'u',
		data: data ?? dataOf(type),
	}));
	const database = openDatabase(DB);
	const { key: directoryKey } = directory;
	let woken: string[] = [];
	const batch = new Batch(database).read<WokenRow>(
		wakeStatement({ directoryKey, directory, types, before: firstSequence - 1, now }),
		(found) => (woken = wokenCursors(directory.id, found).map(({ endpointId }) => endpointId)),
	);
	for (const event of rows) batch.write(database.insert(events).values(event));
	const lastSequence = firstSequence + types.length - 1;
	await batch
		.write(
			database.update(directories).set({ lastSequence }).where(eq(directories.key, directoryKey)),
		)
		.run();
	return woken;
}

export interface CursorRow {
	readonly sequence: number;
	readonly batch_until: number | null;
	readonly state: string;
	readonly attempts: number;
	readonly due_at: number;
	readonly lease_id: string | null;
	readonly lease_until: number;
	readonly last_error: string | null;
}

/** The cursor as it is in D1. */
export async function readCursor(
	directory: TestDirectory,
	endpointId: string,
): Promise<CursorRow | null> {
	return DB.prepare(
		`SELECT sequence, batch_until, state, attempts, due_at, lease_id, lease_until, last_error
		FROM delivery_cursors WHERE directory_key = ? AND endpoint_id = ? AND lane = ''`,
	)
		.bind(directory.key, endpointId)
		.first<CursorRow>();
}

/** Rows of a query, for assertions. */
export async function query<T>(sql: string, ...values: unknown[]): Promise<T[]> {
	return (
		await DB.prepare(sql)
			.bind(...values)
			.all<T>()
	).results;
}

export interface Received {
	readonly url: string;
	readonly id: string;
	readonly headers: Readonly<Record<string, string>>;
	readonly body: string;
	readonly sequences: number[];
}

/** An answer with a status, as `post` returns it. */
export function answer(status: number, retryAfter: string | null = null): Posted {
	return { kind: 'answered', status, retryAfter, excerpt: `status ${status}`, durationMs: 7 };
}

/** Serves one wake-up from the claim to the end of the turn. */
export async function deliver(wakeUp: WakeUp, deps: DeliveryDeps): Promise<void> {
	const turn = await claimTurn(wakeUp, deps);
	if (turn !== undefined) await deliverTurn(turn, deps);
}

/** A receiver, a queue and a clock around the consumer. */
export class Scene {
	clock = 1_800_000_000_000;
	readonly received: Received[] = [];
	readonly sent: { wakeUp: WakeUp; delaySeconds: number }[] = [];
	/** Decides the answer to each POST; 200 unless told. */
	respond: (received: Received) => Posted | Promise<Posted> = () => answer(200);

	deps(overrides: Partial<DeliveryDeps> = {}): DeliveryDeps {
		return {
			db,
			now: () => this.clock,
			newId,
			random: () => 0.5,
			post: async (url, headers, body) => {
				const received = {
					url,
					id: headers['webhook-id'] ?? '',
					headers,
					body,
					sequences: sequencesOf(body),
				};
				this.received.push(received);
				return await this.respond(received);
			},
			sendWakeUp: async (wakeUp, delaySeconds) => {
				this.sent.push({ wakeUp, delaySeconds });
			},
			masterKey: ROLLCALL_MASTER_KEY,
			signSet: createSetSigner({
				db,
				masterKey: ROLLCALL_MASTER_KEY,
				now: () => this.clock,
				newId,
			}),
			allowInsecureTargets: false,
			retryScheduleSeconds: [0, 5, 300],
			budgetMs: 20_000,
			disableAfterMs: 5 * 86_400_000,
			slots: new Slots(SLOT_LIMITS, () => this.clock),
			...overrides,
		};
	}

	/** The sequences received so far, in order of arrival. */
	get sequences(): number[] {
		return this.received.flatMap((received) => received.sequences);
	}
}

function sequencesOf(body: string): number[] {
	const event = (body.startsWith('{') ? JSON.parse(body) : decodeJwt(body)) as
		| { sequence: number }
		| { data: { sequence: number }[] };
	return 'sequence' in event ? [event.sequence] : event.data.map((inner) => inner.sequence);
}
