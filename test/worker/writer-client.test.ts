/** How the Worker calls a writer: again only where the platform allows it, and to the end. */
import { describe, expect, test } from 'vitest';
import type { Env } from '../../src/env.ts';
import { changeSchemas, write } from '../../src/worker/writer-client.ts';
import type { WriteRequest } from '../../src/worker/writer.ts';
import { testEnv } from '../support/client.ts';

const REQUEST: WriteRequest = {
	command: { kind: 'delete', type: 'User', id: 'x' },
	tokenHash: '',
	size: 0,
};

/** Calls a writer whose stubs throw these errors first; tells the answer and the stubs that were made. */
async function call(...errors: readonly object[]) {
	const failures = [...errors];
	const held: Promise<unknown>[] = [];
	let stubs = 0;
	const DIRECTORY_WRITER = {
		getByName: () => {
			stubs += 1;
			const failure = failures.shift();
			return {
				write: () =>
					failure === undefined
						? Promise.resolve({ ok: true, value: { status: 204 } })
						: Promise.reject(Object.assign(new Error('failed'), failure)),
			};
		},
	} as unknown as Env['DIRECTORY_WRITER'];
	const env = { ...testEnv, DIRECTORY_WRITER };
	const context = { waitUntil: (promise: Promise<unknown>) => void held.push(promise) };
	return { answer: await write(env, context, 'dir_x', REQUEST), stubs, held: held.length };
}

test('a change of the schemas that cannot be delivered is 503 as well', async () => {
	const DIRECTORY_WRITER = {
		getByName: () => ({ changeSchemas: () => Promise.reject(new Error('gone')) }),
	} as unknown as Env['DIRECTORY_WRITER'];
	const answer = await changeSchemas(
		{ ...testEnv, DIRECTORY_WRITER },
		{ waitUntil: () => {} },
		'dir_x',
		{ kind: 'delete', urn: 'urn:a:b' },
	);
	expect(answer).toMatchObject({ ok: false, error: { status: 503 } });
});

describe('a call to a writer', () => {
	test('is held until it is answered, whatever the caller does', async () => {
		expect(await call()).toMatchObject({ answer: { ok: true }, stubs: 1, held: 1 });
	});

	test('is repeated through a new stub when the platform says that it may be', async () => {
		const reply = await call({ retryable: true }, { retryable: true });
		expect(reply).toMatchObject({ answer: { ok: true }, stubs: 3 });
	});

	test.each([
		['an overloaded object', { retryable: true, overloaded: true }, 1],
		['any other error', {}, 1],
		['an error that stays', { retryable: true }, 3],
	])('that fails for good is 503: %s', async (_name, error, stubs) => {
		const reply = await call(error, error, error, error);
		expect(reply).toMatchObject({ answer: { ok: false, error: { status: 503 } }, stubs });
	});
});
