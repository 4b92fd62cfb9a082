/** The order in which the writer's queue does things. */
import { describe, expect, test } from 'vitest';
import { CommitQueue } from '../../src/worker/commit-queue.ts';

const LIMITS = { commitSizeMax: 3, commitWeightMax: 10, waitingMax: 5, waitingWeightMax: 20 };

/** A queue whose commits note what they hold and wait for the gate. */
function queueOf(gate: Promise<unknown> = Promise.resolve()) {
	const done: (string | readonly string[])[] = [];
	const queue = new CommitQueue<string, string>(async (commands) => {
		await gate;
		done.push(commands);
		return commands.map((command) => command.toUpperCase());
	}, LIMITS);
	const work = (name: string) => async () => {
		await gate;
		done.push(name);
		return name;
	};
	return { queue, done, work };
}

describe('the queue', () => {
	test('commits one after another, in order, within size and weight', async () => {
		const { queue, done } = queueOf();
		const weights = [1, 1, 1, 1, 8, 2, 11];
		const first = queue.submit('a', 1);
		const rest = weights.slice(0, 5).map((weight, at) => queue.submit(`b${at}`, weight));
		expect(await Promise.all([first, ...rest])).toEqual(['A', 'B0', 'B1', 'B2', 'B3', 'B4']);
		expect(done).toEqual([['a'], ['b0', 'b1', 'b2'], ['b3', 'b4']]);
	});

	test('does other work alone, between what came before and what comes after', async () => {
		const { queue, done, work } = queueOf();
		await Promise.all([
			queue.submit('a', 1),
			queue.submit('b', 1),
			queue.alone(work('work')),
			queue.submit('c', 1),
			queue.alone(work('more work')),
		]);
		expect(done).toEqual([['a'], ['b'], 'work', ['c'], 'more work']);
	});

	const no = new Error('no');
	test.each<[string, () => Promise<never>]>([
		['fails', () => Promise.reject(no)],
		[
			'throws at once',
			() => {
				throw no;
			},
		],
	])('goes on after work that %s', async (_name, work) => {
		const { queue, done } = queueOf();
		const failing = queue.alone(work);
		const after = queue.submit('a', 1);
		expect(await failing?.catch((thrown: unknown) => thrown)).toBe(no);
		expect(await after).toBe('A');
		expect(done).toEqual([['a']]);
	});

	test('refuses what goes beyond its bounds, work as well as commands', async () => {
		const gate = Promise.withResolvers<null>();
		const { queue, work } = queueOf(gate.promise);
		const taken = Promise.all([
			queue.submit('first', 1),
			...Array.from({ length: 5 }, () => queue.alone(work('w'))),
		]);
		expect(queue.submit('b', 1)).toBeUndefined();
		expect(queue.alone(work('b'))).toBeUndefined();
		gate.resolve(null);
		expect(await taken).toHaveLength(6);
		const heavy = Promise.all([queue.submit('c', 1), queue.submit('d', 30)]);
		expect(queue.submit('e', 1)).toBeUndefined();
		expect(queue.alone(work('f'))).toBeUndefined();
		expect(await heavy).toEqual(['C', 'D']);
		expect(await queue.alone(work('g'))).toBe('g');
	});
});
