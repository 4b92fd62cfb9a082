/** The cursors of /v1 lists: sealed, and good for the very list that they were answered to. */
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Directory } from '../../src/contract/directories.ts';
import { api, createDirectory, type Reply } from '../support/client.ts';

interface Page {
	readonly data: readonly Directory[];
	readonly next_cursor: string | null;
	readonly detail?: string;
	readonly errors?: readonly { readonly field: string; readonly detail: string }[];
}

const tenant = `tenant-${crypto.randomUUID()}`;
const ids: string[] = [];

beforeAll(async () => {
	for (let made = 0; made < 3; made += 1)
		ids.push((await createDirectory(undefined, { tenant })).id);
});

const list = (query: Record<string, string>, path = '/directories'): Promise<Reply<Page>> =>
	api<Page>('GET', `${path}?${new URLSearchParams(query).toString()}`);

async function cursorOf(query: Record<string, string>): Promise<string> {
	const { next_cursor: cursor } = (await list({ limit: '1', ...query })).body;
	if (cursor === null) throw new Error('That was the last page.');
	return cursor;
}

/** What came of a request, without what it was about. */
const outcomeOf = ({ status, body: { detail, errors } }: Reply<Page>) => ({
	status,
	detail,
	errors,
});

const REFUSED = {
	status: 400,
	detail: 'cursor: must be a cursor of this list',
	errors: [{ field: 'cursor', detail: 'must be a cursor of this list' }],
};

describe('a cursor opens', () => {
	test('for the next page, whatever its size, and in whatever order the parameters come', async () => {
		const cursor = await cursorOf({ tenant, product: 'product' });
		for (const query of [
			{ cursor, tenant, product: 'product' },
			{ product: 'product', limit: '2', tenant, cursor },
		]) {
			const { status, body } = await list(query);
			expect([status, body.next_cursor]).toEqual([200, null]);
			expect(body.data.map(({ id }) => id)).toEqual(ids.slice(1));
		}
		expect((await list({ cursor, tenant, product: 'product' }, '/directories/')).status).toBe(200);
	});

	test('again, and it tells nothing of what is inside', async () => {
		const [first, second] = [await cursorOf({ tenant }), await cursorOf({ tenant })];
		expect(first).not.toBe(second);
		expect(first).toMatch(/^v1\.[\w-]+$/);
		const pages = await Promise.all(
			[first, first, second].map((cursor) => list({ cursor, tenant })),
		);
		expect(new Set(pages.map(({ body }) => JSON.stringify(body.data))).size).toBe(1);
	});
});

describe('a cursor does not open', () => {
	test.each<[why: string, query: Record<string, string>, path?: string]>([
		['with another filter', { tenant: 'somebody-else' }],
		['with one filter more', { tenant, product: 'product' }],
		['with one filter less', {}],
		['for another list', { tenant }, '/webhook-endpoints'],
	])('%s', async (_, query, path) => {
		const cursor = await cursorOf({ tenant });
		expect(outcomeOf(await list({ ...query, cursor }, path))).toEqual(REFUSED);
	});

	test.each(['', '0', 'MQ', 'v1.', 'v1.AAAA', '%00', `v1.${'A'.repeat(43)}`])(
		'that was never answered: "%s"',
		async (cursor) => {
			expect(outcomeOf(await list({ tenant, cursor }))).toEqual(REFUSED);
		},
	);

	test('once it has been tampered with: any character another, missing, or more', async () => {
		const cursor = await cursorOf({ tenant });
		const character = fc.constantFrom(
			...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_=.+/ '.split(''),
		);
		await fc.assert(
			fc.asyncProperty(
				fc.nat(cursor.length - 1),
				fc.nat(2),
				fc.string({ unit: character, maxLength: 2 }),
				async (at, removed, added) => {
					const tampered = cursor.slice(0, at) + added + cursor.slice(at + removed);
					fc.pre(tampered !== cursor);
					expect(outcomeOf(await list({ tenant, cursor: tampered }))).toEqual(REFUSED);
				},
			),
			{ numRuns: 200 },
		);
		for (let end = 0; end < cursor.length; end += 1) {
			const cut = await list({ tenant, cursor: cursor.slice(0, end) });
			expect(outcomeOf(cut)).toEqual(REFUSED);
		}
	});
});
