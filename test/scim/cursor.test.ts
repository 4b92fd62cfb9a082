/** What cursors hold and where they lead (RFC 9865 §2); test/http/queries.test.ts follows them. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
	cursorContext,
	decodeCursor,
	encodeCursor,
	neighbours,
	type Cursor,
} from '../../src/scim/cursor.ts';
import { CURSOR_TIMEOUT_SECONDS } from '../../src/scim/limits.ts';
import type { Position } from '../../src/scim/sort.ts';

const NOW = 1_700_000_000_000;
const LATER = NOW + CURSOR_TIMEOUT_SECONDS * 1_000;

const cursors: fc.Arbitrary<Cursor> = fc.record({
	at: fc.record({
		sort: fc.option(
			fc.oneof(fc.string(), fc.integer(), fc.double({ noNaN: true, min: -1e9, max: 1e9 })),
		),
		key: fc.integer(),
	}),
	direction: fc.constantFrom('next', 'previous'),
	count: fc.integer({ min: 1, max: 500 }),
	expiresAt: fc.integer({ min: NOW + 1, max: LATER }),
});

function place(key: number): Position {
	return { sort: null, key };
}

/** A cursor to the resources next to a key. */
function at(key: number, direction: Cursor['direction']): Cursor {
	return { at: place(key), direction, count: 2, expiresAt: LATER };
}

/** A page of the resources with these keys. */
function page(keys: readonly number[], hasMore: boolean, descending = false) {
	return { positions: keys.map(place), hasMore, descending };
}

describe('RFC 9865 §2 a cursor', () => {
	test('is read as it was written', () => {
		fc.assert(
			fc.property(cursors, (cursor) => {
				const { sort, key } = cursor.at;
				// JSON knows one zero only, and no order tells the two apart.
				const value = { ...cursor, at: { sort: Object.is(sort, -0) ? 0 : sort, key } };
				expect(decodeCursor(encodeCursor(cursor), undefined, NOW)).toEqual({ ok: true, value });
			}),
		);
	});

	test('belongs to directory, endpoint, filter, order and attributes', () => {
		const base = { filter: 'a', sortBy: 'b', sortOrder: 'ascending', attributes: 'c' };
		const contexts = [
			cursorContext('d1', 'User', base),
			cursorContext('d2', 'User', base),
			cursorContext('d1', 'User,Group', base),
			cursorContext('d1', 'User', { ...base, filter: 'x' }),
			cursorContext('d1', 'User', { ...base, sortBy: 'x' }),
			cursorContext('d1', 'User', { ...base, sortOrder: 'descending' }),
			cursorContext('d1', 'User', { ...base, attributes: undefined, excludedAttributes: 'c' }),
			cursorContext('d1', 'User', {}),
		];
		expect(new Set(contexts).size).toBe(contexts.length);
		// The place is what changes from page to page, and the order may be written in any letter case.
		const again = { ...base, sortOrder: 'Ascending', cursor: 'x', count: 5 };
		expect(cursorContext('d1', 'User', again)).toBe(contexts[0]);
	});
});

describe('RFC 9865 §2.1 errors', () => {
	const text = encodeCursor({
		at: { sort: null, key: 1 },
		direction: 'next',
		count: 10,
		expiresAt: LATER,
	});

	test('expiredCursor from the moment it expires', () => {
		expect(decodeCursor(text, undefined, LATER - 1).ok).toBe(true);
		expect(decodeCursor(text, undefined, LATER)).toMatchObject({
			ok: false,
			error: { status: 400, scimType: 'expiredCursor', detail: expect.stringContaining('3600') },
		});
	});

	test('invalidCount if it is not that of the first request; none is that one', () => {
		expect(decodeCursor(text, 10, NOW).ok).toBe(true);
		expect(decodeCursor(text, 11, NOW)).toEqual({
			ok: false,
			error: {
				status: 400,
				scimType: 'invalidCount',
				detail: '"count" must be that of the first request, 10, or be left out.',
			},
		});
	});
});

describe('RFC 9865 §2 the cursors of a page', () => {
	test.each([
		['the only page', undefined, page([1, 2], false), {}],
		['an empty list', undefined, page([], false), {}],
		['the first of several', undefined, page([1, 2], true), { next: at(2, 'next') }],
		[
			'one in between',
			at(2, 'next'),
			page([3, 4], true),
			{ previous: at(3, 'previous'), next: at(4, 'next') },
		],
		['the last', at(4, 'next'), page([5], false), { previous: at(5, 'previous') }],
		[
			'one on the way back',
			at(5, 'previous'),
			page([3, 4], true),
			{ previous: at(3, 'previous'), next: at(4, 'next') },
		],
		['back at the start', at(3, 'previous'), page([1, 2], false), { next: at(2, 'next') }],
		// Whatever was there has been deleted: the way back begins with what lay before it.
		['an emptied last page', at(4, 'next'), page([], false), { previous: at(5, 'previous') }],
		['an emptied first page', at(3, 'previous'), page([], false), { next: at(2, 'next') }],
		[
			'an emptied last page, descending',
			at(4, 'next'),
			page([], false, true),
			{ previous: at(3, 'previous') },
		],
		[
			'an emptied first page, descending',
			at(3, 'previous'),
			page([], false, true),
			{ next: at(4, 'next') },
		],
	])('%s', (_name, asked, found, expected) => {
		expect(neighbours(asked, 2, found, NOW)).toEqual(expected);
	});
});
