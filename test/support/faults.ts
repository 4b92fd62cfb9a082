/** D1 and queue bindings that do what a test says: fail, before or after it is done, or note it. */
import { runInDurableObject } from 'cloudflare:test';
import type { Env } from '../../src/env.ts';
import { DirectoryWriter } from '../../src/worker/directory-writer.ts';
import type { WakeUp } from '../../src/worker/wake-up.ts';
import { testEnv } from './client.ts';

/**
 * What happens to the nth batch (0-based): nothing, a failure before or after it, one that would come
 * again, or it never returns.
 */
export type Fault =
	| 'none'
	| 'has no tables'
	| 'lacks a column'
	| 'is refused'
	| 'is overloaded'
	| 'fails before'
	| 'fails after'
	| 'dies before'
	| 'dies after';

/** A D1 binding whose batches meet the faults that the function gives for them. */
export function faultyD1(
	faultOf: (batch: number) => Fault | Promise<Fault>,
	binding = testEnv.DB,
): D1Database {
	let batches = 0;
	return new Proxy(binding, {
		get(target, property) {
			if (property !== 'batch') {
				const value: unknown = Reflect.get(target, property);
				return typeof value === 'function' ? (value.bind(target) as unknown) : value;
			}
			return async (statements: D1PreparedStatement[]) => {
				batches += 1;
				const fault = await faultOf(batches - 1);
				if (fault === 'has no tables') throw new Error('D1_ERROR: no such table: tokens');
				if (fault === 'lacks a column') throw new Error('D1_ERROR: no such column: d.new');
				if (fault === 'is overloaded') throw new Error('D1 DB is overloaded.');
				if (fault === 'is refused') throw new Error('D1_ERROR: string or blob too big');
				if (fault === 'fails before') throw new Error('D1_ERROR: Network connection lost.');
				if (fault === 'dies before') return new Promise(() => {});
				const results = await target.batch(statements);
				if (fault === 'fails after') throw new Error('D1_ERROR: Network connection lost.');
				if (fault === 'dies after') return new Promise(() => {});
				return results;
			};
		},
	});
}

/** A queue that only notes its messages. */
export function notingQueue(sent: WakeUp[]): Env['WEBHOOK_QUEUE'] {
	const sendBatch = (messages: Iterable<{ body: WakeUp }>) => {
		sent.push(...Array.from(messages, ({ body }) => body));
		return Promise.resolve();
	};
	return { sendBatch } as unknown as Env['WEBHOOK_QUEUE'];
}

/** A queue that takes nothing. */
export const deafQueue = {
	send: () => Promise.reject(new Error('Queue send failed')),
	sendBatch: () => Promise.reject(new Error('Queue sendBatch failed')),
} as unknown as Env['WEBHOOK_QUEUE'];

/**
 * Makes a further writer of a directory, with bindings of its own, and runs something with it: what a
 * platform that moves an object may do for a moment.
 */
export async function withWriter<Answer>(
	directoryId: string,
	bindings: Partial<Env>,
	use: (writer: DirectoryWriter) => Promise<Answer>,
): Promise<Answer> {
	const stub = testEnv.DIRECTORY_WRITER.getByName(directoryId);
	return runInDurableObject(stub, (_instance, state) =>
		use(new DirectoryWriter(state, { ...testEnv, ...bindings })),
	);
}
